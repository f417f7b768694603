"""Prices over time as charts and reports show them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import PriceBreak
from supplier_connect.shops.services.resync.price_history import (
	break_quantities,
	price_over_time,
	series,
	thinned,
)

START = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)


def point(day: int, *prices: tuple[int, str], stock: int | None = 5, currency: str = "EUR") -> HistoryPoint:
	"""A point so many days after the start."""
	breaks = tuple(PriceBreak(quantity, Decimal(price)) for quantity, price in prices)
	return HistoryPoint(START + timedelta(days=day), currency if breaks else "", breaks, stock)


def test_the_price_at_a_quantity_is_a_step_for_each_change() -> None:
	points = [
		point(0, (1, "1.0"), (100, "0.5")),
		point(1, (1, "1.0"), (100, "0.4"), stock=0),
		point(2, (1, "1.1"), (100, "0.4")),
		point(3, (100, "0.4")),
	]
	assert [(step.at.day, step.price) for step in price_over_time(points, 10)] == [
		(1, Decimal("1.0")),
		(3, Decimal("1.1")),
		(4, None),
	]
	assert [step.price for step in price_over_time(points, 250)] == [Decimal("0.5"), Decimal("0.4")]
	assert price_over_time([], 1) == ()


def test_another_currency_is_a_step_of_its_own() -> None:
	points = [point(0, (1, "1.0")), point(1, (1, "1.0"), currency="USD")]
	assert [step.currency for step in price_over_time(points, 1)] == ["EUR", "USD"]


def test_a_chart_goes_on_until_now() -> None:
	points = [point(0, (1, "1.0"), stock=None), point(2, (1, "2.0"), (10, "1.5"), stock=0)]
	until = START + timedelta(days=9)
	chart = series(points, (1, 10), until)
	assert chart.at == (points[0].at, points[1].at, until)
	assert chart.stock == (None, 0, 0)
	assert [(one.quantity, one.prices) for one in chart.series] == [
		(1, (Decimal("1.0"), Decimal("2.0"), Decimal("2.0"))),
		(10, (Decimal("1.0"), Decimal("1.5"), Decimal("1.5"))),
	]
	assert chart.currency == "EUR"


def test_a_chart_since_a_day_begins_with_what_held_then() -> None:
	points = [point(day, (1, str(day + 1))) for day in range(5)]
	since, until = START + timedelta(days=2, hours=5), START + timedelta(days=4)
	chart = series(points, (1,), until, since)
	assert chart.at == (since, points[3].at, points[4].at)
	assert chart.series[0].prices == (Decimal(3), Decimal(4), Decimal(5))
	assert series(points, (1,), until, START - timedelta(days=1)).at[0] == START


def test_prices_in_an_older_currency_are_not_mixed_in() -> None:
	points = [point(0, (1, "90"), currency="JPY"), point(1, (1, "0.6"))]
	chart = series(points, (1,), points[-1].at)
	assert (chart.currency, chart.series[0].prices) == ("EUR", (None, Decimal("0.6")))


def test_nothing_known_is_an_empty_chart() -> None:
	chart = series([], (1,), START)
	assert (chart.currency, chart.at, chart.series[0].prices) == ("", (), ())
	assert series([point(3, (1, "1"))], (1,), START).at == ()
	bare = series([point(0, stock=3)], (), START + timedelta(days=1))
	assert (bare.currency, bare.stock) == ("", (3, 3))


def test_the_quantities_of_a_chart_are_those_of_the_newest_prices() -> None:
	assert break_quantities([point(0, (1, "1"), (10, "0.9")), point(1, (100, "0.5"), (5, "0.8"))]) == (5, 100)
	assert break_quantities([point(0, (1, "1")), point(1)]) == (1,)
	assert break_quantities([]) == ()


@given(amount=st.integers(0, 1000), most=st.integers(2, 500))
def test_thinning_keeps_first_and_last_and_the_order(amount: int, most: int) -> None:
	points = [point(day, (1, "1")) for day in range(amount)]
	left = thinned(points, most)
	assert len(left) == min(amount, most)
	assert list(left) == sorted(set(left), key=lambda one: one.at)
	assert left[:1] + left[-1:] == tuple(points[:1] + points[-1:])


def test_a_long_history_makes_a_chart_of_at_most_so_many_times() -> None:
	points = [point(day, (1, str(day + 1))) for day in range(3000)]
	chart = series(points, (1, 10), points[-1].at + timedelta(days=3))
	assert len(chart.at) == len(chart.stock) == len(chart.series[1].prices) == 400
	assert (chart.at[0], chart.at[-1]) == (points[0].at, points[-1].at + timedelta(days=3))
