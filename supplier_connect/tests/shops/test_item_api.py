"""A supplier part from its number, at both shops: looked up, checked against the Item, and stored."""

from __future__ import annotations

from typing import Any

import frappe

from supplier_connect.api import item as item_api
from supplier_connect.core.desk.errors import ShopError, ShopUnavailableError
from supplier_connect.sandbox.digikey.accounts import CLIENT_ID, CLIENT_SECRET
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import DIGIKEY
from supplier_connect.tests.support.site import SiteCase, make_account, make_item, make_supplier, make_user

RESISTOR = "603-RC0402FR-1310KL"
MPN = "RC0402FR-1310KL"
CAPACITOR = "963-LMK107BJ475KAHT"
CAPACITOR_MPN = "LMK107BJ475KAHT"
ITEM = "SCTEST-R"
MOUSER_ACCOUNT = "SCTEST Mouser"
DIGIKEY_ACCOUNT = "SCTEST DigiKey"
MOUSER_SUPPLIER = "SCTEST Mouser Supplier"
DIGIKEY_SUPPLIER = "SCTEST DigiKey Supplier"
PART = "Supplier Part"


class ItemApiCase(SiteCase):
	"""An Item, and an account at each of two sandbox shops."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.mouser = SandboxServer(limits=Limits(0, 0))
		cls.digikey = SandboxServer(cls.mouser.catalogue, limits=Limits(0, 0), shop=DIGIKEY)
		for sandbox in (cls.mouser, cls.digikey):
			sandbox.start()
			cls.addClassCleanup(sandbox.stop)
		_make_books()

	def setUp(self) -> None:
		super().setUp()
		# The test before may have rolled back what was made for the class.
		_make_books()
		self.mouser.reset()
		self.digikey.reset()
		make_account(
			MOUSER_ACCOUNT,
			supplier=MOUSER_SUPPLIER,
			base_url=self.mouser.api_url,
			limits_from="Set Here",
			is_default=1,
		)
		make_account(
			DIGIKEY_ACCOUNT,
			supplier=DIGIKEY_SUPPLIER,
			connector="DigiKey",
			client_id=CLIENT_ID,
			client_secret=CLIENT_SECRET,
			base_url=self.digikey.api_url,
			limits_from="Set Here",
		)

	def look_up(self, number: str, account: str = MOUSER_ACCOUNT) -> dict[str, Any]:
		"""What is found for the Item."""
		return item_api.look_up_part(ITEM, account, number)

	def add(self, number: str, account: str = MOUSER_ACCOUNT, **more: Any) -> dict[str, Any]:
		"""Add a part to the Item."""
		return item_api.add_part(ITEM, account, number, **more)

	def item(self) -> Any:
		"""The Item as it is stored now."""
		return frappe.get_doc("Item", ITEM)

	def supplier_row(self, supplier: str, number: str) -> None:
		"""Give the Item a row for a supplier."""
		doc = self.item()
		doc.append("supplier_items", {"supplier": supplier, "supplier_part_no": number})
		doc.save()

	def is_made_by(self, *mpns: str) -> None:
		"""Give the Item manufacturer part numbers."""
		for mpn in mpns:
			maker = f"SCTEST maker of {mpn}"
			frappe.get_doc({"doctype": "Manufacturer", "short_name": maker}).insert()
			frappe.get_doc(
				{
					"doctype": "Item Manufacturer",
					"item_code": ITEM,
					"manufacturer": maker,
					"manufacturer_part_no": mpn,
				}
			).insert()

	def stored(self) -> list[Any]:
		"""The Item's Supplier Parts."""
		names = frappe.get_all(PART, filters={"item": ITEM}, pluck="name", order_by="creation asc")
		return [frappe.get_doc(PART, name) for name in names]


def _make_books() -> None:
	for item in (ITEM, "SCTEST-C"):
		make_item(item)
	for supplier in (MOUSER_SUPPLIER, DIGIKEY_SUPPLIER):
		make_supplier(supplier)


class TestAccounts(ItemApiCase):
	def test_the_default_account_comes_first_and_disabled_ones_not_at_all(self) -> None:
		make_account("SCTEST Asleep", supplier=MOUSER_SUPPLIER, enabled=0)
		names = [one["name"] for one in item_api.accounts(ITEM)["accounts"]]
		self.assertLess(names.index(MOUSER_ACCOUNT), names.index(DIGIKEY_ACCOUNT))
		self.assertNotIn("SCTEST Asleep", names)

	def test_an_account_whose_connector_is_gone_hides_no_other(self) -> None:
		"""The app that brought its connector was taken off the site."""
		make_account("SCTEST Orphan", supplier=MOUSER_SUPPLIER)
		frappe.db.set_value("Supplier Account", "SCTEST Orphan", "connector", "Shop of another app")
		names = [one["name"] for one in item_api.accounts(ITEM)["accounts"]]
		self.assertIn(MOUSER_ACCOUNT, names)
		self.assertNotIn("SCTEST Orphan", names)

	def test_the_items_manufacturer_part_numbers_are_told(self) -> None:
		self.is_made_by(MPN, "OTHER-1")
		frappe.db.set_value("Item", ITEM, "default_manufacturer_part_no", "OTHER-1")
		self.assertEqual(item_api.accounts(ITEM)["mpns"], ["OTHER-1", MPN])


