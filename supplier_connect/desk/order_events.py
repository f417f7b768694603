"""What we do when something happens to a Purchase Order."""

from __future__ import annotations

from typing import Any

import frappe


def on_trash(doc: Any, method: str | None = None) -> None:
	"""Delete the records of a deleted order's carts: the next order may get its name, and must not get its cart."""
	for name in frappe.get_all(
		"Supplier Cart", filters={"purchase_order": doc.name}, pluck="name", order_by="name asc"
	):
		frappe.delete_doc("Supplier Cart", name, ignore_permissions=True, delete_permanently=True)
