"""The rules that read a number token, each with its name: "10uF", "4k7", "104K", "01C", "125C", "2x10".

A number is offered to them in turn; the first that can read it does. Which ones can depends on what is glued to the
number or stands a space behind it, on the kind of the part, and on the unit that is due.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from supplier_connect.shops.matching.reading.terms import Kind, Unit
from supplier_connect.shops.matching.reading.tokenizer import (
	CERTAIN,
	LIKELY,
	NOTHING,
	POSSIBLE,
	NumberReading,
	Readings,
	Spot,
)
from supplier_connect.shops.matching.values.codes import (
	RESISTIVE,
	capacitor_code,
	eia96_code,
	farads_of_letter,
	percent_of_letter,
	resistor_code,
)
from supplier_connect.shops.matching.values.units import MAIN_UNIT, UnitSpelling, lone_prefixes, spelled_unit

_RKM = re.compile(r"([A-Za-zΩ])([0-9]{0,4})([A-Za-zΩ]*)")
_LETTER_FIRST = re.compile(r"([Rrunp])([0-9]{1,4})([FHΩ]?)")
_CODE_WITH_LETTER = re.compile(r"([0-9]{3,4})([A-Z])")
_ROWS_BY_POSITIONS = re.compile(r"[xX]0*([0-9]{1,3})[A-Za-z]?")
_ELEMENTS = re.compile(r"[xX]([0-9]{1,6}(?:\.[0-9]+)?)((?:[^\W\d_xX][^\W_]*)?)")
_IN_ARRAYS = frozenset({Kind.RESISTOR, Kind.RESISTOR_ARRAY, Kind.UNKNOWN})
# "20V/us", "480 Mb/s": a rate, not a value.
_RATE = re.compile(r"/(?:s|us|ms|ns|A|V|W|K|sec|min|h|Hz|√)(?![^\W_])")

# 1N914 is a diode, 1N5 are 1.5 nF.
_PART_LETTERS = frozenset("NPU")
_LETTER_UNITS = frozenset("VAWFH")
_OHM_WORDS = frozenset({"ohm", "ohms", "Ohm", "Ohms", "OHM", "OHMS", "Ω"})
_CAPACITOR_LETTERS = frozenset("BCDFGJKMZ")
_RESISTOR_LETTERS = frozenset("BDFGJ")
_PICOFARADS = frozenset("BCD")
_HIGHEST_BARE_CELSIUS = 200
_LOWEST_BARE_CELSIUS = 50
_SHORTEST_LIFETIME = 50
_LOWEST_B, _HIGHEST_B = 2000, 6000
_PICO = Decimal("1e-12")
_MICRO = Decimal("1e-6")
_ONE = Decimal(1)


@dataclass(frozen=True)
class _Rule:
	"""A named way to read a number token; it gives nothing for what it can't read."""

	name: str
	read: Callable[[Spot, str], Readings]


def _one(reading: NumberReading | None) -> Readings:
	return (reading,) if reading else NOTHING


# Rules for a number with something glued to it: "10uF".


def _glued_unit(spot: Spot, rule: str) -> Readings:
	meaning = spelled_unit(spot.glue.replace(" ", ""), spot.kind)
	if meaning is None or not spot.fits(meaning.unit):
		return NOTHING
	return _certain(spot, meaning, rule, spot.end)


def _certain(spot: Spot, meaning: UnitSpelling, rule: str, end: int) -> Readings:
	if spot.plain[end : end + 1] == "/" and _RATE.match(spot.plain, end) and meaning.unit is not Unit.PPM:
		return NOTHING
	return _one(spot.reading(meaning, rule, CERTAIN, end))


def _glued_hours(spot: Spot, rule: str) -> Readings:
	if spot.glue != "H" or not spot.fits(Unit.HOUR):
		return NOTHING
	reading = spot.reading(UnitSpelling(Unit.HOUR, _ONE), rule, CERTAIN)
	return (reading,) if reading and reading.value >= _SHORTEST_LIFETIME else NOTHING


