"""A small system that gives out tokens by every grant of RFC 6749, with PKCE, and has one thing to ask for."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

TOKEN, THING = "/token", "/thing"
CLIENT = {"client_id": "the-app", "client_secret": "its-secret"}
USER = {"username": "clerk", "password": "correct horse"}
API_KEY = "token key:secret"


@dataclass
class TokenSystem:
	"""What the server knows: which tokens are good, the challenge of its one code, and what it was asked."""

	base_url: str = ""
	access: set[str] = field(default_factory=set)
	refresh: set[str] = field(default_factory=set)
	challenge: str = ""
	asked: list[str] = field(default_factory=list)
	tokens: int = 0

	def answer(self, method: str, path: str, form: dict[str, str], signed: str) -> tuple[int, object]:
		"""The status and the data for a request."""
		self.asked.append(form.get("grant_type", path))
		if path != TOKEN:
			return (200, {"thing": 1}) if self._is_signed(signed) else (401, {"error": "invalid_token"})
		if method != "POST" or any(form.get(name) != value for name, value in CLIENT.items()):
			return 401, {"error": "invalid_client"}
		return self._granted(form)

	def _is_signed(self, signed: str) -> bool:
		return signed == API_KEY or signed.removeprefix("Bearer ") in self.access

	def _granted(self, form: dict[str, str]) -> tuple[int, object]:
		grant = form["grant_type"]
		digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
		holds = {
			"client_credentials": True,
			"password": all(form.get(name) == value for name, value in USER.items()),
			"authorization_code": form.get("code") == "the-code"
			and self.challenge == urlsafe_b64encode(digest).rstrip(b"=").decode(),
			"refresh_token": form.get("refresh_token") in self.refresh,
		}[grant]
		if not holds:
			return 400, {"error": "invalid_grant"}
		self.refresh.discard(form.get("refresh_token", ""))
		self.tokens += 1
		access, refresh = f"access-{self.tokens}", f"refresh-{self.tokens}"
		self.access.add(access)
		told = {
			"access_token": access,
			"token_type": "Bearer",
			"expires_in": 3600,
			"scope": form.get("scope"),
		}
		if grant == "client_credentials":
			return 200, told
		self.refresh.add(refresh)
		return 200, {**told, "refresh_token": refresh}


@contextmanager
def token_system() -> Iterator[TokenSystem]:
	"""A running `TokenSystem`."""
	system = TokenSystem()

	class Handler(BaseHTTPRequestHandler):
		def do_POST(self) -> None:
			body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
			parts = urlsplit(self.path)
			form = {name: values[0] for name, values in parse_qs(body).items()}
			key = parse_qs(parts.query).get("key", [""])[0]
			signed = self.headers.get("Authorization") or key
			status, data = system.answer(self.command, parts.path, form, signed)
			content = json.dumps(data).encode()
			self.send_response(status)
			self.send_header("Content-Type", "application/json")
			self.send_header("Content-Length", str(len(content)))
			self.end_headers()
			self.wfile.write(content)

		do_GET = do_POST

		def log_message(self, *_args: object) -> None:
			pass

	server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
	system.base_url = f"http://127.0.0.1:{server.server_port}"
	Thread(target=server.serve_forever, daemon=True).start()
	try:
		yield system
	finally:
		server.shutdown()
		server.server_close()
