"""What supplier parts cost and how many there were over time: rows of Supplier Part History, written in bulk.

A row whose `prices` are empty is about the stock alone: its prices are those of the row before.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import frappe

from supplier_connect.core.desk.clock import from_naive_utc, from_site, naive_utc
from supplier_connect.shops.desk.parts.part_offers import figure
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import Offer, PriceBreak

# What a transaction that has read before doesn't see otherwise: what others have stored since.
AS_OF_NOW = "lock in share mode"
_DOCTYPE = "Supplier Part History"
_ABOUT_PARTS = (_DOCTYPE, "Supplier Alert")
_MOMENT = timedelta(microseconds=1)
_PARTS_A_PIECE = 500
_ROWS_A_PIECE = 5000
_DEFAULT_DAYS = 90
# The last rows with prices before the time that is asked about, and all that came after.
_POINTS = """
	select seen_on, stock, stock_known, currency, prices from `tabSupplier Part History`
	where part = %(part)s and seen_on >= coalesce((
		select max(seen_on) from `tabSupplier Part History`
		where part = %(part)s and seen_on < %(since)s and prices != ''
	), '1970-01-01')
	order by seen_on asc, creation asc, name asc
"""
# Without the index, a table that is small enough would be read, and locked, as a whole.
_LAST = """
	select part, max(seen_on) from `tabSupplier Part History` force index (part_seen_on_index)
	where part in %(parts)s group by part {0}
"""
_PRICES_AT = """
	select history.part, history.seen_on, history.stock, history.stock_known, history.currency, history.prices
	from `tabSupplier Part History` history
	where history.part in %(parts)s and history.prices not in ('', '[]') and history.seen_on = coalesce(
		(select max(earlier.seen_on) from `tabSupplier Part History` earlier
			where earlier.part = history.part and earlier.seen_on <= %(at)s and earlier.prices not in ('', '[]')),
		(select min(later.seen_on) from `tabSupplier Part History` later
			where later.part = history.part and later.prices not in ('', '[]'))
	)
	order by history.creation asc, history.name asc
"""
_NEXT_PARTS = """
	select part from `tabSupplier Part History` where part > %(after)s
	group by part order by part limit %(limit)s
"""
# Of the rows about the stock alone, the last one of each ISO week stays.
_SPARE = """
	select spare.name from `tabSupplier Part History` spare
	join (
		select part, yearweek(seen_on, 3) as week, max(seen_on) as last from `tabSupplier Part History`
		where part in %(parts)s and seen_on < %(before)s and prices = ''
		group by part, yearweek(seen_on, 3) having count(*) > 1
	) weeks on weeks.part = spare.part and weeks.week = yearweek(spare.seen_on, 3)
	where spare.part in %(parts)s and spare.prices = '' and spare.seen_on < weeks.last
	limit %(limit)s
"""
# A table that is small enough would be read, and locked, as a whole: see `part_writing`.
_DELETE = """
	delete gone from `tabSupplier Part History` named force index (primary)
	straight_join `tabSupplier Part History` gone on gone.name = named.name
	where named.name in %(names)s and named.part != ''
