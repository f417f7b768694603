"""Items in a SQLite file: what they say of their part, and what was taken over from offers."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from supplier_connect.core.model.errors import NotFound
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model import stored as json_shapes
from supplier_connect.shops.model.offer import Offer, price_at
from supplier_connect.shops.model.part import Detail, MakerNumber, Part, ShopNumber
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.values import decimal_text


@dataclass(frozen=True)
class ItemLinks:
	"""The picture and the datasheet of an Item."""

	image_url: str = ""
	datasheet_url: str = ""


@dataclass(frozen=True)
class ItemPrice:
	"""The buying price of an Item from a supplier, for a piece at a quantity."""

	supplier: str
	currency: str
	quantity: int
	price: Decimal


class SqliteItemBook:
	"""`ItemBook` on SQLite, and what the command line needs beyond it."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def save(self, part: Part) -> None:
		"""Create or replace an Item by its code."""
		with self._database.writing() as connection:
			_write(connection, part)

	def read(self, item: str) -> Part:
		"""All that an Item says of its part; raises `NotFound`."""
		with self._database.reading() as connection:
			return _part(connection, item)

	def codes(self) -> tuple[str, ...]:
		"""The codes of all Items, sorted."""
		with self._database.reading() as connection:
			rows = connection.execute("SELECT code FROM items ORDER BY code").fetchall()
		return tuple(row["code"] for row in rows)

	def link(self, item: str, supplier: str, offer: Offer) -> None:
		"""Note where the Item is bought and who makes it; see `ItemBook.link`."""
		with self._database.writing() as connection:
			part = _part(connection, item)
			_write(
				connection,
				replace(
					part,
					shop_numbers=_with_shop_number(part, supplier, offer),
					maker_numbers=_with_maker_number(part, offer),
				),
			)

	def set_price(self, item: str, supplier: str, offer: Offer, quantity: int) -> None:
		"""Keep the offer's price at a quantity; see `ItemBook.set_price`."""
		price = price_at(offer.breaks, quantity)
		with self._database.writing() as connection:
			connection.execute(
				"INSERT INTO item_prices (item, supplier, currency, quantity, price) VALUES (?, ?, ?, ?, ?)"
				" ON CONFLICT (item, supplier) DO UPDATE SET"
				" currency = excluded.currency, quantity = excluded.quantity, price = excluded.price",
				(item, supplier, offer.currency, quantity, decimal_text(price)),
			)

	def fill(self, item: str, offer: Offer, details: Collection[Detail]) -> None:
		"""Take over details that the Item doesn't have yet; see `ItemBook.fill`."""
		with self._database.writing() as connection:
			part = _part(connection, item)
			if Detail.PARAMETERS in details:
				known = {parameter.name.casefold() for parameter in part.parameters}
				new = (one for one in offer.parameters if one.name.casefold() not in known)
				_write(connection, replace(part, parameters=(*part.parameters, *new)))
			links = _links(connection, item)
			image = offer.image_url if Detail.IMAGE in details else ""
			datasheet = offer.datasheet_url if Detail.DATASHEET in details else ""
			connection.execute(
				"INSERT OR REPLACE INTO item_links (item, image_url, datasheet_url) VALUES (?, ?, ?)",
				(item, links.image_url or image, links.datasheet_url or datasheet),
			)

	def links(self, item: str) -> ItemLinks:
		"""The picture and the datasheet of an Item."""
		with self._database.reading() as connection:
			return _links(connection, item)

	def prices(self, item: str) -> tuple[ItemPrice, ...]:
		"""The buying prices of an Item, by supplier."""
		with self._database.reading() as connection:
			rows = connection.execute(
				"SELECT * FROM item_prices WHERE item = ? ORDER BY supplier", (item,)
			).fetchall()
		return tuple(
			ItemPrice(row["supplier"], row["currency"], row["quantity"], Decimal(row["price"]))
			for row in rows
		)


def _part(connection: sqlite3.Connection, item: str) -> Part:
	row = connection.execute("SELECT part FROM items WHERE code = ?", (item,)).fetchone()
	if row is None:
		raise NotFound(msg("There is no Item {0}.", item))
	return json_shapes.PART.validate_json(row["part"])


def _write(connection: sqlite3.Connection, part: Part) -> None:
	connection.execute(
		"INSERT OR REPLACE INTO items (code, part) VALUES (?, ?)",
		(part.code, json_shapes.PART.dump_json(part).decode()),
	)


def _links(connection: sqlite3.Connection, item: str) -> ItemLinks:
	row = connection.execute(
		"SELECT image_url, datasheet_url FROM item_links WHERE item = ?", (item,)
	).fetchone()
	return ItemLinks(*row) if row else ItemLinks()


def _with_shop_number(part: Part, supplier: str, offer: Offer) -> tuple[ShopNumber, ...]:
	if any(row.supplier == supplier for row in part.shop_numbers):
		return part.shop_numbers
	return (*part.shop_numbers, ShopNumber(offer.sku, supplier))


def _with_maker_number(part: Part, offer: Offer) -> tuple[MakerNumber, ...]:
	known = {row.mpn.casefold() for row in part.maker_numbers}
	if not offer.mpn or offer.mpn.casefold() in known:
		return part.maker_numbers
	return (*part.maker_numbers, MakerNumber(offer.mpn, offer.manufacturer))
