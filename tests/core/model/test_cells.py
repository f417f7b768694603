"""Texts of others in spreadsheets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.core.model.cells import escape_formula


@pytest.mark.parametrize(
	"text", ['=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "-40°C"]
)
def test_what_looks_like_a_formula_becomes_text(text: str) -> None:
	assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "0603", "-40", "+85", "-1,5", "LM358DR", "10 % =x"])
def test_numbers_and_words_stay_as_they_are(text: str) -> None:
	assert escape_formula(text) == text


@given(st.text())
def test_no_text_begins_like_a_formula(text: str) -> None:
	safe = escape_formula(text)
	assert safe.endswith(text)
	assert not safe.startswith(("=", "@", "\t", "\r"))
