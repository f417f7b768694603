"""Connecting an account with the browser: the way there and back, and all that can go wrong on it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path
from typing import IO, Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from support.sign_in_browser import Browser
from support.workbench_shell import CART_KEY, SEARCH_KEY, Shell

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token, TokenKey, TokenKind
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.workbench.callback import landing, pasted, tls_of
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.tokens import SqliteTokenStore
from supplier_connect.workbench.token_cipher import TokenCipher

CALLBACK = "https://localhost:8139/digikey_callback"


def grant_of(shell: Shell, name: str = "DigiKey", kind: TokenKind = TokenKind.PERSON) -> Token | None:
	"""What is stored of a sign-in."""
	with closing(Database(shell.database)) as database:
		return SqliteTokenStore(database, TokenCipher(shell.token_key)).read(TokenKey(name, "", kind))


def bytes_left(shell: Shell) -> bytes:
	"""All that the database's files hold."""
	return b"".join(path.read_bytes() for path in shell.directory.glob("test.sqlite*"))


def free_port() -> int:
	with closing(socket.create_server(("127.0.0.1", 0))) as listener:
		return int(listener.getsockname()[1])


class Typist:
	"""What a person types at a prompt, as soon as it is known."""

	def __init__(self) -> None:
		reading, writing = os.pipe()
		self.typed: IO[bytes] = os.fdopen(reading, "rb")
		self._keyboard: IO[bytes] = os.fdopen(writing, "wb")

	def type(self, *lines: str) -> None:
		"""Type lines, and no more."""
		with self._keyboard:
			for line in lines:
				self._keyboard.write(f"{line}\n".encode())


# the way there and back


def test_an_account_is_connected_with_the_browser(digikey_shell: Shell, browser: Browser) -> None:
	output = digikey_shell.ok("connect", "DigiKey", "--port", "0")
	(address,) = browser.opened
	assert address in output
	assert address.startswith(f"{digikey_shell.sandbox.base_url}/v1/oauth2/authorize?response_type=code&")
	until = datetime.now(timezone.utc) + timedelta(days=90)
	assert re.search(rf"DigiKey is connected to DigiKey: signed in by \w*, until {until:%Y-%m-%d}\.", output)
	assert re.search(
		rf"DigiKey +DigiKey +DigiKey +US +USD +until {until:%Y-%m-%d}", digikey_shell.ok("account", "list")
	)
	assert "DigiKey works: search, lists." in digikey_shell.ok("account", "test", "DigiKey")


def test_the_browser_shows_a_page_without_secrets(digikey_shell: Shell, browser: Browser) -> None:
	digikey_shell.ok("connect", "DigiKey", "--port", "0")
	page = browser.page
	assert page.status_code == 200
	assert "<h1>DigiKey is connected</h1>" in page.text
	assert "You can close this window." in page.text
	assert page.headers["Cache-Control"] == "no-store"
	assert page.headers["Referrer-Policy"] == "no-referrer"
	assert "Python" not in page.headers["Server"]
	for secret in browser.brought.values():
		assert secret not in page.text
	with pytest.raises(requests.ConnectionError):
		browser.get(browser.back)


def test_names_are_escaped_on_the_page(digikey_shell: Shell, browser: Browser) -> None:
	name = "<b>R&D</b>"
	digikey_shell.keys_of(name, client_id="sandbox-client-id", client_secret="sandbox-client-secret")
	digikey_shell.add_account(name)
	digikey_shell.ok("connect", name, "--port", "0")
	assert "&lt;b&gt;R&amp;D&lt;/b&gt; is connected" in browser.page.text


def test_no_secret_is_printed_or_stored_readably(digikey_shell: Shell, browser: Browser) -> None:
	output = digikey_shell.ok("connect", "DigiKey", "--port", "0")
	output += digikey_shell.ok("account", "test", "DigiKey")
	output += digikey_shell.ok("account", "list") + digikey_shell.ok("calls")
	grant = grant_of(digikey_shell)
	assert grant and grant.refresh
	left = bytes_left(digikey_shell)
	assert b"DigiKey" in left
	secrets = (
		"sandbox-client-secret",
		browser.brought["code"],
		grant.access.reveal(),
		grant.refresh.reveal(),
	)
	for secret in secrets:
		assert secret not in output
		assert secret.encode() not in left
	assert browser.brought["state"].encode() not in left


