"""Purchase Orders and Requests for Quotation made from the costs of a BOM: drafts, one for each supplier.

They are mapped and saved as ERPNext does it, with the permissions of the user and all its checks: all of them or none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import frappe
from frappe.model.mapper import get_mapped_doc
from frappe.utils import flt, today

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.desk.bom.costs import DOCTYPE
from supplier_connect.shops.desk.cart.orders import REBATES
from supplier_connect.shops.desk.parts.currencies import exchange_rate
from supplier_connect.shops.services.bom.purchase import BomPurchase

ORDER = "Purchase Order"
REQUEST = "Request for Quotation"
_OFFER = "Supplier BOM Cost Offer"
# Fields of the same name that mean something else there.
_NOT_MAPPED = ("status", "user", "item_name", "manufacturer", "currency", "amount", "rate")
_DECIMALS = 9


@dataclass(frozen=True)
class PurchaseTerms:
	"""What a user says of the documents: for which quantity, until when, and where to ("": as the Items have it)."""

	quantity: int
	required_by: str
	warehouse: str = ""


@dataclass(frozen=True)
class KeptRate:
	"""A rate that an order keeps with fewer decimals than the price of the offer has."""

	item: str
	price: Decimal
	rate: Decimal


@dataclass(frozen=True)
class Made:
	"""A document that was made, and what it keeps otherwise than it was found."""

	name: str
	supplier: str
	rounded: tuple[KeptRate, ...] = ()


def make_orders(cost: str, purchases: Sequence[BomPurchase], terms: PurchaseTerms) -> list[Made]:
	"""A draft Purchase Order for each purchase, in its currency and at the prices that were found."""
	return [_make_order(cost, purchase, terms) for purchase in purchases]


def make_requests(cost: str, purchases: Sequence[BomPurchase], terms: PurchaseTerms) -> list[Made]:
	"""A draft Request for Quotation for each purchase, to its supplier."""
	return [_make_request(cost, purchase, terms) for purchase in purchases]


def _make_order(cost: str, purchase: BomPurchase, terms: PurchaseTerms) -> Made:
	prices = {line.line.number: bought.unit_price for line, bought in _lines_of(purchase)}

	def head(_source: Any, order: Any) -> None:
		order.update(
			{
				"supplier": purchase.supplier,
				"currency": purchase.currency,
				"conversion_rate": _rate_to_company(purchase.currency, order.company),
				"schedule_date": terms.required_by,
				"set_warehouse": terms.warehouse or None,
				# The prices are the supplier's own.
				"ignore_pricing_rule": 1,
			}
		)

	def row(offer: Any, line: Any, _parent: Any) -> None:
		_fill_line(offer, line, terms)
		rate = float(prices[offer.line] or 0)
		line.update({**REBATES, "rate": rate, "price_list_rate": rate})

	order = _mapped(cost, ORDER, purchase, terms, head, row).insert()
	exact = [bought.unit_price or Decimal() for _line, bought in _lines_of(purchase)]
	return Made(order.name, purchase.supplier, tuple(_rounded(order.items, exact)))


def _make_request(cost: str, purchase: BomPurchase, terms: PurchaseTerms) -> Made:
	def head(_source: Any, request: Any) -> None:
		request.append("suppliers", {"supplier": purchase.supplier})
		request.schedule_date = terms.required_by
		request.message_for_supplier = frappe._(
			"Please supply the specified items at the best possible rates"
		)
		request.run_method("set_missing_values")

	def row(offer: Any, line: Any, _parent: Any) -> None:
		_fill_line(offer, line, terms)

	request = _mapped(cost, REQUEST, purchase, terms, head, row).insert()
	return Made(request.name, purchase.supplier)


def _mapped(
	cost: str,
	doctype: str,
	purchase: BomPurchase,
	terms: PurchaseTerms,
	head: Callable[[Any, Any], None],
	row: Callable[[Any, Any, Any], None],
) -> Any:
	numbers = {line.line.number for line in purchase.lines}
	maps = {
		DOCTYPE: {"doctype": doctype, "field_no_map": list(_NOT_MAPPED)},
		_OFFER: {
			"doctype": f"{doctype} Item",
			"field_map": {"item": "item_code", "sku": "supplier_part_no", "mpn": "manufacturer_part_no"},
			"field_no_map": list(_NOT_MAPPED),
			"condition": lambda offer: offer.for_quantity == terms.quantity and offer.line in numbers,
			"postprocess": row,
		},
	}
	return get_mapped_doc(DOCTYPE, cost, maps, postprocess=head)


def _fill_line(offer: Any, line: Any, terms: PurchaseTerms) -> None:
	"""What every line has: pieces are counted in the Item's own unit."""
	unit = frappe.get_cached_value("Item", offer.item, "stock_uom")
	line.update({"uom": unit, "stock_uom": unit, "conversion_factor": 1, "schedule_date": terms.required_by})
	if terms.warehouse:
		line.warehouse = terms.warehouse
	if line.meta.has_field("manufacturer") and frappe.db.exists("Manufacturer", offer.manufacturer or ""):
		line.manufacturer = offer.manufacturer


def _lines_of(purchase: BomPurchase) -> list[tuple[Any, Any]]:
	return list(zip(purchase.lines, purchase.costs, strict=True))


def _rate_to_company(currency: str, company: str) -> float:
	own = frappe.get_cached_value("Company", company, "default_currency")
	rate = exchange_rate(currency, own)
	if rate is None:
		raise RejectedInput(
			msg(
				"There is no Currency Exchange from {0} to {1} for buying. Create one and try again.",
				currency,
				own,
			),
			field="currency",
		)
	return float(rate)


def _rounded(rows: Sequence[Any], exact: Sequence[Decimal]) -> list[KeptRate]:
	kept = [
		(row.item_code, price, Decimal(str(flt(row.rate, _DECIMALS))))
		for row, price in zip(rows, exact, strict=True)
	]
	return [KeptRate(item, price, rate) for item, price, rate in kept if rate != price]


def day_or_today(day: str | None) -> str:
	"""A day that a user names, today where there is none; raises `RejectedInput` for what is no day, or a past one."""
	if not day:
		return today()
	try:
		given = frappe.utils.getdate(day)
	except (ValueError, TypeError, frappe.ValidationError):
		given = None
	if given is None or str(given) < today():
		raise RejectedInput(msg("{0} is no day from today on.", day), field="schedule_date")
	return str(given)
