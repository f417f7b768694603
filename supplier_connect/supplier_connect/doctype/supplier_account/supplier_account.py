"""An account at a supplier's web shop: where it is, its keys, its limits."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from supplier_connect.desk.accounts import account_of, check_entered_proxy, registry
from supplier_connect.desk.errors import told_to_user
from supplier_connect.desk.side_connection import keep
from supplier_connect.model.account import Account
from supplier_connect.model.locale import check_country
from supplier_connect.transport.proxy import check_base_url

# What a tested connection depends on.
_CONNECTION_FIELDS = ("connector", "base_url", "cart_key", "search_key", "proxy_con", "proxy_url", "timeout")


class SupplierAccount(Document):
	"""Checks what was entered; speaks to no one while saving."""

	def validate(self) -> None:
		"""Refuse what can't work, and forget the last test when what it tested has changed."""
		with told_to_user():
			registry().kind(self.connector)
			self.base_url = check_base_url(self.base_url) if self.base_url else ""
			check_entered_proxy(self)
			known = account_of(self, frappe.session.user)
			check_country(known.shop_country)
		if any(self.has_value_changed(field) for field in _CONNECTION_FIELDS):
			self.update({"connection_state": "Not Tested", "connection_message": "", "tested_on": None})

	def on_update(self) -> None:
		"""One default account a supplier."""
		if not self.is_default:
			return
		others = {"supplier": self.supplier, "is_default": 1, "name": ("!=", self.name)}
		for name in frappe.get_all("Supplier Account", filters=others, pluck="name", order_by="name asc"):
			frappe.db.set_value("Supplier Account", name, "is_default", 0)

	def note_connection(self, tested: Account, state: str, message: str) -> None:
		"""Keep how a test went, unless it was made with a user's own keys; kept even when the request fails."""
		if tested.credentials.owner:
			return
		values = {
			"connection_state": state,
			"connection_message": message,
			"tested_on": frappe.utils.now_datetime(),
		}
		name = self.name
		keep(lambda: frappe.db.set_value("Supplier Account", name, values, update_modified=False))
		frappe.clear_document_cache("Supplier Account", name)
