"""What a supplier's sign-in granted: who signed in, and until when it holds."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class ConnectorToken(Document):
	"""Written by the grant store; its tokens lie encrypted among the site's passwords."""

	def get_password(self, fieldname: str = "password", raise_exception: bool = True) -> None:
		"""Refuse: the tokens are for calls to the supplier, and shown to nobody."""
		raise frappe.PermissionError(_("The tokens of a sign-in are not shown."))


def on_doctype_update() -> None:
	"""One grant of each kind for an account and an owner."""
	frappe.db.add_unique("Connector Token", ["account", "owner_user", "kind"])
