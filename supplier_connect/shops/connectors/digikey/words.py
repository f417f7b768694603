"""DigiKey's stable ids and its words for places, and what they are to us."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from supplier_connect.shops.model.offer import Packing


@dataclass(frozen=True)
class PackageType:
	"""A package type of DigiKey's: how it begins in English, what it is to us, and whether it is sold by full packs only."""

	name: str
	packing: Packing
	whole: bool = False


# Ids are stable, names come in the caller's language.
PACKAGE_TYPES = MappingProxyType(
	{
		1: PackageType("tape & reel", Packing.REEL, whole=True),
		2: PackageType("cut tape", Packing.CUT_TAPE),
		3: PackageType("bulk", Packing.BULK),
		4: PackageType("tape & box", Packing.BOX, whole=True),
		6: PackageType("tube", Packing.TUBE),
		17: PackageType("tray", Packing.TRAY),
		61: PackageType("box", Packing.BOX),
		62: PackageType("bag", Packing.BAG),
		243: PackageType("digi-reel", Packing.CUSTOM_REEL),
	}
)
# A list names a packing by letters.
PACK_TYPES = MappingProxyType(
	{
		Packing.REEL: "TR",
		Packing.CUT_TAPE: "CT",
		Packing.CUSTOM_REEL: "DKR",
		Packing.BAG: "BAG",
		Packing.TUBE: "TU",
		Packing.TRAY: "TRAY",
		Packing.BOX: "BOX",
		Packing.BULK: "BULK",
	}
)
_NAMES = MappingProxyType(
	{**{letters: packing for packing, letters in PACK_TYPES.items()}, "TB": Packing.BOX}
)
# "Discontinued" and "EndOfLife" of a product are always false: its status counts.
LIFECYCLES = MappingProxyType(
	{
		0: "Active",
		1: "Obsolete",
		2: "Discontinued at DigiKey",
		4: "End of Life",
		7: "Not for New Designs",
	}
)
OBSOLETE = 1
DISCONTINUED = 2
_SITES = MappingProxyType({"GB": "UK"})
# Languages by their codes, and as DigiKey writes them.
LANGUAGES = MappingProxyType(
	{
		**{
			code: code
			for code in ["en", "da", "de", "es", "fi", "fr", "he", "it", "ja", "ko", "nl", "no", "pl", "sv"]
		},
		"nb": "no",
		"zh": "zhs",
		"zh-TW": "zht",
	}
)


def site_of(country: str) -> str:
	"""DigiKey's site for an ISO 3166 country."""
	return _SITES.get(country, country)


def package_type(identity: int | None, name: str) -> PackageType | None:
	"""A package type; None for one that is neither known by its id nor by an English name."""
	said = name.casefold()
	named = (known for known in PACKAGE_TYPES.values() if said.startswith(known.name))
	return PACKAGE_TYPES.get(identity or 0) or next(named, None)


def packing_name(letters: str) -> str:
	"""A list's letters for a packing in our words; the letters themselves when they are not known."""
	packing = _NAMES.get(letters.upper())
	return packing.value if packing else letters
