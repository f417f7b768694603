"""What the numbers of passives say by themselves, against the grammars that the sandbox makes its catalogue with."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from supplier_connect.sandbox.catalogue.passives import Stem, stems_by_rank
from supplier_connect.shops.matching.numbers.ordering_codes import CODES, facts_of_number, told_by_number
from supplier_connect.shops.matching.reading.facts import Kind, Property

_SOME = random.Random(1).sample([stem for group in stems_by_rank() for stem in group], 3000)  # noqa: S311


def test_the_numbers_of_the_sandbox_are_read_as_they_were_made() -> None:
	wrong = [stem.mpn for stem in _SOME if not _is_read(stem)]
	assert not wrong


def _is_read(stem: Stem) -> bool:
	variant = stem.variant
	kind = Kind.CAPACITOR if variant.dielectric else Kind.RESISTOR
	main = Property.CAPACITANCE if variant.dielectric else Property.RESISTANCE
	value = Decimal(stem.value).scaleb(-13 if variant.dielectric else -3)
	size = None if variant.package == "Axial" else variant.package
	expected = {main: value, Property.PACKAGE: size, Property.TOLERANCE: variant.tolerance}
	if variant.dielectric:
		expected |= {Property.DIELECTRIC: variant.dielectric, Property.VOLTAGE: variant.volts}
	return all(told_by_number(stem.mpn, property, kind) == what for property, what in expected.items())


@pytest.mark.parametrize(
	("mpn", "expected"),
	[
		("CRCW06030000Z0EA", {Property.RESISTANCE: Decimal(0), Property.PACKAGE: "0603"}),
		("ERJP03F47R0V", {Property.RESISTANCE: Decimal(47), Property.PACKAGE: "0603"}),
		("LQW15AN12NJ00D", {Property.INDUCTANCE: Decimal("12e-9"), Property.PACKAGE: "0402"}),
		("SRR1260-331K", {Property.INDUCTANCE: Decimal("330e-6")}),
		("XFL4020-102MEB", {Property.INDUCTANCE: Decimal("1e-6")}),
		("BLM18PG121SN1D", {Property.IMPEDANCE: Decimal(120), Property.PACKAGE: "0603"}),
		("CGA3E2X7R1H104K080AA", {Property.CAPACITANCE: Decimal("100e-9"), Property.PACKAGE: "0603"}),
		("0603WAF1002T5E", {Property.RESISTANCE: Decimal(10_000), Property.TOLERANCE: Decimal(1)}),
	],
)
def test_other_numbers_of_passives(mpn: str, expected: dict[Property, object]) -> None:
	facts = facts_of_number(mpn)
	for property, value in expected.items():
		fact = facts.get(property)
		assert fact is not None and fact.value == value


@pytest.mark.parametrize(
	"mpn", ["LM358DR", "SN74HC595N", "BAT54C-7-F", "CC2530F256RHAR", "RCLAMP0524P.TCT", ""]
)
def test_other_numbers_say_nothing(mpn: str) -> None:
	assert facts_of_number(mpn).all == ()


def test_a_number_says_nothing_of_a_part_of_another_kind() -> None:
	assert told_by_number("RC0603FR-0710KL", Property.PACKAGE, Kind.RESISTOR) == "0603"
	assert told_by_number("RC0603FR-0710KL", Property.PACKAGE, Kind.CONNECTOR) is None


def test_every_code_has_a_name_of_its_own() -> None:
	names = [code.name for code in CODES]
	assert len(names) == len(set(names))
