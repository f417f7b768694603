"""Supplier Lookup: ask all chosen accounts side by side for an Item's part, rank what they have, and keep the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timezone

from supplier_connect.core.model.errors import (
	QuotaExhausted,
	RejectedInput,
	SupplierConnectError,
	Unavailable,
)
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.connectors.protocols import SearchShop
from supplier_connect.shops.matching.lookup import (
	AccountOffer,
	Candidate,
	MatchSettings,
	QueryPlan,
	RankedOffer,
	Search,
	Way,
	plan_for,
	rank,
	score_parts,
	top,
	warnings,
)
from supplier_connect.shops.matching.numbers.numbers import Closeness, closeness
from supplier_connect.shops.matching.reading.facts import shown
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.match import (
	Match,
	MatchCandidate,
	MatchOffer,
	MatchState,
	PlanNote,
	ScoreLine,
	ShopOutcome,
	TokenUse,
)
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.part import Part
from supplier_connect.shops.ports import MatchStore, PartBook

# Shops that are asked at the same time.
_SIDE_BY_SIDE = 8


def _utc_now() -> datetime:
	return datetime.now(timezone.utc)


@dataclass(frozen=True)
class FindTools:
	"""What a lookup works with: the shops of accounts, the books, and the user's language.

	`shop` is called in the caller's thread, the shop's methods in others.
	"""

	shop: Callable[[ShopAccount], SearchShop]
	parts: PartBook
	matches: MatchStore
	translate: Callable[[Message], str] = str
	now: Callable[[], datetime] = _utc_now


@dataclass(frozen=True)
class LookupRequest:
	"""What is looked for: the part of an Item, by its own words (or the user's, which go first), so many pieces."""

	part: Part
	own_query: str = ""
	quantity: int | None = None


def find_parts(
	tools: FindTools, wish: LookupRequest, accounts: Sequence[ShopAccount], settings: MatchSettings, user: str
) -> Match:
	"""Search all accounts, each within its limits, and answer with the stored lookup.

	A shop that fails is named in the outcomes, and the others' parts are shown. Raises `RejectedInput` when there is
	nothing to search by or nowhere to search, and the shops' error when every one of them failed.
	"""
	plan = plan_for(wish.part, settings, wish.own_query)
	if not accounts:
		raise RejectedInput(msg("There is no Supplier Account to search with."), field="accounts")
	if not plan.query.strip():
		raise RejectedInput(
			msg(
				"{0} has nothing to search by: give it a manufacturer part number, parameters or a name, or write a query.",
				wish.part.code,
			),
			field="query",
		)
	answers = _ask_all(tools, plan, accounts, settings)
	_refuse_silence(answers)
	return tools.matches.save(_match(tools, wish, plan, settings, answers, user))


@dataclass(frozen=True)
class _Answer:
	"""What an account answered: its offers, or the error."""

	account: ShopAccount
	questions: tuple[str, ...]
	offers: tuple[Offer, ...] = ()
	error: SupplierConnectError | None = None
	kept_since: datetime | None = None


def _ask_all(
	tools: FindTools, plan: QueryPlan, accounts: Sequence[ShopAccount], settings: MatchSettings
) -> list[_Answer]:
	shops = [(account, tools.shop(account)) for account in accounts]
	with ThreadPoolExecutor(min(len(shops), _SIDE_BY_SIDE), thread_name_prefix="lookup") as pool:
		asked = [pool.submit(_ask, account, shop, plan, settings.at(account.name)) for account, shop in shops]
		return [future.result() for future in asked]


def _ask(account: ShopAccount, shop: SearchShop, plan: QueryPlan, settings: MatchSettings) -> _Answer:
	"""Put the plan's questions to one shop until it has brought enough."""
	found: dict[str, Offer] = {}
	questions: list[str] = []
	for search in plan.searches(account.connector, account.supplier):
		if search.wider and plan.is_enough(found.values()):
			continue
		questions.append(" | ".join(search.texts))
		try:
			offers = _WAYS[search.way](shop, search, settings)
		except SupplierConnectError as error:
			return _Answer(account, tuple(questions), tuple(found.values()), error, shop.kept_since)
		for offer in offers:
			found.setdefault(offer.sku, offer)
	return _Answer(account, tuple(questions), tuple(found.values()), kept_since=shop.kept_since)


def _by_numbers(shop: SearchShop, search: Search, _settings: MatchSettings) -> tuple[Offer, ...]:
	"""What a shop has under numbers, and what may be related to them: a base number brings all its ordering codes."""
	skus = {number.strip().casefold() for number in search.texts}
	return tuple(
		offer
		for offer in shop.near_part_numbers(search.texts)
		if offer.sku.casefold() in skus
		or any(closeness(number, offer.mpn) is not Closeness.OTHER for number in search.texts)
	)


_WAYS: dict[Way, Callable[[SearchShop, Search, MatchSettings], tuple[Offer, ...]]] = {
	Way.NUMBERS: _by_numbers,
	Way.KEYWORD: lambda shop, search, settings: shop.by_keyword(search.texts[0], settings.max_candidates),
}


def _refuse_silence(answers: Sequence[_Answer]) -> None:
	"""Finding nothing is an answer; hearing nothing from anybody isn't."""
	errors = [answer.error for answer in answers if answer.error and not answer.offers]
	if len(errors) < len(answers):
		return
	spent = [error for error in errors if isinstance(error, QuotaExhausted)]
	if len(spent) == len(errors):
		raise min(spent, key=lambda error: error.resets_at)
	if len(errors) == 1:
		raise errors[0]
	raise Unavailable(
		msg(
			"No shop could be searched. {0}", " ".join(dict.fromkeys(str(error.message) for error in errors))
		),
		account=errors[0].account,
	)


def nothing_found(match: Match) -> Message:
	"""Why a lookup has no candidates."""
	if not match.failures:
		return msg("Nothing was found for {0}.", match.query)
	failed = ", ".join(outcome.account for outcome in match.failures)
	return msg("Nothing was found for {0}. Not searched: {1}.", match.query, failed)


# the result


def _match(
	tools: FindTools,
	wish: LookupRequest,
	plan: QueryPlan,
	settings: MatchSettings,
	answers: Sequence[_Answer],
	user: str,
) -> Match:
	offers = [
		AccountOffer(answer.account.name, answer.account.connector, offer)
		for answer in answers
		for offer in answer.offers
	]
	linked = {
		(answer.account.name, part.sku)
		for answer in answers
		for part in tools.parts.known_parts(answer.account.name, (wish.part.code,), ())
		if part.item == wish.part.code
	}
	ranked = top(rank(plan, offers, settings, linked, wish.quantity), settings)
	return Match(
		item=wish.part.code,
		query=plan.query,
		own_query=plan.own_query,
		quantity=wish.quantity or settings.min_price_quantity,
		strategy=settings.strategy.value,
		candidates=tuple(_candidate(tools, place, one) for place, one in enumerate(ranked, start=1)),
		outcomes=tuple(_outcome(tools, answer) for answer in answers),
		plan=plan_note(plan, tools.translate),
		user=user,
		at=tools.now(),
		state=MatchState.OPEN if ranked else MatchState.NOTHING,
	)


def _outcome(tools: FindTools, answer: _Answer) -> ShopOutcome:
	error = answer.error
	return ShopOutcome(
		account=answer.account.name,
		connector=answer.account.connector,
		questions=answer.questions,
		parts=len({(offer.mpn, offer.manufacturer) for offer in answer.offers}),
		error=tools.translate(error.message) if error else "",
		kind=type(error).__name__ if error else "",
		kept_since=answer.kept_since,
	)


def _candidate(tools: FindTools, place: int, candidate: Candidate) -> MatchCandidate:
	return MatchCandidate(
		rank=place,
		score=round(candidate.score, 2),
		fit=candidate.verdict,
		exact=candidate.is_exact,
		offers=tuple(map(_offer, candidate.offers)),
		score_lines=tuple(
			ScoreLine(
				tools.translate(part.name),
				round(part.points, 2),
				round(part.of, 2),
				tools.translate(part.sentence),
				part.verdict,
			)
			for part in score_parts(candidate)
		),
		warnings=tuple(map(tools.translate, warnings(candidate))),
	)


def _offer(ranked: RankedOffer) -> MatchOffer:
	return MatchOffer(
		account=ranked.account,
		connector=ranked.shop,
		offer=ranked.offer,
		quantity=ranked.purchase.quantity,
		unit_price=ranked.purchase.unit_price,
		cost=ranked.purchase.cost,
		enough=ranked.enough,
		linked=ranked.linked,
	)


def plan_note(plan: QueryPlan, translate: Callable[[Message], str]) -> PlanNote:
	"""A plan as the debug view shows it."""
	used = {word.casefold() for word in plan.words}
	return PlanNote(
		kind=plan.wanted.kind.value,
		name_mode=plan.name_mode.value,
		has_structured_tokens=plan.has_structured_tokens,
		include_name_tokens=plan.include_name_tokens,
		words=plan.words,
		tokens=tuple(
			TokenUse(
				token.text, token.source.name.lower(), token.rule, token.origin, token.text.casefold() in used
			)
			for token in plan.tokens
		),
		constraints=tuple(_words_of(plan, translate)),
	)


def _words_of(plan: QueryPlan, translate: Callable[[Message], str]) -> Iterable[str]:
	return (
		translate(
			msg(
				"{0} {1} {2}, read from {3}",
				constraint.property.value,
				constraint.relation.value,
				shown(constraint.property, constraint.value),
				constraint.source,
			)
		)
		for constraint in plan.wanted.constraints
	)
