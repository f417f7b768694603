"""The words in Mouser's answers, by the language of the account."""

from __future__ import annotations

from dataclasses import dataclass

from supplier_connect.sandbox.catalogue.parts import CataloguePacking, Lifecycle

LIFECYCLES = {
	Lifecycle.ACTIVE: "",
	Lifecycle.NEW: "New Product",
	Lifecycle.NOT_FOR_NEW_DESIGNS: "Not Recommended for New Designs",
	Lifecycle.END_OF_LIFE: "End of Life",
	Lifecycle.OBSOLETE: "Obsolete",
}


@dataclass(frozen=True, slots=True)
class Words:
	"""The words that change with the language."""

	in_stock: str
	days: str
	packaging: str
	pack_quantity: str
	packings: dict[CataloguePacking, str]


_ENGLISH = Words(
	in_stock="In Stock",
	days="Days",
	packaging="Packaging",
	pack_quantity="Standard Pack Qty",
	packings={
		CataloguePacking.CUT_TAPE: "Cut Tape",
		CataloguePacking.CUSTOM_REEL: "MouseReel",
		CataloguePacking.FULL_REEL: "Reel",
		CataloguePacking.TUBE: "Tube",
		CataloguePacking.TRAY: "Tray",
		CataloguePacking.BULK: "Bulk",
	},
)
_GERMAN = Words(
	in_stock="Auf Lager",
	days="Tage",
	packaging="Verpackung",
	pack_quantity="Standardpackungsmenge",
	packings={
		CataloguePacking.CUT_TAPE: "Gurtabschnitt",
		CataloguePacking.CUSTOM_REEL: "MouseReel",
		CataloguePacking.FULL_REEL: "Rolle",
		CataloguePacking.TUBE: "Stange",
		CataloguePacking.TRAY: "Tray",
		CataloguePacking.BULK: "Schüttgut",
	},
)
_GERMAN_SPEAKING = ("DE", "AT", "CH", "LI")


def words_for(country: str) -> Words:
	"""The words an account of this country reads: German where that is spoken, English elsewhere."""
	return _GERMAN if country in _GERMAN_SPEAKING else _ENGLISH
