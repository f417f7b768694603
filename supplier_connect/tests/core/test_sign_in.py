"""Connecting an account to DigiKey: signing in, what is granted, how it is kept alive, and who may what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from threading import Thread
from typing import Any
from unittest import mock

import frappe
from frappe.utils import get_test_client, get_url_to_form
from werkzeug.test import TestResponse

from supplier_connect.api import account as account_api
from supplier_connect.api import sign_in as sign_in_api
from supplier_connect.core.desk.errors import ShopError
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.core.desk.tokens import DeskTokenStore
from supplier_connect.core.model.errors import Unavailable
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.token import Token
from supplier_connect.sandbox.digikey.accounts import (
	CLIENT_ID,
	CLIENT_SECRET,
	NO_LISTS_CLIENT_ID,
	NO_LISTS_CLIENT_SECRET,
	SECOND_CLIENT_ID,
	SECOND_CLIENT_SECRET,
)
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.shops.connectors.digikey.kind import DigiKeyOAuth
from supplier_connect.shops.desk.accounts import token_refresh as sign_ins
from supplier_connect.shops.desk.accounts.accounts import account_of, read_account
from supplier_connect.shops.model.offer import Packing
from supplier_connect.tests.shops.test_order_api import line
from supplier_connect.tests.support.digikey_site import ACCOUNT, Comeback, DigiKeyCase
from supplier_connect.tests.support.site import make_account, make_user

RESISTOR = "311-RC0402FR-1310KLCT-ND"
_CALLBACK = "/api/method/supplier_connect.api.sign_in.callback"


class SignInCase(DigiKeyCase):
	"""With users besides."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = make_user("sctest-manager", "Supplier Connect Manager")
		cls.other_manager = make_user("sctest-manager2", "Supplier Connect Manager")
		cls.buyer = make_user("sctest-buyer", "Purchase User")
		cls.viewer = make_user("sctest-viewer", "Supplier Connect Viewer")

	def status(self, own: bool = False) -> dict[str, Any]:
		"""What the form shows of the sign-in."""
		return sign_in_api.status(ACCOUNT, own)

	def age(self, grant: Token, owner: str = "", **changes: Any) -> Token:
		"""Store a grant changed, as time would have changed it."""
		aged = replace(grant, **changes)
		DeskTokenStore().save(self.key(owner), aged)
		return aged


