"""What holds for any ranking: one order for all, points within bounds, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from support.rank_samples import SETTINGS, ranked

from supplier_connect.shops.matching.lookup import AccountOffer, score_parts
from supplier_connect.shops.matching.settings import Strategy
from supplier_connect.shops.model.match import Fit
from supplier_connect.shops.model.offer import Offer, PriceBreak

_QUERIES = some.sampled_from(
	[
		"10k 0603 1%",
		"100nF 0402 16V X7R",
		"LM358DR",
		"74HC595 SOIC-16",
		"LED green 0603",
		"something else",
		"",
	]
)
_DESCRIPTIONS = some.sampled_from(
	[
		"RES 10K OHM 1% 1/10W 0603",
		"RES 10K OHM 5% 1/10W 0603",
		"Thick Film Resistors - SMD 10K OHM 1%",
		"CAP CER 0.1UF 16V X7R 0402",
		"CAP CER 0.1UF 10V Y5V 0402",
		"IC OPAMP GP 2 CIRCUIT 8SOIC",
		"EVAL BOARD FOR LM358",
		"LED GREEN CLEAR 0603 SMD",
		"",
	]
)
_PRICES = some.lists(
	some.builds(
		PriceBreak,
		some.sampled_from([1, 10, 100, 5000]),
		some.decimals("0.001", "9", places=3, allow_nan=False),
	),
	max_size=3,
)
_OFFERS = some.builds(
	Offer,
	sku=some.sampled_from(["a", "b", "c", "d", "e"]),
	mpn=some.sampled_from(["LM358DR", "LM358D", "RC0603FR-0710KL", "SN74HC595D", "X-1", ""]),
	manufacturer=some.sampled_from(["TI", "Texas Instruments", "Yageo", "", "Acme"]),
	description=_DESCRIPTIONS,
	currency=some.sampled_from(["EUR", "EUR", "USD"]),
	breaks=_PRICES.map(tuple),
	stock=some.sampled_from([None, 0, 99, 100, 10**6]),
	minimum=some.sampled_from([None, 1, 5000]),
	multiple=some.sampled_from([None, 1, 10]),
	lifecycle=some.sampled_from(["", "Active", "Obsolete", "NRND"]),
	marketplace=some.booleans(),
)
_FOUND = some.lists(
	some.builds(AccountOffer, some.sampled_from(["A", "B"]), some.just("Mouser"), _OFFERS), max_size=8
)
_SETTINGS = some.builds(
	lambda strategy, most, rates: replace(SETTINGS, strategy=strategy, max_price_quantity=most, rates=rates),
	some.sampled_from(Strategy),
	some.sampled_from([None, 200]),
	some.sampled_from([{}, {"EUR": Decimal(1), "USD": Decimal("0.9")}]),
)


@settings(max_examples=150, deadline=None)
@given(_QUERIES, _FOUND, some.randoms(use_true_random=False), _SETTINGS)
def test_the_order_does_not_depend_on_who_answered_first(query, found, chance, chosen) -> None:  # type: ignore[no-untyped-def]
	shuffled = list(found)
	chance.shuffle(shuffled)
	one = ranked(query, *found, settings=chosen, quantity=100)
	other = ranked(query, *shuffled, settings=chosen, quantity=100)
	assert [(c.identity, c.score, [o.offer for o in c.offers]) for c in one] == [
		(c.identity, c.score, [o.offer for o in c.offers]) for c in other
	]


@settings(max_examples=150, deadline=None)
@given(_QUERIES, _FOUND, _SETTINGS)
def test_scores_are_within_bounds_and_made_up_of_their_parts(query, found, chosen) -> None:  # type: ignore[no-untyped-def]
	for candidate in ranked(query, *found, settings=chosen, quantity=100):
		parts = score_parts(candidate)
		assert -1e-9 <= candidate.score <= 100 + 1e-9
		assert all(-1e-9 <= part.points <= part.of + 1e-9 for part in parts)
		assert sum(part.points for part in parts) == pytest.approx(candidate.score)


@settings(max_examples=150, deadline=None)
@given(_QUERIES, _FOUND)
def test_what_violates_stands_behind_all_that_does_not(query, found) -> None:  # type: ignore[no-untyped-def]
	violated = [one.verdict is Fit.VIOLATES for one in ranked(query, *found)]
	assert violated == sorted(violated)


@settings(max_examples=150, deadline=None)
@given(_QUERIES, _FOUND)
def test_every_offer_is_in_one_candidate(query, found) -> None:  # type: ignore[no-untyped-def]
	candidates = ranked(query, *found)
	listed = [(one.account, one.offer.sku) for candidate in candidates for one in candidate.offers]
	assert set(listed) == {(one.account, one.offer.sku) for one in found}
	assert len({candidate.identity for candidate in candidates}) == len(candidates)


@settings(max_examples=150, deadline=None)
@given(_QUERIES, _FOUND, _OFFERS)
def test_one_more_offer_leaves_the_verdicts_of_the_others(query, found, more) -> None:  # type: ignore[no-untyped-def]
	before = {one.identity: one.verdict for one in ranked(query, *found)}
	after = {
		one.identity: one.verdict for one in ranked(query, *found, replace(more, mpn="NEW-1", sku="new"))
	}
	assert all(after[identity] is verdict for identity, verdict in before.items() if identity in after)
