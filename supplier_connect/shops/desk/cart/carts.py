"""`SupplierCartStore` over Supplier Cart, on the side connection: what is saved stays, whatever becomes of the request.

The lines are written in one statement, however many there are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from hashlib import sha256
from typing import Any

import frappe

from supplier_connect.core.desk.clock import from_naive_utc, from_site, naive_utc, to_site
from supplier_connect.core.desk.columns import LONG, SHORT, bounded_count, truncate
from supplier_connect.core.desk.locked_columns import lock, unlock
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.core.model.errors import NotFound, SendRunning
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import (
	CartChoice,
	LineState,
	SupplierCart,
	SupplierCartLine,
	SupplierCartState,
)
from supplier_connect.shops.model.offer import Packing
from supplier_connect.shops.model.order import Order

_DOCTYPE = "Supplier Cart"
_LINE = "Supplier Cart Line"
_LOCK_SECONDS = 10
_LINE_STATE = {state.value: state for state in LineState}
_STATE = {state.value: state for state in SupplierCartState}
# Figures that may be unknown: Frappe's columns can't be empty, so the unknown ones are named beside them.
_MAY_BE_UNKNOWN = ("old_rate", "stock", "unit_price", "total", "minimum", "multiple")
_TOTALS = ("total", "fees")
# Who has one of these can change the cart.
_SECRET_FIELDS = ("cart_key", "cart_url")
_LONG_FIELDS = ("description", "error", "note")
_PLAIN_LINE_FIELDS = (
	"number",
	"item",
	"description",
	"sku",
	"uom",
	"pieces",
	"cart_quantity",
	"mpn",
	"manufacturer",
	"lifecycle",
	"chosen_sku",
	"error",
	"note",
)
_PLAIN_FIELDS = (
	"account",
	"supplier",
	"company",
	"attempt",
	"user",
	"cart_name",
	"currency",
	"message",
	"note",
	"done_calls",
	"planned_calls",
)


class DeskSupplierCartStore:
	"""`SupplierCartStore` of the site."""

	def claim(
		self, order: Order, account: ShopAccount, choice: CartChoice, now: datetime, lease_until: datetime
	) -> SupplierCart:
		"""See `SupplierCartStore.claim`."""
		with _one_at_a_time(order.name, account.name):
			return run_in_side_transaction(lambda: _claim(order, account, choice, now, lease_until))

	def save(self, transfer: SupplierCart) -> None:
		"""See `SupplierCartStore.save`."""
		run_in_side_transaction(lambda: _save(transfer))

	def get(self, name: str) -> SupplierCart:
		"""See `SupplierCartStore.get`."""
		return run_in_side_transaction(lambda: _get(name))

	def of_order(self, order: str) -> tuple[SupplierCart, ...]:
		"""See `SupplierCartStore.of_order`."""
		return run_in_side_transaction(lambda: _read(_rows({"purchase_order": order})))

	def current(self, order: str, account: str) -> SupplierCart | None:
		"""See `SupplierCartStore.current`."""
		return run_in_side_transaction(lambda: _current(order, account))


def fail_stale_carts() -> None:
	"""Hourly: transfers whose process died are shown as failed, not as being sent."""
	now = datetime.now(timezone.utc)
	dead = {"state": SupplierCartState.SENDING.value, "lease_until": ("<", naive_utc(now))}
	for name in frappe.get_all(_DOCTYPE, filters=dead, pluck="name", order_by="name asc"):
		run_in_side_transaction(lambda name=name: _settle(name, now))


def fail_if_stale(name: str) -> None:
	"""A transfer whose process is known to be gone is shown as failed at once, and may be continued."""
	run_in_side_transaction(lambda: _settle(name, datetime.max.replace(tzinfo=timezone.utc)))


def _settle(name: str, now: datetime) -> None:
	frappe.db.sql("select name from `tabSupplier Cart` where name = %s for update", name)
	transfer = _get(name)
	if transfer.state is SupplierCartState.SENDING and transfer.lease_until < now:
		_write_row(transfer.broken_off())


def _claim(
	order: Order, account: ShopAccount, choice: CartChoice, now: datetime, lease_until: datetime
) -> SupplierCart:
	frappe.db.sql(
		"select name from `tabSupplier Cart` where purchase_order = %s and account = %s for update",
		(order.name, account.name),
	)
	current = _current(order.name, account.name)
	if current and current.state is SupplierCartState.SENDING and current.lease_until > now:
		raise _running(current)
	if current is None or choice is CartChoice.NEW:
		if current and current.state is SupplierCartState.SENDING:
			_write_row(current.broken_off())
		return _new(order, account, lease_until)
	claimed = replace(
		current,
		attempt=current.attempt + 1,
		state=SupplierCartState.SENDING,
		lease_until=lease_until,
		user=account.user,
	)
	_write_row(claimed)
	return claimed


@contextmanager
def _one_at_a_time(order: str, account: str) -> Iterator[None]:
	"""Keep other claims of this order out until ours is committed; ends with the connection at the latest.

	A lock by name and not of a row: the caller's own transaction may hold the rows.
	"""
	name = "sc-" + sha256(f"{frappe.local.site}|{order}|{account}".encode()).hexdigest()[:40]
	got = run_in_side_transaction(
		lambda: frappe.db.sql("select get_lock(%s, %s)", (name, _LOCK_SECONDS))[0][0]
	)
	if not got:
		raise SendRunning(msg("{0} is being sent just now. Try again in a minute.", order), account=account)
	try:
		yield
	finally:
		run_in_side_transaction(lambda: frappe.db.sql("select release_lock(%s)", name))


def _running(current: SupplierCart) -> SendRunning:
	return SendRunning(
		msg(
			"{0} is being sent by {1} just now. If that broke off, it can be sent again at {2} UTC.",
			current.order,
			current.user or "?",
			current.lease_until.strftime("%H:%M"),
		),
		account=current.account,
	)


def _new(order: Order, account: ShopAccount, lease_until: datetime) -> SupplierCart:
	doc = frappe.new_doc(_DOCTYPE)
	doc.set_new_name()
	transfer = SupplierCart(
		name=doc.name,
		order=order.name,
		account=account.name,
		supplier=account.supplier,
		company=order.company,
		attempt=1,
		state=SupplierCartState.SENDING,
		lease_until=lease_until,
		user=account.user,
	)
	values = {"name": doc.name, "owner": account.user, "creation": frappe.utils.now(), **_row_of(transfer)}
	frappe.db.bulk_insert(_DOCTYPE, list(values), [tuple(values.values())])
	return transfer


def _save(transfer: SupplierCart) -> None:
	stored = frappe.db.sql(
		"select attempt, user, lease_until from `tabSupplier Cart` where name = %s for update",
		transfer.name,
		as_dict=True,
	)
	if not stored:
		raise _unknown(transfer.name)
	if stored[0].attempt > transfer.attempt:
		raise _running(
			replace(transfer, user=stored[0].user, lease_until=from_naive_utc(stored[0].lease_until))
		)
	_write_row(transfer)
	_write_lines(transfer)


def _unknown(name: str) -> NotFound:
	return NotFound(msg("There is no Supplier Cart {0}.", name))


def _write_row(transfer: SupplierCart) -> None:
	values = _row_of(transfer)
	assignments = ", ".join(f"`{column}` = %({column})s" for column in values)
	frappe.db.sql(
		f"update `tabSupplier Cart` set {assignments} where name = %(name)s",  # noqa: S608  # nosemgrep
		{**values, "name": transfer.name},
	)


def _write_lines(transfer: SupplierCart) -> None:
	frappe.db.delete(_LINE, {"parent": transfer.name, "parenttype": _DOCTYPE})
	rows = [_line_row(line, transfer, place) for place, line in enumerate(transfer.lines, start=1)]
	if rows:
		frappe.db.bulk_insert(_LINE, list(rows[0]), [tuple(row.values()) for row in rows])


def _row_of(transfer: SupplierCart) -> dict[str, Any]:
	return {
		**{field: getattr(transfer, field) for field in _PLAIN_FIELDS},
		**{field: lock(getattr(transfer, field)) for field in _SECRET_FIELDS},
		**_known_figures(transfer, _TOTALS),
		"purchase_order": transfer.order,
		"state": transfer.state.value,
		"lease_until": naive_utc(transfer.lease_until),
		"sent_at": to_site(transfer.sent_at),
		"leftover_skus": json.dumps(transfer.leftover_skus),
		"modified": frappe.utils.now(),
		"modified_by": transfer.user,
	}


def _line_row(line: SupplierCartLine, transfer: SupplierCart, place: int) -> dict[str, Any]:
	now = frappe.utils.now()
	return {
		"name": frappe.generate_hash(length=10),
		"owner": transfer.user,
		"modified_by": transfer.user,
		"creation": now,
		"modified": now,
		"parent": transfer.name,
		"parenttype": _DOCTYPE,
		"parentfield": "lines",
		"idx": place,
		"order_line": line.ref,
		"state": line.state.value,
		"currency": transfer.currency,
		"quantity": str(line.quantity),
		"conversion_factor": str(line.conversion_factor),
		"packing": line.packing.value if line.packing else "",
		"packing_chosen": int(line.packing_chosen),
		**{field: _fit(field, getattr(line, field)) for field in _PLAIN_LINE_FIELDS},
		**_known_figures(line, _MAY_BE_UNKNOWN),
	}


def _fit(field: str, value: Any) -> Any:
	"""A shop's value as its column takes it."""
	if isinstance(value, int):
		return bounded_count(value)
	return truncate(value, LONG if field in _LONG_FIELDS else SHORT)


