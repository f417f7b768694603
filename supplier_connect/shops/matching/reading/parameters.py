"""Parameters of shops and of ERPNext: the name says what the value is about, and the value is read for that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from supplier_connect.shops.matching.reading.parameter_names import Special, rule_of_name
from supplier_connect.shops.matching.reading.terms import Fact, Facts, Kind, Property, Unit
from supplier_connect.shops.matching.reading.texts import read_text, words_in
from supplier_connect.shops.matching.reading.tokenizer import NumberReading
from supplier_connect.shops.matching.values.codes import percent_of_letter
from supplier_connect.shops.matching.values.packages import canonical_package
from supplier_connect.shops.matching.values.quantities import field_readings, ungrouped
from supplier_connect.shops.matching.values.units import UNIT_OF, plain_text
from supplier_connect.shops.model.offer import Parameter

_NOTHING: tuple[Fact, ...] = ()
_NO_VALUES = frozenset({"", "-", "--", "n/a", "na", "none", "null", "*", "?", "—", "not applicable"})
_LONGEST_VALUE = 200


@dataclass(frozen=True)
class _Field:
	"""One parameter while it is read."""

	value: str
	unit: str
	kind: Kind

	@property
	def written(self) -> str:
		"""The value with its unit, where it has none of its own."""
		return f"{self.value} {self.unit}".strip() if self.unit else self.value


@lru_cache(maxsize=16384)
def read_parameter(name: str, value: str, unit: str = "", kind: Kind = Kind.UNKNOWN) -> tuple[Fact, ...]:
	"""The facts in a parameter such as ("Resistance", "10 kOhms"); none when the name or the value says nothing.

	The unit may stand apart ("100", "nF") and is left aside where the value has one of its own ("22k0R", "ohms").
	A range of temperatures or voltages gives two facts, its upper end first.
	"""
	rule = rule_of_name(name, kind)
	if rule is None or value.strip().casefold() in _NO_VALUES:
		return _NOTHING
	field = _Field(value.strip()[:_LONGEST_VALUE], unit.strip(), kind)
	if isinstance(rule.subject, Special):
		return _SPECIAL_READERS[rule.subject](field)
	field = replace(field, kind=_kind_for(rule.subject, kind))
	return _READERS.get(rule.subject, _read_number)(field, rule.subject)


_KIND_OF_PROPERTY = {
	Property.RESISTANCE: Kind.RESISTOR,
	Property.CAPACITANCE: Kind.CAPACITOR,
	Property.INDUCTANCE: Kind.INDUCTOR,
	Property.IMPEDANCE: Kind.FERRITE,
}


def _kind_for(property: Property, kind: Kind) -> Kind:
	"""The kind a value is read with: a resistance of an unknown part is read as that of a resistor."""
	return _KIND_OF_PROPERTY.get(property, kind) if kind is Kind.UNKNOWN else kind


# How values are read: most are numbers.


def _read_number(field: _Field, property: Property) -> tuple[Fact, ...]:
	unit = UNIT_OF[property]
	text, _at, condition = field.value.partition("@")
	readings = _numbers(text, field.unit, unit, field.kind)
	facts = [_number_fact(reading, property, field) for reading in _upper_first(readings)]
	if property is Property.IMPEDANCE and condition:
		frequencies = _numbers(condition, "", Unit.HERTZ, field.kind)
		facts.extend(_number_fact(reading, Property.TEST_FREQUENCY, field) for reading in frequencies)
	return tuple(facts)


def _numbers(text: str, written_unit: str, unit: Unit, kind: Kind) -> list[NumberReading]:
	if written_unit and _is_bare(text):
		text = f"{text.strip()} {written_unit}"
	return field_readings(ungrouped(plain_text(text)), unit, kind)


_BARE = re.compile(r"\s*[±+-]?\s*(?:[0-9]*[.,])?[0-9]+\s*|\s*[0-9]+/[0-9]+\s*")


def _is_bare(text: str) -> bool:
	return _BARE.fullmatch(text) is not None


def _upper_first(readings: list[NumberReading]) -> list[NumberReading]:
	return sorted(readings, key=lambda reading: reading.role == "low")


_LOWER_ENDS = {
	Property.VOLTAGE: Property.VOLTAGE_MIN,
	Property.TEMPERATURE_MAX: Property.TEMPERATURE_MIN,
}


def _number_fact(reading: NumberReading, property: Property, field: _Field) -> Fact:
	low = reading.role == "low" or (property is Property.TEMPERATURE_MAX and reading.sign == "-")
	meant = _LOWER_ENDS.get(property, property) if low else property
	signed = reading.unit is Unit.CELSIUS and reading.sign == "-"
	return Fact(
		meant, -reading.value if signed else reading.value, field.written, f"parameter: {reading.rule}"
	)


def _read_tolerance(field: _Field, _property: Property) -> tuple[Fact, ...]:
	percents = _numbers(field.value, field.unit, Unit.PER_CENT, field.kind)
	if percents and "pF" not in field.written:
		widest = max(percents, key=lambda reading: reading.value)
		return (_fact(Property.TOLERANCE, widest.value, field, widest.rule),)
	for unit in (Unit.FARAD, Unit.OHM, Unit.HENRY):
		absolute = (
			_numbers(field.value, field.unit, unit, Kind.UNKNOWN) if unit.value in field.written else []
		)
		if absolute:
			return (_fact(Property.TOLERANCE_ABSOLUTE, absolute[0].value, field, absolute[0].rule),)
	parts = _numbers(field.value, field.unit, Unit.PPM, field.kind) if "ppm" in field.written.lower() else []
	if parts:
		return (_fact(Property.FREQUENCY_TOLERANCE, parts[0].value, field, parts[0].rule),)
	letter = percent_of_letter(field.value.upper())
	return (_fact(Property.TOLERANCE, letter, field, "tolerance letter"),) if letter is not None else _NOTHING


def _read_coefficient(field: _Field, property: Property) -> tuple[Fact, ...]:
	"""A temperature coefficient: parts per million, or on ceramic capacitors the name of a dielectric."""
	return _words(field, Property.DIELECTRIC) or _read_number(field, property)


def _read_pitch(field: _Field, property: Property) -> tuple[Fact, ...]:
	"""A pitch; shops write rounded inches with the millimetres in brackets, and the millimetres count."""
	facts = _read_number(field, property)
	exact = re.search(r"[0-9.,]+\s?mm", field.value)
	return facts[-1:] if exact and len(facts) > 1 else facts[:1]


def _read_first(field: _Field, property: Property) -> tuple[Fact, ...]:
	"""The first of several ways to say the same: "1Mb (128K x 8)"."""
	return _read_number(field, property)[:1]


def _read_count(field: _Field, property: Property) -> tuple[Fact, ...]:
	match = re.match(r"\s*([0-9]{1,4})(?![0-9.,])", field.value)
	return (_fact(property, Decimal(match[1]), field, "count"),) if match else _NOTHING


def _read_package(field: _Field, property: Property) -> tuple[Fact, ...]:
	name = canonical_package(f"case {field.value}" if len(field.value) == 1 else field.value)
	if name is not None:
		return (_fact(property, name, field, "package name"),)
	return (_fact(property, field.value.upper(), field, _AS_WRITTEN),)


def _read_word(field: _Field, property: Property) -> tuple[Fact, ...]:
	return _words(field, property)[:1]


def _read_open_word(field: _Field, property: Property) -> tuple[Fact, ...]:
	"""A word of a set that no table knows all of: what isn't known stays as it is written."""
	return _words(field, property)[:1] or (_fact(property, field.value, field, _AS_WRITTEN),)


