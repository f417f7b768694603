"""What a distributor's catalogue holds, free of any shop's wire format."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from zlib import crc32

_NOT_IN_SKU = re.compile(r"[^A-Z0-9.\-]")
_SKU_LENGTH = 40

# The number a maker's parts begin with at the distributor.
MAKER_PREFIXES = {
	"Bourns": "652",
	"Diodes Incorporated": "621",
	"Infineon": "726",
	"Infineon / Cypress": "727",
	"KEMET": "80",
	"KOA Speer": "660",
	"KYOCERA AVX": "581",
	"Lattice": "842",
	"Littelfuse": "576",
	"Microchip": "579",
	"Molex": "538",
	"Murata Electronics": "81",
	"NXP Semiconductors": "771",
	"Ohmite": "588",
	"onsemi": "863",
	"Panasonic": "667",
	"ROHM Semiconductor": "755",
	"Samsung Electro-Mechanics": "187",
	"Samtec": "200",
	"SEI Stackpole": "708",
	"STMicroelectronics": "511",
	"Susumu": "754",
	"TAIYO YUDEN": "963",
	"TDK": "810",
	"TE Connectivity": "571",
	"TE Connectivity / Holsworthy": "279",
	"Texas Instruments": "595",
	"Vishay": "77",
	"Vishay / Dale": "71",
	"Walsin": "791",
	"Wurth Elektronik": "710",
	"AMD / Xilinx": "217",
	"YAGEO": "603",
}


class Lifecycle(Enum):
	"""Where a part stands in its maker's programme."""

	ACTIVE = "active"
	NEW = "new"
	NOT_FOR_NEW_DESIGNS = "not_for_new_designs"
	END_OF_LIFE = "end_of_life"
	OBSOLETE = "obsolete"


class CataloguePacking(Enum):
	"""How the distributor hands a part over."""

	CUT_TAPE = "cut_tape"
	FULL_REEL = "full_reel"
	CUSTOM_REEL = "custom_reel"
	TUBE = "tube"
	TRAY = "tray"
	BULK = "bulk"


@dataclass(frozen=True, slots=True)
class CatalogueBreak:
	"""From `quantity` pieces on, one piece costs `price` US dollars."""

	quantity: int
	price: Decimal


@dataclass(frozen=True, slots=True)
class OnOrder:
	"""A delivery the distributor waits for: `quantity` pieces in `days` days."""

	quantity: int
	days: int


@dataclass(frozen=True, slots=True)
class Electrical:
	"""Parameters in base units: ohm, farad, per cent, volt, watt. None (or "") where a part has none."""

	resistance: Decimal | None = None
	capacitance: Decimal | None = None
	tolerance: Decimal | None = None
	voltage: Decimal | None = None
	power: Decimal | None = None
	dielectric: str = ""


@dataclass(frozen=True, slots=True)
class CataloguePart:
	"""One thing on sale. `sku` is "" when the distributor lists the part without a number of its own."""

	sku: str
	mpn: str
	manufacturer: str
	category: str
	description: str
	package: str
	packings: tuple[CataloguePacking, ...]
	reel: int
	minimum: int
	multiple: int
	maximum: int | None
	lifecycle: Lifecycle
	replacement: str
	restriction: str
	rohs: bool
	stock: int
	on_order: tuple[OnOrder, ...]
	lead_days: int
	price_breaks: tuple[CatalogueBreak, ...]
	weight: Decimal
	electrical: Electrical

	def unit_price(self, quantity: int) -> Decimal | None:
		"""The price in US dollars of one piece when `quantity` are bought; None for a part without prices."""
		reached = [step.price for step in self.price_breaks if step.quantity <= quantity]
		if reached:
			return reached[-1]
		return self.price_breaks[0].price if self.price_breaks else None


def sku_of(manufacturer: str, mpn: str) -> str:
	"""The distributor's number: the maker's prefix, then the letters, digits, '-' and '.' of `mpn`.

	At most 40 characters. KeyError for a maker without a prefix.
	"""
	return f"{MAKER_PREFIXES[manufacturer]}-{_NOT_IN_SKU.sub('', mpn.upper())}"[:_SKU_LENGTH]


def share(mpn: str, topic: str) -> int:
	"""A number from 0 to 99 that a part has for a topic, the same in every process."""
	return crc32(f"{topic}:{mpn}".encode()) % 100


def read_parts(path: Path) -> Iterator[CataloguePart]:
	"""The parts of a table in data/, in file order. ValueError or KeyError for a row that is no part."""
	with path.open(encoding="utf-8", newline="") as file:
		for row in csv.DictReader(file):
			yield _part_of(row)


def _part_of(row: dict[str, str]) -> CataloguePart:
	return CataloguePart(
		sku=row["sku"],
		mpn=row["mpn"],
		manufacturer=row["manufacturer"],
		category=row["category"],
		description=row["description"],
		package=row["package"],
		packings=tuple(CataloguePacking(name) for name in row["packings"].split()),
		reel=int(row["reel"] or 0),
		minimum=int(row["minimum"]),
		multiple=int(row["multiple"]),
		maximum=int(row["maximum"]) if row["maximum"] else None,
		lifecycle=Lifecycle(row["lifecycle"]),
		replacement=row["replacement"],
		restriction=row["restriction"],
		rohs=row["rohs"] == "yes",
		stock=int(row["stock"]),
		on_order=tuple(OnOrder(quantity, days) for quantity, days in _pairs_of_int(row["on_order"])),
		lead_days=int(row["lead_days"]),
		price_breaks=tuple(
			CatalogueBreak(int(count), Decimal(price)) for count, price in _pairs(row["prices"])
		),
		weight=Decimal(row["weight_mg"]).scaleb(-6),
		electrical=Electrical(
			resistance=_number(row["ohm"]),
			capacitance=_number(row["farad"]),
			tolerance=_number(row["tolerance"]),
			voltage=_number(row["volt"]),
			power=_number(row["watt"]),
			dielectric=row["dielectric"],
		),
	)


def _number(text: str) -> Decimal | None:
	return Decimal(text) if text else None


def _pairs(text: str) -> Iterator[tuple[str, str]]:
	"""The pairs of "1:0.45 10:0.38"."""
	for pair in text.split():
		left, _, right = pair.partition(":")
		yield left, right


def _pairs_of_int(text: str) -> Iterator[tuple[int, int]]:
	return ((int(left), int(right)) for left, right in _pairs(text))
