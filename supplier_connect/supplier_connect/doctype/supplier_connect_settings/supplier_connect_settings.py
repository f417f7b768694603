"""Settings for all accounts of the site."""

from frappe.model.document import Document


class SupplierConnectSettings(Document):
	"""Settings for all accounts of the site."""
