"""Prices in the buyer's currency, as numbers and the way his country writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision, get_territory_currencies

# One US dollar in other money. Fixed, so that the same basket costs the same every day.
RATES = {
	"USD": Decimal(1),
	"AUD": Decimal("1.52"),
	"BRL": Decimal("5.40"),
	"CAD": Decimal("1.37"),
	"CHF": Decimal("0.88"),
	"CNY": Decimal("7.20"),
	"CZK": Decimal("22.8"),
	"DKK": Decimal("6.86"),
	"EUR": Decimal("0.92"),
	"GBP": Decimal("0.79"),
	"HKD": Decimal("7.81"),
	"HUF": Decimal("362"),
	"ILS": Decimal("3.70"),
	"INR": Decimal("83.5"),
	"JPY": Decimal("150"),
	"KRW": Decimal("1360"),
	"MXN": Decimal("18.2"),
	"MYR": Decimal("4.55"),
	"NOK": Decimal("10.7"),
	"NZD": Decimal("1.65"),
	"PLN": Decimal("3.98"),
	"SEK": Decimal("10.5"),
	"SGD": Decimal("1.34"),
	"THB": Decimal("35.4"),
	"TRY": Decimal("32.5"),
	"TWD": Decimal("32.2"),
	"ZAR": Decimal("18.4"),
}
_EXPORT_CURRENCY = "USD"
_UNIT_PRICE_DIGITS = 4
_SMALLEST_FIGURES = 2


class UnknownCountry(ValueError):
	"""The text is no ISO 3166 country code of two letters."""


@lru_cache
def currency_of(country: str) -> str:
	"""The currency a distributor charges in a country ("DE"): its own, or US dollars where no rate is kept.

	UnknownCountry for anything that is no country.
	"""
	own = get_territory_currencies(country) if len(country) == 2 else []
	if not own:
		raise UnknownCountry(country)
	return next((currency for currency in own if currency in RATES), _EXPORT_CURRENCY)


def unit_price(dollars: Decimal, currency: str, decimals: int = _UNIT_PRICE_DIGITS) -> Decimal:
	"""The price of one piece with so many decimals, or in whole units for money without small change.

	A price below one unit keeps two figures whatever the currency, so that rounding never makes a part free.
	"""
	price = dollars * RATES[currency]
	digits = decimals if get_currency_precision(currency) else 0
	if Decimal(0) < price < 1:
		digits = max(digits, _SMALLEST_FIGURES - 1 - price.adjusted())
	return _rounded(price, digits)


def amount(price: Decimal, quantity: int, currency: str) -> Decimal:
	"""What `quantity` pieces cost at this unit price, rounded to what can be paid."""
	return _rounded(price * quantity, get_currency_precision(currency))


def written(price: Decimal, currency: str, country: str) -> str:
	"""A unit price the way a country writes it: "$1,234.56", "0,0123 €" (DE), "€ 2,10" (AT)."""
	locale = _locale_of(country)
	shown = get_currency_precision(currency)
	longest = max(shown, -int(price.as_tuple().exponent))
	pattern = str(locale.currency_formats["standard"].pattern).replace("\xa0", " ")
	number = "0." + "0" * shown + "#" * (longest - shown) if longest else "0"
	return format_currency(
		price, currency, format=pattern.replace("0.00", number), locale=locale, currency_digits=False
	)


@lru_cache
def _locale_of(country: str) -> Locale:
	try:
		return Locale.parse(f"und_{country}")
	except (UnknownLocaleError, ValueError):
		return Locale("en", "US")


def _rounded(number: Decimal, digits: int) -> Decimal:
	return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
