"""What an installed app brings, and what it takes along when it goes."""

from __future__ import annotations

from datetime import datetime, timezone
from unittest import mock

import frappe

from supplier_connect.desk import install
from supplier_connect.desk.grants import DeskGrantStore
from supplier_connect.model.grant import Grant, GrantKey, GrantKind
from supplier_connect.model.secret import Secret
from supplier_connect.tests.site import SiteCase, make_account

DOCTYPES = ("Supplier Account", "Supplier Account Key", "Supplier Cart", "Supplier Part", "Supplier Call")


class TestInstall(SiteCase):
	def test_doctypes_roles_and_workspace_are_there(self) -> None:
		for doctype in DOCTYPES:
			self.assertEqual(frappe.db.get_value("DocType", doctype, "module"), "Supplier Connect")
		for role in ("Supplier Connect Manager", "Supplier Connect Viewer"):
			self.assertTrue(frappe.db.exists("Role", role))
		self.assertTrue(frappe.db.get_value("Workspace", "Supplier Connect", "public"))

	def test_every_workspace_link_leads_somewhere(self) -> None:
		workspace = frappe.get_doc("Workspace", "Supplier Connect")
		for row in (*workspace.links, *workspace.shortcuts):
			if row.link_to:
				self.assertTrue(frappe.db.exists("DocType", row.link_to), row.link_to)

	def test_the_series_of_carts_begins_before_the_first_cart(self) -> None:
		frappe.db.delete("Series", {"name": "SC-CART-"})
		install.after_migrate()
		install.after_migrate()
		rows = frappe.db.sql("select current from `tabSeries` where name = 'SC-CART-'")
		self.assertEqual(rows, ((0,),))

	def test_tokens_have_a_place_of_their_own_among_the_passwords(self) -> None:
		"""A caller who saved a document without a password would be waited for otherwise."""
		install.after_migrate()
		account = make_account("SCTEST Install", search_key="").doc
		account.save()
		key = GrantKey("SCTEST Install", "", GrantKind.APP)
		DeskGrantStore().save(key, Grant(Secret("token"), datetime.now(timezone.utc)))
		self.assertTrue(DeskGrantStore().read(key))

	def test_the_call_log_is_in_the_log_settings(self) -> None:
		frappe.db.delete("Logs To Clear", {"ref_doctype": "Supplier Call"})
		install.after_migrate()
		rows = frappe.get_doc("Log Settings").logs_to_clear
		self.assertEqual([row.days for row in rows if row.ref_doctype == "Supplier Call"], [90])

	def test_a_dry_run_of_uninstalling_takes_no_key(self) -> None:
		account = make_account("SCTEST Install").doc
		install.after_uninstall()
		self.assertEqual(account.get_password("cart_key"), "sandbox-cart-key")

	def test_no_key_stays_behind(self) -> None:
		account = make_account("SCTEST Install").doc
		with (
			mock.patch.object(frappe.db, "exists", return_value=None),
			mock.patch.object(frappe.db, "commit"),
		):
			install.after_uninstall()
		self.assertIsNone(account.get_password("cart_key", raise_exception=False))

	def test_the_map_of_modules_knows_the_app(self) -> None:
		install.before_install()
		self.assertIn("supplier_connect", frappe.local.app_modules)
