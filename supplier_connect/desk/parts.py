"""`PartBook` over Supplier Part and ERPNext's Item Supplier rows; a constant number of queries a batch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import frappe
from pypika.terms import Values

from supplier_connect.desk.shop_words import LONG, SHORT, fit, fit_address, fit_count
from supplier_connect.desk.times import to_site
from supplier_connect.model.offer import Offer, Packing, Parameter, PriceBreak, SupplierPart

_DOCTYPE = "Supplier Part"
_BREAKS = "Supplier Part Price Break"
_PARAMETERS = "Supplier Part Parameter"
# Offer fields that a Supplier Part takes over when the offer tells them, and the lengths of their columns.
_WORDS = {
	"mpn": SHORT,
	"manufacturer": SHORT,
	"description": LONG,
	"lifecycle": SHORT,
	"category": SHORT,
	"replacement": SHORT,
	"rohs": SHORT,
	"restriction": LONG,
}
_ADDRESSES = ("url", "datasheet_url", "image_url")
# Columns of figures take no NULL: 0 stands for what nobody told.
_COUNTS = ("minimum", "multiple", "maximum", "standard_package", "lead_time_days")
# So does "" for a question that nobody answered.
_ANSWERS = ("non_returnable", "tariff")
_ANSWER_WORDS = {True: "Yes", False: "No"}
_ANSWER_OF = {"": None, **{word: answer for answer, word in _ANSWER_WORDS.items()}}
_OTHERS = (
	"currency",
	"packaging",
	"packing",
	"stock",
	"stock_known",
	"fee",
	"last_buy",
	"marketplace",
	"supplier",
	"creation",
	"owner",
)


class DeskPartBook:
	"""`PartBook` of the site.

	`seen_at` is when the offers were seen that it saves; None for now.
	"""

	def __init__(self, seen_at: datetime | None = None) -> None:
		self._seen_at = seen_at

	def known_parts(
		self, account: str, items: Collection[str], skus: Collection[str]
	) -> tuple[SupplierPart, ...]:
		"""See `PartBook.known_parts`."""
		rows = frappe.get_all(
			_DOCTYPE,
			filters={"account": account},
			or_filters={"item": ("in", [*items, ""]), "sku": ("in", [*skus, ""])},
			fields=[
				"item",
				"sku",
				"mpn",
				"manufacturer",
				"minimum",
				"multiple",
				"lifecycle",
				"packing",
				"preferred",
			],
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

	def stored_offers(self, account: str, item: str, skus: Collection[str]) -> Mapping[str, Offer]:
		"""See `PartBook.stored_offers`."""
		rows = frappe.get_all(
			_DOCTYPE,
			filters={"account": account, "item": item, "sku": ("in", [*skus, ""])},
			fields=["name", "sku", *_WORDS, *_ADDRESSES, *_COUNTS, *_ANSWERS, *_OTHERS],
			order_by="creation desc",
			limit_page_length=0,
		)
		names = [row.name for row in rows]
		breaks = _rows_of(_BREAKS, names, "quantity", "price")
		parameters = _rows_of(_PARAMETERS, names, "parameter", "value", "unit")
		return {row.sku.casefold(): _offer_of(row, breaks[row.name], parameters[row.name]) for row in rows}

	def save_offers(self, account: str, offers: Sequence[tuple[str, Offer]]) -> None:
		"""See `PartBook.save_offers`."""
		offers = list({(item, offer.sku.casefold()): (item, offer) for item, offer in offers}.values())
		known = _documents(account, [offer.sku for _item, offer in offers])
		now = frappe.utils.now_datetime()
		seen = {"seen_on": to_site(self._seen_at) or now, "modified": now, "creation": now}
		rows = [
			_row(known.get((item, offer.sku.casefold())), account, item, offer, seen)
			for item, offer in offers
		]
		_upsert(rows)
		saved = [(row["name"], offer) for row, (_item, offer) in zip(rows, offers, strict=True)]
		_replace_rows(_BREAKS, "price_breaks", [(name, _break_rows(offer)) for name, offer in saved])
		_replace_rows(_PARAMETERS, "parameters", [(name, _parameter_rows(offer)) for name, offer in saved])


def _documents(account: str, skus: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
	"""The stored supplier parts with these SKUs, by Item and SKU."""
	rows = frappe.get_all(
		_DOCTYPE,
		filters={"account": account, "sku": ("in", [*skus, ""])},
		fields=["name", "item", "sku", *_WORDS, *_ADDRESSES, *_COUNTS, *_ANSWERS, *_OTHERS],
		limit_page_length=0,
	)
	return {(row.item, row.sku.casefold()): row for row in rows}


def _row(
	known: dict[str, Any] | None, account: str, item: str, offer: Offer, times: dict[str, datetime]
) -> dict[str, Any]:
	"""A supplier part as it shall be stored: what the offer tells, over what was known."""
	row: dict[str, Any] = dict(
		known or {"name": frappe.generate_hash(length=10), "item": item, "sku": offer.sku}
	)
	row.setdefault("creation", times["creation"])
	row.setdefault("owner", frappe.session.user)
	row["account"] = account
	row["supplier"] = row.get("supplier") or frappe.get_cached_value("Supplier Account", account, "supplier")
	for column, told in _told(offer).items():
		row[column] = told or row.get(column) or told
	row["stock_known"] = int(offer.stock is not None or bool(row.get("stock_known")))
	row["stock"] = fit_count(offer.stock) if offer.stock is not None else row.get("stock") or 0
	row["marketplace"] = int(offer.marketplace)
	return {
		**row,
		"seen_on": times["seen_on"],
		"modified": times["modified"],
		"modified_by": frappe.session.user,
	}


def _told(offer: Offer) -> dict[str, Any]:
	"""What an offer tells, by column; "", 0 or None for what it doesn't."""
	return {
		**{column: fit(getattr(offer, column), length) for column, length in _WORDS.items()},
		**{column: fit_address(getattr(offer, column)) for column in _ADDRESSES},
		**{column: fit_count(getattr(offer, column) or 0) for column in _COUNTS},
		**{column: _ANSWER_WORDS.get(getattr(offer, column), "") for column in _ANSWERS},
		"packaging": fit(", ".join(offer.packaging)),
		"packing": offer.packing.value if offer.packing else "",
		"fee": str(offer.fee) if offer.fee else 0,
		"last_buy": offer.last_buy,
		# The currency is that of the price breaks, and changes with them.
		"currency": offer.currency if offer.breaks else "",
	}


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