class TestLookUp(ItemApiCase):
	def test_a_part_is_told_whole_and_nothing_is_written(self) -> None:
		found = self.look_up(f" {RESISTOR.lower()} ")
		offer = found["offer"]
		self.assertEqual((offer["sku"], offer["mpn"], offer["manufacturer"]), (RESISTOR, MPN, "YAGEO"))
		self.assertEqual(offer["currency"], "USD")
		self.assertEqual(offer["breaks"][0]["quantity"], 1)
		self.assertGreater(offer["breaks"][0]["price"], 0)
		self.assertTrue(offer["datasheet_url"] and offer["image_url"] and offer["url"])
		self.assertEqual((found["mpns"], found["conflict"], found["part"]), ([], "", None))
		self.assertEqual(self.stored(), [])

	def test_the_same_part_number_in_other_letters_is_no_conflict(self) -> None:
		self.is_made_by("rc0402 fr 1310kl")
		self.assertEqual(self.look_up(RESISTOR)["conflict"], "")

	def test_another_part_than_the_items_is_told(self) -> None:
		self.is_made_by(MPN)
		conflict = self.look_up(CAPACITOR)["conflict"]
		self.assertIn(CAPACITOR_MPN, conflict)
		self.assertIn(MPN, conflict)

	def test_a_manufacturers_number_is_answered_with_the_shops_numbers(self) -> None:
		found = self.look_up(MPN, DIGIKEY_ACCOUNT)
		self.assertIsNone(found["offer"])
		self.assertIn("is a manufacturer part number", found["message"])
		numbers = [choice["sku"] for choice in found["choices"]]
		self.assertGreater(len(numbers), 1)
		for number in numbers:
			self.assertEqual(self.look_up(number, DIGIKEY_ACCOUNT)["offer"]["sku"], number)

	def test_a_reel_made_to_measure_has_its_fee(self) -> None:
		choices = self.look_up(MPN, DIGIKEY_ACCOUNT)["choices"]
		(reel,) = [choice for choice in choices if choice["packing"] == "Custom Reel"]
		self.assertGreater(reel["fee"], 0)

	def test_an_unknown_number_is_one_sentence(self) -> None:
		for account in (MOUSER_ACCOUNT, DIGIKEY_ACCOUNT):
			with self.assertRaisesRegex(ShopError, "no part NO-SUCH-PART"):
				self.look_up("NO-SUCH-PART", account)
			self.assertEqual(frappe.local.response["error"]["kind"], "PartNotFound")

	def test_a_shop_that_is_down_is_told(self) -> None:
		self.mouser.faults.add(Fault(FaultKind.STATUS, status=500, times=-1))
		with self.assertRaisesRegex(ShopUnavailableError, "has a fault of its own"):
			self.look_up(RESISTOR)

	def test_a_wrong_key_names_the_account_to_mend(self) -> None:
		frappe.get_doc("Supplier Account", DIGIKEY_ACCOUNT).update({"client_secret": "wrong"}).save()
		with self.assertRaisesRegex(ShopError, "Client Secret"):
			self.look_up(MPN, DIGIKEY_ACCOUNT)
		error = frappe.local.response["error"]
		self.assertEqual((error["kind"], error["account"]), ("NotAuthorised", DIGIKEY_ACCOUNT))

	def test_other_items_with_this_part_are_named(self) -> None:
		frappe.get_doc(
			{"doctype": PART, "item": "SCTEST-C", "account": MOUSER_ACCOUNT, "sku": RESISTOR}
		).insert()
		self.assertEqual(self.look_up(RESISTOR)["known_as"], ["SCTEST-C"])


