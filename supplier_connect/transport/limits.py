"""Limits of an account, exact across threads and processes.

The moving windows are those of the `limits` library over a table that the host provides; the day's quota is a
count that begins anew at midnight UTC, as the shops count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MovingWindowSupport, Storage
from limits.strategies import MovingWindowRateLimiter

from supplier_connect.model.account import Account
from supplier_connect.model.errors import QuotaExhausted, RateLimited
from supplier_connect.model.text import _
from supplier_connect.transport.messages import Call, Standing
from supplier_connect.transport.ports import DayBudget, Place, WindowTable

# A call is counted by the shop when it arrives, a moment after we counted it: the longer window makes up for it.
_MINUTE_WITH_MARGIN = 61
# How far the clocks of a shop and of ours may be apart.
_SETTLING_SECONDS = 300


class TableStorage(Storage, MovingWindowSupport):
	"""A storage of the `limits` library over a `WindowTable`: moving windows only."""

	def __init__(self, table: WindowTable, clock: Callable[[], float] = time.time) -> None:
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
			recent = [at for at in times if at > now - expiry]
			granted = len(recent) + amount <= limit
			return sorted(recent + [now] * amount) if granted else recent

		self._table.update(key, change)
		return granted

	def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
		"""The time of the oldest call in the window (now for none), and how many there are."""
		now = self._clock()
		times = self._table.update(key, lambda times: [at for at in times if at > now - expiry])
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
		windows: WindowTable,
		budget: DayBudget,
		clock: Callable[[], float] = time.time,
		sleep: Callable[[float], None] = time.sleep,
	) -> None:
		self._limiter = MovingWindowRateLimiter(TableStorage(windows, clock))
		self._budget = budget
		self._clock = clock
		self._sleep = sleep

	def enter(self, account: Account, call: Call) -> Place:
		"""Return when the call may go out; raises `RateLimited` or `QuotaExhausted` when it may not."""
		deadline = self._clock() + account.patience
		for item in _windows_of(account):
			self._take_place(item, account, call, deadline)
		return self._take_from_day(account, call)

	def learn(self, place: Place, standing: Standing) -> None:
		"""See `CallGate.learn`; what a shop tells just after midnight may still be yesterday's count."""
		day_began = datetime(place.day.year, place.day.month, place.day.day, tzinfo=timezone.utc).timestamp()
		if self._clock() - day_began >= _SETTLING_SECONDS:
			self._budget.learn(place, standing)

	def _take_place(self, item: RateLimitItem, account: Account, call: Call, deadline: float) -> None:
		key = account.quota_key(call.quota)
		while not self._limiter.hit(item, key):
			oldest, _remaining = self._limiter.get_window_stats(item, key)
			wait = max(oldest - self._clock(), 0.01)
			if self._clock() + wait > deadline:
				raise RateLimited(
					_(
						"Supplier Account {0}: its calls of this minute are used up. Try again in {1} seconds.",
						account.name,
						round(wait),
					),
					account=account.name,
					call=call.title,
					wait_seconds=wait,
				)
			self._sleep(wait)

	def _take_from_day(self, account: Account, call: Call) -> Place:
		now = datetime.fromtimestamp(self._clock(), timezone.utc)
		limits = account.limits
		place = self._budget.take(
			account.quota_key(call.quota), now.date(), limits.per_day, limits.day_ceiling
		)
		if place is None:
			raise quota_exhausted(account.name, call.title, next_midnight(now))
		return place


def quota_exhausted(account: str, call: str, resets_at: datetime) -> QuotaExhausted:
	"""The error for a spent daily quota, ours or the shop's own word."""
	return QuotaExhausted(
		_(
			"Supplier Account {0}: its calls of today are spent. There are new ones from {1} UTC on.",
			account,
			resets_at.strftime("%Y-%m-%d %H:%M"),
		),
		account=account,
		call=call,
		resets_at=resets_at,
	)


def _windows_of(account: Account) -> list[RateLimitItem]:
	limits = account.limits
	wanted = ((limits.per_minute, _MINUTE_WITH_MARGIN), (limits.per_second, 1))
	return [RateLimitItemPerSecond(amount, seconds) for amount, seconds in wanted if amount > 0]
