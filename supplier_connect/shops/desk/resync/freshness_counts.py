"""How fresh the Supplier Parts of each account are, counted in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import frappe
from frappe.utils import getdate

_DEFAULT_DAYS = 7
# Each part is counted once: as what its last resync came to, else by when the shop last told something.
_COUNTS = """
	select account, count(*) as total,
		sum(resync_state = 'Not Found') as not_found,
		sum(resync_state = 'Failed') as failed,
		sum(ifnull(resync_state, '') not in ('Not Found', 'Failed') and seen_on is null) as never,
		sum(ifnull(resync_state, '') not in ('Not Found', 'Failed') and seen_on >= %(since)s) as fresh,
		sum(ifnull(resync_state, '') not in ('Not Found', 'Failed') and seen_on < %(since)s) as stale
	from `tabSupplier Part` {0} group by account
"""


@dataclass(frozen=True)
class PartCounts:
	"""The parts of an account: `fresh` were told of lately, `stale` not, `never` not yet.

	Those that the shop didn't know (`not_found`) or couldn't be asked for (`failed`) when they were last asked for are
	none of these.
	"""

	total: int = 0
	fresh: int = 0
	stale: int = 0
	not_found: int = 0
	failed: int = 0
	never: int = 0


def stale_after_days() -> int:
	"""After how many days a part counts as stale, by the settings."""
	days = frappe.get_cached_doc("Supplier Connect Settings").stale_after_days
	return _DEFAULT_DAYS if days is None else int(days)


def stale_before() -> datetime:
	"""Parts that were last seen before this moment (of the site) count as stale.

	It is the start of a day, so that the filters of a list, which may know days only, count the same parts.
	"""
	return datetime.combine(getdate() - timedelta(days=stale_after_days()), time())


def parts_by_account(limit: str) -> dict[str, PartCounts]:
	"""The counts of every account that has parts.

	`limit` is the condition on the parts that count, see `desk.permissions.limit_of`; "" counts all of them.
	"""
	where = "where " + limit.replace("%", "%%") if limit else ""
	rows = frappe.db.sql(_COUNTS.format(where), {"since": stale_before()}, as_dict=True)
	return {
		row.account: PartCounts(**{name: int(count or 0) for name, count in row.items() if name != "account"})
		for row in rows
	}
