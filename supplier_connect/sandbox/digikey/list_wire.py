"""Lists of the sandbox's DigiKey as JSON, field by field as MyLists (v1) answers.

No answer tells its currency: whoever reads a list must know what he asked for.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from supplier_connect.sandbox.catalogue.money import written
from supplier_connect.sandbox.digikey.categories import trail_of
from supplier_connect.sandbox.digikey.list_prices import PackChoice, choice_for, hit_of
from supplier_connect.sandbox.digikey.lists import Amount, ListLine, PartList
from supplier_connect.sandbox.digikey.offers import NO_MAXIMUM, DigiKeyProduct, Hit, Shelf
from supplier_connect.sandbox.digikey.parameters import short_description
from supplier_connect.sandbox.digikey.pricing import Quote
from supplier_connect.sandbox.digikey.substitutes import substitutes_of
from supplier_connect.sandbox.digikey.wire import (
	Json,
	View,
	datasheet_url,
	is_ncnr,
	lead_weeks,
	part_id,
	photo_url,
	product_url,
	rohs_words,
)
from supplier_connect.sandbox.digikey.words import word

_DIRECT = "Direct"
_TARIFF_CODES = {False: 0, True: 2}
_NO_NUMBER = "-"


def list_wire(kept: PartList) -> Json:
	"""A list without its lines: PartsList is always empty here."""
	return {
		"Id": kept.id,
		"ListName": kept.name,
		"CreatedBy": kept.created_by,
		"Owner": kept.owner,
		"CustomerId": 0,
		"AccountId": 0,
		"CompanyName": kept.organisation,
		"Notes": "",
		"TotalParts": len(kept.lines),
		"DateCreated": kept.made.isoformat(),
		"DateLastAccessed": kept.changed.isoformat(),
		"DateModified": kept.changed.isoformat(),
		"Tags": list(kept.tags),
		"Source": kept.source,
		"ListSettings": {
			"Visibility": "Private",
			"PackagePreference": "",
			"AutoCorrectQuantities": False,
			"AttritionEnabled": False,
			"AutoPopulateCref": False,
		},
		"PartsList": [],
		"CanEdit": True,
	}


def line_wire(line: ListLine, shelf: Shelf, view: View) -> Json:
	"""A line with what DigiKey makes of it."""
	hit = hit_of(line, shelf)
	return {
		"UniqueId": line.unique_id,
		"CustomerReference": line.customer_reference,
		"ReferenceDesignator": line.designator,
		"Notes": line.notes,
		"OriginalPartNumber": line.original,
		"RequestedPartNumber": line.requested,
		"RequestedManufacturerName": line.maker,
		"Availability": None,
		"SelectedQuantityIndex": 0,
		"Attrition": 0.0,
		"Quantities": [_amount_wire(amount, hit, view) for amount in line.amounts],
		"MarketPlaceSupplierLink": "",
		"AlternateParts": [],
		"EnvironmentalDocs": {},
		"PartsAvailableForCref": [],
		"CrefsAvailableForPart": [],
		**(_part_wire(hit, shelf, view) if hit else _stranger_wire()),
	}


def _part_wire(hit: Hit, shelf: Shelf, view: View) -> Json:
	"""What is known of a part. Its number is often the reel's, whichever was asked for."""
	product = hit.product
	part = product.part
	first = hit.variation if hit.variation and hit.variation.marketplace else product.variations[0]
	flags = _Flags(
		NonStock=not product.status.sold,
		IsNCNR=is_ncnr(product),
		IsMatched=True,
		IsMarketPlace=first.marketplace,
		DisplayRegularLeadTime=product.status.sold,
		IsDeniedByCountry=bool(part.restriction),
	)
	return {
		"PartId": part_id(first.number),
		"MinOrderQty": min(each.minimum for each in product.variations),
		"MaxOrderQty": NO_MAXIMUM if part.maximum is None else part.maximum,
		"DigiKeyPartNumber": first.number,
		"ManufacturerPartNumber": part.mpn,
		"Manufacturer": product.maker.name,
		"Description": short_description(part),
		"PartStatus": word(product.status.names, view.locale.language),
		"PartStatusCode": product.status.id,
		"TariffCode": _TARIFF_CODES[first.tariff],
		"QuantityAvailable": product.stock,
		"VendorLeadWeeks": lead_weeks(product),
		"PartDetailUrl": product_url(product, view.site),
		"PrimaryDatasheetUrl": datasheet_url(product, view.site),
		"ImageUrl": photo_url(product, view.site),
		"ThumbnailUrl": photo_url(product, view.site),
		"SupplierName": first.seller.name if first.marketplace else "",
		"Substitutes": [] if product.status.sold else _substitutes_wire(product, shelf, view),
		"Flags": asdict(flags),
		"ReachStatus": "REACH Unaffected",
		"RohsStatusMessage": rohs_words(product),
		"Eccn": "EAR99",
		"Htsus": "8533.21.0030",
		"CountryOfOrigin": "Taiwan",
		"Category": trail_of(part.category)[0].name,
	}


