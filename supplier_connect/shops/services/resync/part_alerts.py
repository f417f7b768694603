"""What a buyer is told of a supplier part without asking: the end of its life, a rise of its price, too few in stock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.matching.ranking.availability import lifecycle_rule
from supplier_connect.shops.model.alert import Alert, AlertKind, AlertRules, Need
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import Offer, PriceBreak, price_at
from supplier_connect.shops.model.resync import WatchedPart

# The stages of a part's life that are told, the later ones the graver; any other is none of a buyer's worries.
_GRAVITY = MappingProxyType({"end of life": 1, "obsolete": 2})
_OF_GRAVITY = MappingProxyType({1: AlertKind.END_OF_LIFE, 2: AlertKind.OBSOLETE})


@dataclass(frozen=True)
class _News:
	"""What was known of a part and what is known now, with all that judging it takes."""

	account: str
	part: WatchedPart
	now: Offer
	need: Need | None
	rules: AlertRules
	today: date
	earlier: HistoryPoint | None

	@property
	def was(self) -> Offer:
		return self.part.offer

	def alert(
		self,
		kind: AlertKind,
		was: str,
		now: str,
		*,
		quantity: int = 0,
		percent: Decimal | None = None,
	) -> Alert:
		return Alert(
			kind=kind,
			part=self.part.key,
			account=self.account,
			item=self.part.item,
			sku=self.now.sku,
			was=was,
			now=now,
			quantity=quantity,
			currency=self.now.currency if percent is not None else "",
			percent=percent,
			last_buy=self.now.last_buy,
			orders=self.need.orders if self.need else (),
			replacement=self.now.replacement,
		)


def alerts_of(
	account: str,
	part: WatchedPart,
	told: Offer,
	need: Need | None,
	rules: AlertRules,
	today: date,
	earlier: HistoryPoint | None = None,
) -> tuple[Alert, ...]:
	"""The alerts that an answer of the shop gives reason for; what it doesn't tell gives none.

	`need` is what open orders want of the part's Item, `today` the day (UTC) that a last-buy day is held against,
	`earlier` the prices of some time ago, so that a price that creeps up is told, too.
	"""
	news = _News(account, part, told.over(part.offer), need, rules, today, earlier)
	return tuple(alert for judge in _JUDGES for alert in judge(news))


def _about_lifecycle(news: _News) -> Iterator[Alert]:
	before, now = _gravity(news.was.lifecycle), _gravity(news.now.lifecycle)
	if now > before:
		yield news.alert(_OF_GRAVITY[now], news.was.lifecycle, news.now.lifecycle)


def _gravity(lifecycle: str) -> int:
	return _GRAVITY.get(lifecycle_rule(lifecycle).name, 0) if lifecycle else 0


def _about_last_buy(news: _News) -> Iterator[Alert]:
	before, now = news.was.last_buy, news.now.last_buy
	if now is not None and now != before and now >= news.today:
		yield news.alert(AlertKind.LAST_BUY, before.isoformat() if before else "", now.isoformat())


def _about_price(news: _News) -> Iterator[Alert]:
	"""A price that has just risen, and is by the percentage above the one before or above the one of some time ago."""
	last = _rise(news, news.was.currency, news.was.breaks)
	if last is None or last.percent <= 0 or not (news.part.preferred and news.rules.price_percent):
		return
	longer = _rise(news, news.earlier.currency, news.earlier.breaks) if news.earlier else None
	rise = max(last, longer or last, key=lambda one: one.percent)
	if rise.percent > news.rules.price_percent:
		yield news.alert(
			AlertKind.PRICE_UP,
			_figure(rise.before),
			_figure(rise.now),
			quantity=rise.quantity,
			percent=rise.percent.quantize(Decimal("0.1"), ROUND_HALF_UP),
		)


@dataclass(frozen=True)
class _Rise:
	"""By how much a piece costs more at a quantity: negative for less."""

	quantity: int
	before: Decimal
	now: Decimal

	@property
	def percent(self) -> Decimal:
		return 100 * (self.now - self.before) / self.before


def _rise(news: _News, currency: str, breaks: Sequence[PriceBreak]) -> _Rise | None:
	"""The rise from some earlier prices to those of now; None where they can't be compared."""
	quantity = _quantity_to_compare(news, breaks)
	before, now = price_at(breaks, quantity), price_at(news.now.breaks, quantity)
	if currency != news.now.currency or not before or now is None:
		return None
	return _Rise(quantity, before, now)


