"""A sign-in that was begun and has not come back yet."""

from frappe.model.document import Document


class SupplierSigninAttempt(Document):
	"""A sign-in that was begun and has not come back yet."""