def _prefix_and_word(spot: Spot, rule: str) -> Readings:
	if not spot.after:
		return NOTHING
	meaning = spelled_unit(spot.glue + spot.after, spot.kind)
	if meaning is None or not _is_unit_word(spot.after, meaning.unit) or not spot.fits(meaning.unit):
		return NOTHING
	return _certain(spot, meaning, rule, spot.ends[0])


def _is_unit_word(word: str, unit: Unit) -> bool:
	return len(word) > 1 or word == "Ω" or (word in "FH" and unit in (Unit.FARAD, Unit.HENRY))


def _glued_prefix(spot: Spot, rule: str) -> Readings:
	meaning = lone_prefixes(spot.kind, spot.expected).get(spot.glue)
	reading = spot.reading(meaning, rule, LIKELY) if meaning else None
	return _one(reading)


def _rkm(spot: Spot, rule: str) -> Readings:
	match = _RKM.fullmatch(spot.glue)
	if match is None or not spot.number.isdigit():
		return NOTHING
	letter, fraction, suffix = match.groups()
	meaning = _rkm_meaning(spot, letter, suffix, fraction)
	if meaning is not None and fraction:
		return _rkm_reading(spot, meaning, fraction, rule)
	if suffix in _letters(spot) and (meaning := _rkm_meaning(spot, letter, "", fraction)):
		value = _rkm_reading(spot, meaning, fraction, rule)
		return value + _tolerance_letter(spot, suffix, value)
	return NOTHING


def _rkm_meaning(spot: Spot, letter: str, suffix: str, fraction: str) -> UnitSpelling | None:
	if letter in _PART_LETTERS and len(fraction) > 2:
		return None
	if suffix:
		meaning = spelled_unit(letter + suffix, spot.kind)
	elif letter in _LETTER_UNITS:
		meaning = _letter_unit(spot, letter, fraction)
	else:
		meaning = lone_prefixes(spot.kind, spot.expected).get(letter) or _point_letter(spot, letter)
	return meaning if meaning and spot.fits(meaning.unit) else None


def _letter_unit(spot: Spot, letter: str, fraction: str) -> UnitSpelling | None:
	"""The unit whose letter is the decimal point: 6V3. An F or an H is one only where farads or henries are due."""
	if len(fraction) > 2 or len(spot.number) > 3:
		return None
	meaning = spelled_unit(letter)
	return meaning if letter in "VAW" or (meaning and meaning.unit is spot.unit_meant) else None


def _point_letter(spot: Spot, letter: str) -> UnitSpelling | None:
	"""An R where a capacitor's or inductor's code has its point: 4R7 is 4.7 pF or 4.7 µH."""
	return _point_of(letter, spot.unit_meant) if len(spot.number) <= 2 else None


def _point_of(letter: str, unit: Unit | None) -> UnitSpelling | None:
	if letter != "R":
		return None
	if unit is Unit.FARAD:
		return UnitSpelling(Unit.FARAD, _PICO)
	return UnitSpelling(Unit.HENRY, _MICRO) if unit is Unit.HENRY else None


def _rkm_reading(spot: Spot, meaning: UnitSpelling, fraction: str, rule: str) -> Readings:
	number = f"{spot.number}.{fraction}" if fraction else spot.number
	reading = spot._replace(number=number).reading(meaning, rule, LIKELY)
	return _one(reading)


def _letters(spot: Spot) -> frozenset[str]:
	"""The tolerance letters that may follow a value here."""
	meant = spot.unit_meant
	if meant is Unit.FARAD:
		return _CAPACITOR_LETTERS
	return _RESISTOR_LETTERS if meant in (Unit.OHM, Unit.HENRY) else frozenset()


def _tolerance_letter(spot: Spot, letter: str, values: Readings) -> Readings:
	if spot.expected is not None or not values:
		return NOTHING
	return letter_reading(letter, values[0], spot.end - 1)


