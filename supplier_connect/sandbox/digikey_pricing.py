"""What a quantity of a product costs, packaging by packaging: the pricing calls of the Products API (v4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .digikey_offers import Hit, Variation
from .digikey_wire import (
	Json,
	View,
	description_wire,
	lead_weeks,
	maker_wire,
	pack_wire,
	product_url,
	variation_wire,
)
from .digikey_words import OBSOLETE

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
