"""What an installed app brings, and what it takes along when it goes."""

from __future__ import annotations

from datetime import datetime, timezone
from unittest import mock

import frappe

from supplier_connect.core.desk.tokens import DeskTokenStore
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token, TokenKey, TokenKind
from supplier_connect.shops.desk import install
from supplier_connect.tests.support.site import SiteCase, make_account, make_item, make_user

DOCTYPES = (
	"Supplier Account",
	"Connector Key",
	"Supplier Cart",
	"Supplier Part",
	"Connector Call",
	"Supplier Match",
	"Supplier Lookup Preference",
	"Supplier Resync",
	"Supplier Part History",
	"Supplier Alert",
	"Supplier Alert Subscription",
	"Supplier BOM Cost",
	"Connector Usage",
	"Connector Cached Response",
)
FIELDS = {"supplier_connect_section", "supplier_connect_parameters", "supplier_connect_datasheet"}
SETTINGS = "Supplier Connect Settings"


def item_fields() -> set[str]:
	"""Our fields on the Item, as they are stored."""
	ours = {"dt": "Item", "fieldname": ("like", "supplier_connect_%")}
	return set(frappe.get_all("Custom Field", filters=ours, pluck="fieldname", order_by="name asc"))


class TestInstall(SiteCase):
	def test_doctypes_roles_and_workspace_are_there(self) -> None:
		for doctype in DOCTYPES:
			self.assertEqual(frappe.db.get_value("DocType", doctype, "module"), "Supplier Connect")
		for role in ("Supplier Connect Manager", "Supplier Connect Viewer"):
			self.assertTrue(frappe.db.exists("Role", role))
		self.assertTrue(frappe.db.get_value("Workspace", "Supplier Connect", "public"))

	def test_every_workspace_link_leads_somewhere(self) -> None:
		workspace = frappe.get_doc("Workspace", "Supplier Connect")
		led_to = [(row.link_type, row.link_to) for row in workspace.links]
		led_to += [(row.type, row.link_to) for row in workspace.shortcuts]
		led_to += [("Number Card", row.number_card_name) for row in workspace.number_cards]
		led_to += [("Dashboard Chart", row.chart_name) for row in workspace.charts]
		for kind, name in led_to:
			if name:
				self.assertTrue(frappe.db.exists(kind, name), f"{kind} {name}")
		self.assertGreater(len(led_to), 20)

	def test_an_older_site_has_the_workspace_as_it_is_now(self) -> None:
		"""Frappe reads a workspace anew only where its file says that it was modified."""
		path = frappe.get_app_path("supplier_connect", "supplier_connect", "workspace", "supplier_connect")
		shipped = frappe.get_file_json(f"{path}/supplier_connect.json")
		stored = frappe.get_doc("Workspace", "Supplier Connect")
		self.assertEqual(
			[(row.label, row.link_to) for row in stored.links],
			[(row["label"], row.get("link_to")) for row in shipped["links"]],
		)

	def test_our_series_begin_before_the_first_name(self) -> None:
		ours = ("SC-CART-", "SC-MATCH-")
		frappe.db.delete("Series", {"name": ("in", ours)})
		install.after_migrate()
		install.after_migrate()
		rows = frappe.db.sql("select name, current from `tabSeries` where name in %s order by name", (ours,))
		self.assertEqual(rows, tuple((name, 0) for name in ours))

	def test_the_item_gets_its_fields_once(self) -> None:
		before = frappe.get_all("Custom Field", {"dt": "Item"}, ["name", "modified"], order_by="name asc")
		install.after_migrate()
		after = frappe.get_all("Custom Field", {"dt": "Item"}, ["name", "modified"], order_by="name asc")
		self.assertEqual(after, before)
		self.assertEqual(item_fields(), FIELDS)
		self.assertEqual(
			frappe.get_meta("Item").get_field("supplier_connect_parameters").options, "Item Parameter"
		)

	def test_settings_that_came_later_begin_with_their_defaults(self) -> None:
		names = ("top_n", "use_item_groups")
		frappe.db.delete("Singles", {"doctype": SETTINGS, "field": ("in", names)})
		frappe.db.set_single_value(SETTINGS, "max_candidates", 0)
		install.after_migrate()
		stored = frappe.db.get_singles_dict(SETTINGS)
		self.assertEqual([str(stored[name]) for name in (*names, "max_candidates")], ["10", "1", "0"])

	def test_tokens_have_a_place_of_their_own_among_the_passwords(self) -> None:
		"""A caller who saved a document without a password would be waited for otherwise."""
		install.after_migrate()
		account = make_account("SCTEST Install", search_key="").doc
		account.save()
		key = TokenKey("SCTEST Install", "", TokenKind.APP)
		DeskTokenStore().save(key, Token(Secret("token"), datetime.now(timezone.utc)))
		self.assertTrue(DeskTokenStore().read(key))

	def test_the_call_log_is_in_the_log_settings(self) -> None:
		frappe.db.delete("Logs To Clear", {"ref_doctype": "Connector Call"})
		install.after_migrate()
		rows = frappe.get_doc("Log Settings").logs_to_clear
		self.assertEqual([row.days for row in rows if row.ref_doctype == "Connector Call"], [90])

	def test_a_dry_run_of_uninstalling_takes_nothing(self) -> None:
		account = make_account("SCTEST Install").doc
		install.after_uninstall()
		self.assertEqual(account.get_password("cart_key"), "sandbox-cart-key")
		self.assertEqual(item_fields(), FIELDS)

	def test_no_key_no_field_and_no_first_step_stays_behind(self) -> None:
		self.addCleanup(frappe.clear_cache, doctype="Item")
		account = make_account("SCTEST Install").doc
		with (
			mock.patch.object(frappe.db, "exists", return_value=None),
			mock.patch.object(frappe.db, "commit"),
		):
			install.after_uninstall()
		self.assertIsNone(account.get_password("cart_key", raise_exception=False))
		self.assertEqual(item_fields(), set())
		steps = frappe.get_all("Onboarding Step", {"title": ("like", "%Supplier%")}, pluck="name")
		self.assertNotIn("Keep Supplier Parts Fresh", steps)
		self.assertNotIn("Create a Supplier Account", steps)

	def test_who_was_limited_to_an_account_can_still_work(self) -> None:
		"""Frappe asks for the DocType of every limit that a user has."""
		self.addCleanup(frappe.clear_cache, doctype="Item")
		buyer = make_user("sctest-buyer", "Purchase User")
		account, item = make_account("SCTEST Install").doc, make_item("SCTEST-R")
		frappe.permissions.add_user_permission("Supplier Account", account.name, buyer)
		frappe.permissions.add_user_permission("Item", item, buyer, applicable_for="Supplier Part")
		frappe.permissions.add_user_permission("Item", item, buyer, applicable_for="BOM")
		with (
			mock.patch.object(frappe.db, "exists", return_value=None),
			mock.patch.object(frappe.db, "commit"),
		):
			install.after_uninstall()
		(left,) = frappe.get_all("User Permission", {"user": buyer}, ["allow", "applicable_for"])
		self.assertEqual((left.allow, left.applicable_for), ("Item", "BOM"))

	def test_the_map_of_modules_knows_the_app(self) -> None:
		install.before_install()
		self.assertIn("supplier_connect", frappe.local.app_modules)
