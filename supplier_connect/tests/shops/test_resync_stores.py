"""What keeps supplier parts fresh, over DocTypes: the same contract as over SQLite, and what is ours."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from multiprocessing import get_context
from typing import Any
from unittest import mock

import frappe
from frappe.utils import add_days, today

from supplier_connect.core.desk.clock import from_naive_utc, from_site
from supplier_connect.core.desk.locked_columns import unlock
from supplier_connect.core.desk.usage import add as count_used
from supplier_connect.core.model.errors import ResyncRunning
from supplier_connect.core.model.messages import plain
from supplier_connect.core.model.usage import Usage
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.desk.resync.freshness import freshness_of
from supplier_connect.shops.desk.resync.resyncs import DeskResyncStore, fail_stale_runs
from supplier_connect.shops.model.alert import Alert, AlertKind
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.resync import PartChoice, RefreshResult, ResyncRun, RunState, WatchedPart
from supplier_connect.shops.ports import ResyncStore
from supplier_connect.supplier_connect.doctype.supplier_alert.supplier_alert import SupplierAlert
from supplier_connect.supplier_connect.doctype.supplier_resync.supplier_resync import SupplierResync
from supplier_connect.tests.contracts import ResyncStoreContract
from supplier_connect.tests.contracts.resync import ALWAYS, LEASE, NOW, Freshness, ResyncContract
from supplier_connect.tests.support.site import (
	Committing,
	DocTypeHooks,
	SiteCase,
	make_supplier,
	make_user,
	warehouse,
)

_COUNTS = ("planned", "processed", "updated", "changed", "not_found", "failed")


class ResyncHooks(Committing, DocTypeHooks, ResyncContract):
	"""The hooks of the contract on DocTypes; what is committed lasts as long as the test."""

	def make_store(self) -> DeskResyncStore:
		return DeskResyncStore()

	def make_book(self) -> DeskPartBook:
		return DeskPartBook()

	def make_preferred(self, account: str, item: str, sku: str) -> None:
		name = frappe.db.get_value("Supplier Part", {"account": account, "item": item, "sku": sku})
		doc = frappe.get_doc("Supplier Part", name)
		doc.preferred = 1
		doc.save()

	def make_supplier_number(self, supplier: str, item: str, number: str) -> None:
		doc = frappe.get_doc("Item", item)
		doc.append("supplier_items", {"supplier": supplier, "supplier_part_no": number})
		doc.save()

	def delete_part(self, key: str) -> None:
		frappe.delete_doc("Supplier Part", key)

	def freshness_of(self, key: str) -> Freshness:
		doc = frappe.get_doc("Supplier Part", key)
		return Freshness(doc.resync_state, doc.failures, doc.failure, from_site(doc.not_found_on))

	def stored_run(self, name: str) -> ResyncRun:
		doc = frappe.get_doc("Supplier Resync", name)
		started_at = from_site(doc.started_on)
		assert started_at
		return ResyncRun(
			name=doc.name,
			account=doc.account,
			choice=PartChoice(doc.item or "", doc.part or ""),
			started_at=started_at,
			lease_until=from_naive_utc(doc.lease_until),
			state=RunState(doc.state),
			cursor_before=doc.cursor_before or "",
			cursor_after=doc.cursor_after or "",
			message=plain(doc.message) if doc.message else None,
			due_at=from_site(doc.due_on),
			**{field: doc.get(field) for field in _COUNTS},
		)

	def due_of(self, account: str) -> datetime | None:
		due_on = frappe.db.get_value("Supplier Resync Cursor", {"account": account}, "due_on")
		return from_naive_utc(due_on) if due_on else None

	def open_alerts(self, part: str) -> Sequence[Alert]:
		rows = frappe.get_all(
			"Supplier Alert", {"part": part, "state": "Open"}, ["*"], order_by="creation asc"
		)
		return [_alert_of(row) for row in rows]

	def see_alerts(self, part: str) -> None:
		for name in frappe.get_all("Supplier Alert", {"part": part, "state": "Open"}, pluck="name"):
			doc = frappe.get_doc("Supplier Alert", name)
			doc.state = "Seen"
			doc.save()

	def count_statements(self, action: Callable[[ResyncStore], object]) -> int:
		with mock.patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
			action(self.make_store())
		return sql.call_count


def _alert_of(row: Any) -> Alert:
	return Alert(
		kind=AlertKind(row.kind),
		part=row.part,
		account=row.account,
		item=row.item,
		sku=row.sku,
		was=row.was,
		now=row.is_now,
		quantity=row.quantity,
		currency=row.currency,
		percent=Decimal(str(row.percent)) if row.percent else None,
		last_buy=row.last_buy,
		orders=tuple(unlock(row.orders).splitlines()),
		replacement=row.replacement,
	)


class TestResyncs(ResyncHooks, ResyncStoreContract, SiteCase):
	def warehouse_group(self) -> str:
		"""A group of warehouses with the tests' warehouse in it."""
		return frappe.db.get_value("Warehouse", warehouse(), "parent_warehouse")

	def set_reorder_level(self, item: str, level: int, group: str = "") -> None:
		"""Have an Item ordered anew below a level."""
		doc = frappe.get_doc("Item", item)
		row = {"warehouse": warehouse(), "warehouse_group": group, "warehouse_reorder_level": level}
		doc.append("reorder_levels", {**row, "warehouse_reorder_qty": 1, "material_request_type": "Purchase"})
		doc.save()

	def set_projected(self, item: str, pieces: int) -> None:
		"""Have so many pieces of an Item in the tests' warehouse."""
		name = frappe.db.get_value("Bin", {"item_code": item, "warehouse": warehouse()})
		row = frappe.get_doc("Bin", name) if name else frappe.new_doc("Bin")
		row.update(
			{"item_code": item, "warehouse": warehouse(), "actual_qty": pieces, "projected_qty": pieces}
		)
		row.save()
		frappe.db.set_value("Bin", row.name, "projected_qty", pieces)

	def order_row(self, order: str) -> str:
		"""The only row of an order."""
		return frappe.db.get_value("Purchase Order Item", {"parent": order})

	def urgent(self, run: ResyncRun) -> list[str]:
		"""The keys of what is urgent."""
		return self.keys(self.make_store().urgent_parts(run, NOW, 9))

	def test_items_below_their_reorder_level_are_urgent(self) -> None:
		empty, short, enough = self.save_parts(3)
		for part in (empty, short, enough):
			self.set_reorder_level(part.item, 100)
		self.set_projected(short.item, 99)
		self.set_projected(enough.item, 100)
		self.assertEqual(self.urgent(self.begin()), self.keys((empty, short)))

	def test_a_level_of_a_group_counts_all_its_warehouses(self) -> None:
		short, enough = self.save_parts(2)
		for part, pieces in ((short, 9), (enough, 10)):
			self.set_reorder_level(part.item, 10, self.warehouse_group())
			self.set_projected(part.item, pieces)
		self.assertEqual(self.urgent(self.begin()), [short.key])

	def test_an_order_that_wants_nothing_any_more_makes_nothing_urgent(self) -> None:
		statuses = ("Closed", "Completed", "Cancelled", "Delivered")
		parts = self.save_parts(len(statuses) + 3)
		orders = [self.need(part.item, 10).name for part in parts]
		for order, status in zip(orders, statuses, strict=False):
			frappe.db.set_value("Purchase Order", order, "status", status)
		frappe.db.set_value("Purchase Order Item", self.order_row(orders[-3]), "received_qty", 10)
		frappe.db.set_value("Purchase Order", orders[-2], "docstatus", 2)
		frappe.db.set_value("Purchase Order", orders[-1], {"docstatus": 1, "status": "On Hold"})
		items = [part.item for part in parts]
		self.assertEqual(self.urgent(self.begin()), [parts[-1].key])
		self.assertEqual(set(self.make_store().open_needs(self.account.name, items)), {items[-1]})

	def test_boxes_are_counted_in_pieces_and_what_has_come_is_not(self) -> None:
		(part,) = self.save_parts(1)
		row = self.order_row(self.need(part.item, 10).name)
		frappe.db.set_value(
			"Purchase Order Item",
			row,
			{"qty": 3, "received_qty": 0.75, "uom": "Box", "conversion_factor": 50},
		)
		needs = self.make_store().open_needs(self.account.name, [part.item])
		self.assertEqual(needs[part.item].pieces, 113)

	def test_a_shops_words_are_cut_to_fit_and_hold_no_markup(self) -> None:
		(part,) = self.save_parts(1)
		odd = replace(self.shortage(part), replacement="<img src=x onerror=alert(1)>" + "x" * 500)
		self.record(self.begin(), self.told(part, stock=2**40), alerts=[odd])
		(row,) = frappe.get_all("Supplier Alert", {"part": part.key}, ["replacement", "message"])
		self.assertNotIn("onerror", row.replacement + row.message)
		self.assertEqual(self.part(part.key).offer.stock, 2**31 - 1)

	def test_neither_do_the_troubles_of_a_run_and_its_parts(self) -> None:
		(part,) = self.save_parts(1)
		trouble = plain("Shop: <img src=x onerror=alert(1)>no")
		run = self.record(self.begin(), replace(self.failing(part), failure=trouble))
		self.finish(run, state=RunState.FAILED, message=trouble)
		told = frappe.db.get_value("Supplier Resync", run.name, "message")
		self.assertEqual((told, self.freshness_of(part.key).failure), ("Shop: no", "Shop: no"))

	def test_an_alert_says_in_a_sentence_what_happened(self) -> None:
		(part,) = self.save_parts(1)
		self.record(self.begin(), self.told(part), alerts=[self.shortage(part, "500", "100", ("PO-1",))])
		row = frappe.get_last_doc("Supplier Alert", {"part": part.key})
		self.assertIn("100 in stock, 500 needed", row.message)
		# Readers of the part may not read its orders.
		self.assertNotIn("PO-1", str(row.as_dict()))
		self.assertEqual((row.supplier, row.state, row.notified), (self.account.supplier, "Open", 0))

	def test_who_asked_for_a_run_is_kept(self) -> None:
		(part,) = self.save_parts(1)
		run = DeskResyncStore("Administrator").begin(
			self.account.name, PartChoice(item=part.item), 1, NOW, NOW + LEASE
		)
		doc = frappe.get_doc("Supplier Resync", run.name)
		self.assertEqual((doc.asked_by, doc.scope, doc.item), ("Administrator", "Item", part.item))

	def test_a_part_whose_number_was_changed_meanwhile_is_left_alone(self) -> None:
		part, other = self.save_parts(2)
		run = self.begin()
		doc = frappe.get_doc("Supplier Part", part.key)
		doc.sku = self.unique("CORRECTED")
		doc.save()
		self.record(run, self.told(part, stock=1), self.told(other, stock=1))
		self.assertEqual(self.part(part.key).offer.stock, 100)
		self.assertIsNone(self.part(part.key).tried_at)
		self.assertEqual(self.part(other.key).offer.stock, 1)

	def test_a_run_goes_on_when_its_account_gets_another_name(self) -> None:
		parts = self.save_parts(3)
		run = self.record(self.begin(), self.told(parts[0], stock=1))
		new = frappe.rename_doc("Supplier Account", self.account.name, self.unique("Renamed"))
		self.assertEqual(self.keys(self.make_store().next_parts(run, 9)), self.keys(parts[1:]))
		run = self.record(run, self.told(parts[1], stock=2), alerts=[self.shortage(parts[1])])
		self.finish(run)
		self.account = replace(self.account, name=new)
		self.assertEqual(self.part(parts[1].key).offer.stock, 2)
		self.assertEqual(self.open_alerts(parts[1].key)[0].account, new)
		self.assertEqual(self.begin(now=NOW + LEASE).cursor_before, parts[1].key)

	def test_accounts_with_rounds_can_be_merged(self) -> None:
		old = self.account
		(part,) = self.save_parts(1)
		self.finish(self.record(self.begin(), self.told(part)))
		self.account = self.make_account(self.unique("Other"))
		(other,) = self.save_parts(1)
		self.finish(self.record(self.begin(), self.told(other)))
		frappe.rename_doc("Supplier Account", old.name, self.account.name, merge=True)
		self.assertEqual(self.begin(now=NOW + LEASE).cursor_before, other.key)
		self.assertEqual(set(self.keys(self.parts())), {part.key, other.key})

	def test_an_account_is_deleted_with_its_rounds(self) -> None:
		(part,) = self.save_parts(1)
		self.finish(self.record(self.begin(), self.told(part), alerts=[self.shortage(part)]))
		self.assertRaises(frappe.LinkExistsError, frappe.delete_doc, "Supplier Account", self.account.name)
		self.delete_part(part.key)
		frappe.delete_doc("Supplier Account", self.account.name)
		for doctype in (
			"Supplier Resync",
			"Supplier Resync Cursor",
			"Supplier Alert",
			"Supplier Part History",
		):
			self.assertEqual(frappe.db.count(doctype, {"account": self.account.name}), 0, doctype)

	def test_a_part_and_its_item_are_deleted_with_what_was_noted_of_them(self) -> None:
		part, other = self.save_parts(2)
		alerts = [self.shortage(part), self.shortage(other)]
		self.record(self.begin(), self.told(part), self.told(other), alerts=alerts)
		self.delete_part(part.key)
		for doctype in ("Supplier Alert", "Supplier Part History"):
			self.assertEqual(
				frappe.get_all(doctype, {"account": self.account.name}, pluck="part"), [other.key]
			)
		run = self.begin(PartChoice(item=part.item))
		frappe.delete_doc("Item", part.item)
		self.assertTrue(frappe.db.exists("Supplier Resync", run.name))

	def test_runs_that_died_are_shown_as_broken_off_and_others_are_not(self) -> None:
		(part,) = self.save_parts(1)
		now = datetime.now(timezone.utc)
		dead = self.begin(now=now - LEASE - timedelta(seconds=1))
		dead_too = self.begin(PartChoice(part=part.key), now=now - LEASE - timedelta(seconds=1))
		living = self.begin(PartChoice(item=part.item), now=now)
		fail_stale_runs()
		states = [self.stored_run(run.name).state for run in (dead, dead_too, living)]
		self.assertEqual(states, [RunState.BROKEN, RunState.BROKEN, RunState.RUNNING])
		self.assertTrue(frappe.db.get_value("Supplier Resync", dead.name, "ended_on"))
		self.begin(now=now)

	def test_a_run_of_a_clock_that_was_ahead_is_not_shown_as_under_way(self) -> None:
		now = datetime.now(timezone.utc)
		run = self.begin(now=now)
		self.assertEqual(freshness_of(self.account.name).round.running, run.name)
		self.begin(now=now + timedelta(days=3))
		self.assertEqual(freshness_of(self.account.name).round.running, "")

	def test_of_a_run_that_may_be_dead_the_account_tells_when_another_continues(self) -> None:
		begun = datetime.now(timezone.utc) - timedelta(minutes=8)
		run = self.begin(now=begun)
		told = freshness_of(self.account.name).round
		self.assertEqual(told.running, run.name)
		self.assertEqual((told.silent_since, told.held_until), (run.started_at, run.lease_until))
		self.assertEqual(freshness_of(self.account.name).last_run["state"], "Running")
		DeskResyncStore().record(run, (), (), datetime.now(timezone.utc) + LEASE)
		told = freshness_of(self.account.name).round
		self.assertEqual((told.running, told.silent_since, told.held_until), (run.name, None, None))

	def test_a_run_whose_lease_has_ended_is_not_told_as_running(self) -> None:
		run = self.begin(now=datetime.now(timezone.utc) - LEASE - timedelta(minutes=1))
		told = freshness_of(self.account.name)
		self.assertEqual((told.round.running, told.round.held_until), ("", None))
		self.assertEqual((told.last_run["name"], told.last_run["state"]), (run.name, "Broken Off"))

	def test_old_runs_and_alerts_are_cleared_but_no_open_ones(self) -> None:
		part, other = self.save_parts(2)
		run = self.begin()
		self.record(
			run, self.told(part), self.told(other), alerts=[self.shortage(part), self.shortage(other)]
		)
		ended = self.begin(PartChoice(part=part.key))
		self.finish(ended)
		self.see_alerts(other.key)
		long_ago = {"modified": add_days(today(), -100)}
		frappe.db.set_value(
			"Supplier Resync", {"account": self.account.name}, long_ago, update_modified=False
		)
		frappe.db.set_value("Supplier Alert", {"part": part.key}, "raised_on", add_days(today(), -400))
		frappe.db.set_value("Supplier Alert", {"part": other.key}, "raised_on", add_days(today(), -400))
		SupplierResync.clear_old_logs()
		SupplierAlert.clear_old_logs()
		kept = frappe.get_all("Supplier Resync", {"account": self.account.name}, pluck="name")
		self.assertEqual(kept, [run.name])
		self.assertEqual(len(self.open_alerts(part.key)), 1)
		self.assertEqual(frappe.db.count("Supplier Alert", {"part": other.key}), 0)