def test_the_callback_may_be_one_of_the_users_own(digikey_shell: Shell, browser: Browser) -> None:
	callback = f"http://localhost:{free_port()}/back/here?from=shop"
	requests.post(
		f"{digikey_shell.sandbox.base_url}/_sandbox/redirects",
		json={"client_id": "sandbox-client-id", "redirect_uris": [callback]},
		timeout=5,
	).raise_for_status()
	assert callback in digikey_shell.ok("connect", "DigiKey", "--callback-url", callback)
	assert browser.page.status_code == 200
	assert browser.back.startswith(callback)


def test_a_tunnel_may_lead_to_another_port(digikey_shell: Shell, browser: Browser) -> None:
	port = free_port()
	browser.goes_back = False
	browser.on_the_way_back = lambda back: browser.get(
		back.replace("https://connect.example.com", f"http://127.0.0.1:{port}")
	).raise_for_status()
	callback = ("--callback-url", "https://connect.example.com/digikey")
	assert "is connected" in digikey_shell.ok("connect", "DigiKey", *callback, "--port", str(port))


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
	"""A certificate for localhost, and its key."""
	key = ec.generate_private_key(ec.SECP256R1())
	name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
	now = datetime.now(timezone.utc)
	names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
	made = (
		x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
		.not_valid_before(now - timedelta(days=1))
		.not_valid_after(now + timedelta(days=1))
		.add_extension(names, critical=False)
		.sign(key, hashes.SHA256())
	)
	files = (tmp_path / "localhost.pem", tmp_path / "localhost.key")
	files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
	files[1].write_bytes(
		key.private_bytes(
			serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
		)
	)
	return files


def test_the_callback_speaks_https_with_a_certificate(
	digikey_shell: Shell, browser: Browser, certificate: tuple[Path, Path]
) -> None:
	browser.certificate = str(certificate[0])
	port = free_port()

	def distrust(_back: str) -> None:
		# A browser that doesn't trust the certificate, and one that opens a connection for later.
		with pytest.raises(requests.exceptions.SSLError):
			requests.get(f"https://localhost:{port}/digikey_callback", timeout=5)
		idle.append(socket.create_connection(("127.0.0.1", port)))

	idle: list[socket.socket] = []
	browser.on_the_way_back = distrust
	files = ("--certificate", str(certificate[0]), "--certificate-key", str(certificate[1]))
	output = digikey_shell.ok("connect", "DigiKey", "--port", str(port), *files)
	assert f"https://localhost:{port}/digikey_callback" in output
	assert browser.page.status_code == 200
	for connection in idle:
		connection.close()


# pasting


def test_the_address_can_be_pasted(digikey_shell: Shell, browser: Browser) -> None:
	typist = Typist()
	browser.goes_back = False
	browser.on_the_way_back = lambda back: typist.type("https://www.example.com/?code=1", f" '{back}' ")
	output = digikey_shell.ok("connect", "DigiKey", "--paste", "--callback-url", CALLBACK, typed=typist.typed)
	assert browser.back.startswith(CALLBACK)
	assert f"begins with {CALLBACK}" in output
	assert f"doesn't begin with {CALLBACK}" in output
	assert "DigiKey is connected" in output
	assert browser.brought["code"] not in output


def test_a_pasted_state_is_good_once(digikey_shell: Shell, browser: Browser) -> None:
	paste = ("connect", "DigiKey", "--paste", "--callback-url", CALLBACK)
	first, again = Typist(), Typist()
	browser.goes_back = False
	browser.on_the_way_back = first.type
	digikey_shell.ok(*paste, typed=first.typed)
	before = grant_of(digikey_shell)
	again.type(browser.back)
	browser.on_the_way_back = lambda _back: None
	assert "was used already" in digikey_shell.fails(*paste, typed=again.typed)
	assert grant_of(digikey_shell) == before


