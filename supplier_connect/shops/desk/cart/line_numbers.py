"""Supplier part numbers for order lines that have none, on the Desk: look them up, and enter them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import frappe

from supplier_connect.core.model.errors import NotFound
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.desk.accounts.accounts import (
	cart_shop_of,
	fresh_shop_of,
	missing_keys,
	read_account,
	shop_of,
)
from supplier_connect.shops.desk.cart.orders import DeskOrderBook, order_of
from supplier_connect.shops.desk.lookup.item_book import DeskItemBook
from supplier_connect.shops.desk.lookup.lookups import Question, find
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.match import Fit
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.order import SENDABLE, Order, OrderLine
from supplier_connect.shops.model.part import Part
from supplier_connect.shops.services.cart.line_numbers import (
	CheckedEntries,
	Entry,
	LineOffers,
	check_entries,
	look_up_lines,
)

_ITEM = "Item"
_PART = "Supplier Part"


@dataclass(frozen=True)
class Ways:
	"""What the user may do about lines without a number: look them up, enter numbers, keep those as supplier parts."""

	look_up: bool
	enter: bool
	keep: bool


def ways_of(doc: object, account: ShopAccount) -> Ways:
	"""What the user may do about a Purchase Order's lines without a number at an account."""
	may_enter = _may_change(doc)
	return Ways(
		look_up=may_enter and not missing_keys(account),
		enter=may_enter,
		keep=may_enter and not missing_keys(account) and bool(frappe.has_permission(_PART, "create")),
	)


def _may_change(doc: object) -> bool:
	"""Whether the user may save the order, if it can be changed: what is submitted needs the right to submit."""
	if order_of(doc).state not in SENDABLE:
		return False
	submitted = doc.docstatus.is_submitted()  # type: ignore[attr-defined]
	return bool(frappe.has_permission("Purchase Order", "submit" if submitted else "write", doc=doc))


def look_up(
	order: Order, account: str, texts: Mapping[str, str], user: str, patience: float
) -> tuple[list[LineOffers], Mapping[str, Fit]]:
	"""What an account's shop has for some lines, by their `ref`, under the text entered for each.

	Without a text a line is looked up under its manufacturer part number and those of its Item. A single line for which
	nothing is found is looked up as its Item is, by the text as words. Answers with how each SKU of such a lookup fits, too.
	"""
	known = replace(read_account(account, user), patience=patience)
	lines = _lines(order, texts)
	parts = _parts_of(lines)
	wanted = [(line, [texts[line.ref]] if texts[line.ref] else _mpns(line, parts)) for line in lines]
	found = list(look_up_lines(shop_of(known), wanted))
	if len(found) == 1 and not found[0].offers and lines[0].item in parts:
		return _as_item(found[0], parts[lines[0].item], known, texts[lines[0].ref], user)
	return found, {}


def _as_item(
	one: LineOffers, part: Part, account: ShopAccount, words: str, user: str
) -> tuple[list[LineOffers], Mapping[str, Fit]]:
	question = Question(words, max(int(one.line.pieces), 1))
	candidates = find(part, [account], user, question).candidates
	offers = [(match.offer, candidate.fit) for candidate in candidates for match in candidate.offers]
	fits = {offer.sku: fit for offer, fit in offers}
	return [replace(one, offers=tuple(offer for offer, _fit in offers))], fits


def enter(
	order: Order,
	account: str,
	numbers: Mapping[str, str],
	keep: Collection[str],
	accepted_mpns: Collection[str],
	user: str,
	patience: float,
) -> CheckedEntries:
	"""Write numbers onto lines, by their `ref`, and keep some as Supplier Parts of the lines' Items: all or nothing.

	Nothing is written where the answer names problems. Raises `NotFound` for lines that the order hasn't, and
	`frappe.PermissionError` where the user may not create, or change, a Supplier Part that is to be kept.
	"""
	known = replace(read_account(account, user), patience=patience)
	lines = _lines(order, numbers)
	_lines(order, keep)
	parts = _parts_of([line for line in lines if line.ref in keep])
	entries = [Entry(line, numbers[line.ref], line.ref in keep, _item_mpns(line, parts)) for line in lines]
	# What is going to be stored is asked for anew, whatever answer is kept.
	shop = fresh_shop_of(known)
	checked = check_entries(shop, cart_shop_of(known).rules, entries, accepted_mpns)
	if checked.problems:
		return checked
	offers = [(line.item, checked.offers[line.ref]) for line in lines if line.ref in checked.offers]
	_check_may_keep(account, offers)
	if offers:
		DeskPartBook().save_offers(account, offers, shop.kept_since)
	DeskOrderBook().write_numbers(order.name, numbers)
	return checked


def _lines(order: Order, refs: Collection[str]) -> list[OrderLine]:
	known = {line.ref for line in order.lines}
	missing = sorted(set(refs) - known)
	if missing:
		raise NotFound(msg("{0} has no line {1}. Reload the order.", order.name, ", ".join(missing)))
	return [line for line in order.lines if line.ref in refs]


def _parts_of(lines: Sequence[OrderLine]) -> dict[str, Part]:
	"""The lines' Items, by their code; raises `frappe.PermissionError` where the user may not read one."""
	parts = DeskItemBook().read_many({line.item for line in lines})
	for part in parts:
		frappe.has_permission(_ITEM, "read", doc=part.code, throw=True)
	return {part.code: part for part in parts}


def _mpns(line: OrderLine, parts: Mapping[str, Part]) -> list[str]:
	return list(filter(None, (line.mpn, *_item_mpns(line, parts))))


def _item_mpns(line: OrderLine, parts: Mapping[str, Part]) -> tuple[str, ...]:
	part = parts.get(line.item)
	return tuple(number.mpn for number in part.maker_numbers) if part else ()


def _check_may_keep(account: str, offers: Sequence[tuple[str, Offer]]) -> None:
	for item, offer in offers:
		known = frappe.db.get_value(_PART, {"account": account, "item": item, "sku": offer.sku})
		frappe.has_permission(_PART, "write" if known else "create", doc=known, throw=True)
