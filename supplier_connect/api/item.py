"""Whitelisted: Add Supplier Part. docs/api.md describes every function and shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import frappe

from supplier_connect.api.endpoint import endpoint
from supplier_connect.api.results import Result, Text
from supplier_connect.api.results.offers import AccountResult, OfferResult, accounts_of
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.side_transaction import anew_after_deadlock
from supplier_connect.shops.connectors.protocols import Capability, ShopConnector
from supplier_connect.shops.desk.accounts.accounts import fresh_shop_of, read_account, seen_accounts, shop_of
from supplier_connect.shops.desk.lookup.items import manufacturer_numbers, save_supplier_number
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.services.lookup.add_part import FoundPart, ManufacturerNumber, look_up
from supplier_connect.shops.services.lookup.add_part import add_part as store_part

_ITEM = "Item"
_ACCOUNT = "Supplier Account"
_PART = "Supplier Part"
# A person waits for the answer: better told at once that the limits are used up.
_PATIENCE = 5.0


class ItemAccounts(Result):
	"""Where an Item's part can be looked up, and the manufacturer part numbers it is checked by."""

	item: str
	item_name: str
	mpns: list[str]
	accounts: list[AccountResult]
	may_create_account: bool


class NumberChoices(Result):
	"""What a shop sells under a manufacturer's number."""

	offer: None = None
	message: Text
	choices: list[OfferResult]


class FoundOffer(Result):
	"""What a shop has under its number; `conflict` says why it may be another part than the Item."""

	offer: OfferResult
	message: str = ""
	choices: list[OfferResult] = []
	mpns: list[str]
	conflict: Text
	known_as: list[str]
	part: str | None


class AddedPart(Result):
	"""A Supplier Part that was stored, and the Item's number at the supplier afterwards."""

	part: str
	sku: str
	created: bool
	supplier: str
	item_number: str
	item_number_written: bool


@endpoint()
def accounts(item: str) -> ItemAccounts:
	"""The accounts that a part can be looked up at, the default ones first, and what the Item is checked by."""
	doc = _item(item)
	return ItemAccounts(
		item=doc.name,
		item_name=doc.item_name,
		mpns=list(manufacturer_numbers(doc)),
		accounts=accounts_of(seen_accounts(Capability.SEARCH)),
		may_create_account=bool(frappe.has_permission(_ACCOUNT, "create")),
	)


@endpoint(methods=["POST"])
def look_up_part(item: str, account: str, number: str) -> FoundOffer | NumberChoices:
	"""What a shop has under a number, checked against the Item. Spends a call or two, and writes nothing.

	A manufacturer's number is answered with `choices`: what the shop sells under it.
	"""
	doc = _item(item)
	try:
		found = _found(doc, account, number)
	except ManufacturerNumber as question:
		choices = [OfferResult.of(offer) for offer in question.offers]
		return NumberChoices(message=question.message, choices=choices)
	return FoundOffer(
		offer=found.offer,
		mpns=list(manufacturer_numbers(doc)),
		conflict=found.conflict,
		known_as=permissions.readable(_ITEM, found.known_as),
		part=_part(account, doc.name, found.offer.sku),
	)


@endpoint(methods=["POST"])
def add_part(item: str, account: str, number: str, accept_mpn: str | None = None) -> AddedPart:
	"""Look a number up once more and store what is found as a Supplier Part of the Item: all of it or nothing.

	A part of another manufacturer part number than the Item's is stored when `accept_mpn` names it.
	"""
	doc = _item(item)
	found = _found(doc, account, number, fresh_shop_of)
	known = _part(account, doc.name, found.offer.sku)
	if known:
		permissions.document(_PART, known, "write")
	accepted = [] if accept_mpn is None else [accept_mpn]
	offer = anew_after_deadlock(lambda: store_part(DeskPartBook(), account, doc.name, found, accepted))
	supplier = frappe.get_cached_value(_ACCOUNT, account, "supplier")
	kept = save_supplier_number(doc, supplier, offer.sku)
	return AddedPart(
		part=_part(account, doc.name, offer.sku),
		sku=offer.sku,
		created=not known,
		supplier=kept.supplier,
		item_number=kept.number,
		item_number_written=kept.written,
	)


def _item(name: str) -> Any:
	"""The Item, if the user may change it and create Supplier Parts."""
	doc = permissions.document(_ITEM, name, "write")
	frappe.has_permission(_PART, "create", throw=True)
	return doc


def _found(
	doc: Any, account: str, number: str, shop_of: Callable[[ShopAccount], ShopConnector] = shop_of
) -> FoundPart:
	"""What is found under a number; what is going to be stored is asked for anew, whatever answer is kept."""
	permissions.document(_ACCOUNT, account)
	known = replace(read_account(account, frappe.session.user), patience=_PATIENCE)
	return look_up(shop_of(known), DeskPartBook(), account, doc.name, manufacturer_numbers(doc), number)


def _part(account: str, item: str, sku: str) -> str | None:
	return frappe.db.get_value(
		_PART, {"account": account, "item": item, "sku": sku}, order_by="preferred desc, creation asc"
	)
