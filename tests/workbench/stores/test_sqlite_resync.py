"""Runs, histories and alerts on SQLite."""

from __future__ import annotations

import unittest
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from test_sqlite import SqliteHooks, statements_given

from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.alert import Alert
from supplier_connect.shops.model.resync import PartChoice, ResyncRun, RunState
from supplier_connect.shops.ports import ResyncStore
from supplier_connect.tests.contracts import ResyncStoreContract
from supplier_connect.tests.contracts.resync import LEASE, NOW, Freshness
from supplier_connect.workbench.stores.accounts import AccountDefinition, SqliteAccountBook
from supplier_connect.workbench.stores.parts import SqlitePartBook, id_of
from supplier_connect.workbench.stores.resync import SqliteResyncStore
from supplier_connect.workbench.stores.values import time_of


class TestResync(SqliteHooks, ResyncStoreContract, unittest.TestCase):
	def make_store(self) -> SqliteResyncStore:
		return SqliteResyncStore(self.database)

	def make_book(self) -> SqlitePartBook:
		return SqlitePartBook(self.database)

	def make_account(self, name: str) -> ShopAccount:
		account = super().make_account(name)
		SqliteAccountBook(self.database).save(AccountDefinition(account))
		return account

	def make_preferred(self, account: str, item: str, sku: str) -> None:
		self.make_book().prefer(account, item, sku)

	def make_supplier_number(self, supplier: str, item: str, number: str) -> None:
		self.make_book().save_supplier_number(supplier, item, number)

	def delete_part(self, key: str) -> None:
		with self.database.writing() as connection:
			connection.execute("DELETE FROM supplier_parts WHERE id = ?", (id_of(key),))

	def freshness_of(self, key: str) -> Freshness:
		with self.database.reading() as connection:
			row = connection.execute("SELECT * FROM supplier_parts WHERE id = ?", (id_of(key),)).fetchone()
		not_found_at = row["not_found_at"]
		return Freshness(
			row["resync_state"],
			row["failures"],
			row["failure"],
			time_of(not_found_at) if not_found_at else None,
		)

	def stored_run(self, name: str) -> ResyncRun:
		return next(run for run in self.make_store().runs(self.account.name) if run.name == name)

	def due_of(self, account: str) -> datetime | None:
		return self.make_store().freshness(account).due_at

	def open_alerts(self, part: str) -> Sequence[Alert]:
		raised = self.make_store().alerts()
		return [one.alert for one in reversed(raised) if one.alert.part == part]

	def see_alerts(self, part: str) -> None:
		store = self.make_store()
		store.see_alerts([one.number for one in store.alerts() if one.alert.part == part])

	def count_statements(self, action: Callable[[ResyncStore], object]) -> int:
		return statements_given(self.database.path, lambda database: action(SqliteResyncStore(database)))

	def test_alerts_and_history_go_with_their_part(self) -> None:
		(part,) = self.save_parts(1)
		self.record(self.begin(), self.told(part, stock=1), alerts=[self.shortage(part)])
		self.delete_part(part.key)
		self.assertEqual(self.make_store().alerts(), ())
		with self.database.reading() as connection:
			self.assertEqual(connection.execute("SELECT count(*) FROM part_history").fetchone()[0], 0)

	def test_a_part_that_takes_the_place_of_a_deleted_one_is_not_written_for_it(self) -> None:
		(part,) = self.save_parts(1)
		run = self.begin()
		self.delete_part(part.key)
		(other,) = self.save_parts(1)
		self.assertEqual(other.key, part.key)
		self.record(run, self.told(part, stock=1))
		self.assertEqual([(one.offer.sku, one.offer.stock) for one in self.parts()], [(other.offer.sku, 100)])
		self.assertIsNone(self.part(other.key).tried_at)

	def test_a_dead_run_about_an_item_is_broken_off_by_the_next_run(self) -> None:
		part, other = self.save_parts(2)
		dead = self.begin(PartChoice(item=part.item))
		living = self.begin(PartChoice(item=other.item), now=NOW + LEASE - timedelta(minutes=1))
		self.begin(PartChoice(item=part.item), now=NOW + LEASE)
		self.assertIs(self.stored_run(dead.name).state, RunState.BROKEN)
		self.assertIs(self.stored_run(living.name).state, RunState.RUNNING)

	def test_prices_are_kept_once_for_each_change_of_them(self) -> None:
		(part,) = self.save_parts(1)
		run = self.begin()
		for stock in range(5):
			run = self.record(run, self.told(part, stock=stock))
		with self.database.reading() as connection:
			rows = connection.execute("SELECT prices FROM part_history ORDER BY id").fetchall()
		self.assertEqual([row["prices"] is None for row in rows], [False] + [True] * 5)

	def test_freshness_counts_parts_by_their_last_try(self) -> None:
		a, b, c, _never = self.save_parts(4)
		self.finish(self.record(self.begin(), self.told(a), self.missing(b), self.failing(c)))
		found = self.make_store().freshness(self.account.name)
		self.assertEqual((found.parts, found.fresh, found.not_found, found.failed), (4, 2, 1, 1))
		self.assertEqual(found.cursor, c.key)

	def test_parts_that_a_wrong_clock_has_tried_in_the_future_are_not_left_out_until_then(self) -> None:
		(part,) = self.save_parts(1)
		ahead = NOW + timedelta(days=3650)
		wrong = self.begin(now=ahead)
		self.finish(self.record(wrong, replace(self.told(part), at=ahead)))
		run = self.begin(now=NOW)
		self.assertEqual([one.key for one in self.make_store().next_parts(run, 10)], [part.key])
