"""Whitelisted: supplier parts that stay fresh. docs/api.md describes every function and shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe

from supplier_connect.api.endpoint import endpoint, read_argument
from supplier_connect.api.results import Moment, Result
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import WRONG_INPUT
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.connectors.protocols import Capability
from supplier_connect.shops.desk.accounts.accounts import names_of_supplier
from supplier_connect.shops.desk.resync import resync_requests
from supplier_connect.shops.desk.resync.freshness import freshness_of
from supplier_connect.shops.desk.resync.freshness_counts import stale_before
from supplier_connect.shops.desk.resync.resync_requests import Ran, Task, account_task, item_tasks, part_task
from supplier_connect.shops.desk.resync.resyncs import DeskResyncStore

_ACCOUNT = "Supplier Account"
_ITEM = "Item"
_PART = "Supplier Part"
_RESYNC, _RESET = "resync", "reset_cursor"
_COUNTS = ("processed", "updated", "changed", "not_found", "failed")
_STATUS_URL = "/api/method/supplier_connect.api.resync.resync_status?job={0}"


class ResyncPlace(Result):
	"""The account that is resynced, and its supplier; null for several."""

	supplier: str | None
	account: str | None


class RunResult(ResyncPlace):
	"""What became of a run, or of several together."""

	run: str | None
	state: str
	processed: int
	updated: int
	changed: int
	not_found: int
	failed: int
	created: int = 0
	skipped: int
	cursor_before: str
	cursor_after: str
	due_at: Moment | None
	error: str


class DoneResync(RunResult):
	"""A resync that was waited for."""

	message: str
	queued: bool = False
	scope: str
	action: str = "resync"
	runs: list[RunResult]


class QueuedResync(ResyncPlace):
	"""A resync in the background, and where to ask for its progress."""

	message: str = "Queued"
	queued: bool = True
	scope: str
	action: str = "resync"
	task_id: str
	task_url: str


class ResetCursor(ResyncPlace):
	"""The round of an account that begins anew, and where it was."""

	cursor_before: str
	cursor_after: str = ""


class ResetCursors(ResetCursor):
	"""The rounds that begin anew."""

	message: str = "OK"
	scope: str = "supplier"
	action: str = "reset_cursor"
	accounts: list[ResetCursor]


class ResyncProgress(Result):
	"""How far a job is."""

	state: str
	planned: int
	processed: int
	updated: int
	changed: int
	not_found: int
	failed: int
	left: int
	message: str
	runs: list[str]


class LastRun(Result):
	"""The last run of an account."""

	name: str
	state: str
	started_on: Moment | None
	ended_on: Moment | None
	processed: int
	updated: int
	changed: int
	not_found: int
	failed: int
	message: str | None


class FreshnessResult(Result):
	"""How fresh an account's parts are, and how its round goes on."""

	parts: int
	fresh: int
	stale: int
	not_found: int
	failed: int
	never: int
	stale_before: str
	enabled: bool
	interval: int
	batch_size: int
	due_at: Moment | None
	running: str
	silent_since: Moment | None
	held_until: Moment | None
	cursor: str
	round_minutes: int
	last_run: LastRun | None
	may_run: bool
	may_reset: bool


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def run_resync(
	supplier: str | None = None,
	account: str | None = None,
	item: str | None = None,
	part: str | None = None,
	queued: bool | None = None,
	action: str | None = None,
	**fields: Any,
) -> DoneResync | QueuedResync | ResetCursors:
	"""Ask the shop again: for an account's next parts, an Item's, or a single one; or begin its round anew.

	Few parts are asked for at once, more in a background job, unless `queued` (or `async`) says otherwise.
	"""
	asked = _Asked(supplier or "", account or "", item or "", part or "")
	wanted = action or _RESYNC
	if wanted == _RESET:
		return _reset(asked)
	if wanted != _RESYNC:
		raise RejectedInput(msg("action is {0} or {1}.", _RESYNC, _RESET), field="action")
	tasks = asked.tasks()
	later = read_argument("async", bool | None, fields.get("async")) if queued is None else queued
	if later is None:
		later = not resync_requests.is_small(tasks)
	return _queued(asked, tasks) if later else _done(asked, tasks)


@endpoint()
def resync_status(job: str) -> ResyncProgress:
	"""How far a job of the user is."""
	return ResyncProgress(**resync_requests.told_of(job))


@endpoint(methods=["POST"])
def stop_resync(job: str) -> None:
	"""Have a job of the user end after the call that is under way."""
	resync_requests.stop(job)


@endpoint()
def freshness(account: str) -> FreshnessResult:
	"""How fresh an account's parts are, when they are asked for again, and how that went last; asks no shop."""
	doc = permissions.document(_ACCOUNT, account)
	known = freshness_of(doc.name)
	may_write = bool(doc.enabled and doc.has_permission("write"))
	counts, position = known.counts, known.round
	return FreshnessResult(
		parts=counts.total,
		fresh=counts.fresh,
		stale=counts.stale,
		not_found=counts.not_found,
		failed=counts.failed,
		never=counts.never,
		stale_before=str(stale_before()),
		enabled=known.enabled,
		interval=known.schedule.minutes,
		batch_size=known.schedule.batch_size,
		due_at=position.due_at if known.enabled else None,
		running=position.running,
		silent_since=position.silent_since,
		held_until=position.held_until,
		cursor=position.cursor,
		round_minutes=known.round_minutes,
		last_run=known.last_run,
		may_run=may_write,
		may_reset=may_write,
	)


