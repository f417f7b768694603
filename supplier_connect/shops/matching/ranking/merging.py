"""One candidate out of the offers of several shops: the same number of the same manufacturer is the same part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from supplier_connect.shops.matching.numbers.manufacturers import Manufacturers
from supplier_connect.shops.matching.numbers.numbers import bare
from supplier_connect.shops.model.offer import Offer


class AccountOffer(NamedTuple):
	"""An offer, the account it was found with and the shop ("Mouser") that makes it."""

	account: str
	shop: str
	offer: Offer


# What makes two offers offers of one part: its `bare` number, and the key of its manufacturer.
Identity = tuple[str, str]


def merged(
	offers: Iterable[AccountOffer], makers: Manufacturers
) -> list[tuple[Identity, Sequence[AccountOffer]]]:
	"""The offers by part. Cut tape and reel of a part stay together; an offer found twice counts once."""
	parts: dict[Identity, list[AccountOffer]] = {}
	for found in offers:
		offer = found.offer
		identity = (bare(offer.mpn or offer.sku), makers.key(offer.manufacturer))
		known = parts.get(identity)
		if known is None:
			parts[identity] = [found]
		else:
			known.append(found)
	nameless = [identity for identity in parts if not identity[1]]
	if nameless:
		_adopt(parts, nameless)
	return [(identity, found if len(found) == 1 else _in_order(found)) for identity, found in parts.items()]


def _adopt(parts: dict[Identity, list[AccountOffer]], nameless: Iterable[Identity]) -> None:
	"""Give offers without a manufacturer to the one manufacturer that has the number, if there is just one."""
	owners: dict[str, list[Identity]] = {}
	for identity in parts:
		number, maker = identity
		if maker:
			owners.setdefault(number, []).append(identity)
	for identity in nameless:
		candidates = owners.get(identity[0], ())
		if len(candidates) == 1:
			parts[candidates[0]] += parts.pop(identity)


def _in_order(found: Sequence[AccountOffer]) -> Sequence[AccountOffer]:
	"""The offers of one part, each SKU of an account once, in an order that doesn't depend on who answered first."""
	once: dict[tuple[str, str], AccountOffer] = {}
	for one in sorted(found, key=lambda one: (one.account, one.offer.sku, repr(one.offer))):
		once.setdefault((one.account, one.offer.sku), one)
	return tuple(once.values())
