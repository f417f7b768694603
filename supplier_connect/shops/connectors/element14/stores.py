"""The web shops of Farnell, Newark and element14: one by country, each with a currency of its own."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Store:
	"""A shop as `storeInfo.id` names it, and the currency (ISO 4217) of its prices, which no answer tells."""

	host: str
	currency: str


_EUROPE = {
	"BG": "EUR",
	"CZ": "CZK",
	"DK": "DKK",
	"AT": "EUR",
	"CH": "CHF",
	"DE": "EUR",
	"EE": "EUR",
	"ES": "EUR",
	"FI": "EUR",
	"FR": "EUR",
	"HU": "HUF",
	"IE": "EUR",
	"IL": "USD",
	"IT": "EUR",
	"LT": "EUR",
	"LV": "EUR",
	"BE": "EUR",
	"NL": "EUR",
	"NO": "NOK",
	"PL": "PLN",
	"PT": "EUR",
	"RO": "RON",
	"SK": "EUR",
	"SI": "EUR",
	"SE": "SEK",
	"TR": "EUR",
	"GB": "GBP",
}
_ASIA = {
	"AU": "AUD",
	"CN": "CNY",
	"HK": "HKD",
	"IN": "INR",
	"KR": "KRW",
	"MY": "MYR",
	"NZ": "NZD",
	"PH": "PHP",
	"SG": "SGD",
	"TH": "THB",
	"TW": "TWD",
}
_NAMES = {"GB": "uk"}
STORES = MappingProxyType(
	{
		**{
			code: Store(f"{_NAMES.get(code, code.lower())}.farnell.com", currency)
			for code, currency in _EUROPE.items()
		},
		**{code: Store(f"{code.lower()}.element14.com", currency) for code, currency in _ASIA.items()},
		"US": Store("www.newark.com", "USD"),
		"CA": Store("canada.newark.com", "CAD"),
		"MX": Store("mexico.newark.com", "USD"),
	}
)
