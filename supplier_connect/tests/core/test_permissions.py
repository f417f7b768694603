"""Who may send, who may look, and who sees keys: tried as real users with few roles."""

from __future__ import annotations

from typing import Any

import frappe

from supplier_connect.api import account as account_api
from supplier_connect.api import order as order_api
from supplier_connect.core.desk.errors import ShopError
from supplier_connect.shops.desk.accounts.accounts import read_account
from supplier_connect.tests.shops.test_order_api import ACCOUNT, RESISTOR, OrderApiCase, line
from supplier_connect.tests.support.site import make_user


class TestPermissions(OrderApiCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.buyer = make_user("sctest-buyer", "Purchase User")
		cls.other_buyer = make_user("sctest-other", "Purchase User")
		cls.viewer = make_user("sctest-viewer", "Supplier Connect Viewer")
		cls.stock_user = make_user("sctest-stock", "Stock User")
		cls.manager = make_user("sctest-manager", "Supplier Connect Manager")

	def setUp(self) -> None:
		super().setUp()
		self.po = self.order(line("SCTEST-R", RESISTOR))

	def own_keys(self, user: str, **keys: str) -> Any:
		"""Keys of a user's own on the account."""
		frappe.set_user(user)
		return frappe.get_doc({"doctype": "Connector Key", "account": ACCOUNT, **keys}).insert()

	def test_a_buyer_walks_the_whole_way(self) -> None:
		frappe.set_user(self.buyer)
		self.assertTrue(order_api.accounts(self.po.name)["may_send"])
		self.assertEqual(order_api.preflight(self.po.name)["findings"], [])
		cart = order_api.send(self.po.name)
		self.assertEqual(cart["user"], self.buyer)
		self.assertEqual(order_api.cart(cart["name"])["state"], "Sent")
		order_api.price_changes(cart["name"])
		self.assertEqual(len(order_api.apply_prices(cart["name"], [self.po.items[0].name])["changed"]), 1)

	def test_who_may_not_change_the_order_may_not_send_it(self) -> None:
		for user in (self.viewer, self.stock_user, "Guest"):
			for call in (order_api.send, order_api.enqueue_send):
				frappe.set_user(user)
				self.assertRaises(frappe.PermissionError, call, self.po.name)
		self.assertEqual(self.sandbox.state["calls"], [])

	def test_who_may_not_read_the_order_learns_nothing_of_it(self) -> None:
		cart = order_api.send(self.po.name)
		frappe.set_user(self.stock_user)
		for call in (order_api.accounts, order_api.preflight, order_api.carts):
			if not frappe.has_permission("Purchase Order", "read", doc=self.po.name):
				self.assertRaises(frappe.PermissionError, call, self.po.name)
		self.assertRaises(frappe.PermissionError, order_api.apply_prices, cart["name"], [])

	def test_a_viewer_looks_and_does_nothing_else(self) -> None:
		cart = order_api.send(self.po.name)
		frappe.set_user(self.viewer)
		self.assertEqual(order_api.cart(cart["name"])["name"], cart["name"])
		self.assertTrue(frappe.has_permission("Connector Call", "read"))
		self.assertFalse(frappe.has_permission("Supplier Cart", "delete"))
		self.assertFalse(frappe.has_permission("Supplier Account", "write"))
		self.assertRaises(frappe.PermissionError, order_api.apply_prices, cart["name"], [])

	def test_lists_show_the_carts_of_readable_orders_only(self) -> None:
		cart = order_api.send(self.po.name)
		self.commit()
		self.addCleanup(self._delete_for_good)
		frappe.set_user(self.buyer)
		self.assertIn(cart["name"], frappe.get_list("Supplier Cart", pluck="name"))
		frappe.set_user("Administrator")
		frappe.permissions.add_user_permission("Purchase Order", self._other_order(), self.buyer)
		frappe.set_user(self.buyer)
		self.assertNotIn(cart["name"], frappe.get_list("Supplier Cart", pluck="name"))
		frappe.set_user(self.stock_user)
		self.assertRaises(frappe.PermissionError, order_api.carts, self.po.name)
		self.assertRaises(frappe.PermissionError, order_api.price_changes, cart["name"])

	def _other_order(self) -> str:
		return self.order(line("SCTEST-R", RESISTOR)).name

	def _delete_for_good(self) -> None:
		frappe.set_user("Administrator")
		self.po.reload()
		self.po.delete(force=True)
		frappe.delete_doc("Supplier Account", ACCOUNT, force=True)
		self.commit()

	def test_the_link_to_a_cart_is_for_those_who_may_change_the_order(self) -> None:
		cart = order_api.send(self.po.name)
		self.assertTrue(order_api.cart(cart["name"])["cart_url"])
		frappe.set_user(self.viewer)
		self.assertEqual(order_api.cart(cart["name"])["cart_url"], "")

	def test_nobody_writes_a_cart_by_hand(self) -> None:
		for user in (self.buyer, self.viewer, self.manager):
			frappe.set_user(user)
			for right in ("create", "write"):
				self.assertFalse(frappe.has_permission("Supplier Cart", right))
				self.assertFalse(frappe.has_permission("Connector Call", right))

	def test_keys_are_for_those_who_set_up_accounts(self) -> None:
		for user, sees in ((self.buyer, False), (self.viewer, False), (self.manager, True)):
			frappe.set_user(user)
			doc = frappe.get_doc("Supplier Account", ACCOUNT)
			doc.apply_fieldlevel_read_permissions()
			self.assertEqual(bool(doc.get("base_url")), sees)
			self.assertEqual(bool(doc.get("cart_key")), sees)
			self.assertNotIn("sandbox-cart-key", frappe.as_json(doc.as_dict()))

	def test_a_buyer_may_test_an_account_but_not_change_it(self) -> None:
		frappe.set_user(self.buyer)
		doc = frappe.get_doc("Supplier Account", ACCOUNT)
		self.assertRaises(frappe.PermissionError, doc.save)
		self.own_keys(self.buyer, cart_key="sandbox-cart-key")
		self.assertEqual(account_api.test_connection(ACCOUNT)["works"], ["cart", "search"])

	def test_a_viewer_spends_no_calls(self) -> None:
		frappe.set_user(self.viewer)
		self.assertRaises(frappe.PermissionError, account_api.test_connection, ACCOUNT)
		self.assertEqual(self.sandbox.state["calls"], [])

	def test_own_keys_without_a_key_are_refused(self) -> None:
		with self.assertRaisesRegex(frappe.ValidationError, "Enter a key"):
			self.own_keys(self.buyer)

	def test_a_users_own_keys_are_used_for_what_they_start_and_nothing_else(self) -> None:
		self.own_keys(self.buyer, cart_key="of-the-buyer")
		self.assertTrue(order_api.accounts(self.po.name)["accounts"][0]["own_keys"])
		with self.assertRaisesRegex(ShopError, "Cart API Key"):
			order_api.send(self.po.name)
		frappe.set_user(self.other_buyer)
		self.assertFalse(order_api.accounts(self.po.name)["accounts"][0]["own_keys"])
		self.assertEqual(order_api.send(self.po.name)["state"], "Sent")

	def test_missing_own_keys_fall_back_to_the_accounts(self) -> None:
		self.own_keys(self.buyer, search_key="mine")
		account = read_account(ACCOUNT, self.buyer)
		self.assertEqual(account.credentials.owner, self.buyer)
		self.assertEqual(account.credentials.keys["search_key"].reveal(), "mine")
		self.assertEqual(account.credentials.keys["cart_key"].reveal(), "sandbox-cart-key")

	def test_own_keys_are_seen_and_changed_by_their_user_only(self) -> None:
		mine = self.own_keys(self.buyer, cart_key="of-the-buyer")
		self.assertEqual(mine.user, self.buyer)
		frappe.set_user(self.other_buyer)
		self.assertFalse(frappe.has_permission("Connector Key", "read", doc=mine))
		self.assertEqual(frappe.get_list("Connector Key", pluck="name"), [])
		frappe.set_user("Administrator")
		mine.reload()
		mine.cart_key = "another"
		self.assertRaises(frappe.PermissionError, mine.save)

	def test_nobody_enters_keys_for_somebody_else(self) -> None:
		frappe.set_user(self.other_buyer)
		doc = frappe.get_doc(
			{"doctype": "Connector Key", "account": ACCOUNT, "user": self.buyer, "cart_key": "x"}
		).insert()
		self.assertEqual(doc.user, self.other_buyer)

	def test_changes_are_post_only_and_everything_needs_a_login(self) -> None:
		for function in (
			order_api.send,
			order_api.enqueue_send,
			order_api.apply_prices,
			account_api.test_connection,
		):
			self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[function], ["POST"])
		for function in (order_api.send, order_api.preflight, order_api.cart, order_api.progress):
			self.assertIn(function, frappe.whitelisted)
			self.assertNotIn(function, frappe.guest_methods)
