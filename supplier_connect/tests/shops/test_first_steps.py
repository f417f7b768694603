"""The first steps of the workspace: complete when done, not when clicked."""

from __future__ import annotations

from typing import Any
from unittest import mock

import frappe
from frappe.handler import execute_cmd

from supplier_connect.shops.desk.workspace.first_steps import DEEDS
from supplier_connect.tests.support.site import SiteCase, make_account, make_item

STEPS = frozenset(DEEDS)
UPDATE = "frappe.desk.desktop.update_onboarding_step"
PAGE = "frappe.desk.desktop.get_desktop_page"


class TestFirstSteps(SiteCase):
	def setUp(self) -> None:
		super().setUp()
		for doctype in {doctype for doctype, _filters in DEEDS.values()}:
			frappe.db.delete(doctype)
		frappe.db.set_value("Onboarding Step", {"name": ("in", list(STEPS))}, "is_complete", 0)

	def complete(self) -> set[str]:
		"""The steps that are complete when somebody looks at the workspace."""
		self.call(PAGE, page='{"name": "Supplier Connect", "title": "Supplier Connect", "public": 1}')
		steps = frappe.get_all("Onboarding Step", {"is_complete": 1}, pluck="name", order_by="name asc")
		return STEPS.intersection(steps)

	def call(self, method: str, **arguments: Any) -> Any:
		"""What a request of the Desk comes to."""
		with (
			mock.patch.object(frappe.local, "form_dict", frappe._dict(arguments)),
			mock.patch.object(frappe.local, "request", frappe._dict(method="POST"), create=True),
		):
			return execute_cmd(method)

	def test_our_steps_are_those_of_the_workspace(self) -> None:
		steps = frappe.get_doc("Module Onboarding", "Supplier Connect").steps
		self.assertEqual({row.step for row in steps}, STEPS)

	def test_a_click_completes_no_step_of_ours(self) -> None:
		for step in STEPS:
			self.call(UPDATE, name=step, field="is_complete", value=1)
		self.assertEqual(self.complete(), set())

	def test_a_click_skips_ours_and_completes_those_of_others(self) -> None:
		self.call(UPDATE, name="Create a Supplier Account", field="is_skipped", value=1)
		self.assertTrue(frappe.db.get_value("Onboarding Step", "Create a Supplier Account", "is_skipped"))
		other = frappe.get_doc({"doctype": "Onboarding Step", "title": "SCTEST Step", "action": "Go to Page"})
		other.update({"path": "List/Item"}).insert(set_name="SCTEST Step")
		self.call(UPDATE, name=other.name, field="is_complete", value=1)
		self.assertTrue(frappe.db.get_value("Onboarding Step", other.name, "is_complete"))

	def test_each_deed_completes_its_step(self) -> None:
		account = make_account("SCTEST Steps").doc
		done = {"Create a Supplier Account"}
		self.assertEqual(self.complete(), done)
		account.db_set("connection_state", "Failed")
		self.assertEqual(self.complete(), done)
		account.db_set("connection_state", "Works")
		done.add("Test the Connection to a Supplier")
		self.assertEqual(self.complete(), done)
		part = {"item": make_item("SCTEST-STEP"), "account": account.name, "sku": "603-A"}
		frappe.get_doc({"doctype": "Supplier Part", **part}).insert()
		done.add("Import a Part by Supplier Lookup")
		self.assertEqual(self.complete(), done)
		account.db_set("resync_enabled", 1)
		done.add("Keep Supplier Parts Fresh")
		self.assertEqual(self.complete(), done)
		cart = frappe.get_doc({"doctype": "Supplier Cart", "account": account.name, "state": "Failed"})
		cart.name = "SCTEST-CART"
		cart.db_insert()
		self.assertEqual(self.complete(), done)
		cart.db_set("state", "Sent")
		self.assertEqual(self.complete(), STEPS)