def _break_rows(offer: Offer) -> list[dict[str, Any]]:
	"""The price breaks of an offer; none without a currency, as nobody could tell what they mean."""
	if not offer.currency:
		return []
	return [
		{"quantity": fit_count(step.quantity), "price": str(step.price), "currency": offer.currency}
		for step in offer.breaks
	]


def _parameter_rows(offer: Offer) -> list[dict[str, Any]]:
	return [
		{"parameter": fit(one.name), "value": fit(one.value, LONG), "unit": fit(one.unit)}
		for one in offer.parameters
	]


def _replace_rows(doctype: str, field: str, rows_of: Sequence[tuple[str, list[dict[str, Any]]]]) -> None:
	"""The child rows of some parts, by the parts' names; a part that has no new ones keeps what it has."""
	changed = [name for name, rows in rows_of if rows]
	if not changed:
		return
	frappe.db.delete(doctype, {"parent": ("in", changed), "parenttype": _DOCTYPE})
	now, user = frappe.utils.now(), frappe.session.user
	stored = [
		{
			"name": frappe.generate_hash(length=10),
			"owner": user,
			"modified_by": user,
			"creation": now,
			"modified": now,
			"parent": name,
			"parenttype": _DOCTYPE,
			"parentfield": field,
			"idx": place,
			**row,
		}
		for name, rows in rows_of
		for place, row in enumerate(rows, start=1)
	]
	frappe.db.bulk_insert(doctype, list(stored[0]), [tuple(row.values()) for row in stored])


def _part_of(row: Any) -> SupplierPart:
	return SupplierPart(
		item=row.item,
		sku=row.sku,
		mpn=row.mpn or "",
		manufacturer=row.manufacturer or "",
		minimum=row.minimum or None,
		multiple=row.multiple or None,
		lifecycle=row.lifecycle or "",
		packing=Packing(row.packing) if row.packing else None,
		preferred=bool(row.preferred),
	)


# supplier parts as offers


def as_kept(offer: Offer) -> Offer:
	"""An offer as its Supplier Part holds it: words and figures cut to fit, nothing that a column can't tell."""
	words = {name: fit(getattr(offer, name), length) for name, length in _WORDS.items()}
	addresses = {name: fit_address(getattr(offer, name)) for name in _ADDRESSES}
	counts = {name: _known_count(getattr(offer, name)) for name in _COUNTS}
	return replace(
		offer,
		**words,
		**addresses,
		**counts,
		stock=None if offer.stock is None else fit_count(offer.stock),
		packaging=_packaging_of(fit(", ".join(offer.packaging))),
		fee=offer.fee or None,
		breaks=tuple(PriceBreak(row["quantity"], _decimal(row["price"])) for row in _break_rows(offer)),
		parameters=tuple(
			Parameter(row["parameter"], row["value"], row["unit"]) for row in _parameter_rows(offer)
		),
	)


def _known_count(count: int | None) -> int | None:
	return fit_count(count) if count else None


def _rows_of(doctype: str, parts: Collection[str], *fields: str) -> Mapping[str, list[Any]]:
	"""The child rows of some parts, by the parts' names."""
	found: dict[str, list[Any]] = {name: [] for name in parts}
	rows = frappe.get_all(
		doctype,
		filters={"parent": ("in", [*parts, ""]), "parenttype": _DOCTYPE},
		fields=["parent", *fields],
		order_by="parent asc, idx asc",
		limit_page_length=0,
	)
	for row in rows:
		found[row.parent].append(row)
	return found


def _offer_of(row: Any, breaks: Collection[Any], parameters: Collection[Any]) -> Offer:
	return Offer(
		sku=row.sku,
		**{name: row[name] or "" for name in (*_WORDS, *_ADDRESSES, "currency")},
		**{name: row[name] or None for name in _COUNTS},
		**{name: _ANSWER_OF[row[name] or ""] for name in _ANSWERS},
		stock=row.stock if row.stock_known else None,
		packaging=_packaging_of(row.packaging or ""),
		packing=Packing(row.packing) if row.packing else None,
		fee=_decimal(row.fee) or None,
		last_buy=row.last_buy,
		marketplace=bool(row.marketplace),
		breaks=tuple(PriceBreak(step.quantity, _decimal(step.price)) for step in breaks),
		parameters=tuple(Parameter(one.parameter, one.value or "", one.unit or "") for one in parameters),
	)


def _packaging_of(text: str) -> tuple[str, ...]:
	return tuple(filter(None, text.split(", ")))


def _decimal(value: Any) -> Decimal:
	"""A figure of the database (9 decimals) without the noise of its binary form."""
	return Decimal(str(frappe.utils.flt(value, 9)))
