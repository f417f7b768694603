"""Frappe's methods around the first steps of a workspace, for which ours count when they were done."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.desk import desktop

from supplier_connect.shops.desk.workspace import first_steps

_WORKSPACE = "Supplier Connect"


@frappe.whitelist()
def get_desktop_page(page: str) -> dict[str, Any]:
	"""What a workspace shows, in Frappe's words; before ours is shown, its steps are looked after."""
	if frappe.parse_json(page).get("name") == _WORKSPACE:
		first_steps.mark()
	return desktop.get_desktop_page(page)


@frappe.whitelist(methods=["POST"])
def update_onboarding_step(name: str, field: str, value: Any) -> None:
	"""Note what was clicked on a step; of ours, a click completes none, but skips it as it does others."""
	if name in first_steps.DEEDS and field == "is_complete":
		first_steps.mark()
	else:
		desktop.update_onboarding_step(name, field, value)
