"""From a Purchase Order to a filled cart and back into its rates, through the whitelisted functions."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from unittest import mock

import frappe
from frappe.desk.notifications import get_open_count
from frappe.permissions import update_permission_property

from supplier_connect.api import account as account_api
from supplier_connect.api import order as order_api
from supplier_connect.core.desk.calls import DeskCallLog
from supplier_connect.core.desk.errors import ShopError, ShopLimitError, ShopUnavailableError
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.desk.cart import sending
from supplier_connect.shops.desk.parts.currencies import rate_of_today
from supplier_connect.shops.model.offer import Packing
from supplier_connect.shops.model.order import OrderLine
from supplier_connect.supplier_connect.doctype.connector_call.connector_call import ConnectorCall
from supplier_connect.tests.support.site import (
	CART_KEY,
	SiteCase,
	make_account,
	make_item,
	make_order,
	make_supplier,
	make_user,
	transactions,
)

RESISTOR = "603-RC0402FR-1310KL"
CAPACITOR = "963-LMK107BJ475KAHT"
BY_TENS = "710-61300811121"
DEAR = "217-XC7K160T-2FBG484I"
ACCOUNT = "SCTEST Mouser"
SUPPLIER = "SCTEST Mouser Supplier"


def line(item: str, sku: str, quantity: int = 100, **changes: Any) -> OrderLine:
	"""An order line of pieces."""
	made = OrderLine(
		ref="",
		number=0,
		item=item,
		description=item,
		quantity=Decimal(quantity),
		uom="Nos",
		stock_uom="Nos",
		conversion_factor=Decimal(1),
		rate=Decimal(1),
		sku=sku,
	)
	return replace(made, **changes)


class OrderApiCase(SiteCase):
	"""A sandbox, an account that points at it, three Items."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.sandbox = SandboxServer(limits=Limits(0, 0))
		cls.sandbox.start()
		cls.addClassCleanup(cls.sandbox.stop)
		for item in ("SCTEST-R", "SCTEST-C", "SCTEST-F"):
			make_item(item)
		make_supplier(SUPPLIER)

	def setUp(self) -> None:
		super().setUp()
		self.sandbox.reset()
		self.account = make_account(
			ACCOUNT, supplier=SUPPLIER, base_url=f"{self.sandbox.base_url}/api", limits_from="Set Here"
		).doc

	def order(self, *lines: OrderLine, **values: Any) -> Any:
		"""A draft order of the account's supplier."""
		return make_order(SUPPLIER, lines, **values)

	def usual(self) -> Any:
		"""Two lines: one in pieces, one in boxes of fifty."""
		box = line("SCTEST-C", CAPACITOR, 2, uom="Box", conversion_factor=Decimal(50), rate=Decimal(10))
		return self.order(line("SCTEST-F", DEAR, 2, rate=Decimal(1000)), box)

	def stored(self, order: Any) -> dict[str, Any]:
		"""A Purchase Order as it is in the database now."""
		return frappe.get_doc("Purchase Order", order.name).as_dict()

	def held(self) -> list[dict[str, int]]:
		"""What lies in the sandbox's carts."""
		return [
			{row["MouserPartNumber"]: row["Quantity"] for row in rows}
			for rows in self.sandbox.state["carts"].values()
		]

	def refs(self, cart: dict[str, Any]) -> str:
		"""All lines of a cart that have a price, as the form sends them."""
		changes = order_api.price_changes(cart["name"])["changes"]
		return json.dumps([change["ref"] for change in changes if change["new_rate"] is not None])


