"""A supplier part is there once: whoever adds it at the same time, whatever is merged, whatever an older version left."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from unittest import mock

import frappe
from frappe.model import rename_doc

from supplier_connect.core.desk.side_transaction import anew_after_deadlock
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.desk.resync.alerts import save_alerts
from supplier_connect.shops.model.alert import Alert, AlertKind
from supplier_connect.shops.model.offer import Offer, Parameter, PriceBreak
from supplier_connect.supplier_connect.doctype.supplier_part.supplier_part import on_doctype_update
from supplier_connect.tests.support.site import Committing, DocTypeHooks, SiteCase, make_account

_PART = "Supplier Part"
_KEY = "item_account_sku"
_BELONGINGS = {
	"Supplier Part Price Break": "parent",
	"Supplier Part Parameter": "parent",
	"Supplier Part History": "part",
	"Supplier Alert": "part",
}
_DAY = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
_ALWAYS = datetime(2000, 1, 1, tzinfo=timezone.utc)


class PartsCase(DocTypeHooks, SiteCase):
	"""An account, an Item, and parts with all that belongs to them."""

	def setUp(self) -> None:
		super().setUp()
		self.account = self.make_account(self.unique("Account")).name
		self.item = self.make_item(self.unique("ITEM"))
		self.sku = self.unique("SKU")

	def offer(self, sku: str = "", stock: int = 100) -> Offer:
		"""An offer with prices and a parameter."""
		return Offer(
			sku=sku or self.sku,
			mpn="RC0402",
			manufacturer="Yageo",
			description="10 kΩ",
			currency="EUR",
			breaks=(PriceBreak(1, Decimal("0.1")), PriceBreak(100, Decimal("0.05"))),
			stock=stock,
			parameters=(Parameter("Resistance", "10 kOhms"),),
		)

	def save(self, *offers: Offer, item: str = "", account: str = "", at: datetime = _DAY) -> None:
		"""Store offers as parts of an Item at an account."""
		pairs = [(item or self.item, offer) for offer in offers]
		DeskPartBook().save_offers(account or self.account, pairs, at)

	def make_part(
		self, stock: int = 100, item: str = "", account: str = "", sku: str = "", **values: Any
	) -> str:
		"""A stored part with a history of one point and an open alert; its name."""
		offer = self.offer(sku, stock)
		self.save(offer, item=item, account=account)
		key = {"item": item or self.item, "account": account or self.account, "sku": offer.sku}
		name = frappe.db.get_value(_PART, key)
		alert = Alert(
			kind=AlertKind.SHORT,
			part=name,
			account=key["account"],
			item=key["item"],
			sku=offer.sku,
			was="9",
			now="1",
		)
		save_alerts({name}, [alert], {name: _DAY})
		if values:
			frappe.db.set_value(_PART, name, values, update_modified=False)
		return name

	def belongings(self, *parts: str) -> dict[str, int]:
		"""How many rows there are of what belongs to parts."""
		return {
			doctype: frappe.db.count(doctype, {field: ("in", parts)})
			for doctype, field in _BELONGINGS.items()
		}

	def names(self, **filters: str) -> set[str]:
		"""The names of the parts of an Item or account."""
		return set(frappe.get_all(_PART, filters=filters, pluck="name"))

	def assert_only_left(self, kept: Sequence[str], gone: Sequence[str], **filters: str) -> None:
		"""Those parts are left with all that is theirs, and nothing of the others."""
		self.assertEqual(self.names(**filters), set(kept))
		self.assertEqual(set(self.belongings(*gone).values()), {0})
		each = {"Supplier Part Price Break": 2}
		wanted = {doctype: each.get(doctype, 1) * len(kept) for doctype in _BELONGINGS}
		self.assertEqual(self.belongings(*kept), wanted)
		for doctype in ("Supplier Part History", "Supplier Alert"):
			self.assertEqual(frappe.db.count(doctype, {"part": ("in", kept), **filters}), len(kept), doctype)

	def delete_for_good(self) -> None:
		"""Take back what was committed."""
		frappe.set_user("Administrator")
		for name in self.names(account=self.account):
			frappe.delete_doc(_PART, name)
		frappe.delete_doc("Item", self.item)
		supplier = frappe.db.get_value("Supplier Account", self.account, "supplier")
		frappe.delete_doc("Supplier Account", self.account)
		frappe.delete_doc("Supplier", supplier)
		self.commit()

	def wait_for_statement(self, beginning: str) -> None:
		"""Wait until another connection is about such a statement."""
		for _turn in range(200):
			running = [
				(row.Info or "").strip().lower()
				for row in frappe.db.sql("show full processlist", as_dict=True)
			]
			if any(text.startswith(beginning.lower()) for text in running):
				return
			time.sleep(0.05)
		self.fail(f"Nobody got as far as {beginning}")


def _elsewhere(work: Callable[[], object]) -> Callable[[], object]:
	"""Work that is done with another connection, for good; what comes of it is an error where it fails."""
	site, sites_path = frappe.local.site, frappe.local.sites_path

	def do() -> object:
		frappe.init(site=site, sites_path=sites_path)
		frappe.connect()
		try:
			done = work()
			frappe.db.commit()  # nosemgrep
			return done
		except Exception as error:
			return error
		finally:
			frappe.destroy()

	return do


class TestOneNumber(PartsCase):
	def test_a_number_that_the_database_takes_for_another_is_refused_and_nothing_is_stored(self) -> None:
		self.save(self.offer("TU-1"))
		with self.assertRaisesRegex(RejectedInput, "TU-1"):
			self.save(self.offer("NEW"), self.offer("TÜ-1", stock=7))
		stored = frappe.get_all(_PART, filters={"account": self.account}, fields=["sku", "stock"])
		self.assertEqual([(row.sku, row.stock) for row in stored], [("TU-1", 100)])
		with self.assertRaises(RejectedInput):
			self.save(self.offer("NÖ"), self.offer("NO"))
		self.assertEqual(len(self.names(account=self.account)), 1)

	def test_the_database_refuses_a_double_that_no_program_has_seen(self) -> None:
		doc = frappe.get_doc(_PART, self.make_part())
		double = frappe.copy_doc(doc)
		with (
			mock.patch.object(type(doc), "_check_only_one"),
			self.assertRaises(frappe.DuplicateEntryError) as told,
		):
			double.insert()
		self.assertIn("somebody else", str(told.exception))
		self.assertIn(self.sku, str(told.exception))


class TestAtOnce(PartsCase):
	"""Two people add the same part, each with a connection of their own."""

	def setUp(self) -> None:
		super().setUp()
		self.commit()
		self.addCleanup(self.delete_for_good)

	def second_of_two(self, work: Callable[[], object], end: Callable[[], None]) -> object:
		"""What comes of work that waits for us, who have added the part, until we end."""
		self.save(self.offer(stock=1))
		with ThreadPoolExecutor(1) as threads:
			second = threads.submit(_elsewhere(work))
			try:
				self.wait_for_statement("insert into `tabSupplier Part`")
			finally:
				end()
			result = second.result()
		self.commit()
		return result

	def test_the_second_ends_as_an_update_of_what_the_first_has_added(self) -> None:
		newer = self.offer(self.sku.lower(), stock=2)
		later = _DAY + timedelta(hours=1)
		end = self.second_of_two(lambda: self.save(newer, self.offer("ALONE"), at=later), self.commit)
		self.assertIsNone(end)
		stored = DeskPartBook().stored_offers(self.account, self.item, [self.sku, "ALONE"])
		self.assertEqual(stored[self.sku.lower()].stock, 2)
		self.assertEqual({len(offer.breaks) for offer in stored.values()}, {2})
		self.assertEqual({len(offer.parameters) for offer in stored.values()}, {1})
		names = self.names(account=self.account)
		self.assertEqual(len(names), 2)
		part = frappe.db.get_value(_PART, {"account": self.account, "sku": self.sku})
		self.assertEqual([point.stock for point in DeskPartBook().history(part, _ALWAYS)], [1, 2])
		history = frappe.get_all("Supplier Part History", {"account": self.account}, pluck="part")
		self.assertEqual(set(history), names)

	def test_the_second_adds_it_when_the_first_takes_it_back(self) -> None:
		end = self.second_of_two(lambda: self.save(self.offer(stock=2)), frappe.db.rollback)
		self.assertIsNone(end)
		(part,) = self.names(account=self.account)
		self.assertEqual([point.stock for point in DeskPartBook().history(part, _ALWAYS)], [2])

	def test_who_enters_it_by_hand_is_told_that_somebody_was_faster(self) -> None:
		values = {"doctype": _PART, "item": self.item, "account": self.account, "sku": self.sku}

		def enter() -> None:
			frappe.get_doc(values).insert()

		end = self.second_of_two(enter, self.commit)
		self.assertIsInstance(end, frappe.DuplicateEntryError)
		self.assertIn("somebody else. Try again.", str(end))
		self.assertEqual(len(self.names(account=self.account)), 1)

	def test_many_that_add_the_same_parts_in_any_order_all_come_through(self) -> None:
		skus = [self.unique("SKU") for _ in range(20)]

		def saving(order: Sequence[str], stock: int) -> Callable[[], None]:
			def save() -> None:
				self.save(*(self.offer(sku, stock) for sku in order))
				frappe.db.commit()  # nosemgrep

			# Whoever the database ends for the sake of another does it anew, as the API does.
			return lambda: anew_after_deadlock(save)

		orders = (skus, skus[::-1], skus[5:] + skus[:5], skus[::2])
		done = self.run_in_parallel([saving(order, stock) for stock, order in enumerate(orders, start=1)])
		self.commit()
		self.assertEqual(done, [None] * len(orders))
		stored = frappe.get_all(_PART, filters={"account": self.account}, fields=["name", "sku", "stock"])
		self.assertEqual(sorted(row.sku for row in stored), sorted(skus))
		for row in stored:
			points = DeskPartBook().history(row.name, _ALWAYS)
			self.assertEqual(points[-1].stock, row.stock)
		breaks = frappe.db.count(
			"Supplier Part Price Break", {"parent": ("in", [row.name for row in stored])}
		)
		self.assertEqual(breaks, 40)

	def test_who_adds_a_part_while_its_account_gets_another_one_with_it_waits_and_updates_it(self) -> None:
		supplier = frappe.db.get_value("Supplier Account", self.account, "supplier")
		old = make_account(self.unique("Old"), supplier=supplier).doc.name
		self.save(self.offer(stock=1), account=old)
		self.commit()
		move = rename_doc.update_link_field_values
		with ThreadPoolExecutor(1) as threads:
			others: list[Future[object]] = []

			def add_meanwhile(*args: Any) -> None:
				others.append(threads.submit(_elsewhere(lambda: self.save(self.offer(stock=2)))))
				self.wait_for_statement("insert into `tabSupplier Part`")
				move(*args)

			with mock.patch.object(rename_doc, "update_link_field_values", side_effect=add_meanwhile):
				frappe.rename_doc("Supplier Account", old, self.account, merge=True)
			self.commit()
			self.assertIsNone(others[0].result())
		self.commit()
		(part,) = self.names(item=self.item)
		self.assertEqual(frappe.db.get_value(_PART, part, ["account", "stock"]), (self.account, 2))
		self.assertEqual([point.stock for point in DeskPartBook().history(part, _ALWAYS)], [1, 2])


class TestMerging(Committing, PartsCase):
	"""Items and accounts that become one."""

	def test_of_two_items_with_the_same_parts_the_better_parts_stay(self) -> None:
		old = self.make_item(self.unique("OLD"))
		skus = [self.unique("SKU") for _ in range(6)]
		later, earlier = "2026-03-09 00:00:00", "2026-01-09 00:00:00"
		of_old = [
			self.make_part(1, old, sku=skus[0], preferred=1, seen_on=earlier),
			self.make_part(1, old, sku=skus[1], seen_on=later),
			self.make_part(1, old, sku=skus[2], seen_on=earlier),
			self.make_part(1, old, sku=skus[3], seen_on=None),
			self.make_part(1, old, sku=skus[4]),
		]
		of_new = [
			self.make_part(2, sku=skus[0].lower(), seen_on=later),
			self.make_part(2, sku=skus[1], seen_on=earlier),
			self.make_part(2, sku=skus[2], preferred=1, seen_on=earlier),
			self.make_part(2, sku=skus[3], seen_on=None, creation="2020-01-01 00:00:00"),
			self.make_part(2, sku=skus[5]),
		]
		frappe.rename_doc("Item", old, self.item, merge=True)
		kept = [of_old[0], of_old[1], of_new[2], of_new[3], of_old[4], of_new[4]]
		gone = [of_new[0], of_new[1], of_old[2], of_old[3]]
		self.assert_only_left(kept, gone, item=self.item)
		self.assertEqual(self.names(item=old), set())

	def test_of_two_accounts_with_the_same_parts_the_better_parts_stay(self) -> None:
		old = self.make_account(self.unique("Old")).name
		other_item = self.make_item(self.unique("ITEM"))
		sku, elsewhere = self.unique("SKU"), self.unique("SKU")
		of_old = [
			self.make_part(1, account=old, preferred=1),
			self.make_part(1, account=old, sku=sku),
			self.make_part(1, other_item, old, elsewhere),
		]
		of_new = [
			self.make_part(2),
			self.make_part(2, sku=sku, seen_on="2026-03-09 00:00:00"),
			self.make_part(2, sku=elsewhere),
		]
		frappe.rename_doc("Supplier Account", old, self.account, merge=True)
		kept = [of_old[0], of_new[1], of_old[2], of_new[2]]
		self.assert_only_left(kept, [of_new[0], of_old[1]], account=self.account)

	def test_a_merge_that_is_only_put_into_the_queue_drops_nothing_yet(self) -> None:
		old_item, old = self.make_item(self.unique("OLD")), self.make_account(self.unique("Old")).name
		parts = {self.make_part(), self.make_part(item=old_item), self.make_part(account=old)}
		form = {"cmd": "frappe.model.rename_doc.update_document_title", "enqueue": "1"}
		for doctype, one, other in (("Item", old_item, self.item), ("Supplier Account", old, self.account)):
			with (
				mock.patch.object(frappe.local, "form_dict", frappe._dict(form)),
				mock.patch("frappe.model.rename_doc.is_scheduler_inactive", return_value=False),
				mock.patch("supplier_connect.core.desk.renaming.is_scheduler_inactive", return_value=False),
				mock.patch("frappe.model.document.Document.queue_action") as queued,
			):
				rename_doc.update_document_title(
					doctype=doctype, docname=one, name=other, merge=True, enqueue=True
				)
			queued.assert_called_once()
			self.assertEqual(self.names(name=("in", parts)), parts)
		frappe.rename_doc("Item", old_item, self.item, merge=True)
		self.assertEqual(len(self.names(item=self.item, account=self.account)), 1)

	def test_items_with_many_doubles_are_merged_in_as_many_statements(self) -> None:
		few, many = self.count_merge(2), self.count_merge(150)
		self.assertEqual(few, many)

	def count_merge(self, amount: int) -> int:
		"""How many statements it takes to drop so many doubles."""
		old, new = self.make_item(self.unique("OLD")), self.make_item(self.unique("NEW"))
		offers = [self.offer(self.unique("SKU")) for _ in range(amount)]
		for item in (old, new):
			self.save(*offers, item=item)
		doc = frappe.get_doc("Item", old)
		with (
			mock.patch.object(type(doc), "before_rename"),
			mock.patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql,
		):
			doc.run_method("before_rename", old, new, True)
		self.assertEqual(frappe.db.count(_PART, {"item": ("in", [old, new])}), amount)
		return sql.call_count

	def test_a_merge_into_itself_drops_nothing(self) -> None:
		part = self.make_part()
		with self.assertRaises(frappe.ValidationError):
			frappe.rename_doc("Item", self.item, self.item, merge=True)
		self.assertEqual(self.names(item=self.item), {part})


class TestMigration(PartsCase):
	"""Sites from before there was a unique key."""

	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(self.delete_for_good)
		self.addCleanup(on_doctype_update)

	def migrate(self) -> None:
		"""What a migration does with the table, which commits."""
		on_doctype_update()
		self.commit()

	def key(self) -> list[str]:
		"""The columns of the unique key."""
		rows = frappe.db.sql(f"show index from `tab{_PART}` where key_name = %s", _KEY, as_dict=True)
		return [row.Column_name for row in rows if not row.Non_unique]

	def test_the_key_is_there(self) -> None:
		self.assertEqual(self.key(), ["item", "account", "sku"])

	def test_doubles_are_dropped_before_the_key_is_made_and_each_keeps_its_best(self) -> None:
		skus = [f"{self.sku}-{letter}" for letter in "ABC"]
		alone = self.make_part(sku=self.unique("SKU"))
		frappe.db.sql_ddl(f"alter table `tab{_PART}` drop index {_KEY}")
		self.commit()
		preferred = self.doubles(
			skus[0], {"seen_on": "2026-03-05"}, {"preferred": 1}, {"seen_on": "2026-03-09"}
		)
		seen = self.doubles(skus[1].lower(), {}, {"seen_on": None}, {"seen_on": "2026-03-09"})
		first = self.doubles(skus[2], {}, {"creation": "2020-01-01 00:00:00"}, {})
		kept = [preferred.pop(1), seen.pop(2), first.pop(1), alone]
		self.migrate()
		self.assertEqual(self.key(), ["item", "account", "sku"])
		self.assert_only_left(kept, [*preferred, *seen, *first], item=self.item)
		self.migrate()
		self.assert_only_left(kept, [*preferred, *seen, *first], item=self.item)

	def doubles(self, sku: str, *values: dict[str, Any]) -> list[str]:
		"""Parts with the same number, as two who came at once have left them."""
		return [self.double(sku, place, **one) for place, one in enumerate(values)]

	def double(self, sku: str, place: int, **values: Any) -> str:
		"""One of them, its number in letters of its own."""
		name = self.make_part(sku=f"{sku}-{place}", **values)
		frappe.db.set_value(_PART, name, "sku", sku.upper() if place else sku, update_modified=False)
		return name
