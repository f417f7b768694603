"""A parameter of a part, as the supplier writes it."""

from frappe.model.document import Document


class SupplierPartParameter(Document):
	"""A parameter of a part, as the supplier writes it."""
