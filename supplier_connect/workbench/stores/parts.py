"""Supplier parts and their price breaks in a SQLite file.

A row stands for one supplier part number of one Item at one account, whatever the number's letters' case: another
packaging has another number and a row of its own, and two Items may be the same supplier part.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from supplier_connect.core.model.errors import NotFound
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import Offer, Parameter, PriceBreak, SupplierPart
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.history import breaks_of, keep_changes, points_since, states_of
from supplier_connect.workbench.stores.values import (
	day_of,
	day_text,
	decimal_of,
	decimal_text,
	insert_into,
	packing_of,
	packing_text,
	time_text,
	words_of,
	words_text,
)

_KEY = ("account", "item", "sku_key")
# Enough for every id that SQLite gives.
_KEY_LENGTH = 19
_WORDS = (
	"mpn",
	"manufacturer",
	"description",
	"lifecycle",
	"category",
	"replacement",
	"rohs",
	"restriction",
	"url",
	"datasheet_url",
	"image_url",
)
_COUNTS = ("stock", "maximum", "lead_time_days", "standard_package", "non_returnable", "tariff")
# Their columns take no NULL: 0 stands for what nobody told.
_TERMS = ("minimum", "multiple")
_SURE = ("sku", "marketplace")
_SURCHARGE = "surcharge"
_TRUTHS = ("marketplace", "non_returnable", "tariff")
# Columns whose values are written as text.
_TEXTS = ("fee", "last_buy")
_NOTHING = "[]"
# What an offer doesn't say ("", None, no packaging) leaves the column as it was.
_KEPT_UNLESS_TOLD = (
	*(f"{column} = excluded.{column}" for column in _SURE),
	*(f"{column} = coalesce(nullif(excluded.{column}, ''), {column})" for column in _WORDS),
	*(f"{column} = coalesce(excluded.{column}, {column})" for column in _COUNTS),
	*(f"{column} = coalesce(nullif(excluded.{column}, 0), {column})" for column in _TERMS),
	*(f"{column} = coalesce(excluded.{column}, {column})" for column in _TEXTS),
	*(
		f"{column} = coalesce(nullif(excluded.{column}, '{_NOTHING}'), {column})"
		for column in ("packaging", "parameters")
	),
	"packing = coalesce(nullif(excluded.packing, ''), packing)",
	# Told together with whether there is one.
	f"{_SURCHARGE} = CASE WHEN excluded.tariff IS NULL THEN {_SURCHARGE} ELSE excluded.{_SURCHARGE} END",
)
_SAVE_PART = f"""
	{insert_into("supplier_parts", (*_KEY, *_SURE, *_WORDS, *_COUNTS, *_TERMS, *_TEXTS, "packaging", "parameters", "packing", _SURCHARGE))}
	ON CONFLICT (account, sku_key, item) DO UPDATE SET {", ".join(_KEPT_UNLESS_TOLD)}
"""
_OF_ROW = "account = :account AND item = :item AND sku_key = :sku_key"
_SET_CURRENCY = f"UPDATE supplier_parts SET currency = :currency WHERE {_OF_ROW}"  # noqa: S608
_DROP_BREAKS = f"""
	DELETE FROM price_breaks WHERE part IN (SELECT id FROM supplier_parts WHERE {_OF_ROW})
"""  # noqa: S608
_ADD_BREAK = f"""
	INSERT INTO price_breaks (part, quantity, price)
	SELECT id, :quantity, :price FROM supplier_parts WHERE {_OF_ROW}
	ON CONFLICT (part, quantity) DO UPDATE SET price = excluded.price
"""  # noqa: S608
_MARK_TOLD = f"""
	UPDATE supplier_parts SET
		seen_at = :at, details_at = CASE WHEN :details THEN :at ELSE details_at END
	WHERE {_OF_ROW}
"""  # noqa: S608
_MARK_FRESH = f"""
	UPDATE supplier_parts SET resync_state = 'Fresh', not_found_at = NULL, failures = 0, failure = ''
	WHERE {_OF_ROW} AND (:is_news OR tried_at IS NULL OR tried_at <= :at)
