"""Four worker processes on one account, at a shop that counts itself: not one call too many, not one lost.

The clock that they and the shop share goes faster than ours, so that minutes take seconds. However late a call of theirs
comes to the shop, it is never one too many: see `LimitGate.leave`.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from support.samples import SEARCH_KEY, keys

from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.errors import QuotaExhausted
from supplier_connect.core.tools import HostTools
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.workbench.stores.calls import SqliteCallLog, SqliteDailyQuota, SqliteRateLimitWindows
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.tokens import SqliteTokenStore
from supplier_connect.workbench.token_cipher import TokenCipher

_PROCESSES = 4
_SPEED = 60
_PER_MINUTE = 30


@dataclass(frozen=True)
class FastClock:
	"""A clock that showed `at` when ours showed `began`, and goes faster since; both in seconds since 1970."""

	at: float
	began: float

	def __call__(self) -> float:
		return self.at + (time.time() - self.began) * _SPEED

	def sleep(self, seconds: float) -> None:
		time.sleep(seconds / _SPEED)

	def now(self) -> datetime:
		return datetime.fromtimestamp(self(), timezone.utc)


@dataclass(frozen=True)
class Work:
	"""What a worker is to look up, and where."""

	path: Path
	url: str
	clock: FastClock
	per_day: int
	numbers: tuple[str, ...]


@dataclass(frozen=True)
class Done:
	"""What a worker got done, and when it was told to go on, should its day have ended."""

	found: tuple[str, ...]
	resets_at: datetime | None = None


def look_up(work: Work) -> Done:
	"""Look up part after part, as a job does, until there are no more or the day is over."""
	database = Database(work.path)
	gate = LimitGate(
		SqliteRateLimitWindows(database), SqliteDailyQuota(database), work.clock, work.clock.sleep
	)

	def session(account: ShopAccount, reading: ResponseRules) -> Session:
		return Session(account, gate, SqliteCallLog(database), reading, allow_private=True)

	account = ShopAccount(
		name="Mouser US",
		connector="Mouser",
		supplier="Mouser",
		base_url=work.url,
		limits=CallLimits(per_minute=_PER_MINUTE, per_day=work.per_day),
		patience=600,
		credentials=keys(search_key=SEARCH_KEY),
	)
	grants = SqliteTokenStore(database, TokenCipher(work.path.with_suffix(".key")))
	shop = ShopRegistry().shop(account, HostTools(session, grants))
	found: list[str] = []
	for number in work.numbers:
		try:
			offers = shop.by_part_numbers([number])
		except QuotaExhausted as end:
			return Done(tuple(found), end.resets_at)
		found += [offer.sku for offer in offers if offer.sku == number]
	return Done(tuple(found))


@dataclass
class Company:
	"""A shop, and workers that share one file."""

	sandbox: SandboxServer
	path: Path
	skus: tuple[str, ...]

	def work(self, numbers: tuple[str, ...], clock: FastClock, per_day: int) -> list[Done]:
		"""Have the numbers looked up by four processes at once."""
		self.sandbox.clock.now = clock.now  # type: ignore[method-assign]
		self.sandbox.limits = Limits(per_minute=_PER_MINUTE, per_day=per_day)
		url = f"{self.sandbox.base_url}/api"
		works = [
			Work(self.path, url, clock, per_day, numbers[process::_PROCESSES])
			for process in range(_PROCESSES)
		]
		spawned = multiprocessing.get_context("spawn")
		with ProcessPoolExecutor(_PROCESSES, mp_context=spawned) as processes:
			return list(processes.map(look_up, works))

	@property
	def statuses(self) -> list[int]:
		"""What the shop answered each call with."""
		return [call["status"] for call in self.sandbox.state["calls"]]


@pytest.fixture
def company(catalogue: Catalogue, tmp_path: Path) -> Iterator[Company]:
	path = tmp_path / "books.sqlite"
	Database(path).close()
	skus = tuple(part.sku for part in catalogue if 3 <= len(part.sku) < 40 and "|" not in part.sku)
	with SandboxServer(catalogue) as sandbox:
		yield Company(sandbox, path, skus)


def clock_at(text: str) -> FastClock:
	return FastClock(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp(), time.time())


def test_thirty_a_minute_are_never_passed_and_all_work_gets_done(company: Company) -> None:
	"""Over the hour that Berlin's clocks leave out, for what that matters."""
	numbers = company.skus[:70]
	done = company.work(numbers, clock_at("2026-03-29T00:59:00"), per_day=1000)
	assert company.statuses == [200] * len(numbers)
	assert sorted(sku for one in done for sku in one.found) == sorted(numbers)
	assert len(SqliteCallLog(Database(company.path)).newest(1000)) == len(numbers)


def test_the_day_ends_for_all_of_them_and_the_rest_is_done_on_the_next(company: Company) -> None:
	numbers = company.skus[:104]
	done = company.work(numbers, clock_at("2026-10-24T23:00:00"), per_day=25)
	assert company.statuses == [200] * 25
	assert {one.resets_at for one in done} == {datetime(2026, 10, 25, tzinfo=timezone.utc)}
	found = {sku for one in done for sku in one.found}
	assert len(found) == 25
	rest = tuple(number for number in numbers if number not in found)[:20]
	again = company.work(rest, clock_at("2026-10-25T00:00:01"), per_day=25)
	assert company.statuses == [200] * 45
	assert {sku for one in again for sku in one.found} == set(rest)
	assert [replace(one, found=()) for one in again] == [Done(())] * _PROCESSES
