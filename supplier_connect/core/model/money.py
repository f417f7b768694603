"""Prices as shops write them: localised text in, Decimal or None out.

A price that can't be read for certain is None, never 0 and never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from supplier_connect.core.model.bounds import amount_of

# No price is written with more characters.
_LONGEST = 100
_APOSTROPHES = str.maketrans(
	{"\u2019": "'", "\u02bc": "'", "\uff0c": ",", "\uff0e": ".", "\u066b": ",", "\u066c": " "}
)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
# One number, grouped or not, with anything but digits around it.
_ONE_NUMBER = re.compile(r"(?P<before>[^\d]*?)(?P<number>(?:[.,])?\d(?:[\d.,' ]*\d)?)(?P<after>[^\d]*)")
_AFTER_NEGATIVE = re.compile(r"\s*[-\u2212\u2013)]")
_PLAIN = re.compile(r"\d+")
# Thousands by threes, or as in India: by twos down to the last three.
_GROUPED = re.compile(r"\d{1,3}(?P<by>[.,' ])\d{3}(?:(?P=by)\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}")
_MINUS = re.compile(r"[-\u2212\u2013]\s*[^\d\s.,-]{0,4}\s*$")


@dataclass(frozen=True)
class ExchangeRate:
	"""One unit of the currency `source` is worth `rate` of `target`, on a day."""

	source: str
	target: str
	rate: Decimal
	day: date


@dataclass(frozen=True)
class _Written:
	"""A number as it stands in a text: what is before it, the number, what is after it."""

	before: str
	number: str
	after: str

	@property
	def marks(self) -> str:
		return "".join(sign for sign in self.number if sign in ".,")

	@property
	def digits_after_last_mark(self) -> int:
		return len(self.number) - 1 - max(self.number.rfind("."), self.number.rfind(","))


@dataclass(frozen=True)
class _MarkRule:
	"""A way to tell the decimal mark of one written number; `certain` ones speak for a whole answer."""

	name: str
	applies: Callable[[_Written], bool]
	mark: Callable[[_Written], str]


def _last_mark(written: _Written) -> str:
	return written.marks[-1]


def _other_mark(written: _Written) -> str:
	return "," if written.marks[-1] == "." else "."


_CERTAIN_RULES = (
	_MarkRule("both marks: the last one", lambda w: len(set(w.marks)) == 2, _last_mark),
	_MarkRule("a mark that repeats groups thousands", lambda w: len(w.marks) > 1, _other_mark),
	_MarkRule(
		"other than three digits behind it",
		lambda w: bool(w.marks) and w.digits_after_last_mark != 3,
		_last_mark,
	),
	_MarkRule("a leading zero", lambda w: bool(w.marks) and w.number.lstrip(".,")[0] == "0", _last_mark),
	_MarkRule("nothing before it", lambda w: bool(w.marks) and w.number[0] in ".,", _last_mark),
	_MarkRule(
		"other than one to three digits before it",
		lambda w: bool(w.marks) and not re.match(r"\d{1,3}[.,]", w.number),
		_last_mark,
	),
)
_LIKELY_RULES = (
	_MarkRule(
		"a symbol before: dots are decimal",
		lambda w: bool(w.before.strip()) and not w.after.strip(),
		lambda _w: ".",
	),
	_MarkRule(
		"a symbol after: commas are decimal",
		lambda w: bool(w.after.strip()) and not w.before.strip(),
		lambda _w: ",",
	),
)


def _read(text: str | None) -> _Written | None:
	if text and len(text) > _LONGEST:
		return None
	cleaned = _SPACES.sub(" ", (text or "").translate(_APOSTROPHES)).strip()
	cleaned = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in cleaned)
	match = _ONE_NUMBER.fullmatch(cleaned)
	if match is None or _MINUS.search(match["before"]) or _AFTER_NEGATIVE.match(match["after"]):
		return None
	return _Written(match["before"], match["number"], match["after"])


def _by_rules(rules: Iterable[_MarkRule], written: _Written) -> str | None:
	return next((rule.mark(written) for rule in rules if rule.applies(written)), None)


def decimal_mark(texts: Iterable[str | None], default: str | None = None) -> str | None:
	"""The decimal mark ("." or ",") that an answer's prices are written with.

	All prices of an answer are written alike, so one that leaves no doubt ("0,018 €") speaks for those that do
	("1.234 €"). Without such a one, `default` (the account's country) decides, then the place of the currency
	symbol. None when nothing tells, or when two prices contradict each other.
	"""
	numbers = [written for written in map(_read, texts) if written and written.marks]
	certain = {mark for number in numbers if (mark := _by_rules(_CERTAIN_RULES, number))}
	if certain:
		return certain.pop() if len(certain) == 1 else None
	if default:
		return default
	likely = {mark for number in numbers if (mark := _by_rules(_LIKELY_RULES, number))}
	return likely.pop() if len(likely) == 1 else None


def parse_price(text: str | None, mark: str | None = None) -> Decimal | None:
	"""The amount in a price text such as "$1,234.56", "1.234,56 €" or "CHF 1'234.50".

	`mark` is the decimal mark of the answer (see `decimal_mark`); a text that leaves no doubt is read without
	it. None for no number, several numbers, a negative one, or one that could be read two ways. A written 0 is
	None too: shops write it for "no price".
	"""
	written = _read(text)
	if written is None:
		return None
	own = _by_rules(_CERTAIN_RULES, written) if written.marks else "."
	used = own or mark or _by_rules(_LIKELY_RULES, written)
	if used is None:
		return None
	whole, _mark, fraction = written.number.partition(used)
	if not _is_whole(whole) or not (fraction.isdigit() or not fraction):
		return None
	digits = re.sub(r"[^0-9]", "", whole)
	return amount_of(Decimal(f"{digits or 0}.{fraction or 0}")) or None


def _is_whole(digits: str) -> bool:
	"""Whether digits, grouped or not, are a whole number; nothing at all is the 0 before ".05"."""
	return not digits or bool(_PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits))