class TestConnect(SignInCase):
	def test_a_sign_in_leads_back_to_the_account(self) -> None:
		frappe.set_user(self.manager)
		answer = self.come_back(self.go())
		self.assertEqual(answer.status_code, 303)
		form = get_url_to_form("Supplier Account", ACCOUNT)
		self.assertEqual(answer.headers["Location"], f"{form}?sign_in=done")
		self.assertTrue(self.grant())

	def test_it_shows_who_connected_and_until_when(self) -> None:
		self.assertEqual(self.status()["state"], "none")
		frappe.set_user(self.manager)
		self.connect()
		frappe.set_user(self.viewer)
		shown = self.status()
		self.assertEqual((shown["state"], shown["user"]), ("connected", self.manager))
		self.assertEqual(shown["user_name"], frappe.utils.get_fullname(self.manager))
		until = frappe.utils.get_datetime(shown["until"])
		self.assertAlmostEqual((until - frappe.utils.now_datetime()).total_seconds() / 86400, 90, places=1)
		self.assertTrue(shown["since"] and shown["refreshed"])
		self.assertFalse(shown["may_connect"])

	def test_the_address_to_register_is_shown_and_used(self) -> None:
		shown = self.status()
		self.assertEqual(shown["callback"], frappe.utils.get_url(_CALLBACK))
		self.admin("redirects", {"client_id": CLIENT_ID, "redirect_uris": [shown["callback"]]})
		self.connect()

	def test_a_site_without_https_is_told_what_to_do(self) -> None:
		with mock.patch.dict(frappe.local.conf, host_name="http://erp.example.com:8000"):
			self.assertEqual(self.status()["advice"], "")
			self.change_account(base_url="")
			self.assertIn("set-config host_name https://", self.status()["advice"])
		with mock.patch.dict(frappe.local.conf, host_name="https://erp.example.com:443"):
			self.assertEqual(self.status()["advice"], "")

	def test_own_comes_as_a_figure_from_a_form(self) -> None:
		frappe.set_user(self.manager)
		self.connect()
		self.assertEqual(sign_in_api.status(ACCOUNT, "0")["state"], "connected")
		self.assertEqual(sign_in_api.status(ACCOUNT, "1")["state"], "none")

	def test_signing_in_again_takes_the_place_of_the_first(self) -> None:
		first = self.connect()
		self.assertNotEqual(self.connect().access, first.access)

	def test_the_test_of_the_connection_says_what_is_missing(self) -> None:
		answer = account_api.test_connection(ACCOUNT)
		self.assertEqual(answer["works"], ["search"])
		self.assertIn("connect to DigiKey", answer["missing"])
		self.connect()
		self.assertEqual(account_api.test_connection(ACCOUNT), {"works": ["search", "lists"], "missing": ""})

	def test_disconnecting_forgets_the_tokens(self) -> None:
		self.connect()
		self.assertEqual(sign_in_api.disconnect(ACCOUNT)["state"], "none")
		self.assertIsNone(self.grant())
		kept = run_in_side_transaction(
			lambda: frappe.db.sql("select name from __Auth where doctype = 'Connector Token'")
		)
		self.assertNotIn(ACCOUNT, str(kept))
		with self.assertRaisesRegex(ShopError, "nobody has connected it"):
			self.send(self.order(line("SCTEST-R", RESISTOR)))

	def test_what_lacks_a_key_is_not_begun(self) -> None:
		self.change_account(client_secret="")
		with self.assertRaisesRegex(ShopError, "has no Client Secret"):
			sign_in_api.begin(ACCOUNT)

	def test_a_shop_without_sign_in_says_so(self) -> None:
		make_account("SCTEST Mouser")
		with self.assertRaisesRegex(ShopError, "needs no sign-in"):
			sign_in_api.begin("SCTEST Mouser")


