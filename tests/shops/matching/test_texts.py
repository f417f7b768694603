"""Names and descriptions as shops, designers and buyers write them: everything in them is read, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.shops.matching.reading.facts import (
	Fact,
	Facts,
	Kind,
	Property,
	Value,
	read_text,
	same_value,
)

P = Property
# How the tables below name properties.
NAMES = {
	"R": P.RESISTANCE,
	"C": P.CAPACITANCE,
	"L": P.INDUCTANCE,
	"Z": P.IMPEDANCE,
	"V": P.VOLTAGE,
	"Vmin": P.VOLTAGE_MIN,
	"A": P.CURRENT,
	"W": P.POWER,
	"Hz": P.FREQUENCY,
	"at": P.TEST_FREQUENCY,
	"tol": P.TOLERANCE,
	"abs": P.TOLERANCE_ABSOLUTE,
	"ppm": P.FREQUENCY_TOLERANCE,
	"tc": P.TEMPERATURE_COEFFICIENT,
	"diel": P.DIELECTRIC,
	"pkg": P.PACKAGE,
	"mnt": P.MOUNTING,
	"col": P.COLOUR,
	"Tmin": P.TEMPERATURE_MIN,
	"Tmax": P.TEMPERATURE_MAX,
	"pitch": P.PITCH,
	"pos": P.POSITIONS,
	"rows": P.ROWS,
	"CL": P.LOAD_CAPACITANCE,
	"bits": P.MEMORY_SIZE,
	"esr": P.ESR,
	"ripple": P.RIPPLE_CURRENT,
	"B": P.B_CONSTANT,
	"h": P.LIFETIME,
	"tech": P.TECHNOLOGY,
	"pol": P.POLARITY,
	"sex": P.GENDER,
	"turn": P.ORIENTATION,
}


def expected(written: str) -> list[tuple[Property, Value]]:
	"""The facts of "R=10e3 tol=1 pkg=0603", underscores for spaces in words."""
	pairs = (pair.split("=") for pair in written.split())
	return [(NAMES[name], value.replace("_", " ")) for name, value in pairs]


def misses(facts: Facts, written: str) -> list[tuple[Property, Value, tuple[Value, ...]]]:
	"""The expected facts that are not the first of their property."""
	wanted = expected(written)
	return [
		(property, value, facts.values(property))
		for property, value in wanted
		if not is_first(facts, property, str(value))
	]


def is_first(facts: Facts, property: Property, value: str) -> bool:
	fact = facts.get(property)
	if fact is None:
		return False
	return fact.value == (Decimal(value) if isinstance(fact.value, Decimal) else value)


SHOPS = [
	# DigiKey, short and long
	("RES SMD 10K OHM 1% 1/10W 0603", Kind.RESISTOR, "R=10e3 tol=1 W=0.1 pkg=0603 mnt=SMD"),
	("RES SMD 0 OHM JUMPER 1/8W 0603", Kind.RESISTOR, "R=0 W=0.125 pkg=0603"),
	("RES 0.01 OHM 1% 1W 2512", Kind.RESISTOR, "R=0.01 tol=1 W=1 pkg=2512"),
	("RES 10M OHM 5% 1/4W AXIAL", Kind.RESISTOR, "R=10e6 tol=5 W=0.25 pkg=Axial mnt=THT"),
	("CAP CER 0.1UF 16V X7R 0603", Kind.CAPACITOR, "C=100e-9 V=16 diel=X7R pkg=0603 tech=ceramic"),
	("CAP CER 27PF 50V NP0 0402", Kind.CAPACITOR, "C=27e-12 V=50 diel=C0G pkg=0402"),
	("CAP CER 10000PF 50V X7R 0402", Kind.CAPACITOR, "C=10e-9 V=50 diel=X7R pkg=0402"),
	("CAP ALUM 220UF 20% 25V RADIAL TH", Kind.CAPACITOR, "C=220e-6 tol=20 V=25 pkg=Radial mnt=THT"),
	("CAP TANT 10UF 10% 16V 1206", Kind.CAPACITOR, "C=10e-6 tol=10 V=16 pkg=1206 tech=tantalum"),
	("FIXED IND 10UH 1.5A 150 MOHM SMD", Kind.INDUCTOR, "L=10e-6 A=1.5 esr=0.15 mnt=SMD"),
	("FERRITE BEAD 600 OHM 0603 1LN", Kind.FERRITE, "Z=600 pkg=0603"),
	("DIODE SCHOTTKY 100V 150MA SOD123", Kind.DIODE, "V=100 A=0.15 pkg=SOD-123 tech=schottky"),
	("DIODE ZENER 5.1V 500MW SOD123", Kind.ZENER, "V=5.1 W=0.5 pkg=SOD-123"),
	("TVS DIODE 5V 9.2V SOD323", Kind.TVS, "V=5 pkg=SOD-323"),
	("MOSFET N-CH 60V 115MA SOT23-3", Kind.MOSFET, "V=60 A=0.115 pol=N-channel pkg=SOT-23"),
	("TRANS NPN 45V 0.1A SOT23", Kind.TRANSISTOR, "V=45 A=0.1 pol=NPN pkg=SOT-23"),
	("IC REG LINEAR 3.3V 500MA SOT23-5", Kind.REGULATOR, "V=3.3 A=0.5 pkg=SOT-23-5"),
	("IC EEPROM 1MBIT I2C 8SOIC", Kind.MEMORY, "bits=1048576 pkg=SOIC-8"),
	("IC MCU 32BIT 512KB FLASH 64LQFP", Kind.MICROCONTROLLER, "bits=4194304 pkg=LQFP-64"),
	("IC OPAMP GP 4 CIRCUIT 14SOIC", Kind.IC, "pkg=SOIC-14"),
	("IC DAC 12BIT V-OUT 14DIP", Kind.IC, "pkg=DIP-14 mnt=THT"),
	("CRYSTAL 16.0000MHZ 18PF SMD", Kind.CRYSTAL, "Hz=16e6 CL=18e-12 mnt=SMD"),
	("XTAL OSC XO 25.0000MHZ LVCMOS SMD", Kind.OSCILLATOR, "Hz=25e6"),
	("CONN RCPT HSG 6POS 2.54MM", Kind.CONNECTOR, "pos=6 pitch=0.00254 sex=female"),
	("CONN HEADER R/A 10POS 2MM", Kind.CONNECTOR, "pos=10 pitch=0.002 sex=male turn=right_angle"),
	("TERM BLK 3POS SIDE ENTRY 5MM PCB", Kind.CONNECTOR, "pos=3 pitch=0.005"),
	("LED GREEN DIFFUSED 0805 SMD", Kind.LED, "col=green pkg=0805"),
	("RELAY GEN PURPOSE SPDT 10A 12V", Kind.RELAY, "A=10 V=12 pol=SPDT"),
	("FUSE BOARD MNT 500MA 63VDC 0603", Kind.FUSE, "A=0.5 V=63 pkg=0603"),
	("PTC RESET FUSE 6V 500MA 0805", Kind.FUSE, "V=6 A=0.5 pkg=0805"),
	("THERMISTOR NTC 10KOHM 3435K 0603", Kind.THERMISTOR, "R=10e3 B=3435 pkg=0603"),
	("SWITCH TACTILE SPST-NO 0.05A 12V", Kind.SWITCH, "A=0.05 V=12 pol=SPST"),
	("RES ARRAY 4 RES 10K OHM 1206", Kind.RESISTOR_ARRAY, "R=10e3 pkg=1206"),
	("CURRENT SENSE RES 5 MOHM 1% 1W 2512", Kind.RESISTOR, "R=0.005 tol=1 W=1 pkg=2512"),
	(
		"0.1 µF ±10% 50V Ceramic Capacitor X7R 0805 (2012 Metric)",
		Kind.CAPACITOR,
		"C=1e-7 tol=10 V=50 diel=X7R pkg=0805",
	),
	(
		"220 µF 25 V Aluminum Electrolytic Capacitors Radial, Can 2000 Hrs @ 105°C",
		Kind.CAPACITOR,
		"C=220e-6 V=25 pkg=Radial h=2000 Tmax=105 tech=electrolytic",
	),
	(
		'3 Position Wire to Board Terminal Block Horizontal with Board 0.197" (5.00mm) Through Hole',
		Kind.CONNECTOR,
		"pos=3 pitch=0.005 mnt=THT",
	),
	('Isolator 1000Vrms 6 Channel 150Mbps 16-SOIC (0.295", 7.50mm Width)', Kind.IC, "V=1000 pkg=SOICW-16"),
	# Mouser
	(
		"Thick Film Resistors - SMD 1/10Watt 10Kohms 1%",
		Kind.RESISTOR,
		"R=10e3 W=0.1 tol=1 mnt=SMD tech=thick_film",
	),
	(
		"Multilayer Ceramic Capacitors MLCC - SMD/SMT 16V 0.1uF X7R 0603 10%",
		Kind.CAPACITOR,
		"C=1e-7 V=16 diel=X7R pkg=0603 tol=10 mnt=SMD",
	),
	(
		"Multilayer Ceramic Capacitors MLCC - SMD/SMT 9 pF 50 VDC 0402 0.25 pF C0G AEC-Q200",
		Kind.CAPACITOR,
		"C=9e-12 V=50 abs=0.25e-12 diel=C0G pkg=0402",
	),
	("Ferrite Beads 600 Ohms at 100 MHz 900 mA 0402", Kind.FERRITE, "Z=600 at=100e6 A=0.9 pkg=0402"),
	(
		"Headers & Wire Housings 20 positions two rows 2.54 mm shrouded",
		Kind.CONNECTOR,
		"pos=20 rows=2 pitch=0.00254",
	),
	(
		"Tantalum Capacitors - Solid SMD 6.3V 100uF 10% ESR=300mOhms",
		Kind.CAPACITOR,
		"V=6.3 C=100e-6 tol=10 esr=0.3",
	),
	# others
	(
		"10kΩ ±1% 100mW Thick Film Resistor ±100ppm/℃ 0603",
		Kind.RESISTOR,
		"R=10e3 tol=1 W=0.1 tc=100 pkg=0603",
	),
	("2A 40V Schottky diode 550mV@2A SMA(DO-214AC)", Kind.DIODE, "A=2 V=40 pkg=SMA"),
	("16MHz 20pF ±10ppm SMD3225-4P crystal", Kind.CRYSTAL, "Hz=16e6 CL=20e-12 ppm=10 pkg=3225"),
	("Crystal, 16 MHz, SMD, 3.2mm x 2.5mm, 18 pF, 30 ppm", Kind.CRYSTAL, "Hz=16e6 pkg=3225 CL=18e-12 ppm=30"),
	(
		"SMD Chip Resistor, 10 kohm, ± 1%, 100 mW, 0603 [1608 Metric], Thick Film",
		Kind.RESISTOR,
		"R=10e3 tol=1 W=0.1 pkg=0603",
	),
	(
		"Resistor: thick film; SMD; 0603; 10kΩ; 0.1W; ±1%; -55÷155°C",
		Kind.RESISTOR,
		"R=10e3 pkg=0603 Tmin=-55 Tmax=155",
	),
	("150mA LDO 2.7V-5.5V in, 3.3V out SOT-23-5", Kind.REGULATOR, "A=0.15 V=3.3 Vmin=2.7 pkg=SOT-23-5"),
	("Common Mode Chokes 90 Ohms 100MHz 370mA", Kind.INDUCTOR, "Z=90 A=0.37"),
]

PEOPLE = [
	("10K OHM 1% 1/10W 0603", Kind.RESISTOR, "R=10e3 tol=1 W=0.1 pkg=0603"),
	("R_10R_0402_1%", Kind.RESISTOR, "R=10 pkg=0402 tol=1"),
	("196k_0805_1%", Kind.RESISTOR, "R=196e3 pkg=0805 tol=1"),
	("R-0603-0R15", Kind.RESISTOR, "R=0.15 pkg=0603"),
	("RN-0402X4-10K", Kind.RESISTOR_ARRAY, "R=10e3 pkg=0402x4"),
	("1002 0603 1%", Kind.RESISTOR, "R=10e3 pkg=0603 tol=1"),
	("Resistor 330 0805", Kind.RESISTOR, "R=330 pkg=0805"),
	("Resistor 01C 0603", Kind.RESISTOR, "R=10e3 pkg=0603"),
	("shunt R005 2512 1%", Kind.RESISTOR, "R=0.005 pkg=2512 tol=1"),
	("RES 4k7J 0603", Kind.RESISTOR, "R=4700 tol=5 pkg=0603"),
	("10 pcs resistor 4k7", Kind.RESISTOR, "R=4700"),
	("0R", Kind.RESISTOR, "R=0"),
	("10k", Kind.RESISTOR, "R=10e3"),
	("100k 1% 0402 -40°C to +85°C", Kind.RESISTOR, "R=100e3 Tmin=-40 Tmax=85"),
	("16V 10uF 20% 0805 X5R", Kind.CAPACITOR, "C=10e-6 V=16 tol=20 pkg=0805 diel=X5R"),
	("2.2uF_0805_50V", Kind.CAPACITOR, "C=2.2e-6 pkg=0805 V=50"),
	("C_100n-50V-X7R-kemet_0805", Kind.CAPACITOR, "C=100e-9 V=50 diel=X7R pkg=0805"),
	("C-0603-4U7", Kind.CAPACITOR, "C=4.7e-6 pkg=0603"),
	("C-0402-1N0-C0G", Kind.CAPACITOR, "C=1e-9 pkg=0402 diel=C0G"),
	("ceramic capacitor 104 50V", Kind.CAPACITOR, "C=100e-9 V=50"),
	("104K 50V X7R 0603", Kind.CAPACITOR, "C=100e-9 tol=10 V=50"),
	("100nF K 50V X7R", Kind.CAPACITOR, "C=100e-9 tol=10 V=50"),
	("220uF/25V", Kind.CAPACITOR, "C=220e-6 V=25"),
	("1n 2kV", Kind.CAPACITOR, "C=1e-9 V=2000"),
	("10uF 25V -20%/+80% Y5V", Kind.CAPACITOR, "C=10e-6 tol=80 diel=Y5V"),
	("10uF 1206 Y5V +80/-20%", Kind.CAPACITOR, "tol=80 pkg=1206"),
	("470uF/6.3V 105C", Kind.CAPACITOR, "C=470e-6 V=6.3 Tmax=105"),
	("NTC 10k B3950 1%", Kind.THERMISTOR, "R=10e3 B=3950 tol=1"),
	("Ferrite bead 600R @ 100MHz", Kind.FERRITE, "Z=600 at=100e6"),
	("FB-0402-600R", Kind.FERRITE, "Z=600 pkg=0402"),
	("L_22uH_TDK_0603", Kind.INDUCTOR, "L=22e-6 pkg=0603"),
	("10u 3A", Kind.INDUCTOR, ""),
	("LED-0603-GRN", Kind.LED, "col=green pkg=0603"),
	("Capacitors_SMD:C_0603_1608Metric", Kind.CAPACITOR, "pkg=0603 mnt=SMD"),
	("PinHeader_2x22_P1.27mm_Vertical", Kind.CONNECTOR, "pos=44 rows=2 pitch=0.00127 turn=vertical"),
	("Conn_01x06_Male", Kind.CONNECTOR, "pos=6 rows=1 sex=male"),
	# German and French
	("SMD-Widerstand, 0805, 10 kOhm, 125 mW, 1%", Kind.RESISTOR, "R=10e3 pkg=0805 W=0.125 tol=1"),
	("Kohleschichtwiderstand 470 Ohm 1/4W 5%", Kind.RESISTOR, "R=470 W=0.25 tol=5 tech=carbon_film"),
	("Widerstand 4,7k 1% 0,25W Metallschicht", Kind.RESISTOR, "R=4700 tol=1 W=0.25 tech=metal_film"),
	(
		"Elko, radial, 100 µF, 25 V, RM 2,5, 85°C, 20%",
		Kind.CAPACITOR,
		"C=100e-6 V=25 pitch=0.0025 Tmax=85 tol=20",
	),
	("Stiftleiste 2x10 polig RM 2,54mm gerade", Kind.CONNECTOR, "pos=20 rows=2 pitch=0.00254 turn=vertical"),
	("LED rot 3mm 20mA 2,1V", Kind.LED, "col=red A=0.02 V=2.1 pkg=3_mm mnt=THT"),
	("Résistance CMS 4,7 kΩ 1% 0805", Kind.RESISTOR, "R=4700 tol=1 pkg=0805 mnt=SMD"),
	("Condensateur céramique 100 nF 50V X7R 0603", Kind.CAPACITOR, "C=1e-7 V=50 diel=X7R tech=ceramic"),
]


ARRAYS = [
	("4x10k 0603 resistor array", Kind.RESISTOR_ARRAY, "R=10e3 pkg=0603"),
	("resistor array 4x4k7 5%", Kind.RESISTOR_ARRAY, "R=4700 tol=5"),
	("resistor network 8x4.7k", Kind.RESISTOR_ARRAY, "R=4700"),
	("resistor array 4x100 5%", Kind.RESISTOR_ARRAY, "R=100 tol=5"),
	("resistor array 4x103", Kind.RESISTOR_ARRAY, "R=10e3"),
	("10k x4 array 0603", Kind.RESISTOR_ARRAY, "R=10e3 pkg=0603"),
	("4x10k", Kind.RESISTOR_ARRAY, "R=10e3"),
	("resistor 4x10k 0603 1%", Kind.RESISTOR, "R=10e3 pkg=0603 tol=1"),
]
ROUND_LEDS = [
	("LED GREEN CLEAR T-1 T/H", Kind.LED, "col=green pkg=3_mm mnt=THT"),
	("LED RED CLEAR T-1 3/4 T/H", Kind.LED, "col=red pkg=5_mm"),
	("led T1-3/4 blue", Kind.LED, "col=blue pkg=5_mm mnt=THT"),
	("LED 5 mm green", Kind.LED, "col=green pkg=5_mm"),
	("LED red 3mm SMD", Kind.LED, "pkg=3_mm mnt=SMD"),
	("LED 0603 red, reel 8 mm", Kind.LED, "pkg=0603 mnt=SMD"),
]
SUPPRESSORS = [
	("TVS DIODE 15VWM 24.4VC SMB", Kind.TVS, "V=15 pkg=SMB"),
	("TVS DIODE 5 VRWM unidirectional", Kind.TVS, "V=5 pol=unidirectional"),
	("TVS VRWM 5V bi-directional SMA", Kind.TVS, "V=5 pol=bidirectional pkg=SMA"),
	("transil bidir 24V", Kind.TVS, "V=24 pol=bidirectional"),
]
HEADERS = [
	("female header 2x5 2.54mm", Kind.CONNECTOR, "sex=female pos=10 rows=2 pitch=0.00254"),
	("pin header male 1x6", Kind.CONNECTOR, "sex=male pos=6"),
	("pin header, female, 1x6", Kind.CONNECTOR, "sex=female pos=6"),
	("header 8 pos", Kind.CONNECTOR, "sex=male pos=8"),
]
GROUPED = [
	("capacitor 4 700 pF 50V", Kind.CAPACITOR, "C=4.7e-9 V=50"),
	("C0G 4 700pF 0603", Kind.CAPACITOR, "C=4.7e-9 pkg=0603"),
	("Elko 2 200 µF 25V", Kind.CAPACITOR, "C=2.2e-3 V=25"),
	("capacitor 10 100 pF", Kind.CAPACITOR, "C=100e-12"),
	("capacitor 0402 100 nF", Kind.CAPACITOR, "C=100e-9 pkg=0402"),
]
PLAIN_WORDS = [
	("general purpose diode 100V 1A", Kind.DIODE, "V=100 A=1"),
	("general purpose transistor NPN", Kind.TRANSISTOR, "pol=NPN"),
	("inductor 1000uH 102K", Kind.INDUCTOR, "L=1e-3"),
]


@pytest.mark.parametrize(
	("text", "kind", "facts"),
	SHOPS + PEOPLE + ARRAYS + ROUND_LEDS + SUPPRESSORS + HEADERS + GROUPED + PLAIN_WORDS,
)
def test_descriptions(text: str, kind: Kind, facts: str) -> None:
	read = read_text(text)
	assert read.kind is kind
	assert not misses(read, facts)


@pytest.mark.parametrize(
	"text",
	[
		"1N4148",
		"2N7002",
		"74HC595",
		"LM358",
		"BC847C",
		"STM32F103C8T6",
		"78M05",
		"ATMEGA328P-AU",
		"ERJ-2RKF1002X",
		"RC0402FR-0710KL",
		"GRM155R71E103KA01D",
		"SDE0805A-470K",
		"ACM4520V-142-2P-T",
		"LPS4018-103MRB",
		"",
		"   ",
		"Mumpitz",
	],
)
def test_part_numbers_are_no_values(text: str) -> None:
	assert read_text(text).all == ()


@pytest.mark.parametrize(
	("text", "kind", "property"),
	[
		("Resistor pack of 100", Kind.RESISTOR, P.RESISTANCE),
		("Resistor 0207", Kind.RESISTOR, P.RESISTANCE),
		("Kemet C0402C104K4RACTU 104", Kind.UNKNOWN, P.CAPACITANCE),
		("74HC595 104", Kind.IC, P.CAPACITANCE),
		("Inductor 104", Kind.INDUCTOR, P.INDUCTANCE),
		("Connector 104", Kind.CONNECTOR, P.CAPACITANCE),
		("RES 5V tolerant", Kind.RESISTOR, P.TOLERANCE),
		("ADC 12 bit", Kind.IC, P.MEMORY_SIZE),
		("transceiver 480 Mb/s", Kind.IC, P.MEMORY_SIZE),
		("opamp 20V/us", Kind.IC, P.VOLTAGE),
		("SMA connector", Kind.CONNECTOR, P.PACKAGE),
		("DIN rail 0805", Kind.CONNECTOR, P.PACKAGE),
		("1117-5V", Kind.REGULATOR, P.VOLTAGE_MIN),
	],
)
def test_what_stands_elsewhere_is_something_else(text: str, kind: Kind, property: Property) -> None:
	assert read_text(text, kind).get(property) is None


def test_facts_name_their_rule_and_their_place() -> None:
	text = "RES 4k7 ±1% 0603"
	facts = read_text(text)
	value = facts.get(P.RESISTANCE)
	assert value == Fact(P.RESISTANCE, Decimal(4700), "4k7", "RKM code", 4, 7)
	assert [text[fact.start : fact.end] for fact in facts.all] == [fact.text for fact in facts.all]


def test_html_is_passed_over() -> None:
	text = '<div class="ql-editor read-mode"><p>RES 10k&nbsp;0603</p></div>'
	facts = read_text(text)
	assert [(fact.property, fact.text) for fact in facts.all[:2]] == [
		(P.RESISTANCE, "10k"),
		(P.PACKAGE, "0603"),
	]
	assert all(text[fact.start : fact.end] == fact.text for fact in facts.all)


@pytest.mark.parametrize(
	"piece", ["1k-", "1", "a1", "1/", "ABC12-R10 ", "10uF@", "SOT-23-", "resistor ", " 000"]
)
def test_long_texts_are_cut_not_pondered(piece: str) -> None:
	assert all(fact.end <= 2000 for fact in read_text(piece * 5000).all)


def test_a_given_kind_counts_more_than_words() -> None:
	assert read_text("10u", Kind.INDUCTOR).get(P.INDUCTANCE)
	assert read_text("10u", Kind.CAPACITOR).get(P.CAPACITANCE)
	assert read_text("LED 10k", Kind.RESISTOR).get(P.RESISTANCE)


def test_merging_keeps_the_structured_fact() -> None:
	structured, free = read_text("RES 10k 0402"), read_text("RES 4k7 1% 0603")
	merged = structured.merged_with(free)
	assert merged.values(P.RESISTANCE) == (Decimal(10000),)
	assert merged.values(P.PACKAGE) == ("0402",)
	assert merged.values(P.TOLERANCE) == (Decimal(1),)


@given(
	value=st.sampled_from(["10k", "4k7", "100R", "1M", "0R", "2.2 kOhms", "330 ohm"]),
	tolerance=st.sampled_from(["1%", "±5%", "0.1 %"]),
	package=st.sampled_from(["0402", "0603", "1206", "2512"]),
	power=st.sampled_from(["1/10W", "62.5mW", "0.25 W"]),
	order=st.permutations(range(4)),
	gap=st.sampled_from([" ", ", ", "_", "; ", " / "]),
)
def test_order_and_separators_of_a_description_do_not_matter(
	value: str, tolerance: str, package: str, power: str, order: list[int], gap: str
) -> None:
	pieces = (value, tolerance, package, power)
	facts = read_text("Resistor" + gap + gap.join(pieces[place] for place in order))
	for property, text in zip((P.RESISTANCE, P.TOLERANCE, P.PACKAGE, P.POWER), pieces, strict=True):
		fact = facts.get(property)
		assert fact is not None
		assert same_value(property, fact.value, text)


@given(text=st.text(max_size=80), kind=st.sampled_from(list(Kind)))
def test_any_text_is_read_without_an_error(text: str, kind: Kind) -> None:
	facts = read_text(text, kind)
	assert facts.kind is kind or kind is Kind.UNKNOWN
	assert all(0 <= fact.start <= fact.end <= len(text) for fact in facts.all)


WORDS = st.sampled_from([text for text, _kind, _facts in SHOPS + PEOPLE])


@given(one=WORDS, other=WORDS)
def test_reading_twice_gives_the_same(one: str, other: str) -> None:
	text = f"{one} {other}"
	assert read_text.__wrapped__(text, Kind.UNKNOWN) == read_text(text)


@pytest.mark.parametrize(
	("text", "property"),
	[
		("inductor 102K", P.INDUCTANCE),
		("capacitor 4x10k", P.RESISTANCE),
		("LED strip, 5 mm pitch", P.PACKAGE),
		("LED 3 x 5 mm", P.PACKAGE),
		("bidirectional voltage level translator", P.POLARITY),
		("USB cable 2x5M", P.RESISTANCE),
	],
)
def test_what_only_looks_like_a_value_is_left(text: str, property: Property) -> None:
	assert read_text(text).get(property) is None
