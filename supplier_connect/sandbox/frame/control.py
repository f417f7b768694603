"""What every sandbox shop shares: a movable clock, limits, faults on order and a list of the calls."""

from __future__ import annotations

import itertools
import math
import re
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timezone
from enum import Enum
from typing import Any


class Clock:
	"""The time of day, moved on by an offset in seconds."""

	def __init__(self) -> None:
		self.offset_seconds = 0.0

	def now(self) -> datetime:
		"""The sandbox's time, in UTC."""
		return datetime.fromtimestamp(time.time() + self.offset_seconds, timezone.utc)


@dataclass(frozen=True, slots=True)
class Limits:
	"""Calls a key may make in a minute and in a day, lines a request and a cart may have. 0 is no limit."""

	per_minute: int = 30
	per_day: int = 1000
	items_per_request: int = 100
	items_per_cart: int = 399

	def changed(self, values: dict[str, Any]) -> Limits:
		"""A copy with some fields changed. ValueError for an unknown field or a value that is no count."""
		unknown = set(values) - {known.name for known in fields(self)}
		if unknown:
			raise ValueError(f"Unknown limits: {', '.join(sorted(unknown))}.")
		if any(type(value) is not int or value < 0 for value in values.values()):
			raise ValueError("A limit is a whole number from 0 on.")
		return replace(self, **values)


class Period(Enum):
	"""The span of time whose limit was reached."""

	MINUTE = 60
	DAY = 86_400


@dataclass(frozen=True, slots=True)
class Refusal:
	"""A call that came too early, and the whole seconds until one is let through again."""

	period: Period
	retry_after: int


@dataclass(frozen=True, slots=True)
class LimitStatus:
	"""The calls a key has left in the minute and in the day (None: no limit), and the whole seconds until there
	is one more in the minute, and all of them for the day.
	"""

	minute_left: int | None
	minute_reset: int
	day_left: int | None
	day_reset: int


class CallCounter:
	"""Counts calls by key: in a window of a minute that moves along, and in a day that ends at midnight UTC.

	Refused calls are not counted.
	"""

	def __init__(self, clock: Clock) -> None:
		self._clock = clock
		self._lock = threading.Lock()
		self._recent: dict[str, deque[float]] = {}
		self._days: dict[str, tuple[int, int]] = {}

	def admit(self, key: str, limits: Limits) -> Refusal | None:
		"""Count one call of this key, or say why it may not be made now."""
		now = self._clock.now().timestamp()
		with self._lock:
			today = self._today(key, now)
			if limits.per_day and today >= limits.per_day:
				return Refusal(Period.DAY, _day_left(now))
			recent = self._last_minute(key, now)
			if limits.per_minute and len(recent) >= limits.per_minute:
				return Refusal(Period.MINUTE, _minute_left(recent, now))
			recent.append(now)
			self._days[key] = (_day(now), today + 1)
			return None

	def standing(self, key: str, limits: Limits) -> LimitStatus:
		"""What this key may still do."""
		now = self._clock.now().timestamp()
		with self._lock:
			today, recent = self._today(key, now), self._last_minute(key, now)
			return LimitStatus(
				minute_left=max(limits.per_minute - len(recent), 0) if limits.per_minute else None,
				minute_reset=_minute_left(recent, now) if recent else 0,
				day_left=max(limits.per_day - today, 0) if limits.per_day else None,
				day_reset=_day_left(now),
			)

	def reset(self) -> None:
		"""Forget all calls."""
		with self._lock:
			self._recent.clear()
			self._days.clear()

	def _today(self, key: str, now: float) -> int:
		"""The calls of this key since midnight."""
		day, calls = self._days.get(key, (_day(now), 0))
		return calls if day == _day(now) else 0

	def _last_minute(self, key: str, now: float) -> deque[float]:
		"""When this key called in the last minute; calls may be added."""
		recent = self._recent.setdefault(key, deque())
		while recent and recent[0] <= now - Period.MINUTE.value:
			recent.popleft()
		return recent


