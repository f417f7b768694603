"""`OrderBook` over Purchase Order: reads it whole, and changes its rates the way ERPNext itself does."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import frappe

from supplier_connect.core.desk.errors import translate
from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.order import (
	SENDABLE,
	BentRate,
	Charge,
	LineChange,
	Order,
	OrderChange,
	OrderLine,
	OrderState,
)

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
REBATES = {
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

	def foresee(self, name: str, lines: Mapping[str, LineChange]) -> Mapping[str, BentRate]:
		"""See `OrderBook.foresee`: ERPNext's own rules are run over a copy that is never saved."""
		doc = _document(name)
		# A submitted order follows no rules anew, and one that ignores them none at all.
		if doc.docstatus == 0 and (doc.ignore_pricing_rule or not _has_rules()):
			return {}
		before = {row.name: _decimal(row.rate) for row in doc.items}
		wanted = {ref: before[ref] if told.rate is None else told.rate for ref, told in lines.items()}
		with _unheard():
			if doc.docstatus:
				_try_submitted(doc, lines)
			else:
				_set_lines(doc, lines)
				doc.set_missing_item_details(for_validate=True)
				doc.calculate_taxes_and_totals()
		return {
			row.name: BentRate(_decimal(row.rate), _rules_of(row))
			for row in doc.items
			if row.name in before and _decimal(row.rate) != wanted.get(row.name, before[row.name])
		}

	def write(self, name: str, change: OrderChange) -> Order:
		"""See `OrderBook.write`.

		A draft is saved with its totals calculated anew; a submitted order goes through ERPNext's own update of child
		items, with its checks (permission, workflow, billed amounts). A line that isn't named and that a Pricing Rule
		governs gets what the rule gives it whenever the order is saved. Raises `RejectedInput`, too, when the rules can't
		be set aside by this user.
		"""
		doc = _to_change(name, change.lines)
		if change.against_rules:
			_check_may_ignore_rules(doc)
		before = order_of(doc)
		write = _write_submitted if doc.docstatus else _write_draft
		write(doc, change)
		after = _document(name)
		_check_written(before, after, change.lines)
		if change.against_rules:
			after.add_comment("Comment", frappe.utils.escape_html(translate(change.against_rules)))
		return order_of(after)

	def write_numbers(self, name: str, numbers: Mapping[str, str]) -> None:
		"""Set the supplier part numbers of some lines (by their `ref`), all or none of them, as the user saves the order.

		Raises `NotFound` for a line that isn't there, and `RejectedInput` for an order that can't be changed any more.
		"""
		doc = _to_change(name, numbers)
		for row in doc.items:
			row.supplier_part_no = numbers.get(row.name, row.supplier_part_no)
		# A number changes nothing of what was agreed: ERPNext, too, saves updates of a submitted order so.
		doc.flags.ignore_validate_update_after_submit = True
		doc.save()


def may_ignore_rules(doc: Any) -> bool:
	"""Whether the user may have an order ignore Pricing Rules; a field of a higher level, which Frappe resets silently."""
	return frappe.session.user == "Administrator" or bool(
		doc.has_permlevel_access_to("ignore_pricing_rule", permission_type="write")
	)


def _check_may_ignore_rules(doc: Any) -> None:
	if not may_ignore_rules(doc):
		raise RejectedInput(
			msg(
				"You have no permission to set Ignore Pricing Rule on {0}. Ask a Purchase Manager.", doc.name
			),
			field="against_rules",
		)


def _has_rules() -> bool:
	return bool(frappe.db.exists("Pricing Rule", {"buying": 1, "disable": 0}))


def _rules_of(row: Any) -> tuple[str, ...]:
	"""The names of the Pricing Rules that were applied to a row; older rows hold them separated by commas."""
	names = row.pricing_rules or ""
	found = json.loads(names) if names.startswith("[") else names.split(",")
	return tuple(name for name in found if name)


@contextmanager
def _unheard() -> Iterator[None]:
	"""Let ERPNext try something without messages to the user."""
	before, frappe.flags.mute_messages = frappe.flags.mute_messages, True
	try:
		yield
	finally:
		frappe.flags.mute_messages = before


def _try_submitted(doc: Any, lines: Mapping[str, LineChange]) -> None:
	"""What ERPNext's update of child items makes of rates: a rebate against the list price, then totals."""
	for row in doc.items:
		told = lines.get(row.name)
		if told is None or told.rate is None:
			continue
		row.update(_fields_of(told))
		listed = frappe.utils.flt(row.price_list_rate)
		if not listed:
			continue
		if row.rate > listed:
			row.discount_percentage = 0
		else:
			share = (1 - row.rate / listed) * 100
			row.discount_percentage = frappe.utils.flt(share, row.precision("discount_percentage"))
			row.discount_amount = listed - row.rate
	doc.calculate_taxes_and_totals()


def _to_change(name: str, refs: Collection[str]) -> Any:
	"""The order, if it has these lines and can be changed."""
	doc = _document(name)
	missing = set(refs) - {row.name for row in doc.items}
	if missing:
		raise NotFound(msg("{0} has no line {1}. Reload the order.", name, ", ".join(sorted(missing))))
	_check_changeable(doc)
	return doc


