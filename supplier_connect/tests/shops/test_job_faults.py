"""Jobs whose worker, Redis or database fails: they say so, free what they hold, and keep nothing else from its end."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from unittest import mock

import frappe
from frappe.utils.background_jobs import get_redis_conn
from redis.exceptions import ConnectionError as RedisDown
from rq.job import Job, JobStatus

from supplier_connect.api import lookup as lookup_api
from supplier_connect.api import order as order_api
from supplier_connect.core.desk import jobs as noted_jobs
from supplier_connect.core.desk import side_transaction as side_connection
from supplier_connect.core.desk.errors import ShopUnavailableError
from supplier_connect.shops.desk.accounts.accounts import read_account
from supplier_connect.shops.desk.cart import sending
from supplier_connect.shops.desk.cart.carts import DeskSupplierCartStore
from supplier_connect.shops.desk.cart.orders import DeskOrderBook
from supplier_connect.shops.desk.lookup import many_lookups
from supplier_connect.shops.desk.lookup.item_book import DeskItemBook
from supplier_connect.shops.model.cart import CartChoice, SupplierCartState
from supplier_connect.shops.model.offer import Offer
from supplier_connect.tests.shops.test_lookup_jobs import JobCase
from supplier_connect.tests.shops.test_order_api import ACCOUNT, OrderApiCase
from supplier_connect.tests.support.site import DocTypeHooks, SiteCase, make_account, make_supplier


def queue_for_nobody(method: str, *, queue: str, timeout: int, **_options: Any) -> Job:
	"""A job as Frappe queues it, in the queue's Redis, which no worker takes up."""
	job = Job.create(method, connection=get_redis_conn(), timeout=timeout, origin=queue)
	job.set_status(JobStatus.QUEUED)
	job.save()
	return job


def let_die(job: Job, *, by: str) -> None:
	"""Have a job as it stands in Redis when its horse, or its worker as a whole, was killed."""
	if by == "horse":
		job.set_status(JobStatus.FAILED)
	else:
		job.set_status(JobStatus.STARTED)
		job.worker_name = "sctest-worker-that-is-no-more"
		job.save()


class TestKilledWorkers(OrderApiCase):
	def queued(self, by: str) -> str:
		"""A transfer whose worker was killed after its first call."""
		order = self.usual()
		jobs: list[Job] = []
		with mock.patch.object(
			frappe, "enqueue", side_effect=lambda *a, **o: jobs.append(queue_for_nobody(*a, **o)) or jobs[0]
		):
			token = order_api.enqueue_send(order.name)["job"]
		self.addCleanup(jobs[0].delete)
		self.assertEqual(order_api.progress(token)["state"], "queued")
		engine = read_account(ACCOUNT, "Administrator")
		started = datetime.now(timezone.utc)
		claimed = DeskSupplierCartStore().claim(
			DeskOrderBook().read(order.name), engine, CartChoice.SAME, started, started.replace(year=2090)
		)
		sending._tell(token, {"user": "Administrator", "state": "running", "cart": claimed.name})
		let_die(jobs[0], by=by)
		return token

	def test_progress_says_so_and_the_order_is_free_at_once(self) -> None:
		for by in ("horse", "worker"):
			told = order_api.progress(self.queued(by))
			self.assertEqual(told["state"], "failed")
			self.assertIn("worker was stopped", told["error"]["message"])
			self.assertEqual(told["cart"]["state"], SupplierCartState.FAILED.value)

	def test_a_queue_that_can_not_be_reached_is_told(self) -> None:
		with (
			mock.patch.object(frappe, "enqueue", side_effect=RedisDown),
			self.assertRaisesRegex(ShopUnavailableError, "start Redis and the workers"),
		):
			order_api.enqueue_send(self.usual().name)


class TestLookupFaults(JobCase):
	def test_a_lookup_whose_worker_was_killed_says_so(self) -> None:
		jobs: list[Job] = []
		with mock.patch.object(
			frappe, "enqueue", side_effect=lambda *a, **o: jobs.append(queue_for_nobody(*a, **o)) or jobs[0]
		):
			token = lookup_api.match_items([self.by_number])["job"]
		self.addCleanup(jobs[0].delete)
		noted_jobs.save_progress(token, many_lookups.Progress(total=1).note("running"))
		self.assertEqual(lookup_api.match_progress(token)["state"], "running")
		let_die(jobs[0], by="worker")
		told = lookup_api.match_progress(token)
		self.assertEqual(told["state"], "failed")
		self.assertIn("worker was stopped", told["message"])

	def test_a_job_goes_on_while_redis_is_down(self) -> None:
		job = lookup_api.match_items([self.by_number])["job"]
		with (
			mock.patch.object(frappe.cache, "set_value", side_effect=RedisDown),
			mock.patch.object(noted_jobs.frappe, "publish_realtime", side_effect=RedisDown),
		):
			noted_jobs.save_progress(job, many_lookups.Progress(total=1).note("running"))
		self.assertFalse(noted_jobs.is_stopped(job))

	def test_an_import_after_a_deadlock_goes_on(self) -> None:
		link, deadlocks = DeskItemBook.link, [frappe.QueryDeadlockError("1213")]

		def once(book: DeskItemBook, *args: Any) -> None:
			if deadlocks:
				# The database undoes the whole transaction, and its savepoints with it.
				frappe.db.rollback()
				raise deadlocks.pop()
			link(book, *args)

		with mock.patch.object(DeskItemBook, "link", once):
			told = self.matched(self.by_number, self.by_values, auto_import=True)
		self.assertEqual((told["state"], told["imported"], told["failed"]), ("done", 1, []))

	def test_a_makers_name_with_signs_that_frappe_refuses_fails_nothing(self) -> None:
		offer = Offer("603-X", "SCTEST-X", "SCTEST <A> & B>C", "", "USD")
		DeskItemBook().link(self.by_values, make_supplier("SCTEST Shop"), offer)
		maker = frappe.db.get_value("Item Manufacturer", {"item_code": self.by_values}, "manufacturer")
		self.assertNotRegex(maker, "[<>]")

	def test_a_name_that_frappe_refuses_fails_one_offer_and_no_other(self) -> None:
		with mock.patch.object(DeskItemBook, "link", side_effect=frappe.NameError("no special characters")):
			told = self.matched(self.by_number, self.by_values, auto_import=True)
		self.assertEqual((told["state"], told["done"], told["failed"]), ("done", 2, []))

	def test_thousands_of_unknown_items_write_little(self) -> None:
		names = [f"SCTEST-NO-SUCH-{number}" for number in range(300)]
		kept = mock.Mock(wraps=noted_jobs._keep)
		with mock.patch.object(noted_jobs, "_keep", kept):
			told = self.matched(*names)
		self.assertEqual((told["done"], told["failed_count"], len(told["failed"])), (300, 300, 100))
		written = sum(len(frappe.as_json(call.args[1])) for call in kept.call_args_list)
		self.assertLess(written, 2_000_000)


class TestLostDatabase(DocTypeHooks, SiteCase):
	def test_a_connection_that_was_ended_is_opened_again(self) -> None:
		"""What had been begun is undone, and what comes then, a run's end, is stored."""
		make_account(f"SCTEST {self.unique('gone')}")

		def lose() -> int:
			(mine,) = frappe.db.sql("select connection_id()")[0]
			frappe.db.sql("select 1 for update")
			side_connection.run_in_side_transaction(lambda: frappe.db.sql("kill %s", mine))
			side_connection.undo()
			return frappe.db.sql("select 1")[0][0]

		self.assertEqual(self.run_in_parallel([lose]), [1])
