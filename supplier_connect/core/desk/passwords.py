"""Reading what is stored encrypted, on all versions of Frappe alike."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils.password import decrypt

from supplier_connect.core.model.errors import NotAuthorised
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.model.secret import Secret

_ACCOUNT = "Supplier Account"


class UnreadablePassword(NotAuthorised):
	"""A password is stored, but the site can't decrypt it."""


def stored_password(
	doctype: str, name: str, field: str, unreadable: Message, account: str = ""
) -> Secret | None:
	"""A password from the database, None for none; raises `UnreadablePassword` with a text of the caller's.

	Frappe v16 answers None for one that can't be decrypted, as for none at all: a call would be made without it.
	"""
	auth = frappe.qb.DocType("__Auth")
	rows = (
		frappe.qb.from_(auth)
		.select(auth.password)
		.where(
			(auth.doctype == doctype)
			& (auth.name == name)
			& (auth.fieldname == field)
			& (auth.encrypted == 1)
		)
		.run()
	)
	if not rows or not rows[0][0]:
		return None
	shown = len(frappe.local.message_log)
	try:
		password = decrypt(rows[0][0])
	except frappe.ValidationError:
		frappe.local.message_log = frappe.local.message_log[:shown]
		raise UnreadablePassword(unreadable, account=account) from None
	return Secret(password) if password else None


def password_of(doc: Any, field: str) -> Secret | None:
	"""A password of a document, as it was just entered or else as it is stored, None for none.

	Raises `UnreadablePassword`, which names the field and the document, and the account that it is of.
	"""
	entered = doc.get(field)
	if not entered:
		return None
	if not doc.is_dummy_password(entered):
		return Secret(entered)
	label = frappe._(doc.meta.get_label(field))
	unreadable = msg(
		"{0} of {1} can't be decrypted, as the site's encryption key has changed. Enter it again.",
		label,
		doc.name,
	)
	account = doc.name if doc.doctype == _ACCOUNT else doc.get("account") or ""
	return stored_password(doc.doctype, doc.name, field, unreadable, account)
