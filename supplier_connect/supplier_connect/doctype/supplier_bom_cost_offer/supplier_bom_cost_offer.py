"""How a line of a BOM is bought best at one quantity."""

from frappe.model.document import Document


class SupplierBOMCostOffer(Document):
	"""Written with its Supplier BOM Cost."""
