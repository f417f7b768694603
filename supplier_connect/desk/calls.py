"""Windows, day's budget and record of calls, over DocTypes and the side connection."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import frappe

from supplier_connect.desk.side_connection import keep
from supplier_connect.desk.times import to_site
from supplier_connect.model.calls import CallRecord

_USER = "Administrator"


class DeskWindows:
	"""`WindowTable` over Supplier Call Window; a row lock keeps others out."""

	def update(self, key: str, change: Callable[[list[float]], list[float]]) -> list[float]:
		"""See `WindowTable.update`."""
		return keep(lambda: _update_window(key, change))


def _update_window(key: str, change: Callable[[list[float]], list[float]]) -> list[float]:
	_make_row("Supplier Call Window", key, {"window": key, "times": "[]"})
	row = frappe.db.sql("select times from `tabSupplier Call Window` where name = %s for update", key)
	times = change(sorted(json.loads(row[0][0] or "[]")))
	frappe.db.sql(
		"update `tabSupplier Call Window` set times = %s, modified = now() where name = %s",
		(json.dumps(times), key),
	)
	return times


class DeskDayBudget:
	"""`DayBudget` over Supplier Call Count: one row a key and day."""

	def take(self, key: str, day: date, limit: int) -> bool:
		"""See `DayBudget.take`."""
		return keep(lambda: _take(key, day, limit))

	def taken(self, key: str, day: date) -> int:
		"""See `DayBudget.taken`."""
		return keep(lambda: _taken(key, day))


def _row_of_day(key: str, day: date) -> str:
	return f"{key}|{day.isoformat()}"


def _take(key: str, day: date, limit: int) -> bool:
	name = _row_of_day(key, day)
	_make_row("Supplier Call Count", name, {"account": key, "day": day, "calls": 0})
	frappe.db.sql(
		"""update `tabSupplier Call Count` set calls = calls + 1, modified = now()
		where name = %s and (%s = 0 or calls < %s)""",
		(name, limit, limit),
	)
	return bool(frappe.db._cursor.rowcount)


def _taken(key: str, day: date) -> int:
	calls = frappe.db.get_value("Supplier Call Count", _row_of_day(key, day), "calls")
	return int(calls or 0)


def _make_row(doctype: str, name: str, values: dict[str, object]) -> None:
	"""Insert a row unless it is there; two workers may try at once."""
	if frappe.db.exists(doctype, name):
		return
	columns = ["name", "owner", "modified_by", "creation", "modified", *values]
	now = frappe.utils.now()
	frappe.db.bulk_insert(
		doctype, columns, [(name, _USER, _USER, now, now, *values.values())], ignore_duplicates=True
	)


class DeskCallLog:
	"""`CallLog` over Supplier Call."""

	def record(self, call: CallRecord) -> None:
		"""See `CallLog.record`."""
		keep(lambda: _insert_call(call))


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
