"""The record of a call to a supplier; never holds a key, a query, a header or a body."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now


class ConnectorCall(Document):
	"""Written by the transport, cleared by the Log Settings."""

	@staticmethod
	def clear_old_logs(days: int = 90) -> None:
		"""Delete the records older than so many days."""
		table = frappe.qb.DocType("Connector Call")
		frappe.db.delete(table, filters=(table.creation < (Now() - Interval(days=days))))
