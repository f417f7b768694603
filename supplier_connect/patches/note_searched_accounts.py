"""Lookups from before note which accounts they have asked: they are seen by those who may read these."""

from __future__ import annotations

import frappe

from supplier_connect.shops.desk.lookup.matches import save_searched
from supplier_connect.shops.model import stored as json_shapes


def execute() -> None:
	"""Store the accounts of all lookups that have none noted."""
	noted = set(frappe.get_all("Supplier Match Account", pluck="parent", order_by="name asc"))
	rows = frappe.get_all("Supplier Match", fields=["name", "owner", "outcomes"], order_by="name asc")
	for row in rows:
		if row.name not in noted and row.outcomes:
			outcomes = json_shapes.OUTCOMES.validate_json(row.outcomes)
			save_searched(row.name, row.owner, [outcome.account for outcome in outcomes])
