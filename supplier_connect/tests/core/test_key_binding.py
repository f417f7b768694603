"""Whoever may change an address gets no keys by it: they stay with the address that they were entered for."""

from __future__ import annotations

from typing import Any

import frappe

from supplier_connect.core.model.errors import NotAuthorised, Unavailable
from supplier_connect.patches import bind_keys_to_address
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.desk.accounts.accounts import read_account, shop_of
from supplier_connect.tests.shops.test_order_api import ACCOUNT, OrderApiCase
from supplier_connect.tests.support.site import CART_KEY, SEARCH_KEY, make_account, make_user

_ALLOW = "supplier_connect_allow_private_hosts"


class TestKeyBinding(OrderApiCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.elsewhere = SandboxServer(limits=Limits(0, 0))
		cls.elsewhere.start()
		cls.addClassCleanup(cls.elsewhere.stop)
		cls.buyer = make_user("sctest-buyer", "Purchase User")

	def setUp(self) -> None:
		super().setUp()
		self.elsewhere.reset()
		self.new_address = f"{self.elsewhere.base_url}/api"

	def change(self, **values: Any) -> None:
		frappe.set_user("Administrator")
		self.account.reload()
		self.account.update(values)
		self.account.save()

	def own_keys(self, **keys: str) -> Any:
		frappe.set_user(self.buyer)
		return frappe.get_doc({"doctype": "Connector Key", "account": ACCOUNT, **keys}).insert()

	def keys(self, user: str = "") -> dict[str, str]:
		return {
			name: key.reveal() for name, key in read_account(ACCOUNT, user).credentials.keys.items() if key
		}

	def works(self) -> tuple[str, ...]:
		"""What works with the keys of the current user."""
		return shop_of(read_account(ACCOUNT, frappe.session.user)).test_connection()

	def test_another_base_url_gets_none_of_the_stored_keys(self) -> None:
		self.change(base_url=self.new_address)
		self.assertEqual(self.keys(), {})
		self.assertFalse(self.account.cart_key)
		self.assertIn("Enter them again", str(frappe.message_log))
		with self.assertRaisesRegex(NotAuthorised, "Cart API Key"):
			self.works()
		self.assertEqual(self.elsewhere.state["calls"], [])

	def test_keys_that_are_entered_with_the_address_are_used_there(self) -> None:
		self.change(base_url=self.new_address, cart_key=CART_KEY)
		self.assertEqual(self.keys(), {"cart_key": CART_KEY})
		self.change(search_key=SEARCH_KEY)
		self.assertEqual(self.works(), ("cart", "search"))

	def test_the_same_address_in_other_words_keeps_the_keys(self) -> None:
		self.change(base_url=f"{self.sandbox.base_url}/api/")
		self.assertEqual(self.keys(), {"cart_key": CART_KEY, "search_key": SEARCH_KEY})
		self.change(currency="EUR")
		self.assertEqual(self.keys(), {"cart_key": CART_KEY, "search_key": SEARCH_KEY})

	def test_another_connector_is_another_address(self) -> None:
		account = make_account("SCTEST real")
		account.doc.update({"connector": "DigiKey"})
		account.doc.save()
		self.assertFalse(account.doc.cart_key)

	def test_nobody_binds_keys_by_a_form(self) -> None:
		self.change(base_url=self.new_address, keys_base_url=self.new_address)
		self.assertEqual(self.keys(), {})

	def test_an_address_that_comes_past_the_form_gets_no_keys_either(self) -> None:
		frappe.db.set_value("Supplier Account", ACCOUNT, "base_url", self.new_address)
		self.assertEqual(self.keys(), {})
		with self.assertRaisesRegex(NotAuthorised, "its Cart API Key was entered for another address"):
			self.works()

	def test_a_users_own_keys_stay_behind_as_well(self) -> None:
		"""Nor are the account's used in their place: nobody is told that it's other keys now."""
		mine = self.own_keys(search_key=SEARCH_KEY, cart_key=CART_KEY)
		self.change(base_url=self.new_address, cart_key=CART_KEY, search_key=SEARCH_KEY)
		self.assertEqual(self.keys(self.buyer), {})
		frappe.set_user(self.buyer)
		with self.assertRaisesRegex(NotAuthorised, "your own Cart API Key was entered for another address"):
			self.works()
		self.assertEqual(self.elsewhere.state["calls"], [])
		mine.reload()
		mine.run_method("onload")
		self.assertTrue(mine.get_onload("keys_are_elsewhere"))
		with self.assertRaisesRegex(frappe.ValidationError, "Enter a key"):
			mine.save()
		mine.reload()
		mine.update({"search_key": SEARCH_KEY, "cart_key": CART_KEY})
		mine.save()
		self.assertEqual(mine.keys_base_url, self.new_address)
		self.assertEqual(self.works(), ("cart", "search"))

	def test_keys_of_sites_from_before_belong_to_the_address_that_there_is(self) -> None:
		mine = self.own_keys(search_key="mine")
		frappe.set_user("Administrator")
		for doctype, name in (("Supplier Account", ACCOUNT), (mine.doctype, mine.name)):
			frappe.db.set_value(doctype, name, "keys_base_url", None)
		self.assertEqual(self.keys(), {})
		bind_keys_to_address.execute()
		self.assertEqual(self.keys(), {"cart_key": CART_KEY, "search_key": SEARCH_KEY})
		self.assertEqual(self.keys(self.buyer)["search_key"], "mine")
		frappe.db.set_value("Supplier Account", ACCOUNT, "base_url", self.new_address)
		bind_keys_to_address.execute()
		self.assertEqual(self.keys(), {})

	def test_an_empty_base_url_is_the_shops_own(self) -> None:
		account = make_account("SCTEST real")
		frappe.db.set_value("Supplier Account", account.doc.name, "keys_base_url", None)
		bind_keys_to_address.execute()
		self.assertEqual(
			frappe.db.get_value("Supplier Account", account.doc.name, "keys_base_url"),
			"https://api.mouser.com/api",
		)


class TestPrivateHosts(OrderApiCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.local.conf[_ALLOW] = 0
		self.addCleanup(frappe.local.conf.update, {_ALLOW: 1})

	def test_a_private_base_url_is_refused_without_leave(self) -> None:
		for url in (
			"http://127.0.0.1:1/api",
			"https://169.254.169.254",
			"https://localhost/api",
			"https://[::1]",
		):
			with self.assertRaisesRegex(frappe.ValidationError, "is a private address"):
				make_account("SCTEST private", base_url=url)

	def test_an_account_that_is_there_is_not_called_without_leave(self) -> None:
		with self.assertRaisesRegex(Unavailable, "is a private address"):
			shop_of(read_account(ACCOUNT, "")).test_connection()
		self.assertEqual(self.sandbox.state["calls"], [])

	def test_nor_is_a_website_of_the_settings(self) -> None:
		settings = frappe.get_doc("Supplier Connect Settings")
		settings.guest_website = self.sandbox.base_url
		self.assertRaisesRegex(frappe.ValidationError, "is a private address", settings.save)
