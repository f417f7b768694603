"""Resyncs that a user asks for: of an account, of an Item's supplier parts, or of a single one; now or in a job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import frappe
from rq.timeouts import JobTimeoutException

from supplier_connect.core.desk import jobs as noted_jobs
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import refusals_as_errors, translate
from supplier_connect.core.desk.side_transaction import undo
from supplier_connect.core.model.errors import (
	NotFound,
	RateLimited,
	RejectedInput,
	SupplierConnectError,
)
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.connectors.protocols import Capability
from supplier_connect.shops.desk.accounts.accounts import read_shared_account, seen_accounts
from supplier_connect.shops.desk.resync.resyncing import Asked, resync, schedule_of
from supplier_connect.shops.desk.resync.resyncs import fail_stale_run
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.resync import PartChoice, ResyncRun, RunState

_JOB = "supplier_connect.shops.desk.resync.resync_requests.run_job"
_ACCOUNT = "Supplier Account"
_PART = "Supplier Part"
_ITEM = "Item"
# So many parts are asked for while a person waits.
_FEW_PARTS = 10
_PATIENCE_OF_A_PERSON = 5.0
_SECONDS_A_PART = 30
_SECONDS_AT_LEAST = 1500
_LONGEST_SECONDS = 6 * 3600
_COUNTS = ("planned", "processed", "updated", "changed", "not_found", "failed")


@dataclass(frozen=True)
class Task:
	"""What to resync at one account: the next parts of its round, those of an Item, or a single one; at most `size`."""

	account: str
	size: int
	item: str = ""
	part: str = ""

	@property
	def choice(self) -> PartChoice:
		"""The same for the engine."""
		return PartChoice(self.item, self.part)


@dataclass(frozen=True)
class Ran:
	"""What became of a task: its run as it is or has ended, or why there was none."""

	task: Task
	run: ResyncRun | None = None
	error: SupplierConnectError | None = None

	@property
	def trouble(self) -> Message | None:
		"""Why not all was done that should have been; None where all was."""
		if self.error:
			return self.error.message
		if self.run and self.run.state in _BROKEN:
			return self.run.message or msg("The run at {0} has failed.", self.task.account)
		return None

	@property
	def came_to_nothing(self) -> bool:
		"""Whether nothing at all was learnt."""
		return self.trouble is not None and not (self.run and (self.run.updated or self.run.not_found))


_BROKEN = (RunState.FAILED, RunState.PAUSED, RunState.BROKEN)


# what is asked for


def account_task(account: str) -> Task:
	"""The next parts of an account's round; raises `frappe.PermissionError` to who may not change the account."""
	permissions.document(_ACCOUNT, account, "write")
	return Task(account, schedule_of(account).batch_size)


def part_task(part: str) -> Task:
	"""A single Supplier Part, for those who may change it and see its account."""
	doc = permissions.document(_PART, part, "write")
	permissions.document(_ACCOUNT, doc.account)
	return Task(doc.account, 1, part=doc.name)


def item_tasks(item: str, accounts: Iterable[str] | None = None) -> list[Task]:
	"""An Item's supplier parts at each enabled account that the user may see; `accounts` narrows them down.

	Raises `RejectedInput` where there are none.
	"""
	permissions.document(_ITEM, item)
	frappe.has_permission(_PART, "write", throw=True)
	able = seen_accounts(Capability.REFRESH)
	asked = able if accounts is None else [name for name in able if name in set(accounts)]
	rows = frappe.get_list(
		_PART,
		filters={"item": item, "account": ("in", [*asked, ""])},
		fields=["account"],
		order_by="account asc",
		limit_page_length=0,
	)
	parts = [row.account for row in rows]
	if not parts:
		raise RejectedInput(
			msg("{0} has no supplier part at an account that you could ask.", item), field="item"
		)
	return [Task(name, parts.count(name), item=item) for name in asked if name in parts]


def is_small(tasks: Sequence[Task]) -> bool:
	"""Whether a person would wait for the answer."""
	is_round = any(task.choice.is_round for task in tasks)
	return not is_round and sum(task.size for task in tasks) <= _FEW_PARTS


def _check_again(task: Task) -> None:
	"""What was allowed when a job was queued may not be any more."""
	permissions.check_enabled()
	if task.part:
		part_task(task.part)
	elif task.item:
		item_tasks(task.item, [task.account])
	else:
		account_task(task.account)


# now


def run_now(tasks: Sequence[Task]) -> list[Ran]:
	"""Do what is asked for while a user waits; one task spoils no other."""
	return [_run(task, Asked(by=frappe.session.user), _PATIENCE_OF_A_PERSON) for task in tasks]


def _run(task: Task, asked: Asked, patience: float = ShopAccount.patience) -> Ran:
	known: list[ResyncRun] = []

	def progress(run: ResyncRun) -> None:
		known[:] = [run]
		asked.progress(run)

	try:
		with refusals_as_errors():
			account = replace(read_shared_account(task.account, asked.by), patience=patience)
		return Ran(task, resync(account, task.choice, task.size, replace(asked, progress=progress)))
	except SupplierConnectError as error:
		return Ran(task, known[0] if known else None, error)
	except JobTimeoutException:
		raise
	except Exception:
		undo()
		frappe.log_error(title=f"Supplier Connect: resync of {task.account}"[:140])
		broken = SupplierConnectError(msg("This broke off; the Error Log says why."), account=task.account)
		return Ran(task, known[0] if known else None, broken)


