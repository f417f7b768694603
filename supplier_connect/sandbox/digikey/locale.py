"""Which of DigiKey's sites a call is for, and the language and currency it is answered in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import Headers

from supplier_connect.sandbox.catalogue.money import currency_of

# DigiKey's name of a country's site, where it is not the country's code.
_SITE_NAMES = {"GB": "UK"}
_COUNTRIES = {site: country for country, site in _SITE_NAMES.items()}
_SITES = frozenset(
	[
		"US",
		"CA",
		"MX",
		"BR",
		"UK",
		"DE",
		"AT",
		"CH",
		"FR",
		"BE",
		"NL",
		"LU",
		"IT",
		"ES",
		"PT",
		"IE",
		"DK",
		"SE",
		"NO",
		"FI",
		"PL",
		"CZ",
		"HU",
		"RO",
		"BG",
		"GR",
		"SI",
		"SK",
		"EE",
		"LV",
		"LT",
		"IL",
		"TR",
		"ZA",
		"IN",
		"AU",
		"NZ",
		"JP",
		"CN",
		"HK",
		"TW",
		"KR",
		"SG",
		"MY",
		"TH",
		"PH",
	]
)
_EXPORT_CURRENCY = "USD"
_HEADER_ENDINGS = ("Site", "Language", "Currency")

# The languages DigiKey answers in; the sandbox has words in two of them.
LANGUAGES = frozenset(
	["en", "ja", "de", "fr", "ko", "zhs", "zht", "it", "es", "he", "nl", "sv", "pl", "fi", "da", "no"]
)
_SPOKEN = frozenset(("en", "de"))


@dataclass(frozen=True, slots=True)
class Locale:
	"""What an answer is really given in."""

	site: str
	language: str
	currency: str

	@property
	def country(self) -> str:
		"""The ISO code of the site's country."""
		return _COUNTRIES.get(self.site, self.site)

	def wire(self) -> dict[str, Any]:
		"""The locale as answers state it."""
		return {"Site": self.site, "Language": self.language, "Currency": self.currency}


def site_of(country: str) -> str:
	"""The site that serves a country (ISO code); the one of the United States where none does."""
	site = _SITE_NAMES.get(country.upper(), country.upper())
	return site if site in _SITES else "US"


def honoured(site: str, language: str, currency: str, home: str) -> Locale:
	"""What DigiKey makes of a wish: whatever it does not have falls back in silence.

	An unknown `site` ("GB": DigiKey's is "UK") becomes `home`, another currency than the site's own or US dollars
	the site's own, a language that is not spoken English.
	"""
	chosen = site.upper() if site.upper() in _SITES else home
	own = currency_of(_COUNTRIES.get(chosen, chosen))
	return Locale(
		site=chosen,
		language=language.lower() if language.lower() in _SPOKEN else "en",
		currency=currency.upper() if currency.upper() in (own, _EXPORT_CURRENCY) else own,
	)


def of_headers(headers: Headers, home: str) -> Locale:
	"""The locale of a call to the Products API, by its X-DIGIKEY-Locale headers."""
	site, language, currency = (headers.get(f"X-DIGIKEY-Locale-{part}", "") for part in _HEADER_ENDINGS)
	return honoured(site, language, currency, home)
