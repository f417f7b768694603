"""Resync Now through the whitelisted functions: at once or in a job, by whom, and what is told of it."""

from __future__ import annotations

from typing import Any
from unittest import mock

import frappe
from redis.exceptions import ConnectionError as RedisConnectionError

from supplier_connect.api import history as history_api
from supplier_connect.api import resync as resync_api
from supplier_connect.core.desk.errors import ShopError, ShopInputError, ShopLimitError, ShopUnavailableError
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.shops.connectors.mouser.client import MouserConnector
from supplier_connect.shops.desk.resync import resync_requests
from supplier_connect.shops.desk.resync.resyncs import DeskResyncStore
from supplier_connect.shops.model.resync import PartChoice
from supplier_connect.shops.services.resync.resync_parts import LEASE
from supplier_connect.tests.shops.test_item_api import (
	CAPACITOR,
	DIGIKEY_ACCOUNT,
	ITEM,
	MOUSER_ACCOUNT,
	MOUSER_SUPPLIER,
	MPN,
)
from supplier_connect.tests.shops.test_resync_jobs import utc_now
from supplier_connect.tests.support.resync_site import ENABLED, ResyncCase
from supplier_connect.tests.support.site import SEARCH_KEY, make_item, make_user

DOWN = Fault(FaultKind.STATUS, status=503, times=-1)
BUYER = ("Purchase User", "Item Manager")


class ApiCase(ResyncCase):
	def setUp(self) -> None:
		super().setUp()
		found = self.look_up(MPN, DIGIKEY_ACCOUNT)["choices"] or [{"sku": ""}]
		self.at_digikey = self.add_to(ITEM, found[0]["sku"], DIGIKEY_ACCOUNT)

	def run_resync(self, **named: Any) -> dict[str, Any]:
		return resync_api.run_resync(**named)

	def in_job(self, **named: Any) -> dict[str, Any]:
		"""Do it in a job, to its end; how that went."""
		answer = self.run_resync(queued=1, **named)
		self.assertEqual((answer["message"], answer["queued"]), ("Queued", True))
		self.work()
		return resync_api.resync_status(answer["task_id"])

	def as_user(self, *roles: str) -> str:
		"""Go on as somebody with these roles and no others."""
		user = make_user("sctest-resync", *roles)
		frappe.set_user(user)
		return user


