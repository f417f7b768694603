"""What the browser tests of resyncs and of the workspace need on the site; site_data.py has these as commands."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

import frappe
from frappe.utils import add_days, now_datetime, today

from supplier_connect.core.desk import usage
from supplier_connect.core.model.usage import Usage
from supplier_connect.shops.desk.resync.resyncs import DeskResyncStore
from supplier_connect.shops.model.resync import PartChoice
from supplier_connect.shops.services.resync.resync_parts import LEASE

_PART = "Supplier Part"
_ALERT = "Supplier Alert"
_RUN = "Supplier Resync"
_HISTORY = "Supplier Part History"
_OURS = (_ALERT, _RUN, _HISTORY, "Supplier Resync Cursor", "Connector Usage", "Connector Cached Response")
_LADDER = ((1, 1.0), (10, 0.82), (100, 0.61), (1000, 0.44), (5000, 0.4))
_ENDPOINTS = ("Part numbers", "Keyword search", "Cart")


def forget_resyncs(accounts: Collection[str], items: Collection[str] = ()) -> None:
	"""Delete the parts of accounts or of Items, and all that resyncs left behind for these accounts."""
	for doctype in _OURS:
		frappe.db.delete(doctype, {"account": ("in", list(accounts))})
	names = frappe.get_all(_PART, {"account": ("in", list(accounts))}, pluck="name", limit_page_length=0)
	names += frappe.get_all(_PART, {"item": ("in", list(items))}, pluck="name", limit_page_length=0)
	for child in ("Supplier Part Price Break", "Supplier Part Parameter"):
		frappe.db.delete(child, {"parenttype": _PART, "parent": ("in", [*names, ""])})
	frappe.db.delete(_HISTORY, {"part": ("in", [*names, ""])})
	frappe.db.delete(_PART, {"name": ("in", [*names, ""])})


def part(item: str, account: str, sku: str, price: float = 0.5, **fields: Any) -> str:
	"""A Supplier Part with price breaks, as a shop would have told it; its name."""
	steps = [{"quantity": quantity, "price": round(price * share, 6)} for quantity, share in _LADDER]
	told = {"currency": "USD", "stock": 1200, "stock_known": 1, "lifecycle": "Active", "minimum": 1}
	doc = frappe.get_doc(
		{
			"doctype": _PART,
			"item": item,
			"account": account,
			"sku": sku,
			"price_breaks": steps,
			**told,
			**fields,
		}
	)
	doc.insert(ignore_permissions=True)
	return doc.name


def many_parts(item: str, account: str, skus: Sequence[str]) -> list[str]:
	"""Parts of all kinds of freshness."""
	now = now_datetime()
	kinds = (
		*(
			{"resync_state": "Fresh", "seen_on": add_days(now, -day), "tried_on": now}
			for day in (0, 1, 2, 3, 4)
		),
		{"resync_state": "Fresh", "seen_on": add_days(now, -12), "tried_on": add_days(now, -12)},
		{"resync_state": "Not Found", "seen_on": add_days(now, -20), "not_found_on": add_days(now, -3)},
		{
			"resync_state": "Failed",
			"seen_on": add_days(now, -6),
			"failures": 3,
			"failure": "Mouser doesn't answer (timeout after 20 seconds).",
		},
		{"seen_on": None},
		{"resync_state": "Fresh", "seen_on": now, "lifecycle": "End of Life"},
	)
	return [
		part(item, account, sku, price=0.1 + place % 40 / 9, **kinds[place % len(kinds)])
		for place, sku in enumerate(skus)
	]


def history(part: str, days: int, price: float = 0.5, unknown: bool = False) -> None:
	"""A point every few days: prices that go up and down, stock that is sold and refilled."""
	doc = frappe.get_doc(_PART, part)
	frappe.db.delete(_HISTORY, {"part": part})
	now = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)
	before = None
	for place, ago in enumerate(range(days, 0, -3)):
		factor = 1 + 0.18 * math.sin(place / 4) + 0.006 * place
		is_told = place % 3 == 0 or not place
		steps = [[quantity, str(round(price * share * factor, 5))] for quantity, share in _LADDER]
		silent = unknown and 5 < place < 9
		row = frappe.get_doc(
			{
				"doctype": _HISTORY,
				"part": part,
				"account": doc.account,
				"item": doc.item,
				"seen_on": now - timedelta(days=ago, hours=place % 7),
				"currency": "USD",
				"stock_known": int(not silent),
				"stock": 0 if silent else (place * 733 + 400) % 4800,
				"prices": json.dumps(steps, separators=(",", ":")) if is_told else "",
				"price_ratio": factor / before if is_told and before else 0,
			}
		)
		row.name = frappe.generate_hash(length=10)
		row.db_insert()
		before = factor if is_told else before


def forget_history(part: str) -> None:
	"""Have a part without any history, as if it came from before there was one."""
	frappe.db.delete(_HISTORY, {"part": part})


def calls(account: str, days: int = 30, users: Sequence[str] = ("", "buyer@browser-tests.example")) -> None:
	"""What was counted of the calls of an account."""
	last = datetime.now(timezone.utc).date()
	for ago in range(days):
		for place, (user, endpoint) in enumerate((user, one) for user in users for one in _ENDPOINTS):
			count = (ago * 37 + place * 53) % 90 + 4
			usage.add(_used(account, user, endpoint, last - timedelta(days=ago), count))


def _used(account: str, user: str, endpoint: str, day: date, count: int) -> Usage:
	return Usage(
		account=account,
		user=user,
		endpoint=endpoint,
		day=day,
		calls=count,
		failed=count // 17,
		milliseconds=count * 210,
		received_bytes=count * 5000,
		hits=count // 2,
		misses=count,
	)


def alert(part: str, kind: str, message: str, **fields: Any) -> str:
	"""An open alert about a part; its name."""
	doc = frappe.get_doc(_PART, part)
	told = {"account": doc.account, "supplier": doc.supplier, "item": doc.item, "sku": doc.sku}
	row = frappe.get_doc(
		{
			"doctype": _ALERT,
			"kind": kind,
			"state": "Open",
			"part": part,
			"message": message,
			"raised_on": now_datetime(),
			"notified": 1,
			**told,
			**fields,
		}
	)
	row.name = frappe.generate_hash(length=10)
	row.db_insert()
	return row.name


def run(account: str, state: str, hours_ago: float = 1, **fields: Any) -> str:
	"""A run as it is kept; its name."""
	started = now_datetime() - timedelta(hours=hours_ago)
	row = frappe.get_doc(
		{
			"doctype": _RUN,
			"account": account,
			"scope": "All Parts",
			"state": state,
			"started_on": started,
			"ended_on": None if state == "Running" else started + timedelta(seconds=47),
			"planned": 100,
			"processed": 100,
			"updated": 97,
			**fields,
		}
	)
	row.set_new_name()
	row.db_insert()
	return row.name


def silent_run(account: str, minutes: int) -> str:
	"""A run of an account's round whose worker was killed so long ago; its name."""
	begun = datetime.now(timezone.utc) - timedelta(minutes=minutes)
	return DeskResyncStore().begin(account, PartChoice(), 10, begun, begun + LEASE).name


