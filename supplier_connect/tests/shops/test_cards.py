"""The workspace's number cards and charts: their figures, their links, and whose they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.utils import add_days, now_datetime

from supplier_connect.api import cards
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.shops.desk.accounts.figures import utc_today
from supplier_connect.shops.desk.workspace import card_figures
from supplier_connect.tests.shops.test_item_api import (
	CAPACITOR,
	DIGIKEY_ACCOUNT,
	ITEM,
	MOUSER_ACCOUNT,
	MOUSER_SUPPLIER,
)
from supplier_connect.tests.support.resync_site import ResyncCase
from supplier_connect.tests.support.site import make_user


class CardCase(ResyncCase):
	def add_row(self, doctype: str, **values: Any) -> None:
		"""A row as a store writes it."""
		row = {"name": frappe.generate_hash(length=10), **values}
		frappe.db.bulk_insert(doctype, list(row), [tuple(row.values())])

	def seen_on_list(self, card: dict[str, Any]) -> int:
		"""How many rows the list has that a click on a card opens."""
		kind, doctype, _view = card["route"]
		self.assertEqual(kind, "List")
		filters = [[doctype, field, *condition] for field, condition in card["route_options"].items()]
		return len(frappe.get_list(doctype, filters=filters, limit_page_length=0))


class TestCards(CardCase):
	def test_calls_of_today_and_what_is_left(self) -> None:
		self.set_account(limits_from="Set Here", per_day=1000)
		before, left = cards.calls_today()["value"], cards.calls_left()["value"]
		self.look_up(CAPACITOR)
		self.assertEqual(cards.calls_today()["value"], before + 1)
		self.assertEqual(cards.calls_left()["value"], left - 1)

	def test_no_limit_is_no_number(self) -> None:
		self.assertEqual(cards.calls_left(), "No limit")

	def test_the_hit_rate_is_in_percent(self) -> None:
		self.set_account(cache_ttl=3600)
		for _time in range(2):
			self.look_up(CAPACITOR)
		card = cards.cache_hit_rate()
		self.assertEqual(card["fieldtype"], "Percent")
		self.assertTrue(0 < card["value"] < 100, card)

	def test_parts_are_counted_as_their_lists_show_them(self) -> None:
		frappe.db.delete("Supplier Part", {"name": ("!=", self.part)})
		for values, one in (
			({}, cards.parts_fresh),
			({"seen_on": add_days(now_datetime(), -100)}, cards.parts_stale),
			({"resync_state": "Failed"}, cards.parts_failed),
			({"resync_state": "Not Found"}, cards.parts_failed),
		):
			frappe.db.set_value("Supplier Part", self.part, values)
			for card in (cards.parts_fresh, cards.parts_stale, cards.parts_failed):
				told = card()
				self.assertEqual(told["value"], int(card is one), (values, card))
				self.assertEqual(self.seen_on_list(told), told["value"])

	def test_orders_sent_this_month_each_once(self) -> None:
		before = cards.orders_sent_this_month()["value"]
		cart = {"account": MOUSER_ACCOUNT, "supplier": MOUSER_SUPPLIER, "state": "Sent"}
		month_ago = card_figures.start_of_month() - timedelta(days=1)
		self.add_row("Supplier Cart", purchase_order="SCTEST-PO-1", sent_at=now_datetime(), **cart)
		self.add_row("Supplier Cart", purchase_order="SCTEST-PO-1", sent_at=now_datetime(), **cart)
		self.add_row("Supplier Cart", purchase_order="SCTEST-PO-2", sent_at=month_ago, **cart)
		self.assertEqual(cards.orders_sent_this_month()["value"], before + 1)

	def test_open_price_alerts(self) -> None:
		before = cards.price_alerts()["value"]
		for state in ("Open", "Closed"):
			self.add_row(
				"Supplier Alert",
				kind="Price Increase",
				state=state,
				part=self.part,
				item=ITEM,
				account=MOUSER_ACCOUNT,
			)
		card = cards.price_alerts()
		self.assertEqual((card["value"], self.seen_on_list(card)), (before + 1, before + 1))

	def test_parts_that_the_user_may_not_see_are_not_counted(self) -> None:
		frappe.db.delete("Supplier Part", {"name": ("!=", self.part)})
		self.add_to("SCTEST-C", CAPACITOR)
		user = make_user("sctest-reader", "Purchase User")
		frappe.set_user(user)
		self.assertEqual(cards.parts_fresh()["value"], 2)
		frappe.set_user("Administrator")
		frappe.permissions.add_user_permission("Item", ITEM, user)
		self.addCleanup(frappe.clear_cache, user=user)
		frappe.set_user(user)
		card = cards.parts_fresh()
		self.assertEqual((card["value"], self.seen_on_list(card)), (1, 1))

	def test_who_may_see_no_account_sees_no_figure_of_one(self) -> None:
		self.look_up(CAPACITOR)
		frappe.set_user(make_user("sctest-nobody", "Sales User"))
		self.assertEqual(cards.calls_today()["value"], 0)
		self.assertEqual(cards.cache_hit_rate(), "–", "where nothing was asked for, no share was found")
		self.assertEqual(cards.parts_fresh()["value"], 0)
		self.assertEqual(cards.calls_per_day()["datasets"], [])
		self.assertEqual(cards.price_index()["datasets"], [])


class TestCharts(CardCase):
	def line(self, chart: dict[str, Any], account: str) -> list[float]:
		"""The values of an account."""
		(values,) = [one["values"] for one in chart["datasets"] if one["name"] == account]
		self.assertEqual(len(values), len(chart["labels"]))
		return values

	def test_calls_of_each_day_and_account(self) -> None:
		two_days_ago = utc_today() - timedelta(days=2)
		used = {"account": DIGIKEY_ACCOUNT, "user": "", "endpoint": "x", "day": two_days_ago}
		run_in_side_transaction(lambda: self.add_row("Connector Usage", calls=5, **used))
		chart = cards.calls_per_day()
		self.assertEqual(self.line(chart, DIGIKEY_ACCOUNT)[-3:-1], [5, 0])
		self.assertEqual(self.line(chart, MOUSER_ACCOUNT)[-1], 1)

	def changed(self, days_ago: int, ratio: float, part: str | None = None) -> None:
		"""Have a price changed some days ago."""
		day = datetime.combine(utc_today() - timedelta(days=days_ago), datetime.min.time())
		self.add_row(
			"Supplier Part History",
			part=part or self.part,
			account=MOUSER_ACCOUNT,
			item=ITEM,
			seen_on=day,
			currency="USD",
			prices="[]",
			price_ratio=ratio,
		)

	def test_the_price_index_is_chained_and_spread_over_all_parts(self) -> None:
		self.changed(days_ago=3, ratio=1.21)
		self.assertEqual(self.line(cards.price_index(), MOUSER_ACCOUNT)[-5:], [0, 21, 21, 21, 21])
		self.add_to("SCTEST-C", CAPACITOR)
		self.assertEqual(self.line(cards.price_index(), MOUSER_ACCOUNT)[-1], 10, "one of two parts")
		self.changed(days_ago=1, ratio=1 / 1.21)
		self.assertEqual(self.line(cards.price_index(), MOUSER_ACCOUNT)[-3:], [10, 0, 0])

	def test_what_can_not_be_compared_moves_nothing(self) -> None:
		self.changed(days_ago=3, ratio=0)
		self.changed(days_ago=400, ratio=3)
		self.assertEqual(set(self.line(cards.price_index(), MOUSER_ACCOUNT)), {0})
