"""`ResyncStore` over Supplier Resync and its cursors, on the site's main connection, a transaction for each call.

Whoever goes through an account's round locks the account's cursor first, before anything is read: a plain read would fix
what the transaction sees, and what another run has stored meanwhile would stay unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, TypeVar

import frappe
import tenacity

from supplier_connect.core.desk.clock import from_naive_utc, naive_utc, to_site
from supplier_connect.core.desk.columns import LONG, truncate
from supplier_connect.core.desk.errors import translate
from supplier_connect.core.desk.side_transaction import connect_again
from supplier_connect.core.model.errors import ResyncRunning
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.desk.parts.part_history import prices_at
from supplier_connect.shops.desk.parts.part_writing import (
	PartWrite,
	StoredPart,
	failed_part,
	locked_parts,
	seen_part,
	tried_by_run,
	unknown_part,
	write_parts,
)
from supplier_connect.shops.desk.resync import watched_parts
from supplier_connect.shops.desk.resync.alerts import save_alerts
from supplier_connect.shops.desk.resync.watched_parts import Untried
from supplier_connect.shops.model.alert import Alert, Need
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.resync import (
	PartChoice,
	RefreshResult,
	RefreshStatus,
	ResyncRun,
	RunState,
	WatchedPart,
	is_held,
)
from supplier_connect.shops.services.resync.resync_parts import LEASE

Result = TypeVar("Result")

_RUN = "Supplier Resync"
_CURSOR = "Supplier Resync Cursor"
_PART = "Supplier Part"
_LOCK = "select * from `tabSupplier Resync Cursor` where account = %s for update"
_COUNTS = ("planned", "processed", "updated", "changed", "not_found", "failed")
_UNTIL_LET_THROUGH = tenacity.Retrying(
	retry=tenacity.retry_if_exception_type((frappe.QueryDeadlockError, frappe.QueryTimeoutError)),
	wait=tenacity.wait_random(0.02, 0.2),
	stop=tenacity.stop_after_attempt(5),
	reraise=True,
)


class DeskResyncStore:
	"""`ResyncStore` of the site. `asked_by` is who asked for the runs, "" where the schedule did."""

	def __init__(self, asked_by: str = "") -> None:
		self._asked_by = asked_by

	def begin(
		self, account: str, choice: PartChoice, planned: int, now: datetime, lease_until: datetime
	) -> ResyncRun:
		"""See `ResyncStore.begin`."""
		_for_good(lambda: _make_cursor(account))
		run = ResyncRun("", account, choice, now, lease_until, planned)
		return _for_good(lambda: _begin(run, self._asked_by))

	def urgent_parts(self, run: ResyncRun, tried_before: datetime, limit: int) -> tuple[WatchedPart, ...]:
		"""See `ResyncStore.urgent_parts`."""
		untried = Untried(min(tried_before, run.started_at), run.lease_until)
		return watched_parts.urgent_parts(_account_of(run), untried, limit)

	def next_parts(self, run: ResyncRun, limit: int) -> tuple[WatchedPart, ...]:
		"""See `ResyncStore.next_parts`."""
		account, untried = _account_of(run), Untried(run.started_at, run.lease_until)
		if run.choice.is_round:
			return watched_parts.parts_after(account, run.cursor_after, untried, limit)
		return watched_parts.chosen_parts(account, run.choice, untried, limit)

	def open_needs(self, account: str, items: Collection[str]) -> Mapping[str, Need]:
		"""See `ResyncStore.open_needs`."""
		return watched_parts.open_needs(account, items)

	def earlier_prices(self, parts: Collection[str], at: datetime) -> Mapping[str, HistoryPoint]:
		"""See `ResyncStore.earlier_prices`."""
		return prices_at(parts, at)

	def record(
		self, run: ResyncRun, tried: Sequence[RefreshResult], alerts: Sequence[Alert], lease_until: datetime
	) -> None:
		"""See `ResyncStore.record`."""
		account = _account_of(run)
		_for_good(lambda: _record(replace(run, account=account, lease_until=lease_until), tried, alerts))

	def finish(self, run: ResyncRun) -> None:
		"""See `ResyncStore.finish`."""
		# Whatever ended the run, a database that was gone as well: its account must not be held until the lease ends.
		connect_again()
		account = _account_of(run)
		_for_good(lambda: _finish(replace(run, account=account)))

	def reset_cursor(self, account: str) -> str:
		"""See `ResyncStore.reset_cursor`."""
		return _for_good(lambda: _reset_cursor(account))


def fail_stale_runs() -> None:
	"""Hourly: runs whose process died are shown as broken off, and hold no right any more."""
	now = datetime.now(timezone.utc)
	running = {"state": RunState.RUNNING.value}
	for row in frappe.get_all(_RUN, running, ["name", "account", "lease_until"], order_by="name asc"):
		if not _is_held(row.lease_until, now):
			_for_good(lambda row=row: _settle_broken(row.account, row.name, now))


def fail_stale_run(names: Collection[str]) -> None:
	"""Runs whose worker is known to be gone are shown as broken off at once, and their accounts are free."""
	now = datetime.now(timezone.utc)
	running = {"state": RunState.RUNNING.value, "name": ("in", [*names, ""])}
	for row in frappe.get_all(_RUN, running, ["name", "account"], order_by="name asc"):
		_for_good(lambda row=row: _settle_broken(row.account, row.name, now, is_dead=True))


def delete_cursor(account: str) -> None:
	"""Delete where the round of an account is, in the caller's transaction."""
	frappe.db.delete(_CURSOR, {"account": account})


