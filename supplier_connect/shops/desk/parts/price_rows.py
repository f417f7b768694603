"""Prices and stock of an Item's supplier parts over time, as a report shows them.

Whatever the number of parts, the database is asked the same number of times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import frappe

from supplier_connect.core.desk.clock import naive_utc, to_site
from supplier_connect.shops.desk.parts.part_history import points_of
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import price_at

_PART = "Supplier Part"
# What held when the period began, and all that came in it; as for a single part.
_POINTS = """
	select point.part, point.seen_on, point.stock, point.stock_known, point.currency, point.prices
	from `tabSupplier Part History` point
	where point.part in %(parts)s and point.seen_on < %(until)s and point.seen_on >= coalesce((
		select max(earlier.seen_on) from `tabSupplier Part History` earlier
		where earlier.part = point.part and earlier.seen_on < %(since)s and earlier.prices != ''
	), '1970-01-01')
	order by point.part asc, point.seen_on asc, point.creation asc, point.name asc
"""


@dataclass(frozen=True)
class PriceRow:
	"""From `at` (the site's time) on, a piece of a supplier part cost this, and so many were in stock.

	`price` is None where none is known at the quantity, `stock` where it isn't known.
	"""

	at: datetime
	item: str
	account: str
	part: str
	sku: str
	price: Decimal | None
	currency: str
	stock: int | None


def price_rows(quantity: int, since: datetime, until: datetime, **filters: str) -> tuple[PriceRow, ...]:
	"""What pieces cost at a quantity between two moments (UTC), newest first; each part's first row may be from before.

	`filters` are values of Supplier Part (`item`, `name`, `account`). Only parts that the user may read.
	"""
	parts = {row.name: row for row in _parts(filters)}
	rows = [
		_row(parts[name], point, quantity)
		for name, points in _histories(parts, since, until)
		for point in _in_period(points, since)
	]
	return tuple(sorted(rows, key=lambda row: row.at, reverse=True))


def _parts(filters: dict[str, str]) -> list[Any]:
	return frappe.get_list(
		_PART,
		filters=filters,
		fields=["name", "item", "account", "sku"],
		order_by="account asc, sku asc, name asc",
		limit_page_length=0,
	)


def _histories(
	parts: Collection[str], since: datetime, until: datetime
) -> Iterable[tuple[str, Sequence[HistoryPoint]]]:
	if not parts:
		return
	values = {"parts": list(parts), "since": naive_utc(since), "until": naive_utc(until)}
	rows_of: dict[str, list[Any]] = defaultdict(list)
	for row in frappe.db.sql(_POINTS, values, as_dict=True):
		rows_of[row.part].append(row)
	for name, rows in rows_of.items():
		yield name, points_of(rows)


def _in_period(points: Sequence[HistoryPoint], since: datetime) -> Sequence[HistoryPoint]:
	"""The last point before the period, and those in it."""
	earlier = [point for point in points if point.at < since]
	return points[max(len(earlier) - 1, 0) :]


def _row(part: Any, point: HistoryPoint, quantity: int) -> PriceRow:
	return PriceRow(
		at=to_site(point.at),
		item=part.item,
		account=part.account,
		part=part.name,
		sku=part.sku,
		price=price_at(point.breaks, quantity),
		currency=point.currency,
		stock=point.stock,
	)
