"""What is wanted: read once from an Item and from the user's own query, and held against every candidate."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise

from supplier_connect.shops.matching.numbers.manufacturers import Manufacturers, manufacturers_with
from supplier_connect.shops.matching.numbers.numbers import (
	bare,
	is_own_series,
	is_registered,
	looks_like_number,
	stripped,
)
from supplier_connect.shops.matching.numbers.ordering_codes import facts_of_number
from supplier_connect.shops.matching.ranking.constraints import Constraint, Relation, constraint
from supplier_connect.shops.matching.ranking.forms import forms_of
from supplier_connect.shops.matching.reading.facts import (
	Fact,
	Facts,
	Kind,
	Property,
	kind_of,
	read_parameters,
	read_text,
)
from supplier_connect.shops.matching.reading.vocabulary import REFERENCES
from supplier_connect.shops.matching.settings import MatchSettings
from supplier_connect.shops.model.offer import Parameter
from supplier_connect.shops.model.part import MakerNumber, Part


@dataclass(frozen=True)
class StatedValue:
	"""A fact about the wanted part and where it was read; `relation` only where the user wrote one."""

	fact: Fact
	source: str
	relation: Relation | None = None
	hard: bool = True


@dataclass(frozen=True)
class Requirements:
	"""The wanted part.

	`facts` holds one fact a property, the most reliable one. `numbers` are the manufacturer part numbers asked for,
	`spelled` what may be one (`bare`), `skus` a shop's own; `words` what else was said, in lower case; `makers` the
	manufacturers that are preferred; `forms` are those that were asked for (a kit, an array). `texts` is what it all was
	read from, for who knows the kind better.
	"""

	kind: Kind = Kind.UNKNOWN
	facts: tuple[StatedValue, ...] = ()
	constraints: tuple[Constraint, ...] = ()
	numbers: tuple[MakerNumber, ...] = ()
	spelled: frozenset[str] = frozenset()
	skus: tuple[str, ...] = ()
	words: str = ""
	makers: frozenset[str] = frozenset()
	forms: frozenset[str] = frozenset()
	texts: tuple[str, ...] = ()

	def fact(self, property: Property) -> Fact | None:
		"""What is said of a property."""
		return next((said.fact for said in self.facts if said.fact.property is property), None)


def requirements_of_part(part: Part, settings: MatchSettings, own_query: str = "") -> Requirements:
	"""What an Item asks for; the user's own query goes before everything the Item says."""
	makers = manufacturers_with(tuple(sorted(settings.manufacturer_aliases.items())))
	of_item = _wanted_by_item(part, makers)
	query = own_query.strip()
	return _overruled(requirements_of_text(query, settings), of_item) if query else of_item


def requirements_of_text(query: str, settings: MatchSettings) -> Requirements:
	"""What a bare query asks for."""
	makers = manufacturers_with(tuple(sorted(settings.manufacturer_aliases.items())))
	read = read_words(query, kind_of_text(query))
	numbers = tuple(MakerNumber(number) for number in read.numbers)
	sources = [_Source("query", read.facts), *_of_numbers(numbers)]
	wanted = _wanted(read.facts.kind, sources, numbers, (), (read,), makers)
	return replace(wanted, texts=(query,) if query else ())


# reading a text


@dataclass(frozen=True)
class ReadWords:
	"""A text taken apart: its facts, the words that look like part numbers, and all words it has no facts for.

	`spelled` holds what may be a part number if there is one that is written so.
	"""

	facts: Facts
	numbers: tuple[str, ...]
	words: tuple[str, ...]
	spelled: frozenset[str]
	forms: frozenset[str]


_MARKUP = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\S+")
_CHUNK = re.compile(r"[^\s:;|_(){}\[\]\"'=@!?]+")
_PIECE = re.compile(r"[^,/\-+]+")
_SILENT_WORDS = (
	"and or for with the of in to from by per on no not type series und oder mit fur der die das von im am et ou avec "
	"pour les des du de la le small symbol metric pcs stk stuck piece pieces each new rohs"
)
_SILENT = frozenset(_SILENT_WORDS.split())


