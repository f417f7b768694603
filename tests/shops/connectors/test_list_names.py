"""The names of lists at shops that give a name once only."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.shops.connectors.list_names import first_free, list_name


@pytest.mark.parametrize(
	("number", "name"), [(1, "PO-1-01"), (99, "PO-1-99"), (100, "PO-1-100"), (1234, "PO-1-1234")]
)
def test_the_number_goes_up_past_99(number: int, name: str) -> None:
	assert list_name("PO-1", number) == name


@given(start=st.integers(1, 300), taken=st.integers(0, 4000))
def test_the_first_free_number_is_found_with_few_questions(start: int, taken: int) -> None:
	asked: list[int] = []

	def is_free(number: int) -> bool:
		asked.append(number)
		return number > taken

	assert first_free(start, is_free) == max(start, taken + 1)
	assert len(asked) <= 2 * math.log2(taken + 2) + 3


def test_names_without_end_are_told() -> None:
	with pytest.raises(RejectedInput, match="All list names"):
		first_free(1, lambda _number: False)