"""  # noqa: S608
_KNOWN = """
	SELECT item, sku, mpn, manufacturer, minimum, multiple, lifecycle, packing, preferred FROM supplier_parts
	WHERE account = ? AND (
		item IN (SELECT value FROM json_each(?)) OR sku_key IN (SELECT value FROM json_each(?))
	)
	ORDER BY preferred DESC, id
"""
_NUMBERS = """
	SELECT item, number FROM supplier_numbers
	WHERE supplier = ? AND item IN (SELECT value FROM json_each(?))
"""
_STORED = """
	SELECT * FROM supplier_parts
	WHERE account = ? AND item = ? AND sku_key IN (SELECT value FROM json_each(?)) ORDER BY sku_key
"""

_WITH_SKUS = """
	SELECT * FROM supplier_parts WHERE account = ? AND sku_key IN (SELECT value FROM json_each(?))
"""
_SEEN_AFTER = """
	SELECT * FROM supplier_parts
	WHERE account = ? AND sku_key IN (SELECT value FROM json_each(?)) AND seen_at > ?
"""


@dataclass(frozen=True)
class Told:
	"""What a shop told of an Item's supplier part at a time (UTC); without `details` prices, stock and terms only.

	`is_news` says that the shop was asked just now; else the part may have been tried since, and what came of that holds.
	`late` is what comes after something newer was stored: it makes the part no fresher.
	"""

	item: str
	offer: Offer
	at: datetime
	details: bool = True
	is_news: bool = True
	late: bool = False


@dataclass(frozen=True)
class KeptPart:
	"""A supplier part as it is kept: `key` names it in the file."""

	key: str
	account: str
	item: str
	offer: Offer


class SqlitePartBook:
	"""`PartBook` on SQLite, and what the command line needs beyond it."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def known_parts(
		self, account: str, items: Collection[str], skus: Collection[str]
	) -> tuple[SupplierPart, ...]:
		"""The account's supplier parts of these Items or with these SKUs, preferred ones first."""
		keys = json.dumps([sku.casefold() for sku in skus])
		with self._database.reading() as connection:
			rows = connection.execute(_KNOWN, (account, json.dumps(list(items)), keys)).fetchall()
		return tuple(_part(row) for row in rows)

	def supplier_numbers(self, supplier: str, items: Collection[str]) -> Mapping[str, str]:
		"""Item to the number that the supplier has for it; Items without one are left out."""
		with self._database.reading() as connection:
			rows = connection.execute(_NUMBERS, (supplier, json.dumps(list(items)))).fetchall()
		return {row["item"]: row["number"] for row in rows}

	def save_offers(
		self, account: str, offers: Sequence[tuple[str, Offer]], seen_at: datetime | None = None
	) -> Mapping[tuple[str, str], Offer]:
		"""Create or update supplier parts from (Item, offer) pairs; what an offer doesn't say stays as it is.

		`seen_at` is when the offers were told (UTC), None for now; older ones than what is stored only add what isn't
		known. Price breaks are replaced as a whole, with their currency, by an offer that has some in a known currency. Prices
		or a stock that differ from what was known leave a point in the part's history. Answers with what is stored now, by
		Item and SKU in small letters.
		"""
		with self._database.writing() as connection:
			write_offers(connection, account, _all_told(connection, account, offers, seen_at))
			return _stored(connection, account, offers)

	def history(self, part: str, since: datetime) -> tuple[HistoryPoint, ...]:
		"""The points of a part (by its key), oldest first: the last one before `since`, and all that came after it."""
		with self._database.reading() as connection:
			return points_since(connection, id_of(part), since)

	def stored_offers(self, account: str, item: str, skus: Collection[str]) -> Mapping[str, Offer]:
		"""The Item's supplier parts at the account with these SKUs, by their SKU in small letters."""
		keys = json.dumps([sku.casefold() for sku in skus])
		with self._database.reading() as connection:
			rows = connection.execute(_STORED, (account, item, keys)).fetchall()
			found = _with_breaks(connection, rows)
		return {offer.sku.casefold(): offer for _item, offer in found}

	def offers_by_sku(self, account: str, skus: Collection[str]) -> Mapping[str, Offer]:
		"""See `PartBook.offers_by_sku`."""
		keys = json.dumps([sku.casefold() for sku in skus])
		with self._database.reading() as connection:
			rows = connection.execute(f"{_WITH_SKUS} ORDER BY seen_at, id", (account, keys)).fetchall()
			found = _with_breaks(connection, rows)
		return {offer.sku.casefold(): offer for _item, offer in found}

	def offers(self, account: str) -> tuple[tuple[str, Offer], ...]:
		"""All supplier parts of an account as (Item, last known offer), by Item and SKU."""
		with self._database.reading() as connection:
			rows = connection.execute(
				"SELECT * FROM supplier_parts WHERE account = ? ORDER BY item, sku_key", (account,)
			).fetchall()
			return _with_breaks(connection, rows)

	def of_item(self, item: str) -> tuple[KeptPart, ...]:
		"""The supplier parts of an Item, by account and SKU."""
		return self._kept("item = ? ORDER BY account, sku_key", item)

	def of_sku(self, sku: str) -> tuple[KeptPart, ...]:
		"""The supplier parts with a number, in whatever letters, by account and Item."""
		return self._kept("sku_key = ? ORDER BY account, item", sku.casefold())

	def _kept(self, which: str, value: str) -> tuple[KeptPart, ...]:
		with self._database.reading() as connection:
			rows = connection.execute(f"SELECT * FROM supplier_parts WHERE {which}", (value,)).fetchall()  # noqa: S608
			breaks = breaks_of(connection, [row["id"] for row in rows])
		return tuple(
			KeptPart(key_of(row["id"]), row["account"], row["item"], offer_of(row, breaks.get(row["id"], ())))
			for row in rows
		)

	def prefer(self, account: str, item: str, sku: str) -> None:
		"""Make a supplier part the one to buy an Item as; raises `NotFound`."""
		key = _key(account, item, sku)
		with self._database.writing() as connection:
			connection.execute(
				"UPDATE supplier_parts SET preferred = (sku_key = :sku_key)"
				" WHERE account = :account AND item = :item",
				key,
			)
			if connection.execute(f"SELECT 1 FROM supplier_parts WHERE {_OF_ROW}", key).fetchone() is None:  # noqa: S608
				raise NotFound(msg("{0} has no supplier part {1} at {2}.", item, sku, account))

	def save_supplier_number(self, supplier: str, item: str, number: str) -> None:
		"""Note the number that a supplier has for an Item."""
		with self._database.writing() as connection:
			connection.execute(
				"INSERT INTO supplier_numbers (supplier, item, number) VALUES (?, ?, ?)"
				" ON CONFLICT (supplier, item) DO UPDATE SET number = excluded.number",
				(supplier, item, number),
			)


