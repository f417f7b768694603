"""Times of an account's recent calls, for its limits."""

from frappe.model.document import Document


class ConnectorRateLimit(Document):
	"""Times of an account's recent calls, for its limits."""
