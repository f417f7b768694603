"""Settings for all accounts of the site."""

from __future__ import annotations

from frappe.model.document import Document

from supplier_connect.desk.accounts import check_entered_proxy
from supplier_connect.desk.errors import told_to_user
from supplier_connect.transport.proxy import check_base_url


class SupplierConnectSettings(Document):
	"""Checks what was entered."""

	def validate(self) -> None:
		"""Refuse a proxy and an address that can't be used."""
		with told_to_user():
			check_entered_proxy(self)
			self.guest_website = check_base_url(self.guest_website) if self.guest_website else ""
