"""What ERPNext's own forms show of us under Connections."""

from __future__ import annotations

from typing import Any

from frappe import _


def purchase_order(data: Any) -> Any:
	"""Supplier Carts on the Purchase Order."""
	return _with_group(data, "purchase_order", "Supplier Cart")


def item(data: Any) -> Any:
	"""Supplier Parts and lookups on the Item."""
	return _with_group(data, "item", "Supplier Part", "Supplier Match")


def bom(data: Any) -> Any:
	"""What it cost on the BOM."""
	return _with_group(data, "bom", "Supplier BOM Cost")


def supplier(data: Any) -> Any:
	"""Supplier Accounts on the Supplier."""
	return _with_group(data, "supplier", "Supplier Account")


def _with_group(data: Any, fieldname: str, *doctypes: str) -> Any:
	fieldnames = data.setdefault("non_standard_fieldnames", {})
	fieldnames.update(dict.fromkeys(doctypes, fieldname))
	data.setdefault("transactions", []).append({"label": _("Supplier Connect"), "items": list(doctypes)})
	return data
