"""What the transport needs others to remember: windows of calls, the day's count, the record of calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from supplier_connect.model.account import Account
from supplier_connect.model.calls import CallRecord


class WindowTable(Protocol):
	"""Times of recent calls, by key, shared by all threads and processes of a site."""

	def update(self, key: str, change: Callable[[list[float]], list[float]]) -> list[float]:
		"""Read the times under a key, change them, store and return the result; nobody comes in between.

		Times are seconds since 1970 UTC, oldest first. What is stored survives a rollback of the caller's work.
		"""
		...


class DayBudget(Protocol):
	"""The count of calls of each UTC day, shared like the windows."""

	def take(self, key: str, day: date, limit: int) -> bool:
		"""Count one call; False, and nothing counted, when `limit` calls (0: no limit) are spent already."""
		...

	def taken(self, key: str, day: date) -> int:
		"""How many calls were counted."""
		...


class CallLog(Protocol):
	"""Where every call leaves its record."""

	def record(self, call: CallRecord) -> None:
		"""Keep a record; it survives a rollback of the caller's work."""
		...


class CallGate(Protocol):
	"""The place every call passes before it goes out."""

	def enter(self, account: Account, call: str) -> None:
		"""Return when the call may go out; raises `RateLimited` or `QuotaExhausted`."""
		...
