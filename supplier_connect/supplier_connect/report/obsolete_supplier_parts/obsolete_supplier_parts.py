"""Script report: supplier parts that can't be bought for long, what needs them, and what could replace them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frappe import _

from supplier_connect.shops.desk.parts.obsolete_parts import ObsoletePart, OtherPart, obsolete_parts

_FILTERS = ("item", "account", "supplier")
# The rest is in the Item's list of parts.
_MOST_OTHERS = 3
_Columns = list[dict[str, Any]]
_Answer = tuple[_Columns, list[dict[str, Any]], str | None]


def execute(filters: dict[str, Any] | None = None) -> _Answer:
	"""Columns, rows, and a sentence where there are none; see `desk.obsolete_parts`."""
	wanted = {name: filters[name] for name in _FILTERS if filters and filters.get(name)}
	rows = [_row(part) for part in obsolete_parts(**wanted)]
	return _columns(), rows, None if rows else _nothing()


def _nothing() -> str:
	return _("No supplier part is obsolete, at its last buy, or unknown to its supplier.")


def _row(part: ObsoletePart) -> dict[str, Any]:
	known = part.known_replacement
	return {
		"item": part.item,
		"account": part.account,
		"supplier": part.supplier,
		"sku": part.sku,
		"part": part.part,
		"mpn": part.mpn,
		"lifecycle": part.lifecycle,
		"last_buy": part.last_buy,
		"stock": part.stock,
		"orders": part.orders.orders if part.orders else None,
		"pieces": part.orders.pieces if part.orders else None,
		"boms": part.boms,
		"replacement": part.replacement,
		"replacement_part": known.part if known else "",
		"replacement_item": known.item if known else "",
		"url": part.url,
		"others": _others_text(part.others),
		"other_parts": [vars(other) for other in part.others[:_MOST_OTHERS]],
		"more_parts": max(len(part.others) - _MOST_OTHERS, 0),
	}


def _others_text(others: Sequence[OtherPart]) -> str:
	"""The first ones, and how many there are besides."""
	shown = [f"{other.sku} ({other.account})" for other in others[:_MOST_OTHERS]]
	more = len(others) - len(shown)
	return ", ".join([*shown, _("{0} more").format(more)] if more else shown)


def _columns() -> _Columns:
	return [
		_column("item", _("Item"), "Link", 180, options="Item"),
		_column("account", _("Supplier Account"), "Link", 130, options="Supplier Account"),
		_column("sku", _("Supplier Part Number"), "Data", 180),
		_column("mpn", _("Manufacturer Part Number"), "Data", 170),
		_column("lifecycle", _("Lifecycle"), "Data", 120),
		_column("last_buy", _("Last Day to Buy"), "Date", 115),
		_column("stock", _("Stock at Supplier"), "Int", 110),
		_column("orders", _("Open Orders"), "Int", 100),
		_column("pieces", _("Pieces on Order"), "Float", 115),
		_column("boms", _("Active BOMs"), "Int", 100),
		_column("replacement", _("Suggested Replacement"), "Data", 180),
		_column("others", _("Can Still Be Bought"), "Data", 240),
	]


def _column(fieldname: str, label: str, fieldtype: str, width: int, **more: Any) -> dict[str, Any]:
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}
