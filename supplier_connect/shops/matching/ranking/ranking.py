"""Candidates in the order a buyer would want them, each with a score that comes apart.

The order is: what violates a hard constraint behind everything else; then the closest part number, where one was asked
for; then what is known to fit and to be had before what may not fit or can't be had; then the score. The score adds
the points for match, availability and price, as the strategy weighs them. Candidates of equal score go by cost,
stock and number, so that the order never depends on which shop answered first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import inf, log10
from typing import NamedTuple

from supplier_connect.shops.matching.numbers.manufacturers import Manufacturers, manufacturers_with
from supplier_connect.shops.matching.numbers.numbers import Closeness
from supplier_connect.shops.matching.ranking.availability import Availability, availability, is_enough
from supplier_connect.shops.matching.ranking.judging import Judge, Judgement
from supplier_connect.shops.matching.ranking.merging import AccountOffer, Identity, merged
from supplier_connect.shops.matching.ranking.requirements import Requirements
from supplier_connect.shops.matching.reading.profile import joined, profile_of
from supplier_connect.shops.matching.settings import MatchSettings, Weights
from supplier_connect.shops.model.match import Fit
from supplier_connect.shops.model.offer import Offer, Purchase

LinkedNumbers = Collection[tuple[str, str]]


class RankedOffer(NamedTuple):
	"""One offer of a candidate: what buying there takes.

	`comparable` is the cost in a currency in which all offers can be compared (None: no price, or no rate for its
	currency); `linked` tells that our books hold this supplier part already.
	"""

	account: str
	shop: str
	offer: Offer
	purchase: Purchase
	comparable: float | None
	enough: bool
	linked: bool


@dataclass(frozen=True)
class Buyer:
	"""How many pieces are needed, how many are bought at most, what money is worth, and what is linked already.

	Without rates all prices are in one currency. `at_accounts` are the accounts at which other quantities are
	compared: the pieces needed there, and the most.
	"""

	needed: int
	most: int | None
	rates: Mapping[str, Decimal] | None
	linked: frozenset[tuple[str, str]]
	at_accounts: Mapping[str, tuple[int, int | None]]

	def quantities(self, account: str) -> tuple[int, int | None]:
		"""The pieces that are needed when they are bought with an account, and the most that are bought."""
		return self.at_accounts.get(account, (self.needed, self.most))

	def buy(self, found: AccountOffer) -> tuple[Purchase, float | None]:
		"""How an offer is bought, and what the pieces that are needed cost there as a number that can be compared."""
		needed, most = self.quantities(found.account)
		bought = found.offer.purchase(needed, most)
		cost = self.comparable(bought.cost, found.offer.currency)
		# Another quantity has another cost: what counts is that of a piece.
		return bought, cost if cost is None or needed == self.needed else cost * self.needed / needed

	def comparable(self, cost: Decimal | None, currency: str) -> float | None:
		"""A cost as a number that can be compared."""
		if cost is None:
			return None
		if self.rates is None:
			return float(cost)
		rate = self.rates.get(currency)
		return None if rate is None else float(cost * rate)

	def ranked(self, found: AccountOffer) -> RankedOffer:
		"""What buying an offer takes."""
		account, shop, offer = found
		bought, comparable = self.buy(found)
		return RankedOffer(
			account,
			shop,
			offer,
			bought,
			comparable,
			is_enough(offer, bought.quantity),
			(account, offer.sku) in self.linked,
		)


@dataclass(frozen=True)
class Scale:
	"""What the points of a ranking are measured by: the same for all its candidates."""

	wanted: Requirements
	weights: Weights
	buyer: Buyer
	cheapest: float | None


class Candidate(NamedTuple):
	"""A part that may be what is wanted: its offers as they were found, the best one first, and how it was judged.

	`purchase` and `comparable` are those of the best offer. What a buyer reads is worked out when somebody asks: most
	candidates of a ranking are never looked at.
	"""

	identity: Identity
	found: Sequence[AccountOffer]
	purchase: Purchase
	comparable: float | None
	availability: Availability
	judgement: Judgement
	price_share: float
	score: float
	scale: Scale

	@property
	def offers(self) -> tuple[RankedOffer, ...]:
		"""All offers and what buying there takes, the best one first."""
		return tuple(map(self.scale.buyer.ranked, self.found))

	@property
	def best(self) -> RankedOffer:
		"""The offer to buy it from."""
		return self.scale.buyer.ranked(self.found[0])

	@property
	def mpn(self) -> str:
		"""Its manufacturer part number, as the shop of the best offer writes it."""
		return self.found[0].offer.mpn

	@property
	def manufacturer(self) -> str:
		"""Its manufacturer, as the shop of the best offer writes it; of another offer where that one doesn't."""
		return next((one.offer.manufacturer for one in self.found if one.offer.manufacturer), "")

	@property
	def description(self) -> str:
		"""The shop's description."""
		return self.found[0].offer.description

	@property
	def verdict(self) -> Fit:
		"""Whether it is known to fit, may fit, or violates what was asked."""
		return self.judgement.verdict

	@property
	def is_exact(self) -> bool:
		"""Whether it has exactly a number that was asked for, of the manufacturer that was asked for."""
		return self.judgement.likeness.number is Closeness.EXACT and not self.judgement.likeness.other_maker

	@property
	def linked(self) -> bool:
		"""Whether one of its offers is a supplier part of ours already."""
		return any(one.linked for one in self.offers)


