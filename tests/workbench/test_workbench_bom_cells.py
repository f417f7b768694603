"""Cells of bills of materials: designators, quantities, what is left out, part numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.shops.services.bom_files.cells import (
	designators,
	is_denied_by,
	is_left_out_by,
	is_not_fitted,
	maker_numbers,
	quantity,
	shop_skus,
	words,
)


@pytest.mark.parametrize(
	("text", "refs"),
	[
		("R1", "R1"),
		("R1, R3-R5 C7", "R1 R3 R4 R5 C7"),
		("R1-4", "R1 R2 R3 R4"),
		("R1 – R3", "R1 R2 R3"),
		("R1..R3,R9", "R1 R2 R3 R9"),
		("R1 to R3", "R1 R2 R3"),
		("R1 bis R3", "R1 R2 R3"),
		("LED1:LED3", "LED1 LED2 LED3"),
		("r1-R3", "r1 r2 r3"),
		("R01-R03", "R01 R02 R03"),
		("R1-R1", "R1"),
		("C12;C13;C1", "C12 C13 C1"),
		("C1\nC2\tC3", "C1 C2 C3"),
		("U1A U1B", "U1A U1B"),
		("J1-1", "J1-1"),
		("TP_GND, X-Y", "TP_GND X-Y"),
		("R?, R?", "R? R?"),
		("(R1) R2.", "R1 R2"),
		("~", ""),
		("n/a", ""),
		("", ""),
		("R1、R2", "R1 R2"),
	],
)
def test_designators(text: str, refs: str) -> None:
	assert designators(text).refs == tuple(refs.split())
	assert designators(text).problems == ()


@pytest.mark.parametrize(
	("text", "refs", "told"),
	[
		("R1 R2 R1", "R1 R2", "R1 stands there twice"),
		("R10-R1", "R10 R1", "R10-R1 can't be read"),
		("R1-R99999", "R1 R99999", "R1-R99999 can't be read"),
	],
)
def test_strange_designators(text: str, refs: str, told: str) -> None:
	found = designators(text)
	assert found.refs == tuple(refs.split())
	assert told in str(found.problems[0])


@given(st.text())
def test_no_text_breaks_the_cells(text: str) -> None:
	found = designators(text)
	assert len({ref.casefold() for ref in found.refs if not ref.endswith("?")}) == len(
		[ref for ref in found.refs if not ref.endswith("?")]
	)
	for read in (quantity, words, is_not_fitted, is_left_out_by, is_denied_by, shop_skus):
		read(text)
	maker_numbers([(text, text)])


@given(st.integers(1, 5000), st.integers(1, 200), st.sampled_from(["-", " - ", "..", " to ", ":"]))
def test_a_range_holds_every_designator_once(first: int, count: int, sign: str) -> None:
	last = first + count - 1
	expected = tuple(f"R{at}" for at in range(first, last + 1))
	assert designators(f"R{first}{sign}R{last}").refs == expected


@pytest.mark.parametrize(
	("text", "expected"),
	[
		("14", "14"),
		(" 14.0 ", "14"),
		("1,5", "1.5"),
		("0.125", "0.125"),
		("2 pcs", "2"),
		("x3", "3"),
		("3x", "3"),
		("3 Stück", "3"),
		("0", "0"),
		("1,000", None),
		("1.000", None),
		("1k", None),
		("-2", None),
		("two", None),
		("", None),
		("1 2", None),
	],
)
def test_quantities(text: str, expected: str | None) -> None:
	assert quantity(text) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
	"text",
	[
		*(
			"DNP",
			"dni",
			"10k DNP",
			"10k/DNF",
			"100n_DNP",
			"(DNP)",
			"not fitted",
			"Do Not Populate",
			"no stuff",
			"NOPOP",
		),
		*(
			"nicht bestückt",
			"nicht bestuecken",
			"ne pas monter",
			"non monté",
			"no montar",
			"unpopulated",
			"不贴",
		),
	],
)
def test_what_is_left_out(text: str) -> None:
	assert is_not_fitted(text)


@pytest.mark.parametrize("text", ["NP0", "10k", "DNPX100", "SNDNP", "Fitted", "Donut", "", "Not polarised"])
def test_what_is_fitted(text: str) -> None:
	assert not is_not_fitted(text)


@pytest.mark.parametrize(
	("cell", "left_out"),
	[
		*((cell, True) for cell in ("DNP", "x", "1", "yes", "Ja", "true", "Do not populate")),
		*((cell, False) for cell in ("", "0", "no", "Nein", "FALSE", "-", "Fitted", "populate")),
	],
)
def test_a_column_that_leaves_out(cell: str, left_out: bool) -> None:
	assert is_left_out_by(cell) is left_out


@pytest.mark.parametrize(
	("cell", "denied"),
	[
		*((cell, True) for cell in ("Not Fitted", "no", "0", "false", "nein", "DNP")),
		*((cell, False) for cell in ("", "Fitted", "yes", "x", "1")),
	],
)
def test_a_column_of_what_is_fitted(cell: str, denied: bool) -> None:
	assert is_denied_by(cell) is denied


@pytest.mark.parametrize(
	("mpn", "maker", "expected"),
	[
		("RC0402FR-1310KL", "Yageo", [("RC0402FR-1310KL", "Yageo")]),
		("CAT24M01YI\u2212GT3", "onsemi", [("CAT24M01YI-GT3", "onsemi")]),
		("PCA6408APW,118", "NXP", [("PCA6408APW,118", "NXP")]),
		("DAC081C081/NOPB", "TI", [("DAC081C081/NOPB", "TI")]),
		("A100 / B200", "Foo / Bar", [("A100", "Foo"), ("B200", "Bar")]),
		("A100; B200; A100", "Foo", [("A100", "Foo"), ("B200", "Foo")]),
		("CY7C68013A", "Infineon / Cypress", [("CY7C68013A", "Infineon / Cypress")]),
		("n/a", "Foo", []),
		("~", "", []),
		("generic", "any", []),
	],
)
def test_part_numbers(mpn: str, maker: str, expected: list[tuple[str, str]]) -> None:
	assert [(one.mpn, one.manufacturer) for one in maker_numbers([(mpn, maker)])] == expected
