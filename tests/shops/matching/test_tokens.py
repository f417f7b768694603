"""The words of a query: every source and rule, with their priorities."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.rank_samples import SETTINGS

from supplier_connect.shops.matching.query.tokens import QueryToken, TokenSource, tokens_of
from supplier_connect.shops.matching.reading.facts import Kind
from supplier_connect.shops.matching.settings import MatchSettings
from supplier_connect.shops.model.offer import Parameter
from supplier_connect.shops.model.part import MakerNumber, Part, ShopNumber


def tokens(
	part: Part, kind: Kind = Kind.UNKNOWN, settings: MatchSettings = SETTINGS
) -> tuple[QueryToken, ...]:
	return tokens_of(part, kind, settings)


def texts(part: Part, kind: Kind = Kind.UNKNOWN, settings: MatchSettings = SETTINGS) -> list[str]:
	return [token.text for token in tokens(part, kind, settings)]


def made(text: str, kind: Kind) -> list[str]:
	return texts(Part(name=text), kind)


@pytest.mark.parametrize(
	("text", "kind", "expected"),
	[
		("100nF", Kind.CAPACITOR, ["100nF"]),
		("MLCC-0402", Kind.CAPACITOR, ["MLCC", "0402"]),
		("4.7n", Kind.CAPACITOR, ["4.7nF"]),
		("4.7n", Kind.UNKNOWN, ["4.7nF"]),
		("4.7n", Kind.INDUCTOR, ["4.7nH"]),
		("10k", Kind.RESISTOR, ["10kOhm"]),
		("10k", Kind.UNKNOWN, ["10kOhm"]),
		("1M", Kind.RESISTOR, ["1MOhm"]),
		("R47", Kind.UNKNOWN, ["470mOhm", "R47"]),
		("MAX3232ESE+", Kind.IC, ["MAX3232ESE+"]),
		("4n7", Kind.CAPACITOR, ["4.7nF"]),
		("4R7", Kind.RESISTOR, ["4.7Ohm"]),
		("104", Kind.CAPACITOR, ["100nF"]),
		("104", Kind.UNKNOWN, ["100nF"]),
		("100", Kind.CAPACITOR, ["10pF"]),
	],
)
def test_every_rule_makes_its_token(text: str, kind: Kind, expected: list[str]) -> None:
	assert set(expected) <= set(made(text, kind))


@pytest.mark.parametrize(
	("text", "kind", "never"),
	[
		("100", Kind.RESISTOR, "10pF"),
		("100", Kind.UNKNOWN, "10pF"),
		("10m", Kind.RESISTOR, "10MOhm"),
		("10m", Kind.UNKNOWN, "10MOhm"),
		("1N4148", Kind.UNKNOWN, "1.4148nF"),
		("2N7002", Kind.UNKNOWN, "2.7002nF"),
		("595", Kind.UNKNOWN, "5.9uF"),
		("4n7", Kind.RESISTOR, "4.7nF"),
		("M3", Kind.OTHER, "300kOhm"),
		("M3", Kind.UNKNOWN, "300kOhm"),
		("K2", Kind.UNKNOWN, "200Ohm"),
		("16M", Kind.MEMORY, "16MOhm"),
	],
)
def test_what_others_misread_is_not_made(text: str, kind: Kind, never: str) -> None:
	assert never not in made(text, kind)


def test_a_parameter_with_a_unit_is_written_together_and_apart() -> None:
	part = Part(parameters=(Parameter("Capacitance", "100", "nF"),))
	assert texts(part) == ["100nF", "100 nF"]
	assert {token.rule for token in tokens(part)} == {"unitised parameter"}


def test_short_words_and_repetitions_are_left_out() -> None:
	assert texts(Part(name="A 10k 10K x resistor Resistor")) == ["10k", "10kOhm", "resistor"]


def test_sources_come_in_the_order_of_their_priority() -> None:
	part = Part(
		code="IPN-1",
		name="a name",
		description="some words",
		groups=("Chip Resistors",),
		attributes=(Parameter("Size", "0402"),),
		parameters=(Parameter("Resistance", "10k"),),
		maker_numbers=(MakerNumber("RC0402FR-0710KL", "YAGEO"),),
		shop_numbers=(ShopNumber("603-RC0402FR-0710KL", "Mouser"),),
		barcodes=("4006381333931",),
		brand="Acme",
	)
	sources = list(dict.fromkeys(token.source for token in tokens(part)))
	assert sources == sorted(TokenSource)
	assert sources[0] is TokenSource.MPN
	assert [token.priority for token in tokens(part)] == sorted(token.priority for token in tokens(part))


def test_part_numbers_are_not_cut() -> None:
	assert texts(Part(maker_numbers=(MakerNumber("RC0402FR-0710KL"),))) == ["RC0402FR-0710KL"]


def test_only_the_chosen_parameters_are_used() -> None:
	part = Part(parameters=(Parameter("Capacitance", "100nF"), Parameter("Colour", "brown")))
	assert texts(part, settings=replace(SETTINGS, parameter_names=("capacitance",))) == ["100nF"]


def test_item_groups_can_be_left_out() -> None:
	part = Part(name="10uF", groups=("Capacitors", "Electronics"))
	assert {"Capacitors", "Electronics"} <= set(texts(part))
	assert "Capacitors" not in texts(part, settings=replace(SETTINGS, category_names=False))
