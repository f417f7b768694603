"""Whitelisted: how much of the accounts' calls is spent, where it went, and what kept answers have saved.

docs/api.md describes every function and shape.
"""

import time
from dataclasses import asdict
from datetime import date, datetime, timedelta, timezone
from typing import Any

import frappe
from frappe.utils import get_fullname

from supplier_connect.desk import account_figures, answer_cache
from supplier_connect.desk.account_figures import KnownAccount, QuotaToday, hit_rate, utc_today
from supplier_connect.desk.accounts import names_of_supplier
from supplier_connect.desk.errors import told_to_user
from supplier_connect.desk.freshness_counts import PartCounts, parts_by_account
from supplier_connect.desk.usage import COUNTS
from supplier_connect.model.errors import NotFound
from supplier_connect.model.text import _
from supplier_connect.model.usage import KeptSize
from supplier_connect.transport.limits import next_midnight

_ACCOUNT = "Supplier Account"
_BACKEND = "database"
_DAYS = 30
_EVER = date(1970, 1, 1)
_NOTHING_USED = dict.fromkeys(COUNTS, 0)


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
	"""Throw away the answers that are kept for an account, a supplier's default account, or all accounts."""
	frappe.has_permission(_ACCOUNT, "write", throw=True)
	if not (supplier or account):
		cleared = [_cleared(one) for one in _writable()]
		return {"message": "OK", "scope": "all", "suppliers": cleared}
	with told_to_user():
		name = account or _default_account(supplier or "")
	frappe.get_doc(_ACCOUNT, name).check_permission("write")
	(known,) = account_figures.known_accounts(name=name)
	return {"message": "OK", "scope": "supplier", **_cleared(known)}


@frappe.whitelist(methods=["GET"])
def dashboard_metrics() -> dict[str, Any]:
	"""For every account that the user may see: calls ever made, those of today, what is kept, how fresh its parts are."""
	frappe.has_permission(_ACCOUNT, "read", throw=True)
	known = account_figures.known_accounts()
	names = [one.name for one in known]
	quotas = account_figures.quotas_today(known, utc_today())
	used = account_figures.used_since(_EVER, "account", names)
	kept = account_figures.kept_sizes()
	parts = parts_by_account()
	return {
		"updated_ts": int(time.time()),
		"suppliers": [
			{
				**_named(one),
				"query_metrics": _query_metrics(used.get(one.name, _NOTHING_USED)),
				"api_usage": _limits_json(one, quotas[one.name]),
				"cache_status": _cache_status(one, kept, used.get(one.name, _NOTHING_USED)),
				"parts": asdict(parts.get(one.name, PartCounts())),
			}
			for one in known
		],
	}


@frappe.whitelist(methods=["GET"])
def account_usage(account: str) -> dict[str, Any]:
	"""What the form of an account shows: today's calls, where those of the last 30 days went, and what is kept."""
	doc = frappe.get_doc(_ACCOUNT, account)
	doc.check_permission("read")
	(known,) = account_figures.known_accounts(name=account)
	today = utc_today()
	since = today - timedelta(days=_DAYS - 1)
	days = account_figures.used_since(since, "day", [account])
	(main, *_others) = account_figures.quotas_today([known], today)[account]
	return {
		"today": _today_json(days.get(today, _NOTHING_USED), main),
		"by_user": _by_user(account_figures.used_since(since, "user", [account])),
		"by_endpoint": _counted("endpoint", account_figures.used_since(since, "endpoint", [account])),
		"days": [
			{"day": day.isoformat(), **_shown(days.get(day, _NOTHING_USED))} for day in _days(since, today)
		],
		"cache": _cache_of_form(known, _sum_of(list(days.values()))),
		"may_clear": bool(doc.has_permission("write")),
	}


# which accounts


def _chosen(supplier: str | None, account: str | None) -> tuple[KnownAccount, ...]:
	if account:
		frappe.get_doc(_ACCOUNT, account).check_permission("read")
		return account_figures.known_accounts(name=account)
	if not supplier:
		return account_figures.known_accounts()
	found = account_figures.known_accounts(supplier=supplier)
	if not found:
		with told_to_user():
			raise NotFound(_("There is no Supplier Account of {0}.", supplier))
	return found


def _default_account(supplier: str) -> str:
	names = names_of_supplier(supplier)
	if not names:
		raise NotFound(_("There is no Supplier Account of {0}.", supplier))
	return names[0]


def _writable() -> list[KnownAccount]:
	return [
		one
		for one in account_figures.known_accounts()
		if frappe.has_permission(_ACCOUNT, "write", doc=one.name)
	]


# shapes


def _named(known: KnownAccount) -> dict[str, Any]:
	return {"account": known.name, "supplier": known.supplier, "supplier_key": known.connector}


def _limits_json(known: KnownAccount, quotas: tuple[QuotaToday, ...]) -> dict[str, Any]:
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


def _cleared(known: KnownAccount) -> dict[str, Any]:
	cleared = answer_cache.clear(known.name)
	return {
		**_named(known),
		"cache": {**_kept_json(known, KeptSize()), "cleared_entry_count": cleared},
	}


def _kept_json(known: KnownAccount, kept: KeptSize) -> dict[str, Any]:
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


def _cache_status(known: KnownAccount, kept: dict[str, KeptSize], used: dict[str, int]) -> dict[str, Any]:
	return {
		**_kept_json(known, kept.get(known.name, KeptSize())),
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


def _cache_of_form(known: KnownAccount, used: dict[str, int]) -> dict[str, Any]:
	kept = account_figures.kept_sizes().get(known.name, KeptSize())
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
