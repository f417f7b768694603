"""A shop that is asked nothing twice, and nothing more once it can't answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone

from supplier_connect.core.model.clock import oldest
from supplier_connect.core.model.errors import (
	NotAuthorised,
	QuotaExhausted,
	RejectedInput,
	SupplierConnectError,
	UnexpectedResponse,
)
from supplier_connect.shops.connectors.protocols import SearchShop
from supplier_connect.shops.matching.numbers.numbers import Closeness, closeness, same_number
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.offer import Offer

# After these the next call would end the same way; the others may pass.
_FINAL = (NotAuthorised, QuotaExhausted)
# These are about what was asked, not about the shop.
_ABOUT_THE_QUESTION = (RejectedInput, UnexpectedResponse)
_FAILURES_IN_A_ROW = 3


class MemoizingShop:
	"""`SearchShop` of one account for the length of a job, used by one thread at a time; `now` is UTC.

	`error` is why the shop is asked no more: its day's calls are spent, it refuses the keys, or it failed several times
	in a row. What is known is still answered then. `last_failure` is how the shop failed last.
	"""

	def __init__(
		self,
		account: ShopAccount,
		shop: SearchShop,
		now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
	) -> None:
		self.account = account
		self.error: SupplierConnectError | None = None
		self.last_failure: SupplierConnectError | None = None
		self._shop = shop
		self._now = now
		self._first_told: datetime | None = None
		self._numbers: dict[str, tuple[Offer, ...]] = {}
		self._keywords: dict[tuple[str, int], tuple[Offer, ...]] = {}
		self._failures = 0

	@property
	def kept_since(self) -> datetime | None:
		"""See `SearchShop`: what was told first in this job may be what is remembered."""
		return oldest((self._shop.kept_since, self._first_told))

	def was_asked(self, number: str) -> bool:
		"""Whether the shop has answered to the number."""
		return _key(number) in self._numbers

	def has(self, number: str) -> bool:
		"""Whether the shop has answered to the number with offers of exactly this number."""
		return any(_is_of(number, offer) for offer in self._numbers.get(_key(number), ()))

	def learn(self, numbers: Sequence[str]) -> None:
		"""Ask for numbers ahead, together; one that the shop can't take keeps no other from being answered.

		Raises nothing: what failed is asked again when it is needed, unless `error` stands against it.
		"""
		try:
			self.by_part_numbers(numbers)
		except _ABOUT_THE_QUESTION:
			if len(numbers) > 1:
				half = len(numbers) // 2
				self.learn(numbers[:half])
				self.learn(numbers[half:])
		except SupplierConnectError:
			pass

	def by_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		"""See `SearchShop.by_part_numbers`."""
		near = self.near_part_numbers(numbers)
		return tuple(offer for offer in near if any(_is_of(number, offer) for number in numbers))

	def near_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		"""See `SearchShop.near_part_numbers`; of what is only alike, what may be related."""
		new = [number for number in numbers if not self.was_asked(number)]
		if new and not (self.error and any(map(self.has, numbers))):
			offers = self._asked(lambda: self._shop.near_part_numbers(new))
			self._numbers |= {_key(number): _near(number, offers) for number in new}
		return _each_once(offer for number in numbers for offer in self._numbers.get(_key(number), ()))

	def by_keyword(self, keyword: str, limit: int) -> tuple[Offer, ...]:
		"""See `SearchShop.by_keyword`."""
		question = (keyword, limit)
		if question not in self._keywords:
			self._keywords[question] = self._asked(lambda: self._shop.by_keyword(keyword, limit))
		return self._keywords[question]

	def _asked(self, ask: Callable[[], tuple[Offer, ...]]) -> tuple[Offer, ...]:
		if self.error:
			raise self.error
		try:
			answer = ask()
		except SupplierConnectError as error:
			self._note(error)
			raise
		self._failures = 0
		self._first_told = self._first_told or self._now()
		return answer

	def _note(self, error: SupplierConnectError) -> None:
		self.last_failure = error
		if isinstance(error, _ABOUT_THE_QUESTION):
			return
		self._failures += 1
		if isinstance(error, _FINAL) or self._failures >= _FAILURES_IN_A_ROW:
			self.error = error


def _key(number: str) -> str:
	return number.strip().casefold()


def _is_of(number: str, offer: Offer) -> bool:
	return _key(offer.sku) == _key(number) or same_number(offer.mpn, number)


def _near(number: str, offers: Iterable[Offer]) -> tuple[Offer, ...]:
	return tuple(
		offer
		for offer in offers
		if _is_of(number, offer) or closeness(number, offer.mpn) is not Closeness.OTHER
	)


def _each_once(offers: Iterable[Offer]) -> tuple[Offer, ...]:
	once: dict[str, Offer] = {}
	for offer in offers:
		once.setdefault(offer.sku, offer)
	return tuple(once.values())
