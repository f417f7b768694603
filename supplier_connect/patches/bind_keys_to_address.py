"""Keys that were stored before they belonged to an address belong to the one that their account has now."""

from __future__ import annotations

import frappe

from supplier_connect.shops.desk.accounts.accounts import registry
from supplier_connect.shops.desk.accounts.key_binding import address_of


def execute() -> None:
	"""Bind them; what is bound already stays."""
	kinds = registry().kinds
	fields = ["name", "connector", "base_url"]
	for account in frappe.get_all("Supplier Account", fields=fields, order_by="name asc"):
		address = address_of(account, kinds.get(account.connector))
		_bind("Supplier Account", {"name": account.name}, address)
		_bind("Connector Key", {"account": account.name}, address)


def _bind(doctype: str, filters: dict[str, str], address: str) -> None:
	unbound = {**filters, "keys_base_url": ("is", "not set")}
	for name in frappe.get_all(doctype, filters=unbound, pluck="name", order_by="name asc"):
		frappe.db.set_value(doctype, name, "keys_base_url", address, update_modified=False)
