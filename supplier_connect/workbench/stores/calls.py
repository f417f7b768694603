"""The windows, the day's counts and the record of calls in a SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from supplier_connect.core.http.exchange import QuotaStatus
from supplier_connect.core.http.ports import CallSlot
from supplier_connect.core.http.quota import QuotaCount
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.usage import count_call
from supplier_connect.workbench.stores.values import insert_into, time_of, time_text

_COLUMNS = (
	"account",
	"user",
	"method",
	"path",
	"status",
	"milliseconds",
	"received_bytes",
	"error",
	"at",
)
_RECORD = insert_into("calls", _COLUMNS)
_SET_DAY = """
	INSERT INTO call_days (key, day, calls, besides, told_limit) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (key, day) DO UPDATE
	SET calls = excluded.calls, besides = excluded.besides, told_limit = excluded.told_limit
"""
_BY_DAY = """
	SELECT account, user, substr(at, 1, 10) AS day, count(*) AS calls, sum(error != '') AS failed
	FROM calls GROUP BY account, user, day ORDER BY day DESC, account, user
"""


class SqliteRateLimitWindows:
	"""`RateLimitWindows` on SQLite."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def update(self, key: str, change: Callable[[list[float]], list[float]]) -> list[float]:
		"""Read the times under a key, change them, store and return the result; nobody comes in between."""
		with self._database.writing() as connection:
			row = connection.execute("SELECT times FROM call_windows WHERE key = ?", (key,)).fetchone()
			times = change(json.loads(row["times"]) if row else [])
			connection.execute(
				"INSERT INTO call_windows (key, times) VALUES (?, ?)"
				" ON CONFLICT (key) DO UPDATE SET times = excluded.times",
				(key, json.dumps(times)),
			)
			return times


class SqliteDailyQuota:
	"""`DailyQuota` on SQLite."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def take(self, key: str, day: date, usual: int, ceiling: int, reserve: int = 0) -> CallSlot | None:
		"""Count one call; None, and nothing counted, when the day's calls are spent already."""
		with self._database.writing() as connection:
			count = _count_of(connection, key, day).taken(usual, ceiling, reserve)
			if count is None:
				return None
			_set_count(connection, key, day, count)
			return CallSlot(key, day, count.calls)

	def learn(self, place: CallSlot, standing: QuotaStatus) -> None:
		"""Note what the answer to a call told of the day's quota."""
		with self._database.writing() as connection:
			count = _count_of(connection, place.key, place.day).after(place.number, standing)
			_set_count(connection, place.key, place.day, count)

	def taken(self, key: str, day: date) -> int:
		"""How many calls are spent, as far as we know."""
		return self.count(key, day).spent

	def count(self, key: str, day: date) -> QuotaCount:
		"""All that is known of a day's calls."""
		with self._database.reading() as connection:
			return _count_of(connection, key, day)


def _count_of(connection: sqlite3.Connection, key: str, day: date) -> QuotaCount:
	row = connection.execute(
		"SELECT calls, besides, told_limit FROM call_days WHERE key = ? AND day = ?", (key, day.isoformat())
	).fetchone()
	return QuotaCount(*row) if row else QuotaCount()


def _set_count(connection: sqlite3.Connection, key: str, day: date, count: QuotaCount) -> None:
	connection.execute(_SET_DAY, (key, day.isoformat(), count.calls, count.besides, count.told_limit))


@dataclass(frozen=True)
class CallCount:
	"""The calls that a user made at an account on a UTC day, and how many of them failed."""

	account: str
	user: str
	day: date
	calls: int
	failed: int


class SqliteCallLog:
	"""`CallLog` on SQLite, readable."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def record(self, call: CallRecord) -> None:
		"""Keep a record of a call, and count it."""
		with self._database.writing() as connection:
			connection.execute(_RECORD, {**vars(call), "at": time_text(call.at)})
			count_call(connection, call)

	def newest(self, limit: int) -> tuple[CallRecord, ...]:
		"""At most `limit` records, newest first."""
		with self._database.reading() as connection:
			rows = connection.execute(
				"SELECT * FROM calls ORDER BY at DESC, id DESC LIMIT ?", (limit,)
			).fetchall()
		return tuple(map(_record, rows))

	def counts(self) -> tuple[CallCount, ...]:
		"""Calls by account, user and day, newest day first."""
		with self._database.reading() as connection:
			rows = connection.execute(_BY_DAY).fetchall()
		return tuple(
			CallCount(
				row["account"], row["user"], date.fromisoformat(row["day"]), row["calls"], row["failed"]
			)
			for row in rows
		)


def _record(row: sqlite3.Row) -> CallRecord:
	own = {column: row[column] for column in _COLUMNS}
	return CallRecord(**{**own, "at": time_of(row["at"])})
