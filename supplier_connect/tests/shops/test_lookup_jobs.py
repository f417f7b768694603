"""Many Items and whole BOMs looked up in the background, and the review of what was not certain."""

from __future__ import annotations

import json
from typing import Any
from unittest import mock

import frappe
from redis.exceptions import ConnectionError as RedisDown

from supplier_connect.api import lookup as lookup_api
from supplier_connect.core.desk import jobs as noted_jobs
from supplier_connect.core.desk.errors import ShopUnavailableError
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.shops.desk.bom import costs as bom_costs
from supplier_connect.shops.desk.bom import lookups as bom_lookups
from supplier_connect.shops.desk.lookup import many_lookups
from supplier_connect.shops.desk.lookup.item_book import PARAMETERS
from supplier_connect.shops.model.match import MatchState
from supplier_connect.tests.shops.test_item_api import (
	CAPACITOR_MPN,
	DIGIKEY_ACCOUNT,
	ITEM,
	MOUSER_ACCOUNT,
	MPN,
)
from supplier_connect.tests.shops.test_lookup_api import BOTH, DOWN, LookupCase, make_maker_number
from supplier_connect.tests.support.site import company, make_item, make_user, transactions


class JobCase(LookupCase):
	"""Three Items: one told by its part number, one by its values, one by nothing that a shop knows."""

	def setUp(self) -> None:
		super().setUp()
		self.by_number = self.resistor("SCTEST-BY-NUMBER", {})
		make_maker_number(self.by_number, MPN)
		self.by_values = self.resistor("SCTEST-BY-VALUES", {"Resistance": "10k", "Package": "0402"})
		self.unknown = make_item("SCTEST-QQQXYZZY")
		self.queued: dict[str, Any] = {}
		enqueue = mock.patch.object(frappe, "enqueue", side_effect=self._queue)
		enqueue.start()
		self.addCleanup(enqueue.stop)

	def _queue(self, method: str, **arguments: Any) -> None:
		"""What a job of ours is queued with; Frappe's own are let go."""
		if method.startswith("supplier_connect."):
			self.assertEqual(arguments.pop("queue"), "long")
			self.assertGreaterEqual(arguments.pop("timeout"), 600)
			self.queued = {"run": frappe.get_attr(method), **arguments}

	def resistor(self, code: str, parameters: dict[str, str]) -> str:
		"""An Item with parameters."""
		doc = frappe.get_doc("Item", make_item(code))
		doc.set(PARAMETERS, [{"parameter": name, "value": value} for name, value in parameters.items()])
		doc.save()
		return doc.name

	def run_queued(self) -> None:
		"""Do what was queued last, as a worker does it."""
		arguments = dict(self.queued)
		with transactions():
			arguments.pop("run")(**arguments)

	def matched(self, *items: str, **more: Any) -> dict[str, Any]:
		"""Look Items up in a job, to its end."""
		job = lookup_api.match_items(json.dumps(items), **more)["job"]
		self.assertEqual(lookup_api.match_progress(job)["state"], "queued")
		self.run_queued()
		return lookup_api.match_progress(job)

	def limit_of(self, user: str, doctype: str, name: str) -> None:
		"""Let the current user see one document of a kind from now on."""
		frappe.set_user("Administrator")
		self.limit(user, doctype, name)
		frappe.set_user(user)

	def assert_refused_when_run(self, user: str, job: str) -> None:
		"""A queued job of a user asks nobody once they are disabled, or may not see one of its accounts."""
		frappe.db.set_value("User", user, "enabled", 0)
		self.run_queued()
		told = lookup_api.match_progress(job)
		self.assertEqual(told["state"], "failed")
		self.assertIn("is disabled", told["message"])
		frappe.db.set_value("User", user, "enabled", 1)
		self.limit_of(user, "Supplier Account", MOUSER_ACCOUNT)
		self.run_queued()
		told = lookup_api.match_progress(job)
		self.assertEqual(told["state"], "failed")
		self.assertIn("no permission", told["message"])
		self.assertEqual([*self.mouser.state["calls"], *self.digikey.state["calls"]], [])

	def state_of(self, item: str) -> str | None:
		"""The state of the Item's last lookup."""
		lines = lookup_api.matches(item)
		return lines[0]["state"] if lines else None


