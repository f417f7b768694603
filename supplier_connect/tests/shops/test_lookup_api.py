"""Supplier Lookup at both sandbox shops through the whitelisted functions: found, kept, imported, told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from unittest import mock

import frappe

from supplier_connect.api import lookup as lookup_api
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.shops.desk.lookup.item_book import DATASHEET, PARAMETERS
from supplier_connect.shops.desk.lookup.matches import DeskMatchStore
from supplier_connect.shops.model.match import MatchState
from supplier_connect.tests.shops.test_item_api import (
	CAPACITOR_MPN,
	DIGIKEY_ACCOUNT,
	DIGIKEY_SUPPLIER,
	ITEM,
	MOUSER_ACCOUNT,
	MOUSER_SUPPLIER,
	MPN,
	RESISTOR,
	ItemApiCase,
)
from supplier_connect.tests.shops.test_lookup_stores import change_settings, count_statements
from supplier_connect.tests.support.site import SEARCH_KEY, make_item, make_supplier, make_user

BOTH = {MOUSER_ACCOUNT, DIGIKEY_ACCOUNT}
DOWN = Fault(FaultKind.STATUS, status=503, times=-1)
OPTIONS = {"parameters": True, "image": True, "datasheet": True}


def make_maker_number(item: str, mpn: str, maker: str = "YAGEO") -> None:
	"""Give an Item a manufacturer part number."""
	if not frappe.db.exists("Manufacturer", maker):
		frappe.get_doc({"doctype": "Manufacturer", "short_name": maker}).insert()
	frappe.get_doc(
		{
			"doctype": "Item Manufacturer",
			"item_code": item,
			"manufacturer": maker,
			"manufacturer_part_no": mpn,
		}
	).insert()


class LookupCase(ItemApiCase):
	"""The Item is a resistor of 10k in 0402, told by its parameters; only the tests' accounts are there."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_value("Supplier Account", {"name": ("not in", [*BOTH])}, "enabled", 0)
		self.says({"Resistance": "10 kOhm", "Package": "0402", "Tolerance": "1%"})

	def says(self, parameters: dict[str, str], **values: str) -> None:
		"""What the Item says of its part."""
		doc = self.item()
		doc.set(PARAMETERS, [{"parameter": name, "value": value} for name, value in parameters.items()])
		doc.update({"item_name": "Resistor 10k 0402 1%", "description": "Resistor", **values})
		doc.save()

	def is_made_by(self, *mpns: str) -> None:
		"""Give the Item part numbers of the manufacturer that makes them."""
		for mpn in mpns:
			make_maker_number(ITEM, mpn)

	def limit(self, user: str, doctype: str, name: str) -> None:
		"""Let a user see one document of a DocType and no other."""
		frappe.permissions.add_user_permission(doctype, name, user)
		self.addCleanup(frappe.clear_cache, user=user)

	def find(self, **more: Any) -> dict[str, Any]:
		"""Look the Item up."""
		return lookup_api.find(ITEM, **more)

	def exact(self, match: dict[str, Any]) -> dict[str, Any]:
		"""The only candidate that is the very part."""
		(candidate,) = [one for one in match["candidates"] if one["exact"]]
		return candidate

	def offers_of(self, match: dict[str, Any], account: str | None = None) -> list[dict[str, str]]:
		"""The offers of the exact candidate, as the browser names them."""
		return [
			{"account": offer["account"], "sku": offer["sku"]}
			for offer in self.exact(match)["offers"]
			if account in (None, offer["account"])
		]

	def imported(self, match: dict[str, Any], offers: list[dict[str, str]], **more: Any) -> dict[str, Any]:
		"""Import offers, as the browser sends them."""
		return lookup_api.import_selected(match["name"], json.dumps(offers), **more)

	def assert_refused(self, status: int, call: Callable[..., object], *args: Any, **more: Any) -> str:
		"""The sentence with which something is refused."""
		with self.assertRaises(Exception) as refusal:
			call(*args, **more)
		self.assertEqual(getattr(refusal.exception, "http_status_code", 500), status, refusal.exception)
		return str(refusal.exception)


