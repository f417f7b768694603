"""How well a candidate matches what is wanted: every constraint held against its profile, each with its share.

A ranking judges candidates by the thousand, so whatever depends on the wanted part alone is worked out beforehand, and
a value that a constraint has met before is only looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz import fuzz

from supplier_connect.shops.matching.numbers.manufacturers import Manufacturers
from supplier_connect.shops.matching.numbers.numbers import Closeness, closeness
from supplier_connect.shops.matching.ranking.constraints import Checked, Constraint
from supplier_connect.shops.matching.ranking.forms import kind_fits, strange_forms
from supplier_connect.shops.matching.ranking.merging import Identity
from supplier_connect.shops.matching.ranking.requirements import Requirements, constraints_on
from supplier_connect.shops.matching.reading.descriptions import Key, Known
from supplier_connect.shops.matching.reading.facts import Kind
from supplier_connect.shops.matching.reading.profile import NOTHING_KNOWN, Profile, is_only_said
from supplier_connect.shops.model.match import Fit

_WEIGHT_OF_NUMBER = 20
_WEIGHT_OF_KIND = 8
_WEIGHT_OF_MAKER = 3
_WEIGHT_OF_WORDS = 2
_WEIGHT_OF_WORDS_ALONE = 20
# From this weight on, a constraint is about what the part is: its value, its package.
_WEIGHTY = 12
# From this one on, it is the very value, which even the right number can't excuse.
_WEIGHT_OF_VALUE = 20

_SHARE_OF_NUMBER = {
	Closeness.EXACT: 1.0,
	Closeness.ORDERED: 0.9,
	Closeness.EXTENDED: 0.7,
	Closeness.RELATED: 0.4,
	Closeness.OTHER: 0.0,
}
_SHARE_OF_KIND = {Fit.FITS: 1.0, Fit.UNKNOWN: 0.4, Fit.VIOLATES: 0.0}
_SHARE_OF_UNKNOWN = 0.3

_REMEMBERED = 20_000

NUMBER, KIND, WORDS, MAKER = "number", "kind", "words", "maker"


class Likeness(NamedTuple):
	"""What is known of a match besides the constraints: its number, its kind, its words, its manufacturer."""

	number: Closeness
	other_maker: bool
	kind: Fit
	forms: frozenset[str]
	words: float
	maker: bool


class Judgement(NamedTuple):
	"""What is known of a match.

	`share` is how much of it there is (0 to 1). `doubt` is 0 when every hard constraint is known to fit, 2 when value,
	package or another main thing isn't known, 1 when only something smaller isn't. `standing` puts what violates
	nothing first, then the closest number. `checked` goes with the constraints, one by one.
	"""

	share: float
	violated: bool
	doubt: int
	standing: int
	likeness: Likeness
	constraints: tuple[Constraint, ...]
	checked: tuple[Checked, ...]

	@property
	def verdict(self) -> Fit:
		"""Whether the candidate fits, may fit or doesn't."""
		if self.violated:
			return Fit.VIOLATES
		return Fit.UNKNOWN if self.doubt else Fit.FITS


class Judge:
	"""Judges candidates by one wanted part; a profile that was judged before is remembered."""

	def __init__(self, wanted: Requirements, makers: Manufacturers) -> None:
		self.wanted = wanted
		self._numbers = tuple((number.mpn, makers.key(number.manufacturer)) for number in wanted.numbers)
		self._weights = weights_of(wanted)
		self._benches: dict[Kind, _Bench] = {}
		self._remembered: dict[Profile, Judgement] = {}
		self._plain = not (wanted.numbers or wanted.spelled or wanted.words or wanted.makers or wanted.forms)

	def judge(self, profile: Profile, identity: Identity) -> Judgement:
		"""The judgement on a part, by what is said of it and by its number and manufacturer."""
		known = self._remembered.get(profile)
		if known is None:
			if len(self._remembered) >= _REMEMBERED:
				self._remembered.clear()
			known = self._remembered[profile] = self._judge(profile, identity)
		return known

	def _judge(self, profile: Profile, identity: Identity) -> Judgement:
		bench = self._benches.get(profile.kind) or self._bench(profile.kind)
		if self._plain and not profile.forms:
			return bench.judgement(profile, bench.plain, bench.plain_points)
		likeness = self._likeness(profile, identity, bench.kind)
		return bench.judgement(profile, likeness, _points(likeness, self._weights))

	def _likeness(self, profile: Profile, identity: Identity, kind: Fit) -> Likeness:
		wanted = self.wanted
		number, maker = identity
		close, other_maker = self._closeness(profile.mpn, number, maker)
		named = close <= Closeness.ORDERED
		forms = strange_forms(profile.forms, wanted.forms, wanted.kind, close <= Closeness.EXTENDED)
		return Likeness(
			number=close,
			other_maker=other_maker,
			kind=Fit.FITS if named else kind,
			forms=_NONE if named else forms,
			words=fuzz.token_set_ratio(wanted.words, profile.text) / 100 if wanted.words else 0.0,
			maker=maker in wanted.makers,
		)

	def _closeness(self, mpn: str, number: str, maker: str) -> tuple[Closeness, bool]:
		"""How close the number is to the closest of those asked for, and whether another manufacturer has it."""
		if number in self.wanted.spelled:
			return Closeness.EXACT, False
		found = [
			(closeness(asked, mpn, maker), bool(asked_maker and maker and asked_maker != maker))
			for asked, asked_maker in self._numbers
		]
		return min(found, default=(Closeness.OTHER, False))

	def _bench(self, kind: Kind) -> _Bench:
		bench = self._benches[kind] = _Bench(self.wanted, kind, self._weights)
		return bench


