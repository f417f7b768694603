"""The script reports, run as the Desk runs them: what ended and what needs it, and prices over time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, today

from supplier_connect.api import resync as resync_api
from supplier_connect.shops.model.order import OrderLine
from supplier_connect.tests.shops.test_item_api import CAPACITOR, ITEM, MOUSER_ACCOUNT, MOUSER_SUPPLIER
from supplier_connect.tests.shops.test_lookup_stores import count_statements
from supplier_connect.tests.support.resync_site import ResyncCase
from supplier_connect.tests.support.site import company, make_item, make_order, make_user

ENDED = "Obsolete Supplier Parts"
PRICES = "Supplier Price History"
USAGE = "Supplier Account Usage"
OTHER = "SCTEST-C"


class ReportCase(ResyncCase):
	def report(self, name: str, **filters: Any) -> dict[str, Any]:
		"""The answer of a report."""
		return run(name, filters=filters)

	def rows(self, name: str, **filters: Any) -> list[dict[str, Any]]:
		"""The rows of a report."""
		return self.report(name, **filters)["result"]

	def see_only(self, item: str, *roles: str) -> None:
		"""Go on as a user who may see one Item and no other."""
		user = make_user("sctest-reader", *(roles or ("Purchase User",)))
		frappe.permissions.add_user_permission("Item", item, user)
		self.addCleanup(frappe.clear_cache, user=user)
		frappe.set_user(user)


class TestObsoleteParts(ReportCase):
	def ended(self, **values: Any) -> dict[str, Any]:
		"""The row of the part, once it has ended."""
		frappe.db.set_value("Supplier Part", self.part, {"lifecycle": "Obsolete", **values})
		(row,) = self.rows(ENDED, item=ITEM)
		return row

	def test_parts_that_are_made_are_none_of_it(self) -> None:
		answer = self.report(ENDED, item=ITEM)
		self.assertEqual(answer["result"], [])
		self.assertIn("No supplier part is obsolete", answer["message"])

	def test_each_way_to_end_is_listed(self) -> None:
		for values, shown in (
			({"lifecycle": "Obsolete"}, "Obsolete"),
			({"lifecycle": "End of Life"}, "End of Life"),
			({"lifecycle": "Active", "last_buy": add_days(today(), 30)}, "Active"),
			({"lifecycle": "", "resync_state": "Not Found"}, "Not Found"),
		):
			plain = {"lifecycle": "", "last_buy": None, "resync_state": ""}
			frappe.db.set_value("Supplier Part", self.part, {**plain, **values})
			(row,) = self.rows(ENDED, item=ITEM)
			self.assertEqual((row["part"], row["lifecycle"]), (self.part, shown))
		frappe.db.set_value(
			"Supplier Part", self.part, {"resync_state": "", "lifecycle": "Not for New Designs"}
		)
		self.assertEqual(self.rows(ENDED, item=ITEM), [])

	def test_what_is_still_to_come_is_counted(self) -> None:
		before = self.ended()["orders"]
		line = OrderLine("", 1, ITEM, "", Decimal(2), "Box", "Nos", Decimal(50), Decimal(1), "")
		order = make_order(MOUSER_SUPPLIER, [line])
		self.assertEqual(self.ended()["orders"], before, "a draft orders nothing")
		order.submit()
		row = self.ended()
		self.assertEqual((row["orders"], row["pieces"]), (1, 100))
		frappe.db.set_value("Purchase Order Item", order.items[0].name, "received_qty", 1)
		self.assertEqual(self.ended()["pieces"], 50)

	def test_the_boms_that_use_it_are_counted(self) -> None:
		board = make_item("SCTEST-BOARD")
		bom = frappe.get_doc(
			{
				"doctype": "BOM",
				"item": board,
				"company": company(),
				"currency": frappe.get_cached_value("Company", company(), "default_currency"),
				"quantity": 1,
				"items": [{"item_code": ITEM, "qty": 3, "uom": "Nos", "rate": 1}],
			}
		).insert()
		self.assertEqual(self.ended()["boms"], 0, "a draft is no BOM yet")
		bom.submit()
		self.assertEqual(self.ended()["boms"], 1)

	def test_a_replacement_and_other_parts_are_linked_where_we_have_them(self) -> None:
		frappe.db.delete("Supplier Part", {"sku": CAPACITOR})
		row = self.ended(replacement=CAPACITOR)
		self.assertEqual((row["replacement"], row["replacement_part"], row["others"]), (CAPACITOR, "", ""))
		known = self.add_to(OTHER, CAPACITOR)
		also = self.add_to(ITEM, CAPACITOR)
		row = self.ended(replacement=CAPACITOR.lower())
		self.assertIn(row["replacement_part"], (known, also))
		self.assertEqual([other["part"] for other in row["other_parts"]], [also])
		self.assertEqual(row["others"], f"{CAPACITOR} ({MOUSER_ACCOUNT})")

	def test_a_stock_that_nobody_told_is_no_zero(self) -> None:
		self.assertIsNone(self.ended(stock_known=0, stock=0)["stock"])
		self.assertEqual(self.ended(stock_known=1, stock=0)["stock"], 0)

	def test_items_and_orders_that_the_user_may_not_see_are_not_told(self) -> None:
		self.ended()
		self.see_only(OTHER)
		self.assertEqual(self.rows(ENDED), [])
		frappe.set_user("Administrator")
		self.see_only(ITEM, "Supplier Connect Viewer", "Item Manager")
		(row,) = self.rows(ENDED)
		self.assertIsNone(row["orders"])
		self.assertIsNone(row["pieces"])

	def test_ten_parts_take_as_many_queries_as_one(self) -> None:
		frappe.db.set_value("Supplier Part", self.part, "lifecycle", "Obsolete")
		self.rows(ENDED)
		one = count_statements(lambda: self.rows(ENDED))
		for number in range(9):
			part = self.add_to(make_item(f"SCTEST-M{number}"), CAPACITOR)
			frappe.db.set_value("Supplier Part", part, "lifecycle", "Obsolete")
		ten = count_statements(lambda: self.assertGreaterEqual(len(self.rows(ENDED)), 10))
		self.assertLessEqual(ten, one)


class TestPriceHistory(ReportCase):
	def change(self, **changes: Any) -> None:
		sku = frappe.db.get_value("Supplier Part", self.part, "sku")
		self.mouser.change_part(sku, **changes)
		resync_api.run_resync(part=self.part)

	def test_prices_at_a_quantity_newest_first_with_a_line_a_part(self) -> None:
		self.change(price_factor=2, stock=7)
		rows = self.rows(PRICES, item=ITEM, quantity=1)
		self.assertEqual([row["sku"] for row in rows], [rows[0]["sku"]] * 2)
		self.assertAlmostEqual(rows[0]["price"], 2 * rows[1]["price"], places=6)
		self.assertEqual(
			(rows[0]["currency"], rows[0]["stock"], rows[0]["account"]), ("USD", 7, MOUSER_ACCOUNT)
		)
		cheaper = self.rows(PRICES, item=ITEM, quantity=1000)
		self.assertLess(cheaper[0]["price"], rows[0]["price"])
		chart = self.report(PRICES, part=self.part)["chart"]
		(line,) = chart["data"]["datasets"]
		self.assertIn(MOUSER_ACCOUNT, line["name"])
		self.assertEqual(line["values"], [rows[1]["price"], rows[0]["price"]])

	def test_a_number_is_no_markup_to_the_chart(self) -> None:
		frappe.db.set_value("Supplier Part", self.part, "sku", "<img src=x onerror=alert(1)>")
		(line,) = self.report(PRICES, part=self.part)["chart"]["data"]["datasets"]
		self.assertTrue(line["name"].startswith("&lt;img src=x onerror=alert(1)&gt; "), line["name"])

	def test_without_an_item_it_asks_for_one(self) -> None:
		answer = self.report(PRICES)
		self.assertEqual((answer["result"], answer["message"]), ([], "Choose an Item or a Supplier Part."))

	def test_what_held_when_the_period_began_is_shown_and_what_came_later_is_not(self) -> None:
		self.change(price_factor=2)
		old = {"part": self.part, "price_ratio": 0}
		frappe.db.set_value("Supplier Part History", old, "seen_on", "2020-01-02 12:00:00")
		rows = self.rows(PRICES, item=ITEM, from_date=add_days(today(), -7), to_date=today())
		self.assertEqual(len(rows), 2)
		rows = self.rows(PRICES, item=ITEM, from_date="2020-01-01", to_date="2020-12-31")
		self.assertEqual(len(rows), 1)
		answer = self.report(PRICES, item=ITEM, from_date="2019-01-01", to_date="2019-12-31")
		self.assertIn("Nothing is known", answer["message"])

	def test_a_quantity_below_the_first_break_has_no_price(self) -> None:
		frappe.db.delete("Supplier Part History", {"part": self.part})
		frappe.db.set_value("Supplier Part Price Break", {"parent": self.part}, "quantity", 500)
		self.change(price_factor=2)
		old = self.rows(PRICES, item=ITEM, quantity=1)[-1]
		self.assertIsNone(old["price"])

	def test_items_that_the_user_may_not_see_are_not_told(self) -> None:
		self.see_only(OTHER)
		self.assertEqual(self.rows(PRICES, item=ITEM), [])
		self.assertEqual(self.rows(PRICES, part=self.part), [])


class TestAccountUsage(ReportCase):
	def test_each_account_has_a_row_with_its_calls_cache_and_parts(self) -> None:
		(row,) = self.rows(USAGE, account=MOUSER_ACCOUNT)
		self.assertEqual((row["supplier"], row["configured"]), (MOUSER_SUPPLIER, "Yes"))
		self.assertGreater(row["calls"], 0)
		self.assertEqual((row["spent"], row["failed"]), (row["calls"], 0))
		self.assertTrue(row["last_call"])
		self.assertEqual((row["fresh"], row["never"]), (1, 0))
		both = {row["account"] for row in self.rows(USAGE)}
		self.assertTrue({MOUSER_ACCOUNT} < both)

	def test_nobody_sees_accounts_or_parts_that_are_not_theirs(self) -> None:
		self.see_only(OTHER if frappe.db.exists("Item", OTHER) else make_item(OTHER))
		(row,) = self.rows(USAGE, account=MOUSER_ACCOUNT)
		self.assertEqual(row["fresh"], 0)
		frappe.set_user("Administrator")
		reader = make_user("sctest-one-account", "Purchase User")
		frappe.permissions.add_user_permission("Supplier Account", MOUSER_ACCOUNT, reader)
		self.addCleanup(frappe.clear_cache, user=reader)
		frappe.set_user(reader)
		self.assertEqual([row["account"] for row in self.rows(USAGE)], [MOUSER_ACCOUNT])

	def test_who_manages_accounts_needs_no_right_to_suppliers(self) -> None:
		frappe.set_user(make_user("sctest-accounts-only", "Supplier Connect Manager"))
		(row,) = self.rows(USAGE, account=MOUSER_ACCOUNT)
		self.assertEqual(row["supplier"], MOUSER_SUPPLIER)
