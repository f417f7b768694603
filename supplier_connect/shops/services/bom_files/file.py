"""Bills of materials as programs and people save them: CSV with any separator and encoding, and KiCad's netlists.

Which column holds what is guessed, and told; the user may say otherwise. What can't be read is named by its line and keeps
nothing else from being read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.bom import BomLine
from supplier_connect.shops.services.bom_files.columns import BomColumn, Corrections, guess_columns
from supplier_connect.shops.services.bom_files.kicad import is_netlist, netlist_rows
from supplier_connect.shops.services.bom_files.lines import LineProblem, LineReader
from supplier_connect.shops.services.bom_files.tables import (
	Table,
	TableSource,
	best_source,
	by_number,
	decoded,
	tables_of,
)

_ONE_EACH = msg("there is no column of quantities or designators; 1 piece of each line is counted")
_LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True)
class BomFile:
	"""What was read of a file.

	`header` is the line of its headings, 0 where it has none; `encoding` and `separator` are how it was understood.
	`unread` are the lines of which nothing could be made; what is wrong with them is among the `problems`.
	"""

	lines: tuple[BomLine, ...]
	columns: tuple[BomColumn, ...]
	problems: tuple[LineProblem, ...]
	unread: tuple[int, ...]
	header: int
	encoding: str
	separator: Message

	@property
	def fitted(self) -> tuple[BomLine, ...]:
		"""The lines whose parts are needed."""
		return tuple(line for line in self.lines if line.fitted)

	@property
	def not_fitted(self) -> tuple[BomLine, ...]:
		"""The lines that are marked to be left out."""
		return tuple(line for line in self.lines if not line.fitted)


def read_bom(path: Path, corrections: Corrections | None = None) -> BomFile:
	"""Read a bill of materials.

	`corrections` say which column holds something, by its heading or its number; "" says that none does. Raises
	`RejectedInput` when the file can't be read at all.
	"""
	return bom_of(_bytes(path), path.name, corrections or {})


def bom_of(data: bytes, name: str, corrections: Corrections) -> BomFile:
	"""The bill of materials in the bytes of a file of that name; see `read_bom`."""
	text, encoding = decoded(data)
	if is_netlist(text):
		source = TableSource(netlist_rows(text, name), msg("KiCad netlist"))
	else:
		source = best_source(text, name, corrections)
	tables = tables_of(source, corrections, name)
	readings = _without_repetitions(
		[_read(table, _for_table(table, tables, corrections)) for table in tables]
	)
	joined = _Reading.of(readings)
	if not any(table.rows for table in tables):
		raise RejectedInput(msg("{0} has no lines below its headings.", name), field="file")
	return BomFile(
		lines=tuple(joined.lines),
		columns=tuple(_each_once(column for reading in readings for column in reading.columns)),
		problems=tuple(sorted(joined.problems, key=lambda problem: problem.line)),
		unread=tuple(joined.unread),
		header=readings[0].header,
		encoding=encoding,
		separator=source.separator,
	)


def _bytes(path: Path) -> bytes:
	try:
		if path.stat().st_size > _LARGEST:
			raise RejectedInput(msg("{0} is larger than any bill of materials.", path), field="file")
		return path.read_bytes()
	except OSError as error:
		raise RejectedInput(msg("{0} can't be read: {1}.", path, error.strerror or error), field="file")


def _each_once(columns: Iterable[BomColumn]) -> Iterable[BomColumn]:
	"""The columns, those that a further table has alike left out."""
	return {(column.place, column.heading, column.field): column for column in columns}.values()


# several tables


@dataclass(frozen=True)
class _Reading:
	"""What was made of one or several tables."""

	lines: tuple[BomLine, ...]
	problems: tuple[LineProblem, ...]
	unread: tuple[int, ...]
	columns: tuple[BomColumn, ...]
	header: int

	@classmethod
	def of(cls, readings: Sequence[_Reading]) -> _Reading:
		"""All of them together, with designators that stand in two lines counted in the first."""
		known: dict[str, int] = {}
		lines: list[BomLine] = []
		problems = [problem for reading in readings for problem in reading.problems]
		unread = [line for reading in readings for line in reading.unread]
		for line in (line for reading in readings for line in reading.lines):
			kept = _without_known(line, known, problems)
			if kept is None:
				unread.append(line.number)
			else:
				lines.append(kept)
		first = readings[0]
		return cls(tuple(lines), tuple(problems), tuple(unread), first.columns, first.header)


def _without_known(line: BomLine, known: dict[str, int], problems: list[LineProblem]) -> BomLine | None:
	"""A line without the designators of earlier ones, and fewer pieces; None when none of its own are left."""
	if not line.fitted:
		return line
	own = tuple(ref for ref in line.refs if ref.endswith("?") or ref.casefold() not in known)
	for ref in line.refs:
		if ref not in own:
			earlier = known[ref.casefold()]
			problems.append(
				LineProblem(
					line.number, msg("{0} stands in line {1} already and is counted there", ref, earlier)
				)
			)
	known |= {ref.casefold(): line.number for ref in own}
	if len(own) == len(line.refs):
		return line
	left = line.quantity - (len(line.refs) - len(own))
	return replace(line, refs=own, quantity=left) if own and left > 0 else None


def _without_repetitions(readings: Sequence[_Reading]) -> list[_Reading]:
	"""The tables but those that a later one repeats: KiCad writes all components singly, and then in groups."""
	kept = []
	for place, reading in enumerate(readings):
		later = {ref for other in readings[place + 1 :] for line in other.lines for ref in line.refs}
		own = {ref for line in reading.lines for ref in line.refs}
		if not own or not own <= later:
			kept.append(reading)
	return kept


def _for_table(table: Table, tables: Sequence[Table], corrections: Corrections) -> Corrections:
	"""The corrections that are about a table: of several tables, only some may have the column."""
	others = {cell.casefold() for other in tables if other is not table for cell in other.header.cells}
	own = {cell.casefold() for cell in table.header.cells}
	return {
		field: text
		for field, text in corrections.items()
		if text.strip().casefold() in own or text.strip().casefold() not in others
	}


def _read(table: Table, corrections: Corrections) -> _Reading:
	header = table.header
	named = corrections if header.number else by_number(corrections, header)
	columns = guess_columns(header.cells, [row.cells for row in table.rows], named)
	reader = LineReader(columns)
	found = [reader.line(row) for row in table.rows]
	uncounted = [LineProblem(header.number, _ONE_EACH)] if reader.counts_each_line_once else []
	return _Reading(
		lines=tuple(line for line in found if line is not None),
		problems=(*uncounted, *reader.problems),
		unread=tuple(row.number for row, line in zip(table.rows, found, strict=True) if line is None),
		columns=columns,
		header=header.number,
	)
