"""Order lines without a supplier part number: looked up, entered, kept as Supplier Parts."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.permissions import update_permission_property

from supplier_connect.api import order as order_api
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.shops.desk.cart import sending
from supplier_connect.tests.shops.test_order_api import ACCOUNT, CAPACITOR, RESISTOR, OrderApiCase, line
from supplier_connect.tests.support.site import make_user

MPN = "RC0402FR-1310KL"


class LineNumbersCase(OrderApiCase):
	"""An order with a line that has a number, and two that have none."""

	def setUp(self) -> None:
		super().setUp()
		self.made = self.order(
			line("SCTEST-C", CAPACITOR), line("SCTEST-R", "", mpn=""), line("SCTEST-F", "", 7)
		)
		self.refs = [row.name for row in self.made.items]

	def numbers(self) -> list[str]:
		"""The numbers on the lines as they are stored."""
		return [row.supplier_part_no or "" for row in frappe.get_doc("Purchase Order", self.made.name).items]

	def give_mpn(self, item: str, mpn: str = MPN) -> None:
		"""Note a manufacturer part number on an Item."""
		if not frappe.db.exists("Manufacturer", "SCTEST Maker"):
			frappe.get_doc({"doctype": "Manufacturer", "short_name": "SCTEST Maker"}).insert()
		frappe.get_doc(
			{
				"doctype": "Item Manufacturer",
				"item_code": item,
				"manufacturer": "SCTEST Maker",
				"manufacturer_part_no": mpn,
			}
		).insert()

	def enter(self, numbers: dict[str, str], **how: Any) -> dict[str, Any]:
		"""Enter numbers."""
		return order_api.enter_numbers(self.made.name, numbers, **how)


class TestEntering(LineNumbersCase):
	def test_a_buyer_without_any_other_right_gets_a_line_into_the_cart(self) -> None:
		frappe.set_user(make_user("sctest-buyer", "Purchase User"))
		self.assertFalse(order_api.preflight(self.made.name)["lines"][1]["sendable"])
		done = self.enter({self.refs[1]: f" {RESISTOR} "})
		self.assertEqual(done, {"written": [self.refs[1]], "kept": [], "problems": []})
		self.assertEqual(self.numbers(), [CAPACITOR, RESISTOR, ""])
		self.assertFalse(frappe.db.exists("Supplier Part", {"item": "SCTEST-R", "account": ACCOUNT}))
		order_api.send(self.made.name, leave_out=[self.refs[2]])
		self.assertEqual(self.held(), [{CAPACITOR: 100, RESISTOR: 100}])

	def test_a_submitted_order_takes_numbers_too(self) -> None:
		self.made.submit()
		self.enter({self.refs[1]: RESISTOR})
		self.assertEqual(self.numbers()[1], RESISTOR)
		self.assertEqual(frappe.get_doc("Purchase Order", self.made.name).docstatus, 1)

	def test_a_number_that_can_not_be_one_is_told_and_nothing_is_written(self) -> None:
		done = self.enter({self.refs[1]: RESISTOR, self.refs[2]: "603\u2212X"})
		self.assertEqual(([one["ref"] for one in done["problems"]], done["written"]), ([self.refs[2]], []))
		self.assertIn("Line 3: 603\u2212X", done["problems"][0]["message"])
		self.assertEqual(self.numbers(), [CAPACITOR, "", ""])

	def test_lines_of_another_order_are_refused(self) -> None:
		for wrong in (
			{"numbers": {"nowhere": RESISTOR}},
			{"numbers": {self.refs[1]: RESISTOR}, "keep": ["x"]},
		):
			with self.assertRaisesRegex(frappe.DoesNotExistError, "has no line"):
				self.enter(**wrong)
		self.assertEqual(self.numbers(), [CAPACITOR, "", ""])

	def test_who_may_only_read_the_order_enters_nothing(self) -> None:
		frappe.set_user(make_user("sctest-reader", "Stock User"))
		self.assertRaises(frappe.PermissionError, self.enter, {self.refs[1]: RESISTOR})
		self.assertRaises(
			frappe.PermissionError, order_api.look_up_lines, self.made.name, {self.refs[1]: MPN}
		)

	def test_a_closed_order_is_refused(self) -> None:
		self.made.submit()
		self.made.update_status("Closed")
		with self.assertRaisesRegex(frappe.ValidationError, "is Closed"):
			self.enter({self.refs[1]: RESISTOR})
		self.assertEqual(set(order_api.preflight(self.made.name)["numbers"].values()), {False})

	def test_wrong_arguments_are_named(self) -> None:
		for numbers in ("[]", "{}", '{"a": 1}'):
			with self.assertRaisesRegex(frappe.ValidationError, "numbers must name lines"):
				order_api.enter_numbers(self.made.name, numbers)


class TestKeeping(LineNumbersCase):
	def test_what_is_kept_is_there_for_the_next_order(self) -> None:
		done = self.enter({self.refs[1]: RESISTOR.lower()}, keep=[self.refs[1]])
		self.assertEqual(done["kept"], [self.refs[1]])
		part = frappe.get_doc("Supplier Part", {"item": "SCTEST-R", "account": ACCOUNT})
		self.assertEqual((part.sku, part.mpn), (RESISTOR, MPN))
		self.assertTrue(part.price_breaks)
		later = self.order(line("SCTEST-R", ""))
		self.assertEqual(order_api.preflight(later.name)["lines"][0]["sku"], RESISTOR)

	def test_a_number_that_the_shop_does_not_know_is_not_kept(self) -> None:
		done = self.enter({self.refs[1]: "603-NOTHING", self.refs[2]: RESISTOR}, keep=self.refs[1:])
		self.assertEqual([one["ref"] for one in done["problems"]], [self.refs[1]])
		self.assertIn("603-NOTHING", done["problems"][0]["message"])
		self.assertEqual(self.numbers(), [CAPACITOR, "", ""])
		self.assertFalse(frappe.db.exists("Supplier Part", {"item": "SCTEST-F", "account": ACCOUNT}))

	def test_another_part_than_the_items_is_kept_only_when_it_is_accepted(self) -> None:
		self.give_mpn("SCTEST-R", "CRCW040210K0FKED")
		(problem,) = self.enter({self.refs[1]: RESISTOR}, keep=[self.refs[1]])["problems"]
		self.assertEqual(problem["mpn"], MPN)
		self.assertIn("CRCW040210K0FKED", problem["message"])
		done = self.enter({self.refs[1]: RESISTOR}, keep=[self.refs[1]], accept_mpns=[MPN])
		self.assertEqual((done["problems"], self.numbers()[1]), ([], RESISTOR))

	def test_the_right_to_supplier_parts_is_asked_for(self) -> None:
		buyer = make_user("sctest-buyer", "Purchase User")
		self.addCleanup(frappe.clear_cache, doctype="Supplier Part")
		update_permission_property("Supplier Part", "Purchase User", 0, "create", 0)
		frappe.set_user(buyer)
		self.assertEqual(
			order_api.preflight(self.made.name)["numbers"], {"look_up": True, "enter": True, "keep": False}
		)
		self.assertRaises(frappe.PermissionError, self.enter, {self.refs[1]: RESISTOR}, keep=[self.refs[1]])
		self.assertEqual(self.enter({self.refs[1]: RESISTOR})["written"], [self.refs[1]])


class TestLookingUp(LineNumbersCase):
	def look_up(self, lines: dict[str, str]) -> list[dict[str, Any]]:
		"""What is found for lines."""
		return order_api.look_up_lines(self.made.name, lines)["lines"]

	def test_lines_are_looked_up_together_by_the_numbers_of_their_items(self) -> None:
		self.give_mpn("SCTEST-R")
		first, second = self.look_up(dict.fromkeys(self.refs[1:], ""))
		self.assertEqual((first["numbers"], second["numbers"]), ([MPN], []))
		self.assertEqual(([one["sku"] for one in first["offers"]], second["offers"]), ([RESISTOR], []))
		offer = first["offers"][0]
		self.assertEqual((offer["quantity"], offer["unit_price"], offer["fit"]), (100, 0.007, ""))
		self.assertEqual(len(self.sandbox.state["calls"]), 1)

	def test_the_number_of_the_line_counts_too(self) -> None:
		row = self.made.items[1]
		frappe.db.set_value("Purchase Order Item", row.name, "manufacturer_part_no", MPN)
		(found,) = self.look_up({row.name: ""})
		self.assertEqual([one["sku"] for one in found["offers"]], [RESISTOR])

	def test_a_number_that_is_typed_goes_before_what_is_known(self) -> None:
		self.give_mpn("SCTEST-R")
		(found,) = self.look_up({self.refs[1]: CAPACITOR.lower()})
		self.assertEqual([one["sku"] for one in found["offers"]], [CAPACITOR])

	def test_words_for_one_line_are_a_lookup_of_its_item(self) -> None:
		(found,) = self.look_up({self.refs[1]: "resistor 10k 0402"})
		self.assertTrue(found["offers"])
		self.assertTrue(all(one["fit"] for one in found["offers"]))
		match = frappe.get_last_doc("Supplier Match", {"item": "SCTEST-R"})
		self.assertEqual((match.own_query, match.quantity), ("resistor 10k 0402", 100))

	def test_an_account_without_a_search_key_can_not_look_up(self) -> None:
		self.account.search_key = ""
		self.account.save()
		self.assertEqual(
			order_api.preflight(self.made.name)["numbers"], {"look_up": False, "enter": True, "keep": False}
		)
		self.assertEqual(self.enter({self.refs[1]: RESISTOR})["written"], [self.refs[1]])


class TestWaiting(LineNumbersCase):
	def test_the_progress_says_that_the_supplier_asked_to_wait_and_until_when(self) -> None:
		order = self.usual()
		told: list[Any] = []
		tell = sending._tell

		def listen(token: str, state: dict[str, Any]) -> None:
			tell(token, state)
			told.append(order_api.progress(token)["wait"])

		self.sandbox.faults.add(Fault(FaultKind.STATUS, status=429, retry_after=1, times=1))
		sending._tell = listen
		self.addCleanup(setattr, sending, "_tell", tell)
		sending.run_job("SCTEST-token", order.name, ACCOUNT, "same", [])
		(wait,) = filter(None, told)
		self.assertTrue(wait["asked_by_shop"])
		self.assertRegex(wait["until"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
		ended = order_api.progress("SCTEST-token")
		self.assertEqual((ended["state"], ended["wait"]), ("done", None))


class TestRemoving(LineNumbersCase):
	def test_a_line_left_out_on_a_second_send_is_told_before_and_after(self) -> None:
		order = self.usual()
		order_api.send(order.name)
		found = order_api.preflight(order.name)
		self.assertEqual([one["in_cart"] for one in found["lines"]], [True, True])
		cart = order_api.send(order.name, leave_out=[order.items[1].name])
		self.assertEqual(cart["lines"][1]["note"], "Removed at the supplier, as the line was left out.")

	def test_a_part_that_left_the_order_is_a_warning(self) -> None:
		order = self.usual()
		order_api.send(order.name)
		frappe.db.set_value("Purchase Order Item", order.items[1].name, "supplier_part_no", RESISTOR)
		(warning,) = order_api.preflight(order.name)["findings"]
		self.assertEqual((warning["code"], warning["severity"]), ("leaves_cart", "warning"))
		self.assertIn(CAPACITOR, warning["message"])
