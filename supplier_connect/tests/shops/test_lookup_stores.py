"""The lookups and the Items as the engine sees them, over DocTypes: the same contracts as over SQLite, and what is ours."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from unittest import mock

import frappe
from frappe.core.doctype.data_import.importer import Importer
from frappe.utils import add_days, today

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.shops.desk.lookup.item_book import DATASHEET, PARAMETERS, DeskItemBook, plain_text
from supplier_connect.shops.desk.lookup.matches import DeskMatchStore, lines_of, read_matches
from supplier_connect.shops.model.match import Match, MatchState
from supplier_connect.shops.model.offer import Offer, Parameter, PriceBreak
from supplier_connect.shops.model.part import Detail, MakerNumber, Part, ShopNumber
from supplier_connect.supplier_connect.doctype.supplier_match.supplier_match import SupplierMatch
from supplier_connect.tests.contracts import ItemBookContract, MatchStoreContract
from supplier_connect.tests.support.site import (
	DocTypeHooks,
	SiteCase,
	make_item,
	make_supplier,
	make_user,
	transactions,
)

PRICE_LIST = "SCTEST Buying"


def count_statements(action: Callable[[], object]) -> int:
	"""How many statements the database is given by an action."""
	with mock.patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
		action()
	return sql.call_count


def change_settings(**values: Any) -> None:
	"""Enter something else in the settings of the site."""
	doc = frappe.get_doc("Supplier Connect Settings")
	doc.update(values)
	doc.save()


class TestMatches(DocTypeHooks, MatchStoreContract, SiteCase):
	def make_store(self) -> DeskMatchStore:
		return DeskMatchStore()

	def stored(self, candidates: int = 2, **changes: Any) -> Match:
		"""A stored lookup."""
		return self.make_store().save(replace(self.match(candidates), **changes))

	def test_lists_and_reports_see_the_best_candidate(self) -> None:
		stored = self.stored()
		(line,) = lines_of(self.item)
		self.assertEqual((line.name, line.found, line.best_mpn), (stored.name, 2, "RC0402FR-0710KL"))
		self.assertEqual(line.best_score, stored.candidates[0].score)
		doc = frappe.get_doc("Supplier Match", stored.name)
		self.assertEqual(doc.candidates[0].unit_price, 0.004875)
		self.assertEqual((doc.candidates[0].unknown, doc.candidates[1].unknown), ("stock", ""))
		self.assertIn("can't be reached", doc.not_searched)

	def test_a_shops_words_hold_no_markup_in_the_columns(self) -> None:
		match = self.match(1)
		(candidate,) = match.candidates
		offer = replace(candidate.best.offer, manufacturer="<img src=x onerror=alert(1)>M", mpn="L" * 500)
		candidate = replace(candidate, offers=(replace(candidate.best, offer=offer),))
		stored = self.make_store().save(replace(match, candidates=(candidate,)))
		(row,) = frappe.get_doc("Supplier Match", stored.name).candidates
		self.assertNotIn("onerror", row.manufacturer)
		self.assertEqual(len(row.mpn), 140)
		self.assertEqual(self.make_store().get(stored.name), stored)

	def test_storing_and_reading_take_the_same_statements_for_many_candidates(self) -> None:
		self.stored(1)
		few, many = self.match(10), self.match(100)
		store = self.make_store()
		self.assertEqual(
			count_statements(lambda: store.save(few)), count_statements(lambda: store.save(many))
		)
		names = [match.name for match in store.of_item(self.item)]
		one, all_of_them = (count_statements(lambda n=n: read_matches(n)) for n in (names[:1], names))
		self.assertEqual(one, all_of_them)

	def test_the_best_candidates_can_be_read_alone(self) -> None:
		stored = self.stored(30)
		(match,) = read_matches([stored.name], 5)
		self.assertEqual([candidate.rank for candidate in match.candidates], [1, 2, 3, 4, 5])

	def test_old_lookups_are_cleared_unless_something_was_imported(self) -> None:
		kept = self.stored(1, state=MatchState.IMPORTED)
		old = self.stored(1)
		for match in (kept, old):
			frappe.db.set_value("Supplier Match", match.name, "creation", add_days(today(), -181))
		new = self.stored(1)
		SupplierMatch.clear_old_logs(days=180)
		self.assertEqual(
			[match.name for match in self.make_store().of_item(self.item)], [new.name, kept.name]
		)
		self.assertFalse(frappe.db.exists("Supplier Match Candidate", {"parent": old.name}))

	def test_the_log_settings_list_them(self) -> None:
		rows = frappe.get_doc("Log Settings").logs_to_clear
		self.assertEqual([row.days for row in rows if row.ref_doctype == "Supplier Match"], [180])

	def test_a_deleted_item_takes_its_lookups_along(self) -> None:
		stored = self.stored(1)
		frappe.get_doc("Item", self.item).delete()
		self.assertFalse(frappe.db.exists("Supplier Match", stored.name))
		self.assertFalse(frappe.db.exists("Supplier Match Candidate", {"parent": stored.name}))

	def test_a_renamed_item_keeps_them(self) -> None:
		stored = self.stored(1)
		name = frappe.rename_doc("Item", self.item, self.unique("RENAMED"))
		self.assertEqual(self.make_store().get(stored.name).item, name)


class TestItems(DocTypeHooks, ItemBookContract, SiteCase):
	def setUp(self) -> None:
		frappe.set_user("Administrator")
		super().setUp()
		if not frappe.db.exists("Price List", PRICE_LIST):
			frappe.get_doc(
				{"doctype": "Price List", "price_list_name": PRICE_LIST, "currency": "USD", "buying": 1}
			).insert()
		change_settings(price_list=PRICE_LIST)

	def make_store(self) -> DeskItemBook:
		return DeskItemBook()

	def make_part(self, part: Part) -> Part:
		doc = frappe.get_doc("Item", make_item(part.code))
		doc.item_name = part.name
		doc.description = f"<div><p>{part.description}</p></div>"
		for one in part.parameters:
			doc.append(PARAMETERS, {"parameter": one.name, "value": one.value, "unit": one.unit})
		doc.save()
		return replace(part, groups=(doc.item_group,))

	def make_supplier(self, name: str) -> str:
		return make_supplier(name)

	def picture_of(self, item: str) -> str:
		return frappe.db.get_value("Item", item, "image") or ""

	def datasheet_of(self, item: str) -> str:
		return frappe.db.get_value("Item", item, DATASHEET) or ""

	def price_of(self, item: str, supplier: str) -> Decimal | None:
		(*_others, price) = [
			None,
			*frappe.get_all(
				"Item Price",
				{"item_code": item, "supplier": supplier, "price_list": PRICE_LIST},
				pluck="price_list_rate",
			),
		]
		return None if price is None else Decimal(str(price))

	def item(self) -> Any:
		"""The Item as it is stored now."""
		return frappe.get_doc("Item", self.part.code)

	def test_groups_are_told_from_the_items_own_up_to_the_root(self) -> None:
		root = frappe.db.get_value("Item Group", {"parent_item_group": ("in", ["", None])})
		parent = root
		path = [self.unique("Passive"), self.unique("Resistors"), self.unique("Chip")]
		for place, group in enumerate(path):
			is_group = int(place < 2)
			frappe.get_doc(
				{
					"doctype": "Item Group",
					"item_group_name": group,
					"parent_item_group": parent,
					"is_group": is_group,
				}
			).insert()
			parent = group
		frappe.db.set_value("Item", self.part.code, "item_group", parent)
		self.assertEqual(self._read().groups, tuple(reversed(path)))

	def test_numbers_of_all_tables_are_told_the_default_first(self) -> None:
		self.make_store().link(self.part.code, self.supplier, self.offer)
		frappe.get_doc({"doctype": "Manufacturer", "short_name": self.unique("Second")}).insert()
		self.make_store().link(self.part.code, self.supplier, replace(self.offer, mpn="SECOND-1"))
		row = frappe.get_doc(
			"Item Manufacturer", {"item_code": self.part.code, "manufacturer_part_no": "SECOND-1"}
		)
		row.is_default = 1
		row.save()
		doc = self.item()
		doc.append("barcodes", {"barcode": self.unique("BAR")})
		doc.save()
		part = self._read()
		self.assertEqual(
			part.maker_numbers, (MakerNumber("SECOND-1", self.maker), MakerNumber(self.offer.mpn, self.maker))
		)
		self.assertEqual(part.barcodes, (doc.barcodes[0].barcode,))

	def test_several_items_are_read_at_the_cost_of_one(self) -> None:
		items = [self.part.code, *(make_item(self.unique("ITEM")) for _time in range(12))]
		store = self.make_store()
		one, many = (count_statements(lambda n=n: store.read_many(n)) for n in (items[:1], items))
		self.assertEqual(one, many)
		self.assertEqual([part.code for part in store.read_many([*items, "NO-SUCH"])], items)

	def test_the_attributes_of_a_variant_are_told(self) -> None:
		colour = self.unique("Colour")
		frappe.get_doc(
			{
				"doctype": "Item Attribute",
				"attribute_name": colour,
				"item_attribute_values": [{"attribute_value": "Red", "abbr": "R"}],
			}
		).insert()
		template = frappe.get_doc("Item", make_item(self.unique("LED")))
		template.update({"has_variants": 1, "attributes": [{"attribute": colour}]})
		template.save()
		self.assertEqual(self.make_store().read(template.name).attributes, ())
		variant = frappe.get_doc(
			{
				"doctype": "Item",
				"item_code": f"{template.name}-R",
				"item_group": template.item_group,
				"stock_uom": "Nos",
				"variant_of": template.name,
				"attributes": [{"attribute": colour, "attribute_value": "Red"}],
			}
		).insert()
		self.assertEqual(self.make_store().read(variant.name).attributes, (Parameter(colour, "Red"),))

	def test_parameters_come_by_data_import(self) -> None:
		code = self.unique("IMPORTED")
		group = frappe.db.get_value("Item", self.part.code, "item_group")
		header = (
			"Item Code,Item Group,Default Unit of Measure,Datasheet,"
			"Parameter (Parameters),Value (Parameters),Unit (Parameters)"
		)
		# A table without transactions; what it says of an import that was rolled back would stop the next one.
		self.addCleanup(frappe.db.delete, "Data Import Log", {"docname": ("like", "SCTEST%")})
		rows = [f"{code},{group},Nos,https://x.example/a.pdf,Resistance,10,kOhm", ",,,,Package,0402,"]
		with tempfile.NamedTemporaryFile("w", suffix=".csv") as file, transactions():
			file.write("\n".join((header, *rows)))
			file.flush()
			Importer(
				"Item", file_path=file.name, import_type="Insert New Records", console=True
			).import_data()
		part = self.make_store().read(code)
		self.assertEqual(
			part.parameters, (Parameter("Resistance", "10", "kOhm"), Parameter("Package", "0402"))
		)
		self.assertEqual(self.datasheet_of(code), "https://x.example/a.pdf")

	def test_a_description_is_read_without_its_markup(self) -> None:
		text = plain_text(
			'<div class="ql-editor"><p>10&nbsp;k&Omega;</p><p>1 &lt; 2<br>b<b>ol</b>d</p></div>'
		)
		self.assertEqual(text, "10 kΩ 1 < 2 bold")

	def test_a_row_without_a_number_gets_it(self) -> None:
		doc = self.item()
		doc.append("supplier_items", {"supplier": self.supplier})
		doc.save()
		self.make_store().link(self.part.code, self.supplier, self.offer)
		self.assertEqual(self._read().shop_numbers, (ShopNumber(self.offer.sku, self.supplier),))

	def test_a_manufacturer_of_another_name_is_not_made_twice(self) -> None:
		for name in ("Panasonic Electronic Components", self.unique("Acme")):
			if not frappe.db.exists("Manufacturer", name):
				frappe.get_doc({"doctype": "Manufacturer", "short_name": name}).insert()
		change_settings(manufacturer_aliases=[{"alias": "Acme Chips", "manufacturer": name}])
		for mpn, maker in (("A-1", "Panasonic"), ("A-2", "acme chips"), ("A-3", name.upper())):
			self.make_store().link(
				self.part.code, self.supplier, replace(self.offer, mpn=mpn, manufacturer=maker)
			)
		makers = {number.mpn: number.manufacturer for number in self._read().maker_numbers}
		self.assertEqual(makers, {"A-1": "Panasonic Electronic Components", "A-2": name, "A-3": name})

	def test_linking_again_saves_nothing(self) -> None:
		self.make_store().link(self.part.code, self.supplier, self.offer)
		self.make_store().fill(self.part.code, self.offer, frozenset(Detail))
		before = self.item().modified
		self.make_store().link(self.part.code, self.supplier, self.offer)
		self.make_store().fill(self.part.code, self.offer, frozenset(Detail))
		self.assertEqual(self.item().modified, before)

	def test_the_same_price_is_kept_in_one_item_price(self) -> None:
		for quantity in (1, 100, 1):
			self.make_store().set_price(self.part.code, self.supplier, self.offer, quantity)
		(name,) = frappe.get_all("Item Price", {"item_code": self.part.code}, pluck="name")
		doc = frappe.get_doc("Item Price", name)
		self.assertEqual((doc.supplier, doc.uom, doc.currency, doc.buying), (self.supplier, "Nos", "USD", 1))
		self.assertEqual(str(doc.valid_from), today())

	def test_a_price_that_no_longer_holds_stays_as_it_was(self) -> None:
		old = frappe.get_doc(
			{
				"doctype": "Item Price",
				"item_code": self.part.code,
				"supplier": self.supplier,
				"price_list": PRICE_LIST,
				"uom": "Nos",
				"price_list_rate": 5,
				"valid_from": add_days(today(), -20),
				"valid_upto": add_days(today(), -10),
			}
		).insert()
		self.make_store().set_price(self.part.code, self.supplier, self.offer, 1)
		old.reload()
		self.assertEqual(old.price_list_rate, 5)
		self.assertEqual(frappe.db.count("Item Price", {"item_code": self.part.code}), 2)

	def test_a_price_in_another_currency_is_converted_or_refused(self) -> None:
		frappe.db.delete("Currency Exchange", {"from_currency": "EUR", "to_currency": "USD"})
		frappe.db.delete("Currency Exchange", {"from_currency": "USD", "to_currency": "EUR"})
		offer = replace(self.offer, currency="EUR", breaks=(PriceBreak(1, Decimal("0.1")),))
		with self.assertRaisesRegex(RejectedInput, "in EUR and the price list SCTEST Buying in USD"):
			self.make_store().set_price(self.part.code, self.supplier, offer, 1)
		frappe.get_doc(
			{
				"doctype": "Currency Exchange",
				"date": today(),
				"from_currency": "USD",
				"to_currency": "EUR",
				"exchange_rate": 0.8,
				"for_buying": 1,
				"for_selling": 1,
			}
		).insert()
		self.make_store().set_price(self.part.code, self.supplier, offer, 1)
		self.assertEqual(self.price_of(self.part.code, self.supplier), Decimal("0.125"))

	def test_the_rights_of_the_user_hold(self) -> None:
		frappe.set_user(make_user("sctest-buyer", "Purchase User"))
		store = self.make_store()
		for write in (
			lambda: store.link(self.part.code, self.supplier, self.offer),
			lambda: store.fill(self.part.code, self.offer, frozenset(Detail)),
			lambda: store.set_price(self.part.code, self.supplier, self.offer, 1),
		):
			self.assertRaises(frappe.PermissionError, write)

	def test_an_item_manager_may_bring_a_new_manufacturer(self) -> None:
		frappe.set_user(make_user("sctest-items", "Item Manager"))
		self.make_store().link(self.part.code, self.supplier, self.offer)
		self.assertEqual(self._read().maker_numbers, (MakerNumber(self.offer.mpn, self.maker),))

	def test_an_address_that_is_none_is_not_taken(self) -> None:
		offer = replace(self.offer, image_url="javascript:alert(1)", datasheet_url="ftp://x")
		self.make_store().fill(self.part.code, offer, frozenset({Detail.IMAGE, Detail.DATASHEET}))
		self.assertEqual((self.picture_of(self.part.code), self.datasheet_of(self.part.code)), ("", ""))


class TestLinkedOffer(SiteCase):
	def test_an_offer_without_a_number_of_its_maker_needs_no_manufacturer(self) -> None:
		item = make_item("SCTEST-R")
		offer = Offer("1-ND", "X-1", "", "", "USD")
		DeskItemBook().link(item, make_supplier("SCTEST Supplier"), offer)
		self.assertEqual(DeskItemBook().read(item).maker_numbers, ())
