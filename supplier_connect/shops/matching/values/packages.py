"""Packages by their one canonical name, whichever body's name or notation is used.

Chips are named by their size in inches ("0402" is "1005 Metric"), JEDEC and EIAJ outlines by the name that people
use ("SOT-23" is TO-236), families with pins as "SOIC-8" ("8-SOIC", "SO8"). Names say the land pattern: bodies that
differ in height alone share one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from supplier_connect.shops.matching.reading.terms import Kind
from supplier_connect.shops.matching.values.round_leds import round_size
from supplier_connect.shops.matching.values.units import plain_text

# "inches=millimetres", and further metric names of the same size.
_CHIP_SIZES = (
	"008004=0201 009005=03015 01005=0402 0201=0603 0402=1005 0603=1608 0805=2012,2125 1206=3216 1210=3225,3226 "
	"1806=4516 1808=4520 1812=4532 1825=4564 2010=5025 2220=5750,5650 2225=5664,5763 2512=6332,6432 0612=1632 "
	"0508=1220 0306=0816 0204=0510 1008=2520 0806=2016 1218=3246 1020=2550 1225=3264 2816=7142 0815=2037,2038 "
	"0504=1310 0303=0808 1411=3528 2312=6032 2917=7343 2924=7361 2728=7070 4527=11470 4020=10251 3920=10052 "
	"1204=3010 0606=1616 1111=2828 3640=9110 2211=5728"
)
_METRIC_OF = {
	inches: tuple(metric.split(",")) for inches, metric in (pair.split("=") for pair in _CHIP_SIZES.split())
}
IMPERIAL_CHIPS = frozenset(_METRIC_OF)
_IMPERIAL_OF = {metric: inches for inches, all_metric in _METRIC_OF.items() for metric in all_metric}
# Metric names that mean the same thing whether "metric" stands behind them or not.
_PLAIN_METRIC = {metric: inches for metric, inches in _IMPERIAL_OF.items() if metric not in IMPERIAL_CHIPS}
# Moulded tantalum cases: their letters name sizes too (height left out).
_CASE_LETTERS = {
	"A": "1206",
	"S": "1206",
	"I": "1206",
	"B": "1411",
	"T": "1411",
	"C": "2312",
	"W": "2312",
	"D": "2917",
	"E": "2917",
	"V": "2917",
	"X": "2917",
	"Y": "2917",
	"P": "0805",
	"R": "0805",
}

# Kinds that come in chip sizes; elsewhere four digits are something else.
_CHIP_KINDS = frozenset(
	{
		Kind.RESISTOR,
		Kind.CAPACITOR,
		Kind.INDUCTOR,
		Kind.FERRITE,
		Kind.THERMISTOR,
		Kind.VARISTOR,
		Kind.RESISTOR_ARRAY,
		Kind.DIODE,
		Kind.ZENER,
		Kind.TVS,
		Kind.LED,
		Kind.FUSE,
		Kind.TRANSFORMER,
		Kind.OTHER,
		Kind.UNKNOWN,
		Kind.CRYSTAL,
		Kind.OSCILLATOR,
	}
)
# Kinds named by millimetres: a 3225 crystal is no 1210.
_PASSIVES = frozenset(
	{
		Kind.RESISTOR,
		Kind.CAPACITOR,
		Kind.INDUCTOR,
		Kind.FERRITE,
		Kind.THERMISTOR,
		Kind.VARISTOR,
		Kind.RESISTOR_ARRAY,
		Kind.FUSE,
	}
)
# Sizes common enough to be believed on any kind of part.
_COMMON = "008004 01005 0201 0402 0603 0805 1206 1210 1812 2010 2512 1005 1608 2012 3216 3225"
_COMMON_CHIPS = frozenset(_COMMON.split())
_METRIC_KINDS = frozenset({Kind.CRYSTAL, Kind.OSCILLATOR})
_METRIC_LEDS = frozenset({"3528", "5050", "2835", "5730", "3014", "3030", "2020", "3535", "1515", "5630"})
_CRYSTALS = frozenset(
	{"1210", "1612", "2016", "2520", "3215", "3225", "4025", "5032", "6035", "7050", "8045", "1412", "2012"}
)


_DIMENSIONS = re.compile(r"([1-8])\.([0-9])0?\s?(?:mm)?\s?(?:L\s)?x\s?([0-9])\.([0-9])0?\s?mm", re.IGNORECASE)


@dataclass(frozen=True)
class _Outline:
	"""An outline with its names in other standards, all in the form of `_key`, and how it is mounted."""

	name: str
	also: str
	mounting: str = "SMD"


_OUTLINES = (
	_Outline("SOT-23", "sot23-3 to236 to236-3 to236ab to236aa sc59 sc59a sot346 smt3 sot23-3l"),
	_Outline("SOT-23-5", "sot25 sc74a sot753 tsot23-5 to236-5 sot23-5l mo178aa"),
	_Outline("SOT-23-6", "sot26 sc74 sot457 tsot23-6 sot23-6l mo178ab tsop-6"),
	_Outline("SOT-23-8", "sot28 tsot23-8"),
	_Outline("SOT-323", "sc70 sc70-3 sot323-3"),
	_Outline("SOT-353", "sc70-5 sc88a sot323-5"),
	_Outline("SOT-363", "sc70-6 sc88 sot323-6"),
	_Outline("SOT-343", "sc82 sc82a sc70-4"),
	_Outline("SOT-143", "to253 to253-4"),
	_Outline("SOT-89", "sot89-3 to243 to243aa sc62"),
	_Outline("SOT-223", "sot223-3 sot223-4 to261 to261-4 to261-3 to261aa sc73"),
	_Outline("SOT-523", "sc75 sc75a sot416 sc89 sot490"),
	_Outline("SOT-563", "sot666 sc89-6 sc107"),
	_Outline("SOT-723", "sc105"),
	_Outline("SOT-883", "sc101"),
	_Outline("TO-252", "dpak to252-3 to252-2 to252aa sc63 to252-4"),
	_Outline("TO-263", "d2pak ddpak to263-3 to263-2 to263ab sc83"),
	_Outline("TO-263-7", "d2pak-7"),
	_Outline("TO-251", "ipak to251-3 to251aa", "THT"),
	_Outline("TO-262", "i2pak to262-3 to262aa", "THT"),
	_Outline("TO-92", "to92-3 to226 to226-3 to226aa sc43 sot54", "THT"),
	_Outline("TO-220", "to220-3 to220ab sot78 sc46", "THT"),
	_Outline("TO-220-2", "to220ac", "THT"),
	_Outline("TO-220F", "to220fp to220f-3 to220fpab", "THT"),
	_Outline("TO-247", "to247-3 to247ac to247ad", "THT"),
	_Outline("TO-126", "to126-3 to225 to225aa sot32", "THT"),
	_Outline("TO-3", "to204 to204aa to3-2", "THT"),
	_Outline("TO-3P", "to3p-3 sc65 sc65-3", "THT"),
	_Outline("TO-18", "to206 to206aa to18-3", "THT"),
	_Outline("TO-39", "to205 to205ad to39-3", "THT"),
	_Outline("TO-5", "to205aa to5-3", "THT"),
	_Outline("TO-218", "to218-3 to218ac sot93", "THT"),
	_Outline("TO-277", "to277a to277-3"),
	_Outline("DO-35", "do204ah sod27", "THT"),
	_Outline("DO-41", "do204al sod66", "THT"),
	_Outline("DO-15", "do204ac", "THT"),
	_Outline("DO-201", "do201ad do27 do201aa", "THT"),
	_Outline("SMA", "do214ac"),
	_Outline("SMB", "do214aa"),
	_Outline("SMC", "do214ab"),
	_Outline("SMAF", "do221ac do221"),
	_Outline("SMF", "do219ab sod123fl"),
	_Outline("SOD-123", ""),
	_Outline("SOD-123F", ""),
	_Outline("SOD-323", "sc76"),
	_Outline("SOD-323F", "sc90"),
	_Outline("SOD-523", "sc79"),
	_Outline("SOD-923", ""),
	_Outline("SOD-882", ""),
	_Outline("MiniMELF", "sod80 sod80c ll34 do213ac do213aa minimelf"),
	_Outline("MELF", "do213ab ll41"),
	_Outline("PowerDI-123", "powerdi123"),
	_Outline("HC-49", "hc49 hc49u hc49/u", "THT"),
	_Outline("HC-49S", "hc49s hc49us hc49/us hc49-4h", "THT"),
	_Outline("Radial", "radial", "THT"),
	_Outline("Axial", "axial din0204 din0207 din0309 din0411", "THT"),
)
_WORDS = (
	"dpak d2pak ddpak ipak i2pak sma smb smc smaf smf melf minimelf ll34 ll41 radial axial powerdi123 din0204 "
	"din0207 din0309 din0411"
)
_WORD_OUTLINES = frozenset(_WORDS.split())
# Names that are connectors, too.
_DIODE_WORDS = frozenset({"sma", "smb", "smc", "smf"})
_DIODES = frozenset({Kind.DIODE, Kind.ZENER, Kind.TVS, Kind.UNKNOWN, Kind.OTHER, Kind.LED})

_STANDARD_BODIES = frozenset({"sot", "tsot", "sc", "to", "do", "sod", "hc"})
# Whose numbers are outlines even where the table doesn't know them.
_OPEN_BODIES = frozenset({"sot", "tsot", "sod"})

# Families whose name is followed or preceded by the number of pins: canonical name, its other names.
_FAMILIES = {
	"SOIC": "so sop soic soicn",
	"SOICW": "sow soicw wsoic",
	"SOJ": "soj",
	"SSOP": "ssop shrinksop",
	"QSOP": "qsop",
	"TSSOP": "tssop",
	"HTSSOP": "htssop etssop",
	"MSOP": "msop vssop umax usop",
	"HSOIC": "hsoic hsop hsoicep powerso",
	"TSOP": "tsop",
	"DIP": "dip pdip dil ndip",
	"CDIP": "cdip cerdip",
	"SIP": "sip psip",
	"ZIP": "zip",
	"QFN": "qfn vqfn wqfn uqfn tqfn hvqfn xqfn lfcsp mlf vqfpn ufqfpn vfqfpn",
	"DFN": "dfn vdfn wdfn udfn tdfn xdfn",
	"SON": "son vson wson uson xson x2son",
	"LQFP": "lqfp",
	"TQFP": "tqfp htqfp",
	"QFP": "qfp pqfp mqfp",
	"BGA": "bga tfbga fbga lfbga ufbga vfbga csbga fcbga ftbga fpbga cabga nfbga",
	"WLCSP": "wlcsp wlp dsbga csp ucsp wlbga",
	"PLCC": "plcc",
	"LCC": "lcc clcc",
	"LGA": "lga vlga wlga",
	"PowerPAK": "powerpak",
}
FAMILIES = frozenset(_FAMILIES)
_FAMILY_OF = {word: name for name, words in _FAMILIES.items() for word in words.split()}
_HOLE_FAMILIES = frozenset({"DIP", "CDIP", "SIP", "ZIP"})
_PINS_REQUIRED = frozenset({"so", "son", "sip", "zip", "csp", "sop"})

_OUTLINE_NAME = re.compile(
	r"(?i:(SOT|TSOT|SC|TO|DO|SOD|HC)(?:-|(?<=SOT)\s|(?<=SOD)\s)?([0-9]{1,3})"
	r"((?:/?US?|S)(?![^\W_])|A[A-D](?![^\W_])|F[PL]?(?![^\W_])|[ACPW](?![^\W_])|)"
	r"(?:-([0-9]{1,2})L?(?![0-9.]))?)(?![^\W_])"
)
_FAMILY_PINS = re.compile(r"(?i:([a-z][a-z0-9]*?[a-z])(W(?=[-0-9]))?(?:[- ]?([0-9]{1,4}))?(W)?)(?![^\W_])")
_LETTERS = re.compile(r"[A-Za-z]+")
_CHIP_WORD = re.compile(r"(?:R|C|L|D|F|FB|SM|SMD|LED|CHIP|RES|CAP|IND|CP)([0-9]{4,5})", re.IGNORECASE)
_IPC_WORD = re.compile(r"(?:RES|CAP|IND|LED|DIO|FUS)[CM]([0-9]{4})X[0-9]+[A-Z]?")
_WIDE = re.compile(r"7\.50?\s?mm|5\.30?\s?mm|\bwide\b|0\.295|0\.209", re.IGNORECASE)
_LONGEST_FIELD = 200
_WIDTH_BEHIND = 24
_CASE_WORD = re.compile(r"(?i:case|size|bauform|gehäuse)[- ]?([A-Z])(?![^\W_])")
_CHIP_IN_FIELD = re.compile(r"(?<![^\W_])([0-9]{4,6})\s?(Metric|metric|METRIC|M)?(?![^\W_])")
_SHORTENED = re.compile(r"\s*([2468][0-9]{2})\s*")


class Package(NamedTuple):
	"""A package found in a text: its canonical name, the rule that found it, and where it stands.

	`digits` are those of a chip size, whose name depends on the kind of part.
	"""

	name: str
	rule: str
	start: int
	end: int
	digits: str = ""

	def named_for(self, kind: Kind) -> str | None:
		"""The name on a kind of part; None where it is no package: an SMA connector, a 0805 among ICs."""
		if self.digits:
			return chip(self.digits, False, kind)
		return self.name if kind in _DIODES or self.name.lower() not in _DIODE_WORDS else None


def _key(name: str) -> str:
	"""A name as it is looked up: lower case, no hyphen between letters and digits."""
	return re.sub(r"(?<=[a-z])[-\s](?=[0-9])", "", name.lower())


def _aliases() -> dict[str, str]:
	table: dict[str, str] = {}
	for outline in _OUTLINES:
		for key in (_key(outline.name), *outline.also.split()):
			table[key] = outline.name
	return table


_ALIASES = _aliases()
_MOUNTINGS: Mapping[str, str] = {
	**{outline.name: outline.mounting for outline in _OUTLINES},
	**dict.fromkeys(("3 mm", "5 mm", "8 mm", "10 mm"), "THT"),
}


def mounting_of(package: str) -> str | None:
	"""How a part in a package of this canonical name is mounted: "SMD" or "THT"; None when that is open."""
	known = _MOUNTINGS.get(package) or _MOUNTINGS.get(package.rpartition("-")[0])
	if known:
		return known
	family = package.partition("-")[0]
	if family in _HOLE_FAMILIES:
		return "THT"
	on_top = (
		package in _CRYSTALS
		or family in _FAMILIES
		or family in ("SOT", "SOD")
		or package.partition("x")[0] in IMPERIAL_CHIPS
	)
	return "SMD" if on_top else None


def chip(digits: str, metric: bool, kind: Kind = Kind.UNKNOWN) -> str | None:
	"""The chip size that four or five digits name on a kind of part; None when they name none there.

	"0402" is in inches unless it is marked metric; "1005" can only be millimetres. Crystals and some LEDs are
	known by their millimetres and keep them.
	"""
	if kind not in _CHIP_KINDS:
		return None
	if kind in _METRIC_KINDS:
		return digits if digits in _CRYSTALS else None
	if kind is Kind.LED and digits in _METRIC_LEDS:
		return digits
	if metric:
		return _IMPERIAL_OF.get(digits)
	if kind not in _PASSIVES and digits not in _COMMON_CHIPS:
		return None
	return digits if digits in IMPERIAL_CHIPS else _PLAIN_METRIC.get(digits)


def chip_of_dimensions(plain: str, kind: Kind) -> Package | None:
	"""The size of a crystal or oscillator that a text gives in millimetres: "3.2 x 2.5 mm" is 3225."""
	match = _DIMENSIONS.search(plain) if kind in _METRIC_KINDS else None
	name = chip("".join(match.groups()), False, kind) if match else None
	return Package(name, "dimensions", match.start(), match.end()) if match and name else None


def package_at(plain: str, start: int, word: str, kind: Kind) -> Package | None:
	"""The package whose name begins with the word at a place in a text; None when none does."""
	folded = word.lower()
	if folded in _WORD_OUTLINES:
		return Package(_ALIASES[folded], "package name", start, start + len(word))
	letters = _LETTERS.match(word)
	head = letters[0].lower() if letters else ""
	if head in _STANDARD_BODIES:
		return _outline_at(plain, start)
	if head in _FAMILY_OF or folded in _FAMILY_OF or (head.endswith("w") and head[:-1] in _FAMILY_OF):
		return _family_at(plain, start)
	return _chip_word(word, start, kind) or _case_at(plain, start, kind)


def _outline_at(plain: str, start: int) -> Package | None:
	match = _OUTLINE_NAME.match(plain, start)
	if match is None:
		return None
	body, number, letters, pins = match.groups()
	base = f"{body}{number}{letters}".lower()
	if pins and f"{base}-{pins}" in _ALIASES:
		return Package(_ALIASES[f"{base}-{pins}"], "package name", start, match.end())
	name = _ALIASES.get(base)
	if name is None and body.lower() in _OPEN_BODIES:
		name = f"{body.upper()}-{number}{letters.upper()}"
	return Package(_with_pins(name, pins), "package name", start, match.end()) if name else None


def _with_pins(name: str, pins: str | None) -> str:
	return f"{name}-{pins}" if pins else name


def _family_at(plain: str, start: int) -> Package | None:
	match = _FAMILY_PINS.match(plain, start)
	if match is None:
		return None
	family, wide_before, pins, wide_behind = match.groups()
	wide = bool(wide_before or wide_behind or _WIDE.search(plain, match.end(), match.end() + _WIDTH_BEHIND))
	name = family_name(family, wide)
	if name is None or (not pins and family.lower() in _PINS_REQUIRED):
		return None
	return Package(_with_pins(name, pins), "package family", start, match.end())


def family_name(word: str, wide: bool = False) -> str | None:
	"""The canonical name of a family of packages with pins ("PDIP" is "DIP"); None when it is none."""
	name = _FAMILY_OF.get(word.lower())
	return "SOICW" if name == "SOIC" and wide else name


def _chip_word(word: str, start: int, kind: Kind) -> Package | None:
	match = _CHIP_WORD.fullmatch(word)
	if match:
		name = chip(match[1], False, kind)
		return (
			Package(name, "chip size behind a letter", start, start + len(word), match[1]) if name else None
		)
	match = _IPC_WORD.fullmatch(word)
	name = _IMPERIAL_OF.get(match[1]) if match else None
	return Package(name, "IPC-7351 name", start, start + len(word)) if name else None


def _case_at(plain: str, start: int, kind: Kind) -> Package | None:
	if kind is not Kind.CAPACITOR:
		return None
	match = _CASE_WORD.match(plain, start)
	name = _CASE_LETTERS.get(match[1]) if match else None
	return Package(name, "case letter", start, match.end()) if match and name else None


@lru_cache(maxsize=4096)
def canonical_package(text: str) -> str | None:
	"""The one name of a package: "0402 (1005 Metric)" is "0402", "TO-236" is "SOT-23"; None when unknown.

	Of several names in the text ("SC-74A, SOT-753") the first known one counts. "402", which a spreadsheet made
	of 0402, is understood; so are the metric cases of tantalum capacitors ("EIA-3528-21").
	"""
	plain = plain_text(text[:_LONGEST_FIELD])
	shortened = _SHORTENED.fullmatch(plain)
	if shortened:
		found = chip(f"0{shortened[1]}", False, Kind.RESISTOR) or chip(shortened[1], False, Kind.RESISTOR)
		if found:
			return found
	return _first_chip(plain) or _first_name(plain) or round_size(plain)


def _first_chip(plain: str) -> str | None:
	for match in _CHIP_IN_FIELD.finditer(plain):
		name = chip(match[1], bool(match[2]), Kind.RESISTOR)
		if name:
			return name
	return None


_FIELD_WORD = re.compile(r"[^\W\d_][^\W_]*")
_PINS_FIRST = re.compile(r"(?<![^\W_])([0-9]{1,4})[- ]?([A-Za-z][A-Za-z0-9]*?[A-Za-z])(?![^\W_])")


def _first_name(plain: str) -> str | None:
	for match in _PINS_FIRST.finditer(plain):
		name = family_name(match[2], bool(_WIDE.search(plain)))
		if name:
			return f"{name}-{match[1]}"
	for match in _FIELD_WORD.finditer(plain):
		found = package_at(plain, match.start(), match[0], Kind.UNKNOWN) or _case_at(
			plain, match.start(), Kind.CAPACITOR
		)
		if found:
			return found.name
	return None
