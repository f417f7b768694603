"""Settings for all accounts of the site."""

from __future__ import annotations

from frappe.model.document import Document

from supplier_connect.core.desk.errors import as_frappe_errors
from supplier_connect.shops.desk.accounts.accounts import check_entered_proxy, entered_base_url


class SupplierConnectSettings(Document):
	"""Checks what was entered."""

	def validate(self) -> None:
		"""Refuse a proxy and an address that can't be used."""
		with as_frappe_errors():
			check_entered_proxy(self)
			self.guest_website = entered_base_url(self.guest_website)
