"""What is counted of calls and of kept answers, in a SQLite file."""

from __future__ import annotations

import sqlite3
from datetime import date

from supplier_connect.core.model.calls import CallRecord
from supplier_connect.core.model.usage import CacheLookup, Usage, usage_of_cache_lookup, usage_of_call
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.values import insert_into

_COUNTED_BY = ("account", "user", "endpoint", "day")
_COUNTS = ("calls", "failed", "milliseconds", "received_bytes", "hits", "misses")
_ADDITIONS = ", ".join(f"{count} = {count} + excluded.{count}" for count in _COUNTS)
_ADD = (
	f"{insert_into('usage', (*_COUNTED_BY, *_COUNTS))}"
	f" ON CONFLICT (account, day, user, endpoint) DO UPDATE SET {_ADDITIONS}"
)


class SqliteUsageStore:
	"""`UsageStore` on SQLite."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def recalled(self, recall: CacheLookup) -> None:
		"""Count that a kept answer was looked for."""
		with self._database.writing() as connection:
			_add(connection, usage_of_cache_lookup(recall))

	def since(self, day: date, account: str) -> tuple[Usage, ...]:
		"""The usage of an account on that day and later, newest day first."""
		return self._read("WHERE day >= ? AND account = ?", day.isoformat(), account)

	def all_since(self, day: date) -> tuple[Usage, ...]:
		"""The usage of all accounts on that day and later, newest day first."""
		return self._read("WHERE day >= ?", day.isoformat())

	def _read(self, condition: str, *values: str) -> tuple[Usage, ...]:
		query = f"SELECT * FROM usage {condition} ORDER BY day DESC, account, user, endpoint"  # noqa: S608
		with self._database.reading() as connection:
			rows = connection.execute(query, values).fetchall()
		return tuple(Usage(**{**dict(row), "day": date.fromisoformat(row["day"])}) for row in rows)


def count_call(connection: sqlite3.Connection, call: CallRecord) -> None:
	"""Count a call, in the transaction that its record is written in."""
	_add(connection, usage_of_call(call))


def _add(connection: sqlite3.Connection, used: Usage) -> None:
	connection.execute(_ADD, {**vars(used), "day": used.day.isoformat()})
