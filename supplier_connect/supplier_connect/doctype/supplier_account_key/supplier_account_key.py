"""Keys of a user's own on an account: used for what that user starts, read by nobody."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class SupplierAccountKey(Document):
	"""One document a user and account."""

	def before_insert(self) -> None:
		"""Keys are always those of the user who enters them."""
		self.user = frappe.session.user

	def validate(self) -> None:
		"""Nobody enters keys for somebody else."""
		if self.user != frappe.session.user:
			frappe.throw(_("Only {0} may change these keys.").format(self.user), frappe.PermissionError)
		if not any(self.get(field.fieldname) for field in self.meta.get("fields", {"fieldtype": "Password"})):
			frappe.throw(_("Enter a key, or delete this document to use those of the account."))