def _known_figures(source: SupplierCart | SupplierCartLine, fields: Sequence[str]) -> dict[str, Any]:
	figures = {field: getattr(source, field) for field in fields}
	unknown = [field for field, value in figures.items() if value is None]
	stored = {
		field: str(value) if isinstance(value, Decimal) else bounded_count(value or 0)
		for field, value in figures.items()
	}
	return {**stored, "unknown": ",".join(unknown)}


def _get(name: str) -> SupplierCart:
	found = _read(_rows({"name": name}))
	if not found:
		raise _unknown(name)
	return found[0]


def _current(order: str, account: str) -> SupplierCart | None:
	newest = _rows({"purchase_order": order, "account": account})[:1]
	return _read(newest)[0] if newest else None


def _rows(filters: dict[str, str]) -> list[Any]:
	return frappe.get_all(
		_DOCTYPE, filters=filters, fields=["*"], order_by="creation desc, name desc", limit_page_length=0
	)


def _read(rows: Sequence[Any]) -> tuple[SupplierCart, ...]:
	"""The transfers of some rows, with their lines, in one more query."""
	lines = frappe.get_all(
		_LINE,
		filters={"parent": ("in", [row.name for row in rows] or [""]), "parenttype": _DOCTYPE},
		fields=["*"],
		order_by="parent asc, idx asc",
		limit_page_length=0,
	)
	return tuple(_transfer_of(row, [line for line in lines if line.parent == row.name]) for row in rows)


