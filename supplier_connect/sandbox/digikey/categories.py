"""DigiKey's tree of categories, and where the catalogue's categories lie in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
	"""One category of the tree."""

	id: int
	name: str


# From the root down to the category the part is in.
Trail = tuple[Category, ...]

_RESISTORS = Category(2, "Resistors")
_CAPACITORS = Category(3, "Capacitors")
_CONNECTORS = Category(20, "Connectors, Interconnects")
_CIRCUITS = Category(32, "Integrated Circuits (ICs)")
_DISCRETE = Category(19, "Discrete Semiconductor Products")
_POWER = Category(2033, "Power Management (PMIC)")
_LINEAR = Category(2037, "Linear")
_DATA = Category(2035, "Data Acquisition")
_DIODES = Category(2041, "Diodes")
_CHIP_RESISTORS = Category(52, "Chip Resistor - Surface Mount")

_TRAILS: dict[str, Trail] = {
	"Thick Film Resistors - SMD": (_RESISTORS, _CHIP_RESISTORS),
	"Thin Film Resistors - SMD": (_RESISTORS, _CHIP_RESISTORS),
	"Current Sense Resistors - SMD": (_RESISTORS, _CHIP_RESISTORS),
	"Metal Film Resistors - Through Hole": (_RESISTORS, Category(53, "Through Hole Resistors")),
	"Resistor Networks & Arrays": (_RESISTORS, Category(50, "Resistor Networks, Arrays")),
	"Multilayer Ceramic Capacitors MLCC - SMD/SMT": (_CAPACITORS, Category(60, "Ceramic Capacitors")),
	"Aluminum Organic Polymer Capacitors": (_CAPACITORS, Category(69, "Aluminum - Polymer Capacitors")),
	"Ferrite Beads": (Category(35, "Filters"), Category(841, "Ferrite Beads and Chips")),
	"Headers & Wire Housings": (
		_CONNECTORS,
		Category(2027, "Rectangular Connectors"),
		Category(314, "Headers, Male Pins"),
	),
	"ESD Protection Diodes / TVS Diodes": (
		Category(9, "Circuit Protection"),
		Category(2029, "Transient Voltage Suppressors (TVS)"),
		Category(144, "TVS Diodes"),
	),
	"Schottky Diodes & Rectifiers": (_DISCRETE, _DIODES, Category(285, "Diode Arrays")),
	"Diodes - General Purpose, Power, Switching": (_DISCRETE, _DIODES, Category(280, "Single Diodes")),
	"Rectifiers": (_DISCRETE, _DIODES, Category(280, "Single Diodes")),
	"MOSFETs": (
		_DISCRETE,
		Category(2045, "Transistors"),
		Category(278, "Single FETs, MOSFETs"),
	),
	"LDO Voltage Regulators": (
		_CIRCUITS,
		_POWER,
		Category(699, "Voltage Regulators - Linear, Low Drop Out (LDO) Regulators"),
	),
	"Power Switch ICs - Power Distribution": (
		_CIRCUITS,
		_POWER,
		Category(726, "Power Distribution Switches, Load Drivers"),
	),
	"Supervisory Circuits": (_CIRCUITS, _POWER, Category(691, "Supervisors")),
	"Current & Power Monitors & Regulators": (_CIRCUITS, _POWER, Category(738, "Current Regulation")),
	"Operational Amplifiers - Op Amps": (
		_CIRCUITS,
		_LINEAR,
		Category(687, "Instrumentation, Op Amps, Buffer Amps"),
	),
	"Digital to Analog Converters - DAC": (
		_CIRCUITS,
		_DATA,
		Category(701, "Digital to Analog Converters (DAC)"),
	),
	"ARM Microcontrollers - MCU": (_CIRCUITS, Category(2036, "Embedded"), Category(685, "Microcontrollers")),
	"FPGA - Field Programmable Gate Array": (
		_CIRCUITS,
		Category(2036, "Embedded"),
		Category(696, "FPGAs (Field Programmable Gate Array)"),
	),
	"EEPROM": (_CIRCUITS, Category(774, "Memory")),
	"Standard LEDs - SMD": (Category(7, "Optoelectronics"), Category(105, "LED Indication - Discrete")),
}
_OTHERS: Trail = (_CIRCUITS, Category(685_000, "Specialized ICs"))


def trail_of(category: str) -> Trail:
	"""The way down DigiKey's tree to the catalogue's category."""
	return _TRAILS.get(category, _OTHERS)


def parents(trail: Sequence[Category]) -> list[int]:
	"""The ids of the parents along a trail; a root has 0."""
	return [0, *(category.id for category in trail[:-1])]