def _day(now: float) -> int:
	return int(now // Period.DAY.value)


def _day_left(now: float) -> int:
	return math.ceil(Period.DAY.value - now % Period.DAY.value)


def _minute_left(recent: deque[float], now: float) -> int:
	"""Whole seconds, 1 at least, until the oldest of these calls is a minute old."""
	return max(1, math.ceil(recent[0] + Period.MINUTE.value - now))


class FaultKind(Enum):
	"""What goes wrong with a call."""

	LATENCY = "latency"
	STATUS = "status"
	CUT = "cut"
	CUT_AFTER = "cut_after"
	BROKEN_JSON = "broken_json"
	MISSING_FIELDS = "missing_fields"
	HTML = "html"
	EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Fault:
	"""A fault to come.

	`path` is a regular expression searched for in the path, `method` None for any. The first `skip` calls
	that fit go through, the next `times` fail (-1: all). LATENCY waits `seconds` and goes on. STATUS answers
	`status`, with `body` as its JSON where one is given, HTML a web page, EMPTY nothing, all three without doing what
	was asked. CUT drops the connection
	before it is done, CUT_AFTER when it is done. BROKEN_JSON sends half of the answer, MISSING_FIELDS one
	without `fields`.
	"""

	kind: FaultKind
	path: str = ".*"
	method: str | None = None
	skip: int = 0
	times: int = 1
	seconds: float = 1.5
	status: int = 500
	retry_after: int | None = None
	body: Any = None
	fields: tuple[str, ...] = ()

	@classmethod
	def from_json(cls, values: object) -> Fault:
		"""The fault that a JSON object describes. ValueError when it describes none."""
		if not isinstance(values, dict):
			raise ValueError("A fault is a JSON object.")
		unknown = set(values) - {known.name for known in fields(cls)}
		if unknown or "kind" not in values:
			raise ValueError(f"A fault has a kind and no field {', '.join(sorted(unknown)) or 'too many'}.")
		fault = cls(
			**{**values, "kind": FaultKind(values["kind"]), "fields": tuple(values.get("fields", ()))}
		)
		try:
			re.compile(fault.path)
		except (re.error, TypeError) as error:
			raise ValueError(f"The path is no regular expression: {error}.") from error
		return fault

	def fits(self, method: str, path: str) -> bool:
		"""Whether a call is one this fault is meant for."""
		return self.method in (None, method) and re.search(self.path, path) is not None


@dataclass(slots=True)
class _Countdown:
	"""A fault and how often it still lets a call through and still fires."""

	id: int
	fault: Fault
	skip: int
	times: int

	def fires(self) -> bool:
		if self.skip:
			self.skip -= 1
			return False
		if self.times:
			self.times -= 1
			return True
		return False


class Faults:
	"""The faults on order."""

	def __init__(self) -> None:
		self._lock = threading.Lock()
		self._waiting: list[_Countdown] = []
		self._ids = itertools.count(1)

	def add(self, *faults: Fault) -> list[int]:
		"""Order faults, which fire in this order; the numbers by which they can be ended."""
		with self._lock:
			fresh = [_Countdown(next(self._ids), fault, fault.skip, fault.times) for fault in faults]
			self._waiting += fresh
		return [countdown.id for countdown in fresh]

	def waiting(self) -> list[dict[str, Any]]:
		"""The faults that still may fire, with their numbers and how often, as JSON objects."""
		with self._lock:
			return [
				{
					"id": each.id,
					**asdict(each.fault),
					"kind": each.fault.kind.value,
					"skip": each.skip,
					"times": each.times,
				}
				for each in self._waiting
				if each.times
			]

	def end(self, number: int) -> bool:
		"""Cancel one fault. False when none with this number waits."""
		with self._lock:
			left = [each for each in self._waiting if each.times and each.id != number]
			ended = any(each.times and each.id == number for each in self._waiting)
			self._waiting = left
		return ended

	def take(self, method: str, path: str) -> list[Fault]:
		"""What befalls this call: any delays, then at most one other fault."""
		taken: list[Fault] = []
		with self._lock:
			for countdown in self._waiting:
				if not countdown.fault.fits(method, path) or not countdown.fires():
					continue
				taken.append(countdown.fault)
				if countdown.fault.kind is not FaultKind.LATENCY:
					break
		return taken

	def clear(self) -> None:
		"""Cancel all faults."""
		with self._lock:
			self._waiting.clear()


@dataclass(frozen=True, slots=True)
class RecordedCall:
	"""A call that was served. `status` is 0 when the connection was cut; `key` is an alias, never the key."""

	id: int
	method: str
	path: str
	status: int
	key: str
	at: str


@dataclass(slots=True)
class Control:
	"""The state of a sandbox apart from its shop's."""

	clock: Clock = field(default_factory=Clock)
	faults: Faults = field(default_factory=Faults)
	limits: Limits = field(default_factory=Limits)
	counter: CallCounter = field(init=False)
	_calls: list[RecordedCall] = field(default_factory=list)
	_lock: threading.Lock = field(default_factory=threading.Lock)

	def __post_init__(self) -> None:
		self.counter = CallCounter(self.clock)

	@property
	def calls(self) -> tuple[RecordedCall, ...]:
		"""The calls served since the start or the last reset, the oldest first."""
		with self._lock:
			return tuple(self._calls)

	def record(self, method: str, path: str, status: int, key: str) -> None:
		"""Add a call to the list."""
		at = self.clock.now().isoformat(timespec="milliseconds")
		with self._lock:
			self._calls.append(RecordedCall(len(self._calls) + 1, method, path, status, key, at))

	def reset(self) -> None:
		"""Forget calls, counts and faults. The clock and the limits stay as they are."""
		self.faults.clear()
		self.counter.reset()
		with self._lock:
			self._calls.clear()


def as_json(calls: Iterable[RecordedCall]) -> list[dict[str, Any]]:
	"""The calls as JSON objects."""
	return [asdict(call) for call in calls]