class TestSend(OrderApiCase):
	def test_a_draft_reaches_the_cart_in_pieces(self) -> None:
		order = self.usual()
		cart = order_api.send(order.name)
		self.assertEqual(self.held(), [{DEAR: 2, CAPACITOR: 100}])
		self.assertEqual((cart["state"], cart["currency"]), ("Sent", "USD"))
		self.assertEqual([row["state"] for row in cart["lines"]], ["In Cart", "In Cart"])
		stored = order_api.cart(cart["name"])
		self.assertEqual({**stored, "prices": None}, cart)
		self.assertEqual(order_api.carts(order.name)[0]["name"], cart["name"])
		self.assertNotIn("cart_key", cart)

	def test_a_packing_is_chosen_for_a_line_and_remembered(self) -> None:
		order = self.order(line("SCTEST-R", RESISTOR), line("SCTEST-C", CAPACITOR))
		first, second = [row.name for row in order.items]
		found = order_api.preflight(order.name)
		self.assertIn({"value": "Custom Reel", "label": "MouseReel"}, found["packings"])
		self.assertEqual([row["packing"] for row in found["lines"]], ["", ""])
		cart = order_api.send(order.name, packings=json.dumps({first: "Custom Reel", second: "Cut Tape"}))
		self.assertEqual([row["packing"] for row in cart["lines"]], ["Custom Reel", "Cut Tape"])
		self.assertEqual(cart["lines"][0]["packing_name"], "MouseReel")
		self.assertEqual((self.packed(), cart["fees"]), (["MouseReel", "Cut_Tape"], 7.0))
		again = order_api.preflight(order.name)["lines"][0]
		self.assertEqual((again["packing"], again["packing_chosen"]), ("Custom Reel", True))
		order_api.send(order.name, packings={first: ""})
		self.assertEqual(self.packed(), ["None", "Cut_Tape"])

	def test_a_background_transfer_takes_the_packings_along(self) -> None:
		order = self.order(line("SCTEST-R", RESISTOR))
		sending.run_job("token", order.name, ACCOUNT, "same", [], {order.items[0].name: Packing.CUT_TAPE})
		self.assertEqual(self.packed(), ["Cut_Tape"])

	def test_a_packing_that_can_not_be_chosen_is_named(self) -> None:
		order = self.order(line("SCTEST-R", RESISTOR))
		for packings, sentence in (
			({order.items[0].name: "Tray"}, "Row 1: the packing Tray"),
			({order.items[0].name: "Paper"}, "A packing is one of"),
			({"nobody": "Cut Tape"}, "has no line nobody"),
			([], "packings must be an object"),
		):
			with self.subTest(sentence), self.assertRaisesRegex(frappe.ValidationError, sentence):
				order_api.send(order.name, packings=json.dumps(packings))
		self.assertEqual(self.held(), [])

	def test_the_packing_of_the_account_goes_along_where_a_part_is_sold_so(self) -> None:
		self.account.update({"packing": "Cut Tape"}).save()
		order = self.order(line("SCTEST-R", RESISTOR), line("SCTEST-C", BY_TENS))
		cart = order_api.send(order.name)
		self.assertEqual((self.packed(), cart["state"]), (["Cut_Tape", "None"], "Sent"))
		self.assertIn("Not available as Cut Tape", cart["lines"][1]["note"])

	def packed(self) -> list[str]:
		"""The packagings in the sandbox's only cart."""
		(rows,) = self.sandbox.state["carts"].values()
		return [row["PackagingChoice"] for row in rows]

	def test_the_order_itself_is_not_changed(self) -> None:
		order = self.usual()
		before = self.stored(order)
		order_api.send(order.name)
		self.assertEqual(self.stored(order), before)

	def test_the_cart_is_under_the_orders_connections(self) -> None:
		order = self.usual()
		order_api.send(order.name)
		self.commit()
		self.addCleanup(self._delete_for_good, order)
		groups = frappe.get_meta("Purchase Order").get_dashboard_data().transactions
		self.assertIn("Supplier Cart", [item for group in groups for item in group["items"]])
		counts = get_open_count("Purchase Order", order.name, ["Supplier Cart"])["count"]
		external = counts["external_links_found"]
		self.assertEqual([(one["doctype"], one["count"]) for one in external], [("Supplier Cart", 1)])

	def test_a_deleted_order_takes_its_carts_along(self) -> None:
		"""The next order may get its name, and must not get its cart."""
		order = self.usual()
		cart = order_api.send(order.name)
		self.commit()
		order.delete()
		self.assertFalse(frappe.db.exists("Supplier Cart", cart["name"]))
		self._delete_for_good()

	def _delete_for_good(self, *documents: Any) -> None:
		for doc in documents:
			doc.delete(force=True)
		frappe.delete_doc("Supplier Account", ACCOUNT, force=True)
		self.commit()

	def test_again_is_the_same_cart(self) -> None:
		order = self.usual()
		first = order_api.send(order.name)
		again = order_api.send(order.name)
		self.assertEqual((again["name"], again["attempt"]), (first["name"], 2))
		order_api.send(order.name, cart="new")
		self.assertEqual(len(order_api.carts(order.name)), 2)

	def test_the_preflight_tells_without_asking_the_shop(self) -> None:
		order = self.order(line("SCTEST-R", ""), line("SCTEST-C", CAPACITOR))
		found = order_api.preflight(order.name)
		self.assertEqual(
			[(one["code"], one["severity"]) for one in found["findings"]], [("no_number", "line")]
		)
		self.assertEqual([one["sendable"] for one in found["lines"]], [False, True])
		self.assertEqual(self.sandbox.state["calls"], [])

	def test_the_number_of_an_item_is_found(self) -> None:
		frappe.get_doc(
			{"doctype": "Supplier Part", "item": "SCTEST-R", "account": ACCOUNT, "sku": RESISTOR}
		).insert()
		order = self.order(line("SCTEST-R", ""))
		frappe.db.set_value("Purchase Order Item", order.items[0].name, "supplier_part_no", "")
		self.assertEqual(order_api.preflight(order.name)["lines"][0]["sku"], RESISTOR)

	def test_an_order_of_another_supplier_is_refused(self) -> None:
		make_supplier("SCTEST Other")
		order = make_order("SCTEST Other", [line("SCTEST-R", RESISTOR)])
		with self.assertRaisesRegex(ShopError, "is an order of SCTEST Other"):
			order_api.send(order.name, account=ACCOUNT)
		with self.assertRaisesRegex(frappe.ValidationError, "has no Supplier Account"):
			order_api.send(order.name)

	def test_a_cancelled_order_is_refused(self) -> None:
		order = self.usual()
		order.submit()
		order.cancel()
		with self.assertRaisesRegex(ShopError, "is Cancelled"):
			order_api.send(order.name)
		self.assertFalse(order_api.accounts(order.name)["may_send"])

	def test_an_amended_order_tells_of_the_cart_of_the_old_one(self) -> None:
		order = self.usual()
		order.submit()
		cart = order_api.send(order.name)
		order.cancel()
		amended = frappe.copy_doc(order)
		amended.update({"amended_from": order.name, "docstatus": 0})
		amended.insert()
		(warning,) = order_api.preflight(amended.name)["findings"]
		self.assertEqual(warning["code"], "replaced_order_has_cart")
		self.assertIn(cart["name"], warning["message"])

	def test_a_cart_at_another_account_is_told(self) -> None:
		order = self.usual()
		cart = order_api.send(order.name)
		other = make_account("SCTEST Second", supplier=SUPPLIER).doc
		(warning,) = order_api.preflight(order.name, account=other.name)["findings"]
		self.assertEqual(warning["code"], "other_account_has_cart")
		self.assertIn(cart["name"], warning["message"])

	def test_a_disabled_account_is_refused(self) -> None:
		self.account.enabled = 0
		self.account.save()
		with self.assertRaisesRegex(ShopError, "disabled"):
			order_api.send(self.usual().name, account=ACCOUNT)

	def test_a_shop_that_is_down_is_told_in_one_sentence(self) -> None:
		order = self.usual()
		before = self.stored(order)
		self.sandbox.faults.add(Fault(FaultKind.STATUS, status=500, times=-1))
		with self.assertRaisesRegex(ShopUnavailableError, "has a fault of its own"):
			order_api.send(order.name)
		self.sandbox.faults.clear()
		self.assertEqual(self.stored(order), before)
		self.assertEqual(order_api.carts(order.name)[0]["state"], "Failed")
		self.assertEqual(frappe.local.response["error"]["kind"], "OutcomeUnknown")

	def test_a_spent_quota_says_when_it_is_renewed(self) -> None:
		self.account.per_day = 1
		self.account.save()
		order = self.usual()
		order_api.send(order.name)
		with self.assertRaisesRegex(ShopLimitError, "00:00 UTC"):
			order_api.send(order.name)

	def test_the_background_job_notes_its_progress_and_its_end(self) -> None:
		order = self.usual()
		sending._note("SCTEST-token", {"user": frappe.session.user, "state": "queued"})
		self.assertEqual(order_api.progress("SCTEST-token")["state"], "queued")
		sending.run_job("SCTEST-token", order.name, ACCOUNT, "same", [])
		told = order_api.progress("SCTEST-token")
		self.assertEqual((told["state"], told["done_calls"], told["planned_calls"]), ("done", 1, 1))
		self.assertEqual(len(told["cart"]["lines"]), 2)
		with self.assertRaises(frappe.DoesNotExistError):
			order_api.progress("SCTEST-unknown")

	def test_who_may_not_read_the_cart_is_told_what_was_sent_and_who_may(self) -> None:
		order = self.usual()
		user = make_user("sctest-b", "Purchase User")
		frappe.set_user(user)
		sending.run_job("SCTEST-token", order.name, ACCOUNT, "same", [])
		self.assertIsNone(order_api.progress("SCTEST-token")["unseen"], "the cart can be read")
		self.addCleanup(frappe.clear_cache, doctype="Supplier Cart")
		frappe.set_user("Administrator")
		update_permission_property("Supplier Cart", "Purchase User", 0, "read", 0, validate=False)
		frappe.clear_cache(doctype="Supplier Cart")
		# Read here first: the stores' own connection sees what is committed only, and Frappe keeps what was read first.
		frappe.get_meta("Supplier Cart")
		# As a request of its own: what somebody may is kept within one.
		frappe.set_user(user)
		told = order_api.progress("SCTEST-token")
		self.assertEqual((told["state"], told["cart"], told["done_calls"]), ("done", None, 0))
		readers = told["unseen"].pop("readers")
		self.assertEqual(told["unseen"], {"account": ACCOUNT, "lines": 2, "in_cart": 2, "refused": 0})
		self.assertIn("Purchase Manager", readers)
		self.assertNotIn("Purchase User", readers)

	def test_the_background_job_notes_why_it_failed(self) -> None:
		order = self.order(line("SCTEST-R", ""))
		sending.run_job("SCTEST-token", order.name, ACCOUNT, "same", [])
		error = order_api.progress("SCTEST-token")["error"]
		self.assertEqual(error["kind"], "SendRefused")
		self.assertIn("no supplier part number", error["message"])

	def test_wrong_arguments_are_named(self) -> None:
		order = self.usual()
		with self.assertRaisesRegex(frappe.ValidationError, "same"):
			order_api.send(order.name, cart="other")
		with self.assertRaisesRegex(frappe.ValidationError, "list"):
			order_api.send(order.name, leave_out='{"a": 1}')


