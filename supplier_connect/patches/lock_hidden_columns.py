"""Encrypt what lists could be filtered by without being read: cart links and keys, and the orders of alerts."""

from __future__ import annotations

import frappe

from supplier_connect.core.desk.locked_columns import lock

# How all that Fernet has encrypted begins.
_LOCKED = "gAAAAA"
_COLUMNS = {"Supplier Cart": ("cart_url", "cart_key"), "Supplier Alert": ("orders",)}


def execute() -> None:
	"""Encrypt what isn't yet, and take the orders out of the alerts' sentences."""
	for doctype, columns in _COLUMNS.items():
		_lock(doctype, columns)


def _lock(doctype: str, columns: tuple[str, ...]) -> None:
	rows = frappe.get_all(doctype, fields=["name", *columns], order_by="name asc", limit_page_length=0)
	for row in rows:
		found = {
			column: row[column] for column in columns if row[column] and not row[column].startswith(_LOCKED)
		}
		if not found:
			continue
		values = {column: lock(text) for column, text in found.items()}
		if "orders" in found:
			named = ", ".join(found["orders"].splitlines())
			message = frappe.db.get_value(doctype, row.name, "message") or ""
			values["message"] = message.replace(named, frappe._("open orders"))
		frappe.db.set_value(doctype, row.name, values, update_modified=False)
