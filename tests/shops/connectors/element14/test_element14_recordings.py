"""Real answers of element14, read where they are at hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.samples import RECORDINGS, Books, keys

from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.model.account import ShopAccount

FOLDER = RECORDINGS / "element14"
FILES = sorted(FOLDER.glob("*.json"))
pytestmark = pytest.mark.skipif(not FILES, reason="left out: the recorded answers of element14 are not here")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_recorded_product_becomes_an_offer(
	books: Books, address_telling: Callable[[object], str], file: Path
) -> None:
	told = json.loads(file.read_text())
	(results,) = told.values()
	products = (results.get("products") or [])[:25]
	account = ShopAccount(
		"E",
		"element14",
		"E",
		base_url=address_telling(told),
		country="GB",
		credentials=keys(search_key="k"),
	)
	offers = ShopRegistry().shop(account, books.host).by_keyword("x", len(products) or 1)
	assert [offer.sku for offer in offers] == [product["sku"] for product in products]
	for offer, product in zip(offers, products, strict=True):
		assert offer.stock == product["stock"]["level"] * product["packSize"]
		assert bool(offer.breaks) == bool(product.get("prices"))
		assert offer.manufacturer and offer.mpn and offer.lifecycle
