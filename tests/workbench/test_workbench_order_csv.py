"""Orders from CSV files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.shops.model.order import OrderLine, OrderState
from supplier_connect.workbench.order_csv import OrderFile, OrderHead, read_order

_HEAD = OrderHead("PO-1", "Mouser", "USD", boards=10)
_EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.csv"))


def _read(tmp_path: Path, text: str, head: OrderHead = _HEAD) -> OrderFile:
	path = tmp_path / "bom.csv"
	path.write_bytes(text.encode())
	return read_order(path, head)


def test_every_column_is_read(tmp_path: Path) -> None:
	text = (
		"\ufeffLine,IPN,Qty,UOM,References,Value,Package,Manufacturer,MPN,SKU,UOM factor,Rate\r\n"
		'2,R-1,0.5,Reel,"R1, R2",10k,0402,Würth,MPN-Ω,603-MPN,5000,12.345678\r\n'
		"1,R-2,3,,,,,,,,,\r\n"
	)
	order = _read(tmp_path, text).order
	assert (order.name, order.supplier, order.currency, order.state) == (
		"PO-1",
		"Mouser",
		"USD",
		OrderState.DRAFT,
	)
	assert order.lines == (
		OrderLine("PO-1-1", 1, "R-2", "", Decimal(30), "Nos", "Nos", Decimal(1), None),
		OrderLine(
			ref="PO-1-2",
			number=2,
			item="R-1",
			description="10k, 0402, R1, R2",
			quantity=Decimal("5.0"),
			uom="Reel",
			stock_uom="Nos",
			conversion_factor=Decimal(5000),
			rate=Decimal("12.345678"),
			sku="603-MPN",
			mpn="MPN-Ω",
			manufacturer="Würth",
		),
	)


def test_headings_may_be_written_in_any_letters_and_order(tmp_path: Path) -> None:
	read = _read(tmp_path, "qty , ipn,LINE,Note,\n3,R-1,7,hello,\n")
	assert (read.order.lines[0].number, read.order.lines[0].quantity) == (7, 30)
	assert read.unused == ("Note",)


def test_empty_rows_are_passed_over(tmp_path: Path) -> None:
	assert len(_read(tmp_path, "Line,IPN,Qty\n\n1,A,1\n,,\n2,B,1\n\n").order.lines) == 2


@pytest.mark.parametrize(
	("text", "told"),
	[
		("", "line 1: there is no column Line"),
		("Line;IPN;Qty\n1;A;1\n", "line 1: there is no column Line"),
		("Line,IPN\n1,A\n", "line 1: there is no column Qty"),
		("Line,IPN,Qty,qty\n1,A,1,1\n", "line 1: two columns are named Qty"),
		("Line,IPN,Qty\n", "has no lines below its headings"),
		('Line,IPN,Qty\n1,A,1\n2,B,"1,5"\n', "line 3, column Qty: “1,5” is not a number such as 12 or 0.5"),
		("Line,IPN,Qty\n1,A,-1\n", "line 2, column Qty"),
		("Line,IPN,Qty\n1,A,1e3\n", "line 2, column Qty"),
		("Line,IPN,Qty\n1,A,NaN\n", "line 2, column Qty"),
		("Line,IPN,Qty\n1,A,٣\n", "line 2, column Qty"),
		("Line,IPN,Qty\n1,A,\n", "line 2, column Qty: “” is not"),
		("Line,IPN,Qty\n1,A\n", "line 2, column Qty: “” is not"),
		("Line,IPN,Qty\n1,,1\n", "line 2, column IPN: “” is not the code of an item"),
		("Line,IPN,Qty\n0,A,1\n", "line 2, column Line: “0” is not a line number"),
		("Line,IPN,Qty\n1,A,1\n\n1,B,1\n", "line 4, column Line: 1 stands there a second time"),
		("Line,IPN,Qty,UOM factor\n1,A,1,0\n", "line 2, column UOM factor: “0” is not a number above 0"),
		("Line,IPN,Qty,Rate\n1,A,1,$5\n", "line 2, column Rate: “$5” is not"),
		("Line,IPN,Qty\n1,A,1,5\n", "line 2: there are more cells than headings"),
		('Line,IPN,Qty,Value\n1,A,1,"two\nlines"\n2,B,x,\n', "line 4, column Qty"),
		('Line,IPN,Qty\n1,"A,1\n', "is not a CSV file"),
	],
)
def test_a_mistake_is_told_with_file_line_and_column(tmp_path: Path, text: str, told: str) -> None:
	with pytest.raises(RejectedInput) as caught:
		_read(tmp_path, text)
	assert told in str(caught.value)
	assert str(tmp_path / "bom.csv") in str(caught.value)


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
	with pytest.raises(RejectedInput, match="can't be read"):
		read_order(tmp_path / "none.csv", _HEAD)
	path = tmp_path / "latin.csv"
	path.write_bytes(b"Line,IPN,Qty\n1,\xfc,1\n")
	with pytest.raises(RejectedInput, match="UTF-8"):
		read_order(path, _HEAD)


@given(quantity=st.decimals(0, 10**6, places=4), boards=st.integers(1, 1000))
def test_quantities_are_multiplied_exactly(
	tmp_path_factory: pytest.TempPathFactory, quantity: Decimal, boards: int
) -> None:
	text = f"Line,IPN,Qty\n1,A,{quantity:f}\n"
	order = _read(tmp_path_factory.mktemp("csv"), text, OrderHead("PO-1", "Mouser", "USD", boards)).order
	assert order.lines[0].quantity == quantity * boards


@pytest.mark.parametrize("path", _EXAMPLES, ids=lambda path: path.name)
def test_the_examples_can_be_read(path: Path) -> None:
	read = read_order(path, _HEAD)
	assert len(read.order.lines) >= 25
	assert read.unused == ()
