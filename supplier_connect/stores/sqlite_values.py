"""How values of the model stand in columns, and the statements for them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timezone
from decimal import Decimal


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
