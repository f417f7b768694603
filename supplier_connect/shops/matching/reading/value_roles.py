"""What a number in a text is about: its unit and the kind of part tell, unless it plays another part.

A number can be a condition ("@ 100 MHz"), a tolerance ("±0.1 pF"), one end of a range. The table has a rule for each.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from supplier_connect.shops.matching.reading.terms import Kind, Property, Unit
from supplier_connect.shops.matching.reading.tokenizer import CERTAIN, NumberReading
from supplier_connect.shops.matching.values.units import MAIN_UNIT, property_of

_SENSING = re.compile(r"(?i:sens(?:e|ing)|shunt|strommess)")
_MM_PITCH = re.compile(r"(?i:mm[-_ ]?pitch|mm[-_ ]?raster)")
_LENGTH_OF_PITCH = 7
_SIGNED_VOLTAGE = frozenset({Kind.REGULATOR, Kind.IC})
MEGA = Decimal("1e6")
_NANO = Decimal("1e-9")


@dataclass(frozen=True)
class _RoleRule:
	"""Readings that play a part other than their unit tells, and what they say in which unit."""

	name: str
	applies: Callable[[NumberReading], bool]
	properties: dict[Unit, Property]


_ROLE_RULES = (
	_RoleRule(
		"marked as what it is",
		lambda reading: reading.role == "marked",
		{Unit.METRE: Property.PITCH, Unit.KELVIN: Property.B_CONSTANT},
	),
	_RoleRule(
		"a condition",
		lambda reading: reading.role == "condition",
		{Unit.HERTZ: Property.TEST_FREQUENCY, Unit.CELSIUS: Property.TEMPERATURE_MAX},
	),
	_RoleRule(
		"plus or minus a value",
		lambda reading: reading.sign == "±" and reading.unit not in (Unit.PER_CENT, Unit.PPM),
		{
			Unit.OHM: Property.TOLERANCE_ABSOLUTE,
			Unit.FARAD: Property.TOLERANCE_ABSOLUTE,
			Unit.HENRY: Property.TOLERANCE_ABSOLUTE,
		},
	),
	_RoleRule(
		"the lower end of a range",
		lambda reading: reading.role == "low",
		{
			Unit.VOLT: Property.VOLTAGE_MIN,
			Unit.CELSIUS: Property.TEMPERATURE_MIN,
			Unit.PER_CENT: Property.TOLERANCE,
		},
	),
	_RoleRule(
		"below zero",
		lambda reading: reading.sign == "-" and reading.unit is Unit.CELSIUS and not reading.role,
		{Unit.CELSIUS: Property.TEMPERATURE_MIN},
	),
)

# The largest number that is believed of a property; more is a part number that looks like a value.
_BELIEVED = {
	Property.TOLERANCE: Decimal(100),
	Property.CURRENT: Decimal(999),
	Property.PITCH: Decimal("0.0161"),
	Property.POSITIONS: Decimal(2000),
}


def property_told(reading: NumberReading, plain: str, kind: Kind) -> Property | None:
	"""What a reading of a text is about on a kind of part; None when it says nothing of it, or can't be true."""
	property = _property(reading, plain, kind)
	return property if property and is_believed(property, reading.value) else None


def is_believed(property: Property, value: Decimal) -> bool:
	"""Whether a part can have such a value, which may be a part number that looks like one."""
	highest = _BELIEVED.get(property)
	return highest is None or value <= highest


def _property(reading: NumberReading, plain: str, kind: Kind) -> Property | None:
	if reading.role or reading.sign:
		for rule in _ROLE_RULES:
			if rule.applies(reading):
				return rule.properties.get(reading.unit)
	if reading.unit is Unit.METRE and _MM_PITCH.search(plain, reading.start, reading.end + _LENGTH_OF_PITCH):
		return Property.PITCH
	return property_of(reading.unit, kind)


def signed_value(reading: NumberReading, kind: Kind) -> Decimal:
	"""The value with its sign, where a sign makes a difference: temperatures, what a regulator gives."""
	matters = reading.unit is Unit.CELSIUS or (reading.unit is Unit.VOLT and kind in _SIGNED_VOLTAGE)
	return -reading.value if matters and reading.sign == "-" else reading.value


def surest(readings: list[NumberReading], kind: Kind) -> list[NumberReading]:
	"""Readings without those of the main value that are less sure than another; of an unknown kind the sure ones."""
	if kind is Kind.UNKNOWN:
		return [reading for reading in readings if reading.certainty == CERTAIN]
	unit = MAIN_UNIT.get(kind)
	values = [r.certainty for r in readings if r.unit is unit and not r.role and not r.sign]
	best = max(values, default=0)
	return [r for r in readings if r.unit is not unit or r.role or r.sign or r.certainty == best]


def is_shunt(plain: str) -> bool:
	"""Whether a text speaks of a resistor that currents are measured with."""
	return _SENSING.search(plain) is not None


def as_shunt(reading: NumberReading) -> NumberReading:
	"""A reading on a current sense resistor: its megohms are milliohms in capitals ("5 MOHM")."""
	if reading.unit is not Unit.OHM or reading.value < MEGA:
		return reading
	return reading._replace(value=reading.value * _NANO, rule="milliohms in capitals")
