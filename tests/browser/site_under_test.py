"""The site under test, with what is done to it beside the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.bench import Script

SITE_DATA = str(Path(__file__).with_name("site_data.py"))


class Site:
	"""A site that is served."""

	def __init__(self, data: Script, address: str) -> None:
		self._data = data
		self.address = address

	def do(self, command: str, **given: Any) -> Any:
		"""Run a command of site_data.py on the site."""
		return self._data.ask(command, given)
