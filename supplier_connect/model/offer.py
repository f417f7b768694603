"""What a shop offers: a part with its prices, stock and terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class PriceBreak:
	"""From `quantity` pieces on, a piece costs `price` (in the currency of the offer)."""

	quantity: int
	price: Decimal


def price_at(breaks: Iterable[PriceBreak], quantity: int) -> Decimal | None:
	"""The price of a piece at a quantity: that of the highest break reached; None below the first."""
	reached = [step for step in breaks if step.quantity <= quantity]
	return max(reached, key=lambda step: step.quantity).price if reached else None


@dataclass(frozen=True)
class Offer:
	"""A supplier part as a shop describes it now.

	`stock` counts pieces and is None when the answer doesn't say; `lead_time_days` likewise. `minimum` and
	`multiple` are pieces, at least 1. `packaging` names what the shop says of it ("Cut Tape", "Reel").
	"""

	sku: str
	mpn: str
	manufacturer: str
	description: str
	currency: str
	breaks: tuple[PriceBreak, ...] = ()
	stock: int | None = None
	minimum: int = 1
	multiple: int = 1
	maximum: int | None = None
	lead_time_days: int | None = None
	lifecycle: str = ""
	category: str = ""
	packaging: tuple[str, ...] = ()
	replacement: str = ""
	rohs: str = ""
	restriction: str = ""
	url: str = ""
	datasheet_url: str = ""
	image_url: str = ""

	def order_quantity(self, needed: int) -> int:
		"""The smallest quantity that can be ordered and covers what is needed."""
		at_least = max(needed, self.minimum)
		return -(-at_least // self.multiple) * self.multiple


@dataclass(frozen=True)
class SupplierPart:
	"""A supplier part that our books hold: which Item it is, and the terms known of it."""

	item: str
	sku: str
	mpn: str = ""
	manufacturer: str = ""
	minimum: int = 1
	multiple: int = 1
	lifecycle: str = ""
	preferred: bool = False
