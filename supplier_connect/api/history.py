"""Whitelisted: what supplier parts cost over time. docs/api.md describes every function and shape."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import frappe

from supplier_connect.api.endpoint import Count, endpoint
from supplier_connect.api.results import Result
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.clock import to_site
from supplier_connect.core.desk.errors import WRONG_INPUT
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.services.resync.price_history import break_quantities, series

_PART = "Supplier Part"
_HISTORY = "Supplier Part History"
_DEFAULT_DAYS = 365
_MOST_DAYS = 36500


class PriceLine(Result):
	"""The prices at a quantity, one for each moment; null where there was none."""

	quantity: int
	prices: list[float | None]


class PartHistory(Result):
	"""Moments (in the site's time zone), and what a part's stock and prices were from each on."""

	currency: str
	at: list[datetime]
	stock: list[int | None]
	series: list[PriceLine]


@endpoint(errors=WRONG_INPUT)
def part_history(part: str, days: Count = _DEFAULT_DAYS) -> PartHistory:
	"""The prices and the stock of a Supplier Part in the last days, to this moment; asks no shop."""
	doc = permissions.document(_PART, part)
	frappe.has_permission(_HISTORY, "read", throw=True)
	now = datetime.now(timezone.utc)
	since = now - timedelta(days=min(days, _MOST_DAYS))
	points = DeskPartBook().history(doc.name, since)
	chart = series(points, break_quantities(points), until=now, since=since)
	return PartHistory(
		currency=chart.currency,
		at=[to_site(moment).replace(microsecond=0) for moment in chart.at],
		stock=list(chart.stock),
		series=[PriceLine.of(line) for line in chart.series],
	)