def read_words(text: str, kind: Kind = Kind.UNKNOWN) -> ReadWords:
	"""Take a text apart. A value that only stands inside a part number (the 3.3 of LM1117-3.3) is no fact."""
	plain = html.unescape(_MARKUP.sub(" ", text))
	return _read_words(plain, kind)


@lru_cache(maxsize=4096)
def _read_words(text: str, kind: Kind) -> ReadWords:
	numbers = tuple(_numbers_in(text, _spans(read_text(text, kind))))
	# Read again without the numbers, as they may have been taken for values.
	facts = read_text(_without(text, numbers), kind)
	spans = _spans(facts)
	pieces = (
		piece for chunk, at in _chunks(text) for piece in _pieces(chunk, at) if (chunk, at) not in numbers
	)
	words = [piece.casefold() for piece, at in pieces if not _explained(piece, at, spans) and _speaks(piece)]
	chunks = [number for number, _at in numbers]
	return ReadWords(
		facts,
		tuple(dict.fromkeys(chunks)),
		tuple(dict.fromkeys((*(chunk.casefold() for chunk in chunks), *words))),
		_spelled_in(text, spans),
		forms_of(text.lower()),
	)


def _spans(facts: Facts) -> tuple[tuple[int, int], ...]:
	return tuple((fact.start, fact.end) for fact in facts.all if fact.start >= 0)


def _chunks(text: str) -> Iterator[tuple[str, int]]:
	for found in _CHUNK.finditer(text):
		chunk = stripped(found.group())
		if chunk:
			yield chunk, found.start() + found.group().index(chunk)


def _numbers_in(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int]]:
	return ((chunk, at) for chunk, at in _chunks(text) if _is_number(chunk, at, spans))


def _without(text: str, numbers: Iterable[tuple[str, int]]) -> str:
	for number, at in numbers:
		text = text[:at] + " " * len(number) + text[at + len(number) :]
	return text


_LONGEST_SPELLING = 3
_MOST_SPELLED = 24
_SHORTEST_SPELLED = 4


def _spelled_in(text: str, spans: Sequence[tuple[int, int]]) -> frozenset[str]:
	"""Every word, and every two or three in a row, as the bare number it may be: G5LE-14 DC12 is one number.

	One of them has to be a word with a figure that no fact explains.
	"""
	found = [(word.group(), word.start()) for word in islice(_WORD.finditer(text), _MOST_SPELLED)]
	strange = [is_registered(word) or _is_strange(word, at, spans) for word, at in found]
	rows = (
		slice(at, at + length)
		for length in range(1, _LONGEST_SPELLING + 1)
		for at in range(len(found) - length + 1)
		if any(strange[at : at + length])
	)
	spelled = {bare(stripped("".join(word for word, _at in found[row]))) for row in rows}
	return frozenset(number for number in spelled if len(number) >= _SHORTEST_SPELLED)


def _is_strange(word: str, at: int, spans: Sequence[tuple[int, int]]) -> bool:
	return any(map(str.isdigit, word)) and not _explained(word, at, spans)


def _is_number(chunk: str, start: int, spans: Sequence[tuple[int, int]]) -> bool:
	if is_registered(chunk):
		return True
	if not looks_like_number(chunk) or _explained(chunk, start, spans):
		return False
	pieces = tuple(_pieces(chunk, start))
	explained = [_explained(piece, at, spans) for piece, at in pieces]
	if not any(explained):
		return True
	return any(
		looks_like_number(piece) for (piece, _at), known in zip(pieces, explained, strict=True) if not known
	)


def _pieces(chunk: str, start: int) -> Iterator[tuple[str, int]]:
	return ((piece.group(), start + piece.start()) for piece in _PIECE.finditer(chunk))


def _explained(piece: str, start: int, spans: Sequence[tuple[int, int]]) -> bool:
	"""Whether facts cover a piece of text, sign by sign."""
	inside = [(max(begin, start), min(end, start + len(piece))) for begin, end in spans]
	covered = {at for begin, end in inside for at in range(begin, end)}
	return all(at in covered or not piece[at - start].isalnum() for at in range(start, start + len(piece)))


