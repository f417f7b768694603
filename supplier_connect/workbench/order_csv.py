"""A bill of materials or an order from a CSV file."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.order import Order, OrderLine, OrderState
from supplier_connect.shops.services.bom_files.csv_rows import Row, rows_of

_UOM = "Nos"
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_PLACE = re.compile(r"0*[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class OrderHead:
	"""What a file doesn't say of its order; every quantity is multiplied by `boards`."""

	name: str
	supplier: str
	currency: str
	boards: int = 1


@dataclass(frozen=True)
class OrderFile:
	"""The order in a file, and the columns nothing was read from."""

	order: Order
	unused: tuple[str, ...]


@dataclass(frozen=True)
class _Header:
	"""The columns of a file: all headings, and where those that are read stand."""

	path: Path
	headings: tuple[str, ...]
	places: Mapping[str, int]


def _words(text: str) -> str:
	return text


def _code(text: str) -> str | None:
	return text or None


def _figure(text: str) -> Decimal | None:
	return Decimal(text) if _FIGURE.fullmatch(text) else None


def _factor(text: str) -> Decimal | None:
	return (_figure(text) or None) if text else Decimal(1)


def _place(text: str) -> int | None:
	return int(text) if _PLACE.fullmatch(text) else None


_ANYTHING = msg("text")


@dataclass(frozen=True)
class _Column:
	"""A column: how its text is read (None: it can't be), what it should be, and whether a file must have it."""

	heading: str
	read: Callable[[str], object]
	expected: Message = _ANYTHING
	required: bool = False


_NUMBER_WORDS = msg("a number such as 12 or 0.5")
_COLUMNS = (
	_Column("Line", _place, msg("a line number such as 1"), required=True),
	_Column("IPN", _code, msg("the code of an item"), required=True),
	_Column("Qty", _figure, _NUMBER_WORDS, required=True),
	_Column("UOM", _words),
	_Column("References", _words),
	_Column("Value", _words),
	_Column("Package", _words),
	_Column("Manufacturer", _words),
	_Column("MPN", _words),
	_Column("SKU", _words),
	_Column("UOM factor", _factor, msg("a number above 0 such as 100 or 0.5")),
	_Column("Rate", lambda text: _figure(text) if text else "", _NUMBER_WORDS),
)


def read_order(path: Path, head: OrderHead) -> OrderFile:
	"""Read an order from a CSV file in UTF-8; raises `RejectedInput` that names the file, the line and the column."""
	try:
		with path.open(encoding="utf-8-sig", newline="") as stream:
			return _order(rows_of(stream), path, head)
	except OSError as error:
		raise RejectedInput(msg("{0} can't be read: {1}.", path, error.strerror), field="file")
	except UnicodeDecodeError:
		raise RejectedInput(msg("{0} is not in UTF-8. Save it as CSV UTF-8.", path), field="file")
	except csv.Error as error:
		raise RejectedInput(msg("{0} is not a CSV file: {1}.", path, error), field="file")


def _order(rows: Iterator[Row], path: Path, head: OrderHead) -> OrderFile:
	header = _header(next(rows, Row(1, ())).cells, path)
	lines: dict[int, OrderLine] = {}
	for row in rows:
		line = _line(_values(row, header), head)
		if line.number in lines:
			raise RejectedInput(
				msg(
					"{0}, line {1}, column Line: {2} stands there a second time.",
					path,
					row.number,
					line.number,
				),
				field="Line",
			)
		lines[line.number] = line
	if not lines:
		raise RejectedInput(msg("{0} has no lines below its headings.", path), field="file")
	unused = tuple(heading for heading in header.headings if heading and heading not in header.places)
	ordered = tuple(lines[number] for number in sorted(lines))
	return OrderFile(Order(head.name, head.supplier, head.currency, OrderState.DRAFT, ordered), unused)


def _as_ours(heading: str) -> str:
	"""A heading as we write it, whatever letters it comes in."""
	same = (column.heading for column in _COLUMNS if column.heading.casefold() == heading.casefold())
	return next(same, heading)


def _header(cells: Sequence[str], path: Path) -> _Header:
	headings = tuple(map(_as_ours, cells))
	for column in _COLUMNS:
		if headings.count(column.heading) > 1:
			raise RejectedInput(
				msg("{0}, line 1: two columns are named {1}.", path, column.heading), field=column.heading
			)
		if column.required and column.heading not in headings:
			raise RejectedInput(
				msg("{0}, line 1: there is no column {1}. The first line names them.", path, column.heading),
				field=column.heading,
			)
	ours = {column.heading for column in _COLUMNS}
	places = {heading: place for place, heading in enumerate(headings) if heading in ours}
	return _Header(path, headings, places)


def _values(row: Row, header: _Header) -> dict[str, object]:
	if any(row.cells[len(header.headings) :]):
		raise RejectedInput(
			msg(
				"{0}, line {1}: there are more cells than headings. Put quotes around a cell with a comma.",
				header.path,
				row.number,
			),
			field="file",
		)
	return {column.heading: _value(column, row, header) for column in _COLUMNS}


def _value(column: _Column, row: Row, header: _Header) -> object:
	place = header.places.get(column.heading, len(row.cells))
	text = row.cells[place] if place < len(row.cells) else ""
	value = column.read(text)
	if value is None:
		raise RejectedInput(
			msg(
				"{0}, line {1}, column {2}: “{3}” is not {4}.",
				header.path,
				row.number,
				column.heading,
				text,
				column.expected,
			),
			field=column.heading,
		)
	return value


def _line(values: Mapping[str, object], head: OrderHead) -> OrderLine:
	words = {heading: str(value) for heading, value in values.items()}
	factor = Decimal(words["UOM factor"])
	uom = words["UOM"] or _UOM
	description = (words["Value"], words["Package"], words["References"])
	return OrderLine(
		ref=f"{head.name}-{words['Line']}",
		number=int(words["Line"]),
		item=words["IPN"],
		description=", ".join(part for part in description if part),
		quantity=Decimal(words["Qty"]) * head.boards,
		uom=uom,
		stock_uom=uom if factor == 1 else _UOM,
		conversion_factor=factor,
		rate=Decimal(words["Rate"]) if words["Rate"] else None,
		sku=words["SKU"],
		mpn=words["MPN"],
		manufacturer=words["Manufacturer"],
	)


def keep_rates(order: Order, before: Order) -> Order:
	"""An order read anew, with the rates that it had for the same items on the same lines and the file doesn't give."""
	known = {(line.ref, line.item, line.uom): line.rate for line in before.lines}
	lines = (
		line if line.rate is not None else replace(line, rate=known.get((line.ref, line.item, line.uom)))
		for line in order.lines
	)
	return replace(order, lines=tuple(lines), state=before.state)
