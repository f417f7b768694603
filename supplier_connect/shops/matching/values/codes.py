"""Short codes for values: digits with an exponent (IEC 60062, EIA), and the letters of tolerances.

Codes say nothing without a context: 103 is 10 kOhm on a resistor, 10 nF on a capacitor, and a count elsewhere.
The functions here read a code for one context; who calls them knows that it is one.
"""

from __future__ import annotations

import re
from decimal import Decimal

from supplier_connect.shops.matching.reading.terms import Kind

RESISTIVE = frozenset({Kind.RESISTOR, Kind.RESISTOR_ARRAY, Kind.THERMISTOR, Kind.POTENTIOMETER})

# The preferred numbers of IEC 60063, as three digits of a decade.
_E24_DIGITS = "10 11 12 13 15 16 18 20 22 24 27 30 33 36 39 43 47 51 56 62 68 75 82 91"
_E24 = frozenset(int(digits) * 10 for digits in _E24_DIGITS.split())
_E96_STEPS = tuple(round(100 * 10 ** (step / 96)) for step in range(96))
_PREFERRED = _E24 | frozenset(_E96_STEPS)

_EIA_96 = re.compile(r"(0[1-9]|[1-8][0-9]|9[0-6])([ZYRXSABHCDEF])")
_EIA_96_EXPONENTS = {
	"Z": -3,
	"Y": -2,
	"R": -2,
	"X": -1,
	"S": -1,
	"A": 0,
	"B": 1,
	"H": 1,
	"C": 2,
	"D": 3,
	"E": 4,
	"F": 5,
}
_HIGHEST_EXPONENT = 7

_PERCENT_LETTERS = {
	"B": Decimal("0.1"),
	"C": Decimal("0.25"),
	"D": Decimal("0.5"),
	"F": Decimal(1),
	"G": Decimal(2),
	"J": Decimal(5),
	"K": Decimal(10),
	"M": Decimal(20),
	"Z": Decimal(80),
}
# On capacitors up to 10 pF the first letters are picofarads.
_PICOFARAD_LETTERS = {
	"A": Decimal("0.05e-12"),
	"B": Decimal("0.1e-12"),
	"C": Decimal("0.25e-12"),
	"D": Decimal("0.5e-12"),
}
_SMALL_CAPACITOR = Decimal("10e-12")


def resistor_code(digits: str) -> Decimal | None:
	"""The ohms of 0, 103, 1002 or 0000; None for a number that is no code, or more likely plain ohms.

	A number that is a preferred value as it stands is plain ohms: 330 and 604 are, 103 and 472 are not. The last
	digit of a code is its exponent, so 4700 is plain as well.
	"""
	if not digits.strip("0"):
		return Decimal(0)
	if len(digits) not in (3, 4) or not digits.isdigit() or digits[0] == "0":
		return None
	exponent = int(digits[-1])
	if exponent == 0 or exponent > _HIGHEST_EXPONENT or _is_plain(digits):
		return None
	mantissa = digits[:-1]
	if int(mantissa.ljust(3, "0")) not in (_E24 if len(mantissa) == 2 else _PREFERRED):
		return None
	return Decimal(mantissa).scaleb(exponent)


def _is_plain(digits: str) -> bool:
	"""Whether three digits are ohms: of E96, but 102 and 105 are codes far more often."""
	return len(digits) == 3 and int(digits) in _PREFERRED and not digits.startswith("10")


def is_preferred(value: Decimal) -> bool:
	"""Whether a value is of the series E24 or E96, or zero: one that resistors are made with."""
	digits = "".join(map(str, value.normalize().as_tuple().digits)) if value else ""
	return not value or (len(digits) <= 3 and int(digits.ljust(3, "0")) in _PREFERRED)


def eia96_code(text: str) -> Decimal | None:
	"""The ohms of 01C (10 kOhm): two digits for a value of E96, a letter for the power of ten."""
	match = _EIA_96.fullmatch(text)
	if match is None:
		return None
	return Decimal(_E96_STEPS[int(match[1]) - 1]).scaleb(_EIA_96_EXPONENTS[match[2]])


def capacitor_code(digits: str) -> Decimal | None:
	"""The farads of 104 (100 nF): two digits, and the power of ten in picofarad; 8 and 9 are -2 and -1."""
	if len(digits) != 3 or not digits.isdigit() or digits[0] == "0" or int(digits[:2]) * 10 not in _E24:
		return None
	exponent = int(digits[2])
	if exponent == _HIGHEST_EXPONENT:
		return None
	power = exponent - 10 if exponent > _HIGHEST_EXPONENT else exponent
	return Decimal(digits[:2]).scaleb(power - 12)


def percent_of_letter(letter: str) -> Decimal | None:
	"""The tolerance in per cent that a letter stands for: J is 5."""
	return _PERCENT_LETTERS.get(letter)


def farads_of_letter(letter: str, value: Decimal | None) -> Decimal | None:
	"""The tolerance in farad that a letter stands for on a capacitor up to 10 pF: C is 0.25 pF."""
	if value is None or value > _SMALL_CAPACITOR:
		return None
	return _PICOFARAD_LETTERS.get(letter)
