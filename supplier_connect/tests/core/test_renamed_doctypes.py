"""A site from before the shared DocTypes were named Connector ... keeps all that it has stored, secrets too."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from unittest import mock

import frappe

from supplier_connect.core.desk.calls import DeskCallLog, DeskDailyQuota, DeskRateLimitWindows
from supplier_connect.core.desk.response_cache import DeskResponseStore
from supplier_connect.core.desk.tokens import DeskAuthorizationRequestStore, DeskTokenStore
from supplier_connect.core.http.ports import CachedResponse
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import AuthorizationRequest, Token, TokenKey, TokenKind
from supplier_connect.patches import name_shared_doctypes
from supplier_connect.tests.support.site import SiteCase, make_account, make_user

ACCOUNT = "SCTEST Renamed"
NOW = datetime.now(timezone.utc).replace(microsecond=0)
LATER = NOW + timedelta(hours=1)
TOKEN = TokenKey(ACCOUNT, "", TokenKind.PERSON)
SUPPLIER = f"{ACCOUNT} Supplier"


class TestRenaming(SiteCase):
	def setUp(self) -> None:
		super().setUp()
		# As in a migration: outside of one Frappe renames the files of a DocType, too.
		migrating = mock.patch.dict(frappe.flags, in_patch=True)
		migrating.start()
		self.addCleanup(migrating.stop)
		self.addCleanup(self.take_back)
		account = make_account(ACCOUNT).doc
		self.user = make_user("sctest-renamed", "Purchase User")
		self.key = frappe.get_doc(
			{"doctype": "Connector Key", "account": account.name, "user": self.user, "search_key": "mine"}
		).insert()
		self.commit()
		self.token = Token(Secret("access"), LATER, Secret("refresh"), LATER, self.user, NOW)
		DeskTokenStore().save(TOKEN, self.token)
		self.state = Secret("state")
		DeskAuthorizationRequestStore().begin(
			AuthorizationRequest(self.state, ACCOUNT, "", self.user, "https://erp.example.com", LATER)
		)
		DeskCallLog().record(CallRecord(ACCOUNT, "", "GET", "/x", 200, 5, 10, "", NOW))
		DeskDailyQuota().take(ACCOUNT, NOW.date(), 0, 0)
		DeskRateLimitWindows().update(ACCOUNT, lambda _times: [NOW.timestamp()])
		DeskResponseStore().put(CachedResponse("sctest-renamed", ACCOUNT, "/x", 200, "{}", NOW, LATER))
		self.commit()

	def take_back(self) -> None:
		name_shared_doctypes.execute()
		frappe.set_user("Administrator")
		frappe.delete_doc("Connector Key", self.key.name, force=True)
		frappe.delete_doc("Supplier Account", ACCOUNT, force=True)
		frappe.delete_doc("Supplier", SUPPLIER, force=True)
		frappe.db.commit()  # nosemgrep

	def counts(self) -> dict[str, int]:
		return {new: frappe.db.count(new) for new in name_shared_doctypes.RENAMED.values()}

	def test_everything_is_there_under_its_new_name(self) -> None:
		before = self.counts()
		self.assertGreater(min(before.values()), 0)
		for old, new in name_shared_doctypes.RENAMED.items():
			frappe.rename_doc("DocType", new, old, force=True)
			frappe.db.sql("update `__Auth` set doctype = %s where doctype = %s", (old, new))
		self.commit()
		self.assertFalse(frappe.db.exists("DocType", "Connector Token"))

		for _time in range(2):
			name_shared_doctypes.execute()
			self.commit()
			self.assertEqual(self.counts(), before)
		for old in name_shared_doctypes.RENAMED:
			self.assertFalse(frappe.db.exists("DocType", old))
		self.assertEqual(DeskTokenStore().read(TOKEN), self.token)
		self.assertEqual(frappe.get_doc("Connector Key", self.key.name).get_password("search_key"), "mine")
		self.assertEqual(DeskAuthorizationRequestStore().take(self.state, NOW).user, self.user)
		self.assertEqual(DeskDailyQuota().taken(ACCOUNT, NOW.date()), 1)
