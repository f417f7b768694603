"""`ItemBook` over Item and what ERPNext keeps around it: manufacturers, suppliers, prices. A constant number of queries.

Items and the rows around them are saved as documents, with the permissions of the user and all of ERPNext's checks.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import frappe
from frappe.utils import getdate, today

from supplier_connect.core.desk.columns import LONG, truncate, truncate_url
from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.desk.lookup.item_fields import DATASHEET, PARAMETERS
from supplier_connect.shops.desk.lookup.items import save_supplier_number
from supplier_connect.shops.desk.lookup.lookup_settings import manufacturer_aliases, price_list_for
from supplier_connect.shops.desk.parts.currencies import exchange_rate
from supplier_connect.shops.matching.numbers.manufacturers import manufacturers_with
from supplier_connect.shops.model.offer import Offer, Parameter, price_at
from supplier_connect.shops.model.part import Detail, MakerNumber, Part, ShopNumber

_ITEM = "Item"
_MAKER_ROW = "Item Manufacturer"
_PRICE = "Item Price"
_ITEM_FIELDS = (
	"name",
	"item_name",
	"description",
	"item_group",
	"brand",
	"default_item_manufacturer",
	"default_manufacturer_part_no",
)
# Ends of what stands in lines of its own.
_BLOCK = re.compile(r"<\s*/?\s*(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6])\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_DECIMALS = Decimal("1e-9")


class DeskItemBook:
	"""`ItemBook` of the site."""

	def read(self, item: str) -> Part:
		"""See `ItemBook.read`."""
		parts = self.read_many((item,))
		if not parts:
			raise NotFound(msg("There is no Item {0}.", item))
		return parts[0]

	def read_many(self, items: Collection[str]) -> tuple[Part, ...]:
		"""What several Items say of their parts, in their order; Items that aren't there are left out."""
		names = list(dict.fromkeys(items))
		rows = {row.name: row for row in _rows(_ITEM, "name", names, _ITEM_FIELDS, "name asc")}
		groups = _group_paths({row.item_group for row in rows.values() if row.item_group})
		around = _Around(list(rows))
		return tuple(_part(rows[name], groups, around) for name in names if name in rows)

	def link(self, item: str, supplier: str, offer: Offer) -> None:
		"""See `ItemBook.link`."""
		part = self.read(item)
		if not any(row.supplier == supplier and row.sku for row in part.shop_numbers):
			save_supplier_number(frappe.get_doc(_ITEM, item), supplier, truncate(offer.sku))
		known = {number.mpn.casefold() for number in part.maker_numbers}
		if offer.mpn and offer.manufacturer and offer.mpn.casefold() not in known:
			_add_maker_number(item, truncate(offer.mpn), offer.manufacturer)

	def set_price(self, item: str, supplier: str, offer: Offer, quantity: int) -> None:
		"""See `ItemBook.set_price`; the price is that of one piece, in the currency of the price list.

		Raises `RejectedInput` without a price list, or without an exchange rate where it has another currency.
		"""
		price = price_at(offer.breaks, quantity)
		if price is None:
			return
		price_list = price_list_for(supplier)
		doc = _price_document(item, supplier, price_list)
		doc.price_list_rate = float(_in_currency_of(price_list, price, offer.currency))
		doc.lead_time_days = offer.lead_time_days or doc.lead_time_days
		doc.save()

	def fill(self, item: str, offer: Offer, details: Collection[Detail]) -> None:
		"""See `ItemBook.fill`; pictures and datasheets are kept as addresses, nothing is downloaded."""
		doc = frappe.get_doc(_ITEM, item)
		changes = [_FILLERS[detail](doc, offer) for detail in Detail if detail in details]
		if any(changes):
			doc.save()


# reading


class _Around:
	"""What lies around some Items, by Item: six queries, however many Items there are."""

	def __init__(self, items: list[str]) -> None:
		self.attributes = _by(
			_rows("Item Variant Attribute", "parent", items, ("parent", "attribute", "attribute_value"))
		)
		self.parameters = _by(
			_rows("Item Parameter", "parent", items, ("parent", "parameter", "value", "unit"))
		)
		self.maker_numbers = _by(
			_rows(
				_MAKER_ROW,
				"item_code",
				items,
				("item_code as parent", "manufacturer", "manufacturer_part_no"),
				"item_code asc, is_default desc, creation asc",
			)
		)
		self.shop_numbers = _by(
			_rows("Item Supplier", "parent", items, ("parent", "supplier", "supplier_part_no"))
		)
		self.barcodes = _by(_rows("Item Barcode", "parent", items, ("parent", "barcode")))


def _rows(
	doctype: str,
	field: str,
	names: Collection[str],
	columns: Iterable[str],
	order_by: str = "parent asc, idx asc",
) -> list[Any]:
	return frappe.get_all(
		doctype,
		filters={field: ("in", [*names, ""])},
		fields=list(columns),
		order_by=order_by,
		limit_page_length=0,
	)


def _by(rows: Iterable[Any]) -> Mapping[str, list[Any]]:
	found: dict[str, list[Any]] = defaultdict(list)
	for row in rows:
		found[row.parent].append(row)
	return found


def _group_paths(groups: Collection[str]) -> dict[str, tuple[str, ...]]:
	"""The way up from each Item Group, itself first and without the root, which says nothing."""
	own, above = frappe.qb.DocType("Item Group"), frappe.qb.DocType("Item Group").as_("above")
	rows = (
		frappe.qb.from_(own)
		.join(above)
		.on((above.lft <= own.lft) & (above.rgt >= own.rgt))
		.select(own.name.as_("parent"), above.name, above.parent_item_group)
		.where(own.name.isin([*groups, ""]))
		.orderby(own.name)
		.orderby(above.lft, order=frappe.qb.desc)
		.run(as_dict=True)
	)
	return {
		group: tuple(row.name for row in path if row.parent_item_group) for group, path in _by(rows).items()
	}


