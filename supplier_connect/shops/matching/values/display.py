"""Values the other way round: how a person reads them, and whether two of them mean the same."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from quantiphy import Quantity as Written

from supplier_connect.shops.matching.reading.terms import Property, Unit, Value
from supplier_connect.shops.matching.reading.vocabulary import canonical_word
from supplier_connect.shops.matching.values.packages import canonical_package
from supplier_connect.shops.matching.values.quantities import parse_quantity
from supplier_connect.shops.matching.values.units import UNIT_OF

_SAME = Decimal("1e-3")
_DIGITS = 9
_PICO = Decimal("1e-12")
_FARADS_BELOW = Decimal("1e-9")
_HENRIES_BELOW = Decimal("1e-4")
# The units that take a prefix; the others are written as they are.
_SCALED = frozenset(
	{Unit.OHM, Unit.FARAD, Unit.HENRY, Unit.VOLT, Unit.AMPERE, Unit.WATT, Unit.HERTZ, Unit.METRE}
)
_UNNAMED = frozenset({Unit.COUNT, Unit.ROWS})
_BINARY_PREFIXES = ("", "k", "M", "G", "T")
_KIBI = 1024
_TWO_SIDED = frozenset({Property.TOLERANCE, Property.TOLERANCE_ABSOLUTE, Property.FREQUENCY_TOLERANCE})


class _Prefixed(Written):
	"""A number with an SI prefix, up to nine digits, with the micro sign."""


_Prefixed.set_prefs(
	map_sf=_Prefixed.map_sf_to_greek, output_sf="TGMkmunpf", prec="full", full_prec=_DIGITS, spacer=" "
)


@lru_cache(maxsize=4096)
def shown(property: Property, value: Value) -> str:
	"""A value as a person reads it: "10 kΩ", "100 nF", "±1 %", "-55 °C", "0402"."""
	if isinstance(value, str):
		return value
	sign = "±" if property in _TWO_SIDED else ""
	return sign + _number_shown(UNIT_OF.get(property, Unit.COUNT), property, value)


def _number_shown(unit: Unit, property: Property, value: Decimal) -> str:
	if property in _WRITERS:
		return _WRITERS[property](value)
	if unit in _SCALED:
		return _scaled(value, unit)
	return _plain(value) if unit in _UNNAMED else f"{_plain(value)} {unit.value}"


def _scaled(value: Decimal, unit: Unit) -> str:
	return str(_Prefixed(float(value), unit.value).render())


def _deviation(value: Decimal) -> str:
	"""An absolute tolerance; what it is of shows in its size alone: picofarads, henries, or ohms."""
	if value < _FARADS_BELOW:
		return f"{_plain(value / _PICO)} pF"
	unit = Unit.HENRY if value < _HENRIES_BELOW else Unit.OHM
	return _scaled(value, unit)


def _coefficient(value: Decimal) -> str:
	return f"{_plain(value)} ppm/K"


def _plain(value: Decimal) -> str:
	return f"{value.normalize():f}"


def _bits(value: Decimal) -> str:
	step = 0
	while value >= _KIBI and value % _KIBI == 0 and step < len(_BINARY_PREFIXES) - 1:
		value /= _KIBI
		step += 1
	return f"{_plain(value)} {_BINARY_PREFIXES[step]}bit"


_WRITERS: dict[Property, Callable[[Decimal], str]] = {
	Property.TOLERANCE_ABSOLUTE: _deviation,
	Property.TEMPERATURE_COEFFICIENT: _coefficient,
	Property.MEMORY_SIZE: _bits,
}


def same_value(property: Property, one: Value, other: Value) -> bool:
	"""Whether two values of a property mean the same: numbers within 0.1 %, words by their canonical form.

	Numbers may be given as text ("100nF"); text that can't be read is the same only as itself.
	"""
	if one == other:
		return True
	if property in UNIT_OF or property is Property.TOLERANCE_ABSOLUTE:
		first, second = _as_number(property, one), _as_number(property, other)
		return first is not None and second is not None and _is_close(first, second)
	return _as_word(property, str(one)) == _as_word(property, str(other))


def _as_number(property: Property, value: Value) -> Decimal | None:
	if isinstance(value, Decimal):
		return value
	read = parse_quantity(value, property)
	return read.value if read else None


def _is_close(one: Decimal, other: Decimal) -> bool:
	return abs(one - other) <= _SAME * max(abs(one), abs(other))


def _as_word(property: Property, word: str) -> str:
	if property is Property.PACKAGE:
		package = canonical_package(word) or word.casefold().strip()
		# Two makers' names of one outline: two rows of pads, no leads.
		return f"DFN{package[3:]}" if package.startswith("SON-") else package
	return canonical_word(property, word).casefold()