class TestComingBack(SignInCase):
	def refused(self, back: Comeback, words: str, code: int = 400, **changes: str) -> None:
		"""Come back, and read why that is refused."""
		page = self.come_back(back, **changes)
		self.assertEqual(page.status_code, code)
		self.assertIn(words, self.sentence_in(page))
		self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
		self.assertEqual(page.headers["Cache-Control"], "no-store")
		for secret in (back.state, back.code):
			self.assertNotIn(secret, page.get_data(as_text=True))

	def test_a_forged_return_ends_nobodys_sign_in(self) -> None:
		back = self.go()
		self.refused(replace(back, state="forged"), "not known here")
		self.refused(replace(back, state="<script>alert(1)</script>"), "not known here")
		self.assertIsNone(self.grant())
		self.assertEqual(self.come_back(back).status_code, 303)

	def test_a_state_is_good_once(self) -> None:
		back = self.go()
		self.come_back(back)
		before = self.grant()
		self.refused(back, "used already")
		self.assertEqual(self.grant(), before)

	def test_another_user_is_refused(self) -> None:
		back = self.go()
		frappe.set_user(self.other_manager)
		self.refused(back, "begun by another user")
		self.assertIsNone(self.grant())
		# A state that somebody else has seen is good for nobody.
		frappe.set_user("Administrator")
		self.refused(back, "not known here")

	def test_who_is_not_logged_in_is_told_where_to_log_in_and_ends_nothing(self) -> None:
		back = self.go()
		frappe.set_user("Guest")
		self.refused(back, f"not logged in at {frappe.utils.get_url()}", 403)
		frappe.set_user("Administrator")
		self.assertEqual(self.come_back(back).status_code, 303)

	def test_who_lost_the_right_meanwhile_is_refused(self) -> None:
		frappe.set_user(self.manager)
		back = self.go()
		frappe.set_user("Administrator")
		frappe.get_doc("User", self.manager).remove_roles("Supplier Connect Manager")
		frappe.set_user(self.manager)
		self.refused(back, "no permission")
		self.assertIsNone(self.grant())

	def test_a_code_is_too_old_after_a_minute(self) -> None:
		back = self.go()
		self.sandbox.clock.offset_seconds = 61
		self.refused(back, "good once and for 60 seconds. Connect again")
		self.assertIsNone(self.grant())

	def test_a_denied_consent_changes_nothing(self) -> None:
		before = self.connect()
		self.refused(self.go(), "refused or broken off", code=400, error="access_denied")
		page = sign_in_api.callback(state=self.go().state, error="access_denied")
		self.assertIn("Nothing was changed", self.sentence_in(page))
		self.assertEqual(self.grant(), before)

	def test_a_wrong_secret_is_told(self) -> None:
		back = self.go()
		self.change_account(client_secret="wrong")
		self.refused(back, "take its Client ID and Client Secret")

	def test_a_shop_that_is_down_is_told(self) -> None:
		back = self.go()
		self.sandbox.faults.add(Fault(FaultKind.STATUS, path="token", status=503, times=-1))
		self.refused(back, ACCOUNT)
		self.assertIsNone(self.grant())

	def test_a_page_leads_back_to_the_account(self) -> None:
		page = self.come_back(self.go(), code="unknown").get_data(as_text=True)
		self.assertIn(get_url_to_form("Supplier Account", ACCOUNT), page)

	def test_over_http_the_answer_is_private_and_repeats_nothing(self) -> None:
		answer = _get(f"{_CALLBACK}?state=SECRET-STATE&code=SECRET-CODE&scope=x&error_description=y")
		self.assertEqual(answer.status_code, 403)
		self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
		self.assertEqual(answer.headers["Cache-Control"], "no-store")
		self.assertNotIn("SECRET", answer.get_data(as_text=True))


def _get(path: str) -> TestResponse:
	"""A request of somebody who is not logged in, with a site context of its own."""
	site, answers = frappe.local.site, []
	client = get_test_client(use_cookies=False)

	def run() -> None:
		with mock.patch("frappe.app.get_site_name", return_value=site):
			answers.append(client.get(path))

	thread = Thread(target=run)
	thread.start()
	thread.join()
	return answers[0]


