"""What an offer says of its part, read once and remembered: parameters first, then words, then the number."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from supplier_connect.shops.matching.numbers.ordering_codes import (
	facts_of_number,
	property_in_number,
	told_by_number,
)
from supplier_connect.shops.matching.ranking.forms import forms_of
from supplier_connect.shops.matching.reading.descriptions import (
	Known,
	Values,
	known,
	read_description,
	values_of,
)
from supplier_connect.shops.matching.reading.facts import (
	Facts,
	Kind,
	Property,
	Value,
	kind_of,
	read_parameters,
)
from supplier_connect.shops.model.offer import Offer, Parameter

# Offers that a ranking has seen; one takes about two kilobytes here.
_REMEMBERED = 16384

_TECHNOLOGY = Property.TECHNOLOGY.value
_CERAMIC = known(("ceramic",))
NOTHING_KNOWN = known(())


def _may_be_ceramic(name: str, kind: Kind) -> bool:
	"""What has a dielectric such as X7R is ceramic."""
	return name == _TECHNOLOGY and kind is Kind.CAPACITOR


def is_only_said(name: str, kind: Kind) -> bool:
	"""Whether nothing but its texts can tell a property of a kind of part."""
	return property_in_number(name, kind) is None and not _may_be_ceramic(name, kind)


class Profile:
	"""The part behind an offer, as far as the offer says; compared by identity, as equal offers share one.

	`told` holds what is known so far, by the names of properties.
	"""

	__slots__ = ("_texts", "forms", "kind", "mpn", "told")

	def __init__(
		self, mpn: str, kind: Kind, values: Values, forms: frozenset[str], texts: tuple[str, ...]
	) -> None:
		self.mpn = mpn
		self.kind = kind
		self.forms = forms
		self.told = values
		self._texts = texts

	@property
	def text(self) -> str:
		"""All that is said, in lower case."""
		return " ".join(self._texts).lower()

	def values(self, property: Property) -> tuple[Value, ...]:
		"""What is known of a property, from the most reliable source that has it."""
		return self.known(property.value).values

	def known(self, name: str) -> Known:
		"""What is known of the property of this name."""
		found = self.told.get(name)
		if found is None:
			found = self.told[name] = self._unsaid(name)
		return found

	def _unsaid(self, name: str) -> Known:
		"""What nobody says in words: it stands in the number, or it follows from something else."""
		property = property_in_number(name, self.kind)
		of_number = told_by_number(self.mpn, property, self.kind) if property else None
		if of_number is not None:
			return known((of_number,))
		ceramic = _may_be_ceramic(name, self.kind) and self.values(Property.DIELECTRIC)
		return _CERAMIC if ceramic else NOTHING_KNOWN

	def with_more(self, other: Profile) -> Profile:
		"""This profile with what only the other one says."""
		kind = other.kind if self.kind is Kind.UNKNOWN else self.kind
		values = {**other._said(), **self._said()}
		return Profile(self.mpn, kind, values, self.forms | other.forms, self._texts + other._texts)

	def _said(self) -> Values:
		return {name: found for name, found in self.told.items() if found.values}


def profile_of(offer: Offer) -> Profile:
	"""The profile of an offer's part."""
	return _profile(offer.mpn, offer.description, offer.category, offer.manufacturer, offer.parameters)


@lru_cache(maxsize=_REMEMBERED)
def _profile(
	mpn: str, description: str, category: str, manufacturer: str, parameters: tuple[Parameter, ...]
) -> Profile:
	told, forms = _of_category(category)
	structured = read_parameters(parameters, told) if parameters else Facts(told)
	said = read_description(description, structured.kind)
	kind = said.kind if structured.kind is Kind.UNKNOWN else structured.kind
	if kind is Kind.UNKNOWN:
		kind = facts_of_number(mpn).kind
	values = {**said.values, **values_of(structured)} if parameters else said.values
	return Profile(mpn, kind, values, said.forms | forms, (mpn, description, category, manufacturer))


@lru_cache(maxsize=4096)
def _of_category(category: str) -> tuple[Kind, frozenset[str]]:
	return (kind_of(category), forms_of(category.lower())) if category else (Kind.UNKNOWN, frozenset())


def joined(profiles: Iterable[Profile]) -> Profile:
	"""What several offers of one part say together; of what two say differently, what the first says."""
	first, *others = dict.fromkeys(profiles)
	return _joined(first, tuple(others)) if others else first


@lru_cache(maxsize=4096)
def _joined(first: Profile, others: tuple[Profile, ...]) -> Profile:
	whole = first
	for other in others:
		whole = whole.with_more(other)
	return whole