class TestOneClearSentence(OrderApiCase):
	"""Whatever is wrong, the buyer reads one sentence that says what and where, and the order is as it was."""

	def refusal(self, order: Any) -> str:
		"""What sending an order is refused with."""
		before = self.stored(order)
		with self.assertRaises(frappe.ValidationError) as raised:
			order_api.send(order.name, account=ACCOUNT)
		self.assertEqual(self.stored(order), before)
		return self._sentence(str(raised.exception))

	def line_error(self, order: Any) -> str:
		"""What the supplier says of an order's first line."""
		before = self.stored(order)
		(refused, *_others) = order_api.send(order.name, account=ACCOUNT)["lines"]
		self.assertEqual((refused["state"], refused["unit_price"]), ("Refused", None))
		self.assertEqual(self.stored(order), before)
		return self._sentence(refused["error"])

	def _sentence(self, text: str) -> str:
		self.assertTrue(text)
		self.assertNotIn("\n", text)
		self.assertNotIn("Traceback", text)
		self.assertNotIn(CART_KEY, text)
		return text

	def change_account(self, **values: Any) -> None:
		"""Enter something else on the account."""
		self.account.update(values)
		self.account.save()

	def test_a_wrong_key(self) -> None:
		self.change_account(cart_key="wrong")
		self.assertIn("doesn't take the Cart API Key", self.refusal(self.usual()))

	def test_no_key(self) -> None:
		self.change_account(cart_key="")
		self.assertIn(f"{ACCOUNT} has no Cart API Key", self.refusal(self.usual()))

	def test_a_key_without_rights_to_carts(self) -> None:
		self.change_account(cart_key="sandbox-search-only-key")
		self.assertIn("refuses the key", self.refusal(self.usual()))

	def test_a_spent_quota(self) -> None:
		self.sandbox.limits = Limits(per_minute=0, per_day=1)
		self.addCleanup(setattr, self.sandbox, "limits", Limits(0, 0))
		order_api.send(self.usual().name)
		self.assertIn("calls of today are spent", self.refusal(self.usual()))

	def test_a_shop_that_is_down(self) -> None:
		self.change_account(base_url="http://127.0.0.1:9/api", cart_key=CART_KEY)
		self.assertIn("can't be reached", self.refusal(self.usual()))

	def test_a_shop_that_is_slow(self) -> None:
		self.change_account(timeout=1)
		self.sandbox.faults.add(Fault(FaultKind.LATENCY, seconds=1.5, times=-1))
		self.assertIn("didn't answer within 1 s", self.refusal(self.usual()))

	def test_an_unknown_number(self) -> None:
		self.assertIn("603-NOTHING", self.line_error(self.order(line("SCTEST-R", "603-NOTHING"))))

	def test_a_number_of_another_packaging(self) -> None:
		self.assertIn("3000", self.line_error(self.order(line("SCTEST-R", "595-TLV9001IDBVR-FR", 10))))

	def test_a_quantity_under_the_minimum(self) -> None:
		self.assertIn("minimum", self.line_error(self.order(line("SCTEST-R", BY_TENS, 3))))

	def test_a_quantity_of_nothing(self) -> None:
		order = self.usual()
		frappe.db.set_value("Purchase Order Item", order.items[0].name, "qty", 0)
		self.assertIn("must be more than 0", self.refusal(order))

	def test_a_number_with_a_foreign_sign(self) -> None:
		self.assertIn("603-RC0402\u2212X", self.refusal(self.order(line("SCTEST-R", "603-RC0402\u2212X"))))

	def test_an_order_of_another_supplier(self) -> None:
		make_supplier("SCTEST Other")
		self.assertIn(
			"is an order of SCTEST Other",
			self.refusal(make_order("SCTEST Other", [line("SCTEST-R", RESISTOR)])),
		)

	def test_a_cancelled_order(self) -> None:
		order = self.usual()
		order.submit()
		order.cancel()
		self.assertIn("is Cancelled", self.refusal(order))

	def test_a_closed_order(self) -> None:
		order = self.usual()
		order.submit()
		order.update_status("Closed")
		self.assertIn("is Closed", self.refusal(order))