def _speaks(word: str) -> bool:
	lower = word.casefold()
	return len(lower) > 1 and lower not in _SILENT and kind_of(lower) is Kind.UNKNOWN


# reading an Item


@dataclass(frozen=True)
class _Source:
	"""A place facts were read at, its name for the user, and what a user wrote before the value."""

	name: str
	facts: Facts
	relation: Relation | None = None
	hard: bool = True


_PREFIX = re.compile(r"([RCL])[_-]", re.IGNORECASE)
# "SM0402_r_hand"
_FOOTPRINT = re.compile(r"\d_([RCL])(?:_|$)", re.IGNORECASE)
_KIND_OF_PREFIX = {"R": Kind.RESISTOR, "C": Kind.CAPACITOR, "L": Kind.INDUCTOR}
_PLAINEST = frozenset(_KIND_OF_PREFIX.values())
_VALUE_WITH_UNIT = re.compile(r"[\d.,]+ ?[pnuµmkM]?(?:F|H|Ω|[Oo]hms?)")
_KIND_OF_PARAMETER = {"capacit": Kind.CAPACITOR, "resist": Kind.RESISTOR, "induct": Kind.INDUCTOR}
_RELATIONS = (
	(
		re.compile(r"\s*(?:>=|=>|≥|>|min\b\.?|minimum|at least|mind\.|mindestens)\s*", re.IGNORECASE),
		Relation.AT_LEAST,
	),
	(re.compile(r"\s*(?:<=|=<|≤|<|max\b\.?|maximum|at most|höchstens)\s*", re.IGNORECASE), Relation.AT_MOST),
	(re.compile(r"\s*=\s*"), Relation.EQUAL),
)
# What an item group ("SMD resistors 0603") may say of all its Items.
_OF_GROUPS = (Property.PACKAGE, Property.MOUNTING, Property.DIELECTRIC, Property.TECHNOLOGY)


def _wanted_by_item(part: Part, makers: Manufacturers) -> Requirements:
	kind = kind_of_part(part)
	parameters = (*part.attributes, *part.parameters)
	code = "" if is_own_series(part.code) else part.code
	texts = {"name": part.name, "description": part.description, "item code": code}
	read = {source: read_words(text, kind) for source, text in texts.items() if text}
	numbers = tuple(row for row in part.maker_numbers if bare(row.mpn)) or _numbers_of_texts(read)
	sources = [
		*_of_parameters(parameters, kind),
		*(_Source(name, words.facts) for name, words in read.items()),
		*_of_groups(part.groups, kind),
		*_of_numbers(numbers),
	]
	kind = kind if kind is not Kind.UNKNOWN else _first_kind(source.facts.kind for source in sources)
	skus = tuple(row.sku for row in part.shop_numbers if row.sku)
	wanted = _wanted(kind, sources, numbers, skus, tuple(read.values()), makers)
	named = [read[source].spelled for source in ("name", "item code") if source in read]
	forms = forms_of(" ".join((part.name, *part.groups)).lower())
	preferred = {makers.key(name) for name in (part.brand, *(row.manufacturer for row in numbers)) if name}
	return replace(
		wanted,
		makers=wanted.makers | preferred,
		spelled=frozenset().union(*named),
		forms=forms,
		texts=tuple(text for text in (part.name, part.description) if text),
	)


def kind_of_part(part: Part) -> Kind:
	"""What sort of part an Item is: by its name, its parameters, its description, its groups."""
	return _first_kind(
		(
			kind_of_text(part.name),
			_kind_of_prefix(part.name),
			_kind_of_prefix(part.code),
			*(_kind_of_parameter(row.name) for row in (*part.attributes, *part.parameters)),
			kind_of_text(part.description),
			*map(kind_of, part.groups),
			kind_of(part.code),
			*(facts_of_number(row.mpn).kind for row in part.maker_numbers),
		)
	)


