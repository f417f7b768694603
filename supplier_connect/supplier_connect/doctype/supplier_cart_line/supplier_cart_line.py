"""A line of a Purchase Order in a supplier's cart."""

from frappe.model.document import Document


class SupplierCartLine(Document):
	"""A line of a Purchase Order in a supplier's cart."""
