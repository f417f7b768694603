"""Resyncs by schedule: what the tick queues, what a job does, and what stays of one that dies."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from unittest import mock

import frappe
from rq.timeouts import JobTimeoutException

from supplier_connect.api.item import look_up_part
from supplier_connect.core.desk.clock import naive_utc
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.shops.connectors.mouser.client import MouserConnector
from supplier_connect.shops.desk.resync.resync_jobs import dispatch_due, run_due
from supplier_connect.shops.desk.resync.resyncing import schedule_of
from supplier_connect.shops.desk.resync.resyncs import DeskResyncStore
from supplier_connect.shops.model.resync import PartChoice
from supplier_connect.shops.services.resync.resync_parts import LEASE
from supplier_connect.tests.shops.test_item_api import CAPACITOR, DIGIKEY_ACCOUNT, ITEM, MOUSER_ACCOUNT
from supplier_connect.tests.support.resync_site import ENABLED, ResyncCase

TICK = "supplier_connect.shops.desk.resync.resync_jobs.dispatch_due"


def utc_now() -> datetime:
	return datetime.now(timezone.utc)


class TestTick(ResyncCase):
	def setUp(self) -> None:
		super().setUp()
		self.set_account(**ENABLED)

	def ids(self) -> list[str]:
		"""The ids of the jobs that a tick queues."""
		self.queued.clear()
		dispatch_due()
		return [job["job_id"] for job in self.queued]

	def begin(self, lease: timedelta = LEASE) -> None:
		"""Have another worker go through the account's round, until its lease ends."""
		DeskResyncStore().begin(MOUSER_ACCOUNT, PartChoice(), 10, utc_now(), utc_now() + lease)

	def set_due(self, when: datetime) -> None:
		frappe.db.set_value("Supplier Resync Cursor", {"account": MOUSER_ACCOUNT}, "due_on", naive_utc(when))

	def test_an_account_that_was_never_resynced_is_queued_once_however_often_the_tick_comes(self) -> None:
		first, second = self.ids(), self.ids()
		self.assertEqual(first, second)
		(job,) = self.queued
		self.assertEqual((job["account"], job["queue"], job["deduplicate"]), (MOUSER_ACCOUNT, "long", True))
		self.assertGreaterEqual(job["timeout"], 1500)
		self.assertEqual(self.numbers_asked(), 1, "the tick itself asks no shop")

	def test_a_time_of_a_clock_that_was_ahead_is_no_reason_to_wait(self) -> None:
		self.begin(lease=timedelta(days=3))
		self.assertEqual(len(self.ids()), 1)
		run = DeskResyncStore().begin(MOUSER_ACCOUNT, PartChoice(), 10, utc_now(), utc_now() + LEASE)
		self.assertEqual(self.ids(), [])
		DeskResyncStore().finish(replace(run, due_at=utc_now() + timedelta(hours=24)))
		self.assertEqual(self.ids(), [])
		self.set_due(utc_now() + timedelta(days=3))
		self.assertEqual(len(self.ids()), 1)

	def test_accounts_without_a_schedule_and_disabled_ones_are_left_alone(self) -> None:
		self.set_account(resync_enabled=0)
		self.set_account(DIGIKEY_ACCOUNT, enabled=0, **ENABLED)
		self.assertEqual(self.ids(), [])

	def test_an_account_is_queued_again_when_its_interval_is_over(self) -> None:
		run_due(MOUSER_ACCOUNT)
		self.assertEqual(self.ids(), [])
		due_on = self.cursor().due_on
		self.assertEqual(self.runs()[0].state, "Done")
		self.assertAlmostEqual((due_on - naive_utc(utc_now())).total_seconds(), 3600, delta=120)
		self.set_due(utc_now() - timedelta(seconds=1))
		self.assertEqual(len(self.ids()), 1)

	def test_a_shorter_interval_holds_at_once_and_a_longer_one_after_the_next_run(self) -> None:
		run_due(MOUSER_ACCOUNT)
		due_on = self.cursor().due_on
		self.set_account(resync_interval=1440)
		self.assertEqual(self.cursor().due_on, due_on)
		self.set_account(resync_interval=10)
		self.assertLess(self.cursor().due_on, naive_utc(utc_now() + timedelta(minutes=11)))

	def test_while_a_run_lives_nothing_is_queued(self) -> None:
		self.begin()
		self.assertEqual(self.ids(), [])

	def test_a_killed_worker_holds_the_account_up_for_no_longer_than_its_lease(self) -> None:
		(before,) = self.ids()
		self.begin(lease=timedelta(seconds=-1))
		(after,) = self.ids()
		self.assertNotEqual(before, after, "the dead job still stands as started under its id")
		self.work()
		self.assertEqual([run.state for run in self.runs()], ["Broken Off", "Done"])

	def test_a_job_that_comes_after_another_did_its_work_asks_nothing(self) -> None:
		self.ids()
		job = self.queued[0]
		self.work()
		asked = self.numbers_asked()
		self.queued.append(job)
		self.work()
		self.assertEqual((self.numbers_asked(), len(self.runs())), (asked, 1))

	def test_the_tick_comes_only_while_an_account_has_a_schedule(self) -> None:
		def is_stopped() -> int:
			return frappe.db.get_value("Scheduled Job Type", {"method": TICK}, "stopped")

		self.assertEqual(is_stopped(), 0)
		self.set_account(resync_enabled=0)
		self.assertEqual(is_stopped(), 1)
		self.set_account(resync_enabled=1)
		self.assertEqual(is_stopped(), 0)
		self.set_account(enabled=0)
		self.assertEqual(is_stopped(), 1)
		self.set_account(enabled=1)
		frappe.delete_doc("Supplier Account", MOUSER_ACCOUNT, force=True)
		self.assertEqual(is_stopped(), 1)

	def test_what_makes_no_sense_in_the_schedule_has_a_meaning(self) -> None:
		self.set_account(resync_interval=0, resync_batch_size=0)
		schedule = schedule_of(MOUSER_ACCOUNT)
		self.assertEqual((schedule.minutes, schedule.batch_size), (1440, 100))
		self.set_account(resync_interval=2)
		self.assertEqual(schedule_of(MOUSER_ACCOUNT).minutes, 5)