def _transfer_of(row: Any, lines: Sequence[Any]) -> SupplierCart:
	plain = {field: row[field] for field in _PLAIN_FIELDS}
	return SupplierCart(
		**{field: value if value is not None else "" for field, value in plain.items()},
		**{field: unlock(row[field]) for field in _SECRET_FIELDS},
		name=row.name,
		order=row.purchase_order,
		state=_STATE[row.state],
		lease_until=from_naive_utc(row.lease_until),
		sent_at=from_site(row.sent_at),
		leftover_skus=tuple(json.loads(row.leftover_skus or "[]")),
		total=_figure(row, "total", _decimal),
		fees=_figure(row, "fees", _decimal),
		lines=tuple(map(_line_of, lines)),
	)


def _line_of(row: Any) -> SupplierCartLine:
	return SupplierCartLine(
		**{field: row[field] if row[field] is not None else "" for field in _PLAIN_LINE_FIELDS},
		ref=row.order_line,
		quantity=_decimal(row.quantity),
		conversion_factor=_decimal(row.conversion_factor),
		packing=Packing(row.packing) if row.packing else None,
		packing_chosen=bool(row.packing_chosen),
		state=_LINE_STATE[row.state],
		old_rate=_figure(row, "old_rate", _decimal),
		stock=_figure(row, "stock", int),
		unit_price=_figure(row, "unit_price", _decimal),
		total=_figure(row, "total", _decimal),
		minimum=_figure(row, "minimum", int),
		multiple=_figure(row, "multiple", int),
	)


def _figure(row: Any, field: str, read: Callable[[Any], Any]) -> Any:
	return None if field in (row.unknown or "").split(",") else read(row[field])


def _decimal(value: Any) -> Decimal:
	"""A figure of the database (at most 9 decimals) without the noise of its binary form."""
	return Decimal(str(frappe.utils.flt(value, 9)))
