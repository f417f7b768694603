"""What a call does when the other side misbehaves; over a socket, against the sandbox's faults."""

from __future__ import annotations

import logging
import socket
import threading
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from support.samples import Books, keys

from supplier_connect.core.http.exchange import Call
from supplier_connect.core.http.failures import retry_after_seconds
from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.http.ports import Wait
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.model.connection import Proxy
from supplier_connect.core.model.errors import (
	NotAuthorised,
	OutcomeUnknown,
	RateLimited,
	RejectedInput,
	SupplierConnectError,
	Unavailable,
	UnexpectedResponse,
)
from supplier_connect.core.model.secret import Secret
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.workbench.stores.calls import SqliteCallLog, SqliteDailyQuota, SqliteRateLimitWindows

KEY = "sandbox-search-key"
ERRORS = (NotAuthorised, OutcomeUnknown, RateLimited, RejectedInput, Unavailable, UnexpectedResponse)
READ = Call(
	"POST",
	"/v1/search/partnumber",
	{"apiKey": Secret(KEY)},
	{"SearchByPartRequest": {"mouserPartNumber": "603-RC0402FR-1310KL", "partSearchOptions": "None"}},
	repeatable=True,
)
WRITE = replace(READ, repeatable=False)
NOTHING = ResponseRules(lambda _account, _call, _answer: None)


@pytest.fixture
def session(books: Books, account: ShopAccount) -> Session:
	return books.session(account, NOTHING)


def report_of(error: BaseException) -> str:
	"""The traceback below the test's own frame, with all local variables."""
	assert error.__traceback__ is not None
	report = traceback.TracebackException(
		type(error), error, error.__traceback__.tb_next, capture_locals=True
	)
	return "".join(report.format())


def fault(sandbox: SandboxServer, kind: FaultKind, **changes: object) -> None:
	sandbox.faults.add(Fault(kind, **changes))


@pytest.mark.parametrize(
	"kind", [FaultKind.CUT, FaultKind.CUT_AFTER, FaultKind.BROKEN_JSON, FaultKind.EMPTY, FaultKind.HTML]
)
def test_what_may_be_repeated_is_repeated(sandbox: SandboxServer, session: Session, kind: FaultKind) -> None:
	fault(sandbox, kind, times=2)
	assert session.send(READ).data["SearchResults"]["NumberOfResult"] == 1
	assert len(sandbox.state["calls"]) == 3


@pytest.mark.parametrize(
	("kind", "error"),
	[
		(FaultKind.CUT, OutcomeUnknown),
		(FaultKind.CUT_AFTER, OutcomeUnknown),
		(FaultKind.BROKEN_JSON, UnexpectedResponse),
		(FaultKind.EMPTY, UnexpectedResponse),
	],
)
def test_a_write_is_not_repeated_once_it_may_have_arrived(
	sandbox: SandboxServer, session: Session, kind: FaultKind, error: type[Exception]
) -> None:
	fault(sandbox, kind, times=-1)
	with pytest.raises(error):
		session.send(WRITE)
	assert len(sandbox.state["calls"]) == 1


@pytest.mark.parametrize("call", [READ, WRITE])
def test_too_many_requests_waits_as_long_as_it_is_asked_to(
	sandbox: SandboxServer, session: Session, books: Books, call: Call
) -> None:
	fault(sandbox, FaultKind.STATUS, status=429, retry_after=7)
	session.send(call)
	assert books.naps == [7]


def test_who_shows_progress_hears_that_the_shop_asked_to_wait_and_until_when(
	sandbox: SandboxServer, books: Books, account: ShopAccount
) -> None:
	waits: list[Wait] = []
	gate = LimitGate(SqliteRateLimitWindows(books.database), SqliteDailyQuota(books.database))
	log = SqliteCallLog(books.database)
	told = Session(
		account, gate, log, NOTHING, sleep=books.naps.append, allow_private=True, on_wait=waits.append
	)
	fault(sandbox, FaultKind.STATUS, status=429, retry_after=7)
	before = datetime.now(timezone.utc)
	told.send(READ)
	(wait,) = waits
	assert (wait.account, wait.asked_by_shop) == ("Mouser US", True)
	assert 7 <= (wait.until - before).total_seconds() < 12


