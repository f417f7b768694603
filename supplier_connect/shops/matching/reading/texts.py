"""What a name or description says: every number, code, package and word in it, read with the kind of the part.

Reading takes two looks. The words come first, since they tell the kind; then the numbers, which mean something
different on each kind. Where no word tells, the values do, and the numbers are read again.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from supplier_connect.shops.matching.reading.kinds import Look, Signs, first_look, guess_kind, kind_of_words
from supplier_connect.shops.matching.reading.loose import Surroundings, is_bare, loose_readings
from supplier_connect.shops.matching.reading.number_rules import ELEMENTS
from supplier_connect.shops.matching.reading.scanning import scan
from supplier_connect.shops.matching.reading.terms import Fact, Facts, Kind, Property, Unit
from supplier_connect.shops.matching.reading.tidying import tidied
from supplier_connect.shops.matching.reading.tokenizer import CERTAIN, TOKENS, NumberReading
from supplier_connect.shops.matching.reading.value_roles import (
	as_shunt,
	is_shunt,
	property_told,
	signed_value,
	surest,
)
from supplier_connect.shops.matching.reading.vocabulary import Meaning
from supplier_connect.shops.matching.values.codes import is_preferred
from supplier_connect.shops.matching.values.packages import Package, chip_of_dimensions, package_at
from supplier_connect.shops.matching.values.round_leds import round_lens
from supplier_connect.shops.matching.values.sizes import size_of
from supplier_connect.shops.matching.values.units import plain_text, without_markup

_LONGEST_TEXT = 2000
_LONGEST_PART_NUMBER = 60
_ARRAY = re.compile(r"(?i:(?<![^\W_])(?:array|network|netzwerk)s?(?![^\W_]))")
_JOINTS = frozenset("-/+")
_JOINED_BEFORE = re.compile(r"[^\s_,;:()]+$")
_RUN = re.compile(r"[^\W_]+")
_PART_NUMBER = re.compile(r"(?=.*[0-9])(?=.*[^\W\d_])[^\W_]{5,}")
_VALUE_LIKE = re.compile(r"[0-9.,]+[A-Za-zΩ%]{1,4}|[0-9]{4}[xX][248]")


@lru_cache(maxsize=4096)
def read_text(text: str, kind: Kind = Kind.UNKNOWN) -> Facts:
	"""The facts in a name or description. Never raises; an empty text gives no facts.

	The kind is found from type words (English, German, French), a reference in front ("R_10k_0603") or the values
	when it is UNKNOWN. What stands behind "@" is a condition, not a value, but a test frequency is kept. Only the
	first 2,000 characters are read; HTML tags are passed over.
	"""
	source = _Text(text, kind)
	told = source.kind()
	if told is Kind.UNKNOWN:
		told = guess_kind(_NumberLook(source, told).signs())
	return Facts(told, _NumberLook(source, told).facts())


@lru_cache(maxsize=4096)
def kind_of(text: str) -> Kind:
	"""What sort of part a text (description, category, item group) speaks of; UNKNOWN when nothing tells."""
	return read_text(text).kind


def words_in(text: str, property: Property) -> tuple[Meaning, ...]:
	"""What the words of a text mean for a property, whatever the kind of the part."""
	plain = without_markup(plain_text(text[:_LONGEST_TEXT]))
	look = first_look(plain, tuple(TOKENS.finditer(plain)), Kind.UNKNOWN)
	return tuple(word.meaning for word in look.words if word.meaning.property is property)


class _Text:
	"""A text while it is read: its tokens and what its words say."""

	def __init__(self, text: str, kind: Kind) -> None:
		self.text = text[:_LONGEST_TEXT]
		self.plain = without_markup(plain_text(self.text))
		self.tokens = tuple(TOKENS.finditer(self.plain))
		self.look: Look = first_look(self.plain, self.tokens, kind)
		self.given = kind

	def kind(self) -> Kind:
		"""The kind given, or the one the words tell."""
		return kind_of_words(self.plain, self.look) if self.given is Kind.UNKNOWN else self.given


class _NumberLook:
	"""The second look: what the numbers, and the words that depend on the kind, say of a kind of part."""

	def __init__(self, source: _Text, kind: Kind) -> None:
		self.source = source
		self.plain = source.plain
		self.kind = kind
		self.consumed = set(source.look.consumed)
		self.found: list[Fact] = []
		self._take_words()
		self._take_packages()
		tokens = [token for index, token in enumerate(source.tokens) if index not in self.consumed]
		self.bare = [token["number"] for token in tokens if is_bare(token)]
		self.readings = [
			reading for reading in scan(self.plain, tokens, kind) if not self._in_part_number(reading)
		]

	def facts(self) -> tuple[Fact, ...]:
		"""All facts in the order of the text; those that only follow from others come last."""
		readings = [*self.readings, *self._loose()]
		if self.kind is Kind.RESISTOR and is_shunt(self.plain):
			readings = [as_shunt(reading) for reading in readings]
		for reading in surest(readings, self.kind):
			property = property_told(reading, self.plain, self.kind)
			if property:
				value = signed_value(reading, self.kind)
				self._take(property, value, reading.rule, reading.start, reading.end)
		self.found.sort(key=lambda fact: fact.start)
		return tuple(tidied(self.kind, self.found))

	def signs(self) -> Signs:
		"""What there is to guess the kind from."""
		certain = [reading for reading in self.readings if reading.certainty == CERTAIN]
		likely = [reading for reading in self.readings if reading.certainty < CERTAIN]
		return Signs(
			certain=frozenset(reading.unit for reading in certain if not reading.role),
			likely=frozenset(reading.unit for reading in likely if _is_plausible(reading)),
			tested_at=any(r.unit is Unit.HERTZ and r.role == "condition" for r in certain),
			dielectric=any(fact.property is Property.DIELECTRIC for fact in self.found),
			package=self._has_package(),
			alone=len(self.source.tokens) == 1,
			code_of_four=any(len(number) == 4 for number in self.bare),
			code_of_three=any(len(number) == 3 for number in self.bare),
			elements=any(reading.rule == ELEMENTS for reading in self.readings),
			array=_ARRAY.search(self.plain) is not None,
		)

	def _take(self, property: Property, value: Decimal | str, rule: str, start: int, end: int) -> None:
		text = self.source.text[start:end].strip()
		self.found.append(Fact(property, value, text, rule, start, end))

	def _take_words(self) -> None:
		for meaning, start, end in self.source.look.words:
			if meaning.property and (not meaning.only or self.kind in meaning.only):
				self._take(meaning.property, meaning.value, meaning.rule, start, end)

	def _take_packages(self) -> None:
		for package in self.source.look.packages:
			self._take_package(package, package.named_for(self.kind))
		for index, token in enumerate(self.source.tokens):
			if token.lastgroup == "word" or index in self.consumed:
				continue
			size = size_of(token, self.plain, self.kind)
			if size and not self._is_joined_to_part_number(token.start()):
				self._take_package(size, size.name)
				self.consumed.add(index)
		dimensions = chip_of_dimensions(self.plain, self.kind)
		if dimensions:
			self._take_package(dimensions, dimensions.name)
		lens = round_lens(self.plain) if self.kind is Kind.LED and not self._has_package() else None
		if lens:
			self._take(Property.PACKAGE, lens.name, "round LED", lens.start, lens.end)

	def _has_package(self) -> bool:
		return any(fact.property is Property.PACKAGE for fact in self.found)

	def _take_package(self, package: Package, name: str | None) -> None:
		if name:
			self._take(Property.PACKAGE, name, package.rule, package.start, package.end)

	def _loose(self) -> list[NumberReading]:
		look = self.source.look
		return loose_readings(
			Surroundings(
				plain=self.plain,
				tokens=self.source.tokens,
				understood=look.known | self.consumed,
				readings={reading.start: reading for reading in self.readings},
				kind=self.kind,
				begins_with_reference=look.reference is not Kind.UNKNOWN,
			)
		)

	def _in_part_number(self, reading: NumberReading) -> bool:
		"""Whether a value without a clear unit is glued to a part number: the 470K of "SDE0805A-470K"."""
		unclear = reading.certainty < CERTAIN or self.plain[reading.end - 1] == "R"
		return unclear and self._is_joined_to_part_number(reading.start)

	def _is_joined_to_part_number(self, start: int) -> bool:
		if start < 2 or self.plain[start - 1] not in _JOINTS:
			return False
		joined = _JOINED_BEFORE.search(self.plain, max(0, start - _LONGEST_PART_NUMBER), start)
		return joined is not None and any(map(_looks_like_part_number, _RUN.findall(joined[0])))


def _is_plausible(reading: NumberReading) -> bool:
	return reading.unit is not Unit.OHM or is_preferred(reading.value)


def _looks_like_part_number(word: str) -> bool:
	if not _PART_NUMBER.fullmatch(word) or _VALUE_LIKE.fullmatch(word):
		return False
	return package_at(word, 0, word, Kind.UNKNOWN) is None
