"""Sign-ins are kept alive by the scheduler, and people are warned of one that has ended or soon will."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timezone
from html import escape
from typing import Any

import frappe
from frappe.desk.doctype.notification_settings.notification_settings import is_notifications_enabled
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.utils import get_url_to_form
from frappe.utils.user import get_users_with_role
from rq.timeouts import JobTimeoutException

from supplier_connect.core.desk.tokens import (
	DeskTokenStore,
	note_warning,
	refreshed_at,
	signed_in,
	was_warned,
)
from supplier_connect.core.model.errors import SupplierConnectError
from supplier_connect.core.model.messages import Message
from supplier_connect.core.model.token import TokenKey
from supplier_connect.core.oauth.authorization import needs_refresh, warning
from supplier_connect.shops.desk.accounts.accounts import host, own_keys
from supplier_connect.shops.desk.accounts.connecting import door_of, sign_in_account

_ACCOUNT = "Supplier Account"
_KEYS = "Connector Key"
_MANAGER = "Supplier Connect Manager"


def keep_alive() -> None:
	"""Daily: refresh every sign-in that was not used for a week, and warn of those that end all the same.

	What is wrong with one of them keeps none of the others from being looked after.
	"""
	for key in signed_in():
		try:
			_look_after(key)
		except JobTimeoutException:
			raise
		except Exception:
			# Without the frames' variables.
			frappe.log_error(title="Supplier Connect: sign-in", message=frappe.get_traceback())


def _look_after(key: TokenKey) -> None:
	doc = frappe.get_doc(_ACCOUNT, key.account)
	if key.owner and not _is_enabled(key.owner):
		return
	_refresh(doc, key)
	grant = DeskTokenStore().read(key)
	told = warning(key.account, grant, _now()) if grant else None
	if grant and told and doc.enabled and not was_warned(key):
		_warn(_recipients(doc, key, grant.signed_in_by), _form_of(key), told)
		# Noted over another connection: only once the warning itself is stored for good.
		frappe.db.after_commit.add(lambda: note_warning(key))


def _refresh(doc: Any, key: TokenKey) -> None:
	grant, since = DeskTokenStore().read(key), refreshed_at(key)
	if grant is None or grant.refresh_until is None or since is None:
		return
	if needs_refresh(grant, grant.refresh_until - since, _now()):
		# A refusal is kept on the grant; anything else may go by until tomorrow.
		with suppress(SupplierConnectError):
			door_of(doc).renew(sign_in_account(doc, key.owner, key.owner), host())


def _recipients(doc: Any, key: TokenKey, signed_in_by: str) -> list[str]:
	"""Who is told: the user whose own sign-in it is, else whoever signed in and all who set up accounts."""
	asked = [key.owner] if key.owner else [signed_in_by, doc.owner, *get_users_with_role(_MANAGER)]
	return [user for user in dict.fromkeys(asked) if user and _is_enabled(user)]


def _is_enabled(user: str) -> bool:
	return bool(frappe.db.get_value("User", user, "enabled"))


def _form_of(key: TokenKey) -> tuple[str, str]:
	"""The form where the sign-in is mended."""
	own = own_keys(key.account, key.owner) if key.owner else None
	return (_KEYS, own) if own else (_ACCOUNT, key.account)


def _warn(users: Iterable[str], form: tuple[str, str], told: Message) -> None:
	for user in users:
		contact = frappe.db.get_value("User", user, ["email", "language"], as_dict=True)
		sentence = told.translated(lambda template, lang=contact.language: frappe._(template, lang))
		_notify(user, form, sentence)
		if user != "Administrator":
			_mail(contact.email, form, sentence)


def _notify(user: str, form: tuple[str, str], sentence: str) -> None:
	if not is_notifications_enabled(user):
		return
	doctype, name = form
	frappe.get_doc(
		{
			"doctype": "Notification Log",
			"type": "Alert",
			"for_user": user,
			"subject": escape(sentence),
			"document_type": doctype,
			"document_name": name,
		}
	).insert(ignore_permissions=True)


def _mail(address: str, form: tuple[str, str], sentence: str) -> None:
	"""Send the warning where the site sends mail at all."""
	if not EmailAccount.find_outgoing():
		return
	doctype, name = form
	with suppress(frappe.OutgoingEmailError):
		frappe.sendmail(
			recipients=[address],
			subject=sentence,
			message=f'<p>{escape(sentence)}</p><p><a href="{get_url_to_form(doctype, name)}">{escape(name)}</a></p>',
			reference_doctype=doctype,
			reference_name=name,
		)


def _now() -> datetime:
	return datetime.now(timezone.utc)
