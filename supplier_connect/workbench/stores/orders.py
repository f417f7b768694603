"""Purchase orders in a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model import stored as json_shapes
from supplier_connect.shops.model.order import (
	BentRate,
	LineChange,
	Order,
	OrderChange,
	OrderLine,
	OrderUom,
)
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.records import Records

_ORDERS = Records(
	"orders",
	json_shapes.ORDER.dump_json,
	json_shapes.ORDER.validate_json,
	{
		"name": lambda order: order.name,
		"supplier": lambda order: order.supplier,
		"state": lambda order: order.state.value,
	},
)


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
			order = _read(connection, name)
			missing = set(change.lines).difference(line.ref for line in order.lines)
			if missing:
				raise NotFound(msg("{0} has no line {1}.", name, min(missing)))
			lines = tuple(_changed(line, change.lines.get(line.ref, LineChange())) for line in order.lines)
			changed = replace(order, lines=lines)
			_ORDERS.put(connection, changed)
			return changed

	def save_order(self, order: Order) -> None:
		"""Create an order, or replace the one of that name whole."""
		lines = tuple(sorted(order.lines, key=lambda line: (line.number, line.ref)))
		with self._database.writing() as connection:
			_ORDERS.put(connection, replace(order, lines=lines))

	def names(self) -> tuple[str, ...]:
		"""The names of all orders, sorted."""
		with self._database.reading() as connection:
			rows = connection.execute("SELECT name FROM orders ORDER BY name").fetchall()
		return tuple(row["name"] for row in rows)


def _read(connection: sqlite3.Connection, name: str) -> Order:
	order = _ORDERS.get(connection, name)
	if order is None:
		raise NotFound(msg("There is no order {0}.", name))
	return order


def _changed(line: OrderLine, told: LineChange) -> OrderLine:
	uom = told.uom or OrderUom(line.uom, line.conversion_factor)
	return replace(
		line,
		rate=line.rate if told.rate is None else told.rate,
		quantity=line.quantity if told.quantity is None else told.quantity,
		uom=uom.uom,
		conversion_factor=uom.factor,
	)