class TestClockChange(ResyncHooks, SiteCase):
	"""The hour that comes twice when the clock is set back: 02:00 to 03:00 in Berlin on 25 October 2026."""

	FIRST_0230 = datetime(2026, 10, 25, 0, 30, tzinfo=timezone.utc)
	SECOND_0210 = datetime(2026, 10, 25, 1, 10, tzinfo=timezone.utc)

	def setUp(self) -> None:
		super().setUp()
		self.patches.enter_context(
			mock.patch("supplier_connect.core.desk.clock.get_system_timezone", lambda: "Europe/Berlin")
		)

	def test_what_was_tried_before_the_clock_went_back_is_tried_again_after_it(self) -> None:
		parts = self.save_parts(2)
		at = self.FIRST_0230
		self.finish(self.record(self.begin(now=at), *(self.told(part, at) for part in parts)))
		run = self.begin(now=self.SECOND_0210)
		self.assertEqual(len(self.make_store().next_parts(run, 9)), 2)

	def test_what_a_run_tried_stays_tried_when_the_clock_goes_back(self) -> None:
		parts = self.save_parts(2)
		run = self.begin(now=self.FIRST_0230)
		run = self.record(run, self.told(parts[0], self.SECOND_0210), cursor=parts[0].key)
		run = replace(run, cursor_after="", lease_until=self.SECOND_0210 + LEASE)
		self.assertEqual(self.keys(self.make_store().next_parts(run, 9)), [parts[1].key])
		self.assertEqual(self.part(parts[0].key).tried_at, self.SECOND_0210)

	def test_what_a_shop_told_before_a_resync_is_older_when_the_clock_goes_back(self) -> None:
		(part,) = self.save_parts(1)
		self.record(self.begin(now=self.FIRST_0230), self.told(part, self.SECOND_0210, stock=1))
		older = replace(part.offer, stock=2)
		kept_since = self.SECOND_0210 - timedelta(minutes=20)
		self.make_book().save_offers(self.account.name, [(part.item, older)], kept_since)
		self.assertEqual(self.part(part.key).offer.stock, 1)

	def test_the_lease_is_no_hour_longer_or_shorter(self) -> None:
		run = self.begin(now=self.FIRST_0230)
		with self.assertRaises(ResyncRunning):
			self.begin(now=self.FIRST_0230 + LEASE - timedelta(seconds=1))
		self.begin(now=self.FIRST_0230 + LEASE)
		self.assertIs(self.stored_run(run.name).state, RunState.BROKEN)


