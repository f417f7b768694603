"""Lookups as plain JSON, as docs/api.md describes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import frappe

from supplier_connect.api.shapes import account_json, offer_json, plain
from supplier_connect.core.desk.clock import to_site
from supplier_connect.core.desk.errors import translate
from supplier_connect.shops.desk.accounts.accounts import account_of, missing_keys
from supplier_connect.shops.desk.lookup.lookup_settings import import_choices
from supplier_connect.shops.desk.lookup.lookups import may_set_prices
from supplier_connect.shops.matching.lookup import QueryPlan
from supplier_connect.shops.matching.reading.facts import Property, shown
from supplier_connect.shops.matching.reading.profile import profile_of
from supplier_connect.shops.matching.settings import WEIGHTS, MatchSettings, Strategy
from supplier_connect.shops.model.match import Match, MatchCandidate, MatchOffer, PlanNote, ShopOutcome
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.part import Detail
from supplier_connect.shops.services.lookup.find_parts import plan_note
from supplier_connect.shops.services.lookup.import_parts import Imported, Outcome

# What a candidate shows of its part: of its best offer, else of the first that says it.
_PART_FIELDS = (
	"mpn",
	"manufacturer",
	"description",
	"lifecycle",
	"category",
	"image_url",
	"datasheet_url",
	"url",
)


def match_json(match: Match, top: int | None = None) -> dict[str, Any]:
	"""A lookup with its candidates; `top` is how many of them, None for all."""
	(shown,) = matches_json([match], top)
	return shown


def matches_json(matches: Collection[Match], top: int | None = None) -> list[dict[str, Any]]:
	"""Several lookups; their Items' names take one query."""
	codes = {match.item for match in matches}
	rows = frappe.get_all(
		"Item", {"name": ("in", [*codes, ""])}, ["name", "item_name"], order_by=None, limit_page_length=0
	)
	names = {row.name: row.item_name for row in rows}
	return [_match_json(match, names.get(match.item) or "", top) for match in matches]


def _match_json(match: Match, item_name: str, top: int | None) -> dict[str, Any]:
	return {
		"name": match.name,
		"item": match.item,
		"item_name": item_name,
		"query": match.query,
		"own_query": match.own_query,
		"quantity": match.quantity,
		"strategy": match.strategy,
		"weights": asdict(WEIGHTS[Strategy(match.strategy)]),
		"state": match.state.value,
		"user": match.user,
		"at": time_json(match.at),
		"count": len(match.candidates),
		"candidates": [candidate_json(candidate) for candidate in match.candidates[:top]],
		"outcomes": [_outcome_json(outcome) for outcome in match.outcomes],
		"plan": plan_json(match.plan),
	}


def _outcome_json(outcome: ShopOutcome) -> dict[str, Any]:
	kept_since = time_json(outcome.kept_since) if outcome.kept_since else None
	return {**asdict(outcome), "questions": list(outcome.questions), "kept_since": kept_since}


def candidate_json(candidate: MatchCandidate) -> dict[str, Any]:
	"""A candidate with its offers, the best first."""
	offers = [one.offer for one in candidate.offers]
	return {
		"rank": candidate.rank,
		"score": candidate.score,
		"fit": candidate.fit.value,
		"exact": candidate.exact,
		"linked": candidate.linked,
		**{
			field: next(filter(None, (getattr(offer, field) for offer in offers)), "")
			for field in _PART_FIELDS
		},
		"package": next(filter(None, map(_package_of, offers)), ""),
		"offers": [match_offer_json(one) for one in candidate.offers],
		"score_lines": [{**asdict(line), "fit": line.fit.value} for line in candidate.score_lines],
		"warnings": list(candidate.warnings),
	}


def match_offer_json(one: MatchOffer) -> dict[str, Any]:
	"""An offer at the quantity asked for; what the shop didn't tell is null."""
	return {
		**offer_json(one.offer),
		"account": one.account,
		"connector": one.connector,
		"quantity": one.quantity,
		"unit_price": plain(one.unit_price),
		"cost": plain(one.cost),
		"enough": one.enough,
		"linked": one.linked,
	}


def _package_of(offer: Offer) -> str:
	packages = profile_of(offer).values(Property.PACKAGE)
	return shown(Property.PACKAGE, packages[0]) if packages else ""


def plan_json(note: PlanNote) -> dict[str, Any]:
	"""Why a query is what it is."""
	return {**asdict(note), "words": list(note.words), "constraints": list(note.constraints)}