class TestSecrets(SignInCase):
	"""No token, code, state or secret is written anywhere but where it belongs."""

	def secrets(self, back: Comeback, grant: Token | None = None) -> list[str]:
		"""All that must not show."""
		tokens = [grant.access, grant.refresh] if grant else []
		return [back.state, back.code, CLIENT_SECRET, *(token.reveal() for token in tokens if token)]

	def assert_unseen(self, secrets: list[str], *texts: str) -> None:
		"""None of the secrets stands in any of the texts."""
		for text in texts:
			for secret in secrets:
				self.assertNotIn(secret, text)

	def test_they_stand_in_no_answer_and_no_table(self) -> None:
		back = self.go()
		self.come_back(back)
		secrets = self.secrets(back, self.grant())
		self.assert_unseen(secrets, frappe.as_json(self.status()), str(self.come_back(back).headers))
		for doctype in ("Connector Token", "Connector Authorization Request", "Connector Call", "Error Log"):
			rows = run_in_side_transaction(
				lambda doctype=doctype: frappe.get_all(doctype, fields=["*"], limit_page_length=0)
			)
			self.assert_unseen(secrets, frappe.as_json(rows))
		self.assert_unseen(secrets, frappe.as_json(frappe.get_doc("Supplier Account", ACCOUNT).as_dict()))
		(name,) = run_in_side_transaction(
			lambda: frappe.get_all("Connector Token", {"account": ACCOUNT}, pluck="name")
		)
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc(frappe._dict(doctype="Connector Token", name=name)).get_password("access_token")

	def test_a_fault_of_ours_is_logged_without_them(self) -> None:
		back = self.go()
		with (
			mock.patch.object(DigiKeyOAuth, "exchange", side_effect=ZeroDivisionError("a fault of ours")),
			mock.patch.object(frappe, "log_error") as log,
		):
			page = self.come_back(back)
		self.assertIn("Error Log", self.sentence_in(page))
		logged = str(log.call_args)
		self.assertIn("a fault of ours", logged)
		self.assert_unseen(self.secrets(back), logged, page.get_data(as_text=True))

	def test_an_error_log_with_all_variables_shows_none(self) -> None:
		back = self.go()
		self.come_back(back)
		order = self.order(line("SCTEST-R", RESISTOR))
		for fault in (FaultKind.CUT, FaultKind.HTML):
			self.sandbox.faults.add(Fault(fault, times=-1))
			report = self._report(lambda: self.send(order))
			self.sandbox.faults.clear()
			self.assertIn("order_api.send", report)
			self.assert_unseen(self.secrets(back, self.grant()), report)

	def test_an_error_log_of_a_refresh_shows_none(self) -> None:
		back = self.go()
		self.come_back(back)
		old = self.kept()
		self.age(old, access_until=datetime.now(timezone.utc))
		order = self.order(line("SCTEST-R", RESISTOR))
		self.sandbox.faults.add(Fault(FaultKind.CUT_AFTER, path="token", times=-1))
		self.assert_unseen(self.secrets(back, old), self._report(lambda: self.send(order)))

	def _report(self, action: Callable[[], object]) -> str:
		try:
			action()
		except frappe.ValidationError:
			return str(frappe.get_traceback(with_context=True))
		raise AssertionError("it did not fail")


class TestEnded(SignInCase):
	def test_a_revoked_sign_in_ends_in_one_clear_sentence(self) -> None:
		self.connect()
		order = self.order(line("SCTEST-R", RESISTOR))
		self.admin("revoke", {"user": "buyer"})
		for _time in range(2):
			with self.assertRaisesRegex(
				ShopError, "DigiKey has ended its sign-in. Open the account and connect"
			):
				self.send(order)
		self.assertEqual(frappe.local.response["error"]["account"], ACCOUNT)
		shown = self.status()
		self.assertEqual(shown["state"], "ended")
		self.assertIn("ended its sign-in", shown["failure"])
		self.assertIn(ACCOUNT, sign_in_api.ended())
		self.connect()
		self.assertEqual(self.send(order)["state"], "Sent")
		self.assertNotIn(ACCOUNT, sign_in_api.ended())

	def test_a_dead_sign_in_asks_for_no_more_tokens(self) -> None:
		self.connect()
		self.admin("revoke", {"user": "buyer"})
		order = self.order(line("SCTEST-R", RESISTOR))
		for _time in range(3):
			self.assertRaises(ShopError, self.send, order)
		self.assertEqual(self.sandbox.state["sign_ins"]["refused"].get("refresh_token"), 1)

	def test_an_ended_access_token_is_renewed_by_itself(self) -> None:
		first = self.connect()
		self.admin("expire", {})
		self.assertEqual(self.send(self.order(line("SCTEST-R", RESISTOR)))["state"], "Sent")
		second = self.kept()
		self.assertNotEqual((second.access, second.refresh), (first.access, first.refresh))
		self.assertEqual((second.signed_in_by, second.signed_in_at), (first.signed_in_by, first.signed_in_at))

	def test_an_app_without_rights_to_lists_is_named(self) -> None:
		self.change_account(client_id=NO_LISTS_CLIENT_ID, client_secret=NO_LISTS_CLIENT_SECRET)
		self.connect()
		with self.assertRaisesRegex(ShopError, "doesn't let its app use MyLists"):
			self.send(self.order(line("SCTEST-R", RESISTOR)))


