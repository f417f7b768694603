"""The contract of where answers are kept: `ResponseStore`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from supplier_connect.core.http.ports import CachedResponse, ResponseStore
from supplier_connect.core.model.usage import CacheSize
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.tests.contracts.base import Contract

# Half an hour before the clocks of Berlin go forward.
NOW = datetime(2026, 3, 29, 0, 30, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
BODY = '{"Price": 0.10, "Beschreibung": "10 kΩ ±1 %, 电阻"}'


class AnswerShelfContract(Contract):
	"""Hooks: `make_store`, `make_account`."""

	def make_store(self) -> ResponseStore:
		"""Hook: the shelf."""
		raise NotImplementedError

	def make_account(self, name: str) -> ShopAccount:
		"""Hook: an account that the host knows; its name may be the host's own."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""An account of its own, and an answer."""
		super().setUp()
		self.account = self.make_account(self.unique("Account")).name
		self.answer = self.kept(self.unique("key"))

	def kept(self, key: str, **changes: object) -> CachedResponse:
		"""An answer that is kept for an hour."""
		made = CachedResponse(key, self.account, "/v1/search", 200, BODY, NOW, NOW + HOUR)
		return replace(made, **changes)  # type: ignore[arg-type]

	def found(self, key: str, after: timedelta = timedelta(0)) -> CachedResponse | None:
		"""What is found under a key some time later."""
		return self.make_store().find(key, NOW + after)

	def size(self) -> CacheSize | None:
		"""What is kept for the account."""
		return self.make_store().sizes(NOW).get(self.account)

	def test_nothing_is_found_where_nothing_was_put(self) -> None:
		self.assertIsNone(self.found(self.unique("key")))
		self.assertIsNone(self.size())

	def test_what_was_put_is_found_exactly(self) -> None:
		self.make_store().put(self.answer)
		self.assertEqual(self.found(self.answer.key), self.answer)

	def test_keys_are_apart(self) -> None:
		self.make_store().put(self.answer)
		self.assertIsNone(self.found(self.unique("key")))

	def test_an_answer_ends_on_time_whatever_the_clocks_on_the_wall_do(self) -> None:
		"""The hour goes over the change to daylight-saving time."""
		self.make_store().put(self.answer)
		self.assertTrue(self.found(self.answer.key, HOUR - timedelta(seconds=1)))
		self.assertIsNone(self.found(self.answer.key, HOUR))

	def test_an_answer_ends_on_time_in_autumn_too(self) -> None:
		at = datetime(2026, 10, 25, 0, 30, tzinfo=timezone.utc)
		self.make_store().put(replace(self.answer, put_at=at, until=at + HOUR))
		self.assertTrue(self.make_store().find(self.answer.key, at + HOUR - timedelta(seconds=1)))
		self.assertIsNone(self.make_store().find(self.answer.key, at + HOUR))

	def test_a_newer_answer_takes_the_place_of_the_older(self) -> None:
		newer = replace(self.answer, body='{"Price": 0.2}', until=NOW + 2 * HOUR)
		self.make_store().put(self.answer)
		self.make_store().put(newer)
		self.assertEqual(self.found(self.answer.key, HOUR), newer)
		self.assertEqual(self.size(), CacheSize(1, len(newer.body)))

	def test_sizes_count_bytes_of_what_is_not_over(self) -> None:
		self.make_store().put(self.answer)
		self.make_store().put(self.kept(self.unique("key"), until=NOW + HOUR / 2))
		size = len(BODY.encode())
		self.assertEqual(self.size(), CacheSize(2, 2 * size))
		self.assertEqual(self.make_store().sizes(NOW + HOUR / 2).get(self.account), CacheSize(1, size))

	def test_clearing_takes_an_accounts_answers_and_no_others(self) -> None:
		other = self.kept(self.unique("key"), account=self.make_account(self.unique("Other")).name)
		for answer in (self.answer, self.kept(self.unique("key")), other):
			self.make_store().put(answer)
		self.assertEqual(self.make_store().clear(self.account), 2)
		self.assertIsNone(self.found(self.answer.key))
		self.assertEqual(self.found(other.key), other)
		self.assertEqual(self.make_store().clear(self.account), 0)

	def test_a_sweep_takes_what_is_over(self) -> None:
		late = self.kept(self.unique("key"), until=NOW + 2 * HOUR)
		self.make_store().put(self.answer)
		self.make_store().put(late)
		self.assertGreaterEqual(self.make_store().sweep(NOW + HOUR, 10**12), 1)
		self.assertEqual(self.size(), CacheSize(1, len(BODY.encode())))
		self.assertEqual(self.found(late.key), late)

	def test_a_sweep_takes_the_oldest_until_the_rest_is_small_enough(self) -> None:
		# Newer than all that others have on the same site.
		newest, end = NOW + timedelta(days=9000), NOW + timedelta(days=9001)
		answers = [
			self.kept(
				self.unique("key"), body="x" * 1000, put_at=newest + timedelta(seconds=number), until=end
			)
			for number in range(5)
		]
		for answer in reversed(answers):
			self.make_store().put(answer)
		self.make_store().sweep(NOW, 2999)
		self.assertEqual([bool(self.found(answer.key)) for answer in answers], [False] * 3 + [True] * 2)

	def test_an_answer_as_large_as_they_come_is_kept(self) -> None:
		large = replace(self.answer, body="Ω" * 500_000)
		self.make_store().put(large)
		self.assertEqual(self.found(large.key), large)

	def test_putting_at_the_same_time_breaks_nothing(self) -> None:
		shared = self.answer.key

		def put(number: int) -> None:
			store = self.make_store()
			store.put(self.kept(shared, body=f'{{"n": {number}}}'))
			store.put(self.kept(f"{shared}-{number}"))

		results = self.run_in_parallel([lambda number=number: put(number) for number in range(8)])  # type: ignore[misc]
		self.assertEqual(results, [None] * 8)
		kept = self.found(shared)
		self.assertIn(kept.body if kept else "", [f'{{"n": {number}}}' for number in range(8)])
		size = self.size()
		self.assertEqual(size.entries if size else 0, 9)
