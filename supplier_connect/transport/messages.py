"""A call to an outside system, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from supplier_connect.model.secret import Secret


@dataclass(frozen=True)
class Call:
	"""A call: `path` is below the account's base URL, `query` may hold secrets, `body` is sent as JSON.

	`repeatable` says that a second time has no further effect, so the call may be repeated after a failure
	that leaves open whether it arrived.
	"""

	method: str
	path: str
	query: Mapping[str, str | Secret] = field(default_factory=lambda: MappingProxyType({}))
	body: object = None
	repeatable: bool = False

	@property
	def title(self) -> str:
		"""How errors and records name the call."""
		return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Answer:
	"""What came back: `data` is the parsed JSON of the body (fractions as Decimal), None for an empty one."""

	status: int
	headers: Mapping[str, str]
	data: Any
