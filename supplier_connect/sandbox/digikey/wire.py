"""Products of the sandbox's DigiKey as JSON, field by field as the Products API (v4) answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from zlib import crc32

from supplier_connect.sandbox.catalogue.money import amount, unit_price
from supplier_connect.sandbox.catalogue.parts import CatalogueBreak, share
from supplier_connect.sandbox.digikey.accounts import Account
from supplier_connect.sandbox.digikey.categories import Category, Trail, parents, trail_of
from supplier_connect.sandbox.digikey.locale import Locale
from supplier_connect.sandbox.digikey.makers import Maker
from supplier_connect.sandbox.digikey.offers import DigiKeyProduct, Variation
from supplier_connect.sandbox.digikey.parameters import (
	CatalogueParameter,
	long_description,
	parameters_of,
	short_description,
)
from supplier_connect.sandbox.digikey.words import LAST_TIME_BUY, Pack, parameter_word, word

Json = dict[str, Any]

PRICE_DECIMALS = 5
_IDS = 25_000_000
_NCNR_PERCENT = 4
_BARE_DATASHEET_PERCENT = 30
_NO_BASE_PERCENT = 10
_LAST_BUY_HOUR = 6
_SERIES = re.compile(r"\d*[A-Za-z]+|\d+")
_STATED = Decimal(1)


@dataclass(frozen=True, slots=True)
class View:
	"""How a caller sees the shop: in which locale, as which account (None: as none), when.

	`site` is the server's address, as "http://127.0.0.1:8800".
	"""

	locale: Locale
	account: Account | None
	site: str
	now: datetime

	@property
	def price_share(self) -> Decimal | None:
		"""The share of the stated prices that the caller pays; None when it has no prices of its own."""
		return self.account.price_share if self.account else None

	@property
	def account_id(self) -> int:
		"""The account's id as answers state it."""
		return int(self.account.id) if self.account else 0

	def price(self, dollars: Decimal) -> Decimal:
		"""A price of one piece in the caller's currency, as everybody pays it."""
		return unit_price(dollars, self.locale.currency, PRICE_DECIMALS)

	def total(self, price: Decimal, quantity: int) -> Decimal:
		"""What a quantity costs at a price."""
		return amount(price, quantity, self.locale.currency)


def product_wire(product: DigiKeyProduct, view: View) -> Json:
	"""A product with all its variations."""
	part = product.part
	return {
		"Description": description_wire(product),
		"Manufacturer": maker_wire(product.maker),
		"ManufacturerProductNumber": part.mpn,
		"UnitPrice": float(view.price(product.price_of_one)),
		"ProductUrl": product_url(product, view.site),
		"DatasheetUrl": datasheet_url(product, view.site),
		"PhotoUrl": photo_url(product, view.site),
		"ProductVariations": [variation_wire(each, view) for each in product.variations],
		"QuantityAvailable": product.stock,
		"ProductStatus": {
			"Id": product.status.id,
			"Status": word(product.status.names, view.locale.language),
		},
		"BackOrderNotAllowed": False,
		"NormallyStocking": product.status.sold,
		# Never true, whatever the status is.
		"Discontinued": False,
		"EndOfLife": False,
		"Ncnr": is_ncnr(product),
		"PrimaryVideoUrl": None,
		"Parameters": [_parameter_wire(each, view.locale.language) for each in parameters_of(part)],
		"BaseProductNumber": _base_number_wire(part.mpn),
		"Category": category_wire(trail_of(part.category)),
		"DateLastBuyChance": _last_buy(product, view.now),
		"ManufacturerLeadWeeks": str(lead_weeks(product)),
		"ManufacturerPublicQuantity": 0,
		"Series": {"Id": _id_of(f"series {_series(part.mpn)}"), "Name": _series(part.mpn)},
		"ShippingInfo": None,
		"Classifications": {
			"ReachStatus": "REACH Unaffected",
			"RohsStatus": rohs_words(product),
			"MoistureSensitivityLevel": "1  (Unlimited)",
			"ExportControlClassNumber": "EAR99",
			"HtsusCode": "8533.21.0030",
		},
		"OtherNames": _other_names(product),
	}


def variation_wire(variation: Variation, view: View) -> Json:
	"""A product in one packaging."""
	return {
		"DigiKeyProductNumber": variation.number,
		"PackageType": pack_wire(variation.pack, view.locale.language),
		"StandardPricing": prices_wire(variation.steps, view, _STATED),
		"MyPricing": [] if view.price_share is None else prices_wire(variation.steps, view, view.price_share),
		"MarketPlace": variation.marketplace,
		"TariffActive": variation.tariff,
		"Supplier": maker_wire(variation.seller),
		"QuantityAvailableforPackageType": variation.stock,
		"MaxQuantityForDistribution": variation.maximum,
		"MinimumOrderQuantity": variation.minimum,
		"StandardPackage": variation.standard_pack,
		"DigiReelFee": float(view.total(view.price(variation.fee), 1)),
	}


