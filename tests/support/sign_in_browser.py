"""A browser, and the person before it, who sign in at the sandbox's DigiKey."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

_SECONDS = 5
Answer = requests.Response


def _go_there(back: str) -> None:
	return None


@dataclass
class Browser:
	"""What `webbrowser` opens in these tests: a thread that fills in one form after the other.

	`decision` is the button of the last form; `on_the_way_back` is called with the address that the shop sends the
	browser to, before it goes there; `certificate` is the one it trusts.
	"""

	decision: str = "allow"
	on_the_way_back: Callable[[str], None] = _go_there
	goes_back: bool = True
	certificate: str | bool = True
	opened: list[str] = field(default_factory=list)
	back: str = ""
	_thread: threading.Thread | None = None
	_last: Answer | None = None

	def open(self, address: str, *_how: Any) -> bool:
		"""What `webbrowser.open` does."""
		self.opened.append(address)
		self._thread = threading.Thread(target=self._sign_in, args=(address,))
		self._thread.start()
		return True

	@property
	def page(self) -> Answer:
		"""The page that it ended at."""
		self.wait()
		assert self._last is not None
		return self._last

	def wait(self) -> None:
		"""Let the person come to the end."""
		if self._thread:
			self._thread.join()

	@property
	def brought(self) -> dict[str, str]:
		"""What the shop sent back with the browser."""
		return {name: values[0] for name, values in parse_qs(urlsplit(self.back).query).items()}

	def get(self, address: str) -> Answer:
		"""Open an address and stay there."""
		return requests.get(address, timeout=_SECONDS, verify=self.certificate)

	def _sign_in(self, address: str) -> None:
		page = self._submit(self.get(address), username="buyer", password="sandbox")
		sent_back = self._submit(page, decision=self.decision)
		self.back = sent_back.headers["Location"]
		self.on_the_way_back(self.back)
		if self.goes_back:
			self._last = self.get(self.back)

	def _submit(self, page: Answer, **values: str) -> Answer:
		action = re.search(r'<form[^>]* action="([^"]*)"', page.text)
		assert action, page.text
		hidden = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page.text))
		form = {name: html.unescape(value) for name, value in hidden.items()} | values
		target = urljoin(page.url, html.unescape(action[1]))
		return requests.post(target, data=form, timeout=_SECONDS, allow_redirects=False)
