"""Keeping supplier parts fresh: which part, what came of asking for it again, how a run goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from supplier_connect.core.model.errors import SupplierConnectError
from supplier_connect.core.model.messages import Message
from supplier_connect.shops.model.offer import Offer


@dataclass(frozen=True)
class RefreshOutcome:
	"""What a shop answered when it was asked again for one of its own numbers.

	`offer` is what it tells of exactly this number now; None with a `failure` that is about this part alone, and without
	one where the shop doesn't know the number any more. Parts with the same number (whatever the letters' case) are
	answered for together, by one of these. `details` is False where the way of asking tells prices, stock, minimum and
	lifecycle only: what else is known was then not looked at, and `Offer.over` keeps it.
	"""

	sku: str
	offer: Offer | None = None
	failure: SupplierConnectError | None = None
	details: bool = True


@dataclass(frozen=True)
class WatchedPart:
	"""A supplier part as it is stored: `key` names it, and keys put the parts of an account into their round's order.

	`offer` is what is known of it; `seen_at` (UTC) when the shop last told something, `details_at` when it last told all
	of it (some answers tell prices and stock only), `tried_at` when it was last asked; None for never. `preferred` is
	the part that would be bought: the one marked so, else the only one of its Item at the account, else the one whose number
	the Item has for the account's supplier.
	"""

	key: str
	item: str
	offer: Offer
	tried_at: datetime | None = None
	seen_at: datetime | None = None
	details_at: datetime | None = None
	preferred: bool = False


class RefreshStatus(str, Enum):
	"""What became of a part that was asked for."""

	CHANGED = "changed"
	UNCHANGED = "unchanged"
	NOT_FOUND = "not found"
	FAILED = "failed"


@dataclass(frozen=True)
class RefreshResult:
	"""A part that was asked for at `at` (UTC): `offer` is what the shop told (None: nothing), `failure` why it couldn't.

	`details` is that of `RefreshOutcome`.
	"""

	part: WatchedPart
	fate: RefreshStatus
	at: datetime
	offer: Offer | None = None
	failure: Message | None = None
	details: bool = True


def is_held(lease_until: datetime, now: datetime, lease: timedelta) -> bool:
	"""Whether a right until `lease_until`, taken for `lease` at a time, still holds (UTC)."""
	return now < lease_until <= longest_held(now, lease)


def longest_held(now: datetime, lease: timedelta) -> datetime:
	"""Until when a right for `lease` can be held at the most, the clocks of a site's servers a lease apart.

	One that reaches further is of a clock that was wrong, and would hold up everybody for long.
	"""
	return now + 2 * lease


@dataclass(frozen=True)
class PartChoice:
	"""Which parts of an account a run is about: all in their round, those of an Item, or a single one (by its key)."""

	item: str = ""
	part: str = ""

	@property
	def is_round(self) -> bool:
		"""Whether it goes through all parts of the account, from where the last run has ended."""
		return not (self.item or self.part)


class RunState(str, Enum):
	"""How a run is, or has ended: PAUSED by a spent quota, STOPPED by a person, FAILED by an error, BROKEN by a crash."""

	RUNNING = "Running"
	DONE = "Done"
	PAUSED = "Paused"
	STOPPED = "Stopped"
	FAILED = "Failed"
	BROKEN = "Broken Off"


@dataclass(frozen=True)
class ResyncRun:
	"""A run: what it is about, how far it is, what came of it.

	`planned` is how many parts it means to ask for; `processed` those it has asked for, of which `updated` were told
	anew (`changed` of them differ from what was known), `not_found` are unknown to the shop, `failed` couldn't be read.
	`cursor_before` and `cursor_after` are keys of the last part done in the round ("" for its start). `due_at` is when
	the next run of the account is due, None until this one has ended.
	"""

	name: str
	account: str
	choice: PartChoice
	started_at: datetime
	lease_until: datetime
	planned: int
	state: RunState = RunState.RUNNING
	processed: int = 0
	updated: int = 0
	changed: int = 0
	not_found: int = 0
	failed: int = 0
	cursor_before: str = ""
	cursor_after: str = ""
	message: Message | None = None
	due_at: datetime | None = None

	def after(self, tried: tuple[RefreshResult, ...]) -> ResyncRun:
		"""The run with some more parts done."""
		count = {fate: sum(one.fate is fate for one in tried) for fate in RefreshStatus}
		return replace(
			self,
			processed=self.processed + len(tried),
			updated=self.updated + count[RefreshStatus.CHANGED] + count[RefreshStatus.UNCHANGED],
			changed=self.changed + count[RefreshStatus.CHANGED],
			not_found=self.not_found + count[RefreshStatus.NOT_FOUND],
			failed=self.failed + count[RefreshStatus.FAILED],
		)
