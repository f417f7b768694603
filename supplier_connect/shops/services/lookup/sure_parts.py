"""Which of the parts that were found an Item, or a line of a bill of materials, surely is.

A part that the Item, the line or our books name is taken where a shop has it, and one that is the only one to fit where none
is named. All else is for a person to look at, with the best candidate proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from supplier_connect.core.model.messages import Message, msg, plain
from supplier_connect.shops.matching.lookup import QueryPlan
from supplier_connect.shops.matching.numbers.numbers import bare
from supplier_connect.shops.matching.ranking.requirements import read_words
from supplier_connect.shops.model.bom import BomState
from supplier_connect.shops.model.match import Fit, Match, MatchCandidate
from supplier_connect.shops.model.part import Part
from supplier_connect.shops.services.lookup.mpn_conflicts import is_ordered_as


@dataclass(frozen=True)
class SureChoice:
	"""The part taken, how sure that is, and why not surer."""

	state: BomState
	candidate: MatchCandidate | None = None
	notes: tuple[Message, ...] = ()


def choice(part: Part, plan: QueryPlan, match: Match) -> SureChoice:
	"""The part among the candidates of a lookup that an Item, or a line of a bill of materials as a part, is or may be."""
	named = [candidate for candidate in match.candidates if _is_named(part, candidate)]
	return _of_named(named) if named else _of_unnamed(plan, match)


def _is_named(part: Part, candidate: MatchCandidate) -> bool:
	"""Whether the line, its Item or our books name this very part."""
	skus = {number.sku.casefold() for number in part.shop_numbers}
	sold_as = {bought.offer.sku.casefold() for bought in candidate.offers}
	return (
		candidate.linked or not skus.isdisjoint(sold_as) or (candidate.exact and _is_asked(part, candidate))
	)


def _is_asked(part: Part, candidate: MatchCandidate) -> bool:
	"""Whether an exact number is the one asked for: beside a part number, a word of the value doesn't count."""
	numbers = {bare(number.mpn) for number in part.maker_numbers}
	return not numbers or bare(_mpn(candidate)) in numbers


def _of_named(named: Sequence[MatchCandidate]) -> SureChoice:
	chosen = next((one for one in named if one.fit is not Fit.VIOLATES), named[0])
	if chosen.fit is Fit.VIOLATES:
		return SureChoice(BomState.REVIEW, chosen, (_contradiction(chosen),))
	number = bare(_mpn(chosen))
	makers = dict.fromkeys(_maker(one) for one in named if bare(_mpn(one)) == number)
	if len(makers) > 1:
		note = msg("{0} is made by {1}: choose one.", _mpn(chosen), ", ".join(makers))
		return SureChoice(BomState.REVIEW, chosen, (note,))
	return SureChoice(BomState.EXACT, chosen, tuple(map(plain, chosen.warnings)))


def _contradiction(candidate: MatchCandidate) -> Message:
	return msg(
		"{0} is what the line names, but it contradicts the rest of the line. {1}",
		_mpn(candidate),
		" ".join(candidate.warnings),
	)


def _of_unnamed(plan: QueryPlan, match: Match) -> SureChoice:
	possible = [candidate for candidate in match.candidates if candidate.fit is not Fit.VIOLATES]
	if not possible:
		return SureChoice(BomState.NOTHING, notes=_missing(match))
	best = possible[0]
	if plan.wanted.numbers:
		ordered = [one for one in possible if _ordered_as(plan, one)]
		note = _to_order(plan, ordered) if ordered else _instead(plan, best)
		return SureChoice(BomState.REVIEW, ordered[0] if ordered else best, (note,))
	if best.fit is Fit.FITS and len(possible) == 1:
		strange = _strange_numbers(plan, best)
		if strange:
			return SureChoice(
				BomState.REVIEW, best, (msg("{0} is named, but {1} was found.", strange[0], _mpn(best)),)
			)
		return SureChoice(BomState.SINGLE, best)
	return SureChoice(BomState.REVIEW, best, (_several(possible),))


def _ordered_as(plan: QueryPlan, candidate: MatchCandidate) -> bool:
	"""Whether a candidate is a part that is asked for, with an ordering suffix of its maker."""
	return any(is_ordered_as(number, _mpn(candidate), _maker(candidate)) for number in plan.wanted.numbers)


_MOST_NAMED = 4


def _to_order(plan: QueryPlan, ordered: Sequence[MatchCandidate]) -> Message:
	asked = next(
		number
		for number in plan.wanted.numbers
		if is_ordered_as(number, _mpn(ordered[0]), _maker(ordered[0]))
	)
	numbers = ", ".join(dict.fromkeys(map(_mpn, ordered[:_MOST_NAMED])))
	return msg("{0} is sold as {1}. Choose the ordering code.", asked.mpn, numbers)


def _strange_numbers(plan: QueryPlan, candidate: MatchCandidate) -> list[str]:
	"""The part numbers in any text about the part that the candidate doesn't have and doesn't mention."""
	said = bare(" ".join((_mpn(candidate), *(bought.offer.description for bought in candidate.offers))))
	numbers = (number for text in plan.wanted.texts for number in read_words(text, plan.wanted.kind).numbers)
	return [number for number in dict.fromkeys(numbers) if bare(number) not in said]


def _missing(match: Match) -> tuple[Message, ...]:
	note = msg("Nothing that was found fits.") if match.candidates else msg("Nothing was found.")
	failures = (msg("{0} couldn't be asked: {1}", one.account, one.error) for one in match.failures)
	return (note, *failures)


def _instead(plan: QueryPlan, best: MatchCandidate) -> Message:
	asked = plan.wanted.numbers[0]
	if bare(asked.mpn) == bare(_mpn(best)):
		return msg("{0} is made by {1}, not by {2}.", _mpn(best), _maker(best), asked.manufacturer)
	return msg("{0} was not found; {1} by {2} comes closest.", asked.mpn, _mpn(best), _maker(best))


def _several(possible: Sequence[MatchCandidate]) -> Message:
	best = possible[0]
	if best.fit is not Fit.FITS:
		return msg("{0} by {1} may fit, but not all that was asked is known of it.", _mpn(best), _maker(best))
	return msg("{0} by {1} is the best of several that fit.", _mpn(best), _maker(best))


def _mpn(candidate: MatchCandidate) -> str:
	return candidate.best.offer.mpn or candidate.best.offer.sku


def _maker(candidate: MatchCandidate) -> str:
	names = (bought.offer.manufacturer for bought in candidate.offers)
	return next(filter(None, names), "?")
