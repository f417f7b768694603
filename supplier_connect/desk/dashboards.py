"""What ERPNext's own forms show of us under Connections."""

from __future__ import annotations

from typing import Any

from frappe import _


def purchase_order(data: Any) -> Any:
	"""Supplier Carts on the Purchase Order."""
	return _with_group(data, "Supplier Cart", "purchase_order")


def item(data: Any) -> Any:
	"""Supplier Parts on the Item."""
	return _with_group(data, "Supplier Part", "item")


def supplier(data: Any) -> Any:
	"""Supplier Accounts on the Supplier."""
	return _with_group(data, "Supplier Account", "supplier")


def _with_group(data: Any, doctype: str, fieldname: str) -> Any:
	data.setdefault("non_standard_fieldnames", {})[doctype] = fieldname
	data.setdefault("transactions", []).append({"label": _("Supplier Connect"), "items": [doctype]})
	return data
