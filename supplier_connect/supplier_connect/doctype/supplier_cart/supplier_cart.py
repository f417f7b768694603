"""The transfer of a Purchase Order to a supplier's cart, and its result."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from supplier_connect.core.desk.permissions import may_open_cart
from supplier_connect.shops.desk.accounts.accounts import cart_word
from supplier_connect.shops.desk.cart.carts import DeskSupplierCartStore


class SupplierCart(Document):
	"""The transfer of a Purchase Order to a supplier's cart, and its result."""

	def onload(self) -> None:
		"""Tell the form what the cart is called, and where it is: that only to who may change it there."""
		connector = frappe.get_cached_value("Supplier Account", self.account, "connector")
		self.set_onload("connector", connector or self.supplier)
		self.set_onload("cart_word", cart_word(connector))
		url = DeskSupplierCartStore().get(self.name).cart_url if may_open_cart(self.purchase_order) else ""
		self.set_onload("cart_url", url)
