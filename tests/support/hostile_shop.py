"""A server between an account and a sandbox that spoils what the sandbox answers."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

_MARK = "@@spoiled@@"
_NOT_PASSED_ON = frozenset({"content-length", "transfer-encoding", "connection", "date", "server"})

# What stands in the place of a value, as it is written in the answer.
POISONS = {
	"a number that fills the memory": "1e999999999",
	"a negative one": "-1e999999999",
	"a tiny one": "1e-999999999",
	"a zero with an exponent": "0e999999999",
	"more digits than Python takes": "1" * 5000,
	"a fraction of many digits": "0." + "3" * 5000,
	"the largest of 64 bits": str(2**63 - 1),
	"no number": "NaN",
	"infinity": "-Infinity",
	"a huge number as text": '"1e999999999"',
	"many digits as text": f'"{"9" * 5000}"',
	"grouped digits as text": f'"{"1," + "000," * 5000}"',
	"half a character": '"\\ud800"',
	"an escaped half behind a backslash": '"\\\\\\udfff and \\ud83d\\ude00"',
	"markup": '"<script>alert(1)</script><img src=x onerror=alert(1)>"',
	"what isn't seen": '"a\\u0000b\\u202ec\\u200bd"',
	"a long text": f'"{"RES 10K OHM 1% 0603 " * 10_000}"',
	"a deep list": "[" * 5_000 + "]" * 5_000,
	"a deep object": '{"a":' * 60 + "1" + "}" * 60,
	"a list": "[1, [2], {}]",
	"nothing": "null",
	"yes": "true",
}


@dataclass
class Spoiling:
	"""What is spoiled of the answers to calls whose path holds `where`: see `HostileShop`."""

	body: Callable[[bytes], bytes] = lambda body: body
	headers: dict[str, str] = field(default_factory=dict)
	status: int = 0
	where: str = ""
	# Seconds before each byte of the headers or the body.
	slow_headers: float = 0
	slow_body: float = 0
	# Whether the headers never end.
	endless: bool = False


class HostileShop:
	"""The server; `spoiling` may be changed at any time, `calls` counts what it was asked."""

	def __init__(self, sandbox: str) -> None:
		self.spoiling = Spoiling()
		self.calls = 0
		outer, behind = self, urlsplit(sandbox).netloc

		class Handler(BaseHTTPRequestHandler):
			def _pass_on(self) -> None:
				outer.calls += 1
				sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
				line = HTTPConnection(behind, timeout=30)
				headers = {name: value for name, value in self.headers.items() if name != "Host"}
				line.request(self.command, self.path, sent, headers)
				answer = line.getresponse()
				body = answer.read()
				line.close()
				spoiling = outer.spoiling if outer.spoiling.where in self.path else Spoiling()
				try:
					self._answer(answer.status, answer.getheaders(), body, spoiling)
				except OSError:
					self.close_connection = True

			def _answer(
				self, status: int, headers: list[tuple[str, str]], body: bytes, spoiling: Spoiling
			) -> None:
				kept = {name: value for name, value in headers if name.lower() not in _NOT_PASSED_ON}
				spoiled = spoiling.body(body)
				told = {**kept, **spoiling.headers, "Content-Length": str(len(spoiled))}
				lines = [f"HTTP/1.1 {spoiling.status or status} x", *(f"{n}: {v}" for n, v in told.items())]
				self._write("\r\n".join(lines).encode("latin-1"), spoiling.slow_headers)
				if spoiling.endless:
					self._write(b"\r\nX-More: " + b"x" * 10_000, 0.05)
				self._write(b"\r\n\r\n", 0)
				self._write(spoiled, spoiling.slow_body)

			def _write(self, what: bytes, seconds: float) -> None:
				if not seconds:
					self.wfile.write(what)
					return
				for byte in what:
					time.sleep(seconds)
					self.wfile.write(bytes([byte]))

			do_GET = do_POST = do_PUT = do_DELETE = _pass_on

			def log_message(self, *_args: object) -> None:
				pass

		self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
		self._server.daemon_threads = True
		self.url = f"http://127.0.0.1:{self._server.server_port}"
		threading.Thread(target=self._server.serve_forever, daemon=True).start()

	def stop(self) -> None:
		"""Close it."""
		self._server.shutdown()
		self._server.server_close()


def poisoned(poison: str, kinds: tuple[type, ...], share: float, seed: int) -> Callable[[bytes], bytes]:
	"""Puts a poison in the place of a share of an answer's values of some kinds."""
	chance = random.Random(seed)  # noqa: S311

	def spoil(value: Any) -> Any:
		if isinstance(value, dict):
			return {name: spoil(inner) for name, inner in value.items()}
		if isinstance(value, list):
			return [spoil(inner) for inner in value]
		return _MARK if isinstance(value, kinds) and chance.random() < share else value

	def change(body: bytes) -> bytes:
		try:
			data = json.loads(body)
		except ValueError:
			return body
		return json.dumps(spoil(data)).replace(f'"{_MARK}"', poison).encode()

	return change