class TestAlertPermissions(ResyncHooks, SiteCase):
	def setUp(self) -> None:
		super().setUp()
		self.buyer = make_user("sctest-alert-buyer", "Purchase User")
		self.viewer = make_user("sctest-alert-viewer", "Supplier Connect Viewer")
		self.outsider = make_user("sctest-alert-outsider", "Employee")
		self.mine, self.other = self.save_parts(2)
		alerts = [self.shortage(self.mine), self.shortage(self.other)]
		self.record(self.begin(), self.told(self.mine), self.told(self.other), alerts=alerts)
		self.alert = frappe.get_last_doc("Supplier Alert", {"part": self.mine.key})
		self.hidden = frappe.get_last_doc("Supplier Alert", {"part": self.other.key})

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		super().tearDown()

	def parts_in(self, doctype: str) -> set[str]:
		"""The parts that the list shows to the user."""
		of_account = {"account": self.account.name}
		return set(frappe.get_list(doctype, of_account, pluck="part", order_by="creation asc"))

	def test_a_buyer_sets_the_state_and_nothing_else(self) -> None:
		frappe.set_user(self.buyer)
		self.alert.state = "Seen"
		self.alert.save()
		self.alert.is_now = "1000000"
		self.assertRaises(frappe.PermissionError, self.alert.save)
		self.assertFalse(frappe.has_permission("Supplier Alert", "create"))
		self.assertFalse(frappe.has_permission("Supplier Alert", "delete"))

	def test_a_viewer_looks_and_does_nothing_else(self) -> None:
		frappe.set_user(self.viewer)
		self.assertEqual(self.parts_in("Supplier Alert"), {self.mine.key, self.other.key})
		self.alert.state = "Closed"
		self.assertRaises(frappe.PermissionError, self.alert.save)

	def test_who_may_not_read_an_item_sees_neither_its_alerts_nor_its_history(self) -> None:
		frappe.permissions.add_user_permission("Item", self.mine.item, self.buyer)
		frappe.set_user(self.buyer)
		for doctype in ("Supplier Alert", "Supplier Part History"):
			self.assertEqual(self.parts_in(doctype), {self.mine.key}, doctype)
		self.assertTrue(frappe.has_permission("Supplier Alert", "write", doc=self.alert))
		self.assertFalse(frappe.has_permission("Supplier Alert", "read", doc=self.hidden))

	def test_who_may_not_see_a_supplier_sees_neither_its_prices_nor_what_goes_on_there(self) -> None:
		(run,) = frappe.get_all("Supplier Resync", {"account": self.account.name}, pluck="name")
		count_used(Usage(self.account.name, self.buyer, "Search", NOW.date(), calls=1))
		records = ("Supplier Part History", "Supplier Resync", "Connector Usage")
		docs = [frappe.get_last_doc(doctype, {"account": self.account.name}) for doctype in records]
		self.assertEqual(docs[1].name, run)
		frappe.set_user(self.buyer)
		for doc in docs:
			self.assertTrue(frappe.has_permission(doc.doctype, "read", doc=doc), doc.doctype)
		frappe.set_user("Administrator")
		other = make_supplier(self.unique("Other"))
		for user in (self.buyer, self.viewer):
			frappe.permissions.add_user_permission("Supplier", other, user)
			frappe.set_user(user)
			for doc in docs:
				self.assertFalse(frappe.has_permission(doc.doctype, "read", doc=doc), doc.doctype)
				seen = frappe.get_list(doc.doctype, {"account": self.account.name}, pluck="name")
				self.assertEqual(seen, [], doc.doctype)
			frappe.set_user("Administrator")

	def test_others_see_nothing(self) -> None:
		frappe.set_user(self.outsider)
		for doctype in (
			"Supplier Alert",
			"Supplier Part History",
			"Supplier Resync",
			"Supplier Resync Cursor",
		):
			self.assertFalse(frappe.has_permission(doctype, "read"), doctype)


