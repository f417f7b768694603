"""From a Purchase Order to a list at DigiKey and back, through the whitelisted functions."""

from __future__ import annotations

from typing import Any

import frappe

from supplier_connect.api import order as order_api
from supplier_connect.core.desk.errors import ShopError, ShopLimitError
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.tests.shops.test_order_api import line
from supplier_connect.tests.support.digikey_site import ACCOUNT, SUPPLIER, DigiKeyCase
from supplier_connect.tests.support.site import make_account

RESISTOR = "311-RC0402FR-1310KLCT-ND"
CAPACITOR = "587-LMK107BJ475KAHTCT-ND"
BY_TENS = "732-61300811121-ND"
OBSOLETE = "568-LPC1768FBD100,551-ND"
BY_MAKER = "RC0402FR-1310KL"


def manufacturer(name: str) -> str:
	"""A Manufacturer of the site."""
	if not frappe.db.exists("Manufacturer", name):
		frappe.get_doc({"doctype": "Manufacturer", "short_name": name}).insert()
	return name


class OrderCase(DigiKeyCase):
	"""With a sign-in, and an order of two lines."""

	def setUp(self) -> None:
		super().setUp()
		self.connect()
		self.order_of_two = self.order(
			line("SCTEST-R", RESISTOR, 100), line("SCTEST-C", CAPACITOR, 2, uom="Box", conversion_factor=50)
		)

	def held(self, place: int = 0) -> dict[str, int]:
		"""What stands in a list at the sandbox."""
		rows = self.sandbox.state["carts"][self.lists[place]["id"]]
		return {row["RequestedPartNumber"]: row["Quantity"] for row in rows}

	def stored(self, cart: str, field: str) -> str:
		"""A field of a Supplier Cart as it is in the database now."""
		return run_in_side_transaction(lambda: frappe.db.get_value("Supplier Cart", cart, field))

	def one(self, sku: str, quantity: int = 100, **account: Any) -> dict[str, Any]:
		"""The line of an order with one line, after it was sent."""
		if account:
			self.change_account(**account)
		(sent,) = self.send(self.order(line("SCTEST-R", sku, quantity)))["lines"]
		return sent


class TestLists(OrderCase):
	def test_an_order_becomes_a_list_named_after_it(self) -> None:
		cart = self.send(self.order_of_two)
		self.assertEqual([kept["name"] for kept in self.lists], [f"{self.order_of_two.name}-01"])
		self.assertEqual(self.held(), {RESISTOR: 100, CAPACITOR: 100})
		self.assertEqual((cart["state"], cart["cart_name"]), ("Sent", f"{self.order_of_two.name}-01"))
		self.assertEqual((cart["connector"], cart["currency"]), ("DigiKey", "USD"))
		self.assertIn("/en/mylists/list/", cart["cart_url"])
		self.assertEqual([row["unit_price"] for row in cart["lines"]], [0.007, 0.061])
		self.assertEqual({**order_api.cart(cart["name"]), "prices": None}, cart)
		self.assertEqual(self.stored(cart["name"], "cart_name"), cart["cart_name"])

	def test_again_is_the_same_list_brought_up_to_date(self) -> None:
		first = self.send(self.order_of_two)
		self.order_of_two.items[0].qty = 250
		self.order_of_two.save()
		again = self.send(self.order_of_two)
		self.assertEqual((again["name"], again["cart_name"]), (first["name"], first["cart_name"]))
		self.assertEqual(self.held(), {RESISTOR: 250, CAPACITOR: 100})
		self.assertEqual(len(self.lists), 1)

	def test_a_new_one_has_the_next_number(self) -> None:
		self.send(self.order_of_two)
		new = self.send(self.order_of_two, cart="new")
		self.assertEqual(new["cart_name"], f"{self.order_of_two.name}-02")
		self.assertEqual(self.held(1), {RESISTOR: 100, CAPACITOR: 100})
		self.assertEqual(len(order_api.carts(self.order_of_two.name)), 2)

	def test_a_name_that_was_had_is_passed_over_and_told(self) -> None:
		self.admin("names", {"names": [f"{self.order_of_two.name}-0{number}" for number in (1, 2)]})
		cart = self.send(self.order_of_two)
		self.assertEqual(cart["cart_name"], f"{self.order_of_two.name}-03")
		self.assertIn(f"{self.order_of_two.name}-02", cart["note"])
		self.assertEqual(self.stored(cart["name"], "note"), cart["note"])

	def test_its_prices_are_written_into_the_order(self) -> None:
		order = self.order(line("SCTEST-C", CAPACITOR, 2, uom="Box", conversion_factor=50))
		cart = self.send(order)
		order_api.apply_prices(cart["name"], [order.items[0].name])
		order.reload()
		self.assertEqual(order.items[0].rate, 3.05)

	def test_the_account_decides_on_owner_and_maker(self) -> None:
		self.change_account(cart_owner="Purchasing", cart_created_by="ERP")
		self.send(self.order_of_two)
		self.assertEqual(
			[(kept["owner"], kept["created_by"]) for kept in self.lists], [("Purchasing", "ERP")]
		)

	def test_a_customer_id_gets_its_prices(self) -> None:
		standard = self.one(CAPACITOR)["unit_price"]
		self.assertLess(self.one(CAPACITOR, customer_id="10001")["unit_price"], standard)

	def test_a_customer_id_of_somebody_else_is_refused(self) -> None:
		self.change_account(customer_id="20001")
		with self.assertRaisesRegex(ShopError, "Customer ID|no right"):
			self.send(self.order_of_two)