class TestManyItems(JobCase):
	def test_each_item_is_looked_up_and_waits_for_a_review(self) -> None:
		told = self.matched(self.by_number, self.by_values)
		self.assertEqual((told["state"], told["done"], told["total"], told["left"]), ("done", 2, 2, 0))
		self.assertEqual((told["imported"], told["to_review"], told["failed"]), (0, 2, []))
		self.assertEqual(
			[self.state_of(item) for item in (self.by_number, self.by_values)], ["To Review"] * 2
		)

	def test_what_is_certain_is_imported_at_every_shop(self) -> None:
		told = self.matched(self.by_number, self.by_values, auto_import=True)
		self.assertEqual((told["imported"], told["to_review"]), (1, 1))
		self.assertEqual(self.state_of(self.by_number), "Imported")
		parts = frappe.get_all("Supplier Part", {"item": self.by_number}, ["account", "mpn"])
		self.assertEqual({part.account for part in parts}, BOTH)
		self.assertEqual({part.mpn for part in parts}, {MPN})
		self.assertFalse(frappe.db.exists("Supplier Part", {"item": self.by_values}))

	def test_an_item_that_names_another_number_is_reviewed(self) -> None:
		item = make_item("SCTEST-NAMES")
		frappe.db.set_value("Item", item, {"item_name": "TLV75599PDRVR", "description": "LDO 500 mA 3.3 V"})
		told = self.matched(item, auto_import=True)
		self.assertEqual((told["imported"], told["to_review"]), (0, 1), told)
		self.assertFalse(frappe.db.exists("Supplier Part", {"item": item}))

	def test_a_plus_at_the_end_is_reviewed(self) -> None:
		item = make_item("SCTEST-PLUS")
		frappe.db.set_value("Item", item, {"item_name": "Resistor", "description": "Resistor"})
		make_maker_number(item, f"{MPN}+")
		self.assertEqual(self.matched(item, auto_import=True)["imported"], 0)
		self.assertFalse(frappe.db.exists("Supplier Part", {"item": item}))

	def test_an_exact_number_needs_no_review_whatever_its_package_is_called(self) -> None:
		item = self.resistor("SCTEST-PACKAGE", {"Package": "0603"})
		make_maker_number(item, MPN)
		self.assertEqual(self.matched(item, auto_import=True)["imported"], 1)

	def test_templates_and_items_that_are_not_bought_are_told_and_cost_no_call(self) -> None:
		attribute = "SCTEST Tape"
		if not frappe.db.exists("Item Attribute", attribute):
			values = [{"attribute_value": "Cut", "abbr": "C"}]
			frappe.get_doc(
				{"doctype": "Item Attribute", "attribute_name": attribute, "item_attribute_values": values}
			).insert()
		template = frappe.get_doc("Item", make_item("SCTEST-TEMPLATE"))
		template.update({"has_variants": 1, "attributes": [{"attribute": attribute}]})
		template.save()
		made = make_item("SCTEST-MADE")
		frappe.db.set_value("Item", made, "is_purchase_item", 0)
		for item in (template.name, made):
			make_maker_number(item, MPN)
		told = self.matched(template.name, made)
		self.assertEqual([one["item"] for one in told["failed"]], [template.name, made])
		self.assertIn("is a template", told["failed"][0]["reason"])
		self.assertIn("is not bought", told["failed"][1]["reason"])
		self.assertEqual(self.mouser.state["calls"] + self.digikey.state["calls"], [])
		self.assertIn("is a template", self.assert_refused(400, lookup_api.find, template.name))

	def test_the_setting_decides_where_the_call_does_not(self) -> None:
		frappe.db.set_single_value("Supplier Connect Settings", "auto_import", 1)
		frappe.clear_document_cache("Supplier Connect Settings", "Supplier Connect Settings")
		self.assertEqual(self.matched(self.by_number)["imported"], 1)
		self.assertEqual(self.matched(self.by_number, auto_import=False)["imported"], 0)

	def test_one_that_fails_stops_no_other(self) -> None:
		told = self.matched("SCTEST-NO-SUCH", self.by_number, self.by_values)
		self.assertEqual((told["state"], told["done"], told["to_review"]), ("done", 3, 2))
		(failed,) = told["failed"]
		self.assertEqual(failed["item"], "SCTEST-NO-SUCH")
		self.assertIn("There is no Item", failed["reason"])

	def test_one_that_breaks_stops_no_other_and_is_in_the_error_log(self) -> None:
		with mock.patch.object(many_lookups, "_settle", side_effect=[RuntimeError("odd"), MatchState.REVIEW]):
			told = self.matched(self.by_number, self.by_values)
		self.assertEqual((told["done"], told["to_review"]), (2, 1))
		self.assertIn("Error Log", told["failed"][0]["reason"])
		self.assertTrue(
			frappe.db.exists("Error Log", {"method": f"Supplier Connect: lookup of {self.by_number}"})
		)

	def test_finding_nothing_is_counted(self) -> None:
		frappe.db.set_single_value("Supplier Connect Settings", "use_item_groups", 0)
		frappe.clear_document_cache("Supplier Connect Settings", "Supplier Connect Settings")
		told = self.matched(self.unknown)
		self.assertEqual((told["nothing"], self.state_of(self.unknown)), (1, "Nothing Found"), told)

	def test_the_lookups_of_a_matching_can_be_listed(self) -> None:
		frappe.db.set_single_value("Supplier Connect Settings", "use_item_groups", 0)
		frappe.clear_document_cache("Supplier Connect Settings", "Supplier Connect Settings")
		self.matched(self.unknown)
		told = self.matched(self.unknown, self.by_number)
		for count, state in (
			("nothing", "Nothing Found"),
			("to_review", "To Review"),
			("imported", "Imported"),
		):
			listed = frappe.get_list("Supplier Match", {"batch": told["batch"], "state": state})
			self.assertEqual(len(listed), told[count], state)
		self.assertEqual(told["nothing"], 1)

	def test_part_numbers_are_asked_for_together(self) -> None:
		more = [make_item(f"SCTEST-N{number}") for number in range(5)]
		for item in more:
			make_maker_number(item, MPN if item.endswith("0") else f"{CAPACITOR_MPN}{item[-1]}")
		self.matched(*more, accounts=[MOUSER_ACCOUNT])
		asked = [call["path"] for call in self.mouser.state["calls"]]
		self.assertEqual(asked.count("/api/v1/search/partnumber"), 1)

	def test_it_can_be_stopped_before_the_next_item(self) -> None:
		job = lookup_api.match_items([self.by_number, self.by_values])["job"]
		settle = many_lookups._settle

		def then_stop(*arguments: Any) -> MatchState:
			lookup_api.stop_matching(job)
			return settle(*arguments)

		with mock.patch.object(many_lookups, "_settle", side_effect=then_stop):
			self.run_queued()
		told = lookup_api.match_progress(job)
		self.assertEqual((told["state"], told["done"], told["left"]), ("stopped", 1, 1))
		self.assertEqual(self.state_of(self.by_number), "To Review")
		self.assertIsNone(self.state_of(self.by_values))

	def test_the_end_of_the_days_calls_ends_it_politely(self) -> None:
		for account in BOTH:
			frappe.get_doc("Supplier Account", account).update({"per_day": 1}).save()
		told = self.matched(self.by_values, self.by_number, self.unknown)
		self.assertEqual(told["state"], "stopped")
		self.assertGreater(told["left"], 0)
		self.assertEqual(told["left"] + told["done"], 3)
		self.assertEqual(told["failed"], [])
		self.assertTrue(told["message"])

	def test_one_spent_account_leaves_the_search_to_the_other(self) -> None:
		frappe.get_doc("Supplier Account", DIGIKEY_ACCOUNT).update({"per_day": 1}).save()
		told = self.matched(self.by_values, self.by_number)
		self.assertEqual((told["state"], told["done"], told["failed"]), ("done", 2, []))

	def test_a_shop_that_is_down_for_good_ends_it(self) -> None:
		for sandbox in (self.mouser, self.digikey):
			sandbox.faults.add(DOWN)
		items = [self.by_number, self.by_values, *(make_item(f"SCTEST-N{n}") for n in range(6))]
		told = self.matched(*items)
		self.assertEqual(told["state"], "stopped")
		self.assertTrue(told["left"] and told["message"])

	def test_nobody_else_sees_or_stops_a_job(self) -> None:
		job = lookup_api.match_items([self.by_number])["job"]
		frappe.set_user(make_user("sctest-engineer", "Item Manager", "Purchase User"))
		self.assert_refused(404, lookup_api.match_progress, job)
		self.assert_refused(404, lookup_api.stop_matching, job)
		self.assert_refused(404, lookup_api.match_progress, "no-such-job")
		frappe.set_user("Administrator")
		self.assertFalse(noted_jobs.is_stopped(job))

	def test_two_jobs_are_apart(self) -> None:
		jobs = [lookup_api.match_items([self.by_number])["job"] for _time in range(2)]
		lookup_api.stop_matching(jobs[0])
		self.assertEqual([noted_jobs.is_stopped(job) for job in jobs], [True, False])

	def test_a_job_that_died_is_told_as_failed(self) -> None:
		job = lookup_api.match_items([self.by_number])["job"]
		noted_jobs.save_progress(job, many_lookups.Progress(total=1).note("running"))
		with mock.patch("time.time", return_value=9e9):
			self.assertEqual(lookup_api.match_progress(job)["state"], "failed")

	def test_rights_are_checked_again_when_the_job_runs(self) -> None:
		user = make_user("sctest-items", "Item Manager")
		frappe.set_user(user)
		job = lookup_api.match_items([self.by_number], accounts=BOTH)["job"]
		self.assert_refused_when_run(user, job)

	def test_items_that_the_user_may_not_change_are_told(self) -> None:
		engineer = make_user("sctest-engineer", "Item Manager", "Purchase User")
		self.limit(engineer, "Item", self.by_number)
		frappe.set_user(engineer)
		told = self.matched(self.by_number, self.by_values)
		self.assertEqual((told["done"], told["to_review"]), (2, 1))
		self.assertEqual([one["item"] for one in told["failed"]], [self.by_values])

	def test_no_items_and_too_many_are_refused(self) -> None:
		self.assert_refused(400, lookup_api.match_items, "[]")
		self.assert_refused(400, lookup_api.match_items, [f"I-{number}" for number in range(10_001)])


