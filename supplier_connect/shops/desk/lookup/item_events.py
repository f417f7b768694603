"""What we do when something happens to an Item."""

from __future__ import annotations

from typing import Any

import frappe

from supplier_connect.core.desk.renaming import is_rehearsal
from supplier_connect.shops.desk.lookup.matches import delete_matches
from supplier_connect.shops.desk.parts.doubled_parts import drop_doubles_of_items


def before_rename(doc: Any, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Of a supplier part that both have of two Items that become one, one stays."""
	if merge and not is_rehearsal():
		drop_doubles_of_items(old, new)


def on_trash(doc: Any, method: str | None = None) -> None:
	"""Delete the lookups and alerts of a deleted Item: the next one may get its code, and must not get its candidates."""
	names = frappe.get_all("Supplier Match", filters={"item": doc.name}, pluck="name", order_by="name asc")
	delete_matches(names)
	frappe.db.delete("Supplier Alert", {"item": doc.name})
	frappe.db.delete("Supplier Alert Subscription", {"item": doc.name})
	frappe.db.delete("Supplier Part History", {"item": doc.name})
