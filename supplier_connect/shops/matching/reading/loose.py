"""The tokens of a text that say something only through their neighbours, or through a mark in front.

Bare digits are a code where a value is due ("ceramic capacitor 104 50V"), a single letter behind a value is its
tolerance ("100nF K"), P2.54mm a pitch, "two rows" a count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from supplier_connect.shops.matching.reading.number_rules import first_letter_reading, letter_reading
from supplier_connect.shops.matching.reading.terms import Kind, Unit
from supplier_connect.shops.matching.reading.tokenizer import CERTAIN, NumberReading, Token, number_value
from supplier_connect.shops.matching.reading.vocabulary import NUMBER_WORDS
from supplier_connect.shops.matching.values.quantities import code_reading
from supplier_connect.shops.matching.values.units import MAIN_UNIT, spelled_unit

_PITCH = re.compile(r"(?:P|RM)([0-9]{1,2}(?:\.[0-9]{1,3})?)(?:mm|MM)?")
_B_CONSTANT = re.compile(r"[Bβ](?:[0-9]{2})?([0-9]{4})")
_MARKS = frozenset("PRBβ")
_TOLERANCE_LETTERS = frozenset("BCDFGJKMZ")
_LETTER_GAPS = frozenset((" ", "_", "-", "/", ", "))
_JOINTS = frozenset("-/+.")
_PITCH_WORDS = frozenset({"rm", "raster", "rastermaß", "rastermass", "pitch", "p"})
# Words behind bare digits that make them a count or a measure, not a value.
_COUNTED_WORDS = (
	"pcs pc pieces piece stk stück st x mm cm units qty pack packs series serie values value assorted channel "
	"channels ch bit bits circuit circuits element elements times turn turns colors"
)
_COUNTED = frozenset(_COUNTED_WORDS.split())
_MILLI = Decimal("1e-3")


class Surroundings(NamedTuple):
	"""A text while its loose tokens are read: all its tokens, which are understood, and the readings by place."""

	plain: str
	tokens: Sequence[Token]
	understood: set[int]
	readings: dict[int, NumberReading]
	kind: Kind
	begins_with_reference: bool


def loose_readings(text: Surroundings) -> list[NumberReading]:
	"""What the tokens that no other rule understood say next to those that are understood."""
	found: list[NumberReading] = []
	trusted = True
	for index, token in enumerate(text.tokens):
		if index in text.understood or token.start() in text.readings:
			trusted = True
			continue
		here = _loose(text, index, trusted)
		found.extend(here)
		trusted = bool(here) or (index == 0 and text.begins_with_reference)
	return found


def _loose(text: Surroundings, index: int, trusted: bool) -> list[NumberReading]:
	"""What one token says; codes are believed only behind a token that is understood (`trusted`)."""
	token = text.tokens[index]
	if token.lastgroup != "word":
		return _bare_number(text, index, trusted) if is_bare(token) else []
	word = token["word"]
	if len(word) == 1 and word in _TOLERANCE_LETTERS:
		return _letter(text, index)
	if word[0] in _MARKS and (marked := _marked_number(token, text.kind)):
		return [marked]
	if word.lower() in NUMBER_WORDS:
		return _count(text, index)
	code = first_letter_reading(word, text.kind, None, token.start()) if trusted else None
	return [code] if code else []


def is_bare(token: Token) -> bool:
	"""Whether a token is a number and nothing else."""
	return token.lastgroup != "word" and not token["glue"] and not token["sign"]


def _bare_number(text: Surroundings, index: int, trusted: bool) -> list[NumberReading]:
	token = text.tokens[index]
	if index and text.tokens[index - 1][0].lower() in _PITCH_WORDS:
		return _pitch(token, token["number"], "pitch behind its word")
	code = code_reading(token, text.kind) if trusted and _is_free(text, index) else None
	return [code] if code else []


def _is_free(text: Surroundings, index: int) -> bool:
	"""Whether nothing behind a number makes it part of something longer, or a count."""
	if index + 1 == len(text.tokens):
		return True
	token, behind = text.tokens[index], text.tokens[index + 1]
	return (
		behind[0].lower() not in _COUNTED and text.plain[token.end() : behind.start()].strip() not in _JOINTS
	)


def _pitch(token: Token, number: str, rule: str) -> list[NumberReading]:
	value = number_value(number, Unit.METRE)
	return [_marked(token, value * _MILLI, Unit.METRE, rule)] if value is not None else []


def _marked(token: Token, value: Decimal, unit: Unit, rule: str) -> NumberReading:
	return NumberReading(value, unit, rule, CERTAIN, token.start(), token.end(), role="marked")


def _marked_number(token: Token, kind: Kind) -> NumberReading | None:
	"""A number with its mark in front: the pitch P2.54mm, the B constant B3950."""
	pitch = _PITCH.fullmatch(token["word"])
	if pitch:
		return _marked(token, Decimal(pitch[1]) * _MILLI, Unit.METRE, "pitch behind its letter")
	constant = _B_CONSTANT.fullmatch(token["word"]) if kind is Kind.THERMISTOR else None
	return _marked(token, Decimal(constant[1]), Unit.KELVIN, "B constant") if constant else None


def _letter(text: Surroundings, index: int) -> list[NumberReading]:
	"""The tolerance that a single letter gives the value right before it."""
	if not index:
		return []
	before, token = text.tokens[index - 1], text.tokens[index]
	value = text.readings.get(before.start())
	if value is None or value.unit is not MAIN_UNIT.get(text.kind):
		return []
	if text.plain[before.end() : token.start()] not in _LETTER_GAPS:
		return []
	return list(letter_reading(token["word"], value, token.start()))


def _count(text: Surroundings, index: int) -> list[NumberReading]:
	"""A count in words: "two rows", "eight positions", "dual row"."""
	token = text.tokens[index]
	counted = spelled_unit(text.tokens[index + 1][0]) if index + 1 < len(text.tokens) else None
	if counted is None or counted.unit not in (Unit.ROWS, Unit.COUNT) or text.kind is not Kind.CONNECTOR:
		return []
	number = Decimal(NUMBER_WORDS[token["word"].lower()])
	end = text.tokens[index + 1].end()
	return [NumberReading(number, counted.unit, "count in words", CERTAIN, token.start(), end)]
