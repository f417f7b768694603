"""Part numbers: the same, close, and what looks like one."""

import pytest

from supplier_connect.matching.numbers import Closeness, bare, closeness, looks_like_number, same_number


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


@pytest.mark.parametrize("word", ["10k", "4n7", "0603", "resistor", "1%", "P10.16mm", "8x10mm", ""])
def test_words_that_do_not(word: str) -> None:
	assert not looks_like_number(word)


def test_a_bare_number_has_neither_separators_nor_leading_zeros() -> None:
	assert bare(" 0022-01-2067 ") == "22012067"
	assert bare("SMAJ5.0A") == "SMAJ5.0A"