class TestAdd(ItemApiCase):
	def test_the_part_is_stored_with_all_that_was_told(self) -> None:
		offer = self.look_up(RESISTOR)["offer"]
		added = self.add(RESISTOR)
		(part,) = self.stored()
		self.assertEqual((added["part"], added["sku"], added["created"]), (part.name, RESISTOR, True))
		for field in ("sku", "mpn", "manufacturer", "description", "currency", "minimum", "multiple", "url"):
			self.assertEqual(part.get(field), offer[field], field)
		for field in ("lifecycle", "rohs", "lead_time_days", "datasheet_url", "image_url"):
			self.assertEqual(part.get(field) or None, offer[field] or None, field)
		steps = [(row.quantity, row.price) for row in part.price_breaks]
		self.assertEqual(steps, [(step["quantity"], step["price"]) for step in offer["breaks"]])

	def test_the_item_gets_its_number_at_the_supplier(self) -> None:
		added = self.add(RESISTOR)
		self.assertEqual((added["supplier"], added["item_number"]), (MOUSER_SUPPLIER, RESISTOR))
		self.assertTrue(added["item_number_written"])
		rows = [(row.supplier, row.supplier_part_no) for row in self.item().supplier_items]
		self.assertIn((MOUSER_SUPPLIER, RESISTOR), rows)

	def test_a_number_that_the_item_has_stays(self) -> None:
		self.supplier_row(MOUSER_SUPPLIER, "603-OLD")
		added = self.add(RESISTOR)
		self.assertEqual((added["item_number"], added["item_number_written"]), ("603-OLD", False))
		self.assertEqual([row.supplier_part_no for row in self.item().supplier_items], ["603-OLD"])

	def test_a_row_without_a_number_gets_it(self) -> None:
		self.supplier_row(MOUSER_SUPPLIER, "")
		self.assertTrue(self.add(RESISTOR)["item_number_written"])
		self.assertEqual([row.supplier_part_no for row in self.item().supplier_items], [RESISTOR])

	def test_again_is_the_same_supplier_part(self) -> None:
		first = self.add(RESISTOR)
		self.assertEqual(self.look_up(RESISTOR)["part"], first["part"])
		again = self.add(RESISTOR)
		self.assertEqual((again["part"], again["created"]), (first["part"], False))
		self.assertFalse(again["item_number_written"])
		self.assertEqual(len(self.stored()), 1)

	def test_a_packing_of_digikey_is_a_part_of_its_own(self) -> None:
		for choice in self.look_up(MPN, DIGIKEY_ACCOUNT)["choices"]:
			self.add(choice["sku"], DIGIKEY_ACCOUNT)
		packings = {part.packing for part in self.stored()}
		self.assertEqual(packings, {"Cut Tape", "Reel", "Custom Reel"})

	def test_another_part_than_the_items_must_be_accepted_by_its_number(self) -> None:
		self.is_made_by(MPN)
		for accept in (None, "", MPN, "SOMETHING-ELSE"):
			with self.assertRaisesRegex(ShopError, "has the manufacturer part numbers"):
				self.add(CAPACITOR, accept_mpn=accept)
		self.assertEqual(self.stored(), [])
		self.add(CAPACITOR, accept_mpn=CAPACITOR_MPN)
		self.assertEqual([part.sku for part in self.stored()], [CAPACITOR])

	def test_a_manufacturers_number_is_not_added(self) -> None:
		with self.assertRaisesRegex(ShopError, "is a manufacturer part number"):
			self.add(MPN, DIGIKEY_ACCOUNT)
		self.assertEqual(self.stored(), [])


class TestPermissions(ItemApiCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		# Frappe makes a System Manager of whoever comes first: let that be somebody else.
		make_user("sctest-administrator", "System Manager")
		cls.engineer = make_user("sctest-engineer", "Item Manager", "Purchase User")
		cls.buyer = make_user("sctest-buyer", "Purchase User")
		cls.stock_user = make_user("sctest-stock", "Stock User")

	def test_who_may_change_items_and_see_accounts_adds_parts(self) -> None:
		frappe.set_user(self.engineer)
		self.assertTrue(item_api.accounts(ITEM)["accounts"])
		self.add(RESISTOR)
		frappe.set_user("Administrator")
		(part,) = self.stored()
		self.assertEqual((part.owner, self.item().modified_by), (self.engineer, self.engineer))

	def test_who_may_not_change_the_item_may_not_even_look_up(self) -> None:
		for user in (self.buyer, self.stock_user, "Guest"):
			frappe.set_user(user)
			self.assertRaises(frappe.PermissionError, item_api.accounts, ITEM)
			self.assertRaises(frappe.PermissionError, self.look_up, RESISTOR)
			self.assertRaises(frappe.PermissionError, self.add, RESISTOR)
		self.assertEqual(self.mouser.state["calls"], [])

	def test_an_account_that_the_user_may_not_see_is_not_used(self) -> None:
		# The permission is rolled back after the test; what is remembered of it is not.
		self.addCleanup(frappe.clear_cache, user=self.engineer)
		frappe.permissions.add_user_permission("Supplier Account", DIGIKEY_ACCOUNT, self.engineer)
		frappe.set_user(self.engineer)
		names = [one["name"] for one in item_api.accounts(ITEM)["accounts"]]
		self.assertEqual(names, [DIGIKEY_ACCOUNT])
		self.assertRaises(frappe.PermissionError, self.look_up, RESISTOR)
		self.assertRaises(frappe.PermissionError, self.add, RESISTOR)
		self.assertEqual(self.mouser.state["calls"], [])

	def test_looking_up_and_adding_are_no_reading(self) -> None:
		for function in (item_api.look_up_part, item_api.add_part):
			self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[function], ["POST"])
