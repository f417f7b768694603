"""A price is read as the shop wrote it, or not at all."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale
from babel.numbers import format_currency, format_decimal, get_decimal_symbol
from hypothesis import example, given
from hypothesis import strategies as st

from supplier_connect.core.model.locale import countries, decimal_mark_of
from supplier_connect.core.model.money import decimal_mark, parse_price

LABELLED = Path(__file__).resolve().parents[4] / "shared" / "benchmarks" / "price_strings.json"

# Locales of the countries that buy at the shops, with Latin digits.
LOCALES = ("en_US", "en_GB", "de_DE", "de_AT", "de_CH", "fr_FR", "it_IT", "es_ES", "nl_NL", "pl_PL", "sv_SE")
MORE_LOCALES = (
	"da_DK",
	"nb_NO",
	"fi_FI",
	"cs_CZ",
	"pt_BR",
	"ja_JP",
	"en_IN",
	"en_CA",
	"fr_CH",
	"es_MX",
	"he_IL",
)
CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY", "SEK", "INR", "BRL")
amounts = st.decimals(min_value="0.0001", max_value="9999999", places=4, allow_nan=False)


@pytest.mark.parametrize(
	("text", "mark", "expected"),
	[
		("$1,234.56", None, "1234.56"),
		("1.234,56 €", None, "1234.56"),
		("0,02 €", None, "0.02"),
		("0,018 €", None, "0.018"),
		("$0.018", None, "0.018"),
		("CHF 1'234.50", None, "1234.50"),
		("CHF 1’234.50", None, "1234.50"),
		("1 234,56 €", None, "1234.56"),
		("1 234,5 kr", None, "1234.5"),
		("₹1,23,456.00", None, "123456.00"),
		("$1,234", None, "1234"),
		("1.234 €", None, "1234"),
		("€ 1,234", ",", "1.234"),
		("$1.234", ".", "1.234"),
		("¥2,100", ".", "2100"),
		("$.05", None, "0.05"),
		(",018 €", None, "0.018"),
		(",5 €", None, "0.5"),
		("12345,67", None, "12345.67"),
		("٣٫٥ $", None, "3.5"),
	],
)
def test_known_texts(text: str, mark: str | None, expected: str) -> None:
	assert parse_price(text, mark) == Decimal(expected)


@pytest.mark.parametrize(
	"text",
	[
		None,
		"",
		" ",
		"Call",
		"Mumpitz",
		"0",
		"0,00 €",
		"$5 - $7",
		"12 pcs 3,50",
		"-1,50 €",
		"1,234",
		"1.5.2.3,4,5",
		"1 1.50",
		"100 0.5",
		"1,5.5",
		"1.2.3",
		"1.5.25",
		"1'23",
		"(1.23)",
		"$1.23-",
	],
)
def test_what_is_no_price_is_none_and_never_zero(text: str | None) -> None:
	assert parse_price(text) is None


def test_a_clear_price_speaks_for_its_whole_answer() -> None:
	answer = ["1.234 €", "0,98 €"]
	mark = decimal_mark(answer)
	assert [parse_price(text, mark) for text in answer] == [Decimal(1234), Decimal("0.98")]


def test_the_answer_outweighs_the_accounts_country() -> None:
	assert decimal_mark(["$0.10", "$1.234"], default=",") == "."


def test_contradicting_prices_leave_doubtful_ones_unread() -> None:
	mark = decimal_mark(["0.10", "0,20"])
	assert mark is None
	assert parse_price("1,234", mark) is None


@given(amount=amounts, locale=st.sampled_from(LOCALES + MORE_LOCALES), currency=st.sampled_from(CURRENCIES))
@example(amount=Decimal("1234.0000"), locale="de_DE", currency="EUR")
def test_reads_what_any_locale_writes(amount: Decimal, locale: str, currency: str) -> None:
	"""What CLDR writes with four decimals is never in doubt."""
	pattern = "¤#,##0.0000" if locale.startswith("en") else "#,##0.0000 ¤"
	text = format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)
	assert parse_price(text) == (amount or None)


@given(
	amount=st.decimals(min_value="1", max_value="999999", places=3),
	locale=st.sampled_from(LOCALES + MORE_LOCALES),
)
def test_three_decimals_need_the_accounts_country(amount: Decimal, locale: str) -> None:
	text = format_decimal(amount, format="#,##0.000", locale=locale)
	assert parse_price(text, get_decimal_symbol(Locale.parse(locale))) == amount


@given(st.text(max_size=30))
def test_any_text_gives_a_positive_price_or_none(text: str) -> None:
	price = parse_price(text)
	assert price is None or price > 0


@pytest.mark.parametrize("country", sorted(countries()))
def test_every_country_has_a_decimal_mark(country: str) -> None:
	assert decimal_mark_of(country) in (".", ",")


@pytest.mark.skipif(
	not LABELLED.exists(), reason="left out: shared/benchmarks/price_strings.json is not here"
)
def test_labelled_price_strings() -> None:
	cases = json.loads(LABELLED.read_text())
	wrong = [case for case in cases if parse_price(case["input"]) != (Decimal(str(case["expected"])) or None)]
	assert not wrong
