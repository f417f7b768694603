"""Values as a person reads them can be read back, and equal values are known as equal."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.shops.matching.reading.facts import (
	Kind,
	Property,
	Value,
	parse_quantity,
	same_value,
	shown,
)

P = Property


@pytest.mark.parametrize(
	("property", "value", "text"),
	[
		(P.RESISTANCE, Decimal("10e3"), "10 kΩ"),
		(P.RESISTANCE, Decimal("4.99e4"), "49.9 kΩ"),
		(P.RESISTANCE, Decimal("0.005"), "5 mΩ"),
		(P.RESISTANCE, Decimal(0), "0 Ω"),
		(P.CAPACITANCE, Decimal("1e-7"), "100 nF"),
		(P.CAPACITANCE, Decimal("4.7e-6"), "4.7 µF"),
		(P.CAPACITANCE, Decimal("9e-12"), "9 pF"),
		(P.INDUCTANCE, Decimal("10e-6"), "10 µH"),
		(P.VOLTAGE, Decimal("6.3"), "6.3 V"),
		(P.POWER, Decimal("0.0625"), "62.5 mW"),
		(P.FREQUENCY, Decimal("24.576e6"), "24.576 MHz"),
		(P.TOLERANCE, Decimal("1.0"), "±1 %"),
		(P.TOLERANCE_ABSOLUTE, Decimal("0.25e-12"), "±0.25 pF"),
		(P.TOLERANCE_ABSOLUTE, Decimal("0.05"), "±50 mΩ"),
		(P.TEMPERATURE_COEFFICIENT, Decimal(100), "100 ppm/K"),
		(P.FREQUENCY_TOLERANCE, Decimal(20), "±20 ppm"),
		(P.TEMPERATURE_MIN, Decimal(-55), "-55 °C"),
		(P.PITCH, Decimal("0.00254"), "2.54 mm"),
		(P.MEMORY_SIZE, Decimal(1048576), "1 Mbit"),
		(P.POSITIONS, Decimal(6), "6"),
		(P.ROWS, Decimal(2), "2"),
		(P.LIFETIME, Decimal(2000), "2000 h"),
		(P.B_CONSTANT, Decimal(3950), "3950 K"),
		(P.PACKAGE, "0402", "0402"),
	],
)
def test_shown(property: Property, value: Value, text: str) -> None:
	assert shown(property, value) == text


@pytest.mark.parametrize(
	("property", "one", "other", "same"),
	[
		(P.CAPACITANCE, Decimal("100e-9"), Decimal("0.1e-6"), True),
		(P.CAPACITANCE, "100nF", "0.1uF", True),
		(P.CAPACITANCE, Decimal("100e-9"), "0,1 µF", True),
		(P.CAPACITANCE, Decimal("100e-9"), Decimal("101e-9"), False),
		(P.RESISTANCE, Decimal(10000), Decimal(10005), True),
		(P.RESISTANCE, Decimal(10000), Decimal(10100), False),
		(P.RESISTANCE, Decimal(0), Decimal(0), True),
		(P.RESISTANCE, Decimal(0), Decimal("0.001"), False),
		(P.RESISTANCE, "10k", "Mumpitz", False),
		(P.DIELECTRIC, "C0G", "NP0", True),
		(P.DIELECTRIC, "X7R", "x7r", True),
		(P.DIELECTRIC, "X7R", "X5R", False),
		(P.MOUNTING, "SMD", "Surface Mount", True),
		(P.COLOUR, "red", "RED", True),
		(P.TECHNOLOGY, "thick film", "Thick Film", True),
	],
)
def test_same_values(property: Property, one: Value, other: Value, same: bool) -> None:
	assert same_value(property, one, other) is same
	assert same_value(property, other, one) is same


NUMBERS = st.decimals("0.001", "999", places=3, allow_nan=False)
SCALED = st.sampled_from(
	[
		(P.RESISTANCE, Kind.RESISTOR, range(-3, 7)),
		(P.CAPACITANCE, Kind.CAPACITOR, range(-12, -2)),
		(P.INDUCTANCE, Kind.INDUCTOR, range(-9, 0)),
		(P.VOLTAGE, Kind.UNKNOWN, range(-3, 4)),
		(P.CURRENT, Kind.UNKNOWN, range(-6, 2)),
		(P.POWER, Kind.UNKNOWN, range(-3, 3)),
		(P.FREQUENCY, Kind.CRYSTAL, range(3, 9)),
	]
)


@given(number=NUMBERS, how=SCALED, exponent=st.integers(0, 8))
def test_what_is_shown_is_read_back(
	number: Decimal, how: tuple[Property, Kind, range], exponent: int
) -> None:
	property, kind, exponents = how
	value = number.scaleb(exponents[exponent % len(exponents)])
	read = parse_quantity(shown(property, value), property, kind)
	assert read is not None
	assert same_value(property, read.value, value)