def kind_of_text(text: str) -> Kind:
	"""What sort of part a query or a line of a BOM speaks of.

	Of the plainest kinds a value with its unit says it more surely than the footprint: 4.7uF on R_0805 is a capacitor.
	"""
	told = _first_kind((kind_of(text), _kind_of_footprint(text)))
	if told not in _PLAINEST:
		return told
	values = (kind_of(chunk) for chunk, _at in _chunks(text) if _VALUE_WITH_UNIT.fullmatch(chunk))
	return next((kind for kind in values if kind in _PLAINEST), told)


def _first_kind(kinds: Iterable[Kind]) -> Kind:
	return next((kind for kind in kinds if kind is not Kind.UNKNOWN), Kind.UNKNOWN)


def _kind_of_prefix(name: str) -> Kind:
	found = _PREFIX.match(name.strip())
	return _KIND_OF_PREFIX[found[1].upper()] if found else Kind.UNKNOWN


def _kind_of_footprint(text: str) -> Kind:
	found = _FOOTPRINT.search(text)
	return _KIND_OF_PREFIX[found[1].upper()] if found else Kind.UNKNOWN


def _kind_of_parameter(name: str) -> Kind:
	lower = name.casefold()
	return next((kind for word, kind in _KIND_OF_PARAMETER.items() if word in lower), Kind.UNKNOWN)


def _of_parameters(parameters: Iterable[Parameter], kind: Kind) -> Iterator[_Source]:
	for parameter in parameters:
		relation, value = _relation_before(parameter.value)
		facts = read_parameters((replace(parameter, value=value),), kind)
		yield _Source(f"parameter {parameter.name}", facts, relation)


def _relation_before(value: str) -> tuple[Relation | None, str]:
	for pattern, relation in _RELATIONS:
		found = pattern.match(value)
		if found:
			return relation, value[found.end() :]
	return None, value


def _of_groups(groups: Iterable[str], kind: Kind) -> Iterator[_Source]:
	for group in groups:
		facts = read_text(group, kind)
		said = tuple(fact for fact in facts.all if fact.property in _OF_GROUPS)
		yield _Source(f"item group {group}", replace(facts, all=said))


def _of_numbers(numbers: Iterable[MakerNumber]) -> Iterator[_Source]:
	for number in numbers:
		yield _Source(f"part number {number.mpn}", facts_of_number(number.mpn), hard=False)


def _numbers_of_texts(read: dict[str, ReadWords]) -> tuple[MakerNumber, ...]:
	"""The numbers in name and code, for an Item that has no manufacturer part number of its own."""
	found = (number for source in ("name", "item code") if source in read for number in read[source].numbers)
	own = (bare for number in found for bare in _without_reference(number) if not is_own_series(bare))
	return tuple(map(MakerNumber, dict.fromkeys(own)))


_REFERENCE = re.compile(r"([A-Za-z]{1,3})-(.+)")


def _without_reference(number: str) -> Iterator[str]:
	"""A number as it is, and before it without what our books may put there: BAT54AW of D-BAT54AW."""
	found = _REFERENCE.fullmatch(number)
	if found and found[1].lower() in REFERENCES and looks_like_number(found[2]):
		yield found[2]
	yield number


# putting it together


def _wanted(
	kind: Kind,
	sources: Iterable[_Source],
	numbers: tuple[MakerNumber, ...],
	skus: tuple[str, ...],
	read: Sequence[ReadWords],
	makers: Manufacturers,
) -> Requirements:
	facts = _with_usual(_first_of_each(sources), kind)
	words = tuple(dict.fromkeys(word for one in read for word in one.words))
	named = _makers_named(words, makers)
	return Requirements(
		kind=kind,
		facts=facts,
		constraints=constraints_for(facts, kind),
		numbers=numbers,
		spelled=frozenset().union(*(one.spelled for one in read)),
		skus=skus,
		words=" ".join(words),
		makers=named,
		forms=frozenset().union(*(one.forms for one in read)),
	)


