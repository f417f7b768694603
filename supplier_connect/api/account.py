"""Whitelisted: Supplier Accounts."""

from dataclasses import replace
from typing import Any

import frappe

from supplier_connect.api.shapes import packings_json
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import as_frappe_errors, translate
from supplier_connect.core.model.errors import SupplierConnectError
from supplier_connect.shops.desk.accounts.accounts import account_of, registry, shop_of
from supplier_connect.shops.desk.accounts.connecting import callback_url, sign_in_of
from supplier_connect.shops.model.account import ShopAccount

# A person waits for the answer: better told at once that the limits are used up.
_PATIENCE = 3.0


@frappe.whitelist()
def connectors() -> list[dict[str, Any]]:
	"""The connectors that an account can have.

	Name, website, keys, whether people sign in there and come back where, packings to prefer, languages it answers in,
	and what its accounts can be used for.
	"""
	frappe.has_permission("Supplier Account", "read", throw=True)
	return [
		{
			"name": kind.name,
			"website": kind.website,
			"keys": [
				{"name": key.name, "label": frappe._(key.label), "hint": translate(key.hint)}
				for key in kind.keys
			],
			"sign_in": kind.sign_in is not None,
			"callback": callback_url() if kind.sign_in else "",
			"packings": packings_json(kind.packings),
			"languages": list(kind.languages),
			"capabilities": sorted(capability.value for capability in kind.capabilities),
		}
		for kind in registry().kinds.values()
	]


@frappe.whitelist(methods=["POST"])
def test_connection(account: str) -> dict[str, Any]:
	"""Try the keys of an account, those of the user where they have their own; changes nothing at the supplier.

	The outcome with the account's own keys is kept on the account.
	"""
	doc = permissions.document("Supplier Account", account)
	if not (doc.has_permission("write") or frappe.has_permission("Purchase Order", "write")):
		raise frappe.PermissionError(
			frappe._("Testing a connection is for those who send orders or set up accounts.")
		)
	known = replace(account_of(doc, frappe.session.user), patience=_PATIENCE)
	with as_frappe_errors():
		try:
			works = shop_of(known).test_connection()
		except SupplierConnectError as error:
			doc.note_connection(known, "Failed", translate(error.message))
			raise
		doc.note_connection(known, "Works", "")
		return {"works": list(works), "missing": _missing(known)}


def _missing(account: ShopAccount) -> str:
	"""What an account that works still lacks before orders can be sent; "" for nothing."""
	if sign_in_of(account) != "none":
		return ""
	return frappe._("To send orders, connect to {0} besides.").format(account.connector)
