"""Keep the parts of an account fresh: ask the shop again, a part after the other, and note what came of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from types import MappingProxyType

from supplier_connect.core.model.errors import (
	NotAuthorised,
	QuotaExhausted,
	RateLimited,
	ResyncRunning,
	SupplierConnectError,
)
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.connectors.protocols import RefreshShop
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.alert import Alert, AlertRules
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.resync import (
	PartChoice,
	RefreshOutcome,
	RefreshResult,
	RefreshStatus,
	ResyncRun,
	RunState,
	WatchedPart,
)
from supplier_connect.shops.ports import ResyncStore
from supplier_connect.shops.services.resync.part_alerts import alerts_of

# How many parts are held, and how many answers at most are lost when the process dies.
CHUNK = 100
RECORDED_AFTER = 50
# A run that records nothing for so long is taken for dead.
LEASE = timedelta(minutes=15)
RECORDED_EVERY = LEASE / 5
# A price that rises in small steps is held against the one of so long ago.
CREEPING = timedelta(days=90)
_AFTER_A_FAILURE = timedelta(hours=1)
_USUAL_RULES = AlertRules()


def _utc_now() -> datetime:
	return datetime.now(timezone.utc)


@dataclass(frozen=True)
class ResyncTools:
	"""What a resync works with: the account's shop, which must ask anew each time, and the store.

	`interval` is how often the account is to be resynced. `progress` is told of the run whenever something was
	recorded, `stopped` is asked after each answer whether somebody wants it to end. `now` is UTC. `as_kept` makes of an
	offer what is left of it once it is stored, for books that cut long words. `endings` are what the host raises to end
	a run that takes too long, wherever it is.
	"""

	shop: RefreshShop
	store: ResyncStore
	interval: timedelta
	rules: AlertRules = _USUAL_RULES
	progress: Callable[[ResyncRun], None] = lambda _run: None
	stopped: Callable[[], bool] = lambda: False
	now: Callable[[], datetime] = _utc_now
	as_kept: Callable[[Offer], Offer] = lambda offer: offer
	endings: tuple[type[Exception], ...] = ()


def resync_parts(tools: ResyncTools, account: ShopAccount, choice: PartChoice, size: int) -> ResyncRun:
	"""Ask again for at most `size` parts of an account; answers with the run as it has ended.

	In a round the parts that somebody waits for come first, half of all at most, then those after the account's cursor.
	What the shop told before something went wrong is stored, and the next run goes on after it. Raises `ResyncRunning`
	when another run goes through the same round, and whatever is no error of the shop or the account.
	"""
	started = tools.now()
	run = tools.store.begin(account.name, choice, size, started, started + LEASE)
	tools.progress(run)
	return _Resync(tools, run, size).finished()


class _StopRequested(Exception):
	"""Somebody wants the run to end."""


# Errors that say nothing of the part at which they came.
_ABOUT_THE_ACCOUNT = (NotAuthorised, QuotaExhausted, RateLimited)


class _Chunk:
	"""Parts that are asked for together, and what came of them."""

	def __init__(self, parts: Sequence[WatchedPart], as_kept: Callable[[Offer], Offer]) -> None:
		self._parts = parts
		self._as_kept = as_kept
		self._waiting: dict[str, list[WatchedPart]] = {}
		for part in parts:
			self._waiting.setdefault(_number_key(part.offer.sku), []).append(part)
		self.unrecorded: list[RefreshResult] = []

	@property
	def parts(self) -> Sequence[WatchedPart]:
		"""The parts in their order."""
		return self._parts

	def take(self, answer: RefreshOutcome, at: datetime) -> None:
		"""Take down an answer for all parts that have its number."""
		for part in self._waiting.pop(_number_key(answer.sku), ()):
			self.unrecorded.append(_tried(part, answer, at, self._as_kept))

	def fail(self, failure: Message, at: datetime, most: int | None = None) -> None:
		"""Give up those that nothing was told of, the first `most` of them."""
		for part in self._unanswered()[:most]:
			self._waiting[_number_key(part.offer.sku)].remove(part)
			self.unrecorded.append(RefreshResult(part, RefreshStatus.FAILED, at, failure=failure))

	def done_to(self) -> str:
		"""The key of the last part before which none waits; "" for none."""
		waiting = {part.key for part in self._unanswered()}
		done = ""
		for part in self._parts:
			if part.key in waiting:
				break
			done = part.key
		return done

	def _unanswered(self) -> list[WatchedPart]:
		waiting = {part.key for parts in self._waiting.values() for part in parts}
		return [part for part in self._parts if part.key in waiting]


class _Resync:
	"""A run under way."""

	def __init__(self, tools: ResyncTools, run: ResyncRun, size: int) -> None:
		self._tools = tools
		self._run = run
		self._size = size
		self._recorded_at = run.started_at
		# What isn't the fault of an answer that is to be stored.
		self._passed_on: tuple[type[Exception], ...] = (SupplierConnectError, *tools.endings)
		# What went wrong without keeping the rest from being asked for.
		self._fault: Exception | None = None

	def finished(self) -> ResyncRun:
		"""Go on until the run has ended, whatever ends it."""
		try:
			self._go_on()
		except ResyncRunning:
			raise
		except _StopRequested:
			return self._finish(RunState.STOPPED, None, self._due_by_interval())
		except SupplierConnectError as error:
			ending = next(ending for kind, ending in _ENDINGS.items() if isinstance(error, kind))
			return self._finish(ending.state, error.message, self._due_after(error, ending.due(self, error)))
		except BaseException as error:
			state = RunState.STOPPED if isinstance(error, KeyboardInterrupt) else RunState.FAILED
			with suppress(Exception):
				self._finish(state, _broken_off(error), self._due_after(error, self._due_soon()))
			raise
		return self._finish(RunState.DONE, None, self._due_by_interval())

	def _go_on(self) -> None:
		self._ask_urgent()
		while parts := self._next():
			self._ask(self._chunk(parts), moves_cursor=self._run.choice.is_round)
		if self._fault:
			raise self._fault

	def _ask_urgent(self) -> None:
		"""Ask for what somebody waits for; a part that breaks the shop each time would else hold up the round for good."""
		try:
			for parts in self._urgent():
				self._ask(self._chunk(parts), moves_cursor=False)
		except (*_ABOUT_THE_ACCOUNT, ResyncRunning):
			raise
		except SupplierConnectError as error:
			self._fault = error

	def _urgent(self) -> Iterator[tuple[WatchedPart, ...]]:
		"""What somebody waits for, if it wasn't asked for lately; half of the run, so that the round goes on."""
		if not self._run.choice.is_round:
			return
		half = self._size // 2
		# Not the whole interval: the last run may have come to them a little later than it began.
		before = self._run.started_at - self._tools.interval / 2
		while (left := half - self._run.processed) > 0:
			parts = self._tools.store.urgent_parts(self._run, before, min(left, CHUNK))
			if not parts:
				return
			yield parts

	def _next(self) -> tuple[WatchedPart, ...]:
		left = self._size - self._run.processed
		return self._tools.store.next_parts(self._run, min(left, CHUNK)) if left > 0 else ()

	def _chunk(self, parts: Sequence[WatchedPart]) -> _Chunk:
		return _Chunk(parts, self._tools.as_kept)

	def _ask(self, chunk: _Chunk, *, moves_cursor: bool) -> None:
		"""Ask for a chunk; what was told of it is recorded, whatever ends it."""
		try:
			for answers in self._answers(chunk):
				for answer in answers:
					chunk.take(answer, self._now())
				if self._has_enough(chunk):
					self._record(chunk, moves_cursor)
			chunk.fail(msg("The shop gave no answer for this part."), self._now())
		except ResyncRunning:
			raise
		except BaseException as error:
			is_over = isinstance(error, self._tools.endings)
			if not is_over and (failure := _blamed_on_the_part(error)):
				# It may be the first one's fault: so the next run goes on behind it.
				chunk.fail(failure, self._now(), most=1)
			self._record(chunk, moves_cursor)
			raise
		self._record(chunk, moves_cursor)

	def _answers(self, chunk: _Chunk) -> Iterator[tuple[RefreshOutcome, ...]]:
		self._heed_stop()
		for answers in self._tools.shop.refresh(chunk.parts):
			yield answers
			self._heed_stop()

	def _heed_stop(self) -> None:
		if self._tools.stopped():
			raise _StopRequested

	def _has_enough(self, chunk: _Chunk) -> bool:
		return len(chunk.unrecorded) >= RECORDED_AFTER or self._now() - self._recorded_at >= RECORDED_EVERY

	def _record(self, chunk: _Chunk, moves_cursor: bool) -> None:
		tried = tuple(chunk.unrecorded)
		if not tried:
			return
		cursor = chunk.done_to() if moves_cursor else ""
		try:
			self._store(tried, cursor)
		except self._passed_on:
			raise
		except Exception as fault:
			# One of the answers can't be stored: that mustn't bring the same parts back for ever.
			self._fault = fault
			self._store_apart(chunk.unrecorded, cursor)
		chunk.unrecorded.clear()
		self._tools.progress(self._run)

	def _store(self, tried: tuple[RefreshResult, ...], cursor: str) -> None:
		now = self._now()
		run = replace(
			self._run.after(tried),
			cursor_after=cursor or self._run.cursor_after,
			lease_until=now + LEASE,
		)
		self._tools.store.record(run, tried, self._alerts(tried, now), run.lease_until)
		self._run, self._recorded_at = run, now

	def _store_apart(self, unrecorded: list[RefreshResult], cursor: str) -> None:
		"""Store answers one by one, and take them out; where one can't be stored, that its part has failed."""
		while unrecorded:
			one, reached = unrecorded[0], cursor if len(unrecorded) == 1 else ""
			try:
				self._store((one,), reached)
			except self._passed_on:
				raise
			except Exception as fault:
				unfit = msg("The shop's answer can't be stored ({0}).", type(fault).__name__)
				self._store((replace(one, fate=RefreshStatus.FAILED, offer=None, failure=unfit),), reached)
			del unrecorded[0]

	def _alerts(self, tried: Sequence[RefreshResult], now: datetime) -> list[Alert]:
		told = [(one.part, one.offer) for one in tried if one.offer]
		store, account = self._tools.store, self._run.account
		needs = store.open_needs(account, {part.item for part, _offer in told})
		earlier = store.earlier_prices([part.key for part, _offer in told], now - CREEPING)
		return [
			alert
			for part, offer in told
			for alert in alerts_of(
				account,
				part,
				offer,
				needs.get(part.item),
				self._tools.rules,
				now.date(),
				earlier.get(part.key),
			)
		]

	def _finish(self, state: RunState, message: Message | None, due_at: datetime) -> ResyncRun:
		self._run = replace(
			self._run, state=state, message=message, due_at=due_at if self._run.choice.is_round else None
		)
		self._tools.store.finish(self._run)
		self._tools.progress(self._run)
		return self._run

	def _now(self) -> datetime:
		"""The time; a clock that was set back doesn't bring back what this run has tried."""
		return max(self._tools.now(), self._recorded_at)

	def _due_by_interval(self) -> datetime:
		return self._run.started_at + self._tools.interval

	def _due_after(self, error: BaseException, due_at: datetime) -> datetime:
		"""When the next run is due after an error; one that kept nothing from being asked for is no reason to hurry."""
		return self._due_by_interval() if error is self._fault else due_at

	def _due_later(self) -> datetime:
		return self._now() + self._tools.interval

	def _due_soon(self) -> datetime:
		return self._now() + min(self._tools.interval, _AFTER_A_FAILURE)

	def _due_at_reset(self, error: SupplierConnectError) -> datetime:
		return error.resets_at if isinstance(error, QuotaExhausted) else self._due_soon()


