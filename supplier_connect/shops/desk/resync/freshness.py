"""How fresh an account's parts are, and how it goes on: what the account's form and the API tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import frappe

from supplier_connect.core.desk.clock import from_naive_utc
from supplier_connect.core.desk.permissions import limit_of
from supplier_connect.shops.desk.resync.freshness_counts import PartCounts, parts_by_account
from supplier_connect.shops.desk.resync.resyncing import Schedule, schedule_of
from supplier_connect.shops.model.resync import RunState, is_held
from supplier_connect.shops.services.resync.resync_parts import LEASE, RECORDED_EVERY

_RUN = "Supplier Resync"
_CURSOR = "Supplier Resync Cursor"
# A living run records sooner; a call may take its time.
_SILENT_FOR = RECORDED_EVERY * 2
_RUN_FIELDS = (
	"name",
	"state",
	"started_on",
	"ended_on",
	"processed",
	"updated",
	"changed",
	"not_found",
	"failed",
	"message",
)


@dataclass(frozen=True)
class RoundProgress:
	"""Where the round of an account is: the key of its last part, the living run (""), when it is due (None: at once).

	`silent_since` is when a run that may be dead recorded something last, `held_until` when others may go on then (None: it
	is heard of).
	"""

	cursor: str = ""
	running: str = ""
	due_at: datetime | None = None
	silent_since: datetime | None = None
	held_until: datetime | None = None


@dataclass(frozen=True)
class AccountFreshness:
	"""An account's parts by freshness, its schedule and round, and its last run of whatever scope (None: none yet)."""

	counts: PartCounts
	enabled: bool
	schedule: Schedule
	round: RoundProgress
	last_run: dict[str, Any] | None

	@property
	def round_minutes(self) -> int:
		"""How long it takes to come by all parts once."""
		runs = -(-self.counts.total // self.schedule.batch_size)
		return runs * self.schedule.minutes


def freshness_of(account: str) -> AccountFreshness:
	"""How fresh the parts of an account are that the user may read, and its last run that they may."""
	doc = frappe.get_cached_doc("Supplier Account", account)
	return AccountFreshness(
		counts=parts_by_account(limit_of("Supplier Part")).get(account, PartCounts()),
		enabled=bool(doc.enabled and doc.resync_enabled),
		schedule=schedule_of(account),
		round=_round_of(account),
		last_run=_last_run(account),
	)


def _round_of(account: str) -> RoundProgress:
	fields = ["cursor", "run", "lease_until", "due_on"]
	row = frappe.db.get_value(_CURSOR, {"account": account}, fields, as_dict=True)
	if not row:
		return RoundProgress()
	due_at = from_naive_utc(row.due_on) if row.due_on else None
	if not (row.run and _is_alive(row.lease_until)):
		return RoundProgress(row.cursor or "", "", due_at)
	held_until = from_naive_utc(row.lease_until)
	recorded_at = held_until - LEASE
	is_silent = datetime.now(timezone.utc) - recorded_at > _SILENT_FOR
	silence = (recorded_at, held_until) if is_silent else (None, None)
	return RoundProgress(row.cursor or "", row.run, due_at, *silence)


def _is_alive(lease_until: datetime | None) -> bool:
	return bool(lease_until) and is_held(from_naive_utc(lease_until), datetime.now(timezone.utc), LEASE)


def _last_run(account: str) -> dict[str, Any] | None:
	if not frappe.has_permission(_RUN, "read"):
		return None
	rows = frappe.get_list(
		_RUN,
		filters={"account": account},
		fields=[*_RUN_FIELDS, "lease_until"],
		order_by="started_on desc, name desc",
		limit_page_length=1,
	)
	if not rows:
		return None
	run = dict(rows[0])
	lease_until = run.pop("lease_until")
	# A dead one is noted as broken off by the next that comes by.
	if run["state"] == RunState.RUNNING.value and not _is_alive(lease_until):
		run["state"] = RunState.BROKEN.value
	return run
