"""The Mouser connector against a running shop: what it finds, how it reads it, and what it says of errors."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from support.samples import (
	BY_TENS,
	CAPACITOR,
	CART_KEY,
	DEAR,
	OUT_OF_STOCK,
	RESISTOR,
	RESTRICTED,
	SEARCH_KEY,
	Books,
	held,
	keys,
	shop_that,
)

from supplier_connect.core.http.exchange import Call, Response
from supplier_connect.core.model.errors import (
	CartNotFound,
	NotAuthorised,
	NotFound,
	OutcomeUnknown,
	QuotaExhausted,
	RateLimited,
	RejectedInput,
	SupplierConnectError,
	UnexpectedResponse,
)
from supplier_connect.core.model.messages import msg, plain
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.mouser.errors import check_answer
from supplier_connect.shops.connectors.mouser.sites import at_site
from supplier_connect.shops.connectors.mouser.wire import CartWire, PartWire
from supplier_connect.shops.connectors.protocols import Shop
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.matching.ranking.availability import availability, terms_sentence
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import Cart, CartItem, CartLabel
from supplier_connect.shops.model.offer import price_at


@pytest.fixture
def shop(books: Books, account: ShopAccount) -> Shop:
	return books.shop(account)


def new_cart(shop: Shop, items: list[CartItem]) -> Cart:
	return shop.create(CartLabel("PO-00001", 1), items).cart


# search


def test_finds_by_its_own_and_by_the_makers_number(shop: Shop) -> None:
	offers = shop.by_part_numbers([RESISTOR, "LMK107BJ475KAHT"])
	assert {offer.sku for offer in offers} == {RESISTOR, CAPACITOR}


def test_asks_for_ten_numbers_a_call(shop: Shop, sandbox: SandboxServer, catalogue: Catalogue) -> None:
	skus = [part.sku for part in catalogue if part.sku][:95]
	offers = shop.by_part_numbers(skus)
	assert {offer.sku for offer in offers} == set(skus)
	assert len(sandbox.state["calls"]) == 10


def test_only_whole_numbers_match(shop: Shop) -> None:
	assert shop.by_part_numbers(["603-RC0402"]) == ()


def test_numbers_that_mouser_cannot_take_are_not_sent(shop: Shop, sandbox: SandboxServer) -> None:
	assert shop.by_part_numbers(["ab", "x" * 41, "a|b|c", ""]) == ()
	assert not sandbox.state["calls"]


@pytest.mark.parametrize("odd", ["603-<NO-SUCH>", "10kΩ"])
def test_a_number_with_a_special_character_keeps_no_other_from_being_found(
	shop: Shop, sandbox: SandboxServer, catalogue: Catalogue, odd: str
) -> None:
	skus = [part.sku for part in catalogue if part.sku][:9]
	offers = shop.by_part_numbers([*skus[:4], odd, *skus[4:]])
	assert {offer.sku for offer in offers} == set(skus)
	assert len(sandbox.state["calls"]) <= 9


def test_a_number_that_is_refused_alone_says_why(shop: Shop) -> None:
	with pytest.raises(RejectedInput, match="special character"):
		shop.by_part_numbers(["603-<NO-SUCH>"])


@pytest.mark.parametrize(
	("told", "tariff", "surcharge"),
	[
		(
			[{"code": "TARIFF", "message": "A tariff of 56 % may be applied."}],
			True,
			"A tariff of 56 % may be applied.",
		),
		(["Environmental fee"], True, "Environmental fee"),
		([{"code": "SC01", "message": None}], True, "SC01"),
		([], False, ""),
		(None, None, ""),
		("nonsense", None, ""),
	],
)
def test_surcharges_are_told(
	books: Books, account: ShopAccount, told: object, tariff: bool | None, surcharge: str
) -> None:
	part = {"MouserPartNumber": RESISTOR, "SurchargeMessages": told}
	with shop_that(lambda _request: {"NumberOfResult": 1, "Parts": [part]}) as url:
		(offer,) = books.shop(replace(account, base_url=url)).by_part_numbers([RESISTOR])
	assert (offer.tariff, offer.surcharge) == (tariff, surcharge)
	assert (availability(offer, 1).terms < 1) == bool(tariff)
	assert terms_sentence(offer) == (plain(surcharge) if surcharge else msg("Nothing special."))


@pytest.mark.parametrize(
	("country", "site"),
	[
		("DE", "www.mouser.de"),
		("GB", "www.mouser.co.uk"),
		("BR", "br.mouser.com"),
		("CO", "co.mouser.com"),
		("US", "www.mouser.com"),
		("IS", "www.mouser.com"),
	],
)
def test_a_product_opens_at_the_site_of_the_country(
	books: Books, account: ShopAccount, country: str, site: str
) -> None:
	page = "/ProductDetail/Bel-Fuse/5MF-6-R?qs=MvPYb%3D%3D"
	part = {"MouserPartNumber": RESISTOR, "ProductDetailUrl": f"https://www.mouser.com{page}"}
	with shop_that(lambda _request: {"NumberOfResult": 1, "Parts": [part]}) as url:
		local = replace(account, base_url=url, country=country, currency="")
		(offer,) = books.shop(local).by_part_numbers([RESISTOR])
	assert offer.url == f"https://{site}{page}"


def test_a_page_elsewhere_stays_where_it_is(shop: Shop, sandbox: SandboxServer) -> None:
	assert at_site(f"{sandbox.base_url}/ProductDetail/x", "DE") == f"{sandbox.base_url}/ProductDetail/x"
	assert at_site("", "DE") == ""


def test_a_part_that_is_only_listed_has_no_offer(shop: Shop) -> None:
	assert shop.by_part_numbers(["1N4148W-13-F"]) == ()


def test_an_offer_has_all_that_the_shop_tells(shop: Shop) -> None:
	(offer,) = shop.by_part_numbers([BY_TENS])
	assert (offer.mpn, offer.manufacturer, offer.currency) == ("61300811121", "Wurth Elektronik", "USD")
	assert (offer.minimum, offer.multiple, offer.stock) == (10, 10, 14320)
	assert offer.breaks[0].quantity == 10
	assert price_at(offer.breaks, 49) == Decimal("0.214")
	assert price_at(offer.breaks, 9) is None
	assert offer.lead_time_days == 91
	assert offer.url.startswith("http")


def test_prices_above_a_thousand_and_below_a_cent(shop: Shop) -> None:
	dear, cheap = shop.by_part_numbers([DEAR])[0], shop.by_part_numbers(["WR04X000 PTL"])[0]
	assert price_at(dear.breaks, 1) == Decimal("1234.56")
	assert price_at(cheap.breaks, 10_000) < Decimal("0.01")


def test_what_is_not_told_is_unknown(shop: Shop) -> None:
	(restricted,) = shop.by_part_numbers([RESTRICTED])
	assert restricted.breaks == ()
	assert restricted.restriction
	(gone,) = shop.by_part_numbers([OUT_OF_STOCK])
	assert gone.stock == 0


@pytest.mark.parametrize(
	("told", "stock"),
	[
		(
			{"AvailabilityInStock": "36728", "Availability": "36728 In Stock", "AvailabilityOnOrder": []},
			36728,
		),
		({"Availability": "500 In Stock"}, 500),
		({"Availability": None, "AvailabilityInStock": None, "AvailabilityOnOrder": [{"Quantity": 5}]}, 0),
		({"AvailabilityOnOrder": []}, 0),
		({"Availability": "in abundance", "AvailabilityOnOrder": []}, None),
		({"Availability": "In Stock", "AvailabilityInStock": None, "AvailabilityOnOrder": []}, None),
		({"Availability": None, "AvailabilityInStock": None, "AvailabilityOnOrder": None}, None),
		({}, None),
	],
)
def test_a_count_that_is_left_out_is_none_in_stock_and_one_that_is_missing_is_unknown(
	told: dict[str, object], stock: int | None
) -> None:
	assert PartWire.model_validate({"MouserPartNumber": "603-X", **told}).stock == stock


@pytest.mark.parametrize(
	("country", "currency"),
	[("DE", "EUR"), ("AT", "EUR"), ("CH", "CHF"), ("JP", "JPY"), ("GB", "GBP"), ("SE", "SEK"), ("CN", "CNY")],
)
def test_localised_prices_are_read_right(
	books: Books, account: ShopAccount, catalogue: Catalogue, country: str, currency: str
) -> None:
	"""The search answers in words of the key's country; the cart tells the same prices as numbers."""
	with SandboxServer(catalogue, country=country, limits=Limits(0, 0)) as local:
		shop = books.shop(replace(account, base_url=f"{local.base_url}/api", country=country, currency=""))
		offers = {offer.sku: offer for offer in shop.by_part_numbers([RESISTOR, CAPACITOR, DEAR, BY_TENS])}
		cart = new_cart(shop, [CartItem(sku, 10, "x") for sku in offers])
	assert {offer.currency for offer in offers.values()} == {currency} == {cart.currency}
	for sku, offer in offers.items():
		line = cart.line(sku)
		assert line is not None
		assert price_at(offer.breaks, 10) == line.unit_price


