"""Mouser's web sites and their languages by country, as the site itself lists them (link rel="alternate" of its home page)."""

from __future__ import annotations

from types import MappingProxyType
from urllib.parse import urlsplit

WEBSITE = "https://www.mouser.com"
_HOST = "www.mouser.com"
# Countries whose site is a host below mouser.com, by their code; Colombia's is a host, and not mouser.co.
_BELOW = "AR AU BR CO CZ GR HR HU KR MY NL NO NZ PL PT RO RU TH UY VE"
# Countries whose code ends the site's name.
_OWN_ENDING = (
	"AT BE BG CA CH CL CN DE DK DO EC EE ES FI FR HK HN IE IN IT JP LI LU MX PE PH PR SE SG SK TW VN"
)
_OTHERS = {
	"CR": "www.mouser.co.cr",
	"GB": "www.mouser.co.uk",
	"GT": "www.mouser.com.gt",
	"ID": "www.mouser.co.id",
	"IL": "www.mouser.co.il",
	"TR": "www.mouser.com.tr",
	"ZA": "www.mouser.co.za",
}
_SITES = MappingProxyType(
	{
		**{code: f"{code.lower()}.mouser.com" for code in _BELOW.split()},
		**{code: f"www.mouser.{code.lower()}" for code in _OWN_ENDING.split()},
		**_OTHERS,
	}
)

# The languages of the sites; a search is answered in English or in that of the country that the key was issued for.
LANGUAGES = MappingProxyType(
	{
		code: code
		for code in [
			"en",
			"cs",
			"de",
			"es",
			"fr",
			"it",
			"ja",
			"ko",
			"nl",
			"pl",
			"pt",
			"ru",
			"sv",
			"th",
			"zh",
			"zh-TW",
		]
	}
)


def at_site(url: str, country: str) -> str:
	"""A page of Mouser's American site at the site of a country (ISO 3166); any other address stays as it is."""
	parts = urlsplit(url)
	site = _SITES.get(country)
	return parts._replace(netloc=site).geturl() if site and parts.netloc.lower() == _HOST else url
