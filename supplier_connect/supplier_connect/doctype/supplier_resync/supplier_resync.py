"""A run that asked a supplier again for parts, and how it went."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now

from supplier_connect.shops.model.resync import RunState


class SupplierResync(Document):
	"""Written by the resync store, cleared by the Log Settings."""

	@staticmethod
	def clear_old_logs(days: int = 90) -> None:
		"""Delete the runs that ended and are older than so many days."""
		table = frappe.qb.DocType("Supplier Resync")
		is_old = (table.modified < (Now() - Interval(days=days))) & (table.state != RunState.RUNNING.value)
		frappe.db.delete(table, filters=is_old)


def on_doctype_update() -> None:
	"""The last runs of an account are found at once."""
	frappe.db.add_index("Supplier Resync", ["account", "started_on"])
