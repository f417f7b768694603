"""What a shop is asked, and in which order: part numbers first, then words, then fewer words.

The plan is made once for a part; how it is worded depends on the shop. The user's own query goes out as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from supplier_connect.core.model.bounds import cleaned
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.matching.numbers.numbers import (
	Closeness,
	bare,
	closeness,
	is_own_series,
	looks_like_number,
)
from supplier_connect.shops.matching.query.tokens import QueryToken, TokenSource, spoken_words, tokens_of
from supplier_connect.shops.matching.ranking.requirements import (
	Requirements,
	kind_of_part,
	requirements_of_part,
	requirements_of_text,
)
from supplier_connect.shops.matching.reading.facts import Fact, Kind, Property, kind_of
from supplier_connect.shops.matching.settings import MatchSettings, NameMode
from supplier_connect.shops.matching.values.spelling import PLAIN, Style, spelled, style_of
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.part import Part


class Way(str, Enum):
	"""How a shop is asked."""

	NUMBERS = "part numbers"
	KEYWORD = "keyword"


@dataclass(frozen=True)
class Search:
	"""One question to a shop: numbers to look up, or one text of words.

	`wider` is asked only when those before it brought too little.
	"""

	way: Way
	texts: tuple[str, ...]
	why: Message
	wider: bool = False


@dataclass(frozen=True)
class QueryPlan:
	"""How a part is searched, and everything the debug view shows of it.

	`query` is the text a user sees and may change; `words` are its tokens. `own_query` is what the user wrote instead.
	`spoken` are the words of the part as they are written, `named` those of its name that tell what it is.
	"""

	wanted: Requirements
	query: str
	words: tuple[str, ...]
	tokens: tuple[QueryToken, ...]
	name_mode: NameMode
	has_structured_tokens: bool
	include_name_tokens: bool
	enough_offers: int
	own_query: str = ""
	shop_numbers: tuple[tuple[str, str], ...] = ()
	spoken: tuple[str, ...] = ()
	named: tuple[str, ...] = ()

	def searches(self, shop: str, supplier: str = "") -> tuple[Search, ...]:
		"""The questions to a shop, in order; `supplier` is whose numbers (SKUs) it knows."""
		style = style_of(shop)
		asked = _of_user(self) if self.own_query else _of_part(self, style, supplier)
		return tuple(_each_once(asked))

	def is_enough(self, found: Iterable[Offer]) -> bool:
		"""Whether these offers are enough to leave out the wider questions: of a part number, one that is it or has more
		behind it."""
		offers = tuple(found)
		skus = {sku.casefold() for _supplier, sku in self.shop_numbers}
		return len({offer.mpn for offer in offers}) >= self.enough_offers or any(
			offer.sku.casefold() in skus
			or any(closeness(number.mpn, offer.mpn) <= Closeness.EXTENDED for number in self.wanted.numbers)
			for offer in offers
		)


def plan_for(part: Part, settings: MatchSettings, own_query: str = "") -> QueryPlan:
	"""The plan for an Item; an own query that isn't empty goes before all that the Item says."""
	own = cleaned(own_query, _LONGEST_QUERY)
	kind = kind_of_part(part)
	tokens = tokens_of(part, kind, settings)
	wanted = requirements_of_part(part, settings, own)
	structured = any(token.source.is_structured and _is_of_use(token) for token in tokens)
	names = settings.name_mode is NameMode.ALWAYS or (
		settings.name_mode is NameMode.FALLBACK and not structured
	)
	words = _words(requirements_of_part(part, settings) if own else wanted, tokens, names)
	return QueryPlan(
		wanted=wanted,
		query=own or " ".join(words),
		words=words,
		tokens=tokens,
		name_mode=settings.name_mode,
		has_structured_tokens=structured,
		include_name_tokens=names,
		enough_offers=settings.enough_offers,
		own_query=own,
		shop_numbers=tuple((row.supplier, row.sku) for row in part.shop_numbers if row.sku),
		spoken=_spoken(part, wanted, settings),
		named=_named(part.name),
	)


def plan_for_text(query: str, settings: MatchSettings) -> QueryPlan:
	"""The plan for a bare query, without an Item."""
	own = cleaned(query, _LONGEST_QUERY)
	return QueryPlan(
		wanted=requirements_of_text(own, settings),
		query=own,
		words=tuple(own.split()),
		tokens=(),
		name_mode=settings.name_mode,
		has_structured_tokens=False,
		include_name_tokens=False,
		enough_offers=settings.enough_offers,
		own_query=own,
	)