class TestStart(LookupCase):
	def test_what_a_lookup_begins_with_is_told_without_a_call(self) -> None:
		told = lookup_api.start(ITEM)
		self.assertIn("10kOhm", told["query"].replace(" ", ""))
		self.assertEqual({one["name"] for one in told["accounts"]}, BOTH)
		first = told["accounts"][0]
		self.assertEqual((first["name"], first["default"], first["can_search"]), (MOUSER_ACCOUNT, True, True))
		self.assertEqual((first["connector"], first["supplier"]), ("Mouser", MOUSER_SUPPLIER))
		self.assertEqual(told["settings"]["strategy"], "balanced")
		self.assertEqual(told["settings"]["weights"], {"match": 45, "availability": 35, "price": 20})
		self.assertEqual((told["settings"]["top_n"], told["settings"]["quantity"]), (10, 1))
		self.assertIsNone(told["latest"])
		self.assertTrue(told["plan"]["tokens"])
		self.assertEqual(self.mouser.state["calls"] + self.digikey.state["calls"], [])

	def test_the_last_lookup_is_named(self) -> None:
		match = self.find()
		latest = lookup_api.start(ITEM)["latest"]
		self.assertEqual(
			(latest["name"], latest["at"], latest["state"]), (match["name"], match["at"], "Open")
		)

	def test_an_account_without_the_key_for_it_is_not_asked_unless_named(self) -> None:
		frappe.get_doc("Supplier Account", MOUSER_ACCOUNT).update({"search_key": ""}).save()
		told = lookup_api.start(ITEM)
		missing = {one["name"]: one["missing"] for one in told["accounts"]}
		self.assertEqual(missing, {MOUSER_ACCOUNT: ["Search API Key"], DIGIKEY_ACCOUNT: []})
		self.assertEqual(told["chosen"], [DIGIKEY_ACCOUNT])
		self.assertEqual([one["account"] for one in self.find()["outcomes"]], [DIGIKEY_ACCOUNT])
		named = self.find(accounts=[*BOTH])
		failed = {one["account"]: one["kind"] for one in named["outcomes"]}
		self.assertEqual(failed, {MOUSER_ACCOUNT: "NotAuthorised", DIGIKEY_ACCOUNT: ""})


