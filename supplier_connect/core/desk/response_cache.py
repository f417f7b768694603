"""Answers of shops that are kept for a while, over Connector Cached Response.

An account's `cache_generation` is part of what an answer is found by, in the table and in every worker's memory: a new
one makes all that was kept before unreachable at once, wherever it lies.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import TypeVar

import frappe

from supplier_connect.core.desk.clock import from_naive_utc, from_site, naive_utc, to_site
from supplier_connect.core.desk.side_transaction import SideStore, is_database_error, run_in_side_transaction
from supplier_connect.core.desk.usage import DeskUsageStore
from supplier_connect.core.http.cache import MemoryCache, StoredResponseCache
from supplier_connect.core.http.ports import CachedResponse
from supplier_connect.core.model.errors import Unavailable
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.usage import CacheSize

Result = TypeVar("Result")

_DOCTYPE = "Connector Cached Response"
_SETTINGS = "Supplier Connect Settings"
_WRITER = "Administrator"
_DEFAULT_LIMIT_MB = 50
_MEGABYTE = 1_000_000
_BATCH = 500
_COLUMNS = (
	"name",
	"owner",
	"modified_by",
	"creation",
	"modified",
	"account",
	"call",
	"status",
	"body",
	"size",
	"expires_on",
	"hits",
)
# The names are those above.
_PUT = f"""
	replace into `tabConnector Cached Response` ({", ".join(f"`{column}`" for column in _COLUMNS)})
	values ({", ".join(f"%({column})s" for column in _COLUMNS)})
"""  # noqa: S608
_SIZES = """
	select account, count(*), sum(size) from `tabConnector Cached Response` where expires_on > %s group by account
"""
# Newest first, what is beyond the size that may be kept is too much.
_TOO_MUCH = """
	select name from (
		select name, sum(size) over (order by creation desc, name) as together from `tabConnector Cached Response`
	) as kept where together > %(most)s limit %(batch)s
"""
_OVER = "select name from `tabConnector Cached Response` where expires_on <= %(now)s limit %(batch)s"


class DeskResponseStore(SideStore):
	"""`ResponseStore` of the site."""

	def find(self, key: str, now: datetime) -> CachedResponse | None:
		"""See `ResponseStore.find`."""
		return self._tried(lambda: _find(key, now))

	def put(self, answer: CachedResponse) -> None:
		"""See `ResponseStore.put`."""
		self._tried(lambda: _put(answer))

	def sizes(self, now: datetime) -> dict[str, CacheSize]:
		"""See `ResponseStore.sizes`."""
		rows = self._tried(lambda: frappe.db.sql(_SIZES, naive_utc(now)))
		return {account: CacheSize(entries, int(size)) for account, entries, size in rows}

	def clear(self, account: str) -> int:
		"""See `ResponseStore.clear`."""
		query = "select name from `tabConnector Cached Response` where account = %(account)s limit %(batch)s"
		return self._deleted(query, {"account": account})

	def sweep(self, now: datetime, most_bytes: int) -> int:
		"""See `ResponseStore.sweep`."""
		over = self._deleted(_OVER, {"now": naive_utc(now)})
		return over + self._deleted(_TOO_MUCH, {"most": most_bytes})

	def _deleted(self, query: str, values: dict[str, object]) -> int:
		"""Delete what a query names, a batch at a time, so that nobody waits long; how many that were."""
		deleted = batch = self._tried(lambda: _delete_batch(query, values))
		while batch == _BATCH:
			batch = self._tried(lambda: _delete_batch(query, values))
			deleted += batch
		return deleted

	def _tried(self, work: Callable[[], Result]) -> Result:
		try:
			return self._keep(work)
		except Exception as error:
			if not is_database_error(error):
				raise
			raise Unavailable(msg("Kept answers can't be used just now. Try again in a minute.")) from error


def response_cache() -> StoredResponseCache:
	"""The cache of the site: made in the thread of a request or job, good in any."""
	return StoredResponseCache(DeskResponseStore(), DeskUsageStore(), MemoryCache(frappe.local.site))


def new_generation() -> str:
	"""A generation that no answer was kept in."""
	return frappe.generate_hash(length=16)


def clear(account: str) -> int:
	"""Throw away what is kept for an account, also in the memory of workers; how many answers that were.

	The new generation holds with the caller's transaction, the answers are gone at once.
	"""
	_renew(account)
	frappe.clear_document_cache("Supplier Account", account)
	return forget(account)


def clear_for_good(account: str) -> int:
	"""The same where the caller's transaction may be rolled back: what made it necessary is stored for good, too."""
	run_in_side_transaction(lambda: _renew(account))
	frappe.clear_document_cache("Supplier Account", account)
	return forget(account)


def forget(account: str) -> int:
	"""Delete what is kept for an account, where nobody would find it any more; how many answers that were."""
	return DeskResponseStore().clear(account)


def most_bytes() -> int:
	"""How much may be kept on the site, by its settings; 0 keeps nothing."""
	limit = frappe.get_cached_doc(_SETTINGS).cache_limit
	return (_DEFAULT_LIMIT_MB if limit is None else limit) * _MEGABYTE


def sweep() -> None:
	"""Hourly: throw away what is over, and the oldest of what is too much."""
	DeskResponseStore().sweep(datetime.now(timezone.utc), most_bytes())


def _renew(account: str) -> None:
	values = {"cache_generation": new_generation()}
	frappe.db.set_value("Supplier Account", account, values, update_modified=False)


def _find(key: str, now: datetime) -> CachedResponse | None:
	row = frappe.db.get_value(
		_DOCTYPE,
		{"name": key, "expires_on": (">", naive_utc(now))},
		["account", "call", "status", "body", "creation", "expires_on"],
		as_dict=True,
	)
	if not row:
		return None
	return CachedResponse(
		key=key,
		account=row.account,
		endpoint=row.call,
		status=row.status,
		body=row.body or "",
		put_at=from_site(row.creation) or now,
		until=from_naive_utc(row.expires_on),
	)


def _put(answer: CachedResponse) -> None:
	at = to_site(answer.put_at)
	row = {
		"name": answer.key,
		"owner": _WRITER,
		"modified_by": _WRITER,
		"creation": at,
		"modified": at,
		"account": answer.account,
		"call": answer.endpoint[:140],
		"status": answer.status,
		"body": answer.body,
		"size": len(answer.body.encode()),
		"expires_on": naive_utc(answer.until),
		"hits": 0,
	}
	frappe.db.sql(_PUT, row)


def _delete_batch(query: str, values: dict[str, object]) -> int:
	names = frappe.db.sql(query, {**values, "batch": _BATCH}, pluck=True)
	if names:
		frappe.db.delete(_DOCTYPE, {"name": ("in", names)})
	return len(names)
