"""Purchase orders in a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.order import (
	BentRate,
	LineChange,
	Order,
	OrderChange,
	OrderLine,
	OrderState,
	OrderUom,
)
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.values import decimal_of, decimal_text, insert_into

_LINE_COLUMNS = (
	"order_name",
	"ref",
	"number",
	"item",
	"description",
	"quantity",
	"uom",
	"stock_uom",
	"conversion_factor",
	"rate",
	"sku",
	"mpn",
	"manufacturer",
)
_SAVE_ORDER = """
	INSERT INTO orders (name, supplier, company, currency, state) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (name) DO UPDATE SET
		supplier = excluded.supplier, company = excluded.company,
		currency = excluded.currency, state = excluded.state
"""
_CHANGE_LINE = """
	UPDATE order_lines SET rate = :rate, quantity = :quantity, uom = :uom, conversion_factor = :conversion_factor
	WHERE order_name = :order_name AND ref = :ref
"""
_SAVE_LINE = insert_into("order_lines", _LINE_COLUMNS)


class SqliteOrderBook:
	"""`OrderBook` on SQLite, and what an import needs beyond it."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def read(self, name: str) -> Order:
		"""An order with its lines in their order; raises `NotFound`."""
		with self._database.reading() as connection:
			return _read(connection, name)

	def foresee(self, name: str, lines: Mapping[str, LineChange]) -> Mapping[str, BentRate]:
		"""See `OrderBook.foresee`: an order here has no rules that bend a rate."""
		return {}

	def write(self, name: str, change: OrderChange) -> Order:
		"""See `OrderBook.write`; raises `RejectedInput` for charges and dates, which aren't kept here."""
		if change.charge or any(line.expected for line in change.lines.values()):
			raise RejectedInput(msg("{0}: charges and expected dates are not kept here.", name))
		with self._database.writing() as connection:
			lines = {line.ref: line for line in _read(connection, name).lines}
			missing = set(change.lines) - set(lines)
			if missing:
				raise NotFound(msg("{0} has no line {1}.", name, min(missing)))
			connection.executemany(
				_CHANGE_LINE,
				[_line_row(name, _changed(lines[ref], told)) for ref, told in change.lines.items()],
			)
			return _read(connection, name)

	def save_order(self, order: Order) -> None:
		"""Create an order, or replace the one of that name whole."""
		with self._database.writing() as connection:
			connection.execute(
				_SAVE_ORDER, (order.name, order.supplier, order.company, order.currency, order.state.value)
			)
			connection.execute("DELETE FROM order_lines WHERE order_name = ?", (order.name,))
			connection.executemany(_SAVE_LINE, [_line_row(order.name, line) for line in order.lines])

	def names(self) -> tuple[str, ...]:
		"""The names of all orders, sorted."""
		with self._database.reading() as connection:
			rows = connection.execute("SELECT name FROM orders ORDER BY name").fetchall()
		return tuple(row["name"] for row in rows)


def _read(connection: sqlite3.Connection, name: str) -> Order:
	row = connection.execute("SELECT * FROM orders WHERE name = ?", (name,)).fetchone()
	if row is None:
		raise NotFound(msg("There is no order {0}.", name))
	lines = connection.execute(
		"SELECT * FROM order_lines WHERE order_name = ? ORDER BY number, ref", (name,)
	).fetchall()
	return Order(
		name=row["name"],
		supplier=row["supplier"],
		currency=row["currency"],
		state=OrderState(row["state"]),
		lines=tuple(map(_line, lines)),
		company=row["company"],
	)


def _line(row: sqlite3.Row) -> OrderLine:
	return OrderLine(
		ref=row["ref"],
		number=row["number"],
		item=row["item"],
		description=row["description"],
		quantity=Decimal(row["quantity"]),
		uom=row["uom"],
		stock_uom=row["stock_uom"],
		conversion_factor=Decimal(row["conversion_factor"]),
		rate=decimal_of(row["rate"]),
		sku=row["sku"],
		mpn=row["mpn"],
		manufacturer=row["manufacturer"],
	)


def _changed(line: OrderLine, told: LineChange) -> OrderLine:
	uom = told.uom or OrderUom(line.uom, line.conversion_factor)
	return replace(
		line,
		rate=line.rate if told.rate is None else told.rate,
		quantity=line.quantity if told.quantity is None else told.quantity,
		uom=uom.uom,
		conversion_factor=uom.factor,
	)


def _line_row(order: str, line: OrderLine) -> dict[str, object]:
	kept = {column: getattr(line, column) for column in _LINE_COLUMNS if column != "order_name"}
	return {
		"order_name": order,
		**kept,
		"quantity": decimal_text(line.quantity),
		"conversion_factor": decimal_text(line.conversion_factor),
		"rate": decimal_text(line.rate),
	}
