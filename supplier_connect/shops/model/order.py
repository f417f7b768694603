"""A Purchase Order as the engine sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from supplier_connect.core.model.messages import Message


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
	expected: date | None = None
	uom_fixed: bool = False

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
	"""A Purchase Order: to whom, in which currency, what; `replaces` names the cancelled order it was amended from.

	`charges` are the amounts that come on top of its lines, by their descriptions.
	"""

	name: str
	supplier: str
	currency: str
	state: OrderState
	lines: tuple[OrderLine, ...]
	company: str = ""
	replaces: str = ""
	charges: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class OrderUom:
	"""A unit that a line can be ordered in: one is `factor` of the stock unit; there are no parts of a `whole` one."""

	uom: str
	factor: Decimal
	whole: bool = False


@dataclass(frozen=True)
class LineChange:
	"""What is written into an order line; None leaves a field as it is.

	`rate` is the price of one unit of the line's UOM, of the new one where `uom` is given; `quantity` likewise.
	"""

	rate: Decimal | None = None
	quantity: Decimal | None = None
	uom: OrderUom | None = None
	expected: date | None = None


@dataclass(frozen=True)
class Charge:
	"""An amount in the order's currency that comes on top of its lines, and the account of the books it goes to.

	A charge of the same description is replaced.
	"""

	description: str
	amount: Decimal
	account: str


@dataclass(frozen=True)
class OrderChange:
	"""What is written into an order: lines by their `ref`, and a charge.

	`against_rules` is why the order no longer follows the host's pricing rules from now on; None: it does as before.
	"""

	lines: Mapping[str, LineChange] = field(default_factory=dict)
	charge: Charge | None = None
	against_rules: Message | None = None


@dataclass(frozen=True)
class BentRate:
	"""A rate that the host makes of the one that would be written, and the names of the pricing rules it does so by."""

	rate: Decimal
	rules: tuple[str, ...] = ()
