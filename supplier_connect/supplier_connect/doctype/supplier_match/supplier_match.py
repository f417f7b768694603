"""A lookup of supplier parts for an Item, and what was found."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now

from supplier_connect.shops.model.match import MatchState


class SupplierMatch(Document):
	"""Written by the match store, cleared by the Log Settings unless something was imported from it."""

	@staticmethod
	def clear_old_logs(days: int = 180) -> None:
		"""Delete the lookups older than so many days, but for those that say where a supplier part came from."""
		matches, far_back = frappe.qb.DocType("Supplier Match"), Now() - Interval(days=days)
		is_old = (matches.creation < far_back) & (matches.state != MatchState.IMPORTED.value)
		old = frappe.qb.from_(matches).select(matches.name).where(is_old)
		for rows in (
			frappe.qb.DocType(field.options) for field in frappe.get_meta("Supplier Match").get_table_fields()
		):
			frappe.qb.from_(rows).where(rows.parent.isin(old)).delete().run()
		frappe.db.delete(matches, filters=is_old)
