"""Whitelisted: Supplier Accounts."""

from __future__ import annotations

from dataclasses import replace

import frappe

from supplier_connect.api.endpoint import endpoint
from supplier_connect.api.results import Result, Text
from supplier_connect.api.results.offers import PackingResult, packings_of
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import translate
from supplier_connect.core.model.errors import SupplierConnectError
from supplier_connect.shops.desk.accounts.accounts import account_of, registry, shop_of
from supplier_connect.shops.desk.accounts.connecting import callback_url, sign_in_of
from supplier_connect.shops.model.account import ShopAccount

# A person waits for the answer: better told at once that the limits are used up.
_PATIENCE = 3.0


class KeyResult(Result):
	"""A key that a connector's accounts need, and where it comes from."""

	name: str
	label: str
	hint: Text


class ConnectorResult(Result):
	"""A connector; `callback` is the address that people come back to after they signed in, "" where nobody does."""

	name: str
	website: str
	keys: list[KeyResult]
	sign_in: bool
	callback: str
	packings: list[PackingResult]
	languages: list[str]
	capabilities: list[str]


class TestedConnection(Result):
	"""What works with an account's keys, and what is still missing before orders can be sent ("" for nothing)."""

	works: list[str]
	missing: str


@endpoint()
def connectors() -> list[ConnectorResult]:
	"""The connectors that an account can have.

	Name, website, keys, whether people sign in there and come back where, packings to prefer, languages it answers in,
	and what its accounts can be used for.
	"""
	frappe.has_permission("Supplier Account", "read", throw=True)
	return [
		ConnectorResult(
			name=kind.name,
			website=kind.website,
			keys=[KeyResult(name=key.name, label=frappe._(key.label), hint=key.hint) for key in kind.keys],
			sign_in=kind.sign_in is not None,
			callback=callback_url() if kind.sign_in else "",
			packings=packings_of(kind.packings),
			languages=list(kind.languages),
			capabilities=sorted(capability.value for capability in kind.capabilities),
		)
		for kind in registry().kinds.values()
	]


@endpoint(methods=["POST"])
def test_connection(account: str) -> TestedConnection:
	"""Try the keys of an account, those of the user where they have their own; changes nothing at the supplier.

	The outcome with the account's own keys is kept on the account.
	"""
	doc = permissions.document("Supplier Account", account)
	if not (doc.has_permission("write") or frappe.has_permission("Purchase Order", "write")):
		raise frappe.PermissionError(
			frappe._("Testing a connection is for those who send orders or set up accounts.")
		)
	known = replace(account_of(doc, frappe.session.user), patience=_PATIENCE)
	try:
		works = shop_of(known).test_connection()
	except SupplierConnectError as error:
		doc.note_connection(known, "Failed", translate(error.message))
		raise
	doc.note_connection(known, "Works", "")
	return TestedConnection(works=list(works), missing=_missing(known))


def _missing(account: ShopAccount) -> str:
	"""What an account that works still lacks before orders can be sent; "" for nothing."""
	if sign_in_of(account) != "none":
		return ""
	return frappe._("To send orders, connect to {0} besides.").format(account.connector)