def test_a_wait_beyond_the_accounts_patience_is_told_instead(
	sandbox: SandboxServer, session: Session
) -> None:
	fault(sandbox, FaultKind.STATUS, status=429, retry_after=3600)
	with pytest.raises(RateLimited) as raised:
		session.send(READ)
	assert raised.value.wait_seconds == 3600
	assert "Mouser US" in str(raised.value)


@pytest.mark.parametrize(
	("status", "error", "calls"),
	[
		(401, NotAuthorised, 1),
		(403, NotAuthorised, 1),
		(404, RejectedInput, 1),
		(302, UnexpectedResponse, 4),
		(500, OutcomeUnknown, 4),
		(503, OutcomeUnknown, 4),
	],
)
def test_statuses_become_typed_errors(
	sandbox: SandboxServer, session: Session, status: int, error: type[Exception], calls: int
) -> None:
	fault(sandbox, FaultKind.STATUS, status=status, times=-1)
	with pytest.raises(error):
		session.send(READ)
	assert len(sandbox.state["calls"]) == calls


def test_a_slow_shop_is_given_up_after_the_timeout(
	sandbox: SandboxServer, books: Books, account: ShopAccount
) -> None:
	fault(sandbox, FaultKind.LATENCY, seconds=3, times=-1)
	impatient = books.session(replace(account, timeout=0.3), NOTHING)
	with pytest.raises(OutcomeUnknown, match=r"within 0\.3 s"):
		impatient.send(WRITE)


def test_a_shop_that_is_down_says_so_and_nothing_was_sent(books: Books, account: ShopAccount) -> None:
	with socket.socket() as unused:
		unused.bind(("127.0.0.1", 0))
		port = unused.getsockname()[1]
	down = books.session(replace(account, base_url=f"http://127.0.0.1:{port}/api"), NOTHING)
	with pytest.raises(Unavailable, match="can't be reached") as raised:
		down.send(WRITE)
	assert not isinstance(raised.value, OutcomeUnknown)
	assert [call.error for call in books.calls] == ["unreachable"] * 4


def test_a_name_that_does_not_exist_is_unreachable_too(books: Books, account: ShopAccount) -> None:
	lost = books.session(replace(account, base_url="https://shop.invalid/api"), NOTHING)
	with pytest.raises(Unavailable, match="can't be reached"):
		lost.send(READ)


def test_every_attempt_leaves_a_record_without_the_key(
	sandbox: SandboxServer, session: Session, books: Books
) -> None:
	fault(sandbox, FaultKind.STATUS, status=500)
	session.send(READ)
	failed, done = books.calls
	assert (failed.status, failed.error) == (500, "OutcomeUnknown")
	assert (done.status, done.error, done.method, done.path) == (200, "", "POST", "/v1/search/partnumber")
	assert done.account == "Mouser US"
	assert done.user == "buyer@example.com"
	assert done.received_bytes > 100
	assert KEY not in repr(books.calls)


@pytest.mark.parametrize("kind", list(FaultKind))
def test_the_key_is_in_no_error_traceback_or_log(
	sandbox: SandboxServer,
	books: Books,
	account: ShopAccount,
	kind: FaultKind,
	caplog: pytest.LogCaptureFixture,
) -> None:
	"""Frappe's error log prints the local variables of every frame, so those are looked at as well."""
	caplog.set_level(logging.DEBUG)
	fault(sandbox, kind, times=-1, seconds=1, fields=("SearchResults",))
	session = books.session(replace(account, timeout=0.3), NOTHING)
	shown = ""
	try:
		session.send(READ)
	except ERRORS as error:
		shown = report_of(error) + repr(error.__dict__)
		assert error.__cause__ is None
		assert not isinstance(error.__context__, OSError)
	assert "connectionpool" in caplog.text
	assert KEY not in shown + caplog.text


class Ended(BaseException):
	"""What a job's timeout raises in the middle of a call."""


