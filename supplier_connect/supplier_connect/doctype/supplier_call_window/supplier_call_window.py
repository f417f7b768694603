"""Times of an account's recent calls, for its limits."""

from frappe.model.document import Document


class SupplierCallWindow(Document):
	"""Times of an account's recent calls, for its limits."""
