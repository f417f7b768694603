"""What the command line shows: tables of carts, prices, transfers and calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from supplier_connect.core.model.calls import CallRecord
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.model.token import Token
from supplier_connect.core.model.usage import CacheSize, Usage
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import Finding, LineState, Severity, SupplierCart, SupplierCartLine
from supplier_connect.shops.model.offer import Offer, PriceBreak
from supplier_connect.shops.model.order import OrderLine
from supplier_connect.shops.services.cart.price_changes import PriceChange
from supplier_connect.workbench.figures import (
	UNKNOWN,
	count_text,
	difference_text,
	money_text,
	quantity_text,
	total_text,
)
from supplier_connect.workbench.stores.accounts import AccountDefinition
from supplier_connect.workbench.stores.calls import CallCount

# A narrow terminal wraps rows by itself: better than part numbers cut in pieces.
_LEAST_WIDTH = 140
_MARKS = {True: "✔", False: "✘", None: "?"}
_MARK_STYLES = {True: "green", False: "red", None: "yellow"}
SEVERITY_MARKS = {
	Severity.ORDER: ("✘", "red"),
	Severity.LINE: ("✘", "red"),
	Severity.WARNING: ("!", "yellow"),
	Severity.NOTE: ("·", "dim"),
}

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Column(Generic[_Row]):
	"""A column: its heading, what a row has there, and where numbers stand.

	An `optional` one is left out of a table where no row has anything there; what is `whole` isn't broken into lines.
	"""

	heading: Message
	cell: Callable[[_Row], str | Styled]
	justify: Literal["left", "right"] = "left"
	optional: bool = False
	whole: bool = False


@dataclass(frozen=True)
class AccountRow:
	"""An account, where its sign-in stands, and what the user must know of that (None: nothing)."""

	definition: AccountDefinition
	sign_in: str
	warning: Message | None = None

	@property
	def account(self) -> ShopAccount:
		"""The account without its keys."""
		return self.definition.account


@dataclass(frozen=True)
class CallsLeft:
	"""How many calls of today an account has spent, and how many it may make; 0 for no limit."""

	account: str
	spent: int
	limit: int


@dataclass(frozen=True)
class KeptOfAccount:
	"""What is kept of an account's answers for how many seconds, and how often it was there (`hits`) or not."""

	account: str
	seconds: int
	kept: CacheSize
	hits: int
	misses: int


def screen(least_width: int = _LEAST_WIDTH) -> Console:
	"""Where results are shown."""
	return Console(highlight=False, width=max(Console().width, least_width))


def printable(text: str) -> str:
	"""A text of others that can't steer the terminal."""
	return "".join(sign if sign.isprintable() else "�" for sign in text)


def table(columns: Iterable[Column[_Row]], rows: Iterable[_Row]) -> Table:
	"""A table of rows."""
	rows = list(rows)
	columns = [column for column in columns if not column.optional or any(map(column.cell, rows))]
	made = Table(header_style="bold", pad_edge=False, box=None, padding=(0, 2, 0, 0))
	for column in columns:
		made.add_column(str(column.heading), justify=column.justify, overflow="fold", no_wrap=column.whole)
	for row in rows:
		cells = (column.cell(row) for column in columns)
		made.add_row(*(Styled(printable(cell)) if isinstance(cell, str) else cell for cell in cells))
	return made


def details(fields: Iterable[tuple[Message, str]]) -> Table:
	"""What is known of one thing, a line each: what it is and the value."""
	made = Table.grid(padding=(0, 2, 0, 0))
	made.add_column(style="bold", no_wrap=True)
	made.add_column(overflow="fold")
	for name, value in fields:
		made.add_row(str(name), Styled(printable(value)))
	return made


def offer_fields(offer: Offer) -> tuple[tuple[Message, str], ...]:
	"""All that is known of an offer but its prices; what isn't stays empty."""
	return tuple((name, told(offer)) for name, told in _OFFER)


def heading(text: Message) -> Styled:
	"""A line above a table."""
	return Styled(printable(str(text)), "bold")


