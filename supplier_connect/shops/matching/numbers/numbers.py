"""Part numbers: when two are the same, how close two others are, and what looks like one."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate

from supplier_connect.shops.matching.numbers.ordering_suffixes import is_ordering_suffix

# Signs that word processors and drawing programs put in a hyphen's place.
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"))
# A point between figures is part of the number: SMAJ5.0A is not SMAJ50A.
_SEPARATORS = re.compile(r"[\s\-/,_()]+|(?<!\d)\.|\.(?!\d)")


class Closeness(IntEnum):
	"""How close the number of a part is to the number that was asked for; the smaller the closer."""

	EXACT = 0
	ORDERED = 1
	EXTENDED = 2
	RELATED = 3
	OTHER = 4


@lru_cache(maxsize=16384)
def bare(number: str) -> str:
	"""A number without what people and shops write differently: letters' case, separators, leading zeros."""
	plain = number if number.isascii() else number.translate(_HYPHENS)
	text = (plain if plain.isalnum() else _SEPARATORS.sub("", plain)).upper()
	return text.lstrip("0") if text.isdigit() else text


def same_number(one: str, other: str) -> bool:
	"""Whether two part numbers name the same part (of one manufacturer); an empty one names none."""
	return bool(bare(one)) and bare(one) == bare(other)


@lru_cache(maxsize=16384)
def _gaps(number: str) -> frozenset[int]:
	"""Where a number, once it is bare, had a separator: 8 for ATTINY85-20SU."""
	pieces = [piece for piece in _SEPARATORS.split(number.translate(_HYPHENS)) if piece]
	return frozenset(accumulate(map(len, pieces)))


def closeness(asked: str, offered: str, maker: str = "") -> Closeness:
	"""How close an offered number (of a maker, by its `Manufacturers.key`) is to the one asked for.

	With what its maker puts behind a number to order the part, it is that part (LM358DR for LM358). It may have another
	suffix (LM358A) and its maker's letters before it (SN74HC595N for 74HC595), but it doesn't go on with another figure:
	LM3580 is something else, at best related, as is LM358 when LM358DR was asked for.
	"""
	one, other = bare(asked), bare(offered)
	if not one or not other:
		return Closeness.OTHER
	if one == other:
		return Closeness.EXACT
	at = other.find(one)
	if at == 0 and _ends(offered, len(one)):
		ordered = is_ordering_suffix(other[len(one) :], maker)
		return Closeness.ORDERED if ordered else Closeness.EXTENDED
	if at > 0 and _ends(offered, at + len(one)) and _begins(other, at):
		return Closeness.EXTENDED
	shorter, longer = sorted((one, other), key=len)
	return (
		Closeness.RELATED
		if len(shorter) >= _SHORTEST_STEM and longer.startswith(shorter)
		else Closeness.OTHER
	)


_SHORTEST_STEM = 5


def _begins(text: str, at: int) -> bool:
	"""Whether a piece may begin here: not inside a run of figures or of letters."""
	return text[at - 1].isdigit() != text[at].isdigit()


def _ends(number: str, at: int) -> bool:
	"""Whether a piece may end here: not inside a run of figures, unless there is a separator."""
	text = bare(number)
	return at == len(text) or not (text[at - 1].isdigit() and text[at].isdigit()) or at in _gaps(number)


# The numbers that JEDEC and its peers gave out: 1N4148, 2N7002, 4N35, 2SC1815. 1n5 and 4n35 are nanofarads.
_REGISTERED = re.compile(r"[1-6](?:N\d{2}|[Nn]\d{3,4})[A-Za-z]{0,3}|[23][Ss][A-DJKa-djk]\d{2,4}[A-Za-z]?")
_MIXED = re.compile(r"(?=.*[A-Z])(?=(?:.*\d){2})[A-Z0-9][A-Z0-9.,\-/+#]*", re.IGNORECASE)
_DIMENSION = re.compile(
	r"[A-Z]{0,2}\d+(?:[.,]\d+)?(?:X\d+(?:[.,]\d+)?)*(?:MM|MIL|IN|CM)|M?\d+(?:[.,]\d+)?(?:X\d+(?:[.,]\d+)?)+",
	re.IGNORECASE,
)
_SHORTEST_MIXED = 4
_SHORTEST_FIGURES = 7


def is_registered(text: str) -> bool:
	"""Whether a word is a number of a public register of types (1N4148), whatever else it may look like."""
	return _REGISTERED.fullmatch(text) is not None


def looks_like_number(text: str) -> bool:
	"""Whether a word has the shape of a part number; a value such as 4700pF may have it, too."""
	if is_registered(text):
		return True
	plain = text.translate(_HYPHENS)
	if bare(plain).isdigit():
		return len(bare(plain)) >= _SHORTEST_FIGURES
	if len(bare(plain)) < _SHORTEST_MIXED or _DIMENSION.fullmatch(plain):
		return False
	return _MIXED.fullmatch(plain) is not None


# What may stand around a number in a text. A + or # at its end belongs to it: MAX3232ESE+ isn't MAX3232ESE.
_AROUND = ",.:;-/_"
_BEFORE = _AROUND + "+#"


def stripped(word: str) -> str:
	"""A word of a text without the signs around it that no part number begins or ends with."""
	inner = word.lstrip(_BEFORE).rstrip(_AROUND)
	return inner if inner.strip("+#") else ""


# "ITEM-00042", "IC-7": numbers that our own books count up.
_OWN_SERIES = re.compile(r"[A-Za-z]{1,8}(?:[-_/. ]\d+|0\d+)")


def is_own_series(text: str) -> bool:
	"""Whether an item code looks like one that is only counted up, and means nothing to a shop."""
	return _OWN_SERIES.fullmatch(text.strip()) is not None