"""


@dataclass(frozen=True)
class LastPoint:
	"""A part's prices and stock as they are stored; `stock` is None where it isn't known."""

	currency: str
	breaks: tuple[PriceBreak, ...]
	stock: int | None

	@property
	def prices(self) -> tuple[str, tuple[PriceBreak, ...]]:
		"""The prices with their currency, whatever the order they are stored in."""
		in_order = tuple(sorted(self.breaks, key=lambda step: step.quantity))
		return self.currency if in_order else "", in_order


_NOTHING = LastPoint("", (), None)


@dataclass(frozen=True)
class PartChange:
	"""What becomes of a part's prices and stock at `at` (UTC).

	`before` is how they were since `known_since` (UTC), None for a part that is new.
	"""

	part: str
	account: str
	item: str
	at: datetime
	after: LastPoint
	before: LastPoint | None = None
	known_since: datetime | None = None


def last_points(offer: Offer) -> LastPoint:
	"""The prices and the stock of an offer as it is kept."""
	return LastPoint(offer.currency, offer.breaks, offer.stock)


def note_changes(changes: Sequence[PartChange], lock: str = "") -> None:
	"""Leave a point for each part whose prices or stock differ, and a first one for each part that has none."""
	last = _last_points([change.part for change in changes if change.before], lock)
	rows = [row for change in changes for row in _rows_of(change, last.get(change.part))]
	if rows:
		frappe.db.bulk_insert(_DOCTYPE, list(rows[0]), [tuple(row.values()) for row in rows])


def note_edit(doc: Any) -> None:
	"""Leave a point for a Supplier Part that was entered or changed by hand.

	What was known of another number or account is no history of this one.
	"""
	before = doc.get_doc_before_save()
	if before and is_other_offer(before, doc):
		forget_part(doc.name)
		before = None
	if before and before.item != doc.item:
		_move_to_item(doc.name, doc.item)
	change = PartChange(
		part=doc.name,
		account=doc.account,
		item=doc.item,
		at=datetime.now(timezone.utc),
		after=_standing_in(doc),
		before=_standing_in(before) if before else None,
		known_since=from_site(before.seen_on or before.modified) if before else None,
	)
	note_changes([change])


def is_other_offer(before: Any, doc: Any) -> bool:
	"""Whether a Supplier Part stands for something else at a shop than it did before it was changed."""
	return (before.account, before.sku.casefold()) != (doc.account, doc.sku.casefold())


def read_history(part: str, since: datetime) -> tuple[HistoryPoint, ...]:
	"""See `PartBook.history`."""
	rows = frappe.db.sql(_POINTS, {"part": part, "since": naive_utc(since)}, as_dict=True)
	points = points_of(rows)
	earlier = [point for point in points if point.at < since]
	return tuple(points[max(len(earlier) - 1, 0) :])


def prices_at(parts: Collection[str], at: datetime) -> dict[str, HistoryPoint]:
	"""See `ResyncStore.earlier_prices`."""
	if not parts:
		return {}
	rows = frappe.db.sql(_PRICES_AT, {"parts": list(parts), "at": naive_utc(at)}, as_dict=True)
	return {row.part: points_of([row])[0] for row in rows}


def forget_part(part: str) -> None:
	"""Delete the history and the alerts of a part that is deleted."""
	for doctype in _ABOUT_PARTS:
		frappe.db.delete(doctype, {"part": part})


def _move_to_item(part: str, item: str) -> None:
	for doctype in _ABOUT_PARTS:
		frappe.db.set_value(doctype, {"part": part}, "item", item, update_modified=False)


def thin_out() -> None:
	"""Daily: of old points about the stock alone, one a part and week stays; some hundred parts at a time."""
	days = frappe.get_cached_doc("Supplier Connect Settings").history_days
	days = _DEFAULT_DAYS if days is None else int(days)
	before = naive_utc(datetime.now(timezone.utc) - timedelta(days=days))
	last = ""
	while parts := _next_parts(last):
		while spare := _spare_rows(parts, before):
			frappe.db.sql(_DELETE, {"names": spare})
			# Each piece is whole, and locks nobody out for longer than it takes.
			frappe.db.commit()  # nosemgrep
		last = parts[-1]


def _next_parts(after: str) -> list[str]:
	rows = frappe.db.sql(_NEXT_PARTS, {"after": after, "limit": _PARTS_A_PIECE})
	return [part for (part,) in rows]


def _spare_rows(parts: Collection[str], before: datetime) -> list[str]:
	rows = frappe.db.sql(_SPARE, {"parts": list(parts), "before": before, "limit": _ROWS_A_PIECE})
	return [name for (name,) in rows]


def _standing_in(doc: Any) -> LastPoint:
	breaks = tuple(PriceBreak(step.quantity, figure(step.price)) for step in doc.price_breaks)
	return LastPoint(doc.currency or "", breaks, doc.stock or 0 if doc.stock_known else None)


def _last_points(parts: Collection[str], lock: str) -> dict[str, datetime]:
	"""When parts have their newest points; those without any are left out."""
	if not parts:
		return {}
	rows = frappe.db.sql(_LAST.format(lock), {"parts": list(parts)})
	return {part: from_naive_utc(seen_on) for part, seen_on in rows}


def _rows_of(change: PartChange, last: datetime | None) -> Iterable[dict[str, Any]]:
	before, after = change.before or _NOTHING, change.after
	if last is None and before != _NOTHING:
		since = min(change.known_since or change.at, change.at - _MOMENT)
		yield _row(change, before, since, _prices_text(before))
	# What was seen earlier than the last point, but told later, holds from then on.
	at = max(change.at, last or change.at)
	if before.prices != after.prices:
		yield _row(change, after, at, _prices_text(after), _price_ratio(before, after))
	elif before.stock != after.stock:
		yield _row(change, after, at, "" if before != _NOTHING or last else _prices_text(after))


def _row(
	change: PartChange, standing: LastPoint, at: datetime, prices: str, price_ratio: float = 0.0
) -> dict[str, Any]:
	now, user = frappe.utils.now(), frappe.session.user
	return {
		"name": frappe.generate_hash(length=10),
		"owner": user,
		"modified_by": user,
		"creation": now,
		"modified": now,
		"part": change.part,
		"account": change.account,
		"item": change.item,
		"seen_on": naive_utc(at),
		"stock": standing.stock or 0,
		"stock_known": int(standing.stock is not None),
		"currency": standing.currency,
		"prices": prices,
		"price_ratio": price_ratio,
	}


def _prices_text(standing: LastPoint) -> str:
	_currency, breaks = standing.prices
	prices = [[step.quantity, f"{step.price.normalize():f}"] for step in breaks]
	return json.dumps(prices, separators=(",", ":"))


def _price_ratio(before: LastPoint, after: LastPoint) -> float:
	"""By what the price of a piece was multiplied, at the smallest quantity that had and has one; 0 for no such thing."""
	old = {step.quantity: step.price for step in before.breaks}
	new = {step.quantity: step.price for step in after.breaks}
	quantity = min(old.keys() & new.keys(), default=None)
	if quantity is None or before.currency != after.currency:
		return 0.0
	if old[quantity] <= 0 or old[quantity] == new[quantity]:
		return 0.0
	return float(new[quantity] / old[quantity])


def points_of(rows: Sequence[Any]) -> list[HistoryPoint]:
	"""The points of one part's rows, oldest first, the first of them with prices."""
	points: list[HistoryPoint] = []
	breaks: tuple[PriceBreak, ...] = ()
	for row in rows:
		if row.prices:
			breaks = tuple(PriceBreak(step, Decimal(price)) for step, price in json.loads(row.prices))
		stock = row.stock if row.stock_known else None
		points.append(HistoryPoint(from_naive_utc(row.seen_on), row.currency or "", breaks, stock))
	return points
