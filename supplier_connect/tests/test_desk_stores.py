"""The stores over DocTypes keep the same contracts as those over SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any
from unittest import mock

import frappe

from supplier_connect.desk.calls import DeskCallLog, DeskDayBudget, DeskWindows
from supplier_connect.desk.orders import DeskOrderBook, rate_decimals
from supplier_connect.desk.parts import DeskPartBook
from supplier_connect.desk.side_connection import keep
from supplier_connect.desk.times import from_site
from supplier_connect.desk.transfers import DeskTransferStore, settle_dead
from supplier_connect.model.calls import CallRecord
from supplier_connect.model.cart import CartChoice, TransferState
from supplier_connect.model.offer import Offer, PriceBreak
from supplier_connect.stores.protocols import PartBook
from supplier_connect.tests.contracts import (
	CallLogContract,
	DayBudgetContract,
	OrderBookContract,
	PartBookContract,
	TransferStoreContract,
	WindowTableContract,
)
from supplier_connect.tests.contracts.transfers import LEASE
from supplier_connect.tests.site import DocTypeHooks, SiteCase


class TestOrders(DocTypeHooks, OrderBookContract, SiteCase):
	def setUp(self) -> None:
		super().setUp()
		self.rate_decimals = rate_decimals(frappe.get_doc("Purchase Order", self.order.name))

	def make_store(self) -> DeskOrderBook:
		return DeskOrderBook()


class TestTransfers(DocTypeHooks, TransferStoreContract, SiteCase):
	def make_store(self) -> DeskTransferStore:
		return DeskTransferStore()

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
		self.run_in_parallel([settle_dead])
		self.assertIs(self.make_store().get(dead.name).state, TransferState.FAILED)
		self.assertIs(self.make_store().get(living.name).state, TransferState.SENDING)


class TestWindows(DocTypeHooks, WindowTableContract, SiteCase):
	def make_store(self) -> DeskWindows:
		return DeskWindows()


class TestBudget(DocTypeHooks, DayBudgetContract, SiteCase):
	def make_store(self) -> DeskDayBudget:
		return DeskDayBudget()


class TestCallLog(DocTypeHooks, CallLogContract, SiteCase):
	def make_store(self) -> DeskCallLog:
		return DeskCallLog()

	def recorded(self, account: str) -> Sequence[CallRecord]:
		rows = keep(
			lambda: frappe.get_all(
				"Supplier Call", filters={"account": account}, fields=["*"], order_by="called_at desc"
			)
		)
		return [_record(row) for row in rows]


def _record(row: Any) -> CallRecord:
	plain = ("account", "user", "method", "path", "status", "milliseconds", "received_bytes", "error")
	at = from_site(row.called_at)
	assert at is not None
	return CallRecord(**{field: row[field] for field in plain}, at=at)


class TestParts(DocTypeHooks, PartBookContract, SiteCase):
	def setUp(self) -> None:
		super().setUp()
		self._save(self.offer(self.unique("WARM")))
		frappe.db.delete("Supplier Part", {"account": self.account.name})

	def make_store(self) -> DeskPartBook:
		return DeskPartBook()

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
			minimum=doc.minimum,
			multiple=doc.multiple,
			maximum=doc.maximum or None,
			lead_time_days=doc.lead_time_days or None,
			lifecycle=doc.lifecycle,
			category=doc.category,
			packaging=tuple(doc.packaging.split(", ")),
			replacement=doc.replacement,
			rohs=doc.rohs,
			restriction=doc.restriction,
			url=doc.url,
			datasheet_url=doc.datasheet_url,
			image_url=doc.image_url,
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

	def count_statements(self, action: Callable[[PartBook], object]) -> int:
		with mock.patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
			action(self.make_store())
		return sql.call_count