def letter_reading(letter: str, value: NumberReading, start: int) -> Readings:
	"""The tolerance that a letter behind a value stands for (J: 5 %; C on a small capacitor: 0.25 pF)."""
	if value.unit is Unit.FARAD:
		farads = farads_of_letter(letter, value.value)
		if farads is not None:
			return (NumberReading(farads, Unit.FARAD, "tolerance letter", LIKELY, start, start + 1, "±"),)
	percent = None if value.unit is Unit.FARAD and letter in _PICOFARADS else percent_of_letter(letter)
	if percent is None:
		return NOTHING
	return (NumberReading(percent, Unit.PER_CENT, "tolerance letter", LIKELY, start, start + 1, "±"),)


def _code_with_letter(spot: Spot, rule: str) -> Readings:
	match = _CODE_WITH_LETTER.fullmatch(spot.number + spot.glue)
	if match is None or match[2] not in _letters(spot) or spot.sign:
		return NOTHING
	value = _code_value(spot, match[1])
	unit = spot.unit_meant
	if value is None or unit is None:
		return NOTHING
	reading = NumberReading(value, unit, rule, LIKELY, spot.start, spot.end)
	tolerance = letter_reading(match[2], reading, spot.end - 1)
	if not tolerance:
		return NOTHING
	return (reading, *tolerance) if spot.expected is None else (reading,)


def _code_value(spot: Spot, digits: str) -> Decimal | None:
	meant = spot.unit_meant
	if meant is Unit.FARAD:
		return capacitor_code(digits)
	return resistor_code(digits) if meant is Unit.OHM and _is_resistive(spot.kind) else None


def _is_resistive(kind: Kind) -> bool:
	return kind in RESISTIVE or kind is Kind.UNKNOWN


def _eia96(spot: Spot, rule: str) -> Readings:
	if spot.unit_meant is not Unit.OHM or (spot.expected is None and spot.number[0] != "0"):
		return NOTHING
	value = eia96_code(spot.number + spot.glue) if _is_resistive(spot.kind) else None
	if value is None:
		return NOTHING
	return (NumberReading(value, Unit.OHM, rule, POSSIBLE, spot.start, spot.end),)


def _celsius(spot: Spot, rule: str) -> Readings:
	if (spot.glue or spot.after) != "C" or not spot.fits(Unit.CELSIUS):
		return NOTHING
	end = spot.end if spot.glue else spot.ends[0]
	reading = spot.reading(UnitSpelling(Unit.CELSIUS, _ONE), rule, LIKELY, end)
	if reading is None or not (spot.sign or _LOWEST_BARE_CELSIUS <= reading.value <= _HIGHEST_BARE_CELSIUS):
		return NOTHING
	return (reading,)


def _kelvin(spot: Spot, rule: str) -> Readings:
	if spot.glue != "K" or spot.kind is not Kind.THERMISTOR or not spot.number.isdigit():
		return NOTHING
	reading = spot.reading(UnitSpelling(Unit.KELVIN, _ONE), rule, LIKELY)
	return (reading,) if reading and _LOWEST_B <= reading.value <= _HIGHEST_B else NOTHING


def _rows_by_positions(spot: Spot, rule: str) -> Readings:
	match = _ROWS_BY_POSITIONS.fullmatch(spot.glue)
	if match is None or spot.kind is not Kind.CONNECTOR or not spot.number.isdigit():
		return NOTHING
	rows, positions = int(spot.number[:3]), int(match[1])
	return (
		NumberReading(Decimal(rows * positions), Unit.COUNT, rule, CERTAIN, spot.start, spot.end),
		NumberReading(Decimal(rows), Unit.ROWS, rule, CERTAIN, spot.start, spot.end),
	)


def _connector_pins(spot: Spot, rule: str) -> Readings:
	if spot.glue not in ("P", "p", "C") or spot.kind is not Kind.CONNECTOR:
		return NOTHING
	reading = spot.reading(UnitSpelling(Unit.COUNT, _ONE), rule, LIKELY)
	return _one(reading)


ELEMENTS = "elements by value"


