"""Kept answers on a site: the contracts, and that nobody is given what is another's, wrong, or of before."""

from __future__ import annotations

from typing import Any
from unittest import mock

import frappe
from frappe.client import get as get_document

from supplier_connect.api import account as account_api
from supplier_connect.api import sign_in as sign_in_api
from supplier_connect.core.desk import response_cache as answer_cache
from supplier_connect.core.desk.calls import DeskCallLog
from supplier_connect.core.desk.response_cache import DeskResponseStore
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.core.desk.usage import DeskUsageStore
from supplier_connect.core.http.cache import MemoryCache
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.desk.accounts.accounts import fresh_shop_of, read_account, shop_of
from supplier_connect.shops.model.offer import Offer
from supplier_connect.tests.contracts import AnswerShelfContract, UsageBookContract
from supplier_connect.tests.support.digikey_site import ACCOUNT as DIGIKEY_ACCOUNT
from supplier_connect.tests.support.digikey_site import DigiKeyCase
from supplier_connect.tests.support.site import SEARCH_KEY, DocTypeHooks, SiteCase, make_account, make_user
from supplier_connect.tests.support.site_clock import berlin

RESISTOR = "603-RC0402FR-1310KL"
ACCOUNT = "SCTEST Kept"
KEPT = "Connector Cached Response"


class TestShelf(DocTypeHooks, AnswerShelfContract, SiteCase):
	def make_store(self) -> DeskResponseStore:
		return DeskResponseStore()


class TestShelfInBerlin(TestShelf):
	"""The clocks on the wall go forward and back, the end of an answer's time doesn't."""

	def setUp(self) -> None:
		berlin(self)
		super().setUp()


class TestUsage(DocTypeHooks, UsageBookContract, SiteCase):
	def make_store(self) -> DeskUsageStore:
		return DeskUsageStore()

	def make_log(self) -> DeskCallLog:
		return DeskCallLog()


class TestUsageInBerlin(TestUsage):
	"""A day is a UTC day, whatever the site's time zone is."""

	def setUp(self) -> None:
		berlin(self)
		super().setUp()