def key_of(identity: int) -> str:
	"""The key of a supplier part, which sorts as the ids do."""
	return f"{identity:0{_KEY_LENGTH}d}"


def id_of(key: str) -> int:
	"""The id of a supplier part; 0, which none has, for a text that is no key."""
	return int(key) if key.isdecimal() and key.isascii() and len(key) == _KEY_LENGTH else 0


def write_offers(connection: sqlite3.Connection, account: str, told: Sequence[Told]) -> None:
	"""Save what was told of an account's parts, as `PartBook.save_offers` does, in the caller's transaction."""
	known = states_of(connection, account, [one.offer.sku for one in told])
	priced = [one for one in told if one.offer.breaks and one.offer.currency]
	keys = [_key(account, one.item, one.offer.sku) for one in told]
	connection.executemany(_SAVE_PART, [_part_row(account, one.item, one.offer) for one in told])
	connection.executemany(_DROP_BREAKS, [_key(account, one.item, one.offer.sku) for one in priced])
	connection.executemany(
		_SET_CURRENCY,
		[{**_key(account, one.item, one.offer.sku), "currency": one.offer.currency} for one in priced],
	)
	connection.executemany(_ADD_BREAK, _break_rows(account, priced))
	marks = [
		{**key, "at": time_text(one.at), "details": one.details, "is_news": one.is_news}
		for key, one in zip(keys, told, strict=True)
		if not one.late
	]
	connection.executemany(_MARK_TOLD, marks)
	connection.executemany(_MARK_FRESH, marks)
	keep_changes(connection, account, known, [(one.item, one.offer, one.at) for one in told])


