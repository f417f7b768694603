"""Transfers in a SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

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
from supplier_connect.shops.model.order import Order
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.values import (
	assignments,
	decimal_of,
	decimal_text,
	insert_into,
	packing_of,
	packing_text,
	time_of,
	time_text,
	words_of,
	words_text,
)

_COLUMNS = (
	"supplier",
	"company",
	"attempt",
	"state",
	"lease_until",
	"user",
	"cart_key",
	"cart_name",
	"cart_url",
	"currency",
	"total",
	"fees",
	"message",
	"note",
	"leftover_skus",
	"done_calls",
	"planned_calls",
	"sent_at",
)
_LINE_COLUMNS = (
	"transfer",
	"position",
	"ref",
	"number",
	"item",
	"description",
	"sku",
	"quantity",
	"uom",
	"conversion_factor",
	"pieces",
	"cart_quantity",
	"old_rate",
	"state",
	"mpn",
	"manufacturer",
	"stock",
	"unit_price",
	"total",
	"minimum",
	"multiple",
	"lifecycle",
	"chosen_sku",
	"error",
	"note",
	"packing",
	"packing_chosen",
)
_SAVE = f"UPDATE transfers SET {assignments(_COLUMNS)} WHERE id = :id"  # noqa: S608
_SAVE_LINE = insert_into("transfer_lines", _LINE_COLUMNS)
_CURRENT = "SELECT * FROM transfers WHERE order_name = ? AND account = ? ORDER BY id DESC LIMIT 1"
_LINES = """
	SELECT * FROM transfer_lines WHERE transfer IN (SELECT value FROM json_each(?))
	ORDER BY transfer, position
"""
_CLAIM_NEW = """
	INSERT INTO transfers (order_name, account, supplier, company, attempt, state, lease_until, user)
	VALUES (?, ?, ?, ?, 1, ?, ?, ?)
"""


class SqliteSupplierCartStore:
	"""`SupplierCartStore` on SQLite."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def claim(
		self, order: Order, account: ShopAccount, choice: CartChoice, now: datetime, lease_until: datetime
	) -> SupplierCart:
		"""Take the right to send an order until `lease_until`; raises `SendRunning` while another has it."""
		with self._database.writing() as connection:
			row = connection.execute(_CURRENT, (order.name, account.name)).fetchone()
			current = _transfer(connection, row) if row else None
			if current and current.state is SupplierCartState.SENDING and current.lease_until > now:
				raise _running(current)
			if current is None or choice is CartChoice.NEW:
				if current and current.state is SupplierCartState.SENDING:
					_write(connection, row["id"], current.broken_off())
				return _claim_new(connection, order, account, lease_until)
			claimed = replace(
				current,
				attempt=current.attempt + 1,
				state=SupplierCartState.SENDING,
				lease_until=lease_until,
				user=account.user,
			)
			_write(connection, row["id"], claimed)
			return claimed

	def save(self, transfer: SupplierCart) -> None:
		"""Store a transfer whole; raises `SendRunning` when a newer attempt has claimed it."""
		with self._database.writing() as connection:
			row = _row(connection, transfer.name)
			if row["attempt"] > transfer.attempt:
				raise _running(_transfer(connection, row))
			_write(connection, row["id"], transfer)

	def get(self, name: str) -> SupplierCart:
		"""A transfer; raises `NotFound`."""
		with self._database.reading() as connection:
			return _transfer(connection, _row(connection, name))

	def of_order(self, order: str) -> tuple[SupplierCart, ...]:
		"""All transfers of an order, newest first."""
		with self._database.reading() as connection:
			rows = connection.execute(
				"SELECT * FROM transfers WHERE order_name = ? ORDER BY id DESC", (order,)
			).fetchall()
			return _transfers(connection, rows)

	def current(self, order: str, account: str) -> SupplierCart | None:
		"""The transfer that sending the order again would continue; None when there was none."""
		with self._database.reading() as connection:
			row = connection.execute(_CURRENT, (order, account)).fetchone()
			return _transfer(connection, row) if row else None


def _running(transfer: SupplierCart) -> SendRunning:
	return SendRunning(
		msg(
			"{0} is being sent to {1} by {2} right now. Wait for it, or try again after {3} UTC should it be stuck.",
			transfer.order,
			transfer.account,
			transfer.user or "?",
			transfer.lease_until.strftime("%Y-%m-%d %H:%M:%S"),
		),
		account=transfer.account,
	)