def check_outcome(ran: Sequence[Ran]) -> None:
	"""Raise the first trouble when nothing at all was learnt at any account."""
	if not all(one.came_to_nothing for one in ran):
		return
	first = ran[0]
	if first.error:
		raise first.error
	is_paused = first.run and first.run.state is RunState.PAUSED
	kind = RateLimited if is_paused else SupplierConnectError
	raise kind(first.trouble or msg("Nothing was resynced."), account=first.task.account)


def troubles(ran: Sequence[Ran]) -> str:
	"""What went wrong, account by account, in the user's language; "" for nothing."""
	told = [(one.task.account, translate(one.trouble)) for one in ran if one.trouble]
	if len(ran) == 1:
		return "".join(sentence for _account, sentence in told)
	return " ".join(f"{account}: {sentence}" for account, sentence in told)


# in a job


def queue(tasks: Sequence[Task]) -> str:
	"""Do it in a background job of the current user; the token under which its progress is told.

	Raises `Unavailable` when no job can be queued.
	"""
	token = noted_jobs.begin(_Progress(tasks).note(noted_jobs.QUEUED))
	seconds = max(_SECONDS_AT_LEAST, sum(task.size for task in tasks) * _SECONDS_A_PART)
	noted_jobs.enqueue(
		_JOB,
		token,
		queue="long",
		timeout=min(seconds, _LONGEST_SECONDS),
		tasks=[vars(task) for task in tasks],
	)
	return token


def run_job(token: str, tasks: list[dict[str, Any]]) -> None:
	"""The background job: one task after the other, each with the permissions that the user has now."""
	progress = _Progress([Task(**task) for task in tasks])
	state = noted_jobs.FAILED
	try:
		state = progress.go_through(token)
	finally:
		_tell(token, progress.note(state))


class _Progress:
	"""How far a job is, account by account."""

	def __init__(self, tasks: Sequence[Task]) -> None:
		self._tasks = tasks
		self._ran: list[Ran] = []
		self._current: ResyncRun | None = None

	def go_through(self, token: str) -> str:
		"""Do all tasks; how it ended."""
		asked = Asked(
			by=frappe.session.user,
			progress=self._telling(token),
			stopped=lambda: noted_jobs.is_stopped(token),
		)
		for task in self._tasks:
			if asked.stopped():
				return noted_jobs.STOPPED
			_tell(token, self.note(noted_jobs.RUNNING))
			self._ran.append(self._allowed(task, asked))
			self._current = None
		if any(one.run and one.run.state is RunState.STOPPED for one in self._ran):
			return noted_jobs.STOPPED
		return noted_jobs.FAILED if all(one.came_to_nothing for one in self._ran) else noted_jobs.DONE

	def note(self, state: str) -> noted_jobs.Note:
		"""This as a note of the job."""
		ran = self._begun()
		runs = [one.run for one in ran if one.run]
		counts = {name: sum(getattr(run, name) for run in runs) for name in _COUNTS}
		# What hasn't begun yet counts as it was planned.
		counts["planned"] += sum(task.size for task in self._tasks[len(ran) :])
		return {
			**counts,
			"state": state,
			"left": max(counts["planned"] - counts["processed"], 0),
			"message": troubles(ran),
			"runs": [run.name for run in runs],
		}

	def _allowed(self, task: Task, asked: Asked) -> Ran:
		try:
			with refusals_as_errors():
				_check_again(task)
		except SupplierConnectError as error:
			return Ran(task, error=error)
		return _run(task, asked)

	def _telling(self, token: str) -> Callable[[ResyncRun], None]:
		def progress(run: ResyncRun) -> None:
			self._current = run
			_tell(token, self.note(noted_jobs.RUNNING))

		return progress

	def _begun(self) -> list[Ran]:
		"""The tasks that are over, and the one that is under way."""
		current = [Ran(self._tasks[len(self._ran)], self._current)] if self._current else []
		return [*self._ran, *current]


def _tell(token: str, note: noted_jobs.Note) -> None:
	noted_jobs.save_progress(token, note, noted_jobs.RESYNC)


def told_of(token: str) -> noted_jobs.Note:
	"""How far a job of the current user is; raises `NotFound` for others' and forgotten ones."""
	told = noted_jobs.progress_of(token, noted_jobs.RESYNC)
	if told["state"] == noted_jobs.FAILED and noted_jobs.has_died(token):
		fail_stale_run(told["runs"])
	return told


def stop(token: str) -> None:
	"""Have a job of the current user end after the call that is under way."""
	noted_jobs.stop(token, noted_jobs.RESYNC)


def accounts_of(supplier: str) -> list[str]:
	"""A supplier's enabled accounts that the user may see, the default one first; raises `NotFound` without any."""
	names = seen_accounts(Capability.REFRESH, supplier=supplier)
	if not names:
		raise NotFound(msg("There is no enabled Supplier Account of {0} that you could use.", supplier))
	return names
