"""Lookups in a SQLite file."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from supplier_connect.core.model.errors import NotFound
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model import stored as json_shapes
from supplier_connect.shops.model.match import Match, MatchState
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.records import Records

_MATCHES = Records(
	"matches",
	json_shapes.MATCH.dump_json,
	json_shapes.MATCH.validate_json,
	{"name": lambda match: match.name, "item": lambda match: match.item},
)


class SqliteMatchStore:
	"""`MatchStore` on SQLite."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def save(self, match: Match) -> Match:
		"""Store a lookup; answers with it and the name it got."""
		with self._database.writing() as connection:
			named = replace(match, name=_MATCHES.new_name(connection, "MATCH-"))
			_MATCHES.put(connection, named)
		return named

	def get(self, name: str) -> Match:
		"""A lookup; raises `NotFound`."""
		with self._database.reading() as connection:
			return _get(connection, name)

	def of_item(self, item: str) -> tuple[Match, ...]:
		"""All lookups of an Item, newest first."""
		with self._database.reading() as connection:
			return _MATCHES.find(connection, "item = ? ORDER BY id DESC", item)

	def set_state(self, name: str, state: MatchState) -> None:
		"""Note what became of a lookup; raises `NotFound`."""
		with self._database.writing() as connection:
			_MATCHES.put(connection, replace(_get(connection, name), state=state))


def _get(connection: sqlite3.Connection, name: str) -> Match:
	match = _MATCHES.get(connection, name)
	if match is None:
		raise NotFound(msg("There is no lookup {0}.", name))
	return match
