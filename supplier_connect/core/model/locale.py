"""Countries, their currencies and how they write numbers, from the CLDR tables that Babel ships."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from babel.numbers import get_decimal_symbol, get_territory_currencies, list_currencies

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg

# CLDR's territories that are no ISO 3166 countries: groupings, test codes, islands with a reserved code.
_NOT_A_COUNTRY = frozenset(
	{"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)

# Shared currencies whose code doesn't begin with the code of a country that uses it.
_HOME_OF_SHARED_CURRENCY = MappingProxyType({"EUR": "DE", "XAF": "CM", "XCD": "AG", "XOF": "SN", "XPF": "PF"})


@cache
def countries() -> Mapping[str, str]:
	"""ISO 3166-1 alpha-2 code to English name, for every country."""
	names = Locale("en").territories
	return MappingProxyType(
		{
			code: str(name)
			for code, name in sorted(names.items())
			if len(code) == 2 and code.isalpha() and code not in _NOT_A_COUNTRY
		}
	)


def check_country(code: str) -> str:
	"""The code itself; raises `RejectedInput` (field "country") when it is no ISO 3166-1 alpha-2 code."""
	if code not in countries():
		raise RejectedInput(
			msg("{0} is not a two-letter country code such as US or DE", code), field="country"
		)
	return code


def check_currency(code: str) -> str:
	"""The code itself; raises `RejectedInput` (field "currency") when it is no ISO 4217 code."""
	if code not in list_currencies():
		raise RejectedInput(
			msg("{0} is not a three-letter currency code such as USD or EUR", code), field="currency"
		)
	return code


def currency_of(country: str) -> str:
	"""The currency that a country pays in today, "" where it has none of its own (Antarctica)."""
	currencies: list[str] = get_territory_currencies(check_country(country))
	return currencies[0] if currencies else ""


@cache
def country_of(currency: str) -> str:
	"""The country that stands for a currency where a shop wants a country: USD is US, EUR is DE, CHF is CH.

	An ISO 4217 code begins with the code of its country; the table above holds those that don't. "" where no
	country uses it any more.
	"""
	check_currency(currency)
	home = _HOME_OF_SHARED_CURRENCY.get(currency, currency[:2])
	if home in countries() and currency in get_territory_currencies(home):
		return home
	users = (code for code in countries() if currency in get_territory_currencies(code))
	return next(users, "")


@cache
def decimal_mark_of(country: str) -> str:
	"""How a country's main language writes the decimal separator: "." or "," ("." where it writes neither)."""
	languages = get_official_languages(check_country(country), de_facto=True)
	for language in languages:
		try:
			mark = get_decimal_symbol(Locale.parse(f"{language}_{country}"))
		except (UnknownLocaleError, ValueError):
			continue
		return mark if mark in (".", ",") else "."
	return "."
