"""What currencies are worth, by ERPNext's Currency Exchange records. Nobody is asked: a lookup must not wait for that."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

import erpnext
import frappe
from frappe.utils import add_days, flt, today

_DOCTYPE = "Currency Exchange"


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
