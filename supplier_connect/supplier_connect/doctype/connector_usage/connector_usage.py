"""What is counted of calls and of kept answers, by account, user, endpoint and UTC day."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now


class ConnectorUsage(Document):
	"""Written by the transport, cleared by the Log Settings."""

	@staticmethod
	def clear_old_logs(days: int = 400) -> None:
		"""Delete the counts of days that are longer ago."""
		table = frappe.qb.DocType("Connector Usage")
		frappe.db.delete(table, filters=(table.day < (Now() - Interval(days=days))))
