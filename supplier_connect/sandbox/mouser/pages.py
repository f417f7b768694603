"""The few pages of the shop's web site that the API's answers link to."""

from __future__ import annotations

from html import escape

from supplier_connect.sandbox.catalogue.money import currency_of, written
from supplier_connect.sandbox.catalogue.parts import CataloguePart
from supplier_connect.sandbox.frame.pages import page, table
from supplier_connect.sandbox.mouser.cart import (
	StoredCart,
	StoredLine,
	extended_price,
	line_price,
	merchandise,
)

_COLUMNS = (
	("Part", ""),
	("Maker's number", ""),
	("Your number", ""),
	("Quantity", "number"),
	("Price", "number"),
	("Total", "number"),
)


def cart_page(cart: StoredCart) -> str:
	"""A cart as the web page where its owner would order it."""
	currency = currency_of(cart.country)
	rows = (_cart_row(line, currency, cart.country) for line in cart.lines.values())
	total = written(merchandise(cart), currency, cart.country)
	return page(
		"Your cart",
		f"<p><small>Sandbox shop &middot; {len(cart.lines)} lines &middot; {escape(cart.key)}</small></p>"
		+ table(_COLUMNS, rows, total),
	)


def part_page(part: CataloguePart) -> str:
	"""A part as its product page and data sheet in one."""
	facts = {
		"Number": part.sku,
		"Maker": part.manufacturer,
		"Category": part.category,
		"Package": part.package,
		"In stock": str(part.stock),
		"Minimum / multiple": f"{part.minimum} / {part.multiple}",
	}
	rows = "".join(f"<tr><th>{name}</th><td>{escape(fact)}</td></tr>" for name, fact in facts.items())
	return page(part.mpn, f"<p>{escape(part.description)}</p><table>{rows}</table>")


def _cart_row(line: StoredLine, currency: str, country: str) -> tuple[str, ...]:
	return (
		f"{line.part.sku}\n{line.part.description}",
		f"{line.part.mpn}\n{line.part.manufacturer}",
		line.customer_number,
		str(line.quantity),
		written(line_price(line, currency), currency, country),
		written(extended_price(line, currency), currency, country),
	)