def logged_call(account: str, path: str) -> None:
	"""A call in the log that worked."""
	row = {"doctype": "Connector Call", "account": account, "path": path, "status": 200, "milliseconds": 312}
	doc = frappe.get_doc({**row, "called_at": now_datetime(), "method": "GET"})
	doc.name = frappe.generate_hash(length=10)
	doc.db_insert()


def steps_done() -> list[str]:
	"""The workspace's first steps that are complete."""
	onboarding = frappe.get_doc("Module Onboarding", "Supplier Connect")
	return [step.name for step in onboarding.get_steps() if step.is_complete]


def last_notification(user: str, kind: str) -> dict[str, Any]:
	"""The newest notification of a user about a document of a kind."""
	fields = ["subject", "document_name", "document_type"]
	wanted = {"for_user": user, "document_type": kind}
	rows = frappe.get_all("Notification Log", wanted, fields, order_by="creation desc", limit_page_length=1)
	return dict(rows[0]) if rows else {}


def first_steps() -> None:
	"""Have nobody done any of the workspace's first steps."""
	onboarding = frappe.get_doc("Module Onboarding", "Supplier Connect")
	frappe.db.set_value("System Settings", None, "enable_onboarding", 1)
	frappe.db.set_value("Module Onboarding", onboarding.name, "is_complete", 0)
	for row in onboarding.steps:
		frappe.db.set_value("Onboarding Step", row.step, {"is_complete": 0, "is_skipped": 0})
	frappe.clear_cache(doctype="Module Onboarding")


def part_fields(name: str, fields: Sequence[str]) -> dict[str, Any]:
	"""Some fields of a Supplier Part as they are stored."""
	values = frappe.db.get_value(_PART, name, list(fields), as_dict=True)
	return {
		field: value if isinstance(value, (int, float, str)) else str(value)
		for field, value in values.items()
	}


def needed(item: str, account: str, quantity: float, buyer: str) -> str:
	"""A submitted Purchase Order of a buyer that wants pieces of an Item from the account's supplier."""
	company = frappe.db.get_value("Company", {}, "name", order_by="creation asc")
	due = add_days(today(), 7)
	doc = frappe.get_doc(
		{
			"doctype": "Purchase Order",
			"company": company,
			"supplier": frappe.db.get_value("Supplier Account", account, "supplier"),
			"currency": "USD",
			"conversion_rate": 1.0,
			"schedule_date": due,
			"items": [{"item_code": item, "qty": quantity, "rate": 1, "schedule_date": due}],
		}
	)
	doc.flags.ignore_permissions = True
	doc.insert()
	doc.submit()
	frappe.db.set_value("Purchase Order", doc.name, "owner", buyer)
	return doc.name


COMMANDS: dict[str, Callable[..., Any]] = {
	"alert": alert,
	"calls": calls,
	"first_steps": first_steps,
	"logged_call": logged_call,
	"steps_done": steps_done,
	"forget_history": forget_history,
	"forget_resyncs": forget_resyncs,
	"history": history,
	"last_notification": last_notification,
	"many_parts": many_parts,
	"needed": needed,
	"part": part,
	"part_fields": part_fields,
	"run": run,
	"silent_run": silent_run,
}
