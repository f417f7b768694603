"""What is left of the calls of today, where they went, and what kept answers have saved: told to those who may know."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from typing import Any
from unittest import mock

import frappe
from frappe.utils import add_days, now_datetime

from supplier_connect.api import usage as usage_api
from supplier_connect.core.desk.calls import DeskCallLog, DeskDailyQuota, DeskRateLimitWindows
from supplier_connect.core.desk.side_transaction import SideConnection, run_in_side_transaction
from supplier_connect.core.http.exchange import Call, QuotaStatus
from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.errors import QuotaExhausted
from supplier_connect.sandbox.digikey.accounts import CLIENT_ID, CLIENT_SECRET
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.desk.accounts.accounts import read_account, shop_of
from supplier_connect.supplier_connect.doctype.connector_usage.connector_usage import ConnectorUsage
from supplier_connect.tests.support.site import SiteCase, make_account, make_item, make_user
from supplier_connect.tests.support.site_clock import berlin

RESISTOR = "603-RC0402FR-1310KL"
CAPACITOR = "963-LMK107BJ475KAHT"
ACCOUNT = "SCTEST Used"
SUPPLIER = "SCTEST Used Supplier"
CALL = Call("GET", "/v1/cart")


class UsageCase(SiteCase):
	"""An account at a sandbox shop, with 30 calls a minute and 100 a day."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.sandbox = SandboxServer(limits=Limits(0, 0))
		cls.sandbox.start()
		cls.addClassCleanup(cls.sandbox.stop)
		cls.buyer = make_user("sctest-used-buyer", "Purchase User")
		cls.stock_user = make_user("sctest-used-stock", "Stock User")

	def setUp(self) -> None:
		super().setUp()
		self.sandbox.reset()
		self.account = make_account(
			ACCOUNT, base_url=self.sandbox.api_url, limits_from="Set Here", per_minute=30, per_day=100
		).doc

	def find(self, number: str = RESISTOR, user: str = "Administrator") -> None:
		"""Search as a user."""
		shop_of(read_account(ACCOUNT, user)).by_part_numbers([number])

	def status(self, **which: Any) -> dict[str, Any]:
		"""The account's entry in the status."""
		found = usage_api.rate_limit_status(**which)["suppliers"]
		return next(one for one in found if one["account"] == ACCOUNT)

	def metrics(self) -> dict[str, Any]:
		"""The account's entry on the dashboard."""
		return next(one for one in usage_api.dashboard_metrics()["suppliers"] if one["account"] == ACCOUNT)


