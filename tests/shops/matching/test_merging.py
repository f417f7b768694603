"""One candidate out of the offers of several shops."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from support.rank_samples import RESISTOR, SETTINGS, at, numbers, offer, plan, ranked

from supplier_connect.shops.matching.lookup import rank
from supplier_connect.shops.model.offer import Packing, PriceBreak

CUT_TAPE = replace(
	RESISTOR, sku="311-10.0KHRCT-ND", description="RES 10K OHM 1% 1/10W 0603", packing=Packing.CUT_TAPE
)
REEL = replace(CUT_TAPE, sku="311-10.0KHRTR-ND", packing=Packing.REEL, minimum=5000, multiple=5000)


def test_one_part_of_two_shops_is_one_candidate() -> None:
	(candidate,) = ranked("10k 0603", *at("Mouser", RESISTOR), *at("DigiKey", CUT_TAPE, REEL))
	assert {one.offer.sku for one in candidate.offers} == {RESISTOR.sku, CUT_TAPE.sku, REEL.sku}


def test_a_small_order_is_bought_from_cut_tape_and_not_from_a_reel() -> None:
	(candidate,) = ranked("10k 0603", *at("DigiKey", REEL, CUT_TAPE), quantity=10)
	assert candidate.best.offer == CUT_TAPE
	assert candidate.best.purchase.quantity == 10


def test_spellings_of_the_number_and_names_of_the_manufacturer_do_not_matter() -> None:
	one = replace(RESISTOR, mpn="SN74HC595-DR", manufacturer="TI")
	other = replace(RESISTOR, sku="b", mpn="sn74hc595dr", manufacturer="Texas Instruments Inc.")
	assert len(ranked("74HC595", *at("A", one), *at("B", other))) == 1


def test_a_users_alias_merges() -> None:
	one, other = replace(RESISTOR, manufacturer="Acme"), replace(RESISTOR, manufacturer="Bcme")
	aliases = replace(SETTINGS, manufacturer_aliases={"Bcme": "Acme"})
	assert len(ranked("10k", *at("A", one), *at("B", other))) == 2
	assert len(ranked("10k", *at("A", one), *at("B", other), settings=aliases)) == 1


def test_two_manufacturers_of_one_number_are_two_candidates() -> None:
	one, other = (
		offer("BC847B", "NPN 45V", manufacturer="onsemi"),
		offer("BC847B", "NPN 45V", manufacturer="Nexperia"),
	)
	assert len(ranked("BC847B", *at("A", one), *at("B", other))) == 2


def test_numbers_that_differ_in_a_point_are_two_parts() -> None:
	low, high = offer("SMAJ5.0A", "TVS 5V SMA"), offer("SMAJ50A", "TVS 50V SMA")
	assert len(ranked("TVS", low, high)) == 2


def test_an_offer_without_a_manufacturer_joins_the_only_one_there_is() -> None:
	nameless = replace(RESISTOR, sku="c", manufacturer="")
	one, other = replace(RESISTOR, manufacturer="YAGEO"), replace(RESISTOR, sku="d", manufacturer="Bourns")
	assert len(ranked("10k", *at("A", one), *at("B", nameless))) == 1
	assert len(ranked("10k", *at("A", one), *at("B", other), *at("C", nameless))) == 3


def test_an_offer_that_two_searches_brought_counts_once() -> None:
	(candidate,) = ranked("10k", *at("Mouser", RESISTOR, RESISTOR))
	assert len(candidate.offers) == 1


def test_the_shops_complete_each_other() -> None:
	terse = replace(RESISTOR, mpn="XYZ", description="Resistor 10K OHM 1%", category="")
	telling = replace(terse, sku="b", description="RES 10K OHM 0603")
	candidates = ranked("10k 0603 1%", *at("A", terse), *at("B", telling))
	assert [candidate.verdict.name for candidate in candidates] == ["FITS"]


def test_who_answered_first_does_not_matter() -> None:
	found = [
		*at("A", RESISTOR),
		*at("B", CUT_TAPE),
		*at("B", REEL),
		*at("C", offer("ERJ-3EKF1002V", "10k 0603")),
	]
	orders = [ranked("10k 0603", *order) for order in permutations(found)]
	assert all(order == orders[0] for order in orders)


def test_linked_offers_are_known() -> None:
	found = at("Mouser", RESISTOR, offer("OTHER-1", "resistor 10k"))
	candidates = rank(plan("10k 0603"), found, SETTINGS, {("Mouser", RESISTOR.sku)})
	assert {candidate.mpn: candidate.linked for candidate in candidates} == {
		RESISTOR.mpn: True,
		"OTHER-1": False,
	}


def test_prices_in_two_currencies_are_compared_only_with_rates() -> None:
	euros = offer("A-100", "resistor 10k 0603", breaks=(PriceBreak(1, Decimal("0.10")),))
	dollars = offer("B-100", "resistor 10k 0603", currency="USD", breaks=(PriceBreak(1, Decimal("0.09")),))
	with_rates = replace(SETTINGS, rates={"EUR": Decimal(1), "USD": Decimal("0.9")})
	assert all(one.comparable is None for one in ranked("10k 0603", euros, dollars))
	assert numbers(ranked("10k 0603", euros, dollars, settings=with_rates)) == ["B-100", "A-100"]
