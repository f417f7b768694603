"""Bills of materials as KiCad, Altium, Eagle, shops and people write them, and as nobody should."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.shops.model.bom import BomLine
from supplier_connect.shops.model.part import MakerNumber, ShopNumber
from supplier_connect.shops.services.bom_files.columns import KnownBy
from supplier_connect.shops.services.bom_files.file import BomFile, bom_of, read_bom
from supplier_connect.shops.services.bom_files.headings import Field
from supplier_connect.shops.services.bom_files.tables import decoded

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def read(text: str, corrections: dict[Field, str] | None = None, encoding: str = "utf-8") -> BomFile:
	return bom_of(text.encode(encoding), "bom.csv", corrections or {})


def told(line: BomLine) -> tuple[str, str, str, str]:
	"""Quantity, designators, value and number of a line."""
	return (f"{line.quantity:f}", " ".join(line.refs), line.value, line.mpn)


def fields(bom: BomFile) -> dict[str, str]:
	return {column.heading: column.field.value for column in bom.columns if column.field}


KICAD = """\
"Reference","Value","Footprint","Datasheet","Qty","DNP"
"C1,C2-C4","100n","Capacitor_SMD:C_0402_1005Metric","~","4",""
"R1","10k","Resistor_SMD:R_0402_1005Metric","~","1","DNP"
"U1","STM32F407VGT6","Package_QFP:LQFP-100_14x14mm_P0.5mm","https://example.com/x.pdf","1",""
"""
KICAD_TWICE = """\
"Source:","board.kicad_sch"
"Tool:","Eeschema"
"Component Count:","3"

"Individual Components:"

"Item","Qty","Reference(s)","Value","LibPart","Footprint","Datasheet"
"","","C1","100n","Device:C","C_0402",""
"","","C2","100n","Device:C","C_0402",""
"","","R1","10k","Device:R","R_0402",""


"Collated Components:"

"Item","Qty","Reference(s)","Value","LibPart","Footprint","Datasheet"
"1","2","C1, C2","100n","Device:C","C_0402",""
"2","1","R1","10k","Device:R","R_0402",""
"""
EAGLE = """\
Qty;Value;Device;Package;Parts;Description
2;100n;C-EUC0402;C0402;C1, C2;CAPACITOR
1;10k;R-EU_R0402;R0402;R1;RESISTOR
"""
JLCPCB = 'Comment,Designator,Footprint,LCSC Part #\n100n,"C1,C2",C0402,C1525\n10k,R1,R0402,C25744\n'
GERMAN = (
	"Pos.;Stück;Bezeichner;Wert;Gehäuse;Hersteller;Hersteller-Nr.;Lieferant;Bestell-Nr.;Bestückung\r\n"
	"1;2;C1 C2;100n;0402;Taiyo Yuden;TMK105BJ104KV-F;Mouser;963-TMK105BJ104KV-F;ja\r\n"
	"2;1;R1;10k;0402;;;;;nein\r\n"
)
CHINESE = '序号,位号,数量,封装,型号,品牌/厂家\n1,"C1,C2",2,0402,TMK105BJ104KV-F,TAIYO YUDEN\n2,R1,1,0402,RC0402FR-1310KL,YAGEO\n'
FRENCH = "Repère\tQuantité\tValeur\tBoîtier\tRéférence fabricant\nC1 C2\t2\t100n\t0402\tTMK105BJ104KV-F\nR1\t1\t10k\t0402\t\n"
PCBNEW = '"Id";"Designator";"Footprint";"Quantity";"Designation";"Supplier and ref";\n1;"C1,C2";"C_0402";2;"100n";;;\n2;"R1";"R_0402";1;"10k";;;\n'
NETLIST = """\
<?xml version="1.0" encoding="UTF-8"?>
<export version="E">
  <design><source>board.sch</source></design>
  <components>
    <comp ref="C1">
      <value>100n</value>
      <footprint>Capacitor_SMD:C_0402_1005Metric</footprint>
      <fields>
        <field name="MPN">TMK105BJ104KV-F</field>
        <field name="Manufacturer">Taiyo Yuden</field>
        <field name="Voltage">25V</field>
      </fields>
      <libsource lib="Device" part="C" description="Unpolarized capacitor"/>
    </comp>
    <comp ref="R1"><value>10k</value><property name="dnp"/></comp>
    <comp ref="H1"><value>MountingHole</value><property name="exclude_from_bom"/></comp>
  </components>
  <nets><net code="1"><node ref="C1" pin="1"/></net></nets>
