"""The element14 connector against a running shop: what it finds, how it reads it, and what it says of errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from support.samples import Books, keys

from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.errors import (
	NotAuthorised,
	QuotaExhausted,
	RateLimited,
	RejectedInput,
	SupplierConnectError,
	UnexpectedResponse,
)
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.element14.server import SEARCH_KEY
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import ELEMENT14
from supplier_connect.shops.connectors.element14.client import breaks_of
from supplier_connect.shops.connectors.element14.kind import ELEMENT14 as KIND
from supplier_connect.shops.connectors.element14.wire import Element14ProductWire
from supplier_connect.shops.connectors.protocols import Capability, ShopConnector
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.offer import Offer, Packing, PriceBreak
from supplier_connect.shops.model.resync import WatchedPart

MPN = "RC0402FR-1310KL"


@pytest.fixture
def server(catalogue: Catalogue) -> Iterator[SandboxServer]:
	"""An element14 without limits on calls."""
	with SandboxServer(catalogue, shop=ELEMENT14, limits=Limits(0, 0, 0, 0)) as running:
		yield running


@pytest.fixture
def farnell(server: SandboxServer) -> ShopAccount:
	return ShopAccount(
		"Farnell UK",
		"element14",
		"Farnell",
		base_url=server.base_url,
		country="GB",
		timeout=5,
		limits=CallLimits(),
		credentials=keys(search_key=SEARCH_KEY),
	)


def shop_of(books: Books, account: ShopAccount) -> ShopConnector:
	return ShopRegistry().shop(account, books.host)


def calls(server: SandboxServer) -> int:
	return len(server.state["calls"])


def test_it_can_be_searched_and_has_a_list_in_place_of_a_cart() -> None:
	assert KIND.capabilities == {Capability.SEARCH, Capability.REFRESH, Capability.ORDER_LIST}


def test_each_packing_of_a_part_is_an_offer_in_the_currency_of_the_store(
	books: Books, farnell: ShopAccount, catalogue: Catalogue
) -> None:
	offers = shop_of(books, farnell).by_part_numbers([MPN])
	(part,) = catalogue.by_mpn(MPN)
	assert len(offers) == len(part.packings) > 1
	assert {offer.mpn for offer in offers} == {MPN}
	assert {offer.currency for offer in offers} == {"GBP"}
	(tape,) = [offer for offer in offers if offer.packing is Packing.CUT_TAPE]
	(reel,) = [offer for offer in offers if offer.packing is Packing.REEL]
	assert (tape.minimum, reel.minimum, reel.multiple) == (part.minimum, part.reel, part.reel)
	assert tape.stock == part.stock
	assert tape.lead_time_days == part.lead_days
	assert tape.lifecycle == "Active"
	assert all(step.quantity >= part.reel for step in reel.breaks)
	assert tape.url == f"https://uk.farnell.com/{tape.sku}"
	assert ("Resistance", "10000", "ohm") in [(one.name, one.value, one.unit) for one in tape.parameters]


def test_an_order_code_is_found_as_it_is_in_one_call(
	books: Books, farnell: ShopAccount, server: SandboxServer
) -> None:
	shop = shop_of(books, farnell)
	codes = [offer.sku for offer in shop.by_keyword("resistor", 10)]
	before = calls(server)
	assert [offer.sku for offer in shop.by_part_numbers(codes)] == codes
	assert calls(server) == before + 1


def test_words_are_answered_page_by_page(books: Books, farnell: ShopAccount, server: SandboxServer) -> None:
	offers = shop_of(books, farnell).by_keyword("resistor", 60)
	assert len({offer.sku for offer in offers}) == 60
	assert calls(server) == 3


def test_another_country_is_another_store(books: Books, farnell: ShopAccount) -> None:
	american = shop_of(books, replace(farnell, country="US")).by_part_numbers([MPN])[0]
	british = shop_of(books, farnell).by_part_numbers([MPN])[0]
	assert (american.currency, american.url.split("/")[2]) == ("USD", "www.newark.com")
	assert american.breaks[0].price > british.breaks[0].price
	with pytest.raises(RejectedInput, match="does not sell in IS"):
		KIND.check(replace(farnell, country="IS"))


def watched(*codes: str) -> list[WatchedPart]:
	return [
		WatchedPart(str(place), f"I-{place}", Offer(code, "", "", "", "GBP"))
		for place, code in enumerate(codes)
	]


def test_a_refresh_asks_for_ten_order_codes_in_a_call(
	books: Books, farnell: ShopAccount, server: SandboxServer
) -> None:
	shop = shop_of(books, farnell)
	codes = [offer.sku for offer in shop.by_keyword("resistor", 25)]
	before = calls(server)
	told = {
		outcome.sku: outcome
		for batch in shop.refresh(watched(*codes, "9999999", "no code"))
		for outcome in batch
	}
	assert calls(server) == before + 3
	assert all((offer := told[code].offer) and offer.sku == code for code in codes)
	assert (told["9999999"].offer, told["9999999"].failure) == (None, None)
	assert "not a valid order code" in str(told["no code"].failure)


def test_a_wrong_key_is_named(books: Books, farnell: ShopAccount) -> None:
	with pytest.raises(NotAuthorised, match="does not accept the Search API Key") as told:
		shop_of(books, replace(farnell, credentials=keys(search_key="wrong-key"))).test_connection()
	assert "wrong-key" not in str(told.value)
	assert shop_of(books, farnell).test_connection() == ("search",)


def test_too_many_calls_a_second_are_no_wrong_key(
	books: Books, farnell: ShopAccount, server: SandboxServer
) -> None:
	server.limits = Limits(60, 0, 0, 0)
	shop = shop_of(books, replace(farnell, patience=0))
	with pytest.raises(RateLimited):
		for _ in range(5):
			shop.test_connection()


def test_a_spent_day_is_told(books: Books, farnell: ShopAccount, server: SandboxServer) -> None:
	server.limits = Limits(0, 1, 0, 0)
	shop = shop_of(books, farnell)
	shop.test_connection()
	with pytest.raises(QuotaExhausted):
		shop.by_keyword("capacitor", 5)


def test_the_key_is_in_no_record(books: Books, farnell: ShopAccount) -> None:
	shop_of(books, farnell).by_part_numbers([MPN])
	assert books.calls and SEARCH_KEY not in repr(books.calls)


@pytest.mark.parametrize(
	"kind", [FaultKind.HTML, FaultKind.BROKEN_JSON, FaultKind.EMPTY, FaultKind.CUT, FaultKind.STATUS]
)
def test_no_fault_is_taken_for_an_answer(
	books: Books, farnell: ShopAccount, server: SandboxServer, kind: FaultKind
) -> None:
	server.faults.add(Fault(kind, times=-1))
	with pytest.raises(SupplierConnectError):
		shop_of(books, farnell).by_part_numbers([MPN])


@pytest.mark.parametrize(
	"answer",
	[
		{},
		{"keywordSearchReturn": None},
		{"keywordSearchReturn": {"products": []}},
		{"keywordSearchReturn": {"numberOfResults": 1, "products": [{"displayName": "X"}]}},
		{"keywordSearchReturn": {"numberOfResults": "many", "products": []}},
		[1],
	],
)
def test_an_answer_that_can_not_be_read_is_an_error(
	books: Books, farnell: ShopAccount, address_telling: Callable[[object], str], answer: object
) -> None:
	with pytest.raises(UnexpectedResponse):
		shop_of(books, replace(farnell, base_url=address_telling(answer))).by_keyword("resistor", 1)


def test_what_is_odd_about_a_product_is_unknown() -> None:
	odd = {
		"sku": 1278613,
		"prices": {"from": 1, "to": 9, "cost": "0.5"},
		"inv": -3,
		"stock": "none",
		"image": None,
		"attributes": [None, "x"],
	}
	product = Element14ProductWire.model_validate(odd)
	assert (product.sku, product.inv, product.stock.level) == ("1278613", None, None)
	assert breaks_of(product) == (PriceBreak(1, Decimal("0.5")),)


def test_a_pack_is_counted_in_pieces() -> None:
	told = {
		"sku": "1",
		"packSize": 100,
		"translatedMinimumOrderQuality": 2,
		"prices": [{"from": 1, "cost": 5}, {"from": 10, "cost": 4}],
	}
	assert breaks_of(Element14ProductWire.model_validate(told)) == (
		PriceBreak(200, Decimal("0.05")),
		PriceBreak(1000, Decimal("0.04")),
	)


_ROW = st.fixed_dictionaries(
	{},
	optional={
		"from": st.one_of(st.none(), st.integers(), st.text(max_size=5)),
		"cost": st.one_of(st.none(), st.floats(), st.decimals(), st.text(max_size=8)),
	},
)


@given(st.lists(_ROW, max_size=8), st.integers(-2, 5000), st.integers(-2, 5000))
def test_price_breaks_ascend_and_are_never_free(rows: list[Any], least: int, pack: int) -> None:
	told = {"sku": "1", "prices": rows, "translatedMinimumOrderQuality": least, "packSize": pack}
	steps = breaks_of(Element14ProductWire.model_validate(told))
	quantities = [step.quantity for step in steps]
	assert quantities == sorted(set(quantities))
	assert all(step.price > 0 and step.quantity >= max(least, 1) for step in steps)


def test_the_sandbox_answers_as_the_documentation_says(server: SandboxServer) -> None:
	asked = {
		"term": f"manuPartNum:{MPN}",
		"storeInfo.id": "www.newark.com",
		"callInfo.responseDataFormat": "json",
		"callinfo.apiKey": SEARCH_KEY,
		"resultsSettings.responseGroup": "prices",
	}
	address = f"{server.base_url}/catalog/products"
	told = requests.get(address, asked, timeout=5).json()["manufacturerPartNumberSearchReturn"]
	product = told["products"][0]
	assert told["numberOfResults"] == len(told["products"])
	assert product["translatedManufacturerPartNumber"] == MPN
	assert product["prices"][-1]["to"] == 999999999
	assert "stock" not in product and "attributes" not in product
	assert requests.get(address, {**asked, "storeInfo.id": "xx"}, timeout=5).status_code == 400
	refused = requests.get(address, {**asked, "callinfo.apiKey": "x"}, timeout=5)
	assert (refused.status_code, refused.headers["X-Mashery-Error-Code"]) == (
		403,
		"ERR_403_DEVELOPER_INACTIVE",
	)
