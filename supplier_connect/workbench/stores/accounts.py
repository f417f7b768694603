"""Account definitions in a SQLite file: everything but the keys, which have no place there."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields

from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.errors import NotFound
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.offer import Packing
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.records import Records

# Secrets, and whom a command calls for.
_LEFT_OUT = ("credentials", "proxy", "user", "sign_in_owner")
_KEPT = tuple(field.name for field in fields(ShopAccount) if field.name not in _LEFT_OUT)


@dataclass(frozen=True)
class AccountDefinition:
	"""An account without keys and proxy; `proxy_scheme` is the traffic its proxy is for, should it have one."""

	account: ShopAccount
	proxy_scheme: str = ""


def _dump(definition: AccountDefinition) -> bytes:
	kept = {name: getattr(definition.account, name) for name in _KEPT}
	return json.dumps({"account": kept, "proxy_scheme": definition.proxy_scheme}, default=vars).encode()


def _load(body: str) -> AccountDefinition:
	stored = json.loads(body)
	kept = stored["account"]
	packing = Packing(kept["packing"]) if kept["packing"] else None
	account = ShopAccount(**{**kept, "packing": packing, "limits": CallLimits(**kept["limits"])})
	return AccountDefinition(account, stored["proxy_scheme"])


_ACCOUNTS = Records(
	"accounts",
	_dump,
	_load,
	{
		"name": lambda definition: definition.account.name,
		"supplier": lambda definition: definition.account.supplier,
	},
)


class SqliteAccountBook:
	"""The accounts of a file."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def save(self, definition: AccountDefinition) -> None:
		"""Create or replace an account by its name; its credentials and its proxy's URL are left behind."""
		with self._database.writing() as connection:
			_ACCOUNTS.put(connection, definition)

	def read(self, name: str) -> AccountDefinition:
		"""An account by its name; raises `NotFound`."""
		with self._database.reading() as connection:
			definition = _ACCOUNTS.get(connection, name)
		if definition is None:
			raise NotFound(msg("There is no account {0}.", name))
		return definition

	def all(self) -> tuple[AccountDefinition, ...]:
		"""All accounts by name."""
		with self._database.reading() as connection:
			return _ACCOUNTS.find(connection, "true ORDER BY name")
