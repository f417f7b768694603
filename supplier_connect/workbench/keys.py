"""Where the keys of accounts come from: the environment, and a file that only its owner may read."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import tomli

from supplier_connect.core.model.connection import Credentials
from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret

_PREFIX = "SUPPLIER_CONNECT"
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO
PROXY_URL = "proxy_url"


def environment_name(account: str, key: str) -> str:
	"""The variable that holds a key of an account: SUPPLIER_CONNECT_MOUSER_DE_CART_KEY."""
	return "_".join((_PREFIX, re.sub(r"[^A-Z0-9]", "_", account.upper()), key.upper()))


class KeyRing:
	"""The keys of all accounts; the environment wins over the file (None: there is no file).

	The file is TOML: a table for each account, a line for each key.
	"""

	def __init__(self, environ: Mapping[str, str], file: Path | None) -> None:
		self._environ = environ
		self._file = file

	def credentials(self, account: str, names: Iterable[str]) -> Credentials:
		"""The keys of these names that an account has; raises `RejectedInput` for a file that can't be used."""
		found = {name: self._find(account, name) for name in names}
		return Credentials(keys=MappingProxyType({name: key for name, key in found.items() if key}))

	def proxy_url(self, account: str) -> Secret | None:
		"""The proxy that an account goes through, user and password included; None for none."""
		return self._find(account, PROXY_URL)

	def _find(self, account: str, name: str) -> Secret | None:
		own = self._environ.get(environment_name(account, name), "")
		return Secret(own) if own else self._in_file(account, name)

	def _in_file(self, account: str, name: str) -> Secret | None:
		if self._file is None:
			return None
		table = _read(self._file).get(account, {})
		value = table.get(name, "") if isinstance(table, dict) else None
		if not isinstance(value, str):
			raise RejectedInput(
				msg('{0}: {1} of {2} must stand below [{2}] as {1} = "..."', self._file, name, account),
				field=name,
			)
		return Secret(value) if value else None


def _read(file: Path) -> dict[str, object]:
	"""The tables of a keys file; nothing of what it holds gets into an error."""
	try:
		with file.open("rb") as stream:
			if os.fstat(stream.fileno()).st_mode & _OF_OTHERS:
				raise RejectedInput(
					msg("Others may read the keys in {0}. Make it yours alone: chmod 600 {0}", file),
					field="keys",
				)
			return tomli.load(stream)
	except FileNotFoundError:
		raise NotFound(msg("There is no keys file {0}.", file))
	except OSError as error:
		raise RejectedInput(msg("The keys file {0} can't be read: {1}.", file, error.strerror), field="keys")
	except ValueError:
		raise RejectedInput(
			msg('The keys file {0} is not valid TOML: write [Account] and below it cart_key = "..."', file),
			field="keys",
		)
