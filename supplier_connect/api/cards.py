"""Whitelisted: what the number cards and charts of the workspace show, to those who may see it.

A card answers with a number and the list that it is about; with a word where there is no number, as a card can't show null.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import format_date

from supplier_connect.api.endpoint import endpoint
from supplier_connect.api.results import Result
from supplier_connect.shops.desk.accounts.figures import hit_rate, utc_today
from supplier_connect.shops.desk.resync.freshness_counts import stale_before
from supplier_connect.shops.desk.workspace import card_figures
from supplier_connect.shops.model.alert import AlertKind

_UNKNOWN = "–"
_DAYS_OF_HITS = 30
_DAYS_OF_CALLS = 30
_DAYS_OF_INDEX = 180

# What Frappe sends along and is of no use here.
Unused = Any


class Card(Result):
	"""A number, and the list or report that a click on it opens, with its filters."""

	value: int | float
	fieldtype: str
	route: list[str]
	route_options: dict[str, Any]


class ExactCard(Card):
	"""A number that is shown with so many decimals."""

	precision: int


class Dataset(Result):
	"""A line of a chart."""

	name: str
	values: list[int | float]


class Chart(Result):
	"""Lines over labels."""

	labels: list[str]
	datasets: list[Dataset]


class EmptyChart(Result):
	"""No data: without labels Frappe says so; with them its chart breaks."""

	datasets: list[Dataset] = []


@endpoint()
def calls_today(filters: Unused = None) -> Card | str:
	"""The calls of all accounts today (UTC)."""
	today = utc_today()
	calls = card_figures.used_since(today)["calls"]
	return _card(calls, "Int", "Connector Usage", day=["=", today.isoformat()])


@endpoint()
def calls_left(filters: Unused = None) -> Card | str:
	"""How many calls the accounts have left today; a word where none has a limit."""
	left = card_figures.calls_left()
	if left is None:
		return frappe._("No limit")
	return Card(
		value=left, fieldtype="Int", route=["query-report", "Supplier Account Usage"], route_options={}
	)


@endpoint()
def cache_hit_rate(filters: Unused = None) -> Card | str:
	"""How many of a hundred questions of the last 30 days were answered without a call."""
	since = utc_today() - timedelta(days=_DAYS_OF_HITS - 1)
	rate = hit_rate(card_figures.used_since(since))
	if rate is None:
		return _UNKNOWN
	card = _card(round(100 * rate, 1), "Percent", "Connector Usage", day=[">=", since.isoformat()])
	# Frappe 16 fills up with zeros: 33,100% would be read as thousands.
	return ExactCard(**dict(card), precision=1)


@endpoint()
def parts_fresh(filters: Unused = None) -> Card | str:
	"""The parts whose shop has told of them lately."""
	return _parts(
		"fresh", resync_state=["not in", ["Not Found", "Failed"]], seen_on=[">=", str(stale_before())]
	)


@endpoint()
def parts_stale(filters: Unused = None) -> Card | str:
	"""The parts whose shop hasn't told of them lately, though it knows them."""
	last_day = stale_before().date() - timedelta(days=1)
	# Not "<", which for a list includes what was never seen.
	seen = ["Between", ["2000-01-01", str(last_day)]]
	return _parts("stale", resync_state=["not in", ["Not Found", "Failed"]], seen_on=seen)


@endpoint()
def parts_failed(filters: Unused = None) -> Card | str:
	"""The parts that couldn't be asked for, or that their shop doesn't know."""
	counts = card_figures.part_counts()
	failed = counts["failed"] + counts["not_found"]
	return _card(failed, "Int", "Supplier Part", resync_state=["in", ["Not Found", "Failed"]])


@endpoint()
def orders_sent_this_month(filters: Unused = None) -> Card | str:
	"""The orders that went into a supplier's cart this month."""
	since = card_figures.start_of_month()
	sent = card_figures.orders_sent_since(since)
	states = ["in", list(card_figures.SENT)]
	return _card(sent, "Int", "Supplier Cart", state=states, sent_at=[">=", str(since)])


@endpoint()
def price_alerts(filters: Unused = None) -> Card | str:
	"""The open alerts about prices that went up."""
	kind = AlertKind.PRICE_UP.value
	return _card(
		card_figures.open_alerts(kind), "Int", "Supplier Alert", kind=["=", kind], state=["=", "Open"]
	)


def _parts(count: str, **filters: Any) -> Card:
	return _card(card_figures.part_counts()[count], "Int", "Supplier Part", **filters)


def _card(value: float, fieldtype: str, doctype: str, **filters: Any) -> Card:
	"""A number, and the list that a click on it opens."""
	return Card(value=value, fieldtype=fieldtype, route=["List", doctype, "List"], route_options=filters)


# charts. Frappe's own cache of them is the same for all users, who may not see the same accounts; so it isn't used.


@endpoint()
def calls_per_day(
	chart_name: Unused = None,
	chart: Unused = None,
	no_cache: Unused = None,
	filters: Unused = None,
	from_date: Unused = None,
	to_date: Unused = None,
	timespan: Unused = None,
	time_interval: Unused = None,
	heatmap_year: Unused = None,
) -> Chart | EmptyChart:
	"""The calls of each account on each of the last 30 UTC days."""
	days = card_figures.last_days(_DAYS_OF_CALLS)
	calls = card_figures.calls_by_day(days[0])
	return _chart(days, {account: [found.get(day, 0) for day in days] for account, found in calls.items()})


@endpoint()
def price_index(
	chart_name: Unused = None,
	chart: Unused = None,
	no_cache: Unused = None,
	filters: Unused = None,
	from_date: Unused = None,
	to_date: Unused = None,
	timespan: Unused = None,
	time_interval: Unused = None,
	heatmap_year: Unused = None,
) -> Chart | EmptyChart:
	"""By how many percent the parts of each account are dearer than 180 days ago, day by day.

	The change and not the index itself: Frappe's chart draws figures about 100 on an axis from 0 to 200.
	"""
	days = card_figures.last_days(_DAYS_OF_INDEX)
	index = card_figures.price_index(days)
	start = card_figures.START_OF_INDEX
	return _chart(days, {account: [round(one - start, 2) for one in line] for account, line in index.items()})


def _chart(days: list[date], lines: Mapping[str, list[float]]) -> Chart | EmptyChart:
	if not lines:
		return EmptyChart()
	return Chart(
		labels=[format_date(day) for day in days],
		datasets=[Dataset(name=account, values=values) for account, values in sorted(lines.items())],
	)