def _elements(spot: Spot, rule: str) -> Readings:
	"""The value of each of several resistors: 4x10k, and 4x100 where it is known to be an array."""
	match = _ELEMENTS.fullmatch(spot.glue) if spot.kind in _IN_ARRAYS and spot.number.isdigit() else None
	if match is None or not spot.fits(Unit.OHM):
		return NOTHING
	found = read_number(spot._replace(number=match[1], glue=match[2]))
	if not found and not match[2] and spot.kind is Kind.RESISTOR_ARRAY and match[1].isdigit():
		ohms = resistor_code(match[1])
		value = Decimal(match[1]) if ohms is None else ohms
		found = (NumberReading(value, Unit.OHM, rule, LIKELY, spot.start, spot.end),)
	return tuple(reading._replace(rule=rule) for reading in found if reading.unit is Unit.OHM)


_GLUED_RULES = (
	_Rule("lifetime in capital H", _glued_hours),
	_Rule("B constant in kelvin", _kelvin),
	_Rule("number and unit", _glued_unit),
	_Rule("number, prefix and unit apart", _prefix_and_word),
	_Rule("prefix without a unit", _glued_prefix),
	_Rule("RKM code", _rkm),
	_Rule("EIA code with tolerance letter", _code_with_letter),
	_Rule("EIA-96 code", _eia96),
	_Rule("degrees by a C", _celsius),
	_Rule("rows by positions", _rows_by_positions),
	_Rule("pins by a P", _connector_pins),
	_Rule(ELEMENTS, _elements),
)


# Rules for a number that stands alone, its unit behind a space: "10 uF".


def _spaced_unit(spot: Spot, rule: str) -> Readings:
	meaning = spelled_unit(spot.after, spot.kind)
	if meaning is None or not spot.fits(meaning.unit):
		return NOTHING
	return _certain(spot, meaning, rule, spot.ends[0])


def _spaced_prefix_and_word(spot: Spot, rule: str) -> Readings:
	if spot.later not in _OHM_WORDS:
		return NOTHING
	meaning = spelled_unit(spot.after + spot.later, spot.kind)
	if meaning is None or not spot.fits(meaning.unit):
		return NOTHING
	return _certain(spot, meaning, rule, spot.ends[1])


def _spaced_prefix(spot: Spot, rule: str) -> Readings:
	if spot.kind is Kind.UNKNOWN and spot.expected is None:
		return NOTHING
	meaning = lone_prefixes(spot.kind, spot.expected).get(spot.after)
	reading = spot.reading(meaning, rule, LIKELY, spot.ends[0]) if meaning else None
	return _one(reading)


_SPACED_RULES = (
	_Rule("number, prefix and unit apart", _spaced_prefix_and_word),
	_Rule("number and unit", _spaced_unit),
	_Rule("prefix without a unit", _spaced_prefix),
	_Rule("degrees by a C", _celsius),
)


def read_number(spot: Spot) -> Readings:
	"""What the first rule that can read a number token makes of it; nothing when none can."""
	for rule in _GLUED_RULES if spot.glue else _SPACED_RULES:
		found = rule.read(spot, rule.name)
		if found:
			return found
	return NOTHING


def first_letter_reading(word: str, kind: Kind, expected: Unit | None, start: int) -> NumberReading | None:
	"""A code that begins with its letter: R047 is 0.047 Ohm, u1 is 0.1 µF. None for a designator such as R1."""
	match = _LETTER_FIRST.fullmatch(word)
	if match is None or (match[1] in "Rr" and len(match[2]) == 1 and expected is None):
		return None
	if kind is Kind.UNKNOWN and expected is None:
		return None
	due = expected or MAIN_UNIT.get(kind)
	meaning = lone_prefixes(kind, expected).get(match[1]) or _point_of(match[1], due)
	if meaning is None:
		return None
	value = Decimal(f"0.{match[2]}") * meaning.factor
	return NumberReading(value, meaning.unit, "RKM code, letter first", LIKELY, start, start + len(word))
