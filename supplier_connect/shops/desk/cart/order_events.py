"""What we do when something happens to a Purchase Order."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import frappe

from supplier_connect.core.desk.clock import naive_utc


def on_trash(doc: Any, method: str | None = None) -> None:
	"""Delete the records of a deleted order's carts: the next order may get its name, and must not get its cart.

	An order that is being sent stays until that has ended.
	"""
	now = naive_utc(datetime.now(timezone.utc))
	ours = {"purchase_order": doc.name}
	if frappe.db.exists("Supplier Cart", {**ours, "state": "Sending", "lease_until": (">", now)}):
		frappe.throw(frappe._("{0} is being sent to its supplier just now.").format(doc.name))
	for name in frappe.get_all("Supplier Cart", filters=ours, pluck="name", order_by="name asc"):
		frappe.delete_doc("Supplier Cart", name, ignore_permissions=True, delete_permanently=True)
