"""Who may see what, beyond the roles of the DocTypes."""

from __future__ import annotations

from typing import Any

import frappe

# These look at all transfers, whether or not they may see the orders.
_SEE_ALL = frozenset({"Supplier Connect Manager", "Supplier Connect Viewer", "System Manager"})


def supplier_cart(doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""A Supplier Cart is seen by those who may read its Purchase Order."""
	user = user or frappe.session.user
	if user == "Administrator" or _SEE_ALL.intersection(frappe.get_roles(user)):
		return True
	order = doc.get("purchase_order")
	if not order or not frappe.db.exists("Purchase Order", order):
		return True
	return bool(frappe.has_permission("Purchase Order", "read", doc=order, user=user))