def _document(name: str) -> Any:
	if not frappe.db.exists(_DOCTYPE, name):
		raise NotFound(msg("There is no Purchase Order {0}.", name))
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
		charges={_words_of(row): _decimal(row.tax_amount) for row in reversed(doc.get("taxes", []))},
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
		expected=frappe.utils.getdate(row.expected_delivery_date) if row.expected_delivery_date else None,
		uom_fixed=bool(row.received_qty or row.billed_amt or row.get("supplier_quotation_item")),
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
		raise RejectedInput(msg("{0} is {1}: it can't be changed.", doc.name, state.value))


def _check_written(before: Order, doc: Any, lines: Mapping[str, LineChange]) -> None:
	"""Refuse, so that all is rolled back, when ERPNext made another rate of one that was written, or of another line's."""
	ruled = {row.name for row in doc.items if row.pricing_rules}
	rates = {ref: told.rate for ref, told in lines.items() if told.rate is not None}
	wanted = {line.ref: rates.get(line.ref, line.rate) for line in before.lines}
	for line in order_of(doc).lines:
		if line.rate != wanted.get(line.ref) and (line.ref in rates or line.ref not in ruled):
			raise RejectedInput(
				msg(
					"Line {0} ({1}): the order makes {2} of the rate {3}, by a Pricing Rule, margin or discount. "
					"Untick the line, or take that off the order. Nothing was written.",
					line.number,
					line.item,
					f"{line.rate:f}" if line.rate is not None else "",
					f"{wanted.get(line.ref):f}",
				),
				field="lines",
			)


def _fields_of(told: LineChange) -> dict[str, Any]:
	"""The fields of a row that a change sets."""
	fields = {
		"rate": told.rate,
		"qty": told.quantity,
		"conversion_factor": told.uom.factor if told.uom else None,
	}
	figures: dict[str, Any] = {field: float(value) for field, value in fields.items() if value is not None}
	words = {"uom": told.uom.uom if told.uom else None, "expected_delivery_date": told.expected}
	return figures | {field: value for field, value in words.items() if value is not None}


def _set_lines(doc: Any, lines: Mapping[str, LineChange]) -> None:
	for row in doc.items:
		told = lines.get(row.name)
		if told is None:
			continue
		if told.rate is not None:
			row.update({**REBATES, "price_list_rate": float(told.rate)})
		row.update(_fields_of(told))


def _write_draft(doc: Any, change: OrderChange) -> None:
	_set_lines(doc, change.lines)
	if change.against_rules:
		doc.ignore_pricing_rule = 1
		# Else ERPNext would take off the others' rebates, too.
		for row in doc.items:
			row.pricing_rules = ""
	if change.charge:
		_set_charge(doc, change.charge)
	doc.calculate_taxes_and_totals()
	doc.save()


def _set_charge(doc: Any, charge: Charge) -> None:
	row = charge_row(doc, charge.description) or doc.append("taxes", {})
	row.update(
		{
			"charge_type": "Actual",
			"category": "Total",
			"add_deduct_tax": "Add",
			"account_head": charge.account,
			"description": charge.description,
			"tax_amount": float(charge.amount),
			"cost_center": row.cost_center or frappe.get_cached_value("Company", doc.company, "cost_center"),
		}
	)


def charge_row(doc: Any, description: str) -> Any:
	"""The row of an order's taxes and charges with a description; None when there is none."""
	return next((row for row in doc.get("taxes", []) if _words_of(row) == description), None)


def _words_of(charge: Any) -> str:
	return str(frappe.utils.strip_html(charge.description or ""))


def _write_submitted(doc: Any, change: OrderChange) -> None:
	rates = {ref for ref, told in change.lines.items() if told.rate is not None}
	if change.against_rules:
		_take_rebates_off(doc, rates)
	dates = {ref: told.expected for ref, told in change.lines.items() if told.expected}
	if dates:
		for row in doc.items:
			row.expected_delivery_date = dates.get(row.name, row.expected_delivery_date)
		doc.save()
	if any(told.rate is not None or told.quantity is not None for told in change.lines.values()):
		rows = [_payload_row(row, change.lines.get(row.name)) for row in doc.items]
		_update_child_items()(_DOCTYPE, json.dumps(rows, default=str), doc.name)


def _take_rebates_off(doc: Any, refs: Collection[str]) -> None:
	"""Rules, margins and discounts of submitted lines, which ERPNext's update doesn't touch and would apply again."""
	doc.db_set("ignore_pricing_rule", 1)
	for row in doc.items:
		if row.name in refs:
			row.db_set({**REBATES, "price_list_rate": 0})


def _payload_row(row: Any, told: LineChange | None) -> dict[str, object]:
	payload = {field: row.get(field) for field in _ROW_FIELDS}
	changed = {**payload, "rate": row.rate, **(_fields_of(told) if told else {})}
	return {**changed, "docname": row.name}


def _update_child_items() -> Any:
	"""ERPNext's own function; newer versions keep it elsewhere."""
	try:
		from erpnext.accounts.services.child_item_update import update_child_qty_rate
	except ImportError:
		from erpnext.controllers.accounts_controller import update_child_qty_rate
	return update_child_qty_rate
