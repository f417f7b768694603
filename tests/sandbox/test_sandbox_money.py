"""Prices in other countries' money and writing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.sandbox_client import Client, item

from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.catalogue.money import UnknownCountry, amount, currency_of, unit_price, written
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer


def with_plain_apostrophes(text: str) -> str:
	"""A price as all releases of the locale data have it: they differ in the Swiss apostrophe."""
	return text.replace("’", "'")


@pytest.mark.parametrize(
	("country", "currency"),
	[("US", "USD"), ("DE", "EUR"), ("AT", "EUR"), ("GB", "GBP"), ("CH", "CHF"), ("JP", "JPY"), ("CN", "CNY")],
)
def test_the_currency_follows_the_country(country: str, currency: str) -> None:
	assert currency_of(country) == currency


def test_a_country_without_a_rate_pays_in_dollars() -> None:
	assert currency_of("IS") == "USD"


@pytest.mark.parametrize("country", ["", "XX", "Germany", "001"])
def test_no_country(country: str) -> None:
	with pytest.raises(UnknownCountry):
		currency_of(country)


@pytest.mark.parametrize(
	("price", "currency", "country", "text"),
	[
		("1234.56", "USD", "US", "$1,234.56"),
		("0.0123", "USD", "US", "$0.0123"),
		("0.1", "USD", "US", "$0.10"),
		("0.0123", "EUR", "DE", "0,0123 €"),
		("1234.56", "EUR", "DE", "1.234,56 €"),
		("2.1", "EUR", "AT", "€ 2,10"),
		("1234.56", "CHF", "CH", "CHF 1'234.56"),
		("185184", "JPY", "JP", "￥185,184"),
		("0.18", "JPY", "JP", "￥0.18"),
		("12.5", "GBP", "GB", "£12.50"),
	],
)
def test_prices_are_written_as_in_the_country(price: str, currency: str, country: str, text: str) -> None:
	assert with_plain_apostrophes(written(Decimal(price), currency, country)) == text


def test_a_price_never_rounds_to_nothing() -> None:
	assert unit_price(Decimal("0.0012"), "JPY") == Decimal("0.18")
	assert unit_price(Decimal("0.0012"), "EUR") == Decimal("0.0011")
	assert unit_price(Decimal("12.30"), "JPY") == Decimal("1845")
	assert amount(Decimal("0.18"), 1000, "JPY") == Decimal("180")


@pytest.mark.parametrize(
	("country", "number", "text", "currency"),
	[
		("US", "217-XC7K160T-2FBG484I", "$1,234.56", "USD"),
		("DE", "217-XC7K160T-2FBG484I", "1.135,7952 €", "EUR"),
		("AT", "595-TPS73101DBVR", "€ 1,6836", "EUR"),
		("JP", "217-XC7K160T-2FBG484I", "￥185,184", "JPY"),
		("CH", "217-XC7K160T-2FBG484I", "CHF 1'086.4128", "CHF"),
		("CN", "217-XC7K160T-2FBG484I", "¥8,888.832", "RMB"),
	],
)
def test_search_answers_in_the_account_s_money(
	catalogue: Catalogue, country: str, number: str, text: str, currency: str
) -> None:
	with SandboxServer(catalogue, country=country) as server:
		(part,) = Client(server.base_url).parts(number, "Exact")
	step = part["PriceBreaks"][0]
	assert (step["Quantity"], with_plain_apostrophes(step["Price"]), step["Currency"]) == (1, text, currency)


def test_a_german_account_reads_german(catalogue: Catalogue) -> None:
	with SandboxServer(catalogue, country="DE") as server:
		(part,) = Client(server.base_url).parts("595-TPS73101DBVR", "Exact")
	assert part["Availability"] == "5561 Auf Lager"
	assert part["AvailabilityInStock"] == "5561"
	assert part["LeadTime"] == "84 Tage"
	assert part["ProductAttributes"][0] == {"AttributeName": "Verpackung", "AttributeValue": "Gurtabschnitt"}


@pytest.mark.parametrize(
	("country", "currency", "price", "total"),
	[
		("US", "USD", 1.36, 13.6),
		("DE", "EUR", 1.2512, 12.51),
		("GB", "GBP", 1.0744, 10.74),
		("CH", "CHF", 1.1968, 11.97),
		("JP", "JPY", 204.0, 2040.0),
		("CN", "CNY", 9.792, 97.92),
	],
)
def test_carts_follow_the_country_of_the_call(
	client: Client, country: str, currency: str, price: float, total: float
) -> None:
	cart = client.insert(item("595-TPS73101DBVR", 10), countryCode=country, currencyCode="SEK")
	assert (cart["CurrencyCode"], cart["MerchandiseTotal"]) == (currency, total)
	assert (cart["CartItems"][0]["UnitPrice"], cart["CartItems"][0]["ExtendedPrice"]) == (price, total)
	assert client.cart(cart["CartKey"], countryCode=country)["CurrencyCode"] == currency
	assert client.cart(cart["CartKey"])["CurrencyCode"] == "USD"


def test_no_country_in_a_call(client: Client) -> None:
	(error,) = client.insert(item("595-TPS73101DBVR"), countryCode="XX")["Errors"]
	assert (error["Code"], error["PropertyName"]) == ("Invalid", "CountryCode")


def test_a_server_for_no_country(catalogue: Catalogue) -> None:
	with pytest.raises(UnknownCountry):
		SandboxServer(catalogue, country="XX", limits=Limits())
