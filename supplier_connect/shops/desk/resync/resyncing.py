"""A resync on the Desk: the service over the site's stores, and the buyers told of what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import frappe
from rq.timeouts import JobTimeoutException

from supplier_connect.shops.desk.accounts.accounts import fresh_shop_of
from supplier_connect.shops.desk.parts.part_offers import as_kept
from supplier_connect.shops.desk.resync.alert_notifications import tell_buyers
from supplier_connect.shops.desk.resync.alert_settling import close_settled
from supplier_connect.shops.desk.resync.resyncs import DeskResyncStore
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.alert import AlertRules
from supplier_connect.shops.model.resync import PartChoice, ResyncRun
from supplier_connect.shops.services.resync.resync_parts import ResyncTools, resync_parts

_DEFAULT_INTERVAL = 1440
# The scheduler comes by so often.
_SHORTEST_INTERVAL = 5
_DEFAULT_BATCH = 100
_DEFAULT_PERCENT = 10
LARGEST_RESERVE = 90


@dataclass(frozen=True)
class Schedule:
	"""How often an account is resynced, how many of its parts at a time, and how many per cent of a day's calls that leaves."""

	interval: timedelta
	batch_size: int
	reserve: int

	@property
	def minutes(self) -> int:
		"""The interval in minutes."""
		return int(self.interval.total_seconds() // 60)


@dataclass(frozen=True)
class Asked:
	"""Who asked for a resync ("" for the schedule), who is told how far it is, and whether it shall stop."""

	by: str = ""
	progress: Callable[[ResyncRun], None] = lambda _run: None
	stopped: Callable[[], bool] = lambda: False


def schedule_of(account: str) -> Schedule:
	"""The schedule of a Supplier Account, by its name."""
	return schedule_in(frappe.get_cached_doc("Supplier Account", account))


def schedule_in(doc: Any) -> Schedule:
	"""What a Supplier Account document says of its schedule; a day and a hundred parts where it says 0."""
	minutes = max(doc.resync_interval or _DEFAULT_INTERVAL, _SHORTEST_INTERVAL)
	reserve = min(max(doc.resync_reserve or 0, 0), LARGEST_RESERVE)
	return Schedule(timedelta(minutes=minutes), doc.resync_batch_size or _DEFAULT_BATCH, reserve)


def alert_rules() -> AlertRules:
	"""When buyers are told, by the settings."""
	percent = frappe.get_cached_doc("Supplier Connect Settings").alert_price_percent
	return AlertRules(Decimal(str(_DEFAULT_PERCENT if percent is None else percent)))


def resync(account: ShopAccount, choice: PartChoice, size: int, asked: Asked = Asked()) -> ResyncRun:
	"""Ask the account's shop again for its parts, and tell the buyers; see `services.resync_parts`."""
	tools = ResyncTools(
		shop=fresh_shop_of(account),
		store=DeskResyncStore(asked.by),
		interval=schedule_of(account.name).interval,
		rules=alert_rules(),
		progress=asked.progress,
		stopped=asked.stopped,
		as_kept=as_kept,
		endings=(JobTimeoutException,),
	)
	try:
		return resync_parts(tools, account, choice, size)
	finally:
		settle_alerts(account.name)


def settle_alerts(account: str) -> None:
	"""Close the alerts that are over and tell the buyers of the new ones; what goes wrong there spoils no resync."""
	_tried("closing alerts", close_settled, account)
	_tried("telling of alerts", tell_buyers, account)


def _tried(what: str, work: Callable[[str], Any], account: str) -> None:
	try:
		work(account)
		# The notifications are stored whatever becomes of the caller, as the run's records are.
		frappe.db.commit()  # nosemgrep
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=f"Supplier Connect: {what} of {account}"[:140])
