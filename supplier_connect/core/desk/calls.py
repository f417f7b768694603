"""Windows, day's budget and record of calls, over DocTypes and the side connection.

Windows and counts are keyed by `Account.quota_key`: the account's name, then whose keys and which quota.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date

import frappe

from supplier_connect.core.desk.clock import to_site
from supplier_connect.core.desk.columns import truncate
from supplier_connect.core.desk.side_transaction import SideStore
from supplier_connect.core.desk.usage import count_call
from supplier_connect.core.http.exchange import QuotaStatus
from supplier_connect.core.http.ports import CallSlot
from supplier_connect.core.http.quota import QuotaCount
from supplier_connect.core.model.calls import CallRecord

_USER = "Administrator"
_COUNT = "select calls, besides, told_limit from `tabConnector Quota` where name = %s"


class DeskRateLimitWindows(SideStore):
	"""`RateLimitWindows` over Connector Rate Limit; a row lock keeps others out."""

	def update(self, key: str, change: Callable[[list[float]], list[float]]) -> list[float]:
		"""See `RateLimitWindows.update`."""
		return self._keep(lambda: _update_window(key, change))


def _update_window(key: str, change: Callable[[list[float]], list[float]]) -> list[float]:
	_make_row("Connector Rate Limit", key, {"window": key, "times": "[]"})
	row = frappe.db.sql("select times from `tabConnector Rate Limit` where name = %s for update", key)
	times = change(sorted(json.loads(row[0][0] or "[]")))
	frappe.db.sql(
		"update `tabConnector Rate Limit` set times = %s, modified = now() where name = %s",
		(json.dumps(times), key),
	)
	return times


class DeskDailyQuota(SideStore):
	"""`DailyQuota` over Connector Quota: one row a key and day."""

	def take(self, key: str, day: date, usual: int, ceiling: int, reserve: int = 0) -> CallSlot | None:
		"""See `DailyQuota.take`."""
		return self._keep(lambda: _take(key, day, usual, ceiling, reserve))

	def learn(self, place: CallSlot, standing: QuotaStatus) -> None:
		"""See `DailyQuota.learn`."""
		self._keep(lambda: _learn(place, standing))

	def taken(self, key: str, day: date) -> int:
		"""See `DailyQuota.taken`."""
		return self._keep(lambda: _count_of(_row_of_day(key, day)).spent)


def _row_of_day(key: str, day: date) -> str:
	return f"{key}|{day.isoformat()}"


def _take(key: str, day: date, usual: int, ceiling: int, reserve: int) -> CallSlot | None:
	count = _locked_count(key, day).taken(usual, ceiling, reserve)
	if count is None:
		return None
	_set_count(key, day, count)
	return CallSlot(key, day, count.calls)


def _learn(place: CallSlot, standing: QuotaStatus) -> None:
	count = _locked_count(place.key, place.day).after(place.number, standing)
	_set_count(place.key, place.day, count)


def _locked_count(key: str, day: date) -> QuotaCount:
	"""The count of a day; nobody else changes it before this transaction ends."""
	name = _row_of_day(key, day)
	_make_row("Connector Quota", name, {"account": key, "day": day, "calls": 0})
	return _count_of(name, _COUNT + " for update")


def _count_of(name: str, query: str = _COUNT) -> QuotaCount:
	rows = frappe.db.sql(query, name)
	return QuotaCount(*rows[0]) if rows else QuotaCount()


def _set_count(key: str, day: date, count: QuotaCount) -> None:
	frappe.db.sql(
		"""update `tabConnector Quota`
		set calls = %s, besides = %s, told_limit = %s, modified = now() where name = %s""",
		(count.calls, count.besides, count.told_limit, _row_of_day(key, day)),
	)


def _make_row(doctype: str, name: str, values: dict[str, object]) -> None:
	"""Insert a row unless it is there; two workers may try at once."""
	if frappe.db.exists(doctype, name):
		return
	columns = ["name", "owner", "modified_by", "creation", "modified", *values]
	now = frappe.utils.now()
	frappe.db.bulk_insert(
		doctype, columns, [(name, _USER, _USER, now, now, *values.values())], ignore_duplicates=True
	)


class DeskCallLog(SideStore):
	"""`CallLog` over Connector Call."""

	def record(self, call: CallRecord) -> None:
		"""See `CallLog.record`."""
		self._keep(lambda: _record(call))


def counts_of(day: date) -> dict[str, QuotaCount]:
	"""What is counted of a day, by key, in one query."""
	rows = frappe.get_all(
		"Connector Quota",
		filters={"day": day},
		fields=["account", "calls", "besides", "told_limit"],
		order_by="account asc",
	)
	return {row.account: QuotaCount(row.calls, row.besides, row.told_limit) for row in rows}


def move_counts(old: str, new: str, others: Iterable[str]) -> None:
	"""Carry the windows and the counts of an account over to its new name, in the caller's transaction.

	Those of `others` stay, also where their names begin like the old one's keys. What is counted under the new name
	already adds up: two accounts have become one.
	"""
	theirs = tuple(f"{other}/" for other in others if other.startswith(f"{old}/"))

	def moved(key: str) -> str | None:
		is_ours = f"{key}/".startswith(f"{old}/") and not f"{key}/".startswith(theirs)
		return new + key[len(old) :] if is_ours else None

	_move_windows(old, moved)
	_move_days(old, moved)


def _move_windows(old: str, moved: Callable[[str], str | None]) -> None:
	rows = frappe.db.sql(
		"select name, times from `tabConnector Rate Limit` where name like %s for update", _below(old)
	)
	for name, times in rows:
		key = moved(name)
		if key:
			frappe.db.delete("Connector Rate Limit", {"name": name})
			earlier = json.loads(times or "[]")
			_update_window(key, lambda known, earlier=earlier: sorted([*known, *earlier]))


def _move_days(old: str, moved: Callable[[str], str | None]) -> None:
	rows = frappe.db.sql(
		"""select name, account, day, calls, besides, told_limit from `tabConnector Quota`
		where account = %s or account like %s for update""",
		(old, _below(old)),
	)
	for name, account, day, *counted in rows:
		key = moved(account)
		if key:
			frappe.db.delete("Connector Quota", {"name": name})
			_set_count(key, day, _locked_count(key, day).together(QuotaCount(*counted)))


def _below(key: str) -> str:
	"""The pattern of all keys that begin with one."""
	escaped = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
	return f"{escaped}/%"


def _record(call: CallRecord) -> None:
	_insert_call(call)
	count_call(call)


def _insert_call(call: CallRecord) -> None:
	at = to_site(call.at)
	row = {
		"name": frappe.generate_hash(length=16),
		"owner": call.user or _USER,
		"modified_by": call.user or _USER,
		"creation": at,
		"modified": at,
		"called_at": at,
		"account": call.account,
		"user": call.user,
		"method": call.method,
		"path": call.path[:500],
		"status": call.status,
		"milliseconds": call.milliseconds,
		"received_bytes": call.received_bytes,
		"error": truncate(call.error),
	}
	frappe.db.bulk_insert("Connector Call", list(row), [tuple(row.values())])
