"""Supplier parts that are there twice: the same number, of one Item, at one account. A unique key forbids that.

Of doubles the preferred one stays, then the one that was seen last, then the one that was there first. It keeps its
history; the history and the alerts of the others go with them.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe

from supplier_connect.core.model.batches import in_batches

_DOCTYPE = "Supplier Part"
_KEY = "item_account_sku"
_KEY_FIELDS = ["item", "account", "sku"]
_PARTS_A_PIECE = 200
# What belongs to a part: the field that names it, and the index over that.
_BELONGINGS = (
	("Supplier Part Price Break", "parent", "parent"),
	("Supplier Part Parameter", "parent", "parent"),
	("Supplier Part History", "part", "part_seen_on_index"),
	("Supplier Alert", "part", "part_kind_state_index"),
)
_OTHER_STAYS = """
	(mine.preferred, coalesce(mine.seen_on, '1000-01-01'), other.creation, other.name)
	< (other.preferred, coalesce(other.seen_on, '1000-01-01'), mine.creation, mine.name)
"""
_DOUBLES = f"""
	select distinct mine.name from `tabSupplier Part` mine
	join `tabSupplier Part` other
		on other.item = mine.item and other.account = mine.account and other.sku = mine.sku
	where {_OTHER_STAYS} order by mine.name
"""  # noqa: S608  # nosemgrep
# Locked, so that nobody adds a double, or changes which one stays, before the links are moved.
_DOUBLES_OF_MERGED = f"""
	select if({_OTHER_STAYS}, mine.name, other.name) from `tabSupplier Part` mine force index ({{index}})
	straight_join `tabSupplier Part` other force index ({_KEY})
		on other.{{merged}} = %(new)s and other.{{same}} = mine.{{same}} and other.sku = mine.sku
	where mine.{{merged}} = %(old)s and mine.name != other.name for update
"""  # noqa: S608  # nosemgrep
_ROWS_OF = "select name from `tab{0}` force index ({2}) where {1} in %(names)s for update"
# A table that is small enough would be read, and locked, as a whole: see `part_writing`.
_DELETE = """
	delete gone from `tab{0}` named force index (primary)
	straight_join `tab{0}` gone on gone.name = named.name
	where named.name in %(names)s and named.{1} != ''
"""


def forbid_doubles() -> None:
	"""Have the unique key; where there is none yet, doubles are dropped before."""
	if frappe.db.has_index(f"tab{_DOCTYPE}", _KEY):
		return
	_drop(frappe.db.sql(_DOUBLES, pluck=True))
	frappe.db.add_unique(_DOCTYPE, _KEY_FIELDS, constraint_name=_KEY)


def drop_doubles_of_items(old: str, new: str) -> None:
	"""Drop the parts that would be there twice when one Item is merged into another."""
	query = _DOUBLES_OF_MERGED.format(merged="item", same="account", index=_KEY)
	_drop(frappe.db.sql(query, {"old": old, "new": new}, pluck=True))


def drop_doubles_of_accounts(old: str, new: str) -> None:
	"""Drop the parts that would be there twice when one account is merged into another."""
	query = _DOUBLES_OF_MERGED.format(merged="account", same="item", index="account_name_index")
	_drop(frappe.db.sql(query, {"old": old, "new": new}, pluck=True))


def _drop(parts: Sequence[str]) -> None:
	for names in in_batches(sorted(parts), _PARTS_A_PIECE):
		for doctype, field, index in _BELONGINGS:
			# A site may come from a version that had no such DocType, and get it later in the same migration.
			if frappe.db.table_exists(doctype):
				rows = frappe.db.sql(_ROWS_OF.format(doctype, field, index), {"names": names}, pluck=True)
				_delete(doctype, field, rows)
		_delete(_DOCTYPE, "item", names)


def _delete(doctype: str, field: str, names: Sequence[str]) -> None:
	if names:
		frappe.db.sql(_DELETE.format(doctype, field), {"names": names})