def test_what_another_terminal_began_is_ended_for_its_own_account(
	digikey_shell: Shell, browser: Browser
) -> None:
	digikey_shell.keys_of("Other", client_id="second-client-id", client_secret="second-client-secret")
	digikey_shell.add_account("Other")
	browser.goes_back = False
	callback = ("--callback-url", f"http://localhost:{free_port()}/digikey_callback")
	digikey_shell.fails("connect", "Other", *callback, "--timeout", "0.5")
	browser.wait()
	typist = Typist()
	typist.type(browser.back)
	pasting = ("connect", "DigiKey", "--no-browser", "--paste", *callback)
	assert "Other is connected" in digikey_shell.ok(*pasting, typed=typist.typed)
	assert grant_of(digikey_shell, "Other")
	assert grant_of(digikey_shell) is None


def test_without_a_certificate_the_real_shop_is_pasted(digikey_shell: Shell, browser: Browser) -> None:
	where = ("--base-url", "https://api.digikey.com")
	assert f"register the callback {CALLBACK} at DigiKey" in digikey_shell.ok(
		"account", "set", "DigiKey", *where
	)
	typist = Typist()
	typist.type(f"{CALLBACK}?code=a-code&state=guess")
	told = digikey_shell.fails("connect", "DigiKey", "--no-browser", typed=typist.typed)
	assert "This sign-in is not known here" in told
	assert "a-code" not in told


@pytest.mark.parametrize(
	("text", "state"),
	[
		(f"{CALLBACK}?code=c&state=s", "s"),
		(f'  "{CALLBACK}?state=s&error=access_denied"\n', "s"),
		(f"{CALLBACK}", ""),
	],
)
def test_a_pasted_address_is_read(text: str, state: str) -> None:
	back = pasted(text, CALLBACK)
	assert back and back.state.reveal() == state


@pytest.mark.parametrize(
	"text",
	[
		"",
		"abc",
		"http://localhost:8139/digikey_callback?state=s",
		"https://[::1?state=s",
		f"{CALLBACK}/x?state=s",
	],
)
def test_another_address_is_not_taken(text: str) -> None:
	assert pasted(text, CALLBACK) is None


# what can go wrong


def test_a_denial_is_told(digikey_shell: Shell, browser: Browser) -> None:
	browser.decision = "deny"
	told = digikey_shell.fails("connect", "DigiKey", "--port", "0")
	assert "the sign-in was refused or broken off. Nothing was changed." in told
	assert browser.page.status_code == 400
	assert "refused or broken off" in browser.page.text
	assert grant_of(digikey_shell) is None
	assert re.search(r"USD +none ", digikey_shell.ok("account", "list"))


def test_a_forged_state_does_not_end_the_waiting(digikey_shell: Shell, browser: Browser) -> None:
	forged: list[requests.Response] = []

	def forge(back: str) -> None:
		place = back.partition("?")[0]
		forged.extend(
			browser.get(address)
			for address in (
				f"{place}?code=stolen-code&state=<script>alert(1)</script>",
				f"{place}?error=access_denied&state=guess",
				place,
			)
		)

	browser.on_the_way_back = forge
	assert "DigiKey is connected" in digikey_shell.ok("connect", "DigiKey", "--port", "0")
	assert [page.status_code for page in forged] == [400, 400, 400]
	assert all("This sign-in is not known here" in page.text for page in forged)
	assert "stolen-code" not in forged[0].text
	assert "<script" not in forged[0].text
	assert browser.page.status_code == 200


def test_other_paths_are_nothing(digikey_shell: Shell, browser: Browser) -> None:
	pages: list[requests.Response] = []

	def look_around(back: str) -> None:
		root = back.partition("/digikey_callback")[0]
		pages.extend(
			browser.get(f"{root}{path}") for path in ("/favicon.ico", "/", "/digikey_callback/x", "//x")
		)
		pages.append(requests.post(back, timeout=5))

	browser.on_the_way_back = look_around
	digikey_shell.ok("connect", "DigiKey", "--port", "0")
	assert [page.status_code for page in pages] == [404, 404, 404, 404, 501]


def test_silent_connections_hold_up_nobody(digikey_shell: Shell, browser: Browser) -> None:
	silent: list[socket.socket] = []

	def connect_in_silence(back: str) -> None:
		port = int(back.partition("localhost:")[2].partition("/")[0])
		silent.extend(socket.create_connection(("127.0.0.1", port)) for _time in range(8))

	browser.on_the_way_back = connect_in_silence
	began = time.monotonic()
	digikey_shell.ok("connect", "DigiKey", "--port", "0")
	assert time.monotonic() - began < 5
	for connection in silent:
		connection.close()


