"""The contracts of what the transport remembers: `WindowTable`, `DayBudget`, `CallLog`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone

from supplier_connect.model.account import Account
from supplier_connect.model.calls import CallRecord
from supplier_connect.tests.contracts.base import Contract
from supplier_connect.transport.limits import TableStorage
from supplier_connect.transport.ports import CallLog, DayBudget, WindowTable

DAY = date(2026, 3, 1)


class WindowTableContract(Contract):
	"""Hooks: `make_store`."""

	def make_store(self) -> WindowTable:
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

	def make_store(self) -> DayBudget:
		"""Hook: the budget."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""A key of its own."""
		super().setUp()
		self.key = self.unique("budget")

	def test_calls_are_counted_up_to_the_limit(self) -> None:
		taken = [self.make_store().take(self.key, DAY, 3) for _ in range(5)]
		self.assertEqual(taken, [True, True, True, False, False])
		self.assertEqual(self.make_store().taken(self.key, DAY), 3)

	def test_no_limit_counts_too(self) -> None:
		self.assertTrue(all(self.make_store().take(self.key, DAY, 0) for _ in range(5)))
		self.assertEqual(self.make_store().taken(self.key, DAY), 5)

	def test_a_lowered_limit_holds(self) -> None:
		self.make_store().take(self.key, DAY, 0)
		self.make_store().take(self.key, DAY, 0)
		self.assertFalse(self.make_store().take(self.key, DAY, 1))

	def test_days_and_keys_are_apart(self) -> None:
		self.make_store().take(self.key, DAY, 1)
		self.assertTrue(self.make_store().take(self.key, DAY + timedelta(days=1), 1))
		self.assertTrue(self.make_store().take(self.unique("budget"), DAY, 1))
		self.assertEqual(self.make_store().taken(self.unique("budget"), DAY), 0)

	def test_takers_at_the_same_time_get_exactly_the_limit(self) -> None:
		def take() -> int:
			store = self.make_store()
			return sum(store.take(self.key, DAY, 20) for _ in range(5))

		self.assertEqual(sum(map(_count, self.run_in_parallel([take] * 8))), 20)
		self.assertEqual(self.make_store().taken(self.key, DAY), 20)


class CallLogContract(Contract):
	"""Hooks: `make_store`, `make_account`, `recorded`."""

	def make_store(self) -> CallLog:
		"""Hook: the log."""
		raise NotImplementedError

	def make_account(self, name: str) -> Account:
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
