"""Commands about bills of materials: what a file says, and what its boards cost."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.matching.lookup import MatchSettings
from supplier_connect.shops.matching.settings import Strategy
from supplier_connect.shops.model.bom import BomCost, BomLine
from supplier_connect.shops.services.bom.costs import cost_bom
from supplier_connect.shops.services.bom.parts import merged
from supplier_connect.shops.services.bom_files.file import BomFile, read_bom
from supplier_connect.shops.services.bom_files.headings import Field
from supplier_connect.workbench import bom_report, tables
from supplier_connect.workbench.commands.lookup import accounts_option, strategy_option
from supplier_connect.workbench.commands.setup import Setup
from supplier_connect.workbench.output_file import check_output

_Command = TypeVar("_Command", bound=Callable[..., object])
_WIDTH_OF_LINES, _WIDTH_OF_QUANTITY = 100, 52
_FILE = click.Path(dir_okay=False, path_type=Path)
# What a user may call a column by.
_FIELDS = {field.value.casefold(): field for field in Field if field is not Field.PARAMETER}


@click.group("bom")
def bom_group() -> None:
	"""Bills of materials."""


def column_option(command: _Command) -> _Command:
	"""The option that says which column holds what."""
	return click.option(
		"--column",
		"columns",
		multiple=True,
		metavar="FIELD=HEADING",
		help='Which column holds what, such as: MPN="Mfr. No." or Quantity=4; with nothing behind the sign, none does.',
	)(command)


@bom_group.command("check")
@click.argument("file", type=_FILE)
@column_option
def check(file: Path, columns: tuple[str, ...]) -> None:
	"""Show how a bill of materials FILE is read: its columns, its lines, and what is wrong with it.

	Nobody is asked, and nothing is stored.
	"""
	read = read_bom(file, _corrections(columns))
	_tell_file(read, file)
	screen = tables.screen()
	screen.print(tables.table(bom_report.COLUMNS, read.columns))
	lines = merged(read.fitted)
	screen.print(tables.heading(msg("Lines: {0}, designators: {1}", len(lines), _designators(lines))))
	screen.print(tables.table(bom_report.LINES, lines))
	_tell_lines(msg("Not fitted: {0}", len(read.not_fitted)), read.not_fitted)
	_tell_problems(read)


@bom_group.command("cost")
@click.argument("file", type=_FILE)
@click.option(
	"--quantity",
	"quantities",
	type=click.IntRange(min=1),
	multiple=True,
	default=(1,),
	show_default=True,
	help="A number of boards; several may be given.",
)
@accounts_option
@strategy_option
@column_option
@click.option("--output", type=_FILE, help="Write all lines to a CSV file as well.")
@click.pass_obj
def cost(
	setup: Setup,
	file: Path,
	quantities: tuple[int, ...],
	accounts: tuple[str, ...],
	strategy: str,
	columns: tuple[str, ...],
	output: Path | None,
) -> None:
	"""Look up the parts of a bill of materials FILE, and show what the boards cost at each quantity.

	What is found by its values is kept as a lookup, and can be shown and imported. Ctrl-C ends it with what is known.
	"""
	workbench = setup.open()
	if output:
		check_output(output, (file, *setup.files))
	read = read_bom(file, _corrections(columns))
	_tell_file(read, file)
	chosen = workbench.accounts_to_search(accounts)
	with _stoppable() as stopped, _bar() as progress:
		result = cost_bom(
			workbench.bom_tools,
			read.lines,
			chosen,
			MatchSettings(strategy=Strategy(strategy)),
			quantities,
			workbench.user,
			progress,
			stopped,
		)
	_tell_cost(result)
	_tell_problems(read)
	if output:
		bom_report.write_csv(result, output)
		click.echo(msg("Written to {0}.", output))


# arguments


def _corrections(columns: Iterable[str]) -> dict[Field, str]:
	return dict(map(_correction, columns))


def _correction(text: str) -> tuple[Field, str]:
	name, sign, heading = text.partition("=")
	field = _FIELDS.get(name.strip().casefold())
	if field is None or not sign:
		names = ", ".join(field.value for field in _FIELDS.values())
		raise RejectedInput(
			msg("“{0}” names no column: write FIELD=HEADING; fields are {1}.", text, names), field="column"
		)
	return field, heading.strip().strip("\"'")


# progress


@contextmanager
def _bar() -> Iterator[Callable[[int, int, Message], None]]:
	"""A progress bar on the error output, where somebody watches."""
	columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
	console = Console(stderr=True)
	with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
		task = bar.add_task("", total=None)

		def show(done: int, of: int, doing: Message) -> None:
			words = tables.printable(str(doing)).replace("[", r"\[")
			bar.update(task, completed=done, total=of, description=words)

		yield show


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
	"""Whether the user has pressed Ctrl-C; pressed once more, it ends everything at once."""
	pressed = threading.Event()
	if threading.current_thread() is not threading.main_thread():
		yield pressed.is_set
		return
	before = signal.getsignal(signal.SIGINT)

	def press(_signal: int, _frame: FrameType | None) -> None:
		pressed.set()
		signal.signal(signal.SIGINT, before)

	signal.signal(signal.SIGINT, press)
	try:
		yield pressed.is_set
	finally:
		signal.signal(signal.SIGINT, before)


# telling


def _tell_file(read: BomFile, file: Path) -> None:
	where = msg("headings in line {0}", read.header) if read.header else msg("no headings")
	click.echo(tables.printable(str(msg("{0}: {1}, {2}, {3}", file, read.separator, read.encoding, where))))


def _designators(lines: Iterable[BomLine]) -> int:
	return sum(len(line.refs) for line in lines)


def _tell_lines(title: Message, lines: Iterable[BomLine]) -> None:
	rows = list(lines)
	if rows:
		tables.screen().print(tables.heading(title))
		tables.screen().print(tables.table(bom_report.LINES, rows))


def _tell_problems(read: BomFile) -> None:
	if read.problems:
		title = msg(
			"To look at in the file: {0}; lines that could not be read: {1}",
			len(read.problems),
			len(read.unread),
		)
		tables.screen().print(tables.heading(title))
		tables.screen().print(tables.table(bom_report.PROBLEMS, read.problems))


def _tell_cost(result: BomCost) -> None:
	screen = tables.screen()
	wide = tables.screen(_WIDTH_OF_LINES + _WIDTH_OF_QUANTITY * len(result.quantities))
	wide.print(tables.table(bom_report.cost_columns(result.quantities), result.lines))
	_tell_lines(msg("Not fitted, not counted: {0}", len(result.not_fitted)), result.not_fitted)
	noted = [line for line in result.lines if line.notes or not line.state.is_settled]
	if noted:
		screen.print(tables.heading(msg("Lines to look at: {0}", len(noted))))
		screen.print(tables.table(bom_report.NOTES, noted))
	if result.failures:
		screen.print(tables.heading(msg("Accounts that couldn't be asked")))
		screen.print(tables.table(bom_report.FAILURES, result.failures))
	screen.print(tables.heading(msg("Total")))
	screen.print(tables.table(bom_report.TOTALS, bom_report.total_rows(result)))
	for total in result.totals:
		if total.uncounted:
			titles = ", ".join(line.title for line in total.uncounted)
			click.echo(
				tables.printable(
					str(msg("Boards: {0}. Lines without a cost, not counted: {1}", total.boards, titles))
				)
			)
	if result.stopped:
		click.echo(msg("It was stopped; {0} lines were not looked up.", len(result.left)))
