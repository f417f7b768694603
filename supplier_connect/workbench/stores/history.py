"""What supplier parts cost, and how many there were, over time: a row of a SQLite file for each change."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import Offer, PriceBreak
from supplier_connect.workbench.stores.values import decimal_text, time_of, time_text

# A supplier part by its Item and its number in small letters.
PartKey = tuple[str, str]

_STATES = """
	SELECT id, item, sku_key, currency, stock,
		(SELECT max(at) FROM part_history WHERE part = supplier_parts.id) AS last_at
	FROM supplier_parts
	WHERE account = ? AND sku_key IN (SELECT value FROM json_each(?))
"""
_BREAKS = """
	SELECT part, quantity, price FROM price_breaks
	WHERE part IN (SELECT value FROM json_each(?)) ORDER BY part, quantity
"""
_ADD = """
	INSERT INTO part_history (part, at, currency, prices, stock)
	SELECT id, :at, :currency, :prices, :stock FROM supplier_parts
	WHERE account = :account AND item = :item AND sku_key = :sku_key
"""
# Those before a time are read as far back as prices stand.
_SINCE = """
	SELECT at, currency, prices, stock FROM part_history
	WHERE part = :part AND at >= coalesce(
		(SELECT max(at) FROM part_history WHERE part = :part AND at < :since AND prices IS NOT NULL), ''
	)
	ORDER BY at, id
"""
_PRICES_AT = """
	SELECT part, at, currency, prices, stock FROM part_history
	WHERE part IN (SELECT value FROM json_each(:parts)) AND prices != '[]' AND at = coalesce(
		(SELECT max(at) FROM part_history earlier
			WHERE earlier.part = part_history.part AND earlier.at <= :at AND earlier.prices != '[]'),
		(SELECT min(at) FROM part_history later
			WHERE later.part = part_history.part AND later.prices != '[]')
	)
	ORDER BY part, id
"""


@dataclass(frozen=True)
class PriceState:
	"""What a part costs, and how many there are; `last_at` is when its newest point was kept, None for no point."""

	currency: str = ""
	breaks: tuple[PriceBreak, ...] = ()
	stock: int | None = None
	last_at: datetime | None = None

	def told(self, offer: Offer) -> PriceState:
		"""The state after an offer: what it doesn't say stays."""
		stock = self.stock if offer.stock is None else offer.stock
		if not (offer.breaks and offer.currency):
			return PriceState(self.currency, self.breaks, stock, self.last_at)
		return PriceState(offer.currency, _in_order(offer.breaks), stock, self.last_at)

	@property
	def prices(self) -> tuple[str, tuple[PriceBreak, ...]]:
		"""The prices with their currency."""
		return self.currency, self.breaks

	@property
	def is_empty(self) -> bool:
		"""Whether nothing is known."""
		return not self.breaks and self.stock is None


def states_of(
	connection: sqlite3.Connection, account: str, skus: Collection[str]
) -> dict[PartKey, PriceState]:
	"""What is known of an account's parts with these numbers, as it is stored now."""
	keys = json.dumps(sorted({sku.casefold() for sku in skus}))
	rows = connection.execute(_STATES, (account, keys)).fetchall()
	breaks = breaks_of(connection, [row["id"] for row in rows])
	return {
		(row["item"], row["sku_key"]): PriceState(
			row["currency"],
			breaks.get(row["id"], ()),
			row["stock"],
			time_of(row["last_at"]) if row["last_at"] else None,
		)
		for row in rows
	}


def breaks_of(connection: sqlite3.Connection, parts: Collection[int]) -> dict[int, tuple[PriceBreak, ...]]:
	"""The price breaks of parts by their ids; parts without any are left out."""
	found: dict[int, list[PriceBreak]] = {}
	for row in connection.execute(_BREAKS, (json.dumps(list(parts)),)):
		found.setdefault(row["part"], []).append(PriceBreak(row["quantity"], Decimal(row["price"])))
	return {part: tuple(steps) for part, steps in found.items()}


def keep_changes(
	connection: sqlite3.Connection,
	account: str,
	known: Mapping[PartKey, PriceState],
	told: Iterable[tuple[str, Offer, datetime]],
) -> None:
	"""Keep a point for each part whose prices or stock differ from what was known, or that has none yet.

	`told` are Items, offers and when those were seen; the parts are stored already.
	"""
	now: dict[PartKey, tuple[PriceState, datetime]] = {}
	for item, offer, at in told:
		key = (item, offer.sku.casefold())
		before = now[key][0] if key in now else known.get(key, PriceState())
		now[key] = (before.told(offer), at)
	points = (
		_point(account, key, known.get(key, PriceState()), state, at) for key, (state, at) in now.items()
	)
	connection.executemany(_ADD, [point for point in points if point])


def points_since(connection: sqlite3.Connection, part: int, since: datetime) -> tuple[HistoryPoint, ...]:
	"""The points of a part, oldest first: the last one before `since`, and all from then on."""
	rows = connection.execute(_SINCE, {"part": part, "since": time_text(since)}).fetchall()
	points: list[HistoryPoint] = []
	currency = ""
	breaks: tuple[PriceBreak, ...] = ()
	for row in rows:
		if row["prices"] is not None:
			currency, breaks = row["currency"], _breaks_of_text(row["prices"])
		points.append(HistoryPoint(time_of(row["at"]), currency, breaks, row["stock"]))
	before = sum(point.at < since for point in points)
	return tuple(points[max(before - 1, 0) :])


def prices_at(
	connection: sqlite3.Connection, parts: Collection[int], at: datetime
) -> dict[int, HistoryPoint]:
	"""The points with prices that held for parts at a time, else their first ones; none for those without prices."""
	values = {"parts": json.dumps(list(parts)), "at": time_text(at)}
	return {
		row["part"]: HistoryPoint(
			time_of(row["at"]), row["currency"], _breaks_of_text(row["prices"]), row["stock"]
		)
		for row in connection.execute(_PRICES_AT, values)
	}


def _point(
	account: str, key: PartKey, known: PriceState, now: PriceState, at: datetime
) -> dict[str, object] | None:
	is_first = known.last_at is None
	priced = is_first or now.prices != known.prices
	if now.is_empty or not (priced or now.stock != known.stock):
		return None
	return {
		"account": account,
		"item": key[0],
		"sku_key": key[1],
		# What was seen earlier than the last point, but told later, holds from then on.
		"at": time_text(max(at, known.last_at or at)),
		"currency": now.currency,
		"prices": _text_of_breaks(now.breaks) if priced else None,
		"stock": now.stock,
	}


def _in_order(breaks: Iterable[PriceBreak]) -> tuple[PriceBreak, ...]:
	"""Breaks by their quantity, each quantity once, as they are stored."""
	by_quantity = {step.quantity: step for step in breaks}
	return tuple(by_quantity[quantity] for quantity in sorted(by_quantity))


def _text_of_breaks(breaks: Iterable[PriceBreak]) -> str:
	return json.dumps([[step.quantity, decimal_text(step.price)] for step in breaks], separators=(",", ":"))


def _breaks_of_text(text: str) -> tuple[PriceBreak, ...]:
	return tuple(PriceBreak(quantity, Decimal(price)) for quantity, price in json.loads(text))