class TestApplyPrices(OrderApiCase):
	def test_a_draft_gets_rates_and_totals_and_keeps_its_taxes(self) -> None:
		order = self.usual()
		order.append("taxes", self._tax())
		order.save()
		cart = order_api.send(order.name)
		changed = order_api.apply_prices(cart["name"], self.refs(cart))["changed"]
		order.reload()
		self.assertEqual(
			[(row["old_rate"], row["new_rate"]) for row in changed], [(1000, 1234.56), (10, 3.05)]
		)
		self.assertEqual([row.rate for row in order.items], [1234.56, 3.05])
		self.assertEqual(order.net_total, 2 * 1234.56 + 2 * 3.05)
		self.assertEqual(len(order.taxes), 1)
		self.assertAlmostEqual(order.grand_total, order.net_total * 1.1, places=2)

	def test_a_submitted_order_is_changed_the_way_erpnext_does(self) -> None:
		order = self.usual()
		order.append("taxes", self._tax())
		order.save()
		order.submit()
		cart = order_api.send(order.name)
		order_api.apply_prices(cart["name"], self.refs(cart))
		order.reload()
		self.assertEqual(order.docstatus, 1)
		self.assertEqual([row.rate for row in order.items], [1234.56, 3.05])
		self.assertEqual(
			[(row.qty, row.uom, row.stock_qty) for row in order.items], [(2, "Nos", 2), (2, "Box", 100)]
		)
		self.assertAlmostEqual(order.grand_total, order.net_total * 1.1, places=2)

	def test_only_ticked_lines_are_written(self) -> None:
		for submit in (False, True):
			order = self.usual()
			if submit:
				order.submit()
			cart = order_api.send(order.name)
			order_api.apply_prices(cart["name"], [order.items[1].name])
			order.reload()
			self.assertEqual([row.rate for row in order.items], [1000, 3.05])

	def test_rebates_of_a_line_do_not_bend_the_new_rate(self) -> None:
		order = self.usual()
		order.items[1].update({"price_list_rate": 20, "discount_percentage": 50})
		order.save()
		self.assertEqual(order.items[1].rate, 10)
		cart = order_api.send(order.name)
		order_api.apply_prices(cart["name"], [order.items[1].name])
		order.reload()
		self.assertEqual((order.items[1].rate, order.items[1].discount_percentage), (3.05, 0))

	def test_lines_under_a_pricing_rule_are_all_told_before_anything_is_written(self) -> None:
		rules = [self._rule("SCTEST-F"), self._rule("SCTEST-C")]
		order = self.usual()
		before = self.stored(order)
		cart = order_api.send(order.name)
		found = order_api.price_changes(cart["name"])
		self.assertTrue(found["may_ignore_rules"])
		self.assertEqual([change["sure"] for change in found["changes"]], [False, False])
		for change, rule in zip(found["changes"], rules, strict=True):
			self.assertIn(f"Pricing Rule {rule} would make it", change["warning"])
		with self.assertRaisesRegex(ShopError, r"Line 1 \(SCTEST-F\).*Pricing Rule"):
			order_api.apply_prices(cart["name"], self.refs(cart))
		self.assertEqual(self.stored(order), before)

	def test_lines_beside_a_pricing_rule_are_written_without_it(self) -> None:
		self._rule("SCTEST-F")
		order = self.usual()
		cart = order_api.send(order.name)
		ruled = frappe.get_doc("Purchase Order", order.name).items[0].rate
		order_api.apply_prices(cart["name"], [order.items[1].name])
		order.reload()
		self.assertEqual([row.rate for row in order.items], [ruled, 3.05])
		self.assertFalse(order.ignore_pricing_rule)

	def test_prices_are_written_against_pricing_rules_with_the_reason(self) -> None:
		rule = self._rule("SCTEST-F")
		order = self.usual()
		ruled = self._rule("SCTEST-C")
		order.reload()
		kept = [row.rate for row in order.items]
		cart = order_api.send(order.name)
		order_api.apply_prices(cart["name"], [order.items[0].name], against_rules=1)
		order.reload()
		self.assertEqual([row.rate for row in order.items], [1234.56, kept[1]])
		self.assertTrue(order.ignore_pricing_rule)
		(comment,) = frappe.get_all(
			"Comment",
			{"reference_name": order.name, "comment_type": "Comment"},
			pluck="content",
			order_by="creation asc",
		)
		self.assertIn(rule, comment)
		self.assertNotIn(ruled, comment)
		order.save()
		self.assertEqual(order.items[0].rate, 1234.56)

	def test_a_purchase_user_may_not_set_ignore_pricing_rule(self) -> None:
		self._rule("SCTEST-F")
		order = self.usual()
		cart = order_api.send(order.name)
		buyer, manager = make_user("sctest-b", "Purchase User"), make_user("sctest-m", "Purchase Manager")
		self.addCleanup(frappe.set_user, "Administrator")
		frappe.set_user(buyer)
		self.assertFalse(order_api.price_changes(cart["name"])["may_ignore_rules"])
		with self.assertRaisesRegex(ShopError, "Ignore Pricing Rule"):
			order_api.apply_prices(cart["name"], [order.items[0].name], against_rules=1)
		frappe.set_user(manager)
		self.assertTrue(order_api.price_changes(cart["name"])["may_ignore_rules"])

	def test_a_margin_of_a_submitted_line_is_told_before_and_can_be_taken_off(self) -> None:
		order = self.usual()
		order.items[0].update(
			{"price_list_rate": 2000, "margin_type": "Amount", "margin_rate_or_amount": 5, "rate": 2005}
		)
		order.save()
		order.submit()
		cart = order_api.send(order.name)
		warned = order_api.price_changes(cart["name"])["changes"][0]
		self.assertIn("margin or discount", warned["warning"])
		with self.assertRaisesRegex(ShopError, "margin or discount"):
			order_api.apply_prices(cart["name"], [order.items[0].name])
		order_api.apply_prices(cart["name"], [order.items[0].name], against_rules=1)
		order.reload()
		self.assertEqual([row.rate for row in order.items], [1234.56, 10])

	def _rule(self, item: str) -> str:
		"""A Pricing Rule that takes ten percent off an Item."""
		rule = {
			"doctype": "Pricing Rule",
			"title": f"SCTEST rule {item}",
			"apply_on": "Item Code",
			"items": [{"item_code": item}],
			"buying": 1,
			"rate_or_discount": "Discount Percentage",
			"discount_percentage": 10,
			"company": frappe.db.get_value("Company", {}, order_by="creation asc"),
			"currency": "USD",
		}
		return frappe.get_doc(rule).insert().name

	def test_a_price_that_changed_since_it_was_seen_is_not_written(self) -> None:
		order = self.usual()
		cart = order_api.send(order.name)
		before = self.stored(order)
		with self.assertRaisesRegex(ShopError, "changed meanwhile"):
			order_api.apply_prices(cart["name"], {order.items[0].name: 1.0})
		self.assertEqual(self.stored(order), before)
		changed = order_api.apply_prices(cart["name"], {order.items[0].name: 1234.56})["changed"]
		self.assertEqual(len(changed), 1)

	def test_what_is_received_is_neither_bought_nor_priced_again(self) -> None:
		order = self.usual()
		order.submit()
		cart = order_api.send(order.name)
		frappe.db.set_value("Purchase Order", order.name, {"per_received": 100, "status": "To Bill"})
		self.assertFalse(order_api.accounts(order.name)["may_send"])
		with self.assertRaisesRegex(ShopError, "is Completed"):
			order_api.send(order.name)
		with self.assertRaisesRegex(ShopError, "is Completed"):
			order_api.apply_prices(cart["name"], self.refs(cart))

	def test_a_refused_line_is_never_written(self) -> None:
		order = self.order(line("SCTEST-R", BY_TENS, 3), line("SCTEST-C", CAPACITOR))
		cart = order_api.send(order.name)
		self.assertEqual(cart["state"], "Sent with Errors")
		with self.assertRaisesRegex(ShopError, "refused this line"):
			order_api.apply_prices(cart["name"], [order.items[0].name, order.items[1].name])
		self.assertEqual([row["rate"] for row in self.stored(order)["items"]], [1, 1])

	def test_a_line_that_changed_since_is_not_written(self) -> None:
		order = self.usual()
		cart = order_api.send(order.name)
		order.items[0].qty = 5
		order.save()
		change = order_api.price_changes(cart["name"])["changes"][0]
		self.assertIsNone(change["new_rate"])
		self.assertIn("changed since", change["reason"])

	def foreign(self) -> tuple[Any, dict[str, Any]]:
		"""An order in USD, and its cart in EUR."""
		order = self.usual()
		self.account.update({"country": "Germany", "currency": "EUR"})
		self.account.save()
		frappe.db.set_single_value("Currency Exchange Settings", "disabled", 1)
		frappe.clear_document_cache("Currency Exchange Settings", "Currency Exchange Settings")
		frappe.db.delete("Currency Exchange", {"from_currency": ("in", ["EUR", "USD"])})
		frappe.cache.delete_keys("supplier_connect_exchange")
		cart = order_api.send(order.name)
		self.assertEqual(cart["currency"], "EUR")
		return order, cart

	def test_another_currency_without_an_exchange_rate_is_shown_and_not_written(self) -> None:
		order, cart = self.foreign()
		found = order_api.price_changes(cart["name"])
		self.assertEqual((found["cart_currency"], found["exchange"]), ("EUR", None))
		for change in found["changes"]:
			self.assertIsNone(change["new_rate"])
			self.assertIn("no exchange rate", change["reason"])
		with self.assertRaisesRegex(ShopError, "no exchange rate"):
			order_api.apply_prices(cart["name"], {order.items[0].name: 0})

	def test_another_currency_is_converted_and_written_as_it_was_seen(self) -> None:
		order, cart = self.foreign()
		frappe.get_doc(
			{
				"doctype": "Currency Exchange",
				"date": frappe.utils.today(),
				"from_currency": "EUR",
				"to_currency": "USD",
				"exchange_rate": 2,
				"for_buying": 1,
			}
		).insert()
		found = order_api.price_changes(cart["name"])
		self.assertEqual(found["exchange"]["rate"], 2)
		first = found["changes"][0]
		self.assertEqual(first["new_rate"], round(first["unit_price"] * 2, 2))
		self.assertEqual((first["converted"], first["sure"]), (True, False))
		with self.assertRaisesRegex(ShopError, "converted"):
			order_api.apply_prices(cart["name"], [first["ref"]])
		order_api.apply_prices(cart["name"], {first["ref"]: first["new_rate"]})
		order.reload()
		self.assertEqual(order.items[0].rate, first["new_rate"])

	def test_an_exchange_service_that_does_not_answer_costs_a_few_seconds(self) -> None:
		self.foreign()
		frappe.flags.in_test = False
		self.addCleanup(setattr, frappe.flags, "in_test", True)
		began = time.monotonic()
		self.assertIsNone(rate_of_today("EUR", "USD", patience=0.3))
		self.assertLess(time.monotonic() - began, 3)

	def cheap(self, **changes: Any) -> tuple[Any, dict[str, Any]]:
		"""An order of a part that costs a fraction of a cent, and its cart."""
		order = self.order(line("SCTEST-R", "791-WR04X000PTL", 10_000, **changes))
		return order, order_api.send(order.name)

	def test_rates_too_small_for_the_orders_decimals_are_not_written_as_zero(self) -> None:
		_order, cart = self.cheap()
		found = order_api.price_changes(cart["name"])
		change = found["changes"][0]
		self.assertLess(change["unit_price"], 0.005)
		self.assertIsNone(change["new_rate"])
		self.assertIn("too few", change["reason"])
		self.assertTrue(change["lacks_decimals"])
		self.assertGreater(found["decimals_wanted"], 2)
		self.assertIn("Box", found["uoms"])

	def test_a_rate_can_be_written_per_a_larger_uom(self) -> None:
		for submit, own in ((False, False), (True, False), (False, True)):
			order, cart = self.cheap()
			# The Item's own box holds fifty.
			name = {"parent": "SCTEST-R", "uom": ("in", ["Box", "Gone"])}
			frappe.db.set_value("UOM Conversion Detail", name, "uom", "Box" if own else "Gone")
			if submit:
				order.submit()
			asked = {"larger_uom": 1, "uom": "Box", "uom_factor": 1000}
			change = order_api.price_changes(cart["name"], **asked)["changes"][0]
			factor = 50 if own else 1000
			self.assertEqual((change["uom"], change["quantity"]), ("Box", 10_000 / factor))
			order_api.apply_prices(cart["name"], {change["ref"]: change["new_rate"]}, **asked)
			order.reload()
			row = order.items[0]
			self.assertEqual(
				(row.uom, row.qty, row.conversion_factor, row.stock_qty, row.docstatus),
				("Box", 10_000 / factor, factor, 10_000, int(submit)),
			)
			self.assertAlmostEqual(row.rate, change["unit_price"] * factor, places=2)

	def test_a_uom_that_is_not_there_is_named(self) -> None:
		_order, cart = self.cheap()
		with self.assertRaisesRegex(ShopError, "no UOM Nonsense"):
			order_api.price_changes(cart["name"], larger_uom=1, uom="Nonsense", uom_factor=1000)
		with self.assertRaisesRegex(ShopError, "more than 1 piece"):
			order_api.price_changes(cart["name"], larger_uom=1, uom="Box", uom_factor=0)

	def test_who_may_customise_forms_can_have_rates_keep_more_decimals(self) -> None:
		order, cart = self.cheap()
		wanted = order_api.price_changes(cart["name"])["decimals_wanted"]
		self.addCleanup(self._forget_precision)
		frappe.set_user(make_user("sctest-m", "Purchase Manager"))
		self.addCleanup(frappe.set_user, "Administrator")
		self.assertFalse(order_api.price_changes(cart["name"])["may_raise_precision"])
		with self.assertRaises(frappe.PermissionError):
			order_api.raise_precision(wanted)
		frappe.set_user("Administrator")
		order_api.raise_precision(wanted)
		change = order_api.price_changes(cart["name"])["changes"][0]
		self.assertEqual((change["new_rate"], change["sure"]), (change["unit_price"], True))
		order_api.apply_prices(cart["name"], [change["ref"]])
		order.reload()
		self.assertEqual(order.items[0].rate, change["unit_price"])
		with self.assertRaisesRegex(ShopError, "1 to 9"):
			order_api.raise_precision(12)

	def _forget_precision(self) -> None:
		frappe.set_user("Administrator")
		for doctype in ("Purchase Order Item", "Purchase Receipt Item", "Purchase Invoice Item"):
			frappe.db.delete("Property Setter", {"doc_type": doctype, "property": "precision"})
			frappe.clear_cache(doctype=doctype)

	def _known_part(self, sku: str, **values: Any) -> None:
		"""What is stored of a supplier part of SCTEST-C."""
		frappe.get_doc(
			{"doctype": "Supplier Part", "item": "SCTEST-C", "account": ACCOUNT, "sku": sku, **values}
		).insert()

	def test_a_larger_quantity_that_costs_less_is_offered_and_written(self) -> None:
		for submit in (False, True):
			order = self.order(line("SCTEST-C", CAPACITOR, 90))
			if submit:
				order.submit()
			else:
				breaks = [{"quantity": 1, "price": 1, "currency": "USD"}]
				breaks.append({"quantity": 100, "price": 0.0001, "currency": "USD"})
				self._known_part(CAPACITOR, price_breaks=breaks, currency="USD")
			cart = order_api.send(order.name)
			change = order_api.price_changes(cart["name"])["changes"][0]
			self.assertEqual((change["better"]["pieces"], change["better"]["quantity"]), (100, 100))
			order_api.apply_prices(cart["name"], [], raised=[change["ref"]])
			order.reload()
			self.assertEqual((order.items[0].qty, order.items[0].rate), (100, 1))
			again = order_api.price_changes(cart["name"])["changes"][0]
			self.assertIn("changed since", again["reason"])

	def test_the_lead_time_of_what_is_out_of_stock_becomes_the_expected_date(self) -> None:
		self._known_part("511-STM32F407VGT6", lead_time_days=30)
		for submit in (False, True):
			order = self.order(line("SCTEST-C", "511-STM32F407VGT6", 5), line("SCTEST-R", RESISTOR))
			if submit:
				order.submit()
			cart = order_api.send(order.name)
			wanted = frappe.utils.getdate(frappe.utils.add_days(frappe.utils.today(), 30))
			changes = order_api.price_changes(cart["name"])["changes"]
			self.assertEqual([one["expected"] for one in changes], [wanted.isoformat(), None])
			order_api.apply_prices(cart["name"], [changes[0]["ref"]], dates=1)
			order.reload()
			self.assertEqual([row.expected_delivery_date for row in order.items], [wanted, None])
			self.assertEqual(order.items[0].rate, changes[0]["new_rate"])

	def test_fees_of_a_cart_become_one_charge(self) -> None:
		order = self.usual()
		cart = order_api.send(order.name)
		head = self._tax()["account_head"]
		with self.assertRaisesRegex(ShopError, "no fees"):
			order_api.apply_prices(cart["name"], [], fees_account=head)
		run_in_side_transaction(
			lambda: frappe.db.set_value("Supplier Cart", cart["name"], {"fees": 8, "unknown": ""})
		)
		fees = order_api.price_changes(cart["name"])["fees"]
		self.assertEqual((fees["amount"], fees["amount_before"], fees["account"]), (8, None, ""))
		order_api.apply_prices(cart["name"], self.refs(cart), fees_account=head)
		order.reload()
		self.assertEqual([(row.tax_amount, row.account_head) for row in order.taxes], [(8, head)])
		self.assertAlmostEqual(order.grand_total, order.net_total + 8, places=2)
		self.assertIsNone(order_api.price_changes(cart["name"])["fees"])
		run_in_side_transaction(lambda: frappe.db.set_value("Supplier Cart", cart["name"], "fees", 9))
		self.assertEqual(order_api.price_changes(cart["name"])["fees"]["account"], head)
		order_api.apply_prices(cart["name"], [], fees_account=head)
		order.reload()
		self.assertEqual([row.tax_amount for row in order.taxes], [9])
		order_api.apply_prices(cart["name"], [], fees_account=head)
		run_in_side_transaction(lambda: frappe.db.set_value("Supplier Cart", cart["name"], "fees", 0))
		gone = order_api.price_changes(cart["name"])["fees"]
		self.assertEqual((gone["amount"], gone["amount_before"]), (0, 9))
		order_api.apply_prices(cart["name"], [], fees_account=head)
		order.reload()
		self.assertEqual([row.tax_amount for row in order.taxes], [0])
		self.assertEqual(order.grand_total, order.net_total)
		self.assertIsNone(order_api.price_changes(cart["name"])["fees"])

	def test_an_account_can_have_sure_prices_written_without_asking(self) -> None:
		self.account.apply_prices = 1
		self.account.save()
		order = self.usual()
		cart = order_api.send(order.name)
		self.assertEqual(cart["prices"], {"written": 2, "reason": ""})
		order.reload()
		self.assertEqual([row.rate for row in order.items], [1234.56, 3.05])
		unsure = self.order(line("SCTEST-R", BY_TENS, 3), line("SCTEST-C", CAPACITOR))
		with transactions():
			sending.run_job("SCTEST-token", unsure.name, ACCOUNT, "same", [])
		told = order_api.progress("SCTEST-token")
		self.assertEqual(told["prices"]["written"], 0)
		self.assertIn("2 of 2 lines", told["prices"]["reason"])
		self.assertEqual([row["rate"] for row in self.stored(unsure)["items"]], [1, 1])

	def test_who_hears_that_a_job_is_done_finds_its_prices_in_the_order(self) -> None:
		self.account.update({"apply_prices": 1}).save()
		order = self.usual()
		told: list[tuple[str, bool]] = []
		with (
			transactions(),
			mock.patch.object(
				sending, "_tell", lambda _token, note: told.append((note["state"], frappe.db.commit.called))
			),
		):
			sending.run_job("SCTEST-token", order.name, ACCOUNT, "same", [])
		self.assertEqual(told[-1], ("done", True))

	def test_what_breaks_while_prices_are_written_keeps_the_cart(self) -> None:
		self.account.update({"apply_prices": 1}).save()
		order = self.usual()
		with transactions(), mock.patch.object(sending, "apply_sure_prices", side_effect=KeyError("a hook")):
			cart = order_api.send(order.name)
		self.assertEqual((cart["state"], cart["prices"]["written"]), ("Sent", 0))
		self.assertIn("Error Log", cart["prices"]["reason"])
		self.assertEqual([row["rate"] for row in self.stored(order)["items"]], [1000, 10])

	def test_an_order_that_refuses_its_prices_keeps_its_cart(self) -> None:
		self.account.apply_prices = 1
		self.account.save()
		order = self.usual()
		order.submit()
		frappe.db.set_value("Purchase Order Item", order.items[1].name, "billed_amt", 1_000_000)
		cart = order_api.send(order.name)
		self.assertEqual((cart["state"], cart["prices"]["written"]), ("Sent", 0))
		self.assertIn("billed amount", cart["prices"]["reason"])
		self.assertEqual([row["rate"] for row in self.stored(order)["items"]], [1000, 10])

	def test_price_breaks_are_not_touched(self) -> None:
		part = frappe.get_doc(
			{
				"doctype": "Supplier Part",
				"item": "SCTEST-C",
				"account": ACCOUNT,
				"sku": CAPACITOR,
				"price_breaks": [{"quantity": 1, "price": 9.99, "currency": "USD"}],
			}
		).insert()
		order = self.usual()
		cart = order_api.send(order.name)
		order_api.apply_prices(cart["name"], self.refs(cart))
		part.reload()
		self.assertEqual([row.price for row in part.price_breaks], [9.99])

	def _tax(self) -> dict[str, Any]:
		company = frappe.db.get_value("Company", {}, order_by="creation asc")
		head = frappe.db.get_value(
			"Account", {"company": company, "is_group": 0, "root_type": "Expense"}, order_by="name asc"
		)
		cost_center = frappe.db.get_value("Cost Center", {"company": company, "is_group": 0})
		return {
			"charge_type": "On Net Total",
			"account_head": head,
			"rate": 10,
			"description": "Tax",
			"category": "Total",
			"add_deduct_tax": "Add",
			"cost_center": cost_center,
		}


