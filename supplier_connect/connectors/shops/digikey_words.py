"""DigiKey's stable ids and its words for places, and what they are to us."""

from __future__ import annotations

from types import MappingProxyType

from supplier_connect.model.offer import Packing

# Ids of package types are stable, their names come in the caller's language.
PACKINGS = MappingProxyType(
	{
		1: Packing.REEL,
		2: Packing.CUT_TAPE,
		3: Packing.BULK,
		4: Packing.BOX,
		6: Packing.TUBE,
		61: Packing.BOX,
		62: Packing.BAG,
		243: Packing.CUSTOM_REEL,
	}
)
# For ids that the table doesn't know: what their names begin with.
_PACKING_WORDS = (
	("tape & reel", Packing.REEL),
	("cut tape", Packing.CUT_TAPE),
	("digi-reel", Packing.CUSTOM_REEL),
	("tape & box", Packing.BOX),
	("tray", Packing.TRAY),
	("tube", Packing.TUBE),
	("box", Packing.BOX),
	("bag", Packing.BAG),
	("bulk", Packing.BULK),
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
_NAMES = MappingProxyType({letters: packing for packing, letters in PACK_TYPES.items()})
# "Discontinued" and "EndOfLife" of a product are always false: its status counts.
LIFECYCLES = MappingProxyType(
	{
		0: "Active",
		1: "Obsolete",
		2: "End of Life",
		4: "End of Life",
		7: "Not for New Designs",
	}
)
OBSOLETE = 1
# Sold by full packs only.
WHOLE_PACKS = frozenset({Packing.REEL})
_SITES = MappingProxyType({"GB": "UK"})


def site_of(country: str) -> str:
	"""DigiKey's site for an ISO 3166 country."""
	return _SITES.get(country, country)


def packing_of(identity: int | None, name: str) -> Packing | None:
	"""What a package type is to us; None for one that is neither known by its id nor by an English name."""
	said = name.casefold()
	words = (packing for word, packing in _PACKING_WORDS if said.startswith(word))
	return PACKINGS.get(identity or 0) or next(words, None)


def packing_name(letters: str) -> str:
	"""A list's letters for a packing in our words; the letters themselves when they are not known."""
	packing = _NAMES.get(letters.upper())
	return packing.value if packing else letters