class TestStatus(UsageCase):
	def test_a_new_account_has_spent_nothing(self) -> None:
		tomorrow = datetime.now(timezone.utc).date() + timedelta(days=1)
		self.assertEqual(
			self.status(),
			{
				"account": ACCOUNT,
				"supplier": SUPPLIER,
				"supplier_key": "Mouser",
				"configured": True,
				"rate_limit_per_second": None,
				"rate_limit_per_minute": 30,
				"daily_limit": 100,
				"daily_count": 0,
				"daily_remaining": 100,
				"daily_percent_used": 0.0,
				"daily_reset_at": f"{tomorrow}T00:00:00+00:00",
				"quotas": [],
			},
		)

	def test_calls_are_counted_and_kept_answers_are_not(self) -> None:
		for number in (RESISTOR, CAPACITOR, RESISTOR):
			self.find(number)
		found = self.status(account=ACCOUNT)
		self.assertEqual(
			(found["daily_count"], found["daily_remaining"], found["daily_percent_used"]), (2, 98, 2.0)
		)

	def test_what_the_shop_tells_wins(self) -> None:
		budget, today = DeskDailyQuota(), datetime.now(timezone.utc).date()
		place = budget.take(ACCOUNT, today, 100, 100)
		assert place
		budget.learn(place, QuotaStatus(limit=50, remaining=10))
		found = self.status(supplier=SUPPLIER)
		self.assertEqual((found["daily_limit"], found["daily_count"], found["daily_remaining"]), (50, 40, 10))

	def test_an_account_without_limits_has_no_figures_of_them(self) -> None:
		self.account.update({"per_day": 0, "per_minute": 0})
		self.account.save()
		found = self.status()
		names = ("daily_limit", "daily_remaining", "daily_percent_used", "rate_limit_per_minute")
		self.assertEqual([found[name] for name in names], [None] * 4)

	def test_quotas_are_told_apart_and_users_own_keys_are_not_among_them(self) -> None:
		today = datetime.now(timezone.utc).date()
		frappe.set_user(self.buyer)
		frappe.get_doc(
			{"doctype": "Connector Key", "account": ACCOUNT, "search_key": "sandbox-search-key"}
		).insert()
		frappe.set_user("Administrator")
		for key in (f"{ACCOUNT}/MyLists", f"{ACCOUNT}/{self.buyer}", f"{ACCOUNT}/{self.buyer}/MyLists"):
			DeskDailyQuota().take(key, today, 0, 0)
		found = self.status()
		self.assertEqual([(one["quota"], one["daily_count"]) for one in found["quotas"]], [("MyLists", 1)])
		self.assertEqual(found["daily_count"], 0)

	def test_an_account_without_keys_is_not_configured(self) -> None:
		make_account("SCTEST Used Keyless", cart_key="", search_key="")
		make_account(
			"SCTEST Used App",
			connector="DigiKey",
			client_id=CLIENT_ID,
			client_secret=CLIENT_SECRET,
			cart_key="",
			search_key="",
		)
		make_account("SCTEST Used Half", connector="DigiKey", client_id=CLIENT_ID, cart_key="", search_key="")
		frappe.set_user(self.buyer)
		found = {one["account"]: one["configured"] for one in usage_api.rate_limit_status()["suppliers"]}
		self.assertFalse(found["SCTEST Used Keyless"] or found["SCTEST Used Half"])
		self.assertTrue(found["SCTEST Used App"] and found[ACCOUNT])

	def test_a_supplier_without_an_account_is_not_found(self) -> None:
		for call in (usage_api.rate_limit_status, usage_api.clear_cache):
			self.assertRaises(frappe.DoesNotExistError, call, supplier="SCTEST Nobody")
			self.assertRaises(frappe.DoesNotExistError, call, account="SCTEST Nobody")

	def test_at_night_in_berlin_it_is_still_the_day_before(self) -> None:
		"""Half past one on the wall, on the night that the clocks go back: the shops' day has half an hour left."""
		self._at_berlin_time("2026-10-24T23:30:00", spent=1, resets="2026-10-25T00:00:00+00:00")

	def test_the_hour_that_comes_twice_is_of_the_new_day_both_times(self) -> None:
		for at in ("2026-10-25T00:30:00", "2026-10-25T01:30:00"):
			self._at_berlin_time(at, spent=2, resets="2026-10-26T00:00:00+00:00")

	def _at_berlin_time(self, at: str, spent: int, resets: str) -> None:
		now = datetime.fromisoformat(at).replace(tzinfo=timezone.utc)
		run_in_side_transaction(lambda: frappe.db.delete("Connector Quota", {"account": ACCOUNT}))
		for day, calls in ((date(2026, 10, 24), 1), (date(2026, 10, 25), 2)):
			for _call in range(calls):
				DeskDailyQuota().take(ACCOUNT, day, 0, 0)
		with _utc_is(now):
			found = self.status()
		self.assertEqual((found["daily_count"], found["daily_reset_at"]), (spent, resets))


@contextmanager
def _utc_is(now: datetime) -> Any:
	"""Have the API take another moment for now."""
	clock = mock.Mock(wraps=datetime)
	clock.now = lambda zone=None: now.astimezone(zone)
	with (
		mock.patch("supplier_connect.shops.desk.accounts.figures.datetime", clock),
		mock.patch("supplier_connect.api.usage.datetime", clock),
	):
		yield


