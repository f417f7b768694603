"""Values the way a shop's search wants them written: "10kOhms", "0.1uF", "16V"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from supplier_connect.shops.matching.reading.facts import Property, Value


@dataclass(frozen=True)
class Spelling:
	"""How a property is written: its unit, and the powers of ten it is written in, the largest first.

	A value is written in the first power that it reaches ("floor" may put the bar lower: 0.01 uF rather than
	10000 pF).
	"""

	unit: str
	powers: tuple[int, ...]
	floor: Decimal = Decimal(1)


_PREFIXES = {-12: "p", -9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}
_SMALL = (0, -3)
_LARGE = (9, 6, 3, 0)

_COMMON: Mapping[Property, Spelling] = {
	Property.RESISTANCE: Spelling("Ohm", (*_LARGE, -3)),
	Property.IMPEDANCE: Spelling("Ohm", (3, 0)),
	Property.CAPACITANCE: Spelling("F", (0, -3, -6, -9, -12)),
	Property.LOAD_CAPACITANCE: Spelling("pF", (0,)),
	Property.INDUCTANCE: Spelling("H", (0, -3, -6, -9)),
	Property.VOLTAGE: Spelling("V", (3, *_SMALL)),
	Property.CURRENT: Spelling("A", (*_SMALL, -6)),
	Property.POWER: Spelling("W", _SMALL),
	Property.FREQUENCY: Spelling("Hz", _LARGE),
	Property.TOLERANCE: Spelling("%", (0,)),
	Property.PITCH: Spelling("m", (-3,)),
	Property.POSITIONS: Spelling(" position", (0,)),
}
# Catalogues count capacitors in picofarads and microfarads, and kilohms in the plural.
_CATALOGUE: Mapping[Property, Spelling] = {
	**_COMMON,
	Property.RESISTANCE: Spelling("Ohms", (*_LARGE, -3)),
	Property.IMPEDANCE: Spelling("Ohms", (3, 0)),
	Property.CAPACITANCE: Spelling("F", (0, -6, -12), Decimal("0.01")),
}


@dataclass(frozen=True)
class Style:
	"""How a shop's search is asked: its spellings, how many words it takes well, and whether the search for a part number
	brings those that begin with it.
	"""

	name: str
	spellings: Mapping[Property, Spelling]
	most_words: int = 10
	finds_beginnings: bool = False


PLAIN = Style("plain", _COMMON)
# Every word of a query must fit at Mouser, while DigiKey takes the first ones for the important ones.
STYLES: Mapping[str, Style] = {
	"Mouser": Style("Mouser", _CATALOGUE),
	"DigiKey": Style("DigiKey", _CATALOGUE, finds_beginnings=True),
}


def style_of(shop: str) -> Style:
	"""The style of a shop; plain for one we don't know."""
	return STYLES.get(shop, PLAIN)


def spelled(property: Property, value: Value, style: Style = PLAIN) -> str:
	"""A value in a style; words (a package, a dielectric) as they are."""
	spelling = style.spellings.get(property)
	if spelling is None or not isinstance(value, Decimal):
		return str(value)
	if property is Property.LOAD_CAPACITANCE:
		value = value.scaleb(12)
	power = _power(value, spelling)
	return f"{_short(value.scaleb(-power))}{_PREFIXES[power]}{spelling.unit}"


def _power(value: Decimal, spelling: Spelling) -> int:
	if not value:
		return 0 if 0 in spelling.powers else spelling.powers[-1]
	reached = (power for power in spelling.powers if abs(value.scaleb(-power)) >= _floor(power, spelling))
	return next(reached, spelling.powers[-1])


def _floor(power: int, spelling: Spelling) -> Decimal:
	return spelling.floor if power < 0 else Decimal(1)


def _short(number: Decimal) -> str:
	return f"{number.normalize():f}"