class TestJob(ResyncCase):
	def setUp(self) -> None:
		super().setUp()
		self.set_account(**ENABLED)

	def test_prices_and_stock_are_those_of_the_shop_now(self) -> None:
		self.mouser.change_part(self.part_now().sku, stock=17, price_factor=2)
		before = self.part_now().price_breaks[0].price
		run_due(MOUSER_ACCOUNT)
		part = self.part_now()
		self.assertEqual((part.stock, part.resync_state), (17, "Fresh"))
		self.assertAlmostEqual(part.price_breaks[0].price, 2 * before, places=6)
		(run,) = self.runs()
		self.assertEqual((run.processed, run.updated, run.changed), (1, 1, 1))
		self.assertEqual((run.scope, run.asked_by), ("All Parts", None))

	def test_some_calls_of_the_day_are_left_for_people(self) -> None:
		spent = self.numbers_asked()
		self.set_account(per_day=10, resync_reserve=60)
		for stock in range(5):
			self.mouser.change_part(self.part_now().sku, stock=stock)
			self.set_due_now()
			run_due(MOUSER_ACCOUNT)
		self.assertLessEqual(self.numbers_asked() - spent, 4)
		last = self.runs()[-1]
		self.assertEqual(last.state, "Paused")
		self.assertIn("kept for people", last.message)
		self.assertTrue(look_up_part(ITEM, MOUSER_ACCOUNT, CAPACITOR)["offer"])

	def test_a_paused_account_goes_on_when_it_may_make_more_calls(self) -> None:
		self.set_account(per_day=2, resync_reserve=50)
		for _run in range(3):
			self.set_due_now()
			run_due(MOUSER_ACCOUNT)
		self.assertEqual(self.runs()[-1].state, "Paused")
		self.assertGreater(self.cursor().due_on, naive_utc(utc_now()))
		self.set_account(batch_size=20)
		self.assertGreater(self.cursor().due_on, naive_utc(utc_now()))
		self.set_account(per_day=100)
		run_due(MOUSER_ACCOUNT)
		self.assertEqual(self.runs()[-1].state, "Done")

	def test_the_schedule_cant_leave_everything_to_people(self) -> None:
		with self.assertRaisesRegex(frappe.ValidationError, "90 at the most"):
			self.set_account(resync_reserve=95)

	def set_due_now(self) -> None:
		values = {"due_on": naive_utc(utc_now() - timedelta(minutes=1))}
		frappe.db.set_value("Supplier Resync Cursor", {"account": MOUSER_ACCOUNT}, values)

	def test_kept_answers_are_not_asked_for(self) -> None:
		"""The part was looked up a moment ago, and that answer is kept for an hour."""
		self.set_account(cache_ttl=3600)
		asked = self.numbers_asked()
		run_due(MOUSER_ACCOUNT)
		self.assertEqual(self.numbers_asked(), asked + 1)

	def test_a_shop_that_is_down_is_asked_again_soon_and_the_run_says_why(self) -> None:
		self.mouser.faults.add(Fault(FaultKind.STATUS, status=503, times=-1))
		run_due(MOUSER_ACCOUNT)
		(run,) = self.runs()
		self.assertEqual(run.state, "Failed")
		self.assertIn("503", run.message)
		self.assertIsNone(self.cursor().run)
		self.mouser.reset()
		run_due(MOUSER_ACCOUNT)
		self.assertEqual(len(self.runs()), 1, "not before the time has come")

	def test_an_account_that_cant_even_begin_says_why_and_waits_its_interval(self) -> None:
		frappe.db.set_value("Supplier Account", MOUSER_ACCOUNT, "connector", "Shop of another app")
		frappe.clear_document_cache("Supplier Account", MOUSER_ACCOUNT)
		run_due(MOUSER_ACCOUNT)
		(run,) = self.runs()
		self.assertEqual(run.state, "Failed")
		self.assertIn("Shop of another app", run.message)
		self.assertGreater(self.cursor().due_on, naive_utc(utc_now() + timedelta(minutes=50)))

	def test_keys_that_cant_be_read_any_more_are_no_reason_to_come_back_at_every_tick(self) -> None:
		"""As on a site that was restored without its encryption key."""
		auth = frappe.qb.Table("__Auth")
		query = frappe.qb.update(auth).set(auth.password, "of another site")
		query.where((auth.doctype == "Supplier Account") & (auth.name == MOUSER_ACCOUNT)).run()
		run_due(MOUSER_ACCOUNT)
		(run,) = self.runs()
		self.assertEqual(run.state, "Failed")
		self.assertIn("ncryption key", run.message)
		self.assertGreater(self.cursor().due_on, naive_utc(utc_now() + timedelta(minutes=50)))

	def test_a_job_that_takes_too_long_ends_as_failed_and_the_next_goes_on(self) -> None:
		self.add_to("SCTEST-C", CAPACITOR)
		with mock.patch.object(MouserConnector, "refresh", side_effect=JobTimeoutException("too long")):
			self.assertRaises(JobTimeoutException, run_due, MOUSER_ACCOUNT)
		(run,) = self.runs()
		self.assertEqual(run.state, "Failed")
		self.assertIn("JobTimeoutException", run.message)
		frappe.db.set_value("Supplier Resync Cursor", {"account": MOUSER_ACCOUNT}, "due_on", None)
		run_due(MOUSER_ACCOUNT)
		self.assertEqual(self.runs()[1].state, "Done")

	def test_the_schedule_uses_the_accounts_own_keys(self) -> None:
		"""Even when who set it up has keys of their own, which don't work any more."""
		frappe.get_doc(
			{"doctype": "Connector Key", "account": MOUSER_ACCOUNT, "search_key": "expired"}
		).insert()
		run_due(MOUSER_ACCOUNT)
		self.assertEqual(self.runs()[0].state, "Done")