class TestMetrics(UsageCase):
	def test_calls_kept_answers_and_parts_are_told_together(self) -> None:
		self.find()
		self.find()
		DeskCallLog().record(
			CallRecord(
				ACCOUNT, "", "GET", "/x", 0, 5, 0, "timeout", datetime(2026, 1, 1, tzinfo=timezone.utc)
			)
		)
		found = self.metrics()
		queries = {name: found["query_metrics"][name] for name in ("total", "successful", "failed")}
		self.assertEqual(queries, {"total": 2, "successful": 1, "failed": 1})
		self.assertEqual(found["api_usage"]["daily_count"], 1)
		cache = found["cache_status"]
		self.assertEqual((cache["hits"], cache["misses"], cache["hit_rate"]), (1, 1, 0.5))
		self.assertEqual((cache["cache_entry_count"], cache["cache_ttl_seconds"]), (1, 3600))
		self.assertGreater(cache["cache_size_bytes"], 100)

	def test_nothing_asked_has_no_hit_rate(self) -> None:
		self.assertIsNone(self.metrics()["cache_status"]["hit_rate"])

	def test_each_part_is_counted_as_what_it_is(self) -> None:
		item = make_item("SCTEST-USED")
		lately, long_ago = now_datetime(), add_days(now_datetime(), -8)
		parts: tuple[tuple[str, datetime | None], ...] = (
			("", lately),
			("Fresh", lately),
			("Fresh", long_ago),
			("Not Found", lately),
			("Failed", None),
			("", None),
		)
		for number, (state, seen) in enumerate(parts):
			doc = {"doctype": "Supplier Part", "item": item, "account": ACCOUNT, "sku": f"SKU-{number}"}
			name = frappe.get_doc(doc).insert().name
			values = {"resync_state": state, "seen_on": seen}
			frappe.db.set_value("Supplier Part", name, values, update_modified=False)
		self.assertEqual(
			self.metrics()["parts"],
			{"total": 6, "fresh": 2, "stale": 1, "not_found": 1, "failed": 1, "never": 1},
		)

	def test_more_accounts_take_no_more_queries(self) -> None:
		few = _count_queries(usage_api.dashboard_metrics), _count_queries(usage_api.rate_limit_status)
		for number in range(6):
			make_account(f"SCTEST Used {number}")
		many = _count_queries(usage_api.dashboard_metrics), _count_queries(usage_api.rate_limit_status)
		self.assertEqual(many, few)


def _count_queries(action: Callable[[], object]) -> int:
	"""How many statements an action gives to either connection; what is read once for all is read before."""
	action()
	run = SideConnection.run
	counted = 0

	def counting(side: SideConnection, work: Callable[[], object]) -> object:
		nonlocal counted
		counted += 1
		return run(side, work)

	with (
		mock.patch.object(SideConnection, "run", counting),
		mock.patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql,
	):
		action()
	return counted + int(sql.call_count)


class TestAccountUsage(UsageCase):
	def test_the_form_is_told_where_the_calls_went(self) -> None:
		self.find(RESISTOR, self.buyer)
		self.find(CAPACITOR, self.buyer)
		self.find(RESISTOR, "Administrator")
		found = usage_api.account_usage(ACCOUNT)
		self.assertEqual(found["today"]["calls"], 2)
		self.assertEqual((found["today"]["limit"], found["today"]["left"]), (100, 98))
		self.assertEqual(
			[(row["user"], row["calls"], row["hits"]) for row in found["by_user"]],
			[(self.buyer, 2, 0), ("Administrator", 0, 1)],
		)
		self.assertEqual(
			[(row["endpoint"], row["calls"]) for row in found["by_endpoint"]], [("/v1/search/partnumber", 2)]
		)
		self.assertEqual(len(found["days"]), 30)
		self.assertEqual(found["days"][-1]["calls"], 2)
		self.assertEqual(sum(day["calls"] for day in found["days"]), 2)
		self.assertEqual((found["cache"]["entries"], found["cache"]["hit_rate"]), (2, round(1 / 3, 4)))
		self.assertTrue(found["may_clear"])

	def test_a_buyer_sees_it_and_may_clear_nothing(self) -> None:
		frappe.set_user(self.buyer)
		self.assertFalse(usage_api.account_usage(ACCOUNT)["may_clear"])


