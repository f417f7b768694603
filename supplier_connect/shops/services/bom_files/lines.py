"""The lines of a bill of materials from the rows of one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.bom import BomLine
from supplier_connect.shops.model.offer import Parameter
from supplier_connect.shops.model.part import MakerNumber, ShopNumber
from supplier_connect.shops.services.bom_files.cells import (
	designators,
	is_denied_by,
	is_left_out_by,
	is_not_fitted,
	maker_numbers,
	quantity,
	shop_skus,
	words,
)
from supplier_connect.shops.services.bom_files.columns import BomColumn
from supplier_connect.shops.services.bom_files.csv_rows import Row
from supplier_connect.shops.services.bom_files.headings import Field


@dataclass(frozen=True)
class LineProblem:
	"""What couldn't be read as it stands, and the line of the file."""

	line: int
	message: Message


class LineReader:
	"""Makes lines of the rows of one table, and notes what is wrong with them."""

	def __init__(self, columns: Sequence[BomColumn]) -> None:
		self.problems: list[LineProblem] = []
		self._width = len(columns)
		self._columns: dict[Field, list[BomColumn]] = {}
		for column in columns:
			if column.field is not None:
				self._columns.setdefault(column.field, []).append(column)
		self._may_count = not self._columns.keys().isdisjoint((Field.QUANTITY, Field.REFERENCES))

	@property
	def counts_each_line_once(self) -> bool:
		"""Whether there is nothing to tell quantities by."""
		return not self._may_count

	def line(self, row: Row) -> BomLine | None:
		"""The line in a row; None when nothing can be made of it."""
		if any(row.cells[self._width :]):
			self._note(
				row, msg("there are more cells than headings; put quotes around a cell with a separator")
			)
			return None
		refs = designators(self._cell(row, Field.REFERENCES))
		line = BomLine(
			number=row.number,
			refs=refs.refs,
			value=self._words(row, Field.VALUE),
			footprint=self._words(row, Field.FOOTPRINT),
			description=self._words(row, Field.DESCRIPTION),
			maker_numbers=self._maker_numbers(row),
			shop_numbers=tuple(self._shop_numbers(row)),
			item=self._words(row, Field.ITEM),
			parameters=tuple(self._parameters(row)),
			fitted=self._is_fitted(row),
		)
		line = replace(line, brand="" if line.maker_numbers else self._words(row, Field.MANUFACTURER))
		if not line.title:
			self._note(row, msg("it says nothing that could be looked up"))
			return None
		for problem in refs.problems:
			self._note(row, problem)
		return self._counted(row, line)

	def _counted(self, row: Row, line: BomLine) -> BomLine | None:
		"""The line with its quantity: as it stands there, else as many as it has designators."""
		text, named = self._cell(row, Field.QUANTITY), len(line.refs)
		told = quantity(text) if text else None
		if told is not None:
			if named and told not in (0, named):
				self._note(
					row,
					msg("it says {0} pieces and names {1} designators; {0} are counted", f"{told:f}", named),
				)
			return replace(line, quantity=told, fitted=line.fitted and told > 0)
		if text and not named:
			self._note(row, msg("the quantity “{0}” can't be read for certain; the line is left out", text))
			return None
		if text:
			self._note(
				row,
				msg(
					"the quantity “{0}” can't be read for certain; its {1} designators are counted",
					text,
					named,
				),
			)
		elif not named and self._may_count:
			self._note(row, msg("it has neither a quantity nor designators; 1 piece is counted"))
		return replace(line, quantity=Decimal(named or 1))

	def _note(self, row: Row, message: Message) -> None:
		self.problems.append(LineProblem(row.number, message))

	# cells

	def _cell(self, row: Row, field: Field) -> str:
		columns = self._columns.get(field)
		return _at(row, columns[0]) if columns else ""

	def _words(self, row: Row, field: Field) -> str:
		return words(self._cell(row, field))

	def _of_group(self, row: Row, field: Field, group: int) -> str:
		columns = (one for one in self._columns.get(field, ()) if one.group == group)
		return next((_at(row, column) for column in columns), "")

	def _maker_numbers(self, row: Row) -> tuple[MakerNumber, ...]:
		columns = sorted(self._columns.get(Field.MPN, ()), key=lambda column: column.group)
		return maker_numbers(
			(_at(row, column), self._of_group(row, Field.MANUFACTURER, column.group)) for column in columns
		)

	def _shop_numbers(self, row: Row) -> Iterator[ShopNumber]:
		for column in self._columns.get(Field.SKU, ()):
			seller = column.seller or words(self._of_group(row, Field.SUPPLIER, column.group))
			yield from (ShopNumber(sku, seller) for sku in shop_skus(_at(row, column)))

	def _parameters(self, row: Row) -> Iterator[Parameter]:
		for column in self._columns.get(Field.PARAMETER, ()):
			value = words(_at(row, column))
			if value:
				yield Parameter(column.heading, value)

	def _is_fitted(self, row: Row) -> bool:
		remarks = (self._cell(row, field) for field in (Field.VALUE, Field.DESCRIPTION, Field.MPN))
		left_out = (
			any(is_left_out_by(_at(row, column)) for column in self._columns.get(Field.DNP, ()))
			or any(is_denied_by(_at(row, column)) for column in self._columns.get(Field.FITTED, ()))
			or any(map(is_not_fitted, remarks))
		)
		return not left_out


def _at(row: Row, column: BomColumn) -> str:
	return row.cells[column.place] if column.place < len(row.cells) else ""
