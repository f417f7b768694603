"""Records of the model in a SQLite file: whole as JSON, beside the columns that they are found by."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from supplier_connect.workbench.stores.values import assignments, insert_into

Record = TypeVar("Record")


@dataclass(frozen=True)
class Records(Generic[Record]):
	"""The records of one kind in a table: by `name`, with the values of `columns`, and in `body` as JSON.

	Names of tables and columns are ours, never a user's.
	"""

	table: str
	dump: Callable[[Record], bytes]
	load: Callable[[str], Record]
	columns: Mapping[str, Callable[[Record], str]]

	def put(self, connection: sqlite3.Connection, record: Record) -> None:
		"""Store a record in the place of one of its name."""
		row = {column: value(record) for column, value in self.columns.items()}
		row["body"] = self.dump(record).decode()
		changed = assignments([column for column in row if column != "name"])
		statement = f"{insert_into(self.table, list(row))} ON CONFLICT (name) DO UPDATE SET {changed}"
		connection.execute(statement, row)

	def get(self, connection: sqlite3.Connection, name: str) -> Record | None:
		"""The record of a name, if there is one."""
		return next(iter(self.find(connection, "name = ?", name)), None)

	def find(self, connection: sqlite3.Connection, condition: str, *values: str) -> tuple[Record, ...]:
		"""The records that meet a condition on the columns, which may say their order, too."""
		rows = connection.execute(f"SELECT body FROM {self.table} WHERE {condition}", values)  # noqa: S608
		return tuple(self.load(row["body"]) for row in rows)

	def new_name(self, connection: sqlite3.Connection, prefix: str) -> str:
		"""The name of the next record of a table that counts its rows; nobody else may write meanwhile."""
		newest = connection.execute(f"SELECT coalesce(max(id), 0) FROM {self.table}").fetchone()[0]  # noqa: S608
		return f"{prefix}{newest + 1:05d}"
