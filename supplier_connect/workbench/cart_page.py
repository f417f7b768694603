"""A cart as a page to read, print and pass on: one file that needs nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from supplier_connect import __version__
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.cart import Finding, LineState, Severity, SupplierCart, SupplierCartLine
from supplier_connect.shops.model.order import Order
from supplier_connect.shops.services.cart.price_changes import PriceChange
from supplier_connect.workbench.figures import (
	count_text,
	difference_text,
	money_text,
	new_rates,
	old_rates,
	order_total,
	quantity_text,
	total_text,
)
from supplier_connect.workbench.output_file import write_whole
from supplier_connect.workbench.tables import SEVERITY_MARKS, count_in_cart, stock_mark

WRITTEN = msg("Changed in the order")
PROPOSED = msg("What the prices would change in the order")

_STOCK_CLASSES = {True: "enough", False: "short", None: "unknown"}
_WORDS = {
	"cart_of": msg("Supplier cart of order"),
	"open_cart": msg("Open the cart at the supplier"),
	"list": msg("List"),
	"supplier": msg("Supplier"),
	"state": msg("State"),
	"lines": msg("Lines in the cart"),
	"total": msg("Cart total"),
	"fees": msg("and fees of"),
	"order_total": msg("Order total"),
	"before": msg("before:"),
	"cart": msg("The cart"),
	"quantity": msg("Quantity"),
	"stock": msg("Stock"),
	"unit_price": msg("Unit Price"),
	"line_total": msg("Line Total"),
	"error": msg("Error"),
	"error_and_note": msg("Error, Note"),
	"left_out": msg("Left out"),
	"reason": msg("Reason"),
	"wished": msg("Left out as you wished."),
	"preflight": msg("Noticed before sending"),
	"old_rate": msg("Old Rate"),
	"new_rate": msg("New Rate"),
	"difference": msg("Difference"),
	"nothing": msg("Nothing: every rate is right already, or its price can't be applied."),
	"made_by": msg("Supplier Connect {0}", __version__),
}
# What goes by a name at the supplier is a list.
_LIST_WORDS = {
	"cart_of": msg("Supplier list of order"),
	"open_cart": msg("Open the list at the supplier"),
	"lines": msg("Lines in the list"),
	"total": msg("List total"),
	"cart": msg("The list"),
}


@dataclass(frozen=True)
class CartPage:
	"""What a page shows.

	`findings` are those of the preflight; `changes` are the rates that were or would be written, as `title`
	(`WRITTEN`, `PROPOSED`) says.
	"""

	order: Order
	transfer: SupplierCart
	findings: Sequence[Finding]
	changes: Sequence[PriceChange]
	title: Message


def _stock_class(line: SupplierCartLine) -> str:
	return _STOCK_CLASSES[line.in_stock]


def _mark(finding: Finding) -> str:
	return SEVERITY_MARKS[finding.severity][0]


def _environment() -> Environment:
	environment = Environment(
		loader=PackageLoader("supplier_connect.workbench"), autoescape=True, undefined=StrictUndefined
	)
	environment.filters |= {
		"count": count_text,
		"difference": difference_text,
		"mark": _mark,
		"money": money_text,
		"quantity": quantity_text,
		"stock_class": _stock_class,
		"stock_mark": stock_mark,
		"total": total_text,
	}
	return environment


def render(page: CartPage) -> str:
	"""The page as HTML; everything that comes from outside is escaped."""
	transfer = page.transfer
	left_out = [line for line in transfer.lines if line.state is LineState.LEFT_OUT]
	refused = sum(line.state is LineState.REFUSED for line in transfer.lines)
	sent = [line for line in transfer.lines if line.state is not LineState.LEFT_OUT]
	changes = [change for change in page.changes if change.changes]
	return (
		_environment()
		.get_template("cart.html")
		.render(
			words=_WORDS | (_LIST_WORDS if transfer.cart_name else {}),
			order=page.order,
			transfer=transfer,
			sent=sent,
			has_notes=any(line.note for line in sent),
			left_out=left_out,
			in_cart=count_in_cart(transfer),
			line_notes=msg("{0} refused, {1} left out", refused, len(left_out)),
			# What keeps a line from being sent is told with the lines left out.
			notes=[finding for finding in page.findings if finding.severity is not Severity.LINE],
			changes=changes,
			changes_title=page.title,
			before=order_total(page.order, old_rates(changes)),
			after=order_total(page.order, new_rates(changes)),
			sent_at=msg("{0} UTC", f"{transfer.sent_at:%Y-%m-%d %H:%M}") if transfer.sent_at else "",
		)
	)


def write(page: CartPage, path: Path) -> None:
	"""Write a page to a file; raises `Unavailable` when that can't be done."""
	write_whole(path, render(page))