def _record_elsewhere(site: str, sites_path: str, run: ResyncRun, tried: Sequence[RefreshResult]) -> None:
	"""What a worker in a process of its own does."""
	frappe.init(site, sites_path=sites_path)
	frappe.connect()
	DeskResyncStore().record(run, tried, (), NOW + LEASE)


class TestTwoWriters(ResyncHooks, SiteCase):
	"""Resyncs and people who write the same parts at the same time, each with a connection of their own."""

	def setUp(self) -> None:
		super().setUp()
		self.watched = self.save_parts(12)
		self.run_of = self.begin()
		self.patches.close()
		self.commit()
		self.addCleanup(self.delete_for_good)

	def delete_for_good(self) -> None:
		"""Take back what was committed."""
		frappe.set_user("Administrator")
		for part in self.watched:
			frappe.delete_doc("Supplier Part", part.key)
			frappe.delete_doc("Item", part.item)
		frappe.delete_doc("Supplier Account", self.account.name)
		frappe.delete_doc("Supplier", self.account.supplier)
		self.commit()

	def save_by_hand(self, order: Sequence[WatchedPart], lead_time_days: int) -> Callable[[], None]:
		"""What somebody else stores of the same parts, in an order of their own."""
		offers = [
			(part.item, Offer(part.offer.sku, "", "", "", "", lead_time_days=lead_time_days))
			for part in order
		]

		def save() -> None:
			self.make_book().save_offers(self.account.name, offers)
			frappe.db.commit()  # nosemgrep

		return save

	def resync(self, stock: int) -> Callable[[], None]:
		"""What a run stores of the parts."""
		tried = [self.told(part, stock=stock) for part in self.watched]
		after = replace(self.run_of, cursor_after=self.watched[-1].key)
		return lambda: self.make_store().record(after, tried, (), NOW + LEASE)

	def test_neither_undoes_what_the_other_has_stored(self) -> None:
		backwards = self.watched[::-1]
		for turn in range(1, 9):
			done = self.run_in_parallel(
				[self.resync(turn), self.save_by_hand(self.watched, turn), self.save_by_hand(backwards, turn)]
			)
			self.assertEqual(done, [None, None, None])
			self.commit()
			stored = [(part.offer.stock, part.offer.lead_time_days) for part in self.parts()]
			self.assertEqual(stored, [(turn, turn)] * 12)
			points = [self.make_book().history(part.key, ALWAYS) for part in self.watched]
			self.assertEqual({len(one) for one in points}, {turn + 1})

	def test_a_dead_runs_last_record_and_its_successor_never_both_count(self) -> None:
		results = self.run_in_parallel([lambda: self.begin(now=NOW + LEASE), self.resync(7)])
		self.commit()
		successor, record = results
		assert isinstance(successor, ResyncRun), successor
		came_through = record is None
		self.assertEqual(successor.cursor_before, self.watched[-1].key if came_through else "")
		self.assertEqual({part.offer.stock for part in self.parts()}, {7 if came_through else 100})
		self.assertIs(self.stored_run(self.run_of.name).state, RunState.BROKEN)

	def wait_for_statement(self, beginning: str) -> None:
		"""Wait until another connection is about such a statement."""
		for _turn in range(600):
			statements = [row.Info or "" for row in frappe.db.sql("show full processlist", as_dict=True)]
			if any(text.lower().startswith(beginning.lower()) for text in statements):
				return
			time.sleep(0.05)
		self.fail(f"Nobody got as far as {beginning}")

	def test_a_worker_that_is_killed_leaves_nothing_of_its_last_batch(self) -> None:
		done, lost = self.watched[:4], self.watched[4:]
		run = self.record(self.run_of, *(self.told(part, stock=1) for part in done))
		tried = [self.told(part, stock=2) for part in lost]
		frappe.db.sql("select name from `tabSupplier Resync` where name = %s for update", run.name)
		after = replace(run.after(tuple(tried)), cursor_after=lost[-1].key)
		args = (frappe.local.site, frappe.local.sites_path, after, tried)
		worker = get_context("spawn").Process(target=_record_elsewhere, args=args)
		worker.start()
		# Parts, history and alerts are written then, and it waits for our lock.
		self.wait_for_statement("update `tabSupplier Resync`")
		worker.kill()
		worker.join()
		frappe.db.rollback()
		again = self.begin(now=NOW + LEASE)
		self.assertEqual(again.cursor_before, done[-1].key)
		self.assertEqual(self.keys(self.make_store().next_parts(again, 99)), self.keys((*lost, *done)))
		self.assertEqual([part.offer.stock for part in self.parts()], [1] * 4 + [100] * 8)
		points = [len(self.make_book().history(part.key, ALWAYS)) for part in self.watched]
		self.assertEqual(points, [2] * 4 + [1] * 8)
		self.assertEqual(self.stored_run(run.name).processed, 4)

	def save_prices(self, parts: Sequence[WatchedPart], price: str) -> Callable[[], None]:
		"""What somebody stores of parts that cost something else."""
		offers = [(part.item, self.offer(part.offer.sku, price=price)) for part in parts]

		def save() -> None:
			self.make_book().save_offers(self.account.name, offers)
			frappe.db.commit()  # nosemgrep

		return save

	def test_writers_of_different_parts_get_along(self) -> None:
		for turn in range(2, 14):
			price = f"{turn}.50"
			done = self.run_in_parallel(
				[self.save_prices(self.watched[place::3], price) for place in range(3)]
			)
			self.assertEqual(done, [None] * 3)
			self.commit()
			self.assertEqual({part.offer for part in self.parts()}, self.offers_at(price))

	def test_who_stores_parts_keeps_nobody_from_storing_others(self) -> None:
		def save_others() -> None:
			frappe.db.sql("set session innodb_lock_wait_timeout = 5")
			self.save_prices(self.watched[6:], "9.50")()

		mine = [(part.item, self.offer(part.offer.sku, price="9.50")) for part in self.watched[:6]]
		self.make_book().save_offers(self.account.name, mine)
		self.assertEqual(self.run_in_parallel([save_others]), [None])
		self.commit()
		self.assertEqual({part.offer for part in self.parts()}, self.offers_at("9.50"))

	def offers_at(self, price: str) -> set[Offer]:
		"""What is stored of the parts when all cost that."""
		return {self.offer(part.offer.sku, price=price) for part in self.watched}

	def test_prices_that_a_transaction_can_not_see_yet_are_replaced_all_the_same(self) -> None:
		frappe.db.sql("select name from `tabSupplier Part`")
		self.run_in_parallel([self.save_prices(self.watched, "7.50")])
		self.save_prices(self.watched, "1.25")()
		self.assertEqual({part.offer for part in self.parts()}, self.offers_at("1.25"))
		points = self.make_book().history(self.watched[0].key, ALWAYS)
		self.assertEqual([str(point.breaks[0].price) for point in points], ["1.25", "7.5", "1.25"])

	def test_what_is_stored_over_prices_that_can_not_be_seen_yet_is_told_as_it_is(self) -> None:
		part = self.watched[0]
		frappe.db.sql("select name from `tabSupplier Part`")
		self.run_in_parallel([self.save_prices([part], "7.50")])
		for price, seen_at, now in (("3.00", ALWAYS, "7.50"), ("1.25", None, "1.25"), ("2.00", None, "2.00")):
			offer = self.offer(part.offer.sku, price=price)
			stored = self.make_book().save_offers(self.account.name, [(part.item, offer)], seen_at)
			told = {(part.item, offer.sku.casefold()): self.offer(part.offer.sku, price=now)}
			self.assertEqual(stored, told)
			self.commit()
			self.assertEqual(self.part(part.key).offer, self.offer(part.offer.sku, price=now))
			frappe.db.sql("select name from `tabSupplier Part`")