class TestFind(LookupCase):
	def test_the_same_part_of_both_shops_is_one_candidate(self) -> None:
		self.is_made_by(MPN)
		match = self.find(quantity=100)
		best = self.exact(match)
		self.assertEqual((best["rank"], best["mpn"], best["fit"]), (1, MPN, "Fits"))
		self.assertEqual({offer["account"] for offer in best["offers"]}, BOTH)
		self.assertIn("0402", best["package"])
		self.assertTrue(best["image_url"] and best["datasheet_url"] and best["description"])
		offer = best["offers"][0]
		self.assertGreaterEqual(offer["quantity"], 100)
		self.assertAlmostEqual(offer["cost"], offer["unit_price"] * offer["quantity"] + (offer["fee"] or 0))
		self.assertTrue(offer["enough"])
		self.assertTrue(offer["breaks"] and offer["packaging"])
		total = sum(line["points"] for line in best["score_lines"])
		self.assertAlmostEqual(total, best["score"], delta=0.1)
		self.assertTrue(all(line["sentence"] for line in best["score_lines"]))

	def test_the_lookup_is_kept_and_opened_again(self) -> None:
		match = self.find(query="10k 0402 1%", quantity=10)
		self.assertEqual(lookup_api.open_match(match["name"]), match)
		(line,) = lookup_api.matches(ITEM)
		self.assertEqual(
			(line["name"], line["query"], line["found"]), (match["name"], "10k 0402 1%", match["count"])
		)
		self.assertEqual(line["best_mpn"], match["candidates"][0]["mpn"])

	def test_parts_are_found_by_values_and_ranked(self) -> None:
		match = self.find(top_n=3)
		self.assertEqual([one["rank"] for one in match["candidates"]], [1, 2, 3])
		self.assertEqual(match["candidates"][0]["fit"], "Fits")
		self.assertFalse(any(one["exact"] for one in match["candidates"]))
		self.assertEqual({one["account"] for one in match["outcomes"]}, BOTH)
		self.assertTrue(all(one["parts"] and one["questions"] for one in match["outcomes"]))

	def test_the_choices_of_one_lookup_are_taken(self) -> None:
		match = self.find(accounts=json.dumps([MOUSER_ACCOUNT]), strategy="price", quantity="1000", top_n="3")
		self.assertEqual((match["strategy"], match["quantity"], match["count"]), ("price", 1000, 3))
		self.assertEqual(match["weights"], {"match": 35, "availability": 15, "price": 50})
		accounts = {offer["account"] for one in match["candidates"] for offer in one["offers"]}
		self.assertEqual(accounts, {MOUSER_ACCOUNT})

	def test_one_shop_that_is_down_is_named_and_the_other_shown(self) -> None:
		self.digikey.faults.add(DOWN)
		match = self.find()
		self.assertTrue(match["candidates"])
		failed = [one for one in match["outcomes"] if one["kind"]]
		self.assertEqual([one["account"] for one in failed], [DIGIKEY_ACCOUNT])
		self.assertIn(DIGIKEY_ACCOUNT, failed[0]["error"])
		self.assertIn(DIGIKEY_ACCOUNT, frappe.db.get_value("Supplier Match", match["name"], "not_searched"))

	def test_all_shops_down_is_no_empty_result(self) -> None:
		for sandbox in (self.mouser, self.digikey):
			sandbox.faults.add(DOWN)
		self.assert_refused(503, self.find)
		self.assertEqual(lookup_api.matches(ITEM), [])

	def test_finding_nothing_is_an_answer(self) -> None:
		match = self.find(query="zzz-no-such-thing-999")
		self.assertEqual((match["state"], match["candidates"], match["count"]), ("Nothing Found", [], 0))

	def test_an_item_with_nothing_to_search_by_asks_nobody(self) -> None:
		change_settings(name_mode="Never", use_item_groups=0)
		bare = make_item("X")
		sentence = self.assert_refused(400, lookup_api.find, bare)
		self.assertIn("nothing to search by", sentence)
		self.assertEqual(self.mouser.state["calls"], [])

	def test_what_makes_no_sense_is_refused_with_its_field(self) -> None:
		for wrong in ({"quantity": 0}, {"quantity": "many"}, {"strategy": "luck"}, {"top_n": -1}):
			self.assert_refused(400, self.find, **wrong)
			self.assertEqual(frappe.local.response["error"]["kind"], "RejectedInput")
		self.assert_refused(400, self.find, accounts="{")
		self.assert_refused(404, self.find, accounts=["SCTEST No Such"])
		self.assert_refused(404, lookup_api.find, "SCTEST-NO-SUCH-ITEM")
		self.assert_refused(404, lookup_api.open_match, "SC-MATCH-NO-SUCH")
		self.assertEqual(self.mouser.state["calls"], [])

	def test_no_account_is_told(self) -> None:
		frappe.db.set_value("Supplier Account", {"name": ("in", [*BOTH])}, "enabled", 0)
		self.assertIn("no Supplier Account", self.assert_refused(400, self.find))

	def test_supplier_parts_of_the_item_are_marked_then_and_now(self) -> None:
		self.is_made_by(MPN)
		self.add(RESISTOR)
		match = self.find()
		linked = [offer["sku"] for offer in self.exact(match)["offers"] if offer["linked"]]
		self.assertEqual(linked, [RESISTOR])
		for part in self.stored():
			part.delete()
		self.assertFalse(self.exact(lookup_api.open_match(match["name"]))["linked"])

	def test_the_statements_for_a_lookup_do_not_grow_with_its_candidates(self) -> None:
		self.find()

		def statements(top_n: int) -> int:
			return count_statements(lambda: self.find(top_n=top_n))

		self.assertEqual(statements(2), statements(20))


