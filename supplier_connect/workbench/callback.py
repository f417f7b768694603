"""Where the browser comes back to from a sign-in: a small web server on this machine, for as long as it is awaited."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from types import TracebackType
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.oauth.authorization import AuthorizationResponse
from supplier_connect.shops.model.account import ShopAccount

HOST = "127.0.0.1"
PORT = 8139
_NAME = "localhost"
_LOOPBACK = frozenset({HOST, _NAME})
_DEFAULT_PORTS = {"http": 80, "https": 443}
# A browser opens connections that it may never use: none may hold a thread for long.
_IDLE_SECONDS = 10.0
_LONGEST_JUDGEMENT_SECONDS = 120.0
_HEADERS = {
	"Content-Type": "text/html; charset=utf-8",
	"Cache-Control": "no-store",
	"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
	"Referrer-Policy": "no-referrer",
	"X-Content-Type-Options": "nosniff",
}


# addresses


def default_callback(account: ShopAccount, port: int = PORT, *, has_certificate: bool = False) -> str:
	"""The address that the shop of an account sends browsers back to.

	Shops want https; plain http is for a sandbox that speaks it too, and where there is no certificate.
	"""
	scheme = "https" if has_certificate else urlsplit(account.base_url).scheme
	return f"{scheme}://{_NAME}:{port}/{account.connector.lower()}_callback"


def check_callback(url: str) -> str:
	"""The address itself; raises `RejectedInput` for one that no shop can send a browser to safely."""
	parts = _split(url)
	is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
	if not is_safe or not parts.hostname or parts.username is not None or "#" in url:
		raise RejectedInput(
			msg(
				"Callback: {0} must be the https address that is registered at the shop, such as https://localhost:{1}/…",
				url,
				PORT,
			),
			field="callback_url",
		)
	return url


def _split(url: str) -> SplitResult:
	"""The parts of an address; empty ones for what is none."""
	try:
		parts = urlsplit(url)
		parts.port  # noqa: B018 - it is read late, and may be none
	except ValueError:
		return SplitResult("", "", "", "", "")
	return parts


@dataclass(frozen=True)
class Landing:
	"""Where a browser shall come back to, and how it is received here.

	`callback` is "" for the shop's default, with the port that is used; `port` is where the server listens; `tls` is
	its certificate, None to listen without.
	"""

	callback: str
	port: int
	tls: ssl.SSLContext | None

	def address(self, account: ShopAccount, port: int) -> str:
		"""The address for the shop, given the port that is really used."""
		return self.callback or default_callback(account, port, has_certificate=self.tls is not None)

	def is_reachable(self, account: ShopAccount) -> bool:
		"""Whether a browser that is sent to the address arrives here, as far as that can be told.

		One that speaks TLS with this machine needs a certificate; what lies elsewhere, or at another port, may lead
		here by ways of the user's own.
		"""
		parts = urlsplit(self.address(account, self.port))
		leads_here = parts.hostname in _LOOPBACK and _port_of(parts) == self.port
		return not leads_here or (parts.scheme == "https") is (self.tls is not None)


def landing(callback: str | None, port: int | None, tls: ssl.SSLContext | None) -> Landing:
	"""The landing that a user asks for; None is what they leave open."""
	address = check_callback(callback) if callback else ""
	parts = urlsplit(address)
	own_port = _port_of(parts) if parts.hostname in _LOOPBACK else PORT
	return Landing(address, own_port if port is None else port, tls)


def _port_of(parts: SplitResult) -> int:
	return _DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port


def tls_of(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
	"""TLS with a certificate of the user's, None without; raises `RejectedInput` for files that can't be used."""
	if certificate is None:
		if key:
			raise RejectedInput(msg("--certificate-key needs --certificate beside it."), field="certificate")
		return None
	context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
	try:
		context.load_cert_chain(certificate, key)
	except OSError as error:
		raise RejectedInput(
			msg(
				"The certificate {0} and its key can't be used: {1}.",
				certificate,
				error.strerror or error,
			),
			field="certificate",
		)
	return context


def pasted(text: str, callback: str) -> AuthorizationResponse | None:
	"""What an address that a browser ended at brings back; None when it isn't one of the callback."""
	parts, wanted = _split(text.strip().strip("'\"<>")), urlsplit(callback)
	is_ours = (parts.scheme, parts.netloc, parts.path) == (wanted.scheme, wanted.netloc, wanted.path)
	return _return_of(parts.query) if is_ours else None


def _return_of(query: str) -> AuthorizationResponse:
	told = dict(parse_qsl(query))
	return AuthorizationResponse(
		Secret(told.get("state", "")), Secret(told.get("code", "")), told.get("error", "")
	)