def test_a_search_counts_what_is_listed_and_loses_none_behind_a_part_without_a_number(
	shop: Shop, sandbox: SandboxServer, catalogue: Catalogue
) -> None:
	listed = catalogue.search("100", limit=100).parts
	assert any(not part.sku for part in listed[:50])
	offers = shop.by_keyword("100", 100)
	assert [offer.sku for offer in offers] == [part.sku for part in listed if part.sku]
	assert len(sandbox.state["calls"]) == 2


def test_no_page_is_asked_for_behind_the_last_part(shop: Shop, sandbox: SandboxServer) -> None:
	fewer = sandbox.catalogue.search("100").total
	assert len(shop.by_keyword("100", fewer)) == fewer - 1
	assert len(sandbox.state["calls"]) == -(-fewer // 50)


@pytest.mark.parametrize(("language", "told"), [("en", "false"), ("de", "true")])
def test_words_in_another_language_are_searched_for_as_such(
	books: Books, account: ShopAccount, language: str, told: str
) -> None:
	asked: list[dict[str, Any]] = []

	def nothing(request: dict[str, Any]) -> dict[str, Any]:
		asked.append(request)
		return {"NumberOfResult": 0, "Parts": []}

	with shop_that(nothing) as url:
		books.shop(replace(account, base_url=url, language=language)).by_keyword("Widerstand", 10)
	assert [request["searchWithYourSignUpLanguage"] for request in asked] == [told]


def test_keyword_search_goes_on_page_by_page(shop: Shop, sandbox: SandboxServer) -> None:
	offers = shop.by_keyword("resistor", 120)
	assert len({offer.sku for offer in offers}) == 120
	assert len(sandbox.state["calls"]) == 3


# cart


def test_a_cart_is_created_filled_updated_read_and_emptied(shop: Shop, sandbox: SandboxServer) -> None:
	cart = new_cart(shop, [CartItem(RESISTOR, 100, "R-0402-10K")])
	cart = shop.insert(cart, [CartItem(CAPACITOR, 5, "C-0603-4U7")])
	cart = shop.update(cart, [CartItem(RESISTOR, 50, "R-0402-10K")])
	assert held(sandbox) == [{RESISTOR: 50, CAPACITOR: 5}]
	read = shop.read(cart.key)
	assert read == cart
	line = read.line(RESISTOR.lower())
	assert line is not None
	assert (line.customer_reference, line.stock, line.unit_price) == ("R-0402-10K", 1204388, Decimal("0.014"))
	assert cart.total == Decimal("0.70") + Decimal("1.1")
	assert shop.remove(cart, cart.line(CAPACITOR)).line(CAPACITOR) is None
	assert shop.empty(cart.key).lines == ()
	assert held(sandbox) == [{}]


def test_the_link_opens_the_cart_at_the_supplier(
	shop: Shop, books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	cart = new_cart(shop, [CartItem(RESISTOR, 1, "x")])
	assert cart.url == f"{sandbox.base_url}/cart?cartKey={cart.key}"
	real = books.shop(replace(account, base_url="https://api.mouser.com/api"))
	assert real._web_page("k") == "https://www.mouser.com/cart?cartKey=k"


def test_refused_lines_come_with_the_shops_words_and_without_a_price(shop: Shop) -> None:
	cart = new_cart(
		shop, [CartItem(RESISTOR, 1, "a"), CartItem("603-NOTHING", 1, "b"), CartItem(BY_TENS, 3, "c")]
	)
	refused = {line.sku: line for line in cart.lines if line.errors}
	assert set(refused) == {"603-NOTHING", BY_TENS}
	assert refused["603-NOTHING"].unit_price is None
	assert "minimum" in " ".join(map(str, refused[BY_TENS].errors)).lower()


@pytest.mark.parametrize(
	"names", [("additionalFees", "additionalFeesTotal"), ("AdditionalFees", "AdditionalFeesTotal")]
)
def test_fees_are_read_in_either_spelling(names: tuple[str, str]) -> None:
	fee = {"Amount": Decimal(7), "ExtendedAmount": Decimal(7), "Code": "MouseReel"}
	if names[0][0].islower():
		fee = {name[0].lower() + name[1:]: value for name, value in fee.items()}
	line = {"MouserPartNumber": RESISTOR, "Quantity": 1, names[0]: [fee]}
	wire = CartWire.model_validate({"CartKey": "k", "CartItems": [line], names[1]: 7})
	assert wire.AdditionalFeesTotal == 7
	assert (wire.CartItems[0].AdditionalFees[0].ExtendedAmount, wire.CartItems[0].AdditionalFees[0].Code) == (
		7,
		"MouseReel",
	)


def test_a_currency_that_nothing_is_sold_in_is_named(books: Books, account: ShopAccount) -> None:
	shop = books.shop(replace(account, country="IS", currency="ISK"))
	with pytest.raises(RejectedInput, match=r"does not sell in ISK\. Set another Currency") as raised:
		new_cart(shop, [CartItem(RESISTOR, 1, "x")])
	assert raised.value.field == "currency"


def test_an_unknown_cart_is_told_apart(shop: Shop) -> None:
	with pytest.raises(CartNotFound):
		shop.read("11111111-2222-3333-4444-555555555555")


# keys and limits


@pytest.mark.parametrize(
	("cart_key", "search_key", "sentence"),
	[
		("wrong", SEARCH_KEY, "Cart API Key"),
		(CART_KEY, "wrong", "Search API Key"),
		("sandbox-search-only-key", SEARCH_KEY, "Mouser US"),
		("", SEARCH_KEY, "has no Cart API Key"),
	],
)
def test_each_key_is_named_when_it_is_not_taken(
	books: Books, account: ShopAccount, cart_key: str, search_key: str, sentence: str
) -> None:
	with pytest.raises(NotAuthorised, match=sentence) as raised:
		books.shop(
			replace(account, credentials=keys(cart_key=cart_key, search_key=search_key))
		).test_connection()
	assert "wrong" not in str(raised.value)


def test_the_connection_test_tells_what_works_and_changes_nothing(shop: Shop, sandbox: SandboxServer) -> None:
	assert shop.test_connection() == ("cart", "search")
	assert held(sandbox) == []


def test_the_shops_own_minute_is_waited_for(shop: Shop, sandbox: SandboxServer, books: Books) -> None:
	sandbox.limits = Limits(per_minute=1, per_day=0)
	shop.by_part_numbers([RESISTOR])
	with pytest.raises(RateLimited):
		shop.by_part_numbers([RESISTOR])
	assert books.naps
	assert all(50 < nap <= 60 for nap in books.naps)


def test_the_shops_own_day_ends_at_once(shop: Shop, sandbox: SandboxServer, books: Books) -> None:
	sandbox.limits = Limits(per_minute=0, per_day=1)
	shop.by_part_numbers([RESISTOR])
	with pytest.raises(QuotaExhausted, match="There are new ones from"):
		shop.by_part_numbers([RESISTOR])
	assert not books.naps


# broken answers


@pytest.mark.parametrize("field", ["CartKey", "CartItems", "MouserPartNumber", "Quantity"])
def test_a_cart_that_lacks_what_matters_is_not_believed(
	shop: Shop, sandbox: SandboxServer, field: str
) -> None:
	sandbox.faults.add(Fault(FaultKind.MISSING_FIELDS, times=-1, fields=(field,)))
	with pytest.raises(UnexpectedResponse, match=field):
		new_cart(shop, [CartItem(RESISTOR, 1, "x")])


def test_a_cart_that_lacks_the_rest_is_read_with_unknowns(shop: Shop, sandbox: SandboxServer) -> None:
	sandbox.faults.add(
		Fault(FaultKind.MISSING_FIELDS, times=-1, fields=("UnitPrice", "MouserATS", "CurrencyCode", "Errors"))
	)
	cart = new_cart(shop, [CartItem(RESISTOR, 1, "x")])
	assert cart.currency == ""
	assert (cart.lines[0].unit_price, cart.lines[0].stock) == (None, None)


@pytest.mark.parametrize(
	"fields", [("SearchResults",), ("Parts",), ("NumberOfResult",), ("MouserPartNumber",)]
)
def test_a_search_that_lacks_what_matters_is_not_believed(
	shop: Shop, sandbox: SandboxServer, fields: tuple[str, ...]
) -> None:
	sandbox.faults.add(Fault(FaultKind.MISSING_FIELDS, times=-1, fields=fields))
	with pytest.raises((UnexpectedResponse, RejectedInput)):
		shop.by_part_numbers([RESISTOR])


# documented errors

DOCUMENTED = {
	"Required": RejectedInput,
	"Invalid": RejectedInput,
	"InvalidCharacters": RejectedInput,
	"TooManyRequests": RateLimited,
	"NotFound": RejectedInput,
	"MinLength": RejectedInput,
	"MaxLength": RejectedInput,
	"InvalidFormat": RejectedInput,
	"NotAvailable": RejectedInput,
	"NotAllowed": RejectedInput,
	"EmptyCart": RejectedInput,
	"NoValidItemsInCart": RejectedInput,
	"InternalError": OutcomeUnknown,
	"SomethingNew": RejectedInput,
}


@pytest.mark.parametrize(("code", "expected"), DOCUMENTED.items())
def test_every_documented_error_is_typed_and_tells_the_field(
	account: ShopAccount, code: str, expected: type[SupplierConnectError]
) -> None:
	body = {"Errors": [{"Code": code, "Message": None, "PropertyName": "Keyword"}], "SearchResults": None}
	with pytest.raises(expected) as raised:
		check_answer(account, Call("POST", "/v1/search/keyword"), Response(200, {}, body))
	assert raised.value.account == "Mouser US"
	assert raised.value.call == "POST /v1/search/keyword"


def test_a_message_of_its_own_never_repeats_our_key(account: ShopAccount) -> None:
	body = {"Message": f"Key {CART_KEY} has no right to this."}
	with pytest.raises(NotAuthorised) as raised:
		check_answer(account, Call("GET", "/v1/cart"), Response(403, {}, body))
	assert CART_KEY not in str(raised.value)


# registry


def test_other_apps_add_a_shop_and_names_must_differ() -> None:
	kind = next(iter(ShopRegistry().kinds.values()))
	other = replace(kind, name="Other Shop")
	assert ShopRegistry([other]).kind("Other Shop") is other
	with pytest.raises(RejectedInput, match="Mouser"):
		ShopRegistry([kind])
	with pytest.raises(NotFound, match="Nobody"):
		ShopRegistry().kind("Nobody")
