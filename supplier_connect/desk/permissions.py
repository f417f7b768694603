"""Who may see what, beyond the roles of the DocTypes: records are seen by those who may read what they are about."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.db_query import DatabaseQuery

# These look at all records, whether or not they may see what those are about.
_SEE_ALL = frozenset({"Supplier Connect Manager", "Supplier Connect Viewer", "System Manager"})
_NOTHING = "1 = 0"
# What a record is about: its field and the DocType that is linked there.
_CART = ("Supplier Cart", "purchase_order", "Purchase Order")
_MATCH = ("Supplier Match", "item", "Item")
_BOM_COST = ("Supplier BOM Cost", "item", "Item")
_ALERT = ("Supplier Alert", "item", "Item")
_HISTORY = ("Supplier Part History", "item", "Item")
_PART_OF_HISTORY = ("Supplier Part History", "part", "Supplier Part")
_CALL = ("Supplier Call", "account", "Supplier Account")
_USAGE = ("Supplier Usage", "account", "Supplier Account")
_RESYNC = ("Supplier Resync", "account", "Supplier Account")


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


def supplier_bom_cost(
	doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Hook: a Supplier BOM Cost is seen by those who may read the Item that the BOM makes."""
	return _sees(_BOM_COST, doc, user)


def supplier_bom_cost_query(user: str | None = None) -> str:
	"""Hook: lists show the costs of the BOMs of Items that the user may read, and no others."""
	return _query(_BOM_COST, user)


def supplier_alert(doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""Hook: a Supplier Alert is seen by those who may read its Item."""
	return _sees(_ALERT, doc, user)


def supplier_alert_query(user: str | None = None) -> str:
	"""Hook: lists show the alerts of Items that the user may read, and no others."""
	return _query(_ALERT, user)


def supplier_part_history(
	doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Hook: the history of a Supplier Part is seen by those who may read its Item, and the part itself."""
	return _sees(_HISTORY, doc, user) and _reads_what(_PART_OF_HISTORY, doc, user)


def supplier_part_history_query(user: str | None = None) -> str:
	"""Hook: lists show the history of parts and Items that the user may read, and no others."""
	return " and ".join(filter(None, (_query(_HISTORY, user), _within(_PART_OF_HISTORY, user))))


def of_account(doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""Hook: calls, usage and resyncs are seen by those who may read their account."""
	return _reads("Supplier Account", doc.get("account"), user or frappe.session.user)


def supplier_call_query(user: str | None = None) -> str:
	"""Hook: lists show the calls of accounts that the user may read, and no others."""
	return _within(_CALL, user)


def supplier_usage_query(user: str | None = None) -> str:
	"""Hook: lists show the usage of accounts that the user may read, and no others."""
	return _within(_USAGE, user)


def supplier_resync_query(user: str | None = None) -> str:
	"""Hook: lists show the resyncs of accounts that the user may read, and no others."""
	return _within(_RESYNC, user)


def limit_of(doctype: str, user: str | None = None) -> str:
	"""The condition on the documents of a kind that the user may read; "" where it is all of them."""
	user = user or frappe.session.user
	if not frappe.has_permission(doctype, "read", user=user):
		return _NOTHING
	return DatabaseQuery(doctype, user=user).build_match_conditions() or ""


def check_cart_of(order: str) -> None:
	"""Raise `frappe.PermissionError` unless the user may see the carts of a Purchase Order."""
	frappe.has_permission("Supplier Cart", "read", throw=True)
	if not _sees_those_of("Purchase Order", order, frappe.session.user):
		raise frappe.PermissionError(frappe._("You have no permission to read {0}.").format(order))


def _sees(about: tuple[str, str, str], doc: Any, user: str | None) -> bool:
	user = user or frappe.session.user
	return _sees_all(user) or _reads_what(about, doc, user)


def _sees_those_of(doctype: str, name: str | None, user: str) -> bool:
	return _sees_all(user) or _reads(doctype, name, user)


def _sees_all(user: str) -> bool:
	return user == "Administrator" or bool(_SEE_ALL.intersection(frappe.get_roles(user)))


def _reads_what(about: tuple[str, str, str], doc: Any, user: str | None) -> bool:
	_doctype, field, linked = about
	return _reads(linked, doc.get(field), user or frappe.session.user)


def _reads(doctype: str, name: str | None, user: str) -> bool:
	if not name or not frappe.db.exists(doctype, name):
		return True
	return bool(frappe.has_permission(doctype, "read", doc=name, user=user))


def _query(about: tuple[str, str, str], user: str | None) -> str:
	return "" if _sees_all(user or frappe.session.user) else _within(about, user)


def _within(about: tuple[str, str, str], user: str | None) -> str:
	doctype, field, linked = about
	limit = limit_of(linked, user)
	if not limit or limit == _NOTHING:
		return limit
	# The condition is Frappe's own, with its values escaped.
	readable = f"select `tab{linked}`.name from `tab{linked}` where {limit}"  # noqa: S608  # nosemgrep
	return f"`tab{doctype}`.{field} in ({readable})"
