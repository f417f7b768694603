"""What sort of part a text speaks of."""

from __future__ import annotations

import pytest

from supplier_connect.shops.matching.reading.facts import Kind, kind_of


@pytest.mark.parametrize(
	("text", "kind"),
	[
		# categories of shops
		("Thick Film Resistors - SMD", Kind.RESISTOR),
		("Chip Resistor - Surface Mount", Kind.RESISTOR),
		("Resistor Networks, Arrays", Kind.RESISTOR_ARRAY),
		("Trimmer Potentiometers", Kind.POTENTIOMETER),
		("NTC Thermistors", Kind.THERMISTOR),
		("Varistors, MOVs", Kind.VARISTOR),
		("Aluminum Electrolytic Capacitors", Kind.CAPACITOR),
		("Multilayer Ceramic Capacitors MLCC - SMD/SMT", Kind.CAPACITOR),
		("Inductors, Coils, Chokes", Kind.INDUCTOR),
		("Ferrite Beads and Chips", Kind.FERRITE),
		("Schottky Diodes & Rectifiers", Kind.DIODE),
		("Single Zener Diodes", Kind.ZENER),
		("ESD Protection Diodes / TVS Diodes", Kind.TVS),
		("LED Indication - Discrete", Kind.LED),
		("Transistors - FETs, MOSFETs - Single", Kind.MOSFET),
		("Transistors - Bipolar (BJT) - Single", Kind.TRANSISTOR),
		("Operational Amplifiers - Op Amps", Kind.IC),
		("Power Switch ICs - Power Distribution", Kind.IC),
		("LED Lighting Drivers", Kind.IC),
		("LDO Voltage Regulators", Kind.REGULATOR),
		("ARM Microcontrollers - MCU", Kind.MICROCONTROLLER),
		("EEPROM", Kind.MEMORY),
		("Memory", Kind.MEMORY),
		("Crystals", Kind.CRYSTAL),
		("Crystal Oscillators", Kind.OSCILLATOR),
		("Headers & Wire Housings", Kind.CONNECTOR),
		("Rectangular Connectors - Headers, Male Pins", Kind.CONNECTOR),
		("Memory Connectors", Kind.CONNECTOR),
		("IC Sockets", Kind.CONNECTOR),
		("Tactile Switches", Kind.SWITCH),
		("Power Relays, Over 2 Amps", Kind.RELAY),
		("PTC Resettable Fuses", Kind.FUSE),
		("Fuse Holders", Kind.OTHER),
		("Battery Holders", Kind.OTHER),
		("Batteries", Kind.BATTERY),
		("Transformers", Kind.TRANSFORMER),
		("Hall Effect Sensors", Kind.SENSOR),
		("Transistor Output Optocouplers", Kind.OPTOCOUPLER),
		("Evaluation Boards", Kind.MODULE),
		# German, French
		("Widerstände", Kind.RESISTOR),
		("Metallschichtwiderstand", Kind.RESISTOR),
		("Keramikkondensatoren", Kind.CAPACITOR),
		("Leuchtdiode", Kind.LED),
		("Spannungsregler", Kind.REGULATOR),
		("Steckverbinder", Kind.CONNECTOR),
		("Sicherungshalter", Kind.OTHER),
		("Quarz 8 MHz", Kind.CRYSTAL),
		("Résistances", Kind.RESISTOR),
		("Condensateurs", Kind.CAPACITOR),
		("Circuits intégrés", Kind.IC),
		# the word that counts
		("LED driver IC", Kind.IC),
		("crystal oscillator", Kind.OSCILLATOR),
		("relay socket", Kind.CONNECTOR),
		("LED holder", Kind.OTHER),
		("Resistor for voltage regulator", Kind.RESISTOR),
		("Widerstand für LED", Kind.RESISTOR),
		("Rocker Switch DPDT 3A (AC/DC)", Kind.SWITCH),
		# nothing tells
		("", Kind.UNKNOWN),
		("Hardware", Kind.UNKNOWN),
		("All Item Groups", Kind.UNKNOWN),
		("Products", Kind.UNKNOWN),
		("Raw Material", Kind.UNKNOWN),
	],
)
def test_kinds(text: str, kind: Kind) -> None:
	assert kind_of(text) is kind


@pytest.mark.parametrize(
	("text", "kind"),
	[
		("100nF", Kind.CAPACITOR),
		("22p 50V", Kind.CAPACITOR),
		("X7R 0603", Kind.CAPACITOR),
		("10uH", Kind.INDUCTOR),
		("600R @ 100MHz", Kind.FERRITE),
		("4k7", Kind.RESISTOR),
		("10k 0603", Kind.RESISTOR),
		("10k something", Kind.UNKNOWN),
		("16MHz 18pF", Kind.CRYSTAL),
		("3.3V 0.5A", Kind.UNKNOWN),
	],
)
def test_values_tell_a_kind_that_no_word_names(text: str, kind: Kind) -> None:
	assert kind_of(text) is kind
