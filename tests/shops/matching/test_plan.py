"""What a shop is asked, and in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.rank_samples import SETTINGS, plan

from supplier_connect.shops.matching.lookup import Way, plan_for, plan_for_text
from supplier_connect.shops.matching.reading.facts import Kind
from supplier_connect.shops.matching.settings import NameMode
from supplier_connect.shops.model.offer import Offer, Parameter
from supplier_connect.shops.model.part import MakerNumber, Part, ShopNumber

CAPACITOR = Part(
	code="C-0001",
	name="C_100nF",
	groups=("MLCC", "Passives"),
	parameters=(
		Parameter("Capacitance", "100", "nF"),
		Parameter("Package", "0402"),
		Parameter("Voltage Rating", "16", "V"),
	),
)
NUMBERED = Part(
	code="IC-7",
	name="Shift register",
	maker_numbers=(MakerNumber("SN74HC595DR", "Texas Instruments"),),
	shop_numbers=(
		ShopNumber("595-SN74HC595DR", "Mouser Electronics"),
		ShopNumber("296-1-ND", "DigiKey Corp"),
	),
)


def asked(part: Part, shop: str = "Mouser", supplier: str = "") -> list[tuple[Way, tuple[str, ...], bool]]:
	return [(one.way, one.texts, one.wider) for one in plan(part).searches(shop, supplier)]


def test_the_query_is_the_kind_the_values_and_the_structured_tokens() -> None:
	assert plan(CAPACITOR).words[:4] == ("capacitor", "100nF", "0402", "16V")


def test_a_query_has_ten_words_at_most() -> None:
	many = replace(CAPACITOR, description=" ".join(f"word{number}" for number in range(30)))
	always = replace(SETTINGS, name_mode=NameMode.ALWAYS)
	assert len(plan_for(many, always).words) == 10


@pytest.mark.parametrize(
	("mode", "part", "included"),
	[
		(NameMode.FALLBACK, Part(code="", name="Hall sensor"), True),
		(NameMode.FALLBACK, Part(name="Hall sensor", maker_numbers=(MakerNumber("A1324LUA-T"),)), False),
		(NameMode.ALWAYS, Part(name="Hall sensor", maker_numbers=(MakerNumber("A1324LUA-T"),)), True),
		(NameMode.NEVER, Part(code="", name="Hall sensor"), False),
	],
)
def test_names_go_into_the_query_by_mode(mode: NameMode, part: Part, included: bool) -> None:
	made = plan_for(part, replace(SETTINGS, name_mode=mode))
	assert ("Hall" in made.words) is included
	assert made.include_name_tokens is included
	assert made.name_mode is mode


@pytest.mark.parametrize(
	("name", "kind"), [("C_10n", Kind.CAPACITOR), ("R-10k", Kind.RESISTOR), ("L_10u", Kind.INDUCTOR)]
)
def test_the_prefix_of_a_name_tells_the_kind(name: str, kind: Kind) -> None:
	assert plan(Part(name=name)).wanted.kind is kind


@pytest.mark.parametrize(
	("parameter", "kind"),
	[("Capacitance", Kind.CAPACITOR), ("Resistance", Kind.RESISTOR), ("Inductance", Kind.INDUCTOR)],
)
def test_the_name_of_a_parameter_tells_the_kind(parameter: str, kind: Kind) -> None:
	assert plan(Part(name="part 7", parameters=(Parameter(parameter, "10"),))).wanted.kind is kind


def test_an_item_group_tells_the_kind_when_nothing_else_does() -> None:
	assert plan(Part(name="4k7", groups=("Resistors", "Passives"))).wanted.kind is Kind.RESISTOR
	assert plan(Part(name="NTC 10k", groups=("Resistors",))).wanted.kind is Kind.THERMISTOR


def test_part_numbers_go_to_the_part_number_search_with_the_shops_own_first() -> None:
	assert asked(NUMBERED, "Mouser", "Mouser Electronics")[0] == (
		Way.NUMBERS,
		("595-SN74HC595DR", "SN74HC595DR"),
		False,
	)
	assert asked(NUMBERED, "DigiKey", "DigiKey Corp")[0][1] == ("296-1-ND", "SN74HC595DR")


def test_values_are_asked_for_with_units_the_way_catalogues_write_them() -> None:
	first, second, *_ = asked(CAPACITOR)
	assert first == (Way.KEYWORD, ("capacitor 0.1uF 0402 16V",), False)
	assert second == (Way.KEYWORD, ("capacitor 0.1uF 0402",), True)
	resistor = Part(name="R_4k7_0603_1%")
	assert asked(resistor, "DigiKey")[0][1] == ("resistor 4.7kOhms 0603 1%",)


def test_wider_questions_follow_the_narrow_ones_and_none_is_asked_twice() -> None:
	for part in (CAPACITOR, NUMBERED, Part(name="Hall sensor")):
		searches = plan(part).searches("Mouser")
		assert not searches[0].wider
		assert len({(one.way, one.texts) for one in searches}) == len(searches)
		assert [one.wider for one in searches] == sorted(one.wider for one in searches)


def test_for_a_part_number_one_part_is_enough_and_for_values_a_few() -> None:
	def offers(*mpns: str) -> list[Offer]:
		return [Offer(f"S-{mpn}", mpn, "", "", "USD") for mpn in mpns]

	assert plan(NUMBERED).is_enough(offers("SN74HC595DR")) and not plan(NUMBERED).is_enough(
		offers("SN74HC165D")
	)
	assert plan(NUMBERED).is_enough([Offer("296-1-nd", "", "", "", "USD")]) and not plan(NUMBERED).is_enough(
		[]
	)
	assert plan(CAPACITOR).is_enough(offers(*"ABCDE")) and not plan(CAPACITOR).is_enough(offers(*"ABCD"))


def test_the_users_own_query_goes_out_as_it_is() -> None:
	made = plan_for(CAPACITOR, SETTINGS, "  my very own words 0,1 uF ")
	assert made.query == "my very own words 0,1 uF"
	for shop in ("Mouser", "DigiKey", "Elsewhere"):
		assert [one.texts for one in made.searches(shop)] == [("my very own words 0,1 uF",)]


def test_an_own_query_that_is_a_part_number_is_looked_up_as_one_first() -> None:
	ways = [one.way for one in plan_for(CAPACITOR, SETTINGS, "RC0402FR-0710KL").searches("Mouser")]
	assert ways == [Way.NUMBERS, Way.KEYWORD]


def test_an_empty_own_query_is_none() -> None:
	assert plan_for(CAPACITOR, SETTINGS, "   ") == plan_for(CAPACITOR, SETTINGS)


def test_a_bare_query_needs_no_item() -> None:
	made = plan_for_text("10k 0603 1%", SETTINGS)
	assert made.query == "10k 0603 1%"
	assert made.wanted.kind is Kind.RESISTOR


def test_an_item_that_says_nothing_is_asked_for_nowhere() -> None:
	assert plan(Part()).searches("Mouser") == ()
	assert plan(Part()).query == ""


def test_every_question_says_why() -> None:
	assert all(str(one.why) for one in plan(NUMBERED).searches("Mouser"))
