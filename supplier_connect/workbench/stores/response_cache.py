"""Answers that are kept in a SQLite file."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from supplier_connect.core.http.ports import CachedResponse
from supplier_connect.core.model.usage import CacheSize
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.values import insert_into, time_of, time_text

_MOST_BYTES = 50_000_000
_COLUMNS = ("key", "account", "endpoint", "status", "body", "size", "put_at", "until")
_PUT = f"{insert_into('kept_answers', _COLUMNS)} ON CONFLICT (key) DO UPDATE SET " + ", ".join(
	f"{column} = excluded.{column}" for column in _COLUMNS[1:]
)
_FIND = "SELECT * FROM kept_answers WHERE key = ? AND until > ?"
_SIZES = """
	SELECT account, count(*) AS entries, sum(size) AS size FROM kept_answers WHERE until > ? GROUP BY account
"""
# Newest first, what is beyond the size that may be kept is too much.
_SHRINK = """
	DELETE FROM kept_answers WHERE key IN (
		SELECT key FROM (
			SELECT key, sum(size) OVER (ORDER BY put_at DESC, key) AS together FROM kept_answers
		) WHERE together > ?
	)
"""


class SqliteResponseStore:
	"""`ResponseStore` on SQLite; nobody sweeps a file, so it holds no more than `most_bytes` by itself."""

	def __init__(self, database: Database, most_bytes: int = _MOST_BYTES) -> None:
		self._database = database
		self._most_bytes = most_bytes

	def find(self, key: str, now: datetime) -> CachedResponse | None:
		"""The answer under a key, unless its time is over."""
		with self._database.reading() as connection:
			row = connection.execute(_FIND, (key, time_text(now))).fetchone()
		if row is None:
			return None
		own = {column: row[column] for column in ("key", "account", "endpoint", "status", "body")}
		return CachedResponse(**own, put_at=time_of(row["put_at"]), until=time_of(row["until"]))

	def put(self, answer: CachedResponse) -> None:
		"""Keep an answer, in the place of an older one."""
		row = {
			**vars(answer),
			"size": len(answer.body.encode()),
			"put_at": time_text(answer.put_at),
			"until": time_text(answer.until),
		}
		with self._database.writing() as connection:
			connection.execute(_PUT, row)
			_sweep(connection, answer.put_at, self._most_bytes)

	def sizes(self, now: datetime) -> dict[str, CacheSize]:
		"""What is kept for each account; those with nothing are left out."""
		with self._database.reading() as connection:
			rows = connection.execute(_SIZES, (time_text(now),)).fetchall()
		return {row["account"]: CacheSize(row["entries"], row["size"]) for row in rows}

	def clear(self, account: str) -> int:
		"""Throw away what is kept for an account; how many answers that were."""
		with self._database.writing() as connection:
			return connection.execute("DELETE FROM kept_answers WHERE account = ?", (account,)).rowcount

	def sweep(self, now: datetime, most_bytes: int) -> int:
		"""Throw away what is over, and of the rest the oldest until it is no larger; how many answers that were."""
		with self._database.writing() as connection:
			return _sweep(connection, now, most_bytes)


def _sweep(connection: sqlite3.Connection, now: datetime, most_bytes: int) -> int:
	over = connection.execute("DELETE FROM kept_answers WHERE until <= ?", (time_text(now),)).rowcount
	return over + connection.execute(_SHRINK, (most_bytes,)).rowcount