def _part(row: Any, groups: Mapping[str, tuple[str, ...]], around: _Around) -> Part:
	return Part(
		code=row.name,
		name=row.item_name or "",
		description=plain_text(row.description or ""),
		groups=groups.get(row.item_group, ()),
		attributes=tuple(
			Parameter(one.attribute, one.attribute_value)
			for one in around.attributes[row.name]
			if one.attribute_value
		),
		parameters=tuple(
			Parameter(one.parameter, one.value or "", one.unit or "") for one in around.parameters[row.name]
		),
		maker_numbers=tuple(_maker_numbers(row, around.maker_numbers[row.name])),
		shop_numbers=tuple(
			ShopNumber(one.supplier_part_no or "", one.supplier) for one in around.shop_numbers[row.name]
		),
		barcodes=tuple(one.barcode for one in around.barcodes[row.name] if one.barcode),
		brand=row.brand or "",
	)


def _maker_numbers(row: Any, rows: Iterable[Any]) -> Iterator[MakerNumber]:
	"""The default one first, each number once."""
	default = (row.default_manufacturer_part_no, row.default_item_manufacturer)
	seen: set[str] = set()
	for mpn, maker in (default, *((one.manufacturer_part_no, one.manufacturer) for one in rows)):
		number = (mpn or "").strip()
		if number and number.casefold() not in seen:
			seen.add(number.casefold())
			yield MakerNumber(number, maker or "")


def plain_text(markup: str) -> str:
	"""A text without its markup, on one line."""
	bare = _TAG.sub("", _BLOCK.sub(" ", markup))
	return " ".join(html.unescape(bare).split())


# writing


def _add_maker_number(item: str, mpn: str, maker: str) -> None:
	frappe.get_doc(
		{
			"doctype": _MAKER_ROW,
			"item_code": item,
			"manufacturer": _manufacturer(maker),
			"manufacturer_part_no": mpn,
		}
	).insert()


def _manufacturer(name: str) -> str:
	"""The Manufacturer that a shop means: one of that name, of an alias, or a new one.

	Names are all it takes, so whoever may change the Item may bring a new one.
	"""
	# Frappe takes neither sign in a name.
	wanted = truncate(name.replace("<", " ").replace(">", " ").strip())
	aliases = manufacturer_aliases()
	alias = {other.casefold(): maker for other, maker in aliases.items()}.get(name.strip().casefold())
	found = alias or frappe.db.exists("Manufacturer", wanted) or _same_maker(wanted, aliases)
	if found:
		return found
	doc = frappe.get_doc({"doctype": "Manufacturer", "short_name": wanted})
	return doc.insert(ignore_permissions=True).name


def _same_maker(name: str, aliases: Mapping[str, str]) -> str | None:
	"""A Manufacturer that is known by another name: "Yageo Corporation" for "YAGEO"."""
	makers = manufacturers_with(tuple(sorted(aliases.items())))
	if not makers.known(name):
		return None
	names = frappe.get_all("Manufacturer", pluck="name", order_by="creation asc", limit_page_length=0)
	return next((other for other in names if makers.key(other) == makers.key(name)), None)


def _price_document(item: str, supplier: str, price_list: str) -> Any:
	"""The Item Price of a supplier that holds now, else a new one."""
	uom = frappe.get_cached_value(_ITEM, item, "stock_uom")
	key = {"item_code": item, "supplier": supplier, "price_list": price_list, "uom": uom}
	rows = frappe.get_all(
		_PRICE,
		filters={
			**key,
			"customer": ("is", "not set"),
			"batch_no": ("is", "not set"),
			"packing_unit": ("in", [0, 1]),
		},
		fields=["name", "valid_from", "valid_upto"],
		order_by="valid_from desc, creation desc",
		limit_page_length=0,
	)
	holding = [row.name for row in rows if _holds(row)]
	if holding:
		return frappe.get_doc(_PRICE, holding[0])
	return frappe.get_doc({"doctype": _PRICE, **key, "valid_from": today()})


def _holds(row: Any) -> bool:
	day = getdate()
	return (not row.valid_from or row.valid_from <= day) and (not row.valid_upto or row.valid_upto >= day)


def _in_currency_of(price_list: str, price: Decimal, currency: str) -> Decimal:
	wanted = frappe.get_cached_value("Price List", price_list, "currency")
	rate = exchange_rate(currency, wanted)
	if rate is None:
		raise RejectedInput(
			msg(
				"The price is in {0} and the price list {1} in {2}: enter a Currency Exchange, or choose another price list.",
				currency or "?",
				price_list,
				wanted,
			),
			field="price_list",
		)
	return (price * rate).quantize(_DECIMALS)


def _fill_parameters(doc: Any, offer: Offer) -> bool:
	known = {row.parameter.casefold() for row in doc.get(PARAMETERS)}
	new = [one for one in offer.parameters if one.name and one.value and one.name.casefold() not in known]
	for one in new:
		doc.append(
			PARAMETERS,
			{"parameter": truncate(one.name), "value": truncate(one.value, LONG), "unit": truncate(one.unit)},
		)
	return bool(new)


def _fill_address(field: str, url: str, doc: Any) -> bool:
	address = truncate_url(url)
	if doc.get(field) or not address:
		return False
	doc.set(field, address)
	return True


_FILLERS = {
	Detail.PARAMETERS: _fill_parameters,
	Detail.IMAGE: lambda doc, offer: _fill_address("image", offer.image_url, doc),
	Detail.DATASHEET: lambda doc, offer: _fill_address(DATASHEET, offer.datasheet_url, doc),
}
