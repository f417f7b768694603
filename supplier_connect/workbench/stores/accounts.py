"""Account definitions in a SQLite file: everything but the keys, which have no place there."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.errors import NotFound
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.values import assignments, insert_into, packing_of, packing_text

_OWN = (
	"name",
	"connector",
	"supplier",
	"base_url",
	"country",
	"currency",
	"language",
	"timeout",
	"batch_size",
	"largest_cart",
	"reference_length",
	"patience",
	"customer_id",
	"cart_owner",
	"created_by",
	"cache_seconds",
	"cache_generation",
)
_LIMITS = ("per_second", "per_minute", "per_day", "day_ceiling")
_COLUMNS = (*_OWN, *_LIMITS, "packing", "marketplace", "proxy_scheme")
_SAVE = f"{insert_into('accounts', _COLUMNS)} ON CONFLICT (name) DO UPDATE SET {assignments(_COLUMNS[1:])}"


@dataclass(frozen=True)
class AccountDefinition:
	"""An account without keys and proxy; `proxy_scheme` is the traffic its proxy is for, should it have one."""

	account: ShopAccount
	proxy_scheme: str = ""


class SqliteAccountBook:
	"""The accounts of a file."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def save(self, definition: AccountDefinition) -> None:
		"""Create or replace an account by its name; its credentials and its proxy's URL are left behind."""
		account = definition.account
		row = {column: getattr(account, column) for column in _OWN}
		row |= {column: getattr(account.limits, column) for column in _LIMITS}
		row["packing"] = packing_text(account.packing)
		row["marketplace"] = account.marketplace
		row["proxy_scheme"] = definition.proxy_scheme
		with self._database.writing() as connection:
			connection.execute(_SAVE, row)

	def read(self, name: str) -> AccountDefinition:
		"""An account by its name; raises `NotFound`."""
		with self._database.reading() as connection:
			row = connection.execute("SELECT * FROM accounts WHERE name = ?", (name,)).fetchone()
		if row is None:
			raise NotFound(msg("There is no account {0}.", name))
		return _definition(row)

	def all(self) -> tuple[AccountDefinition, ...]:
		"""All accounts by name."""
		with self._database.reading() as connection:
			rows = connection.execute("SELECT * FROM accounts ORDER BY name").fetchall()
		return tuple(map(_definition, rows))


def _definition(row: sqlite3.Row) -> AccountDefinition:
	limits = CallLimits(**{column: row[column] for column in _LIMITS})
	account = ShopAccount(
		**{column: row[column] for column in _OWN},
		packing=packing_of(row["packing"]),
		marketplace=bool(row["marketplace"]),
		limits=limits,
	)
	return AccountDefinition(account, row["proxy_scheme"])
