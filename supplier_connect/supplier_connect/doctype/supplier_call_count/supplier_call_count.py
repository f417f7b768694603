"""How many calls an account made in a day."""

from frappe.model.document import Document


class SupplierCallCount(Document):
	"""How many calls an account made in a day."""
