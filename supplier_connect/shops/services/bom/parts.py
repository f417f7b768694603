"""From the lines of a bill of materials to parts that can be looked up: equal lines together, each in an Item's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from supplier_connect.core.model.errors import NotFound
from supplier_connect.shops.matching.numbers.numbers import bare
from supplier_connect.shops.matching.reading.facts import Fact, canonical_package, read_parameter, read_text
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.bom import BomLine
from supplier_connect.shops.model.part import Part, ShopNumber
from supplier_connect.shops.ports import ItemBook

_PREFIX = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True)
class _Class:
	"""What a designator's letters say: the part's name, and the parameter that its value is, should it be one."""

	name: str
	parameter: str


_CLASSES = {
	"R": _Class("Resistor", "Resistance"),
	"C": _Class("Capacitor", "Capacitance"),
	"L": _Class("Inductor", "Inductance"),
	"FB": _Class("Ferrite bead", "Impedance"),
	"Y": _Class("Crystal", "Frequency"),
}


def merged(lines: Iterable[BomLine]) -> tuple[BomLine, ...]:
	"""The lines with equal ones made one: their quantities added, their designators together."""
	groups: dict[object, list[BomLine]] = {}
	for line in lines:
		groups.setdefault(_identity(line), []).append(line)
	return tuple(_one_of(same) for same in groups.values())


def _identity(line: BomLine) -> object:
	"""What makes two lines ask for the same: the Item or the part numbers with the value, else all that they say."""
	numbers = tuple((bare(one.mpn), one.manufacturer.casefold()) for one in line.maker_numbers)
	skus = tuple((one.supplier.casefold(), one.sku.casefold()) for one in line.shop_numbers)
	if line.item or numbers or skus:
		# A value that isn't the number's own must come to light, not disappear in another line.
		return (line.item, numbers, "" if numbers else skus, _meant(line))
	words = (line.value, line.footprint, line.description, line.brand)
	parameters = tuple((one.name, one.value, one.unit) for one in line.parameters)
	return (_prefix(line), *(" ".join(word.split()) for word in words), parameters)


def _meant(line: BomLine) -> object:
	"""The value of a line, the same for 100n and 0.1uF."""
	return tuple(fact.value for fact in _facts(line)) or line.value.casefold()


def _one_of(same: Sequence[BomLine]) -> BomLine:
	first, *others = same
	return replace(
		first,
		quantity=sum((line.quantity for line in others), first.quantity),
		refs=tuple(ref for line in same for ref in line.refs),
		also=(*first.also, *(line.number for line in others)),
	)


def part_of(line: BomLine, items: ItemBook | None, accounts: Iterable[ShopAccount]) -> Part:
	"""What is to be looked up: the Item of the line where the books have it, with the line's own part numbers first."""
	spoken = _as_part(line)
	shop_numbers = tuple(_numbers_for(line.shop_numbers, accounts))
	known = _item(line.item, items)
	if known is None:
		return replace(spoken, shop_numbers=shop_numbers)
	return replace(
		known,
		maker_numbers=line.maker_numbers or known.maker_numbers,
		shop_numbers=(*shop_numbers, *known.shop_numbers),
	)


def _item(code: str, items: ItemBook | None) -> Part | None:
	if not code or items is None:
		return None
	try:
		return items.read(code)
	except NotFound:
		return None


def _as_part(line: BomLine) -> Part:
	# The library of a footprint (Package_QFP:) names a package, too, but a vaguer one.
	package = canonical_package(line.footprint.rpartition(":")[2]) if line.footprint else None
	speaks = not package and bool(line.footprint) and bool(read_text(line.footprint).all)
	return Part(
		code=line.item,
		name=" ".join(filter(None, (_kind_word(line), line.value, package))),
		# A footprint that names no package we know may be full of what only looks like part numbers.
		description=" ".join(filter(None, (line.description, line.footprint if speaks else ""))),
		parameters=line.parameters,
		maker_numbers=line.maker_numbers,
		brand=line.brand,
	)


def _kind_word(line: BomLine) -> str:
	"""Resistor for R1 of 10k; nothing where the value isn't one, as in R1 of ERJ-2RKF1002X."""
	return _CLASSES[_prefix(line)].name if _facts(line) else ""


def _facts(line: BomLine) -> tuple[Fact, ...]:
	"""What the value says, read as the parameter that it is on parts with such a designator."""
	known = _CLASSES.get(_prefix(line))
	return read_parameter(known.parameter, line.value) if known and line.value else ()


def _prefix(line: BomLine) -> str:
	found = _PREFIX.match(line.refs[0]) if line.refs else None
	return found.group().upper() if found else ""


def _numbers_for(numbers: Iterable[ShopNumber], accounts: Iterable[ShopAccount]) -> Iterable[ShopNumber]:
	"""The numbers of shops under the name that each account knows its supplier by; one without a name is everybody's."""
	chosen = tuple(accounts)
	return (
		ShopNumber(number.sku, account.supplier)
		for number in numbers
		for account in chosen
		if is_seller(number.supplier, account)
	)


def is_seller(name: str, account: ShopAccount) -> bool:
	"""Whether a bill of materials may mean an account's supplier by a name: "Digi-Key Corporation"; "" means any."""
	asked = _bare_name(name)
	known = (_bare_name(account.supplier), _bare_name(account.connector))
	return not asked or any(one and (asked.startswith(one) or one.startswith(asked)) for one in known)


def _bare_name(name: str) -> str:
	return "".join(filter(str.isalnum, name.casefold()))
