"""`OrderBook` over Purchase Order: reads it whole, and changes its rates the way ERPNext itself does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import frappe

from supplier_connect.model.errors import NotFound, RejectedInput
from supplier_connect.model.order import SENDABLE, Order, OrderLine, OrderState
from supplier_connect.model.text import _

_DOCTYPE = "Purchase Order"
_STATE_OF_STATUS = {
	"Closed": OrderState.CLOSED,
	"On Hold": OrderState.ON_HOLD,
	"Completed": OrderState.COMPLETED,
	"Delivered": OrderState.COMPLETED,
}
_STATE_OF_DOCSTATUS = {0: OrderState.DRAFT, 1: OrderState.SUBMITTED, 2: OrderState.CANCELLED}
# What ERPNext's update of child items wants of every row: a row left out of its payload is deleted.
_ROW_FIELDS = (
	"item_code",
	"qty",
	"uom",
	"conversion_factor",
	"schedule_date",
	"description",
	"fg_item",
	"fg_item_qty",
)
# Fields of a row that would turn a rate into another one on save.
_REBATES = {
	"discount_percentage": 0,
	"discount_amount": 0,
	"margin_type": "",
	"margin_rate_or_amount": 0,
	"rate_with_margin": 0,
	"pricing_rules": "",
}


class DeskOrderBook:
	"""`OrderBook` of the site, with the permissions of the current user on writing."""

	def read(self, name: str) -> Order:
		"""See `OrderBook.read`."""
		return order_of(_document(name))

	def write_rates(self, name: str, rates: Mapping[str, Decimal]) -> Order:
		"""See `OrderBook.write_rates`.

		A draft is saved with its totals calculated anew; a submitted order goes through ERPNext's own update of child
		items, with its checks (permission, workflow, billed amounts).
		"""
		doc = _document(name)
		missing = set(rates) - {row.name for row in doc.items}
		if missing:
			raise NotFound(_("{0} has no line {1}. Reload the order.", name, ", ".join(sorted(missing))))
		_check_changeable(doc)
		before = order_of(doc)
		write = _write_submitted if doc.docstatus else _write_draft
		write(doc, rates)
		after = self.read(name)
		_check_written(before, after, rates)
		return after


def _document(name: str) -> Any:
	if not frappe.db.exists(_DOCTYPE, name):
		raise NotFound(_("There is no Purchase Order {0}.", name))
	return frappe.get_doc(_DOCTYPE, name)


def order_of(doc: Any) -> Order:
	"""The engine's order of a Purchase Order document."""
	return Order(
		name=doc.name,
		supplier=doc.supplier,
		currency=doc.currency,
		state=_state_of(doc),
		lines=tuple(map(_line_of, doc.items)),
		company=doc.company,
		replaces=doc.get("amended_from") or "",
	)


def _state_of(doc: Any) -> OrderState:
	"""What is wholly received is not bought, or priced, once more."""
	if doc.docstatus == 1 and (doc.per_received or 0) >= 100:
		return OrderState.COMPLETED
	return _STATE_OF_STATUS.get(doc.status, _STATE_OF_DOCSTATUS[doc.docstatus])


def _line_of(row: Any) -> OrderLine:
	return OrderLine(
		ref=row.name,
		number=row.idx,
		item=row.item_code or row.item_name or "",
		description=frappe.utils.strip_html(row.description or row.item_name or ""),
		quantity=_decimal(row.qty),
		uom=row.uom or "",
		stock_uom=row.stock_uom or row.uom or "",
		conversion_factor=_decimal(row.conversion_factor or 1),
		rate=_decimal(row.rate) if row.rate is not None else None,
		sku=(row.supplier_part_no or "").strip(),
		mpn=row.manufacturer_part_no or "",
		manufacturer=row.manufacturer or "",
	)


def _decimal(value: float | str | None) -> Decimal:
	"""A figure of the database (9 decimals) without the noise of its binary form."""
	return Decimal(str(frappe.utils.flt(value, 9)))


def rate_decimals(doc: Any) -> int:
	"""How many decimals a Purchase Order keeps of a rate."""
	return doc.items[0].precision("rate") if doc.get("items") else doc.precision("total")


def _check_changeable(doc: Any) -> None:
	state = order_of(doc).state
	if state not in SENDABLE:
		raise RejectedInput(_("{0} is {1}: its prices can't be changed.", doc.name, state.value))


def _check_written(before: Order, after: Order, rates: Mapping[str, Decimal]) -> None:
	"""Refuse, so that all is rolled back, when ERPNext made another rate of one that was written, or of another line's."""
	wanted = {line.ref: rates.get(line.ref, line.rate) for line in before.lines}
	for line in after.lines:
		if line.rate != wanted.get(line.ref):
			raise RejectedInput(
				_(
					"Line {0} ({1}): the order makes {2} of the rate {3}, by a Pricing Rule, margin or discount. "
					"Untick the line, or take that off the order. Nothing was written.",
					line.number,
					line.item,
					f"{line.rate:f}" if line.rate is not None else "",
					f"{wanted.get(line.ref):f}",
				),
				field="lines",
			)


def _write_draft(doc: Any, rates: Mapping[str, Decimal]) -> None:
	for row in doc.items:
		if row.name in rates:
			row.update(
				{**_REBATES, "rate": float(rates[row.name]), "price_list_rate": float(rates[row.name])}
			)
	doc.calculate_taxes_and_totals()
	doc.save()


def _write_submitted(doc: Any, rates: Mapping[str, Decimal]) -> None:
	rows = [_payload_row(row, rates) for row in doc.items]
	_update_child_items()(_DOCTYPE, json.dumps(rows, default=str), doc.name)


def _payload_row(row: Any, rates: Mapping[str, Decimal]) -> dict[str, object]:
	payload = {field: row.get(field) for field in _ROW_FIELDS}
	return {**payload, "docname": row.name, "rate": float(rates.get(row.name, row.rate))}


def _update_child_items() -> Any:
	"""ERPNext's own function; newer versions keep it elsewhere."""
	try:
		from erpnext.accounts.services.child_item_update import update_child_qty_rate
	except ImportError:
		from erpnext.controllers.accounts_controller import update_child_qty_rate
	return update_child_qty_rate
