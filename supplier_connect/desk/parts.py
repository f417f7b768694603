"""`PartBook` over Supplier Part and ERPNext's Item Supplier rows; a constant number of queries a batch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import frappe
from pypika.terms import Values

from supplier_connect.model.offer import Offer, SupplierPart

_DOCTYPE = "Supplier Part"
_BREAKS = "Supplier Part Price Break"
# Offer fields that a Supplier Part takes over as they are, when the offer tells them.
_TOLD = (
	"mpn",
	"manufacturer",
	"description",
	"currency",
	"minimum",
	"multiple",
	"maximum",
	"lead_time_days",
	"lifecycle",
	"category",
	"replacement",
	"rohs",
	"restriction",
	"url",
	"datasheet_url",
	"image_url",
)
# What a field holds that nobody told yet.
_EMPTY = {"minimum": 0, "multiple": 0, "maximum": 0, "lead_time_days": 0}
_BREAK_COLUMNS = [
	"name",
	"owner",
	"modified_by",
	"creation",
	"modified",
	"parent",
	"parenttype",
	"parentfield",
	"idx",
	"quantity",
	"price",
	"currency",
]


class DeskPartBook:
	"""`PartBook` of the site."""

	def known_parts(
		self, account: str, items: Collection[str], skus: Collection[str]
	) -> tuple[SupplierPart, ...]:
		"""See `PartBook.known_parts`."""
		rows = frappe.get_all(
			_DOCTYPE,
			filters={"account": account},
			or_filters={"item": ("in", [*items, ""]), "sku": ("in", [*skus, ""])},
			fields=["item", "sku", "mpn", "manufacturer", "minimum", "multiple", "lifecycle", "preferred"],
			order_by="preferred desc, creation asc, name asc",
			limit_page_length=0,
		)
		return tuple(map(_part_of, rows))

	def supplier_numbers(self, supplier: str, items: Collection[str]) -> Mapping[str, str]:
		"""See `PartBook.supplier_numbers`; an Item's first row with a number counts."""
		rows = frappe.get_all(
			"Item Supplier",
			filters={"supplier": supplier, "parent": ("in", [*items, ""]), "parenttype": "Item"},
			fields=["parent", "supplier_part_no"],
			order_by="parent asc, idx desc",
			limit_page_length=0,
		)
		return {row.parent: row.supplier_part_no for row in rows if row.supplier_part_no}

	def save_offers(self, account: str, offers: Sequence[tuple[str, Offer]]) -> None:
		"""See `PartBook.save_offers`."""
		known = _documents(account, [offer.sku for _item, offer in offers])
		now = frappe.utils.now_datetime()
		rows = [
			_row(known.get((item, offer.sku.casefold())), account, item, offer, now) for item, offer in offers
		]
		_upsert(rows)
		_replace_breaks(
			{row["name"]: offer for row, (_item, offer) in zip(rows, offers, strict=True) if offer.breaks}
		)


def _documents(account: str, skus: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
	"""The stored supplier parts with these SKUs, by Item and SKU."""
	columns = [
		"name",
		"item",
		"sku",
		"stock",
		"stock_known",
		"packaging",
		"supplier",
		"creation",
		"owner",
		*_TOLD,
	]
	rows = frappe.get_all(
		_DOCTYPE,
		filters={"account": account, "sku": ("in", [*skus, ""])},
		fields=columns,
		limit_page_length=0,
	)
	return {(row.item, row.sku.casefold()): row for row in rows}


def _row(
	known: dict[str, Any] | None, account: str, item: str, offer: Offer, now: datetime
) -> dict[str, Any]:
	"""A supplier part as it shall be stored: what the offer tells, over what was known."""
	row: dict[str, Any] = dict(
		known or {"name": frappe.generate_hash(length=10), "item": item, "sku": offer.sku}
	)
	row.setdefault("creation", now)
	row.setdefault("owner", frappe.session.user)
	for field in _TOLD:
		value = getattr(offer, field)
		row[field] = value if value else row.get(field) or _EMPTY.get(field, "")
	row["stock_known"] = int(offer.stock is not None or bool(row.get("stock_known")))
	row["stock"] = offer.stock if offer.stock is not None else row.get("stock") or 0
	row["packaging"] = ", ".join(offer.packaging) or row.get("packaging") or ""
	row["account"] = account
	row["supplier"] = row.get("supplier") or frappe.get_cached_value("Supplier Account", account, "supplier")
	return {**row, "seen_on": now, "modified": now, "modified_by": frappe.session.user}


def _upsert(rows: Sequence[dict[str, Any]]) -> None:
	if not rows:
		return
	table = frappe.qb.DocType(_DOCTYPE)
	columns = list(rows[0])
	query = frappe.qb.into(table).columns(*columns)
	for row in rows:
		query = query.insert(*(row[column] for column in columns))
	for column in columns:
		if column not in ("name", "creation", "owner"):
			query = query.on_duplicate_key_update(table[column], Values(table[column]))
	query.run()


def _replace_breaks(offers: Mapping[str, Offer]) -> None:
	"""The price breaks of the named parts; those of parts that aren't named stay."""
	if not offers:
		return
	frappe.db.delete(_BREAKS, {"parent": ("in", list(offers)), "parenttype": _DOCTYPE})
	now, user = frappe.utils.now(), frappe.session.user
	rows = [
		(
			frappe.generate_hash(length=10),
			user,
			user,
			now,
			now,
			name,
			_DOCTYPE,
			"price_breaks",
			place,
			step.quantity,
			str(step.price),
			offer.currency,
		)
		for name, offer in offers.items()
		for place, step in enumerate(offer.breaks, start=1)
	]
	frappe.db.bulk_insert(_BREAKS, _BREAK_COLUMNS, rows)


def _part_of(row: Any) -> SupplierPart:
	return SupplierPart(
		item=row.item,
		sku=row.sku,
		mpn=row.mpn or "",
		manufacturer=row.manufacturer or "",
		minimum=row.minimum or None,
		multiple=row.multiple or None,
		lifecycle=row.lifecycle or "",
		preferred=bool(row.preferred),
	)