class TestReview(JobCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_value("Supplier Match", {"state": "To Review"}, "state", "Skipped")
		self.matched(self.by_number, self.by_values)

	def queue(self) -> list[str]:
		"""The Items that wait."""
		return [match["item"] for match in lookup_api.review_queue()["matches"]]

	def test_the_queue_shows_the_best_of_each(self) -> None:
		told = lookup_api.review_queue()
		self.assertEqual((told["total"], self.queue()), (2, [self.by_number, self.by_values]))
		for match in told["matches"]:
			self.assertLessEqual(len(match["candidates"]), 5)
			self.assertEqual(match["state"], "To Review")
		self.assertEqual(lookup_api.review_queue(start=1, limit=1)["total"], 2)
		self.assertEqual(len(lookup_api.review_queue(start=1, limit=1)["matches"]), 1)

	def test_accepting_imports_and_shows_the_next(self) -> None:
		match = lookup_api.review_queue()["matches"][0]
		offer = match["candidates"][0]["offers"][0]
		answer = lookup_api.accept(match["name"], offer["account"], offer["sku"])
		self.assertEqual(answer["result"]["outcome"], "created")
		self.assertEqual((answer["next"]["item"], answer["total"]), (self.by_values, 1))
		self.assertEqual(self.state_of(self.by_number), "Imported")
		self.assertTrue(frappe.db.exists("Supplier Part", answer["result"]["supplier_part"]))

	def test_one_that_asks_first_stays_in_the_queue(self) -> None:
		match = lookup_api.review_queue()["matches"][1]
		make_maker_number(self.by_values, "OTHER-1")
		offer = match["candidates"][0]["offers"][0]
		answer = lookup_api.accept(match["name"], offer["account"], offer["sku"])
		self.assertEqual((answer["result"]["outcome"], answer["result"]["asks"]), ("failed", True))
		self.assertEqual((answer["next"]["name"], answer["total"]), (match["name"], 2))
		accepted = lookup_api.accept(
			match["name"], offer["account"], offer["sku"], accept_mpns=[answer["result"]["mpn"]]
		)
		self.assertEqual(accepted["result"]["outcome"], "created")

	def test_skipping_imports_nothing_and_shows_the_next(self) -> None:
		first, second = lookup_api.review_queue()["matches"]
		self.assertEqual(lookup_api.skip(second["name"])["next"]["name"], first["name"])
		answer = lookup_api.skip(first["name"])
		self.assertEqual((answer["next"], answer["total"]), (None, 0))
		self.assertEqual(self.queue(), [])
		self.assertEqual(self.state_of(self.by_number), "Skipped")
		self.assertFalse(frappe.db.exists("Supplier Part", {"item": self.by_number}))

	def test_what_was_imported_is_not_skipped(self) -> None:
		match = lookup_api.review_queue()["matches"][0]
		offer = match["candidates"][0]["offers"][0]
		lookup_api.accept(match["name"], offer["account"], offer["sku"])
		self.assert_refused(400, lookup_api.skip, match["name"])


class BomCase(JobCase):
	"""BOMs of these Items."""

	def bom(self, *rows: dict[str, Any], quantity: float = 1, item: str = "SCTEST-BOARD") -> Any:
		"""A submitted BOM with these rows."""
		doc = frappe.get_doc(
			{
				"doctype": "BOM",
				"item": make_item(item),
				"company": company(),
				"quantity": quantity,
				"currency": frappe.get_cached_value("Company", company(), "default_currency"),
				"conversion_rate": 1,
				"rm_cost_as_per": "Valuation Rate",
				"items": [{"uom": "Nos", "rate": 1, **row} for row in rows],
			}
		).insert()
		doc.submit()
		return doc

	def costed(self, bom: Any, **more: Any) -> dict[str, Any]:
		"""Look a BOM up in a job, to its end."""
		job = lookup_api.match_bom(bom.name, **more)["job"]
		self.assertIsNone(lookup_api.match_progress(job)["result"])
		self.run_queued()
		return lookup_api.match_progress(job)


class TestBom(BomCase):
	def test_lines_are_looked_up_and_cost_what_the_quantity_costs(self) -> None:
		bom = self.bom(
			{"item_code": self.by_number, "qty": 4}, {"item_code": self.by_values, "qty": 1}, quantity=2
		)
		told = self.costed(bom, quantities="[1, 100]")
		self.assertEqual((told["state"], told["done"], told["total"]), ("done", 2, 2))
		result = told["result"]
		first, second = result["lines"]
		self.assertEqual((first["item"], first["quantity"], first["state"]), (self.by_number, 2.0, "Exact"))
		self.assertEqual([cost["boards"] for cost in first["costs"]], [1, 100])
		self.assertEqual([cost["needed"] for cost in first["costs"]], [2, 200])
		self.assertEqual([cost["needed"] for cost in second["costs"]], [1, 50])
		self.assertGreater(first["costs"][0]["unit_price"], first["costs"][1]["unit_price"])
		self.assertEqual(second["state"], "To Review")
		self.assertEqual([total["boards"] for total in result["totals"]], [1, 100])
		self.assertTrue(result["totals"][0]["sums"][0]["total"])
		self.assertEqual(lookup_api.open_match(first["match"])["item"], self.by_number)

	def test_sub_assemblies_are_left_out_or_taken_apart(self) -> None:
		module = self.bom({"item_code": self.by_number, "qty": 3}, item="SCTEST-MODULE")
		board = self.bom(
			{"item_code": "SCTEST-MODULE", "qty": 2, "bom_no": module.name},
			{"item_code": self.by_values, "qty": 1},
		)
		flat = bom_lookups.lines_of(board.name, multi_level=False)
		self.assertEqual(
			[(line.item, line.fitted) for line in flat], [("SCTEST-MODULE", False), (self.by_values, True)]
		)
		deep = {line.item: line.quantity for line in bom_lookups.lines_of(board.name, multi_level=True)}
		self.assertEqual(deep, {self.by_number: 6, self.by_values: 1})

	def test_a_shop_that_is_down_is_named(self) -> None:
		self.digikey.faults.add(Fault(FaultKind.STATUS, status=503, times=-1))
		result = self.costed(self.bom({"item_code": self.by_number, "qty": 1}))["result"]
		self.assertEqual([one["account"] for one in result["failures"]], [DIGIKEY_ACCOUNT])
		self.assertEqual(result["lines"][0]["costs"][0]["account"], MOUSER_ACCOUNT)

	def test_who_may_not_read_the_bom_or_change_items_may_not(self) -> None:
		bom = self.bom({"item_code": self.by_number, "qty": 1})
		users = [
			make_user(f"sctest-{frappe.scrub(role)}", role) for role in ("Item Manager", "Manufacturing User")
		]
		for user in users:
			frappe.set_user(user)
			self.assert_refused(403, lookup_api.match_bom, bom.name)

	def test_rights_are_checked_again_when_the_job_runs(self) -> None:
		bom = self.bom({"item_code": self.by_number, "qty": 1})
		user = make_user("sctest-engineer", "Item Manager", "Manufacturing User")
		frappe.set_user(user)
		job = lookup_api.match_bom(bom.name, accounts=BOTH)["job"]
		self.limit_of(user, "Item", self.unknown)
		self.run_queued()
		self.assertIn("no permission", lookup_api.match_progress(job)["message"])
		frappe.db.delete("User Permission", {"user": user})
		frappe.clear_cache(user=user)
		self.assert_refused_when_run(user, job)

	def test_a_job_that_breaks_says_how_far_it_came(self) -> None:
		bom = self.bom({"item_code": self.by_number, "qty": 1})
		job = lookup_api.match_bom(bom.name)["job"]
		with (
			mock.patch.object(bom_costs, "save", side_effect=RuntimeError),
			self.assertRaises(RuntimeError),
		):
			self.run_queued()
		told = lookup_api.match_progress(job)
		self.assertEqual((told["state"], told["done"], told["total"]), ("failed", 1, 1))
		self.assertIn("Error Log", told["message"])

	def test_a_queue_that_can_not_be_reached_is_told(self) -> None:
		bom = self.bom({"item_code": self.by_number, "qty": 1})
		with (
			mock.patch.object(frappe, "enqueue", side_effect=RedisDown),
			self.assertRaisesRegex(ShopUnavailableError, "start Redis and the workers"),
		):
			lookup_api.match_bom(bom.name)

	def test_costs_that_one_may_not_see_any_more_are_not_told(self) -> None:
		bom = self.bom({"item_code": self.by_number, "qty": 1})
		user = make_user("sctest-engineer", "Item Manager", "Manufacturing User")
		frappe.set_user(user)
		job = lookup_api.match_bom(bom.name, accounts=BOTH)["job"]
		self.run_queued()
		self.assertTrue(lookup_api.match_progress(job)["result"])
		note = noted_jobs.progress_of(job)
		self.limit_of(user, "Item", self.unknown)
		# What was noted may have been cleared with the caches.
		noted_jobs.save_progress(job, note)
		self.assertIsNone(lookup_api.match_progress(job)["result"])

	def test_wrong_quantities_are_refused(self) -> None:
		bom = self.bom({"item_code": ITEM, "qty": 1})
		for quantities in ("[]", "[0]", "1", list(range(1, 12))):
			self.assert_refused(400, lookup_api.match_bom, bom.name, quantities)
		self.assert_refused(404, lookup_api.match_bom, "BOM-NO-SUCH")