MOST_WORDS = 10
_LONGEST_QUERY = 500

# What shops call a kind of part; the others are found better by their values and numbers.
_TYPE_WORDS: Mapping[Kind, str] = {
	Kind.RESISTOR: "resistor",
	Kind.CAPACITOR: "capacitor",
	Kind.INDUCTOR: "inductor",
	Kind.FERRITE: "ferrite bead",
	Kind.THERMISTOR: "thermistor",
	Kind.VARISTOR: "varistor",
	Kind.POTENTIOMETER: "potentiometer",
	Kind.RESISTOR_ARRAY: "resistor array",
	Kind.DIODE: "diode",
	Kind.ZENER: "zener diode",
	Kind.TVS: "tvs diode",
	Kind.LED: "led",
	Kind.TRANSISTOR: "transistor",
	Kind.MOSFET: "mosfet",
	Kind.CRYSTAL: "crystal",
	Kind.OSCILLATOR: "oscillator",
	Kind.FUSE: "fuse",
	Kind.RELAY: "relay",
	Kind.SWITCH: "switch",
	Kind.CONNECTOR: "connector",
}
# The values that go into a query, in this order; the first ones say what the part is.
_IDENTIFYING = (
	Property.RESISTANCE,
	Property.CAPACITANCE,
	Property.INDUCTANCE,
	Property.IMPEDANCE,
	Property.FREQUENCY,
	Property.TECHNOLOGY,
	Property.COLOUR,
	Property.PACKAGE,
)
_LIMITING = (
	Property.TOLERANCE,
	Property.VOLTAGE,
	Property.CURRENT,
	Property.POWER,
	Property.DIELECTRIC,
	Property.LOAD_CAPACITANCE,
	Property.POLARITY,
)


def _words(wanted: Requirements, tokens: Iterable[QueryToken], names: bool) -> tuple[str, ...]:
	"""The query of an Item: kind, values, structured tokens, and name tokens where they are wanted."""
	values = _spelled_values(wanted, (*_IDENTIFYING, *_LIMITING), PLAIN)
	used = (token.text for token in tokens if _is_of_use(token) and (token.source.is_structured or names))
	once: dict[str, str] = {}
	for word in (*_type_words(wanted), *values, *used):
		once.setdefault(word.casefold(), word)
	return tuple(once.values())[:MOST_WORDS]


def _is_of_use(token: QueryToken) -> bool:
	"""Whether a shop may know it: neither a barcode nor a code that our books just counted up."""
	if token.source is TokenSource.ITEM_CODE:
		return not is_own_series(token.origin)
	return token.source is not TokenSource.BARCODE


def _type_words(wanted: Requirements) -> tuple[str, ...]:
	word = _TYPE_WORDS.get(wanted.kind, "")
	return (word,) if word else ()


def _spelled_values(wanted: Requirements, properties: Iterable[Property], style: Style) -> tuple[str, ...]:
	facts = (wanted.fact(property) for property in properties)
	return tuple(spelled(one.property, one.value, style) for one in facts if one and _helps(one, wanted.kind))


# Of other kinds, and of ceramic capacitors, catalogues say it in too many ways to search for.
_USUAL = "ceramic"
_TECHNICAL = frozenset((Kind.DIODE, Kind.CAPACITOR))


def _helps(fact: Fact, kind: Kind) -> bool:
	"""Whether it helps a search."""
	if fact.property is not Property.TECHNOLOGY:
		return True
	return kind in _TECHNICAL and fact.value != _USUAL


def _of_user(plan: QueryPlan) -> Iterator[Search]:
	if len(plan.own_query.split()) == 1 and looks_like_number(plan.own_query):
		yield Search(Way.NUMBERS, (plan.own_query,), msg("Your query looks like a part number."))
	yield Search(Way.KEYWORD, (plan.own_query,), msg("Your own query."))


def _of_part(plan: QueryPlan, style: Style, supplier: str) -> Iterator[Search]:
	wanted = plan.wanted
	numbers = _numbers(plan, supplier)
	if numbers:
		yield Search(Way.NUMBERS, numbers, msg("The part numbers of the Item."))
	asked = bool(numbers)
	for search in (
		*_of_numbers(wanted, style),
		*_of_values(wanted, style),
		*_of_words(plan),
		*_of_name(plan, style),
	):
		yield replace(search, wider=search.wider or asked)
		asked = True