def delete_runs(account: str) -> None:
	"""Delete the runs of an account, and where its round is, in the caller's transaction."""
	delete_cursor(account)
	frappe.db.delete(_RUN, {"account": account})


def _for_good(work: Callable[[], Result]) -> Result:
	"""Do a piece of work in a transaction of its own; anew when the database ends it for the sake of another."""
	return _UNTIL_LET_THROUGH(_in_transaction, work)


def _in_transaction(work: Callable[[], Result]) -> Result:
	# Only a new transaction sees what others have stored meanwhile.
	frappe.db.commit()  # nosemgrep
	try:
		result = work()
	except BaseException:
		frappe.db.rollback()
		raise
	# A run that dies goes on after what was stored last.
	frappe.db.commit()  # nosemgrep
	return result


# cursors


def _make_cursor(account: str) -> None:
	"""Have a row for an account: two that come at once would wait for each other's lock on the gap where it will be."""
	if frappe.db.exists(_CURSOR, {"account": account}):
		return
	row = {**_new_row(), "name": frappe.generate_hash(length=10), "account": account, "cursor": ""}
	frappe.db.bulk_insert(_CURSOR, list(row), [tuple(row.values())], ignore_duplicates=True)


def _locked_cursor(account: str) -> Any:
	"""The cursor of an account; nobody else changes it before this transaction ends. None for none."""
	rows = frappe.db.sql(_LOCK, account, as_dict=True)
	return rows[0] if rows else None


def _reset_cursor(account: str) -> str:
	cursor = _locked_cursor(account)
	if cursor is None:
		return ""
	_update(_CURSOR, cursor.name, {"cursor": ""})
	return cursor.cursor or ""


# runs


def _begin(run: ResyncRun, asked_by: str) -> ResyncRun:
	cursor = _locked_cursor(run.account)
	if run.choice.is_round:
		_check_free(cursor, run)
	place = cursor.cursor or ""
	begun = replace(
		run,
		name=_new_name(),
		planned=min(run.planned, frappe.db.count(_PART, _filters(run))),
		cursor_before=place,
		cursor_after=place,
	)
	row = {
		**_new_row(),
		**_run_row(begun),
		**_asked_for(begun),
		"name": begun.name,
		"asked_by": asked_by or None,
	}
	frappe.db.bulk_insert(_RUN, list(row), [tuple(row.values())])
	if run.choice.is_round:
		_update(_CURSOR, cursor.name, {"run": begun.name, "lease_until": naive_utc(run.lease_until)})
	return begun


def _check_free(cursor: Any, run: ResyncRun) -> None:
	"""Note a dead run as broken off; raises `ResyncRunning` for a living one."""
	if not cursor.run:
		return
	lease = run.lease_until - run.started_at
	if is_held(from_naive_utc(cursor.lease_until), run.started_at, lease):
		raise _running(cursor.account, cursor)
	_break_off(cursor.run)


def _break_off(run: str) -> None:
	ended = {"state": RunState.BROKEN.value, "ended_on": frappe.utils.now_datetime()}
	frappe.db.set_value(_RUN, {"name": run, "state": RunState.RUNNING.value}, ended)


def _record(run: ResyncRun, tried: Sequence[RefreshResult], alerts: Sequence[Alert]) -> None:
	cursor = _locked_cursor(run.account)
	if run.choice.is_round and (cursor is None or cursor.run != run.name):
		raise _running(run.account, cursor)
	stored = locked_parts([one.part.key for one in tried])
	standing = [one for one in tried if _is_standing(one, stored.get(one.part.key), run.account)]
	write_parts([_write(one, stored[one.part.key]) for one in standing])
	at = {one.part.key: one.at for one in standing}
	told = {one.part.key for one in standing if one.offer}
	ours = [replace(alert, account=run.account) for alert in alerts if alert.part in at]
	save_alerts(told, ours, at)
	place = _moved(cursor, run) if run.choice.is_round else {}
	_update_run(run)
	if run.choice.is_round:
		_update(_CURSOR, cursor.name, {**place, "lease_until": naive_utc(run.lease_until)})


