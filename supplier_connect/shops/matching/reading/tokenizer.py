"""The tokens a text is cut into, and what is read of a number: the ground that all reading stands on."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from supplier_connect.shops.matching.reading.terms import Kind, Unit
from supplier_connect.shops.matching.values.units import MAIN_UNIT, UnitSpelling, property_of

# How sure a reading is: a unit was written, a prefix or letter stood for it, or bare digits were a code.
CERTAIN, LIKELY, POSSIBLE = 3, 2, 1

_E24 = "10 11 12 13 15 16 18 20 22 24 27 30 33 36 39 43 47 51 56 62 68 75 82 91"
# Thousands in groups, where both together are a value that is made: 4 700, but 50 100 is two numbers.
_GROUPED = "|".join(f"{value[0]}[ ]{value[1]}00" for value in _E24.split())

TOKENS = re.compile(
	rf"""
	(?P<sign>(?:\+/-|\+-|±)\s?|(?<![^\W_])[+-])?
	(?P<number>
		[0-9]+/[0-9]+(?=\s?-?[Ww](?:[Aa][Tt]|(?![^\W_])))
		|[0-9]{{1,3}}(?:[ ]000)+(?=\s?[^\W\d_])
		|(?<![-+/.,])(?:{_GROUPED})(?=\s?[pnuPNU][fF](?![^\W_]))
		|(?:[0-9]+(?:[.,][0-9]+)*|(?<![^\W_])[.,][0-9]+)(?:(?:[eE][+-]|e)[0-9]{{1,2}}(?![^\W_]))?
	)
	(?P<glue>[^\W\d_][^\W_]*(?:\.[0-9][^\W_]*)*|\s?(?:%|°\s?[CFK]?|\u2103)|")?
	|(?P<word>[^\W\d_][^\W_]*(?:\.[0-9][^\W_]*)*)
	""",
	re.VERBOSE,
)
Token = re.Match[str]

_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")

_LONGEST_NUMBER = 15
_DECIMAL_COMMA_UNITS = frozenset({Unit.HERTZ, Unit.METRE, Unit.PER_CENT})


class NumberReading(NamedTuple):
	"""What a rule made of a token. `role` is "", "low", "high" (of a range), "condition" or "marked"."""

	value: Decimal
	unit: Unit
	rule: str
	certainty: int
	start: int
	end: int
	sign: str = ""
	role: str = ""


Readings = tuple[NumberReading, ...]
NOTHING: Readings = ()


class Spot(NamedTuple):
	"""A number token with what its reading depends on; `after` is the word one space behind it."""

	number: str
	glue: str
	after: str
	later: str
	sign: str
	start: int
	end: int
	ends: tuple[int, int]
	plain: str
	kind: Kind
	expected: Unit | None

	def fits(self, unit: Unit) -> bool:
		"""Whether a value in this unit can be meant here."""
		if self.expected is not None:
			return unit is self.expected
		return property_of(unit, self.kind) is not None

	@property
	def unit_meant(self) -> Unit | None:
		"""The unit of the value that is due here, if one is."""
		return self.expected or MAIN_UNIT.get(self.kind)

	def reading(
		self, meaning: UnitSpelling, rule: str, certainty: int, end: int | None = None
	) -> NumberReading | None:
		"""The number in the unit meant; None for digits that are no number."""
		value = number_value(self.number, meaning.unit)
		if value is None:
			return None
		last = self.end if end is None else end
		return NumberReading(
			value * meaning.factor, meaning.unit, rule, certainty, self.start, last, self.sign
		)


def number_value(text: str, unit: Unit | None = None) -> Decimal | None:
	"""The number written, with a decimal point or comma, or as a fraction; None for what is no number.

	"1,000" and "1 000" are a thousand, except of a unit that is never counted in thousands (24,576 MHz).
	"""
	if len(text) > _LONGEST_NUMBER:
		return None
	if text.isdigit():
		return Decimal(text)
	if " " in text:
		return Decimal(text.replace(" ", ""))
	if "/" in text:
		return fraction_value(text)
	if "," in text:
		text = _without_comma(text, unit)
	return None if text.count(".") > 1 else Decimal(text)


def fraction_value(text: str) -> Decimal | None:
	"""The value of "1/4"; None for a division by zero."""
	above, _slash, below = text.partition("/")
	return Decimal(above) / Decimal(below) if below.strip("0") else None


def _without_comma(text: str, unit: Unit | None) -> str:
	if _THOUSANDS.fullmatch(text.partition(".")[0]) and unit not in _DECIMAL_COMMA_UNITS:
		return text.replace(",", "")
	return text.replace(",", ".")


def sign_of(token: Token) -> str:
	"""The sign before a number: "", "+", "-" or "±", however the last is typed."""
	sign = (token["sign"] or "").strip()
	return "±" if len(sign) > 1 else sign
