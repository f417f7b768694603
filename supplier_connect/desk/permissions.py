"""Who may see what, beyond the roles of the DocTypes: records are seen by those who may read what they are about."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.db_query import DatabaseQuery

# These look at all records, whether or not they may see what those are about.
_SEE_ALL = frozenset({"Supplier Connect Manager", "Supplier Connect Viewer", "System Manager"})
# What a record is about: its field and the DocType that is linked there.
_CART = ("Supplier Cart", "purchase_order", "Purchase Order")
_MATCH = ("Supplier Match", "item", "Item")
_ALERT = ("Supplier Alert", "item", "Item")
_HISTORY = ("Supplier Part History", "item", "Item")


def supplier_cart(doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""Hook: a Supplier Cart is seen by those who may read its Purchase Order."""
	return _sees(_CART, doc, user)


def supplier_cart_query(user: str | None = None) -> str:
	"""Hook: lists show the carts of orders that the user may read, and no others."""
	return _query(_CART, user)


def supplier_match(doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""Hook: a Supplier Match is seen by those who may read its Item."""
	return _sees(_MATCH, doc, user)


def supplier_match_query(user: str | None = None) -> str:
	"""Hook: lists show the lookups of Items that the user may read, and no others."""
	return _query(_MATCH, user)


def supplier_alert(doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""Hook: a Supplier Alert is seen by those who may read its Item."""
	return _sees(_ALERT, doc, user)


def supplier_alert_query(user: str | None = None) -> str:
	"""Hook: lists show the alerts of Items that the user may read, and no others."""
	return _query(_ALERT, user)


def supplier_part_history(
	doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Hook: the history of a Supplier Part is seen by those who may read its Item."""
	return _sees(_HISTORY, doc, user)


def supplier_part_history_query(user: str | None = None) -> str:
	"""Hook: lists show the history of Items that the user may read, and no others."""
	return _query(_HISTORY, user)


def check_cart_of(order: str) -> None:
	"""Raise `frappe.PermissionError` unless the user may see the carts of a Purchase Order."""
	frappe.has_permission("Supplier Cart", "read", throw=True)
	if not _sees_those_of("Purchase Order", order, frappe.session.user):
		raise frappe.PermissionError(frappe._("You have no permission to read {0}.").format(order))


def _sees(about: tuple[str, str, str], doc: Any, user: str | None) -> bool:
	_doctype, field, linked = about
	return _sees_those_of(linked, doc.get(field), user or frappe.session.user)


def _sees_those_of(doctype: str, name: str | None, user: str) -> bool:
	if user == "Administrator" or _SEE_ALL.intersection(frappe.get_roles(user)):
		return True
	if not name or not frappe.db.exists(doctype, name):
		return True
	return bool(frappe.has_permission(doctype, "read", doc=name, user=user))


def _query(about: tuple[str, str, str], user: str | None) -> str:
	doctype, field, linked = about
	user = user or frappe.session.user
	if user == "Administrator" or _SEE_ALL.intersection(frappe.get_roles(user)):
		return ""
	if not frappe.has_permission(linked, "read", user=user):
		return "1 = 0"
	limit = DatabaseQuery(linked, user=user).build_match_conditions()
	if not limit:
		return ""
	# The condition is Frappe's own, with its values escaped.
	readable = f"select `tab{linked}`.name from `tab{linked}` where {limit}"  # noqa: S608  # nosemgrep
	return f"`tab{doctype}`.{field} in ({readable})"