class TestAtOnce(ApiCase):
	def test_a_part_is_asked_for_while_the_user_waits(self) -> None:
		self.mouser.change_part(self.part_now().sku, stock=5)
		answer = self.run_resync(part=self.part)
		self.assertEqual((answer["message"], answer["queued"], answer["scope"]), ("OK", False, "part"))
		self.assertEqual((answer["account"], answer["supplier"]), (MOUSER_ACCOUNT, MOUSER_SUPPLIER))
		counts = {name: answer[name] for name in ("processed", "updated", "changed", "created", "failed")}
		self.assertEqual(counts, {"processed": 1, "updated": 1, "changed": 1, "created": 0, "failed": 0})
		self.assertEqual(self.part_now().stock, 5)
		(run,) = self.runs()
		self.assertEqual(
			(run.name, run.scope, run.asked_by), (answer["run"], "Supplier Part", "Administrator")
		)

	def test_an_item_is_asked_for_at_every_account(self) -> None:
		answer = self.run_resync(item=ITEM)
		self.assertEqual((answer["scope"], answer["account"], answer["processed"]), ("item", None, 2))
		self.assertEqual({run["account"] for run in answer["runs"]}, {MOUSER_ACCOUNT, DIGIKEY_ACCOUNT})
		self.assertEqual([run["state"] for run in answer["runs"]], ["Done", "Done"])

	def test_one_account_that_is_down_keeps_no_other_and_the_answer_says_so(self) -> None:
		self.digikey.faults.add(DOWN)
		answer = self.run_resync(item=ITEM)
		self.assertNotEqual(answer["message"], "OK")
		self.assertIn(DIGIKEY_ACCOUNT, answer["error"])
		self.assertEqual(answer["updated"], 1)
		failed = {run["account"]: run["state"] for run in answer["runs"]}
		self.assertEqual(failed, {MOUSER_ACCOUNT: "Done", DIGIKEY_ACCOUNT: "Failed"})

	def test_when_every_account_is_down_that_is_an_error(self) -> None:
		self.mouser.faults.add(DOWN)
		self.digikey.faults.add(DOWN)
		with self.assertRaisesRegex(ShopError, "503"):
			self.run_resync(item=ITEM)
		self.assertEqual({run.state for run in (*self.runs(), *self.runs(DIGIKEY_ACCOUNT))}, {"Failed"})

	def test_an_account_that_breaks_keeps_no_other_and_is_in_the_error_log(self) -> None:
		with mock.patch.object(MouserConnector, "refresh", side_effect=KeyError("odd")):
			answer = self.run_resync(item=ITEM)
		self.assertIn(f"{MOUSER_ACCOUNT}: This broke off", answer["message"])
		self.assertEqual(answer["updated"], 1)
		title = f"Supplier Connect: resync of {MOUSER_ACCOUNT}"
		self.assertTrue(frappe.db.exists("Error Log", {"method": title}))

	def test_a_spent_day_is_told_as_that(self) -> None:
		self.set_account(limits_from="Set Here", per_day=1)
		with self.assertRaises(ShopLimitError) as raised:
			self.run_resync(part=self.part)
		self.assertEqual(raised.exception.http_status_code, 429)
		self.assertEqual(self.runs()[0].state, "Paused")

	def test_a_part_that_the_shop_has_no_more_is_marked_and_keeps_its_prices(self) -> None:
		self.mouser.change_part(self.part_now().sku, gone=True)
		answer = self.run_resync(part=self.part)
		self.assertEqual((answer["message"], answer["not_found"], answer["updated"]), ("OK", 1, 0))
		part = self.part_now()
		self.assertEqual(part.resync_state, "Not Found")
		self.assertTrue(part.price_breaks)

	def test_a_disabled_account_is_not_asked(self) -> None:
		self.set_account(enabled=0)
		with self.assertRaisesRegex(ShopInputError, "disabled"):
			self.run_resync(part=self.part)

	def test_prices_that_everybody_sees_are_asked_with_the_accounts_keys_and_not_a_users(self) -> None:
		self.as_user(*BUYER)
		keys = {"doctype": "Connector Key", "account": MOUSER_ACCOUNT, "search_key": "expired"}
		frappe.get_doc(keys).insert()
		self.assertEqual(self.run_resync(part=self.part)["message"], "OK")

	def test_where_the_account_has_no_keys_a_users_own_are_used(self) -> None:
		user = self.as_user(*BUYER)
		keys = {"doctype": "Connector Key", "account": MOUSER_ACCOUNT, "search_key": SEARCH_KEY}
		frappe.get_doc(keys).insert()
		frappe.set_user("Administrator")
		self.set_account(search_key="")
		self.assertRaises(ShopError, self.run_resync, part=self.part)
		frappe.set_user(user)
		self.assertEqual(self.run_resync(part=self.part)["message"], "OK")


