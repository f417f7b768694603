"""No call too many: in a second, a minute, a day; from several threads."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from support.samples import Books

from supplier_connect.core.http.exchange import Call, QuotaStatus
from supplier_connect.core.http.limits import LimitGate, next_midnight
from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.errors import QuotaExhausted, RateLimited
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.workbench.stores.calls import SqliteDailyQuota, SqliteRateLimitWindows

CALL = Call("GET", "/v1/cart")


class Clock:
	"""A clock that sleeping moves on."""

	def __init__(self, at: str) -> None:
		self.now = datetime.fromisoformat(at).replace(tzinfo=timezone.utc).timestamp()

	def __call__(self) -> float:
		return self.now

	def sleep(self, seconds: float) -> None:
		self.now += seconds


def gate(books: Books, clock: Clock) -> LimitGate:
	return LimitGate(
		SqliteRateLimitWindows(books.database), SqliteDailyQuota(books.database), clock, clock.sleep
	)


def with_limits(account: ShopAccount, **limits: int) -> ShopAccount:
	return replace(account, limits=CallLimits(**limits))


def test_the_thirty_first_call_waits_until_the_minute_has_passed(books: Books, account: ShopAccount) -> None:
	clock = Clock("2026-03-29T00:59:30")
	door, limited = gate(books, clock), with_limits(account, per_minute=30)
	started = clock()
	for _call in range(30):
		door.enter(limited, CALL)
	assert clock() == started
	door.enter(limited, CALL)
	assert 60 < clock() - started < 62


def test_who_shows_progress_hears_of_a_wait_for_a_limit_of_ours(books: Books, account: ShopAccount) -> None:
	clock, waits = Clock("2026-01-01T12:00:00"), []
	windows, budget = SqliteRateLimitWindows(books.database), SqliteDailyQuota(books.database)
	door = LimitGate(windows, budget, clock, clock.sleep, on_wait=waits.append)
	limited = with_limits(account, per_minute=1)
	door.enter(limited, CALL)
	assert waits == []
	door.enter(limited, CALL)
	assert [(wait.account, wait.asked_by_shop) for wait in waits] == [("Mouser US", False)]
	assert waits[0].until == datetime(2026, 1, 1, 12, 1, 1, tzinfo=timezone.utc)


def test_a_call_a_second(books: Books, account: ShopAccount) -> None:
	clock = Clock("2026-01-01T12:00:00")
	door, limited = gate(books, clock), with_limits(account, per_second=1)
	started = clock()
	for _call in range(5):
		door.enter(limited, CALL)
	assert 4 <= clock() - started < 5


def test_the_day_ends_politely_and_begins_anew_at_midnight_utc(books: Books, account: ShopAccount) -> None:
	clock = Clock("2026-10-24T23:59:00")
	door, limited = gate(books, clock), with_limits(account, per_day=3)
	for _call in range(3):
		door.enter(limited, CALL)
	with pytest.raises(QuotaExhausted, match="2026-10-25 00:00") as raised:
		door.enter(limited, CALL)
	assert raised.value.resets_at == datetime(2026, 10, 25, tzinfo=timezone.utc)
	assert SqliteDailyQuota(books.database).taken("Mouser US", datetime(2026, 10, 24).date()) == 3
	clock.sleep(61)
	door.enter(limited, CALL)


def test_nobody_waits_longer_than_the_accounts_patience(books: Books, account: ShopAccount) -> None:
	clock = Clock("2026-01-01T12:00:00")
	hurried = replace(with_limits(account, per_minute=1), patience=5)
	door = gate(books, clock)
	door.enter(hurried, CALL)
	with pytest.raises(RateLimited, match="Mouser US") as raised:
		door.enter(hurried, CALL)
	assert 55 < raised.value.wait_seconds <= 61


def test_a_users_own_keys_have_limits_of_their_own(books: Books, account: ShopAccount) -> None:
	door = gate(books, Clock("2026-01-01T12:00:00"))
	shared = with_limits(account, per_day=1)
	own = replace(shared, credentials=replace(account.credentials, owner="ann@example.com"))
	door.enter(shared, CALL)
	door.enter(own, CALL)
	with pytest.raises(QuotaExhausted):
		door.enter(shared, CALL)


def test_many_threads_never_make_a_call_too_many(books: Books, account: ShopAccount) -> None:
	limited = replace(with_limits(account, per_day=50, per_minute=40), patience=0)
	door = LimitGate(SqliteRateLimitWindows(books.database), SqliteDailyQuota(books.database))

	def attempt(_number: int) -> bool:
		try:
			door.enter(limited, CALL)
		except RateLimited:
			return False
		return True

	with ThreadPoolExecutor(8) as pool:
		assert sum(pool.map(attempt, range(100))) == 40


def test_a_shop_that_counts_itself_is_never_overrun(
	sandbox: SandboxServer, books: Books, account: ShopAccount
) -> None:
	"""The sandbox allows five a minute, and so do we: it never has to refuse one."""
	sandbox.limits = Limits(per_minute=5, per_day=1000)
	shop = books.shop(replace(with_limits(account, per_minute=5), patience=0))
	with pytest.raises(RateLimited):
		for _call in range(6):
			shop.by_part_numbers(["RC0402FR-1310KL"])
	assert [call["status"] for call in sandbox.state["calls"]] == [200] * 5


def test_next_midnight_is_in_utc() -> None:
	assert next_midnight(datetime(2026, 12, 31, 23, 59, tzinfo=timezone.utc)).year == 2027


def test_what_a_shop_tells_just_after_midnight_may_be_yesterdays(books: Books, account: ShopAccount) -> None:
	"""Its clock may be behind: the new day must not be over before it has begun."""
	clock = Clock("2026-10-25T00:00:02")
	door, limited = gate(books, clock), with_limits(account, per_day=10)
	door.learn(door.enter(limited, CALL), QuotaStatus(10, 0))
	door.enter(limited, CALL)
	clock.sleep(600)
	door.learn(door.enter(limited, CALL), QuotaStatus(10, 0))
	with pytest.raises(QuotaExhausted):
		door.enter(limited, CALL)


def test_a_call_that_takes_long_counts_from_its_end(books: Books, account: ShopAccount) -> None:
	"""It may have reached the shop only then, and the shop's minute begins there."""
	clock = Clock("2026-03-29T00:59:00")
	door, limited = gate(books, clock), replace(with_limits(account, per_minute=2), patience=100)
	slow = door.enter(limited, CALL)
	door.leave(limited, CALL, door.enter(limited, CALL))
	clock.sleep(20)
	door.leave(limited, CALL, slow)
	ended = clock()
	door.enter(limited, CALL)
	assert 40 < clock() - ended < 42
	door.enter(limited, CALL)
	assert 60 < clock() - ended < 62