</export>
"""


@pytest.mark.parametrize(
	("text", "expected"),
	[
		(KICAD, [("4", "C1 C2 C3 C4", "100n", ""), ("1", "U1", "STM32F407VGT6", "")]),
		(KICAD_TWICE, [("2", "C1 C2", "100n", ""), ("1", "R1", "10k", "")]),
		(EAGLE, [("2", "C1 C2", "100n", ""), ("1", "R1", "10k", "")]),
		(JLCPCB, [("2", "C1 C2", "100n", ""), ("1", "R1", "10k", "")]),
		(GERMAN, [("2", "C1 C2", "100n", "TMK105BJ104KV-F")]),
		(CHINESE, [("2", "C1 C2", "", "TMK105BJ104KV-F"), ("1", "R1", "", "RC0402FR-1310KL")]),
		(FRENCH, [("2", "C1 C2", "100n", "TMK105BJ104KV-F"), ("1", "R1", "10k", "")]),
		(PCBNEW, [("2", "C1 C2", "100n", ""), ("1", "R1", "10k", "")]),
		(NETLIST, [("1", "C1", "100n", "TMK105BJ104KV-F")]),
	],
	ids=["kicad", "kicad twice", "eagle", "jlcpcb", "german", "chinese", "french", "pcbnew", "netlist"],
)
def test_what_programs_and_people_write(text: str, expected: list[tuple[str, str, str, str]]) -> None:
	bom = read(text)
	assert [told(line) for line in bom.fitted] == expected
	assert bom.problems == ()


def test_what_is_not_fitted_is_left_out_and_named() -> None:
	assert [line.refs for line in read(KICAD).not_fitted] == [("R1",)]
	assert [line.refs for line in read(GERMAN).not_fitted] == [("R1",)]
	assert [line.refs for line in read(NETLIST).not_fitted] == [("R1",), ("H1",)]


def test_a_netlist_line_has_its_fields_and_its_place() -> None:
	line = read(NETLIST).lines[0]
	assert line.number == 5
	assert line.maker_numbers == (MakerNumber("TMK105BJ104KV-F", "Taiyo Yuden"),)
	assert line.description == "Unpolarized capacitor"
	assert [(one.name, one.value) for one in line.parameters] == [("Voltage", "25V")]


def test_the_examples_are_read_without_a_problem() -> None:
	kicad = read_bom(EXAMPLES / "boms" / "sensor-board-kicad.csv")
	assert (len(kicad.fitted), len(kicad.not_fitted), kicad.problems) == (15, 1, ())
	altium = read_bom(EXAMPLES / "boms" / "driver-board-altium.csv")
	assert (len(altium.fitted), len(altium.not_fitted), altium.problems) == (8, 1, ())
	assert altium.header == 3
	first = altium.fitted[0]
	assert first.maker_numbers == (MakerNumber("TMK105BJ104KV-F", "TAIYO YUDEN"),)
	assert first.shop_numbers == (ShopNumber("963-TMK105BJ104KV-F", "Mouser"),)
	glasgow = read_bom(EXAMPLES / "glasgow-revC3.csv")
	assert set(fields(glasgow).values()) >= {"References", "Quantity", "MPN", "Item", "Value"}
	assert glasgow.problems == ()


@pytest.mark.parametrize(
	("heading", "field"),
	[
		("Ref(s)", Field.REFERENCES),
		("RefDes", Field.REFERENCES),
		("Mfr. No.", Field.MPN),
		("Manufacturer_Part_Number", Field.MPN),
		("MANUFACTURER P/N", Field.MPN),
		("manf#", Field.MPN),
		("Hersteller-Nr.", Field.MPN),
		("Fabricant", Field.MANUFACTURER),
		("Qty per board", Field.QUANTITY),
		("Cantidad", Field.QUANTITY),
		("Digi-Key Part #", Field.SKU),
		("Mouser Part Number", Field.SKU),
		("Order Code", Field.SKU),
		("Vendor", Field.SUPPLIER),
		("Item Code", Field.ITEM),
		("Do not place", Field.DNP),
		("Exclude from BOM", Field.DNP),
		("Comment", Field.VALUE),
		("Case/Package", Field.FOOTPRINT),
		("Tolerance", Field.PARAMETER),
		("Mouser Price/Stock", None),
		("LibRef", None),
		("Unit Price (USD)", None),
	],
)
def test_columns_by_their_names(heading: str, field: Field | None) -> None:
	cell = "1%" if field is Field.PARAMETER else "X1"
	bom = read(
		f"Designator,{heading}\nR1,{cell}\nR2,{cell}\n"
		if field is not Field.REFERENCES
		else f"{heading},Value\nR1,1k\n"
	)
	found = next(column for column in bom.columns if column.heading == heading)
	assert found.field is field


def test_columns_by_their_content() -> None:
	bom = read("C1 C2;2;C0402;TMK105BJ104KV-F\nR1;1;R0402;RC0402FR-1310KL\nR2 R3;2;R0603;RC0603FR-071KL\n")
	assert bom.header == 0
	assert [column.field for column in bom.columns] == [
		Field.REFERENCES,
		Field.QUANTITY,
		Field.FOOTPRINT,
		Field.MPN,
	]
	assert {column.known_by for column in bom.columns} == {KnownBy.CONTENT}
	assert told(bom.lines[0]) == ("2", "C1 C2", "", "TMK105BJ104KV-F")


def test_a_bare_part_number_is_the_makers_unless_there_is_one() -> None:
	assert fields(read("Part Number,Qty\nRC0402FR-1310KL,2\n"))["Part Number"] == "MPN"
	both = read("Part Number,MPN,Qty\nRES-00017,RC0402FR-1310KL,2\n")
	assert fields(both) == {"Part Number": "Item", "MPN": "MPN", "Qty": "Quantity"}
	assert "Part" not in fields(read("Ref,Value,Part\nR1,10k,R_Small\n"))


def test_the_user_knows_better() -> None:
	text = "Ref,Value,Qty,Notes,Mfr. No.\nR1,10k,1,RC0402FR-1310KL,wrong\n"
	assert told(read(text, {Field.MPN: "Notes"}).lines[0])[3] == "RC0402FR-1310KL"
	assert told(read(text, {Field.MPN: "4"}).lines[0])[3] == "RC0402FR-1310KL"
	assert told(read(text, {Field.MPN: ""}).lines[0])[3] == ""
	chosen = next(one for one in read(text, {Field.MPN: "notes"}).columns if one.field is Field.MPN)
	assert (chosen.heading, chosen.known_by) == ("Notes", KnownBy.USER)
	with pytest.raises(RejectedInput, match=r"no column “Part No\.” for MPN.*Ref, Value, Qty"):
		read(text, {Field.MPN: "Part No."})


def test_headings_that_nobody_knows_can_be_named() -> None:
	text = "alpha,beta\nsome words,3\nother words,4\n"
	with pytest.raises(RejectedInput, match="--column"):
		read(text)
	bom = read(text, {Field.DESCRIPTION: "alpha", Field.QUANTITY: "beta"})
	assert [(line.description, line.quantity) for line in bom.lines] == [
		("some words", 3),
		("other words", 4),
	]


def test_several_makers_and_shops() -> None:
	bom = read(
		"Ref,Manufacturer 1,Manufacturer Part Number 1,Manufacturer 2,Manufacturer Part Number 2,"
		"Supplier 1,Supplier Part Number 1,Mouser Part Number\n"
		"R1,Yageo,RC0402FR-1310KL,Vishay,CRCW040210K0FKED,Digi-Key,311-X-ND,603-X\n"
	)
	line = bom.lines[0]
	assert line.maker_numbers == (
		MakerNumber("RC0402FR-1310KL", "Yageo"),
		MakerNumber("CRCW040210K0FKED", "Vishay"),
	)
	assert set(line.shop_numbers) == {ShopNumber("311-X-ND", "Digi-Key"), ShopNumber("603-X", "Mouser")}


def test_a_maker_without_a_number_is_a_brand() -> None:
	assert read("Ref,Value,Manufacturer\nR1,10k,Yageo\n").lines[0].brand == "Yageo"


# encodings and separators


@pytest.mark.parametrize(
	("encoding", "mark"),
	[
		("utf-8", b""),
		("utf-8", b"\xef\xbb\xbf"),
		("utf-16", b""),
		("utf-16-le", b""),
		("utf-16-be", b""),
		("utf-16-le", b"\xff\xfe"),
		("utf-32", b""),
		("cp1252", b""),
		("latin-1", b""),
	],
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(encoding: str, mark: bytes, separator: str) -> None:
	rows = [("Bezeichner", "Wert", "Stück"), ("R1, R2", "10k für ±1 %", "2"), ("C1", 'ein "Wort"', "1")]
	stream = io.StringIO()
	csv.writer(stream, delimiter=separator).writerows(rows)
	bom = bom_of(mark + stream.getvalue().encode(encoding), "bom.csv", {})
	assert [told(line) for line in bom.lines] == [
		("2", "R1 R2", "10k für ±1 %", ""),
		("1", "C1", 'ein "Wort"', ""),
	]


def test_what_a_file_is_said_to_be() -> None:
	bom = read(GERMAN, encoding="cp1252")
	assert (bom.encoding, str(bom.separator), bom.header) == ("cp1252", "semicolon", 1)
	assert decoded("Ω".encode("utf-16")) == ("Ω", "utf-16")


def test_headings_further_down_and_repeated_on_each_page() -> None:
	page = "Ref,Value,Qty\n"
	bom = read(f"Board X,,\nRevision,2,\n\n{page}R1,1k,1\n{page}R2,2k,1\n")
	assert bom.header == 4
	assert [told(line)[1] for line in bom.lines] == ["R1", "R2"]
	assert [line.number for line in bom.lines] == [5, 7]
	assert len(bom.columns) == 3


# what is wrong is named by its line


@pytest.mark.parametrize(
	("row", "message", "is_read"),
	[
		('"R2,R3",1k,5', "says 5 pieces and names 2 designators; 5 are counted", True),
		('"R2,R3",1k,"1,000"', "“1,000” can't be read for certain; its 2 designators are counted", True),
		(',1k,"1,000"', "“1,000” can't be read for certain; the line is left out", False),
		(",1k,", "neither a quantity nor designators; 1 piece is counted", True),
		("R2,,1", "says nothing that could be looked up", False),
		("Total: 9,,", "says nothing that could be looked up", False),
		("R2,1k,1,stray", "more cells than headings", False),
		("R9-R2,1k,2", "the range R9-R2 can't be read", True),
		("R1,2k,1", "R1 stands in line 2 already", False),
		("R2 R2,1k,1", "R2 stands there twice", True),
	],
)
def test_each_problem_names_its_line(row: str, message: str, is_read: bool) -> None:
	bom = read(f"Ref,Value,Qty\nR1,1k,1\n{row}\n")
	assert [problem.line for problem in bom.problems] == [3]
	assert message in str(bom.problems[0].message)
	assert (3 in [line.number for line in bom.lines]) is is_read
	assert (3 in bom.unread) is not is_read


def test_a_quantity_of_none_is_not_fitted() -> None:
	bom = read("Ref,Value,Qty\nR1,1k,0\nR2,1k,1\n")
	assert [line.refs for line in bom.not_fitted] == [("R1",)]


def test_a_designator_in_two_lines_is_counted_in_the_first() -> None:
	bom = read('Ref,Value,Qty\nR1-R3,1k,3\n"R3,R4",2k,2\n')
	assert [told(line) for line in bom.lines] == [("3", "R1 R2 R3", "1k", ""), ("1", "R4", "2k", "")]


def test_a_list_of_numbers_is_enough() -> None:
	bom = read("MPN\nRC0402FR-1310KL\nLM358DR\n")
	assert [told(line)[3] for line in bom.lines] == ["RC0402FR-1310KL", "LM358DR"]
	assert len(bom.problems) == 1


@pytest.mark.parametrize(
	("data", "message"),
	[
		(b"", "is empty"),
		(b"\n\n", "is empty"),
		(b"Ref,Value\n", "no lines below"),
		(b'Ref,Value\n"R1,10k\n', "not a CSV file"),
		(b"<html><body/></html>", "no netlist"),
		(b"<export><components>", "not readable XML"),
		(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entities"),
		(b"hello world", "no headings that are known"),
	],
)
def test_what_is_no_bill_of_materials(data: bytes, message: str) -> None:
	with pytest.raises(RejectedInput, match=message):
		bom_of(data, "bom.csv", {})


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
	for path in (tmp_path / "none.csv", tmp_path):
		with pytest.raises(RejectedInput, match="can't be read"):
			read_bom(path)


# whatever comes


@settings(max_examples=300)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_file_breaks_it(data: bytes) -> None:
	try:
		bom = bom_of(data, "bom.csv", {})
	except RejectedInput as refusal:
		assert str(refusal)
	else:
		assert all(str(problem.message) for problem in bom.problems)


CELLS = st.text(st.sampled_from('R1C2,;-~"\n\t 10kDNP.x°ü'), max_size=12)


@settings(max_examples=200)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_no_cells_break_it(rows: list[tuple[str, str, str]], separator: str) -> None:
	stream = io.StringIO()
	csv.writer(stream, delimiter=separator).writerows([("Ref", "Value", "Qty"), *rows])
	try:
		bom = read(stream.getvalue())
	except RejectedInput:
		return
	refs = [ref.casefold() for line in bom.fitted for ref in line.refs if not ref.endswith("?")]
	assert len(refs) == len(set(refs))
	assert all(line.quantity > 0 for line in bom.fitted)
	assert {problem.line for problem in bom.problems} >= set(bom.unread)


NUMBERS = st.lists(st.integers(1, 400), unique=True, min_size=1, max_size=12)


@settings(max_examples=100)
@given(
	st.lists(NUMBERS, min_size=1, max_size=6),
	st.sampled_from([",", ";", "\t", "|"]),
	st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
	st.sampled_from([", ", " ", ";", "\n"]),
	st.booleans(),
)
def test_every_designator_is_counted_once(
	groups: list[list[int]], separator: str, encoding: str, between: str, with_quantity: bool
) -> None:
	letters = "RCLDQU"
	rows = [
		(between.join(f"{letters[at]}{number}" for number in numbers), f"{at}k", str(len(numbers)))
		for at, numbers in enumerate(groups)
	]
	stream = io.StringIO()
	writer = csv.writer(stream, delimiter=separator)
	width = 3 if with_quantity else 2
	writer.writerows(row[:width] for row in [("Designator", "Comment", "Quantity"), *rows])
	bom = bom_of(stream.getvalue().encode(encoding), "bom.csv", {})
	assert bom.problems == ()
	assert [line.quantity for line in bom.lines] == [len(numbers) for numbers in groups]
	assert [len(line.refs) for line in bom.lines] == [len(numbers) for numbers in groups]
