"""Commands that send orders, and about the carts that came of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from supplier_connect.core.model.errors import NotFound, RejectedInput, SendRefused
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.model.money import ExchangeRate
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import CartChoice, Finding, LineState, SupplierCart
from supplier_connect.shops.model.offer import Packing
from supplier_connect.shops.model.order import Order
from supplier_connect.shops.services.cart.packings import Packings, with_packings
from supplier_connect.shops.services.cart.preflight import (
	Preflight,
	about_other_carts,
	about_own_cart,
	check_order,
)
from supplier_connect.shops.services.cart.price_changes import (
	BetterBreak,
	PriceChange,
	PriceTerms,
	apply_prices,
	propose,
)
from supplier_connect.shops.services.cart.send_order import send_order
from supplier_connect.workbench import cart_page, tables
from supplier_connect.workbench.commands.setup import PACKINGS, Setup, account_option, page_option, refs_of
from supplier_connect.workbench.figures import (
	difference_text,
	new_rates,
	old_rates,
	order_total,
	quantity_text,
	total_text,
)
from supplier_connect.workbench.wiring import RATE_DECIMALS, Workbench

_ALL = "all"


@click.command("preflight")
@click.argument("order")
@account_option
@click.pass_obj
def preflight(setup: Setup, order: str, account_name: str | None) -> None:
	"""Show what would stand in the way of sending the ORDER; nothing is sent."""
	workbench = setup.open()
	found = workbench.orders.read(order)
	checked = _check(workbench, found, workbench.account_of(found.supplier, account_name))
	_tell_findings(checked.findings)
	parcels = checked.parcels(checked.bad_refs)
	click.echo(msg("{0}: {1} cart lines could be sent to {2}.", order, len(parcels), checked.account.name))


def _check(workbench: Workbench, order: Order, account: ShopAccount) -> Preflight:
	checked = check_order(order, account, workbench.cart_shop(account).rules, workbench.parts)
	transfers = workbench.transfers
	return about_other_carts(about_own_cart(with_packings(checked, transfers), transfers), transfers)


def _tell_findings(findings: Iterable[Finding]) -> None:
	screen = tables.screen()
	for finding in findings:
		screen.print(tables.finding_line(finding))


@click.command("send")
@click.argument("order")
@account_option
@click.option("--new-cart", is_flag=True, help="Fill a new cart instead of the one the order already has.")
@click.option("--leave-out", "leave_out", type=int, multiple=True, help="Number of a line to leave out.")
@click.option(
	"--packing",
	"packings",
	multiple=True,
	metavar="N=PACKING",
	help="How line N shall be packed where its number leaves it open, such as 3=cut-tape; 3= leaves it to the shop.",
)
@click.option("--leave-out-unsendable", is_flag=True, help="Leave out the lines that can't be sent.")
@page_option
@click.pass_obj
def send(
	setup: Setup,
	order: str,
	account_name: str | None,
	new_cart: bool,
	leave_out: tuple[int, ...],
	packings: tuple[str, ...],
	leave_out_unsendable: bool,
	page: Path | None,
) -> None:
	"""Send the ORDER into a cart, or a list, at its supplier. Sending it again brings the same one up to date."""
	workbench = setup.open()
	found = workbench.orders.read(order)
	account = workbench.account_of(found.supplier, account_name)
	checked = _check(workbench, found, account)
	left_out = checked.bad_refs if leave_out_unsendable else frozenset()
	left_out = left_out.union(refs_of(found, leave_out))
	# The lines that are left out are named with their reasons below the cart.
	_tell_findings(finding for finding in checked.findings if finding.ref not in left_out)
	_refuse_unsendable(checked, left_out)
	with _progress(order, account.name) as show:
		transfer = send_order(
			workbench.tools(workbench.cart_shop(account), show),
			found,
			account,
			CartChoice.NEW if new_cart else CartChoice.SAME,
			left_out,
			_packings(found, packings),
		)
	_tell_cart(transfer)
	changes = propose(found, transfer, _terms(workbench, found, transfer))
	_tell_proposal(found, changes)
	_write_page(page, cart_page.CartPage(found, transfer, checked.findings, changes, cart_page.PROPOSED))


def _packings(order: Order, asked: Iterable[str]) -> Packings:
	"""The packings asked for as "3=cut-tape"; raises `RejectedInput` for what names no line or no packing."""
	chosen: dict[str, Packing | None] = {}
	for text in asked:
		number, equals, word = text.partition("=")
		if not (number.isdecimal() and equals) or (word and word not in PACKINGS):
			raise RejectedInput(
				msg("{0} is no line with a packing. Write 3= and one of {1}.", text, ", ".join(PACKINGS)),
				field="packings",
			)
		(ref,) = refs_of(order, [int(number)])
		chosen[ref] = PACKINGS[word] if word else None
	return chosen


def _refuse_unsendable(checked: Preflight, left_out: Collection[str]) -> None:
	waiting = checked.bad_refs.difference(left_out)
	if waiting and not checked.stops:
		raise SendRefused(
			msg(
				"{0} lines of {1} can't be sent, see above. Correct them, or add --leave-out-unsendable to send the rest.",
				len(waiting),
				checked.order.name,
			),
			account=checked.account.name,
		)


@contextmanager
def _progress(order: str, account: str) -> Iterator[Callable[[SupplierCart], None]]:
	"""A bar on the error output, so that results can go to a file."""
	columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
	with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as progress:
		task = progress.add_task(str(msg("Sending {0} to {1}", order, account)), total=None)

		def show(transfer: SupplierCart) -> None:
			progress.update(task, completed=transfer.done_calls, total=transfer.planned_calls)

		yield show


def _tell_cart(transfer: SupplierCart) -> None:
	screen = tables.screen()
	sent = [line for line in transfer.lines if line.state is not LineState.LEFT_OUT]
	left_out = [line for line in transfer.lines if line.state is LineState.LEFT_OUT]
	screen.print(
		tables.heading(
			msg("{0}: {1} → {2}, {3}", transfer.name, transfer.order, transfer.account, transfer.state.value)
		)
	)
	screen.print(tables.table(tables.CART, sent))
	if left_out:
		screen.print(tables.heading(msg("Left out: {0}", len(left_out))))
		screen.print(tables.table(tables.LEFT_OUT, left_out))
	click.echo(
		msg(
			"Total: {0} {1} for {2} lines; {3} refused, {4} left out.",
			total_text(transfer.total),
			transfer.currency,
			tables.count_in_cart(transfer),
			sum(line.state is LineState.REFUSED for line in sent),
			len(left_out),
		)
	)
	if transfer.fees:
		click.echo(msg("Fees: {0} {1}", total_text(transfer.fees), transfer.currency))
	if transfer.note:
		click.echo(tables.printable(transfer.note))
	click.echo(tables.printable(str(_where(transfer))))


def _where(transfer: SupplierCart) -> Message:
	"""Where the user finds what was filled: a cart, or a list that goes by a name."""
	if transfer.cart_name:
		return msg("See the list {0}: {1}", transfer.cart_name, transfer.cart_url)
	return msg("See the cart: {0}", transfer.cart_url)


def _tell_proposal(order: Order, changes: Sequence[PriceChange]) -> None:
	changing = [change for change in changes if change.changes]
	for change in changes:
		if change.better:
			click.echo(_better_text(change, change.better))
	if not changing:
		click.echo(msg("The prices would change nothing in {0}.", order.name))
		return
	tables.screen().print(tables.heading(msg("What the prices would change in {0}", order.name)))
	_tell_changes(order, changing)
	click.echo(msg("Nothing was written. To write: supplier-connect prices {0} --apply all", order.name))


def _better_text(change: PriceChange, better: BetterBreak) -> Message:
	return msg(
		"Line {0} ({1}): {2} instead of {3} cost {4} less.",
		change.number,
		change.item,
		f"{quantity_text(better.quantity)} {change.uom}",
		quantity_text(change.quantity),
		total_text(better.saving),
	)


def _tell_changes(order: Order, changes: Sequence[PriceChange]) -> None:
	tables.screen().print(tables.table(tables.CHANGES, changes))
	before = order_total(order, old_rates(changes))
	after = order_total(order, new_rates(changes))
	click.echo(
		msg(
			"Order total: {0} before, {1} after ({2}) {3}",
			total_text(before.amount),
			total_text(after.amount),
			difference_text(after.amount - before.amount),
			order.currency,
		)
	)
	click.echo(
		msg("Lines without a rate, not counted: {0} before, {1} after", before.unpriced, after.unpriced)
	)


def _write_page(path: Path | None, page: cart_page.CartPage) -> None:
	if path:
		cart_page.write(page, path)
		click.echo(msg("The cart as a page: {0}", path))


@click.command("prices")
@click.argument("order")
@account_option
@click.option("--apply", "ticked", multiple=True, metavar="all|N", help="Write the price of line N, or all.")
@click.option(
	"--exchange-rate",
	type=click.FloatRange(min=0, max=1e9, min_open=True),
	metavar="RATE",
	help="What one unit of the cart's currency is in the order's, where they differ.",
)
@page_option
@click.pass_obj
def prices(
	setup: Setup,
	order: str,
	account_name: str | None,
	ticked: tuple[str, ...],
	exchange_rate: float | None,
	page: Path | None,
) -> None:
	"""Show what the prices of the cart would change in the ORDER, and write those asked for."""
	workbench = setup.open()
	found = workbench.orders.read(order)
	account = workbench.account_of(found.supplier, account_name)
	transfer = workbench.transfers.current(order, account.name)
	if transfer is None:
		raise NotFound(msg("{0} was not sent to {1} yet. Send it first.", order, account.name))
	terms = _terms(workbench, found, transfer, exchange_rate)
	changes = propose(found, transfer, terms)
	unfit = [change for change in changes if change.reason]
	if unfit:
		tables.screen().print(tables.table(tables.UNCHANGED, unfit))
	title = cart_page.PROPOSED
	if ticked:
		refs = _ticked_refs(found, changes, ticked)
		seen = {change.ref: change.new_rate for change in changes if change.new_rate is not None}
		wanted = {ref: seen[ref] for ref in refs} if seen.keys() >= set(refs) else refs
		changes = apply_prices(workbench.orders, workbench.transfers, transfer.name, wanted, terms)
		found, title = workbench.orders.read(order), cart_page.WRITTEN
		_tell_written(found, changes, nothing_fits=not seen)
	else:
		_tell_proposal(found, changes)
	findings = _check(workbench, found, account).findings
	_write_page(page, cart_page.CartPage(found, transfer, findings, changes, title))


def _terms(
	workbench: Workbench, order: Order, transfer: SupplierCart, exchange_rate: float | None = None
) -> PriceTerms:
	today = date.today()
	rate = Decimal(str(exchange_rate)) if exchange_rate and exchange_rate > 0 else None
	exchange = ExchangeRate(transfer.currency, order.currency, rate, today) if rate else None
	skus = [line.chosen_sku or line.sku for line in transfer.lines]
	offers = workbench.parts.offers_by_sku(transfer.account, skus)
	return PriceTerms(RATE_DECIMALS, exchange=exchange, offers=offers, today=today)


def _ticked_refs(order: Order, changes: Sequence[PriceChange], ticked: Iterable[str]) -> tuple[str, ...]:
	words = [word for words in ticked for word in words.replace(",", " ").split()]
	if _ALL in words:
		return tuple(change.ref for change in changes if change.changes)
	wrong = [word for word in words if not word.isdecimal()]
	if wrong:
		raise RejectedInput(
			msg("{0} is no line number. Write --apply all or --apply 3.", wrong[0]), field="lines"
		)
	return refs_of(order, map(int, words))


def _tell_written(order: Order, changes: Sequence[PriceChange], nothing_fits: bool) -> None:
	if nothing_fits:
		click.echo(msg("Nothing was written: no price can be applied to {0}, see above.", order.name))
		return
	if not changes:
		click.echo(msg("Nothing to write: {0} has these rates already.", order.name))
		return
	tables.screen().print(tables.heading(msg("Changed in {0}: {1} rates", order.name, len(changes))))
	_tell_changes(order, changes)


@click.command("carts")
@click.argument("order")
@click.pass_obj
def carts(setup: Setup, order: str) -> None:
	"""Show the carts that the ORDER was sent to, newest first."""
	workbench = setup.open()
	workbench.orders.read(order)
	found = workbench.transfers.of_order(order)
	tables.screen().print(tables.table(tables.CARTS, found))
	for transfer in found:
		if transfer.cart_url:
			click.echo(tables.printable(f"{transfer.name}: {transfer.cart_url}"))


@click.command("calls")
@click.option("--newest", type=click.IntRange(min=1), default=20, show_default=True, help="How many calls.")
@click.pass_obj
def calls(setup: Setup, newest: int) -> None:
	"""Show how many calls were made, and the newest of them."""
	log = setup.open().calls
	screen = tables.screen()
	screen.print(tables.table(tables.CALL_COUNTS, log.counts()))
	screen.print(tables.table(tables.CALLS, log.newest(newest)))
