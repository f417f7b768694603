"""A description is read the same way whether its values are taken out first or not."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from supplier_connect.matching.descriptions import read_description, values_of
from supplier_connect.matching.facts import Kind, kind_of, read_text
from supplier_connect.matching.forms import forms_of

PARTS = Path(__file__).parents[2] / "benchmarks" / "data" / "matching_parts.csv"


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
