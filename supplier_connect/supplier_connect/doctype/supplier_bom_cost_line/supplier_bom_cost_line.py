"""A line of a BOM, and the part that was found for it."""

from frappe.model.document import Document


class SupplierBOMCostLine(Document):
	"""Written with its Supplier BOM Cost."""
