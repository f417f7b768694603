"""What a quantity of a product costs, packaging by packaging: the pricing calls of the Products API (v4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from supplier_connect.sandbox.digikey.offers import DigiKeyProduct, Hit, Variation
from supplier_connect.sandbox.digikey.wire import (
	Json,
	View,
	datasheet_url,
	description_wire,
	lead_weeks,
	maker_wire,
	pack_wire,
	photo_url,
	product_url,
	rohs_words,
	variation_wire,
)
from supplier_connect.sandbox.digikey.words import CUT_TAPE, OBSOLETE, word

_STATED = Decimal(1)
_UNIT = Decimal("0.00001")
_EXACT = "Exact"
_BETTER = "BetterValue"
_MINIMUM = "MinimumOrderQuantity"


@dataclass(frozen=True, slots=True)
class Quote:
	"""What one packaging costs: `sold` pieces at `price` each, `total` with the fee, in the caller's currency."""

	variation: Variation
	sold: int
	price: Decimal
	total: Decimal


def quote_for(
	variation: Variation, quantity: int, view: View, price_share: Decimal = _STATED
) -> Quote | None:
	"""What `quantity`, or the least that is sold from it on, costs; None for a variation without prices.

	A fee is spread over the pieces.
	"""
	sold = variation.sold_for(quantity)
	step = variation.step_for(sold)
	if step is None:
		return None
	goods = view.price(step.price * price_share)
	fee = view.total(view.price(variation.fee), 1)
	total = view.total(goods, sold) + fee
	return Quote(variation, sold, (total / sold).quantize(_UNIT) if fee else goods, total)


def quantity_pricing_wire(hit: Hit, asked: str, quantity: int, view: View) -> Json:
	"""The answer of pricingbyquantity: every packaging, those that are sold in exactly this quantity first."""
	product = hit.product
	return {
		"RequestedProduct": asked,
		"RequestedQuantity": quantity,
		"ProductUrl": product_url(product, view.site),
		"ManufacturerPartNumber": product.part.mpn,
		"Manufacturer": maker_wire(product.maker),
		"Description": description_wire(product),
		"SettingsUsed": {"SearchLocaleUsed": view.locale.wire(), "CustomerIdUsed": view.account_id},
		"MyPricingOptions": []
		if view.price_share is None
		else _options_wire(hit, quantity, view, view.price_share),
		"StandardPricingOptions": _options_wire(hit, quantity, view, _STATED),
		"AccountIdUsed": view.account_id,
		"CustomerIdUsed": view.account_id,
	}


def packages_for(hit: Hit, quantity: int, preference: str) -> list[tuple[Variation, int]]:
	"""How a quantity is best bought, and how many pieces of each: full reels, and the rest in another packaging.

	That is the one preferred by its code, as "DKR", where there is such a one, else cut tape or whatever there is.
	"""
	own = [each for each in hit.product.variations if each.steps and not each.marketplace]
	reel = next((each for each in own if each.by_reels), None)
	others = sorted(
		(each for each in own if each is not reel),
		key=lambda each: (each.pack.code != preference.upper(), each.pack is not CUT_TAPE),
	)
	reeled = quantity // reel.standard_pack * reel.standard_pack if reel else 0
	chosen = [(reel, reeled)] if reel and reeled else []
	if quantity > reeled and (rest := next(iter(others), reel)):
		chosen.append((rest, rest.sold_for(quantity - reeled)))
	return chosen


