"""Limits of an account, exact across threads and processes.

The moving windows are those of the `limits` library over a table that the host provides; the day's quota is a
count that begins anew at midnight UTC, as the shops count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MovingWindowSupport, Storage
from limits.strategies import MovingWindowRateLimiter

from supplier_connect.core.http.exchange import Call, QuotaStatus
from supplier_connect.core.http.ports import (
	CallSlot,
	DailyQuota,
	RateLimitWindows,
	Wait,
	WaitListener,
	ignore_wait,
)
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import QuotaExhausted, RateLimited
from supplier_connect.core.model.messages import msg

# A call is counted by the shop when it arrives, a moment after we counted it: the longer window makes up for that. A
# call that took longer than half of what it is longer is counted anew, from its end.
_MINUTE_WITH_MARGIN = 61
_LONGEST_MOMENT = 0.5
# How far the clocks of a shop and of ours may be apart.
_SETTLING_SECONDS = 300


class TableStorage(Storage, MovingWindowSupport):
	"""A storage of the `limits` library over a `RateLimitWindows`: moving windows only."""

	def __init__(self, table: RateLimitWindows, clock: Callable[[], float] = time.time) -> None:
		super().__init__()
		self._table = table
		self._clock = clock

	@property
	def base_exceptions(self) -> type[Exception]:
		return OSError

	def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
		"""Take `amount` places in the window of `expiry` seconds, or none of them."""
		granted = False

		def change(times: list[float]) -> list[float]:
			nonlocal granted
			now = self._clock()
			recent = _recent(times, now, expiry)
			granted = len(recent) + amount <= limit
			return sorted(recent + [now] * amount) if granted else recent

		self._table.update(key, change)
		return granted

	def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
		"""The time of the oldest call in the window (now for none), and how many there are."""
		now = self._clock()
		times = self._table.update(key, lambda times: _recent(times, now, expiry))
		return (times[0] if times else now), len(times)

	def reset(self) -> int | None:
		raise NotImplementedError("windows end by themselves")

	def clear(self, key: str) -> None:
		"""Forget the calls under a key."""
		self._table.update(key, lambda _times: [])

	def check(self) -> bool:
		"""The table belongs to the host's own database: there when the host is."""
		return True

	def incr(self, key: str, expiry: int, amount: int = 1) -> int:
		raise NotImplementedError("fixed windows are not kept here")

	def get(self, key: str) -> int:
		raise NotImplementedError("fixed windows are not kept here")

	def get_expiry(self, key: str) -> float:
		raise NotImplementedError("fixed windows are not kept here")


def _recent(times: list[float], now: float, expiry: int) -> list[float]:
	"""The times in a window; one far ahead is of a clock that was wrong, and would keep everybody waiting for it."""
	return [at for at in times if now - expiry < at < now + expiry]


class _Window(RateLimitItemPerSecond):
	"""A window whose key doesn't hold its limit: calls made before the limit was changed still count."""

	def key_for(self, *identifiers: bytes | str | int | float) -> str:
		"""What the window's calls are counted under."""
		return f"{'/'.join(map(str, identifiers))}/{self.get_expiry()}s"


def next_midnight(now: datetime) -> datetime:
	"""When the shops' day ends: the next midnight UTC."""
	return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