class TestOwn(SignInCase):
	def test_an_own_sign_in_is_used_before_the_accounts(self) -> None:
		self.connect()
		self.own_keys(self.buyer)
		self.assertEqual(read_account(ACCOUNT, self.buyer).sign_in_owner, "")
		answer = self.come_back(self.go(own=True, user="engineer"))
		self.assertIn("/connector-key/", answer.headers["Location"])
		self.assertEqual(read_account(ACCOUNT, self.buyer).sign_in_owner, self.buyer)
		self.assertEqual(self.status(own=True)["user"], self.buyer)
		self.send(self.order(line("SCTEST-R", RESISTOR)))
		self.assertEqual([kept["user"] for kept in self.lists], ["engineer"])
		frappe.set_user("Administrator")
		self.assertEqual(self.status()["user"], "Administrator")
		self.send(self.order(line("SCTEST-R", RESISTOR)))
		self.assertEqual([kept["user"] for kept in self.lists], ["engineer", "buyer"])

	def test_own_keys_need_an_own_sign_in(self) -> None:
		self.connect()
		self.own_keys(self.buyer, client_id=SECOND_CLIENT_ID, client_secret=SECOND_CLIENT_SECRET)
		known = read_account(ACCOUNT, self.buyer)
		self.assertEqual((known.credentials.owner, known.sign_in_owner), (self.buyer, self.buyer))
		order = self.order(line("SCTEST-R", RESISTOR))
		with self.assertRaisesRegex(ShopError, "nobody has connected it"):
			self.send(order)
		self.connect(own=True)
		self.assertEqual(self.send(order)["state"], "Sent")
		self.assertEqual([kept["organisation"] for kept in self.lists], ["second"])

	def test_the_account_is_connected_with_its_own_keys_by_whoever_has_others(self) -> None:
		self.own_keys("Administrator", client_id=SECOND_CLIENT_ID, client_secret=SECOND_CLIENT_SECRET)
		back = self.go()
		self.assertEqual(self.come_back(back).status_code, 303)
		known = account_of(self.account, self.buyer)
		self.assertEqual((known.sign_in_owner, known.credentials.owner), ("", ""))
		self.assertTrue(self.grant())
		self.assertIsNone(self.grant("Administrator"))

	def test_keys_that_belong_together_are_entered_together(self) -> None:
		with self.assertRaisesRegex(frappe.ValidationError, "Client ID, Client Secret"):
			self.own_keys(self.buyer, client_id="mine")

	def test_without_a_place_for_it_there_is_no_own_sign_in(self) -> None:
		frappe.set_user(self.buyer)
		with self.assertRaisesRegex(ShopError, "Open My Keys"):
			sign_in_api.begin(ACCOUNT, own=True)

	def test_disconnecting_oneself_leaves_the_account_connected(self) -> None:
		self.connect()
		self.own_keys(self.buyer)
		self.connect(own=True)
		sign_in_api.disconnect(ACCOUNT, own=True)
		self.assertIsNone(self.grant(self.buyer))
		self.assertTrue(self.grant())
		self.assertEqual(read_account(ACCOUNT, self.buyer).sign_in_owner, "")

	def test_who_may_connect(self) -> None:
		for user in (self.buyer, self.viewer, "Guest"):
			frappe.set_user(user)
			self.assertRaises(frappe.PermissionError, sign_in_api.begin, ACCOUNT)
			self.assertRaises(frappe.PermissionError, sign_in_api.disconnect, ACCOUNT)
		self.assertRaises(frappe.PermissionError, sign_in_api.status, ACCOUNT)
		for function in (sign_in_api.begin, sign_in_api.disconnect):
			self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[function], ["POST"])
			self.assertNotIn(function, frappe.guest_methods)
		self.assertNotIn(sign_in_api.status, frappe.guest_methods)
		self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[sign_in_api.callback], ["GET"])

	def test_nobody_writes_sign_ins_by_hand(self) -> None:
		for user in (self.manager, self.buyer, self.viewer):
			frappe.set_user(user)
			for doctype in ("Connector Token", "Connector Authorization Request"):
				for right in ("create", "write", "delete"):
					self.assertFalse(frappe.has_permission(doctype, right))
		self.assertFalse(frappe.has_permission("Connector Token", "read"))
		frappe.set_user(self.manager)
		self.assertTrue(frappe.has_permission("Connector Token", "read"))


