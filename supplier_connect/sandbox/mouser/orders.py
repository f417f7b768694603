"""The orders of the sandbox's Mouser, as its Order and Order History APIs tell them. Nothing can be ordered by a call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from babel import Locale

from supplier_connect.sandbox.catalogue.money import RATES, amount, currency_of, unit_price
from supplier_connect.sandbox.mouser.cart import StoredCart, cart_wire, checked_country, fees_of, merchandise
from supplier_connect.sandbox.mouser.errors import invalid, not_found, required

_FIRST_NUMBER = 270_000_001
_SHIPPED_AFTER = timedelta(days=1)
_BUYER = "Sandbox Buyer"
# Code, name, US dollars.
_SHIPPING = (
	(1, "FedEx Ground", "7.99"),
	(2, "FedEx International Priority", "20.00"),
	(3, "UPS Express Saver", "24.50"),
)
_PAYMENTS = ({"Method": 1, "Name": "Net Terms"}, {"Method": 31, "Name": "Visa"})
_NAMES = Locale("en")


@dataclass(frozen=True, slots=True)
class StoredOrder:
	"""A cart that its owner has ordered on the web; `at` is UTC."""

	number: int
	cart: StoredCart
	at: datetime

	@property
	def web_number(self) -> str:
		"""What the order is called on the web site."""
		return str(self.number)

	@property
	def sales_number(self) -> str:
		"""What it is called on papers."""
		return str(self.number + 500_000_000)


class Orders:
	"""All orders. Safe to use from many threads."""

	def __init__(self, now: Callable[[], datetime]) -> None:
		"""`now` tells the shop's time, in UTC."""
		self._now = now
		self._lock = threading.Lock()
		self._orders: list[StoredOrder] = []

	def place(self, cart: StoredCart) -> StoredOrder:
		"""Order what lies in a cart."""
		with self._lock:
			order = StoredOrder(_FIRST_NUMBER + len(self._orders), cart, self._now())
			self._orders.append(order)
			return order

	def clear(self) -> None:
		"""Forget all orders."""
		with self._lock:
			self._orders.clear()

	def by_filter(self, name: str) -> dict[str, Any]:
		"""The history of a period by its name ("ThisMonth"). Refused for an unknown one."""
		today = self._now().date()
		period = _PERIODS.get(name.lower())
		if period is None:
			raise required("dateFilter") if not name else invalid("dateFilter", f"{name} is no period.")
		return self._history(*period(today))

	def by_range(self, start: str, end: str) -> dict[str, Any]:
		"""The history from one day to another ("11/30/2026" or "2026-11-30"). Refused for what is no day."""
		return self._history(_day(start, "startDate"), _day(end, "endDate"))

	def by_web_number(self, number: str) -> dict[str, Any]:
		"""An order whole, by its web order number. Refused (NotFound) when there is none."""
		return self._whole(self._found("webOrderNumber", number, lambda order: order.web_number))

	def by_sales_number(self, number: str) -> dict[str, Any]:
		"""An order whole, by its sales order number. Refused (NotFound) when there is none."""
		return self._whole(self._found("salesOrderNumber", number, lambda order: order.sales_number))

	def details(self, number: str) -> dict[str, Any]:
		"""An order as the Order API tells it, by its web order number. Refused (NotFound) when there is none."""
		order = self._found("orderNumber", number, lambda order: order.web_number)
		told = _lines_wire(order)
		return {
			"OrderLines": told["CartItems"],
			"CurrencyCode": told["CurrencyCode"],
			"MerchandiseTotal": told["MerchandiseTotal"],
			"OrderTotal": _total(order),
			"OrderType": None,
			"CartGUID": "",
			"TaxAmount": 0.0,
			"OrderID": order.web_number,
			"SubmitOrder": False,
			"Errors": [],
		}

	def _found(self, name: str, number: str, told: Callable[[StoredOrder], str]) -> StoredOrder:
		if not number:
			raise required(name)
		with self._lock:
			found = [order for order in self._orders if told(order) == number]
		if not found:
			raise not_found(name, f"There is no order {number}.")
		return found[0]

	def _history(self, start: date, end: date) -> dict[str, Any]:
		with self._lock:
			orders = [order for order in reversed(self._orders) if start <= order.at.date() <= end]
		return {
			"Errors": [],
			"NumberOfOrders": len(orders),
			"OrderHistoryItems": [self._item(order) for order in orders],
		}

	def _item(self, order: StoredOrder) -> dict[str, Any]:
		return {
			"DateCreated": f"{order.at.date().isoformat()}T00:00:00",
			"SalesOrderNumber": order.sales_number,
			"WebOrderNumber": order.web_number,
			"PoNumber": order.web_number,
			"BuyerName": _BUYER,
			"OrderStatusDisplay": "COMPLETE" if self._is_shipped(order) else "IN PROCESS",
		}

	def _is_shipped(self, order: StoredOrder) -> bool:
		return self._now() - order.at >= _SHIPPED_AFTER

	def _whole(self, order: StoredOrder) -> dict[str, Any]:
		told = _lines_wire(order)
		tracking = f"1Z{order.number:016d}"
		shipped = [{"Number": tracking, "Link": f"https://www.ups.com/track?tracknum={tracking}"}]
		return {
			**self._item(order),
			"CurrencyCode": told["CurrencyCode"],
			"OrderLines": told["CartItems"],
			"DeliveryDetail": {
				"ShippingMethodName": _SHIPPING[0][1],
				"TrackingDetails": shipped if self._is_shipped(order) else [],
			},
			"SummaryDetail": {
				"MerchandiseTotal": told["MerchandiseTotal"],
				"AdditionalFeesTotal": told["additionalFeesTotal"],
				"OrderTotal": _total(order),
			},
			"Errors": [],
		}


