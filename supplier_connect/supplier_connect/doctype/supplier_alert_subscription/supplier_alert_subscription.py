"""A user who wants to hear of the alerts about an Item, a group of Items, a supplier's parts, or all."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

_LINKS = {"Item": "item", "Item Group": "item_group", "Supplier": "supplier"}


class SupplierAlertSubscription(Document):
	"""One document a user and subject; whose it may be is a rule of `desk.permissions`."""

	def validate(self) -> None:
		"""Keep only what it is about, which its user must be able to read, and keep it once."""
		for scope, field in _LINKS.items():
			if scope != self.scope:
				self.set(field, None)
		subject = self.get(_LINKS.get(self.scope, ""))
		if self.scope in _LINKS and not subject:
			frappe.throw(_("Choose the {0}.").format(_(self.scope)), frappe.MandatoryError)
		if subject and not frappe.has_permission(self.scope, "read", doc=subject, user=self.user):
			frappe.throw(
				_("{0} has no permission to read {1}.").format(self.user, subject), frappe.PermissionError
			)
		self._refuse_doubles(subject)

	def _refuse_doubles(self, subject: str | None) -> None:
		same = {"user": self.user, "scope": self.scope, "name": ("!=", self.name or "")}
		if subject:
			same[_LINKS[self.scope]] = subject
		if frappe.db.exists(self.doctype, same):
			frappe.throw(
				_("{0} is already subscribed to alerts about {1}.").format(
					self.user, subject or _(self.scope)
				),
				frappe.DuplicateEntryError,
			)
