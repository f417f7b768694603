"""Which addresses are called: public ones, and private ones only where the host allows them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from support.samples import Books

from supplier_connect.core.http.addresses import check_base_url, is_public
from supplier_connect.core.http.exchange import Call
from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.model.errors import OutcomeUnknown, RejectedInput, Unavailable, UnexpectedResponse
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.workbench.stores.calls import SqliteCallLog, SqliteDailyQuota, SqliteRateLimitWindows

PRIVATE = (
	"127.0.0.1",
	"10.1.2.3",
	"192.168.0.1",
	"172.16.0.1",
	"169.254.169.254",
	"100.64.0.1",
	"0.0.0.0",  # noqa: S104
	"224.0.0.1",
	"::1",
	"fe80::1%eth0",
	"fd00::1",
	"::ffff:127.0.0.1",
	"64:ff9b::7f00:1",
	"2002:7f00:1::",
)
NOTHING = ResponseRules(lambda _account, _call, _answer: None)
READ = Call("GET", "/v1/cart", repeatable=True)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_told_from_public_ones(address: str) -> None:
	assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
	assert is_public(address)


@pytest.mark.parametrize(
	"host", ["127.0.0.1", "[::1]", "169.254.169.254", "localhost", "localhost.", "LOCALHOST", "erp.internal"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_base_url_within_the_own_network_needs_the_hosts_leave(scheme: str, host: str) -> None:
	url = f"{scheme}://{host}:8800/api"
	with pytest.raises(RejectedInput, match="private address") as raised:
		check_base_url(url, allow_private=False)
	assert raised.value.field == "base_url"
	assert check_base_url(f"{url}/", allow_private=True) == url


@pytest.mark.parametrize(
	"url", ["https://[::1", "https://h:99999", "https://a\nb", "https://h\u202e.example"]
)
def test_what_is_no_address_is_refused_as_such(url: str) -> None:
	with pytest.raises(RejectedInput, match="is not an address"):
		check_base_url(url, allow_private=True)


class _Server(BaseHTTPRequestHandler):
	"""Counts what reaches it; /redirect sends whoever asks to itself."""

	reached: list[str]

	def do_GET(self) -> None:
		self.reached.append(self.path)
		self.send_response(302 if self.path.startswith("/redirect") else 200)
		self.send_header("Location", "/elsewhere")
		self.end_headers()
		self.wfile.write(b'{"by": "us"}')

	def log_message(self, *_args: object) -> None:
		pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
	handler = type("Handler", (_Server,), {"reached": []})
	with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
		threading.Thread(target=running.serve_forever, daemon=True).start()
		yield running
		running.shutdown()


def reached(server: ThreadingHTTPServer) -> list[str]:
	handler: Any = server.RequestHandlerClass
	return handler.reached


def careful(books: Books, account: ShopAccount, url: str) -> Session:
	"""A session that may not go to private addresses."""
	gate = LimitGate(SqliteRateLimitWindows(books.database), SqliteDailyQuota(books.database))
	elsewhere = replace(account, base_url=url)
	return Session(elsewhere, gate, SqliteCallLog(books.database), NOTHING, sleep=books.naps.append)


def test_a_name_that_leads_to_a_private_address_is_not_called(
	books: Books, account: ShopAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
	"""Nothing is sent and no connection is made, whatever the name led to when it was entered."""
	with socket.create_server(("127.0.0.1", 0)) as listener:
		port = listener.getsockname()[1]
		resolve = socket.getaddrinfo
		public = ("93.184.216.34", port)

		def lead_home(host: str, *args: Any, **options: Any) -> list[Any]:
			if host != "rebound.example":
				return resolve(host, *args, **options)
			found = resolve("127.0.0.1", *args, **options)
			return [(*found[0][:4], public), *found]

		monkeypatch.setattr(socket, "getaddrinfo", lead_home)
		session = careful(books, account, f"https://rebound.example:{port}/api")
		with pytest.raises(Unavailable, match=r"rebound\.example is a private address") as raised:
			session.send(READ)
		assert not isinstance(raised.value, OutcomeUnknown)
		listener.settimeout(0.1)
		with pytest.raises(TimeoutError):
			listener.accept()


def test_a_number_that_is_a_private_address_is_not_called(books: Books, account: ShopAccount) -> None:
	session = careful(books, account, "https://2130706433:1/api")
	with pytest.raises(Unavailable, match="private address"):
		session.send(READ)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_account_within_the_own_network_is_refused_by_its_calls(
	server: ThreadingHTTPServer, books: Books, account: ShopAccount, host: str
) -> None:
	"""And not before: it keeps no other account from being asked."""
	session = careful(books, account, f"http://{host}:{server.server_port}")
	with pytest.raises(Unavailable, match="is a private address"):
		session.send(READ)
	assert reached(server) == []


def test_a_redirect_is_not_followed(server: ThreadingHTTPServer, books: Books, account: ShopAccount) -> None:
	here = replace(account, base_url=f"http://127.0.0.1:{server.server_port}")
	with pytest.raises(UnexpectedResponse, match="302"):
		books.session(here, NOTHING).send(Call("GET", "/redirect"))
	assert reached(server) == ["/redirect"]