def stock_mark(line: SupplierCartLine) -> str:
	"""✔ when the shop has enough for a line, ✘ when not, ? when nobody knows."""
	return _MARKS[line.in_stock]


def _stock(line: SupplierCartLine) -> Styled:
	mark = Styled(f" {stock_mark(line)}", _MARK_STYLES[line.in_stock])
	return Styled(count_text(line.stock)).append_text(mark)


def until(grant: Token) -> Message:
	"""Until when a sign-in holds, should it not be used before."""
	return msg("until {0}", f"{grant.refresh_until:%Y-%m-%d}" if grant.refresh_until else UNKNOWN)


def packing_words(offer: Offer) -> str:
	"""How an offer is packed, in our words where they are known; "" where it isn't told."""
	return offer.packing.value if offer.packing else ", ".join(offer.packaging)


def _known(count: int | None) -> str:
	return "" if count is None else count_text(count)


def _yes_or_no(truth: bool | None) -> str:
	return "" if truth is None else str(msg("yes") if truth else msg("no"))


def _fee(fee: Decimal | None) -> str:
	return "" if fee is None else money_text(fee)


def _limits(known: AccountRow) -> str:
	limits = known.account.limits
	amounts = (limits.per_second, limits.per_minute, limits.per_day)
	return " / ".join(str(amount) if amount else UNKNOWN for amount in amounts)


def _share_saved(one: KeptOfAccount) -> str:
	asked = one.hits + one.misses
	return f"{one.hits / asked:.0%}" if asked else UNKNOWN


