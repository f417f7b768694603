"""What all the numbers of a text say: each one read by the rules, conditions and ranges told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from supplier_connect.shops.matching.reading.number_rules import read_number
from supplier_connect.shops.matching.reading.terms import Kind, Unit
from supplier_connect.shops.matching.reading.tokenizer import (
	NOTHING,
	NumberReading,
	Readings,
	Spot,
	Token,
	number_value,
	sign_of,
)

_RANGE_GAP = re.compile(r"\s*(?:~|-|÷|to|bis|à|and|\.{2,3}|\u2026)\s*")
_SLASHED_GAP = re.compile(r"\s*/\s*")
_SIDES_GAP = re.compile(r"\s*[/,]?\s*|-")
_RANGED = frozenset({Unit.VOLT, Unit.CELSIUS, Unit.HERTZ, Unit.AMPERE})
_LONGEST_GAP = 6


def scan(
	plain: str, tokens: Sequence[Token], kind: Kind, expected: Unit | None = None
) -> list[NumberReading]:
	"""What the number tokens of a text say, in their order.

	`plain` is what `plain_text` made of the text, `tokens` those of `TOKENS` to look at. Only the `expected` unit
	is read if there is one; else all that make sense for the kind.
	"""
	readings: list[NumberReading] = []
	last: tuple[Token, NumberReading | None] | None = None
	for index, token in enumerate(tokens):
		if token.lastgroup == "word":
			continue
		found = _read_token(plain, tokens, index, kind, expected)
		if found:
			_add(readings, found, plain, last, tokens[index - 1] if index else None)
		last = (token, readings[-1] if found else None)
	return readings


def _read_token(
	plain: str, tokens: Sequence[Token], index: int, kind: Kind, expected: Unit | None
) -> Readings:
	token = tokens[index]
	glue = token["glue"] or ""
	after, first_end = _word_behind(plain, tokens, index)
	if not glue and not after:
		return NOTHING
	later, second_end = _word_behind(plain, tokens, index + 1) if after and not glue else ("", 0)
	spot = Spot(
		number=token["number"],
		glue=glue,
		after=after,
		later=later,
		sign=sign_of(token),
		start=token.start(),
		end=token.end(),
		ends=(first_end, second_end),
		plain=plain,
		kind=kind,
		expected=expected,
	)
	return read_number(spot)


def _word_behind(plain: str, tokens: Sequence[Token], index: int) -> tuple[str, int]:
	"""The word behind a token with one space between, or a hyphen ("8-pin"), and where it ends."""
	if index + 1 < len(tokens):
		token, behind = tokens[index], tokens[index + 1]
		gap = plain[token.end() : behind.start()]
		if behind.lastgroup == "word" and (gap == " " or (gap == "-" and len(behind[0]) > 1)):
			return behind[0], behind.end()
	return "", 0


def _add(
	readings: list[NumberReading],
	found: Readings,
	plain: str,
	last: tuple[Token, NumberReading | None] | None,
	before: Token | None,
) -> None:
	"""Take readings in, as a condition behind "@" or as the upper end of a range that began with the last number."""
	first = found[0]
	if _is_condition(plain, before, last, first):
		readings.append(first._replace(role="condition"))
		return
	if last is not None and _is_range(plain, last[0], first):
		_add_range(readings, last, first)
		return
	readings.extend(found)


def _is_condition(
	plain: str, before: Token | None, last: tuple[Token, NumberReading | None] | None, reading: NumberReading
) -> bool:
	"""Whether a value says under what circumstances others hold: behind "@", and behind a comma after such a one."""
	if before is None:
		return False
	gap = plain[before.end() : reading.start]
	if "@" in gap or (gap == "," and last and last[1] and last[1].role == "condition"):
		return True
	return reading.unit is Unit.HERTZ and before[0] in ("at", "AT", "bei", "à")


def _is_range(plain: str, last: Token, reading: NumberReading) -> bool:
	gap = plain[last.end() : reading.start]
	if len(gap) > _LONGEST_GAP:
		return False
	if reading.unit in _RANGED:
		slashed = reading.unit is Unit.CELSIUS and _SLASHED_GAP.fullmatch(gap)
		return bool(slashed or _RANGE_GAP.fullmatch(gap))
	return reading.unit is Unit.PER_CENT and bool(last["sign"]) and bool(_SIDES_GAP.fullmatch(gap))


def _add_range(
	readings: list[NumberReading], last: tuple[Token, NumberReading | None], high: NumberReading
) -> None:
	token, low = last
	if low is not None and low.unit is high.unit:
		readings[-1] = low._replace(role="low", rule="range")
	elif low is None and not token["glue"] and (bound := _bound(token, high)) and _is_below(bound, high):
		readings.append(bound)
	else:
		readings.append(high)
		return
	readings.append(high._replace(role="high", rule="range"))


def _is_below(low: NumberReading, high: NumberReading) -> bool:
	return low.sign in ("-", "+") or low.value < high.value


def _bound(token: Token, high: NumberReading) -> NumberReading | None:
	"""The lower end of a range, which takes its unit from the upper: the 2.7 of "2.7-5.5V"."""
	value = number_value(token["number"], high.unit)
	if value is None:
		return None
	return NumberReading(
		value, high.unit, "range", high.certainty, token.start(), token.end(), sign_of(token), "low"
	)