def test_an_expired_code_is_told(digikey_shell: Shell, browser: Browser) -> None:
	def dawdle(_back: str) -> None:
		digikey_shell.sandbox.clock.offset_seconds = 61

	browser.on_the_way_back = dawdle
	told = digikey_shell.fails("connect", "DigiKey", "--port", "0")
	assert "no longer takes the code of this sign-in" in told
	assert "supplier-connect connect DigiKey" in told
	assert "no longer takes the code" in browser.page.text
	assert grant_of(digikey_shell) is None


def test_nobody_is_waited_for_too_long(digikey_shell: Shell, browser: Browser) -> None:
	told = digikey_shell.fails("connect", "DigiKey", "--no-browser", "--port", "0", "--timeout", "0.2")
	assert "Nobody came back from DigiKey within 0.2 seconds." in told
	assert browser.opened == []


@pytest.mark.parametrize(
	("secret", "told"), [("wrong-secret-of-mine", "doesn't take its Client ID"), ("", "has no Client Secret")]
)
def test_wrong_keys_are_told(digikey_shell: Shell, browser: Browser, secret: str, told: str) -> None:
	digikey_shell.keys_of("DigiKey", client_secret=secret)
	sentence = digikey_shell.fails("connect", "DigiKey", "--port", "0")
	assert told in sentence
	assert "SUPPLIER_CONNECT_DIGIKEY_… or from the keys file" in sentence
	assert "wrong-secret" not in sentence
	assert grant_of(digikey_shell) is None


def test_a_shop_that_is_down_is_told(digikey_shell: Shell, browser: Browser) -> None:
	digikey_shell.sandbox.faults.add(Fault(FaultKind.STATUS, path="token", times=-1, status=503))
	assert "fault of its own" in digikey_shell.fails("connect", "DigiKey", "--port", "0")
	assert browser.page.status_code == 400


def test_a_taken_port_is_told(digikey_shell: Shell, browser: Browser) -> None:
	with closing(socket.create_server(("127.0.0.1", 0))) as listener:
		port = str(listener.getsockname()[1])
		assert f"Port {port} can't be used" in digikey_shell.fails("connect", "DigiKey", "--port", port)
	assert browser.opened == []


@pytest.mark.parametrize(
	("options", "told"),
	[
		(("--callback-url", "http://example.com/back"), "must be the https address"),
		(("--callback-url", "https://localhost:99999/back"), "must be the https address"),
		(("--callback-url", "https://localhost/back#here"), "must be the https address"),
		(("--certificate-key", "key.pem"), "needs --certificate"),
		(("--certificate", "/nowhere.pem"), "can't be used: No such file"),
	],
)
def test_options_that_cannot_be_are_told(
	digikey_shell: Shell, browser: Browser, options: tuple[str, ...], told: str
) -> None:
	assert told in digikey_shell.fails("connect", "DigiKey", *options)
	assert browser.opened == []


def test_what_is_no_certificate_is_told(digikey_shell: Shell, browser: Browser) -> None:
	wrong = digikey_shell.write("wrong.pem", "no certificate")
	assert "can't be used" in digikey_shell.fails("connect", "DigiKey", "--certificate", wrong)


@pytest.mark.parametrize("command", ["connect", "disconnect"])
def test_a_shop_without_sign_in_needs_none(tmp_path: Path, sandbox: SandboxServer, command: str) -> None:
	shell = Shell(tmp_path, sandbox)
	shell.write_keys("")
	shell.keys_of("Mouser", cart_key=CART_KEY, search_key=SEARCH_KEY)
	shell.add_account()
	assert "Mouser needs no sign-in" in shell.fails(command, "Mouser")
	assert not shell.token_key.exists()
	assert re.search(r"Mouser +Mouser +Mouser +US +USD +– ", shell.ok("account", "list"))


