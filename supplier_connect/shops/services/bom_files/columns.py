"""Which column of a bill of materials holds what: by the names that programs and people give them, and by content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.matching.numbers.numbers import looks_like_number
from supplier_connect.shops.matching.reading.facts import canonical_package, read_parameter
from supplier_connect.shops.services.bom_files.cells import designators, quantity
from supplier_connect.shops.services.bom_files.headings import BARE_STRENGTH, Field, Named, named

# Of these a file may have several columns: one in each group and for each shop, or any number that speak together.
_BY_GROUP = frozenset({Field.MPN, Field.MANUFACTURER, Field.SKU, Field.SUPPLIER})
_TOGETHER = frozenset({Field.DNP, Field.FITTED})


class KnownBy(str, Enum):
	"""How it is known what a column holds."""

	NAME = "its name"
	CONTENT = "its content"
	USER = "you"


@dataclass(frozen=True)
class BomColumn:
	"""A column: its place, its heading, and what it holds (None: nothing that is read).

	Columns of one `group` belong together, such as Manufacturer 2 and Manufacturer Part Number 2; `seller` is whose
	numbers it holds where its heading says so; `example` is its first cell with something in it.
	"""

	place: int
	heading: str
	field: Field | None = None
	known_by: KnownBy | None = None
	group: int = 1
	seller: str = ""
	example: str = ""


# content

_KNOWN_LETTERS = "R C L D Q U IC J P K X Y F FB TP SW S RN RV T TR JP H LED BT LS M MK Z VR CN CON XTAL TH DS VD VT DA DD ANT"
_USUAL_REF = re.compile(rf"(?:{'|'.join(_KNOWN_LETTERS.split())})[1-9]\d{{0,3}}[A-D]?")
_MOST = 0.6
_SOME = 0.3
_FEWEST_OF_A_NUMBER = 6


def _are_refs(cells: Sequence[str], _others: Mapping[Field, Sequence[str]]) -> bool:
	found = [ref for cell in cells for ref in designators(cell).refs]
	return len(set(found)) == len(found) > 0 and _share(found, _USUAL_REF.fullmatch) > _MOST


def _are_quantities(cells: Sequence[str], others: Mapping[Field, Sequence[str]]) -> bool:
	refs = others.get(Field.REFERENCES)
	if refs is None:
		return False
	pairs = [
		(quantity(cell), len(designators(ref).refs)) for cell, ref in zip(cells, refs, strict=True) if cell
	]
	# Ones may be anything: the number of a layer, or of a page.
	tells = any(told not in (None, 1) for told, _named in pairs)
	return tells and _share(pairs, lambda pair: pair[0] == pair[1]) > _MOST


def _are_packages(cells: Sequence[str], _others: Mapping[Field, Sequence[str]]) -> bool:
	return _share(filter(None, cells), lambda cell: canonical_package(cell) is not None) > _MOST


def _are_numbers(cells: Sequence[str], _others: Mapping[Field, Sequence[str]]) -> bool:
	return _share(filter(None, cells), _is_number) > _MOST


def _is_number(cell: str) -> bool:
	is_word = len(cell) >= _FEWEST_OF_A_NUMBER and " " not in cell and not cell.isdigit()
	return is_word and looks_like_number(cell) and canonical_package(cell) is None


def _share(things: Iterable[object], test: Callable[..., object]) -> float:
	results = [bool(test(one)) for one in things]
	return sum(results) / len(results) if results else 0.0


_Test = Callable[[Sequence[str], Mapping[Field, Sequence[str]]], bool]
# In this order, as quantities are known by the designators beside them.
_TESTS: tuple[tuple[Field, _Test], ...] = (
	(Field.REFERENCES, _are_refs),
	(Field.QUANTITY, _are_quantities),
	(Field.FOOTPRINT, _are_packages),
	(Field.MPN, _are_numbers),
)


# both

Corrections = Mapping[Field, str]


def guess_columns(
	headings: Sequence[str], rows: Sequence[Sequence[str]], corrections: Corrections
) -> tuple[BomColumn, ...]:
	"""The columns of a table, by the user's word, by their names and by their content.

	Raises `RejectedInput` for a correction that names no column.
	"""
	cells = [[row[place] if place < len(row) else "" for row in rows] for place in range(len(headings))]
	columns = [
		BomColumn(place, heading, example=next(filter(None, cells[place]), ""))
		for place, heading in enumerate(headings)
	]
	named = _by_name(_by_user(columns, corrections), cells, corrections)
	guessed = _by_content(named, cells, corrections)
	return tuple(_as_parameter(column, cells[column.place]) for column in guessed)


def _by_user(columns: Sequence[BomColumn], corrections: Corrections) -> list[BomColumn]:
	chosen = {place_of(columns, field, text): field for field, text in corrections.items() if text}
	return [
		replace(column, field=chosen[column.place], known_by=KnownBy.USER)
		if column.place in chosen
		else column
		for column in columns
	]


def place_of(columns: Sequence[BomColumn], field: Field, text: str) -> int:
	"""The place of the column that a user means: by its heading, or by its number from 1 on; raises `RejectedInput`."""
	wanted = text.strip().casefold()
	for column in columns:
		if column.heading.casefold() == wanted:
			return column.place
	if wanted.isdecimal() and 1 <= int(wanted) <= len(columns):
		return int(wanted) - 1
	headings = ", ".join(column.heading for column in columns if column.heading)
	raise RejectedInput(
		msg("There is no column “{0}” for {1}. The columns are: {2}.", text, field.value, headings),
		field=field.value,
	)


def _by_name(
	columns: Sequence[BomColumn], cells: Sequence[Sequence[str]], corrections: Corrections
) -> list[BomColumn]:
	taken: dict[object, int] = {(field, 1, ""): -1 for field in corrections}
	told_by_name = [
		(told, column.place)
		for column in columns
		if column.known_by is None and column.example and (told := named(column.heading))
		if told.strength < BARE_STRENGTH or _share(filter(None, cells[column.place]), _is_number) > _SOME
	]
	made = list(columns)
	for told, place in sorted(told_by_name, key=lambda one: (one[0].strength, one[1])):
		field = next((one for one in told.fields if _take(taken, one, told, place)), None)
		if field:
			made[place] = replace(
				made[place], field=field, known_by=KnownBy.NAME, group=told.group, seller=told.seller
			)
	return made


def _take(taken: dict[object, int], field: Field, told: Named, place: int) -> bool:
	"""Give a field to a column; False when another column has it already."""
	grouped = field in _BY_GROUP
	key = (field, told.group if grouped else 1, told.seller if grouped else "")
	is_free = taken.setdefault(key, place) == place
	return is_free or (field in _TOGETHER and taken[key] >= 0)


def _by_content(
	columns: Sequence[BomColumn], cells: Sequence[Sequence[str]], corrections: Corrections
) -> list[BomColumn]:
	made = list(columns)
	for field, test in _TESTS:
		known: dict[Field, Sequence[str]] = {
			column.field: cells[column.place] for column in made if column.field is not None
		}
		if field in known or field in corrections:
			continue
		fitting = (
			column
			for column in made
			if column.field is None and column.example and test(cells[column.place], known)
		)
		found = next(fitting, None)
		if found:
			made[found.place] = replace(found, field=field, known_by=KnownBy.CONTENT)
	return made


def _as_parameter(column: BomColumn, cells: Iterable[str]) -> BomColumn:
	"""A column that nothing else is known of is a parameter when its name and a value are those of one."""
	if column.field is not None or not any(read_parameter(column.heading, cell) for cell in set(cells)):
		return column
	return replace(column, field=Field.PARAMETER, known_by=KnownBy.NAME)
