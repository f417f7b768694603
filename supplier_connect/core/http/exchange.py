"""A call to an outside system, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from supplier_connect.core.model.secret import Secret


@dataclass(frozen=True)
class CachePolicy:
	"""That the answer to a call may be kept, and given again to the same question.

	`reads` reads the answer's data and raises `ValueError` for what it can't read: such an answer isn't kept, whatever
	its status. `identity` says whose prices it may hold, besides what the account itself says: which sign-in the
	call is made with.
	"""

	reads: Callable[[Any], object]
	identity: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
	"""A call: `path` is below the account's base URL, `body` is sent as JSON, `form` as a form.

	Values of `query`, `headers` and `form` may be secrets; parts of `path` are percent-encoded by whoever makes it.
	`repeatable` says that a second time has no further effect, so the call may be repeated after a failure that
	leaves open whether it arrived. `quota` names the quota that the shop counts it under, where it has several.
	`answers` is False for a call whose answer has no body. `endpoint` is what calls are counted by: the path without
	part numbers and ids, the path itself if not given. `keep` is None for an answer that is good only once.
	"""

	method: str
	path: str
	query: Mapping[str, str | Secret] = field(default_factory=lambda: MappingProxyType({}))
	body: object = None
	repeatable: bool = False
	headers: Mapping[str, str | Secret] = field(default_factory=lambda: MappingProxyType({}))
	form: Mapping[str, str | Secret] | None = None
	quota: str = ""
	answers: bool = True
	endpoint: str = ""
	keep: CachePolicy | None = None

	def __post_init__(self) -> None:
		if not self.endpoint:
			object.__setattr__(self, "endpoint", self.path)

	def redact(self, text: str) -> str:
		"""The text of others with the secrets of this call, should it repeat one, replaced by stars."""
		for values in (self.query, self.headers, self.form or {}):
			for value in values.values():
				if isinstance(value, Secret) and value:
					# A header may have a word before its token.
					text = text.replace(value.reveal().split()[-1], "***")
		return text

	@property
	def title(self) -> str:
		"""How errors and records name the call."""
		return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Response:
	"""What came back: `data` is the parsed JSON of the body (fractions as Decimal), None for an empty one.

	The body of an error that isn't JSON is its text. `body` is what `data` was read from. `kept_since` is when it was
	told (UTC), for one that was kept since.
	"""

	status: int
	headers: Mapping[str, str]
	data: Any = field(repr=False)
	body: bytes = field(default=b"", repr=False)
	kept_since: datetime | None = None

	def header(self, name: str) -> str:
		"""A header's value by its name in any letters' case; "" when there is none."""
		wanted = name.lower()
		return next((value for known, value in self.headers.items() if known.lower() == wanted), "")


@dataclass(frozen=True)
class QuotaStatus:
	"""What an answer says of the day's quota: how many calls it has, and how many are left; None: not told."""

	limit: int | None
	remaining: int