class TestBelonging(SignInCase):
	"""Tokens are for the app and the place that they were made with."""

	def setUp(self) -> None:
		super().setUp()
		self.own_keys(self.buyer)
		self.connect(own=True)
		frappe.set_user("Administrator")
		self.connect()
		self.release()

	def change(self, **values: Any) -> None:
		"""Enter something else on the account, for good."""
		frappe.clear_messages()
		self.change_account(**values)

	def connected(self) -> tuple[bool, bool]:
		"""Whether the account and the buyer have a sign-in."""
		return bool(self.grant()), bool(self.grant(self.buyer))

	def test_another_client_id_ends_what_was_made_with_the_old_one(self) -> None:
		self.change(client_id=SECOND_CLIENT_ID, client_secret=SECOND_CLIENT_SECRET)
		self.assertEqual(self.connected(), (False, False))
		self.assertIn("connect it again", str(frappe.get_message_log()))

	def test_another_address_ends_it(self) -> None:
		self.change(base_url="https://api.digikey.com")
		self.assertEqual(self.connected(), (False, False))

	def test_another_connector_ends_it(self) -> None:
		self.change(connector="Mouser")
		self.assertEqual(self.connected(), (False, False))

	def test_anything_else_leaves_it(self) -> None:
		self.change(client_secret="another", country="Germany", customer_id="10001", timeout=7)
		self.assertEqual(self.connected(), (True, True))

	def test_a_client_id_of_ones_own_ends_ones_own_sign_in(self) -> None:
		frappe.set_user(self.buyer)
		name = frappe.db.get_value("Connector Key", {"account": ACCOUNT, "user": self.buyer})
		keys = frappe.get_doc("Connector Key", name)
		keys.update({"client_id": SECOND_CLIENT_ID, "client_secret": SECOND_CLIENT_SECRET})
		keys.save()
		self.commit()
		self.assertEqual(self.connected(), (True, False))
		self.connect(own=True)
		frappe.set_user("Administrator")
		# Whoever has an app of their own is not concerned.
		self.change(client_id=NO_LISTS_CLIENT_ID)
		self.assertEqual(self.connected(), (False, True))

	def test_deleted_keys_take_their_sign_in_along(self) -> None:
		name = frappe.db.get_value("Connector Key", {"account": ACCOUNT, "user": self.buyer})
		frappe.delete_doc("Connector Key", name)
		self.commit()
		self.assertEqual(self.connected(), (True, False))

	def test_a_deleted_account_takes_its_sign_ins_along(self) -> None:
		sign_in_api.begin(ACCOUNT)
		self.commit()
		name = frappe.db.get_value("Connector Key", {"account": ACCOUNT, "user": self.buyer})
		frappe.delete_doc("Connector Key", name)
		frappe.delete_doc("Supplier Account", ACCOUNT)
		self.commit()
		for doctype in ("Connector Token", "Connector Authorization Request"):
			self.assertFalse(frappe.db.exists(doctype, {"account": ACCOUNT}))

	def test_a_renamed_account_keeps_its_sign_in(self) -> None:
		renamed = f"{ACCOUNT} renamed"
		frappe.rename_doc("Supplier Account", ACCOUNT, renamed)
		self.commit()
		try:
			self.assertEqual(sign_in_api.status(renamed)["state"], "connected")
			self.assertEqual(read_account(renamed, self.buyer).sign_in_owner, self.buyer)
		finally:
			frappe.rename_doc("Supplier Account", renamed, ACCOUNT)
			self.commit()


