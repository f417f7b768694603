"""An order as a list that is pasted on a web site."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st
from support.samples import Books, line, order

from supplier_connect.shops.connectors.protocols import OrderListRules
from supplier_connect.shops.model.cart import GuestItem
from supplier_connect.shops.services.cart.order_list import _reference, order_list

RULES = OrderListRules(lambda _account: "https://example.com", re.compile(r"\d{7}"), ", ", 30)


def test_a_row_has_number_quantity_and_our_own_number(books: Books) -> None:
	made = order_list(books.parts, order(line(1, "1278613", "10", item="R-10K")), RULES)
	assert made.text == "1278613, 10, R-10K"
	assert list(csv.reader(StringIO(made.csv)))[1:] == [["1278613", "10", "R-10K"]]


def test_lines_of_one_number_are_one_row(books: Books) -> None:
	twice = order(line(1, "1278613", "10", item="A"), line(2, "1278613", "5", item="B"))
	assert order_list(books.parts, twice, RULES).text == "1278613, 15, A/B"


def test_what_the_web_site_would_not_find_is_left_out_with_a_reason(books: Books) -> None:
	lines = (
		line(1, "", "1", mpn="ERJ3EKF1002V", item="M"),
		line(2, "603-RC", "1", item="N"),
		line(3, "1278613", "1.5", item="O"),
	)
	made = order_list(books.parts, order(*lines), RULES)
	assert (made.items, made.text) == ((), "")
	assert [str(reason) for reason in made.left_out] == [
		"Line 1: M has no part number.",
		"Line 3: 1.5 pieces of O can't be ordered.",
		"N: 603-RC is not a valid part number at this supplier.",
	]


def test_a_spreadsheet_takes_no_reference_for_a_formula(books: Books) -> None:
	made = order_list(books.parts, order(line(1, "1278613", "1", item="=1+1")), RULES)
	assert list(csv.reader(StringIO(made.csv)))[1][2] == "'=1+1"


@given(st.text(max_size=80))
def test_a_reference_begins_no_other_column_or_row(text: str) -> None:
	reference = _reference(GuestItem("1278613", 1, text), replace(RULES, reference_length=30))
	assert len(reference) <= 30
	assert "," not in reference
	assert len(reference.splitlines()) <= 1
