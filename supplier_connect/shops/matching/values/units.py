"""How units and prefixes are spelled, and the characters people type them with.

All spellings are multiplied out once into one table, so that reading a unit is one look-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from supplier_connect.shops.matching.reading.terms import Kind, Property, Unit

_KIBI = Decimal(1024)
_MILLI = Decimal("1e-3")

# One character for one character, so that places in a text stay what they are.
_ONE_WAY_TO_TYPE = str.maketrans(
	{
		"\u00b5": "u",
		"\u03bc": "u",
		"\u2126": "\u03a9",
		"\u03c9": "\u03a9",
		"\u00a0": " ",
		"\u2002": " ",
		"\u2003": " ",
		"\u2007": " ",
		"\u2009": " ",
		"\u200a": " ",
		"\u202f": " ",
		"\u3000": " ",
		"\t": " ",
		"\n": " ",
		"\r": " ",
		"\u2010": "-",
		"\u2011": "-",
		"\u2012": "-",
		"\u2013": "-",
		"\u2014": "-",
		"\u2212": "-",
		"\uff0d": "-",
		"\u00d7": "x",
		"\u2715": "x",
		"\u223c": "~",
		"\uff5e": "~",
		"\uff0c": ",",
		"\uff0e": ".",
		"\uff05": "%",
		"\uff0b": "+",
		"\uff0f": "/",
		"\u2033": '"',
		"\u201d": '"',
		"\u00ba": "°",
		"\u02da": "°",
	}
)


_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&nbsp;")


class UnitSpelling(NamedTuple):
	"""What a unit as written means: a number before it times `factor` is in `unit`.

	`capital_m`: a single capital M stands before "ohm", which in upper-case text may mean milli.
	"""

	unit: Unit
	factor: Decimal
	capital_m: bool = False


@dataclass(frozen=True)
class _UnitRow:
	"""A unit with its words; `prefixed` ones need a prefix. `m` is what m and M mean before it."""

	unit: Unit
	words: str
	prefixed: str = ""
	prefixes: str = ""
	m: str = "as written"
	factor: Decimal = Decimal(1)
	binary: bool = False


_ROWS = (
	_UnitRow(Unit.OHM, "ohm ohms Ω ohmios", "", "u m k M G T"),
	_UnitRow(Unit.OHM, "R r", "", "m k M"),
	_UnitRow(Unit.FARAD, "F farad farads", "f fd", "f p n u m", m="milli"),
	_UnitRow(Unit.HENRY, "H henry henries henrys", "h", "p n u m", m="milli"),
	_UnitRow(
		Unit.VOLT, "V v volt volts vdc vac wvdc wv vrms vpp vdcw voltios vwm vrwm", "", "n u m k", m="milli"
	),
	_UnitRow(Unit.AMPERE, "A amp amps ampere amperes adc aac arms amperios", "a", "f p n u m k", m="milli"),
	_UnitRow(Unit.WATT, "W w watt watts vatios", "", "n u m k", m="milli"),
	_UnitRow(Unit.HERTZ, "Hz hertz", "", "m k M G", m="mega"),
	_UnitRow(Unit.PER_CENT, "% percent pct prozent pourcent"),
	_UnitRow(Unit.PPM, "ppm"),
	_UnitRow(Unit.CELSIUS, "°C °c ° \u2103 degc celsius"),
	_UnitRow(Unit.METRE, "mm millimeter millimeters millimetre millimetres", factor=Decimal("1e-3")),
	_UnitRow(Unit.METRE, "cm", factor=Decimal("1e-2")),
	_UnitRow(Unit.METRE, '" inch inches zoll', factor=Decimal("0.0254")),
	_UnitRow(Unit.METRE, "mil mils", factor=Decimal("0.0000254")),
	_UnitRow(Unit.BIT, "", "b bit bits", "k M G", binary=True),
	_UnitRow(Unit.BIT, "", "B byte bytes", "k M G", factor=Decimal(8), binary=True),
	_UnitRow(Unit.HOUR, "h hr hrs hour hours stunden heures"),
	_UnitRow(
		Unit.COUNT,
		"pin pins pos position positions way ways pol polig poliger pole poles contact contacts ckt "
		"broche broches voie voies pines polos kontakte",
	),
	_UnitRow(Unit.ROWS, "row rows reihig reihen rangs"),
)

_EXPONENTS = {"f": -15, "p": -12, "n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12}
_PREFIX_FORMS = {
	"f": "f",
	"p": "p P",
	"n": "n N",
	"u": "u U",
	"k": "k K",
	"M": "M",
	"m": "m",
	"G": "G g",
	"T": "T",
}
_PREFIX_WORDS = {
	"p": "pico piko",
	"n": "nano",
	"u": "micro mikro",
	"m": "milli",
	"k": "kilo kil",
	"M": "mega meg",
	"G": "giga",
}
_BINARY_STEPS = {"k": 1, "M": 2, "G": 3}
_BINARY_FORMS = {"k": "k K Ki", "M": "M Mi", "G": "G Gi"}


def _casings(word: str) -> set[str]:
	"""The ways a word is typed; single letters mean what they are."""
	return {word, word.lower(), word.upper(), word.capitalize()} if len(word) > 1 else {word}


def _factor(row: _UnitRow, prefix: str) -> Decimal:
	if row.binary:
		return row.factor * _KIBI ** _BINARY_STEPS[prefix]
	return row.factor * Decimal(1).scaleb(_EXPONENTS[prefix])


def _forms(row: _UnitRow, prefix: str) -> list[str]:
	if row.binary:
		return _BINARY_FORMS[prefix].split()
	also = {"milli": "m M", "mega": "m M"}.get(row.m, "") if prefix in "mM" else ""
	return [*_PREFIX_FORMS[prefix].split(), *also.split()]


def _prefixes(row: _UnitRow) -> list[str]:
	unwanted = {"milli": "M", "mega": "m"}.get(row.m, "")
	return [prefix for prefix in row.prefixes.split() if prefix != unwanted]


def _spellings_of(row: _UnitRow) -> Iterator[tuple[str, UnitSpelling]]:
	words = {form for word in row.words.split() for form in _casings(word)}
	prefixed = {form for word in row.prefixed.split() for form in _casings(word)}
	for word in words:
		yield word, UnitSpelling(row.unit, row.factor)
	for prefix in _prefixes(row):
		factor = _factor(row, prefix)
		for form in _forms(row, prefix):
			mega_ohm = row.unit is Unit.OHM and form == "M"
			for word in words | prefixed:
				yield form + word, UnitSpelling(row.unit, factor, mega_ohm)
		for long in _PREFIX_WORDS.get(prefix, "").split():
			for word in words | prefixed:
				if len(word) > 2 or word == "Ω":
					yield from ((form, UnitSpelling(row.unit, factor)) for form in _casings(long + word))


def _table() -> dict[str, UnitSpelling]:
	table: dict[str, UnitSpelling] = {}
	for row in _ROWS:
		for spelled, meaning in _spellings_of(row):
			table.setdefault(spelled, meaning)
	for spelled, factor in (("kilohm", "1e3"), ("megohm", "1e6")):
		for word in (spelled, spelled + "s"):
			table.update((form, UnitSpelling(Unit.OHM, Decimal(factor))) for form in _casings(word))
	for word in ("mfd", "MFD", "Mfd"):
		table[word] = UnitSpelling(Unit.FARAD, Decimal("1e-6"))
	for word in ("mmfd", "MMFD"):
		table[word] = UnitSpelling(Unit.FARAD, Decimal("1e-12"))
	return table


SPELLINGS = _table()

# Kinds whose resistances are parasitic: a millionth of a megohm, so an M before "ohm" is milli.
_LOW_RESISTANCE = frozenset(
	{Kind.INDUCTOR, Kind.CAPACITOR, Kind.MOSFET, Kind.FUSE, Kind.CONNECTOR, Kind.SWITCH, Kind.RELAY}
)

# What a lone prefix stands for: "10k", "100n". The kind of the part names the unit.
_OHM_PREFIXES = {
	"R": 0,
	"r": 0,
	"m": -3,
	"k": 3,
	"K": 3,
	"M": 6,
	"MEG": 6,
	"Meg": 6,
	"meg": 6,
	"MEGA": 6,
	"Mega": 6,
	"mega": 6,
	"G": 9,
	"T": 12,
}
_SMALL_PREFIXES = {"p": -12, "P": -12, "n": -9, "N": -9, "u": -6, "U": -6, "m": -3}
_HERTZ_PREFIXES = {"k": 3, "K": 3, "M": 6, "m": 6, "G": 9}
_WEAK_PREFIXES = {"u": -6, "m": -3, "k": 3, "K": 3}
_MEMORY_PREFIXES = {"k": 1, "K": 1, "M": 2, "G": 3}


def _prefix_rows(unit: Unit, exponents: dict[str, int]) -> dict[str, UnitSpelling]:
	return {prefix: UnitSpelling(unit, Decimal(1).scaleb(power)) for prefix, power in exponents.items()}


_OHMS = _prefix_rows(Unit.OHM, _OHM_PREFIXES)
_FARADS = _prefix_rows(Unit.FARAD, _SMALL_PREFIXES)
_GUESSES = _OHMS | {prefix: _FARADS[prefix] for prefix in "pnu"}
del _GUESSES["m"]

_PREFIXES_OF_UNIT: dict[Unit, dict[str, UnitSpelling]] = {
	Unit.OHM: _OHMS | {"E": _OHMS["R"]},
	Unit.FARAD: _FARADS,
	Unit.HENRY: _prefix_rows(Unit.HENRY, _SMALL_PREFIXES),
	Unit.HERTZ: _prefix_rows(Unit.HERTZ, _HERTZ_PREFIXES),
	Unit.VOLT: _prefix_rows(Unit.VOLT, _WEAK_PREFIXES),
	Unit.AMPERE: _prefix_rows(Unit.AMPERE, _WEAK_PREFIXES),
	Unit.WATT: _prefix_rows(Unit.WATT, _WEAK_PREFIXES),
	Unit.BIT: {prefix: UnitSpelling(Unit.BIT, _KIBI**step) for prefix, step in _MEMORY_PREFIXES.items()},
}

# The unit of the one value that a part of a kind is named by.
MAIN_UNIT = {
	Kind.RESISTOR: Unit.OHM,
	Kind.RESISTOR_ARRAY: Unit.OHM,
	Kind.THERMISTOR: Unit.OHM,
	Kind.POTENTIOMETER: Unit.OHM,
	Kind.FERRITE: Unit.OHM,
	Kind.CAPACITOR: Unit.FARAD,
	Kind.INDUCTOR: Unit.HENRY,
	Kind.CRYSTAL: Unit.HERTZ,
	Kind.OSCILLATOR: Unit.HERTZ,
	Kind.MEMORY: Unit.BIT,
}

UNIT_OF: dict[Property, Unit] = {
	Property.RESISTANCE: Unit.OHM,
	Property.CAPACITANCE: Unit.FARAD,
	Property.INDUCTANCE: Unit.HENRY,
	Property.IMPEDANCE: Unit.OHM,
	Property.VOLTAGE: Unit.VOLT,
	Property.VOLTAGE_MIN: Unit.VOLT,
	Property.CURRENT: Unit.AMPERE,
	Property.POWER: Unit.WATT,
	Property.FREQUENCY: Unit.HERTZ,
	Property.TEST_FREQUENCY: Unit.HERTZ,
	Property.TOLERANCE: Unit.PER_CENT,
	Property.FREQUENCY_TOLERANCE: Unit.PPM,
	Property.TEMPERATURE_COEFFICIENT: Unit.PPM,
	Property.TEMPERATURE_MIN: Unit.CELSIUS,
	Property.TEMPERATURE_MAX: Unit.CELSIUS,
	Property.PITCH: Unit.METRE,
	Property.POSITIONS: Unit.COUNT,
	Property.ROWS: Unit.ROWS,
	Property.LOAD_CAPACITANCE: Unit.FARAD,
	Property.MEMORY_SIZE: Unit.BIT,
	Property.ESR: Unit.OHM,
	Property.RIPPLE_CURRENT: Unit.AMPERE,
	Property.B_CONSTANT: Unit.KELVIN,
	Property.LIFETIME: Unit.HOUR,
}


_DEFAULT_PROPERTIES: dict[Unit, Property | None] = {
	Unit.OHM: Property.RESISTANCE,
	Unit.FARAD: Property.CAPACITANCE,
	Unit.HENRY: Property.INDUCTANCE,
	Unit.VOLT: Property.VOLTAGE,
	Unit.AMPERE: Property.CURRENT,
	Unit.WATT: Property.POWER,
	Unit.HERTZ: Property.FREQUENCY,
	Unit.PER_CENT: Property.TOLERANCE,
	Unit.PPM: Property.TEMPERATURE_COEFFICIENT,
	Unit.PPM_PER_KELVIN: Property.TEMPERATURE_COEFFICIENT,
	Unit.CELSIUS: Property.TEMPERATURE_MAX,
	Unit.METRE: None,
	Unit.BIT: Property.MEMORY_SIZE,
	Unit.HOUR: Property.LIFETIME,
	Unit.KELVIN: Property.B_CONSTANT,
	Unit.COUNT: Property.POSITIONS,
	Unit.ROWS: Property.ROWS,
}
_DISCRETE_PROPERTIES: dict[Unit, Property | None] = {
	Unit.COUNT: None,
	Unit.HENRY: None,
	Unit.BIT: None,
	Unit.HOUR: None,
}
_RESISTOR_PROPERTIES: dict[Unit, Property | None] = {
	Unit.FARAD: None,
	Unit.HENRY: None,
	Unit.HERTZ: None,
	Unit.BIT: None,
	Unit.COUNT: None,
	Unit.HOUR: None,
}
_INTEGRATED_PROPERTIES: dict[Unit, Property | None] = {
	Unit.FARAD: None,
	Unit.HENRY: None,
	Unit.PPM: None,
	Unit.HOUR: None,
}
_RESONATOR_PROPERTIES: dict[Unit, Property | None] = {
	Unit.FARAD: Property.LOAD_CAPACITANCE,
	Unit.OHM: Property.ESR,
	Unit.PPM: Property.FREQUENCY_TOLERANCE,
	Unit.HENRY: None,
	Unit.BIT: None,
}
_PROPERTIES_OF_KIND: dict[Kind, dict[Unit, Property | None]] = {
	Kind.RESISTOR: _RESISTOR_PROPERTIES,
	Kind.RESISTOR_ARRAY: _RESISTOR_PROPERTIES | {Unit.COUNT: Property.POSITIONS},
	Kind.THERMISTOR: _RESISTOR_PROPERTIES,
	Kind.POTENTIOMETER: _RESISTOR_PROPERTIES,
	Kind.CAPACITOR: {
		Unit.OHM: Property.ESR,
		Unit.AMPERE: Property.RIPPLE_CURRENT,
		Unit.HENRY: None,
		Unit.HERTZ: Property.TEST_FREQUENCY,
		Unit.WATT: None,
		Unit.BIT: None,
		Unit.COUNT: None,
	},
	Kind.INDUCTOR: {
		Unit.OHM: Property.ESR,
		Unit.FARAD: None,
		Unit.HERTZ: Property.TEST_FREQUENCY,
		Unit.BIT: None,
		Unit.COUNT: None,
	},
	Kind.FERRITE: {
		Unit.OHM: Property.IMPEDANCE,
		Unit.FARAD: None,
		Unit.HERTZ: Property.TEST_FREQUENCY,
		Unit.BIT: None,
		Unit.COUNT: None,
	},
	Kind.CRYSTAL: _RESONATOR_PROPERTIES,
	Kind.OSCILLATOR: _RESONATOR_PROPERTIES,
	Kind.CONNECTOR: {Unit.METRE: Property.PITCH, Unit.FARAD: None, Unit.HENRY: None, Unit.BIT: None},
	Kind.IC: _INTEGRATED_PROPERTIES,
	Kind.DIODE: _DISCRETE_PROPERTIES,
	Kind.ZENER: _DISCRETE_PROPERTIES,
	Kind.TVS: _DISCRETE_PROPERTIES,
	Kind.LED: _DISCRETE_PROPERTIES,
	Kind.TRANSISTOR: _DISCRETE_PROPERTIES,
	Kind.MOSFET: _DISCRETE_PROPERTIES,
	Kind.FUSE: _DISCRETE_PROPERTIES,
	Kind.VARISTOR: _DISCRETE_PROPERTIES,
	Kind.REGULATOR: _INTEGRATED_PROPERTIES,
	Kind.MICROCONTROLLER: _INTEGRATED_PROPERTIES,
	Kind.MEMORY: _INTEGRATED_PROPERTIES,
}
_PROPERTY_OF = {
	(kind, unit): _PROPERTIES_OF_KIND.get(kind, {}).get(unit, _DEFAULT_PROPERTIES[unit])
	for kind in Kind
	for unit in Unit
}


def property_of(unit: Unit, kind: Kind) -> Property | None:
	"""What a number in a unit says of a part of a kind: ohms are the ESR of a capacitor; None for nothing."""
	return _PROPERTY_OF[kind, unit]


_NONE: dict[str, UnitSpelling] = {}


def lone_prefixes(kind: Kind, expected: Unit | None = None) -> dict[str, UnitSpelling]:
	"""What prefixes without a unit mean ("10k", "100n"): in the unit expected, else in the one the kind is named by."""
	if expected is not None:
		return _PREFIXES_OF_UNIT.get(expected, _NONE)
	if kind is Kind.UNKNOWN:
		return _GUESSES
	main = MAIN_UNIT.get(kind)
	return _PREFIXES_OF_UNIT[main] if main else _NONE


def plain_text(text: str) -> str:
	"""A text with one way to type each sign (µ is u, the ohm sign Ω, any dash -); places stay as they are."""
	return text if text.isascii() and text.isprintable() else text.translate(_ONE_WAY_TO_TYPE)


def without_markup(plain: str) -> str:
	"""A text with spaces where HTML tags stand, so that places stay what they are; ERPNext's descriptions are HTML."""
	return _MARKUP.sub(lambda tag: " " * len(tag[0]), plain) if "<" in plain or "&" in plain else plain


def spelled_unit(spelled: str, kind: Kind = Kind.UNKNOWN) -> UnitSpelling | None:
	"""What a unit as typed means for a kind of part; None for what is no unit."""
	meaning = SPELLINGS.get(spelled)
	if meaning is not None and meaning.capital_m and kind in _LOW_RESISTANCE:
		return UnitSpelling(Unit.OHM, _MILLI)
	return meaning