def _words(field: _Field, property: Property) -> tuple[Fact, ...]:
	found = words_in(field.value, property)
	return tuple(_fact(property, meaning.value, field, meaning.rule) for meaning in found)


def _read_series(field: _Field, property: Property) -> tuple[Fact, ...]:
	return (_fact(property, field.value, field, _AS_WRITTEN),)


_AS_WRITTEN = "as written"


def _fact(property: Property, value: Decimal | str, field: _Field, rule: str) -> Fact:
	return Fact(property, value, field.written, f"parameter: {rule}")


_READERS: dict[Property, Callable[[_Field, Property], tuple[Fact, ...]]] = {
	Property.TOLERANCE: _read_tolerance,
	Property.TEMPERATURE_COEFFICIENT: _read_coefficient,
	Property.PITCH: _read_pitch,
	Property.MEMORY_SIZE: _read_first,
	Property.POSITIONS: _read_count,
	Property.ROWS: _read_count,
	Property.PACKAGE: _read_package,
	Property.DIELECTRIC: _read_open_word,
	Property.COLOUR: _read_open_word,
	Property.MOUNTING: _read_word,
	Property.TECHNOLOGY: _read_word,
	Property.POLARITY: _read_word,
	Property.GENDER: _read_word,
	Property.ORIENTATION: _read_word,
	Property.SERIES: _read_series,
}


