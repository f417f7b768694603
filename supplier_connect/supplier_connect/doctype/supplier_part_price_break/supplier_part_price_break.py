"""From a quantity on, a piece costs this much."""

from frappe.model.document import Document


class SupplierPartPriceBreak(Document):
	"""From a quantity on, a piece costs this much."""
