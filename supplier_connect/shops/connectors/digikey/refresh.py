"""Asking DigiKey again for parts that are known, with few calls.

Product information tells all of a product, in all its packings, but one product a call. A list prices a hundred parts
a call: it is made, filled with the quantities of the known price breaks, read and deleted. It tells prices, stock,
minimum and lifecycle only, so every part is looked up in the product information as well from time to time, and when
a list hints that its terms have changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

from supplier_connect.core.model.batches import in_batches
from supplier_connect.core.model.errors import (
	NotAuthorised,
	PartNotFound,
	RejectedInput,
	SupplierConnectError,
	UnexpectedResponse,
)
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.connectors.digikey.api import DigiKeyApi
from supplier_connect.shops.connectors.digikey.list_calls import ListClient
from supplier_connect.shops.connectors.digikey.lists import RULES
from supplier_connect.shops.connectors.digikey.wire import ListPartWire, PackOptionWire
from supplier_connect.shops.connectors.digikey.words import LIFECYCLES, PACK_TYPES
from supplier_connect.shops.connectors.list_names import passing_name
from supplier_connect.shops.connectors.refreshing import (
	ABOUT_THE_QUESTION,
	FailuresInARow,
	by_number,
	number_key,
)
from supplier_connect.shops.model.offer import Offer, Packing, PriceBreak
from supplier_connect.shops.model.resync import RefreshOutcome, WatchedPart

# How old the details of a part may be before they are told anew.
DETAILS_LAST = timedelta(days=7)
# A list takes four calls: making, filling, reading, deleting.
FEWEST_IN_A_LIST = 5
# No part of DigiKey's was seen with more price breaks than nine.
MOST_QUANTITIES = 12
# What every search finds something for.
_ANYTHING = "resistor"
_Parts = dict[str, WatchedPart]
_Answers = tuple[RefreshOutcome, ...]


class Products(Protocol):
	"""DigiKey's product information, as `ProductSearch` asks for it."""

	def packings_of(self, number: str) -> tuple[Offer, ...]:
		"""See `ProductSearch.packings_of`."""
		...

	def searched(self, number: str) -> tuple[Offer, ...]:
		"""See `ProductSearch.searched`."""
		...

	def currency_used(self) -> str:
		"""See `ProductSearch.currency_used`."""
		...


class Refreshing:
	"""Refreshes the parts of one account."""

	def __init__(self, api: DigiKeyApi, products: Products) -> None:
		self._api = api
		self._products = products
		self._lists = ListClient(api)
		self._may_make_lists = True

	def refresh(self, parts: Sequence[WatchedPart]) -> Iterator[_Answers]:
		"""See `RefreshShop.refresh`; what lists can't tell is looked up in the product information, last."""
		waiting = by_number(parts)
		odd = tuple(
			part for part in waiting.values() if not RULES.sku_pattern.fullmatch(part.offer.sku.strip())
		)
		for part in odd:
			del waiting[number_key(part.offer.sku)]
		if odd:
			yield tuple(
				RefreshOutcome(part.offer.sku, failure=self._no_number(part.offer.sku)) for part in odd
			)
		yield from self._through_lists(waiting)
		yield from _Lookups(self._api.account.name, self._products).of(waiting)

	def _no_number(self, sku: str) -> RejectedInput:
		return RejectedInput(
			msg(
				"Supplier Account {0}: {1} can't be one of DigiKey's numbers. Correct the supplier part number.",
				self._api.account.name,
				sku or "-",
			),
			account=self._api.account.name,
			field="sku",
		)

	def _through_lists(self, waiting: _Parts) -> Iterator[_Answers]:
		"""Answer for what lists can tell, and take it out of what is waiting; raises nothing of the lists' calls."""
		light = [part for part in waiting.values() if self._is_light(part)]
		if len(light) < FEWEST_IN_A_LIST or not (self._may_make_lists and self._api.is_signed_in):
			return
		try:
			currency = self._products.currency_used()
			for batch in in_batches(light, RULES.adjusted(self._api.account).batch_size):
				if currency and len(batch) >= FEWEST_IN_A_LIST:
					yield from self._through_one_list(batch, currency, waiting)
		except NotAuthorised:
			self._may_make_lists = False
		except SupplierConnectError:
			# The lists have a quota of their own, and may fail alone: the product information is asked instead.
			return

	def _is_light(self, part: WatchedPart) -> bool:
		"""Whether prices at the known quantities are all that is needed.

		The price of a reel made to measure holds a share of its fee in a list, so it isn't the price of its break.
		"""
		offer, details_at = part.offer, part.details_at
		return (
			details_at is not None
			# A clock that was ahead of ours doesn't make them last longer.
			and abs(self._api.now() - details_at) < DETAILS_LAST
			and 0 < len(offer.breaks) <= MOST_QUANTITIES
			and all(step.quantity > 0 for step in offer.breaks)
			and offer.packing is not Packing.CUSTOM_REEL
			and not offer.fee
		)

	def _through_one_list(
		self, parts: Sequence[WatchedPart], currency: str, waiting: _Parts
	) -> Iterator[_Answers]:
		key = self._lists.make(passing_name(self._api.now().date()))
		try:
			self._lists.add(key, [_line(part.offer) for part in parts])
			for page in self._lists.pages(key):
				offers = _told(page.PartsList, waiting, currency)
				for number in offers:
					del waiting[number]
				if offers:
					yield tuple(RefreshOutcome(offer.sku, offer, details=False) for offer in offers.values())
		finally:
			# A list that stays does no harm.
			with suppress(SupplierConnectError):
				self._lists.delete(key)


