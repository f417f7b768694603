"""How much of an account's calls is spent and left, and what is kept of its answers: for many accounts at once.

The number of queries doesn't depend on how many accounts there are. What calls leave is read over the side connection,
where it is written: the caller's own transaction may have begun before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any

import frappe
from frappe.query_builder.functions import Max

from supplier_connect.core.desk.calls import counts_of
from supplier_connect.core.desk.permissions import limit_of
from supplier_connect.core.desk.response_cache import DeskResponseStore, most_bytes
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.core.desk.usage import COUNTS, totals
from supplier_connect.core.http.quota import QuotaCount
from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.usage import CacheSize
from supplier_connect.shops.connectors.protocols import ShopKind
from supplier_connect.shops.desk.accounts.accounts import limits_of, registry
from supplier_connect.shops.desk.resync.freshness_counts import PartCounts, parts_by_account

_ACCOUNT = "Supplier Account"
_FIELDS = (
	"name",
	"supplier",
	"connector",
	"enabled",
	"limits_from",
	"per_second",
	"per_minute",
	"per_day",
	"cache_ttl",
)
_NO_CALLS = CallLimits()
_EVER = date(1970, 1, 1)
NOTHING_USED = dict.fromkeys(COUNTS, 0)
_KEPT_KEYS = """
	select name, fieldname from `__Auth`
	where doctype = 'Supplier Account' and name in %s and ifnull(password, '') != ''
"""


@dataclass(frozen=True)
class AccountInfo:
	"""An account as it is set up; `connector` may be one that the site doesn't have any more."""

	name: str
	supplier: str
	connector: str
	enabled: bool
	configured: bool
	limits: CallLimits
	cache_seconds: int


@dataclass(frozen=True)
class QuotaToday:
	"""The calls of one quota of an account today (UTC), and the most it may make (0: no limit)."""

	quota: str
	spent: int
	limit: int

	@property
	def left(self) -> int | None:
		"""How many calls are left; None for no limit."""
		return max(self.limit - self.spent, 0) if self.limit else None


@dataclass(frozen=True)
class AccountMetrics:
	"""What a dashboard shows of an account.

	`used` is what was ever counted (see `desk.usage.COUNTS`), `last_call` when the last call was made (by the site's
	clock; None: none that is still logged), `quotas` are those of today, the main one first.
	"""

	account: AccountInfo
	used: dict[str, int]
	last_call: datetime | None
	quotas: tuple[QuotaToday, ...]
	kept: CacheSize
	parts: PartCounts


def metrics_of(accounts: Collection[AccountInfo]) -> list[AccountMetrics]:
	"""What a dashboard shows of some accounts; the number of queries doesn't depend on how many there are."""
	names = [account.name for account in accounts]
	used = used_since(_EVER, "account", names)
	last, quotas = last_calls(names), quotas_today(accounts, utc_today())
	kept, parts = kept_sizes(), parts_by_account(limit_of("Supplier Part"))
	return [
		AccountMetrics(
			account=account,
			used=used.get(account.name, NOTHING_USED),
			last_call=last.get(account.name),
			quotas=quotas[account.name],
			kept=kept.get(account.name, CacheSize()),
			parts=parts.get(account.name, PartCounts()),
		)
		for account in accounts
	]


def utc_today() -> date:
	"""The day of now as the shops count days, whatever the site's time zone is."""
	return datetime.now(timezone.utc).date()


def known_accounts(**filters: Any) -> tuple[AccountInfo, ...]:
	"""The accounts that the user may see and that fit the filters, by name."""
	kinds = registry().kinds
	meta = frappe.get_meta(_ACCOUNT)
	keys = {key.name for kind in kinds.values() for key in kind.keys if meta.has_field(key.name)}
	names = frappe.get_list(_ACCOUNT, filters=filters, pluck="name", order_by="name asc", limit_page_length=0)
	# Whether there is a key may be told to those who may not read it.
	rows = frappe.get_all(
		_ACCOUNT, filters={"name": ("in", names)}, fields=[*_FIELDS, *sorted(keys)], order_by="name asc"
	)
	hidden = _hidden_keys(names)
	has_cache = bool(most_bytes())
	return tuple(
		_known(row, kinds.get(row.connector), hidden.get(row.name, set()), has_cache) for row in rows
	)


def quotas_today(accounts: Iterable[AccountInfo], day: date) -> dict[str, tuple[QuotaToday, ...]]:
	"""The quotas of accounts on a day, the main one (named "") first; calls with users' own keys are not among them."""
	counts = run_in_side_transaction(lambda: counts_of(day))
	owners = set(frappe.get_all("Connector Key", pluck="user", order_by="user asc"))
	return {account.name: _quotas(account, counts, owners) for account in accounts}


def kept_sizes() -> dict[str, CacheSize]:
	"""What is kept of answers, by account."""
	return DeskResponseStore().sizes(datetime.now(timezone.utc))


def used_since(day: date, by: str, accounts: Collection[str]) -> dict[Any, dict[str, int]]:
	"""See `desk.usage.totals`."""
	return run_in_side_transaction(lambda: totals(day, by, accounts))


def last_calls(accounts: Collection[str]) -> dict[str, datetime]:
	"""When each account made its last call, by the site's clock; those without one in the call log are left out."""
	calls = frappe.qb.DocType("Connector Call")
	query = (
		frappe.qb.from_(calls)
		.select(calls.account, Max(calls.called_at))
		.where(calls.account.isin([*accounts, ""]))
		.groupby(calls.account)
	)
	return dict(run_in_side_transaction(query.run))


def hit_rate(used: dict[str, int]) -> float | None:
	"""The share of questions that a kept answer was there for; None when none was asked."""
	asked = used["hits"] + used["misses"]
	return round(used["hits"] / asked, 4) if asked else None


def _hidden_keys(accounts: Collection[str]) -> dict[str, set[str]]:
	"""The names of the Password fields that are filled, by account; what they hold is not read."""
	found: dict[str, set[str]] = {}
	for name, field in frappe.db.sql(_KEPT_KEYS, [tuple(accounts) or ("",)]):
		found.setdefault(name, set()).add(field)
	return found


def _known(row: Any, kind: ShopKind | None, hidden: set[str], has_cache: bool) -> AccountInfo:
	return AccountInfo(
		name=row.name,
		supplier=row.supplier,
		connector=row.connector,
		enabled=bool(row.enabled),
		configured=bool(row.enabled and kind and _has_keys(row, kind, hidden)),
		limits=limits_of(row, kind) if kind else _NO_CALLS,
		cache_seconds=(row.cache_ttl or 0) if has_cache else 0,
	)


def _has_keys(row: Any, kind: ShopKind, hidden: set[str]) -> bool:
	"""Whether an account can call at all: an app needs all its keys, else each of them is good for something."""
	there = [bool(key.name in hidden or row.get(key.name)) for key in kind.keys]
	return all(there) if kind.sign_in else any(there) or not kind.keys


def _quotas(
	account: AccountInfo, counts: dict[str, QuotaCount], owners: Collection[str]
) -> tuple[QuotaToday, ...]:
	found = {"": counts.get(account.name, QuotaCount())}
	for key, count in counts.items():
		if key.startswith(f"{account.name}/"):
			quota = key[len(account.name) + 1 :]
			if quota.partition("/")[0] not in owners:
				found[quota] = count
	return tuple(_today(quota, count, account.limits) for quota, count in found.items())


def _today(quota: str, count: QuotaCount, limits: CallLimits) -> QuotaToday:
	return QuotaToday(quota, count.spent, count.limit(limits.per_day, limits.day_ceiling))