def prices_wire(steps: Iterable[CatalogueBreak], view: View, price_share: Decimal) -> list[Json]:
	"""Price breaks in the caller's currency."""
	prices = ((step.quantity, view.price(step.price * price_share)) for step in steps)
	return [
		{
			"BreakQuantity": quantity,
			"UnitPrice": float(price),
			"TotalPrice": float(view.total(price, quantity)),
		}
		for quantity, price in prices
	]


def description_wire(product: DigiKeyProduct) -> Json:
	"""A product's descriptions."""
	return {
		"ProductDescription": short_description(product.part),
		"DetailedDescription": long_description(product.part),
	}


def maker_wire(maker: Maker) -> Json:
	"""A maker or seller."""
	return {"Id": maker.id, "Name": maker.name}


def pack_wire(pack: Pack, language: str) -> Json:
	"""A packaging: its id is the same in all languages, its name is not."""
	return {"Id": pack.id, "Name": word(pack.names, language)}


def category_wire(trail: Trail) -> Json:
	"""A trail of categories, each in the one before."""
	wire: Json = {}
	for category, parent in reversed(list(zip(trail, parents(trail), strict=True))):
		wire = category_node(category, parent, [wire] if wire else [], "ChildCategories")
	return wire


def category_node(category: Category, parent: int, children: list[Json], children_field: str) -> Json:
	"""One category with those below it, in a field that differs from call to call."""
	return {
		"CategoryId": category.id,
		"ParentId": parent,
		"Name": category.name,
		"ProductCount": 0,
		"NewProductCount": 0,
		"ImageUrl": "",
		"SeoDescription": "",
		children_field: children,
	}


def product_url(product: DigiKeyProduct, site: str) -> str:
	"""The page of a product."""
	maker = re.sub(r"[^a-z0-9]+", "-", product.maker.name.lower()).strip("-")
	return f"{site}/en/products/detail/{maker}/{_quoted(product)}/{part_id(product.part.mpn)}"


def datasheet_url(product: DigiKeyProduct, site: str) -> str:
	"""The data sheet of a product; the address of some begins with "//"."""
	bare = share(product.part.mpn, "datasheet") < _BARE_DATASHEET_PERCENT
	return f"{site.partition(':')[2] if bare else site}/datasheets/{_quoted(product)}"


def photo_url(product: DigiKeyProduct, site: str) -> str:
	"""The picture of a product."""
	return f"{site}/images/{_quoted(product)}.svg"


def part_id(number: str) -> int:
	"""DigiKey's number of a product or a variation."""
	return _id_of(f"part {number}")


def lead_weeks(product: DigiKeyProduct) -> int:
	"""The weeks a maker needs."""
	return product.part.lead_days // 7


def is_ncnr(product: DigiKeyProduct) -> bool:
	"""Whether an order can be neither cancelled nor returned."""
	return share(product.part.mpn, "ncnr") < _NCNR_PERCENT


def rohs_words(product: DigiKeyProduct) -> str:
	"""What DigiKey says of RoHS."""
	return "ROHS3 Compliant" if product.part.rohs else "RoHS non-compliant"


def _parameter_wire(parameter: CatalogueParameter, language: str) -> Json:
	return {
		"ParameterId": parameter.id,
		"ParameterText": parameter_word(parameter.name, language),
		"ParameterType": parameter.kind,
		"ValueId": parameter.value_id,
		"ValueText": parameter.text,
	}


def _base_number_wire(mpn: str) -> Json | None:
	if share(mpn, "base") < _NO_BASE_PERCENT:
		return None
	name = mpn[: max(6, len(mpn) // 2)]
	return {"Id": _id_of(f"base {name}"), "Name": name}


def _series(mpn: str) -> str:
	found = _SERIES.match(mpn)
	return found[0] if found else "-"


def _last_buy(product: DigiKeyProduct, now: datetime) -> str | None:
	"""The day of the last chance to buy a part at the end of its life, in the year after this one."""
	if product.status is not LAST_TIME_BUY:
		return None
	month = 1 + share(product.part.mpn, "last buy") % 12
	return f"{datetime(now.year + 1, month, 15, _LAST_BUY_HOUR):%Y-%m-%dT%H:%M:%S}+00:00"


def _other_names(product: DigiKeyProduct) -> list[str]:
	numbers = [each.number for each in product.variations]
	return [*numbers, *(number.removesuffix("-ND") for number in numbers)]


def _id_of(name: str) -> int:
	return 100_000 + crc32(name.encode()) % _IDS


def _quoted(product: DigiKeyProduct) -> str:
	return quote(product.part.mpn, safe="")
