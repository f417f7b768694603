"""How values of the model stand in columns, and the statements for them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime, timezone
from decimal import Decimal

from supplier_connect.shops.model.offer import Packing


def decimal_text(value: Decimal | None) -> str | None:
	"""A Decimal as it is written, exact; None stays None."""
	return None if value is None else str(value)


def decimal_of(text: str | None) -> Decimal | None:
	"""The Decimal of a nullable column."""
	return None if text is None else Decimal(text)


def time_text(at: datetime) -> str:
	"""A time (with its zone) as UTC ISO text of fixed length, so that texts sort as times do."""
	return at.astimezone(timezone.utc).isoformat(timespec="microseconds")


def time_of(text: str) -> datetime:
	"""The UTC time of a column."""
	return datetime.fromisoformat(text)


def packing_text(packing: Packing | None) -> str:
	"""A packing in a column, "" for none."""
	return packing.value if packing else ""


def packing_of(text: str) -> Packing | None:
	"""The packing of a column."""
	return Packing(text) if text else None


def day_text(day: date | None) -> str | None:
	"""A day in a nullable column."""
	return None if day is None else day.isoformat()


def day_of(text: str | None) -> date | None:
	"""The day of a nullable column."""
	return None if text is None else date.fromisoformat(text)


def words_text(words: Collection[str]) -> str:
	"""Several texts in one column."""
	return json.dumps(list(words), ensure_ascii=False)


def words_of(text: str) -> tuple[str, ...]:
	"""The texts of such a column."""
	return tuple(json.loads(text))


def insert_into(table: str, columns: Sequence[str]) -> str:
	"""The statement that inserts a row with these columns as named parameters; names are ours, never a user's."""
	named = ", ".join(f":{column}" for column in columns)
	return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({named})"  # noqa: S608


def assignments(columns: Sequence[str]) -> str:
	"""The SET part of an UPDATE of these columns from named parameters."""
	return ", ".join(f"{column} = :{column}" for column in columns)
