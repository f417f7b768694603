"""A part's parameters and descriptions the way DigiKey words them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zlib import crc32

from supplier_connect.sandbox.catalogue.generated import farad_text, ohm_text
from supplier_connect.sandbox.catalogue.parts import CataloguePart

NOTHING = "-"
_VALUE_IDS = 450_000
_TEXT = "String"
_QUANTITY = "UnitOfMeasure"
_COUNT = "Double"
_METRIC_CODES = {
	"0201": "0603",
	"0402": "1005",
	"0603": "1608",
	"0805": "2012",
	"1206": "3216",
	"1210": "3225",
	"2010": "5025",
	"2512": "6332",
}
_DIELECTRICS = {"C0G": "C0G, NP0"}
_CAPACITOR_RANGES = {"X5R": "-55°C ~ 85°C"}
_USUAL_RANGE = "-55°C ~ 125°C"
_RESISTOR_RANGE = "-55°C ~ 155°C"
_COMPOSITIONS = {
	"Thick Film Resistors - SMD": "Thick Film",
	"Thin Film Resistors - SMD": "Thin Film",
	"Metal Film Resistors - Through Hole": "Metal Film",
	"Current Sense Resistors - SMD": "Thick Film",
}
_THROUGH_HOLE = ("Axial", "Through Hole", "DO-41")
_LONGEST_DENOMINATOR = 100
_MILLIWATT = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class CatalogueParameter:
	"""A parameter by its English name; `kind` is DigiKey's type of the value."""

	id: int
	name: str
	kind: str
	text: str

	@property
	def value_id(self) -> str:
		"""The id of the value, which for some kinds is its text."""
		return str(crc32(self.text.encode()) % _VALUE_IDS) if self.kind == _TEXT else self.text


def parameters_of(part: CataloguePart) -> tuple[CatalogueParameter, ...]:
	"""What DigiKey tells of a part, in its order."""
	describe = _descriptions(part).parameters
	return (*describe(part), *_mechanical(part))


def short_description(part: CataloguePart) -> str:
	"""A description in capitals: "RES 10K OHM 1% 1/16W 0402", "CAP CER 0.1UF 16V X7R 0402"."""
	words = _descriptions(part).short(part)
	return " ".join(word for word in words if word and word != NOTHING).upper()


def long_description(part: CataloguePart) -> str:
	"""A description in full: "10 kOhms ±1% 0.063W, 1/16W Chip Resistor 0402 (1005 Metric) Thick Film"."""
	return " ".join(word for word in _descriptions(part).long(part) if word and word != NOTHING)


@dataclass(frozen=True, slots=True)
class _Descriptions:
	"""How parts of one kind are told."""

	parameters: Callable[[CataloguePart], Iterator[CatalogueParameter]]
	short: Callable[[CataloguePart], tuple[str, ...]]
	long: Callable[[CataloguePart], tuple[str, ...]]


def _resistor(part: CataloguePart) -> Iterator[CatalogueParameter]:
	yield CatalogueParameter(2085, "Resistance", _QUANTITY, _ohms(part))
	yield CatalogueParameter(3, "Tolerance", _TEXT, _tolerance(part, "Jumper"))
	yield CatalogueParameter(2, "Power (Watts)", _TEXT, _watts(part))
	yield CatalogueParameter(174, "Composition", _TEXT, _COMPOSITIONS.get(part.category, NOTHING))
	yield CatalogueParameter(5, "Features", _TEXT, NOTHING)
	yield CatalogueParameter(252, "Operating Temperature", _TEXT, _RESISTOR_RANGE)
	yield CatalogueParameter(1127, "Number of Terminations", _COUNT, "2")


def _short_resistor(part: CataloguePart) -> tuple[str, ...]:
	number, unit = ohm_text(_milliohms(part)).split(" ")
	prefix = unit.removesuffix("Ohms")
	fraction = _watts(part).rpartition(" ")[2]
	return ("RES", f"{number}{prefix} ohm", _tolerance(part, "jumper").strip("±"), fraction, part.package)


def _long_resistor(part: CataloguePart) -> tuple[str, ...]:
	composition = _COMPOSITIONS.get(part.category, NOTHING)
	return (_ohms(part), _tolerance(part, "Jumper"), _watts(part), "Chip Resistor", _case(part), composition)


