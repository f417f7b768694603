"""A lookup of supplier parts for an Item, and what was found."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now

from supplier_connect.model.match import MatchState


class SupplierMatch(Document):
	"""Written by the match store, cleared by the Log Settings unless something was imported from it."""

	@staticmethod
	def clear_old_logs(days: int = 180) -> None:
		"""Delete the lookups older than so many days, but for those that say where a supplier part came from."""
		matches = frappe.qb.DocType("Supplier Match")
		candidates = frappe.qb.DocType("Supplier Match Candidate")
		is_old = (matches.creation < (Now() - Interval(days=days))) & (
			matches.state != MatchState.IMPORTED.value
		)
		old = frappe.qb.from_(matches).select(matches.name).where(is_old)
		frappe.qb.from_(candidates).where(candidates.parent.isin(old)).delete().run()
		frappe.db.delete(matches, filters=is_old)
