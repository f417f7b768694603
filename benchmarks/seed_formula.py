"""The ranking of the tool that Supplier Connect started from, as the yardstick beside ours.

What is known of it: 45 % similarity of texts by difflib, 35 % stock (all from 10,000 pieces on), 20 % price between the
dearest (nothing) and the cheapest (all); the price of the first break; a missing price is 0 and thereby the best.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from supplier_connect.shops.matching.ranking.merging import AccountOffer
from supplier_connect.shops.model.offer import Offer

_FULL_STOCK = 10_000


def rank_like_the_seed(query: str, offers: Sequence[AccountOffer]) -> list[AccountOffer]:
	"""The offers, the best one first."""
	prices = [_price(found.offer) for found in offers if found.offer.breaks]
	lowest, highest = min(prices, default=0.0), max(prices, default=0.0)
	asked = query.lower().strip()
	scored = [(_score(asked, found.offer, lowest, highest), found) for found in offers]
	scored.sort(key=lambda one: (-one[0], -(one[1].offer.stock or 0), _price(one[1].offer)))
	return [found for _score_, found in scored]


def _score(asked: str, offer: Offer, lowest: float, highest: float) -> float:
	text = " ".join((offer.sku, offer.mpn, offer.description, offer.manufacturer)).lower()
	match = SequenceMatcher(None, asked, text).ratio()
	stock = min(offer.stock or 0, _FULL_STOCK) / _FULL_STOCK
	price = (highest - _price(offer)) / ((highest - lowest) or 1.0)
	return 45 * match + 35 * stock + 20 * price


def _price(offer: Offer) -> float:
	return float(offer.breaks[0].price) if offer.breaks else 0.0