@pytest.mark.parametrize(
	("base_url", "callback", "has_certificate", "reachable"),
	[
		("http://127.0.0.1:8800", None, False, True),
		("https://api.digikey.com", None, False, False),
		("https://api.digikey.com", None, True, True),
		("http://127.0.0.1:8800", None, True, True),
		("https://api.digikey.com", "https://127.0.0.1:9000/x", False, False),
		("https://api.digikey.com", "http://127.0.0.1:9000/x", True, False),
		("https://api.digikey.com", "https://connect.example.com/x", False, True),
	],
)
def test_without_a_certificate_an_https_callback_is_pasted(
	base_url: str,
	callback: str | None,
	has_certificate: bool,
	reachable: bool,
	certificate: tuple[Path, Path],
) -> None:
	tls = tls_of(*certificate) if has_certificate else None
	account = ShopAccount("DigiKey", "DigiKey", "DigiKey", base_url=base_url)
	assert landing(callback, None, tls).is_reachable(account) is reachable


def test_ctrl_c_ends_the_waiting_cleanly(digikey_shell: Shell) -> None:
	port = free_port()
	files = {"--database": digikey_shell.database, "--token-key": digikey_shell.token_key}
	options = [str(word) for option in files.items() for word in option]
	waiting_for = ("connect", "DigiKey", "--no-browser", "--port", str(port))
	waiting = subprocess.Popen(
		(sys.executable, "-m", "supplier_connect.workbench.cli", *options, *waiting_for),
		env={**os.environ, **digikey_shell.environment, "PYTHONUNBUFFERED": "1"},
		stdout=subprocess.PIPE,
		stderr=subprocess.PIPE,
		text=True,
		cwd=Path(__file__).parents[2],
	)
	assert waiting.stdout
	while "Waiting" not in waiting.stdout.readline():
		assert waiting.poll() is None
	waiting.send_signal(signal.SIGINT)
	_output, errors = waiting.communicate(timeout=10)
	assert waiting.returncode == 1
	assert errors.strip() == "Aborted!"


# what becomes of a sign-in


def test_a_sign_in_can_be_ended(signed_in: Shell) -> None:
	signed_in.ok("account", "test", "DigiKey")
	assert "DigiKey is disconnected" in signed_in.ok("disconnect", "DigiKey")
	assert [grant_of(signed_in, kind=kind) for kind in TokenKind] == [None, None]
	tested = signed_in.ok("account", "test", "DigiKey")
	assert "DigiKey works: search." in tested
	assert "supplier-connect connect DigiKey" in tested
	assert "There is no account Nobody." in signed_in.fails("disconnect", "Nobody")


def test_a_sign_in_that_the_shop_ended_is_told(signed_in: Shell, browser: Browser) -> None:
	for order in ("revoke", "expire"):
		requests.post(
			f"{signed_in.sandbox.base_url}/_sandbox/{order}", json={"user": "buyer"}, timeout=5
		).raise_for_status()
	told = signed_in.fails("account", "test", "DigiKey")
	assert "DigiKey has ended its sign-in." in told
	assert "supplier-connect connect DigiKey" in told
	shown = signed_in.ok("account", "list")
	assert re.search(r"USD +ended ", shown)
	assert "The sign-in of DigiKey has ended: connect it again." in shown
	signed_in.ok("connect", "DigiKey", "--port", "0")
	assert "search, lists" in signed_in.ok("account", "test", "DigiKey")


def test_tokens_do_not_follow_an_account_to_another_place(signed_in: Shell) -> None:
	signed_in.set_account("DigiKey", "--timeout", "7")
	assert grant_of(signed_in)
	signed_in.set_account("DigiKey", "--base-url", "https://shop.example.com")
	assert grant_of(signed_in) is None


def account_row(shell: Shell) -> dict[str, Any]:
	with closing(Database(shell.database)) as database, database.reading() as connection:
		account = json.loads(connection.execute("SELECT body FROM accounts").fetchone()["body"])["account"]
	return {**account, **account["limits"], "packing": account["packing"] or ""}


