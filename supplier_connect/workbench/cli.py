"""The command line: `supplier-connect`."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from supplier_connect import __version__
from supplier_connect.core.model.errors import NotAuthorised, SupplierConnectError
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.workbench import tables
from supplier_connect.workbench.commands import (
	accounts,
	bom,
	carts,
	guest,
	items,
	lookup,
	orders,
	parts,
	resync,
	sign_in,
	usage,
)
from supplier_connect.workbench.commands.setup import Setup
from supplier_connect.workbench.keys import environment_name

_NAME = "supplier-connect"
_DATABASE = Path("supplier-connect.sqlite")
_KEYS = Path(click.get_app_dir(_NAME)) / "keys.toml"
TOKEN_KEY_VARIABLE = "SUPPLIER_CONNECT_TOKEN_KEY"  # noqa: S105
_TOKEN_KEY = Path(click.get_app_dir(_NAME)) / "token.key"


def _where_mended(error: SupplierConnectError, setup: Setup) -> Message | None:
	workbench = setup.open()
	account = next(
		(known.account for known in workbench.accounts.all() if known.account.name == error.account), None
	)
	if account is None:
		return None
	keys = environment_name(account.name, "")
	# Where a key itself is refused, signing in doesn't help.
	refused = isinstance(error, NotAuthorised) and error.key
	if workbench.kind(account).sign_in is None or refused:
		return msg("The keys come from {0}… or from the keys file (--keys).", keys)
	return msg(
		"The keys come from {0}… or from the keys file (--keys); to sign in: {1} connect {2}",
		keys,
		_NAME,
		shlex.quote(account.name),
	)


# What the command line adds to an error: the engine doesn't know where its host keeps things.
_ADDED: MappingProxyType[
	type[SupplierConnectError], Callable[[SupplierConnectError, Setup], Message | None]
] = MappingProxyType({NotAuthorised: _where_mended})


def _added(error: SupplierConnectError, setup: Setup | None) -> Message | None:
	add = next((add for kind, add in _ADDED.items() if isinstance(error, kind)), None)
	return add(error, setup) if add and setup else None


class _Sentences(click.Group):
	"""A group whose commands end with one sentence on the error output and exit code 1 when they fail."""

	def invoke(self, ctx: click.Context) -> Any:
		try:
			return super().invoke(ctx)
		except SupplierConnectError as error:
			sentences = filter(None, (error.message, _added(error, ctx.obj)))
			raise click.ClickException(tables.printable(" ".join(map(str, sentences))))


@click.group(_NAME, cls=_Sentences)
@click.version_option(__version__)
@click.option(
	"--database",
	type=click.Path(dir_okay=False, path_type=Path),
	envvar="SUPPLIER_CONNECT_DATABASE",
	default=_DATABASE,
	show_default=True,
	help="The SQLite file; also SUPPLIER_CONNECT_DATABASE.",
)
@click.option(
	"--keys",
	type=click.Path(dir_okay=False, path_type=Path),
	envvar="SUPPLIER_CONNECT_KEYS",
	help=f"The TOML file with the keys; also SUPPLIER_CONNECT_KEYS. If not given: {_KEYS}, where it exists.",
)
@click.option(
	"--token-key",
	type=click.Path(dir_okay=False, path_type=Path),
	envvar=TOKEN_KEY_VARIABLE,
	default=_TOKEN_KEY,
	show_default=True,
	help=f"The file with the key that stored sign-ins are encrypted with; also {TOKEN_KEY_VARIABLE}.",
)
@click.pass_context
def main(context: click.Context, database: Path, keys: Path | None, token_key: Path) -> None:
	"""Send purchase orders to suppliers' web shops and bring prices back, without an ERPNext."""
	default = _KEYS if _KEYS.exists() else None
	context.obj = Setup(database, keys or default, token_key)


@main.command("init")
@click.pass_obj
def init(setup: Setup) -> None:
	"""Make the SQLite file, or bring it to this version."""
	setup.make()
	click.echo(msg("{0} is ready. Next: {1} account add NAME", setup.database, _NAME))


for command in (
	accounts.account_group,
	orders.order_group,
	sign_in.connect,
	sign_in.disconnect,
	parts.parts_group,
	parts.add,
	items.item_group,
	lookup.lookup_group,
	lookup.import_match,
	bom.bom_group,
	carts.preflight,
	carts.send,
	carts.prices,
	carts.carts,
	resync.resync,
	resync.history,
	resync.alerts,
	guest.open_order,
	guest.list_order,
	carts.calls,
	usage.usage,
	usage.cache_group,
):
	main.add_command(command)


if __name__ == "__main__":
	main()
