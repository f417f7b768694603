"""Orders that go to a shop without a cart of ours: opened without an account, or as a list to paste."""

from __future__ import annotations

import webbrowser

import click

from supplier_connect.core.http.addresses import check_base_url
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.connectors.registry import BUILT_IN
from supplier_connect.shops.services.cart.open_as_guest import Opened, open_as_guest
from supplier_connect.shops.services.cart.order_list import order_list
from supplier_connect.workbench import tables
from supplier_connect.workbench.commands.setup import Setup, browser_option

_DOORS = {kind.name: kind.guest for kind in BUILT_IN if kind.guest}


@click.command("open")
@click.argument("order")
@click.option(
	"--connector",
	type=click.Choice(list(_DOORS)),
	default=next(iter(_DOORS)),
	show_default=True,
	help="The shop.",
)
@click.option("--website", help="Where the shop's website is; the shop's own address if not given.")
@browser_option
@click.pass_obj
def open_order(setup: Setup, order: str, connector: str, website: str | None, browser: bool) -> None:
	"""Open the ORDER at a shop where you have no account: as a list on its website, ready for the cart there."""
	workbench = setup.open()
	door = _DOORS[connector]
	visitor = workbench.visitor(connector, check_base_url(website or door.website, allow_private=True))
	opened = open_as_guest(workbench.host, door, visitor, workbench.parts, workbench.orders.read(order))
	_tell(order, opened)
	if browser:
		webbrowser.open(opened.url)


@click.command("list")
@click.argument("order")
@click.option(
	"--account", "account_name", help="The account; the only one of the order's supplier if not given."
)
@click.option("--csv", "as_csv", is_flag=True, help="As a CSV file.")
@click.pass_obj
def list_order(setup: Setup, order: str, account_name: str | None, as_csv: bool) -> None:
	"""Print the ORDER as a list to paste on the web site of a shop whose carts can't be filled from here."""
	workbench = setup.open()
	known = workbench.orders.read(order)
	account = workbench.account_of(known.supplier, account_name)
	rules = workbench.kind(account).order_list
	if rules is None:
		raise RejectedInput(
			msg("Supplier Account {0}: {1} takes no order lists.", account.name, account.connector),
			account=account.name,
		)
	made = order_list(workbench.parts, known, rules)
	click.echo(made.csv if as_csv else tables.printable(made.text), nl=not as_csv)
	for reason in made.left_out:
		click.echo(tables.printable(f"  {reason}"), err=True)
	click.echo(tables.printable(str(msg("Paste it at {0}", rules.page(account)))), err=True)


def _tell(order: str, opened: Opened) -> None:
	click.echo(msg("{0}: a list of {1} items; left out: {2}", order, opened.items, len(opened.left_out)))
	for reason in opened.left_out:
		click.echo(tables.printable(f"  {reason}"))
	click.echo(tables.printable(str(msg("This link opens the list once: {0}", opened.url))))
