"""The first look at a text: its words, the packages they begin, and the kind of part they speak of.

Where no word names the kind, `guess_kind` tells it from what the numbers show.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from supplier_connect.shops.matching.reading.terms import Kind, Unit
from supplier_connect.shops.matching.reading.tokenizer import Token
from supplier_connect.shops.matching.reading.vocabulary import (
	ASIDES,
	PAIRS,
	REFERENCES,
	WORDS,
	Meaning,
	compound,
)
from supplier_connect.shops.matching.values.packages import FAMILIES, Package, package_at

# "R_10k_0603", "Resistor_SMD:R_0603", "C-0402-100N", "R 4k7": a reference with a value or underscore behind it.
_REFERENCE = re.compile(r"(?:^|:)\s*([A-Za-z]{1,2})(?:_|[ -](?=[0-9.,]))")
_ASIDE = re.compile(rf"(?<![^\W_])(?:{'|'.join(ASIDES)})(?![^\W_])", re.IGNORECASE)
_PAIR_GAPS = frozenset((" ", "_", "-", "/", ""))


class Word(NamedTuple):
	"""What a word of a text means, and where it stands."""

	meaning: Meaning
	start: int
	end: int


@dataclass
class Look:
	"""What the first look at a text found: words with a meaning, packages, and the tokens these two are made of."""

	words: list[Word]
	packages: list[Package]
	known: set[int]
	consumed: set[int]
	reference: Kind


def first_look(plain: str, tokens: tuple[Token, ...], kind: Kind) -> Look:
	"""What the words of a text mean, and the packages that begin with one; `kind` if it is known already."""
	look = Look([], [], set(), set(), _reference(plain))
	until = 0
	for index, token in enumerate(tokens):
		if token.start() < until:
			look.consumed.add(index)
		elif (
			token.lastgroup == "word"
			and index not in look.known
			and not _take_words(plain, tokens, index, look)
		):
			until = _take_package(plain, tokens, index, kind, look) or until
	return look


def _take_words(plain: str, tokens: tuple[Token, ...], index: int, look: Look) -> bool:
	"""Take in what a word, or a word with the next one, means; False when it means nothing."""
	token = tokens[index]
	word = token["word"].lower()
	pair = _pair(plain, tokens, index, word) if word in PAIRS else ()
	meanings = pair or WORDS.get(word) or compound(word)
	if not meanings:
		return False
	look.known.add(index)
	if pair:
		look.known.add(index + 1)
	start, end = token.start(), tokens[index + 1].end() if pair else token.end()
	for meaning in meanings:
		look.words.append(Word(meaning, start, end))
	return True


def _pair(plain: str, tokens: tuple[Token, ...], index: int, word: str) -> tuple[Meaning, ...]:
	if index + 1 >= len(tokens):
		return ()
	behind = tokens[index + 1]
	if behind.lastgroup != "word" or plain[tokens[index].end() : behind.start()] not in _PAIR_GAPS:
		return ()
	return PAIRS[word].get(behind[0].lower(), ())


def _take_package(plain: str, tokens: tuple[Token, ...], index: int, kind: Kind, look: Look) -> int:
	"""Take in the package that begins at a word; where it ends, or 0 for none."""
	token = tokens[index]
	found = package_at(plain, token.start(), token["word"], kind)
	if found is None:
		return 0
	look.consumed.add(index)
	if index and _pins_before(plain, tokens[index - 1], token) and found.name in FAMILIES:
		pins = tokens[index - 1]
		found = found._replace(name=f"{found.name}-{pins['number']}", start=pins.start("number"))
		look.consumed.add(index - 1)
	look.packages.append(found)
	return found.end


def _pins_before(plain: str, pins: Token, family: Token) -> bool:
	if pins.lastgroup == "word" or pins["glue"] or not pins["number"].isdigit():
		return False
	return plain[pins.end() : family.start()] in ("-", " ")


def _reference(plain: str) -> Kind:
	match = _REFERENCE.search(plain)
	return REFERENCES.get(match[1].lower(), Kind.UNKNOWN) if match else Kind.UNKNOWN


def kind_of_words(plain: str, look: Look) -> Kind:
	"""The kind that the heaviest word names, the first of equals; words behind "for" don't count."""
	best, weight = Kind.UNKNOWN, 0
	for word in look.words:
		if word.meaning.weight > weight and not (weight and _is_aside(plain, word.start)):
			best, weight = word.meaning.kind, word.meaning.weight
	return best if weight > 1 or look.reference is Kind.UNKNOWN else look.reference


