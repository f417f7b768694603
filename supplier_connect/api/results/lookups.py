"""Lookups: what they begin with, what they found, what was imported."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import frappe
from pydantic import Field

from supplier_connect.api.results import Moment, Partial, Result, Text
from supplier_connect.api.results.bom import BomCostResult
from supplier_connect.api.results.carts import ErrorResult
from supplier_connect.api.results.offers import AccountResult, OfferResult, accounts_of
from supplier_connect.core.desk.errors import translate
from supplier_connect.shops.desk.accounts.accounts import account_of, missing_keys
from supplier_connect.shops.desk.lookup.lookup_settings import import_choices
from supplier_connect.shops.desk.lookup.lookups import may_set_prices
from supplier_connect.shops.matching.lookup import QueryPlan
from supplier_connect.shops.matching.reading.facts import Property, shown
from supplier_connect.shops.matching.reading.profile import profile_of
from supplier_connect.shops.matching.settings import WEIGHTS, MatchSettings, Strategy, Weights
from supplier_connect.shops.model.match import Match, MatchCandidate, TokenUse
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.part import Detail
from supplier_connect.shops.services.lookup.find_parts import plan_note
from supplier_connect.shops.services.lookup.import_parts import Imported, Outcome

# An Item's Supplier Parts by account and number in small letters.
Parts = Mapping[tuple[str, str], str]


class PlanResult(Result):
	"""Why a query is what it is."""

	kind: str
	name_mode: str
	has_structured_tokens: bool
	include_name_tokens: bool
	words: list[str]
	tokens: list[TokenUse]
	constraints: list[str]


class OutcomeResult(Result):
	"""What came of asking an account; `kind` is that of its error, "" for none."""

	account: str
	connector: str
	questions: list[str]
	parts: int
	error: str
	kind: str
	kept_since: Moment | None


class ScoreLineResult(Result):
	"""A part of a score, and why."""

	name: str
	points: float
	of_: float = Field(alias="of")
	sentence: str
	fit: Text


class MatchOfferResult(OfferResult):
	"""An offer at the quantity asked for: what has to be ordered, and what that costs with fees."""

	account: str
	connector: str
	quantity: int
	unit_price: float | None
	cost: float | None
	enough: bool
	linked: bool


class CandidateResult(Result):
	"""A part that may be the Item; what it shows is from its best offer that says it."""

	rank: int
	score: float
	fit: Text
	exact: bool
	linked: bool
	mpn: str
	manufacturer: str
	description: str
	lifecycle: str
	category: str
	package: str
	image_url: str
	datasheet_url: str
	url: str
	offers: list[MatchOfferResult]
	score_lines: list[ScoreLineResult]
	warnings: list[str]


_OF_THE_PART = (
	"mpn",
	"manufacturer",
	"description",
	"lifecycle",
	"category",
	"image_url",
	"datasheet_url",
	"url",
)


class MatchResult(Result):
	"""A lookup with its candidates."""

	name: str
	item: str
	item_name: str
	query: str
	own_query: str
	quantity: int
	strategy: str
	weights: Weights
	state: Text
	user: str
	at: Moment
	count: int
	candidates: list[CandidateResult]
	outcomes: list[OutcomeResult]
	plan: PlanResult


def match_of(match: Match, top: int | None = None) -> MatchResult:
	"""A lookup with its candidates; `top` is how many of them, None for all."""
	(found,) = matches_of([match], top)
	return found


def matches_of(matches: Collection[Match], top: int | None = None) -> list[MatchResult]:
	"""Several lookups; their Items' names take one query."""
	codes = {match.item for match in matches}
	rows = frappe.get_all(
		"Item", {"name": ("in", [*codes, ""])}, ["name", "item_name"], order_by=None, limit_page_length=0
	)
	names = {row.name: row.item_name for row in rows}
	return [
		MatchResult.of(
			match,
			item_name=names.get(match.item) or "",
			weights=WEIGHTS[Strategy(match.strategy)],
			count=len(match.candidates),
			candidates=[_candidate(candidate) for candidate in match.candidates[:top]],
		)
		for match in matches
	]


