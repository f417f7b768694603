"""The stores over DocTypes keep the same contracts as those over SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from unittest import mock

import frappe

from supplier_connect.core.desk.calls import DeskCallLog, DeskDailyQuota, DeskRateLimitWindows
from supplier_connect.core.desk.clock import from_site
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.core.desk.tokens import DeskAuthorizationRequestStore, DeskTokenStore
from supplier_connect.core.http.session import ResponseRules
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token, TokenKey, TokenKind
from supplier_connect.shops.desk.accounts.accounts import host
from supplier_connect.shops.desk.cart.carts import DeskSupplierCartStore, fail_stale_carts
from supplier_connect.shops.desk.cart.orders import DeskOrderBook, rate_decimals
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.model.cart import CartChoice, SupplierCartState
from supplier_connect.shops.model.offer import Offer, Packing, Parameter, PriceBreak
from supplier_connect.shops.ports import PartBook
from supplier_connect.tests.contracts import (
	CallLogContract,
	DayBudgetContract,
	GrantStoreContract,
	OrderBookContract,
	PartBookContract,
	SignInStoreContract,
	TransferStoreContract,
	WindowTableContract,
)
from supplier_connect.tests.contracts.sign_ins import NOW
from supplier_connect.tests.contracts.transfers import LEASE
from supplier_connect.tests.support.site import DocTypeHooks, SiteCase

_ANSWERS = {"Yes": True, "No": False, "": None, None: None}


class TestOrders(DocTypeHooks, OrderBookContract, SiteCase):
	def setUp(self) -> None:
		super().setUp()
		self.rate_decimals = rate_decimals(frappe.get_doc("Purchase Order", self.order.name))

	def make_store(self) -> DeskOrderBook:
		return DeskOrderBook()


class TestTransfers(DocTypeHooks, TransferStoreContract, SiteCase):
	def make_store(self) -> DeskSupplierCartStore:
		return DeskSupplierCartStore()

	def test_a_shops_words_are_cut_to_fit_and_hold_no_markup(self) -> None:
		odd = replace(
			self.line_of(self.order, 0),
			manufacturer="<img src=x onerror=alert(1)>Maker",
			lifecycle="L" * 500,
			error="no <script>alert(1)</script>",
			stock=2**40,
		)
		claimed = replace(self.claim(), lines=(odd,))
		self.make_store().save(claimed)
		(kept,) = self.make_store().get(claimed.name).lines
		self.assertNotIn("onerror", kept.manufacturer)
		self.assertNotIn("<script", kept.error)
		self.assertEqual((len(kept.lifecycle), kept.stock), (140, 2**31 - 1))

	def test_the_scheduler_settles_the_dead_and_leaves_the_living(self) -> None:
		dead = self.claim()
		now = datetime.now(timezone.utc)
		living = self.make_store().claim(
			self.order_of(self.account), self.account, CartChoice.SAME, now, now + LEASE
		)
		self.run_in_parallel([fail_stale_carts])
		self.assertIs(self.make_store().get(dead.name).state, SupplierCartState.FAILED)
		self.assertIs(self.make_store().get(living.name).state, SupplierCartState.SENDING)


class TestWindows(DocTypeHooks, WindowTableContract, SiteCase):
	def make_store(self) -> DeskRateLimitWindows:
		return DeskRateLimitWindows()


class TestBudget(DocTypeHooks, DayBudgetContract, SiteCase):
	def make_store(self) -> DeskDailyQuota:
		return DeskDailyQuota()


class TestCallLog(DocTypeHooks, CallLogContract, SiteCase):
	def make_store(self) -> DeskCallLog:
		return DeskCallLog()

	def recorded(self, account: str) -> Sequence[CallRecord]:
		rows = run_in_side_transaction(
			lambda: frappe.get_all(
				"Connector Call", filters={"account": account}, fields=["*"], order_by="called_at desc"
			)
		)
		return [_record(row) for row in rows]


def _record(row: Any) -> CallRecord:
	plain = ("account", "user", "method", "path", "status", "milliseconds", "received_bytes", "error")
	at = from_site(row.called_at)
	assert at is not None
	return CallRecord(**{field: row[field] for field in plain}, at=at)


def _stored_text(*tables: str) -> str:
	"""All that some tables hold, as the database has it."""
	return run_in_side_transaction(
		lambda: str([frappe.db.sql(f"select * from `{table}`") for table in tables])  # noqa: S608
	)


class TestGrants(DocTypeHooks, GrantStoreContract, SiteCase):
	def make_store(self) -> DeskTokenStore:
		return DeskTokenStore()

	def raw_text(self) -> str:
		return _stored_text("tabConnector Token", "__Auth")

	def _lose_encryption_key(self) -> None:
		"""Make the tokens of this test's grants unreadable."""
		run_in_side_transaction(
			lambda: frappe.db.sql(
				"""update __Auth set password = 'gAAAA' where doctype = 'Connector Token'
				and name in (select name from `tabConnector Token` where account = %s)""",
				self.key.account,
			)
		)

	def test_a_grant_outlives_a_rollback(self) -> None:
		self.make_store().save(self.key, self.grant)
		frappe.db.rollback(save_point="supplier_connect_test")
		self.assertEqual(self.kept(), self.grant)

	def test_a_grant_of_a_lost_encryption_key_says_so(self) -> None:
		self.make_store().save(self.key, self.grant)
		self._lose_encryption_key()
		kept = self.kept()
		assert kept
		self.assertIn("Connect the account again", kept.failure)
		self.assertFalse(kept.access)
		self.make_store().save(self.key, self.grant)
		self.assertEqual(self.kept(), self.grant)

	def test_the_app_asks_for_another_token_where_the_old_one_can_not_be_read(self) -> None:
		key = replace(self.key, kind=TokenKind.APP)
		self.make_store().save(key, Token(Secret("token"), NOW))
		self._lose_encryption_key()
		self.assertIsNone(self.make_store().read(key))
		self.assertTrue(self.make_store().claim(key, None, NOW, NOW + timedelta(seconds=1)))

	def test_a_token_that_can_not_be_stored_is_in_no_frame(self) -> None:
		broken = mock.patch("frappe.utils.password.encrypt", side_effect=RuntimeError("no"))
		with broken, self.assertRaises(RuntimeError):
			self.make_store().save(self.key, self.grant)
		try:
			with broken:
				self.make_store().save(self.key, self.grant)
		except RuntimeError:
			report = frappe.get_traceback(with_context=True)
		self.assertIn("_seal", report)
		self.assertNotIn(self.grant.access.reveal(), report)


