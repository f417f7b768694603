"""A value is read exactly as it was meant, in whatever way it is written, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rkm_codes import from_rkm

from supplier_connect.shops.matching.reading.facts import Kind, Property, Unit, parse_quantity

RESISTOR, CAPACITOR, INDUCTOR, UNKNOWN = Kind.RESISTOR, Kind.CAPACITOR, Kind.INDUCTOR, Kind.UNKNOWN
OHMS, FARADS, HENRIES = Property.RESISTANCE, Property.CAPACITANCE, Property.INDUCTANCE

# E24, the values that are made.
_DIGITS = "10 11 12 13 15 16 18 20 22 24 27 30 33 36 39 43 47 51 56 62 68 75 82 91"
DIGITS = _DIGITS.split()


@pytest.mark.parametrize(
	("text", "ohms"),
	[
		("4k7", "4700"),
		("4K7", "4700"),
		("4R7", "4.7"),
		("22k0R", "22000"),
		("2k20", "2200"),
		("22kR", "22000"),
		("R047", "0.047"),
		("0R", "0"),
		("0R01", "0.01"),
		("0R0", "0"),
		("1MEG", "1000000"),
		("1.5Meg", "1500000"),
		("1M", "1000000"),
		("1M8", "1800000"),
		("1m", "0.001"),
		("5mR", "0.005"),
		("5mΩ", "0.005"),
		("10 mOhms", "0.01"),
		("10 MOhms", "10000000"),
		("10k", "10000"),
		("10 k", "10000"),
		("10 k Ohm", "10000"),
		("10K OHM", "10000"),
		("10 kOhms", "10000"),
		("10kΩ", "10000"),
		("10k\u2126", "10000"),
		("1kohm", "1000"),
		("1 kiloohm", "1000"),
		("2.2 Megohms", "2200000"),
		("4,7k", "4700"),
		("4,7 kΩ", "4700"),
		("1,000 Ohm", "1000"),
		("3 300 Ω", "3300"),
		("10 000 Ω", "10000"),
		("56000 ohms", "56000"),
		("10E", "10"),
		("4E7", "4.7"),
		("330", "330"),
		("604", "604"),
		("0", "0"),
		("0.05", "0.05"),
		("4k7J", "4700"),
		("10K(1%)", "10000"),
		("5.1K±1%", "5100"),
	],
)
def test_resistances(text: str, ohms: str) -> None:
	read = parse_quantity(text, OHMS, RESISTOR)
	assert read and read.value == Decimal(ohms)


@pytest.mark.parametrize(
	("text", "farads"),
	[
		("100nF", "100e-9"),
		("100NF", "100e-9"),
		("0.1uF", "100e-9"),
		("0.1UF", "100e-9"),
		("0,1 µF", "100e-9"),
		("0.1 \u03bcF", "100e-9"),
		(".1uF", "100e-9"),
		("100n", "100e-9"),
		("1n5", "1.5e-9"),
		("1n5F", "1.5e-9"),
		("2u2", "2.2e-6"),
		("2µ2", "2.2e-6"),
		("u1", "0.1e-6"),
		("n47", "0.47e-9"),
		("4u7", "4.7e-6"),
		("33p", "33e-12"),
		("8 pF", "8e-12"),
		("1000pF", "1e-9"),
		("1,000 pF", "1e-9"),
		("1 000 pF", "1e-9"),
		("10MFD", "10e-6"),
		("47mF", "0.047"),
		("100MF", "0.1"),
		("0.22F", "0.22"),
		("10 microfarad", "10e-6"),
		("104", "100e-9"),
		("105", "1e-6"),
		("229", "2.2e-12"),
		("104K", "100e-9"),
		("473J", "47e-9"),
		("0.1", "0.1e-6"),
		("1e-7", "100e-9"),
	],
)
def test_capacitances(text: str, farads: str) -> None:
	read = parse_quantity(text, FARADS, CAPACITOR)
	assert read and read.value == Decimal(farads)


@pytest.mark.parametrize(
	("text", "kind", "value", "unit"),
	[
		("10uH", UNKNOWN, "10e-6", Unit.HENRY),
		("4u7", INDUCTOR, "4.7e-6", Unit.HENRY),
		("4R7", INDUCTOR, "4.7e-6", Unit.HENRY),
		("2.2 mH", UNKNOWN, "2.2e-3", Unit.HENRY),
		("100NH", UNKNOWN, "100e-9", Unit.HENRY),
		("6V3", CAPACITOR, "6.3", Unit.VOLT),
		("2kV", CAPACITOR, "2000", Unit.VOLT),
		("50 VDC", CAPACITOR, "50", Unit.VOLT),
		("150MA", UNKNOWN, "0.15", Unit.AMPERE),
		("1.5A", UNKNOWN, "1.5", Unit.AMPERE),
		("1/4W", RESISTOR, "0.25", Unit.WATT),
		("1/16 Watt", RESISTOR, "0.0625", Unit.WATT),
		("62.5 mW", RESISTOR, "0.0625", Unit.WATT),
		("500MW", UNKNOWN, "0.5", Unit.WATT),
		("16MHZ", UNKNOWN, "16e6", Unit.HERTZ),
		("24,576 MHz", UNKNOWN, "24.576e6", Unit.HERTZ),
		("32.768kHz", UNKNOWN, "32768", Unit.HERTZ),
		("8M", Kind.CRYSTAL, "8e6", Unit.HERTZ),
		("5%", UNKNOWN, "5", Unit.PER_CENT),
		("±20ppm", UNKNOWN, "20", Unit.PPM),
		("85°C", UNKNOWN, "85", Unit.CELSIUS),
		("85\u2103", UNKNOWN, "85", Unit.CELSIUS),
		("-55°C", UNKNOWN, "-55", Unit.CELSIUS),
		("105C", UNKNOWN, "105", Unit.CELSIUS),
		("2.54mm", Kind.CONNECTOR, "0.00254", Unit.METRE),
		("1 Mbit", UNKNOWN, "1048576", Unit.BIT),
		("32KB", UNKNOWN, "262144", Unit.BIT),
		("2000 hrs", UNKNOWN, "2000", Unit.HOUR),
		("2000H", CAPACITOR, "2000", Unit.HOUR),
		("150 MOHM", INDUCTOR, "0.15", Unit.OHM),
		("150 MOHM", RESISTOR, "150e6", Unit.OHM),
	],
)
def test_units_by_context(text: str, kind: Kind, value: str, unit: Unit) -> None:
	read = parse_quantity(text, None, kind)
	assert read is not None
	assert (read.value, read.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
	("text", "ohms", "rule"),
	[
		("103", "10000", "EIA resistor code"),
		("472", "4700", "EIA resistor code"),
		("1002", "10000", "EIA resistor code"),
		("4991", "4990", "EIA resistor code"),
		("000", "0", "EIA resistor code"),
		("01C", "10000", "EIA-96 code"),
		("68B", "4990", "EIA-96 code"),
		("100", "100", "plain ohms"),
		("221", "221", "plain ohms"),
		("4700", "4700", "plain ohms"),
	],
)
def test_digits_on_a_resistor_are_a_code_or_ohms(text: str, ohms: str, rule: str) -> None:
	read = parse_quantity(text, OHMS, RESISTOR)
	assert read is not None
	assert (read.value, read.rule) == (Decimal(ohms), rule)


@pytest.mark.parametrize(
	("text", "property", "kind"),
	[
		("104", None, UNKNOWN),
		("104", HENRIES, INDUCTOR),
		("01C", FARADS, CAPACITOR),
		("22", FARADS, CAPACITOR),
		("1N4148", None, UNKNOWN),
		("2N7002", None, UNKNOWN),
		("1N914", None, CAPACITOR),
		("74HC595", None, Kind.IC),
		("16F84", None, UNKNOWN),
		("RC0402FR-0710KL", None, RESISTOR),
		("R1", None, RESISTOR),
		("20V/us", None, Kind.IC),
		("150Mb/s", None, Kind.IC),
		("5V", OHMS, RESISTOR),
		("", OHMS, RESISTOR),
		("n/a", OHMS, RESISTOR),
	],
)
def test_what_is_no_value_here_is_none(text: str, property: Property | None, kind: Kind) -> None:
	assert parse_quantity(text, property, kind) is None


OHM_FORMS = (
	"{0}{1}{2}",
	"{0}{1}{2}R",
	"{0}{1}{2}Ω",
	"{0}.{2}{1}",
	"{0},{2}{1}",
	"{0}.{2} {1}Ohms",
	"{0}.{2}{1}Ω",
)


@given(
	whole=st.integers(1, 99),
	fraction=st.integers(0, 99),
	prefix=st.sampled_from(("k", "K", "M")),
	form=st.sampled_from(OHM_FORMS),
)
def test_a_resistance_is_the_same_in_every_notation(
	whole: int, fraction: int, prefix: str, form: str
) -> None:
	text = form.format(whole, prefix, f"{fraction:02d}")
	factor = 1_000_000 if prefix == "M" else 1000
	read = parse_quantity(text, None, RESISTOR)
	assert read and read.value == Decimal(f"{whole}.{fraction:02d}") * factor


FARAD_FORMS = ("{0}{1}{2}", "{0}{1}{2}F", "{0}.{2}{1}F", "{0},{2} {1}F", "{0}.{2}{1}")
FARAD_PREFIXES = {"p": -12, "n": -9, "u": -6, "µ": -6, "\u03bc": -6}


@given(
	whole=st.integers(1, 99),
	fraction=st.integers(0, 99),
	prefix=st.sampled_from(sorted(FARAD_PREFIXES)),
	form=st.sampled_from(FARAD_FORMS),
)
def test_a_capacitance_is_the_same_in_every_notation(
	whole: int, fraction: int, prefix: str, form: str
) -> None:
	text = form.format(whole, prefix, f"{fraction:02d}")
	read = parse_quantity(text, None, CAPACITOR)
	assert read and read.value == Decimal(f"{whole}.{fraction:02d}").scaleb(FARAD_PREFIXES[prefix])


@given(digits=st.sampled_from(DIGITS), exponent=st.integers(1, 6))
def test_capacitor_codes(digits: str, exponent: int) -> None:
	read = parse_quantity(f"{digits}{exponent}", FARADS, CAPACITOR)
	assert read and read.value == Decimal(digits).scaleb(exponent - 12)


@given(
	whole=st.integers(0, 999), letter=st.sampled_from("RkKMG"), fraction=st.sampled_from(("", "1", "47", "0"))
)
@example(whole=4, letter="k", fraction="7")
def test_agrees_with_rkm_codes(whole: int, letter: str, fraction: str) -> None:
	"""The library gives floats; where it reads a code, we read the same."""
	code = f"{whole}{letter}{fraction}"
	ours, theirs = parse_quantity(code, OHMS, RESISTOR), from_rkm(code)
	assert ours is not None
	assert float(ours.value) == pytest.approx(theirs.real)


@given(
	text=st.text(max_size=40),
	property=st.sampled_from([None, *Property]),
	kind=st.sampled_from(list(Kind)),
)
def test_any_text_is_read_without_an_error(text: str, property: Property | None, kind: Kind) -> None:
	read = parse_quantity(text, property, kind)
	assert read is None or isinstance(read.value, Decimal)


@given(
	text=st.text(alphabet="0123456789.,/-+± kKMmRrunpFfVvAWHzoO%°CxX", max_size=14),
	kind=st.sampled_from(list(Kind)),
)
def test_any_jumble_of_digits_and_units_is_read_without_an_error(text: str, kind: Kind) -> None:
	read = parse_quantity(text, None, kind)
	assert read is None or read.rule
