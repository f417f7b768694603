"""What a BOM costs at one quantity, in one currency."""

from frappe.model.document import Document


class SupplierBOMCostTotal(Document):
	"""Written with its Supplier BOM Cost."""
