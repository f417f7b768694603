"""Keys that are stored, but can't be decrypted any more, as after a restore without the site's encryption key."""

from __future__ import annotations

from unittest import mock

import frappe

from supplier_connect.core.desk.passwords import UnreadablePassword, password_of
from supplier_connect.shops.desk import install
from supplier_connect.shops.desk.accounts.accounts import read_account
from supplier_connect.tests.support.site import SiteCase, make_account

_ACCOUNT = "SCTEST Unreadable"


class TestUnreadable(SiteCase):
	def setUp(self) -> None:
		super().setUp()
		self.doc = make_account(_ACCOUNT).doc

	def lose(self, field: str) -> None:
		frappe.db.sql(
			"update `__Auth` set password = 'gAAAA' where doctype = 'Supplier Account' and name = %s and fieldname = %s",
			(_ACCOUNT, field),
		)

	def refusal(self) -> UnreadablePassword:
		shown = len(frappe.local.message_log)
		with self.assertRaises(UnreadablePassword) as raised:
			read_account(_ACCOUNT, "")
		self.assertEqual(len(frappe.local.message_log), shown)
		return raised.exception

	def test_a_key_that_can_not_be_decrypted_is_named(self) -> None:
		self.lose("cart_key")
		refusal = self.refusal()
		self.assertIn("Cart API Key", str(refusal))
		self.assertIn(_ACCOUNT, str(refusal))
		self.assertEqual(refusal.account, _ACCOUNT)

	def test_no_call_is_made_without_the_proxy_that_can_not_be_decrypted(self) -> None:
		self.doc.update({"proxy_url": "http://proxy.example:3128"})
		self.doc.save()
		frappe.clear_document_cache("Supplier Account", _ACCOUNT)
		self.lose("proxy_url")
		self.assertIn("Proxy", str(self.refusal()))

	def test_a_password_that_was_never_stored_is_none(self) -> None:
		self.assertIsNone(password_of(self.doc, "proxy_url"))

	def test_the_encryption_key_is_made_before_anything_is_stored(self) -> None:
		self.assertEqual(
			frappe.get_hooks("after_install", app_name="supplier_connect"),
			["supplier_connect.shops.desk.install.after_install"],
		)
		with (
			mock.patch.object(install, "get_encryption_key") as made,
			mock.patch.object(install, "after_migrate"),
		):
			install.after_install()
		made.assert_called_once_with()
