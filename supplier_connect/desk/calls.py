"""Windows, day's budget and record of calls, over DocTypes and the side connection."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import frappe

from supplier_connect.desk.side_connection import SideStore
from supplier_connect.desk.times import to_site
from supplier_connect.model.calls import CallRecord
from supplier_connect.transport.day_count import DayCount
from supplier_connect.transport.messages import Standing
from supplier_connect.transport.ports import Place

_USER = "Administrator"
_COUNT = "select calls, besides, told_limit from `tabSupplier Call Count` where name = %s"


class DeskWindows(SideStore):
	"""`WindowTable` over Supplier Call Window; a row lock keeps others out."""

	def update(self, key: str, change: Callable[[list[float]], list[float]]) -> list[float]:
		"""See `WindowTable.update`."""
		return self._keep(lambda: _update_window(key, change))


def _update_window(key: str, change: Callable[[list[float]], list[float]]) -> list[float]:
	_make_row("Supplier Call Window", key, {"window": key, "times": "[]"})
	row = frappe.db.sql("select times from `tabSupplier Call Window` where name = %s for update", key)
	times = change(sorted(json.loads(row[0][0] or "[]")))
	frappe.db.sql(
		"update `tabSupplier Call Window` set times = %s, modified = now() where name = %s",
		(json.dumps(times), key),
	)
	return times


class DeskDayBudget(SideStore):
	"""`DayBudget` over Supplier Call Count: one row a key and day."""

	def take(self, key: str, day: date, usual: int, ceiling: int) -> Place | None:
		"""See `DayBudget.take`."""
		return self._keep(lambda: _take(key, day, usual, ceiling))

	def learn(self, place: Place, standing: Standing) -> None:
		"""See `DayBudget.learn`."""
		self._keep(lambda: _learn(place, standing))

	def taken(self, key: str, day: date) -> int:
		"""See `DayBudget.taken`."""
		return self._keep(lambda: _count_of(_row_of_day(key, day)).spent)


def _row_of_day(key: str, day: date) -> str:
	return f"{key}|{day.isoformat()}"


def _take(key: str, day: date, usual: int, ceiling: int) -> Place | None:
	count = _locked_count(key, day).taken(usual, ceiling)
	if count is None:
		return None
	_set_count(key, day, count)
	return Place(key, day, count.calls)


def _learn(place: Place, standing: Standing) -> None:
	count = _locked_count(place.key, place.day).after(place.number, standing)
	_set_count(place.key, place.day, count)


def _locked_count(key: str, day: date) -> DayCount:
	"""The count of a day; nobody else changes it before this transaction ends."""
	name = _row_of_day(key, day)
	_make_row("Supplier Call Count", name, {"account": key, "day": day, "calls": 0})
	return _count_of(name, _COUNT + " for update")


def _count_of(name: str, query: str = _COUNT) -> DayCount:
	rows = frappe.db.sql(query, name)
	return DayCount(*rows[0]) if rows else DayCount()


def _set_count(key: str, day: date, count: DayCount) -> None:
	frappe.db.sql(
		"""update `tabSupplier Call Count`
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
	"""`CallLog` over Supplier Call."""

	def record(self, call: CallRecord) -> None:
		"""See `CallLog.record`."""
		self._keep(lambda: _insert_call(call))


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
		"error": call.error[:140],
	}
	frappe.db.bulk_insert("Supplier Call", list(row), [tuple(row.values())])