class TestSignIns(DocTypeHooks, SignInStoreContract, SiteCase):
	def make_store(self) -> DeskAuthorizationRequestStore:
		return DeskAuthorizationRequestStore()

	def raw_text(self) -> str:
		return _stored_text("tabConnector Authorization Request")


class TestThreads(DocTypeHooks, SiteCase):
	"""Shops are asked side by side: their stores are made in the thread of a request and used in others."""

	def test_stores_work_in_a_thread_that_knows_no_site(self) -> None:
		name = self.unique("Account")
		now = datetime.now(timezone.utc)
		windows, budget, log, grants = (
			DeskRateLimitWindows(),
			DeskDailyQuota(),
			DeskCallLog(),
			DeskTokenStore(),
		)
		record = CallRecord(name, "", "GET", "/x", 200, 1, 1, "", now)
		with ThreadPoolExecutor(2) as threads:
			times = [threads.submit(windows.update, name, lambda times: [*times, 1.0]) for _time in range(4)]
			place = threads.submit(budget.take, name, now.date(), 5, 0)
			threads.submit(log.record, record).result()
			grant = threads.submit(grants.read, TokenKey(name, "", TokenKind.APP))
			self.assertEqual(sorted(len(one.result()) for one in times), [1, 2, 3, 4])
			self.assertEqual(place.result().number, 1)
			self.assertIsNone(grant.result())
		self.assertEqual(
			run_in_side_transaction(lambda: frappe.db.count("Connector Call", {"account": name})), 1
		)

	def test_a_host_works_in_a_thread_that_knows_no_site(self) -> None:
		account = self.make_account(self.unique("Account"))
		tools = host()
		with ThreadPoolExecutor(1) as threads:
			session = threads.submit(tools.session, account, ResponseRules(lambda _answer: None)).result()
		self.assertTrue(session)