@dataclass(frozen=True)
class _Ending:
	"""How an error ends a run, and when the next one is due."""

	state: RunState
	due: Callable[[_Resync, SupplierConnectError], datetime]


# The first that fits holds.
_ENDINGS: MappingProxyType[type[SupplierConnectError], _Ending] = MappingProxyType(
	{
		QuotaExhausted: _Ending(RunState.PAUSED, lambda run, error: run._due_at_reset(error)),
		NotAuthorised: _Ending(RunState.FAILED, lambda run, _error: run._due_later()),
		SupplierConnectError: _Ending(RunState.FAILED, lambda run, _error: run._due_soon()),
	}
)


def _blamed_on_the_part(error: BaseException) -> Message | None:
	"""What to note at the part that was asked for; None where the error says nothing of it."""
	if isinstance(error, _ABOUT_THE_ACCOUNT) or not isinstance(error, Exception):
		return None
	if isinstance(error, _StopRequested):
		return None
	return error.message if isinstance(error, SupplierConnectError) else _broken_off(error)


def _broken_off(error: BaseException) -> Message:
	return msg("The run was broken off ({0}).", type(error).__name__)


def _number_key(sku: str) -> str:
	return sku.strip().casefold()


def _tried(
	part: WatchedPart, answer: RefreshOutcome, at: datetime, as_kept: Callable[[Offer], Offer]
) -> RefreshResult:
	if answer.failure:
		return RefreshResult(part, RefreshStatus.FAILED, at, failure=answer.failure.message)
	if answer.offer is None:
		return RefreshResult(part, RefreshStatus.NOT_FOUND, at)
	if _number_key(answer.offer.sku) != _number_key(part.offer.sku):
		other = msg("The shop told of {0} when it was asked for {1}.", answer.offer.sku, part.offer.sku)
		return RefreshResult(part, RefreshStatus.FAILED, at, failure=other)
	offer = replace(answer.offer, sku=part.offer.sku)
	fate = (
		RefreshStatus.CHANGED
		if _differs(as_kept(offer.over(part.offer)), part.offer)
		else RefreshStatus.UNCHANGED
	)
	return RefreshResult(part, fate, at, offer, details=answer.details)


def _differs(offer: Offer, known: Offer) -> bool:
	return _with_sorted_breaks(offer) != _with_sorted_breaks(known)


def _with_sorted_breaks(offer: Offer) -> Offer:
	return replace(offer, breaks=tuple(sorted(offer.breaks, key=lambda step: step.quantity)))
