"""The few pages of the shop's web site that the API's answers link to."""

from __future__ import annotations

from html import escape

from .money import currency_of, written
from .mouser_cart import Cart, CartLine, extended_price, line_price, merchandise
from .parts import Part

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2937; margin: 2rem auto; max-width: 64rem }
h1 { font-size: 1.4rem } small { color: #6b7280 }
table { border-collapse: collapse; width: 100% }
th, td { padding: .4rem .6rem; border-bottom: 1px solid #e5e7eb; text-align: left; vertical-align: top }
.number { text-align: right; white-space: nowrap } tfoot td { font-weight: 600; border: 0 }
"""
_COLUMNS = (
	("Part", ""),
	("Maker's number", ""),
	("Your number", ""),
	("Quantity", "number"),
	("Price", "number"),
	("Total", "number"),
)


def cart_page(cart: Cart) -> str:
	"""A cart as the web page where its owner would order it."""
	currency = currency_of(cart.country)
	rows = "".join(_cart_row(line, currency, cart.country) for line in cart.lines.values())
	heads = "".join(f'<th class="{kind}">{name}</th>' for name, kind in _COLUMNS)
	total = written(merchandise(cart), currency, cart.country)
	return _page(
		"Your cart",
		f"<p><small>Sandbox shop &middot; {len(cart.lines)} lines &middot; {escape(cart.key)}</small></p>"
		f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>"
		f'<tfoot><tr><td colspan="5">Merchandise</td><td class="number">{escape(total)}</td></tr></tfoot>'
		"</table>",
	)


def missing_page(what: str) -> str:
	"""The page for something the shop does not have."""
	return _page("Not here", f"<p>{escape(what)}</p>")


def part_page(part: Part) -> str:
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
	return _page(part.mpn, f"<p>{escape(part.description)}</p><table>{rows}</table>")


def part_picture(part: Part) -> str:
	"""A drawing of the part: a package with its name, as SVG."""
	return (
		'<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120" viewBox="0 0 160 120">'
		'<rect width="160" height="120" fill="#f3f4f6"/>'
		'<rect x="20" y="35" width="120" height="50" rx="6" fill="#374151"/>'
		'<rect x="8" y="45" width="12" height="30" fill="#9ca3af"/>'
		'<rect x="140" y="45" width="12" height="30" fill="#9ca3af"/>'
		'<text x="80" y="66" fill="#fff" font-family="sans-serif" font-size="15" text-anchor="middle">'
		f"{escape(part.package)}</text></svg>"
	)


def _cart_row(line: CartLine, currency: str, country: str) -> str:
	cells = (
		f"{line.part.sku}\n{line.part.description}",
		f"{line.part.mpn}\n{line.part.manufacturer}",
		line.customer_number,
		str(line.quantity),
		written(line_price(line, currency), currency, country),
		written(extended_price(line, currency), currency, country),
	)
	tagged = zip(cells, _COLUMNS, strict=True)
	return (
		"<tr>"
		+ "".join(f'<td class="{kind}">{_two_lines(cell)}</td>' for cell, (_, kind) in tagged)
		+ "</tr>"
	)


def _two_lines(text: str) -> str:
	first, _, second = escape(text).partition("\n")
	return f"{first}<br><small>{second}</small>" if second else first


def _page(title: str, content: str) -> str:
	return (
		f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
		f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{content}</body></html>"
	)