def options_wire(cart: StoredCart | None, country: str) -> dict[str, Any]:
	"""What may be chosen when a cart is ordered: ways of shipping with their rates, ways of paying."""
	currency = currency_of(cart.country if cart else country)
	return {
		"Errors": [],
		"CurrencyCode": currency,
		"BillingAddress": {"CountryCode": country},
		"ShippingAddress": {"CountryCode": country},
		"Shipping": {
			"Methods": [
				{
					"Code": code,
					"Method": name,
					"Rate": float(amount(unit_price(Decimal(dollars), currency), 1, currency)),
				}
				for code, name, dollars in _SHIPPING
			],
			"FreightAccounts": [],
		},
		"Payment": {"PaymentTypes": list(_PAYMENTS), "TaxCertificates": [], "VatAccounts": []},
		"Languages": ["en", "de"],
	}


def currencies_wire(country: str) -> dict[str, Any]:
	"""The currencies that a country may pay in, its own first; all of them for ""."""
	own = [currency_of(checked_country(country))] if country else []
	codes = dict.fromkeys([*own, "USD"] if country else sorted(RATES))
	listed = [{"CurrencyCode": code, "CurrencyName": _NAMES.currencies.get(code, code)} for code in codes]
	return {"Errors": [], "Currencies": listed}


def countries_wire(country: str) -> dict[str, Any]:
	"""The countries that are delivered to, or one of them."""
	wanted = [checked_country(country)] if country else list(_countries())
	listed = [
		{"CountryName": str(_NAMES.territories.get(code, code)), "CountryCode": code, "States": []}
		for code in wanted
	]
	return {"Errors": [], "Countries": listed}


def _countries() -> Iterator[str]:
	for code in sorted(_NAMES.territories):
		try:
			currency_of(code)
		except ValueError:
			continue
		yield code


def _lines_wire(order: StoredOrder) -> dict[str, Any]:
	return cart_wire(order.cart)


def _total(order: StoredOrder) -> float:
	return float(merchandise(order.cart) + fees_of(order.cart))


def _day(text: str, name: str) -> date:
	if not text:
		raise required(name)
	for form in ("%m/%d/%Y", "%Y-%m-%d"):
		try:
			return datetime.strptime(text, form).date()
		except ValueError:
			continue
	raise invalid(name, f"{text} is no day.")


def _month(today: date, back: int) -> date:
	"""The first day of the month so many months before."""
	months = today.year * 12 + today.month - 1 - back
	return date(months // 12, months % 12 + 1, 1)


def _months(today: date, first: int, count: int) -> tuple[date, date]:
	"""From the first of the month `first` months ago, for `count` months."""
	return _month(today, first), _month(today, first - count) - timedelta(days=1)


def _days(today: date, back: int, count: int = 1) -> tuple[date, date]:
	first = today - timedelta(days=back)
	return first, first + timedelta(days=count - 1)


# The periods that dateFilter names.
_PERIODS: dict[str, Callable[[date], tuple[date, date]]] = {
	"none": lambda today: (date.min, date.max),
	"all": lambda today: (date.min, date.max),
	"today": lambda today: _days(today, 0),
	"yesterday": lambda today: _days(today, 1),
	"thisweek": lambda today: _days(today, today.weekday(), 7),
	"lastweek": lambda today: _days(today, today.weekday() + 7, 7),
	"thismonth": lambda today: _months(today, 0, 1),
	"lastmonth": lambda today: _months(today, 1, 1),
	"thisquarter": lambda today: _months(today, (today.month - 1) % 3, 3),
	"lastquarter": lambda today: _months(today, (today.month - 1) % 3 + 3, 3),
	"thisyear": lambda today: _months(today, today.month - 1, 12),
	"lastyear": lambda today: _months(today, today.month + 11, 12),
	"yeartodate": lambda today: (date(today.year, 1, 1), today),
}
