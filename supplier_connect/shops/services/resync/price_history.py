"""What a part cost over time: prices at chosen quantities, made from the points that the books keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import price_at

# More than a chart can show.
MOST_POINTS = 400


@dataclass(frozen=True)
class PriceStep:
	"""From `at` (UTC) on a piece costs `price` in `currency`; None where there is no price for so many."""

	at: datetime
	currency: str
	price: Decimal | None


@dataclass(frozen=True)
class PriceSeries:
	"""The prices of a piece at a quantity, one for each time of the chart; None for no price."""

	quantity: int
	prices: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class PriceChart:
	"""Prices in `currency`, and stock (None: unknown), at the times `at` (UTC), each until the next."""

	currency: str
	at: tuple[datetime, ...]
	stock: tuple[int | None, ...]
	series: tuple[PriceSeries, ...]


def price_over_time(points: Iterable[HistoryPoint], quantity: int) -> tuple[PriceStep, ...]:
	"""The prices of a piece at a quantity, a step for each change of it."""
	steps: list[PriceStep] = []
	for point in points:
		step = PriceStep(point.at, point.currency, price_at(point.breaks, quantity))
		if not steps or (step.price, step.currency) != (steps[-1].price, steps[-1].currency):
			steps.append(step)
	return tuple(steps)


def break_quantities(points: Sequence[HistoryPoint]) -> tuple[int, ...]:
	"""The quantities that the newest prices begin at."""
	newest = next((point.breaks for point in reversed(points) if point.breaks), ())
	return tuple(sorted({step.quantity for step in newest}))


def series(
	points: Sequence[HistoryPoint],
	quantities: Iterable[int],
	until: datetime,
	since: datetime | None = None,
	most: int = MOST_POINTS,
) -> PriceChart:
	"""The prices at some quantities, and the stock, from `since` (else the first point) to `until`.

	What held before `since` is shown from there on, and what holds last until `until`. Only prices in the newest
	currency are told, as others can't be compared. At most `most` times are kept, evenly, the first and the last ones
	always.
	"""
	shown = thinned(_within(points, since, until), most)
	currency = next((point.currency for point in reversed(shown) if point.breaks), "")
	return PriceChart(
		currency,
		tuple(point.at for point in shown),
		tuple(point.stock for point in shown),
		tuple(
			PriceSeries(
				quantity,
				tuple(
					price_at(point.breaks, quantity) if point.currency == currency else None
					for point in shown
				),
			)
			for quantity in quantities
		),
	)


def thinned(points: Sequence[HistoryPoint], most: int) -> tuple[HistoryPoint, ...]:
	"""At most `most` of the points (2 at least), evenly, the first and the last ones always."""
	most = max(most, 2)
	if len(points) <= most:
		return tuple(points)
	last = len(points) - 1
	return tuple(points[round(place * last / (most - 1))] for place in range(most))


def _within(
	points: Sequence[HistoryPoint], since: datetime | None, until: datetime
) -> tuple[HistoryPoint, ...]:
	held = [point for point in points if point.at <= until]
	if since is not None:
		before = [point for point in held if point.at < since]
		carried = [replace(before[-1], at=since)] if before else []
		held = [*carried, *held[len(before) :]]
	if held and held[-1].at < until:
		held.append(replace(held[-1], at=until))
	return tuple(held)