class TestCare(SignInCase):
	"""The daily job."""

	def setUp(self) -> None:
		super().setUp()
		self.now = datetime.now(timezone.utc)

	def grown_old(self, days: int, owner: str = "") -> Token:
		"""A sign-in that was last used so many days ago, as far as we know."""
		grant = self.kept(owner)
		made = self.now - timedelta(days=days)
		aged = self.age(
			grant, owner, refresh_until=made + timedelta(days=90), access_until=made + timedelta(minutes=30)
		)
		row = {"account": ACCOUNT, "owner_user": owner, "kind": "Person"}
		moment = made.replace(tzinfo=None)
		run_in_side_transaction(lambda: frappe.db.set_value("Connector Token", row, {"refreshed_at": moment}))
		return aged

	def told(self) -> list[tuple[str, str]]:
		"""Who was notified of what."""
		rows = frappe.get_all(
			"Notification Log",
			{
				"document_type": ("in", ["Supplier Account", "Connector Key"]),
				"document_name": ("like", "SCTEST%"),
			},
			["for_user", "subject"],
			order_by="creation asc",
		)
		return [(row.for_user, row.subject) for row in rows]

	def mails(self) -> list[str]:
		"""Who gets a mail."""
		queue = {
			"reference_doctype": ("in", ["Supplier Account", "Connector Key"]),
			"reference_name": ("like", "SCTEST%"),
		}
		names = frappe.get_all("Email Queue", queue, pluck="name")
		return frappe.get_all("Email Queue Recipient", {"parent": ("in", [*names, ""])}, pluck="recipient")

	def test_a_sign_in_that_nobody_used_for_a_week_is_refreshed(self) -> None:
		self.connect()
		old = self.grown_old(8)
		sign_ins.keep_alive()
		new = self.kept()
		self.assertNotEqual(new.refresh, old.refresh)
		self.assertGreater(new.refresh_until or self.now, self.now + timedelta(days=89))
		self.assertEqual((new.signed_in_by, self.told()), ("Administrator", []))

	def test_a_young_sign_in_is_left_alone(self) -> None:
		self.connect()
		young = self.grown_old(6)
		sign_ins.keep_alive()
		self.assertEqual(self.grant(), young)

	def test_own_sign_ins_are_kept_alive_with_own_keys(self) -> None:
		self.own_keys(self.buyer, client_id=SECOND_CLIENT_ID, client_secret=SECOND_CLIENT_SECRET)
		self.connect(own=True)
		frappe.set_user("Administrator")
		old = self.grown_old(8, self.buyer)
		sign_ins.keep_alive()
		new = self.kept(self.buyer)
		self.assertNotEqual(new.refresh, old.refresh)
		self.assertFalse(new.failure)

	def test_one_that_fails_keeps_no_other_from_being_refreshed(self) -> None:
		self.connect()
		self.own_keys(self.buyer)
		self.connect(own=True)
		frappe.set_user("Administrator")
		self.grown_old(8)
		mine = self.grown_old(8, self.buyer)
		renew, calls = DigiKeyOAuth.renew, []

		def fail_once(door: DigiKeyOAuth, *arguments: Any) -> Token:
			calls.append(arguments)
			if len(calls) == 1:
				raise ZeroDivisionError
			return renew(door, *arguments)

		with (
			mock.patch.object(DigiKeyOAuth, "renew", fail_once),
			mock.patch.object(frappe, "log_error") as log,
		):
			sign_ins.keep_alive()
		self.assertEqual((len(calls), log.call_count), (2, 1))
		self.assertNotEqual(self.grant(self.buyer), mine)

	def test_an_outage_is_no_reason_to_warn_as_long_as_there_is_time(self) -> None:
		self.connect()
		old = self.grown_old(30)
		with mock.patch.object(DigiKeyOAuth, "renew", side_effect=Unavailable(msg("down"))):
			sign_ins.keep_alive()
		self.assertEqual((self.grant(), self.told()), (old, []))

	def send_mail_from(self, address: str) -> None:
		"""Have the site send mail, as most do."""
		account = {
			"email_id": address,
			"enable_outgoing": 1,
			"default_outgoing": 1,
			"smtp_server": "localhost",
		}
		frappe.get_doc({"doctype": "Email Account", "name": "SCTEST Mail", **account}).db_insert()
		# Frappe remembers that there is none.
		frappe.local.outgoing_email_account = {}
		self.addCleanup(setattr, frappe.local, "outgoing_email_account", {})

	def test_a_week_before_the_end_people_are_warned_once(self) -> None:
		self.send_mail_from("sctest@example.com")
		frappe.set_user(self.manager)
		self.connect()
		frappe.set_user("Administrator")
		self.grown_old(84)
		with mock.patch.object(DigiKeyOAuth, "renew", side_effect=Unavailable(msg("down"))):
			sign_ins.keep_alive()
			# As the end of the job does.
			frappe.db.after_commit.run()
			sign_ins.keep_alive()
		told = self.told()
		users = [user for user, _subject in told]
		self.assertEqual(len(users), len(set(users)))
		self.assertLessEqual({self.manager, self.other_manager, "Administrator"}, set(users))
		self.assertNotIn(self.buyer, users)
		self.assertIn(f"The sign-in of {ACCOUNT} ends on", told[0][1])
		self.assertIn(self.manager, self.mails())

	def test_a_dead_sign_in_is_told_once(self) -> None:
		self.connect()
		self.grown_old(8)
		self.admin("revoke", {"user": "buyer"})
		for _day in range(3):
			sign_ins.keep_alive()
			frappe.db.after_commit.run()
		self.assertEqual([user for user, _text in self.told()].count("Administrator"), 1)
		self.assertIn("has ended: connect it again", self.told()[0][1])
		self.assertEqual(self.sandbox.state["sign_ins"]["refused"], {"refresh_token": 1})
		self.connect()
		sign_ins.keep_alive()
		self.assertEqual([user for user, _text in self.told()].count("Administrator"), 1)

	def test_an_own_sign_in_is_its_users_affair(self) -> None:
		self.own_keys(self.buyer)
		self.connect(own=True)
		frappe.set_user("Administrator")
		self.age(self.kept(self.buyer), self.buyer, failure="It has ended.")
		sign_ins.keep_alive()
		self.assertEqual([user for user, _text in self.told()], [self.buyer])

	def test_the_job_is_scheduled(self) -> None:
		method = "supplier_connect.shops.desk.accounts.token_refresh.keep_alive"
		self.assertEqual(
			frappe.db.get_value("Scheduled Job Type", {"method": method}, "frequency"), "Daily Long"
		)


