"""What shops suggest instead of a part, where we have it already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import frappe
from frappe.model.db_query import DatabaseQuery

_PART = "Supplier Part"


@dataclass(frozen=True)
class Replacement:
	"""A Supplier Part of ours that is what a shop suggests, and its Item."""

	part: str
	item: str


def known_replacements(numbers: Collection[str], user: str = "") -> dict[str, Replacement]:
	"""Suggested numbers (in small letters) to our Supplier Parts with that SKU, else with that manufacturer number.

	Only those that the user may read ("" for the current one); of several, the preferred one, else the oldest.
	"""
	wanted = sorted({number for number in numbers if number})
	user = user or frappe.session.user
	if not wanted or not frappe.has_permission(_PART, "read", user=user):
		return {}
	rows = DatabaseQuery(_PART, user=user).execute(
		or_filters={"sku": ("in", wanted), "mpn": ("in", wanted)},
		fields=["name", "item", "sku", "mpn"],
		order_by="preferred asc, creation desc, name desc",
		limit_page_length=0,
		user=user,
	)
	by_mpn = {row.mpn.casefold(): Replacement(row.name, row.item) for row in rows if row.mpn}
	by_sku = {row.sku.casefold(): Replacement(row.name, row.item) for row in rows}
	known = {**by_mpn, **by_sku}
	asked = {number.casefold() for number in wanted}
	return {number: one for number, one in known.items() if number in asked}
