"""Answers to searches are kept for a while, so that the same question spends no call.

What is kept is found by a digest of all that an answer depends on: the account, its keys and its place, whose sign-in
was used, and the question. So nobody is given what somebody else's prices are in, and a new key, another sign-in or
another currency finds nothing of before.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from threading import Lock

from cachetools import TTLCache

from supplier_connect.core.http.bodies import UNREADABLE, json_of
from supplier_connect.core.http.exchange import CachePolicy, Call, Response
from supplier_connect.core.http.ports import CachedResponse, ResponseCache, ResponseStore, UsageStore
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import Unavailable
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.usage import CacheLookup

LARGEST_KEPT = 1_000_000
_MEMORY_BYTES = 16 * LARGEST_KEPT
_MEMORY_SECONDS = 600
_LONGEST_SECONDS = 365 * 24 * 3600
# How far the clocks of two servers may be apart.
_CLOCKS_APART = timedelta(minutes=5)
_log = logging.getLogger(__name__)


class _NoCache:
	"""A `ResponseCache` that knows nothing and keeps nothing."""

	def recall(self, account: Connection, call: Call) -> Response | None:
		return None

	def keep(self, account: Connection, call: Call, answer: Response) -> None:
		pass


NO_CACHE: ResponseCache = _NoCache()


class MemoryCache:
	"""What a process has seen lately, in front of a shelf: for one `scope` (a site, a file) of several it may serve."""

	_seen: TTLCache[tuple[str, str], CachedResponse] = TTLCache(
		_MEMORY_BYTES, _MEMORY_SECONDS, getsizeof=lambda kept: len(kept.body)
	)
	_lock = Lock()

	def __init__(self, scope: str) -> None:
		self._scope = scope

	def find(self, key: str, now: datetime) -> CachedResponse | None:
		"""The answer under a key, unless its time is over."""
		with self._lock:
			kept = self._seen.get((self._scope, key))
		return kept if kept and kept.until > now else None

	def put(self, kept: CachedResponse) -> None:
		"""Remember an answer, until others need its place."""
		with self._lock:
			self._seen[self._scope, kept.key] = kept

	def drop(self, key: str) -> None:
		"""Forget an answer."""
		with self._lock:
			self._seen.pop((self._scope, key), None)


def _utc_now() -> datetime:
	return datetime.now(timezone.utc)


class StoredResponseCache:
	"""`ResponseCache` over a shelf that all processes share, with the process's own memory in front of it."""

	def __init__(
		self,
		shelf: ResponseStore,
		usage: UsageStore,
		memory: MemoryCache,
		now: Callable[[], datetime] = _utc_now,
	) -> None:
		self._shelf = shelf
		self._usage = usage
		self._memory = memory
		self._now = now

	def recall(self, account: Connection, call: Call) -> Response | None:
		"""See `ResponseCache.recall`; whether there was one is counted."""
		keeping = _keeping(account, call)
		if keeping is None:
			return None
		key, now = key_of(account, call, keeping), self._now()
		kept = self._memory.find(key, now) or self._from_shelf(key, now)
		kept = kept if kept and _is_young(kept, account, now) else None
		answer = _answer_of(kept, keeping) if kept else None
		if kept and answer is None:
			self._memory.drop(key)
		with _told_of_only("count"):
			found = answer is not None
			self._usage.recalled(CacheLookup(account.name, account.user, call.endpoint, key, found, now))
		return answer

	def keep(self, account: Connection, call: Call, answer: Response) -> None:
		"""See `ResponseCache.keep`; what is too large, or can't be read, isn't kept."""
		keeping = _keeping(account, call)
		body = _body_of(account, answer) if keeping else None
		if keeping is None or body is None or not _is_read(keeping, answer):
			return
		now = self._now()
		kept = CachedResponse(
			key=key_of(account, call, keeping),
			account=account.name,
			endpoint=call.endpoint,
			status=answer.status,
			body=body,
			put_at=now,
			until=now + _time_of(account),
		)
		self._memory.put(kept)
		with _told_of_only("keep"):
			self._shelf.put(kept)

	def _from_shelf(self, key: str, now: datetime) -> CachedResponse | None:
		with _told_of_only("find"):
			kept = self._shelf.find(key, now)
			if kept:
				self._memory.put(kept)
			return kept
		return None


class RefreshingCache:
	"""A `ResponseCache` for those who must ask anew: it gives nothing, and keeps what they are told for the others."""

	def __init__(self, cache: ResponseCache) -> None:
		self._cache = cache

	def recall(self, account: Connection, call: Call) -> Response | None:
		"""See `ResponseCache.recall`: none, whatever is kept."""
		return None

	def keep(self, account: Connection, call: Call, answer: Response) -> None:
		"""See `ResponseCache.keep`."""
		self._cache.keep(account, call, answer)


def key_of(account: Connection, call: Call, keeping: CachePolicy) -> str:
	"""The digest that an answer is kept under."""
	question = {
		"account": (account.name, account.connector, account.base_url, account.cache_generation),
		"keys": (account.credentials.owner, _digest_of_keys(account)),
		"sign_in": (account.sign_in_owner, *keeping.identity),
		"scope": account.answer_scope,
		"call": (call.method, call.path),
		"query": {name: value for name, value in call.query.items() if not isinstance(value, Secret)},
		"body": call.body,
	}
	return _digest(json.dumps(question, sort_keys=True))


def _digest_of_keys(account: Connection) -> str:
	return _digest(json.dumps(sorted((name, key.reveal()) for name, key in account.credentials.keys.items())))


def _digest(text: str) -> str:
	return sha256(text.encode()).hexdigest()


def _keeping(account: Connection, call: Call) -> CachePolicy | None:
	return call.keep if account.cache_seconds > 0 else None


def _time_of(account: Connection) -> timedelta:
	"""How long the account's answers are kept, a year at most."""
	return timedelta(seconds=min(account.cache_seconds, _LONGEST_SECONDS))


def _is_young(kept: CachedResponse, account: Connection, now: datetime) -> bool:
	"""Whether an answer is within the time that holds now, and is none of a clock that was ahead of ours."""
	return now - _time_of(account) < kept.put_at <= now + _CLOCKS_APART


def _body_of(account: Connection, answer: Response) -> str | None:
	"""What is kept of an answer; None for what is too large, is no text, or repeats one of our keys."""
	if not 0 < len(answer.body) <= LARGEST_KEPT:
		return None
	try:
		body = answer.body.decode()
	except UnicodeDecodeError:
		return None
	return body if account.credentials.redact(body) == body else None


def _answer_of(kept: CachedResponse, keeping: CachePolicy) -> Response | None:
	"""The answer that was kept; None when it can't be read any more."""
	data = json_of(kept.body)
	answer = Response(kept.status, {}, data, kept.body.encode(), kept.put_at)
	return answer if data is not UNREADABLE and _is_read(keeping, answer) else None


def _is_read(keeping: CachePolicy, answer: Response) -> bool:
	try:
		keeping.reads(answer.data)
	except ValueError:
		return False
	return True


@contextmanager
def _told_of_only(doing: str) -> Iterator[None]:
	"""A call goes on without what is kept: that it can't be used is noted in the log and no more."""
	try:
		yield
	except Unavailable as error:
		_log.warning("Kept answers can't be used (%s): %s", doing, error)
