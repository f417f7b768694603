"""A part that may be the Item, with the suppliers' offers."""

from frappe.model.document import Document


class SupplierMatchCandidate(Document):
	"""A part that may be the Item, with the suppliers' offers."""