def _claim_new(
	connection: sqlite3.Connection, order: Order, account: ShopAccount, lease_until: datetime
) -> SupplierCart:
	identity = connection.execute(
		_CLAIM_NEW,
		(
			order.name,
			account.name,
			account.supplier,
			order.company,
			SupplierCartState.SENDING.value,
			time_text(lease_until),
			account.user,
		),
	).lastrowid
	name = f"CART-{identity:05d}"
	connection.execute("UPDATE transfers SET name = ? WHERE id = ?", (name, identity))
	return _transfer(connection, _row(connection, name))


def _row(connection: sqlite3.Connection, name: str) -> sqlite3.Row:
	row: sqlite3.Row | None = connection.execute("SELECT * FROM transfers WHERE name = ?", (name,)).fetchone()
	if row is None:
		raise NotFound(msg("There is no cart {0}.", name))
	return row


def _write(connection: sqlite3.Connection, identity: int, transfer: SupplierCart) -> None:
	values = {
		**vars(transfer),
		"id": identity,
		"state": transfer.state.value,
		"lease_until": time_text(transfer.lease_until),
		"total": decimal_text(transfer.total),
		"fees": decimal_text(transfer.fees),
		"leftover_skus": words_text(transfer.leftover_skus),
		"sent_at": time_text(transfer.sent_at) if transfer.sent_at else None,
	}
	connection.execute(_SAVE, {column: values[column] for column in ("id", *_COLUMNS)})
	connection.execute("DELETE FROM transfer_lines WHERE transfer = ?", (identity,))
	connection.executemany(
		_SAVE_LINE, [_line_row(identity, place, line) for place, line in enumerate(transfer.lines)]
	)


def _line_row(identity: int, position: int, line: SupplierCartLine) -> dict[str, object]:
	return {
		"transfer": identity,
		"position": position,
		**vars(line),
		"quantity": decimal_text(line.quantity),
		"conversion_factor": decimal_text(line.conversion_factor),
		"old_rate": decimal_text(line.old_rate),
		"state": line.state.value,
		"unit_price": decimal_text(line.unit_price),
		"total": decimal_text(line.total),
		"packing": packing_text(line.packing),
	}


def _transfer(connection: sqlite3.Connection, row: sqlite3.Row) -> SupplierCart:
	return _transfers(connection, [row])[0]


def _transfers(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> tuple[SupplierCart, ...]:
	lines_of: dict[int, list[SupplierCartLine]] = {row["id"]: [] for row in rows}
	for line in connection.execute(_LINES, (json.dumps(list(lines_of)),)):
		lines_of[line["transfer"]].append(_line(line))
	return tuple(_transfer_of(row, lines_of[row["id"]]) for row in rows)


def _transfer_of(row: sqlite3.Row, lines: Iterable[SupplierCartLine]) -> SupplierCart:
	return SupplierCart(
		name=row["name"],
		order=row["order_name"],
		account=row["account"],
		supplier=row["supplier"],
		company=row["company"],
		attempt=row["attempt"],
		state=SupplierCartState(row["state"]),
		lease_until=time_of(row["lease_until"]),
		user=row["user"],
		cart_key=row["cart_key"],
		cart_name=row["cart_name"],
		cart_url=row["cart_url"],
		currency=row["currency"],
		total=decimal_of(row["total"]),
		fees=decimal_of(row["fees"]),
		message=row["message"],
		note=row["note"],
		leftover_skus=words_of(row["leftover_skus"]),
		lines=tuple(lines),
		done_calls=row["done_calls"],
		planned_calls=row["planned_calls"],
		sent_at=time_of(row["sent_at"]) if row["sent_at"] else None,
	)


def _line(row: sqlite3.Row) -> SupplierCartLine:
	own = {column: row[column] for column in _LINE_COLUMNS[2:]}
	return SupplierCartLine(
		**{
			**own,
			"quantity": Decimal(row["quantity"]),
			"conversion_factor": Decimal(row["conversion_factor"]),
			"old_rate": decimal_of(row["old_rate"]),
			"state": LineState(row["state"]),
			"unit_price": decimal_of(row["unit_price"]),
			"total": decimal_of(row["total"]),
			"packing": packing_of(row["packing"]),
			"packing_chosen": bool(row["packing_chosen"]),
		}
	)
