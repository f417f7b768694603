"""One manufacturer under its many names."""

import pytest

from supplier_connect.shops.matching.numbers.manufacturers import Manufacturers


@pytest.mark.parametrize(
	("one", "other"),
	[
		("TI", "Texas Instruments"),
		("Texas Instruments Inc.", "Burr-Brown"),
		("YAGEO", "Yageo Group"),
		("YAGEO / KEMET", "KEMET"),
		("Vishay / Dale", "Vishay Semiconductors"),
		("Infineon / Cypress", "Infineon Technologies"),
		("Wurth Elektronik", "Würth Elektronik GmbH & Co. KG"),
		("Analog Devices Inc./Maxim Integrated", "Maxim Integrated"),
		("ON Semiconductor", "onsemi / Fairchild"),
		("SEI Stackpole", "Stackpole Electronics Inc"),
		("Acme Widgets Ltd.", "ACME WIDGETS"),
		("TI", ""),
	],
)
def test_names_of_one_manufacturer(one: str, other: str) -> None:
	assert Manufacturers().same(one, other)


@pytest.mark.parametrize(
	("one", "other"),
	[("TI", "TDK"), ("Yageo", "KEMET"), ("Tiny Co", "TI"), ("Nexperia", "NXP"), ("Acme", "Bcme")],
)
def test_names_of_two(one: str, other: str) -> None:
	assert not Manufacturers().same(one, other)


def test_a_user_adds_names() -> None:
	makers = Manufacturers({"Acme Chips": "TI", "Old Name": "New Name"})
	assert makers.same("ACME Chips Inc", "Texas Instruments")
	assert makers.same("old name", "New Name Ltd") or makers.key("Old Name") == "New Name"
	assert not Manufacturers().same("ACME Chips Inc", "Texas Instruments")