class TestMetricsOfSome(UsageCase):
	def test_the_last_query_is_told(self) -> None:
		self.assertIsNone(self.metrics()["query_metrics"]["last_query_at"])
		before = frappe.utils.now_datetime().replace(microsecond=0)
		self.find()
		told = frappe.utils.get_datetime(self.metrics()["query_metrics"]["last_query_at"])
		self.assertLessEqual(abs((told - before).total_seconds()), 60)

	def test_the_accounts_of_a_supplier_or_one_alone(self) -> None:
		other = make_account("SCTEST Used Other").doc
		for which in ({"account": ACCOUNT}, {"supplier": SUPPLIER}):
			named = [one["account"] for one in usage_api.dashboard_metrics(**which)["suppliers"]]
			self.assertEqual(named, [ACCOUNT])
		told = usage_api.dashboard_metrics(supplier=other.supplier)["suppliers"]
		self.assertEqual([one["account"] for one in told], [other.name])


class TestClearing(UsageCase):
	def test_one_account_is_cleared_and_the_next_question_is_asked(self) -> None:
		self.find()
		size = self.metrics()["cache_status"]["cache_size_bytes"]
		cleared = usage_api.clear_cache(account=ACCOUNT)
		self.assertEqual(
			(cleared["message"], cleared["scope"], cleared["account"]), ("OK", "supplier", ACCOUNT)
		)
		self.assertEqual(
			cleared["cache"],
			{
				"enabled": True,
				"cache_backend": "database",
				"cache_ttl_seconds": 3600,
				"cache_entry_count": 1,
				"cache_size_bytes": size,
				"cleared_entry_count": 1,
			},
		)
		self.assertGreater(size, 0)
		self.assertEqual(usage_api.clear_cache(account=ACCOUNT)["cache"]["cache_size_bytes"], 0)
		self.find()
		self.assertEqual(len(self.sandbox.state["calls"]), 2)

	def test_all_accounts_of_a_supplier_are_meant(self) -> None:
		other = make_account("SCTEST Used Other", supplier=SUPPLIER, base_url=self.sandbox.api_url).doc.name
		self.find()
		shop_of(read_account(other, "Administrator")).by_part_numbers([RESISTOR])
		size = sum(
			one["cache_status"]["cache_size_bytes"]
			for one in usage_api.dashboard_metrics(supplier=SUPPLIER)["suppliers"]
		)
		cleared = usage_api.clear_cache(supplier=SUPPLIER)
		self.assertEqual(cleared["cache"]["cleared_entry_count"], 2)
		self.assertEqual(
			(cleared["cache"]["cache_entry_count"], cleared["cache"]["cache_size_bytes"]), (2, size)
		)
		self.assertEqual((cleared["scope"], cleared["account"]), ("supplier", None))
		each = {one["account"]: one["cache"]["cleared_entry_count"] for one in cleared["suppliers"]}
		self.assertEqual(each, {ACCOUNT: 1, other: 1})

	def test_all_accounts_are_cleared(self) -> None:
		self.find()
		cleared = usage_api.clear_cache()
		mine = next(one for one in cleared["suppliers"] if one["account"] == ACCOUNT)
		self.assertEqual((cleared["scope"], mine["cache"]["cleared_entry_count"]), ("all", 1))


class TestRights(UsageCase):
	def test_a_buyer_reads_and_does_not_clear(self) -> None:
		frappe.set_user(self.buyer)
		self.assertTrue(self.status() and self.metrics())
		for which in ({}, {"account": ACCOUNT}, {"supplier": SUPPLIER}):
			self.assertRaises(frappe.PermissionError, usage_api.clear_cache, **which)

	def test_who_may_not_read_accounts_learns_nothing(self) -> None:
		frappe.set_user(self.stock_user)
		for call in (usage_api.rate_limit_status, usage_api.dashboard_metrics, usage_api.clear_cache):
			self.assertRaises(frappe.PermissionError, call)
		self.assertRaises(frappe.PermissionError, usage_api.account_usage, ACCOUNT)

	def test_who_may_see_one_account_is_told_of_no_other(self) -> None:
		other = make_account("SCTEST Used Other").doc.name
		frappe.permissions.add_user_permission("Supplier Account", ACCOUNT, self.buyer)
		frappe.set_user(self.buyer)
		self.assertEqual([one["account"] for one in usage_api.rate_limit_status()["suppliers"]], [ACCOUNT])
		self.assertEqual([one["account"] for one in usage_api.dashboard_metrics()["suppliers"]], [ACCOUNT])
		self.assertRaises(frappe.PermissionError, usage_api.rate_limit_status, account=other)
		self.assertRaises(frappe.PermissionError, usage_api.account_usage, other)


