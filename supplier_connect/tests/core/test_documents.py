"""What a user enters by hand is checked, with a sentence that names the field or the row."""

from __future__ import annotations

from typing import Any

import frappe

from supplier_connect.api.account import connectors
from supplier_connect.core.desk.errors import ShopError
from supplier_connect.shops.model.offer import Packing
from supplier_connect.tests.support.site import SiteCase, make_account, make_item


class TestSupplierPart(SiteCase):
	def setUp(self) -> None:
		super().setUp()
		self.account = make_account("SCTEST Parts").doc
		self.item = make_item("SCTEST-PART")

	def part(self, **values: Any) -> Any:
		"""A new supplier part."""
		return frappe.get_doc(
			{
				"doctype": "Supplier Part",
				"item": self.item,
				"account": self.account.name,
				"sku": "603-A",
				**values,
			}
		)

	def test_what_is_left_out_is_filled_in(self) -> None:
		part = self.part(sku=" 603-A ", stock=5).insert()
		self.assertEqual((part.sku, part.stock_known), ("603-A", 1))
		self.assertEqual(part.supplier, self.account.supplier)

	def test_one_part_of_an_item_is_preferred_at_an_account(self) -> None:
		first = self.part(sku="603-A", preferred=1).insert()
		elsewhere = self.part(account=make_account("SCTEST Others").doc.name, preferred=1).insert()
		second = self.part(sku="603-B").insert()
		second.update({"preferred": 1}).save()
		names = (first.name, second.name, elsewhere.name)
		preferred = [frappe.db.get_value("Supplier Part", name, "preferred") for name in names]
		self.assertEqual(preferred, [0, 1, 1])

	def test_what_is_not_known_stays_unknown(self) -> None:
		part = self.part().insert()
		part.reload()
		self.assertEqual((part.minimum, part.multiple, part.standard_package), (0, 0, 0))
		self.assertFalse(part.tariff or part.non_returnable or part.packing)

	def test_price_breaks_are_put_in_order(self) -> None:
		breaks = [{"quantity": 100, "price": 0.5}, {"quantity": 1, "price": 1}]
		part = self.part(currency="USD", price_breaks=breaks).insert()
		self.assertEqual(
			[(row.quantity, row.currency) for row in part.price_breaks], [(1, "USD"), (100, "USD")]
		)

	def test_the_same_part_twice_is_refused(self) -> None:
		self.part().insert()
		self.assertRaises(frappe.DuplicateEntryError, self.part(sku="603-a").insert)
		self.part(sku="603-A-REEL").insert()

	def test_price_breaks_that_make_no_sense_are_refused_by_row(self) -> None:
		for breaks in (
			[{"quantity": 1, "price": 1}, {"quantity": 1, "price": 2}],
			[{"quantity": 1, "price": 2}, {"quantity": 10, "price": 0}],
		):
			with self.assertRaisesRegex(frappe.ValidationError, "row 2"):
				self.part(price_breaks=breaks).insert()


class TestAccountChoices(SiteCase):
	def test_the_language_of_an_account_is_english_unless_it_says_otherwise(self) -> None:
		self.assertEqual(make_account("SCTEST English").engine.language, "en")
		german = make_account("SCTEST German", language="de")
		self.assertEqual(german.engine.language, "de")

	def test_another_language_begins_the_kept_answers_anew(self) -> None:
		doc = make_account("SCTEST Language").doc
		before = doc.cache_generation
		doc.update({"language": "de"}).save()
		self.assertNotEqual(doc.cache_generation, before)

	def test_a_language_that_the_shop_does_not_speak_is_refused(self) -> None:
		with self.assertRaisesRegex(ShopError, "Mouser has no language fa"):
			make_account("SCTEST Persian", language="fa")
		make_account("SCTEST Danish", connector="DigiKey", language="da")

	def test_a_packing_that_the_shop_does_not_have_is_refused(self) -> None:
		with self.assertRaisesRegex(ShopError, "Mouser has no packing Tray. Choose one of Cut Tape"):
			make_account("SCTEST Tray", packing="Tray")
		self.assertEqual(make_account("SCTEST Tape", packing="Cut Tape").engine.packing, Packing.CUT_TAPE)
		make_account("SCTEST DigiKey Tray", connector="DigiKey", packing="Tray")

	def test_the_form_hears_what_can_be_chosen(self) -> None:
		mouser = next(kind for kind in connectors() if kind["name"] == "Mouser")
		self.assertIn({"value": "Reel", "label": "Full Reel"}, mouser["packings"])
		self.assertIn("de", mouser["languages"])


class TestSettings(SiteCase):
	def test_a_proxy_that_can_not_be_used_is_refused(self) -> None:
		settings = frappe.get_doc("Supplier Connect Settings")
		settings.proxy_url = "proxy:3128"
		with self.assertRaisesRegex(ShopError, "proxy URL must look like"):
			settings.save()

	def test_the_sites_proxy_is_for_accounts_without_one(self) -> None:
		settings = frappe.get_doc("Supplier Connect Settings")
		settings.update({"proxy_con": "https", "proxy_url": "http://user:hush@proxy.example.com:3128"})
		settings.save()
		plain, own = (
			make_account("SCTEST Plain"),
			make_account("SCTEST Own", proxy_url="http://other.example.com:80"),
		)
		self.assertEqual(plain.engine.proxy.url.reveal(), "http://user:hush@proxy.example.com:3128")
		self.assertEqual(own.engine.proxy.url.reveal(), "http://other.example.com:80")
		self.assertNotIn("hush", frappe.as_json(frappe.get_doc("Supplier Connect Settings").as_dict()))