def rank_offers(
	wanted: Requirements,
	offers: Iterable[AccountOffer],
	settings: MatchSettings,
	already_linked: LinkedNumbers = (),
	quantity: int | None = None,
) -> tuple[Candidate, ...]:
	"""All candidates among the offers, the best first.

	`already_linked` holds the (account, SKU) of our supplier parts; `quantity` is how many pieces are needed (else the
	least quantity of the settings).
	"""
	found = tuple(offers)
	makers = manufacturers_with(tuple(sorted(settings.manufacturer_aliases.items())))
	judge = _judge(wanted, makers)
	needed, most = _quantities(settings, quantity)
	buyer = Buyer(
		needed,
		most,
		_rates(found, settings.rates),
		frozenset(already_linked),
		{name: _quantities(settings.at(name), quantity) for name in settings.at_accounts},
	)
	drafts = [_draft(identity, same, judge, buyer) for identity, same in merged(found, makers)]
	scale = Scale(wanted, settings.weights, buyer, _cheapest(drafts))
	return tuple(sorted([_candidate(draft, scale) for draft in drafts], key=_order))


def _quantities(settings: MatchSettings, quantity: int | None) -> tuple[int, int | None]:
	return max(quantity or settings.min_price_quantity, 1), settings.max_price_quantity


@lru_cache(maxsize=16)
def _judge(wanted: Requirements, makers: Manufacturers) -> Judge:
	return Judge(wanted, makers)


def _rates(found: Iterable[AccountOffer], rates: Mapping[str, Decimal]) -> Mapping[str, Decimal] | None:
	currencies = {one.offer.currency for one in found if one.offer.breaks}
	return rates if len(currencies) > 1 else None


_Draft = tuple[Identity, Sequence[AccountOffer], Purchase, float | None, Availability, Judgement]


def _draft(identity: Identity, same: Sequence[AccountOffer], judge: Judge, buyer: Buyer) -> _Draft:
	"""A candidate as far as it can be said before all are known."""
	if len(same) == 1:
		profile = profile_of(same[0].offer)
	else:
		profile = joined(profile_of(one.offer) for one in same)
		same = sorted(same, key=lambda one: _order_of_offers(buyer.ranked(one)))
	bought, comparable = buyer.buy(same[0])
	judgement = judge.judge(profile, identity)
	return identity, same, bought, comparable, availability(same[0].offer, bought.quantity), judgement


def _order_of_offers(one: RankedOffer) -> tuple[bool, bool, bool, bool, float, str, str]:
	offer = one.offer
	cost = one.comparable
	return (
		bool(offer.restriction),
		cost is None,
		not one.enough,
		offer.marketplace,
		inf if cost is None else cost,
		one.account,
		offer.sku,
	)


def _cheapest(drafts: Iterable[_Draft]) -> float | None:
	"""The least cost among what doesn't violate anything; among everything if all do."""
	costs = [(judgement.violated, cost) for _i, _s, _p, cost, _a, judgement in drafts if cost]
	return min(costs)[1] if costs else None


def _candidate(draft: _Draft, scale: Scale) -> Candidate:
	identity, found, bought, comparable, available, judgement = draft
	price = _price_share(comparable, scale.cheapest) if comparable and scale.cheapest else 0.0
	weights = scale.weights
	score = weights.match * judgement.share + weights.availability * available.share + weights.price * price
	return Candidate(identity, found, bought, comparable, available, judgement, price, score, scale)


def _price_share(cost: float, cheapest: float) -> float:
	"""All for the cheapest, half for what costs ten times as much, nothing for a hundred times."""
	if cost <= cheapest:
		return 1.0
	return max(1.0 - log10(cost / cheapest) / 2, 0.0)


# What can't be bought stands as far back as what may be something else.
_NOT_BUYABLE = 2

_Order = tuple[int, int, float, float, int, Identity, str]


def _order(candidate: Candidate) -> _Order:
	identity, found, bought, comparable, available, judgement, _price, score, _scale = candidate
	best = found[0].offer
	buyable = bought.cost is not None and available.stock >= 1 and available.lifecycle > 0
	return (
		judgement.standing,
		judgement.doubt if buyable else judgement.doubt + _NOT_BUYABLE,
		-score,
		inf if comparable is None else comparable,
		-(best.stock or 0),
		identity,
		best.sku,
	)
