"""What a BOM costs at several quantities, as it was found at a time."""

from frappe.model.document import Document


class SupplierBOMCost(Document):
	"""Written by the BOM lookup; it stays as it was found."""
