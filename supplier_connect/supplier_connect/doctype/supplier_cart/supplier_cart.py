"""The transfer of a Purchase Order to a supplier's cart, and its result."""

from frappe.model.document import Document


class SupplierCart(Document):
	"""The transfer of a Purchase Order to a supplier's cart, and its result."""
