"""The pages of the sandbox's DigiKey that its answers link to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from supplier_connect.sandbox.catalogue.money import written
from supplier_connect.sandbox.digikey.list_prices import choice_for, hit_of
from supplier_connect.sandbox.digikey.lists import ListLine, PartList
from supplier_connect.sandbox.digikey.offers import DigiKeyProduct, Shelf, Variation
from supplier_connect.sandbox.digikey.parameters import long_description, parameters_of, short_description
from supplier_connect.sandbox.digikey.pricing import Quote
from supplier_connect.sandbox.digikey.wire import View
from supplier_connect.sandbox.digikey.words import word
from supplier_connect.sandbox.frame.pages import page, table

_COLUMNS = (
	("Part", ""),
	("Maker's number", ""),
	("Your number", ""),
	("Quantity", "number"),
	("Price", "number"),
	("Total", "number"),
)
_PACK_COLUMNS = (
	("Number", ""),
	("Packaging", ""),
	("In stock", "number"),
	("Minimum", "number"),
	("Prices", "number"),
)
_UNPRICED = "-"


def list_page(kept: PartList, shelf: Shelf, view: View) -> str:
	"""A list as the web page where its owner would put it in the cart."""
	quotes = [_quote(line, shelf, view) for line in kept.lines]
	rows = [_row(line, quote, shelf, view) for line, quote in zip(kept.lines, quotes, strict=True)]
	total = sum((quote.total for quote in quotes if quote), Decimal(0))
	return page(
		kept.name,
		f"<p><small>Sandbox DigiKey &middot; {len(kept.lines)} lines &middot; {escape(kept.id)}</small></p>"
		+ table(_COLUMNS, rows, _money(total, view)),
	)


def product_page(product: DigiKeyProduct, view: View) -> str:
	"""A product as its page and data sheet in one."""
	facts = [f"{each.name}: {each.text}" for each in parameters_of(product.part)]
	rows = [_pack_row(variation, view) for variation in product.variations]
	return page(
		product.part.mpn,
		f"<p>{escape(long_description(product.part))}</p><p>{escape(product.maker.name)} &middot; "
		f"{escape(word(product.status.names, view.locale.language))}</p>"
		f"<p><small>{escape('; '.join(facts))}</small></p>" + table(_PACK_COLUMNS, rows),
	)


def _quote(line: ListLine, shelf: Shelf, view: View) -> Quote | None:
	hit = hit_of(line, shelf)
	return choice_for(hit, line.amounts[0], view).quote if hit else None


def _row(line: ListLine, quote: Quote | None, shelf: Shelf, view: View) -> Sequence[str]:
	hit = hit_of(line, shelf)
	number = quote.variation.number if quote else line.requested
	description = short_description(hit.product.part) if hit else "This part was not found."
	made_by = f"{hit.product.part.mpn}\n{hit.product.maker.name}" if hit else ""
	return (
		f"{number}\n{description}",
		made_by,
		f"{line.customer_reference}\n{line.designator}",
		str(quote.sold if quote else line.amounts[0].quantity),
		_money(quote.price, view) if quote else _UNPRICED,
		_money(quote.total, view) if quote else _UNPRICED,
	)


def _pack_row(variation: Variation, view: View) -> Sequence[str]:
	prices = [f"{step.quantity}: {_money(view.price(step.price), view)}" for step in variation.steps]
	return (
		variation.number,
		word(variation.pack.names, view.locale.language),
		str(variation.stock),
		str(variation.minimum),
		"; ".join(prices) or _UNPRICED,
	)


def _money(price: Decimal, view: View) -> str:
	return written(price, view.locale.currency, view.locale.country)
