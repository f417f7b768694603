"""Purchase orders in a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from decimal import Decimal

from supplier_connect.model.errors import NotFound
from supplier_connect.model.order import Order, OrderLine, OrderState
from supplier_connect.model.text import _
from supplier_connect.stores.sqlite_database import Database
from supplier_connect.stores.sqlite_values import decimal_of, decimal_text, insert_into

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
_SAVE_LINE = insert_into("order_lines", _LINE_COLUMNS)


class SqliteOrderBook:
	"""`OrderBook` on SQLite, and what an import needs beyond it."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def read(self, name: str) -> Order:
		"""An order with its lines in their order; raises `NotFound`."""
		with self._database.reading() as connection:
			return _read(connection, name)

	def write_rates(self, name: str, rates: Mapping[str, Decimal]) -> Order:
		"""Set the rates of some lines, all or none of them; raises `NotFound` for an order or a line."""
		with self._database.writing() as connection:
			missing = set(rates) - {line.ref for line in _read(connection, name).lines}
			if missing:
				raise NotFound(_("{0} has no line {1}.", name, min(missing)))
			connection.executemany(
				"UPDATE order_lines SET rate = ? WHERE order_name = ? AND ref = ?",
				[(decimal_text(rate), name, ref) for ref, rate in rates.items()],
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
		raise NotFound(_("There is no order {0}.", name))
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


def _line_row(order: str, line: OrderLine) -> dict[str, object]:
	return {
		"order_name": order,
		**vars(line),
		"quantity": decimal_text(line.quantity),
		"conversion_factor": decimal_text(line.conversion_factor),
		"rate": decimal_text(line.rate),
	}
