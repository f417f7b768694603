"""Find the supplier parts of an order's lines by manufacturer part number, exact matches only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from supplier_connect.core.model.batches import in_batches
from supplier_connect.shops.connectors.protocols import SearchShop
from supplier_connect.shops.matching.numbers.numbers import same_number
from supplier_connect.shops.matching.ranking.availability import is_enough
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.order import Order, OrderLine
from supplier_connect.shops.ports import PartBook

# As many numbers as a shop takes in a call.
_LINES_AT_ONCE = 10


@dataclass(frozen=True)
class Linked:
	"""An order line and the offer found for it, None where the shop has none."""

	line: OrderLine
	offer: Offer | None


def link_parts(shop: SearchShop, parts: PartBook, account: str, order: Order) -> tuple[Linked, ...]:
	"""Look up every line that has a manufacturer part number but no supplier part yet, and store what was found.

	Among several packagings of one part the one is taken that covers the quantity for the least money, in stock before
	out of stock. A number matches only as a whole; letters' case and separators don't count.
	"""
	known = {part.item for part in parts.known_parts(account, {line.item for line in order.lines}, ())}
	open_lines = [line for line in order.lines if line.mpn and not line.sku and line.item not in known]
	return tuple(
		linked
		for batch in in_batches(open_lines, _LINES_AT_ONCE)
		for linked in _link_some(shop, parts, account, batch)
	)


def _link_some(shop: SearchShop, parts: PartBook, account: str, lines: Sequence[OrderLine]) -> list[Linked]:
	"""Look up and store some lines, so that a quota that ends later takes nothing back."""
	offers = shop.by_part_numbers([with_plain_hyphens(line.mpn) for line in lines])
	linked = [Linked(line, best_offer(line, offers)) for line in lines]
	parts.save_offers(account, [(one.line.item, one.offer) for one in linked if one.offer], shop.kept_since)
	return linked


def best_offer(line: OrderLine, offers: Iterable[Offer]) -> Offer | None:
	"""The offer to buy a line from: of exactly its part, enough in stock, for the least money."""
	exact = [offer for offer in offers if same_number(offer.mpn, line.mpn)]
	return next(iter(best_first(line, exact)), None)


def best_first(line: OrderLine, offers: Iterable[Offer]) -> list[Offer]:
	"""Offers of one part in the order in which a line would be bought from them."""
	needed = max(int(line.pieces), 1)
	return sorted(offers, key=lambda offer: _rank(offer, needed))


def _rank(offer: Offer, needed: int) -> tuple[bool, bool, bool, Decimal, str]:
	quantity, _unit_price, cost = offer.purchase(needed)
	return (
		bool(offer.restriction),
		cost is None,
		not is_enough(offer, quantity),
		cost or Decimal(0),
		offer.sku,
	)


# Signs that word processors and drawing programs put in a hyphen's place.
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"))


def with_plain_hyphens(number: str) -> str:
	"""A part number as a keyboard writes it."""
	return number.translate(_HYPHENS)


def lines_without_part(linked: Sequence[Linked]) -> tuple[OrderLine, ...]:
	"""The lines for which the shop has nothing."""
	return tuple(one.line for one in linked if one.offer is None)
