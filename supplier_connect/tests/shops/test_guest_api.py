"""An order opened at a shop where the company has no account."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.request import urlopen

import frappe

from supplier_connect.api import order as order_api
from supplier_connect.core.desk.errors import ShopError, ShopUnavailableError
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import DIGIKEY
from supplier_connect.tests.shops.test_order_api import line
from supplier_connect.tests.support.site import (
	SiteCase,
	make_account,
	make_item,
	make_order,
	make_supplier,
	make_user,
)

RESISTOR = "RC0402FR-1310KL"
_STORED = {"Connector Call": "account", "Connector Quota": "account", "Connector Rate Limit": "name"}
_NAME = "DigiKey (no account)"


class GuestCase(SiteCase):
	"""A sandbox of DigiKey, and a supplier of that name."""

	supplier = "SCTEST Digi-Key Electronics"

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.sandbox = SandboxServer(limits=Limits(0, 0), shop=DIGIKEY)
		cls.sandbox.start()
		cls.addClassCleanup(cls.sandbox.stop)
		make_item("SCTEST-R")
		make_item("SCTEST-C")
		make_supplier(cls.supplier)

	def setUp(self) -> None:
		super().setUp()
		self.sandbox.reset()
		self.set_website(self.sandbox.base_url)
		self.addCleanup(run_in_side_transaction, _forget_calls)

	def set_website(self, address: str) -> None:
		"""Where lists are made."""
		frappe.get_doc("Supplier Connect Settings").update({"guest_website": address}).save()

	def order(self, **values: Any) -> Any:
		"""An order with one line that can go, twice, and one that can't."""
		lines = [
			line("SCTEST-R", RESISTOR, 100),
			line("SCTEST-C", "", 5),
			line("SCTEST-R", RESISTOR, 1, uom="Box", conversion_factor=Decimal(50)),
		]
		return make_order(self.supplier, lines, **values)


def _forget_calls() -> None:
	for doctype, field in _STORED.items():
		frappe.db.delete(doctype, {field: ("like", f"{_NAME}%")})


