"""What BOMs cost, kept as documents: what they hold, who sees them, and what is made of them."""

from __future__ import annotations

import csv
import io
from typing import Any

import frappe
from frappe.utils import add_days, getdate, today

from supplier_connect.api import bom as bom_api
from supplier_connect.api import lookup as lookup_api
from supplier_connect.shops.desk.bom import costs as bom_costs
from supplier_connect.tests.shops.test_item_api import (
	DIGIKEY_ACCOUNT,
	DIGIKEY_SUPPLIER,
	MOUSER_ACCOUNT,
	MOUSER_SUPPLIER,
)
from supplier_connect.tests.shops.test_lookup_jobs import BomCase
from supplier_connect.tests.support.site import company, make_user, warehouse

COST = "Supplier BOM Cost"
ORDER = "Purchase Order"
REQUEST = "Request for Quotation"


class CostCase(BomCase):
	"""A BOM of three lines: one settled, one to review, one that nobody sells."""

	def setUp(self) -> None:
		super().setUp()
		self.made = self.bom(
			{"item_code": self.by_number, "qty": 4},
			{"item_code": self.by_values, "qty": 1},
			{"item_code": self.unknown, "qty": 1},
		)

	def kept(self, bom: Any = None, **more: Any) -> Any:
		"""The document in which the costs of a BOM are kept."""
		more.setdefault("quantities", "[1, 100]")
		return frappe.get_doc(COST, self.costed(bom or self.made, **more)["cost"])

	def exchange(self) -> None:
		"""Have a rate from the shops' currency to the company's."""
		own = frappe.get_cached_value("Company", company(), "default_currency")
		frappe.db.delete("Currency Exchange", {"from_currency": "USD", "to_currency": own})
		if own != "USD":
			frappe.get_doc(
				{
					"doctype": "Currency Exchange",
					"date": today(),
					"from_currency": "USD",
					"to_currency": own,
					"exchange_rate": 2,
					"for_buying": 1,
					"for_selling": 1,
				}
			).insert()


class TestKept(CostCase):
	def test_costs_stay_when_the_window_is_closed(self) -> None:
		told = self.costed(self.made, quantities="[1, 100]")
		doc = frappe.get_doc(COST, told["cost"])
		self.assertEqual((doc.bom, doc.item, doc.company), (self.made.name, "SCTEST-BOARD", company()))
		self.assertEqual((doc.status, doc.quantities, doc.user), ("Incomplete", "1, 100", "Administrator"))
		self.assertEqual((doc.line_count, doc.to_review, doc.without_price), (3, 2, 1))
		self.assertEqual({*doc.accounts.split(", ")}, {MOUSER_ACCOUNT, DIGIKEY_ACCOUNT})
		self.assertEqual(bom_api.cost(doc.name)["result"], told["result"])

	def test_its_tables_hold_lines_offers_and_totals(self) -> None:
		doc = self.kept()
		self.assertEqual([row.item for row in doc.lines], [self.by_number, self.by_values, self.unknown])
		self.assertEqual([row.state for row in doc.lines], ["Exact", "To Review", "Nothing Found"])
		self.assertTrue(all(row.match for row in doc.lines))
		self.assertTrue(doc.lines[2].notes)
		first = [row for row in doc.offers if row.line == 1]
		self.assertEqual([(row.for_quantity, row.needed) for row in first], [(1, 4), (100, 400)])
		for row in doc.offers:
			self.assertTrue(row.sku and row.account and row.supplier and row.priced and row.rate)
			self.assertAlmostEqual(row.rate * row.qty + row.fee, row.amount)
		for total in doc.totals:
			of_it = [row.amount for row in doc.offers if row.for_quantity == total.for_quantity]
			self.assertAlmostEqual(total.total, sum(of_it))
			self.assertEqual(total.without_price, 1)

	def test_only_what_was_chosen_is_kept_of_the_offers(self) -> None:
		doc = self.kept()
		for line in bom_costs.read(doc.name).lines:
			self.assertLessEqual(len(line.candidate.offers) if line.candidate else 0, 1)
		self.assertLess(len(doc.data), 20_000)

	def test_a_stopped_lookup_keeps_what_is_known(self) -> None:
		job = lookup_api.match_bom(self.made.name)["job"]
		lookup_api.stop_matching(job)
		self.run_queued()
		told = lookup_api.match_progress(job)
		self.assertEqual(told["state"], "stopped")
		self.assertEqual(frappe.db.get_value(COST, told["cost"], "status"), "Incomplete")
		self.assertTrue(told["result"]["stopped"])

	def test_lookups_that_are_gone_are_not_linked(self) -> None:
		doc = self.kept()
		frappe.db.delete("Supplier Match", {"name": doc.lines[0].match})
		matches = [line["match"] for line in bom_api.cost(doc.name)["result"]["lines"]]
		self.assertEqual(matches[0], "")
		self.assertTrue(all(matches[1:]))

	def test_the_cache_is_used_unless_told_otherwise_and_that_is_said(self) -> None:
		first = self.costed(self.made)["result"]
		self.assertIsNone(first["kept_since"])
		asked = len(self.mouser.state["calls"])
		again = self.costed(self.made)
		self.assertEqual(len(self.mouser.state["calls"]), asked)
		self.assertTrue(again["result"]["kept_since"])
		self.assertTrue(frappe.db.get_value(COST, again["cost"], "kept_since"))
		fresh = self.costed(self.made, fresh=True)["result"]
		self.assertIsNone(fresh["kept_since"])
		self.assertGreater(len(self.mouser.state["calls"]), asked)

	def test_the_costs_of_a_deleted_bom_go_with_it(self) -> None:
		doc = self.kept()
		self.made.cancel()
		frappe.delete_doc("BOM", self.made.name)
		self.assertFalse(frappe.db.exists(COST, doc.name))
		self.assertFalse(frappe.db.exists("Supplier BOM Cost Offer", {"parent": doc.name}))

	def test_the_bom_shows_them_under_its_connections(self) -> None:
		groups = frappe.get_meta("BOM").get_dashboard_data().transactions
		self.assertIn(COST, [name for group in groups for name in group["items"]])

	def test_a_csv_has_a_row_a_line(self) -> None:
		doc = self.kept()
		bom_api.export_csv(doc.name)
		self.assertEqual((frappe.response.type, frappe.response.filename), ("download", f"{doc.name}.csv"))
		rows = list(csv.DictReader(io.StringIO(frappe.response.filecontent.decode("utf-8-sig"))))
		self.assertEqual([row["IPN"] for row in rows], [self.by_number, self.by_values, self.unknown])
		self.assertEqual(rows[0]["SKU (100)"], next(r.sku for r in doc.offers if r.for_quantity == 100))


