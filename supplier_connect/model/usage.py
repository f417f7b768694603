"""Where an account's calls went: what is counted by account, user, endpoint and UTC day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


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
class Recall:
	"""That a kept answer was looked for at `at` (UTC), under `key`, and whether there was one."""

	account: str
	user: str
	endpoint: str
	key: str
	found: bool
	at: datetime


@dataclass(frozen=True)
class KeptSize:
	"""How many answers are kept, and how many bytes their bodies have."""

	entries: int = 0
	size: int = 0