def test_a_call_over_midnight_counts_in_both_days(books: Books, account: ShopAccount) -> None:
	"""Nobody knows on which of them the shop has counted it."""
	clock = Clock("2026-10-24T23:59:59")
	door, limited = gate(books, clock), with_limits(account, per_day=2)
	place = door.enter(limited, CALL)
	clock.sleep(3)
	door.leave(limited, CALL, place)
	door.enter(limited, CALL)
	with pytest.raises(QuotaExhausted, match="2026-10-26 00:00"):
		door.enter(limited, CALL)


def test_calls_made_before_a_limit_was_changed_still_count(books: Books, account: ShopAccount) -> None:
	clock = Clock("2026-01-01T12:00:00")
	door = gate(books, clock)
	for _call in range(30):
		door.enter(with_limits(account, per_minute=30), CALL)
	for changed in (20, 25):
		with pytest.raises(RateLimited):
			door.enter(replace(with_limits(account, per_minute=changed), patience=5), CALL)
	door.enter(replace(with_limits(account, per_minute=31), patience=5), CALL)


@pytest.mark.parametrize("at", ["2026-03-29T00:59:30", "2026-10-25T00:59:30", "2026-10-24T23:59:30"])
def test_windows_go_on_over_midnight_and_over_changes_of_the_clocks(
	books: Books, account: ShopAccount, at: str
) -> None:
	clock = Clock(at)
	door, limited = gate(books, clock), with_limits(account, per_minute=30)
	began = clock()
	for _call in range(90):
		door.enter(limited, CALL)
	assert 121 < clock() - began < 123


def test_a_slow_shop_is_not_asked_too_often(
	sandbox: SandboxServer, books: Books, account: ShopAccount
) -> None:
	"""Calls that reach it late, all at once, must not be too many for its minute."""
	sandbox.faults.add(Fault(FaultKind.LATENCY, seconds=0.7, times=1))
	limited = replace(with_limits(account, per_minute=1), patience=61)
	before = time.time()
	books.shop(limited).by_part_numbers(["RC0402FR-1310KL"])
	(at,) = SqliteRateLimitWindows(books.database).update("Mouser US/61s", list)
	assert before + 0.7 <= at <= time.time()


def test_a_clock_that_was_wrong_for_a_while_holds_nobody_up(books: Books, account: ShopAccount) -> None:
	clock = Clock("2026-01-01T12:00:00")
	door, limited = gate(books, clock), with_limits(account, per_minute=1)
	door.enter(limited, CALL)
	clock.sleep(-2 * 3600)
	began = clock()
	door.enter(limited, CALL)
	assert clock() - began < 1
