"""How a user wants parts to be looked up; what is left empty is as in the settings."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from supplier_connect.shops.desk.lookup.lookup_settings import check_price_quantities


class SupplierLookupPreference(Document):
	"""One document a user, which nobody else may change."""

	def before_insert(self) -> None:
		"""A preference is always that of the user who enters it."""
		self.user = frappe.session.user

	def validate(self) -> None:
		"""Nobody sets how others look up parts."""
		if self.user != frappe.session.user:
			frappe.throw(_("Only {0} may change this.").format(self.user), frappe.PermissionError)
		check_price_quantities(self)