def _read_nothing(_field: _Field) -> tuple[Fact, ...]:
	return _NOTHING


def _read_value(field: _Field) -> tuple[Fact, ...]:
	"""A value that doesn't say of what: it is read like a description."""
	written = f"{field.value} {field.unit}" if field.unit and _is_bare(field.value) else field.value
	facts = read_text(written, field.kind).all
	return tuple(fact._replace(rule=f"parameter: {fact.rule}", start=-1, end=-1) for fact in facts)


def _read_size(field: _Field) -> tuple[Fact, ...]:
	return tuple(
		fact for fact in _read_package(field, Property.PACKAGE) if not fact.rule.endswith(_AS_WRITTEN)
	)


_SPECIAL_READERS: dict[Special, Callable[[_Field], tuple[Fact, ...]]] = {
	Special.NOTHING: _read_nothing,
	Special.VALUE: _read_value,
	Special.SIZE: _read_size,
}

# Names that a part of unknown kind is recognised by.
_TELLING_NAMES = {
	"resistance": Kind.RESISTOR,
	"widerstand": Kind.RESISTOR,
	"widerstandswert": Kind.RESISTOR,
	"résistance": Kind.RESISTOR,
	"capacitance": Kind.CAPACITOR,
	"kapazität": Kind.CAPACITOR,
	"capacité": Kind.CAPACITOR,
	"inductance": Kind.INDUCTOR,
	"induktivität": Kind.INDUCTOR,
}


def read_parameters(parameters: Iterable[Parameter], kind: Kind = Kind.UNKNOWN) -> Facts:
	"""The facts in the parameters of a part, in the order given; each value once.

	A part of unknown kind is taken for the one that a telling name ("Capacitance") speaks of. A package that is only
	known as written is left out where another parameter names a known one.
	"""
	rows = tuple(parameters)
	told = _kind_told(rows) if kind is Kind.UNKNOWN else kind
	facts: dict[tuple[Property, Decimal | str], Fact] = {}
	for row in rows:
		for fact in read_parameter(row.name, row.value, row.unit, told):
			facts.setdefault((fact.property, fact.value), fact)
	return Facts(told, tuple(_known_packages(tuple(facts.values()))))


def _kind_told(rows: Iterable[Parameter]) -> Kind:
	names = (_TELLING_NAMES.get(row.name.strip().casefold()) for row in rows)
	return next((kind for kind in names if kind), Kind.UNKNOWN)


def _known_packages(facts: tuple[Fact, ...]) -> Iterable[Fact]:
	packages = [fact for fact in facts if fact.property is Property.PACKAGE]
	unknown = [fact for fact in packages if fact.rule.endswith(_AS_WRITTEN)]
	return [fact for fact in facts if fact not in unknown] if len(unknown) < len(packages) else facts