_NONE: frozenset[str] = frozenset()


def _points(likeness: Likeness, weights: Mapping[str, int]) -> float:
	return (
		weights[NUMBER] * _SHARE_OF_NUMBER[likeness.number]
		+ weights[KIND] * (0.0 if likeness.forms else _SHARE_OF_KIND[likeness.kind])
		+ weights[WORDS] * likeness.words
		+ weights[MAKER] * likeness.maker
	)


class _Result(NamedTuple):
	"""What a constraint makes of certain values; `flags` are 0 where they fit."""

	checked: Checked
	points: float
	flags: int


_SMALL_DOUBT, _MAIN_DOUBT, _IS_VIOLATED, _VALUE_VIOLATED = 1, 2, 4, 8
# The doubt that the first two of them, put together, stand for.
_DOUBTS = (0, 1, 2, 2)


class _Test:
	"""A constraint on one kind of part, with what it made of the values it has met.

	`unsaid` is what is known of a profile that doesn't tell the property; None where its number may.
	"""

	__slots__ = ("_constraint", "met", "name", "unsaid")

	def __init__(self, constraint: Constraint, kind: Kind) -> None:
		self._constraint = constraint
		self.name = constraint.property.value
		self.unsaid = NOTHING_KNOWN if is_only_said(self.name, kind) else None
		self.met: dict[Key, _Result] = {}

	def result(self, known: Known) -> _Result:
		"""What comes of values met for the first time."""
		checked = self._constraint.check(known.values)
		points = self._constraint.weight * share_of(checked)
		result = self.met[known.key] = _Result(checked, points, _flags(self._constraint, checked.verdict))
		return result


class _Bench:
	"""Holds profiles of one kind of part against the constraints.

	`plain` is the likeness of a candidate of which nothing but its kind can be said.
	"""

	def __init__(self, wanted: Requirements, kind: Kind, weights: Mapping[str, int]) -> None:
		self._constraints = constraints_on(wanted, kind)
		self._tests = tuple(_Test(one, kind) for one in self._constraints)
		self._all_weights = (sum(weights.values()) + sum(one.weight for one in self._constraints)) or 1
		self.kind = kind_fits(wanted.kind, kind)
		self.plain = Likeness(Closeness.OTHER, False, self.kind, _NONE, 0.0, False)
		self.plain_points = _points(self.plain, weights)

	def judgement(self, profile: Profile, likeness: Likeness, points: float) -> Judgement:
		"""The judgement on a profile that has brought some points by its likeness."""
		all_flags = 0
		all_checked = []
		told = profile.told
		for test in self._tests:
			known = told.get(test.name) or test.unsaid or profile.known(test.name)
			checked, gained, flags = test.met.get(known.key) or test.result(known)
			all_checked.append(checked)
			points += gained
			all_flags |= flags
		# What carries the very number is the part, however its package is called.
		least = _VALUE_VIOLATED if likeness.number is Closeness.EXACT else _IS_VIOLATED
		violated = all_flags >= least or likeness.kind is Fit.VIOLATES or bool(likeness.forms)
		# A part that can't be had mustn't stand first for its suffix alone.
		number = Closeness.EXTENDED if likeness.number is Closeness.ORDERED else likeness.number
		standing = (2 * number + likeness.other_maker) + (_VIOLATED if violated else 0)
		return Judgement(
			points / self._all_weights,
			violated,
			_DOUBTS[all_flags % _IS_VIOLATED],
			standing,
			likeness,
			self._constraints,
			tuple(all_checked),
		)


# Behind every closeness of a number.
_VIOLATED = 100


def _flags(constraint: Constraint, verdict: Fit) -> int:
	"""A soft constraint costs points when it isn't fulfilled, and nothing else."""
	if not constraint.hard or verdict is Fit.FITS:
		return 0
	if verdict is Fit.VIOLATES:
		return _VALUE_VIOLATED if constraint.weight >= _WEIGHT_OF_VALUE else _IS_VIOLATED
	return _MAIN_DOUBT if constraint.weight >= _WEIGHTY else _SMALL_DOUBT


def weights_of(wanted: Requirements) -> dict[str, int]:
	"""What counts besides the constraints, and how much; what nothing was said of doesn't count."""
	alone = not wanted.constraints and not wanted.numbers
	words = _WEIGHT_OF_WORDS_ALONE if alone else _WEIGHT_OF_WORDS
	return {
		NUMBER: _WEIGHT_OF_NUMBER if wanted.numbers else 0,
		KIND: _WEIGHT_OF_KIND if wanted.kind not in (Kind.UNKNOWN, Kind.OTHER) else 0,
		WORDS: words if wanted.words else 0,
		MAKER: _WEIGHT_OF_MAKER if wanted.makers else 0,
	}


def share_of(checked: Checked) -> float:
	"""How much of its points a checked constraint brings."""
	return _SHARE_OF_UNKNOWN if checked.verdict is Fit.UNKNOWN else checked.closeness


def share_of_number(close: Closeness) -> float:
	"""How much of its points a number brings."""
	return _SHARE_OF_NUMBER[close]


def share_of_kind(kind: Fit) -> float:
	"""How much of its points the kind of part brings."""
	return _SHARE_OF_KIND[kind]
