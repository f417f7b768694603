"""Another name of a manufacturer."""

from frappe.model.document import Document


class ManufacturerAlias(Document):
	"""Another name of a manufacturer."""
