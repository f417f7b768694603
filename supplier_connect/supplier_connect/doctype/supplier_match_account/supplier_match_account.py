"""An account that was asked in a lookup."""

from frappe.model.document import Document


class SupplierMatchAccount(Document):
	"""An account that was asked in a lookup: who may not read it doesn't see the lookup."""
