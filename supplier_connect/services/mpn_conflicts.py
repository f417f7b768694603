"""Whether a shop's part is the Item's: its manufacturer part number against those that the Item has."""

from __future__ import annotations

from collections.abc import Collection

from supplier_connect.model.offer import Offer
from supplier_connect.model.text import Text, _
from supplier_connect.services.link_parts import same_number


def mpn_conflict(
	offer: Offer, item: str, mpns: Collection[str], accepted: Collection[str] = ()
) -> Text | None:
	"""Why an offer may be another part than the Item; None when its number is the Item's, or is accepted.

	An Item without manufacturer part numbers takes any.
	"""
	known = [mpn for mpn in mpns if mpn]
	if not known or any(same_number(offer.mpn, mpn) for mpn in (*known, *accepted)):
		return None
	return _(
		"{0} is {1} by {2}, but {3} has the manufacturer part numbers {4}.",
		offer.sku,
		offer.mpn or "?",
		offer.manufacturer or "?",
		item,
		", ".join(known),
	)
