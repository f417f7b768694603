"""The rows of a CSV text, each with the line of the file that it begins on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
	"""The cells of a row, and the line of the file that it begins on."""

	number: int
	cells: tuple[str, ...]


def rows_of(lines: Iterable[str], delimiter: str = ",") -> Iterator[Row]:
	"""The rows that hold something; a quoted cell may make one row of several lines. Raises `csv.Error`."""
	reader = csv.reader(lines, delimiter=delimiter, strict=True)
	before = 0
	for cells in reader:
		row = Row(before + 1, tuple(cell.strip() for cell in cells))
		before = reader.line_num
		if any(row.cells):
			yield row