def _quantity_to_compare(news: _News, breaks: Sequence[PriceBreak]) -> int:
	"""The quantity that is needed, where both price lists have a price for it, else the lowest that both name, or reach.

	0 where one of them has no prices.
	"""
	needed = news.now.order_quantity(news.need.pieces) if news.need else 0
	if all(price_at(steps, needed) is not None for steps in (breaks, news.now.breaks)):
		return needed
	before, now = ({step.quantity for step in steps} for steps in (breaks, news.now.breaks))
	return min(before & now or {max(min(before), min(now))}) if before and now else 0


def _about_stock(news: _News) -> Iterator[Alert]:
	"""Too few for the open orders: told as long as it is so, as an order may be newer than the last count."""
	if not (news.part.preferred and news.need) or news.now.stock is None:
		return
	if news.now.stock < news.need.pieces:
		yield news.alert(AlertKind.SHORT, str(news.need.pieces), str(news.now.stock))


_JUDGES: tuple[Callable[[_News], Iterator[Alert]], ...] = (
	_about_lifecycle,
	_about_last_buy,
	_about_price,
	_about_stock,
)


def _figure(price: Decimal) -> str:
	return f"{price.normalize():f}"


# in words


def sentence_of(alert: Alert) -> Message:
	"""An alert in a sentence for its buyer; without `orders` it speaks of open orders, and names none."""
	sentence = _SENTENCES[alert.kind]
	return sentence.with_replacement(alert) if alert.replacement else sentence.alone(alert)


@dataclass(frozen=True)
class _Sentence:
	"""How a kind of alert is told, without and with what the shop suggests instead."""

	alone: Callable[[Alert], Message]
	with_replacement: Callable[[Alert], Message]


def _short_sentence(alert: Alert) -> Message:
	values = (alert.item, alert.account, alert.sku, alert.now, alert.was)
	if not alert.orders:
		return msg("{0} at {1} ({2}): {3} in stock, {4} needed for open orders.", *values)
	return msg("{0} at {1} ({2}): {3} in stock, {4} needed for {5}.", *values, ", ".join(alert.orders))


def _short_with_replacement(alert: Alert) -> Message:
	values = (alert.item, alert.account, alert.sku, alert.now, alert.was, alert.replacement)
	if not alert.orders:
		return msg(
			"{0} at {1} ({2}): {3} in stock, {4} needed for open orders. The shop suggests {5} instead.",
			*values,
		)
	return msg(
		"{0} at {1} ({2}): {3} in stock, {4} needed for {6}. The shop suggests {5} instead.",
		*values,
		", ".join(alert.orders),
	)


def _price_sentence(alert: Alert) -> Message:
	return msg(
		"{0} at {1} ({2}) costs {3} % more for {4}: {5} {7} a piece instead of {6} {7}.",
		alert.item,
		alert.account,
		alert.sku,
		alert.percent,
		alert.quantity,
		alert.now,
		alert.was,
		alert.currency,
	)


_LIFECYCLE = _Sentence(
	lambda alert: msg("{0} at {1} ({2}) is now: {3}.", alert.item, alert.account, alert.sku, alert.now),
	lambda alert: msg(
		"{0} at {1} ({2}) is now: {3}. The shop suggests {4} instead.",
		alert.item,
		alert.account,
		alert.sku,
		alert.now,
		alert.replacement,
	),
)
_SENTENCES: MappingProxyType[AlertKind, _Sentence] = MappingProxyType(
	{
		AlertKind.END_OF_LIFE: _LIFECYCLE,
		AlertKind.OBSOLETE: _LIFECYCLE,
		AlertKind.LAST_BUY: _Sentence(
			lambda alert: msg(
				"{0} at {1} ({2}) can be ordered until {3}.", alert.item, alert.account, alert.sku, alert.now
			),
			lambda alert: msg(
				"{0} at {1} ({2}) can be ordered until {3}. The shop suggests {4} instead.",
				alert.item,
				alert.account,
				alert.sku,
				alert.now,
				alert.replacement,
			),
		),
		AlertKind.PRICE_UP: _Sentence(_price_sentence, _price_sentence),
		AlertKind.SHORT: _Sentence(_short_sentence, _short_with_replacement),
	}
)
