"""An Item as a supplier's shop sells it."""

from frappe.model.document import Document


class SupplierPart(Document):
	"""An Item as a supplier's shop sells it."""
