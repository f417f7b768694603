"""Descriptions by the thousand: what a shop writes over and over again is read once.

A description is mostly the same words as many others, with other values: "Thick Film Resistors - SMD | | |" and
"10 kOhms", "0603", "1%". Values that mean the same wherever they stand are taken out, and what is left is read as a
text; both are remembered. Where something depends on what stands beside it, the whole text is read instead, so that
the answer is the one of `read_text` (a test compares them).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from supplier_connect.shops.matching.ranking.forms import forms_of
from supplier_connect.shops.matching.reading.facts import Facts, Kind, Property, Value, read_text
from supplier_connect.shops.matching.reading.tokenizer import number_value
from supplier_connect.shops.matching.reading.value_roles import MEGA, is_believed, is_shunt
from supplier_connect.shops.matching.values.units import (
	UnitSpelling,
	lone_prefixes,
	plain_text,
	property_of,
	spelled_unit,
)

# What stands for the values of a property where they are only compared; numbers are quicker to look up than decimals.
Key = str | float | tuple[str | float, ...] | None


class Known(NamedTuple):
	"""The values of a property, and what stands for them."""

	values: tuple[Value, ...]
	key: Key


Values = dict[str, Known]


class Description(NamedTuple):
	"""What a description says: the kind of part, what is known by the names of properties, the forms it speaks of."""

	kind: Kind
	values: Values
	forms: frozenset[str]


_NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_SPACED_UNITS = r"(?:[kKM]?[oO]hms?|OHMS?|V|VDC|[unpµ]F|mW)"
_WORDS = r"(?:X[4-9][RSTUV]|Y5V|Z5U|C0G|COG|NP0|NPO|U2J)"
_CHIPS = (
	r"(?:0201|0402|0603|0805|1206|1210|1808|1812|1825|2010|2220|2225|2512|1411|2312|2917|1005|1608|2012|3216"
	r"|3225)"
)
_CASES = r"(?:[A-Z]{2,5}-?[0-9]{1,3}(?:-[0-9]{1,2})?)"
_CLEAN = re.compile(
	rf"(?<!\S)({_NUMBER}(?:[kKM]? {_SPACED_UNITS}|%|[A-Za-zµ]{{1,6}})|1/[0-9]+ ?(?:W|watt)|{_WORDS}|{_CHIPS}(?! ?_?[Mm]etric)|{_CASES})(?!\S)"
)
_RESISTANCE = Property.RESISTANCE.value
_HOLE = "|"
_HOLES = "| |"
# What makes a value depend on its neighbours: conditions, ranges, brackets, signs, bare numbers, single letters,
# words about a length, and a number alone.
_ENTANGLED = re.compile(
	r"[@~=(\[]|[±+/-] *\||[|] *[-/]|[0-9] +[-/]|[|] *[0-9.]|[0-9] *[|]|\bto\b|\bbis\b|\bat\b|\bbei\b|\bx\b|\bper\b|\bfor\b|[|0-9] *\b[B-DF-KMZ]\b"
	r"|[|] *x|[|] *_?(?:pitch|spacing|raster|rm|abstand|lead|wide|long|high|height|lang|breit|hoch)\b"
	r"|^[| ]*[0-9][^| ]*[| ]*$",
	re.IGNORECASE,
)


def read_description(description: str, kind: Kind) -> Description:
	"""What a description says of a part; `kind` where it is known from elsewhere."""
	cut = _CLEAN.split(description)
	rest = _rest(_without_values(cut), kind) if len(cut) > 1 else None
	if rest is None:
		return _whole(description, kind)
	pieces = cut[1::2]
	values = _merged(pieces, rest) or _merged(_joined(pieces, rest.kind), rest)
	if values is None or (rest.kind is Kind.RESISTOR and _are_milliohms(values, description)):
		return _whole(description, kind)
	return Description(rest.kind, values, rest.forms)


def _are_milliohms(values: Values, description: str) -> bool:
	"""Whether megohms may be the milliohms of a shunt: 5MOHM."""
	ohms = values.get(_RESISTANCE)
	return ohms is not None and is_shunt(description) and max(map(Decimal, ohms.values)) >= MEGA


def _without_values(cut: Sequence[str]) -> str:
	"""What is left of a description, with one hole for all the values that stood side by side."""
	text = _HOLE.join(cut[::2])
	while _HOLES in text:
		text = text.replace(_HOLES, _HOLE)
	return text


def _merged(pieces: Sequence[str], rest: Description) -> Values | None:
	"""What the pieces and the rest say; None where two of them say something of the same."""
	values = rest.values.copy()
	for piece in pieces:
		for name, known in _piece(piece, rest.kind):
			other = values.setdefault(name, known)
			if other is not known and other != known:
				return None
	return values


def _joined(pieces: Sequence[str], kind: Kind) -> list[str]:
	"""The pieces, with those that say something of the same read together: 1 pF and 0.25 pF."""
	names = [{name for name, _known in _piece(piece, kind)} for piece in pieces]
	count = Counter(chain.from_iterable(names))
	shared = [any(count[name] > 1 for name in of_piece) for of_piece in names]
	alone = [piece for piece, is_shared in zip(pieces, shared, strict=True) if not is_shared]
	return [
		*alone,
		f" {_HOLE} ".join(piece for piece, is_shared in zip(pieces, shared, strict=True) if is_shared),
	]


def _whole(description: str, kind: Kind) -> Description:
	return _described(read_text(description, kind), description)


@lru_cache(maxsize=8192)
def _rest(text: str, kind: Kind) -> Description | None:
	"""A description without its clean values; None where it can't be read without them."""
	if _ENTANGLED.search(text):
		return None
	rest = _described(read_text(text, kind), text)
	return None if rest.kind is Kind.UNKNOWN else rest


