"""Resistors and capacitors by the thousand, named the way their makers name them.

A maker's part number is a head, a value and a tail. A `Variant` is everything but the value; the tables below
say which variants each maker has. The names follow the makers' ordering codes, but not every combination is
really made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

# The preferred numbers of IEC 60063, as three digits of a decade.
_E24_DIGITS = "10 11 12 13 15 16 18 20 22 24 27 30 33 36 39 43 47 51 56 62 68 75 82 91"
E24 = tuple(int(digits) * 10 for digits in _E24_DIGITS.split())
E12 = E24[::2]
E6 = E24[::4]
E96 = tuple(round(100 * 10 ** (step / 96)) for step in range(96))
PRECISION = tuple(sorted({*E96, *E24}))

# Later series hold values that fewer boards use.
_VALUE_RANK = {
	digits: rank for rank, series in reversed(list(enumerate((E6, E12, E24, E96)))) for digits in series
}

Writer = Callable[[int], str]

# For a series whose names do not tell how it is packed.
_ONE_PACK = "-"


def rkm(milliohm: int) -> str:
	"""A resistance with its letter as the decimal point and no zeros behind it: 10K, 4K7, 97R6, 1M."""
	whole, letter, fraction = _letter_form(milliohm)
	return f"{whole}{letter}{fraction.rstrip('0')}"


def rkm_four(milliohm: int) -> str:
	"""A resistance in exactly four characters: 10K0, 1K05, 100R, 4R70."""
	whole, letter, fraction = _letter_form(milliohm)
	return f"{whole}{letter}{fraction}"[:4]


def four_digits(milliohm: int) -> str:
	"""Three figures and an exponent (1002 is 10 kOhm); below 100 Ohm the letter form (4R70)."""
	return rkm_four(milliohm) if milliohm < 100_000 else _figures(milliohm // 1000, 3)


def three_digits(milliohm: int) -> str:
	"""Two figures and an exponent (103 is 10 kOhm); below 10 Ohm the letter form (4R7)."""
	return rkm_four(milliohm)[:3] if milliohm < 10_000 else _figures(milliohm // 1000, 2)


def susumu_digits(milliohm: int) -> str:
	"""Three digits for a value of E24, four for one of E96."""
	return three_digits(milliohm) if _mantissa(milliohm) in E24 else four_digits(milliohm)


def picofarad_digits(tenths: int) -> str:
	"""Tenths of a picofarad as two figures and an exponent (104 is 0.1 uF); below 10 pF as 9R0."""
	return f"{tenths // 10}R{tenths % 10}" if tenths < 100 else _figures(tenths // 10, 2)


def _letter_form(milliohm: int) -> tuple[int, str, str]:
	units = (("M", 9), ("K", 6), ("R", 3))
	letter, zeros = next(unit for unit in units if milliohm >= 10 ** unit[1] or unit == units[-1])
	whole, rest = divmod(milliohm, 10**zeros)
	return whole, letter, f"{rest:0{zeros}d}"


def _figures(value: int, count: int) -> str:
	exponent = len(str(value)) - count
	return f"{value // 10**exponent}{exponent}"


def _mantissa(value: int) -> int:
	return int(str(value)[:3].ljust(3, "0"))


@dataclass(frozen=True, slots=True)
class Variant:
	"""Parts of one maker that differ in their value alone.

	`values` are milliohm or tenths of a picofarad, as `dielectric` is empty or not. `rank` grows with rarity.
	"""

	maker: str
	category: str
	head: str
	tail: str
	write: Writer
	values: tuple[int, ...]
	rank: int
	package: str
	tolerance: Decimal | None
	tolerance_text: str
	volts: Decimal
	watts: Decimal | None
	dielectric: str
	reel: int


class Stem(NamedTuple):
	"""The name of a part and what its details are computed from."""

	mpn: str
	variant: Variant
	value: int


@dataclass(frozen=True, slots=True)
class _Case:
	"""What the dimensions of a resistor settle, whoever makes it."""

	milliwatts: str
	volts: str
	reel: int
	rank: int


_CASES = {
	"0201": _Case("50", "25", 10000, 3),
	"0402": _Case("62.5", "50", 10000, 0),
	"0603": _Case("100", "75", 5000, 0),
	"0805": _Case("125", "150", 5000, 1),
	"1206": _Case("250", "200", 5000, 2),
	"1210": _Case("500", "200", 5000, 5),
	"2010": _Case("750", "400", 4000, 5),
	"2512": _Case("1000", "500", 2000, 4),
	"Axial-1/8": _Case("125", "200", 5000, 6),
	"Axial-1/4": _Case("250", "250", 5000, 4),
	"Axial-1/2": _Case("500", "350", 2500, 6),
}


@dataclass(frozen=True, slots=True)
class _Resistors:
	"""One series of a maker. `sizes` holds "package=code" or "package=code/tail"; `ohms` the range in ohm."""

	maker: str
	category: str
	head: str
	tail: str
	sizes: str
	percent: str
	series: tuple[int, ...]
	write: Writer
	ohms: tuple[int, int]
	packs: str = _ONE_PACK
	rank: int = 0


_THICK = "Thick Film Resistors - SMD"
_THIN = "Thin Film Resistors - SMD"
_AXIAL = "Metal Film Resistors - Through Hole"
_WIDE = (1, 10_000_000)
_MIDDLE = (10, 1_000_000)
_EIA = "0201=0201 0402=0402 0603=0603 0805=0805 1206=1206"
_EIA_FROM_0402 = "0402=0402 0603=0603 0805=0805 1206=1206"
_CRCW_F = "0402=0402/ED 0603=0603/EA 0805=0805/EA 1206=1206/EA 1210=1210/EA 2010=2010/EF 2512=2512/EG"
_TNPW = "0402=0402/ED 0603=0603/EA 0805=0805/EA 1206=1206/EA"
_METRIC = "0402=1005 0603=1608 0805=2012 1206=3216"

# In head and tail {size} is the code of the package, {end} what follows "/" there, {pack} one of the packs.
_RESISTORS = (
	_Resistors("YAGEO", _THICK, "RC{size}FR-{pack}", "L", _EIA, "1", PRECISION, rkm, _WIDE, "07 13"),
	_Resistors("YAGEO", _THICK, "RC{size}JR-{pack}", "L", _EIA, "5", E24, rkm, _WIDE, "07 13", 2),
	_Resistors("YAGEO", _THICK, "AC{size}FR-{pack}", "L", _EIA, "1", PRECISION, rkm, _WIDE, "07 13", 4),
	_Resistors("YAGEO", _THICK, "AC{size}JR-{pack}", "L", _EIA, "5", E24, rkm, _WIDE, "07 13", 5),
	_Resistors(
		"YAGEO", _THIN, "RT{size}BRD{pack}", "L", _EIA_FROM_0402, "0.1", PRECISION, rkm, _MIDDLE, "07", 4
	),
	_Resistors(
		"YAGEO", _THIN, "RT{size}BRE{pack}", "L", _EIA_FROM_0402, "0.1", PRECISION, rkm, _MIDDLE, "07", 5
	),
	_Resistors(
		"YAGEO", _THIN, "RT{size}DRD{pack}", "L", _EIA_FROM_0402, "0.5", PRECISION, rkm, _MIDDLE, "07", 5
	),
	_Resistors(
		"YAGEO", _THIN, "RT{size}DRE{pack}", "L", _EIA_FROM_0402, "0.5", PRECISION, rkm, _MIDDLE, "07", 4
	),
	_Resistors(
		"YAGEO",
		_AXIAL,
		"MFR-{size}F{pack}F52-",
		"",
		"Axial-1/8=12 Axial-1/4=25 Axial-1/2=50",
		"1",
		PRECISION,
		rkm,
		(10, 1_000_000),
		"B R",
		1,
	),
	_Resistors(
		"Vishay / Dale", _THICK, "CRCW{size}", "FK{end}", _CRCW_F, "1", PRECISION, rkm_four, _WIDE, rank=1
	),
	_Resistors("Vishay / Dale", _THICK, "CRCW{size}", "JN{end}", _CRCW_F, "5", E24, rkm_four, _WIDE, rank=3),
	_Resistors(
		"Vishay / Dale", _THICK, "CRCW{size}", "FK{end}C", _TNPW, "1", PRECISION, rkm_four, _WIDE, rank=4
	),
	_Resistors(
		"Vishay / Dale", _THIN, "TNPW{size}", "BE{end}", _TNPW, "0.1", PRECISION, rkm_four, _MIDDLE, rank=4
	),
	_Resistors(
		"Panasonic",
		_THICK,
		"ERJ-{size}F",
		"{end}",
		"0201=1GN/C 0402=2RK/X 0603=3EK/V 0805=6EN/V 1206=8EN/V",
		"1",
		PRECISION,
		four_digits,
		_MIDDLE,
		rank=1,
	),
	_Resistors(
		"Panasonic",
		_THICK,
		"ERJ-{size}J",
		"{end}",
		"0201=1GN/C 0402=2GE/X 0603=3GEY/V 0805=6GEY/V 1206=8GEY/V",
		"5",
		E24,
		three_digits,
		_WIDE,
		rank=3,
	),
	_Resistors(
		"Panasonic",
		_THIN,
		"ERA-{size}AEB",
		"{end}",
		"0402=2/X 0603=3/V 0805=6/V 1206=8/V",
		"0.1",
		PRECISION,
		susumu_digits,
		(100, 100_000),
		rank=4,
	),
	_Resistors(
		"KOA Speer",
		_THICK,
		"RK73H{size}",
		"F",
		"0402=1ETTP 0603=1JTTD 0805=2ATTD 1206=2BTTD",
		"1",
		PRECISION,
		four_digits,
		_WIDE,
		rank=4,
	),
	_Resistors("SEI Stackpole", _THICK, "RMCF{size}FT", "", _EIA, "1", PRECISION, rkm_four, _WIDE, rank=3),
	_Resistors("SEI Stackpole", _THICK, "RMCF{size}JT", "", _EIA, "5", E24, rkm_four, _WIDE, rank=5),
	_Resistors(
		"Bourns",
		_THICK,
		"CR{size}-FX-",
		"{end}LF",
		"0402=0402/G 0603=0603/E 0805=0805/E 1206=1206/E",
		"1",
		PRECISION,
		four_digits,
		_WIDE,
		rank=4,
	),
	_Resistors(
		"ROHM Semiconductor",
		_THICK,
		"MCR{size}",
		"",
		"0402=01MZPF 0603=03EZPFX 0805=10EZPF 1206=18EZPF",
		"1",
		PRECISION,
		four_digits,
		_WIDE,
		rank=5,
	),
	_Resistors(
		"Walsin",
		_THICK,
		"WR{size}X",
		"FTL",
		"0402=04 0603=06 0805=08 1206=12",
		"1",
		PRECISION,
		four_digits,
		_WIDE,
		rank=5,
	),
	# The space is part of the maker's code.
	_Resistors(
		"Walsin",
		_THICK,
		"WR{size}X",
		" JTL",
		"0402=04 0603=06 0805=08 1206=12",
		"5",
		E24,
		three_digits,
		_WIDE,
		rank=6,
	),
	_Resistors(
		"TE Connectivity / Holsworthy",
		_THICK,
		"CRGCQ{size}F",
		"",
		_EIA_FROM_0402,
		"1",
		PRECISION,
		rkm,
		_WIDE,
		rank=5,
	),
	_Resistors(
		"Samsung Electro-Mechanics",
		_THICK,
		"RC{size}F",
		"CS",
		_METRIC,
		"1",
		PRECISION,
		four_digits,
		_WIDE,
		rank=4,
	),
	_Resistors(
		"Samsung Electro-Mechanics", _THICK, "RC{size}J", "CS", _METRIC, "5", E24, three_digits, _WIDE, rank=5
	),
	_Resistors(
		"Susumu",
		_THIN,
		"RG{size}P-",
		"-B-T5",
		"0402=1005 0603=1608 0805=2012",
		"0.1",
		PRECISION,
		susumu_digits,
		(100, 100_000),
		rank=4,
	),
)


@dataclass(frozen=True, slots=True)
class _Grade:
	"""One tolerance letter and the capacitances (tenths of a picofarad) it is offered for."""

	letter: str
	percent: str
	text: str
	low: int
	rank: int


@dataclass(frozen=True, slots=True)
class _Class:
	"""What a dielectric settles. `ceilings` is the largest capacitance in nanofarad at 10 V, by package."""

	series: tuple[int, ...]
	grades: tuple[_Grade, ...]
	ceilings: dict[str, int]


_SMALLEST_PERCENT = 100
_CLASSES = {
	"X7R": _Class(
		E12,
		(_Grade("K", "10", "10%", 1_000, 0), _Grade("M", "20", "20%", 1_000, 3)),
		{"0201": 50, "0402": 500, "0603": 5_000, "0805": 22_000, "1206": 47_000},
	),
	"X5R": _Class(
		E6,
		(_Grade("K", "10", "10%", 100_000, 0), _Grade("M", "20", "20%", 100_000, 1)),
		{"0201": 2_200, "0402": 22_000, "0603": 47_000, "0805": 100_000, "1206": 220_000},
	),
	"C0G": _Class(
		E24,
		(
			_Grade("J", "5", "5%", _SMALLEST_PERCENT, 0),
			_Grade("G", "2", "2%", _SMALLEST_PERCENT, 4),
			_Grade("C", "", "0.25 pF", 10, 2),
		),
		{"0201": 1, "0402": 10, "0603": 50, "0805": 150, "1206": 500},
	),
}
_VOLT_RANK = {"50": 0, "25": 1, "16": 1, "10": 2, "6.3": 3, "100": 3}
_CAPACITOR_REELS = {"0201": 15000, "0402": 10000, "0603": 4000, "0805": 3000, "1206": 2000}


@dataclass(frozen=True, slots=True)
class _Capacitors:
	"""One series of a maker. Sizes, dielectrics and volts hold "what=code" or "what=code/end"."""

	maker: str
	head: str
	tail: str
	sizes: str
	dielectrics: str
	volts: str
	packs: str
	rank: int


_JIS_VOLTS = "6.3=0J 10=1A 16=1C 25=1E 50=1H 100=2A"
_MURATA_SIZES = "0201=033 0402=155 0603=188 0805=21B 1206=31C"
_CAPACITORS = (
	_Capacitors(
		"Murata Electronics",
		"GRM{size}{dielectric}{volt}",
		"{grade}A88{pack}",
		_MURATA_SIZES,
		"X7R=R7 X5R=R6 C0G=5C",
		_JIS_VOLTS,
		"D J",
		0,
	),
	_Capacitors(
		"Murata Electronics",
		"GCM{size}{dielectric}{volt}",
		"{grade}A16{pack}",
		_MURATA_SIZES,
		"X7R=R7 C0G=5C",
		_JIS_VOLTS,
		"D J",
		4,
	),
	_Capacitors(
		"YAGEO",
		"CC{size}{grade}{pack}{dielectric}{volt}B{end}",
		"",
		_EIA,
		"X7R=X7R/B X5R=X5R/B C0G=NPO/N",
		"6.3=5 10=6 16=7 25=8 50=9 100=0",
		"R P",
		1,
	),
	_Capacitors(
		"YAGEO",
		"AC{size}{grade}{pack}{dielectric}{volt}B{end}",
		"",
		_EIA,
		"X7R=X7R/B C0G=NPO/N",
		"16=7 25=8 50=9 100=0",
		"R",
		4,
	),
	_Capacitors(
		"KEMET",
		"C{size}C",
		"{grade}{volt}{dielectric}AC{pack}",
		_EIA,
		"X7R=R X5R=P C0G=G",
		"6.3=9 10=8 16=4 25=3 50=5 100=1",
		"TU 7800",
		1,
	),
	_Capacitors(
		"TDK",
		"C{size}{dielectric}{volt}",
		"{grade}{thick}A{pack}",
		"0201=0603/030 0402=1005/050 0603=1608/080 0805=2012/125 1206=3216/160",
		"X7R=X7R X5R=X5R C0G=C0G",
		_JIS_VOLTS,
		"A C",
		2,
	),
	_Capacitors(
		"TAIYO YUDEN",
		"{volt}MK{size}{dielectric}",
		"{grade}{thick}-{pack}",
		"0201=063/P 0402=105/V 0603=107/A 0805=212/G 1206=316/L",
		"X7R=B7 X5R=BJ C0G=CH",
		"6.3=J 10=L 16=E 25=T 50=U 100=H",
		"T F",
		3,
	),
	_Capacitors(
		"Samsung Electro-Mechanics",
		"CL{size}{dielectric}",
		"{grade}{volt}{thick}NNN{pack}",
		"0201=03/3 0402=05/5 0603=10/8 0805=21/F 1206=31/H",
		"X7R=B X5R=A C0G=C",
		"6.3=Q 10=P 16=O 25=A 50=B 100=C",
		"C D",
		2,
	),
	_Capacitors(
		"KYOCERA AVX",
		"{size}{volt}{dielectric}",
		"{grade}AT{pack}A",
		_EIA,
		"X7R=C X5R=D C0G=A",
		"6.3=6 10=Z 16=Y 25=3 50=5 100=1",
		"2 4",
		2,
	),
	_Capacitors(
		"Walsin",
		"{size}{dielectric}",
		"{grade}{volt}CT",
		_EIA,
		"X7R=B X5R=X C0G=N",
		"6.3=6R3 10=100 16=160 25=250 50=500 100=101",
		_ONE_PACK,
		4,
	),
	_Capacitors(
		"Vishay",
		"VJ{size}{dielectric}",
		"{grade}X{volt}CW1BC",
		_EIA_FROM_0402,
		"X7R=Y C0G=A",
		"16=J 25=X 50=A 100=B",
		_ONE_PACK,
		4,
	),
)
_CERAMIC = "Multilayer Ceramic Capacitors MLCC - SMD/SMT"


def variants() -> Iterator[Variant]:
	"""Every variant of every series in the tables."""
	for resistors in _RESISTORS:
		yield from _resistor_variants(resistors)
	for capacitors in _CAPACITORS:
		yield from _capacitor_variants(capacitors)


@lru_cache(maxsize=1)
def stems_by_rank() -> tuple[tuple[Stem, ...], ...]:
	"""All names there are, each once: the parts that boards use most first, in groups of falling use."""
	groups: dict[int, list[Stem]] = {}
	for variant in variants():
		head, tail, write = variant.head, variant.tail, variant.write
		for value in variant.values:
			rank = variant.rank + _VALUE_RANK[_mantissa(value)]
			groups.setdefault(rank, []).append(Stem(head + write(value) + tail, variant, value))
	return tuple(tuple(groups[rank]) for rank in sorted(groups))


def _resistor_variants(row: _Resistors) -> Iterator[Variant]:
	values = _values(row.series, row.ohms[0] * 1000, row.ohms[1] * 1000)
	for package, code, end in _codes(row.sizes):
		case = _CASES[package]
		for rarity, pack in enumerate(row.packs.split()):
			yield Variant(
				maker=row.maker,
				category=row.category,
				head=row.head.format(size=code, pack=pack),
				tail=row.tail.format(end=end),
				write=row.write,
				values=values,
				rank=row.rank + case.rank + 2 * rarity,
				package=package.partition("-")[0],
				tolerance=Decimal(row.percent),
				tolerance_text=f"{row.percent}%",
				volts=Decimal(case.volts),
				watts=Decimal(case.milliwatts).scaleb(-3),
				dielectric="",
				reel=case.reel,
			)


def _capacitor_variants(row: _Capacitors) -> Iterator[Variant]:
	for package, size, thick in _codes(row.sizes):
		for dielectric, dielectric_code, end in _codes(row.dielectrics):
			family = _CLASSES[dielectric]
			for volt, volt_code, _ in _codes(row.volts):
				ceiling = int(family.ceilings[package] * 10_000 * 10 / Decimal(volt))
				for grade in family.grades:
					values = _values(family.series, grade.low, _highest(grade, ceiling))
					for rarity, pack in enumerate(row.packs.split()):
						codes = {
							"size": size,
							"thick": thick,
							"dielectric": dielectric_code,
							"end": end,
							"volt": volt_code,
							"grade": grade.letter,
							"pack": pack,
						}
						yield Variant(
							maker=row.maker,
							category=_CERAMIC,
							head=row.head.format_map(codes),
							tail=row.tail.format_map(codes),
							write=picofarad_digits,
							values=values,
							rank=row.rank + _CASES[package].rank + _VOLT_RANK[volt] + grade.rank + 2 * rarity,
							package=package,
							tolerance=Decimal(grade.percent) if grade.percent else None,
							tolerance_text=grade.text,
							volts=Decimal(volt),
							watts=None,
							dielectric=dielectric,
							reel=_CAPACITOR_REELS[package],
						)


def _highest(grade: _Grade, ceiling: int) -> int:
	return ceiling if grade.percent else min(ceiling, _SMALLEST_PERCENT - 1)


def _codes(text: str) -> Iterator[tuple[str, str, str]]:
	"""The (what, code, end) of "0402=0402/ED 0603=0603/EA"; the end may be missing."""
	for item in text.split():
		what, _, codes = item.rpartition("=")
		code, _, end = codes.partition("/")
		yield what, code, end


@lru_cache
def _values(series: tuple[int, ...], low: int, high: int) -> tuple[int, ...]:
	"""The values of a series between two bounds, both included."""
	decades = range(len(str(max(high, 1))))
	scaled = (digits * 10**decade // 100 for decade in decades for digits in series)
	return tuple(value for value in scaled if low <= value <= high)
