"""A description is read the same way whether its values are taken out first or not."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from supplier_connect.shops.matching.ranking.forms import forms_of
from supplier_connect.shops.matching.reading.descriptions import read_description, values_of
from supplier_connect.shops.matching.reading.facts import Kind, kind_of, read_text
from supplier_connect.shops.matching.values.units import SPELLINGS

PARTS = Path(__file__).parents[3] / "benchmarks" / "data" / "matching_parts.csv"


def _descriptions() -> Iterator[tuple[str, Kind]]:
	with PARTS.open(newline="") as file:
		for row in csv.DictReader(file):
			yield row["mouser"], kind_of(row["category"])
			yield row["mouser"], Kind.UNKNOWN
			yield row["digikey"], Kind.UNKNOWN


def _is_the_same(text: str, kind: Kind) -> bool:
	facts, said = read_text(text, kind), read_description(text, kind)
	return said == (facts.kind, values_of(facts), forms_of(text.lower()))


def test_the_descriptions_of_the_benchmark() -> None:
	different = [text for text, kind in set(_descriptions()) if not _is_the_same(text, kind)]
	assert not different


_KINDS = [kind for kind in Kind if kind is not Kind.UNKNOWN]
_NUMBERS = ("10", "0.1", ".5", "4700", "0402", "12345678", "1234567890123456", "10 ", "0.1 ", "4700 ")


@pytest.mark.parametrize("kind", _KINDS)
def test_a_number_with_any_unit(kind: Kind) -> None:
	units = (*SPELLINGS, *"kKMRmunpHPµ", "K Ohms", "M OHM", "µF")
	texts = [number + unit for number in _NUMBERS for unit in units]
	assert not [text for text in texts if not _is_the_same(text, kind)]


@pytest.mark.parametrize(
	"text",
	[
		"RES SHUNT 5MOHM 2512",
		"RES 5MOHM 2512",
		"LED RED 5mm",
		"LED strip 5mm pitch",
		"LED RED 0603 5mm",
		"CAP TANT 100UF 20% 6.3V 1411",
	],
)
def test_values_that_others_explain(text: str) -> None:
	assert _is_the_same(text, Kind.UNKNOWN)


_SOME_WORDS = (
	"RES CAP CER SMD 10K OHM 10 kOhms 1% 5% 50V 16V 0.1uF 100nF 104 4.7K K X7R C0G 0603 1608 Metric 1/10W 100mW @ "
	"100MHz to - ~ 2.7V +/- 20% 5.5V SOT-23 SOT23-5 16SOIC 300mA LED RED N-Channel x 4 2POS 2.54MM ±10% (2012 NTC"
)
_WORDS = some.sampled_from(_SOME_WORDS.split())


@settings(max_examples=600, deadline=None)
@given(
	some.lists(_WORDS, max_size=9), some.sampled_from([Kind.UNKNOWN, Kind.RESISTOR, Kind.CAPACITOR, Kind.IC])
)
def test_any_words_in_any_order(words: list[str], kind: Kind) -> None:
	assert _is_the_same(" ".join(words), kind)


@pytest.mark.parametrize("text", ["", " ", "|", "10k | 0603", "50V", "50V 25V 0603 0805"])
def test_odd_descriptions(text: str) -> None:
	assert _is_the_same(text, Kind.CAPACITOR)
