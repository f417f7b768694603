"""What a buyer wants to be told of a supplier part without asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class AlertKind(str, Enum):
	"""What has happened to a part."""

	END_OF_LIFE = "End of Life"
	OBSOLETE = "Obsolete"
	LAST_BUY = "Last Buy"
	PRICE_UP = "Price Increase"
	SHORT = "Not Enough Stock"


@dataclass(frozen=True)
class Need:
	"""What open orders still want of an Item from one supplier: pieces (in the Item's stock unit), and which orders."""

	pieces: int
	orders: tuple[str, ...] = ()


@dataclass(frozen=True)
class AlertRules:
	"""When to tell: `price_percent` is by how much a price must have risen, 0 for never."""

	price_percent: Decimal = Decimal(10)


@dataclass(frozen=True)
class Alert:
	"""Something that has happened to a supplier part.

	`part` is its key in the books. `was` and `now` are what the shop said before and says now, in words or figures, as
	the kind has it: a lifecycle, a day (ISO), a price of a piece at `quantity` pieces in `currency`, pieces needed and
	pieces in stock. `orders` are the open orders that need it, `replacement` what the shop suggests instead.
	"""

	kind: AlertKind
	part: str
	account: str
	item: str
	sku: str
	was: str
	now: str
	quantity: int = 0
	currency: str = ""
	percent: Decimal | None = None
	last_buy: date | None = None
	orders: tuple[str, ...] = ()
	replacement: str = ""
