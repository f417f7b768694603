"""Where people sign in at the sandbox's DigiKey and allow an application to act for them."""

from __future__ import annotations

import ipaddress
import secrets
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from supplier_connect.sandbox.digikey.accounts import CLIENTS, USERS, Client
from supplier_connect.sandbox.digikey.oauth import Tokens
from supplier_connect.sandbox.frame.pages import html_answer, page

AUTHORIZE_PATH = "/v1/oauth2/authorize"
CONSENT_PATH = "/v1/oauth2/consent"
# Host names of machines at hand, as sites under development have them.
_LOCAL_HOST = "localhost"
_LOCAL_ENDINGS = (".localhost", ".local", ".test")
_FORM_STYLE = (
	"<style>label, input { display: block } input { margin: .2rem 0 1rem; width: 18rem; padding: .3rem }"
	" button { padding: .4rem 1rem; margin-right: .5rem }</style>"
)


class Unacceptable(ValueError):
	"""An application is unknown, or wants the answer at an address that it may not name."""


@dataclass(frozen=True, slots=True)
class ConsentRequest:
	"""An application that wants a code, sent to `redirect_uri` together with `state`."""

	client: Client
	redirect_uri: str
	state: str


class SignInPages:
	"""The pages of signing in, and the addresses that applications may name for the answer."""

	def __init__(self, tokens: Tokens) -> None:
		"""`tokens` hands the codes out."""
		self._tokens = tokens
		self._lock = threading.Lock()
		self._registered: dict[str, frozenset[str]] = {}
		self._waiting: dict[str, tuple[ConsentRequest, str]] = {}

	def register(self, client_id: str, redirect_uris: Iterable[str]) -> None:
		"""Let an application name these addresses and no other; before, it may name any that is safe."""
		self._registered[client_id] = frozenset(redirect_uris)

	def show(self, request: Request) -> Response:
		"""The page that asks for name and password."""
		try:
			wish = self.wish(request.args)
		except Unacceptable as error:
			return _refusal(error)
		return html_answer(_sign_in_page(wish, request.full_path, ""))

	def sign_in(self, request: Request) -> Response:
		"""The page that asks for consent; the one before again when name and password are wrong."""
		try:
			wish = self.wish(request.args)
		except Unacceptable as error:
			return _refusal(error)
		user = request.form.get("username", "")
		if user not in USERS or USERS[user] != request.form.get("password"):
			again = _sign_in_page(wish, request.full_path, "The user name or the password is wrong.")
			return html_answer(again, HTTPStatus.UNAUTHORIZED)
		ticket = secrets.token_urlsafe(16)
		with self._lock:
			self._waiting[ticket] = (wish, user)
		return html_answer(_consent_page(wish, user, ticket))

	def decide(self, request: Request) -> Response:
		"""Send the person back to the application: with a code, or with the news that it was denied."""
		with self._lock:
			wish, user = self._waiting.pop(request.form.get("ticket", ""), (None, ""))
		if wish is None:
			return html_answer(page("Sign in again", "<p>This page was used already.</p>"), HTTPStatus.GONE)
		if request.form.get("decision") == "allow":
			return redirect(self.location(wish, user))
		return redirect(_with_arguments(wish, {"error": "access_denied"}))

	def wish(self, arguments: Mapping[str, str]) -> ConsentRequest:
		"""What the arguments of an authorisation ask for. Unacceptable when nobody may be sent there."""
		client = CLIENTS.get(arguments.get("client_id", ""))
		if client is None or client.revoked:
			raise Unacceptable("Unknown or invalid client_id")
		if arguments.get("response_type", "code") != "code":
			raise Unacceptable("response_type must be code")
		redirect_uri = arguments.get("redirect_uri", "")
		registered = self._registered.get(client.id)
		if redirect_uri not in registered if registered else not _is_safe(redirect_uri):
			raise Unacceptable("Unknown or invalid redirect_uri")
		return ConsentRequest(client, redirect_uri, arguments.get("state", ""))

	def location(self, wish: ConsentRequest, user: str) -> str:
		"""Where a user is sent who consented: the application's address with a fresh code."""
		code = self._tokens.new_code(wish.client, user, wish.redirect_uri)
		return _with_arguments(wish, {"code": code})

	def reset(self) -> None:
		"""Forget everything, the registered addresses too."""
		with self._lock:
			self._waiting.clear()
			self._registered.clear()


def _is_safe(redirect_uri: str) -> bool:
	"""Whether a code may be sent there: by https, or by http to a machine at hand."""
	try:
		parts = urlsplit(redirect_uri)
		host = parts.hostname or ""
	except ValueError:
		return False
	return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _is_local(host)))


def _is_local(host: str) -> bool:
	try:
		return ipaddress.ip_address(host).is_loopback
	except ValueError:
		return host == _LOCAL_HOST or host.endswith(_LOCAL_ENDINGS)


def _with_arguments(wish: ConsentRequest, arguments: Mapping[str, str]) -> str:
	parts = urlsplit(wish.redirect_uri)
	state = {"state": wish.state} if wish.state else {}
	query = [*parse_qsl(parts.query, keep_blank_values=True), *arguments.items(), *state.items()]
	return parts._replace(query=urlencode(query)).geturl()


def _refusal(error: Unacceptable) -> Response:
	return html_answer(page("400", f"<p>{escape(str(error))}</p>"), HTTPStatus.BAD_REQUEST)


def _sign_in_page(wish: ConsentRequest, action: str, complaint: str) -> str:
	return page(
		"Sign in to the sandbox's DigiKey",
		f'{_FORM_STYLE}<p role="alert">{escape(complaint)}</p>'
		f"<p><small>{escape(wish.client.id)} wants to act for you.</small></p>"
		f'<form method="post" action="{escape(action)}">'
		'<label for="username">User name</label>'
		'<input id="username" name="username" autocomplete="username" required autofocus>'
		'<label for="password">Password</label>'
		'<input id="password" name="password" type="password" autocomplete="current-password" required>'
		'<button id="sign-in" type="submit">Sign in</button></form>',
	)


def _consent_page(wish: ConsentRequest, user: str, ticket: str) -> str:
	return page(
		"Allow access?",
		f"{_FORM_STYLE}<p>{escape(wish.client.id)} wants to see prices and to change the lists of "
		f"{escape(user)}.</p>"
		f'<form method="post" action="{CONSENT_PATH}">'
		f'<input type="hidden" name="ticket" value="{escape(ticket)}">'
		'<button id="allow" name="decision" value="allow">Allow</button>'
		'<button id="deny" name="decision" value="deny">Deny</button></form>',
	)
