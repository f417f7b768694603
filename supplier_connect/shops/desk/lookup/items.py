"""What is read of an Item, and the one row that is written to it: its number at a supplier."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import frappe

from supplier_connect.core.model.messages import Message, msg

_DOCTYPE = "Item"


@dataclass(frozen=True)
class SupplierNumber:
	"""The number that an Item has at a supplier, and whether it was written just now."""

	supplier: str
	number: str
	written: bool


def manufacturer_numbers(item: Any) -> tuple[str, ...]:
	"""An Item's manufacturer part numbers: its own first, then those of its Item Manufacturers."""
	rows = frappe.get_all(
		"Item Manufacturer",
		filters={"item_code": item.name},
		pluck="manufacturer_part_no",
		order_by="is_default desc, creation asc",
		limit_page_length=0,
	)
	numbers = (number.strip() for number in (item.get("default_manufacturer_part_no"), *rows) if number)
	return tuple(dict.fromkeys(filter(None, numbers)))


def templates(items: Collection[str]) -> dict[str, Message]:
	"""Those of some Items that are templates, and so no parts, with the sentence that says it."""
	return _told(items, {"has_variants": 1}, msg("{0} is a template. Look up its variants instead."))


def not_bought(items: Collection[str]) -> dict[str, Message]:
	"""Those of some Items that nobody buys, each with the sentence that says why."""
	made = _told(items, {"is_purchase_item": 0}, msg("{0} is not bought. Tick Allow Purchase on the Item."))
	return {**made, **templates(items)}


def _told(items: Collection[str], filters: dict[str, int], sentence: Message) -> dict[str, Message]:
	chosen = {**filters, "name": ("in", [*items, ""])}
	names = frappe.get_all(_DOCTYPE, filters=chosen, pluck="name", order_by="name asc", limit_page_length=0)
	return {name: Message(sentence.template, (name,)) for name in names}


def save_supplier_number(item: Any, supplier: str, number: str) -> SupplierNumber:
	"""Give an Item its number at a supplier, unless it has one: then that stays.

	The Item is saved as the user saves it, with their permissions and all its checks.
	"""
	rows = [row for row in item.supplier_items if row.supplier == supplier]
	known = next((row.supplier_part_no for row in rows if row.supplier_part_no), "")
	if known:
		return SupplierNumber(supplier, known, written=False)
	if rows:
		rows[0].supplier_part_no = number
	else:
		item.append("supplier_items", {"supplier": supplier, "supplier_part_no": number})
	item.save()
	return SupplierNumber(supplier, number, written=True)
