"""How much of what comes from outside is taken: numbers within bounds, texts cut and cleaned.

A short text may hold a number that fills the memory once it is built (1e999999999), and a long one keeps rules busy.
"""

from __future__ import annotations

import re
from decimal import Decimal

# What columns of whole numbers and of amounts take, on every host.
LARGEST_COUNT = 2**31 - 1
_AMOUNT_DIGITS = 12
# What a number in an answer may be, written out: identities of 64 bits, and any amount.
_MOST_SIGNS = 80
_MOST_DIGITS = 19
_MOST_DECIMALS = 30

# No description, name or address of a shop is longer; sentences for people are shorter still.
LONGEST_TEXT = 1000
LONGEST_SENTENCE = 300
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# What isn't seen, or turns the letters behind it around; halves of characters, which can't be stored or sent.
_UNSEEN = re.compile(
	"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]+"
)
_TAG = re.compile(r"<(?=[a-zA-Z/!?])[^<>]*>?")


def read_decimal(text: str) -> Decimal | None:
	"""The number that a text is; None for none, one that isn't finite, and one that no answer holds in earnest."""
	if len(text) > _MOST_SIGNS:
		return None
	try:
		number = Decimal(text)
	except ArithmeticError:
		return None
	if not number.is_finite():
		return None
	if not number:
		return Decimal(0)
	return number if -_MOST_DECIMALS <= number.adjusted() < _MOST_DIGITS else None


def read_integer(text: str) -> int | None:
	"""The whole number that a JSON text is; None for one of more than 64 bits."""
	number = int(text) if len(text) <= _MOST_DIGITS + 1 else 2**63
	return number if -(2**63) <= number < 2**63 else None


def count_of(value: object) -> int | None:
	"""A count of pieces, days or seconds from a number or its text; None for what can't be one.

	What isn't whole, is negative or no column takes is no count.
	"""
	number = _number_of(value)
	if number is None or not 0 <= number <= LARGEST_COUNT or number != int(number):
		return None
	return int(number)


def amount_of(value: object) -> Decimal | None:
	"""An amount of money from a number or its text; None for what can't be one. It may be negative."""
	number = _number_of(value)
	return number if number is not None and number.adjusted() < _AMOUNT_DIGITS else None


def _number_of(value: object) -> Decimal | None:
	if isinstance(value, (int, float, Decimal, str)) and not isinstance(value, bool):
		return read_decimal(value.strip() if isinstance(value, str) else _written(value))
	return None


def _written(number: int | float | Decimal) -> str:
	"""A number as text, without writing out one that is too long for it."""
	if isinstance(number, int) and number.bit_length() > 64:
		return "NaN"
	return str(number)


def cleaned(text: object, longest: int = LONGEST_TEXT) -> str:
	"""A text from outside as one line, cut, without characters that can't be seen or stored; "" for what is no text.

	Numbers are texts, too.
	"""
	if isinstance(text, (int, float, Decimal)) and not isinstance(text, bool):
		text = _written(text)
	if not isinstance(text, str):
		return ""
	# What is cleaned away must not make the rest longer than it may be, nor take long.
	cut = text[: 2 * longest]
	if not cut.isprintable():
		cut = _UNSEEN.sub("", _CONTROLS.sub(" ", cut))
	return cut.strip()[:longest]


def sentence(text: str, longest: int = LONGEST_SENTENCE) -> str:
	"""What others say, as a sentence of ours can hold it: cleaned, without markup, and cut where it would be too long."""
	said = " ".join(_TAG.sub(" ", cleaned(text, 2 * longest)).split())
	return said if len(said) <= longest else f"{said[: longest - 1]}…"