class LimitGate:
	"""Lets an account's calls out one by one as its limits allow.

	A call waits for a free place up to the account's patience; then, or when the day's calls are spent, it is
	refused without being made.
	"""

	def __init__(
		self,
		windows: RateLimitWindows,
		budget: DailyQuota,
		clock: Callable[[], float] = time.time,
		sleep: Callable[[float], None] = time.sleep,
		on_wait: WaitListener = ignore_wait,
	) -> None:
		self._limiter = MovingWindowRateLimiter(TableStorage(windows, clock))
		self._windows = windows
		self._budget = budget
		self._clock = clock
		self._sleep = sleep
		self._on_wait = on_wait

	def enter(self, account: Connection, call: Call) -> CallSlot:
		"""Return when the call may go out; raises `RateLimited` or `QuotaExhausted` when it may not."""
		deadline = self._clock() + account.patience
		key = account.quota_key(call.quota)
		minute, second = _minute_of(account), _second_of(account)
		if minute:
			self._take_place(minute, account, call, deadline)
		entered_at = self._clock()
		if second:
			self._take_place(second, account, call, deadline)
		return replace(self._take_from_day(account, call, key), entered_at=entered_at)

	def leave(self, account: Connection, call: Call, place: CallSlot) -> None:
		"""See `CallGate.leave`; a call whose day has ended meanwhile counts in the new one, too."""
		now, minute = self._clock(), _minute_of(account)
		if minute and now - place.entered_at > _LONGEST_MOMENT:
			self._windows.update(
				minute.key_for(place.key), lambda times: _moved(times, place.entered_at, now)
			)
		today = datetime.fromtimestamp(now, timezone.utc).date()
		if today != place.day:
			self._budget.take(place.key, today, 0, 0)

	def learn(self, place: CallSlot, standing: QuotaStatus) -> None:
		"""See `CallGate.learn`; what a shop tells just after midnight may still be yesterday's count."""
		day_began = datetime(place.day.year, place.day.month, place.day.day, tzinfo=timezone.utc).timestamp()
		if self._clock() - day_began >= _SETTLING_SECONDS:
			self._budget.learn(place, standing)

	def _take_place(self, item: RateLimitItem, account: Connection, call: Call, deadline: float) -> None:
		key = account.quota_key(call.quota)
		while not self._limiter.hit(item, key):
			oldest, _remaining = self._limiter.get_window_stats(item, key)
			wait = max(oldest - self._clock(), 0.01)
			if self._clock() + wait > deadline:
				raise RateLimited(
					msg(
						"Supplier Account {0}: its calls of this minute are used up. Try again in {1} seconds.",
						account.name,
						round(wait),
					),
					account=account.name,
					call=call.title,
					wait_seconds=wait,
				)
			until = datetime.fromtimestamp(self._clock() + wait, timezone.utc)
			self._on_wait(Wait(account.name, until, asked_by_shop=False))
			self._sleep(wait)

	def _take_from_day(self, account: Connection, call: Call, key: str) -> CallSlot:
		now = datetime.fromtimestamp(self._clock(), timezone.utc)
		limits = account.limits
		place = self._budget.take(key, now.date(), limits.per_day, limits.day_ceiling, limits.day_reserve)
		if place is None:
			spent = _share_spent if limits.day_reserve else quota_exhausted
			raise spent(account.name, call.title, next_midnight(now))
		return place


def quota_exhausted(account: str, call: str, resets_at: datetime) -> QuotaExhausted:
	"""The error for a spent daily quota, ours or the shop's own word."""
	return QuotaExhausted(
		msg(
			"Supplier Account {0}: its calls of today are spent. There are new ones from {1} UTC on.",
			account,
			resets_at.strftime("%Y-%m-%d %H:%M"),
		),
		account=account,
		call=call,
		resets_at=resets_at,
	)


def _share_spent(account: str, call: str, resets_at: datetime) -> QuotaExhausted:
	"""The error where at most those calls of the day are left that are for others."""
	return QuotaExhausted(
		msg(
			"Supplier Account {0}: the schedule's share of today's calls is spent; any others are kept for people. It goes on "
			"at {1} UTC.",
			account,
			resets_at.strftime("%Y-%m-%d %H:%M"),
		),
		account=account,
		call=call,
		resets_at=resets_at,
	)


def _minute_of(account: Connection) -> RateLimitItem | None:
	amount = account.limits.per_minute
	return _Window(amount, _MINUTE_WITH_MARGIN) if amount > 0 else None


def _second_of(account: Connection) -> RateLimitItem | None:
	amount = account.limits.per_second
	return _Window(amount, 1) if amount > 0 else None


def _moved(times: list[float], entered_at: float, now: float) -> list[float]:
	"""The times with that of a call, the last one before it had entered, moved to now."""
	earlier = [at for at in times if at <= entered_at]
	return sorted([*earlier[:-1], *(at for at in times if at > entered_at), now])