def _candidate(candidate: MatchCandidate) -> CandidateResult:
	offers = [one.offer for one in candidate.offers]
	told = {name: next(filter(None, (getattr(offer, name) for offer in offers)), "") for name in _OF_THE_PART}
	return CandidateResult.of(
		candidate,
		**told,
		package=next(filter(None, map(_package_of, offers)), ""),
		offers=[
			MatchOfferResult.of(
				one.offer,
				account=one.account,
				connector=one.connector,
				quantity=one.quantity,
				unit_price=one.unit_price,
				cost=one.cost,
				enough=one.enough,
				linked=one.linked,
			)
			for one in candidate.offers
		],
		score_lines=[ScoreLineResult.of(line, of_=line.of) for line in candidate.score_lines],
	)


def _package_of(offer: Offer) -> str:
	packages = profile_of(offer).values(Property.PACKAGE)
	return shown(Property.PACKAGE, packages[0]) if packages else ""


class MatchLine(Result):
	"""A lookup in a list."""

	name: str
	item: str
	query: str | None
	quantity: int
	strategy: str
	state: str
	user: str | None
	at: Moment | None
	accounts: str | None
	not_searched: str | None
	found: int
	best_mpn: str | None
	best_manufacturer: str | None
	best_score: float


def match_line_of(row: Any) -> MatchLine:
	"""A lookup as lists read it."""
	return MatchLine.of(row, strategy=row.strategy.lower(), at=row.looked_up_at)


class SearchAccount(AccountResult):
	"""An account to search: whether it is its supplier's default, and what it lacks for searching."""

	default: bool
	state: str | None
	can_search: bool
	missing: list[str]


def search_accounts_of(names: Collection[str]) -> list[SearchAccount]:
	"""Accounts to search, for the current user."""
	found = []
	for account in accounts_of(names):
		doc = frappe.get_cached_doc("Supplier Account", account.name)
		missing = missing_keys(account_of(doc, frappe.session.user))
		found.append(
			SearchAccount.of(
				account,
				default=bool(doc.is_default),
				state=doc.connection_state,
				can_search=not missing,
				missing=[frappe._(label) for label in missing],
			)
		)
	return found


class ImportDefaults(Result):
	"""What an import takes over at first."""

	parameters: bool
	image: bool
	datasheet: bool
	price: bool


class LookupSettings(Result):
	"""The settings of a user's lookups."""

	strategy: Text
	weights: Weights
	strategies: dict[str, Weights]
	top_n: int
	quantity: int
	max_quantity: int | None
	name_mode: Text
	max_candidates: int
	import_: ImportDefaults = Field(alias="import")
	auto_import: bool
	may_set_prices: bool


def settings_of(settings: MatchSettings) -> LookupSettings:
	"""The settings of a user's lookups, with what the site's imports take over."""
	chosen, may_price = import_choices(), may_set_prices()
	details = {detail.value: detail in chosen.details for detail in Detail}
	return LookupSettings.of(
		settings,
		strategies={strategy.value: weights for strategy, weights in WEIGHTS.items()},
		quantity=settings.min_price_quantity,
		max_quantity=settings.max_price_quantity,
		import_=ImportDefaults(**details, price=chosen.price and may_price),
		auto_import=chosen.auto,
		may_set_prices=may_price,
	)


class LookupStart(Result):
	"""What a lookup of an Item would begin with."""

	item: str
	item_name: str
	query: str
	accounts: list[SearchAccount]
	chosen: list[str]
	may_create_account: bool
	may_import: bool
	settings: LookupSettings
	latest: MatchLine | None
	plan: PlanResult


class ImportedOffer(Result):
	"""What became of an offer; `asks` says that the user may accept it nevertheless."""

	account: str
	sku: str
	mpn: str
	outcome: Text
	reason: Text
	asks: bool
	supplier_part: str | None


class ImportResult(Result):
	"""What became of the offers of a lookup."""

	match: str
	created: int
	updated: int
	unchanged: int
	failed: int
	results: list[ImportedOffer]