def test_changing_one_thing_of_an_account_keeps_everything_else(signed_in: Shell) -> None:
	options = ("--packing", "cut-tape", "--customer-id", "10001", "--marketplace", "--list-owner", "us")
	limits = ("--per-second", "3", "--per-minute", "60", "--batch-size", "7", "--cache-seconds", "60")
	signed_in.set_account("DigiKey", *options, *limits, "--supplier", "Digi-Key Ltd", "--country", "GB")
	before, grant = account_row(signed_in), grant_of(signed_in)
	signed_in.set_account("DigiKey", "--per-day", "500")
	limits_now = {"per_day": 500, "day_ceiling": 500}
	assert account_row(signed_in) == {**before, **limits_now, "limits": {**before["limits"], **limits_now}}
	assert grant and grant_of(signed_in) == grant
	told = signed_in.fails("account", "add", "DigiKey", "--per-day", "900")
	assert "There is an account DigiKey already" in told
	assert account_row(signed_in)["per_day"] == 500
	signed_in.set_account("DigiKey", "--packing", "any", "--no-marketplace", "--currency", "eur")
	after = account_row(signed_in)
	assert (after["packing"], after["marketplace"], after["currency"]) == (before["packing"] and "", 0, "EUR")
	signed_in.set_account("DigiKey", "--currency", "", "--per-day", "0")
	after = account_row(signed_in)
	assert (after["currency"], after["country"], after["day_ceiling"]) == ("", "GB", 0)


def test_limits_are_the_shops_or_the_users(digikey_shell: Shell) -> None:
	told = digikey_shell.ok("account", "list")
	assert "– / 120 / 1000" in told
	options = ("--per-day", "500", "--packing", "cut-tape", "--customer-id", "10001", "--marketplace")
	digikey_shell.set_account("DigiKey", *options, "--list-owner", "us", "--created-by", "them")
	row = account_row(digikey_shell)
	assert (row["per_day"], row["day_ceiling"], row["per_minute"]) == (500, 500, 120)
	assert (row["packing"], row["customer_id"], row["marketplace"]) == ("Cut Tape", "10001", 1)
	assert (row["cart_owner"], row["created_by"], row["batch_size"]) == ("us", "them", 0)


# the key of stored tokens


def test_only_the_owner_may_read_the_key(signed_in: Shell) -> None:
	assert signed_in.token_key.stat().st_mode & 0o777 == 0o600
	assert [path.name for path in signed_in.token_key.parent.iterdir()] == ["token.key"]


def test_a_key_that_others_may_read_is_refused_before_anybody_signs_in(
	digikey_shell: Shell, browser: Browser
) -> None:
	digikey_shell.ok("connect", "DigiKey", "--port", "0")
	digikey_shell.token_key.chmod(0o644)
	assert "Others may read the key" in digikey_shell.fails("connect", "DigiKey", "--port", "0")
	assert len(browser.opened) == 1
	assert "Others may read the key" in digikey_shell.ok("account", "list")


def _lose(key: Path) -> None:
	key.unlink()


def _replace(key: Path) -> None:
	key.unlink()
	TokenCipher(key).seal(Secret("token"))


def _spoil(key: Path) -> None:
	key.write_text("no key", encoding="utf-8")


@pytest.mark.parametrize(
	("harm", "told", "repair"),
	[
		(_lose, "There is no key file", None),
		(_replace, "was made with another key than", None),
		(_spoil, "holds no key", _lose),
	],
)
def test_a_key_that_is_gone_means_to_connect_again(
	signed_in: Shell, harm: Callable[[Path], None], told: str, repair: Callable[[Path], None] | None
) -> None:
	harm(signed_in.token_key)
	shown = signed_in.ok("account", "list")
	assert re.search(r"USD +can't be read ", shown)
	assert told in shown
	assert told in signed_in.fails("account", "test", "DigiKey")
	if repair:
		repair(signed_in.token_key)
	signed_in.ok("connect", "DigiKey", "--port", "0")
	assert "search, lists" in signed_in.ok("account", "test", "DigiKey")


def test_a_key_is_made_once_however_many_want_it(tmp_path: Path) -> None:
	file = tmp_path / "deep" / "token.key"
	ready = threading.Barrier(8)
	failures: list[RejectedInput] = []

	def make() -> None:
		ready.wait()
		try:
			TokenCipher(file).seal(Secret("token"))
		except RejectedInput as error:
			failures.append(error)

	threads = [threading.Thread(target=make) for _number in range(8)]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	assert failures == []
	assert len(list(file.parent.iterdir())) == 1


def test_a_place_for_the_key_that_cannot_be_written_is_told(tmp_path: Path) -> None:
	(tmp_path / "file").write_text("", encoding="utf-8")
	with pytest.raises(RejectedInput, match="can't be used"):
		TokenCipher(tmp_path / "file" / "token.key").seal(Secret("token"))