def _finish(run: ResyncRun) -> None:
	cursor = _locked_cursor(run.account)
	place = _moved(cursor, run) if cursor else {}
	_update_run(run, ended_on=frappe.utils.now_datetime())
	if run.choice.is_round and cursor and cursor.run == run.name:
		due_on = naive_utc(run.due_at) if run.due_at else None
		_update(_CURSOR, cursor.name, {**place, "due_on": due_on, "run": None, "lease_until": None})


def _moved(cursor: Any, run: ResyncRun) -> dict[str, str]:
	"""Where a run moves its account's cursor to; nowhere when somebody has had the round begin anew meanwhile."""
	left_at = frappe.db.get_value(_RUN, run.name, "cursor_after") or ""
	return {"cursor": run.cursor_after} if (cursor.cursor or "") == left_at else {}


def _settle_broken(account: str, name: str, now: datetime, *, is_dead: bool = False) -> None:
	cursor = _locked_cursor(account)
	lease_until = frappe.db.get_value(_RUN, name, "lease_until", for_update=True)
	if not is_dead and _is_held(lease_until, now):
		return
	_break_off(name)
	if cursor and cursor.run == name:
		_update(_CURSOR, cursor.name, {"run": None, "lease_until": None})


def _is_held(lease_until: datetime | None, now: datetime) -> bool:
	return lease_until is not None and is_held(from_naive_utc(lease_until), now, LEASE)


def _is_standing(one: RefreshResult, stored: StoredPart | None, account: str) -> bool:
	"""Whether a part is still the one that was asked for: people delete and change them meanwhile."""
	if stored is None:
		return False
	now = (stored.row.account, stored.row.item, stored.offer.sku.casefold())
	return now == (account, one.part.item, one.part.offer.sku.casefold())


def _write(one: RefreshResult, stored: StoredPart) -> PartWrite:
	return tried_by_run(_outcome(one, stored))


def _outcome(one: RefreshResult, stored: StoredPart) -> PartWrite:
	if one.offer:
		return seen_part(stored, one.offer, one.at, in_detail=one.details)
	if one.fate is RefreshStatus.NOT_FOUND:
		return unknown_part(stored, one.at)
	return failed_part(stored, one.at, _said(one.failure))


def _running(account: str, cursor: Any | None) -> ResyncRunning:
	lease_until = cursor.lease_until if cursor else None
	until = f"{from_naive_utc(lease_until):%Y-%m-%d %H:%M:%S}" if lease_until else "?"
	return ResyncRunning(
		msg(
			"The parts of {0} are being resynced by another run. Wait for it, or try again after {1} UTC should it be stuck.",
			account,
			until,
		),
		account=account,
	)


def _account_of(run: ResyncRun) -> str:
	"""The account of a run, which may have got another name meanwhile."""
	return str(frappe.db.get_value(_RUN, run.name, "account") or run.account)


def _filters(run: ResyncRun) -> dict[str, str]:
	chosen = {"item": run.choice.item, "name": run.choice.part}
	return {"account": run.account, **{field: value for field, value in chosen.items() if value}}


def _asked_for(run: ResyncRun) -> dict[str, Any]:
	choice = run.choice
	return {
		"account": run.account,
		"scope": "Supplier Part" if choice.part else "Item" if choice.item else "All Parts",
		"item": choice.item or None,
		"part": choice.part or None,
		"started_on": to_site(run.started_at),
		"cursor_before": run.cursor_before,
	}


def _run_row(run: ResyncRun) -> dict[str, Any]:
	return {
		**{field: getattr(run, field) for field in _COUNTS},
		"state": run.state.value,
		"cursor_after": run.cursor_after,
		"message": _said(run.message),
		"due_on": to_site(run.due_at),
		"lease_until": naive_utc(run.lease_until),
	}


def _update_run(run: ResyncRun, **more: Any) -> None:
	"""Store a run that hasn't ended; one that was noted as broken off stays so."""
	still_running = {"name": run.name, "state": RunState.RUNNING.value}
	frappe.db.set_value(_RUN, still_running, {**_run_row(run), **more})


def _said(sentence: Message | None) -> str:
	"""A sentence as it is kept: a shop's words may be in it."""
	return truncate(translate(sentence), LONG) if sentence else ""


def _update(doctype: str, name: str, values: dict[str, Any]) -> None:
	frappe.db.set_value(doctype, name, values)


def _new_name() -> str:
	doc = frappe.new_doc(_RUN)
	doc.set_new_name()
	return str(doc.name)


def _new_row() -> dict[str, Any]:
	now, user = frappe.utils.now(), frappe.session.user
	return {"owner": user, "modified_by": user, "creation": now, "modified": now}
