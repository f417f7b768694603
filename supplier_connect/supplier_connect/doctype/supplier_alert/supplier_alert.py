"""Something that has happened to a supplier part and that its buyers want to know."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now

from supplier_connect.core.desk.locked_columns import unlock
from supplier_connect.core.desk.permissions import readable

_OPEN = "Open"


class SupplierAlert(Document):
	"""Raised by the resync store; people set its state, and nothing else."""

	def onload(self) -> None:
		"""Tell the form the open orders that the user may read."""
		self.set_onload("orders", readable("Purchase Order", unlock(self.orders).splitlines()))

	def validate(self) -> None:
		"""Refuse to change what the supplier said."""
		if self.is_new():
			frappe.throw(_("Alerts are raised by resyncs."), frappe.PermissionError)
		for field in self.meta.get("fields", {"read_only": 1}):
			if self.has_value_changed(field.fieldname):
				frappe.throw(_("Only the state of an alert can be changed."), frappe.PermissionError)

	@staticmethod
	def clear_old_logs(days: int = 365) -> None:
		"""Delete the alerts that were seen or closed and are older than so many days."""
		table = frappe.qb.DocType("Supplier Alert")
		is_old = (table.raised_on < (Now() - Interval(days=days))) & (table.state != _OPEN)
		frappe.db.delete(table, filters=is_old)


def on_doctype_update() -> None:
	"""The open alerts of a part are found at once."""
	frappe.db.add_index("Supplier Alert", ["part", "kind", "state"])
