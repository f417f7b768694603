"""The words that reading and ranking share: kinds of parts, properties, units, and facts about a part."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

Value = Decimal | str


class Unit(str, Enum):
	"""The base units that numbers are kept in."""

	OHM = "Ω"
	FARAD = "F"
	HENRY = "H"
	VOLT = "V"
	AMPERE = "A"
	WATT = "W"
	HERTZ = "Hz"
	PER_CENT = "%"
	PPM = "ppm"
	PPM_PER_KELVIN = "ppm/K"
	CELSIUS = "°C"
	METRE = "m"
	BIT = "bit"
	HOUR = "h"
	KELVIN = "K"
	COUNT = ""
	ROWS = "rows"


class Kind(str, Enum):
	"""What sort of thing a part is; the kind decides how bare numbers and letters are read."""

	RESISTOR = "resistor"
	CAPACITOR = "capacitor"
	INDUCTOR = "inductor"
	FERRITE = "ferrite"
	THERMISTOR = "thermistor"
	VARISTOR = "varistor"
	POTENTIOMETER = "potentiometer"
	RESISTOR_ARRAY = "resistor array"
	DIODE = "diode"
	ZENER = "zener diode"
	TVS = "tvs diode"
	LED = "led"
	TRANSISTOR = "transistor"
	MOSFET = "mosfet"
	IC = "ic"
	REGULATOR = "regulator"
	MICROCONTROLLER = "microcontroller"
	MEMORY = "memory"
	CRYSTAL = "crystal"
	OSCILLATOR = "oscillator"
	CONNECTOR = "connector"
	SWITCH = "switch"
	RELAY = "relay"
	FUSE = "fuse"
	TRANSFORMER = "transformer"
	SENSOR = "sensor"
	MODULE = "module"
	BATTERY = "battery"
	OPTOCOUPLER = "optocoupler"
	OTHER = "other"
	UNKNOWN = "unknown"


class Property(str, Enum):
	"""What a fact is about. Numbers are in the unit named here; the others are canonical words."""

	RESISTANCE = "resistance"  # ohm
	CAPACITANCE = "capacitance"  # farad
	INDUCTANCE = "inductance"  # henry
	IMPEDANCE = "impedance"  # ohm (of a ferrite, at TEST_FREQUENCY)
	VOLTAGE = "voltage"  # volt: rated, or the upper end of a range
	VOLTAGE_MIN = "voltage min"  # volt: the lower end of a range
	CURRENT = "current"  # ampere
	POWER = "power"  # watt
	FREQUENCY = "frequency"  # hertz
	TEST_FREQUENCY = "test frequency"  # hertz: "600R @ 100MHz"
	TOLERANCE = "tolerance"  # per cent, the larger side
	TOLERANCE_ABSOLUTE = "absolute tolerance"  # in the base unit of the main value: ±0.1 pF
	FREQUENCY_TOLERANCE = "frequency tolerance"  # ppm
	TEMPERATURE_COEFFICIENT = "temperature coefficient"  # ppm/K
	DIELECTRIC = "dielectric"  # word: C0G, X7R ...
	PACKAGE = "package"  # word: see canonical_package
	MOUNTING = "mounting"  # word: "SMD", "THT"
	COLOUR = "colour"  # word: "red" ...
	TEMPERATURE_MIN = "temperature min"  # degree Celsius
	TEMPERATURE_MAX = "temperature max"  # degree Celsius
	PITCH = "pitch"  # metre
	POSITIONS = "positions"  # count (pins, ways, contacts)
	ROWS = "rows"  # count
	LOAD_CAPACITANCE = "load capacitance"  # farad
	MEMORY_SIZE = "memory size"  # bit
	ESR = "esr"  # ohm (also DCR)
	RIPPLE_CURRENT = "ripple current"  # ampere
	B_CONSTANT = "b constant"  # kelvin: "B3950"
	LIFETIME = "lifetime"  # hour: "2000h @ 105°C"
	TECHNOLOGY = "technology"  # word: "thick film", "electrolytic" ...
	POLARITY = "polarity"  # word: "N-channel", "NPN" ...
	GENDER = "gender"  # word: "male", "female"
	ORIENTATION = "orientation"  # word: "right angle", "vertical"
	SERIES = "series"  # word as written


class Fact(NamedTuple):
	"""One thing a text says.

	`value` is a number in the base unit of its property, or a canonical word; `text` is how it was written,
	`rule` the name of the rule that read it, `start` and `end` its place in the text (-1: not from a text).
	"""

	property: Property
	value: Value
	text: str
	rule: str
	start: int = -1
	end: int = -1


@dataclass(frozen=True)
class Facts:
	"""Everything that was read of one part, the most reliable fact of each property first."""

	kind: Kind = Kind.UNKNOWN
	all: tuple[Fact, ...] = ()

	def get(self, property: Property) -> Fact | None:
		"""The first fact about a property."""
		return next((fact for fact in self.all if fact.property is property), None)

	def values(self, property: Property) -> tuple[Value, ...]:
		"""All values of a property, in the order they were read."""
		return tuple(fact.value for fact in self.all if fact.property is property)

	def merged_with(self, other: Facts) -> Facts:
		"""These facts and, for properties they say nothing of, those of another (call it on the structured ones)."""
		known = {fact.property for fact in self.all}
		added = tuple(fact for fact in other.all if fact.property not in known)
		kind = other.kind if self.kind is Kind.UNKNOWN else self.kind
		return Facts(kind, self.all + added)
