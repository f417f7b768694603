"""Commands that keep supplier parts fresh, and about what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from supplier_connect.core.model.errors import NotFound, RejectedInput, SupplierConnectError, Unavailable
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.resync import PartChoice, ResyncRun, RunState
from supplier_connect.shops.services.resync.price_history import break_quantities
from supplier_connect.shops.services.resync.resync_parts import resync_parts
from supplier_connect.workbench import resync_tables, tables
from supplier_connect.workbench.commands.setup import Setup
from supplier_connect.workbench.stores.parts import KeptPart
from supplier_connect.workbench.wiring import Workbench

_ALL = "all"
_NOTHING = '""'
_USUAL_PARTS = 100
_ALWAYS = datetime(1970, 1, 1, tzinfo=timezone.utc)


@click.command("resync")
@click.option("--account", "names", multiple=True, help="Account; several may be given. If not given: all.")
@click.option("--item", "code", help="Only the supplier parts of the item of this code.")
@click.option("--part", "sku", help="Only the supplier part with this number.")
@click.option("--parts", "size", type=click.IntRange(min=1), help="Parts at most.  [default: 100]")
@click.option("--all", "whole", is_flag=True, help="All parts.")
@click.option("--reset", is_flag=True, help="Begin the round of each account anew.")
@click.pass_obj
def resync(
	setup: Setup,
	names: tuple[str, ...],
	code: str | None,
	sku: str | None,
	size: int | None,
	whole: bool,
	reset: bool,
) -> None:
	"""Ask the shops again for prices, stock and lifecycle of supplier parts.

	Parts of open orders come first, then the next ones in the round, which goes on where it ended the last time.
	"""
	if whole and size:
		raise RejectedInput(msg("Give --all or --parts, not both."), field="parts")
	if code is not None and sku is not None:
		raise RejectedInput(msg("Give --item or --part, not both."), field="part")
	workbench = setup.open()
	wanted = _wanted(workbench, workbench.accounts_to_search(names), code, sku)
	if reset:
		for name in dict.fromkeys(account.name for account, _choice in wanted):
			workbench.resyncs.reset_cursor(name)
	runs: list[ResyncRun] = []
	failures: list[SupplierConnectError] = []
	for account, choice in wanted:
		try:
			runs.append(_run(workbench, account, choice, size, whole))
		except SupplierConnectError as failure:
			failures.append(failure)
	if runs:
		_tell_runs(workbench, runs)
	failures += [_failure_of(run) for run in runs if run.state is RunState.FAILED]
	if failures:
		raise failures[0]


def _wanted(
	workbench: Workbench, accounts: Sequence[ShopAccount], code: str | None, sku: str | None
) -> list[tuple[ShopAccount, PartChoice]]:
	"""Which runs are asked for; raises `NotFound` when there is no part to ask for."""
	if code is None and sku is None:
		return [(account, PartChoice()) for account in accounts]
	parts = workbench.parts.of_sku(sku) if sku is not None else workbench.parts.of_item(code or "")
	by_name = {account.name: account for account in accounts}
	here = [part for part in parts if part.account in by_name]
	if not here:
		raise NotFound(
			msg("There is no supplier part of {0} at {1}.", code or sku or _NOTHING, ", ".join(by_name))
		)
	choices = dict.fromkeys((part.account, _choice(part, code)) for part in here)
	return [(by_name[name], choice) for name, choice in choices]


def _choice(part: KeptPart, code: str | None) -> PartChoice:
	return PartChoice(item=part.item) if code else PartChoice(part=part.key)


def _run(
	workbench: Workbench, account: ShopAccount, choice: PartChoice, size: int | None, whole: bool
) -> ResyncRun:
	parts = workbench.resyncs.freshness(account.name).parts
	most = size or (_USUAL_PARTS if choice.is_round and not whole else max(parts, 1))
	with _progress(account.name) as show:
		return resync_parts(workbench.resync_tools(account, show), account, choice, most)


@contextmanager
def _progress(account: str) -> Iterator[Callable[[ResyncRun], None]]:
	"""A bar on the error output, so that results can go to a file."""
	columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
	with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as progress:
		task = progress.add_task(tables.printable(str(msg("Resyncing {0}", account))), total=None)

		def show(run: ResyncRun) -> None:
			progress.update(task, completed=run.processed, total=run.planned)

		yield show


def _tell_runs(workbench: Workbench, runs: Sequence[ResyncRun]) -> None:
	tables.screen().print(tables.table(resync_tables.RUNS, runs))
	for account in dict.fromkeys(run.account for run in runs):
		click.echo(tables.printable(str(_freshness(workbench, account))))
	raised = len(workbench.resyncs.alerts())
	if raised:
		click.echo(msg("Open alerts: {0}. To see them: supplier-connect alerts", raised))


def _failure_of(run: ResyncRun) -> Unavailable:
	return Unavailable(run.message or msg("The resync failed."), account=run.account)


def _freshness(workbench: Workbench, account: str) -> Message:
	found = workbench.resyncs.freshness(account)
	return msg(
		"{0}: {1} parts, {2} fresh, {3} not found, {4} failed.",
		account,
		found.parts,
		found.fresh,
		found.not_found,
		found.failed,
	)


@click.command("history")
@click.argument("item")
@click.option(
	"--quantity",
	"quantities",
	type=click.IntRange(min=1),
	multiple=True,
	help="Show the price at so many pieces; several may be given. If not given: at each price break.",
)
@click.option("--newest", type=click.IntRange(min=1), default=20, show_default=True, help="Rows of a part.")
@click.pass_obj
def history(setup: Setup, item: str, quantities: tuple[int, ...], newest: int) -> None:
	"""Show what the supplier parts of the ITEM cost, and how many there were, over time."""
	workbench = setup.open()
	parts = workbench.parts.of_item(item)
	if not parts:
		raise NotFound(msg("{0} has no supplier part.", item))
	for part in parts:
		points = workbench.parts.history(part.key, _ALWAYS)
		columns = resync_tables.history_columns(sorted(quantities) or break_quantities(points))
		screen = tables.screen()
		screen.print(tables.heading(msg("{0} at {1}", part.offer.sku, part.account)))
		screen.print(tables.table(columns, points[-newest:]))


@click.command("alerts")
@click.option("--seen", "seen", multiple=True, metavar="all|N", help="Note that alert N, or all, were seen.")
@click.pass_obj
def alerts(setup: Setup, seen: tuple[str, ...]) -> None:
	"""Show what has happened to supplier parts and nobody has seen yet."""
	resyncs = setup.open().resyncs
	opened = resyncs.alerts()
	if seen:
		numbers = _numbers(seen, [raised.number for raised in opened])
		click.echo(msg("Seen: {0}", resyncs.see_alerts(numbers)))
		return
	if not opened:
		click.echo(msg("Nothing has happened."))
		return
	tables.screen().print(tables.table(resync_tables.ALERTS, opened))
	click.echo(msg("To note that they were seen: supplier-connect alerts --seen all"))


def _numbers(words: Iterable[str], opened: Sequence[int]) -> Sequence[int]:
	wanted = [word for text in words for word in text.replace(",", " ").split()]
	if _ALL in wanted:
		return opened
	wrong = next((word for word in wanted if word not in set(map(str, opened))), None)
	if wrong:
		raise NotFound(msg("There is no open alert {0}.", wrong))
	return [int(word) for word in wanted]
