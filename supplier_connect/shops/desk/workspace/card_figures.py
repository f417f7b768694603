"""The figures of the workspace's number cards and charts; each asks the database a constant number of times."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

import frappe
from frappe.query_builder.functions import Count, Date, Sum
from pypika.terms import CustomFunction, LiteralValue

from supplier_connect.core.desk.permissions import limit_of
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.core.desk.usage import COUNTS
from supplier_connect.shops.desk.accounts import figures as account_figures
from supplier_connect.shops.desk.resync.freshness_counts import parts_by_account

_USAGE = "Connector Usage"
_HISTORY = "Supplier Part History"
_PART = "Supplier Part"
_CART = "Supplier Cart"
_ALERT = "Supplier Alert"
_ACCOUNT = "Supplier Account"
SENT = ("Sent", "Sent with Errors")
_FRESHNESS = ("total", "fresh", "stale", "not_found", "failed", "never")
START_OF_INDEX = 100.0
_ln = CustomFunction("ln", ["value"])


def readable_accounts() -> list[str]:
	"""The accounts that the user may read, disabled ones too."""
	if not frappe.has_permission(_ACCOUNT, "read"):
		return []
	return frappe.get_list(_ACCOUNT, pluck="name", order_by="name asc", limit_page_length=0)


def used_since(day: date) -> dict[str, int]:
	"""What was counted of all accounts that the user may read on that UTC day and later: see `desk.usage.COUNTS`."""
	used = account_figures.used_since(day, "account", readable_accounts())
	return {count: sum(one[count] for one in used.values()) for count in COUNTS}


def calls_left() -> int | None:
	"""How many calls the enabled accounts have left today; None where none of them has a limit."""
	if not frappe.has_permission(_ACCOUNT, "read"):
		return None
	known = [one for one in account_figures.known_accounts(enabled=1) if one.configured]
	quotas = account_figures.quotas_today(known, account_figures.utc_today())
	left = [main.left for main, *_others in quotas.values() if main.left is not None]
	return sum(left) if left else None


def part_counts() -> dict[str, int]:
	"""How many of the parts that the user may read are fresh, stale and so on: see `PartCounts`."""
	known = parts_by_account(limit_of(_PART)).values()
	return {name: sum(getattr(one, name) for one in known) for name in _FRESHNESS}


def orders_sent_since(moment: datetime) -> int:
	"""The orders that went into a cart at some time (of the site) or later, those whose carts the user may see."""
	rows = frappe.get_list(
		_CART,
		filters={"state": ("in", SENT), "sent_at": (">=", moment)},
		pluck="purchase_order",
		order_by="purchase_order asc",
		limit_page_length=0,
	)
	return len(set(rows))


def open_alerts(kind: str) -> int:
	"""The open alerts of a kind that the user may see."""
	filters = {"kind": kind, "state": "Open"}
	return len(
		frappe.get_list(_ALERT, filters=filters, pluck="name", order_by="name asc", limit_page_length=0)
	)


def start_of_month() -> datetime:
	"""When this month of the site began."""
	return datetime.combine(frappe.utils.getdate().replace(day=1), time())


# over time


def calls_by_day(since: date) -> dict[str, dict[date, float]]:
	"""The calls of each account by UTC day; read where calls are written, as they are seen at once there."""
	used = frappe.qb.DocType(_USAGE)
	query = (
		frappe.qb.from_(used)
		.select(used.account, used.day, Sum(used.calls))
		.where(used.day >= since)
		.where(used.account.isin(_some(readable_accounts())))
		.groupby(used.account, used.day)
	)
	return _by_account(
		(account, day, int(calls)) for account, day, calls in run_in_side_transaction(query.run) if calls
	)


def price_index(days: Sequence[date]) -> dict[str, list[float]]:
	"""What the priced parts of each account that the user may read cost at the end of some UTC days, 100 being before the first of them.

	A chained index: what all prices changed by in a day, spread over all parts with prices. So a part that is new, gone or
	known in another currency moves nothing.
	"""
	changes = _changes_by_day(days[0])
	priced = _priced_parts()
	return {
		account: _chained(days, changes.get(account, {}), parts) for account, parts in sorted(priced.items())
	}


def _changes_by_day(since: date) -> dict[str, dict[date, float]]:
	seen = frappe.qb.DocType(_HISTORY)
	day = Date(seen.seen_on)
	query = (
		frappe.qb.from_(seen)
		.select(seen.account, day, Sum(_ln(seen.price_ratio)))
		.where(seen.seen_on >= datetime.combine(since, time()))
		.where(seen.price_ratio > 0)
		.where(seen.account.isin(_some(readable_accounts())))
		.where(_readable(_HISTORY))
		.groupby(seen.account, day)
	)
	return _by_account(query.run())


def _priced_parts() -> dict[str, int]:
	part = frappe.qb.DocType(_PART)
	query = (
		frappe.qb.from_(part)
		.select(part.account, Count("*"))
		.where(part.currency != "")
		.where(part.account.isin(_some(readable_accounts())))
		.where(_readable(_PART))
		.groupby(part.account)
	)
	return dict(query.run())


def _readable(doctype: str) -> LiteralValue:
	"""The condition on the records that the user may read, for a query whose values are filled in later."""
	return LiteralValue((limit_of(doctype) or "1 = 1").replace("%", "%%"))


def _chained(days: Sequence[date], changes: Mapping[date, float], parts: int) -> list[float]:
	index, logarithm = [], 0.0
	for day in days:
		logarithm += changes.get(day, 0.0) / parts
		index.append(round(START_OF_INDEX * math.exp(logarithm), 2))
	return index


def last_days(many: int) -> list[date]:
	"""So many UTC days, the last one today."""
	today = account_figures.utc_today()
	return [today - timedelta(days=before) for before in reversed(range(many))]


def _by_account(rows: Iterable[tuple[str, date, float]]) -> dict[str, dict[date, float]]:
	found: dict[str, dict[date, float]] = defaultdict(dict)
	for account, day, value in rows:
		found[account][day] = value
	return dict(found)


def _some(names: Collection[str]) -> list[str]:
	"""Names for a condition, which can't be about none."""
	return [*names, ""]
