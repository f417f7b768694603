"""DigiKey's Product Information API, version 4: searches and details.

A product has several variations, one for each packing; each is an offer of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import chain
from urllib.parse import quote

from supplier_connect.core.http.exchange import CachePolicy, Call
from supplier_connect.core.model.bounds import cleaned
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.shops.connectors.digikey.api import DigiKeyApi
from supplier_connect.shops.connectors.digikey.currency import CurrencyNotes
from supplier_connect.shops.connectors.digikey.errors import PRODUCTS
from supplier_connect.shops.connectors.digikey.wire import (
	BreakWire,
	CategoryWire,
	DetailsWire,
	DigiKeySearchWire,
	ProductWire,
	VariationWire,
	read_wire,
)
from supplier_connect.shops.connectors.digikey.words import LIFECYCLES, package_type
from supplier_connect.shops.model.offer import Offer, Packing, Parameter, PriceBreak

RESULTS_PER_CALL = 50
_OWN_NUMBER = re.compile(r".+-ND", re.IGNORECASE)
_SEARCH = f"{PRODUCTS}/search"


class ProductSearch:
	"""`SearchShop` over the Product Information API."""

	def __init__(self, api: DigiKeyApi) -> None:
		self._api = api
		self._currencies = CurrencyNotes(api.account)

	@property
	def kept_since(self) -> datetime | None:
		"""See `SearchShop`."""
		return self._api.kept_since

	def by_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		"""The offers whose DigiKey number or MPN is one of the numbers: one call a number, two at the most."""
		return self._each_once(numbers, lambda number: self._of_number(number)[0])

	def near_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		"""See `SearchShop.near_part_numbers`."""
		return self._each_once(numbers, lambda number: chain(*self._of_number(number)))

	def by_keyword(self, keyword: str, limit: int) -> tuple[Offer, ...]:
		"""The offers of at most `limit` products for words, fifty a call."""
		found: list[Offer] = []
		products = 0
		while products < limit:
			wanted = min(RESULTS_PER_CALL, limit - products)
			page = self._page(keyword, wanted, products)
			for product in page.Products:
				found += self._offers(product, page.SearchLocaleUsed.Currency)
			products += len(page.Products)
			if len(page.Products) < wanted:
				break
		return tuple(found)

	def packings_of(self, number: str) -> tuple[Offer, ...]:
		"""The offers of all packings of the product with one of DigiKey's numbers, whoever sells them: one call.

		Raises `PartNotFound` when DigiKey doesn't know the number.
		"""
		details = self._details(number)
		currency = details.SearchLocaleUsed.Currency
		return tuple(offer_of(details.Product, each, currency) for each in details.Product.ProductVariations)

	def searched(self, number: str) -> tuple[Offer, ...]:
		"""The offers that a search for a number brings, however much they resemble it: one call."""
		return tuple(self._from_search(number))

	def currency_used(self) -> str:
		"""The currency that DigiKey really answers this account in; a call where no answer has told it lately."""
		return self._currencies.noted() or self._page("resistor", 1, 0).SearchLocaleUsed.Currency

	def _each_once(self, numbers: Sequence[str], ask: Callable[[str], Iterable[Offer]]) -> tuple[Offer, ...]:
		found: dict[str, Offer] = {}
		for number in dict.fromkeys(filter(None, map(str.strip, numbers))):
			for offer in ask(number):
				found.setdefault(offer.sku, offer)
		return tuple(found.values())

	def _of_number(self, number: str) -> tuple[list[Offer], list[Offer]]:
		"""The offers of exactly a number, and what else was answered.

		Searches know a maker's number, details know DigiKey's own; either may be written like the other.
		"""
		others: list[Offer] = []
		ways = (self._from_details, self._from_search)
		for way in ways if _OWN_NUMBER.fullmatch(number) else reversed(ways):
			wanted = number.casefold()
			try:
				found = way(number)
			except RejectedInput:
				# A number that DigiKey won't look up is none of its parts'.
				continue
			offers = [offer for offer in found if wanted in (offer.sku.casefold(), offer.mpn.casefold())]
			others += found
			if offers:
				return offers, others
		return [], others

	def _from_details(self, number: str) -> tuple[Offer, ...]:
		details = self._details(number)
		return tuple(self._offers(details.Product, details.SearchLocaleUsed.Currency))

	def _details(self, number: str) -> DetailsWire:
		call = Call(
			"GET",
			f"{_SEARCH}/{quote(number, safe='')}/productdetails",
			repeatable=True,
			endpoint=f"{_SEARCH}/{{number}}/productdetails",
			keep=CachePolicy(DetailsWire.model_validate),
		)
		details = read_wire(DetailsWire, self._api.account, call, self._api.as_anyone(call))
		self._currencies.note(details.SearchLocaleUsed.Currency)
		return details

	def _from_search(self, number: str) -> tuple[Offer, ...]:
		page = self._page(number, RESULTS_PER_CALL, 0)
		currency = page.SearchLocaleUsed.Currency
		products = (*page.ExactMatches, *page.Products)
		return tuple(offer for product in products for offer in self._offers(product, currency))

	def try_search(self) -> None:
		"""Make a search, whatever is kept, to see whether the keys are taken."""
		self._page_of(self._page_call("resistor", 1, 0))

	def _page(self, keyword: str, limit: int, offset: int) -> DigiKeySearchWire:
		call = self._page_call(keyword, limit, offset)
		return self._page_of(replace(call, keep=CachePolicy(DigiKeySearchWire.model_validate)))

	def _page_call(self, keyword: str, limit: int, offset: int) -> Call:
		body: dict[str, object] = {"Keywords": keyword, "Limit": limit, "Offset": offset}
		if not self._api.account.marketplace:
			body["FilterOptionsRequest"] = {"MarketPlaceFilter": "ExcludeMarketPlace"}
		return Call("POST", f"{_SEARCH}/keyword", body=body, repeatable=True)

	def _page_of(self, call: Call) -> DigiKeySearchWire:
		page = read_wire(DigiKeySearchWire, self._api.account, call, self._api.as_anyone(call))
		self._currencies.note(page.SearchLocaleUsed.Currency)
		return page

	def _offers(self, product: ProductWire, currency: str) -> Iterator[Offer]:
		for variation in product.ProductVariations:
			if variation.DigiKeyProductNumber and (
				self._api.account.marketplace or not variation.MarketPlace
			):
				yield offer_of(product, variation, currency)


def offer_of(product: ProductWire, variation: VariationWire, currency: str) -> Offer:
	"""The offer of one variation; prices made for the account come before the standard ones."""
	kind = package_type(variation.PackageType.Id, variation.PackageType.Name)
	packing = kind.packing if kind else None
	minimum = variation.MinimumOrderQuantity or None
	return Offer(
		sku=variation.DigiKeyProductNumber,
		mpn=product.ManufacturerProductNumber,
		manufacturer=product.Manufacturer.Name,
		description=product.Description.DetailedDescription or product.Description.ProductDescription,
		currency=currency,
		breaks=_breaks(variation.MyPricing) or _breaks(variation.StandardPricing),
		stock=variation.QuantityAvailableforPackageType,
		minimum=minimum,
		multiple=(variation.StandardPackage or minimum) if kind and kind.whole else None,
		maximum=variation.MaxQuantityForDistribution or None,
		lead_time_days=_days(product.ManufacturerLeadWeeks),
		lifecycle=LIFECYCLES.get(_or(product.ProductStatus.Id, -1), product.ProductStatus.Status),
		category=cleaned(" / ".join(_category_path(product.Category))),
		packaging=tuple(filter(None, [variation.PackageType.Name])),
		packing=packing,
		standard_package=variation.StandardPackage or None,
		fee=_fee(variation, packing),
		last_buy=product.DateLastBuyChance,
		non_returnable=product.Ncnr,
		tariff=variation.TariffActive,
		marketplace=bool(variation.MarketPlace),
		rohs=product.Classifications.RohsStatus if product.Classifications else "",
		url=_address(product.ProductUrl),
		datasheet_url=_address(product.DatasheetUrl),
		image_url=_address(product.PhotoUrl),
		parameters=tuple(
			Parameter(parameter.ParameterText, parameter.ValueText)
			for parameter in product.Parameters
			if parameter.ParameterText and parameter.ValueText not in ("", "-")
		),
	)


def _breaks(steps: Sequence[BreakWire]) -> tuple[PriceBreak, ...]:
	return tuple(
		PriceBreak(step.BreakQuantity, step.UnitPrice)
		for step in steps
		if step.BreakQuantity and step.UnitPrice is not None and step.UnitPrice > 0
	)


def _fee(variation: VariationWire, packing: Packing | None) -> Decimal | None:
	fee = variation.DigiReelFee
	return fee if packing is Packing.CUSTOM_REEL and fee is not None and fee > 0 else None


def _days(weeks: int | None) -> int | None:
	return None if weeks is None else weeks * 7


def _or(value: int | None, default: int) -> int:
	return default if value is None else value


def _category_path(category: CategoryWire | None) -> Iterator[str]:
	while category:
		if category.Name:
			yield category.Name
		category = category.ChildCategories[0] if category.ChildCategories else None


def _address(url: str) -> str:
	return f"https:{url}" if url.startswith("//") else url
