"""What a shop offers: a part with its prices, stock and terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple


class Packing(str, Enum):
	"""How a shop hands a part over, whatever the shop calls it; each packing of a part has a SKU of its own."""

	REEL = "Reel"
	CUT_TAPE = "Cut Tape"
	CUSTOM_REEL = "Custom Reel"
	BAG = "Bag"
	BULK = "Bulk"
	TUBE = "Tube"
	TRAY = "Tray"
	BOX = "Box"


@dataclass(frozen=True)
class Parameter:
	"""A parameter of a part as a shop or a person writes it: "Resistance", "10 kOhms"; `unit` may stand apart."""

	name: str
	value: str
	unit: str = ""


@dataclass(frozen=True)
class PriceBreak:
	"""From `quantity` pieces on, a piece costs `price` (in the currency of the offer)."""

	quantity: int
	price: Decimal


def price_at(breaks: Iterable[PriceBreak], quantity: int) -> Decimal | None:
	"""The price of a piece at a quantity: that of the highest break reached; None below the first."""
	reached, price = -1, None
	for step in breaks:
		if reached < step.quantity <= quantity:
			reached, price = step.quantity, step.price
	return price


def cheaper_break(breaks: Iterable[PriceBreak], quantity: int, total: Decimal) -> PriceBreak | None:
	"""The break above a quantity whose pieces cost least in all, if less than `total`, which the quantity costs."""
	cheaper = [step for step in breaks if step.quantity > quantity and step.quantity * step.price < total]
	return min(cheaper, key=lambda step: (step.quantity * step.price, step.quantity), default=None)


class Purchase(NamedTuple):
	"""The cheapest order that covers a need, its fee included; without a price `unit_price` and `cost` are None."""

	quantity: int
	unit_price: Decimal | None
	cost: Decimal | None


@dataclass(frozen=True)
class Offer:
	"""A supplier part as a shop describes it now.

	`stock`, `minimum`, `multiple`, `maximum` and `standard_package` count pieces; they and all that may be None are
	None when the answer doesn't say. `packaging` names what the shop says of it ("Cut Tape", "Reel"), `packing` is
	what that means. `fee` comes once on top of the pieces' prices (a reel made to measure), in the offer's currency.
	`last_buy` is the last day for an order; `non_returnable` means non-cancelable, non-returnable; `tariff` that one,
	or another surcharge, is added, and `surcharge` is what the shop says of it; `marketplace` that another company sells it.
	"""

	sku: str
	mpn: str
	manufacturer: str
	description: str
	currency: str
	breaks: tuple[PriceBreak, ...] = ()
	stock: int | None = None
	minimum: int | None = None
	multiple: int | None = None
	maximum: int | None = None
	lead_time_days: int | None = None
	lifecycle: str = ""
	category: str = ""
	packaging: tuple[str, ...] = ()
	packing: Packing | None = None
	standard_package: int | None = None
	fee: Decimal | None = None
	last_buy: date | None = None
	non_returnable: bool | None = None
	tariff: bool | None = None
	surcharge: str = ""
	marketplace: bool = False
	replacement: str = ""
	rohs: str = ""
	restriction: str = ""
	url: str = ""
	datasheet_url: str = ""
	image_url: str = ""
	parameters: tuple[Parameter, ...] = ()

	def over(self, known: Offer) -> Offer:
		"""What is known of the part once this offer is told: what it doesn't say stays as it was known.

		Prices are taken over as a whole, with their currency, when there are some; so is what is added to them.
		"""
		priced = self if self.breaks and self.currency else known
		charged = known if self.tariff is None else self
		told = {
			field.name: value
			for field in fields(self)
			if (value := getattr(self, field.name)) not in ("", None, ())
		}
		merged = {"breaks": priced.breaks, "currency": priced.currency, "surcharge": charged.surcharge}
		return replace(known, **{**told, **merged})

	def order_quantity(self, needed: int) -> int:
		"""The smallest quantity that can be ordered and covers what is needed."""
		multiple = self.multiple or 1
		at_least = max(needed, self.minimum or 1)
		return -(-at_least // multiple) * multiple

	def purchase(self, needed: int, most: int | None = None) -> Purchase:
		"""How to buy the pieces that are needed, or up to `most` where the larger order costs less."""
		quantity = self.order_quantity(needed)
		best = self._purchase_of(quantity)
		if not most:
			return best
		for larger in self._larger(quantity, most):
			other = self._purchase_of(larger)
			if other.cost is not None and (best.cost is None or other.cost < best.cost):
				best = other
		return best

	def _larger(self, quantity: int, most: int) -> Iterator[int]:
		"""The quantities at which the price of a piece falls, up to a limit and to what is in stock."""
		if self.stock is not None:
			most = min(most, self.stock)
		for step in self.breaks:
			rounded = self.order_quantity(step.quantity)
			if quantity < rounded <= most:
				yield rounded

	def _purchase_of(self, quantity: int) -> Purchase:
		price = price_at(self.breaks, quantity)
		if price is None:
			return Purchase(quantity, None, None)
		cost = price * quantity
		return Purchase(quantity, price, cost + self.fee if self.fee else cost)


@dataclass(frozen=True)
class SupplierPart:
	"""A supplier part that our books hold: which Item it is, and the terms known of it (None: not known)."""

	item: str
	sku: str
	mpn: str = ""
	manufacturer: str = ""
	minimum: int | None = None
	multiple: int | None = None
	lifecycle: str = ""
	packing: Packing | None = None
	preferred: bool = False
