"""The command line: `supplier-connect`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from supplier_connect import __version__
from supplier_connect.model.errors import NotAuthorised, SupplierConnectError
from supplier_connect.model.text import Text, _
from supplier_connect.workbench import tables
from supplier_connect.workbench.commands import accounts, carts, orders
from supplier_connect.workbench.commands.setup import Setup
from supplier_connect.workbench.keys import environment_name

_NAME = "supplier-connect"
_DATABASE = Path("supplier-connect.sqlite")
_KEYS = Path(click.get_app_dir(_NAME)) / "keys.toml"


def _where_keys_are(error: SupplierConnectError) -> Text:
	return _("The keys come from {0}… or from the keys file (--keys).", environment_name(error.account, ""))


# What the command line adds to an error: the engine doesn't know where its host keeps things.
_ADDED: MappingProxyType[type[SupplierConnectError], Callable[[SupplierConnectError], Text]] = (
	MappingProxyType({NotAuthorised: _where_keys_are})
)


class _Sentences(click.Group):
	"""A group whose commands end with one sentence on the error output and exit code 1 when they fail."""

	def invoke(self, ctx: click.Context) -> Any:
		try:
			return super().invoke(ctx)
		except SupplierConnectError as error:
			add = _ADDED.get(type(error))
			sentences = (error.message, add(error)) if add and error.account else (error.message,)
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
@click.pass_context
def main(context: click.Context, database: Path, keys: Path | None) -> None:
	"""Send purchase orders to suppliers' web shops and bring prices back, without an ERPNext."""
	default = _KEYS if _KEYS.exists() else None
	context.obj = Setup(database, keys or default)


@main.command("init")
@click.pass_obj
def init(setup: Setup) -> None:
	"""Make the SQLite file, or bring it to this version."""
	setup.make()
	click.echo(_("{0} is ready. Next: {1} account add NAME", setup.database, _NAME))


for command in (
	accounts.account_group,
	orders.order_group,
	orders.parts_group,
	carts.preflight,
	carts.send,
	carts.prices,
	carts.carts,
	carts.calls,
):
	main.add_command(command)


if __name__ == "__main__":
	main()
