"""Where the round through an account's parts is, and which run has the right to go on."""

from __future__ import annotations

from frappe.model.document import Document


class SupplierResyncCursor(Document):
	"""Written by the resync store."""
