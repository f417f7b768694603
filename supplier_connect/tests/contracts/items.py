"""The contract of `ItemBook`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from supplier_connect.core.model.errors import NotFound
from supplier_connect.shops.model.offer import Offer, Parameter, PriceBreak
from supplier_connect.shops.model.part import Detail, MakerNumber, Part, ShopNumber
from supplier_connect.shops.ports import ItemBook
from supplier_connect.tests.contracts.base import Contract


class ItemBookContract(Contract):
	"""Hooks: `make_store`, `make_part`, `make_supplier`, `picture_of`, `datasheet_of`, `price_of`."""

	def make_store(self) -> ItemBook:
		"""Hook: the store."""
		raise NotImplementedError

	def make_part(self, part: Part) -> Part:
		"""Hook: store an Item that says this, and return what it says; names and groups may be the host's own."""
		raise NotImplementedError

	def make_supplier(self, name: str) -> str:
		"""Hook: a supplier that the host knows; returns its name."""
		raise NotImplementedError

	def picture_of(self, item: str) -> str:
		"""Hook: the address of the Item's picture, "" for none."""
		raise NotImplementedError

	def datasheet_of(self, item: str) -> str:
		"""Hook: the address of the Item's datasheet, "" for none."""
		raise NotImplementedError

	def price_of(self, item: str, supplier: str) -> Decimal | None:
		"""Hook: the Item's buying price from a supplier; None when there is none."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""A supplier, an Item that says something, and an offer for it."""
		super().setUp()
		self.supplier = self.make_supplier(self.unique("Supplier"))
		self.maker = self.unique("Yageo")
		self.part = self.make_part(
			Part(
				code=self.unique("R-10K"),
				name="Widerstand 10k 0402",
				description="10 kΩ ±1 % 0402, 电阻",
				parameters=(Parameter("Resistance", "10", "kOhm"), Parameter("Package", "0402")),
			)
		)
		self.offer = Offer(
			sku="311-RC0402FR-1310KLCT-ND",
			mpn="RC0402FR-1310KL",
			manufacturer=self.maker,
			description="RES 10K OHM 1% 1/16W 0402",
			currency="USD",
			breaks=(PriceBreak(1, Decimal("0.1")), PriceBreak(100, Decimal("0.007"))),
			image_url="https://shop.example/10k.jpg",
			datasheet_url="https://shop.example/10k.pdf",
			parameters=(Parameter("Tolerance", "±1%"), Parameter("resistance", "10 kOhms")),
		)

	def _read(self) -> Part:
		return self.make_store().read(self.part.code)

	def test_an_item_says_what_was_stored(self) -> None:
		self.assertEqual(self._read(), self.part)
		self.assertEqual([one.value for one in self.part.parameters], ["10", "0402"])

	def test_an_unknown_item_is_told(self) -> None:
		with self.assertRaises(NotFound):
			self.make_store().read(self.unique("NO-SUCH-ITEM"))

	def test_linking_notes_supplier_and_manufacturer_once(self) -> None:
		for _time in range(2):
			self.make_store().link(self.part.code, self.supplier, self.offer)
		part = self._read()
		self.assertEqual(part.shop_numbers, (ShopNumber(self.offer.sku, self.supplier),))
		self.assertEqual(part.maker_numbers, (MakerNumber(self.offer.mpn, self.maker),))

	def test_a_number_that_the_supplier_has_already_stays(self) -> None:
		self.make_store().link(self.part.code, self.supplier, self.offer)
		self.make_store().link(self.part.code, self.supplier, replace(self.offer, sku="ANOTHER-ND"))
		self.assertEqual([row.sku for row in self._read().shop_numbers], [self.offer.sku])

	def test_another_part_number_is_added(self) -> None:
		self.make_store().link(self.part.code, self.supplier, self.offer)
		self.make_store().link(self.part.code, self.supplier, replace(self.offer, mpn="RC0402FR-0710KL"))
		numbers = [row.mpn for row in self._read().maker_numbers]
		self.assertEqual(numbers, ["RC0402FR-1310KL", "RC0402FR-0710KL"])

	def test_an_offer_without_a_manufacturer_links_the_supplier_only(self) -> None:
		self.make_store().link(self.part.code, self.supplier, replace(self.offer, mpn="", manufacturer=""))
		self.assertEqual(self._read().maker_numbers, ())
		self.assertEqual(len(self._read().shop_numbers), 1)

	def test_details_fill_what_is_missing(self) -> None:
		self.make_store().fill(self.part.code, self.offer, frozenset(Detail))
		names = [(one.name, one.value) for one in self._read().parameters]
		self.assertEqual(names, [("Resistance", "10"), ("Package", "0402"), ("Tolerance", "±1%")])
		self.assertEqual(self.picture_of(self.part.code), self.offer.image_url)
		self.assertEqual(self.datasheet_of(self.part.code), self.offer.datasheet_url)

	def test_details_never_replace_what_is_there(self) -> None:
		self.make_store().fill(self.part.code, self.offer, frozenset(Detail))
		other = replace(
			self.offer,
			image_url="https://shop.example/other.jpg",
			datasheet_url="",
			parameters=(Parameter("Tolerance", "±5%"),),
		)
		self.make_store().fill(self.part.code, other, frozenset(Detail))
		self.assertEqual(self.picture_of(self.part.code), self.offer.image_url)
		self.assertEqual(self.datasheet_of(self.part.code), self.offer.datasheet_url)
		self.assertIn(("Tolerance", "±1%"), [(one.name, one.value) for one in self._read().parameters])

	def test_only_what_is_asked_for_is_filled(self) -> None:
		self.make_store().fill(self.part.code, self.offer, frozenset({Detail.IMAGE}))
		self.assertEqual(self.picture_of(self.part.code), self.offer.image_url)
		self.assertEqual(self.datasheet_of(self.part.code), "")
		self.assertEqual(len(self._read().parameters), 2)

	def test_the_price_is_that_of_the_quantity_and_is_replaced(self) -> None:
		self.assertIsNone(self.price_of(self.part.code, self.supplier))
		self.make_store().set_price(self.part.code, self.supplier, self.offer, 150)
		self.assertEqual(self.price_of(self.part.code, self.supplier), Decimal("0.007"))
		self.make_store().set_price(self.part.code, self.supplier, self.offer, 10)
		self.assertEqual(self.price_of(self.part.code, self.supplier), Decimal("0.1"))
