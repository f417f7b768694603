"""Whitelisted: how much of the accounts' calls is spent, where it went, and what kept answers have saved.

docs/api.md describes every function and shape.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

import frappe
from frappe.utils import get_fullname

from supplier_connect.api.endpoint import endpoint
from supplier_connect.api.results import Moment, Result
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk import response_cache as answer_cache
from supplier_connect.core.desk.usage import COUNTS
from supplier_connect.core.http.limits import next_midnight
from supplier_connect.core.model.errors import NotFound
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.usage import CacheSize
from supplier_connect.shops.desk.accounts import figures as account_figures
from supplier_connect.shops.desk.accounts.figures import (
	NOTHING_USED,
	AccountInfo,
	AccountMetrics,
	QuotaToday,
	hit_rate,
	utc_today,
)
from supplier_connect.shops.desk.resync.freshness_counts import PartCounts

_ACCOUNT = "Supplier Account"
_DAYS = 30


class QuotaResult(Result):
	"""A quota that the shop counts apart from the main one."""

	quota: str
	daily_limit: int | None
	daily_count: int
	daily_remaining: int | None


class LimitsResult(Result):
	"""The limits of an account's calls, and how many of today are spent and left; null where there is none."""

	configured: bool
	rate_limit_per_second: int | None
	rate_limit_per_minute: int | None
	daily_limit: int | None
	daily_count: int
	daily_remaining: int | None
	daily_percent_used: float | None
	daily_reset_at: str
	quotas: list[QuotaResult]


class NamedAccount(Result):
	"""Which account it is; null for several of a supplier."""

	account: str | None
	supplier: str
	supplier_key: str


class AccountLimits(LimitsResult, NamedAccount):
	"""An account with its limits."""


class RateLimitStatus(Result):
	"""The limits of accounts at a moment (seconds since 1970)."""

	updated_ts: int
	suppliers: list[AccountLimits]


class CacheResult(Result):
	"""The answers that are kept for an account."""

	enabled: bool
	cache_backend: str = "database"
	cache_ttl_seconds: int
	cache_entry_count: int
	cache_size_bytes: int


class ClearedCache(CacheResult):
	"""The answers that were kept before they were thrown away, and how many that were."""

	cleared_entry_count: int


class ClearedAccount(NamedAccount):
	"""An account whose kept answers were thrown away."""

	cache: ClearedCache


class ClearedAll(Result):
	"""All accounts whose kept answers were thrown away."""

	message: str = "OK"
	scope: str = "all"
	suppliers: list[ClearedAccount]


class ClearedSupplier(ClearedAll, ClearedAccount):
	"""The accounts of a supplier whose kept answers were thrown away, and their sums."""

	scope: str = "supplier"


class QueryMetrics(Result):
	"""An account's calls, as far as they are stored."""

	total: int
	successful: int
	failed: int
	last_query_at: Moment | None


class CacheStatus(CacheResult):
	"""The answers that are kept for an account, and how often one was asked for."""

	hits: int
	misses: int
	hit_rate: float | None


class AccountDashboard(NamedAccount):
	"""What a dashboard shows of an account."""

	query_metrics: QueryMetrics
	api_usage: LimitsResult
	cache_status: CacheStatus
	parts: PartCounts


class DashboardMetrics(Result):
	"""What a dashboard shows, at a moment (seconds since 1970)."""

	updated_ts: int
	suppliers: list[AccountDashboard]


class CallsToday(Result):
	"""An account's calls of today, and those of its main quota."""

	calls: int
	failed: int
	spent: int
	limit: int | None
	left: int | None
	resets_at: str


class UsageCounts(Result):
	"""Calls, and questions that a kept answer was looked for."""

	calls: int
	failed: int
	hits: int
	misses: int


class UserUsage(UsageCounts):
	"""What a user caused."""

	user: str
	user_name: str


class EndpointUsage(UsageCounts):
	"""What an endpoint was asked."""

	endpoint: str


class DayUsage(UsageCounts):
	"""What came on a UTC day."""

	day: date


class FormCache(Result):
	"""What is kept for an account, and how that served in the last 30 days."""

	enabled: bool
	ttl: int
	entries: int
	size: int
	hits: int
	misses: int
	hit_rate: float | None


