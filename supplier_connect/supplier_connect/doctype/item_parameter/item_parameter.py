"""A parameter of an Item, such as Resistance, 10, kOhm."""

from frappe.model.document import Document


class ItemParameter(Document):
	"""A parameter of an Item, such as Resistance, 10, kOhm."""
