"""element14, Farnell and Newark: Product Search API (REST), https://partner.element14.com/docs/Product_Search_API_REST__Description.

The key goes in the query. Several order codes go in one call, one manufacturer part number does; each order code is a packing
of a part. Prices are in the store's currency, for a unit, which may be a pack of several pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from pydantic import ValidationError

from supplier_connect.core.http.exchange import CachePolicy, Call, Response
from supplier_connect.core.http.session import ResponseRules
from supplier_connect.core.model.batches import in_batches
from supplier_connect.core.model.errors import RejectedInput, UnexpectedResponse
from supplier_connect.core.model.messages import msg
from supplier_connect.core.tools import HostTools
from supplier_connect.shops.connectors.element14.errors import SEARCH_KEY, check_answer
from supplier_connect.shops.connectors.element14.stores import STORES, Store
from supplier_connect.shops.connectors.element14.wire import (
	Element14ProductWire,
	Element14ResultsWire,
	Element14SearchWire,
)
from supplier_connect.shops.connectors.refreshing import by_number, refreshed
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.offer import Offer, Packing, Parameter, PriceBreak
from supplier_connect.shops.model.resync import RefreshOutcome, WatchedPart

NUMBERS_PER_CALL = 10
RESULTS_PER_CALL = 25
SKU = re.compile(r"[0-9A-Za-z]{4,12}")
# A blank would end a number, a colon begin another field.
_MPN = re.compile(r"[\x21-\x7e][\x20-\x7e]{1,59}")
_PACKINGS = MappingProxyType(
	{
		"FULL REEL": Packing.REEL,
		"CUT TAPE": Packing.CUT_TAPE,
		"RE-REEL": Packing.CUSTOM_REEL,
		"TUBE": Packing.TUBE,
		"TRAY": Packing.TRAY,
		"BAG": Packing.BAG,
		"BOX": Packing.BOX,
	}
)
# "No longer stocked" is the shop's own choice, and says nothing of the manufacturer's.
_LIFECYCLES = MappingProxyType(
	{
		"STOCKED": "Active",
		"DIRECT_SHIP": "Active",
		"NO_LONGER_MANUFACTURED": "Obsolete",
		"NO_LONGER_STOCKED": "No Longer Stocked",
	}
)
_NOT_RESTOCKED = frozenset({"NO_LONGER_MANUFACTURED", "NO_LONGER_STOCKED"})


class Element14Connector:
	"""The connector of one account at a store of element14."""

	def __init__(self, account: ShopAccount, tools: HostTools) -> None:
		self._account = account
		self._session = tools.session(account, ResponseRules(check_answer))

	@property
	def kept_since(self) -> datetime | None:
		"""See `SearchShop`."""
		return self._session.kept_since

	def by_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		"""The offers whose SKU or MPN is one of the numbers: ten order codes a call, a manufacturer part number each."""
		asked = {number.strip().casefold() for number in numbers}
		return tuple(
			offer
			for offer in self.near_part_numbers(numbers)
			if offer.sku.casefold() in asked or offer.mpn.casefold() in asked
		)

	def near_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		"""See `SearchShop.near_part_numbers`."""
		wanted = list(dict.fromkeys(map(str.strip, numbers)))
		codes = [number for number in wanted if SKU.fullmatch(number) and any(map(str.isdigit, number))]
		found = {offer.sku: offer for offer in self._of_codes(codes)}
		known = {sku.casefold() for sku in found}
		for number in wanted:
			if number.casefold() not in known and _MPN.fullmatch(number):
				for offer in self._pages("manuPartNum", number, RESULTS_PER_CALL):
					found.setdefault(offer.sku, offer)
		return tuple(found.values())

	def by_keyword(self, keyword: str, limit: int) -> tuple[Offer, ...]:
		"""The offers among the first `limit` that the shop lists for words."""
		found = {offer.sku: offer for offer in self._pages("any", keyword, limit)}
		return tuple(found.values())[:limit]

	def refresh(self, parts: Sequence[WatchedPart]) -> Iterator[tuple[RefreshOutcome, ...]]:
		"""See `RefreshShop.refresh`: ten order codes a call."""
		skus = [part.offer.sku for part in by_number(parts).values()]
		odd = {sku for sku in skus if not SKU.fullmatch(sku.strip())}
		if odd:
			yield tuple(RefreshOutcome(sku, failure=self._unsearchable(sku)) for sku in skus if sku in odd)
		yield from refreshed(
			self._account.name,
			[sku for sku in skus if sku not in odd],
			NUMBERS_PER_CALL,
			lambda codes: tuple(self._of_codes(codes)),
			lambda: bool(self.by_keyword("resistor", 1)),
		)

	def test_connection(self) -> tuple[str, ...]:
		"""Try a search, the smallest there is; raises `NotAuthorised` when the key is refused."""
		self._found(self._call("any", "resistor", 0, 1))
		return ("search",)

	def _of_codes(self, codes: Sequence[str]) -> Iterator[Offer]:
		for batch in in_batches([code.strip() for code in codes], NUMBERS_PER_CALL):
			results = self._found(self._call("id", " ".join(batch), 0, len(batch)))
			yield from map(self._offer, results.products)

	def _pages(self, field: str, text: str, limit: int) -> Iterator[Offer]:
		seen = 0
		while seen < limit:
			wanted = min(RESULTS_PER_CALL, limit - seen)
			results = self._found(self._call(field, text, seen, wanted))
			yield from map(self._offer, results.products)
			seen += len(results.products)
			if len(results.products) < wanted or seen >= results.numberOfResults:
				break

	def _call(self, field: str, text: str, offset: int, wanted: int) -> Call:
		return Call(
			"GET",
			"/catalog/products",
			{
				"callInfo.responseDataFormat": "JSON",
				"callInfo.apiKey": self._account.credentials.require(
					SEARCH_KEY.name, SEARCH_KEY.label, self._account.name
				),
				"storeInfo.id": self._store.host,
				"term": f"{field}:{text}",
				"resultsSettings.offset": str(offset),
				"resultsSettings.numberOfResults": str(wanted),
				"resultsSettings.responseGroup": "large",
			},
			repeatable=True,
			keep=CachePolicy(Element14SearchWire.model_validate),
		)

	@property
	def _store(self) -> Store:
		store = STORES.get(self._account.shop_country)
		if store is None:
			raise RejectedInput(
				msg(
					"Supplier Account {0}: element14 does not sell in {1}. Set another Country on the account.",
					self._account.name,
					self._account.shop_country,
				),
				account=self._account.name,
				field="country",
			)
		return store

	def _found(self, call: Call) -> Element14ResultsWire:
		answer: Response = self._session.send(call)
		try:
			return Element14SearchWire.model_validate(answer.data).results
		except ValidationError as error:
			raise UnexpectedResponse(
				msg(
					"Supplier Account {0}: the answer of element14 can't be read. Try again later.",
					self._account.name,
				),
				account=self._account.name,
				call=call.title,
			) from error

	def _unsearchable(self, sku: str) -> RejectedInput:
		return RejectedInput(
			msg(
				"Supplier Account {0}: {1} is not a valid order code at element14. Correct the supplier part number.",
				self._account.name,
				sku,
			),
			account=self._account.name,
			field="sku",
		)

	def _offer(self, product: Element14ProductWire) -> Offer:
		store = self._store
		pack = product.packSize or 1
		units = product.inv if product.stock.level is None else product.stock.level
		least, multiple = product.translatedMinimumOrderQuality, product.orderMultiples
		packing = _packing(product.unitOfMeasure)
		image = product.image
		return Offer(
			sku=product.sku,
			mpn=product.translatedManufacturerPartNumber,
			manufacturer=product.brandName or product.vendorName,
			description=_description(product),
			currency=store.currency,
			breaks=breaks_of(product),
			stock=None if units is None else units * pack,
			minimum=least * pack if least else None,
			multiple=(multiple or 1) * pack if multiple or pack > 1 else None,
			lead_time_days=None if product.productStatus in _NOT_RESTOCKED else product.stock.leastLeadTime,
			lifecycle=_LIFECYCLES.get(product.productStatus, ""),
			category=product.translatedPrimaryCategory,
			packaging=(packing.value,) if packing else (),
			packing=packing,
			rohs=_rohs(product.rohsStatusCode),
			url=f"https://{store.host}/{product.sku}",
			datasheet_url=next((sheet.url for sheet in product.datasheets if sheet.url), ""),
			image_url=f"https://{store.host}/productimages/standard/en_GB{image.baseName}"
			if image.baseName
			else "",
			parameters=tuple(
				Parameter(one.attributeLabel, one.attributeValue, one.attributeUnit)
				for one in product.attributes
				if one.attributeLabel and one.attributeValue
			),
		)


def breaks_of(product: Element14ProductWire) -> tuple[PriceBreak, ...]:
	"""The price breaks of pieces, ascending; a break without a price or a start, and one that is free, is none.

	Below the minimum nothing is sold: the break that holds there begins with it.
	"""
	pack = product.packSize or 1
	least = product.translatedMinimumOrderQuality or 1
	told = sorted(
		(step.start, step.cost) for step in product.prices if step.start and step.cost and step.cost > 0
	)
	prices = {max(start, least) * pack: cost / Decimal(pack) for start, cost in told}
	return tuple(PriceBreak(quantity, price) for quantity, price in sorted(prices.items()))


def _packing(unit: str) -> Packing | None:
	return next((packing for words, packing in _PACKINGS.items() if words in unit.upper()), None)


def _description(product: Element14ProductWire) -> str:
	"""The words of "MAKER - MPN - words"."""
	parts = product.displayName.split(" - ", 2)
	return parts[2] if len(parts) > 2 else product.displayName


def _rohs(code: str) -> str:
	first = code.upper().partition("_")[0]
	known = {"YES": "RoHS Compliant", "Y-EX": "RoHS Compliant By Exemption", "NO": "Not RoHS Compliant"}
	return known.get(first, "")
