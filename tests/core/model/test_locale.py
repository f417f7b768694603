"""Countries and currencies that an account may leave out."""

from __future__ import annotations

import pytest

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.locale import (
	check_country,
	check_currency,
	countries,
	country_of,
	currency_of,
)
from supplier_connect.shops.model.account import ShopAccount


def account(**changes: str) -> ShopAccount:
	return ShopAccount(name="A", connector="Mouser", supplier="Mouser", **changes)


@pytest.mark.parametrize(
	("currency", "country"),
	[
		("USD", "US"),
		("EUR", "DE"),
		("GBP", "GB"),
		("CHF", "CH"),
		("JPY", "JP"),
		("CNY", "CN"),
		("AUD", "AU"),
		("XOF", "SN"),
	],
)
def test_a_currency_stands_for_a_country(currency: str, country: str) -> None:
	assert country_of(currency) == country
	assert currency_of(country) == currency


def test_the_table_holds_every_country_and_no_grouping() -> None:
	assert 249 <= len(countries()) <= 250
	assert not {"EU", "UN", "ZZ"} & set(countries())
	assert all(currency_of(code) for code in countries() if code != "AQ")


def test_the_account_decides_and_what_it_leaves_out_follows() -> None:
	assert (account(country="AT").shop_country, account(country="AT").shop_currency) == ("AT", "EUR")
	assert account(currency="SEK").shop_country == "SE"
	assert account(country="DE", currency="USD").shop_currency == "USD"
	assert account().shop_country == "US"


@pytest.mark.parametrize("code", ["USA", "us", "EU", "", "X1"])
def test_what_is_no_country_is_refused_by_name(code: str) -> None:
	with pytest.raises(RejectedInput, match="two-letter country") as raised:
		check_country(code)
	assert raised.value.field == "country"


def test_what_is_no_currency_is_refused_by_name() -> None:
	with pytest.raises(RejectedInput, match="RMB"):
		check_currency("RMB")
