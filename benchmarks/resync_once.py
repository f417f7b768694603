"""One resync of all parts in a SQLite file, in a process of its own: DATABASE BASE_URL. Prints its figures as JSON."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest import mock

from supplier_connect.core.http.cache import MemoryCache, RefreshingCache, StoredResponseCache
from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.model.connection import Credentials
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.tools import HostTools
from supplier_connect.shops.connectors.protocols import Shop
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.resync import PartChoice, ResyncRun, RunState
from supplier_connect.shops.services.resync.resync_parts import ResyncTools, resync_parts
from supplier_connect.workbench.stores.calls import SqliteCallLog, SqliteDailyQuota, SqliteRateLimitWindows
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.response_cache import SqliteResponseStore
from supplier_connect.workbench.stores.resync import SqliteResyncStore
from supplier_connect.workbench.stores.tokens import SqliteTokenStore
from supplier_connect.workbench.stores.usage import SqliteUsageStore
from supplier_connect.workbench.token_cipher import TokenCipher

_ENOUGH = 10_000_000


class CountingConnection(sqlite3.Connection):
	"""Counts the statements that all connections are given, a batch of rows as one."""

	given = 0

	def execute(self, *arguments: Any) -> sqlite3.Cursor:
		"""Count one."""
		CountingConnection.given += 1
		return super().execute(*arguments)

	def executemany(self, *arguments: Any) -> sqlite3.Cursor:
		"""Count one."""
		CountingConnection.given += 1
		return super().executemany(*arguments)


def account_at(base_url: str) -> ShopAccount:
	"""An account at a sandbox, without limits of its own, whose answers are kept as usual."""
	key = Secret("sandbox-search-key")
	return ShopAccount(
		"Benchmark",
		"Mouser",
		"Mouser",
		base_url=f"{base_url}/api",
		country="US",
		currency="USD",
		cache_seconds=3600,
		credentials=Credentials("", MappingProxyType({"search_key": key})),
	)


def shop_of(database: Database, account: ShopAccount) -> Shop:
	"""The account's shop as a workbench's resync has it: limited, recorded and kept in the file, always asked anew."""
	memory = MemoryCache(str(database.path))
	cache = RefreshingCache(
		StoredResponseCache(SqliteResponseStore(database), SqliteUsageStore(database), memory)
	)

	def session(of: ShopAccount, reading: ResponseRules) -> Session:
		gate = LimitGate(SqliteRateLimitWindows(database), SqliteDailyQuota(database))
		return Session(of, gate, SqliteCallLog(database), reading, cache=cache, allow_private=True)

	grants = SqliteTokenStore(database, TokenCipher(database.path.with_suffix(".key")))
	return ShopRegistry().shop(account, HostTools(session, grants))


def resync_all(database: Database, base_url: str) -> ResyncRun:
	"""Resync every part of the file."""
	account = account_at(base_url)
	tools = ResyncTools(shop_of(database, account), SqliteResyncStore(database), timedelta(days=1))
	return resync_parts(tools, account, PartChoice(), _ENOUGH)


def main(path: str, base_url: str) -> None:
	"""Print the figures."""
	opened = sqlite3.connect
	with mock.patch(
		"sqlite3.connect", lambda *args, **more: opened(*args, **more, factory=CountingConnection)
	):
		database = Database(path)
		before, started = _peak_kb(), time.perf_counter()
		CountingConnection.given = 0
		run = resync_all(database, base_url)
	assert run.state is RunState.DONE, run.message
	figures = {
		"parts": run.processed,
		"calls": sum(count.calls for count in SqliteCallLog(database).counts()),
		"statements": CountingConnection.given,
		"before_kb": before,
		"peak_kb": _peak_kb(),
		"seconds": time.perf_counter() - started,
	}
	print(json.dumps(figures))


def _peak_kb() -> int:
	"""The most memory this process had; what getrusage tells would be its parent's at first."""
	lines = Path("/proc/self/status").read_text().splitlines()
	return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
	main(sys.argv[1], sys.argv[2])
