"""A part's parameters and descriptions the way DigiKey words them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zlib import crc32

from supplier_connect.sandbox.catalogue.generated import farad_text, ohm_text
from supplier_connect.sandbox.catalogue.parts import Part

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
class Parameter:
	"""A parameter by its English name; `kind` is DigiKey's type of the value."""

	id: int
	name: str
	kind: str
	text: str

	@property
	def value_id(self) -> str:
		"""The id of the value, which for some kinds is its text."""
		return str(crc32(self.text.encode()) % _VALUE_IDS) if self.kind == _TEXT else self.text


def parameters_of(part: Part) -> tuple[Parameter, ...]:
	"""What DigiKey tells of a part, in its order."""
	describe = _descriptions(part).parameters
	return (*describe(part), *_mechanical(part))


def short_description(part: Part) -> str:
	"""A description in capitals: "RES 10K OHM 1% 1/16W 0402", "CAP CER 0.1UF 16V X7R 0402"."""
	words = _descriptions(part).short(part)
	return " ".join(word for word in words if word and word != NOTHING).upper()


def long_description(part: Part) -> str:
	"""A description in full: "10 kOhms ±1% 0.063W, 1/16W Chip Resistor 0402 (1005 Metric) Thick Film"."""
	return " ".join(word for word in _descriptions(part).long(part) if word and word != NOTHING)


@dataclass(frozen=True, slots=True)
class _Descriptions:
	"""How parts of one kind are told."""

	parameters: Callable[[Part], Iterator[Parameter]]
	short: Callable[[Part], tuple[str, ...]]
	long: Callable[[Part], tuple[str, ...]]


def _resistor(part: Part) -> Iterator[Parameter]:
	yield Parameter(2085, "Resistance", _QUANTITY, _ohms(part))
	yield Parameter(3, "Tolerance", _TEXT, _tolerance(part, "Jumper"))
	yield Parameter(2, "Power (Watts)", _TEXT, _watts(part))
	yield Parameter(174, "Composition", _TEXT, _COMPOSITIONS.get(part.category, NOTHING))
	yield Parameter(5, "Features", _TEXT, NOTHING)
	yield Parameter(252, "Operating Temperature", _TEXT, _RESISTOR_RANGE)
	yield Parameter(1127, "Number of Terminations", _COUNT, "2")


def _short_resistor(part: Part) -> tuple[str, ...]:
	number, unit = ohm_text(_milliohms(part)).split(" ")
	prefix = unit.removesuffix("Ohms")
	fraction = _watts(part).rpartition(" ")[2]
	return ("RES", f"{number}{prefix} ohm", _tolerance(part, "jumper").strip("±"), fraction, part.package)


def _long_resistor(part: Part) -> tuple[str, ...]:
	composition = _COMPOSITIONS.get(part.category, NOTHING)
	return (_ohms(part), _tolerance(part, "Jumper"), _watts(part), "Chip Resistor", _case(part), composition)


def _capacitor(part: Part) -> Iterator[Parameter]:
	dielectric = part.electrical.dielectric
	yield Parameter(2049, "Capacitance", _QUANTITY, _farads(part))
	yield Parameter(3, "Tolerance", _TEXT, _tolerance(part, "±0.25pF"))
	yield Parameter(14, "Voltage - Rated", _TEXT, _volts(part))
	yield Parameter(17, "Temperature Coefficient", _TEXT, _DIELECTRICS.get(dielectric, dielectric or NOTHING))
	yield Parameter(252, "Operating Temperature", _TEXT, _CAPACITOR_RANGES.get(dielectric, _USUAL_RANGE))
	yield Parameter(5, "Features", _TEXT, NOTHING)


def _short_capacitor(part: Part) -> tuple[str, ...]:
	farads = _farads(part).replace(" ", "").replace("µ", "u")
	dielectric = part.electrical.dielectric
	return ("CAP CER" if dielectric else "CAP", farads, _volts(part), dielectric, part.package)


def _long_capacitor(part: Part) -> tuple[str, ...]:
	dielectric = part.electrical.dielectric
	return (
		_farads(part),
		_tolerance(part, "±0.25pF"),
		_volts(part),
		"Ceramic Capacitor" if dielectric else "Capacitor",
		_DIELECTRICS.get(dielectric, dielectric),
		_case(part),
	)


def _other(part: Part) -> Iterator[Parameter]:
	yield Parameter(5, "Features", _TEXT, NOTHING)


def _short_other(part: Part) -> tuple[str, ...]:
	return (part.description.removeprefix(part.category).strip(), part.package)


def _long_other(part: Part) -> tuple[str, ...]:
	return (part.description, part.package)


_RESISTORS = _Descriptions(_resistor, _short_resistor, _long_resistor)
_CAPACITORS = _Descriptions(_capacitor, _short_capacitor, _long_capacitor)
_OTHERS = _Descriptions(_other, _short_other, _long_other)


def _descriptions(part: Part) -> _Descriptions:
	if part.electrical.resistance is not None:
		return _RESISTORS
	return _CAPACITORS if part.electrical.capacitance is not None else _OTHERS


def _mechanical(part: Part) -> Iterator[Parameter]:
	mounting = "Through Hole" if part.package in _THROUGH_HOLE else "Surface Mount"
	ceramic = ", MLCC" if part.electrical.dielectric else ""
	yield Parameter(69, "Mounting Type", _TEXT, mounting + ceramic)
	yield Parameter(16, "Package / Case", _TEXT, _case(part))
	yield Parameter(1291, "Supplier Device Package", _TEXT, part.package or NOTHING)


def _case(part: Part) -> str:
	metric = _METRIC_CODES.get(part.package)
	return f"{part.package} ({metric} Metric)" if metric else part.package or NOTHING


def _ohms(part: Part) -> str:
	ohms = part.electrical.resistance or Decimal(0)
	if 0 < ohms < 1:
		return f"{_plain(ohms.scaleb(3))} mOhms"
	return ohm_text(_milliohms(part))


def _milliohms(part: Part) -> int:
	return int((part.electrical.resistance or Decimal(0)).scaleb(3))


def _farads(part: Part) -> str:
	farads = part.electrical.capacitance or Decimal(0)
	return farad_text(int(farads.scaleb(13))).replace("uF", "µF")


def _tolerance(part: Part, otherwise: str) -> str:
	percent = part.electrical.tolerance
	return otherwise if percent is None else f"±{_plain(percent)}%"


def _volts(part: Part) -> str:
	volts = part.electrical.voltage
	return NOTHING if volts is None else f"{_plain(volts)}V"


def _watts(part: Part) -> str:
	"""A power with its fraction: "0.063W, 1/16W"; "1W"."""
	watts = part.electrical.power
	if watts is None:
		return NOTHING
	decimal = f"{_plain(watts.quantize(_MILLIWATT, ROUND_HALF_UP))}W"
	fraction = Fraction(watts).limit_denominator(_LONGEST_DENOMINATOR)
	return decimal if fraction.denominator == 1 else f"{decimal}, {fraction}W"


def _plain(number: Decimal) -> str:
	return f"{number.normalize():f}"
