"""Kept answers and usage in a SQLite file: the contracts, and what is the file's own."""

from __future__ import annotations

import unittest
from dataclasses import replace
from datetime import timedelta

from test_sqlite import SqliteHooks

from supplier_connect.tests.contracts import AnswerShelfContract, UsageBookContract
from supplier_connect.workbench.stores.calls import SqliteCallLog
from supplier_connect.workbench.stores.response_cache import SqliteResponseStore
from supplier_connect.workbench.stores.usage import SqliteUsageStore


class TestShelf(SqliteHooks, AnswerShelfContract, unittest.TestCase):
	def make_store(self) -> SqliteResponseStore:
		return SqliteResponseStore(self.database)

	def test_a_file_grows_no_larger_than_it_may(self) -> None:
		shelf = SqliteResponseStore(self.database, most_bytes=2500)
		for number in range(20):
			at = self.answer.put_at + timedelta(seconds=number)
			shelf.put(replace(self.answer, key=f"{self.answer.key}{number}", body="x" * 1000, put_at=at))
		size = self.size()
		self.assertEqual(size and size.entries, 2)

	def test_what_is_over_leaves_the_file_when_something_is_put(self) -> None:
		self.make_store().put(self.answer)
		later = self.answer.until + timedelta(seconds=1)
		self.make_store().put(replace(self.answer, key="later", put_at=later, until=later + timedelta(1)))
		with self.database.reading() as connection:
			self.assertEqual(
				[row["key"] for row in connection.execute("SELECT key FROM kept_answers")], ["later"]
			)


class TestUsage(SqliteHooks, UsageBookContract, unittest.TestCase):
	def make_store(self) -> SqliteUsageStore:
		return SqliteUsageStore(self.database)

	def make_log(self) -> SqliteCallLog:
		return SqliteCallLog(self.database)

	def test_all_accounts_are_told_together(self) -> None:
		other = replace(self.call, account="Other")
		for call in (self.call, other):
			self.make_log().record(call)
		self.assertEqual(
			[used.account for used in self.make_store().all_since(self.call.at.date())],
			sorted([self.account, "Other"]),
		)
