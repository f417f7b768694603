"""What an order's books say that bears on its prices: decimals, currencies, UOMs, what is known of the parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import frappe
from frappe.custom.doctype.property_setter.property_setter import make_property_setter

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.money import ExchangeRate
from supplier_connect.shops.desk.cart.orders import rate_decimals
from supplier_connect.shops.desk.parts.currencies import rate_of_today
from supplier_connect.shops.desk.parts.part_offers import figure
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.model.cart import SupplierCart
from supplier_connect.shops.model.order import OrderUom
from supplier_connect.shops.services.cart.price_changes import MOST_DECIMALS, PriceTerms

_UOM = "UOM"
_SETTER = "Property Setter"
# A rate goes from the order into what is received and billed; each of them would cut it again.
_PRICED_ROWS = ("Purchase Order Item", "Purchase Receipt Item", "Purchase Invoice Item")
_RATE_FIELDS = (
	"price_list_rate",
	"rate",
	"net_rate",
	"stock_uom_rate",
	"base_price_list_rate",
	"base_rate",
	"base_net_rate",
)


@dataclass(frozen=True)
class UomChoice:
	"""That rates may be written per a larger UOM: the Item's own, else `uom` of `factor` stock units ("" for none)."""

	uom: str = ""
	factor: Decimal = Decimal(0)


def terms_of(
	doc: Any, transfer: SupplierCart, uoms: UomChoice | None = None, convert: bool = True
) -> PriceTerms:
	"""The terms of a Purchase Order for the prices of a transfer.

	Without `convert` no exchange rate is looked for, which may take some seconds. Raises `RejectedInput` for a UOM that
	isn't there.
	"""
	today = frappe.utils.getdate(frappe.utils.today())
	source, target = transfer.currency, doc.currency
	rate = rate_of_today(source, target) if convert and source and source != target else None
	return PriceTerms(
		rate_decimals=rate_decimals(doc),
		quantity_decimals=doc.items[0].precision("qty") if doc.get("items") else 3,
		money_decimals=doc.precision("total"),
		exchange=ExchangeRate(source, target, rate, today) if rate else None,
		uoms=_uoms_of(doc, uoms) if uoms else {},
		offers=_offers(transfer),
		today=today,
	)


def _offers(transfer: SupplierCart) -> Mapping[str, Any]:
	"""What is known of the parts, for those who may read it."""
	if not frappe.has_permission("Supplier Part", "read"):
		return {}
	return DeskPartBook().offers_by_sku(transfer.account, [line.sku for line in transfer.lines])


def _uoms_of(doc: Any, wish: UomChoice) -> dict[str, Sequence[OrderUom]]:
	"""By row the UOMs of its Item, and the one that was wished for where the Item has none of that name."""
	own = _item_uoms({row.item_code for row in doc.items if row.item_code})
	if wish.uom and not frappe.db.exists(_UOM, {"name": wish.uom, "enabled": 1}):
		raise RejectedInput(msg("There is no UOM {0}.", wish.uom), field="uom")
	if wish.uom and wish.factor <= 1:
		raise RejectedInput(
			msg("A larger UOM holds more than 1 piece, not {0}.", wish.factor), field="uom_factor"
		)
	names = {uom for uoms in own.values() for uom in uoms} | {wish.uom}
	enabled = {
		row.name: bool(row.must_be_whole_number)
		for row in frappe.get_all(
			_UOM,
			filters={"name": ("in", [*names, ""]), "enabled": 1},
			fields=["name", "must_be_whole_number"],
			order_by="name asc",
			limit_page_length=0,
		)
	}
	found: dict[str, Sequence[OrderUom]] = {}
	for row in doc.items:
		factors = own.get(row.item_code, {})
		wished = {wish.uom: wish.factor} if wish.uom and wish.uom != row.stock_uom else {}
		found[row.name] = [
			OrderUom(uom, factor, enabled[uom])
			for uom, factor in {**wished, **factors}.items()
			if uom in enabled and factor > 0
		]
	return found


def _item_uoms(items: Collection[str]) -> dict[str, dict[str, Decimal]]:
	rows = frappe.get_all(
		"UOM Conversion Detail",
		filters={"parenttype": "Item", "parent": ("in", [*items, ""])},
		fields=["parent", "uom", "conversion_factor"],
		order_by="parent asc, idx asc",
		limit_page_length=0,
	)
	found: dict[str, dict[str, Decimal]] = defaultdict(dict)
	for row in rows:
		found[row.parent][row.uom] = figure(row.conversion_factor)
	return found


def uom_names() -> list[str]:
	"""The UOMs that a line can be ordered in."""
	names: list[str] = frappe.get_all(
		_UOM, filters={"enabled": 1}, pluck="name", order_by="name asc", limit_page_length=0
	)
	return names


def may_raise_precision() -> bool:
	"""Whether the user may change how many decimals the forms of this site keep."""
	return bool(frappe.has_permission(_SETTER, "create"))


def raise_precision(decimals: int) -> None:
	"""Have rates of purchases keep this many decimals, on the whole site; fields that keep more stay as they are.

	Raises Frappe's `PermissionError`, and `RejectedInput` for a number that the columns can't hold.
	"""
	frappe.has_permission(_SETTER, "create", throw=True)
	if not 0 < decimals <= MOST_DECIMALS:
		raise RejectedInput(msg("A rate can keep 1 to {0} decimals.", MOST_DECIMALS), field="decimals")
	for doctype in _PRICED_ROWS:
		meta = frappe.get_meta(doctype)
		for fieldname in _RATE_FIELDS:
			field = meta.get_field(fieldname)
			if field and frappe.utils.cint(field.precision) < decimals:
				make_property_setter(doctype, fieldname, "precision", str(decimals), "Select")


def default_fees_account(doc: Any) -> str:
	"""The account that a charge of the supplier's newest order went to, "" when there was none."""
	taxes, orders = frappe.qb.DocType("Purchase Taxes and Charges"), frappe.qb.DocType("Purchase Order")
	rows = (
		frappe.qb.from_(taxes)
		.join(orders)
		.on((orders.name == taxes.parent) & (taxes.parenttype == "Purchase Order"))
		.select(taxes.account_head)
		.where((orders.company == doc.company) & (orders.supplier == doc.supplier))
		.where((orders.docstatus < 2) & (taxes.charge_type == "Actual"))
		.orderby(orders.creation, order=frappe.qb.desc)
		.limit(1)
		.run()
	)
	return rows[0][0] if rows else ""