class TestRenaming(UsageCase):
	"""What was counted stays the account's, whatever it is called."""

	new = f"{ACCOUNT} renamed"
	near = f"{ACCOUNT}/near"

	def setUp(self) -> None:
		super().setUp()
		make_account(self.near, supplier=SUPPLIER)
		self.commit()
		self.addCleanup(self._delete_accounts)
		self.today = datetime.now(timezone.utc).date()

	def _delete_accounts(self) -> None:
		for name in (ACCOUNT, self.new, self.near):
			if frappe.db.exists("Supplier Account", name):
				frappe.delete_doc("Supplier Account", name)
		frappe.delete_doc("Supplier", SUPPLIER)
		self.commit()

	def rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Rename an account as the form does."""
		frappe.rename_doc("Supplier Account", old, new, merge=merge)
		self.commit()

	def spend(self, key: str, calls: int) -> None:
		"""Spend calls of a quota, in the window and in the day."""
		for _call in range(calls):
			DeskDailyQuota().take(key, self.today, 0, 0)
			DeskRateLimitWindows().update(f"{key}/61s", lambda times: [*times, 1.0 * len(times)])

	def spent(self, key: str) -> tuple[int, int]:
		"""What is counted of a quota: in the day and in the window."""
		return DeskDailyQuota().taken(key, self.today), len(DeskRateLimitWindows().update(f"{key}/61s", list))

	def test_counts_and_windows_go_along_and_others_stay(self) -> None:
		keys = {"": 3, f"/{self.buyer}": 2, "/MyLists": 1}
		for below, calls in keys.items():
			self.spend(ACCOUNT + below, calls)
		self.spend(self.near, 5)
		self.spend(f"{ACCOUNT}_", 4)
		self.rename(ACCOUNT, self.new)
		for below, calls in keys.items():
			self.assertEqual(self.spent(self.new + below), (calls, calls))
			self.assertEqual(self.spent(ACCOUNT + below), (0, 0))
		self.assertEqual(self.spent(self.near), (5, 5))
		self.assertEqual(self.spent(f"{ACCOUNT}_"), (4, 4))

	def test_the_limits_go_on_where_they_were(self) -> None:
		account = read_account(ACCOUNT, "Administrator")
		self.find()
		self.rename(ACCOUNT, self.new)
		renamed = read_account(self.new, "Administrator")
		self.assertEqual((account.limits, renamed.limits), (CallLimits(0, 30, 100, 100),) * 2)
		(found,) = usage_api.rate_limit_status(account=self.new)["suppliers"]
		self.assertEqual((found["daily_count"], found["daily_remaining"]), (1, 99))

	def test_two_accounts_that_become_one_add_up(self) -> None:
		self.spend(ACCOUNT, 3)
		self.spend(self.near, 4)
		self.rename(ACCOUNT, self.near, merge=True)
		self.assertEqual(self.spent(self.near), (7, 7))

	def test_usage_goes_along_and_a_namesake_begins_anew(self) -> None:
		self.find()
		self.rename(ACCOUNT, self.new)
		make_account(ACCOUNT, supplier=SUPPLIER, base_url=self.sandbox.api_url, limits_from="Set Here")
		self.commit()
		self.find()
		for name in (ACCOUNT, self.new):
			self.assertEqual(usage_api.account_usage(name)["today"]["calls"], 1, name)

	def test_usage_of_two_that_become_one_adds_up(self) -> None:
		self.find()
		DeskCallLog().record(
			CallRecord(
				self.near,
				"Administrator",
				"POST",
				"/x",
				200,
				1,
				1,
				"",
				datetime.now(timezone.utc),
				"/v1/search/partnumber",
			)
		)
		self.rename(ACCOUNT, self.near, merge=True)
		found = usage_api.account_usage(self.near)
		self.assertEqual((found["today"]["calls"], len(found["by_endpoint"])), (2, 1))

	def test_nothing_kept_is_given_to_a_namesake(self) -> None:
		self.find()
		self.rename(ACCOUNT, self.new)
		self.assertEqual(
			run_in_side_transaction(
				lambda: frappe.db.count("Connector Cached Response", {"account": self.new})
			),
			0,
		)


class _Clock:
	"""A clock that sleeping moves on."""

	def __init__(self, at: str) -> None:
		self.now = datetime.fromisoformat(at).replace(tzinfo=timezone.utc).timestamp()

	def __call__(self) -> float:
		return self.now

	def sleep(self, seconds: float) -> None:
		self.now += seconds


class TestClocksInBerlin(UsageCase):
	"""Neither local midnight nor the hour that is lost or comes twice changes a count."""

	def setUp(self) -> None:
		berlin(self)
		super().setUp()

	def _gate(self, clock: _Clock) -> LimitGate:
		return LimitGate(DeskRateLimitWindows(), DeskDailyQuota(), clock, clock.sleep)

	def test_a_minute_is_a_minute_when_the_clocks_change(self) -> None:
		for at in ("2026-03-29T00:59:40", "2026-10-25T00:59:40"):
			clock = _Clock(at)
			gate, account = self._gate(clock), read_account(ACCOUNT, "Administrator")
			began = clock()
			for _call in range(61):
				gate.enter(account, CALL)
			self.assertAlmostEqual(clock() - began, 122, delta=1)

	def test_the_day_ends_at_midnight_utc_and_at_no_other(self) -> None:
		account = read_account(ACCOUNT, "Administrator")
		for before, local_midnight in (
			("2026-03-28T22:59:00", "2026-03-28T23:01:00"),
			("2026-10-24T21:59:00", "2026-10-24T22:01:00"),
		):
			clock = _Clock(before)
			gate = self._gate(clock)
			for _call in range(100):
				gate.enter(account, CALL)
			clock.now = max(clock.now, _Clock(local_midnight).now) + 120
			with self.assertRaises(QuotaExhausted) as raised:
				gate.enter(account, CALL)
			midnight = datetime.fromisoformat(before).date() + timedelta(days=1)
			self.assertEqual(raised.exception.resets_at.isoformat(), f"{midnight}T00:00:00+00:00")
			clock.now = _Clock(f"{midnight}T00:00:00").now
			self.assertEqual(gate.enter(account, CALL).number, 1)

	def test_nothing_of_the_counts_is_in_redis(self) -> None:
		self.find()
		frappe.cache.flushall()
		self.find(CAPACITOR)
		self.assertEqual(self.status()["daily_count"], 2)
		self.assertEqual(len(DeskRateLimitWindows().update(f"{ACCOUNT}/61s", list)), 2)


class TestCleaning(UsageCase):
	def test_the_log_settings_clear_what_is_longer_ago_than_they_say(self) -> None:
		today = datetime.now(timezone.utc)
		for days in (0, 399, 402):
			at = today - timedelta(days=days)
			DeskCallLog().record(CallRecord(ACCOUNT, "", "GET", "/x", 200, 5, 10, "", at))
		run_in_side_transaction(ConnectorUsage.clear_old_logs)
		days = run_in_side_transaction(
			lambda: frappe.get_all("Connector Usage", {"account": ACCOUNT}, pluck="day", order_by="day asc")
		)
		self.assertEqual(days, [(today - timedelta(days=399)).date(), today.date()])

	def test_the_log_settings_know_of_it(self) -> None:
		frappe.get_doc("Log Settings").save()
		rows = frappe.get_doc("Log Settings").logs_to_clear
		self.assertEqual({row.ref_doctype: row.days for row in rows}["Connector Usage"], 400)
