"""Keys and a sign-in of a user's own on an account: used for what that user starts, read by nobody."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from supplier_connect.core.desk.tokens import delete_tokens
from supplier_connect.shops.connectors.protocols import ShopKind
from supplier_connect.shops.desk.accounts.accounts import registry
from supplier_connect.shops.desk.accounts.key_binding import address_of, are_elsewhere, bind


class ConnectorKey(Document):
	"""One document a user and account."""

	def before_insert(self) -> None:
		"""Keys are always those of the user who enters them."""
		self.user = frappe.session.user

	def validate(self) -> None:
		"""Nobody enters keys for somebody else, and only keys that the account's shop has."""
		if self.user != frappe.session.user:
			frappe.throw(_("Only {0} may change these keys.").format(self.user), frappe.PermissionError)
		self.client_id = (self.client_id or "").strip()
		kind, address = self._shop()
		bind(self, address)
		if kind:
			self._check_keys(kind)

	def onload(self) -> None:
		"""Tell the form when the keys must be entered again."""
		self.set_onload("keys_are_elsewhere", are_elsewhere(self, self._shop()[1]))

	def on_update(self) -> None:
		"""A sign-in belongs to the Client ID that it was made with."""
		before = self.get_doc_before_save()
		if before and (before.client_id or "") != self.client_id:
			self._forget_sign_in()

	def on_trash(self) -> None:
		"""Take the user's own sign-in along."""
		delete_tokens(self.account, only=[self.user])

	def _shop(self) -> tuple[ShopKind | None, str]:
		"""The account's kind of shop, None for one that is gone, and where its calls go."""
		account = frappe.get_cached_doc("Supplier Account", self.account)
		kind = registry().kinds.get(account.connector)
		return kind, address_of(account, kind)

	def _check_keys(self, kind: ShopKind) -> None:
		entered = [bool(self.get(key.name)) for key in kind.keys]
		labels = ", ".join(_(key.label) for key in kind.keys)
		if kind.sign_in is None and not any(entered):
			frappe.throw(_("Enter a key, or delete this document to use those of the account."))
		if kind.sign_in and any(entered) and not all(entered):
			frappe.throw(_("Enter all of {0}, or none to use those of the account.").format(labels))

	def _forget_sign_in(self) -> None:
		if delete_tokens(self.account, only=[self.user]):
			frappe.msgprint(
				_("Your sign-in belonged to another Client ID: connect again."),
				alert=True,
				indicator="orange",
			)
