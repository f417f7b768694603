"""Supplier part numbers for order lines that have none: what a shop has for them, and what a user enters for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message
from supplier_connect.shops.connectors.protocols import CartRules, SearchShop
from supplier_connect.shops.matching.numbers.numbers import same_number
from supplier_connect.shops.model.cart import bare_number
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.order import OrderLine
from supplier_connect.shops.services.cart.link_parts import best_first, with_plain_hyphens
from supplier_connect.shops.services.cart.preflight import bad_number
from supplier_connect.shops.services.lookup.add_part import exact_offer
from supplier_connect.shops.services.lookup.mpn_conflicts import mpn_conflict


@dataclass(frozen=True)
class LineOffers:
	"""What a shop has for an order line, the best first, and the numbers that it was asked for."""

	line: OrderLine
	numbers: tuple[str, ...]
	offers: tuple[Offer, ...] = ()


def look_up_lines(
	shop: SearchShop, wanted: Sequence[tuple[OrderLine, Collection[str]]]
) -> tuple[LineOffers, ...]:
	"""The offers under the numbers that each line may be known by, all lines together in as few calls as the shop takes.

	A number may be the manufacturer's or the shop's own. Raises the session's errors.
	"""
	asked = [(line, tuple(dict.fromkeys(map(with_plain_hyphens, numbers)))) for line, numbers in wanted]
	every = list(dict.fromkeys(number for _line, numbers in asked for number in numbers))
	offers = shop.by_part_numbers(every) if every else ()
	return tuple(
		LineOffers(
			line, numbers, tuple(best_first(line, (one for one in offers if _is_one_of(one, numbers))))
		)
		for line, numbers in asked
	)


def _is_one_of(offer: Offer, numbers: Collection[str]) -> bool:
	return any(
		same_number(offer.mpn, number) or bare_number(offer.sku) == bare_number(number) for number in numbers
	)


@dataclass(frozen=True)
class Entry:
	"""A number that a user has entered for a line.

	With `keep` it becomes a supplier part of the Item, whose manufacturer part numbers are `mpns`.
	"""

	line: OrderLine
	sku: str
	keep: bool = False
	mpns: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntryProblem:
	"""Why a number can't be taken. `mpn` is what the shop has under it, where another part is what is wrong."""

	line: OrderLine
	message: Message
	mpn: str = ""


@dataclass(frozen=True)
class CheckedEntries:
	"""What is wrong with entered numbers, and the offers of those to keep by the `ref` of their line."""

	problems: tuple[EntryProblem, ...]
	offers: Mapping[str, Offer]


def check_entries(
	shop: SearchShop, rules: CartRules, entries: Sequence[Entry], accepted_mpns: Collection[str] = ()
) -> CheckedEntries:
	"""Check entered numbers: all for what a number may look like, those to keep at the shop as well.

	What is kept is the offer with exactly this number, and its manufacturer part number is one of the Item's or of those
	that the user accepts.
	"""
	problems = [
		EntryProblem(entry.line, message)
		for entry in entries
		if (message := bad_number(entry.line, entry.sku, rules))
	]
	kept = [entry for entry in entries if entry.keep]
	if problems or not kept:
		return CheckedEntries(tuple(problems), {})
	found = look_up_lines(shop, [(entry.line, [entry.sku]) for entry in kept])
	offers: dict[str, Offer] = {}
	for entry, one in zip(kept, found, strict=True):
		try:
			offer = exact_offer(one.offers, entry.sku)
		except RejectedInput as refusal:
			problems.append(EntryProblem(entry.line, refusal.message))
			continue
		offers[entry.line.ref] = offer
		conflict = mpn_conflict(offer, entry.line.item, entry.mpns, accepted_mpns)
		if conflict:
			problems.append(EntryProblem(entry.line, conflict, offer.mpn))
	return CheckedEntries(tuple(problems), offers)
