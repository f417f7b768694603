"""What a user or an administrator may set about searching and ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from types import MappingProxyType


class Strategy(str, Enum):
	"""What counts most in a ranking."""

	BALANCED = "balanced"
	AVAILABILITY = "availability"
	PRICE = "price"


@dataclass(frozen=True)
class Weights:
	"""How many of 100 points the match, the availability and the price of a candidate can bring."""

	match: int
	availability: int
	price: int


WEIGHTS: Mapping[Strategy, Weights] = MappingProxyType(
	{
		Strategy.BALANCED: Weights(match=45, availability=35, price=20),
		Strategy.AVAILABILITY: Weights(match=35, availability=50, price=15),
		Strategy.PRICE: Weights(match=35, availability=15, price=50),
	}
)


class NameMode(str, Enum):
	"""When the name and the description of a part go into the query."""

	FALLBACK = "fallback"
	ALWAYS = "always"
	NEVER = "never"


@dataclass(frozen=True)
class AccountChoices:
	"""What an account says otherwise of searches there; None: as the settings have it."""

	max_candidates: int | None = None
	min_price_quantity: int | None = None
	max_price_quantity: int | None = None


@dataclass(frozen=True)
class MatchSettings:
	"""The settings of one search.

	`parameter_names` are the parameters that go into the query (empty: all of them); `max_candidates` is how many
	offers a shop is asked for, `top_n` how many candidates are shown. Prices are compared for
	`min_price_quantity` pieces; with `max_price_quantity` up to that many may be ordered where this costs less.
	A shop is asked a wider question when it answered with fewer than `enough_offers`. `manufacturer_aliases` maps
	names to the name of the same manufacturer, beyond those we know. `rates` says what one unit of a currency is
	worth in the company's; without them prices in several currencies can't be compared. `at_accounts` holds what
	accounts say otherwise, by their names.
	"""

	strategy: Strategy = Strategy.BALANCED
	top_n: int = 10
	parameter_names: tuple[str, ...] = ()
	category_names: bool = True
	name_mode: NameMode = NameMode.FALLBACK
	max_candidates: int = 40
	min_price_quantity: int = 1
	max_price_quantity: int | None = None
	enough_offers: int = 5
	manufacturer_aliases: Mapping[str, str] = field(default_factory=dict)
	rates: Mapping[str, Decimal] = field(default_factory=dict)
	at_accounts: Mapping[str, AccountChoices] = field(default_factory=dict)

	@property
	def weights(self) -> Weights:
		"""The weights of the strategy."""
		return WEIGHTS[self.strategy]

	def at(self, account: str) -> MatchSettings:
		"""The settings as they are at an account."""
		own = self.at_accounts.get(account)
		if own is None:
			return self
		return replace(self, **{name: value for name, value in vars(own).items() if value is not None})