# server


@dataclass(frozen=True)
class CallbackPage:
	"""What the browser shows in the end."""

	title: Message
	message: Message
	status: HTTPStatus = HTTPStatus.OK

	def html(self) -> str:
		"""The page; everything that comes from outside is escaped."""
		environment = Environment(
			loader=PackageLoader("supplier_connect.workbench"), autoescape=True, undefined=StrictUndefined
		)
		return environment.get_template("message.html").render(page=self)


_ELSEWHERE = CallbackPage(
	msg("Nothing here"), msg("Only a sign-in leads to this page."), HTTPStatus.NOT_FOUND
)
_GIVEN_UP = CallbackPage(
	msg("The sign-in was broken off"), msg("Nobody waits for it any more."), HTTPStatus.SERVICE_UNAVAILABLE
)


class CallbackVisit:
	"""A browser that has come back; it waits for its page."""

	def __init__(self, back: AuthorizationResponse) -> None:
		self.back = back
		self._page: queue.SimpleQueue[CallbackPage] = queue.SimpleQueue()
		self._shown = threading.Event()

	def answer(self, page: CallbackPage) -> None:
		"""Show a page, and return when the browser has it."""
		self._page.put(page)
		self._shown.wait(_IDLE_SECONDS)

	def page(self) -> CallbackPage:
		"""The page to show, as soon as it is known."""
		try:
			return self._page.get(timeout=_LONGEST_JUDGEMENT_SECONDS)
		except queue.Empty:
			return _GIVEN_UP

	def shown(self) -> None:
		"""The browser has its page, or has gone."""
		self._shown.set()


class CallbackServer:
	"""Listens on this machine only; `with` it, browsers that come to `path` are the `visits`.

	Port 0 is any free one. Raises `RejectedInput` for a port that can't be had.
	"""

	def __init__(self, port: int, path: str, tls: ssl.SSLContext | None) -> None:
		self._visits: queue.SimpleQueue[CallbackVisit] = queue.SimpleQueue()
		try:
			self._server = _Server(port, path or "/", tls, self._visits)
		except OSError as error:
			raise RejectedInput(
				msg(
					"Port {0} can't be used: {1}. Close what uses it, or choose another with --port.",
					port,
					error.strerror,
				),
				field="port",
			)
		self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

	def __enter__(self) -> CallbackServer:
		self._thread.start()
		return self

	def __exit__(
		self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
	) -> None:
		self._server.shutdown()
		self._thread.join()
		self._server.server_close()

	@property
	def port(self) -> int:
		"""The port that is used."""
		return int(self._server.server_address[1])

	def visits(self, seconds: float) -> Iterator[CallbackVisit]:
		"""The browsers that come within so many seconds, as they come; each must be answered."""
		end = time.monotonic() + seconds
		while (left := end - time.monotonic()) > 0:
			try:
				yield self._visits.get(timeout=left)
			except queue.Empty:
				return


class _Server(ThreadingTCPServer):
	allow_reuse_address = True
	daemon_threads = True
	block_on_close = False

	def __init__(
		self, port: int, path: str, tls: ssl.SSLContext | None, visits: queue.SimpleQueue[CallbackVisit]
	) -> None:
		self.path = path
		self.visits = visits
		self._tls = tls
		super().__init__((HOST, port), _Handler)

	def get_request(self) -> tuple[socket.socket, Any]:
		connection, address = super().get_request()
		if self._tls:
			# The handshake is left to the connection's own thread: a silent browser must not hold up the others.
			connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
		return connection, address

	def handle_error(self, request: object, client_address: object) -> None:
		"""A browser that goes away, or doesn't trust our certificate, is no matter of the terminal."""


class _Handler(BaseHTTPRequestHandler):
	server: _Server
	timeout = _IDLE_SECONDS

	def do_GET(self) -> None:
		parts = _split(self.path)
		if (parts.path or "/") != self.server.path:
			self._show(_ELSEWHERE)
			return
		visit = CallbackVisit(_return_of(parts.query))
		self.server.visits.put(visit)
		try:
			self._show(visit.page())
		finally:
			visit.shown()

	def log_message(self, format: str, *args: object) -> None:
		"""Print nothing: codes stand in the address."""

	def version_string(self) -> str:
		return "supplier-connect"

	def _show(self, page: CallbackPage) -> None:
		body = page.html().encode()
		self.send_response(page.status)
		for name, value in {**_HEADERS, "Content-Length": str(len(body))}.items():
			self.send_header(name, value)
		self.end_headers()
		self.wfile.write(body)
		self.wfile.flush()
