"""What the transport needs others to remember: windows of calls, the day's count, calls and answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from supplier_connect.core.http.exchange import Call, QuotaStatus, Response
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import AuthorizationRequest, Token, TokenKey
from supplier_connect.core.model.usage import CacheLookup, CacheSize, Usage


@dataclass(frozen=True)
class CallSlot:
	"""A call's place in the day's count of its quota: the how manieth it is.

	`entered_at` is when it was counted in its minute, in seconds since 1970 UTC.
	"""

	key: str
	day: date
	number: int
	entered_at: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Wait:
	"""A call that has to wait until a time (UTC): because the shop asked for it, or because of a limit of the account."""

	account: str
	until: datetime
	asked_by_shop: bool


WaitListener = Callable[[Wait], None]


def ignore_wait(_wait: Wait) -> None:
	"""A `WaitListener` for those whose user sees no progress."""


class RateLimitWindows(Protocol):
	"""Times of recent calls, by key, shared by all threads and processes of a site."""

	def update(self, key: str, change: Callable[[list[float]], list[float]]) -> list[float]:
		"""Read the times under a key, change them, store and return the result; nobody comes in between.

		Times are seconds since 1970 UTC, oldest first. What is stored survives a rollback of the caller's work.
		"""
		...


class DailyQuota(Protocol):
	"""The count of calls of each UTC day, shared like the windows.

	A shop's own word counts more than ours: calls that others made with the same key, and another limit.
	"""

	def take(self, key: str, day: date, usual: int, ceiling: int, reserve: int = 0) -> CallSlot | None:
		"""Count one call; None, and nothing counted, when the day's calls are spent already.

		`usual` is the limit until the shop has told one, `ceiling` the most that we want to make whatever it tells;
		0 means none. `reserve` per cent of the limit that holds are left for others.
		"""
		...

	def learn(self, place: CallSlot, standing: QuotaStatus) -> None:
		"""Note what the answer to the call in that place told.

		The shop's count of used calls takes the place of ours; it counts less than ours only where no other call was
		made since, which may not have reached the shop when it counted.
		"""
		...

	def taken(self, key: str, day: date) -> int:
		"""How many calls are spent, as far as we know."""
		...


class CallLog(Protocol):
	"""Where every call leaves its record."""

	def record(self, call: CallRecord) -> None:
		"""Keep a record, and count the call in its day's usage; both survive a rollback of the caller's work."""
		...


class UsageStore(Protocol):
	"""What is counted of calls and of kept answers, by account, user, endpoint and UTC day."""

	def recalled(self, recall: CacheLookup) -> None:
		"""Count that a kept answer was looked for; raises `Unavailable` when it can't be counted."""
		...

	def since(self, day: date, account: str) -> Sequence[Usage]:
		"""The usage of an account on that day and later, newest day first."""
		...


@dataclass(frozen=True)
class CachedResponse:
	"""An answer that is kept under a key from one time until another (UTC); `body` is JSON as the shop wrote it."""

	key: str
	account: str
	endpoint: str
	status: int
	body: str
	put_at: datetime
	until: datetime


class ResponseStore(Protocol):
	"""Where answers are kept for all threads and processes of a site; raises `Unavailable` when it can't be used."""

	def find(self, key: str, now: datetime) -> CachedResponse | None:
		"""The answer under a key, unless its time is over."""
		...

	def put(self, answer: CachedResponse) -> None:
		"""Keep an answer, in the place of an older one; it survives a rollback of the caller's work."""
		...

	def sizes(self, now: datetime) -> dict[str, CacheSize]:
		"""What is kept for each account; those with nothing are left out."""
		...

	def clear(self, account: str) -> int:
		"""Throw away what is kept for an account; how many answers that were."""
		...

	def sweep(self, now: datetime, most_bytes: int) -> int:
		"""Throw away what is over, and of the rest the oldest until it is no larger; how many answers that were."""
		...


class ResponseCache(Protocol):
	"""What stands between a question and a call: never fails, at worst it knows nothing."""

	def recall(self, account: Connection, call: Call) -> Response | None:
		"""The answer that is kept for a call; None when it has to be made."""
		...

	def keep(self, account: Connection, call: Call, answer: Response) -> None:
		"""Keep the answer to a call, where the call and the account allow it."""
		...


class CallGate(Protocol):
	"""The place every call passes before it goes out."""

	def enter(self, account: Connection, call: Call) -> CallSlot:
		"""Return when the call may go out; raises `RateLimited` or `QuotaExhausted`."""
		...

	def leave(self, account: Connection, call: Call, place: CallSlot) -> None:
		"""Note that the call has come to its end: it may have reached the shop as late as now."""
		...

	def learn(self, place: CallSlot, standing: QuotaStatus) -> None:
		"""Note what the answer to a call told of the day's quota."""
		...


class TokenStore(Protocol):
	"""The grants of all accounts, shared by all threads and processes; secrets are stored encrypted.

	What is written survives a rollback of the caller's work.
	"""

	def read(self, key: TokenKey) -> Token | None:
		"""The grant as it was last saved; None when there is none."""
		...

	def claim(self, key: TokenKey, seen: Token | None, now: datetime, until: datetime) -> bool:
		"""Take the right to renew the grant that was seen; nobody else has it until `until`, which names the claim.

		False while another has it, and when the grant is another by now.
		"""
		...

	def save(self, key: TokenKey, grant: Token) -> None:
		"""Store a grant over whatever there was; ends any claim."""
		...

	def save_claimed(self, key: TokenKey, until: datetime, grant: Token) -> bool:
		"""Store a renewed grant and end its claim; False, and nothing stored, when the claim holds no more."""
		...

	def release(self, key: TokenKey, until: datetime) -> None:
		"""End a claim without a new grant; another's claim stays."""
		...

	def delete(self, key: TokenKey) -> None:
		"""Forget a grant."""
		...


class AuthorizationRequestStore(Protocol):
	"""The sign-ins that were begun. A state is stored as its digest, and is good once."""

	def begin(self, sign_in: AuthorizationRequest) -> None:
		"""Remember a sign-in; those that are over are forgotten."""
		...

	def take(self, state: Secret, now: datetime) -> AuthorizationRequest | None:
		"""The sign-in of a state, which is good no more then; None for an unknown, used or expired one."""
		...
