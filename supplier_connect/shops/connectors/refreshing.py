"""Asking a shop again for numbers that are known: many in a call, and no number keeps another from its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from supplier_connect.core.model.batches import in_batches
from supplier_connect.core.model.errors import RejectedInput, SupplierConnectError, UnexpectedResponse
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.resync import RefreshOutcome, WatchedPart

# These are about what was asked for; what else is raised, the next call would meet too.
ABOUT_THE_QUESTION = (RejectedInput, UnexpectedResponse)
# Numbers that are all refused may be badly typed, one after the other; answers that none can read hardly are.
_REFUSED_IN_A_ROW = 10
_UNREADABLE_IN_A_ROW = 3
Ask = Callable[[Sequence[str]], tuple[Offer, ...]]
_Thing = TypeVar("_Thing")


def number_key(sku: str) -> str:
	"""What makes two numbers of a shop the same."""
	return sku.strip().casefold()


def by_number(parts: Iterable[WatchedPart]) -> dict[str, WatchedPart]:
	"""The parts by the keys of their numbers, in their order; of several with one number the first."""
	once: dict[str, WatchedPart] = {}
	for part in parts:
		once.setdefault(number_key(part.offer.sku), part)
	return once


class FailuresInARow:
	"""Counts the numbers that failed alone, one after the other: when there are several, it isn't the numbers' fault."""

	def __init__(self) -> None:
		self._count = 0

	def forget(self) -> None:
		"""The shop has answered."""
		self._count = 0

	def note(self, failure: SupplierConnectError) -> None:
		"""A number failed; raises the failure when going on would only cost calls."""
		self._count += 1
		refused = isinstance(failure, RejectedInput)
		if self._count >= (_REFUSED_IN_A_ROW if refused else _UNREADABLE_IN_A_ROW):
			raise failure


def refreshed(
	account: str,
	skus: Sequence[str],
	batch_size: int,
	ask: Ask,
	finds_anything: Callable[[], bool] = lambda: True,
) -> Iterator[tuple[RefreshOutcome, ...]]:
	"""Ask for distinct numbers, at most `batch_size` in a call; what each call told comes at once.

	`ask` answers with offers of the numbers that the shop knows; of those only the ones with exactly these numbers
	count. A call that fails for what was asked is made again in halves, until the number that it fails for is alone.
	Before a number is told as unknown by a shop that has found none yet, `finds_anything` has to say that it finds
	parts at all.
	"""
	questions = _Questions(account, ask, finds_anything)
	for batch in in_batches(skus, batch_size):
		yield from questions.about(batch)


class _Questions:
	def __init__(self, account: str, ask: Ask, finds_anything: Callable[[], bool]) -> None:
		self._account = account
		self._ask = ask
		self._finds_anything = finds_anything
		self._is_believed = False
		self._failures = FailuresInARow()

	def about(self, skus: Sequence[str]) -> Iterator[tuple[RefreshOutcome, ...]]:
		answer = self._answer(skus)
		if isinstance(answer, SupplierConnectError):
			yield from self._apart(skus, answer)
		elif answer or len(skus) == 1:
			yield self._told(skus, answer)
		else:
			yield from self._doubted(skus)

	def _told(self, skus: Sequence[str], offers: dict[str, Offer]) -> tuple[RefreshOutcome, ...]:
		self._is_believed = self._is_believed or bool(offers) or self._finds_anything()
		if not self._is_believed:
			raise UnexpectedResponse(
				msg("Supplier Account {0}: the shop finds no part at all. Try again later.", self._account),
				account=self._account,
			)
		return tuple(RefreshOutcome(sku, offers.get(number_key(sku))) for sku in skus)

	def _answer(self, skus: Sequence[str]) -> dict[str, Offer] | SupplierConnectError:
		"""The offers of these numbers by their keys, or why the shop wouldn't answer to this question."""
		try:
			offers = self._ask(skus)
		except ABOUT_THE_QUESTION as error:
			return error
		self._failures.forget()
		asked = set(map(number_key, skus))
		return {key: offer for offer in reversed(offers) if (key := number_key(offer.sku)) in asked}

	def _apart(
		self, skus: Sequence[str], failure: SupplierConnectError
	) -> Iterator[tuple[RefreshOutcome, ...]]:
		"""After a call that failed for one of the numbers."""
		if len(skus) == 1:
			yield (RefreshOutcome(skus[0], failure=failure),)
			self._failures.note(failure)
			return
		for half in _halves(skus):
			yield from self.about(half)

	def _doubted(self, skus: Sequence[str]) -> Iterator[tuple[RefreshOutcome, ...]]:
		"""After an answer that lacks all of several numbers which the shop knew: one is asked for alone.

		What that doesn't confirm, nobody is told.
		"""
		first, others = skus[:1], skus[1:]
		alone = self._answer(first)
		if isinstance(alone, SupplierConnectError):
			yield (RefreshOutcome(first[0], failure=alone),)
			raise alone
		if not alone:
			yield self._told(skus, alone)
			return
		yield self._told(first, alone)
		again = self._answer(others)
		if isinstance(again, SupplierConnectError):
			yield from self._apart(others, again)
		elif again or len(others) == 1:
			yield self._told(others, again)
		else:
			raise self._contradiction()

	def _contradiction(self) -> UnexpectedResponse:
		return UnexpectedResponse(
			msg(
				"Supplier Account {0}: the shop finds a part when it is asked for alone, and none when it is asked for "
				"several. Try again later.",
				self._account,
			),
			account=self._account,
		)


def _halves(things: Sequence[_Thing]) -> tuple[Sequence[_Thing], Sequence[_Thing]]:
	middle = len(things) // 2
	return things[:middle], things[middle:]