def line_json(row: Mapping[str, Any]) -> dict[str, Any]:
	"""A lookup in a list."""
	told = {name: value for name, value in row.items() if name != "looked_up_at"}
	return {**told, "strategy": row["strategy"].lower(), "at": _site_time(row["looked_up_at"])}


def time_json(moment: Any) -> str | None:
	"""A moment in the site's time zone, to the second."""
	return _site_time(to_site(moment))


def _site_time(at: Any) -> str | None:
	return str(at.replace(microsecond=0)) if at else None


def search_account_json(name: str) -> dict[str, Any]:
	"""An account to choose: whether it is the default of its supplier, and what it lacks for searching."""
	doc = frappe.get_cached_doc("Supplier Account", name)
	missing = missing_keys(account_of(doc, frappe.session.user))
	return {
		**account_json(name),
		"default": bool(doc.is_default),
		"state": doc.connection_state,
		"can_search": not missing,
		"missing": [frappe._(label) for label in missing],
	}


def settings_json(settings: MatchSettings) -> dict[str, Any]:
	"""The settings of a user's lookups, and what an import takes over at first."""
	chosen = import_choices()
	return {
		"strategy": settings.strategy.value,
		"weights": asdict(settings.weights),
		"strategies": {strategy.value: asdict(weights) for strategy, weights in WEIGHTS.items()},
		"top_n": settings.top_n,
		"quantity": settings.min_price_quantity,
		"max_quantity": settings.max_price_quantity,
		"name_mode": settings.name_mode.value,
		"max_candidates": settings.max_candidates,
		"import": {
			**{detail.value: detail in chosen.details for detail in Detail},
			"price": chosen.price and may_set_prices(),
		},
		"auto_import": chosen.auto,
		"may_set_prices": may_set_prices(),
	}


def import_json(done: tuple[Imported, ...], parts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
	"""What became of ticked offers; `parts` are the Item's Supplier Parts by account and number in small letters."""
	return {
		**{outcome.value: sum(one.outcome is outcome for one in done) for outcome in Outcome},
		"results": [_imported_json(one, parts) for one in done],
	}


def _imported_json(one: Imported, parts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
	offer = one.chosen.offer
	return {
		"account": one.chosen.account,
		"sku": offer.sku,
		"mpn": offer.mpn,
		"outcome": one.outcome.value,
		"reason": translate(one.reason) if one.reason else "",
		"asks": one.asks,
		"supplier_part": parts.get((one.chosen.account, offer.sku.casefold())),
	}


# the plan in full, and candidates as rows of their own


def token_json(plan: QueryPlan) -> dict[str, Any]:
	"""Every token of a plan: by source, with its rule, and what was made of all of them."""
	note = plan_note(plan, translate)
	sources: dict[str, list[str]] = {}
	for token in note.tokens:
		sources.setdefault(token.source, []).append(token.text)
	return {
		"tokens": [token.text for token in note.tokens],
		"token_sources": sources,
		"token_attribution": [
			{
				"token": token.text,
				"source": token.source,
				"rule": token.rule,
				"origin": token.origin,
				"used": token.used,
			}
			for token in note.tokens
		],
		"semantic_hints": hints_json(plan),
		"numeric_constraints": constraints_json(plan),
		"query_debug": {
			"name_mode": note.name_mode,
			"has_structured_tokens": note.has_structured_tokens,
			"include_name_tokens": note.include_name_tokens,
			"source_token_map": sources,
			"final_query_tokens": list(note.words),
		},
	}


def hints_json(plan: QueryPlan) -> dict[str, Any]:
	"""What kind of part is wanted, and the values that were read."""
	values = {
		said.fact.property.value: shown(said.fact.property, said.fact.value) for said in plan.wanted.facts
	}
	return {"component_type": plan.wanted.kind.value, **values}


def constraints_json(plan: QueryPlan) -> list[dict[str, Any]]:
	"""What a part has to fulfil."""
	return [
		{
			"property": one.property.value,
			"relation": one.relation.value,
			"value": float(one.value) if isinstance(one.value, Decimal) else one.value,
			"shown": shown(one.property, one.value),
			"source": one.source,
			"hard": one.hard,
		}
		for one in plan.wanted.constraints
	]


def questions_json(plan: QueryPlan, connector: str, supplier: str) -> list[dict[str, Any]]:
	"""What a shop is asked, in order; `wider` questions only when those before brought too little."""
	return [
		{
			"way": search.way.value,
			"texts": list(search.texts),
			"why": translate(search.why),
			"wider": search.wider,
		}
		for search in plan.searches(connector, supplier)
	]
