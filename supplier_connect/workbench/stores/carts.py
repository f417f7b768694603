"""Supplier Carts in a SQLite file."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timezone

from supplier_connect.core.model.errors import NotFound, SendRunning
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model import stored as json_shapes
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import CartChoice, SupplierCart, SupplierCartState
from supplier_connect.shops.model.order import Order
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.records import Records


def _load(body: str) -> SupplierCart:
	cart = json_shapes.SUPPLIER_CART.validate_json(body)
	sent_at = cart.sent_at and cart.sent_at.astimezone(timezone.utc)
	return replace(cart, lease_until=cart.lease_until.astimezone(timezone.utc), sent_at=sent_at)


_CARTS = Records(
	"supplier_carts",
	json_shapes.SUPPLIER_CART.dump_json,
	_load,
	{
		"name": lambda cart: cart.name,
		"order_name": lambda cart: cart.order,
		"account": lambda cart: cart.account,
	},
)


class SqliteSupplierCartStore:
	"""`SupplierCartStore` on SQLite."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def claim(
		self, order: Order, account: ShopAccount, choice: CartChoice, now: datetime, lease_until: datetime
	) -> SupplierCart:
		"""Take the right to send an order until `lease_until`; raises `SendRunning` while another has it."""
		with self._database.writing() as connection:
			current = _current(connection, order.name, account.name)
			if current and current.state is SupplierCartState.SENDING and current.lease_until > now:
				raise _running(current)
			if current is None or choice is CartChoice.NEW:
				if current and current.state is SupplierCartState.SENDING:
					_CARTS.put(connection, current.broken_off())
				claimed = SupplierCart(
					name=_CARTS.new_name(connection, "CART-"),
					order=order.name,
					account=account.name,
					supplier=account.supplier,
					company=order.company,
					attempt=1,
					state=SupplierCartState.SENDING,
					lease_until=lease_until,
					user=account.user,
				)
			else:
				claimed = replace(
					current,
					attempt=current.attempt + 1,
					state=SupplierCartState.SENDING,
					lease_until=lease_until,
					user=account.user,
				)
			_CARTS.put(connection, claimed)
			return claimed

	def save(self, transfer: SupplierCart) -> None:
		"""Store a cart whole; raises `SendRunning` when a newer attempt has claimed it."""
		with self._database.writing() as connection:
			stored = _get(connection, transfer.name)
			if stored.attempt > transfer.attempt:
				raise _running(stored)
			_CARTS.put(connection, replace(transfer, order=stored.order, account=stored.account))

	def get(self, name: str) -> SupplierCart:
		"""A cart; raises `NotFound`."""
		with self._database.reading() as connection:
			return _get(connection, name)

	def of_order(self, order: str) -> tuple[SupplierCart, ...]:
		"""All carts of an order, newest first."""
		with self._database.reading() as connection:
			return _CARTS.find(connection, "order_name = ? ORDER BY id DESC", order)

	def current(self, order: str, account: str) -> SupplierCart | None:
		"""The cart that sending the order again would continue; None when there was none."""
		with self._database.reading() as connection:
			return _current(connection, order, account)


def _running(cart: SupplierCart) -> SendRunning:
	return SendRunning(
		msg(
			"{0} is being sent to {1} by {2} right now. Wait for it, or try again after {3} UTC should it be stuck.",
			cart.order,
			cart.account,
			cart.user or "?",
			cart.lease_until.strftime("%Y-%m-%d %H:%M:%S"),
		),
		account=cart.account,
	)


def _get(connection: sqlite3.Connection, name: str) -> SupplierCart:
	cart = _CARTS.get(connection, name)
	if cart is None:
		raise NotFound(msg("There is no cart {0}.", name))
	return cart


def _current(connection: sqlite3.Connection, order: str, account: str) -> SupplierCart | None:
	newest = "order_name = ? AND account = ? ORDER BY id DESC LIMIT 1"
	return next(iter(_CARTS.find(connection, newest, order, account)), None)