class TestWhoSees(CostCase):
	def setUp(self) -> None:
		super().setUp()
		self.doc = self.kept()
		self.buyer = make_user("sctest-buyer", "Purchase User")
		self.engineer = make_user("sctest-items", "Item Manager")

	def test_who_may_read_the_item_sees_it_and_nobody_writes_it(self) -> None:
		for user in (self.buyer, self.engineer):
			frappe.set_user(user)
			self.assertTrue(bom_api.cost(self.doc.name)["result"]["lines"])
			self.assertIn(self.doc.name, frappe.get_list(COST, pluck="name"))
			for right in ("create", "write"):
				self.assertFalse(frappe.has_permission(COST, right))

	def test_who_may_not_see_the_item_the_bom_or_an_account_sees_nothing(self) -> None:
		for doctype, name in (
			("Item", self.unknown),
			("BOM", self.bom({"item_code": self.by_number, "qty": 1}, item="SCTEST-OTHER").name),
			("Supplier Account", MOUSER_ACCOUNT),
		):
			frappe.set_user("Administrator")
			user = make_user(f"sctest-limited-{frappe.scrub(doctype)}", "Purchase User")
			self.limit(user, doctype, name)
			frappe.set_user(user)
			for call in (bom_api.cost, bom_api.export_csv):
				self.assert_refused(403, call, self.doc.name)
			self.assert_refused(403, bom_api.purchase_plan, self.doc.name, 1)

	def test_outsiders_are_refused_before_it_is_looked_for(self) -> None:
		frappe.set_user(make_user("sctest-hr", "HR User"))
		for name in (self.doc.name, "SC-BOM-NONE"):
			self.assert_refused(403, bom_api.cost, name)
			self.assert_refused(403, bom_api.export_csv, name)
			self.assert_refused(403, bom_api.make_purchase_orders, name, 1)
		frappe.set_user(self.buyer)
		self.assert_refused(404, bom_api.cost, "SC-BOM-NONE")

	def test_what_one_may_make_is_told(self) -> None:
		for user, order, request in (
			(self.buyer, True, True),
			(self.engineer, False, False),
			(make_user("sctest-viewer", "Supplier Connect Viewer"), False, False),
		):
			frappe.set_user(user)
			told = bom_api.cost(self.doc.name)
			self.assertEqual((told["may_order"], told["may_request"]), (order, request))
		self.assert_refused(403, bom_api.make_purchase_orders, self.doc.name, 1)
		self.assert_refused(403, bom_api.make_requests_for_quotation, self.doc.name, 1)


