"""Keys go to the address that they were entered for, and to no other: who may change an address doesn't get keys by it."""

from __future__ import annotations

from typing import Any

import frappe

from supplier_connect.shops.connectors.protocols import ShopKind

# The address in the documents that hold keys. It is never taken from a form.
_FIELD = "keys_base_url"


def address_of(account: Any, kind: ShopKind | None) -> str:
	"""Where the calls of a Supplier Account document go: its Base URL, else the shop's own; "" for none known."""
	return account.base_url or (kind.base_url if kind else "")


def bind(doc: Any, address: str) -> bool:
	"""Bind the keys of a document that is about to be saved to an address; whether some were forgotten.

	Forgotten are those that were entered for another address, and not anew now.
	"""
	stored = None if doc.is_new() else frappe.db.get_value(doc.doctype, doc.name, _FIELD)
	forgotten = [] if doc.is_new() or stored == address else _entered_before(doc)
	doc.update({**dict.fromkeys(forgotten, ""), _FIELD: address})
	return bool(forgotten)


def are_elsewhere(doc: Any, address: str) -> bool:
	"""Whether a document holds keys that were entered for another address."""
	return doc.get(_FIELD) != address and bool(_entered_before(doc))


def _entered_before(doc: Any) -> list[str]:
	"""The keys that a document has stored, by the names of their fields: a user may have all there are."""
	fields = frappe.get_meta("Connector Key").get("fields", {"fieldtype": "Password"})
	names = [field.fieldname for field in fields if doc.get(field.fieldname)]
	return [name for name in names if doc.is_dummy_password(doc.get(name))]
