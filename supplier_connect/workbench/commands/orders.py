"""Commands about orders and the supplier parts of their lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from supplier_connect.model.errors import RejectedInput
from supplier_connect.model.locale import check_currency
from supplier_connect.model.order import Order, OrderLine
from supplier_connect.model.text import Text, _
from supplier_connect.services.link_parts import lines_without_part, link_parts
from supplier_connect.workbench import tables
from supplier_connect.workbench.commands.setup import Setup, account_option
from supplier_connect.workbench.figures import order_total, total_text
from supplier_connect.workbench.order_csv import OrderHead, keep_rates, read_order


@click.group("order")
def order_group() -> None:
	"""Purchase orders."""


@order_group.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--name", required=True, help="The order's name, such as PO-00001.")
@click.option("--supplier", required=True, help="The supplier as the account names it.")
@click.option("--currency", required=True, help="ISO code of the currency, such as USD.")
@click.option(
	"--boards",
	type=click.IntRange(min=1),
	default=1,
	show_default=True,
	help="Every quantity is multiplied by this.",
)
@click.option(
	"--update", is_flag=True, help="Update the order of that name; rates the file doesn't give stay."
)
@click.pass_obj
def import_order(
	setup: Setup, file: Path, name: str, supplier: str, currency: str, boards: int, update: bool
) -> None:
	"""Import a bill of materials or an order from a CSV FILE.

	Columns: Line, IPN and Qty, and as far as known UOM, References, Value, Package, Manufacturer, MPN, SKU, UOM
	factor (how many pieces one UOM is) and Rate (the price of one UOM).
	"""
	workbench = setup.open()
	known = name in workbench.orders.names()
	if known and not update:
		raise RejectedInput(
			_(
				"There is an order {0} already. Choose another name, or bring it up to date with --update.",
				name,
			),
			field="name",
		)
	read = read_order(file, OrderHead(name, supplier, check_currency(currency.upper()), boards))
	order = keep_rates(read.order, workbench.orders.read(name)) if known else read.order
	workbench.orders.save_order(order)
	click.echo(_("{0}: {1} lines for {2} boards imported.", name, len(order.lines), boards))
	if read.unused:
		click.echo(_("Columns that were not read: {0}.", ", ".join(read.unused)))


@order_group.command("list")
@click.pass_obj
def list_all(setup: Setup) -> None:
	"""Show the names of all orders."""
	for name in setup.open().orders.names():
		click.echo(name)


@order_group.command("show")
@click.argument("order")
@click.pass_obj
def show(setup: Setup, order: str) -> None:
	"""Show the ORDER with its lines."""
	found = setup.open().orders.read(order)
	click.echo(f"{found.name}  {found.supplier}  {found.state.value}")
	tables.screen().print(tables.table(tables.ORDER, found.lines))
	_tell_total(found)


def _tell_total(order: Order) -> None:
	total = order_total(order)
	click.echo(_("Order total: {0} {1}", total_text(total.amount), order.currency))
	if total.unpriced:
		click.echo(_("Lines without a rate, not counted: {0}", total.unpriced))


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
	click.echo(_("{0}: {1} supplier parts found.", order, len(linked) - len(missing)))
	_tell_lines(missing, _("Not found at {0}: {1}", account.name, len(missing)))
	unnumbered = tuple(line for line in found.lines if not line.mpn and not line.sku)
	_tell_lines(unnumbered, _("Lines without a manufacturer part number: {0}", len(unnumbered)))


def _tell_lines(lines: Sequence[OrderLine], title: Text) -> None:
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
	click.echo(_("{0} is bought as {1} at {2}.", ipn, sku, account))


@parts_group.command("number")
@click.argument("supplier")
@click.argument("ipn")
@click.argument("number")
@click.pass_obj
def number(setup: Setup, supplier: str, ipn: str, number: str) -> None:
	"""Note the NUMBER that SUPPLIER has for the item IPN; used where no supplier part is known."""
	setup.open().parts.save_supplier_number(supplier, ipn, number)
	click.echo(_("{0} is {1} at {2}.", ipn, number, supplier))
