"""What is wanted, read from an Item and from the user's own query."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.rank_samples import SETTINGS

from supplier_connect.shops.matching.ranking.constraints import Relation
from supplier_connect.shops.matching.ranking.requirements import (
	Requirements,
	requirements_of_part,
	requirements_of_text,
)
from supplier_connect.shops.matching.reading.facts import Kind, Property
from supplier_connect.shops.model.offer import Parameter
from supplier_connect.shops.model.part import MakerNumber, Part

ITEM = Part(
	code="R-0042",
	name="R_10k_0603_1%",
	description="<p>Resistor, <b>50 V</b></p>",
	parameters=(Parameter("Tolerance", "1", "%"), Parameter("Power", "0.1", "W")),
)


def value(wanted: Requirements, property: Property) -> object:
	fact = wanted.fact(property)
	return fact.value if fact else None


def test_an_item_is_read_from_all_it_says() -> None:
	wanted = requirements_of_part(ITEM, SETTINGS)
	assert wanted.kind is Kind.RESISTOR
	assert value(wanted, Property.RESISTANCE) == 10_000
	assert value(wanted, Property.PACKAGE) == "0603"
	assert value(wanted, Property.TOLERANCE) == 1
	assert value(wanted, Property.POWER) == Decimal("0.1")
	assert value(wanted, Property.VOLTAGE) == 50


def test_a_parameter_goes_before_the_name() -> None:
	part = Part(name="10k 0603", parameters=(Parameter("Resistance", "22k"),))
	wanted = requirements_of_part(part, SETTINGS)
	assert value(wanted, Property.RESISTANCE) == 22_000
	assert wanted.constraints[0].source == "parameter Resistance"


@pytest.mark.parametrize(
	("written", "relation"),
	[
		("16 V", Relation.AT_LEAST),
		(">= 16 V", Relation.AT_LEAST),
		("max. 16 V", Relation.AT_MOST),
		("= 16 V", Relation.EQUAL),
	],
)
def test_a_user_may_write_the_relation(written: str, relation: Relation) -> None:
	part = Part(name="100nF 0603", parameters=(Parameter("Voltage", written),))
	made = {one.property: one.relation for one in requirements_of_part(part, SETTINGS).constraints}
	assert made[Property.VOLTAGE] is relation


@pytest.mark.parametrize(
	("query", "numbers"),
	[
		("LM1117-3.3 SOT-223", ("LM1117-3.3",)),
		("1N4148W-7-F", ("1N4148W-7-F",)),
		("1n5822", ("1n5822",)),
		("BLM18EG221SN1D L_0603", ("BLM18EG221SN1D",)),
		("10k 0603 1%", ()),
		("2.2uF_0805_50V", ()),
		("C_100n-50V-X7R-kemet_1206", ()),
		("330 Resistors_SMD:R_0805_HandSoldering", ()),
	],
)
def test_part_numbers_are_told_from_values(query: str, numbers: tuple[str, ...]) -> None:
	assert tuple(one.mpn for one in requirements_of_text(query, SETTINGS).numbers) == numbers


@pytest.mark.parametrize("query", ["LM1117-3.3", "1N4148W-7-F", "ERJ-3EKF1002V", "2N7002", "74HC595"])
def test_a_value_inside_a_part_number_asks_nothing(query: str) -> None:
	assert all(not one.hard for one in requirements_of_text(query, SETTINGS).constraints)


def test_the_number_of_a_passive_says_softly_what_an_alternative_should_be() -> None:
	wanted = requirements_of_part(Part(maker_numbers=(MakerNumber("RC0603FR-0710KL", "YAGEO"),)), SETTINGS)
	assert value(wanted, Property.RESISTANCE) == 10_000
	assert not any(one.hard for one in wanted.constraints)
	assert wanted.makers == {"Yageo"}


def test_a_manufacturer_in_the_words_is_preferred() -> None:
	assert requirements_of_text("C_100n-50V-X7R-kemet_1206", SETTINGS).makers == {"KEMET"}
	assert requirements_of_text("10k 0603 Texas Instruments", SETTINGS).makers == {"Texas Instruments"}


def test_an_item_group_may_tell_the_size_but_no_rating() -> None:
	wanted = requirements_of_part(Part(name="C_100n", groups=("Capacitors 0603 50V",)), SETTINGS)
	assert value(wanted, Property.PACKAGE) == "0603"
	assert value(wanted, Property.VOLTAGE) is None


def test_the_users_query_goes_before_the_item() -> None:
	wanted = requirements_of_part(ITEM, SETTINGS, "10k 0805")
	assert value(wanted, Property.PACKAGE) == "0805"
	assert value(wanted, Property.TOLERANCE) == 1


@pytest.mark.parametrize("query", ["22k 0805", "100nF 0805", "RC0805FR-0722KL"])
def test_a_query_for_another_part_forgets_the_item(query: str) -> None:
	assert value(requirements_of_part(ITEM, SETTINGS, query), Property.POWER) is None


def test_who_says_nothing_wants_nothing() -> None:
	assert requirements_of_part(Part(), SETTINGS) == Requirements()
	assert requirements_of_text("", SETTINGS) == Requirements()