def imported_of(done: Collection[Imported], parts: Parts) -> list[ImportedOffer]:
	"""What became of ticked offers."""
	return [
		ImportedOffer.of(
			one,
			account=one.chosen.account,
			sku=one.chosen.offer.sku,
			mpn=one.chosen.offer.mpn,
			supplier_part=parts.get((one.chosen.account, one.chosen.offer.sku.casefold())),
		)
		for one in done
	]


def import_of(match: str, done: Collection[Imported], parts: Parts) -> ImportResult:
	"""What became of ticked offers of a lookup."""
	counts = {outcome.value: sum(one.outcome is outcome for one in done) for outcome in Outcome}
	return ImportResult(match=match, **counts, results=imported_of(done, parts))


class FailedItem(Result):
	"""An Item that could not be looked up."""

	item: str
	reason: str


class MatchProgress(Partial):
	"""How far a lookup of many Items is."""

	state: str
	batch: str
	total: int
	done: int
	left: int
	imported: int
	to_review: int
	nothing: int
	failed: list[FailedItem]
	failed_count: int
	message: str


class BomProgress(Partial):
	"""How far a lookup of a BOM is; `left` and `error` are told at its end."""

	state: str
	bom: str
	total: int
	done: int
	message: str
	cost: str | None
	result: BomCostResult | None
	left: int | None = None
	error: ErrorResult | None = None


class ReviewQueue(Result):
	"""The first of the lookups that wait for a review, and how many there are."""

	total: int
	matches: list[MatchResult]


class NextReview(Result):
	"""The next lookup to review, and how many there are."""

	next: MatchResult | None
	total: int


class AcceptedOffer(NextReview):
	"""What became of an accepted offer."""

	result: ImportedOffer


# every token of a plan


class TokenUseResult(Result):
	"""A token of a query with where it comes from."""

	token: str
	source: str
	rule: str
	origin: str
	used: bool


class ConstraintResult(Result):
	"""What a part has to fulfil."""

	property: Text
	relation: Text
	value: float | str
	shown: str
	source: str
	hard: bool


class QueryDebug(Result):
	"""How a query was put together."""

	name_mode: str
	has_structured_tokens: bool
	include_name_tokens: bool
	source_token_map: dict[str, list[str]]
	final_query_tokens: list[str]


class PlanDebug(Result):
	"""Every token of a plan: by source, with its rule, and what was made of all of them."""

	tokens: list[str]
	token_sources: dict[str, list[str]]
	token_attribution: list[TokenUseResult]
	semantic_hints: dict[str, str]
	numeric_constraints: list[ConstraintResult]
	query_debug: QueryDebug


class SearchResult(Result):
	"""A question to a shop; `wider` ones only when those before brought too little."""

	way: Text
	texts: list[str]
	why: Text
	wider: bool


class TokenDebug(PlanDebug):
	"""A plan, and what each account would be asked, in order."""

	searches: dict[str, list[SearchResult]]


class TokenDebugAnswer(Result):
	"""How the query of an Item comes about."""

	message: str = "OK"
	item: str
	query: str
	debug: TokenDebug


def debug_of(plan: QueryPlan) -> dict[str, Any]:
	"""The fields of `PlanDebug` for a plan."""
	note = plan_note(plan, translate)
	sources: dict[str, list[str]] = {}
	for token in note.tokens:
		sources.setdefault(token.source, []).append(token.text)
	values = {
		said.fact.property.value: shown(said.fact.property, said.fact.value) for said in plan.wanted.facts
	}
	return {
		"tokens": [token.text for token in note.tokens],
		"token_sources": sources,
		"token_attribution": [TokenUseResult.of(token, token=token.text) for token in note.tokens],
		"semantic_hints": {"component_type": plan.wanted.kind.value, **values},
		"numeric_constraints": [
			ConstraintResult.of(
				one,
				value=float(one.value) if isinstance(one.value, Decimal) else one.value,
				shown=shown(one.property, one.value),
			)
			for one in plan.wanted.constraints
		],
		"query_debug": QueryDebug.of(note, source_token_map=sources, final_query_tokens=list(note.words)),
	}