def package_wire(product: DigiKeyProduct, variation: Variation, pieces: int, view: View) -> Json:
	"""A packaging for so many pieces, as packagetypebyquantity tells it."""

	def steps(price_share: Decimal) -> list[Json]:
		prices = ((step.quantity, view.price(step.price * price_share)) for step in variation.steps)
		return [{"Quantity": quantity, "Price": float(price)} for quantity, price in prices]

	description = description_wire(product)
	language = view.locale.language
	return {
		"RecommendedQuantity": pieces,
		"DigiKeyProductNumber": variation.number,
		"QuantityAvailable": variation.stock,
		"ProductDescription": description["ProductDescription"],
		"DetailedDescription": description["DetailedDescription"],
		"ManufacturerName": product.maker.name,
		"ManufacturerProductNumber": product.part.mpn,
		"MinimumOrderQuantity": variation.minimum,
		"PrimaryDatasheetUrl": datasheet_url(product, view.site),
		"PrimaryPhotoUrl": photo_url(product, view.site),
		"ProductStatus": word(product.status.names, language),
		"ManufacturerLeadWeeks": str(lead_weeks(product)),
		"ManufacturerWarehouseQuantity": 0,
		"RohsStatus": rohs_words(product),
		"RoHSCompliant": product.part.rohs,
		"QuantityOnOrder": 0,
		"StandardPricing": steps(_STATED),
		"MyPricing": [] if view.price_share is None else steps(view.price_share),
		"ProductUrl": product_url(product, view.site),
		"MarketPlace": variation.marketplace,
		"Supplier": variation.seller.name if variation.marketplace else "",
		"StockNote": "",
		"PackageTypes": [word(variation.pack.names, language)],
	}


def pricing_wire(hit: Hit, view: View) -> Json:
	"""The answer of pricing: the price breaks of every packaging."""
	product = hit.product
	return {
		"ProductPricings": [
			{
				"ManufacturerProductNumber": product.part.mpn,
				"Manufacturer": maker_wire(product.maker),
				"Description": description_wire(product),
				"ProductUrl": product_url(product, view.site),
				"QuantityAvailable": product.stock,
				"IsDiscontinued": False,
				"IsObsolete": product.status is OBSOLETE,
				"NormallyStocking": product.status.sold,
				"ManufacturerLeadWeeks": str(lead_weeks(product)),
				"ManufacturerPublicQuantity": 0,
				"ProductVariations": [variation_wire(each, view) for each in product.variations],
			}
		],
		"ProductPricingsCount": 1,
		"SettingsUsed": {"SearchLocaleUsed": view.locale.wire(), "CustomerIdUsed": view.account_id},
	}


def reeling_wire(quote: Quote, view: View) -> Json:
	"""The answer of digireelpricing: a quantity on a reel of its own."""
	fee = view.total(view.price(quote.variation.fee), 1)
	return {
		"ReelingFee": float(fee),
		"UnitPrice": float(quote.price),
		"ExtendedPrice": float(quote.total),
		"RequestedQuantity": quote.sold,
		"SearchLocaleUsed": view.locale.wire(),
	}


def _options_wire(hit: Hit, quantity: int, view: View, price_share: Decimal) -> list[Json]:
	quotes = [
		quote
		for variation in hit.product.variations
		if not variation.marketplace
		for quote in (quote_for(variation, quantity, view, price_share),)
		if quote
	]
	exact = [quote for quote in quotes if quote.sold == quantity]
	cheapest = min((quote.total for quote in exact), default=Decimal(0))
	minimum = hit.variation.minimum if hit.variation else 1
	return [_option_wire(_EXACT, quote, minimum, view) for quote in exact] + [
		_option_wire(_BETTER if quote.total < cheapest else _MINIMUM, quote, minimum, view)
		for quote in quotes
		if quote.sold != quantity
	]


def _option_wire(kind: str, quote: Quote, minimum: int, view: View) -> Json:
	"""One option. Its minimum is that of the number asked for, as in recorded answers."""
	return {
		"PricingOption": kind,
		"TotalQuantityPriced": quote.sold,
		"TotalPrice": float(quote.total),
		"Products": [
			{
				"DigiKeyProductNumber": quote.variation.number,
				"QuantityPriced": quote.sold,
				"MinimumOrderQuantity": minimum,
				"ExtendedPrice": float(quote.total),
				"UnitPrice": float(quote.price),
				"PackageType": pack_wire(quote.variation.pack, view.locale.language),
				"TariffInformation": {"TariffActive": quote.variation.tariff},
			}
		],
	}
