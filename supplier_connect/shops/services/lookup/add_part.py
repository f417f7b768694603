"""Supplier part from a number: look it up, check that it is the Item's part, and store it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from supplier_connect.core.model.errors import PartNotFound, RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.connectors.protocols import SearchShop
from supplier_connect.shops.matching.numbers.numbers import same_number
from supplier_connect.shops.model.cart import bare_number
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.ports import PartBook
from supplier_connect.shops.services.lookup.mpn_conflicts import mpn_conflict


class ManufacturerNumber(RejectedInput):
	"""The number is a manufacturer's; `offers` are what the shop sells under it."""

	def __init__(self, message: Message, offers: Collection[Offer]) -> None:
		super().__init__(message, field="sku")
		self.offers = tuple(offers)


@dataclass(frozen=True)
class FoundPart:
	"""What a shop has under a number, beside what is known of the Item.

	`conflict` says why it may be another part than the Item (None: it is the same as far as we know), `known_as`
	which other Items have it already. `kept_since` is since when the answer was kept that it is from (UTC), None for one
	that the shop has just given.
	"""

	offer: Offer
	conflict: Message | None = None
	known_as: tuple[str, ...] = ()
	kept_since: datetime | None = None


def look_up(
	shop: SearchShop, parts: PartBook, account: str, item: str, mpns: Collection[str], number: str
) -> FoundPart:
	"""The offer with exactly this supplier part number, checked against the Item's manufacturer part numbers.

	Raises `RejectedInput` for an empty number, `ManufacturerNumber` for one that only a manufacturer uses, and
	`PartNotFound` for an unknown one.
	"""
	wanted = number.strip()
	if not wanted:
		raise RejectedInput(msg("Enter a supplier part number."), field="sku")
	offer = exact_offer(shop.by_part_numbers([wanted]), wanted)
	known = parts.known_parts(account, (), (offer.sku,))
	return FoundPart(
		offer,
		mpn_conflict(offer, item, mpns),
		tuple(part.item for part in known if part.item != item),
		shop.kept_since,
	)


def add_part(
	parts: PartBook, account: str, item: str, found: FoundPart, accept_conflict: Collection[str] = ()
) -> Offer:
	"""Store what was found as a supplier part of the Item.

	A conflict is stored only when the user has seen and accepted it: `accept_conflict` holds the manufacturer part
	numbers that are accepted. Raises `RejectedInput` otherwise.
	"""
	if found.conflict and not any(same_number(found.offer.mpn, mpn) for mpn in accept_conflict):
		raise RejectedInput(found.conflict, field="mpn")
	parts.save_offers(account, [(item, found.offer)], found.kept_since)
	return found.offer


def exact_offer(offers: Collection[Offer], number: str) -> Offer:
	"""The offer with exactly this supplier part number, of those that a shop has under it.

	Raises `ManufacturerNumber` for a number that only a manufacturer uses, and `PartNotFound` where there is no offer.
	"""
	offer = next((one for one in offers if bare_number(one.sku) == bare_number(number)), None)
	if offer is None:
		raise _not_exact(number, offers)
	return offer


def _not_exact(number: str, offers: Collection[Offer]) -> RejectedInput:
	if not offers:
		return PartNotFound(
			msg("There is no part {0} at this supplier. Check the number.", number), field="sku"
		)
	return ManufacturerNumber(
		msg(
			"{0} is a manufacturer part number. Its supplier part numbers: {1}. Choose one of them.",
			number,
			", ".join(
				f"{offer.sku} ({', '.join(offer.packaging)})" if offer.packaging else offer.sku
				for offer in offers
			),
		),
		offers,
	)
