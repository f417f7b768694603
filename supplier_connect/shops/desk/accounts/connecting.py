"""Connecting an account to its shop: a person signs in there in the browser, and comes back to this site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

import frappe
from frappe.utils import get_url, get_url_to_form

from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.response_cache import clear_for_good
from supplier_connect.core.desk.tokens import DeskAuthorizationRequestStore, DeskTokenStore, refreshed_at
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.model.token import Token, TokenKey, TokenKind
from supplier_connect.core.oauth import authorization as service
from supplier_connect.core.oauth.provider import OAuthProvider
from supplier_connect.shops.desk.accounts.accounts import account_of, host, own_keys, registry
from supplier_connect.shops.model.account import ShopAccount

_ACCOUNT = "Supplier Account"
_KEYS = "Connector Key"
_CALLBACK = "/api/method/supplier_connect.api.sign_in.callback"
# What the form looks for when a browser comes back to it.
_DONE = "sign_in=done"


@dataclass(frozen=True)
class SignInState:
	"""How a sign-in is: "none", "connected" or "ended"; `grant` is None where there is none."""

	state: str
	grant: Token | None
	refreshed_at: datetime | None


def callback_url() -> str:
	"""Where the shop sends the browser back to: it must be registered there exactly so."""
	return get_url(_CALLBACK)


def advice_on_address(doc: Any) -> Message | None:
	"""What to do about the site's own address before anybody can sign in; None when it is good.

	Shops send people back to https addresses only; a sandbox on plain http doesn't mind.
	"""
	address = callback_url()
	if address.startswith("https://") or (doc.base_url or "").startswith("http://"):
		return None
	return msg(
		"{0} sends people back to https addresses only, and this site's own address is {1}. Serve it over https and "
		"tell it so: bench --site {2} set-config host_name https://the.address.of.this.site",
		doc.connector,
		get_url(),
		frappe.local.site,
	)


def begin(account: str, own: bool) -> str:
	"""The address where the current user signs in, for the account or, with `own`, for their own calls."""
	doc = check_may_connect(account, own)
	user = frappe.session.user
	known = sign_in_account(doc, user if own else "", user)
	return service.begin(DeskAuthorizationRequestStore(), door_of(doc), known, callback_url(), _now())


def come_back(back: service.AuthorizationResponse) -> str:
	"""Finish the sign-in that the current user comes back from; the address of the form where they began."""
	user = frappe.session.user
	sign_in = service.claim(DeskAuthorizationRequestStore(), back, user, _now())
	# Fifteen minutes are long enough to lose a right.
	doc = check_may_connect(sign_in.account, bool(sign_in.owner))
	known = sign_in_account(doc, sign_in.owner, user)
	service.finish(host(), door_of(doc), known, sign_in, back)
	clear_for_good(doc.name)
	form = (_KEYS, own_keys(doc.name, user)) if sign_in.owner else (_ACCOUNT, doc.name)
	return f"{get_url_to_form(*form)}?{_DONE}"


def disconnect(account: str, own: bool) -> None:
	"""Forget the sign-in of an account, or the current user's own."""
	check_may_connect(account, own)
	DeskTokenStore().delete(_key(account, own))
	clear_for_good(account)


def state_of(account: str, own: bool) -> SignInState:
	"""How the sign-in of an account is, or the current user's own."""
	key = _key(account, own)
	grant = DeskTokenStore().read(key)
	if grant is None:
		return SignInState("none", None, None)
	over = grant.refresh_until is not None and grant.refresh_until <= _now()
	return SignInState("ended" if grant.failure or over else "connected", grant, refreshed_at(key))


def sign_in_of(account: ShopAccount) -> str:
	"""How the sign-in that an account's calls are made with is: see `SignInState.state`; "" where none is needed."""
	if registry().kind(account.connector).sign_in is None:
		return ""
	return state_of(account.name, bool(account.sign_in_owner)).state


def check_may_connect(account: str, own: bool) -> Any:
	"""The Supplier Account, if the current user may connect it, or with `own` may connect themselves.

	Raises `frappe.PermissionError`, and `RejectedInput` for a user without a place for what is their own.
	"""
	doc = permissions.document(_ACCOUNT, account, "read" if own else "write")
	if not own:
		return doc
	keys = own_keys(account, frappe.session.user)
	if not keys:
		raise RejectedInput(
			msg("Open My Keys on {0} and save them first: a sign-in of your own belongs there.", account),
			account=account,
		)
	frappe.has_permission(_KEYS, "write", doc=keys, throw=True)
	return doc


def sign_in_account(doc: Any, owner: str, user: str) -> ShopAccount:
	"""The account with the keys that a sign-in is made with: its own for owner "", else those that the owner uses."""
	return replace(account_of(doc, owner), sign_in_owner=owner, user=user)


def door_of(doc: Any) -> OAuthProvider[ShopAccount]:
	"""How people sign in at the shop of an account; raises `RejectedInput` where they don't."""
	door = registry().kind(doc.connector).sign_in
	if door is None:
		raise RejectedInput(
			msg("{0} needs no sign-in: its keys are enough.", doc.connector),
			account=doc.name,
			field="connector",
		)
	return door


def _key(account: str, own: bool) -> TokenKey:
	return TokenKey(account, frappe.session.user if own else "", TokenKind.PERSON)


def _now() -> datetime:
	return datetime.now(timezone.utc)
