"""The contracts of what the transport remembers: `RateLimitWindows`, `DailyQuota`, `CallLog`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone

from supplier_connect.core.http.exchange import QuotaStatus
from supplier_connect.core.http.limits import TableStorage
from supplier_connect.core.http.ports import CallLog, CallSlot, DailyQuota, RateLimitWindows
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.tests.contracts.base import Contract

DAY = date(2026, 3, 1)


class WindowTableContract(Contract):
	"""Hooks: `make_store`."""

	def make_store(self) -> RateLimitWindows:
		"""Hook: the table."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""A key of its own."""
		super().setUp()
		self.key = self.unique("window")

	def _times(self) -> list[float]:
		return self.make_store().update(self.key, lambda times: times)

	def test_a_new_key_has_no_times(self) -> None:
		self.assertEqual(self._times(), [])

	def test_a_change_is_stored_exactly(self) -> None:
		times = [1772366400.0, 1772366400.123456, 1772366401.999999]
		self.assertEqual(self.make_store().update(self.key, lambda _old: times), times)
		self.assertEqual(self._times(), times)

	def test_a_change_sees_what_was_stored(self) -> None:
		self.make_store().update(self.key, lambda _old: [1.0, 2.0])
		self.assertEqual(self.make_store().update(self.key, lambda old: old[1:]), [2.0])
		self.assertEqual(self._times(), [2.0])

	def test_keys_are_apart(self) -> None:
		self.make_store().update(self.key, lambda _old: [1.0])
		self.assertEqual(self.make_store().update(self.unique("window"), lambda old: old), [])
		self.assertEqual(self._times(), [1.0])

	def test_a_change_that_fails_leaves_the_times(self) -> None:
		def fail(_old: list[float]) -> list[float]:
			raise ValueError

		self.make_store().update(self.key, lambda _old: [1.0])
		with self.assertRaises(ValueError):
			self.make_store().update(self.key, fail)
		self.assertEqual(self._times(), [1.0])

	def test_changes_at_the_same_time_are_all_kept(self) -> None:
		def add(time: float) -> Callable[[], object]:
			return lambda: self.make_store().update(self.key, lambda old: sorted([*old, time]))

		results = self.run_in_parallel([add(float(number)) for number in range(8)])
		self.assertTrue(all(isinstance(result, list) for result in results), results)
		self.assertEqual(self._times(), [float(number) for number in range(8)])

	def test_a_window_lets_in_exactly_its_limit(self) -> None:
		def enter() -> int:
			storage = TableStorage(self.make_store())
			return sum(storage.acquire_entry(self.key, limit=20, expiry=600) for _ in range(5))

		self.assertEqual(sum(map(_count, self.run_in_parallel([enter] * 8))), 20)


