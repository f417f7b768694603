"""Commands about items: what is looked up, and what imports fill."""

from __future__ import annotations

from itertools import zip_longest

import click

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.offer import Parameter
from supplier_connect.shops.model.part import MakerNumber, Part
from supplier_connect.workbench import lookup_tables, tables
from supplier_connect.workbench.commands.setup import Setup
from supplier_connect.workbench.figures import money_text


@click.group("item")
def item_group() -> None:
	"""Items and what is known of their parts."""


@item_group.command("add")
@click.argument("code")
@click.option("--name", default="", help="Its name, such as: Resistor 10k 0603 1%.")
@click.option("--description", default="", help="Its description.")
@click.option("--mpn", "mpns", multiple=True, help="A manufacturer part number; several may be given.")
@click.option(
	"--manufacturer", "makers", multiple=True, help="The manufacturer of the part number in the same place."
)
@click.option("--parameter", "parameters", multiple=True, help='A parameter, such as: "Resistance=10 kOhm".')
@click.option("--group", "groups", multiple=True, help="Its item group, the innermost first.")
@click.option("--brand", default="", help="Its brand.")
@click.pass_obj
def add(
	setup: Setup,
	code: str,
	name: str,
	description: str,
	mpns: tuple[str, ...],
	makers: tuple[str, ...],
	parameters: tuple[str, ...],
	groups: tuple[str, ...],
	brand: str,
) -> None:
	"""Make the item CODE, or replace it."""
	if len(makers) > len(mpns):
		raise RejectedInput(msg("A manufacturer needs a part number: --mpn."), field="mpn")
	part = Part(
		code=code,
		name=name,
		description=description,
		groups=groups,
		parameters=tuple(map(_parameter, parameters)),
		maker_numbers=tuple(MakerNumber(*pair) for pair in zip_longest(mpns, makers, fillvalue="")),
		brand=brand,
	)
	setup.open().items.save(part)
	click.echo(msg("{0} is stored. To look it up: supplier-connect lookup --item {0}", code))


def _parameter(text: str) -> Parameter:
	name, sign, value = text.partition("=")
	if not sign or not name.strip() or not value.strip():
		raise RejectedInput(msg("“{0}” is no parameter: write NAME=VALUE.", text), field="parameter")
	return Parameter(name.strip(), value.strip())


@item_group.command("show")
@click.argument("code")
@click.pass_obj
def show(setup: Setup, code: str) -> None:
	"""Show all that is known of the item CODE."""
	items = setup.open().items
	fields = list(lookup_tables.part_fields(items.read(code)))
	links = items.links(code)
	fields += [(msg("Picture"), links.image_url), (msg("Data sheet"), links.datasheet_url)]
	fields += [
		(
			msg("Price"),
			str(
				msg(
					"{0} {1} at {2}, for {3}",
					money_text(price.price),
					price.currency,
					price.supplier,
					price.quantity,
				)
			),
		)
		for price in items.prices(code)
	]
	tables.screen().print(tables.details(field for field in fields if field[1]))


@item_group.command("list")
@click.pass_obj
def list_all(setup: Setup) -> None:
	"""Show the codes of all items."""
	for code in setup.open().items.codes():
		click.echo(tables.printable(code))
