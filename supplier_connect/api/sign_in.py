"""Whitelisted: signing in at a shop. docs/api.md describes every function and shape."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit
from frappe.utils import get_fullname, get_url, get_url_to_form, get_url_to_list
from frappe.website.serve import get_response
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from supplier_connect.api.endpoint import endpoint
from supplier_connect.api.results import Moment, Result, Text
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import translate
from supplier_connect.core.desk.tokens import ended_accounts
from supplier_connect.core.model.errors import SupplierConnectError
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.oauth.authorization import AuthorizationResponse
from supplier_connect.shops.desk.accounts import connecting

_ACCOUNT = "Supplier Account"
# Of guests, from one network address.
_RETURNS = 100
_RETURNS_SECONDS = 3600
# What came in the address is not told to other sites, and the answer is kept by nobody.
_PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


class SignInAddress(Result):
	"""Where the user's browser signs in."""

	url: str


class SignInStatus(Result):
	"""How a sign-in is; `advice` is what to change about the site's own address before anybody can sign in."""

	connector: str
	state: str
	user: str
	user_name: str
	since: Moment | None
	refreshed: Moment | None
	until: Moment | None
	failure: str
	callback: str
	advice: Text
	may_connect: bool


@endpoint(methods=["POST"])
def begin(account: str, own: bool = False) -> SignInAddress:
	"""Begin to sign in at the shop of an account, or with `own` for the calls of the current user alone.

	Answers with the address that the user's browser is to open.
	"""
	return SignInAddress(url=connecting.begin(account, own))


@endpoint(methods=["POST"])
def disconnect(account: str, own: bool = False) -> SignInStatus:
	"""Forget the sign-in of an account, or with `own` that of the current user."""
	connecting.disconnect(account, own)
	return _status(account, own)


@endpoint()
def status(account: str, own: bool = False) -> SignInStatus:
	"""How the sign-in of an account, or the current user's own there, is; nothing is asked of the shop."""
	return _status(account, own)


def _status(account: str, own: bool) -> SignInStatus:
	doc = permissions.document(_ACCOUNT, account)
	known = connecting.state_of(account, own)
	grant = known.grant
	return SignInStatus(
		connector=doc.connector,
		state=known.state,
		user=grant.signed_in_by if grant else "",
		user_name=get_fullname(grant.signed_in_by) if grant and grant.signed_in_by else "",
		since=grant.signed_in_at if grant else None,
		refreshed=known.refreshed_at,
		until=grant.refresh_until if grant else None,
		failure=grant.failure if grant else "",
		callback=connecting.callback_url(),
		advice=connecting.advice_on_address(doc),
		may_connect=bool(own or doc.has_permission("write")),
	)


@endpoint()
def ended() -> list[str]:
	"""The accounts that the user may see and whose sign-in has ended."""
	return frappe.get_list(
		_ACCOUNT, filters={"name": ("in", [*ended_accounts(), ""])}, pluck="name", order_by="name asc"
	)


@frappe.whitelist(allow_guest=True, methods=["GET"])
def callback(state: str = "", code: str = "", error: str = "") -> Response:
	"""Where a shop sends the browser back to after a sign-in; answers with a redirect or a page, never with an error.

	An error would be logged with the variables of all frames, and those above this one hold state and code.
	"""
	back = AuthorizationResponse(Secret(state), Secret(code), error)
	state = code = ""
	for name in ("state", "code"):
		frappe.form_dict.pop(name, None)
	answer = _answer(back)
	answer.headers.update(_PRIVATE)
	return answer


def _answer(back: AuthorizationResponse) -> Response:
	if frappe.session.user == "Guest":
		return _guest_answer()
	try:
		return redirect(connecting.come_back(back), 303)
	except SupplierConnectError as refusal:
		return _refusal(translate(refusal.message), refusal.account)
	except frappe.PermissionError:
		return _refusal(_("You have no permission to connect this account."))
	except Exception:
		# Without the frames' variables.
		report = frappe.get_traceback()
	# The request is a GET, and rolled back at its end.
	frappe.log_error(title="Supplier Connect: sign-in", message=report, defer_insert=True)
	return _refusal(_("The sign-in failed; the Error Log says why. Nothing was changed."))


def _guest_answer() -> Response:
	"""What somebody is shown who isn't logged in. The state stays good: they must not be able to end a sign-in."""
	try:
		return _page_for_guests()
	except frappe.ValidationError:
		frappe.clear_messages()
		return _page(_("Too many requests. Try again later."), 429, _login(), _("Log In"))


# People who are logged in aren't counted: a guest behind the same address, or a proxy that hides them, can't lock them out.
@rate_limit(limit=_RETURNS, seconds=_RETURNS_SECONDS)
def _page_for_guests() -> Response:
	sentence = _("You are not logged in at {0}. Log in there, then begin the sign-in again.")
	return _page(sentence.format(get_url()), 403, _login(), _("Log In"))


def _refusal(sentence: str, account: str = "") -> Response:
	address = get_url_to_form(_ACCOUNT, account) if account else get_url_to_list(_ACCOUNT)
	return _page(sentence, 400, address, account or _("Supplier Accounts"))


def _login() -> str:
	"""The login page, which leads to the list of accounts afterwards."""
	return get_url(f"/login?{urlencode({'redirect-to': urlsplit(get_url_to_list(_ACCOUNT)).path})}")


def _page(sentence: str, code: int, address: str, label: str) -> Response:
	"""A web page with one sentence and one button."""
	frappe.respond_as_web_page(
		_("The sign-in has not succeeded"),
		escape(sentence),
		http_status_code=code,
		# Frappe's page puts it between single quotes as it is.
		primary_action=escape(address, quote=True),
		primary_label=escape(label),
	)
	return get_response("message", http_status_code=code)
