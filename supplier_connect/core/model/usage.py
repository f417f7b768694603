"""Where an account's calls went: what is counted by account, user, endpoint and UTC day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timezone

from supplier_connect.core.model.calls import CallRecord


@dataclass(frozen=True)
class Usage:
	"""The calls that a user made to an endpoint of an account's shop on a UTC day, and what was kept of their answers.

	`failed` of the `calls` came to nothing; together they took `milliseconds` and brought `received_bytes`. `hits` are
	questions that a kept answer was given to, without a call; `misses` those that a kept answer was looked for in vain.
	"""

	account: str
	user: str
	endpoint: str
	day: date
	calls: int = 0
	failed: int = 0
	milliseconds: int = 0
	received_bytes: int = 0
	hits: int = 0
	misses: int = 0


@dataclass(frozen=True)
class CacheLookup:
	"""That a kept answer was looked for at `at` (UTC), under `key`, and whether there was one."""

	account: str
	user: str
	endpoint: str
	key: str
	found: bool
	at: datetime


def usage_of_call(call: CallRecord) -> Usage:
	"""What a call adds to the usage of its day."""
	return Usage(
		account=call.account,
		user=call.user,
		endpoint=call.endpoint or call.path,
		day=_utc_day(call.at),
		calls=1,
		failed=int(bool(call.error)),
		milliseconds=call.milliseconds,
		received_bytes=call.received_bytes,
	)


def usage_of_cache_lookup(recall: CacheLookup) -> Usage:
	"""What looking for a kept answer adds to the usage of its day."""
	return Usage(
		account=recall.account,
		user=recall.user,
		endpoint=recall.endpoint,
		day=_utc_day(recall.at),
		hits=int(recall.found),
		misses=int(not recall.found),
	)


def _utc_day(at: datetime) -> date:
	return at.astimezone(timezone.utc).date()


@dataclass(frozen=True)
class CacheSize:
	"""How many answers are kept, and how many bytes their bodies have."""

	entries: int = 0
	size: int = 0
