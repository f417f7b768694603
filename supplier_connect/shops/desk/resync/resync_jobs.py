"""Resyncs by schedule: the scheduler's tick only queues a job for each account that is due."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import frappe

from supplier_connect.core.desk.clock import naive_utc
from supplier_connect.core.desk.errors import refusals_as_errors
from supplier_connect.core.model.errors import ResyncRunning, SupplierConnectError
from supplier_connect.shops.connectors.protocols import Capability
from supplier_connect.shops.desk.accounts.accounts import read_account, registry
from supplier_connect.shops.desk.resync.alert_notifications import tell_overdue
from supplier_connect.shops.desk.resync.resyncing import resync, schedule_in, schedule_of
from supplier_connect.shops.desk.resync.resyncs import DeskResyncStore
from supplier_connect.shops.model.resync import PartChoice, RunState, longest_held
from supplier_connect.shops.services.resync.resync_parts import LEASE

_TICK = "supplier_connect.shops.desk.resync.resync_jobs.dispatch_due"
_JOB = "supplier_connect.shops.desk.resync.resync_jobs.run_due"
_ACCOUNT = "Supplier Account"
_CURSOR = "Supplier Resync Cursor"
_RUN = "Supplier Resync"
_JOB_TYPE = "Scheduled Job Type"
# Frappe takes 500 queued jobs for an error, and others queue some, too. The rest is queued by the next ticks.
_MOST_AT_ONCE = 100
_SECONDS_A_PART = 30
_SECONDS_AT_LEAST = 1500
_LONGEST_SECONDS = 6 * 3600
_DAY_MINUTES = 1440
_CLOCKS_APART_MINUTES = 60
# Accounts whose time has come, and that nobody living goes through; those first that wait the longest. What reaches further
# ahead than any time that is set now is of a clock that was wrong.
_DUE = """
	select account.name, cursors.due_on, cursors.lease_until
	from `tabSupplier Account` account
	left join `tabSupplier Resync Cursor` cursors on cursors.account = account.name
	where account.enabled = 1 and account.resync_enabled = 1 and account.connector not in %(unable)s
	and (cursors.due_on is null or cursors.due_on <= %(now)s or cursors.due_on > date_add(
		%(now)s, interval greatest(ifnull(account.resync_interval, 0), %(day)s) + %(apart)s minute
	))
	and (cursors.lease_until is null or cursors.lease_until <= %(now)s or cursors.lease_until > %(longest)s)
	and (account.name = %(account)s or %(account)s = '')
	order by cursors.due_on asc, account.name asc limit %(limit)s
"""


def dispatch_due() -> None:
	"""The scheduler's tick: queue a job for each account that is due, and tell of alerts whose run has died."""
	now = _now()
	for row in _due(now):
		frappe.enqueue(
			_JOB,
			queue="long",
			timeout=_timeout_of(row.name),
			job_id=_job_id(row, now),
			deduplicate=True,
			account=row.name,
		)
	tell_overdue()


def run_due(account: str) -> None:
	"""The background job: the account's next parts, with its own keys, unless another job was faster.

	It leaves some of the day's calls to people.
	"""
	if not _due(_now(), account):
		return
	schedule = schedule_of(account)
	try:
		with refusals_as_errors():
			known = read_account(account, "")
		limits = replace(known.limits, day_reserve=schedule.reserve)
		resync(replace(known, limits=limits), PartChoice(), schedule.batch_size)
	except ResyncRunning:
		return
	except SupplierConnectError as error:
		_note_refusal(account, error)


def toggle_scheduler(leaving_out: str = "") -> None:
	"""Have the scheduler come by while an account is resynced by schedule, and only then.

	`leaving_out` is an account that is about to be deleted.
	"""
	wanted = {"enabled": 1, "resync_enabled": 1, "name": ("!=", leaving_out)}
	is_stopped = int(not frappe.db.exists(_ACCOUNT, wanted))
	for name in frappe.get_all(_JOB_TYPE, {"method": _TICK, "stopped": 1 - is_stopped}, pluck="name"):
		frappe.db.set_value(_JOB_TYPE, name, "stopped", is_stopped)


def bring_forward(doc: Any) -> None:
	"""Have a Supplier Account resynced within its interval from now, should that have become shorter."""
	due_on = naive_utc(_now() + schedule_in(doc).interval)
	later = {"account": doc.name, "due_on": (">", due_on)}
	# To change a row that isn't there would lock the gap where others put theirs.
	for name in frappe.get_all(_CURSOR, later, pluck="name", order_by="name asc"):
		frappe.db.set_value(_CURSOR, name, "due_on", due_on)


def resume_paused(account: str) -> None:
	"""Have an account that a spent quota has paused resynced with the next tick: its limits are others now."""
	last = {"account": account, "scope": "All Parts"}
	if frappe.db.get_value(_RUN, last, "state", order_by="creation desc") != RunState.PAUSED.value:
		return
	for name in frappe.get_all(_CURSOR, {"account": account}, pluck="name", order_by="name asc"):
		frappe.db.set_value(_CURSOR, name, "due_on", naive_utc(_now()))


def _due(now: datetime, account: str = "") -> list[Any]:
	known = registry()
	values = {
		"now": naive_utc(now),
		"longest": naive_utc(longest_held(now, LEASE)),
		"day": _DAY_MINUTES,
		"apart": _CLOCKS_APART_MINUTES,
		"account": account,
		"limit": _MOST_AT_ONCE,
		"unable": [*(set(known.kinds) - set(known.able(Capability.REFRESH))), ""],
	}
	return frappe.db.sql(_DUE, values, as_dict=True)


def _job_id(row: Any, now: datetime) -> str:
	"""What keeps an account from being queued twice.

	A killed worker's job may stand as started for long. The id is another one once its lease has died, and each hour, for one
	that died before it had a lease.
	"""
	lease = row.lease_until or f"{now:%Y-%m-%d %H}"
	return f"supplier_connect_resync|{row.name}|{row.due_on or ''}|{lease}"


def _timeout_of(account: str) -> int:
	seconds = schedule_of(account).batch_size * _SECONDS_A_PART
	return min(max(seconds, _SECONDS_AT_LEAST), _LONGEST_SECONDS)


def _note_refusal(account: str, error: SupplierConnectError) -> None:
	"""Note a run that could not even begin, so that people see why, and that it is tried again after an interval."""
	store, now = DeskResyncStore(), _now()
	with suppress(ResyncRunning):
		run = store.begin(account, PartChoice(), 0, now, now + LEASE)
		due_at = now + schedule_of(account).interval
		store.finish(replace(run, state=RunState.FAILED, message=error.message, due_at=due_at))


def _now() -> datetime:
	return datetime.now(timezone.utc)
