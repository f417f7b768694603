"""`PartBook` over Supplier Part and ERPNext's Item Supplier rows; a constant number of queries a batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import frappe

from supplier_connect.core.desk.clock import from_naive_utc
from supplier_connect.shops.desk.parts.part_history import read_history
from supplier_connect.shops.desk.parts.part_offers import OFFER_COLUMNS
from supplier_connect.shops.desk.parts.part_writing import (
	FRESHNESS_COLUMNS,
	MARK_COLUMNS,
	PartWrite,
	StoredPart,
	locked_parts,
	new_part,
	seen_part,
	stored_offer,
	with_children,
	write_parts,
)
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import Offer, Packing, SupplierPart

_DOCTYPE = "Supplier Part"


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
			fields=["name", *OFFER_COLUMNS],
			order_by="creation desc",
			limit_page_length=0,
		)
		return {part.offer.sku.casefold(): part.offer for part in with_children(rows)}

	def offers_by_sku(self, account: str, skus: Collection[str]) -> Mapping[str, Offer]:
		"""See `PartBook.offers_by_sku`."""
		rows = frappe.get_all(
			_DOCTYPE,
			filters={"account": account, "sku": ("in", [*skus, ""])},
			fields=["name", *OFFER_COLUMNS],
			order_by="seen_on asc, creation asc, name asc",
			limit_page_length=0,
		)
		return {part.offer.sku.casefold(): part.offer for part in with_children(rows)}

	def save_offers(
		self, account: str, offers: Sequence[tuple[str, Offer]], seen_at: datetime | None = None
	) -> Mapping[tuple[str, str], Offer]:
		"""See `PartBook.save_offers`; an offer comes with all details that the shop has.

		What is stored isn't read again: the transaction may still see prices that others have replaced.
		"""
		offers = list({(item, offer.sku.casefold()): (item, offer) for item, offer in offers}.values())
		known = _locked(account, [offer.sku for _item, offer in offers])
		writes = [_write(known, account, item, offer, seen_at) for item, offer in offers]
		late = write_parts(writes)
		twins = locked_parts(late)
		again = [_told(twins[name], write.offer, seen_at) for name, write in late.items() if write.offer]
		write_parts(again)
		# What came too late stands again behind, as it is stored.
		return {_key_of(write): stored_offer(write) for write in (*writes, *again)}

	def history(self, part: str, since: datetime) -> tuple[HistoryPoint, ...]:
		"""See `PartBook.history`."""
		return read_history(part, since)


def _locked(account: str, skus: Sequence[str]) -> dict[tuple[str, str], StoredPart]:
	"""The stored supplier parts with these SKUs, by Item and SKU, locked."""
	names = frappe.get_all(
		_DOCTYPE,
		filters={"account": account, "sku": ("in", [*skus, ""])},
		pluck="name",
		order_by="name asc",
		limit_page_length=0,
	)
	return {(part.row.item, part.offer.sku.casefold()): part for part in locked_parts(names).values()}


def _write(
	known: Mapping[tuple[str, str], StoredPart],
	account: str,
	item: str,
	offer: Offer,
	seen_at: datetime | None,
) -> PartWrite:
	before = known.get((item, offer.sku.casefold()))
	return _told(before, offer, seen_at) if before else new_part(account, item, offer, seen_at or _utc_now())


def _utc_now() -> datetime:
	return datetime.now(timezone.utc)


def _key_of(write: PartWrite) -> tuple[str, str]:
	return write.row["item"], write.row["sku"].casefold()


def _told(before: StoredPart, offer: Offer, seen_at: datetime | None) -> PartWrite:
	"""A known part and an offer of it, told at a time, or just now: then nothing that is stored can be newer."""
	if seen_at is None:
		return seen_part(before, offer, _utc_now(), in_detail=True)
	was_tried_since = from_naive_utc(before.row["tried_at_utc"]) > seen_at
	# The site's own time comes twice when its clock is set back; that of a resync doesn't.
	was_told_since = was_tried_since and before.row["resync_state"] == "Fresh"
	if was_told_since or (before.seen_at and before.seen_at > seen_at):
		# It only adds what isn't known.
		write = seen_part(before, before.offer.over(offer), seen_at, in_detail=True)
		return _keeping(FRESHNESS_COLUMNS, write, before)
	write = seen_part(before, offer, seen_at, in_detail=True)
	return _keeping(MARK_COLUMNS, write, before) if was_tried_since else write


def _keeping(columns: Iterable[str], write: PartWrite, before: StoredPart) -> PartWrite:
	return replace(write, row={**write.row, **{column: before.row[column] for column in columns}})


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
