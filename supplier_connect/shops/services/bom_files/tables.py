"""The tables in the bytes of a file: which encoding, which separator, and where the headings are."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.services.bom_files.columns import Corrections, guess_columns
from supplier_connect.shops.services.bom_files.csv_rows import Row, rows_of
from supplier_connect.shops.services.bom_files.headings import Field, fields_named

_SEPARATORS = {",": msg("comma"), ";": msg("semicolon"), "\t": msg("tab"), "|": msg("bar")}


# bytes to text

_MARKS = (
	(codecs.BOM_UTF8, "utf-8-sig"),
	(codecs.BOM_UTF32_LE, "utf-32"),
	(codecs.BOM_UTF32_BE, "utf-32"),
	(codecs.BOM_UTF16_LE, "utf-16"),
	(codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = ("utf-8", "cp1252", "latin-1")


def decoded(data: bytes) -> tuple[str, str]:
	"""The text in bytes, and the encoding it was read with; every byte is a letter of some encoding."""
	marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
	# Text in UTF-16 without a mark shows by the zeros in every second place.
	wide = ("utf-16-le", "utf-16-be")[data[:1] == b"\0"] if b"\0" in data[:64] else None
	for encoding in filter(None, (marked, wide, *_UNMARKED)):
		try:
			return data.decode(encoding), encoding.removesuffix("-sig")
		except UnicodeDecodeError:
			continue
	raise AssertionError("latin-1 has a letter for every byte")


# text to tables


@dataclass(frozen=True)
class TableSource:
	"""The rows of a file, and what stands between their cells."""

	rows: Sequence[Row]
	separator: Message


@dataclass(frozen=True)
class Table:
	"""A table in a file: the row of its headings (number 0 where it has none) and those below."""

	header: Row
	rows: Sequence[Row]


_HEADINGS_WITHIN = 60
_LEAST_FIELDS = 2
# What looks like headings once more, further down, must be surer.
_LEAST_FIELDS_AGAIN = 3


def best_source(text: str, name: str, corrections: Corrections) -> TableSource:
	"""The rows by the separator that makes most sense of them."""
	found: list[tuple[tuple[int, int], TableSource]] = []
	broken = ""
	for separator, title in _SEPARATORS.items():
		try:
			rows = list(rows_of(io.StringIO(text, newline=""), separator))
		except csv.Error as error:
			broken = broken or str(error)
			continue
		found.append((_sense(rows, corrections), TableSource(rows, title)))
	if not found:
		raise RejectedInput(msg("{0} is not a CSV file: {1}.", name, broken), field="file")
	source = max(found, key=lambda one: one[0])[1]
	if not source.rows:
		raise RejectedInput(msg("{0} is empty.", name), field="file")
	return source


def _sense(rows: Sequence[Row], corrections: Corrections) -> tuple[int, int]:
	"""How many fields the headings name, and how many rows are as wide as most, if that is more than a cell."""
	score = max((_score(row, corrections) for row in rows[:_HEADINGS_WITHIN]), default=0)
	widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
	return score, max(widths.values(), default=0)


def _score(row: Row, corrections: Corrections) -> int:
	"""How many fields a row names, as headings do."""
	own = {text.strip().casefold() for text in corrections.values() if text and not text.strip().isdecimal()}
	return fields_named(row.cells) + sum(cell.casefold() in own for cell in row.cells if cell)


def tables_of(source: TableSource, corrections: Corrections, name: str) -> list[Table]:
	"""The tables of a file: below the best headings, and below each other headings that follow."""
	rows = source.rows
	scores = [_score(row, corrections) for row in rows[:_HEADINGS_WITHIN]]
	best = max(scores)
	# A single name may stand there by chance, but hardly in the first line.
	if best < _LEAST_FIELDS and not scores[0]:
		return [_without_headings(rows, corrections, name)]
	# Several are as good in a file of several tables: the first of them begins it.
	first = scores.index(best)
	starts = [first, *(at for at in range(first + 1, len(rows)) if _is_header(rows[at], corrections))]
	tables = [
		Table(rows[start], rows[start + 1 : end])
		for start, end in zip(starts, (*starts[1:], len(rows)), strict=True)
	]
	return [table for table in tables if table.rows] or tables[:1]


def _is_header(row: Row, corrections: Corrections) -> bool:
	score = _score(row, corrections)
	return score >= _LEAST_FIELDS_AGAIN and 2 * score >= sum(map(bool, row.cells))


def _without_headings(rows: Sequence[Row], corrections: Corrections, name: str) -> Table:
	"""A table whose columns go by their numbers; raises `RejectedInput` when nothing tells what they hold."""
	width = max(len(row.cells) for row in rows)
	header = Row(0, tuple(str(msg("Column {0}", place)) for place in range(1, width + 1)))
	columns = guess_columns(header.cells, [row.cells for row in rows], by_number(corrections, header))
	if not any(column.field in _TELLING for column in columns):
		raise RejectedInput(
			msg(
				"{0} has no headings that are known, such as Reference, Value, Qty or MPN. Name columns with --column.",
				name,
			),
			field="file",
		)
	return Table(header, rows)


_TELLING = frozenset({Field.REFERENCES, Field.MPN, Field.VALUE, Field.SKU, Field.ITEM, Field.DESCRIPTION})


def by_number(corrections: Corrections, header: Row) -> Corrections:
	return {
		field: header.cells[int(text) - 1]
		if text.isdecimal() and 0 < int(text) <= len(header.cells)
		else text
		for field, text in corrections.items()
	}