def _stranger_wire() -> Json:
	"""What stands in the place of a part that DigiKey does not know."""
	return {
		"PartId": 0,
		"MinOrderQty": 1,
		"MaxOrderQty": 1,
		"DigiKeyPartNumber": "",
		"ManufacturerPartNumber": "",
		"Manufacturer": "",
		"Description": "",
		"PartStatus": "",
		"PartStatusCode": 0,
		"TariffCode": 0,
		"QuantityAvailable": 0,
		"VendorLeadWeeks": 0,
		"PartDetailUrl": "",
		"PrimaryDatasheetUrl": "",
		"ImageUrl": "",
		"ThumbnailUrl": "",
		"SupplierName": "",
		"Substitutes": [],
		"Flags": asdict(_Flags(IsEditable=True)),
		"ReachStatus": _NO_NUMBER,
		"RohsStatusMessage": _NO_NUMBER,
		"Eccn": _NO_NUMBER,
		"Htsus": _NO_NUMBER,
		"CountryOfOrigin": _NO_NUMBER,
		"Category": "",
	}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flags:
	"""A line's Flags, named as in the answer."""

	NonStock: bool = False
	IsNCNR: bool = False
	IsSDS: bool = False
	IsValueAdd: bool = False
	IsMatched: bool = False
	IsMarketPlace: bool = False
	BoNotAllowed: bool = False
	DisplayRegularLeadTime: bool = False
	DisplayCheckActiveLeadTime: bool = False
	MultipleCrefsForPart: bool = False
	MultiplePartsForCref: bool = False
	IsChecked: bool = False
	IsEditable: bool = False
	IsDeniedByCountry: bool = False
	IsDeniedByCurrency: bool = False
	IsDeniedByCustomerId: bool = False


def _amount_wire(amount: Amount, hit: Hit | None, view: View) -> Json:
	choice = choice_for(hit, amount, view) if hit else PackChoice((), 0)
	return {
		"QuantityRequested": amount.quantity,
		"CalculatedQuantity": amount.quantity,
		"TargetPrice": amount.target_price,
		"SelectedPackType": amount.pack_type,
		"SelectedSubPackType": "",
		"IsInactive": False,
		"SelectedPackOptionIndex": choice.selected,
		"SelectedSubPackOptionIndex": -1,
		"PackOptions": [_option_wire(quote, hit, view) for quote in choice.quotes if hit],
	}


def _option_wire(quote: Quote, hit: Hit, view: View) -> Json:
	variation = quote.variation
	step = variation.step_for(quote.sold)
	quantity = step.quantity if step else 0
	price = view.total(view.price(step.price), quantity) if step else 0
	return {
		"PartId": part_id(variation.number),
		"DigiKeyPartNumber": variation.number,
		"ManufacturerPartNumber": hit.product.part.mpn,
		"Quantity": quote.sold,
		"PackType": variation.pack.code,
		"QuantityAvailable": variation.stock,
		"MinimumOrderQuantity": variation.minimum,
		"CalculatedUnitPrice": float(quote.price),
		"ExtendedPrice": float(quote.total),
		"BreakPrice": float(price),
		"BreakQuantity": quantity,
		"IsUpsell": False,
		"ValueAdditionalFee": float(view.total(view.price(variation.fee), 1)),
		"SubPackOptions": [],
		"FormattedUnitPrice": f"{quote.price:.5f}",
		"FormattedExtendedPrice": written(quote.total, view.locale.currency, view.locale.country),
	}


def _substitutes_wire(product: DigiKeyProduct, shelf: Shelf, view: View) -> list[Json]:
	return [
		{
			"PartId": part_id(other.part.mpn),
			"DigiKeyPartNumber": other.variations[0].number,
			"Manufacturer": other.maker.name,
			"ManufacturerPartNumber": other.part.mpn,
			"Description": short_description(other.part),
			"PartDetailUrl": product_url(other, view.site),
			"SubstituteType": _DIRECT,
			"MinimumOrderQuantity": 1,
			"QuantityAvailable": f"{other.stock:,}",
			"TariffStatus": 0,
			"MasterPartId": part_id(other.part.mpn),
			"UnitPrice": f"{view.price(other.price_of_one):.5f}",
		}
		for other in substitutes_of(product, shelf)
	]


def state_row(line: ListLine, shelf: Shelf, view: View) -> dict[str, Any]:
	"""A line as /_sandbox/state shows it: DigiKeyPartNumber is the packaging that would be ordered, or ""."""
	hit = hit_of(line, shelf)
	quote = choice_for(hit, line.amounts[0], view).quote if hit else None
	return {
		"UniqueId": line.unique_id,
		"RequestedPartNumber": line.requested,
		"DigiKeyPartNumber": quote.variation.number if quote else "",
		"ManufacturerName": line.maker,
		"Quantity": sum(amount.quantity for amount in line.amounts),
		"CustomerReference": line.customer_reference,
		"ReferenceDesignator": line.designator,
		"Notes": line.notes,
		"SelectedPackType": line.amounts[0].pack_type,
	}


def state_wire(kept: PartList) -> dict[str, Any]:
	"""A list as /_sandbox/state shows it."""
	return {
		"id": kept.id,
		"name": kept.name,
		"organisation": kept.organisation,
		"user": kept.user,
		"owner": kept.owner,
		"created_by": kept.created_by,
		"tags": list(kept.tags),
		"lines": len(kept.lines),
		"deleted": kept.deleted,
		"ordered": kept.ordered,
	}