class TestAccount(OrderApiCase):
	def test_the_connection_test_is_kept_on_the_account(self) -> None:
		self.commit()
		self.addCleanup(self._delete_for_good)
		self.assertEqual(account_api.test_connection(ACCOUNT), {"works": ["cart", "search"], "missing": ""})
		self.commit()
		self.assertEqual(self._state(), "Works")
		self.account.reload()
		self.account.cart_key = "wrong"
		self.account.save()
		self.commit()
		self.assertEqual(self._state(), "Not Tested")
		with self.assertRaisesRegex(ShopError, "Cart API Key"):
			account_api.test_connection(ACCOUNT)
		self.commit()
		self.assertEqual(self._state(), "Failed")

	def _delete_for_good(self) -> None:
		frappe.delete_doc("Supplier Account", ACCOUNT, force=True)
		self.commit()

	def _state(self) -> str:
		return frappe.db.get_value("Supplier Account", ACCOUNT, "connection_state")

	def test_what_can_not_work_is_refused_with_its_field(self) -> None:
		for field, value, words in (
			("connector", "Nobody", "no connector named Nobody"),
			("base_url", "http://api.mouser.com/api", "https://"),
			("proxy_url", "not a url", "proxy URL must look like"),
		):
			bad = frappe.copy_doc(self.account)
			bad.update({"account_name": "SCTEST bad", field: value})
			with self.assertRaisesRegex(frappe.ValidationError, words):
				bad.insert()

	def test_one_default_account_a_supplier(self) -> None:
		self.account.is_default = 1
		self.account.save()
		other = make_account("SCTEST Second", supplier=SUPPLIER, is_default=1).doc
		self.assertEqual(order_api.accounts(self.usual().name)["accounts"][0]["name"], other.name)
		self.account.reload()
		self.assertFalse(self.account.is_default)

	def test_no_key_reaches_the_error_log_or_the_call_log(self) -> None:
		"""Frappe's error log prints the local variables of every frame."""
		order = self.usual()
		self.sandbox.faults.add(Fault(FaultKind.CUT, times=-1))
		try:
			order_api.send(order.name)
		except ShopUnavailableError:
			report = frappe.get_traceback(with_context=True)
		self.assertIn("order_api.send", report)
		self.assertNotIn(CART_KEY, report)
		calls = run_in_side_transaction(
			lambda: frappe.get_all("Connector Call", filters={"account": ACCOUNT}, fields=["*"])
		)
		self.assertEqual([call.error for call in calls], ["connection cut"])
		self.assertNotIn(CART_KEY, frappe.as_json(calls))


class TestCallLog(OrderApiCase):
	def test_old_calls_are_cleared_and_new_ones_stay(self) -> None:
		for days in (1, 100):
			at = datetime.now(timezone.utc) - timedelta(days=days)
			DeskCallLog().record(CallRecord(ACCOUNT, "", "GET", f"/{days}", 200, 1, 1, "", at))
		run_in_side_transaction(lambda: ConnectorCall.clear_old_logs(days=30))
		left = run_in_side_transaction(
			lambda: frappe.get_all("Connector Call", {"account": ACCOUNT}, pluck="path")
		)
		self.assertEqual(left, ["/1"])