def _is_aside(plain: str, start: int) -> bool:
	return _ASIDE.search(plain, 0, start) is not None


# What a kind is guessed from where no word names it.


@dataclass(frozen=True)
class Signs:
	"""What the numbers of a text of unknown kind show."""

	certain: frozenset[Unit]
	likely: frozenset[Unit]
	tested_at: bool
	dielectric: bool
	package: bool
	alone: bool
	code_of_four: bool
	code_of_three: bool
	elements: bool
	array: bool

	def has_company(self, *units: Unit) -> bool:
		"""Whether a value without a unit stands alone, or with what parts of its kind are described by."""
		return self.alone or self.package or bool(self.certain.intersection(units))


@dataclass(frozen=True)
class _Guess:
	"""A named way to tell the kind from the values."""

	name: str
	kind: Kind
	applies: Callable[[Signs], bool]


_GUESSES = (
	_Guess("a dielectric", Kind.CAPACITOR, lambda s: s.dielectric),
	_Guess("farads", Kind.CAPACITOR, lambda s: Unit.FARAD in s.certain and Unit.HERTZ not in s.certain),
	_Guess("farads at a frequency", Kind.CRYSTAL, lambda s: {Unit.FARAD, Unit.HERTZ} <= s.certain),
	_Guess("henries", Kind.INDUCTOR, lambda s: Unit.HENRY in s.certain),
	_Guess("ohms at a frequency", Kind.FERRITE, lambda s: Unit.OHM in s.certain and s.tested_at),
	_Guess("ohms in an array", Kind.RESISTOR_ARRAY, lambda s: s.array and Unit.OHM in s.certain | s.likely),
	_Guess(
		"several times ohms",
		Kind.RESISTOR_ARRAY,
		lambda s: s.elements and s.has_company(Unit.PER_CENT, Unit.WATT, Unit.PPM),
	),
	_Guess("ohms", Kind.RESISTOR, lambda s: Unit.OHM in s.certain and Unit.VOLT not in s.certain),
	_Guess(
		"a prefix of ohms",
		Kind.RESISTOR,
		lambda s: Unit.OHM in s.likely and s.has_company(Unit.PER_CENT, Unit.WATT, Unit.PPM),
	),
	_Guess(
		"a small prefix with a current",
		Kind.INDUCTOR,
		lambda s: Unit.FARAD in s.likely and Unit.AMPERE in s.certain,
	),
	_Guess(
		"a small prefix",
		Kind.CAPACITOR,
		lambda s: Unit.FARAD in s.likely and s.has_company(Unit.PER_CENT, Unit.VOLT),
	),
	_Guess(
		"a code of four digits with package and tolerance",
		Kind.RESISTOR,
		lambda s: s.code_of_four and s.package and Unit.PER_CENT in s.certain,
	),
	_Guess(
		"a code of three digits with package and voltage",
		Kind.CAPACITOR,
		lambda s: s.code_of_three and s.package and Unit.VOLT in s.certain,
	),
)


def guess_kind(signs: Signs) -> Kind:
	"""The kind that the values of a text speak for; UNKNOWN when they don't."""
	return next((guess.kind for guess in _GUESSES if guess.applies(signs)), Kind.UNKNOWN)
