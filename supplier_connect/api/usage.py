"""Whitelisted: how much of the accounts' calls is spent, where it went, and what kept answers have saved.

docs/api.md describes every function and shape.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta, timezone
from typing import Any

import frappe
from frappe.utils import get_fullname

from supplier_connect.core.desk import permissions
from supplier_connect.core.desk import response_cache as answer_cache
from supplier_connect.core.desk.errors import as_frappe_errors
from supplier_connect.core.desk.usage import COUNTS
from supplier_connect.core.http.limits import next_midnight
from supplier_connect.core.model.errors import NotFound
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.usage import CacheSize
from supplier_connect.shops.desk.accounts import figures as account_figures
from supplier_connect.shops.desk.accounts.figures import (
	NOTHING_USED,
	AccountInfo,
	QuotaToday,
	hit_rate,
	utc_today,
)

_ACCOUNT = "Supplier Account"
_BACKEND = "database"
_DAYS = 30


@frappe.whitelist(methods=["GET", "POST"])
def rate_limit_status(supplier: str | None = None, account: str | None = None) -> dict[str, Any]:
	"""How many calls of today are spent and left, for an account, a supplier's accounts, or all that the user may see."""
	frappe.has_permission(_ACCOUNT, "read", throw=True)
	known = _chosen(supplier, account)
	quotas = account_figures.quotas_today(known, utc_today())
	return {
		"updated_ts": int(time.time()),
		"suppliers": [{**_named(one), **_limits_json(one, quotas[one.name])} for one in known],
	}


@frappe.whitelist(methods=["POST"])
def clear_cache(supplier: str | None = None, account: str | None = None) -> dict[str, Any]:
	"""Throw away the answers that are kept for an account, for all accounts of a supplier, or for all accounts.

	Tells how many there were before, and how large.
	"""
	frappe.has_permission(_ACCOUNT, "write", throw=True)
	if not (supplier or account):
		return {"message": "OK", "scope": "all", "suppliers": _cleared(_writable())}
	known = _chosen(supplier, account)
	for one in known:
		permissions.document(_ACCOUNT, one.name, "write")
	cleared = _cleared(known)
	first = cleared[0]
	return {
		"message": "OK",
		"scope": "supplier",
		**first,
		"account": first["account"] if len(cleared) == 1 else None,
		"cache": _sum_of_cleared([one["cache"] for one in cleared]),
		"suppliers": cleared,
	}


@frappe.whitelist(methods=["GET"])
def dashboard_metrics(supplier: str | None = None, account: str | None = None) -> dict[str, Any]:
	"""For an account, a supplier's accounts or all that the user may see: calls, kept answers, how fresh its parts are."""
	frappe.has_permission(_ACCOUNT, "read", throw=True)
	found = account_figures.metrics_of(_chosen(supplier, account))
	return {
		"updated_ts": int(time.time()),
		"suppliers": [
			{
				**_named(one.account),
				"query_metrics": {**_query_metrics(one.used), "last_query_at": _time(one.last_call)},
				"api_usage": _limits_json(one.account, one.quotas),
				"cache_status": _cache_status(one.account, one.kept, one.used),
				"parts": asdict(one.parts),
			}
			for one in found
		],
	}


@frappe.whitelist(methods=["GET"])
def account_usage(account: str) -> dict[str, Any]:
	"""What the form of an account shows: today's calls, where those of the last 30 days went, and what is kept."""
	doc = permissions.document(_ACCOUNT, account)
	(known,) = account_figures.known_accounts(name=account)
	today = utc_today()
	since = today - timedelta(days=_DAYS - 1)
	days = account_figures.used_since(since, "day", [account])
	(main, *_others) = account_figures.quotas_today([known], today)[account]
	return {
		"today": _today_json(days.get(today, NOTHING_USED), main),
		"by_user": _by_user(_used(since, "user", account)),
		"by_endpoint": _counted("endpoint", _used(since, "endpoint", account)),
		"days": [
			{"day": day.isoformat(), **_shown(days.get(day, NOTHING_USED))} for day in _days(since, today)
		],
		"cache": _cache_of_form(known, _sum_of(list(days.values()))),
		"may_clear": bool(doc.has_permission("write")),
	}


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
		with as_frappe_errors():
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


