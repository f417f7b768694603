"""A sign-in that was begun and has not come back yet."""

from frappe.model.document import Document


class ConnectorAuthorizationRequest(Document):
	"""A sign-in that was begun and has not come back yet."""
