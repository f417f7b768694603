"""Connections that keep a deadline over a whole exchange, and go to no address that they may not go to.

Timeouts of the HTTP library are those of a single wait: an answer that comes byte by byte would pass all of them.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from supplier_connect.core.http.addresses import is_public

CONNECT_SECONDS = 10.0


class PrivateAddressError(NewConnectionError):
	"""A name that leads to a private address, where those may not be called; nothing was sent."""


@dataclass(frozen=True)
class _Limits:
	"""What holds for the exchange of the current thread: until when, and whether it may go to private addresses."""

	until: float
	allow_private: bool

	@property
	def left(self) -> float:
		"""The seconds that are left; raises `TimeoutError` when there are none."""
		seconds = self.until - time.monotonic()
		if seconds <= 0:
			raise TimeoutError
		return seconds


_limits: ContextVar[_Limits] = ContextVar("supplier_connect_limits")


@contextmanager
def exchange(seconds: float, *, allow_private: bool) -> Iterator[None]:
	"""Within it, all that this thread does over sessions of `bounded_session` takes at most these seconds together."""
	token = _limits.set(_Limits(time.monotonic() + seconds, allow_private))
	try:
		yield
	finally:
		_limits.reset(token)


def bounded_session() -> requests.Session:
	"""A session of the HTTP library for use within `exchange`."""
	session = requests.Session()
	for scheme in ("http://", "https://"):
		session.mount(scheme, _Adapter())
	return session


class _TimedSocket(io.RawIOBase):
	"""What is read of a socket, each time with what is left of the exchange."""

	def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
		self._raw = raw
		self._sock = sock

	def readable(self) -> bool:
		return True

	def readinto(self, buffer: Any) -> int | None:
		self._sock.settimeout(_limits.get().left)
		return self._raw.readinto(buffer)

	def close(self) -> None:
		self._raw.close()
		super().close()


class _TimedResponse(http.client.HTTPResponse):
	def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
		super().__init__(sock, *args, **options)
		self.fp = io.BufferedReader(_TimedSocket(self.fp.detach(), sock))


if TYPE_CHECKING:
	_Base = HTTPConnection
else:
	_Base = object


class _Timed(_Base):
	"""A connection, to a proxy or without one, whose every wait ends with the exchange."""

	response_class = _TimedResponse
	sock: socket.socket

	def _new_conn(self) -> socket.socket:
		limits = _limits.get()
		name, asked = self._dns_host, self.timeout
		found = self._allowed(self._resolved(limits), limits)
		failure: Exception | None = None
		try:
			for address in found:
				# Resolved once: what was checked is what is connected to.
				self._dns_host = address
				self.timeout = min(CONNECT_SECONDS, limits.left)
				try:
					sock = super()._new_conn()
				except (NewConnectionError, ConnectTimeoutError) as error:
					failure = error
					continue
				sock.settimeout(limits.left)
				return sock
		except TimeoutError:
			failure = ConnectTimeoutError(self, "no time is left to connect")
		finally:
			self._dns_host, self.timeout = name, asked
		raise failure or NewConnectionError(self, "no address")

	def _allowed(self, addresses: list[str], _limits: _Limits) -> list[str]:
		return addresses

	def _resolved(self, limits: _Limits) -> list[str]:
		"""The addresses of the host; the resolver has no timeout of its own, so it works aside."""
		answer: list[list[Any] | OSError] = []

		def resolve() -> None:
			try:
				answer.append(socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM))
			except (OSError, UnicodeError) as error:
				answer.append(OSError(str(error)))

		aside = threading.Thread(target=resolve, daemon=True)
		aside.start()
		aside.join(min(CONNECT_SECONDS, limits.left))
		if not answer:
			raise ConnectTimeoutError(self, "the name was not resolved in time")
		found = answer[0]
		if isinstance(found, OSError):
			raise NewConnectionError(self, f"the name can't be resolved: {found}")
		return list(dict.fromkeys(str(entry[4][0]) for entry in found))

	def _tunnel(self) -> None:
		super()._tunnel()
		self.sock.settimeout(_limits.get().left)

	def send(self, data: Any) -> None:
		if self.sock is not None:
			self.sock.settimeout(_limits.get().left)
		super().send(data)


class _Direct(_Timed):
	"""A connection to the shop itself, not to a proxy, which has its own say where it goes."""

	def _allowed(self, addresses: list[str], limits: _Limits) -> list[str]:
		if not limits.allow_private and not all(map(is_public, addresses)):
			raise PrivateAddressError(self, "a private address")
		return addresses


class _DirectHttp(_Direct, HTTPConnection):
	pass


class _DirectHttps(_Direct, HTTPSConnection):
	pass


class _ProxiedHttp(_Timed, HTTPConnection):
	pass


class _ProxiedHttps(_Timed, HTTPSConnection):
	pass


class _DirectHttpPool(HTTPConnectionPool):
	ConnectionCls = _DirectHttp


class _DirectHttpsPool(HTTPSConnectionPool):
	ConnectionCls = _DirectHttps


class _ProxiedHttpPool(HTTPConnectionPool):
	ConnectionCls = _ProxiedHttp


class _ProxiedHttpsPool(HTTPSConnectionPool):
	ConnectionCls = _ProxiedHttps


class _Adapter(HTTPAdapter):
	def init_poolmanager(self, *args: Any, **options: Any) -> None:
		super().init_poolmanager(*args, **options)
		self.poolmanager.pool_classes_by_scheme = {"http": _DirectHttpPool, "https": _DirectHttpsPool}

	def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
		manager = super().proxy_manager_for(*args, **options)
		manager.pool_classes_by_scheme = {"http": _ProxiedHttpPool, "https": _ProxiedHttpsPool}
		return manager
