"""Commands about the supplier parts of items."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import click

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.order import OrderLine
from supplier_connect.shops.services.cart.link_parts import lines_without_part, link_parts
from supplier_connect.shops.services.lookup.add_part import FoundPart, add_part, look_up
from supplier_connect.workbench import tables
from supplier_connect.workbench.commands.setup import Setup, account_option
from supplier_connect.workbench.wiring import Workbench


@click.group("parts")
def parts_group() -> None:
	"""Supplier parts of items."""


@parts_group.command("link")
@click.argument("order")
@account_option
@click.pass_obj
def link(setup: Setup, order: str, account_name: str | None) -> None:
	"""Look up the manufacturer part numbers of the ORDER and keep the supplier parts found."""
	workbench = setup.open()
	found = workbench.orders.read(order)
	account = workbench.account_of(found.supplier, account_name)
	linked = link_parts(workbench.shop(account), workbench.parts, account.name, found)
	missing = lines_without_part(linked)
	click.echo(msg("{0}: {1} supplier parts found.", order, len(linked) - len(missing)))
	_tell_lines(missing, msg("Not found at {0}: {1}", account.name, len(missing)))
	unnumbered = tuple(line for line in found.lines if not line.mpn and not line.sku)
	_tell_lines(unnumbered, msg("Lines without a manufacturer part number: {0}", len(unnumbered)))


def _tell_lines(lines: Sequence[OrderLine], title: Message) -> None:
	if lines:
		tables.screen().print(tables.heading(title))
		tables.screen().print(tables.table(tables.NOT_FOUND, lines))


@parts_group.command("list")
@click.argument("account")
@click.pass_obj
def list_parts(setup: Setup, account: str) -> None:
	"""Show the supplier parts known at ACCOUNT."""
	workbench = setup.open()
	workbench.accounts.read(account)
	tables.screen().print(tables.table(tables.PARTS, workbench.parts.offers(account)))


@parts_group.command("prefer")
@click.argument("account")
@click.argument("ipn")
@click.argument("sku")
@click.pass_obj
def prefer(setup: Setup, account: str, ipn: str, sku: str) -> None:
	"""Buy the item IPN as SKU at ACCOUNT from now on."""
	setup.open().parts.prefer(account, ipn, sku)
	click.echo(msg("{0} is bought as {1} at {2}.", ipn, sku, account))


@parts_group.command("number")
@click.argument("supplier")
@click.argument("ipn")
@click.argument("number")
@click.pass_obj
def number(setup: Setup, supplier: str, ipn: str, number: str) -> None:
	"""Note the NUMBER that SUPPLIER has for the item IPN; used where no supplier part is known."""
	setup.open().parts.save_supplier_number(supplier, ipn, number)
	click.echo(msg("{0} is {1} at {2}.", ipn, number, supplier))


@click.command("add-part")
@click.argument("item")
@click.argument("number")
@click.option("--account", "account_name", required=True, help="The account to look the number up at.")
@click.option(
	"--mpn", "mpns", multiple=True, help="A manufacturer part number that the item is known to have."
)
@click.option(
	"--accept-mpn",
	"accepted",
	multiple=True,
	help="A manufacturer part number to take although it is none of the item's.",
)
@click.pass_obj
def add(
	setup: Setup, item: str, number: str, account_name: str, mpns: tuple[str, ...], accepted: tuple[str, ...]
) -> None:
	"""Look up the supplier part NUMBER, show what it is, and keep it as a part of ITEM."""
	workbench = setup.open()
	shop = workbench.shop(workbench.account(account_name))
	found = look_up(shop, workbench.parts, account_name, item, mpns, number)
	_tell_offer(found)
	offer = _add(workbench, account_name, item, found, accepted)
	click.echo(
		tables.printable(str(msg("{0} is a supplier part of {1} at {2}.", offer.sku, item, account_name)))
	)


def _tell_offer(found: FoundPart) -> None:
	screen = tables.screen()
	offer = found.offer
	screen.print(tables.details(tables.offer_fields(offer)))
	if offer.breaks:
		screen.print(tables.heading(msg("Prices in {0}", offer.currency or "?")))
		screen.print(tables.table(tables.PRICE_BREAKS, offer.breaks))
	if found.known_as:
		screen.print(
			tables.heading(msg("It is a supplier part of other items too: {0}.", ", ".join(found.known_as)))
		)


def _add(workbench: Workbench, account: str, item: str, found: FoundPart, accepted: Sequence[str]) -> Offer:
	try:
		return add_part(workbench.parts, account, item, found, accepted)
	except RejectedInput as conflict:
		raise RejectedInput(
			msg(
				"{0} Nothing was stored; to store it all the same, add --accept-mpn {1}",
				conflict.message,
				shlex.quote(found.offer.mpn),
			),
			account=account,
			field=conflict.field,
		)