class TestOpenAsGuest(GuestCase):
	def test_the_plan_tells_what_goes_and_what_not_and_asks_nothing(self) -> None:
		plan = order_api.guest_plan(self.order().name)
		self.assertEqual([(one["number"], one["quantity"]) for one in plan["items"]], [(RESISTOR, 150)])
		self.assertEqual(plan["items"][0]["customer_reference"], "SCTEST-R")
		(reason,) = plan["left_out"]
		self.assertIn("SCTEST-C has no part number", reason)
		self.assertEqual(self.sandbox.state["calls"], [])

	def test_the_link_opens_the_list_once(self) -> None:
		order = self.order()
		opened = order_api.open_as_guest(order.name)
		self.assertEqual((opened["items"], len(opened["left_out"])), (1, 1))
		with urlopen(opened["url"]) as answer:  # noqa: S310
			page = answer.read().decode()
		self.assertIn(order.name, page)
		self.assertIn(RESISTOR, page)

	def test_the_order_is_not_changed(self) -> None:
		order = self.order()
		before = frappe.get_doc("Purchase Order", order.name).as_dict()
		order_api.open_as_guest(order.name)
		self.assertEqual(frappe.get_doc("Purchase Order", order.name).as_dict(), before)

	def test_the_suppliers_number_of_the_item_is_used(self) -> None:
		doc = frappe.get_doc("Item", "SCTEST-C")
		doc.append("supplier_items", {"supplier": self.supplier, "supplier_part_no": "587-1234-1-ND"})
		doc.save()
		numbers = [one["number"] for one in order_api.guest_plan(self.order().name)["items"]]
		self.assertIn("587-1234-1-ND", numbers)

	def test_an_order_with_nothing_to_open_is_refused(self) -> None:
		order = make_order(self.supplier, [line("SCTEST-C", "", 5)])
		with self.assertRaisesRegex(ShopError, "nothing to open"):
			order_api.open_as_guest(order.name)

	def test_a_cancelled_order_is_refused(self) -> None:
		order = self.order()
		order.submit()
		order.cancel()
		with self.assertRaisesRegex(ShopError, "is Cancelled"):
			order_api.open_as_guest(order.name)
		self.assertEqual(self.sandbox.state["calls"], [])

	def test_a_website_that_is_down_speaks_of_no_account(self) -> None:
		self.sandbox.faults.add(Fault(FaultKind.STATUS, status=500, times=-1))
		with self.assertRaisesRegex(ShopUnavailableError, "^DigiKey can't be reached"):
			order_api.open_as_guest(self.order().name)
		error = frappe.local.response["error"]
		self.assertEqual(error["account"], "")

	def test_an_answer_that_leads_elsewhere_is_not_given(self) -> None:
		self.sandbox.faults.add(Fault(FaultKind.HTML, times=-1))
		with self.assertRaisesRegex(ShopError, "didn't make the list"):
			order_api.open_as_guest(self.order().name)

	def test_a_shop_that_needs_an_account_is_named(self) -> None:
		for shop in ("Mouser", "Nowhere"):
			with self.assertRaisesRegex(frappe.DoesNotExistError, f"at {shop} without an account"):
				order_api.open_as_guest(self.order().name, shop)

	def test_the_button_and_the_api_go_by_the_right_to_change_the_order(self) -> None:
		order = self.order()
		self.assertEqual(order_api.accounts(order.name)["guest_shop"], "DigiKey")
		frappe.set_user(make_user("sctest-reader", "Stock User"))
		self.assertEqual(order_api.accounts(order.name)["guest_shop"], "")
		self.assertTrue(order_api.guest_plan(order.name)["items"])
		self.assertRaises(frappe.PermissionError, order_api.open_as_guest, order.name)

	def test_who_changes_the_order_may_open_it_and_strangers_see_nothing(self) -> None:
		buyer = make_user("sctest-buyer", "Purchase User")
		stranger = make_user("sctest-stranger", "Website Manager")
		order = self.order()
		for user in (stranger, "Guest"):
			frappe.set_user(user)
			self.assertRaises(frappe.PermissionError, order_api.guest_plan, order.name)
			self.assertRaises(frappe.PermissionError, order_api.open_as_guest, order.name)
		frappe.set_user(buyer)
		self.assertTrue(order_api.open_as_guest(order.name)["url"])

	def test_opening_is_no_reading(self) -> None:
		methods = frappe.allowed_http_methods_for_whitelisted_func
		self.assertEqual(methods[order_api.open_as_guest], ["POST"])


class TestGuestShop(GuestCase):
	def guest_shop(self, supplier: str) -> str:
		"""Where orders of a supplier can be opened."""
		return order_api.accounts(make_order(supplier, [line("SCTEST-R", RESISTOR)]).name)["guest_shop"]

	def test_suppliers_that_are_called_like_it(self) -> None:
		for name in ("SCTEST DIGIKEY", "SCTEST digi key GmbH", "SCTEST Digi-Key Electronics"):
			self.assertEqual(self.guest_shop(make_supplier(name)), "DigiKey", name)
		for name in ("SCTEST Mouser Supplier", "SCTEST Digital Keys"):
			self.assertEqual(self.guest_shop(make_supplier(name)), "", name)

	def test_a_supplier_with_its_website(self) -> None:
		supplier = make_supplier("SCTEST Thief River")
		frappe.get_doc("Supplier", supplier).update({"website": "https://www.digikey.de"}).save()
		self.assertEqual(self.guest_shop(supplier), "DigiKey")

	def test_a_supplier_with_an_account_there(self) -> None:
		supplier = make_supplier("SCTEST Thief River")
		doc = make_account("SCTEST Guest", supplier=supplier, connector="DigiKey").doc
		self.assertEqual(self.guest_shop(supplier), "DigiKey")
		doc.enabled = 0
		doc.save()
		self.assertEqual(self.guest_shop(supplier), "")
