"""Whitelisted: supplier parts that stay fresh. docs/api.md describes every function and shape."""

from collections.abc import Sequence
from typing import Any

import frappe

from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.clock import to_site
from supplier_connect.core.desk.errors import WRONG_INPUT, as_frappe_errors
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
_YES = frozenset({"1", "true", "yes", "on", "y"})
_NO = frozenset({"0", "false", "no", "off", "n"})
_RESYNC, _RESET = "resync", "reset_cursor"
_COUNTS = ("processed", "updated", "changed", "not_found", "failed")
_STATUS_URL = "/api/method/supplier_connect.api.resync.resync_status?job={0}"

Name = str | None
Answer = str | int | bool | None


@frappe.whitelist(methods=["POST"])
def run_resync(
	supplier: Name = None,
	account: Name = None,
	item: Name = None,
	part: Name = None,
	queued: Answer = None,
	action: Name = None,
	**fields: Any,
) -> dict[str, Any]:
	"""Ask the shop again: for an account's next parts, an Item's, or a single one; or begin its round anew.

	Few parts are asked for at once, more in a background job, unless `queued` (or `async`) says otherwise.
	"""
	with as_frappe_errors(WRONG_INPUT):
		asked = _Asked(supplier or "", account or "", item or "", part or "")
		wanted = action or _RESYNC
		if wanted == _RESET:
			return _reset(asked)
		if wanted != _RESYNC:
			raise RejectedInput(msg("action is {0} or {1}.", _RESYNC, _RESET), field="action")
		tasks = asked.tasks()
		later = _read_answer("queued", fields.get("async") if queued is None else queued)
		if later is None:
			later = not resync_requests.is_small(tasks)
		return _queued(asked, tasks) if later else _done(asked, tasks)


@frappe.whitelist()
def resync_status(job: str) -> dict[str, Any]:
	"""How far a job of the user is."""
	with as_frappe_errors():
		return resync_requests.told_of(job)


@frappe.whitelist(methods=["POST"])
def stop_resync(job: str) -> None:
	"""Have a job of the user end after the call that is under way."""
	with as_frappe_errors():
		resync_requests.stop(job)


@frappe.whitelist()
def freshness(account: str) -> dict[str, Any]:
	"""How fresh an account's parts are, when they are asked for again, and how that went last; asks no shop."""
	doc = permissions.document(_ACCOUNT, account)
	known = freshness_of(doc.name)
	may_write = bool(doc.enabled and doc.has_permission("write"))
	return {
		"parts": known.counts.total,
		**{name: getattr(known.counts, name) for name in ("fresh", "stale", "not_found", "failed", "never")},
		"stale_before": str(stale_before()),
		"enabled": known.enabled,
		"interval": known.schedule.minutes,
		"batch_size": known.schedule.batch_size,
		"due_at": _time(known.round.due_at) if known.enabled else None,
		"running": known.round.running,
		"silent_since": _time(known.round.silent_since),
		"held_until": _time(known.round.held_until),
		"cursor": known.round.cursor,
		"round_minutes": known.round_minutes,
		"last_run": known.last_run,
		"may_run": may_write,
		"may_reset": may_write,
	}


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


def _read_answer(field: str, value: Answer) -> bool | None:
	"""A yes or no; None where nothing was said."""
	if value is None or value == "":
		return None
	word = str(value).strip().lower()
	if word not in _YES | _NO:
		raise RejectedInput(msg("{0} is yes or no.", field), field=field)
	return word in _YES


def _done(asked: _Asked, tasks: Sequence[Task]) -> dict[str, Any]:
	ran = resync_requests.run_now(tasks)
	resync_requests.check_outcome(ran)
	runs = [_run_json(one) for one in ran]
	whole = runs[0] if len(runs) == 1 else _sum_of(runs)
	return {
		"message": resync_requests.troubles(ran) or _message(runs),
		"queued": False,
		"scope": asked.scope,
		"action": _RESYNC,
		**whole,
		"runs": runs,
	}


def _message(runs: Sequence[dict[str, Any]]) -> str:
	"""OK, unless there were parts and each of them failed."""
	processed, failed = (sum(run[count] for run in runs) for count in ("processed", "failed"))
	if not processed or failed < processed:
		return "OK"
	return frappe._("None of the parts could be read; the Supplier Parts say why.")


def _run_json(ran: Ran) -> dict[str, Any]:
	run = ran.run
	counts = {name: getattr(run, name) if run else 0 for name in _COUNTS}
	return {
		**_place_json(ran.task.account),
		"run": run.name if run else None,
		"state": run.state.value if run else "Failed",
		**counts,
		"created": 0,
		"skipped": max(run.planned - run.processed, 0) if run else ran.task.size,
		"cursor_before": run.cursor_before if run else "",
		"cursor_after": run.cursor_after if run else "",
		"due_at": _due_at(ran),
		"error": resync_requests.troubles([ran]),
	}


def _due_at(ran: Ran) -> str | None:
	has_schedule = frappe.get_cached_value(_ACCOUNT, ran.task.account, "resync_enabled")
	return _time(ran.run.due_at) if ran.run and has_schedule else None


def _sum_of(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
	"""Several runs as one, of no account."""
	sums = {name: sum(run[name] for run in runs) for name in (*_COUNTS, "created", "skipped")}
	states = {run["state"] for run in runs}
	return {
		"supplier": None,
		"account": None,
		"run": None,
		"state": states.pop() if len(states) == 1 else "Done",
		**sums,
		"cursor_before": "",
		"cursor_after": "",
		"due_at": None,
		"error": " ".join(f"{run['account']}: {run['error']}" for run in runs if run["error"]),
	}


def _queued(asked: _Asked, tasks: Sequence[Task]) -> dict[str, Any]:
	token = resync_requests.queue(tasks)
	where = _place_json(tasks[0].account) if len(tasks) == 1 else {"supplier": None, "account": None}
	return {
		"message": "Queued",
		"queued": True,
		"scope": asked.scope,
		"action": _RESYNC,
		**where,
		"task_id": token,
		"task_url": _STATUS_URL.format(token),
	}


def _reset(asked: _Asked) -> dict[str, Any]:
	if asked.scope != "supplier":
		raise RejectedInput(msg("Only the round of an account can begin anew."), field="action")
	tasks = asked.tasks()
	reset = [
		{
			**_place_json(task.account),
			"cursor_before": DeskResyncStore().reset_cursor(task.account),
			"cursor_after": "",
		}
		for task in tasks
	]
	whole = reset[0] if len(reset) == 1 else {**reset[0], "account": None, "cursor_before": ""}
	return {"message": "OK", "scope": "supplier", "action": _RESET, **whole, "accounts": reset}


def _place_json(account: str) -> dict[str, str]:
	return {"supplier": frappe.get_cached_value(_ACCOUNT, account, "supplier"), "account": account}


def _time(moment: Any) -> str | None:
	at = to_site(moment)
	return str(at.replace(microsecond=0)) if at else None
