"""How many calls an account made in a day."""

from frappe.model.document import Document


class ConnectorQuota(Document):
	"""How many calls an account made in a day."""
