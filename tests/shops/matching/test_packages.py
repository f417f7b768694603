"""One package has one name, in whichever standard, notation or spreadsheet it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.shops.matching.reading.facts import Property, canonical_package, same_value
from supplier_connect.shops.matching.values.packages import IMPERIAL_CHIPS, mounting_of


@pytest.mark.parametrize(
	("text", "name"),
	[
		("0402", "0402"),
		("0402 (1005 Metric)", "0402"),
		("1005", "0402"),
		("1005 Metric", "0402"),
		("0402 Metric", "01005"),
		("01005 (0402 Metric)", "01005"),
		("0603 Metric", "0201"),
		("1608Metric", "0603"),
		("Resistor_SMD:R_0603_1608Metric", "0603"),
		("C_0805_2012Metric_Pad1.18x1.45mm_HandSolder", "0805"),
		("R0603", "0603"),
		("SM0402_c_YDF", "0402"),
		("RESC1608X55N", "0603"),
		("603", "0603"),
		("T-1", "3 mm"),
		("T-1 3/4", "5 mm"),
		("T-1 3/4 (5 mm)", "5 mm"),
		("5mm (T-1 3/4)", "5 mm"),
		("3mm", "3 mm"),
		("402", "0402"),
		("0805 SMD", "0805"),
		("2512", "2512"),
		("EIA-3528-21", "1411"),
		("CP_EIA-7343-31_Kemet-D", "2917"),
		("Case B", "1411"),
		("SOT-23", "SOT-23"),
		("SOT23", "SOT-23"),
		("SOT-23-3", "SOT-23"),
		("TO-236", "SOT-23"),
		("TO-236-3, SC-59, SOT-23-3", "SOT-23"),
		("SC-74A, SOT-753", "SOT-23-5"),
		("SOT23-5", "SOT-23-5"),
		("SOT-23-6", "SOT-23-6"),
		("SC-70, SOT-323", "SOT-323"),
		("SC-70-5", "SOT-353"),
		("6-TSSOP, SC-88, SOT-363", "TSSOP-6"),
		("DPAK", "TO-252"),
		("TO-252-3", "TO-252"),
		("D2PAK", "TO-263"),
		("TO-261-4, TO-261AA", "SOT-223"),
		("TO-220AB", "TO-220"),
		("TO-220-5", "TO-220-5"),
		("TO-92-3", "TO-92"),
		("DO-214AC", "SMA"),
		("DO-214AA, SMB", "SMB"),
		("DO-41", "DO-41"),
		("SOD-123", "SOD-123"),
		("SOD80", "MiniMELF"),
		("SO-8", "SOIC-8"),
		("SO8", "SOIC-8"),
		("SOIC-8", "SOIC-8"),
		("8-SOIC", "SOIC-8"),
		('8-SOIC (0.154", 3.90mm Width)', "SOIC-8"),
		('16-SOIC (0.295", 7.50mm Width)', "SOICW-16"),
		("SOP-8", "SOIC-8"),
		("14-PDIP", "DIP-14"),
		("DIP-8_W7.62mm", "DIP-8"),
		("16TSSOP", "TSSOP-16"),
		("48-LQFP (7x7)", "LQFP-48"),
		("QFN-16-1EP_3x3mm_P0.5mm", "QFN-16"),
		("VQFN-16", "QFN-16"),
		("8-VSSOP", "MSOP-8"),
		("Radial, Can", "Radial"),
		("Axial", "Axial"),
		("HC-49/US", "HC-49S"),
		("", None),
		("-", None),
		("Module", None),
		("SOT", None),
		("to 85", None),
	],
)
def test_canonical_names(text: str, name: str | None) -> None:
	assert canonical_package(text) == name


@pytest.mark.parametrize(
	("one", "other", "same"),
	[
		("0402", "1005", True),
		("0402 (1005 Metric)", "0402", True),
		("0402", "0402 Metric", False),
		("SOT-23", "TO-236AB", True),
		("SOT-23", "SOT-23-5", False),
		("SOIC-8", "SO8", True),
		("SOIC-8", "SOIC-14", False),
		("WSON-6", "DFN-6", True),
		("WSON-6", "DFN-8", False),
		("WSON-6", "QFN-6", False),
		("Module", "module", True),
		("Module", "Bulk", False),
	],
)
def test_same_packages(one: str, other: str, same: bool) -> None:
	assert same_value(Property.PACKAGE, one, other) is same


@pytest.mark.parametrize(
	("package", "mounting"),
	[
		("0603", "SMD"),
		("0402x4", "SMD"),
		("SOIC-8", "SMD"),
		("SOT-23-5", "SMD"),
		("SOT-999", "SMD"),
		("DIP-14", "THT"),
		("TO-220", "THT"),
		("TO-220-5", "THT"),
		("Radial", "THT"),
		("MODULE", None),
	],
)
def test_mountings(package: str, mounting: str | None) -> None:
	assert mounting_of(package) == mounting


@given(st.sampled_from(sorted(IMPERIAL_CHIPS)))
def test_a_canonical_name_is_its_own(chip: str) -> None:
	assert canonical_package(chip) == chip


@given(st.text(max_size=30))
def test_any_text_gives_a_stable_name_or_none(text: str) -> None:
	name = canonical_package(text)
	assert name is None or canonical_package(name) == name
