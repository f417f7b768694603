"""Clean the words of supplier parts that were entered by hand: lists show them as markup."""

from __future__ import annotations

import frappe

from supplier_connect.core.desk.columns import LONG, truncate, truncate_url
from supplier_connect.shops.desk.parts.part_offers import ADDRESSES, ENTERED

_PARAMETERS = {"parameter": LONG, "value": LONG, "unit": LONG}


def execute() -> None:
	"""Clean what has markup in it, and empty the addresses that no browser should be sent to."""
	_clean("Supplier Part", {**ENTERED, **dict.fromkeys(ADDRESSES, LONG)})
	_clean("Supplier Part Parameter", _PARAMETERS)


def _clean(doctype: str, columns: dict[str, int]) -> None:
	rows = frappe.get_all(doctype, fields=["name", *columns], order_by="name asc", limit_page_length=0)
	for row in rows:
		clean = {
			column: truncate_url(row[column]) if column in ADDRESSES else truncate(row[column], length)
			for column, length in columns.items()
			if row[column]
		}
		changed = {column: text for column, text in clean.items() if text != row[column]}
		if changed:
			frappe.db.set_value(doctype, row.name, changed, update_modified=False)