class TestImport(LookupCase):
	def setUp(self) -> None:
		super().setUp()
		self.is_made_by(MPN)

	def test_offers_of_both_shops_become_supplier_parts(self) -> None:
		match = self.find()
		offers = self.offers_of(match)
		done = self.imported(match, offers)
		self.assertEqual((done["created"], done["failed"]), (len(offers), 0))
		names = {part.sku: part.name for part in self.stored()}
		self.assertEqual({one["sku"]: one["supplier_part"] for one in done["results"]}, names)
		doc = self.item()
		suppliers = {row.supplier for row in doc.supplier_items}
		self.assertLessEqual({MOUSER_SUPPLIER, DIGIKEY_SUPPLIER}, suppliers)
		again = lookup_api.open_match(match["name"])
		self.assertEqual(again["state"], "Imported")
		self.assertTrue(all(offer["linked"] for offer in self.exact(again)["offers"]))

	def test_again_changes_nothing(self) -> None:
		match = self.find()
		offers = self.offers_of(match, MOUSER_ACCOUNT)
		self.imported(match, offers, **OPTIONS)
		before = self.item().as_dict()
		done = self.imported(match, offers, **OPTIONS)
		self.assertEqual((done["created"], done["updated"], done["unchanged"]), (0, 0, len(offers)))
		self.assertEqual(len(self.stored()), len(offers))
		self.assertEqual(self.item().as_dict(), before)

	def test_the_item_learns_what_was_asked_for(self) -> None:
		match = self.find()
		self.imported(match, self.offers_of(match, DIGIKEY_ACCOUNT)[:1])
		doc = self.item()
		self.assertEqual((doc.image or "", doc.get(DATASHEET) or "", len(doc.get(PARAMETERS))), ("", "", 3))
		self.imported(match, self.offers_of(match, DIGIKEY_ACCOUNT)[:1], **OPTIONS)
		doc = self.item()
		self.assertTrue(doc.image and doc.get(DATASHEET))
		self.assertGreater(len(doc.get(PARAMETERS)), 3)
		values = {row.parameter: row.value for row in doc.get(PARAMETERS)}
		self.assertEqual(values["Resistance"], "10 kOhm")

	def test_a_price_is_kept_when_asked_for(self) -> None:
		frappe.get_doc(
			{"doctype": "Price List", "price_list_name": "SCTEST USD", "currency": "USD", "buying": 1}
		).insert()
		change_settings(price_list="SCTEST USD")
		match = self.find(quantity=100, accounts=[MOUSER_ACCOUNT])
		offers = self.offers_of(match)[:1]
		self.imported(match, offers, price=True)
		rate = frappe.db.get_value(
			"Item Price", {"item_code": ITEM, "supplier": MOUSER_SUPPLIER}, "price_list_rate"
		)
		self.assertAlmostEqual(rate, self.exact(match)["offers"][0]["unit_price"])

	def test_another_part_than_the_items_asks_first(self) -> None:
		match = self.find(query=CAPACITOR_MPN, accounts=[MOUSER_ACCOUNT])
		offers = [
			{"account": offer["account"], "sku": offer["sku"]}
			for one in match["candidates"]
			for offer in one["offers"]
			if one["mpn"] == CAPACITOR_MPN
		]
		done = self.imported(match, offers)
		(result,) = done["results"]
		self.assertEqual((done["failed"], result["asks"], result["supplier_part"]), (1, True, None))
		self.assertIn(MPN, result["reason"])
		self.assertEqual(lookup_api.open_match(match["name"])["state"], "Open")
		accepted = self.imported(match, offers, accept_mpns=json.dumps([CAPACITOR_MPN]))
		self.assertEqual(accepted["created"], 1)

	def test_one_that_fails_keeps_no_other_from_being_imported(self) -> None:
		match = self.find()
		offers = self.offers_of(match)
		bad = offers[0]["sku"]

		def refuse(doc: Any, *_args: Any) -> None:
			if any(row.supplier_part_no == bad for row in doc.supplier_items):
				frappe.throw("The company's own rule says no.")

		with mock.patch("erpnext.stock.doctype.item.item.Item.validate", autospec=True, side_effect=refuse):
			done = self.imported(match, offers)
		reasons = {one["sku"]: one["reason"] for one in done["results"] if one["outcome"] == "failed"}
		self.assertIn(bad, reasons)
		self.assertEqual(reasons[bad], "The company's own rule says no.")
		self.assertEqual(done["created"], len(offers) - len(reasons))
		self.assertNotIn(bad, {part.sku for part in self.stored()})
		self.assertEqual(frappe.local.message_log, [])

	def test_what_is_known_from_later_stays(self) -> None:
		match = self.find(accounts=[MOUSER_ACCOUNT])
		offers = self.offers_of(match)
		self.imported(match, offers)
		(part,) = [part for part in self.stored() if part.sku == offers[0]["sku"]]
		self.assertEqual(str(part.seen_on.replace(microsecond=0)), match["at"])
		later = frappe.utils.add_to_date(part.seen_on, hours=1)
		frappe.db.set_value("Supplier Part", part.name, {"stock": 7, "seen_on": later})
		self.assertEqual(self.imported(match, offers)["unchanged"], len(offers))
		self.assertEqual(frappe.db.get_value("Supplier Part", part.name, "stock"), 7)

	def test_only_what_the_lookup_found_is_imported(self) -> None:
		match = self.find()
		for offers in (
			[{"account": MOUSER_ACCOUNT, "sku": "603-MADE-UP"}],
			[{"sku": RESISTOR}],
			[],
			{"account": MOUSER_ACCOUNT},
		):
			self.assert_refused(400, self.imported, match, offers)
		self.assertEqual(self.stored(), [])


