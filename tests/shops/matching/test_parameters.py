"""Parameters in the words of shops and of ERPNext."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.shops.matching.reading.facts import (
	Kind,
	Property,
	Value,
	read_parameter,
	read_parameters,
)
from supplier_connect.shops.model.offer import Parameter

P = Property
C, R, U = Kind.CAPACITOR, Kind.RESISTOR, Kind.UNKNOWN


@pytest.mark.parametrize(
	("name", "value", "unit", "kind", "facts"),
	[
		("Resistance", "10 kOhms", "", U, {P.RESISTANCE: "10e3"}),
		("Resistance", "22k0R", "ohms", U, {P.RESISTANCE: "22e3"}),
		("Resistance", "22kR", "ohms", U, {P.RESISTANCE: "22e3"}),
		("Resistance", "10", "ohms", U, {P.RESISTANCE: "10"}),
		("Resistance", "10", "kΩ", U, {P.RESISTANCE: "10e3"}),
		("Resistance", "100", "", R, {P.RESISTANCE: "100"}),
		("Widerstandswert", "4,7 kOhm", "", U, {P.RESISTANCE: "4700"}),
		("Résistance", "4k7", "", U, {P.RESISTANCE: "4700"}),
		("Capacitance", "100", "nF", U, {P.CAPACITANCE: "100e-9"}),
		("Capacitance", "100pF", "F", U, {P.CAPACITANCE: "100e-12"}),
		("Capacitance", "0.1 µF", "", C, {P.CAPACITANCE: "100e-9"}),
		("Capacitance", "104", "", C, {P.CAPACITANCE: "100e-9"}),
		("Kapazität", "10 µF", "", U, {P.CAPACITANCE: "10e-6"}),
		("Inductance", "10 µH", "", U, {P.INDUCTANCE: "10e-6"}),
		("Tolerance", "±5%", "", R, {P.TOLERANCE: "5"}),
		("Tolerance", "1", "percent", R, {P.TOLERANCE: "1"}),
		("Tolerance", ".1", "percent", R, {P.TOLERANCE: "0.1"}),
		("Tolerance", "J", "", R, {P.TOLERANCE: "5"}),
		("Tolerance", "-20%, +80%", "", C, {P.TOLERANCE: "80"}),
		("Tolerance", "±0.25pF", "", C, {P.TOLERANCE_ABSOLUTE: "0.25e-12"}),
		("Toleranz", "10 %", "", C, {P.TOLERANCE: "10"}),
		("Power (Watts)", "0.125W, 1/8W", "", R, {P.POWER: "0.125"}),
		("Power", "1/10", "W", R, {P.POWER: "0.1"}),
		("Leistung", "0,25 W", "", R, {P.POWER: "0.25"}),
		("Voltage - Rated", "50V", "", C, {P.VOLTAGE: "50"}),
		("Nennspannung", "16 V", "", C, {P.VOLTAGE: "16"}),
		("Voltage - Supply", "2.7V ~ 5.5V", "", Kind.IC, {P.VOLTAGE: "5.5", P.VOLTAGE_MIN: "2.7"}),
		("Voltage - Supply Span (Min)", "4.5 V", "", Kind.IC, {P.VOLTAGE_MIN: "4.5"}),
		("Voltage - Forward (Vf) (Typ)", "2.1V", "", Kind.LED, {P.VOLTAGE: "2.1"}),
		("Voltage - Forward (Vf) (Max) @ If", "1 V @ 250 mA", "", Kind.DIODE, {}),
		("Voltage - DC Reverse (Vr) (Max)", "100 V", "", Kind.DIODE, {P.VOLTAGE: "100"}),
		("Voltage - Input Offset", "25 µV", "", Kind.IC, {}),
		("Current - Average Rectified (Io)", "150mA", "", Kind.DIODE, {P.CURRENT: "0.15"}),
		("Current - Test", "20mA", "", Kind.LED, {}),
		("Capacitance @ Vr, F", "10pF @ 0V, 1MHz", "", Kind.DIODE, {}),
		(
			"Operating Temperature",
			"-55°C ~ 155°C",
			"",
			R,
			{P.TEMPERATURE_MAX: "155", P.TEMPERATURE_MIN: "-55"},
		),
		(
			"Operating Temperature",
			"-40°C ~ 85°C (TA)",
			"",
			U,
			{P.TEMPERATURE_MAX: "85", P.TEMPERATURE_MIN: "-40"},
		),
		("Operating Temperature - Junction", "150°C (Max)", "", U, {P.TEMPERATURE_MAX: "150"}),
		("Temperature Coefficient", "±200ppm/°C", "", R, {P.TEMPERATURE_COEFFICIENT: "200"}),
		("Temperature Coefficient", "X7R", "", C, {P.DIELECTRIC: "X7R"}),
		("Temperature Coefficient", "C0G, NP0", "", C, {P.DIELECTRIC: "C0G"}),
		("Dielectric", "NPO", "", C, {P.DIELECTRIC: "C0G"}),
		("Package / Case", "0402 (1005 Metric)", "", R, {P.PACKAGE: "0402"}),
		("Package", "603", "", R, {P.PACKAGE: "0603"}),
		("Bauform", "SOT-23", "", U, {P.PACKAGE: "SOT-23"}),
		("Gehäuse", "DIP-8", "", U, {P.PACKAGE: "DIP-8"}),
		("Package / Case", "8-SMD, Gull Wing", "", U, {P.PACKAGE: "8-SMD, GULL WING"}),
		("Case Code", "B", "", C, {P.PACKAGE: "1411"}),
		("Mounting Type", "Surface Mount, MLCC", "", C, {P.MOUNTING: "SMD"}),
		("Mounting Type", "Through Hole", "", U, {P.MOUNTING: "THT"}),
		("Montageart", "SMD", "", U, {P.MOUNTING: "SMD"}),
		("Composition", "Thick Film", "", R, {P.TECHNOLOGY: "thick film"}),
		("Technology", "Schottky", "", Kind.DIODE, {P.TECHNOLOGY: "schottky"}),
		("Color", "Green", "", Kind.LED, {P.COLOUR: "green"}),
		("Farbe", "rot", "", Kind.LED, {P.COLOUR: "red"}),
		("Colour", "Mauve", "", Kind.LED, {P.COLOUR: "Mauve"}),
		("FET Type", "N-Channel", "", Kind.MOSFET, {P.POLARITY: "N-channel"}),
		(
			"Impedance @ Frequency",
			"600 Ohms @ 100 MHz",
			"",
			Kind.FERRITE,
			{P.IMPEDANCE: "600", P.TEST_FREQUENCY: "100e6"},
		),
		("DC Resistance (DCR) (Max)", "150 mOhm", "", Kind.INDUCTOR, {P.ESR: "0.15"}),
		("ESR (Equivalent Series Resistance)", "30 mOhm", "", C, {P.ESR: "0.03"}),
		("Ripple Current @ High Frequency", "324.3 mA @ 100 kHz", "", C, {P.RIPPLE_CURRENT: "0.3243"}),
		("Lifetime @ Temp.", "2000 Hrs @ 105°C", "", C, {P.LIFETIME: "2000"}),
		("Number of Positions", "6", "", Kind.CONNECTOR, {P.POSITIONS: "6"}),
		("Polzahl", "10", "", Kind.CONNECTOR, {P.POSITIONS: "10"}),
		("Number of Rows", "2", "", Kind.CONNECTOR, {P.ROWS: "2"}),
		("Pitch", '0.197" (5.00mm)', "", Kind.CONNECTOR, {P.PITCH: "0.005"}),
		("Lead Spacing", '0.138" (3.50mm)', "", C, {P.PITCH: "0.0035"}),
		("Frequency", "16 MHz", "", Kind.CRYSTAL, {P.FREQUENCY: "16e6"}),
		("Load Capacitance", "18pF", "", Kind.CRYSTAL, {P.LOAD_CAPACITANCE: "18e-12"}),
		("Frequency Tolerance", "±20ppm", "", Kind.CRYSTAL, {P.FREQUENCY_TOLERANCE: "20"}),
		("Memory Size", "1Mb (128K x 8)", "", Kind.MEMORY, {P.MEMORY_SIZE: "1048576"}),
		("Series", "GRM", "", C, {P.SERIES: "GRM"}),
		("Value", "4k7", "", U, {P.RESISTANCE: "4700"}),
		("Value", "100", "nF", U, {P.CAPACITANCE: "100e-9"}),
		("Wert", "470", "", R, {P.RESISTANCE: "470"}),
		("Tolerance", "±20ppm", "", Kind.CRYSTAL, {P.FREQUENCY_TOLERANCE: "20"}),
		("Size", "0603", "", R, {P.PACKAGE: "0603"}),
		("Size", "Large", "", U, {}),
		("Standard Package", "5000", "", R, {}),
		("Power Dissipation (Max)", "0.25 W", "", R, {P.POWER: "0.25"}),
		("Features", "Automotive", "", R, {}),
		("Polarized", "False", "", C, {}),
		("Resistance", "-", "", R, {}),
		("Resistance", "n/a", "", R, {}),
		("Resistance", "", "ohms", R, {}),
		("Resistance", "yes", "", R, {}),
	],
)
def test_parameters(name: str, value: str, unit: str, kind: Kind, facts: dict[Property, str]) -> None:
	read = {fact.property: fact.value for fact in read_parameter(name, value, unit, kind)}
	assert read == {property: as_value(read.get(property), text) for property, text in facts.items()}


def as_value(like: Value | None, text: str) -> Value:
	return Decimal(text) if isinstance(like, Decimal) else text


def test_all_parameters_of_a_part() -> None:
	facts = read_parameters(
		[
			Parameter("Capacitance", "220 µF"),
			Parameter("Tolerance", "±20%"),
			Parameter("Voltage - Rated", "25 V"),
			Parameter("Package / Case", "Radial, Can"),
			Parameter("Size / Dimension", '0.315" Dia (8.00mm)'),
		]
	)
	assert facts.kind is C
	assert facts.values(P.CAPACITANCE) == (Decimal("220e-6"),)
	assert facts.values(P.PACKAGE) == ("Radial",)


def test_a_package_known_by_one_name_needs_no_other() -> None:
	names = [Parameter("Package / Case", "4-Odd"), Parameter("Supplier Device Package", "SOT-23")]
	assert read_parameters(names).values(P.PACKAGE) == ("SOT-23",)


@given(name=st.text(max_size=30), value=st.text(max_size=40), unit=st.text(max_size=5))
def test_any_parameter_is_read_without_an_error(name: str, value: str, unit: str) -> None:
	assert isinstance(read_parameter(name, value, unit), tuple)


@given(
	name=st.sampled_from(
		[
			"Resistance",
			"Capacitance",
			"Tolerance",
			"Package",
			"Voltage - Rated",
			"Pitch",
			"Memory Size",
			"Power",
		]
	),
	value=st.text(alphabet='0123456789.,/-+±~@ kMmRunpFVWHz%°C"xX()', max_size=16),
	unit=st.sampled_from(["", "ohms", "nF", "%", "W"]),
	kind=st.sampled_from(list(Kind)),
)
def test_any_jumble_of_digits_is_read_without_an_error(name: str, value: str, unit: str, kind: Kind) -> None:
	assert all(fact.rule for fact in read_parameter(name, value, unit, kind))
