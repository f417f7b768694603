"""A lookup of supplier parts for an Item, as it is stored, shown again and audited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from supplier_connect.shops.model.offer import Offer


class Fit(str, Enum):
	"""Whether a candidate is known to fit what was asked, may fit, or is known not to."""

	FITS = "Fits"
	UNKNOWN = "May Fit"
	VIOLATES = "Doesn't Fit"


@dataclass(frozen=True)
class ScoreLine:
	"""A part of a score: what it is about, its points, how many it could have been, and why; in the user's words."""

	name: str
	points: float
	of: float
	sentence: str
	fit: Fit = Fit.FITS


@dataclass(frozen=True)
class MatchOffer:
	"""An offer of a candidate at the quantity asked for.

	`quantity` is what has to be ordered, `cost` what that costs with fees; None without a price. `enough` says whether
	the stock covers it; `linked` that it is a supplier part of the Item already.
	"""

	account: str
	connector: str
	offer: Offer
	quantity: int
	unit_price: Decimal | None
	cost: Decimal | None
	enough: bool
	linked: bool


@dataclass(frozen=True)
class MatchCandidate:
	"""A part that may be the Item, with its offers, the best first. `score` is out of 100; `rank` begins at 1."""

	rank: int
	score: float
	fit: Fit
	exact: bool
	offers: tuple[MatchOffer, ...]
	score_lines: tuple[ScoreLine, ...] = ()
	warnings: tuple[str, ...] = ()

	@property
	def best(self) -> MatchOffer:
		"""The offer to buy it from."""
		return self.offers[0]

	@property
	def linked(self) -> bool:
		"""Whether one of its offers is a supplier part of the Item already."""
		return any(offer.linked for offer in self.offers)


@dataclass(frozen=True)
class ShopOutcome:
	"""What came of asking one account: its questions and how many parts they brought, or why it failed.

	`kind` is the name of the error's class, "" when there was none. `kept_since` is since when the oldest answer was kept
	that was taken from the kept ones (UTC), None where the shop itself told all.
	"""

	account: str
	connector: str
	questions: tuple[str, ...] = ()
	parts: int = 0
	error: str = ""
	kind: str = ""
	kept_since: datetime | None = None


@dataclass(frozen=True)
class TokenUse:
	"""A word of the query, as the debug view shows it."""

	text: str
	source: str
	rule: str
	origin: str
	used: bool


@dataclass(frozen=True)
class PlanNote:
	"""Why the query is what it is: its words with their sources and rules, what was required, and the mode."""

	kind: str = ""
	name_mode: str = ""
	has_structured_tokens: bool = False
	include_name_tokens: bool = False
	words: tuple[str, ...] = ()
	tokens: tuple[TokenUse, ...] = ()
	constraints: tuple[str, ...] = ()


class MatchState(str, Enum):
	"""What became of a lookup."""

	OPEN = "Open"
	IMPORTED = "Imported"
	REVIEW = "To Review"
	SKIPPED = "Skipped"
	NOTHING = "Nothing Found"


@dataclass(frozen=True)
class Match:
	"""A lookup: what was asked, where, and what was found. `at` is UTC; `name` is "" until it is stored."""

	item: str
	query: str
	own_query: str
	quantity: int
	strategy: str
	candidates: tuple[MatchCandidate, ...]
	outcomes: tuple[ShopOutcome, ...]
	plan: PlanNote
	user: str
	at: datetime
	state: MatchState = MatchState.OPEN
	name: str = ""

	@property
	def failures(self) -> tuple[ShopOutcome, ...]:
		"""The accounts that could not be asked."""
		return tuple(outcome for outcome in self.outcomes if outcome.kind)

	def seen_at(self, account: str) -> datetime:
		"""When at the latest an account's shop told what was found there (UTC)."""
		kept = (outcome.kept_since for outcome in self.outcomes if outcome.account == account)
		return next(filter(None, kept), self.at)

	def offer(self, account: str, sku: str) -> MatchOffer | None:
		"""The offer of an account with a SKU, among all candidates; None when there is none."""
		wanted = (account, sku.casefold())
		offers = (offer for candidate in self.candidates for offer in candidate.offers)
		return next((one for one in offers if (one.account, one.offer.sku.casefold()) == wanted), None)
