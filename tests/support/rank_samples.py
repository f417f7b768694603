"""Offers and rankings as the tests of the ranking half want them: short to write, easy to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from supplier_connect.shops.matching.lookup import (
	AccountOffer,
	Candidate,
	MatchSettings,
	QueryPlan,
	plan_for,
	plan_for_text,
	rank,
	score_parts,
)
from supplier_connect.shops.model.offer import Offer, PriceBreak
from supplier_connect.shops.model.part import Part

SETTINGS = MatchSettings()

RESISTOR = Offer(
	sku="603-RC0603FR-0710KL",
	mpn="RC0603FR-0710KL",
	manufacturer="YAGEO",
	description="Thick Film Resistors - SMD 10 kOhms 100 mW 0603 1%",
	category="Thick Film Resistors - SMD",
	currency="EUR",
	breaks=(PriceBreak(1, Decimal("0.10")), PriceBreak(100, Decimal("0.01"))),
	stock=10_000,
	minimum=1,
	multiple=1,
)


def offer(mpn: str, description: str, **changes: object) -> Offer:
	"""An offer like any other, but for the number, the description and what is named."""
	plain = replace(
		RESISTOR, sku=f"sku-{mpn}", mpn=mpn, description=description, category="", manufacturer=""
	)
	return replace(plain, **changes)  # type: ignore[arg-type]


def at(account: str, *offers: Offer) -> list[AccountOffer]:
	"""Offers found with an account."""
	return [AccountOffer(account, account, one) for one in offers]


def ranked(
	wanted: str | Part | QueryPlan,
	*offers: Offer | AccountOffer,
	settings: MatchSettings = SETTINGS,
	quantity: int | None = None,
) -> tuple[Candidate, ...]:
	"""The candidates for a query or an Item, the best first."""
	found = [
		one if isinstance(one, AccountOffer) else AccountOffer("Mouser", "Mouser", one) for one in offers
	]
	return rank(plan(wanted, settings), found, settings, quantity=quantity)


def plan(wanted: str | Part | QueryPlan, settings: MatchSettings = SETTINGS) -> QueryPlan:
	"""The plan for a query or an Item."""
	if isinstance(wanted, QueryPlan):
		return wanted
	return plan_for(wanted, settings) if isinstance(wanted, Part) else plan_for_text(wanted, settings)


def numbers(candidates: Sequence[Candidate]) -> list[str]:
	"""The manufacturer part numbers in their order."""
	return [candidate.mpn for candidate in candidates]


def sentence(candidate: Candidate, part: str) -> str:
	"""What the score says of one of its parts."""
	return next(str(one.sentence) for one in score_parts(candidate) if str(one.name) == part)


def points(candidate: Candidate, part: str) -> float:
	"""The points of one part of the score."""
	return next(one.points for one in score_parts(candidate) if str(one.name) == part)
