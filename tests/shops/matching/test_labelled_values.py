"""The labelled cases of others: messy parameters of a demo database, the passives of designers' boards."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from supplier_connect.shops.matching.reading.facts import (
	Facts,
	Kind,
	Property,
	Value,
	kind_of,
	read_parameters,
	read_text,
	same_value,
)
from supplier_connect.shops.model.offer import Parameter

SHARED = Path(__file__).resolve().parents[4] / "shared"
MESSY = SHARED / "benchmarks" / "messy_parameter_values.json"
BOARDS = SHARED / "benchmarks" / "bom_passives_value_to_mpn.json"
DIGIKEY = SHARED / "recordings" / "digikey" / "productdetails"

VALUES = {
	"resistance": Property.RESISTANCE,
	"capacitance": Property.CAPACITANCE,
	"tolerance": Property.TOLERANCE,
}
KINDS = {"R": Kind.RESISTOR, "C": Kind.CAPACITOR, "L": Kind.INDUCTOR}
MAIN = {"R": Property.RESISTANCE, "C": Property.CAPACITANCE, "L": Property.INDUCTANCE}

# A value that a person wrote, in contrast to a part number that stands in its place.
WRITTEN_VALUE = re.compile(
	r"(?:[RCL]_)?[0-9]{1,3}(?:[.,][0-9]+)?(?:\s?[kKMRunpm]|\s?(?:uF|nF|pF|uH|nH))?[0-9]?(?![0-9A-Z])"
)
SIZES = re.compile(r"(?<![0-9])(?:0201|0402|0603|0805|1206|1210|1812|2512)(?![0-9A-Z])")
VOLTS = re.compile(r"(?<=[_ \-/])([0-9]+)(k?)V")
PER_CENT = re.compile(r"([0-9]+)%")


def cases(path: Path) -> list[dict[str, Any]]:
	if not path.exists():
		pytest.skip(f"left out: shared/benchmarks/{path.name} is not here")
	return list(json.loads(path.read_text()))


def is_read(facts: Facts, property: Property, value: Value | float) -> bool:
	fact = facts.get(property)
	return fact is not None and same_value(property, fact.value, Decimal(str(value)))


def has_all(facts: Facts, wanted: dict[str, Any]) -> bool:
	values = all(is_read(facts, VALUES[name], value) for name, value in wanted.items() if name in VALUES)
	return values and facts.values(Property.PACKAGE)[:1] == (wanted["size"],)


def test_messy_parameters() -> None:
	wrong = [
		case["name"]
		for case in cases(MESSY)
		if not has_all(
			read_parameters(
				[Parameter(row["name"], row["value"], row["units"]) for row in case["raw_parameters"]]
			),
			case["expected"],
		)
	]
	assert not wrong


def test_messy_parameters_name_the_kind() -> None:
	told = [
		(
			read_parameters([Parameter(row["name"], row["value"]) for row in case["raw_parameters"]]).kind,
			case["kind"],
		)
		for case in cases(MESSY)
	]
	assert all(kind == wanted for kind, wanted in told)


def test_values_of_boards() -> None:
	written = [case for case in cases(BOARDS) if WRITTEN_VALUE.match(case["value"])]
	missed = [case["value"] for case in written if not of_line(case).get(MAIN[case["ref_prefix"]])]
	assert not missed
	assert len(written) > 150


def of_line(case: dict[str, Any]) -> Facts:
	kind = KINDS[case["ref_prefix"]]
	return read_text(case["value"], kind).merged_with(read_text(case["footprint"] or "", kind))


@pytest.mark.parametrize(
	("pattern", "property"),
	[(VOLTS, Property.VOLTAGE), (PER_CENT, Property.TOLERANCE)],
	ids=["voltages", "tolerances"],
)
def test_ratings_of_boards(pattern: re.Pattern[str], property: Property) -> None:
	for case in cases(BOARDS):
		match = pattern.search(case["value"])
		if match:
			factor = 1000 if len(match.groups()) > 1 and match[2] else 1
			assert is_read(of_line(case), property, Decimal(match[1]) * factor), case["value"]


def test_packages_of_boards() -> None:
	for case in cases(BOARDS):
		written = f"{case['value']} {case['footprint']}"
		size = SIZES.search(written)
		if size:
			assert of_line(case).values(Property.PACKAGE)[:1] == (size[0],), written


def test_fields_of_boards_agree_with_the_value() -> None:
	"""Fields of a line may contradict its value (a designer's slip); nearly all of them don't."""
	pairs = [
		(facts.get(property), is_read(of_line(case), property, fact.value))
		for case in cases(BOARDS)
		for facts in [
			read_parameters(
				[Parameter(*field) for field in case["extra_fields"].items()], KINDS[case["ref_prefix"]]
			)
		]
		for property in (MAIN[case["ref_prefix"]], Property.PACKAGE)
		if (fact := facts.get(property)) and isinstance(fact.value, Decimal)
	]
	agreeing = sum(same for _fact, same in pairs)
	assert agreeing >= len(pairs) - 1


@pytest.mark.skipif(not DIGIKEY.exists(), reason="left out: shared/recordings/digikey is not here")
def test_recorded_descriptions_and_parameters_agree() -> None:
	for path in sorted(DIGIKEY.glob("*.json")):
		product = json.loads(path.read_text())["Product"]
		kind = kind_of(" ".join(child["Name"] for child in product["Category"]["ChildCategories"]))
		told = read_parameters(
			[Parameter(row["ParameterText"], row["ValueText"]) for row in product["Parameters"]], kind
		)
		for text in product["Description"].values():
			disagreeing = [
				(fact, told.values(fact.property))
				for fact in read_text(text, kind).all
				if fact.property in (*VALUES.values(), Property.PACKAGE, Property.POWER, Property.PITCH)
				and told.values(fact.property)
				and not any(
					same_value(fact.property, fact.value, value) for value in told.values(fact.property)
				)
			]
			assert not disagreeing, path.name
