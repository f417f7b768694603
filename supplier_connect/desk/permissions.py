"""Who may see what, beyond the roles of the DocTypes."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.db_query import DatabaseQuery

# These look at all transfers, whether or not they may see the orders.
_SEE_ALL = frozenset({"Supplier Connect Manager", "Supplier Connect Viewer", "System Manager"})


def supplier_cart(doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""Hook: a Supplier Cart is seen by those who may read its Purchase Order."""
	return _sees_cart_of(doc.get("purchase_order"), user or frappe.session.user)


def supplier_cart_query(user: str | None = None) -> str:
	"""Hook: lists show the carts of orders that the user may read, and no others."""
	user = user or frappe.session.user
	if user == "Administrator" or _SEE_ALL.intersection(frappe.get_roles(user)):
		return ""
	if not frappe.has_permission("Purchase Order", "read", user=user):
		return "1 = 0"
	limit = DatabaseQuery("Purchase Order", user=user).build_match_conditions()
	if not limit:
		return ""
	# The condition is Frappe's own, with its values escaped.
	readable = f"select `tabPurchase Order`.name from `tabPurchase Order` where {limit}"  # noqa: S608  # nosemgrep
	return f"`tabSupplier Cart`.purchase_order in ({readable})"


def check_cart_of(order: str) -> None:
	"""Raise `frappe.PermissionError` unless the user may see the carts of a Purchase Order."""
	frappe.has_permission("Supplier Cart", "read", throw=True)
	if not _sees_cart_of(order, frappe.session.user):
		raise frappe.PermissionError(frappe._("You have no permission to read {0}.").format(order))


def _sees_cart_of(order: str | None, user: str) -> bool:
	if user == "Administrator" or _SEE_ALL.intersection(frappe.get_roles(user)):
		return True
	if not order or not frappe.db.exists("Purchase Order", order):
		return True
	return bool(frappe.has_permission("Purchase Order", "read", doc=order, user=user))