class DayBudgetContract(Contract):
	"""Hooks: `make_store`."""

	def make_store(self) -> DailyQuota:
		"""Hook: the budget."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""A key of its own."""
		super().setUp()
		self.key = self.unique("budget")

	def take(self, usual: int = 0, ceiling: int = 0) -> CallSlot | None:
		"""Take a call of the day."""
		return self.make_store().take(self.key, DAY, usual, ceiling)

	def placed(self, number: int) -> CallSlot:
		"""The place of the day's call of that number."""
		return CallSlot(self.key, DAY, number)

	def spent(self) -> int:
		"""How many calls of the day are spent."""
		return self.make_store().taken(self.key, DAY)

	def test_calls_are_counted_up_to_the_limit(self) -> None:
		taken = [self.take(3) for _ in range(5)]
		self.assertEqual(taken, [self.placed(1), self.placed(2), self.placed(3), None, None])
		self.assertEqual(self.spent(), 3)

	def test_no_limit_counts_too(self) -> None:
		self.assertEqual([self.take() for _ in range(5)], [self.placed(number) for number in range(1, 6)])
		self.assertEqual(self.spent(), 5)

	def test_a_share_of_the_calls_is_left_for_others(self) -> None:
		store = self.make_store()
		taken = [store.take(self.key, DAY, 10, 0, 25) is not None for _ in range(9)]
		self.assertEqual(taken.count(True), 7)
		self.assertEqual([self.take(10) is not None for _ in range(4)], [True, True, True, False])

	def test_however_much_is_left_for_others_a_limit_is_no_licence(self) -> None:
		store = self.make_store()
		self.assertEqual([bool(store.take(self.key, DAY, 1, 0, 90)) for _ in range(2)], [True, False])
		self.assertTrue(store.take(self.unique("no limit"), DAY, 0, 0, 90))

	def test_a_lowered_limit_holds(self) -> None:
		self.take()
		self.take()
		self.assertIsNone(self.take(1))
		self.assertIsNone(self.take(0, 1))

	def test_the_lower_of_both_limits_holds(self) -> None:
		self.take()
		self.assertIsNone(self.take(1, 5))
		self.assertIsNone(self.take(5, 1))
		self.assertEqual(self.take(5, 5), self.placed(2))

	def test_days_and_keys_are_apart(self) -> None:
		self.take(1)
		self.assertTrue(self.make_store().take(self.key, DAY + timedelta(days=1), 1, 0))
		self.assertTrue(self.make_store().take(self.unique("budget"), DAY, 1, 0))
		self.assertEqual(self.make_store().taken(self.unique("budget"), DAY), 0)

	def test_a_limit_that_is_told_takes_the_place_of_the_usual_one(self) -> None:
		self.make_store().learn(self._taken(3), QuotaStatus(limit=4, remaining=1))
		self.assertEqual(self.take(3), self.placed(4))
		self.assertIsNone(self.take(1000))
		self.assertEqual(self.spent(), 4)

	def test_a_ceiling_holds_whatever_is_told(self) -> None:
		self.make_store().learn(self._taken(1), QuotaStatus(limit=5000, remaining=4999))
		self.assertEqual(self.take(1, 2), self.placed(2))
		self.assertIsNone(self.take(1, 2))

	def test_calls_that_others_made_count(self) -> None:
		self.make_store().learn(self._taken(2), QuotaStatus(limit=10, remaining=3))
		self.assertEqual(self.spent(), 7)
		self.assertEqual([self.take(10) is not None for _ in range(5)], [True, True, True, False, False])

	def test_an_old_answer_takes_nothing_back(self) -> None:
		old = self._taken(1)
		newest = self._taken(4)
		self.make_store().learn(newest, QuotaStatus(limit=10, remaining=4))
		self.make_store().learn(old, QuotaStatus(limit=10, remaining=9))
		self.assertEqual(self.spent(), 6)

	def test_a_shop_that_counts_less_is_believed_when_no_call_is_on_its_way(self) -> None:
		self.make_store().learn(self._taken(5), QuotaStatus(limit=10, remaining=8))
		self.assertEqual(self.spent(), 2)

	def test_nothing_left_without_a_limit_ends_the_day(self) -> None:
		self.make_store().learn(self._taken(2), QuotaStatus(limit=None, remaining=0))
		self.assertIsNone(self.take(1000))
		self.assertEqual(self.spent(), 2)

	def test_some_left_without_a_limit_changes_nothing(self) -> None:
		self.make_store().learn(self._taken(2), QuotaStatus(limit=None, remaining=7))
		self.assertEqual(self.take(3), self.placed(3))
		self.assertIsNone(self.take(3))

	def test_what_is_learnt_is_learnt_for_its_day(self) -> None:
		self.make_store().learn(self._taken(1), QuotaStatus(limit=1, remaining=0))
		self.assertIsNone(self.take(1000))
		tomorrow = self.make_store().take(self.key, DAY + timedelta(days=1), 2, 0)
		self.assertEqual(tomorrow, CallSlot(self.key, DAY + timedelta(days=1), 1))

	def test_takers_at_the_same_time_get_exactly_the_limit(self) -> None:
		def take() -> int:
			store = self.make_store()
			return sum(store.take(self.key, DAY, 20, 0) is not None for _ in range(5))

		self.assertEqual(sum(map(_count, self.run_in_parallel([take] * 8))), 20)
		self.assertEqual(self.spent(), 20)

	def test_takers_and_learners_at_the_same_time_keep_the_limit_told(self) -> None:
		def work() -> int:
			store, got = self.make_store(), 0
			for _ in range(5):
				place = store.take(self.key, DAY, 1000, 0)
				if place:
					got += 1
					store.learn(place, QuotaStatus(limit=20, remaining=20 - place.number))
			return got

		self.take()
		self.make_store().learn(self.placed(1), QuotaStatus(limit=20, remaining=19))
		self.assertEqual(sum(map(_count, self.run_in_parallel([work] * 8))), 19)

	def _taken(self, calls: int) -> CallSlot:
		places = [self.take() for _ in range(calls)]
		return next(place for place in reversed(places) if place)


class CallLogContract(Contract):
	"""Hooks: `make_store`, `make_account`, `recorded`."""

	def make_store(self) -> CallLog:
		"""Hook: the log."""
		raise NotImplementedError

	def make_account(self, name: str) -> ShopAccount:
		"""Hook: an account that the host knows; its name may be the host's own."""
		raise NotImplementedError

	def recorded(self, account: str) -> Sequence[CallRecord]:
		"""Hook: the records of an account, newest first."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""A call of an account of its own."""
		super().setUp()
		self.call = CallRecord(
			account=self.make_account(self.unique("Account")).name,
			user="",
			method="POST",
			path="/v1/cart/items/insert",
			status=200,
			milliseconds=1234,
			received_bytes=56789,
			error="",
			at=datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc),
		)

	def test_a_record_is_kept_whole(self) -> None:
		self.make_store().record(self.call)
		self.assertEqual(list(self.recorded(self.call.account)), [self.call])

	def test_newer_records_come_first(self) -> None:
		failed = CallRecord(
			**{
				**vars(self.call),
				"status": 0,
				"error": "timeout",
				"received_bytes": 0,
				"at": self.call.at + timedelta(seconds=1),
			}
		)
		self.make_store().record(self.call)
		self.make_store().record(failed)
		self.assertEqual(list(self.recorded(self.call.account)), [failed, self.call])

	def test_records_at_the_same_time_are_all_kept(self) -> None:
		self.run_in_parallel([lambda: self.make_store().record(self.call)] * 8)
		self.assertEqual(list(self.recorded(self.call.account)), [self.call] * 8)


def _count(result: object) -> int:
	"""The number that a parallel function gave; its exception is the test's."""
	if isinstance(result, Exception):
		raise result
	return int(str(result))
