"""Packagings, states and the words for them in DigiKey's answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from supplier_connect.sandbox.catalogue.parts import Lifecycle

ENGLISH = "en"
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
	"""How DigiKey hands a part over.

	`id` is the same in every language, `code` is what MyLists calls it, DigiKey's numbers end in `suffix`.
	"""

	id: int
	code: str
	suffix: str
	names: Words


REEL = Pack(1, "TR", "TR-ND", {"en": "Tape & Reel (TR)", "de": "Band & Spule (TR)"})
CUT_TAPE = Pack(2, "CT", "CT-ND", {"en": "Cut Tape (CT)", "de": "Gurtabschnitt (CT)"})
DIGI_REEL = Pack(243, "DKR", "DKR-ND", {"en": "Digi-Reel®", "de": "Digi-Reel®"})
BULK = Pack(3, "BAG", "-ND", {"en": "Bulk", "de": "Lose"})
BAG = Pack(62, "BAG", "-ND", {"en": "Bag", "de": "Beutel"})
TUBE = Pack(6, "TU", "-ND", {"en": "Tube", "de": "Stange"})
TRAY = Pack(17, "TRAY", "-ND", {"en": "Tray", "de": "Ablage"})
PACKS = (REEL, CUT_TAPE, DIGI_REEL, BULK, BAG, TUBE, TRAY)


@dataclass(frozen=True, slots=True, eq=False)
class Status:
	"""Where a part stands; `sold` is False when DigiKey has no price for it any more."""

	id: int
	names: Words
	sold: bool = True


ACTIVE = Status(0, {"en": "Active", "de": "Aktiv"})
OBSOLETE = Status(1, {"en": "Obsolete", "de": "Obsolet"}, sold=False)
DISCONTINUED = Status(2, {"en": "Discontinued at DigiKey", "de": "Nicht mehr bei DigiKey"})
LAST_TIME_BUY = Status(4, {"en": "Last Time Buy", "de": "Letzte Bestellung"})
NOT_FOR_NEW_DESIGNS = Status(7, {"en": "Not For New Designs", "de": "Nicht für Neuentwicklungen"})
STATUSES = (ACTIVE, OBSOLETE, DISCONTINUED, LAST_TIME_BUY, NOT_FOR_NEW_DESIGNS)

# The states a part of a lifecycle may be in; which of them it is, is up to its number.
STATUSES_OF = {
	Lifecycle.ACTIVE: (ACTIVE,),
	Lifecycle.NEW: (ACTIVE,),
	Lifecycle.NOT_FOR_NEW_DESIGNS: (NOT_FOR_NEW_DESIGNS,),
	Lifecycle.END_OF_LIFE: (LAST_TIME_BUY, DISCONTINUED),
	Lifecycle.OBSOLETE: (OBSOLETE,),
}

_GERMAN_PARAMETERS = {
	"Resistance": "Widerstand",
	"Capacitance": "Kapazität",
	"Tolerance": "Toleranz",
	"Power (Watts)": "Leistung (Watt)",
	"Composition": "Zusammensetzung",
	"Voltage - Rated": "Spannung - Nennwert",
	"Temperature Coefficient": "Temperaturkoeffizient",
	"Operating Temperature": "Betriebstemperatur",
	"Number of Terminations": "Anzahl der Anschlüsse",
	"Mounting Type": "Montagetyp",
	"Package / Case": "Gehäuse / Hülle",
	"Supplier Device Package": "Gehäusetyp vom Lieferanten",
	"Features": "Merkmale",
}
_PARAMETERS: Mapping[str, Words] = {"de": _GERMAN_PARAMETERS}


def word(names: Words, language: str) -> str:
	"""A name in a language, in English where there is none."""
	return names.get(language, names[ENGLISH])


def parameter_word(name: str, language: str) -> str:
	"""The name of a parameter in a language, in English where there is none."""
	return _PARAMETERS.get(language, {}).get(name, name)