class AccountUsage(Result):
	"""What the form of an account shows."""

	today: CallsToday
	by_user: list[UserUsage]
	by_endpoint: list[EndpointUsage]
	days: list[DayUsage]
	cache: FormCache
	may_clear: bool


@endpoint(methods=["GET", "POST"])
def rate_limit_status(supplier: str | None = None, account: str | None = None) -> RateLimitStatus:
	"""How many calls of today are spent and left, for an account, a supplier's accounts, or all that the user may see."""
	frappe.has_permission(_ACCOUNT, "read", throw=True)
	known = _chosen(supplier, account)
	quotas = account_figures.quotas_today(known, utc_today())
	limits = [AccountLimits(**_named(one), **_limits(one, quotas[one.name])) for one in known]
	return RateLimitStatus(updated_ts=int(time.time()), suppliers=limits)


@endpoint(methods=["POST"])
def clear_cache(supplier: str | None = None, account: str | None = None) -> ClearedAll | ClearedSupplier:
	"""Throw away the answers that are kept for an account, for all accounts of a supplier, or for all accounts.

	Tells how many there were before, and how large.
	"""
	frappe.has_permission(_ACCOUNT, "write", throw=True)
	if not (supplier or account):
		return ClearedAll(suppliers=_cleared(_writable()))
	known = _chosen(supplier, account)
	for one in known:
		permissions.document(_ACCOUNT, one.name, "write")
	cleared = _cleared(known)
	first = cleared[0]
	return ClearedSupplier(
		account=first.account if len(cleared) == 1 else None,
		supplier=first.supplier,
		supplier_key=first.supplier_key,
		cache=_sum_of_cleared([one.cache for one in cleared]),
		suppliers=cleared,
	)


@endpoint(methods=["GET"])
def dashboard_metrics(supplier: str | None = None, account: str | None = None) -> DashboardMetrics:
	"""For an account, a supplier's accounts or all that the user may see: calls, kept answers, how fresh its parts are."""
	frappe.has_permission(_ACCOUNT, "read", throw=True)
	found = account_figures.metrics_of(_chosen(supplier, account))
	return DashboardMetrics(updated_ts=int(time.time()), suppliers=[_dashboard_of(one) for one in found])


@endpoint(methods=["GET"])
def account_usage(account: str) -> AccountUsage:
	"""What the form of an account shows: today's calls, where those of the last 30 days went, and what is kept."""
	doc = permissions.document(_ACCOUNT, account)
	(known,) = account_figures.known_accounts(name=account)
	today = utc_today()
	since = today - timedelta(days=_DAYS - 1)
	days = account_figures.used_since(since, "day", [account])
	(main, *_others) = account_figures.quotas_today([known], today)[account]
	spent = days.get(today, NOTHING_USED)
	return AccountUsage(
		today=CallsToday(
			calls=spent["calls"],
			failed=spent["failed"],
			spent=main.spent,
			limit=main.limit or None,
			left=main.left,
			resets_at=_reset_at(),
		),
		by_user=[
			UserUsage(**row, user_name=get_fullname(row["user"]) if row["user"] else "")
			for row in _counted("user", _used(since, "user", account))
		],
		by_endpoint=_counted("endpoint", _used(since, "endpoint", account)),
		days=[DayUsage(day=day, **days.get(day, NOTHING_USED)) for day in _days(since, today)],
		cache=_cache_of_form(known, _sum_of(list(days.values()))),
		may_clear=bool(doc.has_permission("write")),
	)


def _used(since: date, by: str, account: str) -> dict[Any, dict[str, int]]:
	"""Who called what is for those who may read it: they have it in the list of Connector Usage, too."""
	is_told = frappe.has_permission("Connector Usage", "read")
	return account_figures.used_since(since, by, [account]) if is_told else {}


# which accounts


def _chosen(supplier: str | None, account: str | None) -> tuple[AccountInfo, ...]:
	if account:
		permissions.document(_ACCOUNT, account)
		return account_figures.known_accounts(name=account)
	if not supplier:
		return account_figures.known_accounts()
	found = account_figures.known_accounts(supplier=supplier)
	if not found:
		raise NotFound(msg("There is no Supplier Account of {0}.", supplier))
	return found


