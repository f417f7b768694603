"""Where the calls went: what is counted by account, user, endpoint and UTC day, over Connector Usage.

Days are UTC days, as the shops count them, whatever the site's time zone and its clocks do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import frappe
from frappe.query_builder.functions import Sum

from supplier_connect.core.desk.side_transaction import SideStore, is_database_error
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.core.model.errors import Unavailable
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.usage import CacheLookup, Usage, usage_of_cache_lookup, usage_of_call

_DOCTYPE = "Connector Usage"
_WRITER = "Administrator"
_COUNTED_BY = ("account", "user", "endpoint", "day")
COUNTS = ("calls", "failed", "milliseconds", "received_bytes", "hits", "misses")
_LONGEST_ENDPOINT = 140
_COLUMNS = ("name", "owner", "modified_by", "creation", "modified", *_COUNTED_BY, *COUNTS)
# Two workers may count at once: each adds to what is there. The names are those above.
_ADD = f"""
	insert into `tabConnector Usage` ({", ".join(f"`{column}`" for column in _COLUMNS)})
	values ({", ".join(f"%({column})s" for column in _COLUMNS)})
	on duplicate key update modified = values(modified),
	{", ".join(f"{count} = {count} + values({count})" for count in COUNTS)}
"""  # noqa: S608


class DeskUsageStore(SideStore):
	"""`UsageStore` of the site."""

	def recalled(self, recall: CacheLookup) -> None:
		"""See `UsageStore.recalled`."""
		try:
			self._keep(lambda: _note_recall(recall))
		except Exception as error:
			if not is_database_error(error):
				raise
			raise Unavailable(
				msg("The site's database can't be written just now. Try again in a minute.")
			) from error

	def since(self, day: date, account: str) -> Sequence[Usage]:
		"""See `UsageStore.since`."""
		return self._keep(lambda: _since(day, account))


def count_call(call: CallRecord) -> None:
	"""Count a call, in the transaction that its record is written in."""
	add(usage_of_call(call))


def add(used: Usage) -> None:
	"""Add to what is counted, in the caller's transaction."""
	now = frappe.utils.now()
	endpoint = used.endpoint[:_LONGEST_ENDPOINT]
	row = {**vars(used), "endpoint": endpoint, "name": _name_of(used.account, used.user, endpoint, used.day)}
	row |= {"owner": _WRITER, "modified_by": _WRITER, "creation": now, "modified": now}
	frappe.db.sql(_ADD, row)


def move(old: str, new: str) -> None:
	"""Count what was counted for an account under its new name, in the caller's transaction.

	Frappe has put the new name into the rows already, but they are found by a digest of the old one.
	"""
	rows = frappe.db.sql(
		"select * from `tabConnector Usage` where account = %s for update", new, as_dict=True
	)
	moving = [row for row in rows if row.name == _name_of(old, row.user or "", row.endpoint, row.day)]
	if moving:
		frappe.db.delete(_DOCTYPE, {"name": ("in", [row.name for row in moving])})
	for used in map(_usage_of, moving):
		add(used)


def totals(since: date, by: str, accounts: Iterable[str]) -> dict[Any, dict[str, int]]:
	"""What was counted for some accounts on that day and later: the sums by "account", "user", "endpoint" or "day"."""
	usage = frappe.qb.DocType(_DOCTYPE)
	named = usage[by]
	sums = [Sum(usage[count]).as_(count) for count in COUNTS]
	rows = (
		frappe.qb.from_(usage)
		.select(named.as_("counted_by"), *sums)
		.where(usage.account.isin([*accounts, ""]) & (usage.day >= since))
		.groupby(named)
		.orderby(named)
		.run(as_dict=True)
	)
	return {row.counted_by: {count: int(row[count] or 0) for count in COUNTS} for row in rows}


def _note_recall(recall: CacheLookup) -> None:
	add(usage_of_cache_lookup(recall))
	if recall.found:
		frappe.db.sql("update `tabConnector Cached Response` set hits = hits + 1 where name = %s", recall.key)


def _since(day: date, account: str) -> tuple[Usage, ...]:
	rows = frappe.get_all(
		_DOCTYPE,
		filters={"account": account, "day": (">=", day)},
		fields=[*_COUNTED_BY, *COUNTS],
		order_by="day desc, user asc, endpoint asc",
	)
	return tuple(map(_usage_of, rows))


def _usage_of(row: Any) -> Usage:
	counts = {count: int(row[count]) for count in COUNTS}
	return Usage(row.account, row.user or "", row.endpoint, row.day, **counts)


def _name_of(account: str, user: str, endpoint: str, day: date) -> str:
	return sha256(json.dumps([account, user, endpoint, day.isoformat()]).encode()).hexdigest()
