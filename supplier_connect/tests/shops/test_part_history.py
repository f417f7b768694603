"""What is kept of prices and stock over time, and what people do to supplier parts by hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import frappe

from supplier_connect.core.desk.clock import to_site
from supplier_connect.shops.desk.parts.part_history import thin_out
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.model.offer import Offer, PriceBreak
from supplier_connect.tests.support.site import DocTypeHooks, SiteCase, transactions

_MONDAY = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
_ALWAYS = datetime(2000, 1, 1, tzinfo=timezone.utc)


class TestHistory(DocTypeHooks, SiteCase):
	def setUp(self) -> None:
		super().setUp()
		self.account = self.make_account(self.unique("Account"))
		self.item = self.make_item(self.unique("ITEM"))

	def offer(self, stock: int | None = 100, *prices: str, currency: str = "USD") -> Offer:
		"""An offer with prices for 1, 10, 100 and so on."""
		breaks = tuple(PriceBreak(10**place, Decimal(price)) for place, price in enumerate(prices))
		return Offer("SKU-1", "MPN", "Maker", "10 kΩ", currency, breaks, stock=stock)

	def save(self, at: datetime, offer: Offer) -> None:
		"""Store an offer that was seen at a time."""
		DeskPartBook().save_offers(self.account.name, [(self.item, offer)], at)

	@property
	def part(self) -> Any:
		"""The only part of the account."""
		return frappe.get_last_doc("Supplier Part", {"account": self.account.name})

	def rows(self) -> list[Any]:
		"""The rows of its history."""
		return frappe.get_all(
			"Supplier Part History",
			{"part": self.part.name},
			["seen_on", "stock", "stock_known", "currency", "prices", "price_ratio", "account", "item"],
			order_by="seen_on asc, creation asc",
		)

	def stocks(self) -> list[int | None]:
		"""The stocks of its points."""
		return [point.stock for point in DeskPartBook().history(self.part.name, _ALWAYS)]

	# rows

	def test_a_number_with_markup_is_kept_without(self) -> None:
		self.save(_MONDAY, replace(self.offer(1, "0.20"), sku="311-10K<img src=x onerror=alert(1)>"))
		self.assertEqual(self.part.sku, "311-10K")

	def test_a_row_holds_prices_only_where_they_changed(self) -> None:
		self.save(_MONDAY, self.offer(100, "0.10", "0.05"))
		self.save(_MONDAY + timedelta(days=1), self.offer(90, "0.10", "0.05"))
		self.save(_MONDAY + timedelta(days=2), self.offer(90, "0.125", "0.05"))
		first, second, third = self.rows()
		self.assertEqual((first.prices, first.price_ratio), ('[[1,"0.1"],[10,"0.05"]]', 0))
		self.assertEqual((second.prices, second.stock, second.price_ratio), ("", 90, 0))
		self.assertEqual((third.prices, third.price_ratio), ('[[1,"0.125"],[10,"0.05"]]', 1.25))
		self.assertEqual((first.seen_on, first.account), (datetime(2026, 3, 2, 12), self.account.name))
		self.assertEqual((first.item, first.currency), (self.item, "USD"))

	def test_prices_are_compared_at_the_smallest_quantity_that_both_have(self) -> None:
		self.save(_MONDAY, self.offer(1, "0.20", "0.10"))
		only_ten = replace(self.offer(1), breaks=(PriceBreak(10, Decimal("0.15")),))
		self.save(_MONDAY + timedelta(days=1), only_ten)
		self.assertEqual(self.rows()[-1].price_ratio, 1.5)

	def test_prices_in_another_currency_or_at_other_quantities_are_not_compared(self) -> None:
		self.save(_MONDAY, self.offer(1, "0.20"))
		self.save(_MONDAY + timedelta(days=1), self.offer(1, "0.40", currency="EUR"))
		self.save(
			_MONDAY + timedelta(days=2),
			replace(self.offer(1, currency="EUR"), breaks=(PriceBreak(7, Decimal("0.1")),)),
		)
		self.assertEqual([row.price_ratio for row in self.rows()], [0, 0, 0])
		self.assertEqual([row.currency for row in self.rows()], ["USD", "EUR", "EUR"])

	def test_a_price_with_more_decimals_than_are_kept_changes_nothing_the_next_time(self) -> None:
		for day in range(3):
			self.save(_MONDAY + timedelta(days=day), self.offer(1, "0.12345678951", "123456789.123456789"))
		self.assertEqual(len(self.rows()), 1)

	def test_a_part_from_before_the_history_begins_with_what_was_known(self) -> None:
		self.save(_MONDAY, self.offer(100, "0.10"))
		frappe.db.delete("Supplier Part History", {"part": self.part.name})
		self.save(_MONDAY + timedelta(days=1), self.offer(50, "0.20"))
		points = DeskPartBook().history(self.part.name, _ALWAYS)
		self.assertEqual([point.at for point in points], [_MONDAY, _MONDAY + timedelta(days=1)])
		self.assertEqual([point.stock for point in points], [100, 50])
		self.assertEqual(self.rows()[-1].price_ratio, 2)

	# freshness

	def test_a_saved_offer_makes_the_part_fresh(self) -> None:
		self.save(_MONDAY, self.offer(1, "0.20"))
		marks = {"resync_state": "Failed", "failures": 3, "failure": "No", "not_found_on": to_site(_MONDAY)}
		frappe.db.set_value("Supplier Part", self.part.name, marks)
		later = _MONDAY + timedelta(days=1)
		self.save(later, self.offer(1, "0.20"))
		part = self.part
		self.assertEqual((part.resync_state, part.failures, part.failure), ("Fresh", 0, ""))
		self.assertIsNone(part.not_found_on)
		self.assertEqual({part.seen_on, part.tried_on, part.details_on}, {to_site(later)})

	def test_an_older_offer_makes_no_part_older(self) -> None:
		self.save(_MONDAY, self.offer(1, "0.20"))
		self.save(_MONDAY - timedelta(days=9), replace(self.offer(2, "0.20"), lead_time_days=7))
		self.assertEqual(self.part.seen_on, to_site(_MONDAY))
		self.assertEqual(self.part.lead_time_days, 7)
		self.assertEqual(self.stocks(), [1])

	def test_what_is_stored_already_is_not_written_again(self) -> None:
		self.save(_MONDAY, self.offer(1, "0.20", "0.10"))
		before = [row.name for row in self.part.price_breaks]
		self.save(_MONDAY + timedelta(days=1), self.offer(2, "0.20", "0.10"))
		self.assertEqual([row.name for row in self.part.price_breaks], before)

	# by hand

	def entered(self, **values: Any) -> Any:
		"""A Supplier Part that a person enters."""
		return frappe.get_doc(
			{
				"doctype": "Supplier Part",
				"account": self.account.name,
				"item": self.item,
				"sku": "SKU-1",
				"currency": "EUR",
				**values,
			}
		).insert()

	def test_a_part_entered_by_hand_begins_its_history(self) -> None:
		self.entered(stock=5, price_breaks=[{"quantity": 1, "price": 0.25}])
		(row,) = self.rows()
		self.assertEqual((row.stock, row.prices, row.currency), (5, '[[1,"0.25"]]', "EUR"))

	def test_prices_and_stock_changed_by_hand_leave_a_point(self) -> None:
		doc = self.entered(stock=5, price_breaks=[{"quantity": 1, "price": 0.25}])
		doc.price_breaks[0].price = 0.3
		doc.save()
		doc.stock = 0
		doc.save()
		points = DeskPartBook().history(doc.name, _ALWAYS)
		self.assertEqual([point.stock for point in points], [5, 5, 0])
		self.assertEqual(
			[point.breaks[0].price for point in points], list(map(Decimal, ("0.25", "0.3", "0.3")))
		)
		self.assertEqual(self.rows()[1].price_ratio, 1.2)

	def test_prices_taken_away_by_hand_leave_a_point_without_any(self) -> None:
		doc = self.entered(stock=5, price_breaks=[{"quantity": 1, "price": 0.25}])
		doc.price_breaks = []
		doc.save()
		self.assertEqual([len(point.breaks) for point in DeskPartBook().history(doc.name, _ALWAYS)], [1, 0])

	def test_another_number_has_no_history_yet_and_was_never_asked_for(self) -> None:
		self.save(_MONDAY, self.offer(1, "0.20"))
		self.save(_MONDAY + timedelta(days=1), self.offer(1, "0.40"))
		marks = {
			"resync_state": "Not Found",
			"not_found_on": to_site(_MONDAY),
			"tried_at_utc": to_site(_MONDAY),
		}
		frappe.db.set_value("Supplier Part", self.part.name, marks)
		part = self.part
		part.sku = part.sku.lower()
		part.save()
		self.assertEqual((len(self.rows()), self.part.resync_state), (2, "Not Found"), "the same number")
		part.sku = "SKU-2"
		part.save()
		(row,) = self.rows()
		self.assertEqual((row.prices, row.price_ratio), ('[[1,"0.4"]]', 0))
		part = self.part
		self.assertEqual((part.resync_state, part.not_found_on, part.seen_on), ("", None, None))
		self.assertEqual((part.tried_on, part.tried_at_utc, part.details_on), (None, None, None))

	def test_the_history_of_a_part_goes_with_it_to_another_item(self) -> None:
		self.save(_MONDAY, self.offer(1, "0.20"))
		other = self.make_item(self.unique("ITEM"))
		part = self.part
		part.item = other
		part.save()
		frappe.delete_doc("Item", self.item)
		self.assertEqual([row.item for row in self.rows()], [other])

	def test_other_changes_by_hand_leave_no_point(self) -> None:
		doc = self.entered(stock=5, price_breaks=[{"quantity": 1, "price": 0.25}])
		doc.description = "another"
		doc.save()
		self.assertEqual(len(self.rows()), 1)

	def test_the_shop_saying_what_was_entered_leaves_no_point(self) -> None:
		self.entered(stock=5, price_breaks=[{"quantity": 1, "price": 0.25}])
		self.save(datetime.now(timezone.utc), self.offer(5, "0.25", currency="EUR"))
		self.assertEqual(len(self.rows()), 1)

	# thinning

	def keep_for(self, days: int) -> None:
		"""Have every stock count kept for so many days."""
		doc = frappe.get_doc("Supplier Connect Settings")
		doc.history_days = days
		doc.save()

	def test_of_old_stock_counts_one_a_week_stays_and_all_prices(self) -> None:
		self.keep_for(30)
		# Monday to Sunday, and three days of the next week; the price changes on the third day.
		for day in range(10):
			self.save(_MONDAY + timedelta(days=day), self.offer(day, "0.20" if day < 2 else "0.30"))
		fresh = datetime.now(timezone.utc) - timedelta(days=9)
		for day in range(3):
			self.save(fresh + timedelta(days=day), self.offer(100 + day, "0.30"))
		with transactions():
			thin_out()
			self.assertEqual(self.stocks(), [0, 2, 6, 9, 100, 101, 102])
			thin_out()
		points = DeskPartBook().history(self.part.name, _ALWAYS)
		self.assertEqual([point.stock for point in points], [0, 2, 6, 9, 100, 101, 102])
		self.assertEqual([str(point.breaks[0].price) for point in points], ["0.2", *["0.3"] * 6])

	def test_histories_are_thinned_out_part_by_part(self) -> None:
		self.keep_for(30)
		parts = [f"SCTEST-{number:04}" for number in range(1203)]
		days = [_MONDAY.replace(tzinfo=None) + timedelta(days=day) for day in range(2)]
		self.insert_rows([(part, day) for part in parts for day in days])
		with transactions():
			thin_out()
		of_test = {"account": self.account.name}
		kept = frappe.get_all("Supplier Part History", of_test, ["part", "seen_on"], order_by="part asc")
		self.assertEqual([(row.part, row.seen_on) for row in kept], [(part, days[1]) for part in parts])

	def insert_rows(self, rows: Collection[tuple[str, datetime]]) -> None:
		"""Stock counts of parts."""
		frappe.db.bulk_insert(
			"Supplier Part History",
			["name", "account", "part", "seen_on", "prices", "stock_known"],
			[(frappe.generate_hash(length=10), self.account.name, part, day, "", 1) for part, day in rows],
		)