class TestAccountOfDigiKey(SignInCase):
	def test_its_fields_reach_the_engine(self) -> None:
		self.change_account(
			customer_id=" 10001 ",
			packing="Cut Tape",
			marketplace=1,
			cart_owner="Ada",
			cart_created_by="ERP",
			per_day=500,
		)
		known = read_account(ACCOUNT, self.buyer)
		self.assertEqual(
			(known.customer_id, known.packing, known.marketplace), ("10001", Packing.CUT_TAPE, True)
		)
		self.assertEqual((known.cart_owner, known.created_by, known.batch_size), ("Ada", "ERP", 0))
		self.assertEqual((known.limits.per_day, known.limits.day_ceiling), (500, 500))
		self.assertEqual(known.credentials.keys["client_id"].reveal(), CLIENT_ID)
		self.assertEqual(known.credentials.keys["client_secret"].reveal(), CLIENT_SECRET)

	def test_the_suppliers_own_limits_have_no_ceiling(self) -> None:
		self.change_account(limits_from="Supplier's Own", per_day=500)
		limits = read_account(ACCOUNT, self.buyer).limits
		self.assertEqual((limits.per_minute, limits.per_day, limits.day_ceiling), (120, 1000, 0))

	def test_the_list_of_connectors_tells_who_signs_in(self) -> None:
		found = {one["name"]: one for one in account_api.connectors()}
		self.assertTrue(found["DigiKey"]["sign_in"])
		self.assertFalse(found["Mouser"]["sign_in"])
		self.assertEqual([key["name"] for key in found["DigiKey"]["keys"]], ["client_id", "client_secret"])
