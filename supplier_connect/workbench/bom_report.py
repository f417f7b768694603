"""What the command line shows of bills of materials: what was read, and what it costs; also as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from rich.text import Text as Styled

from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.bom import (
	AccountFailure,
	BomCost,
	BomLine,
	BomState,
	BomSum,
	BomTotal,
	CostedLine,
)
from supplier_connect.shops.services.bom.table import spreadsheet
from supplier_connect.shops.services.bom_files.columns import BomColumn
from supplier_connect.shops.services.bom_files.lines import LineProblem
from supplier_connect.workbench.figures import UNKNOWN, count_text, money_text, quantity_text, total_text
from supplier_connect.workbench.output_file import write_whole
from supplier_connect.workbench.tables import Column, printable

_MOST_REFS = 6
_STATES = {
	BomState.EXACT: ("✔", "green"),
	BomState.SINGLE: ("✔", "green"),
	BomState.REVIEW: ("?", "yellow"),
	BomState.NOTHING: ("✘", "red"),
	BomState.FAILED: ("✘", "red"),
	BomState.LEFT: ("–", "dim"),
}


def refs_text(refs: Sequence[str]) -> str:
	"""The designators of a line, the first few of many."""
	more = len(refs) - _MOST_REFS
	return " ".join(refs) if more <= 0 else f"{' '.join(refs[:_MOST_REFS])} +{more}"


def _numbers(line: BomLine) -> str:
	return ", ".join(
		" ".join(filter(None, (number.mpn, number.manufacturer))) for number in line.maker_numbers
	)


def _wanted(costed: CostedLine) -> str:
	return costed.line.title


def _state(costed: CostedLine) -> Styled:
	mark, style = _STATES[costed.state]
	return Styled(f"{mark} {costed.state.value}", style)


def _part(costed: CostedLine) -> str:
	if costed.candidate is None:
		return ""
	offer = costed.candidate.best.offer
	return " ".join(filter(None, (offer.mpn or offer.sku, offer.manufacturer)))


def _read_as(column: BomColumn) -> Styled:
	if column.field is None:
		return Styled(UNKNOWN, "dim")
	group = f" {column.group}" if column.group > 1 else ""
	seller = f" ({column.seller})" if column.seller else ""
	return Styled(printable(f"{column.field.value}{group}{seller}"))


COLUMNS: tuple[Column[BomColumn], ...] = (
	Column(msg("Column"), lambda column: column.heading or str(column.place + 1)),
	Column(msg("Read as"), _read_as),
	Column(msg("Known by"), lambda column: column.known_by.value if column.known_by else ""),
	Column(msg("Example"), lambda column: column.example[:60]),
)
LINES: tuple[Column[BomLine], ...] = (
	Column(msg("Line"), lambda line: str(line.number), "right"),
	Column(msg("Quantity"), lambda line: quantity_text(line.quantity), "right"),
	Column(msg("References"), lambda line: refs_text(line.refs)),
	Column(msg("IPN"), lambda line: line.item, optional=True),
	Column(msg("Value"), lambda line: line.value, optional=True),
	Column(msg("Footprint"), lambda line: line.footprint, optional=True),
	Column(msg("MPN"), _numbers, optional=True, whole=True),
	Column(msg("SKU"), lambda line: ", ".join(number.sku for number in line.shop_numbers), optional=True),
	Column(msg("Description"), lambda line: line.description, optional=True),
)
PROBLEMS: tuple[Column[LineProblem], ...] = (
	Column(msg("Line"), lambda problem: str(problem.line or UNKNOWN), "right"),
	Column(msg("Problem"), lambda problem: str(problem.message)),
)
NOTES: tuple[Column[CostedLine], ...] = (
	Column(msg("Line"), lambda costed: str(costed.line.number), "right"),
	Column(msg("References"), lambda costed: refs_text(costed.line.refs)),
	Column(msg("Asked for"), _wanted),
	Column(msg("State"), _state, whole=True),
	Column(msg("Lookup"), lambda costed: costed.match, optional=True),
	Column(msg("Why"), lambda costed: " ".join(map(str, costed.notes))),
)
FAILURES: tuple[Column[AccountFailure], ...] = (
	Column(msg("Account"), lambda failure: failure.account),
	Column(msg("Lines not asked there"), lambda failure: str(failure.lines), "right"),
	Column(msg("Reason"), lambda failure: str(failure.message)),
)


def cost_columns(quantities: Iterable[int]) -> tuple[Column[CostedLine], ...]:
	"""The columns of a costed bill of materials, two for each number of boards."""
	fixed: tuple[Column[CostedLine], ...] = (
		Column(msg("Line"), lambda costed: str(costed.line.number), "right"),
		Column(msg("References"), lambda costed: refs_text(costed.line.refs)),
		Column(msg("Asked for"), _wanted),
		Column(msg("State"), _state, whole=True),
		Column(msg("Part"), _part),
	)
	return (*fixed, *(column for boards in quantities for column in _of_boards(boards)))


def _of_boards(boards: int) -> Iterator[Column[CostedLine]]:
	yield Column(msg("Order for {0}", count_text(boards)), lambda costed: _order(costed, boards), whole=True)
	yield Column(
		msg("Cost of {0}", count_text(boards)), lambda costed: _cost(costed, boards), "right", whole=True
	)


def _order(costed: CostedLine, boards: int) -> Styled | str:
	bought = costed.at(boards)
	if bought is None:
		return ""
	mark = Styled(" ✔", "green") if bought.enough else Styled(" ✘", "red")
	return Styled(printable(f"{count_text(bought.quantity)} × {bought.offer.sku}")).append_text(mark)


def _cost(costed: CostedLine, boards: int) -> str:
	bought = costed.at(boards)
	if bought is None or bought.cost is None:
		return UNKNOWN
	return f"{money_text(bought.cost)} {bought.offer.currency}".strip()


@dataclass(frozen=True)
class TotalRow:
	"""What so many boards cost in one currency; None where no line has a cost."""

	total: BomTotal
	sum: BomSum | None

	@property
	def per_board(self) -> Decimal | None:
		"""What one of the boards costs, to four decimals."""
		return self.sum.of_each(self.total.boards) if self.sum else None


def total_rows(cost: BomCost) -> Iterator[TotalRow]:
	"""A row for each number of boards and currency."""
	for total in cost.totals:
		yield from (TotalRow(total, each) for each in total.sums or (None,))


TOTALS: tuple[Column[TotalRow], ...] = (
	Column(msg("Boards"), lambda row: count_text(row.total.boards), "right"),
	Column(
		msg("Total"),
		lambda row: f"{total_text(row.sum.total)} {row.sum.currency}".strip() if row.sum else UNKNOWN,
		"right",
	),
	Column(msg("A board"), lambda row: money_text(row.per_board), "right"),
	Column(msg("Of it to review"), lambda row: total_text(row.sum.to_review if row.sum else None), "right"),
	Column(msg("Lines not counted"), lambda row: str(len(row.total.uncounted)), "right"),
	Column(msg("Lines short"), lambda row: str(len(row.total.short)), "right"),
)

# as a file


def write_csv(cost: BomCost, path: Path) -> None:
	"""Write a costed bill of materials to a CSV file; raises `Unavailable` when that can't be done."""
	text = io.StringIO(newline="")
	csv.writer(text).writerows(spreadsheet(cost))
	write_whole(path, text.getvalue(), "utf-8-sig")