class TestFlatCandidates(LookupCase):
	"""The functions for programs: rows of one supplier or all."""

	def setUp(self) -> None:
		super().setUp()
		self.is_made_by(MPN)

	def search(self, **more: Any) -> dict[str, Any]:
		"""Search for the Item."""
		return lookup_api.search_candidates(ITEM, **more)

	def test_candidates_of_all_suppliers(self) -> None:
		self.add(RESISTOR)
		for every in ({}, {"supplier": ""}, {"supplier": 0}, {"supplier": "all"}, {"supplier": "*"}):
			answer = self.search(**every)
			self.assertEqual({one["account"] for one in answer["candidates"]}, BOTH)
		self.assertEqual((answer["message"], answer["count"]), ("OK", len(answer["candidates"])))
		known = {one["supplier_part_number"]: one for one in answer["candidates"]}
		mine = known[RESISTOR]
		self.assertEqual((mine["existing_supplier_part"], mine["action"]), (True, "update"))
		self.assertEqual(mine["existing_supplier_part_pk"], self.stored()[0].name)
		self.assertEqual(
			(mine["_supplier_pk"], mine["_supplier_key"], mine["_supplier_name"]),
			(MOUSER_SUPPLIER, "mouser", MOUSER_SUPPLIER),
		)
		self.assertEqual(mine["manufacturer_part_number"], MPN)
		self.assertTrue(mine["price_breaks"])
		others = [one["action"] for number, one in known.items() if number != RESISTOR]
		self.assertEqual(set(others), {"create"})

	def test_a_candidate_tells_terms_parameters_and_why_it_stands_there(self) -> None:
		by_sku = {one["supplier_part_number"]: one for one in self.search()["candidates"]}
		first = by_sku[RESISTOR]
		offer = next(one for one in self.exact(self.find())["offers"] if one["account"] == MOUSER_ACCOUNT)
		for field in ("minimum", "multiple", "lead_time_days"):
			self.assertEqual(first[field], offer[field])
		self.assertEqual(first["pack_quantity"], offer["standard_package"])
		of_digikey = next(one for one in by_sku.values() if one["account"] == DIGIKEY_ACCOUNT)
		self.assertIn("Resistance", [one["name"] for one in of_digikey["parameters"]])
		self.assertEqual(len(first["verdicts"]), len(first["reasons"]))
		verdict = first["verdicts"][0]
		self.assertIn(verdict["fit"], ("Fits", "May Fit", "Doesn't Fit"))
		self.assertTrue(verdict["reason"] in first["reasons"] and verdict["of"] >= verdict["points"])

	def test_a_kept_answer_is_told_as_one(self) -> None:
		self.assertEqual({one["from_cache"] for one in self.search()["candidates"]}, {False})
		again = self.search()["candidates"]
		self.assertEqual({one["from_cache"] for one in again}, {True})
		self.assertTrue(all(one["kept_since"] for one in again))

	def test_finding_nothing_is_said(self) -> None:
		answer = self.search(query="zzzqqq nothing of this kind")
		self.assertEqual(answer["count"], 0)
		self.assertEqual(answer["message"], "Nothing was found for zzzqqq nothing of this kind.")

	def test_a_supplier_is_all_its_accounts(self) -> None:
		frappe.db.set_value("Supplier Account", DIGIKEY_ACCOUNT, "supplier", MOUSER_SUPPLIER)
		answer = self.search(supplier=MOUSER_SUPPLIER)
		self.assertEqual({one["account"] for one in answer["candidates"]}, BOTH)
		sku = next(
			one["supplier_part_number"] for one in answer["candidates"] if one["account"] == DIGIKEY_ACCOUNT
		)
		numbers = [{"supplier_part_number": number} for number in (RESISTOR, sku)]
		done = lookup_api.apply_candidates(ITEM, MOUSER_SUPPLIER, numbers)
		self.assertEqual((done["created"], done["errors"]), (2, 0))
		self.assertEqual({one["account"] for one in done["results"]}, BOTH)

	def test_an_account_that_is_down_leaves_its_numbers_to_the_others(self) -> None:
		frappe.db.set_value("Supplier Account", DIGIKEY_ACCOUNT, "supplier", MOUSER_SUPPLIER)
		self.digikey.faults.add(DOWN)
		numbers = [{"supplier_part_number": number} for number in (RESISTOR, "311-NOT-THERE-ND")]
		done = lookup_api.apply_candidates(ITEM, MOUSER_SUPPLIER, numbers)
		self.assertEqual((done["created"], done["errors"]), (1, 1))
		self.assertIn(DIGIKEY_ACCOUNT, done["results"][1]["message"])

	def test_an_account_has_limits_of_its_own_unless_somebody_says_otherwise(self) -> None:
		doc = frappe.get_doc("Supplier Account", MOUSER_ACCOUNT)
		doc.update({"min_price_quantity": 100, "max_candidates": 3}).save()
		by_account = {one["account"]: one["quantity"] for one in reversed(self.search()["candidates"])}
		self.assertEqual(by_account[MOUSER_ACCOUNT], 100)
		self.assertLess(by_account[DIGIKEY_ACCOUNT], 100)
		named = self.search(min_qty=10)["candidates"]
		self.assertEqual({one["quantity"] for one in named if one["account"] == MOUSER_ACCOUNT}, {10})
		doc.update({"max_price_quantity": 50})
		self.assertRaises(frappe.ValidationError, doc.save)

	def test_one_supplier_and_its_debug(self) -> None:
		answer = self.search(
			supplier=DIGIKEY_SUPPLIER, query="10k 0402", top_n="4", min_qty="10", max_qty=100
		)
		self.assertEqual((answer["query"], answer["count"]), ("10k 0402", 4))
		self.assertEqual({one["_supplier_pk"] for one in answer["candidates"]}, {DIGIKEY_SUPPLIER})
		debug = answer["debug"]
		self.assertEqual([one["supplier_key"] for one in debug["supplier_attempts"]], ["digikey"])
		self.assertEqual(debug["supplier_failures"], [])
		for field in ("token_sources", "semantic_hints", "numeric_constraints"):
			self.assertIn(field, debug)

	def test_a_supplier_that_fails_is_in_the_debug(self) -> None:
		self.mouser.faults.add(DOWN)
		(failure,) = self.search()["debug"]["supplier_failures"]
		self.assertEqual((failure["supplier"], failure["supplier_key"]), (MOUSER_SUPPLIER, "mouser"))

	def test_statuses_of_wrong_calls(self) -> None:
		self.assert_refused(404, self.search, supplier="SCTEST No Such Supplier")
		make_supplier("SCTEST Other")
		self.assert_refused(404, self.search, supplier="SCTEST Other")
		self.assert_refused(404, lookup_api.search_candidates, "SCTEST-NO-SUCH")
		self.assert_refused(400, self.search, top_n="x")
		for supplier in ("", "all"):
			self.assert_refused(
				400, lookup_api.apply_candidates, ITEM, supplier, [{"supplier_part_number": "A"}]
			)
		self.assert_refused(400, lookup_api.apply_candidates, ITEM, MOUSER_SUPPLIER, "[]")
		self.assert_refused(400, lookup_api.apply_candidates, ITEM, MOUSER_SUPPLIER, [{"sku": "A"}])

	def test_candidates_are_applied_by_asking_again(self) -> None:
		wrong = {"supplier_part_number": RESISTOR, "price_breaks": [{"quantity": 1, "price": 0.0001}]}
		missing = {"supplier_part_number": "603-NO-SUCH"}
		answer = lookup_api.apply_candidates(ITEM, MOUSER_SUPPLIER, json.dumps([wrong, missing]))
		self.assertEqual((answer["message"], answer["created"], answer["errors"]), ("OK", 1, 1))
		(part,) = self.stored()
		self.assertGreater(part.price_breaks[0].price, 0.0001)
		done, failed = answer["results"]
		self.assertEqual((done["status"], done["supplier_part_pk"]), ("created", part.name))
		self.assertEqual((failed["status"], failed["supplier_part_pk"]), ("error", None))
		self.assertIn("603-NO-SUCH", failed["message"])
		again = lookup_api.apply_candidates(ITEM, MOUSER_SUPPLIER, [wrong])
		self.assertEqual((again["created"], again["unchanged"]), (0, 1))

	def test_candidates_of_a_lookup_are_applied_without_a_call(self) -> None:
		answer = self.search(supplier=DIGIKEY_SUPPLIER)
		before = len(self.digikey.state["calls"])
		numbers = [
			{"supplier_part_number": one["supplier_part_number"]}
			for one in answer["candidates"]
			if one["manufacturer_part_number"] == MPN
		]
		done = lookup_api.apply_candidates(ITEM, DIGIKEY_SUPPLIER, numbers, match=answer["match"])
		self.assertEqual((done["created"], done["errors"]), (len(numbers), 0))
		self.assertEqual(len(self.digikey.state["calls"]), before)

	def test_tokens_are_told(self) -> None:
		answer = lookup_api.token_debug(ITEM)
		self.assertEqual((answer["message"], answer["item"]), ("OK", ITEM))
		debug = answer["debug"]
		self.assertIn(MPN, debug["tokens"])
		self.assertEqual(debug["token_sources"]["mpn"], [MPN])
		one = next(one for one in debug["token_attribution"] if one["token"] == MPN)
		self.assertEqual((one["source"], one["rule"]), ("mpn", "raw chunk"))
		self.assertEqual(debug["semantic_hints"]["component_type"], "resistor")
		self.assertTrue(debug["numeric_constraints"])
		query = debug["query_debug"]
		self.assertEqual(
			(query["name_mode"], query["has_structured_tokens"], query["include_name_tokens"]),
			("fallback", True, False),
		)
		self.assertEqual(" ".join(query["final_query_tokens"]), answer["query"])
		self.assertLessEqual(len(query["final_query_tokens"]), 10)
		self.assertIn("mpn", query["source_token_map"])
		self.assertEqual(set(debug["searches"]), BOTH)


