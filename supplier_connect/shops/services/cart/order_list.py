"""An order as text that is pasted on a shop's web site, for a shop whose carts can't be filled from here."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.connectors.protocols import OrderListRules
from supplier_connect.shops.model.cart import GuestItem
from supplier_connect.shops.model.order import Order
from supplier_connect.shops.ports import PartBook
from supplier_connect.shops.services.cart.open_as_guest import plan

# A spreadsheet would take what begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class OrderList:
	"""The rows of an order, as text to paste and as a CSV file, and why lines are left out."""

	items: tuple[GuestItem, ...]
	left_out: tuple[Message, ...]
	text: str
	csv: str


def order_list(parts: PartBook, order: Order, rules: OrderListRules) -> OrderList:
	"""What of an order goes onto a list of a shop; lines of one number are one row.

	A line without a number that can be the shop's is left out: the web site finds nothing by a manufacturer's.
	"""
	planned = plan(parts, order, takes_mpn=False)
	items = tuple(item for item in planned.items if rules.sku_pattern.fullmatch(item.number))
	odd = tuple(
		msg("{1}: {0} is not a valid part number at this supplier.", item.number, item.customer_reference)
		for item in planned.items
		if item not in items
	)
	rows = [(item.number, str(item.quantity), _reference(item, rules)) for item in items]
	file = StringIO()
	table = csv.writer(file)
	table.writerow(("Part Number", "Quantity", "Your Number"))
	table.writerows((number, count, _cell(reference)) for number, count, reference in rows)
	text = "\n".join(rules.separator.join(filter(None, row)) for row in rows)
	return OrderList(items, (*planned.left_out, *odd), text, file.getvalue())


def _reference(item: GuestItem, rules: OrderListRules) -> str:
	"""Our own number without what would begin another column or row."""
	plain = " ".join(item.customer_reference.replace(rules.separator.strip(), " ").split())
	return plain[: rules.reference_length]


def _cell(text: str) -> str:
	return f"'{text}" if text.startswith(_FORMULA) else text