CART: tuple[Column[SupplierCartLine], ...] = (
	Column(msg("#"), lambda line: str(line.number), "right"),
	Column(msg("SKU"), lambda line: line.chosen_sku or line.sku, whole=True),
	Column(msg("MPN"), lambda line: line.mpn),
	Column(msg("IPN"), lambda line: line.item),
	Column(msg("Quantity"), lambda line: count_text(line.pieces), "right"),
	Column(msg("Stock"), _stock, "right"),
	Column(msg("Unit Price"), lambda line: money_text(line.unit_price), "right"),
	Column(msg("Line Total"), lambda line: money_text(line.total), "right"),
	Column(msg("Error"), lambda line: Styled(printable(line.error), "red")),
	Column(msg("Note"), lambda line: line.note, optional=True),
)
LEFT_OUT: tuple[Column[SupplierCartLine], ...] = (
	Column(msg("#"), lambda line: str(line.number), "right"),
	Column(msg("IPN"), lambda line: line.item),
	Column(msg("Reason"), lambda line: line.error or str(msg("Left out as you wished."))),
)
CHANGES: tuple[Column[PriceChange], ...] = (
	Column(msg("#"), lambda change: str(change.number), "right"),
	Column(msg("IPN"), lambda change: change.item),
	Column(msg("SKU"), lambda change: change.sku),
	Column(msg("Quantity"), lambda change: f"{quantity_text(change.quantity)} {change.uom}", "right"),
	Column(msg("Old Rate"), lambda change: money_text(change.old_rate), "right"),
	Column(msg("New Rate"), lambda change: money_text(change.new_rate), "right"),
	Column(msg("Difference"), lambda change: difference_text(change.difference), "right"),
)
UNCHANGED: tuple[Column[PriceChange], ...] = (
	Column(msg("#"), lambda change: str(change.number), "right"),
	Column(msg("IPN"), lambda change: change.item),
	Column(msg("Not applied because"), lambda change: str(change.reason)),
)
ORDER: tuple[Column[OrderLine], ...] = (
	Column(msg("#"), lambda line: str(line.number), "right"),
	Column(msg("IPN"), lambda line: line.item),
	Column(msg("Quantity"), lambda line: f"{quantity_text(line.quantity)} {line.uom}", "right"),
	Column(msg("Manufacturer"), lambda line: line.manufacturer),
	Column(msg("MPN"), lambda line: line.mpn),
	Column(msg("SKU"), lambda line: line.sku),
	Column(msg("Rate"), lambda line: money_text(line.rate), "right"),
)
NOT_FOUND: tuple[Column[OrderLine], ...] = (
	Column(msg("#"), lambda line: str(line.number), "right"),
	Column(msg("IPN"), lambda line: line.item),
	Column(msg("Manufacturer"), lambda line: line.manufacturer),
	Column(msg("MPN"), lambda line: line.mpn),
	Column(msg("Description"), lambda line: line.description),
)
PARTS: tuple[Column[tuple[str, Offer]], ...] = (
	Column(msg("IPN"), lambda row: row[0]),
	Column(msg("SKU"), lambda row: row[1].sku),
	Column(msg("MPN"), lambda row: row[1].mpn),
	Column(msg("Manufacturer"), lambda row: row[1].manufacturer),
	Column(msg("Packing"), lambda row: packing_words(row[1]), optional=True),
	Column(msg("Stock"), lambda row: count_text(row[1].stock), "right"),
	Column(msg("Minimum"), lambda row: count_text(row[1].minimum), "right"),
	Column(msg("From"), lambda row: money_text(row[1].breaks[0].price if row[1].breaks else None), "right"),
	Column(msg("Fee"), lambda row: _fee(row[1].fee), "right", optional=True),
	Column(msg("Lifecycle"), lambda row: row[1].lifecycle),
)
_OFFER: tuple[tuple[Message, Callable[[Offer], str]], ...] = (
	(msg("Supplier part number"), lambda offer: offer.sku),
	(msg("MPN"), lambda offer: offer.mpn),
	(msg("Manufacturer"), lambda offer: offer.manufacturer),
	(msg("Description"), lambda offer: offer.description),
	(msg("Category"), lambda offer: offer.category),
	(msg("Packing"), packing_words),
	(msg("Lifecycle"), lambda offer: offer.lifecycle),
	(msg("Last day to buy"), lambda offer: offer.last_buy.isoformat() if offer.last_buy else ""),
	(msg("Replacement"), lambda offer: offer.replacement),
	(msg("Stock"), lambda offer: _known(offer.stock)),
	(msg("Lead time in days"), lambda offer: _known(offer.lead_time_days)),
	(msg("Minimum"), lambda offer: _known(offer.minimum)),
	(msg("Multiple"), lambda offer: _known(offer.multiple)),
	(msg("Maximum"), lambda offer: _known(offer.maximum)),
	(msg("Standard package"), lambda offer: _known(offer.standard_package)),
	(msg("Fee"), lambda offer: f"{_fee(offer.fee)} {offer.currency}" if offer.fee is not None else ""),
	(msg("Not returnable"), lambda offer: _yes_or_no(offer.non_returnable)),
	(msg("Tariff is added"), lambda offer: _yes_or_no(offer.tariff)),
	(msg("Surcharge"), lambda offer: offer.surcharge),
	(msg("Sold by another company"), lambda offer: _yes_or_no(offer.marketplace)),
	(msg("RoHS"), lambda offer: offer.rohs),
	(msg("Restriction"), lambda offer: offer.restriction),
	(msg("Page"), lambda offer: offer.url),
	(msg("Data sheet"), lambda offer: offer.datasheet_url),
	(msg("Picture"), lambda offer: offer.image_url),
)
PRICE_BREAKS: tuple[Column[PriceBreak], ...] = (
	Column(msg("From"), lambda step: count_text(step.quantity), "right"),
	Column(msg("Unit Price"), lambda step: money_text(step.price), "right"),
)
CARTS: tuple[Column[SupplierCart], ...] = (
	Column(msg("Cart"), lambda transfer: transfer.name),
	Column(msg("List"), lambda transfer: transfer.cart_name, optional=True),
	Column(msg("Account"), lambda transfer: transfer.account),
	Column(msg("State"), lambda transfer: transfer.state.value),
	Column(msg("Tries"), lambda transfer: str(transfer.attempt), "right"),
	Column(msg("Lines"), lambda transfer: str(count_in_cart(transfer)), "right"),
	Column(
		msg("Total"), lambda transfer: f"{total_text(transfer.total)} {transfer.currency}".strip(), "right"
	),
	Column(
		msg("Sent at (UTC)"),
		lambda transfer: f"{transfer.sent_at:%Y-%m-%d %H:%M}" if transfer.sent_at else "",
	),
	Column(msg("By"), lambda transfer: transfer.user),
	Column(msg("Message"), lambda transfer: transfer.message),
	Column(msg("Note"), lambda transfer: transfer.note, optional=True),
)
CALL_COUNTS: tuple[Column[CallCount], ...] = (
	Column(msg("Day (UTC)"), lambda count: count.day.isoformat()),
	Column(msg("Account"), lambda count: count.account),
	Column(msg("User"), lambda count: count.user or UNKNOWN),
	Column(msg("Calls"), lambda count: str(count.calls), "right"),
	Column(msg("Failed"), lambda count: str(count.failed), "right"),
)
CALLS: tuple[Column[CallRecord], ...] = (
	Column(msg("At (UTC)"), lambda call: f"{call.at:%Y-%m-%d %H:%M:%S}"),
	Column(msg("Account"), lambda call: call.account),
	Column(msg("Call"), lambda call: f"{call.method} {call.path}"),
	Column(msg("Status"), lambda call: str(call.status or UNKNOWN), "right"),
	Column(msg("ms"), lambda call: count_text(call.milliseconds), "right"),
	Column(msg("Bytes"), lambda call: count_text(call.received_bytes), "right"),
	Column(msg("Error"), lambda call: call.error),
)
CALLS_LEFT: tuple[Column[CallsLeft], ...] = (
	Column(msg("Account"), lambda one: one.account),
	Column(msg("Calls Today"), lambda one: count_text(one.spent), "right"),
	Column(msg("Limit"), lambda one: count_text(one.limit) if one.limit else UNKNOWN, "right"),
	Column(
		msg("Left"), lambda one: count_text(max(one.limit - one.spent, 0)) if one.limit else UNKNOWN, "right"
	),
)
USAGE: tuple[Column[Usage], ...] = (
	Column(msg("Day (UTC)"), lambda used: used.day.isoformat()),
	Column(msg("Account"), lambda used: used.account),
	Column(msg("User"), lambda used: used.user or UNKNOWN),
	Column(msg("Endpoint"), lambda used: used.endpoint),
	Column(msg("Calls"), lambda used: count_text(used.calls), "right"),
	Column(msg("Failed"), lambda used: count_text(used.failed), "right"),
	Column(msg("Saved"), lambda used: count_text(used.hits), "right"),
	Column(msg("ms"), lambda used: count_text(used.milliseconds), "right"),
	Column(msg("Bytes"), lambda used: count_text(used.received_bytes), "right"),
)
KEPT: tuple[Column[KeptOfAccount], ...] = (
	Column(msg("Account"), lambda one: one.account),
	Column(msg("Kept for (seconds)"), lambda one: count_text(one.seconds), "right"),
	Column(msg("Answers"), lambda one: count_text(one.kept.entries), "right"),
	Column(msg("Bytes"), lambda one: count_text(one.kept.size), "right"),
	Column(msg("Calls Saved in 30 Days"), lambda one: count_text(one.hits), "right"),
	Column(msg("Not Kept"), lambda one: count_text(one.misses), "right"),
	Column(msg("Saved"), _share_saved, "right"),
)
ACCOUNTS: tuple[Column[AccountRow], ...] = (
	Column(msg("Account"), lambda known: known.account.name),
	Column(msg("Connector"), lambda known: known.account.connector),
	Column(msg("Supplier"), lambda known: known.account.supplier),
	Column(msg("Country"), lambda known: known.account.shop_country),
	Column(msg("Currency"), lambda known: known.account.shop_currency),
	Column(msg("Sign-in"), lambda known: known.sign_in),
	Column(msg("Base URL"), lambda known: known.account.base_url),
	Column(msg("Calls per second / minute / day"), _limits),
)


def count_in_cart(transfer: SupplierCart) -> int:
	"""How many lines of an order are in the cart."""
	return sum(line.state is LineState.IN_CART for line in transfer.lines)


def finding_line(finding: Finding) -> Styled:
	"""A finding of the preflight with its mark."""
	mark, style = SEVERITY_MARKS[finding.severity]
	return Styled(f"{mark} ", style).append(printable(str(finding.message)))