class TestSettings(LookupCase):
	def settings(self) -> dict[str, Any]:
		"""The settings of the user's lookups."""
		return lookup_api.start(ITEM)["settings"]

	def prefer(self, **values: Any) -> Any:
		"""Choose something else for the current user."""
		return frappe.get_doc({"doctype": "Supplier Lookup Preference", **values}).insert()

	def test_the_site_sets_them_for_all(self) -> None:
		change_settings(ranking_strategy="Price", top_n=7, min_price_quantity=10, max_price_quantity=50)
		settings = self.settings()
		self.assertEqual((settings["strategy"], settings["top_n"]), ("price", 7))
		self.assertEqual((settings["quantity"], settings["max_quantity"]), (10, 50))
		match = self.find()
		self.assertEqual((match["strategy"], match["quantity"]), ("price", 10))
		self.assertLessEqual(match["count"], 7)

	def test_a_user_sets_them_for_themselves_and_the_rest_is_the_sites(self) -> None:
		change_settings(ranking_strategy="Price", top_n=7)
		engineer = make_user("sctest-engineer", "Item Manager", "Purchase User")
		frappe.set_user(engineer)
		own = self.prefer(ranking_strategy="Availability", name_mode="Always")
		self.assertEqual((own.name, own.user), (engineer, engineer))
		settings = self.settings()
		self.assertEqual((settings["strategy"], settings["top_n"]), ("availability", 7))
		self.assertEqual(settings["name_mode"], "always")
		frappe.set_user("Administrator")
		self.assertEqual(self.settings()["strategy"], "price")

	def test_nobody_sees_or_changes_what_others_have_chosen(self) -> None:
		second = make_user("sctest-second", "Item Manager", "Purchase User")
		frappe.set_user(make_user("sctest-engineer", "Item Manager", "Purchase User"))
		own = self.prefer(top_n=3)
		frappe.set_user(second)
		self.assertFalse(frappe.has_permission("Supplier Lookup Preference", "read", doc=own))
		self.assertEqual(frappe.get_list("Supplier Lookup Preference", pluck="name"), [])
		self.assertRaises(frappe.PermissionError, own.save)

	def test_parameters_and_groups_of_the_query_can_be_chosen(self) -> None:
		change_settings(parameter_names="Package,\nTolerance", use_item_groups=0)
		sources = lookup_api.token_debug(ITEM)["debug"]["token_sources"]
		self.assertNotIn("item_group", sources)
		self.assertNotIn("10kOhm", sources["parameter"])
		self.assertIn("0402", sources["parameter"])

	def test_defaults_are_those_of_the_documentation(self) -> None:
		meta = frappe.get_meta("Supplier Connect Settings")
		defaults = {field.fieldname: field.default for field in meta.fields if field.default}
		expected = {
			"ranking_strategy": "Balanced",
			"top_n": "10",
			"name_mode": "Fallback",
			"use_item_groups": "1",
			"max_candidates": "40",
			"min_price_quantity": "1",
		}
		self.assertLessEqual(expected.items(), defaults.items())


