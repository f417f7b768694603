"""Supplier parts that can't be bought for long: what needs them still, and what could take their place.

Whatever the number of parts, the database is asked the same number of times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe

from supplier_connect.shops.desk.parts.replacements import Replacement, known_replacements
from supplier_connect.shops.matching.ranking.availability import lifecycle_rule

_PART = "Supplier Part"
_ORDER = "Purchase Order"
_BOM = "BOM"
NOT_FOUND = "Not Found"
# The stages of a part's life after which it isn't made any more.
_ENDING = frozenset({"obsolete", "end of life"})
# An order in one of these states wants nothing any more.
_ORDER_OVER = ("Closed", "Completed", "Delivered", "Cancelled")
_FIELDS = (
	"name",
	"item",
	"account",
	"supplier",
	"sku",
	"mpn",
	"lifecycle",
	"last_buy",
	"stock",
	"stock_known",
	"replacement",
	"resync_state",
	"url",
)


@dataclass(frozen=True)
class OpenOrders:
	"""What Purchase Orders that are under way want of an Item from a supplier: how many orders, how many pieces."""

	orders: int
	pieces: float


@dataclass(frozen=True)
class OtherPart:
	"""A supplier part of the same Item that can still be bought."""

	part: str
	account: str
	sku: str


@dataclass(frozen=True)
class ObsoletePart:
	"""A supplier part that ends, and what is known around it.

	`stock` is None where it isn't known; `orders` and `boms` where the user may not read those.
	"""

	part: str
	item: str
	account: str
	supplier: str
	sku: str
	mpn: str
	lifecycle: str
	last_buy: date | None
	stock: int | None
	orders: OpenOrders | None
	boms: int | None
	replacement: str
	known_replacement: Replacement | None
	url: str
	others: tuple[OtherPart, ...]


def obsolete_parts(**filters: str) -> tuple[ObsoletePart, ...]:
	"""The ending parts that the user may read; `filters` are values of Supplier Part."""
	endings = _ending_words()
	rows = _ending_rows(endings, filters)
	items = sorted({row.item for row in rows})
	orders, boms = _open_orders(items), _active_boms(items)
	others = _others(items, endings)
	known = known_replacements([row.replacement for row in rows])
	return tuple(
		ObsoletePart(
			part=row.name,
			item=row.item,
			account=row.account,
			supplier=row.supplier or "",
			sku=row.sku,
			mpn=row.mpn or "",
			lifecycle=NOT_FOUND if row.resync_state == NOT_FOUND else row.lifecycle or "",
			last_buy=row.last_buy,
			stock=row.stock if row.stock_known else None,
			orders=None if orders is None else orders.get((row.item, row.supplier), OpenOrders(0, 0)),
			boms=None if boms is None else boms.get(row.item, 0),
			replacement=row.replacement or "",
			known_replacement=known.get((row.replacement or "").casefold()),
			url=row.url or "",
			others=tuple(others[row.item]),
		)
		for row in rows
	)


def _ending_words() -> list[str]:
	"""What shops have called the end of a part's life, of all that is stored."""
	part = frappe.qb.DocType(_PART)
	rows = frappe.qb.from_(part).select(part.lifecycle).distinct().where(part.lifecycle != "").run()
	return [words for (words,) in rows if lifecycle_rule(words).name in _ENDING]


def _ending_rows(endings: Sequence[str], filters: Mapping[str, str]) -> list[Any]:
	return frappe.get_list(
		_PART,
		filters=dict(filters),
		or_filters=[
			["lifecycle", "in", [*endings, "-"]],
			["last_buy", "is", "set"],
			["resync_state", "=", NOT_FOUND],
		],
		fields=list(_FIELDS),
		order_by="item asc, account asc, sku asc, name asc",
		limit_page_length=0,
	)


def _readable(doctype: str, filters: Sequence[Any]) -> list[str] | None:
	"""The documents of a kind that the user may read; None without a right to any."""
	if not frappe.has_permission(doctype, "read"):
		return None
	return frappe.get_list(
		doctype, filters=filters, pluck="name", distinct=True, order_by="name asc", limit_page_length=0
	)


def _in(names: Collection[str]) -> list[str]:
	return [*sorted(names), ""]


def _open_orders(items: Collection[str]) -> dict[tuple[str, str], OpenOrders] | None:
	"""What is still to come, by Item and supplier; in the Item's stock unit."""
	orders = _readable(
		_ORDER,
		[
			["docstatus", "=", 1],
			["status", "not in", list(_ORDER_OVER)],
			["Purchase Order Item", "item_code", "in", _in(items)],
		],
	)
	if orders is None:
		return None
	rows = frappe.get_all(
		"Purchase Order Item",
		filters={"parent": ("in", _in(orders)), "item_code": ("in", _in(items))},
		fields=["parent", "item_code", "qty", "received_qty", "conversion_factor"],
		order_by="parent asc, idx asc",
		limit_page_length=0,
	)
	supplier = dict(
		frappe.get_all(
			_ORDER,
			filters={"name": ("in", _in(orders))},
			fields=["name", "supplier"],
			order_by="name asc",
			limit_page_length=0,
			as_list=True,
		)
	)
	names: dict[tuple[str, str], set[str]] = defaultdict(set)
	pieces: dict[tuple[str, str], float] = defaultdict(float)
	for row in rows:
		left = row.qty - row.received_qty
		if left > 0:
			key = row.item_code, supplier[row.parent]
			names[key].add(row.parent)
			pieces[key] += left * (row.conversion_factor or 1)
	return {key: OpenOrders(len(found), pieces[key]) for key, found in names.items()}


def _active_boms(items: Collection[str]) -> dict[str, int] | None:
	"""In how many active BOMs an Item is used."""
	boms = _readable(
		_BOM,
		[["docstatus", "=", 1], ["is_active", "=", 1], ["BOM Item", "item_code", "in", _in(items)]],
	)
	if boms is None:
		return None
	rows = frappe.get_all(
		"BOM Item",
		filters={"parent": ("in", _in(boms)), "parenttype": _BOM, "item_code": ("in", _in(items))},
		fields=["parent", "item_code"],
		order_by="parent asc, idx asc",
		limit_page_length=0,
	)
	used: dict[str, set[str]] = defaultdict(set)
	for row in rows:
		used[row.item_code].add(row.parent)
	return {item: len(found) for item, found in used.items()}


def _others(items: Collection[str], endings: Sequence[str]) -> dict[str, list[OtherPart]]:
	"""The Items' supplier parts that neither end nor are unknown to their shops."""
	rows = frappe.get_list(
		_PART,
		filters=[
			["item", "in", _in(items)],
			["last_buy", "is", "not set"],
			["resync_state", "!=", NOT_FOUND],
			["lifecycle", "not in", [*endings, "-"]],
		],
		fields=["name", "item", "account", "sku"],
		order_by="item asc, preferred desc, account asc, sku asc",
		limit_page_length=0,
	)
	found: dict[str, list[OtherPart]] = defaultdict(list)
	for row in rows:
		found[row.item].append(OtherPart(row.name, row.account, row.sku))
	return found
