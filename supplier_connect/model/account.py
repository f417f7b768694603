"""An account at a shop, as the engine sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from supplier_connect.model.errors import NotAuthorised
from supplier_connect.model.locale import country_of, currency_of
from supplier_connect.model.offer import Packing
from supplier_connect.model.secret import Secret
from supplier_connect.model.text import Text, _

_ELSEWHERE = _(
	"Supplier Account {0}: its {1} was entered for another address. Enter it again and test the connection."
)
_OWN_ELSEWHERE = _(
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
			sentence = _("Supplier Account {0} has no {1}. Enter it on the account and test the connection.")
		raise NotAuthorised(Text(sentence.template, (account, label)), account=account)

	def redact(self, text: str) -> str:
		"""The text of others with our keys, should it repeat one, replaced by stars."""
		for key in self.keys.values():
			if key:
				text = text.replace(key.reveal(), "***")
		return text


@dataclass(frozen=True)
class Account:
	"""An account at a shop: where it is, how it is spoken to, and how much.

	`country` is ISO 3166-1 alpha-2, `currency` ISO 4217; either may be "" and then follows from the other.
	`timeout` is in seconds; `batch_size` is the number of cart lines in a call, `largest_cart`
	that of lines in a cart, `reference_length` how many characters of our own number go along (all 0: what the
	shop is known to take); `patience` is how many seconds a call may wait for a free place under the limits.
	`customer_id` says which of several organisations at the shop the calls are for; `packing` is preferred where a
	number leaves it open; `marketplace` lets in what other companies sell there; carts belong to `cart_owner` and
	are made in the name of `created_by`, where the shop takes such names; `sign_in_owner` is whose sign-in is used
	("" for the account's own). Answers to searches are kept for `cache_seconds` (0: not at all); a new
	`cache_generation` makes those kept before worthless.
	"""

	name: str
	connector: str
	supplier: str
	base_url: str = ""
	country: str = ""
	currency: str = ""
	language: str = "en"
	timeout: float = 20.0
	batch_size: int = 0
	largest_cart: int = 0
	reference_length: int = 0
	patience: float = 70.0
	customer_id: str = ""
	packing: Packing | None = None
	marketplace: bool = False
	cart_owner: str = ""
	created_by: str = ""
	limits: CallLimits = CallLimits()
	proxy: Proxy | None = None
	user: str = ""
	sign_in_owner: str = ""
	cache_seconds: int = 0
	cache_generation: str = ""
	credentials: Credentials = Credentials()

	@property
	def shop_country(self) -> str:
		"""The country the shop is asked for: the account's own, else the one of its currency, else US."""
		return self.country or (country_of(self.currency) if self.currency else "") or "US"

	@property
	def shop_currency(self) -> str:
		"""The currency the shop is asked for: the account's own, else the one of its country."""
		return self.currency or currency_of(self.shop_country)

	def quota_key(self, quota: str = "") -> str:
		"""What the limits count by: calls with a user's own keys are counted apart, and so is each of a shop's quotas."""
		return "/".join(filter(None, (self.name, self.credentials.owner, quota)))