class TestMade(CostCase):
	def setUp(self) -> None:
		super().setUp()
		self.exchange()
		self.doc = self.kept()

	def offers(self, quantity: int, *lines: int) -> list[Any]:
		"""The offers of some lines at a quantity."""
		return [row for row in self.doc.offers if row.for_quantity == quantity and row.line in lines]

	def make(self, method: Any, **more: Any) -> list[Any]:
		"""The documents that a function makes."""
		frappe.set_user(make_user("sctest-buyer", "Purchase User"))
		more.setdefault("warehouse", warehouse())
		made = method(self.doc.name, **more)
		return [frappe.get_doc(made["doctype"], one["name"]) for one in made["documents"]]

	def test_the_plan_says_who_gets_what_and_what_is_left_out(self) -> None:
		plan = bom_api.purchase_plan(self.doc.name, 100)
		self.assertEqual([one["lines"] for one in plan["orders"]], [1])
		(offer,) = self.offers(100, 1)
		self.assertEqual(plan["orders"][0]["supplier"], offer.supplier)
		self.assertAlmostEqual(plan["orders"][0]["total"], offer.amount)
		self.assertEqual([one["item"] for one in plan["not_ordered"]], [self.by_values, self.unknown])
		wide = bom_api.purchase_plan(self.doc.name, 100, with_review=True)
		self.assertEqual(sum(one["lines"] for one in wide["orders"]), 2)
		self.assertEqual([one["item"] for one in wide["not_requested"]], [self.unknown])

	def test_a_draft_order_a_supplier_with_its_numbers_and_prices(self) -> None:
		orders = self.make(bom_api.make_purchase_orders, quantity=100, with_review=True)
		expected = self.offers(100, 1, 2)
		self.assertEqual({order.supplier for order in orders}, {row.supplier for row in expected})
		for order in orders:
			self.assertEqual((order.docstatus, order.currency, order.company), (0, "USD", company()))
		rows = {row.item_code: row for order in orders for row in order.items}
		for offer in expected:
			row = rows[offer.item]
			self.assertEqual((row.qty, row.uom, row.supplier_part_no), (offer.qty, "Nos", offer.sku))
			self.assertEqual((row.manufacturer_part_no, row.warehouse), (offer.mpn, warehouse()))
			self.assertAlmostEqual(row.rate, offer.rate, places=row.precision("rate") - 1)
			self.assertGreaterEqual(getdate(row.schedule_date), getdate(today()))

	def test_a_draft_request_a_supplier(self) -> None:
		day = add_days(today(), 9)
		requests = self.make(
			bom_api.make_requests_for_quotation, quantity=1, with_review=True, schedule_date=day
		)
		rows = [row for request in requests for row in request.items]
		self.assertEqual({row.item_code for row in rows}, {self.by_number, self.by_values})
		self.assertEqual({str(row.schedule_date) for row in rows}, {day})
		for request in requests:
			self.assertEqual((request.docstatus, len(request.suppliers)), (0, 1))
		suppliers = {request.suppliers[0].supplier for request in requests}
		self.assertEqual(suppliers, {row.supplier for row in self.offers(1, 1, 2)})

	def test_only_the_suppliers_that_are_named(self) -> None:
		frappe.db.set_value("Supplier Account", MOUSER_ACCOUNT, "supplier", DIGIKEY_SUPPLIER)
		orders = self.make(
			bom_api.make_purchase_orders, quantity=1, with_review=True, suppliers=[DIGIKEY_SUPPLIER]
		)
		self.assertEqual([(order.supplier, len(order.items)) for order in orders], [(DIGIKEY_SUPPLIER, 2)])
		self.assert_refused(
			400, bom_api.make_purchase_orders, self.doc.name, 1, suppliers=[MOUSER_SUPPLIER, "Nobody"]
		)

	def test_rates_that_an_order_can_not_keep_are_told(self) -> None:
		exact = bom_costs.read(self.doc.name)
		made = bom_api.make_purchase_orders(self.doc.name, 100, warehouse=warehouse())["documents"][0]
		row = frappe.get_doc(ORDER, made["name"]).items[0]
		price = float(exact.lines[0].at(100).unit_price)
		told = [] if row.rate == price else [{"item": self.by_number, "price": price, "rate": row.rate}]
		self.assertEqual(made["rounded"], told)

	def test_wrong_questions_are_refused_and_nothing_is_made(self) -> None:
		before = frappe.db.count(ORDER)
		for wrong in (
			{"quantity": 7},
			{"quantity": "x"},
			{"quantity": None},
			{"quantity": 1, "schedule_date": add_days(today(), -1)},
			{"quantity": 1, "schedule_date": "some day"},
			{"quantity": 1, "suppliers": "Nobody"},
		):
			self.assert_refused(400, bom_api.make_purchase_orders, self.doc.name, **wrong)
		self.assertEqual(frappe.db.count(ORDER), before)

	def test_without_an_exchange_rate_it_is_said_what_to_do(self) -> None:
		if frappe.get_cached_value("Company", company(), "default_currency") == "USD":
			return
		frappe.db.delete("Currency Exchange")
		told = self.assert_refused(400, bom_api.make_purchase_orders, self.doc.name, 1)
		self.assertIn("Currency Exchange", told)

	def test_what_erpnext_refuses_is_told_in_its_words_and_nothing_is_made(self) -> None:
		supplier = bom_api.purchase_plan(self.doc.name, 1)["orders"][0]["supplier"]
		frappe.db.set_value("Supplier", supplier, {"on_hold": 1, "hold_type": "All"})
		before = frappe.db.count(ORDER)
		told = self.assert_refused(417, bom_api.make_purchase_orders, self.doc.name, 1)
		self.assertIn(supplier, told)
		self.assertEqual(frappe.db.count(ORDER), before)
