"""A shop that gives one answer, whatever it is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest


@pytest.fixture
def address_telling() -> Iterator[Callable[[object], str]]:
	"""Makes a shop that answers a value as JSON to every GET; the address of it."""
	with ExitStack() as running:

		def tell(answer: object) -> str:
			class Handler(BaseHTTPRequestHandler):
				def do_GET(self) -> None:
					self.send_response(200)
					self.end_headers()
					self.wfile.write(json.dumps(answer).encode())

				def log_message(self, *_words: Any) -> None:
					pass

			server = running.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
			Thread(target=server.serve_forever, daemon=True).start()
			running.callback(server.shutdown)
			return f"http://127.0.0.1:{server.server_port}"

		yield tell
