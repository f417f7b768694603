"""The engine as the services use it: a plan for a part, and the offers found for it in order.

plan = plan_for(part, settings)
for search in plan.searches("Mouser", supplier="Mouser Electronics"): ...
candidates = rank(plan, offers, settings, already_linked, quantity=100)
parts = score_parts(candidates[0])
"""

from __future__ import annotations

from collections.abc import Sequence

from supplier_connect.shops.matching.query.plan import QueryPlan, Search, Way, plan_for, plan_for_text
from supplier_connect.shops.matching.ranking.explaining import ScorePart, score_parts, warnings
from supplier_connect.shops.matching.ranking.merging import AccountOffer
from supplier_connect.shops.matching.ranking.ranking import Candidate, LinkedNumbers, RankedOffer, rank_offers
from supplier_connect.shops.matching.settings import MatchSettings

__all__ = [
	"AccountOffer",
	"Candidate",
	"MatchSettings",
	"QueryPlan",
	"RankedOffer",
	"ScorePart",
	"Search",
	"Way",
	"plan_for",
	"plan_for_text",
	"rank",
	"score_parts",
	"top",
	"warnings",
]


def rank(
	plan: QueryPlan,
	offers: Sequence[AccountOffer],
	settings: MatchSettings,
	already_linked: LinkedNumbers = (),
	quantity: int | None = None,
) -> tuple[Candidate, ...]:
	"""All candidates among the offers that the searches of a plan brought, the best first."""
	return rank_offers(plan.wanted, offers, settings, already_linked, quantity)


def top(candidates: Sequence[Candidate], settings: MatchSettings) -> tuple[Candidate, ...]:
	"""The candidates to show."""
	return tuple(candidates[: settings.top_n])
