"""What it takes to buy what is needed, and how well it can be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from support.rank_samples import RESISTOR

from supplier_connect.shops.matching.ranking.availability import availability, is_enough, lifecycle_rule
from supplier_connect.shops.model.offer import PriceBreak

STEPS = (PriceBreak(1, Decimal("0.10")), PriceBreak(100, Decimal("0.04")), PriceBreak(1000, Decimal("0.02")))
OFFER = replace(RESISTOR, breaks=STEPS)


@pytest.mark.parametrize(
	("needed", "unit_price", "cost"),
	[(1, "0.10", "0.10"), (99, "0.10", "9.90"), (100, "0.04", "4.00"), (5000, "0.02", "100.00")],
)
def test_the_price_is_that_of_the_break_that_applies(needed: int, unit_price: str, cost: str) -> None:
	assert OFFER.purchase(needed) == (needed, Decimal(unit_price), Decimal(cost))


def test_rounding_up_to_minimum_and_multiple_counts_in_the_cost() -> None:
	reel = replace(OFFER, minimum=4000, multiple=4000)
	assert reel.purchase(10) == (4000, Decimal("0.02"), Decimal("80.00"))
	assert replace(OFFER, multiple=10).purchase(95).quantity == 100


def test_a_fee_counts_once() -> None:
	assert replace(OFFER, fee=Decimal(7)).purchase(100).cost == Decimal("11.00")


def test_a_price_that_is_not_known_stays_unknown() -> None:
	assert replace(OFFER, breaks=()).purchase(10) == (10, None, None)
	assert replace(OFFER, breaks=STEPS[1:]).purchase(10) == (10, None, None)


def test_with_an_upper_quantity_the_larger_order_is_taken_where_it_costs_less() -> None:
	assert OFFER.purchase(90, most=100) == (100, Decimal("0.04"), Decimal("4.00"))
	assert OFFER.purchase(90, most=99) == (90, Decimal("0.10"), Decimal("9.00"))
	assert OFFER.purchase(10, most=1000).quantity == 10
	assert replace(OFFER, stock=95).purchase(90, most=100).quantity == 90


@pytest.mark.parametrize(
	("stock", "enough"), [(100, True), (101, True), (99, False), (0, False), (None, False)]
)
def test_stock_that_is_just_the_quantity_is_enough(stock: int | None, enough: bool) -> None:
	offer = replace(OFFER, stock=stock)
	assert is_enough(offer, 100) is enough
	assert (availability(offer, 100).stock == 1) is enough


def test_some_stock_is_better_than_none_and_a_short_lead_time_better_than_a_long_one() -> None:
	def share(stock: int | None, lead_time_days: int | None = None) -> float:
		return availability(replace(OFFER, stock=stock, lead_time_days=lead_time_days), 100).stock

	assert 1 > share(99) > share(10) > share(0) == share(None) == 0
	assert share(99) > share(0, 14) > share(0, 140) > share(0)


@pytest.mark.parametrize(
	("words", "name"),
	[
		("Active", "in production"),
		("New Product", "in production"),
		("New at Mouser", "in production"),
		("Not Recommended for New Designs", "not for new designs"),
		("Not For New Designs", "not for new designs"),
		("NRND", "not for new designs"),
		("End of Life", "end of life"),
		("Last Time Buy", "end of life"),
		("Obsolete", "obsolete"),
		("Discontinued at Digi-Key", "obsolete"),
		("Factory Special Order", "on special order"),
	],
)
def test_the_stages_of_life_as_shops_call_them(words: str, name: str) -> None:
	rule = lifecycle_rule(words)
	assert rule.name == name
	assert (availability(replace(OFFER, lifecycle=words), 1).lifecycle == 1) is (name == "in production")


def test_a_last_day_for_orders_counts_as_the_end_of_life() -> None:
	assert availability(replace(OFFER, last_buy=date(2030, 1, 1)), 1).lifecycle < 1


def test_what_cannot_be_bought_is_not_in_stock() -> None:
	restricted = availability(replace(OFFER, restriction="Not for sale in your country"), 1)
	assert restricted.stock == restricted.terms == 0
	assert 0 < availability(replace(OFFER, marketplace=True), 1).terms < 1


def test_more_than_a_shop_sells_to_one_customer_is_not_enough() -> None:
	assert is_enough(replace(OFFER, maximum=100), 100)
	assert not is_enough(replace(OFFER, maximum=99), 100)
	assert availability(replace(OFFER, maximum=99), 100).stock == 0