class TestInAJob(ApiCase):
	def test_an_account_is_resynced_in_a_job_with_progress(self) -> None:
		self.set_account(**ENABLED)
		self.add_to("SCTEST-C", CAPACITOR)
		with mock.patch.object(frappe, "publish_realtime") as told:
			status = self.in_job(account=MOUSER_ACCOUNT)
		self.assertEqual((status["state"], status["planned"], status["processed"]), ("done", 2, 2))
		self.assertEqual((status["left"], status["updated"], status["message"]), (0, 2, ""))
		self.assertEqual(status["runs"], [self.runs()[0].name])
		self.assertIn("supplier_connect_resync", [call.args[0] for call in told.call_args_list])

	def test_async_is_another_word_for_queued(self) -> None:
		for yes in ("true", "1", "on", True):
			self.assertTrue(self.run_resync(part=self.part, **{"async": yes})["queued"])
		self.assertFalse(self.run_resync(part=self.part, **{"async": "no"})["queued"])
		self.assertRaises(ShopInputError, self.run_resync, part=self.part, **{"async": "perhaps"})

	def test_a_whole_account_is_never_waited_for_unless_asked_to(self) -> None:
		answer = self.run_resync(supplier=MOUSER_SUPPLIER)
		self.assertEqual((answer["queued"], answer["account"]), (True, MOUSER_ACCOUNT))
		self.assertIn(answer["task_id"], answer["task_url"])
		answer = self.run_resync(account=MOUSER_ACCOUNT, queued=0)
		self.assertEqual((answer["state"], answer["scope"]), ("Done", "supplier"))

	def test_a_job_tells_of_accounts_that_failed(self) -> None:
		self.digikey.faults.add(DOWN)
		status = self.in_job(item=ITEM)
		self.assertEqual((status["state"], status["updated"], len(status["runs"])), ("done", 1, 2))
		self.assertIn(DIGIKEY_ACCOUNT, status["message"])
		self.mouser.faults.add(DOWN)
		self.assertEqual(self.in_job(item=ITEM)["state"], "failed")

	def test_a_job_whose_user_lost_the_right_meanwhile_does_nothing(self) -> None:
		user = self.as_user(*BUYER)
		token = self.run_resync(part=self.part, queued=1)["task_id"]
		frappe.set_user("Administrator")
		make_user("sctest-resync", "Stock User")
		frappe.set_user(user)
		self.work()
		status = resync_api.resync_status(token)
		self.assertEqual((status["state"], status["processed"]), ("failed", 0))
		self.assertTrue(status["message"])

	def test_it_can_be_stopped(self) -> None:
		token = self.run_resync(item=ITEM, queued=1)["task_id"]
		resync_api.stop_resync(token)
		self.work()
		self.assertEqual(resync_api.resync_status(token)["state"], "stopped")
		self.assertEqual(self.runs(), [])

	def test_others_see_nothing_of_it(self) -> None:
		token = self.run_resync(item=ITEM, queued=1)["task_id"]
		self.as_user(*BUYER)
		self.assertRaises(frappe.DoesNotExistError, resync_api.resync_status, token)
		self.assertRaises(frappe.DoesNotExistError, resync_api.stop_resync, token)

	def test_when_no_job_can_be_queued_that_is_said(self) -> None:
		with (
			mock.patch.object(resync_requests.frappe, "enqueue", side_effect=RedisConnectionError("refused")),
			self.assertRaises(ShopUnavailableError) as raised,
		):
			self.run_resync(account=MOUSER_ACCOUNT)
		self.assertEqual(raised.exception.http_status_code, 503)


class TestWhoMay(ApiCase):
	def test_buyers_resync_parts_and_items_but_no_accounts(self) -> None:
		self.as_user(*BUYER)
		self.assertEqual(self.run_resync(part=self.part)["message"], "OK")
		self.assertEqual(self.run_resync(item=ITEM)["message"], "OK")
		for action in ("resync", "reset_cursor"):
			with self.assertRaises(frappe.PermissionError):
				self.run_resync(account=MOUSER_ACCOUNT, action=action)

	def test_managers_resync_accounts(self) -> None:
		self.as_user("Supplier Connect Manager")
		self.assertTrue(self.run_resync(account=MOUSER_ACCOUNT)["queued"])

	def test_who_may_only_look_may_not_spend_calls(self) -> None:
		self.as_user("Supplier Connect Viewer", "Stock User")
		asked = self.numbers_asked()
		self.assertRaises(frappe.PermissionError, self.run_resync, part=self.part)
		self.assertRaises(frappe.PermissionError, self.run_resync, item=ITEM)
		self.assertEqual(self.numbers_asked(), asked)

	def test_an_item_that_the_user_may_not_see_is_refused(self) -> None:
		user = make_user("sctest-resync", *BUYER)
		frappe.permissions.add_user_permission("Item", make_item("SCTEST-C"), user)
		self.addCleanup(frappe.clear_cache, user=user)
		frappe.set_user(user)
		self.assertRaises(frappe.PermissionError, self.run_resync, item=ITEM)
		self.assertRaises(frappe.PermissionError, self.run_resync, part=self.part)


class TestWrongQuestions(ApiCase):
	def test_names_that_are_wrong_are_told_by_their_status(self) -> None:
		for named in (
			{},
			{"part": self.part, "action": "dance"},
			{"account": MOUSER_ACCOUNT, "supplier": "x"},
		):
			self.assertRaises(ShopInputError, self.run_resync, **named)
		for field in ("supplier", "account", "item", "part"):
			self.assertRaises(frappe.DoesNotExistError, self.run_resync, **{field: "SCTEST-NO-SUCH"})

	def test_names_that_dont_belong_together_are_refused(self) -> None:
		other = frappe.db.get_value("Supplier Account", DIGIKEY_ACCOUNT, "supplier")
		for named in (
			{"account": MOUSER_ACCOUNT, "supplier": other},
			{"part": self.part, "account": DIGIKEY_ACCOUNT},
			{"part": self.part, "item": "SCTEST-C"},
			{"item": "SCTEST-C"},
			{"item": ITEM, "action": "reset_cursor"},
		):
			self.assertRaises(ShopInputError, self.run_resync, **named)


