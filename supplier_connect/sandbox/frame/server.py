"""A sandbox shop behind a real socket on 127.0.0.1."""

from __future__ import annotations

import socket
import threading
from types import TracebackType
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from supplier_connect.sandbox.catalogue.assortment import Assortment
from supplier_connect.sandbox.catalogue.catalogue import SMALLEST, Catalogue
from supplier_connect.sandbox.catalogue.changes import PartEdit
from supplier_connect.sandbox.frame.app import SandboxApp
from supplier_connect.sandbox.frame.control import Clock, Control, Faults, Limits
from supplier_connect.sandbox.shops import MOUSER, ShopDefinition

HOST = "127.0.0.1"


class SandboxServer:
	"""A shop in a thread, a Mouser-like one unless another is named.

	`with SandboxServer() as server:` serves it under `server.base_url`; `faults`, `clock` and `limits` may be
	used at any time. Servers may share a catalogue.
	"""

	def __init__(
		self,
		catalogue: Catalogue | None = None,
		*,
		country: str = "US",
		limits: Limits | None = None,
		port: int = 0,
		shop: ShopDefinition = MOUSER,
	) -> None:
		"""`limits` are the shop's own unless given. Port 0 is any free one. UnknownCountry when `country` is none."""
		self.catalogue = catalogue or Catalogue.build(SMALLEST, seed=1)
		self.shop = shop
		self._control = Control(limits=limits or shop.limits)
		self._app = SandboxApp(shop.make(Assortment(self.catalogue), self._control, country), self._control)
		self._port = port
		self._server: BaseWSGIServer | None = None
		self._thread: threading.Thread | None = None

	def __enter__(self) -> SandboxServer:
		self.start()
		return self

	def __exit__(
		self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
	) -> None:
		self.stop()

	@property
	def base_url(self) -> str:
		"""Where the server listens, as "http://127.0.0.1:8800". RuntimeError when it is not running."""
		if self._server is None:
			raise RuntimeError("The sandbox is not running.")
		return f"http://{HOST}:{self._server.port}"

	@property
	def api_url(self) -> str:
		"""The address of the shop's API, for an account at it. RuntimeError when the server is not running."""
		return self.base_url + self.shop.api

	@property
	def faults(self) -> Faults:
		"""The faults on order."""
		return self._control.faults

	@property
	def clock(self) -> Clock:
		"""The clock the limits go by."""
		return self._control.clock

	@property
	def limits(self) -> Limits:
		"""What clients may do; may be set."""
		return self._control.limits

	@limits.setter
	def limits(self, limits: Limits) -> None:
		self._control.limits = limits

	@property
	def state(self) -> dict[str, Any]:
		"""What GET /_sandbox/state answers: calls, carts, limits, time."""
		return self._app.state()

	def change_part(self, sku: str, **changes: object) -> None:
		"""Change a part on sale here: fields of `Change`, as in `change_part(sku, stock=0, price_factor=1.1)`.

		`sku` is the shop's number. The catalogue itself and other servers that share it stay as they are; `reset` undoes
		it. ValueError for an unknown number or a field that has no sense.
		"""
		self._app.shop.change(sku, PartEdit.from_json(changes))

	def reset(self) -> None:
		"""Throw away what clients did in the shop, undo changes of parts, and forget calls, counts and faults."""
		self._app.reset()

	def start(self) -> None:
		"""Listen, and serve in a thread. RuntimeError when it runs already, OSError for a taken port."""
		if self._server is not None:
			raise RuntimeError("The sandbox is running already.")
		# A socket of our own, as werkzeug ends the process when the port is taken.
		with socket.create_server((HOST, self._port)) as listener:
			self._server = make_server(
				HOST,
				self._port,
				self._app,
				threaded=True,
				request_handler=_SilentHandler,
				fd=listener.fileno(),
			)
		self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
		self._thread.start()

	def join(self) -> None:
		"""Wait until the server is stopped from elsewhere."""
		if self._thread is not None:
			self._thread.join()

	def stop(self) -> None:
		"""Close the socket. Calls under way are not waited for; stopping twice does no harm."""
		if self._server is None or self._thread is None:
			return
		self._server.shutdown()
		self._thread.join()
		self._server.server_close()
		self._server = self._thread = None


class _SilentHandler(WSGIRequestHandler):
	"""Keys stand in the query, so no line of the log may show one."""

	def log(self, type: str, message: str, *args: Any) -> None:
		"""Print nothing."""