def _writable() -> list[AccountInfo]:
	return [
		one
		for one in account_figures.known_accounts()
		if frappe.has_permission(_ACCOUNT, "write", doc=one.name)
	]


# shapes


def _named(known: AccountInfo) -> dict[str, Any]:
	return {"account": known.name, "supplier": known.supplier, "supplier_key": known.connector}


def _limits(known: AccountInfo, quotas: tuple[QuotaToday, ...]) -> dict[str, Any]:
	main, *others = quotas
	return {
		"configured": known.configured,
		"rate_limit_per_second": known.limits.per_second or None,
		"rate_limit_per_minute": known.limits.per_minute or None,
		**_quota(main),
		"daily_percent_used": round(100 * main.spent / main.limit, 1) if main.limit else None,
		"daily_reset_at": _reset_at(),
		"quotas": [QuotaResult(quota=other.quota, **_quota(other)) for other in others],
	}


def _quota(quota: QuotaToday) -> dict[str, int | None]:
	return {
		"daily_limit": quota.limit or None,
		"daily_count": quota.spent,
		"daily_remaining": quota.left,
	}


def _reset_at() -> str:
	return next_midnight(datetime.now(timezone.utc)).isoformat()


def _cleared(known: Iterable[AccountInfo]) -> list[ClearedAccount]:
	before = account_figures.kept_sizes()
	return [
		ClearedAccount(
			**_named(one),
			cache=ClearedCache(
				**_kept(one, before.get(one.name, CacheSize())),
				cleared_entry_count=answer_cache.clear(one.name),
			),
		)
		for one in known
	]


def _sum_of_cleared(caches: Sequence[ClearedCache]) -> ClearedCache:
	"""Several accounts as one: sums, and the longest time that answers are kept."""
	return ClearedCache(
		enabled=any(one.enabled for one in caches),
		cache_ttl_seconds=max(one.cache_ttl_seconds for one in caches),
		cache_entry_count=sum(one.cache_entry_count for one in caches),
		cache_size_bytes=sum(one.cache_size_bytes for one in caches),
		cleared_entry_count=sum(one.cleared_entry_count for one in caches),
	)


def _kept(known: AccountInfo, kept: CacheSize) -> dict[str, Any]:
	return {
		"enabled": known.cache_seconds > 0,
		"cache_ttl_seconds": known.cache_seconds,
		"cache_entry_count": kept.entries,
		"cache_size_bytes": kept.size,
	}


def _dashboard_of(one: AccountMetrics) -> AccountDashboard:
	used = one.used
	return AccountDashboard(
		**_named(one.account),
		query_metrics=QueryMetrics(
			total=used["calls"],
			successful=used["calls"] - used["failed"],
			failed=used["failed"],
			last_query_at=one.last_call,
		),
		api_usage=LimitsResult(**_limits(one.account, one.quotas)),
		cache_status=CacheStatus(
			**_kept(one.account, one.kept), hits=used["hits"], misses=used["misses"], hit_rate=hit_rate(used)
		),
		parts=one.parts,
	)


def _cache_of_form(known: AccountInfo, used: dict[str, int]) -> FormCache:
	kept = account_figures.kept_sizes().get(known.name, CacheSize())
	return FormCache(
		enabled=known.cache_seconds > 0,
		ttl=known.cache_seconds,
		entries=kept.entries,
		size=kept.size,
		hits=used["hits"],
		misses=used["misses"],
		hit_rate=hit_rate(used),
	)


def _counted(by: str, used: dict[Any, dict[str, int]]) -> list[dict[str, Any]]:
	"""The counts by user or endpoint, those with the most calls first."""
	rows: list[dict[str, Any]] = [{by: name or "", **counts} for name, counts in used.items()]
	return sorted(rows, key=lambda row: (-row["calls"], -row["hits"], row[by]))


def _sum_of(counts: list[dict[str, int]]) -> dict[str, int]:
	return {name: sum(one[name] for one in counts) for name in COUNTS}


def _days(first: date, last: date) -> list[date]:
	return [first + timedelta(days=number) for number in range((last - first).days + 1)]
