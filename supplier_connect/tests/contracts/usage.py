"""The contract of what is counted of calls and of kept answers: `UsageStore`, together with `CallLog`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from supplier_connect.core.http.ports import CallLog, UsageStore
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.core.model.usage import CacheLookup, Usage
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.tests.contracts.base import Contract

# A second before midnight UTC, which in Berlin is an hour past midnight, on the night that the clocks go back.
AT = datetime(2026, 10, 24, 23, 59, 59, tzinfo=timezone.utc)
DAY = date(2026, 10, 24)
ENDPOINT = "/products/v4/search/{number}/productdetails"


class UsageBookContract(Contract):
	"""Hooks: `make_store`, `make_log`, `make_account`."""

	def make_store(self) -> UsageStore:
		"""Hook: the book."""
		raise NotImplementedError

	def make_log(self) -> CallLog:
		"""Hook: the log, whose records are counted in the book."""
		raise NotImplementedError

	def make_account(self, name: str) -> ShopAccount:
		"""Hook: an account that the host knows; its name may be the host's own."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""A call of an account of its own."""
		super().setUp()
		self.account = self.make_account(self.unique("Account")).name
		self.call = CallRecord(
			account=self.account,
			user="",
			method="GET",
			path="/products/v4/search/P5555-ND/productdetails",
			status=200,
			milliseconds=120,
			received_bytes=4000,
			error="",
			at=AT,
			endpoint=ENDPOINT,
		)
		self.recall = CacheLookup(self.account, "", ENDPOINT, "key", True, AT)

	def used(self, since: date = DAY) -> list[Usage]:
		"""What is counted of the account."""
		return list(self.make_store().since(since, self.account))

	def test_nothing_is_counted_before_a_call(self) -> None:
		self.assertEqual(self.used(), [])

	def test_calls_of_an_endpoint_add_up(self) -> None:
		failed = replace(self.call, error="timeout", status=0, received_bytes=0, milliseconds=20_000)
		for call in (self.call, self.call, failed):
			self.make_log().record(call)
		self.assertEqual(self.used(), [Usage(self.account, "", ENDPOINT, DAY, 3, 1, 20_240, 8000)])

	def test_part_numbers_make_no_rows_of_their_own(self) -> None:
		self.make_log().record(self.call)
		self.make_log().record(replace(self.call, path="/products/v4/search/OTHER-ND/productdetails"))
		self.assertEqual([used.calls for used in self.used()], [2])

	def test_kept_answers_are_counted_beside_the_calls(self) -> None:
		self.make_log().record(self.call)
		for found in (True, True, False):
			self.make_store().recalled(replace(self.recall, found=found))
		(used,) = self.used()
		self.assertEqual((used.calls, used.hits, used.misses), (1, 2, 1))

	def test_users_endpoints_and_accounts_are_apart(self) -> None:
		other = self.make_account(self.unique("Other")).name
		for call in (
			self.call,
			replace(self.call, user="ada@example.com"),
			replace(self.call, endpoint="/x"),
			replace(self.call, account=other),
		):
			self.make_log().record(call)
		counted = [(used.user, used.endpoint, used.calls) for used in self.used()]
		self.assertEqual(
			sorted(counted), [("", ENDPOINT, 1), ("", "/x", 1), ("ada@example.com", ENDPOINT, 1)]
		)

	def test_the_day_begins_anew_at_midnight_utc(self) -> None:
		"""Neither the midnight on the wall nor the hour that comes twice makes a difference."""
		for seconds in (-2 * 3600, 0, 1, 3600, 2 * 3600):
			self.make_log().record(replace(self.call, at=AT + timedelta(seconds=seconds)))
			self.make_store().recalled(replace(self.recall, at=AT + timedelta(seconds=seconds)))
		counted = [(used.day, used.calls, used.hits) for used in self.used()]
		self.assertEqual(counted, [(DAY + timedelta(days=1), 3, 3), (DAY, 2, 2)])

	def test_a_time_in_another_zone_is_counted_on_its_utc_day(self) -> None:
		berlin = timezone(timedelta(hours=2))
		self.make_log().record(replace(self.call, at=datetime(2026, 10, 25, 1, 30, tzinfo=berlin)))
		self.assertEqual([used.day for used in self.used()], [DAY])

	def test_days_before_are_left_out(self) -> None:
		self.make_log().record(self.call)
		self.assertEqual(self.used(DAY + timedelta(days=1)), [])

	def test_counting_at_the_same_time_loses_nothing(self) -> None:
		def count() -> None:
			for _time in range(5):
				self.make_log().record(self.call)
				self.make_store().recalled(self.recall)

		self.assertEqual(self.run_in_parallel([count] * 8), [None] * 8)
		(used,) = self.used()
		self.assertEqual((used.calls, used.hits, used.received_bytes), (40, 40, 160_000))