class _Lookups:
	"""Product information for parts, a call for all parts of a product."""

	def __init__(self, account: str, products: Products) -> None:
		self._account = account
		self._products = products
		self._failures = FailuresInARow()
		self._is_believed = False

	def of(self, waiting: _Parts) -> Iterator[_Answers]:
		"""Answer for all that is waiting, and take it out."""
		while waiting:
			key, part = next(iter(waiting.items()))
			answer = self._answer(part.offer.sku.strip())
			if isinstance(answer, SupplierConnectError):
				del waiting[key]
				yield (RefreshOutcome(part.offer.sku, failure=answer),)
				self._failures.note(answer)
			else:
				self._failures.forget()
				yield _taken_out(key, answer, waiting)

	def _answer(self, sku: str) -> tuple[Offer, ...] | SupplierConnectError:
		"""The offers of the product with this number, none when DigiKey has none, or why it wouldn't answer."""
		try:
			offers = self._products.packings_of(sku)
		except PartNotFound:
			offers = ()
		except ABOUT_THE_QUESTION as failure:
			return failure
		if not (offers or self._is_believed):
			return self._second_opinion(sku)
		self._is_believed = True
		return offers

	def _second_opinion(self, sku: str) -> tuple[Offer, ...] | SupplierConnectError:
		"""What a search finds, while nothing was found: else a call that is no more would make all parts unknown.

		A shop that finds nothing, whatever it is asked for, isn't believed either.
		"""
		try:
			offers = self._products.searched(sku)
		except ABOUT_THE_QUESTION as failure:
			return failure
		found = tuple(offer for offer in offers if number_key(offer.sku) == number_key(sku))
		if not (offers or self._products.searched(_ANYTHING)):
			raise UnexpectedResponse(
				msg("Supplier Account {0}: the shop finds no part at all. Try again later.", self._account),
				account=self._account,
			)
		self._is_believed = not found
		return found


def _taken_out(key: str, offers: Sequence[Offer], waiting: _Parts) -> _Answers:
	"""Answers for the part that was asked for and for others that came along; they wait no more."""
	found = {number_key(offer.sku): offer for offer in offers}
	told = dict.fromkeys((key, *(other for other in found if other in waiting)))
	return tuple(RefreshOutcome(waiting.pop(each).offer.sku, found.get(each)) for each in told)


def _line(offer: Offer) -> dict[str, object]:
	return {
		"RequestedPartNumber": offer.sku,
		"OriginalPartNumber": offer.sku,
		"Quantities": [{"Quantity": step.quantity} for step in offer.breaks],
	}


def _told(page: Sequence[ListPartWire], waiting: _Parts, currency: str) -> dict[str, Offer]:
	"""The offers of a page's lines by the keys of their numbers, where a line tells enough."""
	lines = {number_key(line.RequestedPartNumber): line for line in page}
	offers = (
		(number, listed_offer(waiting[number].offer, line, currency))
		for number, line in lines.items()
		if number in waiting
	)
	return {number: offer for number, offer in offers if offer}


def listed_offer(known: Offer, line: ListPartWire, currency: str) -> Offer | None:
	"""What a line tells of exactly the part's number, at the quantities of its price breaks.

	None when something is missing, and when minimum or lifecycle are others than those known: then there are new price
	breaks or a last day for orders to be learnt, which no list tells.
	"""
	lifecycle = LIFECYCLES.get(-1 if line.PartStatusCode is None else line.PartStatusCode, line.PartStatus)
	options = [_option(line, known.sku, step.quantity) for step in known.breaks]
	told = [option for option in options if option]
	if len(told) < len(options) or not told or lifecycle != known.lifecycle:
		return None
	minimum = told[0].MinimumOrderQuantity or None
	if minimum != (known.minimum or minimum):
		return None
	return Offer(
		sku=known.sku,
		mpn="",
		manufacturer="",
		description="",
		currency=currency,
		breaks=tuple(
			PriceBreak(step.quantity, option.CalculatedUnitPrice)
			for step, option in zip(known.breaks, told, strict=True)
			if option.CalculatedUnitPrice is not None
		),
		stock=told[0].QuantityAvailable,
		minimum=minimum,
		lifecycle=lifecycle,
		marketplace=known.marketplace,
	)


def _option(line: ListPartWire, sku: str, quantity: int) -> PackOptionWire | None:
	"""The way to buy exactly this quantity under exactly this number; None when it isn't told in full."""
	asked = (each for each in line.Quantities if each.QuantityRequested == quantity)
	options = (option for each in asked for option in each.PackOptions)
	named = (option for option in options if number_key(option.DigiKeyPartNumber) == number_key(sku))
	option = next(named, None)
	return option if option and _is_told(option, quantity) else None


def _is_told(option: PackOptionWire, quantity: int) -> bool:
	"""Whether the option has a stock, and the price of a price break."""
	price = option.CalculatedUnitPrice
	return (
		option.QuantityAvailable is not None
		and price is not None
		and price > 0
		and option.Quantity in (None, quantity)
		and (option.MinimumOrderQuantity or 0) <= quantity
		and option.PackType.upper() != PACK_TYPES[Packing.CUSTOM_REEL]
	)
