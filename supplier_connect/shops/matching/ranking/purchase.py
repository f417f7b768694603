"""What it takes to buy what is needed: how many pieces, at which price, for how much."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from supplier_connect.shops.model.offer import Offer


class Purchase(NamedTuple):
	"""The cheapest order that covers the need; without a price `unit_price` and `cost` are None."""

	quantity: int
	unit_price: Decimal | None
	cost: Decimal | None


def purchase(offer: Offer, needed: int, most: int | None = None) -> Purchase:
	"""How to buy `needed` pieces of an offer, or up to `most` where the larger order costs less."""
	quantity = offer.order_quantity(needed)
	best = _at(offer, quantity)
	if not most:
		return best
	for larger in _larger(offer, quantity, most):
		other = _at(offer, larger)
		if other.cost is not None and (best.cost is None or other.cost < best.cost):
			best = other
	return best


def _larger(offer: Offer, quantity: int, most: int) -> Iterator[int]:
	"""The quantities at which the price of a piece falls, up to a limit and to what is in stock."""
	if offer.stock is not None:
		most = min(most, offer.stock)
	for step in offer.breaks:
		rounded = offer.order_quantity(step.quantity)
		if quantity < rounded <= most:
			yield rounded


def _at(offer: Offer, quantity: int) -> Purchase:
	reached, price = 0, None
	for step in offer.breaks:
		if reached < step.quantity <= quantity:
			reached, price = step.quantity, step.price
	if price is None:
		return Purchase(quantity, None, None)
	cost = price * quantity
	return Purchase(quantity, price, cost + offer.fee if offer.fee else cost)