def _capacitor(part: CataloguePart) -> Iterator[CatalogueParameter]:
	dielectric = part.electrical.dielectric
	yield CatalogueParameter(2049, "Capacitance", _QUANTITY, _farads(part))
	yield CatalogueParameter(3, "Tolerance", _TEXT, _tolerance(part, "±0.25pF"))
	yield CatalogueParameter(14, "Voltage - Rated", _TEXT, _volts(part))
	yield CatalogueParameter(
		17, "Temperature Coefficient", _TEXT, _DIELECTRICS.get(dielectric, dielectric or NOTHING)
	)
	yield CatalogueParameter(
		252, "Operating Temperature", _TEXT, _CAPACITOR_RANGES.get(dielectric, _USUAL_RANGE)
	)
	yield CatalogueParameter(5, "Features", _TEXT, NOTHING)


def _short_capacitor(part: CataloguePart) -> tuple[str, ...]:
	farads = _farads(part).replace(" ", "").replace("µ", "u")
	dielectric = part.electrical.dielectric
	return ("CAP CER" if dielectric else "CAP", farads, _volts(part), dielectric, part.package)


def _long_capacitor(part: CataloguePart) -> tuple[str, ...]:
	dielectric = part.electrical.dielectric
	return (
		_farads(part),
		_tolerance(part, "±0.25pF"),
		_volts(part),
		"Ceramic Capacitor" if dielectric else "Capacitor",
		_DIELECTRICS.get(dielectric, dielectric),
		_case(part),
	)


def _other(part: CataloguePart) -> Iterator[CatalogueParameter]:
	yield CatalogueParameter(5, "Features", _TEXT, NOTHING)


def _short_other(part: CataloguePart) -> tuple[str, ...]:
	return (part.description.removeprefix(part.category).strip(), part.package)


def _long_other(part: CataloguePart) -> tuple[str, ...]:
	return (part.description, part.package)


_RESISTORS = _Descriptions(_resistor, _short_resistor, _long_resistor)
_CAPACITORS = _Descriptions(_capacitor, _short_capacitor, _long_capacitor)
_OTHERS = _Descriptions(_other, _short_other, _long_other)


def _descriptions(part: CataloguePart) -> _Descriptions:
	if part.electrical.resistance is not None:
		return _RESISTORS
	return _CAPACITORS if part.electrical.capacitance is not None else _OTHERS


def _mechanical(part: CataloguePart) -> Iterator[CatalogueParameter]:
	mounting = "Through Hole" if part.package in _THROUGH_HOLE else "Surface Mount"
	ceramic = ", MLCC" if part.electrical.dielectric else ""
	yield CatalogueParameter(69, "Mounting Type", _TEXT, mounting + ceramic)
	yield CatalogueParameter(16, "Package / Case", _TEXT, _case(part))
	yield CatalogueParameter(1291, "Supplier Device Package", _TEXT, part.package or NOTHING)


def _case(part: CataloguePart) -> str:
	metric = _METRIC_CODES.get(part.package)
	return f"{part.package} ({metric} Metric)" if metric else part.package or NOTHING


def _ohms(part: CataloguePart) -> str:
	ohms = part.electrical.resistance or Decimal(0)
	if 0 < ohms < 1:
		return f"{_plain(ohms.scaleb(3))} mOhms"
	return ohm_text(_milliohms(part))


def _milliohms(part: CataloguePart) -> int:
	return int((part.electrical.resistance or Decimal(0)).scaleb(3))


def _farads(part: CataloguePart) -> str:
	farads = part.electrical.capacitance or Decimal(0)
	return farad_text(int(farads.scaleb(13))).replace("uF", "µF")


def _tolerance(part: CataloguePart, otherwise: str) -> str:
	percent = part.electrical.tolerance
	return otherwise if percent is None else f"±{_plain(percent)}%"


def _volts(part: CataloguePart) -> str:
	volts = part.electrical.voltage
	return NOTHING if volts is None else f"{_plain(volts)}V"


def _watts(part: CataloguePart) -> str:
	"""A power with its fraction: "0.063W, 1/16W"; "1W"."""
	watts = part.electrical.power
	if watts is None:
		return NOTHING
	decimal = f"{_plain(watts.quantize(_MILLIWATT, ROUND_HALF_UP))}W"
	fraction = Fraction(watts).limit_denominator(_LONGEST_DENOMINATOR)
	return decimal if fraction.denominator == 1 else f"{decimal}, {fraction}W"


def _plain(number: Decimal) -> str:
	return f"{number.normalize():f}"
