"""The words of a search query, each with the source it came from and the rule that made it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from supplier_connect.shops.matching.numbers.numbers import is_registered, stripped
from supplier_connect.shops.matching.reading.facts import Fact, Kind, Property
from supplier_connect.shops.matching.settings import MatchSettings
from supplier_connect.shops.matching.values.codes import RESISTIVE
from supplier_connect.shops.matching.values.spelling import spelled
from supplier_connect.shops.model.offer import Parameter
from supplier_connect.shops.model.part import Part


class TokenSource(IntEnum):
	"""Where a token was found; its number is its priority, the smaller the sooner it is used."""

	MPN = 1
	ITEM_CODE = 2
	SKU = 3
	BARCODE = 4
	ATTRIBUTE = 5
	PARAMETER = 6
	BRAND = 7
	ITEM_GROUP = 8
	NAME = 9
	DESCRIPTION = 10

	@property
	def is_structured(self) -> bool:
		"""Whether it is a field of its own rather than free text."""
		return self < TokenSource.NAME

	@property
	def speaks(self) -> bool:
		"""Whether it means something to a shop: an Item's own numbering and the groups of our books don't."""
		return self not in (
			TokenSource.ITEM_CODE,
			TokenSource.SKU,
			TokenSource.BARCODE,
			TokenSource.ITEM_GROUP,
		)


@dataclass(frozen=True)
class QueryToken:
	"""A word for a query.

	`origin` is the text it was made from, `rule` the rule that made it, `fact` what it says where it says a value.
	"""

	text: str
	source: TokenSource
	rule: str
	origin: str
	fact: Fact | None = None

	@property
	def priority(self) -> int:
		"""Its place among the sources, the smaller the sooner it is used."""
		return int(self.source)


@dataclass(frozen=True)
class TokenRule:
	"""A rule that makes words out of a chunk of text; it may make none. The kind says how to read values."""

	name: str
	make: Callable[[str, Kind], Iterable[str]]


_SHORTEST = 2
_CHUNK = re.compile(r"[^\s,;|()\[\]{}\"']+")
_PIECE = re.compile(r"[^\W_]+(?:[.,]\d+[^\W_]*)*%?")
_FARADS = "pnuµμ"
_HENRIES = "nuµμm"
_OHMS = "RkKM"
_POWERS = {"p": -12, "n": -9, "u": -6, "µ": -6, "μ": -6, "m": -3, "R": 0, "k": 3, "K": 3, "M": 6}

_SHORTHAND = re.compile(r"(\d+(?:[.,]\d+)?)([pnuµμmRkKM])")
# R47 is a resistance, M3 a screw.
_LETTER_POINT = re.compile(r"(\d+|(?![kKM]))([pnuµμRkKM])(\d{1,3})")
_EIA_CODE = re.compile(r"(\d{2})([0-79])")
_E24_FIGURES = "10 11 12 13 15 16 18 20 22 24 27 30 33 36 39 43 47 51 56 62 68 75 82 91"
_E24 = frozenset(_E24_FIGURES.split())
_OHMIC = RESISTIVE | {Kind.FERRITE, Kind.UNKNOWN}
# With a kind that nobody named, 100 may be anything; 104 hardly is.
_CODE_EXPONENTS = frozenset("2345")


def _raw(chunk: str, _kind: Kind) -> Iterator[str]:
	yield chunk


def _split(chunk: str, _kind: Kind) -> Iterator[str]:
	pieces = _PIECE.findall(chunk)
	if len(pieces) > 1:
		yield from pieces


def _shorthand(chunk: str, kind: Kind) -> Iterator[str]:
	for piece in _PIECE.findall(chunk):
		found = _SHORTHAND.fullmatch(piece)
		if found:
			yield from _value(Decimal(found[1].replace(",", ".")), found[2], kind)


def _letter_point(letters: str) -> Callable[[str, Kind], Iterator[str]]:
	"""The rule for values with a letter as their point: 4n7, 4R7, R47."""

	def make(chunk: str, kind: Kind) -> Iterator[str]:
		for piece in _PIECE.findall(chunk):
			found = _LETTER_POINT.fullmatch(piece)
			if found and found[2] in letters and not is_registered(piece):
				yield from _value(Decimal(f"{found[1] or 0}.{found[3]}"), found[2], kind)

	return make


def _eia_code(chunk: str, kind: Kind) -> Iterator[str]:
	"""Two figures and an exponent in picofarads. For a resistor 100 is a resistance, and no code."""
	for piece in _PIECE.findall(chunk):
		found = _EIA_CODE.fullmatch(piece)
		if not found or found[1] not in _E24:
			continue
		if kind is Kind.CAPACITOR or (kind is Kind.UNKNOWN and found[2] in _CODE_EXPONENTS):
			exponent = {"8": -2, "9": -1}.get(found[2], int(found[2]))
			yield spelled(Property.CAPACITANCE, Decimal(found[1]).scaleb(exponent - 12))


def _value(number: Decimal, letter: str, kind: Kind) -> Iterator[str]:
	"""The value in full, where its letter can be one of the kind; a small m is milli, never mega."""
	value = number.scaleb(_POWERS[letter])
	if letter in _OHMS and kind in _OHMIC:
		yield spelled(Property.RESISTANCE, value)
	elif letter in _HENRIES and kind is Kind.INDUCTOR:
		yield spelled(Property.INDUCTANCE, value)
	elif letter in _FARADS and kind in (Kind.CAPACITOR, Kind.UNKNOWN):
		yield spelled(Property.CAPACITANCE, value)
	elif letter == "m" and kind is Kind.RESISTOR:
		yield spelled(Property.RESISTANCE, value)


RAW = TokenRule("raw chunk", _raw)
SPLIT = TokenRule("split sub-token", _split)
UNITISED = "unitised parameter"
_VALUE_RULES = (
	TokenRule("shorthand expansion", _shorthand),
	TokenRule("capacitance normalisation", _letter_point(_FARADS)),
	TokenRule("resistance normalisation", _letter_point(_OHMS)),
	TokenRule("EIA capacitor code", _eia_code),
)
TEXT_RULES: tuple[TokenRule, ...] = (RAW, SPLIT, *_VALUE_RULES)
# A part number is only good as a whole.
NUMBER_RULES: tuple[TokenRule, ...] = (RAW,)


def spoken_words(part: Part, settings: MatchSettings) -> tuple[QueryToken, ...]:
	"""The words of a part that mean something to a shop, as they are written, each text once."""
	once: dict[str, QueryToken] = {}
	for token in _tokens(part, Kind.UNKNOWN, settings):
		if token.source.speaks and token.rule == RAW.name and len(token.text) >= _SHORTEST:
			once.setdefault(token.text.casefold(), token)
	return tuple(once.values())


def tokens_of(part: Part, kind: Kind, settings: MatchSettings) -> tuple[QueryToken, ...]:
	"""All tokens of a part by priority, each text once (upper and lower case are the same)."""
	once: dict[str, QueryToken] = {}
	for token in _tokens(part, kind, settings):
		if len(token.text) >= _SHORTEST and any(map(str.isalnum, token.text)):
			once.setdefault(token.text.casefold(), token)
	return tuple(once.values())


def _tokens(part: Part, kind: Kind, settings: MatchSettings) -> Iterator[QueryToken]:
	for row in part.maker_numbers:
		yield from _numbers(row.mpn, TokenSource.MPN)
	yield from _texts(part.code, TokenSource.ITEM_CODE, kind)
	for one in part.shop_numbers:
		yield from _numbers(one.sku, TokenSource.SKU)
	for barcode in part.barcodes:
		yield from _numbers(barcode, TokenSource.BARCODE)
	for source, parameters in (
		(TokenSource.ATTRIBUTE, part.attributes),
		(TokenSource.PARAMETER, part.parameters),
	):
		for parameter in parameters:
			if _is_chosen(parameter.name, settings):
				yield from _parameter(parameter, source, kind)
	yield from _texts(part.brand, TokenSource.BRAND, kind)
	for group in part.groups if settings.category_names else ():
		yield from _texts(group, TokenSource.ITEM_GROUP, kind)
	yield from _texts(part.name, TokenSource.NAME, kind)
	yield from _texts(part.description, TokenSource.DESCRIPTION, kind)


def _is_chosen(name: str, settings: MatchSettings) -> bool:
	chosen = {one.strip().casefold() for one in settings.parameter_names}
	return not chosen or name.strip().casefold() in chosen


def _numbers(number: str, source: TokenSource) -> Iterator[QueryToken]:
	yield from _made(number.strip(), number, source, Kind.UNKNOWN, NUMBER_RULES)


def _texts(text: str, source: TokenSource, kind: Kind) -> Iterator[QueryToken]:
	for chunk in _CHUNK.findall(text):
		yield from _made(stripped(chunk), text, source, kind, TEXT_RULES)


def _parameter(parameter: Parameter, source: TokenSource, kind: Kind) -> Iterator[QueryToken]:
	value, unit = parameter.value.strip(), parameter.unit.strip()
	if value and unit:
		for text in (f"{value}{unit}", f"{value} {unit}"):
			yield QueryToken(text, source, UNITISED, parameter.name)
		return
	for chunk in _CHUNK.findall(value):
		yield from _made(stripped(chunk), parameter.name, source, kind, TEXT_RULES)


def _made(
	chunk: str, origin: str, source: TokenSource, kind: Kind, rules: Iterable[TokenRule]
) -> Iterator[QueryToken]:
	for rule in rules:
		for text in rule.make(chunk, kind):
			yield QueryToken(text, source, rule.name, origin)
