"""The transfer of a Purchase Order to a supplier's cart, and its result."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from supplier_connect.desk.accounts import cart_word


class SupplierCart(Document):
	"""The transfer of a Purchase Order to a supplier's cart, and its result."""

	def onload(self) -> None:
		"""Tell the form where the cart is, and whether it is a cart or a list."""
		connector = frappe.get_cached_value("Supplier Account", self.account, "connector")
		self.set_onload("connector", connector or self.supplier)
		self.set_onload("cart_word", cart_word(connector))
