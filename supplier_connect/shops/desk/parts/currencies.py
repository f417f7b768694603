"""What currencies are worth, by ERPNext's Currency Exchange records.

A lookup asks nobody else, as it must not wait for that. Prices are converted by what ERPNext's service says, too: it is
called in a job that has an end, because ERPNext waits for it without one.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from decimal import Decimal

import erpnext
import frappe
from erpnext.setup.utils import get_exchange_rate
from frappe.utils import add_days, flt, today

_DOCTYPE = "Currency Exchange"
# A rate that the service told is kept as long as ERPNext keeps it; that it told none, until somebody mends that.
_KEPT_SECONDS = 6 * 3600
_UNKNOWN_SECONDS = 60
_JOB_SECONDS = 20
_WAIT_SECONDS = 8.0
_LOOK_SECONDS = 0.2


def company_currency() -> str:
	"""The currency of the user's company, else the one of the site; "" where neither is set."""
	company = erpnext.get_default_company()
	own = frappe.get_cached_value("Company", company, "default_currency") if company else ""
	return own or frappe.db.get_default("currency") or ""


def rates_of(currencies: Collection[str]) -> dict[str, Decimal]:
	"""What one unit of each of some currencies is worth in the company's.

	Empty when there is nothing to compare (one currency alone); currencies without a known rate are left out.
	"""
	known = {currency for currency in currencies if currency}
	company = company_currency()
	if len(known) < 2 or not company:
		return {}
	rates = {currency: exchange_rate(currency, company) for currency in known}
	return {currency: rate for currency, rate in rates.items() if rate}


def exchange_rate(currency: str, other: str) -> Decimal | None:
	"""What one unit of a currency is worth in another; None when no record tells, forth or back."""
	if currency == other:
		return Decimal(1)
	forth = _newest(currency, other)
	if forth:
		return forth
	back = _newest(other, currency)
	return 1 / back if back else None


def _newest(currency: str, other: str) -> Decimal | None:
	rows = frappe.get_all(
		_DOCTYPE,
		filters=[
			["from_currency", "=", currency],
			["to_currency", "=", other],
			["for_buying", "=", 1],
			["date", "<=", today()],
			*_not_stale(),
		],
		pluck="exchange_rate",
		order_by="date desc",
		limit=1,
	)
	return Decimal(str(flt(rows[0], 9))) if rows and rows[0] else None


def _not_stale() -> list[list[str]]:
	"""How old a rate may be, as the Accounts Settings say."""
	settings = frappe.get_cached_doc("Accounts Settings")
	if settings.allow_stale:
		return []
	return [["date", ">", add_days(today(), -(settings.stale_days or 1))]]


def rate_of_today(currency: str, other: str, patience: float = _WAIT_SECONDS) -> Decimal | None:
	"""What one unit of a currency is worth in another today; by a record, else by ERPNext's service.

	None when neither tells, or the service doesn't within `patience` seconds; it is then asked on, for the next time.
	"""
	known = exchange_rate(currency, other)
	if known:
		return known
	day = today()
	key = _key(currency, other, day)
	told = frappe.cache.get_value(key, expires=True)
	if told is None:
		frappe.enqueue(
			"supplier_connect.shops.desk.parts.currencies.ask_service",
			queue="short",
			timeout=_JOB_SECONDS,
			job_id=key,
			deduplicate=True,
			now=bool(frappe.flags.in_test),
			currency=currency,
			other=other,
			day=day,
		)
		told = _wait_for(key, patience)
	return Decimal(told) if told else None


def ask_service(currency: str, other: str, day: str) -> None:
	"""The background job: have ERPNext ask its service, and note what it told; 0 stands for nothing."""
	found = flt(get_exchange_rate(currency, other, day, "for_buying"), 9)
	text = str(found) if found > 0 else ""
	seconds = _KEPT_SECONDS if text else _UNKNOWN_SECONDS
	frappe.cache.set_value(_key(currency, other, day), text, expires_in_sec=seconds)


def _wait_for(key: str, patience: float) -> str | None:
	until = time.monotonic() + patience
	while True:
		told: str | None = frappe.cache.get_value(key, expires=True)
		if told is not None or time.monotonic() >= until:
			return told
		time.sleep(_LOOK_SECONDS)


def _key(currency: str, other: str, day: str) -> str:
	return f"supplier_connect_exchange|{currency}|{other}|{day}"