@lru_cache(maxsize=16384)
def _piece(text: str, kind: Kind) -> tuple[tuple[str, Known], ...]:
	return _number_with_unit(text, kind) or tuple(values_of(read_text(text, kind)).items())


_NUMBER_WITH_UNIT = re.compile(rf"({_NUMBER})( ?)([kKM]? ?[A-Za-zµ%]+)")


_MAY_BE_SIZE = re.compile(r"[0-9]{4,6}")


def _number_with_unit(text: str, kind: Kind) -> tuple[tuple[str, Known], ...]:
	"""What `read_text` says of a number with a unit and nothing else, in a tenth of the time; else nothing."""
	match = _NUMBER_WITH_UNIT.fullmatch(text)
	if match is None:
		return ()
	digits, gap, spelled = match.groups()
	if _is_ambiguous(spelled, kind) or (gap and _MAY_BE_SIZE.fullmatch(digits)):
		return ()
	meaning = _meaning(plain_text(spelled.replace(" ", "")), kind, lone=not gap)
	property = property_of(meaning.unit, kind) if meaning else None
	number = number_value(digits, meaning.unit) if meaning and property else None
	if number is None or meaning is None or property is None:
		return ()
	value = number * meaning.factor
	return ((property.value, known((value,))),) if is_believed(property, value) else ()


def _is_ambiguous(spelled: str, kind: Kind) -> bool:
	"""Whether it depends on the number what a unit is: hours and henries, kilohms and kelvins."""
	return spelled == "H" or (kind is Kind.THERMISTOR and spelled[0] == "K")


def _meaning(spelled: str, kind: Kind, lone: bool) -> UnitSpelling | None:
	return spelled_unit(spelled, kind) or (lone_prefixes(kind).get(spelled) if lone else None)


def _described(facts: Facts, text: str) -> Description:
	return Description(facts.kind, values_of(facts), forms_of(text.lower()))


def values_of(facts: Facts) -> Values:
	"""What is known, by the names of the properties."""
	found: dict[str, tuple[Value, ...]] = {}
	for fact in facts.all:
		name = fact.property.value
		found[name] = (*found.get(name, ()), fact.value)
	return {name: known(values) for name, values in found.items()}


def known(values: tuple[Value, ...]) -> Known:
	"""Values with what stands for them."""
	keys = tuple(float(value) if isinstance(value, Decimal) else value for value in values)
	return Known(values, keys[0] if len(keys) == 1 else keys or None)
