"""What words say of a part: its kind, dielectric, technology, mounting, polarity, colour.

Every row of the tables has a name, which the facts made by it carry. English, German and French; one entry per word
or pair of words, multiplied out once into one table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from supplier_connect.shops.matching.reading.terms import Kind, Property


class Meaning(NamedTuple):
	"""What a word means: a kind (with the weight it has against other words), or the value of a property.

	`only` names the kinds of part the value is believed on (none: all). `rule` is the row that says so.
	"""

	rule: str
	kind: Kind = Kind.UNKNOWN
	weight: int = 0
	property: Property | None = None
	value: str = ""
	only: frozenset[Kind] = frozenset()


@dataclass(frozen=True)
class _KindRow:
	kind: Kind
	weight: int
	words: str


@dataclass(frozen=True)
class _ValueRow:
	name: str
	property: Property
	value: str
	words: str
	only: frozenset[Kind] = frozenset()


# The heavier word names the kind: an "LED driver" is no LED, a "relay socket" is a connector. Underscores are spaces.
_KIND_ROWS = (
	_KindRow(
		Kind.RESISTOR,
		2,
		"res resistor resistors resistive widerstand widerstände widerstaende résistance résistances résistor "
		"resistencia resistore shunt chipwiderstand vorwiderstand messwiderstand rsmd",
	),
	_KindRow(
		Kind.CAPACITOR,
		2,
		"cap caps capacitor capacitors kondensator kondensatoren condensateur condensateurs condensador "
		"condensatore mlcc elko elkos kerko kerkos supercap supercaps supercapacitor supercapacitors edlc "
		"ultracapacitor goldcap",
	),
	_KindRow(
		Kind.INDUCTOR,
		2,
		"ind inductor inductors choke chokes coil coils drossel drosseln spule spulen induktivität "
		"induktivitäten induktivitaet inductance inductances bobine bobines festinduktivität",
	),
	_KindRow(Kind.FERRITE, 3, "ferrite ferrites ferrit ferritperle ferritperlen bead beads perle_ferrite"),
	_KindRow(
		Kind.THERMISTOR,
		3,
		"thermistor thermistors ntc ptc heißleiter heissleiter kaltleiter thermistance thermistances",
	),
	_KindRow(Kind.VARISTOR, 3, "varistor varistors varistoren mov movs varistance vdr"),
	_KindRow(
		Kind.POTENTIOMETER,
		3,
		"potentiometer potentiometers poti potis trimpot trimpots trimmer trimmers potentiomètre pot "
		"trimmpotentiometer",
	),
	_KindRow(
		Kind.RESISTOR_ARRAY,
		3,
		"resistor_network resistor_networks resistor_array resistor_arrays res_array res_ntwrk res_network "
		"res_net chip_array widerstandsnetzwerk widerstandsnetzwerke widerstandsarray réseau_de_résistances",
	),
	_KindRow(
		Kind.DIODE,
		2,
		"diode diodes dioden rectifier rectifiers gleichrichter schottky bridge_rectifier redresseur",
	),
	_KindRow(Kind.ZENER, 3, "zener zeners z-diode z-dioden zenerdiode zenerdioden z_diode z_dioden"),
	_KindRow(
		Kind.TVS,
		3,
		"tvs transil suppressor suppressors esd_protection esd_suppressor esd_diode suppressordiode",
	),
	_KindRow(
		Kind.LED, 2, "led leds leuchtdiode leuchtdioden light_emitting infrared_emitter lumineuse neopixel"
	),
	_KindRow(
		Kind.TRANSISTOR,
		2,
		"transistor transistors transistoren trans bjt bjts npn pnp darlington jfet jfets igbt igbts bipolar",
	),
	_KindRow(Kind.MOSFET, 3, "mosfet mosfets nmos pmos nmosfet pmosfet n-mosfet p-mosfet fet fets"),
	_KindRow(
		Kind.IC,
		4,
		"ic ics amplifier amplifiers opamp opamps op_amp op_amps comparator comparators driver drivers treiber "
		"controller controllers transceiver transceivers converter_ic adc dac fpga cpld gate gates "
		"flip-flop flip_flop latch buffer buffers inverter decoder encoder_ic multiplexer mux demux "
		"shift_register supervisory supervisor vref voltage_reference timer rtc real_time expander translator "
		"translation isolator isolators isoltr codec dsp pmic logic operationsverstärker verstärker "
		"voltage_level interface_ic counter counters digital_isolator switch_ic power_switch load_switch "
		"analog_switch circuit_intégré circuits_intégrés integrated integrierte amplificateur gate_driver uart telecom "
		"operational translators interface line_driver analog_converter digital_converter",
	),
	_KindRow(
		Kind.REGULATOR,
		5,
		"regulator regulators ldo ldos reg spannungsregler régulateur régulateurs buck boost buck-boost dc-dc "
		"dc/dc dc_dc step-down step-up dcdc switching_regulator low_dropout",
	),
	_KindRow(Kind.REGULATOR, 3, "converter converters wandler spannungswandler convertisseur"),
	_KindRow(Kind.MODULE, 5, "power_supply power_supplies netzteil netzteile"),
	_KindRow(
		Kind.MICROCONTROLLER,
		5,
		"mcu mcus microcontroller microcontrollers mikrocontroller mikrokontroller microcontrôleur soc "
		"microprocessor microprocessors mpu mikroprozessor",
	),
	_KindRow(
		Kind.MEMORY, 5, "eeprom eeproms sram dram sdram fram mram nor_flash nand_flash flash nand psram"
	),
	_KindRow(
		Kind.MEMORY,
		2,
		"memory memories speicher mémoire",
	),
	_KindRow(
		Kind.CRYSTAL, 2, "crystal crystals xtal xtals quarz quarze quartz schwingquarz resonator resonators"
	),
	_KindRow(
		Kind.OSCILLATOR,
		3,
		"osc oscillator oscillators oszillator oszillatoren oscillateur tcxo vcxo ocxo vctcxo quarzoszillator xo",
	),
	_KindRow(
		Kind.CONNECTOR,
		6,
		"conn connector connectors header headers plug plugs receptacle receptacles rcpt socket sockets skt "
		"jack jacks terminal_block terminal_blocks term_blk term_block wire_housing wire_housings crimp_contact "
		"stecker steckverbinder "
		"buchse buchsen stiftleiste stiftleisten buchsenleiste buchsenleisten wannenstecker klemme klemmen "
		"schraubklemme schraubklemmen anschlussklemme connecteur connecteurs bornier borniers fiche embase "
		"pin_header pinheader pinsocket box_header hdr usb-c_connector card_edge backplane fpc ffc idc_header "
		"idc-header interconnects housing_receptacle d-sub pluggable wire_to_board crimp_housing conectors "
		"test_point test_points leiterplattenklemme male_header female_header male_headers female_headers",
	),
	_KindRow(Kind.CONNECTOR, 2, "idc usb-c rj45 hdmi"),
	_KindRow(Kind.CONNECTOR, 1, "jumper jumpers terminal terminals contact contacts housing housings crimp"),
	_KindRow(
		Kind.SWITCH,
		2,
		"switch switches schalter taster drucktaster kippschalter schiebeschalter interrupteur interrupteurs "
		"commutateur pushbutton pushbuttons push_button tactile tact button dip_switch bouton-poussoir dip-schalter",
	),
	_KindRow(Kind.RELAY, 3, "relay relays relais"),
	_KindRow(
		Kind.FUSE,
		4,
		"fuse fuses sicherung sicherungen feinsicherung fusible fusibles polyfuse polyfuses ptc_resettable "
		"resettable_fuse resettable pptc",
	),
	_KindRow(
		Kind.TRANSFORMER,
		3,
		"transformer transformers xfmr trafo transformator übertrager transformateur balun",
	),
	_KindRow(
		Kind.SENSOR, 5, "sensor sensors sensoren capteur capteurs accelerometer gyroscope thermocouple hall"
	),
	_KindRow(
		Kind.MODULE,
		6,
		"module modules modul modules eval evaluation daughter breakout dev_board development_board kit kits "
		"debugger programmer emulator",
	),
	_KindRow(Kind.BATTERY, 3, "battery batteries batterie batterien knopfzelle akku akkus coin_cell"),
	_KindRow(
		Kind.OPTOCOUPLER,
		5,
		"optocoupler optocouplers optokoppler optoisolator optoisolators optoiso photocoupler opto_coupler "
		"opto-coupler optocoupleur",
	),
	_KindRow(
		Kind.OTHER,
		7,
		"holder holders fuse_clip spacer standoff screw screws schraube heatsink heat_sink kühlkörper halter "
		"sicherungshalter batteriehalter accessories enclosure enclosures solder lötzinn",
	),
	_KindRow(
		Kind.OTHER,
		3,
		"cable cables kabel antenna antennas antenne speaker speakers display displays encoder encoders buzzer buzzers summer lautsprecher fan fans lüfter",
	),
)

_CERAMIC = frozenset({Kind.CAPACITOR, Kind.UNKNOWN, Kind.CRYSTAL, Kind.OSCILLATOR})
_FILM_RESISTORS = frozenset(
	{Kind.RESISTOR, Kind.RESISTOR_ARRAY, Kind.POTENTIOMETER, Kind.UNKNOWN, Kind.THERMISTOR}
)
_CAPACITORS = frozenset({Kind.CAPACITOR, Kind.UNKNOWN})
_DIODES = frozenset({Kind.DIODE, Kind.ZENER, Kind.TVS, Kind.UNKNOWN})
_SUPPRESSORS = frozenset({Kind.TVS})
_COLOURED = frozenset(
	{Kind.LED, Kind.CONNECTOR, Kind.SWITCH, Kind.UNKNOWN, Kind.OTHER, Kind.OPTOCOUPLER, Kind.MODULE}
)
_LEDS = frozenset({Kind.LED})
_JOINED = frozenset({Kind.CONNECTOR, Kind.OTHER})
_TURNED = frozenset({Kind.CONNECTOR, Kind.SWITCH, Kind.LED, Kind.OTHER})
_SWITCHED = frozenset({Kind.SWITCH, Kind.RELAY, Kind.IC})
_TRANSISTORS = frozenset({Kind.TRANSISTOR, Kind.MOSFET, Kind.UNKNOWN, Kind.IC})

_CLASS_2 = (
	"x5r x5s x5p x5f x5u x5v x6s x6t x6r x7r x7s x7t x7u x7p x7v x7l x8r x8l x8m x8g x8s x9m "
	"y5v y5u y5p y5r y5s y5t z5u z5v z5p z4v x4v"
)
_DIELECTRIC_WORDS = (
	("C0G", "c0g cog np0 npo"),
	("U2J", "u2j"),
	("C0H", "c0h"),
	*((code.upper(), code) for code in _CLASS_2.split()),
)

# A header has pins, unless a word says otherwise: "header, female".
IMPLIED_GENDER = "connector gender, implied"

_VALUE_ROWS = (
	*(
		_ValueRow("dielectric", Property.DIELECTRIC, code, words, frozenset({Kind.CAPACITOR, Kind.UNKNOWN}))
		for code, words in _DIELECTRIC_WORDS
	),
	_ValueRow(
		"mounting word",
		Property.MOUNTING,
		"SMD",
		"smd smt surface_mount gull_wing surface_mounted surface_mounting oberflächenmontage cms montage_en_surface chip_res smdx",
	),
	_ValueRow(
		"mounting word",
		Property.MOUNTING,
		"THT",
		"tht th through_hole thru_hole thru-hole pth t/h bedrahtet durchsteckmontage traversant leaded "
		"through_board wired durchgangsbohrung",
	),
	_ValueRow(
		"mounting word",
		Property.MOUNTING,
		"Panel",
		"panel_mount panel_mounting schalttafel einbau chassis_mount",
	),
	_ValueRow("mounting word", Property.MOUNTING, "Free Hanging", "free_hanging cable_mount"),
	_ValueRow(
		"resistor film",
		Property.TECHNOLOGY,
		"thick film",
		"thick_film thickfilm thick-film dickschicht dickfilm couche_épaisse",
		_FILM_RESISTORS,
	),
	_ValueRow(
		"resistor film",
		Property.TECHNOLOGY,
		"thin film",
		"thin_film thinfilm thin-film dünnschicht dünnfilm duennschicht couche_mince",
		_FILM_RESISTORS,
	),
	_ValueRow(
		"resistor film",
		Property.TECHNOLOGY,
		"metal film",
		"metal_film metalfilm metallschicht metallfilm couche_métallique",
		_FILM_RESISTORS,
	),
	_ValueRow(
		"resistor film",
		Property.TECHNOLOGY,
		"carbon film",
		"carbon_film carbonfilm kohleschicht couche_carbone",
		_FILM_RESISTORS,
	),
	_ValueRow("resistor film", Property.TECHNOLOGY, "metal oxide", "metal_oxide metalloxid", _FILM_RESISTORS),
	_ValueRow(
		"resistor film",
		Property.TECHNOLOGY,
		"carbon composition",
		"carbon_composition carbon_comp",
		_FILM_RESISTORS,
	),
	_ValueRow(
		"wire wound",
		Property.TECHNOLOGY,
		"wirewound",
		"wirewound wire_wound draht drahtwiderstand drahtgewickelt bobiné",
	),
	_ValueRow(
		"metal element", Property.TECHNOLOGY, "metal element", "metal_element metal_strip", _FILM_RESISTORS
	),
	_ValueRow(
		"capacitor make",
		Property.TECHNOLOGY,
		"ceramic",
		"cer ceramic ceramics mlcc keramik keramisch céramique vielschicht kerko multilayer_ceramic",
		_CERAMIC,
	),
	_ValueRow(
		"capacitor make",
		Property.TECHNOLOGY,
		"polymer",
		"polymer alum_poly tant_poly organic_polymer tantalum_polymer aluminum_organic polymère hybrid os-con",
		_CAPACITORS,
	),
	_ValueRow(
		"capacitor make",
		Property.TECHNOLOGY,
		"electrolytic",
		"alum aluminum aluminium electrolytic electrolytics elko elkos elektrolyt "
		"électrolytique chimique cp_elec elec alu",
		_CAPACITORS,
	),
	_ValueRow(
		"capacitor make",
		Property.TECHNOLOGY,
		"tantalum",
		"tant tantalum tantal tantale",
		_CAPACITORS,
	),
	_ValueRow(
		"capacitor make",
		Property.TECHNOLOGY,
		"film",
		"film folie mkt mkp mks polyester polypropylene polypropylen pet_film pp_film plastic_film fkp",
		_CAPACITORS,
	),
	_ValueRow(
		"capacitor make",
		Property.TECHNOLOGY,
		"double layer",
		"supercap supercaps supercapacitor supercapacitors edlc ultracapacitor goldcap double_layer",
		_CAPACITORS,
	),
	_ValueRow("capacitor make", Property.TECHNOLOGY, "mica", "mica glimmer", _CAPACITORS),
	_ValueRow("capacitor make", Property.TECHNOLOGY, "niobium", "niobium niob", _CAPACITORS),
	_ValueRow("diode make", Property.TECHNOLOGY, "schottky", "schottky", _DIODES),
	_ValueRow(
		"diode make",
		Property.TECHNOLOGY,
		"fast recovery",
		"fast_recovery ultrafast ultra_fast hyperfast",
		_DIODES,
	),
	_ValueRow(
		"diode make", Property.TECHNOLOGY, "bridge", "bridge bridge_rectifier brückengleichrichter", _DIODES
	),
	_ValueRow(
		"channel or junction",
		Property.POLARITY,
		"N-channel",
		"n-channel n_channel n-ch n_ch nch nmos n-mosfet nmosfet nchannel n-kanal n_kanal n-chan canal_n nchan",
		_TRANSISTORS,
	),
	_ValueRow(
		"channel or junction",
		Property.POLARITY,
		"P-channel",
		"p-channel p_channel p-ch p_ch pch pmos p-mosfet pmosfet pchannel p-kanal p_kanal p-chan canal_p pchan",
		_TRANSISTORS,
	),
	_ValueRow("channel or junction", Property.POLARITY, "NPN", "npn", _TRANSISTORS),
	_ValueRow("channel or junction", Property.POLARITY, "PNP", "pnp", _TRANSISTORS),
	_ValueRow(
		"directions",
		Property.POLARITY,
		"unidirectional",
		"unidirectional uni-directional uni_directional unidir unidirektional unidirectionnelle",
		_SUPPRESSORS,
	),
	_ValueRow(
		"directions",
		Property.POLARITY,
		"bidirectional",
		"bidirectional bi-directional bi_directional bidir bidirektional bidirectionnelle",
		_SUPPRESSORS,
	),
	_ValueRow("contact form", Property.POLARITY, "SPST", "spst spst-no spst-nc", _SWITCHED),
	_ValueRow("contact form", Property.POLARITY, "SPDT", "spdt", _SWITCHED),
	_ValueRow("contact form", Property.POLARITY, "DPST", "dpst", _SWITCHED),
	_ValueRow("contact form", Property.POLARITY, "DPDT", "dpdt", _SWITCHED),
	_ValueRow("colour word", Property.COLOUR, "red", "red rot rouge rojo rosso", _COLOURED),
	_ValueRow("colour word", Property.COLOUR, "green", "green grn grün gruen verte verde", _COLOURED),
	_ValueRow("colour word", Property.COLOUR, "green", "vert", _LEDS),
	_ValueRow("colour word", Property.COLOUR, "blue", "blue blu blau bleu bleue azul", _COLOURED),
	_ValueRow("colour word", Property.COLOUR, "yellow", "yellow yel ylw gelb jaune amarillo", _COLOURED),
	_ValueRow(
		"colour word", Property.COLOUR, "white", "white wht weiß weiss blanc blanche blanco", _COLOURED
	),
	_ValueRow(
		"colour word",
		Property.COLOUR,
		"warm white",
		"warm_white warmweiß warmweiss blanc_chaud warm-white",
		_COLOURED,
	),
	_ValueRow(
		"colour word",
		Property.COLOUR,
		"cool white",
		"cool_white kaltweiß kaltweiss blanc_froid cold_white cool-white",
		_COLOURED,
	),
	_ValueRow("colour word", Property.COLOUR, "orange", "orange ora orn org", _COLOURED),
	_ValueRow("colour word", Property.COLOUR, "amber", "amber amb bernstein ambre", _COLOURED),
	_ValueRow("colour word", Property.COLOUR, "pink", "pink pnk rosa rose", _COLOURED),
	_ValueRow("colour word", Property.COLOUR, "purple", "purple violet violett lila", _COLOURED),
	_ValueRow(
		"colour word", Property.COLOUR, "black", "black blk schwarz noir noire negro", _COLOURED - _LEDS
	),
	_ValueRow("colour word", Property.COLOUR, "gray", "gray grey grau gris grise", _COLOURED - _LEDS),
	_ValueRow("colour word", Property.COLOUR, "infrared", "infrared ir infrarot infrarouge", _LEDS),
	_ValueRow("colour word", Property.COLOUR, "ultraviolet", "ultraviolet uv uv-c", _LEDS),
	_ValueRow("colour word", Property.COLOUR, "RGB", "rgb rgbw neopixel", _LEDS),
	_ValueRow(
		"connector gender",
		Property.GENDER,
		"male",
		"male plug plugs stecker stiftleiste stiftleisten mâle male_header male_headers",
		_JOINED,
	),
	_ValueRow(IMPLIED_GENDER, Property.GENDER, "male", "pin_header pinheader header headers hdr", _JOINED),
	_ValueRow(
		"connector gender",
		Property.GENDER,
		"female",
		"female receptacle receptacles rcpt socket sockets skt jack buchse buchsen buchsenleiste pinsocket "
		"femelle femelles female_header female_headers",
		_JOINED,
	),
	_ValueRow(
		"orientation",
		Property.ORIENTATION,
		"right angle",
		"right_angle right-angle ra r/a gewinkelt abgewinkelt coudé coudée angled horizontal liegend side_entry",
		_TURNED,
	),
	_ValueRow(
		"orientation",
		Property.ORIENTATION,
		"vertical",
		"vertical vert straight gerade stehend droit droite top_entry",
		_TURNED,
	),
)

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
NUMBER_WORDS = {word: number for number, word in enumerate(_NUMBERS.split(), start=1)} | {
	"single": 1,
	"dual": 2,
	"double": 2,
	"dbl": 2,
	"einreihig": 1,
	"zweireihig": 2,
	"triple": 3,
}

# What a text says behind these words is about something else.
ASIDES = frozenset({"for", "für", "fuer", "pour", "with", "mit", "avec", "replaces"})

# Compounds end in the word that counts: Kohleschichtwiderstand, Vielschichtkondensator.
_COMPOUND = re.compile(
	r".{3,}(widerstand|widerstände|kondensator|spule|drossel|diode|transistor|quarz|stecker|buchse|klemme|schalter|taster"
	r"|sicherung|relais|sensor|trafo|regler|verstärker|leiste|gleichrichter|netzwerk|halter|treiber)(?:en|n|s|e)?"
)
_COMPOUND_KINDS = {
	"widerstand": Kind.RESISTOR,
	"widerstände": Kind.RESISTOR,
	"kondensator": Kind.CAPACITOR,
	"spule": Kind.INDUCTOR,
	"drossel": Kind.INDUCTOR,
	"diode": Kind.DIODE,
	"transistor": Kind.TRANSISTOR,
	"quarz": Kind.CRYSTAL,
	"stecker": Kind.CONNECTOR,
	"buchse": Kind.CONNECTOR,
	"klemme": Kind.CONNECTOR,
	"leiste": Kind.CONNECTOR,
	"schalter": Kind.SWITCH,
	"taster": Kind.SWITCH,
	"sicherung": Kind.FUSE,
	"relais": Kind.RELAY,
	"sensor": Kind.SENSOR,
	"trafo": Kind.TRANSFORMER,
	"regler": Kind.REGULATOR,
	"verstärker": Kind.IC,
	"gleichrichter": Kind.DIODE,
	"netzwerk": Kind.RESISTOR_ARRAY,
	"halter": Kind.OTHER,
	"treiber": Kind.IC,
}
_COMPOUND_STEMS = (
	("kohleschicht", "carbon film"),
	("metallschicht", "metal film"),
	("metalloxid", "metal oxide"),
	("dickschicht", "thick film"),
	("dünnschicht", "thin film"),
	("keramik", "ceramic"),
	("vielschicht", "ceramic"),
	("elektrolyt", "electrolytic"),
	("tantal", "tantalum"),
	("folien", "film"),
	("schottky", "schottky"),
	("draht", "wirewound"),
)
_SHORTEST_COMPOUND = 8

# What a name begins with when it is built like a reference: "R_10k_0603", "C-0402-100N", "FB 600R".
REFERENCES = {
	"r": Kind.RESISTOR,
	"rn": Kind.RESISTOR_ARRAY,
	"c": Kind.CAPACITOR,
	"cp": Kind.CAPACITOR,
	"l": Kind.INDUCTOR,
	"fb": Kind.FERRITE,
	"rt": Kind.THERMISTOR,
	"rv": Kind.POTENTIOMETER,
	"d": Kind.DIODE,
	"q": Kind.TRANSISTOR,
	"y": Kind.CRYSTAL,
	"j": Kind.CONNECTOR,
	"sw": Kind.SWITCH,
	"u": Kind.IC,
	"k": Kind.RELAY,
	"f": Kind.FUSE,
}
_PLURAL_FROM = 4


def _entries() -> Iterator[tuple[str, Meaning]]:
	for row in _KIND_ROWS:
		for word in row.words.split():
			yield word.replace("_", " "), Meaning(f"{row.kind.value} word", row.kind, row.weight)
	for value in _VALUE_ROWS:
		for word in value.words.split():
			meaning = Meaning(value.name, property=value.property, value=value.value, only=value.only)
			yield word.replace("_", " "), meaning


def _tables() -> tuple[dict[str, tuple[Meaning, ...]], dict[str, dict[str, tuple[Meaning, ...]]]]:
	"""Meanings by word, and meanings of pairs by first word and second word."""
	words: dict[str, tuple[Meaning, ...]] = {}
	pairs: dict[str, dict[str, tuple[Meaning, ...]]] = {}
	for text, meaning in _entries():
		first, *rest = re.split(r"[ \-/]", text)
		table, key = (pairs.setdefault(first, {}), rest[0]) if rest else (words, first)
		table[key] = (*table.get(key, ()), meaning)
	return words, pairs


WORDS, PAIRS = _tables()


def compound(word: str) -> tuple[Meaning, ...]:
	"""What a German compound of one word means ("kohleschichtwiderstand"); `word` in lower case."""
	match = _COMPOUND.fullmatch(word) if len(word) >= _SHORTEST_COMPOUND else None
	if match is None:
		return ()
	kind = Meaning("compound word", _COMPOUND_KINDS[match[1]], 3)
	stems = (value for stem, value in _COMPOUND_STEMS if word.startswith(stem))
	return (kind, *(Meaning("compound word", property=Property.TECHNOLOGY, value=value) for value in stems))


def canonical_word(property: Property, word: str) -> str:
	"""The canonical form of a word for a property ("NPO" is "C0G"); the word itself where none is known."""
	first, *rest = re.split(r"[ \-/]", word.lower().strip())
	meanings = PAIRS.get(first, {}).get(rest[0], ()) if rest else WORDS.get(first, ())
	return next((meaning.value for meaning in meanings if meaning.property is property), word.strip())