def _stored(
	connection: sqlite3.Connection, account: str, offers: Sequence[tuple[str, Offer]]
) -> dict[tuple[str, str], Offer]:
	"""What is stored under the Items and SKUs of some offers."""
	asked = {(item, offer.sku.casefold()) for item, offer in offers}
	keys = json.dumps([sku for _item, sku in asked])
	found = _with_breaks(connection, connection.execute(_WITH_SKUS, (account, keys)).fetchall())
	stored = {(item, offer.sku.casefold()): offer for item, offer in found}
	return {key: offer for key, offer in stored.items() if key in asked}


def _seen_after(
	connection: sqlite3.Connection, account: str, skus: Collection[str], at: datetime
) -> dict[tuple[str, str], Offer]:
	"""The account's parts with these SKUs that its shop has told of after a time, by Item and SKU in small letters."""
	keys = json.dumps([sku.casefold() for sku in skus])
	rows = connection.execute(_SEEN_AFTER, (account, keys, time_text(at))).fetchall()
	return {(item, offer.sku.casefold()): offer for item, offer in _with_breaks(connection, rows)}


def _all_told(
	connection: sqlite3.Connection,
	account: str,
	offers: Sequence[tuple[str, Offer]],
	seen_at: datetime | None,
) -> list[Told]:
	if seen_at is None:
		now = datetime.now(timezone.utc)
		return [Told(item, offer, now) for item, offer in offers]
	newer = _seen_after(connection, account, [offer.sku for _item, offer in offers], seen_at)
	return [_told_before(item, offer, seen_at, newer) for item, offer in offers]


def _told_before(item: str, offer: Offer, at: datetime, newer: Mapping[tuple[str, str], Offer]) -> Told:
	known = newer.get((item, offer.sku.casefold()))
	return Told(item, known.over(offer) if known else offer, at, is_news=False, late=bool(known))


def _with_breaks(
	connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]
) -> tuple[tuple[str, Offer], ...]:
	breaks = breaks_of(connection, [row["id"] for row in rows])
	return tuple((row["item"], offer_of(row, breaks.get(row["id"], ()))) for row in rows)


def _key(account: str, item: str, sku: str) -> dict[str, object]:
	return {"account": account, "item": item, "sku_key": sku.casefold()}


def _part_row(account: str, item: str, offer: Offer) -> dict[str, object]:
	told = {column: getattr(offer, column) for column in (*_SURE, *_WORDS, *_COUNTS, _SURCHARGE)}
	terms = {column: getattr(offer, column) or 0 for column in _TERMS}
	return {
		**_key(account, item, offer.sku),
		**told,
		**terms,
		"fee": decimal_text(offer.fee),
		"last_buy": day_text(offer.last_buy),
		"packaging": words_text(offer.packaging),
		"packing": packing_text(offer.packing),
		"parameters": json.dumps([(one.name, one.value, one.unit) for one in offer.parameters]),
	}


def _break_rows(account: str, priced: Iterable[Told]) -> list[dict[str, object]]:
	return [
		{
			**_key(account, one.item, one.offer.sku),
			"quantity": step.quantity,
			"price": decimal_text(step.price),
		}
		for one in priced
		for step in one.offer.breaks
	]


def _part(row: sqlite3.Row) -> SupplierPart:
	return SupplierPart(
		**{
			**dict(row),
			**_terms(row),
			"packing": packing_of(row["packing"]),
			"preferred": bool(row["preferred"]),
		}
	)


def _terms(row: sqlite3.Row) -> dict[str, Any]:
	return {column: row[column] or None for column in _TERMS}


def offer_of(row: sqlite3.Row, breaks: Iterable[PriceBreak]) -> Offer:
	"""The offer that a row of `supplier_parts` keeps."""
	told = {column: row[column] for column in (*_SURE, *_WORDS, *_COUNTS, _SURCHARGE, "currency")}
	return Offer(
		**{**told, **_terms(row), **{name: _truth(row[name]) for name in _TRUTHS}},
		breaks=tuple(breaks),
		packaging=words_of(row["packaging"]),
		packing=packing_of(row["packing"]),
		fee=decimal_of(row["fee"]),
		last_buy=day_of(row["last_buy"]),
		parameters=tuple(Parameter(*one) for one in json.loads(row["parameters"])),
	)


def _truth(value: int | None) -> bool | None:
	return None if value is None else bool(value)
