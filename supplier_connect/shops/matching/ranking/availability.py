"""Whether an offer can be bought now and later: stock, lifecycle, and the terms it comes with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from supplier_connect.core.model.messages import Message, msg, plain
from supplier_connect.shops.model.offer import Offer

# How the points for availability are divided.
STOCK, LIFECYCLE, TERMS = 0.5, 0.32, 0.18

_SHARE_OF_SOME_STOCK = 0.5
_SHARE_OF_SHORTEST_LEAD = 0.2
_SHORTEST_LEAD_DAYS = 14
_SHARE_OF_LAST_BUY = 0.25


class Availability(NamedTuple):
	"""How much there is of each part of availability, and of the whole (0 to 1)."""

	stock: float
	lifecycle: float
	terms: float
	share: float


@dataclass(frozen=True)
class LifecycleRule:
	"""What shops call a stage of a part's life, and how much it counts."""

	name: str
	pattern: re.Pattern[str]
	share: float


def _rule(name: str, pattern: str, share: float) -> LifecycleRule:
	return LifecycleRule(name, re.compile(pattern, re.IGNORECASE), share)


# The first that fits holds; what none fits is in production, and so is what a shop says nothing of.
LIFECYCLES: tuple[LifecycleRule, ...] = (
	_rule("not for new designs", r"not\b.*\bnew\b|nrnd|nfnd|not recommended|nicht f.r neu", 0.6),
	_rule("obsolete", r"obsol|discont|veralt|abgek.ndigt|inactive|eingestellt", 0.0),
	_rule(
		"end of life", r"end of life|\beol\b|last[ -](?:time[ -])?buy|ltb|phase.?out|auslauf|fin de vie", 0.25
	),
	_rule("on special order", r"special order|factory order|sonderbestellung", 0.5),
)
_IN_PRODUCTION = LifecycleRule("in production", re.compile(""), 1.0)


@lru_cache(maxsize=1024)
def lifecycle_rule(lifecycle: str) -> LifecycleRule:
	"""The stage that a shop's words stand for."""
	return next((rule for rule in LIFECYCLES if rule.pattern.search(lifecycle)), _IN_PRODUCTION)


_NOTHING_MISSING = Availability(1.0, 1.0, 1.0, 1.0)


def availability(offer: Offer, quantity: int) -> Availability:
	"""How well `quantity` pieces of an offer can be had."""
	stock = 1.0 if is_enough(offer, quantity) else _stock(offer, quantity)
	lifecycle, terms = _lifecycle(offer), _terms(offer)
	if stock == lifecycle == terms == 1.0:
		return _NOTHING_MISSING
	return Availability(stock, lifecycle, terms, STOCK * stock + LIFECYCLE * lifecycle + TERMS * terms)


def is_enough(offer: Offer, quantity: int) -> bool:
	"""Whether so many can be ordered and are in stock; stock that is just the quantity is enough."""
	if offer.stock is None or offer.restriction:
		return False
	return quantity <= offer.stock and (offer.maximum is None or quantity <= offer.maximum)


def _stock(offer: Offer, quantity: int) -> float:
	"""The share of a stock that isn't enough."""
	stock = offer.stock
	if offer.restriction or stock is None or (offer.maximum is not None and quantity > offer.maximum):
		return 0.0
	lead = offer.lead_time_days
	soon = _SHARE_OF_SHORTEST_LEAD * _SHORTEST_LEAD_DAYS / max(lead, _SHORTEST_LEAD_DAYS) if lead else 0.0
	return _SHARE_OF_SOME_STOCK * max(stock, 0) / quantity + soon


def _lifecycle(offer: Offer) -> float:
	share = lifecycle_rule(offer.lifecycle).share if offer.lifecycle else 1.0
	return share if offer.last_buy is None else min(share, _SHARE_OF_LAST_BUY)


def _terms(offer: Offer) -> float:
	if offer.restriction:
		return 0.0
	if offer.marketplace:
		return 0.2
	return 0.7 if offer.non_returnable or offer.tariff else 1.0


def stock_sentence(offer: Offer, quantity: int) -> Message:
	"""The stock in words, beside what has to be ordered."""
	if offer.restriction:
		return msg("It can't be bought: {0}", offer.restriction)
	if offer.maximum is not None and quantity > offer.maximum:
		return msg("{0} can be ordered at most; {1} are needed.", offer.maximum, quantity)
	if offer.stock is None:
		return msg("The shop doesn't say how many are in stock; {0} are needed.", quantity)
	if offer.stock >= quantity:
		return msg("{0} in stock, {1} to order.", offer.stock, quantity)
	if offer.lead_time_days:
		return msg(
			"{0} in stock, {1} to order; lead time {2} days.", offer.stock, quantity, offer.lead_time_days
		)
	return msg("{0} in stock, {1} to order.", offer.stock, quantity)


def lifecycle_sentence(offer: Offer) -> Message:
	"""The stage of its life in words."""
	if offer.last_buy is not None:
		return msg("The last day for orders is {0}.", offer.last_buy.isoformat())
	if not offer.lifecycle:
		return msg("The shop says nothing of an end of production.")
	return msg("The shop calls it: {0}.", offer.lifecycle)


def terms_sentence(offer: Offer) -> Message:
	"""What is special about buying it there."""
	if offer.restriction:
		return msg("The shop restricts its sale.")
	if offer.marketplace:
		return msg("It is sold by another company on the shop's marketplace.")
	if offer.non_returnable:
		return msg("It can't be cancelled or returned.")
	if offer.tariff:
		return plain(offer.surcharge) if offer.surcharge else msg("A tariff is added to the price.")
	return msg("Nothing special.")
