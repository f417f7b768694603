"""Real answers of DigiKey, read where they are at hand."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from support.samples import RECORDINGS

from supplier_connect.shops.connectors.digikey.lists import _cart_line
from supplier_connect.shops.connectors.digikey.products import offer_of
from supplier_connect.shops.connectors.digikey.wire import DetailsWire, DigiKeySearchWire, ListPartsWire
from supplier_connect.shops.model.offer import Offer, Packing, price_at

FOLDER = RECORDINGS / "digikey"
pytestmark = pytest.mark.skipif(
	not FOLDER.exists(), reason="left out: the recorded answers of DigiKey are not here"
)
DETAILS = sorted((FOLDER / "productdetails").glob("*.json"))


def read(path: Any) -> Any:
	return json.loads(path.read_text(), parse_float=Decimal)


def offers(name: str) -> dict[Packing | None, Offer]:
	details = DetailsWire.model_validate(read(FOLDER / "productdetails" / f"kicost_dpn_{name}.json"))
	product = details.Product
	found = [
		offer_of(product, variation, details.SearchLocaleUsed.Currency)
		for variation in product.ProductVariations
	]
	return {offer.packing: offer for offer in found}


@pytest.mark.parametrize("path", DETAILS, ids=lambda path: path.stem)
def test_every_recorded_product_becomes_offers(path: Any) -> None:
	raw = read(path)
	details = DetailsWire.model_validate(raw)
	for variation, told in zip(
		details.Product.ProductVariations, raw["Product"]["ProductVariations"], strict=True
	):
		offer = offer_of(details.Product, variation, details.SearchLocaleUsed.Currency)
		assert offer.sku == told["DigiKeyProductNumber"]
		assert offer.currency == "USD"
		assert offer.packing is not None
		assert offer.packaging == (told["PackageType"]["Name"],)
		assert (offer.minimum or 0) == told["MinimumOrderQuantity"]
		assert [step.price for step in offer.breaks] == [
			step["UnitPrice"] for step in told["StandardPricing"]
		]
		assert not offer.datasheet_url.startswith("//")
		assert len(offer.parameters) >= 2


def test_the_reel_is_not_the_price_of_a_small_order() -> None:
	found = offers("C0805C104K5RACTU")
	assert found[Packing.CUT_TAPE].order_quantity(10) == 10
	assert found[Packing.REEL].order_quantity(10) == 4000
	assert found[Packing.CUSTOM_REEL].fee == Decimal("7.0")
	assert price_at(found[Packing.REEL].breaks, 10) is None
	assert found[Packing.CUT_TAPE].purchase(10).cost < found[Packing.CUSTOM_REEL].purchase(10).cost  # type: ignore[operator]


def test_a_box_of_tape_is_sold_whole() -> None:
	offer = offers("860020474012")[Packing.BOX]
	assert [offer.order_quantity(needed) for needed in (1, 801)] == [800, 1600]


def test_an_obsolete_part_has_neither_price_nor_minimum() -> None:
	offer = offers("A121375-ND")[Packing.BOX]
	assert (offer.lifecycle, offer.minimum, offer.breaks) == ("Obsolete", None, ())
	assert offer.last_buy is not None and offer.last_buy.year == 2018


@pytest.mark.parametrize("path", sorted((FOLDER / "keyword").glob("*.json")), ids=lambda path: path.stem)
def test_recorded_searches_are_read(path: Any) -> None:
	page = DigiKeySearchWire.model_validate(read(path))
	assert page.Products and page.SearchLocaleUsed.Currency == "USD"
	assert all(product.ManufacturerProductNumber for product in page.Products)


def test_a_recorded_list_with_an_obsolete_part_is_read() -> None:
	page = ListPartsWire.model_validate(read(FOLDER / "mylists" / "dk_listparts_obsolete.json"))
	line = _cart_line(page.PartsList[0])
	assert (line.sku, line.quantity, line.unit_price) == ("490-1532-1-ND", 10, None)
	assert [str(error) for error in line.errors] == ["490-1532-1-ND is obsolete: DigiKey no longer sells it."]
