"""The site under test, with what is done to it beside the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench import Bench

_SITE_DATA = str(Path(__file__).with_name("site_data.py"))


class Site:
	"""A site that is served."""

	def __init__(self, bench: Bench, address: str) -> None:
		self._bench = bench
		self.address = address

	def do(self, command: str, **given: Any) -> Any:
		"""Run a command of site_data.py on the site."""
		return self._bench.python(_SITE_DATA, self._bench.site, command, given=given)
