"""What a manufacturer part number says by itself: the makers' published ordering codes of common passives.

Shops often leave the size or the tolerance out of a description ("Thick Film Resistors - SMD 10K OHM 1%"); the
number has them all the same. A number may look like one of a family without being one, so what is read here
stands behind whatever a shop says in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from supplier_connect.shops.matching.reading.facts import Fact, Facts, Kind, Property, Value


@dataclass(frozen=True)
class Form:
	"""A way to write a value inside a number: how it looks, and how it is read."""

	pattern: str
	read: Callable[[str], Decimal | None]


def _lettered(text: str, letters: str = "RKM") -> Decimal | None:
	"""A value with a letter as its point: 4R7, 10K0, 1M, R047; zeros alone are a jumper."""
	letter = next((sign for sign in text if sign in letters), "")
	if not letter:
		return Decimal(0) if text.strip("0") == "" else None
	return Decimal(text.replace(letter, ".")).scaleb(3 * letters.index(letter))


def _figured(text: str) -> Decimal | None:
	"""Figures with their exponent behind them (1002 is 10000), or a letter as the point."""
	return Decimal(text[:-1]).scaleb(int(text[-1])) if text.isdigit() else _lettered(text)


def _in(unit: str, read: Callable[[str], Decimal | None] = _figured) -> Callable[[str], Decimal | None]:
	def read_in_unit(text: str) -> Decimal | None:
		value = read(text)
		return None if value is None else value * Decimal(unit)

	return read_in_unit


def _henries(text: str) -> Decimal | None:
	"""12N and 1N0 are nanohenries; R10 and 100 are microhenries."""
	return _in("1e-9", lambda nano: _lettered(nano, "N"))(text) if "N" in text else _in("1e-6")(text)


_LETTERED = Form(r"\d{1,3}[RKM]\d{0,3}|R\d{2,3}|0{1,4}", _lettered)
_FIGURED = Form(r"\d{3,4}|\d{1,2}R\d{1,2}|R\d{2,3}", _figured)
_PICOFARADS = Form(r"\d{3}|\d?R\d{1,2}", _in("1e-12"))
_NANOHENRIES = Form(r"\d{3}", _in("1e-9"))
_MICROHENRIES = Form(r"\d{3}|\dR\d|R\d{2}", _in("1e-6"))
_HENRIES = Form(r"\d{1,2}N\d?|\d{3}|\dR\d|R\d{2}", _henries)
_OHMS_AT_100_MHZ = Form(r"\d{3}", _figured)

_SIZE, _GRADE, _VOLTS, _DIELECTRIC = "size", "grade", "volts", "dielectric"
_PIECES = {
	Property.PACKAGE: _SIZE,
	Property.TOLERANCE: _GRADE,
	Property.VOLTAGE: _VOLTS,
	Property.DIELECTRIC: _DIELECTRIC,
}
_NUMERIC = (_GRADE, _VOLTS)

_EIA = "01005 0075 0100 0201 0402 0603 0805 1206 1210 1218 1806 1808 1812 2010 2220 2512"
_METRIC = "0603=0201 1005=0402 1608=0603 2012=0805 3216=1206 3225=1210 4532=1812 5025=2010 6332=2512"
_MURATA = "02=01005 03=0201 15=0402 18=0603 21=0805 31=1206 32=1210 41=1806 43=1812 55=2220"
_PERCENT = "A=0.05 B=0.1 C=0.25 D=0.5 F=1 G=2 J=5 K=10 M=20"
# The letters before F are fractions of a picofarad there.
_PERCENT_OF_FARADS = "B= C= D= E= F=1 G=2 H=3 J=5 K=10 M=20 Z=80"
_TDK_DIELECTRICS = "C0G CH=C0G X7R X5R X6S X7S X7T X8R JB=X5R"
_JIS_VOLTS = "0E=2.5 0G=4 0J=6.3 1A=10 1C=16 1E=25 1V=35 YA=35 1H=50 1J=63 1K=80 2A=100 2D=200 2E=250 2J=630 2W=450 3A=1000"


@dataclass(frozen=True)
class Code:
	"""A family of numbers: its heads (none where it begins with a size), and how it goes on.

	The pieces in braces stand for the entries of the tables below, "code=meaning" or only "code" where it means itself;
	a code without a meaning is known and passed over.
	"""

	name: str
	kind: Kind
	heads: str
	rest: str
	value: Form
	property: Property
	sizes: str = _EIA
	grades: str = _PERCENT
	volts: str = _JIS_VOLTS
	dielectrics: str = ""


def _resistor(name: str, heads: str, rest: str, value: Form, sizes: str = _EIA) -> Code:
	return Code(name, Kind.RESISTOR, heads, rest, value, Property.RESISTANCE, sizes)


def _capacitor(
	name: str, heads: str, rest: str, dielectrics: str, volts: str = _JIS_VOLTS, sizes: str = _EIA
) -> Code:
	return Code(
		name,
		Kind.CAPACITOR,
		heads,
		rest,
		_PICOFARADS,
		Property.CAPACITANCE,
		sizes,
		_PERCENT_OF_FARADS,
		volts,
		dielectrics,
	)


def _inductor(name: str, heads: str, rest: str, value: Form, sizes: str = _EIA) -> Code:
	return Code(name, Kind.INDUCTOR, heads, rest, value, Property.INDUCTANCE, sizes, _PERCENT_OF_FARADS)


CODES: tuple[Code, ...] = (
	_resistor("Yageo RC", "RC AC AF RE SR", r"{size}{grade}[RKS]-(?:07|10|13|7D|7W){value}L?", _LETTERED),
	_resistor("Yageo RT", "RT", r"{size}{grade}R[A-E](?:07|10|13){value}L?", _LETTERED),
	_resistor("Yageo MFR", "MFR MF0", r"-?\d\d{grade}[BRT][A-Z]?\d\d-{value}", _LETTERED),
	_resistor("Vishay CRCW", "CRCW TNPW RCA RCS", r"{size}{value}(?:{grade}|Z0)", _LETTERED),
	_resistor(
		"Panasonic ERJ",
		"ERJ",
		r"-?{size}[A-Z]{{0,2}}{grade}{value}[A-Z]",
		_FIGURED,
		"1G=0201 2R=0402 2G=0402 3E=0603 3G=0603 6E=0805 6G=0805 8E=1206 8G=1206 14=1210 12=1812 1T=2512 "
		"PA2=0402 PA3=0603 P02=0402 P03=0603 P06=0805 P08=1206 P14=1210 PB3=0603 PB6=0805 U06=0805 U03=0603",
	),
	_resistor(
		"Panasonic ERA",
		"ERA",
		r"-?{size}[AKRV][A-Z]{grade}{value}[A-Z]",
		_FIGURED,
		"2=0402 3=0603 6=0805 8=1206",
	),
	_resistor("Stackpole RMC", "RMCF RMCP", r"{size}{grade}[TG]{value}", _LETTERED),
	_resistor("Stackpole RNC", "RNCP RNCF", r"{size}{grade}T[A-Z]{value}", _LETTERED),
	_resistor(
		"KOA RK73",
		"RK73B RK73G RK73H",
		r"{size}T[A-Z]{{2}}{value}{grade}",
		_FIGURED,
		"1F=01005 1H=0201 1E=0402 1J=0603 2A=0805 2B=1206 2E=1210 2H=2010 3A=2512",
	),
	_resistor("Bourns CR", "CR", r"{size}A?-?{grade}[XW/]-?{value}[A-Z]", _FIGURED),
	_resistor(
		"Rohm MCR",
		"MCR",
		r"{size}(?:MZP|EZP|EZH|ZHZ|PZH|JZH){grade}[A-Z]?{value}",
		_FIGURED,
		"006=0201 01=0402 03=0603 10=0805 18=1206 25=1210 50=2010 100=2512",
	),
	_resistor(
		"Walsin WR",
		"WR",
		r"{size}[XW]{value} ?{grade}TL",
		_FIGURED,
		"02=0201 04=0402 06=0603 08=0805 10=1210 12=1206 20=2010 25=2512",
	),
	_resistor("TE CRG", "CRG CPF", r"(?:CQ|P|H)?{size}{grade}{value}", _LETTERED),
	_resistor("Samsung RC", "RC", r"{size}{grade}{value}[CE]S", _FIGURED, _METRIC),
	_resistor("Susumu RG", "RG RR", r"{size}[PN]-{value}-{grade}", _FIGURED, _METRIC),
	_resistor("Uni-Royal", "", r"{size}[WS][A-Z0-9]{grade}{value}T", _FIGURED),
	_capacitor(
		"Murata GRM",
		"GRM GCM GCJ GRT GJM GQM GCQ GRJ",
		"{size}.{dielectric}{volts}{value}{grade}",
		"R7=X7R R6=X5R B3=X5R 5C=C0G 1X= C8=X6S C7=X7S D7=X7T D8=X6T L8=X8L R9=X8R F5=Y5V E4=Z5U 7U=U2J",
		sizes=_MURATA,
	),
	_capacitor(
		"Kemet C",
		"C",
		"{size}[CFSTXY]{value}{grade}{volts}{dielectric}[A-Z]C",
		"G=C0G R=X7R P=X5R V=Y5V U=Z5U H=X8R N=X8L",
		"7=4 9=6.3 8=10 4=16 3=25 6=35 5=50 1=100 2=200",
	),
	_capacitor(
		"Samsung CL",
		"CL",
		"{size}{dielectric}{value}{grade}{volts}",
		"A=X5R B=X7R C=C0G F=Y5V X=X6S Y=X7S Z=X7T",
		"S=2.5 R=4 Q=6.3 P=10 O=16 A=25 L=35 B=50 C=100 D=200 E=250",
		"02=01005 03=0201 05=0402 10=0603 21=0805 31=1206 32=1210 43=1812",
	),
	_capacitor(
		"Yageo CC",
		"CC AC CQ",
		"{size}{grade}[A-Z]{dielectric}{volts}[BN][BN]{value}",
		"NPO=C0G X7R X5R Y5V X6S X7S",
		"4=4 5=6.3 6=10 7=16 8=25 G=35 9=50 0=100 A=200 Y=250 B=500 Z=630 C=1000",
	),
	_capacitor("TDK C", "C", "{size}{dielectric}{volts}{value}{grade}", _TDK_DIELECTRICS, sizes=_METRIC),
	_capacitor(
		"TDK CGA",
		"CGA CGJ",
		r"{size}[A-Z]\d{dielectric}{volts}{value}{grade}",
		_TDK_DIELECTRICS,
		sizes="1=0201 2=0402 3=0603 4=0805 5=1206 6=1210",
	),
	_capacitor(
		"Taiyo Yuden MK",
		"",
		"{volts}MK{size}{dielectric}{value}{grade}",
		"BJ=X5R BBJ=X5R B7=X7R BB7=X7R CH=C0G C6=X6S C7=X7S",
		"P=2.5 A=4 J=6.3 L=10 E=16 T=25 G=35 U=50 H=100 Q=250",
		"042=01005 063=0201 105=0402 107=0603 212=0805 316=1206 325=1210 432=1812",
	),
	_capacitor(
		"Kyocera AVX",
		"",
		"{size}{volts}{dielectric}{value}{grade}[A-Z][TZ][24AMNU]",
		"A=C0G C=X7R D=X5R G=Y5V Z=X7S F=X8R W=X6S",
		"4=4 6=6.3 Z=10 Y=16 3=25 D=35 5=50 1=100 2=200 7=500",
	),
	_capacitor(
		"Walsin",
		"",
		"{size}{dielectric}{value}{grade}{volts}[CL][TB]",
		"B=X7R N=C0G X=X5R F=Y5V S=X6S",
		"4R0=4 6R3=6.3 100=10 160=16 250=25 350=35 500=50 101=100 201=200 251=250 501=500 631=630 102=1000 202=2000",
	),
	_capacitor(
		"Vishay VJ",
		"VJ",
		"{size}{dielectric}{value}{grade}[XQ]{volts}",
		"A=C0G D=C0G Y=X7R G=X5R",
		"Y=6.3 Q=10 J=16 X=25 A=50 B=100 C=200 P=250",
	),
	_inductor("Murata LQ", "LQW LQG LQP LQM LQB", "{size}[A-Z]{{2}}{value}{grade}?", _HENRIES, _MURATA),
	_inductor("Coilcraft", "XFL XAL XEL LPS MSS SER", r"\d{{4}}[A-Z]?-{value}{grade}?", _NANOHENRIES),
	_inductor("Bourns", "SRR SRN SDE SRP SRU SDR", r"\d{{4}}[A-Z]*-{value}[A-Z]?", _MICROHENRIES),
	_inductor("TDK MLZ", "MLZ MLF MLP", "{size}[A-Z]{value}{grade}?", _MICROHENRIES, _METRIC),
	Code(
		"Murata BLM",
		Kind.FERRITE,
		"BLM",
		"{size}[A-Z]{{2}}{value}[BFHJST]",
		_OHMS_AT_100_MHZ,
		Property.IMPEDANCE,
		_MURATA,
	),
)


@dataclass(frozen=True)
class _Compiled:
	"""A code as it is used: one pattern, and a table for each of its pieces."""

	name: str
	kind: Kind
	pattern: re.Pattern[str]
	value: Form
	property: Property
	tables: Mapping[str, Mapping[str, Value]]


def _table(text: str, numeric: bool) -> dict[str, Value]:
	pairs = (item.partition("=") for item in text.split())
	meanings = ((code, meaning if equals else code) for code, equals, meaning in pairs)
	return {code: Decimal(meaning) if numeric and meaning else meaning for code, meaning in meanings}


def _compiled(code: Code) -> _Compiled:
	texts = {_SIZE: code.sizes, _GRADE: code.grades, _VOLTS: code.volts, _DIELECTRIC: code.dielectrics}
	tables = {name: _table(text, name in _NUMERIC) for name, text in texts.items()}
	pieces = {name: f"(?P<{name}>{'|'.join(sorted(table, reverse=True))})" for name, table in tables.items()}
	pattern = code.rest.format(value=f"(?P<value>{code.value.pattern})", **pieces)
	heads = f"(?:{'|'.join(code.heads.split())})" if code.heads else ""
	return _Compiled(code.name, code.kind, re.compile(heads + pattern), code.value, code.property, tables)


def _beginnings(code: Code) -> set[str]:
	"""The two signs a number of the family may begin with; the one where its first piece has no more."""
	first = code.volts if code.rest.startswith("{volts}") else code.sizes
	pieces = [item.partition("=")[0] for item in first.split()] or [""]
	return {(head + piece)[:2] for head in code.heads.split() or ("",) for piece in pieces}


def _by_beginning() -> dict[str, list[_Compiled]]:
	found: dict[str, list[_Compiled]] = {}
	for code in CODES:
		compiled = _compiled(code)
		for beginning in _beginnings(code):
			found.setdefault(beginning, []).append(compiled)
	return found


_BY_BEGINNING = _by_beginning()


@lru_cache(maxsize=16384)
def _match(mpn: str) -> tuple[_Compiled, re.Match[str]] | None:
	"""The code that a number follows, and its pieces."""
	number = mpn.strip().upper()
	for code in (*_BY_BEGINNING.get(number[:2], ()), *_BY_BEGINNING.get(number[:1], ())):
		found = code.pattern.match(number)
		if found:
			return code, found
	return None


def facts_of_number(mpn: str) -> Facts:
	"""What the number of a passive says by itself; nothing where no code fits."""
	match = _match(mpn)
	if match is None:
		return Facts()
	code, _found = match
	told = ((property, told_by_number(mpn, property, code.kind)) for property in (code.property, *_PIECES))
	rule = f"ordering code {code.name}"
	return Facts(
		code.kind, tuple(Fact(property, value, mpn, rule) for property, value in told if value is not None)
	)


def told_by_number(mpn: str, property: Property, kind: Kind) -> Value | None:
	"""What the number of a part of a kind says of one property; None where it says nothing."""
	if property not in _TOLD.get(kind, ()):
		return None
	match = _match(mpn)
	if match is None or match[0].kind is not kind:
		return None
	code, found = match
	if property is code.property:
		return code.value.read(found["value"])
	name = _PIECES[property]
	piece = found[name] if name in code.pattern.groupindex else None
	return code.tables[name].get(piece) or None if piece else None


# The properties that numbers tell, by kind of part.
_TOLD: Mapping[Kind, frozenset[Property]] = {
	kind: frozenset((*_PIECES, *(code.property for code in CODES if code.kind is kind)))
	for kind in {code.kind for code in CODES}
}
# The same by the names of the properties.
_TOLD_BY_NAME: Mapping[Kind, Mapping[str, Property]] = {
	kind: {property.value: property for property in properties} for kind, properties in _TOLD.items()
}
_NO_PROPERTIES: Mapping[str, Property] = {}


def property_in_number(name: str, kind: Kind) -> Property | None:
	"""The property of this name if numbers of a kind of part tell it."""
	return _TOLD_BY_NAME.get(kind, _NO_PROPERTIES).get(name)
