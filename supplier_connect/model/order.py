"""A Purchase Order as the engine sees it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class OrderState(str, Enum):
	"""Whether an order may be sent, and how its prices may be changed."""

	DRAFT = "Draft"
	SUBMITTED = "Submitted"
	CANCELLED = "Cancelled"
	CLOSED = "Closed"
	ON_HOLD = "On Hold"
	COMPLETED = "Completed"


SENDABLE = frozenset({OrderState.DRAFT, OrderState.SUBMITTED})


@dataclass(frozen=True)
class OrderLine:
	"""A line of an order.

	`ref` names the line for good, `number` is its place (from 1). `quantity` is in `uom`; one `uom` is
	`conversion_factor` of the `stock_uom`, in which the shop counts. `rate` is the price of one `uom`, None when
	it is not known. `sku` is the line's own supplier part number, "" when it has none.
	"""

	ref: str
	number: int
	item: str
	description: str
	quantity: Decimal
	uom: str
	stock_uom: str
	conversion_factor: Decimal
	rate: Decimal | None
	sku: str = ""
	mpn: str = ""
	manufacturer: str = ""

	def number_to_send(self, *known: str, takes_mpn: bool) -> tuple[str, bool]:
		"""The number to order the line by, "" for none, and whether that is the manufacturer's.

		The line's own SKU comes first, then those known of its Item, then its MPN where the shop takes one.
		"""
		sku = next(filter(None, map(str.strip, (self.sku, *known))), "")
		mpn = self.mpn.strip() if takes_mpn and not sku else ""
		return sku or mpn, bool(mpn)

	@property
	def pieces(self) -> Decimal:
		"""The quantity in the stock unit, which is what a shop counts in."""
		return (self.quantity * self.conversion_factor).normalize() + 0


@dataclass(frozen=True)
class Order:
	"""A Purchase Order: to whom, in which currency, what; `replaces` names the cancelled order it was amended from."""

	name: str
	supplier: str
	currency: str
	state: OrderState
	lines: tuple[OrderLine, ...]
	company: str = ""
	replaces: str = ""
