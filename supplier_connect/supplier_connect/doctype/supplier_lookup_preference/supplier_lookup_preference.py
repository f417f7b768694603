"""How a user wants parts to be looked up; what is left empty is as in the settings."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class SupplierLookupPreference(Document):
	"""One document a user, which nobody else may change."""

	def before_insert(self) -> None:
		"""A preference is always that of the user who enters it."""
		self.user = frappe.session.user

	def validate(self) -> None:
		"""Nobody sets how others look up parts."""
		if self.user != frappe.session.user:
			frappe.throw(_("Only {0} may change this.").format(self.user), frappe.PermissionError)
		if 0 < (self.max_price_quantity or 0) < (self.min_price_quantity or 0):
			frappe.throw(_("Compare Prices for at Most must not be less than Compare Prices for at Least."))
