"""The stores of Supplier Lookup on SQLite."""

from __future__ import annotations

import unittest
from decimal import Decimal

from test_sqlite import SqliteHooks

from supplier_connect.shops.model.part import Part
from supplier_connect.tests.contracts import ItemBookContract, MatchStoreContract
from supplier_connect.workbench.stores.items import SqliteItemBook
from supplier_connect.workbench.stores.matches import SqliteMatchStore


class TestMatches(SqliteHooks, MatchStoreContract, unittest.TestCase):
	def make_store(self) -> SqliteMatchStore:
		return SqliteMatchStore(self.database)


class TestItems(SqliteHooks, ItemBookContract, unittest.TestCase):
	def make_store(self) -> SqliteItemBook:
		return SqliteItemBook(self.database)

	def make_part(self, part: Part) -> Part:
		self.make_store().save(part)
		return part

	def make_supplier(self, name: str) -> str:
		return name

	def picture_of(self, item: str) -> str:
		return self.make_store().links(item).image_url

	def datasheet_of(self, item: str) -> str:
		return self.make_store().links(item).datasheet_url

	def price_of(self, item: str, supplier: str) -> Decimal | None:
		prices = {price.supplier: price.price for price in self.make_store().prices(item)}
		return prices.get(supplier)
