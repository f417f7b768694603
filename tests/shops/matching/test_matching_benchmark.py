"""The labelled set of the benchmark: a change that ranks worse is seen at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))

from matching import figures, place, ranked_by_seed, ranked_by_us
from matching_cases import build_cases


@pytest.fixture(scope="module")
def cases():  # type: ignore[no-untyped-def]
	return build_cases(seed=1)


def test_the_right_part_comes_first(cases) -> None:  # type: ignore[no-untyped-def]
	ours = figures(place(case, ranked_by_us(case)) for case in cases)
	assert ours.queries >= 200
	assert ours.top_1 >= 0.95
	assert ours.top_5 >= 0.99
	assert ours.mean_reciprocal_rank >= 0.97


def test_the_seeds_formula_is_far_behind(cases) -> None:  # type: ignore[no-untyped-def]
	assert figures(place(case, ranked_by_seed(case)) for case in cases).top_1 < 0.5
