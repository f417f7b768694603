"""Whether a shop's part is the Item's: its manufacturer part number against those that the Item has."""

from __future__ import annotations

from collections.abc import Collection

from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.matching.numbers.manufacturers import manufacturers_with
from supplier_connect.shops.matching.numbers.numbers import Closeness, closeness, same_number
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.part import MakerNumber


def mpn_conflict(
	offer: Offer, item: str, mpns: Collection[str], accepted: Collection[str] = ()
) -> Message | None:
	"""Why an offer may be another part than the Item; None when its number is the Item's, or is accepted.

	An Item without manufacturer part numbers takes any.
	"""
	known = [mpn for mpn in mpns if mpn]
	if not known or any(same_number(offer.mpn, mpn) for mpn in (*known, *accepted)):
		return None
	if any(is_ordered_as(MakerNumber(mpn), offer.mpn, offer.manufacturer) for mpn in known):
		return None
	return msg(
		"{0} is {1} by {2}, but {3} has the manufacturer part numbers {4}.",
		offer.sku,
		offer.mpn or "?",
		offer.manufacturer or "?",
		item,
		", ".join(known),
	)


def is_ordered_as(number: MakerNumber, mpn: str, manufacturer: str) -> bool:
	"""Whether a manufacturer part number is another one with an ordering suffix of its maker."""
	makers = manufacturers_with()
	ordered = closeness(number.mpn, mpn, makers.key(manufacturer)) is Closeness.ORDERED
	return ordered and makers.same(number.manufacturer, manufacturer)