def _for_good(action: Callable[[], object]) -> Callable[[], object]:
	def do() -> object:
		done = action()
		frappe.db.commit()  # nosemgrep
		return done

	return do


class TestParts(DocTypeHooks, PartBookContract, SiteCase):
	def setUp(self) -> None:
		super().setUp()
		self._save(self.offer(self.unique("WARM")))
		frappe.db.delete("Supplier Part", {"account": self.account.name})

	def make_store(self) -> DeskPartBook:
		return DeskPartBook()

	def key_of(self, account: str, item: str, sku: str) -> str:
		return frappe.db.get_value("Supplier Part", {"account": account, "item": item, "sku": sku})

	def stored_offer(self, account: str, item: str, sku: str) -> Offer:
		name = frappe.db.get_value("Supplier Part", {"account": account, "item": item, "sku": sku})
		doc = frappe.get_doc("Supplier Part", name)
		return Offer(
			sku=doc.sku,
			mpn=doc.mpn,
			manufacturer=doc.manufacturer,
			description=doc.description,
			currency=doc.currency,
			breaks=tuple(
				PriceBreak(row.quantity, Decimal(str(row.price)).quantize(Decimal("0.000001")))
				for row in doc.price_breaks
			),
			stock=doc.stock if doc.stock_known else None,
			minimum=doc.minimum or None,
			multiple=doc.multiple or None,
			maximum=doc.maximum or None,
			lead_time_days=doc.lead_time_days or None,
			lifecycle=doc.lifecycle,
			category=doc.category,
			packaging=tuple(filter(None, doc.packaging.split(", "))),
			packing=Packing(doc.packing) if doc.packing else None,
			standard_package=doc.standard_package or None,
			fee=Decimal(str(doc.fee)).quantize(Decimal("0.01")) if doc.fee else None,
			last_buy=doc.last_buy,
			non_returnable=_ANSWERS[doc.non_returnable],
			tariff=_ANSWERS[doc.tariff],
			surcharge=doc.surcharge,
			marketplace=bool(doc.marketplace),
			replacement=doc.replacement,
			rohs=doc.rohs,
			restriction=doc.restriction,
			url=doc.url,
			datasheet_url=doc.datasheet_url,
			image_url=doc.image_url,
			parameters=tuple(Parameter(row.parameter, row.value, row.unit) for row in doc.parameters),
		)

	def make_preferred(self, account: str, item: str, sku: str) -> None:
		name = frappe.db.get_value("Supplier Part", {"account": account, "item": item, "sku": sku})
		doc = frappe.get_doc("Supplier Part", name)
		doc.preferred = 1
		doc.save()

	def make_supplier_number(self, supplier: str, item: str, number: str) -> None:
		doc = frappe.get_doc("Item", item)
		doc.append("supplier_items", {"supplier": supplier, "supplier_part_no": number})
		doc.save()

	def at_once(self, actions: Sequence[Callable[[], object]]) -> list[object]:
		self.addCleanup(self._delete_for_good)
		self.commit()
		done = super().at_once([_for_good(action) for action in actions])
		self.commit()
		return done

	def _delete_for_good(self) -> None:
		frappe.set_user("Administrator")
		for name in frappe.get_all("Supplier Part", {"account": self.account.name}, pluck="name"):
			frappe.delete_doc("Supplier Part", name)
		frappe.delete_doc("Item", self.item)
		frappe.delete_doc("Supplier Account", self.account.name)
		frappe.delete_doc("Supplier", self.account.supplier)
		self.commit()

	def count_statements(self, action: Callable[[PartBook], object]) -> int:
		with mock.patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
			action(self.make_store())
		return sql.call_count