class TestLines(OrderCase):
	def test_an_unknown_number_is_told(self) -> None:
		cart = self.send(self.order(line("SCTEST-R", "999-NOTHING-ND"), line("SCTEST-C", CAPACITOR)))
		refused, good = cart["lines"]
		self.assertEqual(
			(cart["state"], refused["state"], good["state"]), ("Sent with Errors", "Refused", "In Cart")
		)
		self.assertEqual(refused["error"], "DigiKey doesn't know 999-NOTHING-ND.")
		self.assertIsNone(refused["unit_price"])

	def test_an_obsolete_part_is_told(self) -> None:
		refused = self.one(OBSOLETE, 1)
		self.assertEqual(refused["state"], "Refused")
		self.assertIn("obsolete", refused["error"])

	def test_a_quantity_under_the_minimum_is_told(self) -> None:
		self.assertIn("DigiKey sells 10 at least", self.one(BY_TENS, 3)["error"])

	def test_a_makers_number_says_what_digikey_chose(self) -> None:
		sent = self.one(BY_MAKER, packing="Cut Tape")
		self.assertEqual((sent["state"], sent["unit_price"]), ("In Cart", 0.007))
		self.assertIn("manufacturer part number", sent["note"])
		self.assertIn(RESISTOR, sent["note"])
		rows = run_in_side_transaction(
			lambda: frappe.get_all("Supplier Cart Line", {"sku": BY_MAKER}, pluck="note")
		)
		self.assertIn(sent["note"], rows)

	def test_a_line_with_only_a_makers_number_is_sent_and_kept_with_the_number_it_became(self) -> None:
		order = self.order(line("SCTEST-F", "", 100))
		order.items[0].update({"manufacturer_part_no": BY_MAKER, "manufacturer": manufacturer("YAGEO")})
		order.save()
		found = order_api.preflight(order.name)
		self.assertEqual([one["code"] for one in found["findings"]], ["by_mpn"])
		(planned,) = found["lines"]
		self.assertEqual((planned["sku"], planned["by_mpn"], planned["sendable"]), (BY_MAKER, True, True))
		(sent,) = self.send(order)["lines"]
		self.assertEqual((sent["state"], sent["chosen_sku"]), ("In Cart", RESISTOR))
		rows = run_in_side_transaction(
			lambda: frappe.get_all("Supplier Cart Line", {"sku": BY_MAKER}, pluck="chosen_sku")
		)
		self.assertEqual(rows, [RESISTOR])
		(row,) = self.sandbox.state["carts"][self.lists[0]["id"]]
		self.assertEqual(row["ManufacturerName"], "YAGEO")

	def test_the_preferred_packing_of_a_known_part_comes_before_the_accounts(self) -> None:
		frappe.get_doc(
			{
				"doctype": "Supplier Part",
				"item": "SCTEST-R",
				"account": ACCOUNT,
				"sku": BY_MAKER,
				"packing": "Custom Reel",
			}
		).insert()
		self.one(BY_MAKER, packing="Cut Tape")
		(row,) = self.sandbox.state["carts"][self.lists[0]["id"]]
		self.assertEqual(row["SelectedPackType"], "DKR")


class TestTrouble(OrderCase):
	def test_the_days_calls_as_digikey_counts_them(self) -> None:
		self.sandbox.limits = Limits(0, 3, 0, 0)
		self.addCleanup(setattr, self.sandbox, "limits", Limits(0, 0, 0, 0))
		with self.assertRaisesRegex(ShopLimitError, "00:00 UTC"):
			for _time in range(4):
				self.send(self.order_of_two)
		rows = run_in_side_transaction(
			lambda: frappe.get_all(
				"Connector Quota", {"account": f"{ACCOUNT}/MyLists"}, ["calls", "told_limit"]
			)
		)
		self.assertEqual([row.told_limit for row in rows], [3])

	def test_a_broken_transfer_is_continued_on_its_list(self) -> None:
		self.sandbox.faults.add(Fault(FaultKind.STATUS, path="/parts", method="POST", status=503, times=-1))
		self.assertRaises(frappe.ValidationError, self.send, self.order_of_two)
		self.sandbox.faults.clear()
		cart = self.send(self.order_of_two)
		self.assertEqual((cart["state"], cart["cart_name"]), ("Sent", f"{self.order_of_two.name}-01"))
		self.assertEqual(len(self.lists), 1)

	def test_a_list_at_another_account_is_told(self) -> None:
		self.send(self.order_of_two)
		make_account("SCTEST Mouser", supplier=SUPPLIER)
		findings = order_api.preflight(self.order_of_two.name, account="SCTEST Mouser")["findings"]
		self.assertIn("other_account_has_cart", [one["code"] for one in findings])