class KeptCase(SiteCase):
	"""An account at a sandbox shop whose answers are kept."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.sandbox = SandboxServer(limits=Limits(0, 0))
		cls.sandbox.start()
		cls.addClassCleanup(cls.sandbox.stop)

	def setUp(self) -> None:
		super().setUp()
		self.sandbox.reset()
		self.account = make_account(ACCOUNT, base_url=self.sandbox.api_url, limits_from="Set Here").doc

	def find(self, user: str = "Administrator") -> tuple[Offer, ...]:
		"""What a search brings for a user."""
		return shop_of(read_account(ACCOUNT, user)).by_part_numbers([RESISTOR])

	@property
	def calls(self) -> int:
		"""How many calls the shop has had."""
		return len(self.sandbox.state["calls"])

	def rows(self) -> int:
		"""How many answers are kept."""
		return run_in_side_transaction(lambda: frappe.db.count(KEPT, {"account": ACCOUNT}))

	def change(self, **values: Any) -> None:
		"""Change the account as a form does."""
		doc = frappe.get_doc("Supplier Account", ACCOUNT)
		doc.update(values)
		doc.save()

	def generation(self) -> str:
		"""The generation as it is stored."""
		return frappe.db.get_value("Supplier Account", ACCOUNT, "cache_generation")

	def used(self) -> tuple[int, int, int]:
		"""Calls, hits and misses that are counted."""
		rows = run_in_side_transaction(
			lambda: frappe.get_all(
				"Connector Usage", {"account": ACCOUNT}, ["calls", "hits", "misses"], order_by="name asc"
			)
		)
		return tuple(sum(row[field] for row in rows) for field in ("calls", "hits", "misses"))


class TestKept(KeptCase):
	def test_the_same_question_spends_one_call_and_is_counted(self) -> None:
		first = self.find()
		self.assertEqual([self.find(), self.find()], [first, first])
		self.assertEqual((self.calls, self.used()), (1, (1, 2, 1)))
		self.assertEqual(
			run_in_side_transaction(lambda: frappe.db.get_value(KEPT, {"account": ACCOUNT}, "hits")), 2
		)

	def test_another_worker_is_given_it_from_the_table(self) -> None:
		first = self.find()
		with mock.patch.object(MemoryCache, "_seen", {}):
			self.assertEqual(self.find(), first)
		self.assertEqual(self.calls, 1)

	def test_zero_seconds_keep_nothing(self) -> None:
		self.change(cache_ttl=0)
		self.find()
		self.find()
		self.assertEqual((self.calls, self.rows()), (2, 0))

	def test_a_site_may_keep_nothing_at_all(self) -> None:
		settings = "Supplier Connect Settings"
		self.addCleanup(frappe.clear_document_cache, settings, settings)
		frappe.db.set_single_value(settings, "cache_limit", 0)
		frappe.clear_document_cache(settings, settings)
		self.find()
		self.find()
		self.assertEqual((self.calls, self.rows()), (2, 0))

	def test_a_connection_test_asks_the_shop(self) -> None:
		self.commit()
		self.addCleanup(self._delete_account)
		account_api.test_connection(ACCOUNT)
		first = self.calls
		account_api.test_connection(ACCOUNT)
		self.assertEqual((self.calls, self.rows()), (2 * first, 0))

	def _delete_account(self) -> None:
		frappe.delete_doc("Supplier Account", ACCOUNT)
		frappe.delete_doc("Supplier", f"{ACCOUNT} Supplier")
		self.commit()

	def test_who_must_ask_anew_does(self) -> None:
		self.find()
		fresh_shop_of(read_account(ACCOUNT, "Administrator")).by_part_numbers([RESISTOR])
		self.assertEqual(self.calls, 2)
		self.find()
		self.assertEqual(self.calls, 2)

	def test_a_search_goes_on_where_nothing_can_be_kept(self) -> None:
		nowhere = "insert into `tabNo Such Table` values (1)"
		with mock.patch.object(answer_cache, "_PUT", nowhere), mock.patch.object(MemoryCache, "_seen", {}):
			self.assertEqual(len(self.find()), 1)
		self.assertEqual(self.rows(), 0)

	def test_a_search_goes_on_where_nothing_can_be_counted(self) -> None:
		with mock.patch(
			"supplier_connect.core.desk.usage._note_recall", side_effect=frappe.QueryTimeoutError
		):
			self.assertEqual(len(self.find()), 1)
		self.assertEqual(self.used()[2], 0)

	def test_a_row_that_can_not_be_read_is_asked_for_anew(self) -> None:
		first = self.find()
		run_in_side_transaction(lambda: frappe.db.set_value(KEPT, {"account": ACCOUNT}, "body", "no JSON"))
		with mock.patch.object(MemoryCache, "_seen", {}):
			self.assertEqual(self.find(), first)
		self.assertEqual(self.calls, 2)


class TestGeneration(KeptCase):
	def test_a_new_key_place_or_currency_finds_nothing_of_before(self) -> None:
		changes: tuple[dict[str, Any], ...] = (
			{"search_key": SEARCH_KEY},
			{"cart_key": "another"},
			{"base_url": self.sandbox.api_url.replace("127.0.0.1", "localhost")},
			{"customer_id": "7"},
			{"country": "Germany"},
			{"currency": "EUR"},
			{"marketplace": 1},
			{"cache_ttl": 60},
		)
		for change in changes:
			before = self.generation()
			self.change(**change)
			self.assertNotEqual(self.generation(), before, change)

	def test_what_answers_do_not_depend_on_leaves_them(self) -> None:
		self.find()
		for change in ({"batch_size": 7}, {"resync_enabled": 1}, {"is_default": 1}):
			before = self.generation()
			self.change(**change)
			self.assertEqual(self.generation(), before, change)
		self.find()
		self.assertEqual(self.calls, 1)

	def test_clearing_reaches_what_workers_remember(self) -> None:
		self.find()
		self.assertEqual(answer_cache.clear(ACCOUNT), 1)
		self.assertEqual(self.rows(), 0)
		self.find()
		self.assertEqual(self.calls, 2)

	def test_a_form_that_was_opened_before_brings_no_old_answers_back(self) -> None:
		self.find()
		form = frappe.get_doc("Supplier Account", ACCOUNT)
		answer_cache.clear(ACCOUNT)
		generation = self.generation()
		form.batch_size = 5
		form.save()
		self.assertEqual((self.generation(), form.cache_generation), (generation, generation))

	def test_a_caller_can_not_choose_a_generation(self) -> None:
		before = self.generation()
		self.change(cache_generation="chosen")
		self.assertEqual(self.generation(), before)

	def test_a_copy_shares_nothing(self) -> None:
		copy = frappe.copy_doc(self.account)
		copy.account_name = f"{ACCOUNT} copy"
		copy.insert()
		self.assertNotEqual(copy.cache_generation, self.generation())


class TestWhose(KeptCase):
	def setUp(self) -> None:
		super().setUp()
		self.buyer = make_user("sctest-kept-buyer", "Purchase User")

	def test_who_has_keys_of_their_own_shares_nothing_with_the_account(self) -> None:
		frappe.set_user(self.buyer)
		keys = {"doctype": "Connector Key", "account": ACCOUNT, "search_key": SEARCH_KEY}
		own = frappe.get_doc(keys).insert()
		self.find(self.buyer)
		self.find("Administrator")
		self.assertEqual(self.calls, 2)
		self.find(self.buyer)
		self.assertEqual(self.calls, 2)
		own.search_key = "another"
		own.save()
		self.assertNotEqual(
			read_account(ACCOUNT, self.buyer).credentials.keys["search_key"].reveal(), SEARCH_KEY
		)
		with self.assertRaises(Exception):  # noqa: B017
			self.find(self.buyer)

	def test_a_buyer_reads_what_is_counted_and_nothing_of_what_is_kept(self) -> None:
		frappe.set_user(self.buyer)
		self.assertTrue(frappe.has_permission("Connector Usage", "read"))
		self.assertFalse(frappe.has_permission(KEPT, "read"))
		self.assertRaises(frappe.PermissionError, frappe.get_list, KEPT)

	def test_nobody_is_shown_a_body(self) -> None:
		self.find()
		name = run_in_side_transaction(lambda: frappe.db.get_value(KEPT, {"account": ACCOUNT}))
		self.commit()
		self.addCleanup(TestKept._delete_account, self)
		manager = make_user("sctest-kept-system", "System Manager")
		frappe.set_user(manager)
		shown = get_document(KEPT, name)
		self.assertFalse(shown.get("body"))
		self.assertEqual(shown["size"] > 100, True)

	def test_a_deleted_account_leaves_nothing(self) -> None:
		self.find()
		self.commit()
		frappe.delete_doc("Supplier Account", ACCOUNT)
		frappe.delete_doc("Supplier", f"{ACCOUNT} Supplier")
		self.commit()
		self.assertEqual(self.rows(), 0)


class TestSignIn(DigiKeyCase):
	"""A sign-in has prices of its own."""

	def find(self) -> None:
		"""Search, and have the answer kept."""
		shop_of(read_account(DIGIKEY_ACCOUNT, "Administrator")).by_part_numbers(["RC0402FR-1310KL"])

	def asked(self) -> int:
		"""How many searches the shop has had."""
		return sum("/search/" in call["path"] for call in self.sandbox.state["calls"])

	def test_who_signs_in_or_out_finds_nothing_of_before(self) -> None:
		self.find()
		self.connect()
		self.assertEqual(
			run_in_side_transaction(lambda: frappe.db.count(KEPT, {"account": DIGIKEY_ACCOUNT})), 0
		)
		self.find()
		self.find()
		self.assertEqual(self.asked(), 2)
		sign_in_api.disconnect(DIGIKEY_ACCOUNT)
		self.release()
		self.find()
		self.assertEqual(self.asked(), 3)

	def test_a_form_that_was_open_meanwhile_can_be_saved_and_brings_nothing_back(self) -> None:
		form = frappe.get_doc("Supplier Account", DIGIKEY_ACCOUNT)
		self.connect()
		frappe.db.rollback()
		generation = frappe.db.get_value("Supplier Account", DIGIKEY_ACCOUNT, "cache_generation")
		self.assertNotEqual(generation, form.cache_generation)
		form.batch_size = 5
		form.save()
		self.release()
		self.assertEqual(form.cache_generation, generation)


class TestSweep(KeptCase):
	def test_the_hourly_sweep_keeps_to_the_settings(self) -> None:
		self.find()
		answer_cache.sweep()
		self.assertEqual(self.rows(), 1)
		with mock.patch.object(answer_cache, "most_bytes", return_value=10):
			answer_cache.sweep()
		self.assertEqual(self.rows(), 0)

	def test_what_is_over_is_swept(self) -> None:
		self.find()
		run_in_side_transaction(
			lambda: frappe.db.set_value(KEPT, {"account": ACCOUNT}, "expires_on", "2026-01-01 00:00:00")
		)
		answer_cache.sweep()
		self.assertEqual(self.rows(), 0)
