"""Part numbers: the same, close, and what looks like one."""

import pytest

from supplier_connect.shops.matching.numbers.numbers import (
	Closeness,
	bare,
	closeness,
	looks_like_number,
	same_number,
	stripped,
)


@pytest.mark.parametrize(
	("one", "other"),
	[
		("ERJ-3EKF1002V", "erj3ekf1002v"),
		("G5LE-14 DC12", "G5LE-14-DC12"),
		("PCA6408APW,118", "PCA6408APW118"),
		("DAC081C081CIMK/NOPB", "DAC081C081CIMKNOPB"),
		("22-01-2067", "0022012067"),
		("ESD5Z5.0T1G", "ESD5Z5.0T1G"),
		("RC0603FR\u20110710KL", "RC0603FR-0710KL"),
	],
)
def test_one_number_in_two_spellings(one: str, other: str) -> None:
	assert same_number(one, other)


@pytest.mark.parametrize(
	("one", "other"),
	[
		("SMAJ5.0A", "SMAJ50A"),
		("LM4040DEX3-3.3+T", "LM4040DEX3-3.3"),
		("LM358", "LM358D"),
		("MAX3232ESE+", "MAX3232ESE"),
		("LTC2054HS5#", "LTC2054HS5"),
		("", ""),
		("-", "/"),
	],
)
def test_numbers_of_different_parts(one: str, other: str) -> None:
	assert not same_number(one, other)


@pytest.mark.parametrize(
	("asked", "offered", "close"),
	[
		("LM358DR", "LM358DR", Closeness.EXACT),
		("LM358", "LM358DR", Closeness.EXTENDED),
		("ATTINY85", "ATTINY85-20SU", Closeness.EXTENDED),
		("74HC595", "SN74HC595N", Closeness.EXTENDED),
		("7805", "L7805CV", Closeness.EXTENDED),
		("LM358DR", "LM358D", Closeness.RELATED),
		("LM358", "LM3580", Closeness.RELATED),
		("74HC595", "SN74HCT595N", Closeness.OTHER),
		("74HC595", "SN74HC594N", Closeness.OTHER),
		("LM358", "LM324", Closeness.OTHER),
		("MAX3232ESE+", "MAX3232ESE", Closeness.RELATED),
		("MAX3232ESE", "MAX3232ESE+", Closeness.EXTENDED),
		("LM358", "", Closeness.OTHER),
		("", "LM358", Closeness.OTHER),
	],
)
def test_how_close_a_number_is(asked: str, offered: str, close: Closeness) -> None:
	assert closeness(asked, offered) is close


@pytest.mark.parametrize(
	"word",
	["1N4148", "1n4148", "2N7002", "4N35", "LM358", "SS14", "744383230082", "LP5907MFX-3.3/NOPB", "CR2032"],
)
def test_words_that_look_like_part_numbers(word: str) -> None:
	assert looks_like_number(word)


@pytest.mark.parametrize(
	"word", ["10k", "4n7", "0603", "resistor", "1%", "P10.16mm", "8x10mm", "2x05", "M3x10", "6.3x5.9", ""]
)
def test_words_that_do_not(word: str) -> None:
	assert not looks_like_number(word)


def test_a_bare_number_has_neither_separators_nor_leading_zeros() -> None:
	assert bare(" 0022-01-2067 ") == "22012067"
	assert bare("SMAJ5.0A") == "SMAJ5.0A"


@pytest.mark.parametrize(
	("asked", "offered", "maker"),
	[
		("LM358", "LM358DR", "Texas Instruments"),
		("LM358", "LM358DT", "STMicroelectronics"),
		("LM358", "LM358P", "Texas Instruments"),
		("TPS73101", "TPS73101DBVR", "Texas Instruments"),
		("TPS62743", "TPS62743YFPR", "Texas Instruments"),
		("SN74HC595", "SN74HC595PWR", "Texas Instruments"),
		("DAC081C081", "DAC081C081CIMK/NOPB", "Texas Instruments"),
		("BSC010N04LS", "BSC010N04LSATMA1", "Infineon"),
		("ATECC608B", "ATECC608B-SSHDA-B", "Microchip"),
		("MCP6002", "MCP6002T-I/SN", "Microchip"),
		("ATTINY85", "ATTINY85-20SU", "Microchip"),
		("BAT54AW", "BAT54AW-7-F", "Diodes Incorporated"),
		("MMBT3904", "MMBT3904LT1G", "onsemi"),
		("LM317", "LM317D2TR4G", "onsemi"),
		("STM32F103C8", "STM32F103C8T6", "STMicroelectronics"),
		("PCA6408A", "PCA6408APW,118", "NXP"),
		("74HC595", "74HC595PW,118", "Nexperia"),
		("MAX3232", "MAX3232ESE+T", "Analog Devices"),
		("LT1763", "LT1763CS8#PBF", "Analog Devices"),
		("AD8628", "AD8628ARTZ-REEL7", "Analog Devices"),
		("XC1234", "XC1234-TR", ""),
	],
)
def test_a_number_with_an_ordering_suffix_of_its_maker_is_the_part(
	asked: str, offered: str, maker: str
) -> None:
	assert closeness(asked, offered, maker) is Closeness.ORDERED


@pytest.mark.parametrize(
	("asked", "offered", "maker"),
	[
		("LM358", "LM358ADR", "Texas Instruments"),
		("LM358", "LM358BIDR", "Texas Instruments"),
		("LM358", "LM358EVM", "Texas Instruments"),
		("LM1117", "LM1117-3.3", "Texas Instruments"),
		("LM358", "LM358DR", "Acme"),
		("74HC595", "SN74HC595N", "Texas Instruments"),
		("MAX3232ESE", "MAX3232ESE+", "Analog Devices"),
	],
)
def test_what_may_be_another_part_of_the_family_is_only_close(asked: str, offered: str, maker: str) -> None:
	assert closeness(asked, offered, maker) is Closeness.EXTENDED


@pytest.mark.parametrize(
	("word", "inner"),
	[
		("MAX3232ESE+", "MAX3232ESE+"),
		("LTC2054HS5#,", "LTC2054HS5#"),
		("-LM358.", "LM358"),
		("+85C", "85C"),
		("+", ""),
		("#", ""),
	],
)
def test_a_plus_at_the_end_belongs_to_a_word(word: str, inner: str) -> None:
	assert stripped(word) == inner