def test_an_end_from_outside_takes_no_key_along(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
	def end(*_args: object, **_options: object) -> None:
		raise Ended

	monkeypatch.setattr("requests.adapters.HTTPAdapter.send", end)
	with pytest.raises(Ended) as raised:
		session.send(READ)
	assert KEY not in report_of(raised.value)


def test_a_failure_of_the_line_after_the_call_went_out_is_not_repeated(
	session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
	tried = []

	def cut(*_args: object, **_options: object) -> None:
		tried.append(1)
		raise requests.exceptions.SSLError("the line broke while the answer was read")

	monkeypatch.setattr("requests.adapters.HTTPAdapter.send", cut)
	with pytest.raises(OutcomeUnknown):
		session.send(WRITE)
	assert len(tried) == 1


def test_an_unknown_size_of_answer_is_cut_off(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr("supplier_connect.core.http.session._LARGEST_ANSWER", 50)
	with pytest.raises(OutcomeUnknown):
		session.send(READ)


class _Proxy(BaseHTTPRequestHandler):
	"""A proxy that keeps what it was asked, and answers itself."""

	asked: list[tuple[str, str]]

	def do_POST(self) -> None:
		self.asked.append((self.path.split("?")[0], self.headers.get("Proxy-Authorization", "")))
		self.rfile.read(int(self.headers["Content-Length"]))
		self.send_response(200)
		self.end_headers()
		self.wfile.write(b'{"by": "proxy"}')

	def log_message(self, *_args: object) -> None:
		pass


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[tuple[str, str]]]]:
	handler = type("Handler", (_Proxy,), {"asked": []})
	with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
		threading.Thread(target=server.serve_forever, daemon=True).start()
		yield f"http://user:pass@127.0.0.1:{server.server_port}", handler.asked
		server.shutdown()


def test_calls_go_through_the_accounts_proxy_with_its_login(
	books: Books, account: ShopAccount, proxy: tuple[str, list[tuple[str, str]]]
) -> None:
	url, asked = proxy
	behind = replace(account, base_url="http://10.255.255.1/api", proxy=Proxy("http", Secret(url)))
	assert books.session(behind, NOTHING).send(READ).data == {"by": "proxy"}
	assert asked == [("http://10.255.255.1/api/v1/search/partnumber", "Basic dXNlcjpwYXNz")]


def test_the_environments_proxy_wins(
	books: Books,
	account: ShopAccount,
	proxy: tuple[str, list[tuple[str, str]]],
	monkeypatch: pytest.MonkeyPatch,
) -> None:
	url, asked = proxy
	monkeypatch.setenv("PROXY_CON", "http")
	monkeypatch.setenv("PROXY_URL", url)
	elsewhere = replace(account, proxy=Proxy("http", Secret("http://127.0.0.1:9")))
	books.session(elsewhere, NOTHING).send(READ)
	assert len(asked) == 1


def test_a_broken_proxy_is_named_without_its_login(books: Books, account: ShopAccount) -> None:
	behind = replace(account, proxy=Proxy("http", Secret("http://user:hush@127.0.0.1:9")))
	with pytest.raises(Unavailable, match="proxy") as raised:
		books.session(behind, NOTHING).send(READ)
	assert "hush" not in report_of(raised.value)


@pytest.mark.parametrize(
	"url", ["http://api.mouser.com/api", "ftp://x", "mouser", "https://u:p@host/", "https://host/?a=1"]
)
def test_an_address_that_would_show_the_keys_is_refused(books: Books, account: ShopAccount, url: str) -> None:
	with pytest.raises(RejectedInput) as raised:
		books.session(replace(account, base_url=url), NOTHING)
	assert raised.value.field == "base_url"


@pytest.mark.parametrize(
	("value", "seconds"), [("7", 7), ("", 2), ("soon", 2), ("Thu, 01 Jan 1970 00:00:00 GMT", 0)]
)
def test_retry_after_in_all_its_forms(value: str, seconds: float) -> None:
	assert retry_after_seconds({"retry-after": value}, 2) == seconds


def test_missing_keys_stop_a_call_before_it_is_made(
	sandbox: SandboxServer, books: Books, account: ShopAccount
) -> None:
	shop = books.shop(replace(account, credentials=keys(cart_key="x")))
	with pytest.raises(SupplierConnectError, match="Search API Key"):
		shop.by_part_numbers(["RC0402FR-1310KL"])
	assert not sandbox.state["calls"]
