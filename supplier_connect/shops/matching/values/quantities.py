"""A value in a field: "10 kOhms", "4k7", "0,1 µF", "1/4W", "104" of a capacitor.

Values are exact decimals in base units. The libraries quantiphy and rkm-codes give binary floats and read "4,7k" as
47000, "2.2UF" as 2.2 and "2N7002" as a value; so they write values and serve as a check in the tests, not here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from supplier_connect.shops.matching.reading.number_rules import first_letter_reading
from supplier_connect.shops.matching.reading.scanning import scan
from supplier_connect.shops.matching.reading.terms import Kind, Property, Unit
from supplier_connect.shops.matching.reading.tokenizer import (
	POSSIBLE,
	TOKENS,
	NumberReading,
	Token,
	fraction_value,
	number_value,
	sign_of,
)
from supplier_connect.shops.matching.values.codes import RESISTIVE, capacitor_code, resistor_code
from supplier_connect.shops.matching.values.units import MAIN_UNIT, UNIT_OF, plain_text

# Nobody means 22 farad by a bare 22.
_SMALL_UNITS = frozenset({Unit.FARAD, Unit.HENRY})
_MICRO = Decimal("1e-6")
_HIGHEST_PLAIN_OHMS = 10_000_000
_LONGEST_FIELD = 200
_LEADING_ZERO = re.compile(r"0[0-9]")
_GROUPED = re.compile(r"\s*[1-9][0-9]{0,2}(?: [0-9]{3})+(?=\s?[^\W\d_]|\s*$)")
_BARE_FRACTION = re.compile(r"\s*([0-9]{1,2}/[0-9]{1,3})\s*")


@dataclass(frozen=True)
class Quantity:
	"""A value in a base unit, with the name of the rule that read it and the text it was read from."""

	value: Decimal
	unit: Unit
	rule: str
	text: str


def code_reading(token: Token, kind: Kind, expected: Unit | None = None) -> NumberReading | None:
	"""What bare digits say where a value is due: 104 on a capacitor, 103, 1002 or plain 330 on a resistor."""
	unit = expected or MAIN_UNIT.get(kind)
	digits = token["number"]
	for rule in _BARE_RULES:
		value = rule.read(digits) if rule.unit is unit and rule.fits(kind, expected) else None
		if value is not None:
			return NumberReading(value, rule.unit, rule.name, POSSIBLE, token.start(), token.end())
	return None


@dataclass(frozen=True)
class _BareRule:
	"""A named way to read bare digits as a value in a unit, for some kinds of parts."""

	name: str
	unit: Unit
	kinds: frozenset[Kind]
	read: Callable[[str], Decimal | None]

	def fits(self, kind: Kind, expected: Unit | None) -> bool:
		"""Whether the rule holds on this kind; on an unknown one it does where its unit is due."""
		return kind in self.kinds or (kind is Kind.UNKNOWN and expected is not None)


def _plain_ohms(digits: str) -> Decimal | None:
	value = None if _LEADING_ZERO.match(digits) else number_value(digits)
	return value if value is not None and value <= _HIGHEST_PLAIN_OHMS else None


def _old_microfarads(digits: str) -> Decimal | None:
	"""Fractions without a unit are microfarads: 0.1, .01."""
	value = number_value(digits)
	return value * _MICRO if value is not None and 0 < value < 1 else None


_BARE_RULES = (
	_BareRule("EIA resistor code", Unit.OHM, RESISTIVE, resistor_code),
	_BareRule("plain ohms", Unit.OHM, RESISTIVE | {Kind.FERRITE}, _plain_ohms),
	_BareRule("EIA capacitor code", Unit.FARAD, frozenset({Kind.CAPACITOR}), capacitor_code),
	_BareRule("fraction of a microfarad", Unit.FARAD, frozenset({Kind.CAPACITOR}), _old_microfarads),
)


@lru_cache(maxsize=4096)
def parse_quantity(text: str, property: Property | None = None, kind: Kind = Kind.UNKNOWN) -> Quantity | None:
	"""The first value in a field: "10 kOhms", "4k7", "104" (of a capacitor), "1/4" (of a power).

	`property` says which unit is due, and then bare numbers are read too: as the code they are on this kind of
	part, else in the base unit. Without it the kind decides. None when there is no such value; never raises.
	"""
	text = ungrouped(plain_text(text[:_LONGEST_FIELD]))
	readings = field_readings(text, UNIT_OF.get(property) if property else None, kind)
	if not readings:
		return None
	first = readings[0]
	value = -first.value if first.sign == "-" else first.value
	return Quantity(value, first.unit, first.rule, text[first.start : first.end].strip())


def ungrouped(plain: str) -> str:
	"""A field without the spaces that group the thousands of its number: "3 300 Ω"."""
	match = _GROUPED.match(plain)
	return match[0].replace(" ", "") + plain[match.end() :] if match else plain


def field_readings(plain: str, unit: Unit | None, kind: Kind) -> list[NumberReading]:
	"""What a field that holds a value in a unit says: with units, as a code, or as bare numbers."""
	tokens = tuple(TOKENS.finditer(plain))
	readings = scan(plain, tokens, kind, unit)
	return readings or _letter_first(tokens, unit, kind) or _bare(plain, tokens, unit, kind)


def _letter_first(tokens: Sequence[Token], unit: Unit | None, kind: Kind) -> list[NumberReading]:
	found = (
		first_letter_reading(token[0], kind, unit, token.start())
		for token in tokens[:1]
		if token.lastgroup == "word"
	)
	return [reading for reading in found if reading]


def _bare(plain: str, tokens: Sequence[Token], unit: Unit | None, kind: Kind) -> list[NumberReading]:
	numbers = [token for token in tokens if token.lastgroup != "word"]
	if len(numbers) != 1 or len(tokens) != 1 or numbers[0]["glue"]:
		return _bare_fraction(plain, unit)
	token = numbers[0]
	in_base_unit = unit not in _SMALL_UNITS or "e" in token["number"].lower()
	reading = (
		_in_base_unit(token, unit) if "e" in token["number"].lower() else code_reading(token, kind, unit)
	)
	if reading is None and in_base_unit:
		reading = _in_base_unit(token, unit)
	return [reading] if reading else []


def _in_base_unit(token: Token, unit: Unit | None) -> NumberReading | None:
	value = number_value(token["number"], unit)
	if value is None or unit is None:
		return None
	return NumberReading(value, unit, "bare number", POSSIBLE, token.start(), token.end(), sign_of(token))


def _bare_fraction(plain: str, unit: Unit | None) -> list[NumberReading]:
	match = _BARE_FRACTION.fullmatch(plain)
	value = fraction_value(match[1]) if match and unit is Unit.WATT else None
	return [NumberReading(value, Unit.WATT, "fraction", POSSIBLE, 0, len(plain))] if value is not None else []