class _Asked:
	"""What somebody asks for, by names that they send."""

	def __init__(self, supplier: str, account: str, item: str, part: str) -> None:
		self._supplier = supplier
		self._account = account
		self._item = item
		self._part = part
		self._check_names()

	@property
	def scope(self) -> str:
		"""What it is about: "part", "item" or "supplier" (an account)."""
		return "part" if self._part else "item" if self._item else "supplier"

	def accounts(self) -> list[str]:
		"""The accounts that a whole resync is about."""
		return [self._account] if self._account else resync_requests.accounts_of(self._supplier)

	def tasks(self) -> list[Task]:
		"""What there is to do; raises where the user may not."""
		if self._part:
			return [self._only_task()]
		if self._item:
			return item_tasks(self._item, self._accounts())
		return [account_task(name) for name in self.accounts()]

	def _only_task(self) -> Task:
		task = part_task(self._part)
		named = self._accounts()
		if named is not None and task.account not in named:
			raise RejectedInput(msg("{0} is no part of that account.", self._part), field="part")
		if self._item and self._item != frappe.db.get_value(_PART, self._part, "item"):
			raise RejectedInput(msg("{0} is no part of {1}.", self._part, self._item), field="part")
		return task

	def _accounts(self) -> list[str] | None:
		"""The accounts that are meant; None for all."""
		if self._account:
			return [self._account]
		if self._supplier:
			return names_of_supplier(self._supplier, Capability.REFRESH)
		return None

	def _check_names(self) -> None:
		named = {_ACCOUNT: self._account, _ITEM: self._item, _PART: self._part}
		if not (self._supplier or any(named.values())):
			raise RejectedInput(msg("Name a supplier, an account, an item or a part."), field="account")
		for doctype, name in named.items():
			if name:
				permissions.document(doctype, name)
		owner = frappe.db.get_value(_ACCOUNT, self._account, "supplier") if self._account else None
		if self._supplier and owner not in (None, self._supplier):
			raise RejectedInput(
				msg("{0} is no account of {1}.", self._account, self._supplier), field="account"
			)


def _done(asked: _Asked, tasks: Sequence[Task]) -> DoneResync:
	ran = resync_requests.run_now(tasks)
	resync_requests.check_outcome(ran)
	runs = [_run_of(one) for one in ran]
	return DoneResync.of(
		runs[0] if len(runs) == 1 else _sum_of(runs),
		message=resync_requests.troubles(ran) or _message(runs),
		queued=False,
		scope=asked.scope,
		action=_RESYNC,
		runs=runs,
	)


def _message(runs: Sequence[RunResult]) -> str:
	"""OK, unless there were parts and each of them failed."""
	processed, failed = sum(run.processed for run in runs), sum(run.failed for run in runs)
	if not processed or failed < processed:
		return "OK"
	return frappe._("None of the parts could be read; the Supplier Parts say why.")


def _run_of(ran: Ran) -> RunResult:
	run = ran.run
	return RunResult(
		**_place(ran.task.account),
		run=run.name if run else None,
		state=run.state.value if run else "Failed",
		**{name: getattr(run, name) if run else 0 for name in _COUNTS},
		skipped=max(run.planned - run.processed, 0) if run else ran.task.size,
		cursor_before=run.cursor_before if run else "",
		cursor_after=run.cursor_after if run else "",
		due_at=_due_at(ran),
		error=resync_requests.troubles([ran]),
	)


def _due_at(ran: Ran) -> Any:
	has_schedule = frappe.get_cached_value(_ACCOUNT, ran.task.account, "resync_enabled")
	return ran.run.due_at if ran.run and has_schedule else None


def _sum_of(runs: Sequence[RunResult]) -> RunResult:
	"""Several runs as one, of no account."""
	states = {run.state for run in runs}
	return RunResult(
		supplier=None,
		account=None,
		run=None,
		state=states.pop() if len(states) == 1 else "Done",
		**{name: sum(getattr(run, name) for run in runs) for name in (*_COUNTS, "skipped")},
		cursor_before="",
		cursor_after="",
		due_at=None,
		error=" ".join(f"{run.account}: {run.error}" for run in runs if run.error),
	)


def _queued(asked: _Asked, tasks: Sequence[Task]) -> QueuedResync:
	token = resync_requests.queue(tasks)
	where = _place(tasks[0].account) if len(tasks) == 1 else {"supplier": None, "account": None}
	return QueuedResync(**where, scope=asked.scope, task_id=token, task_url=_STATUS_URL.format(token))


def _reset(asked: _Asked) -> ResetCursors:
	if asked.scope != "supplier":
		raise RejectedInput(msg("Only the round of an account can begin anew."), field="action")
	reset = [
		ResetCursor(**_place(task.account), cursor_before=DeskResyncStore().reset_cursor(task.account))
		for task in asked.tasks()
	]
	(first, *others) = reset
	return ResetCursors(
		supplier=first.supplier,
		account=None if others else first.account,
		cursor_before="" if others else first.cursor_before,
		accounts=reset,
	)


def _place(account: str) -> dict[str, str | None]:
	return {"supplier": frappe.get_cached_value(_ACCOUNT, account, "supplier"), "account": account}
