"""Who an account is at an outside system, and how it is spoken to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from types import MappingProxyType

from supplier_connect.core.model.errors import NotAuthorised
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.model.secret import Secret

_ELSEWHERE = msg(
	"Supplier Account {0}: its {1} was entered for another address. Enter it again and test the connection."
)
_OWN_ELSEWHERE = msg(
	"Supplier Account {0}: your own {1} was entered for another address. Open My Keys on the account and enter it again."
)


@dataclass(frozen=True)
class CallLimits:
	"""How many calls an account may make; 0 means no limit of that kind. A day is a UTC day.

	`per_day` holds until the shop itself tells another limit, `day_ceiling` whatever it tells. `day_reserve` is how many
	per cent of the day's calls are left for others.
	"""

	per_second: int = 0
	per_minute: int = 0
	per_day: int = 0
	day_ceiling: int = 0
	day_reserve: int = 0


@dataclass(frozen=True)
class Proxy:
	"""A proxy: `scheme` says which traffic goes through it ("http", "https", "" for both)."""

	scheme: str
	url: Secret


@dataclass(frozen=True)
class Credentials:
	"""The keys of an account by name, and whose they are ("" for the account's own, else a user).

	`entered_elsewhere` says that keys are left out, as they were entered for another address than the account has now.
	"""

	owner: str = ""
	keys: Mapping[str, Secret] = field(default_factory=lambda: MappingProxyType({}))
	entered_elsewhere: bool = False

	def require(self, name: str, label: str, account: str) -> Secret:
		"""The key of that name; raises `NotAuthorised` that names it by its label when there is none."""
		key = self.keys.get(name)
		if key:
			return key
		if self.entered_elsewhere:
			sentence = _OWN_ELSEWHERE if self.owner else _ELSEWHERE
		else:
			sentence = msg(
				"Supplier Account {0} has no {1}. Enter it on the account and test the connection."
			)
		raise NotAuthorised(Message(sentence.template, (account, label)), account=account)

	def redact(self, text: str) -> str:
		"""The text of others with our keys, should it repeat one, replaced by stars."""
		for key in self.keys.values():
			if key:
				text = text.replace(key.reveal(), "***")
		return text


@dataclass(frozen=True)
class Connection:
	"""An account of an outside system: where that is, how it is spoken to, and how much.

	`connector` names the kind of system. `timeout` is in seconds; `patience` is how many seconds a call may wait for a
	free slot under the limits. `user` is who the calls are made for, `sign_in_owner` whose token is used ("" for the
	account's own). Answers to searches are kept for `cache_seconds` (0: not at all); a new `cache_generation` makes those
	kept before worthless.
	"""

	name: str
	connector: str
	_: KW_ONLY
	base_url: str = ""
	timeout: float = 20.0
	patience: float = 70.0
	limits: CallLimits = CallLimits()
	proxy: Proxy | None = None
	user: str = ""
	sign_in_owner: str = ""
	cache_seconds: int = 0
	cache_generation: str = ""
	credentials: Credentials = Credentials()

	@property
	def answer_scope(self) -> tuple[object, ...]:
		"""What answers depend on beyond the address, the question, the keys and the token."""
		return ()

	def quota_key(self, quota: str = "") -> str:
		"""What the limits count by: calls with a user's own keys are counted apart, and so is each of a system's quotas."""
		return "/".join(filter(None, (self.name, self.credentials.owner, quota)))
