"""What a supplier part cost, and how many there were, over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from supplier_connect.shops.model.offer import PriceBreak


@dataclass(frozen=True)
class HistoryPoint:
	"""From `at` (UTC) on, until the next point, a part's prices and stock were these.

	A point is kept only when something differs from the one before. `breaks` are in `currency`; `stock` counts pieces,
	None where it isn't known.
	"""

	at: datetime
	currency: str
	breaks: tuple[PriceBreak, ...]
	stock: int | None
