"""Commands about orders."""

from __future__ import annotations

from pathlib import Path

import click

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.locale import check_currency
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.order import Order
from supplier_connect.workbench import tables
from supplier_connect.workbench.commands.setup import Setup
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
			msg(
				"There is an order {0} already. Choose another name, or bring it up to date with --update.",
				name,
			),
			field="name",
		)
	read = read_order(file, OrderHead(name, supplier, check_currency(currency.upper()), boards))
	order = keep_rates(read.order, workbench.orders.read(name)) if known else read.order
	workbench.orders.save_order(order)
	click.echo(msg("{0}: {1} lines for {2} boards imported.", name, len(order.lines), boards))
	if read.unused:
		click.echo(msg("Columns that were not read: {0}.", ", ".join(read.unused)))


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
	click.echo(msg("Order total: {0} {1}", total_text(total.amount), order.currency))
	if total.unpriced:
		click.echo(msg("Lines without a rate, not counted: {0}", total.unpriced))