def _first_of_each(sources: Iterable[_Source]) -> tuple[StatedValue, ...]:
	"""One fact a property: of the first source that has one."""
	found: dict[Property, StatedValue] = {}
	for source in sources:
		for fact in source.facts.all:
			found.setdefault(fact.property, StatedValue(fact, source.name, source.relation, source.hard))
	return tuple(found.values())


_CHIP_SIZE = re.compile(r"\d{4,5}")


def _with_usual(facts: tuple[StatedValue, ...], kind: Kind) -> tuple[StatedValue, ...]:
	"""What goes without saying: who writes 10u 1206 means a ceramic capacitor, though tantalum comes in that size."""
	said = {one.fact.property: one.fact.value for one in facts}
	size = str(said.get(Property.PACKAGE, ""))
	if kind is not Kind.CAPACITOR or Property.TECHNOLOGY in said or not _CHIP_SIZE.fullmatch(size):
		return facts
	ceramic = Fact(Property.TECHNOLOGY, "ceramic", "", "usual for a chip size")
	return (*facts, StatedValue(ceramic, "the size", hard=False))


def constraints_for(facts: Sequence[StatedValue], kind: Kind) -> tuple[Constraint, ...]:
	"""What the facts about a part ask of a candidate, if it is a part of this kind."""
	properties = {said.fact.property for said in facts}
	made = []
	for said in facts:
		# A package says how it is mounted, and shops often name the package alone.
		if said.fact.property is Property.MOUNTING and Property.PACKAGE in properties:
			continue
		asked = constraint(said.fact, kind, said.source, said.relation)
		if asked:
			made.append(asked if said.hard else replace(asked, hard=False))
	return tuple(made)


def constraints_on(wanted: Requirements, kind: Kind) -> tuple[Constraint, ...]:
	"""What is asked of a candidate of a kind.

	Where nobody said what kind of part is wanted, 10u is read as the candidate's kind would have it, and asked softly.
	"""
	if wanted.kind is not Kind.UNKNOWN:
		return wanted.constraints
	said = {one.fact.property for one in wanted.facts}
	read = (fact for text in wanted.texts for fact in read_words(text, kind).facts.all)
	more = [StatedValue(fact, "query", hard=False) for fact in read if fact.property not in said]
	return constraints_for((*wanted.facts, *more), kind)


_SHORTEST_NAME = 4


def _makers_named(words: Sequence[str], makers: Manufacturers) -> frozenset[str]:
	pairs = (f"{one} {other}" for one, other in pairwise(words))
	names = (name for name in (*pairs, *words) if len(name) >= _SHORTEST_NAME)
	return frozenset(known for known in map(makers.known, names) if known)


def _overruled(query: Requirements, item: Requirements) -> Requirements:
	"""What the user asks for, and of the Item what doesn't contradict it."""
	if _is_another_part(query, item):
		return query
	asked = {said.fact.property for said in query.facts if said.hard}
	kind = query.kind if query.kind is not Kind.UNKNOWN else item.kind
	kept = [said for said in item.facts if said.fact.property not in asked]
	facts = (*(said for said in query.facts if said.hard), *kept)
	return replace(
		query,
		kind=kind,
		facts=facts,
		constraints=constraints_for(facts, kind),
		numbers=query.numbers or item.numbers,
		spelled=query.spelled | item.spelled,
		skus=item.skus,
		words=query.words or item.words,
		makers=query.makers or item.makers,
	)


_MAIN_VALUES = (
	Property.RESISTANCE,
	Property.CAPACITANCE,
	Property.INDUCTANCE,
	Property.IMPEDANCE,
	Property.FREQUENCY,
)


def _is_another_part(query: Requirements, item: Requirements) -> bool:
	"""Whether the user looks for something else: another kind, another value, or a number the Item doesn't have."""
	if Kind.UNKNOWN not in (query.kind, item.kind) and query.kind is not item.kind:
		return True
	known = {bare(number.mpn) for number in item.numbers}
	if query.numbers and not known & {bare(number.mpn) for number in query.numbers}:
		return True
	values = ((query.fact(property), item.fact(property)) for property in _MAIN_VALUES)
	return any(one is not None and other is not None and one.value != other.value for one, other in values)
