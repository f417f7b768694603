"""Take what only managers may read out of the stored changes of Supplier Accounts, which their timeline shows to all."""

from __future__ import annotations

import json

import frappe

_ACCOUNT = "Supplier Account"


def execute() -> None:
	"""Rewrite the changes, and delete those of which nothing is left."""
	fields = frappe.get_meta(_ACCOUNT).get("fields", {"permlevel": (">", 0)})
	hidden = {field.fieldname for field in fields}
	rows = frappe.get_all("Version", {"ref_doctype": _ACCOUNT}, ["name", "data"], order_by="name asc")
	for row in rows:
		data = json.loads(row.data or "{}")
		shown = [change for change in data.get("changed") or [] if change[0] not in hidden]
		if len(shown) == len(data.get("changed") or []):
			continue
		data["changed"] = shown
		if any(data.get(kind) for kind in ("changed", "added", "removed", "row_changed")):
			frappe.db.set_value(
				"Version", row.name, "data", frappe.as_json(data, indent=None), update_modified=False
			)
		else:
			frappe.delete_doc("Version", row.name, ignore_permissions=True, delete_permanently=True)