class TestPermissions(LookupCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		# Frappe makes a System Manager of whoever comes first: let that be somebody else.
		make_user("sctest-administrator", "System Manager")
		cls.engineer = make_user("sctest-engineer", "Item Manager", "Purchase User")
		cls.buyer = make_user("sctest-buyer", "Purchase User")
		cls.stock_user = make_user("sctest-stock", "Stock User")
		cls.viewer = make_user("sctest-viewer", "Supplier Connect Viewer")

	def test_who_may_change_items_walks_the_whole_way(self) -> None:
		self.is_made_by(MPN)
		frappe.set_user(self.engineer)
		lookup_api.start(ITEM)
		match = self.find()
		self.assertEqual(match["user"], self.engineer)
		self.assertTrue(self.imported(match, self.offers_of(match), **OPTIONS)["created"])
		self.assertEqual(lookup_api.open_match(match["name"])["state"], "Imported")

	def test_who_may_not_change_the_item_gets_403_and_nobody_is_asked(self) -> None:
		match = self.find()
		calls = len(self.mouser.state["calls"])
		offers = [{"account": MOUSER_ACCOUNT, "sku": "X"}]
		for user in (self.buyer, self.stock_user, self.viewer, "Guest"):
			frappe.set_user(user)
			for call, arguments in (
				(lookup_api.start, (ITEM,)),
				(lookup_api.find, (ITEM,)),
				(lookup_api.token_debug, (ITEM,)),
				(lookup_api.search_candidates, (ITEM,)),
				(lookup_api.apply_candidates, (ITEM, MOUSER_SUPPLIER, offers)),
				(lookup_api.import_selected, (match["name"], offers)),
				(lookup_api.accept, (match["name"], MOUSER_ACCOUNT, "X")),
				(lookup_api.skip, (match["name"],)),
				(lookup_api.match_items, ([ITEM],)),
				(lookup_api.review_queue, ()),
			):
				self.assert_refused(403, call, *arguments)
		frappe.set_user("Administrator")
		self.assertEqual((self.stored(), len(self.mouser.state["calls"])), ([], calls))
		self.assertEqual(DeskMatchStore().get(match["name"]).state, MatchState.OPEN)

	def test_a_viewer_looks_at_what_was_found(self) -> None:
		match = self.find()
		frappe.set_user(self.viewer)
		self.assertEqual(lookup_api.open_match(match["name"])["count"], match["count"])
		for right in ("create", "write", "delete"):
			self.assertFalse(frappe.has_permission("Supplier Match", right))

	def test_lookups_of_items_that_a_user_may_not_read_are_hidden(self) -> None:
		match = self.find()
		self.limit(self.engineer, "Item", make_item("SCTEST-C"))
		frappe.set_user(self.engineer)
		self.assert_refused(403, lookup_api.open_match, match["name"])
		self.assert_refused(403, lookup_api.matches, ITEM)
		self.assertNotIn(match["name"], frappe.get_list("Supplier Match", pluck="name"))

	def test_an_account_that_the_user_may_not_see_is_not_used(self) -> None:
		self.is_made_by(MPN)
		match = self.find()
		self.limit(self.engineer, "Supplier Account", DIGIKEY_ACCOUNT)
		frappe.set_user(self.engineer)
		calls = len(self.mouser.state["calls"])
		self.assertEqual([one["account"] for one in self.find()["outcomes"]], [DIGIKEY_ACCOUNT])
		self.assert_refused(403, self.find, accounts=[MOUSER_ACCOUNT])
		self.assert_refused(403, self.imported, match, self.offers_of(match, MOUSER_ACCOUNT))
		self.assertEqual(len(self.mouser.state["calls"]), calls)

	def test_a_price_is_for_those_who_may_write_prices(self) -> None:
		self.is_made_by(MPN)
		match = self.find()
		frappe.set_user(self.engineer)
		self.assertFalse(lookup_api.start(ITEM)["settings"]["may_set_prices"])
		self.assert_refused(403, self.imported, match, self.offers_of(match), price=True)
		self.assertEqual(self.stored(), [])

	def test_a_users_own_key_is_used_for_their_lookups_and_told_to_nobody(self) -> None:
		frappe.set_user(self.engineer)
		frappe.get_doc(
			{"doctype": "Connector Key", "account": MOUSER_ACCOUNT, "search_key": "of-the-engineer"}
		).insert()
		match = self.find()
		failed = {one["account"]: one["kind"] for one in match["outcomes"]}
		self.assertEqual(failed, {MOUSER_ACCOUNT: "NotAuthorised", DIGIKEY_ACCOUNT: ""})
		frappe.set_user("Administrator")
		self.assertFalse(any(one["kind"] for one in self.find()["outcomes"]))
		kept = str(frappe.get_doc("Supplier Match", match["name"]).as_dict()) + json.dumps(match)
		for secret in ("of-the-engineer", SEARCH_KEY):
			self.assertNotIn(secret, kept)

	def test_what_changes_something_is_no_reading(self) -> None:
		methods = frappe.allowed_http_methods_for_whitelisted_func
		for function in (
			lookup_api.find,
			lookup_api.import_selected,
			lookup_api.search_candidates,
			lookup_api.apply_candidates,
			lookup_api.match_items,
			lookup_api.match_bom,
			lookup_api.stop_matching,
			lookup_api.accept,
			lookup_api.skip,
		):
			self.assertEqual(methods[function], ["POST"])