def _limits_json(known: AccountInfo, quotas: tuple[QuotaToday, ...]) -> dict[str, Any]:
	main, *others = quotas
	return {
		"configured": known.configured,
		"rate_limit_per_second": known.limits.per_second or None,
		"rate_limit_per_minute": known.limits.per_minute or None,
		**_quota_json(main),
		"daily_percent_used": round(100 * main.spent / main.limit, 1) if main.limit else None,
		"daily_reset_at": _reset_at(),
		"quotas": [{"quota": other.quota, **_quota_json(other)} for other in others],
	}


def _quota_json(quota: QuotaToday) -> dict[str, Any]:
	return {
		"daily_limit": quota.limit or None,
		"daily_count": quota.spent,
		"daily_remaining": quota.left,
	}


def _reset_at() -> str:
	return next_midnight(datetime.now(timezone.utc)).isoformat()


def _cleared(known: Iterable[AccountInfo]) -> list[dict[str, Any]]:
	before = account_figures.kept_sizes()
	return [
		{
			**_named(one),
			"cache": {
				**_kept_json(one, before.get(one.name, CacheSize())),
				"cleared_entry_count": answer_cache.clear(one.name),
			},
		}
		for one in known
	]


def _sum_of_cleared(caches: Sequence[dict[str, Any]]) -> dict[str, Any]:
	"""Several accounts as one: sums, and the longest time that answers are kept."""
	counts = ("cache_entry_count", "cache_size_bytes", "cleared_entry_count")
	return {
		**caches[0],
		"enabled": any(one["enabled"] for one in caches),
		"cache_ttl_seconds": max(one["cache_ttl_seconds"] for one in caches),
		**{count: sum(one[count] for one in caches) for count in counts},
	}


def _time(at: datetime | None) -> str | None:
	return str(at.replace(microsecond=0)) if at else None


def _kept_json(known: AccountInfo, kept: CacheSize) -> dict[str, Any]:
	return {
		"enabled": known.cache_seconds > 0,
		"cache_backend": _BACKEND,
		"cache_ttl_seconds": known.cache_seconds,
		"cache_entry_count": kept.entries,
		"cache_size_bytes": kept.size,
	}


def _query_metrics(used: dict[str, int]) -> dict[str, int]:
	return {
		"total": used["calls"],
		"successful": used["calls"] - used["failed"],
		"failed": used["failed"],
	}


def _cache_status(known: AccountInfo, kept: CacheSize, used: dict[str, int]) -> dict[str, Any]:
	return {
		**_kept_json(known, kept),
		"hits": used["hits"],
		"misses": used["misses"],
		"hit_rate": hit_rate(used),
	}


def _today_json(used: dict[str, int], main: QuotaToday) -> dict[str, Any]:
	return {
		"calls": used["calls"],
		"failed": used["failed"],
		"spent": main.spent,
		"limit": main.limit or None,
		"left": main.left,
		"resets_at": _reset_at(),
	}


def _cache_of_form(known: AccountInfo, used: dict[str, int]) -> dict[str, Any]:
	kept = account_figures.kept_sizes().get(known.name, CacheSize())
	return {
		"enabled": known.cache_seconds > 0,
		"ttl": known.cache_seconds,
		"entries": kept.entries,
		"size": kept.size,
		"hits": used["hits"],
		"misses": used["misses"],
		"hit_rate": hit_rate(used),
	}


def _by_user(used: dict[Any, dict[str, int]]) -> list[dict[str, Any]]:
	return [
		{**row, "user_name": get_fullname(row["user"]) if row["user"] else ""}
		for row in _counted("user", used)
	]


def _counted(by: str, used: dict[Any, dict[str, int]]) -> list[dict[str, Any]]:
	"""The counts by user or endpoint, those with the most calls first."""
	rows = [{by: name or "", **_shown(counts)} for name, counts in used.items()]
	return sorted(rows, key=lambda row: (-row["calls"], -row["hits"], row[by]))


def _shown(used: dict[str, int]) -> dict[str, int]:
	return {name: used[name] for name in ("calls", "failed", "hits", "misses")}


def _sum_of(counts: list[dict[str, int]]) -> dict[str, int]:
	return {name: sum(one[name] for one in counts) for name in COUNTS}


def _days(first: date, last: date) -> list[date]:
	return [first + timedelta(days=number) for number in range((last - first).days + 1)]