def _of_numbers(wanted: Requirements, style: Style) -> Iterator[Search]:
	"""The part number as a word, where the search for numbers doesn't bring what only begins with it."""
	for number in () if style.finds_beginnings else wanted.numbers[:1]:
		yield Search(
			Way.KEYWORD, (number.mpn,), msg("The part number, with whatever follows it."), wider=True
		)


# Shops find these by their values; the others rather by their names.
_FOUND_BY_VALUES = frozenset(
	(
		Kind.RESISTOR,
		Kind.CAPACITOR,
		Kind.INDUCTOR,
		Kind.FERRITE,
		Kind.THERMISTOR,
		Kind.VARISTOR,
		Kind.POTENTIOMETER,
		Kind.RESISTOR_ARRAY,
		Kind.DIODE,
		Kind.ZENER,
		Kind.TVS,
		Kind.LED,
		Kind.TRANSISTOR,
		Kind.MOSFET,
		Kind.CRYSTAL,
		Kind.OSCILLATOR,
		Kind.FUSE,
	)
)


def _of_values(wanted: Requirements, style: Style) -> Iterator[Search]:
	if wanted.kind not in _FOUND_BY_VALUES:
		return
	for properties, why in (
		((*_IDENTIFYING, *_LIMITING), msg("Kind and values of the Item.")),
		(_IDENTIFYING, msg("Fewer values: better parts fit as well.")),
	):
		values = _spelled_values(wanted, properties, style)
		if values:
			text = " ".join((*_type_words(wanted), *values)[: style.most_words])
			yield Search(Way.KEYWORD, (text,), why)


def _numbers(plan: QueryPlan, supplier: str) -> tuple[str, ...]:
	own = (sku for seller, sku in plan.shop_numbers if supplier and seller == supplier)
	asked = (number.mpn for number in plan.wanted.numbers)
	return tuple(dict.fromkeys((*own, *asked)))


def _of_words(plan: QueryPlan) -> Iterator[Search]:
	"""The words of the Item, for parts that have no value to search for, or as the last resort."""
	if plan.wanted.kind in _FOUND_BY_VALUES and not plan.wanted.words and plan.wanted.facts:
		return
	spoken = plan.words if plan.name_mode is NameMode.NEVER else plan.spoken or plan.words
	if spoken:
		yield Search(Way.KEYWORD, (" ".join(spoken[:MOST_WORDS]),), msg("The words of the Item."))


# How a connector is told apart from others.
_OF_CONNECTORS = (Property.POSITIONS, Property.PITCH)


def _of_name(plan: QueryPlan, style: Style) -> Iterator[Search]:
	"""What the part is called, with and without its values: shops word the rest in too many ways."""
	if plan.name_mode is NameMode.NEVER or plan.wanted.numbers or plan.wanted.kind in _FOUND_BY_VALUES:
		return
	values = _spelled_values(plan.wanted, _OF_CONNECTORS, style)
	kinds = tuple(word for word in plan.named if kind_of(word) is not Kind.UNKNOWN)
	for words in ((*kinds[-1:], *values) if values else (), plan.named, kinds[-1:]):
		if words:
			yield Search(Way.KEYWORD, (" ".join(words),), msg("What the Item is called."), wider=True)


def _spoken(part: Part, wanted: Requirements, settings: MatchSettings) -> tuple[str, ...]:
	"""The words of a part, without those that may be part numbers and are none that a shop knows."""
	numbers = set() if part.maker_numbers else {bare(number.mpn) for number in wanted.numbers}
	words = (token.text for token in spoken_words(part, settings))
	return tuple(word for word in words if bare(word) not in numbers)


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAME_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{2,}(?:-[^\W\d_]+)*(?![^\W_])")


def _named(name: str) -> tuple[str, ...]:
	"""The words of a name that say what a part is: those without figures ("PinHeader_2x05": Pin, Header)."""
	words = _NAME_WORD.findall(_CAMEL.sub(" ", name).replace("_", " "))
	return tuple(dict.fromkeys(words))


def _each_once(searches: Iterable[Search]) -> Iterator[Search]:
	seen: set[tuple[Way, tuple[str, ...]]] = set()
	for search in searches:
		if search.texts and all(search.texts) and (search.way, search.texts) not in seen:
			seen.add((search.way, search.texts))
			yield search
