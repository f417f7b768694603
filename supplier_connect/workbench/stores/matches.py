"""Lookups in a SQLite file, each as JSON: they are written once and read whole."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from supplier_connect.core.model.errors import NotFound
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model import stored as json_shapes
from supplier_connect.shops.model.match import Match, MatchState
from supplier_connect.workbench.stores.database import Database

_PREFIX = "MATCH-"


class SqliteMatchStore:
	"""`MatchStore` on SQLite."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def save(self, match: Match) -> Match:
		"""Store a lookup; answers with it and the name it got."""
		with self._database.writing() as connection:
			identity = connection.execute(
				"INSERT INTO matches (item, state, match) VALUES (?, ?, ?)",
				(match.item, match.state.value, json_shapes.MATCH.dump_json(match).decode()),
			).lastrowid
		return replace(match, name=f"{_PREFIX}{identity:05d}")

	def get(self, name: str) -> Match:
		"""A lookup; raises `NotFound`."""
		with self._database.reading() as connection:
			return _match(_row(connection, name))

	def of_item(self, item: str) -> tuple[Match, ...]:
		"""All lookups of an Item, newest first."""
		with self._database.reading() as connection:
			rows = connection.execute(
				"SELECT * FROM matches WHERE item = ? ORDER BY id DESC", (item,)
			).fetchall()
		return tuple(map(_match, rows))

	def set_state(self, name: str, state: MatchState) -> None:
		"""Note what became of a lookup; raises `NotFound`."""
		with self._database.writing() as connection:
			identity = _row(connection, name)["id"]
			connection.execute("UPDATE matches SET state = ? WHERE id = ?", (state.value, identity))


def _row(connection: sqlite3.Connection, name: str) -> sqlite3.Row:
	number = name.removeprefix(_PREFIX)
	row: sqlite3.Row | None = connection.execute(
		"SELECT * FROM matches WHERE id = ?", (int(number) if number.isdecimal() else -1,)
	).fetchone()
	if row is None:
		raise NotFound(msg("There is no lookup {0}.", name))
	return row


def _match(row: sqlite3.Row) -> Match:
	stored = json_shapes.MATCH.validate_json(row["match"])
	return replace(stored, name=f"{_PREFIX}{row['id']:05d}", state=MatchState(row["state"]))