class TestRound(ApiCase):
	def test_a_reset_begins_the_round_anew(self) -> None:
		self.set_account(**ENABLED)
		self.run_resync(account=MOUSER_ACCOUNT, queued=0)
		answer = self.run_resync(account=MOUSER_ACCOUNT, action="reset_cursor")
		self.assertEqual((answer["message"], answer["action"]), ("OK", "reset_cursor"))
		self.assertEqual((answer["cursor_before"], answer["cursor_after"]), (self.part, ""))
		self.assertEqual(self.cursor().cursor, "")

	def test_a_supplier_is_all_its_accounts(self) -> None:
		frappe.db.set_value("Supplier Account", DIGIKEY_ACCOUNT, "supplier", MOUSER_SUPPLIER)
		answer = self.run_resync(supplier=MOUSER_SUPPLIER, queued=0)
		self.assertEqual((answer["scope"], answer["account"], answer["processed"]), ("supplier", None, 2))
		self.assertEqual({run["account"] for run in answer["runs"]}, {MOUSER_ACCOUNT, DIGIKEY_ACCOUNT})
		reset = self.run_resync(supplier=MOUSER_SUPPLIER, action="reset_cursor")
		self.assertEqual((reset["account"], len(reset["accounts"])), (None, 2))
		self.assertTrue(all(one["cursor_before"] for one in reset["accounts"]))

	def test_a_second_run_of_the_round_is_refused(self) -> None:
		DeskResyncStore().begin(MOUSER_ACCOUNT, PartChoice(), 10, utc_now(), utc_now() + LEASE)
		with self.assertRaisesRegex(ShopError, "another run"):
			self.run_resync(account=MOUSER_ACCOUNT, queued=0)
		self.assertEqual(self.run_resync(part=self.part)["message"], "OK", "a single part disturbs nobody")

	def test_the_form_of_an_account_is_told_all(self) -> None:
		told = resync_api.freshness(MOUSER_ACCOUNT)
		self.assertEqual((told["parts"], told["fresh"], told["last_run"]), (1, 1, None))
		self.assertFalse(told["enabled"])
		self.assertIsNone(told["due_at"])
		self.set_account(**ENABLED)
		answer = self.run_resync(account=MOUSER_ACCOUNT, queued=0)
		told = resync_api.freshness(MOUSER_ACCOUNT)
		self.assertEqual((told["interval"], told["batch_size"], told["round_minutes"]), (60, 10, 60))
		self.assertEqual((told["due_at"], told["cursor"]), (answer["due_at"], self.part))
		self.assertEqual((told["last_run"]["name"], told["last_run"]["state"]), (answer["run"], "Done"))
		self.assertTrue(told["may_run"] and told["may_reset"])
		self.as_user("Purchase User")
		told = resync_api.freshness(MOUSER_ACCOUNT)
		self.assertFalse(told["may_run"] or told["may_reset"])


class TestHistory(ApiCase):
	def test_the_chart_carries_prices_and_stock_to_now(self) -> None:
		self.mouser.change_part(self.part_now().sku, stock=9, price_factor=3)
		self.run_resync(part=self.part)
		told = history_api.part_history(self.part)
		self.assertEqual(told["currency"], "USD")
		self.assertEqual(told["stock"][-2:], [9, 9])
		first = told["series"][0]
		self.assertEqual(first["quantity"], 1)
		self.assertAlmostEqual(first["prices"][-1], 3 * first["prices"][0], places=6)
		self.assertEqual({len(told["at"]), len(told["stock"]), len(first["prices"])}, {len(told["at"])})

	def test_a_stock_that_nobody_told_is_no_zero(self) -> None:
		frappe.db.delete("Supplier Part History", {"part": self.part})
		told = history_api.part_history(self.part)
		self.assertEqual((told["at"], told["series"]), ([], []))

	def test_days_must_be_days(self) -> None:
		self.assertRaises(ShopInputError, history_api.part_history, self.part, days="-1")

	def test_only_who_may_read_the_part_sees_it(self) -> None:
		user = make_user("sctest-resync", "Purchase User")
		frappe.permissions.add_user_permission("Item", make_item("SCTEST-C"), user)
		self.addCleanup(frappe.clear_cache, user=user)
		frappe.set_user(user)
		self.assertRaises(frappe.PermissionError, history_api.part_history, self.part)
