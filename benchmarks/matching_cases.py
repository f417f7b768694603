"""The labelled set of benchmarks/matching.py: queries written from the facts of real parts, and candidates.

data/matching_parts.csv holds the facts, one column a property, and a description in the style of each of two shops.
A case is a query in one of the styles people write, what it asks for, and candidates: parts that are right by their
columns, parts that differ from them in one property, other parts, and right parts that nobody would buy (out of stock,
obsolete, on a marketplace, several times as dear). Prices and stocks are drawn from the same for right and wrong parts.
Nothing here uses the engine's own reading or writing of values.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from supplier_connect.shops.matching.ranking.merging import AccountOffer
from supplier_connect.shops.model.offer import Offer, Packing, Parameter, PriceBreak

PARTS = Path(__file__).with_name("data") / "matching_parts.csv"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Case:
	"""A query, how many pieces are needed, the offers a shop might answer with, and the numbers that are right."""

	kind: str
	query: str
	quantity: int
	offers: tuple[AccountOffer, ...]
	right: frozenset[str]


@dataclass(frozen=True)
class Style:
	"""How somebody writes a query, and the columns that are asked for by it."""

	write: Callable[[Row], str]
	asks: tuple[str, ...]


def read_parts() -> list[Row]:
	"""The rows of the data file."""
	with PARTS.open(newline="") as file:
		return list(csv.DictReader(file))


# values as people write them


def _trim(number: Decimal) -> str:
	return f"{number.normalize():f}"


_PREFIXES = {9: "G", 6: "M", 3: "k", 0: "", -3: "m", -6: "u", -9: "n", -12: "p"}


def _scaled(row: Row, column: str = "value") -> tuple[Decimal, str]:
	"""The number and the prefix that an engineer would choose; farads in n rather than in m."""
	number = Decimal(row[column])
	powers = (
		(6, 3, 0)
		if row["kind"] in ("resistor", "resistor array", "thermistor")
		else (6, 3, 0, -3, -6, -9, -12)
	)
	if row["kind"] == "capacitor":
		powers = (-6, -9, -12)
	power = next((power for power in powers if abs(number) >= Decimal(10) ** power), powers[-1])
	return number.scaleb(-power), _PREFIXES[power]


def _short(row: Row) -> str:
	"""10k, 4.7k, 330, 100n."""
	number, prefix = _scaled(row)
	return f"{_trim(number)}{prefix}"


def _letter_point(row: Row) -> str:
	"""4k7, 10k, 4R7, 330R, 4n7, 2u2."""
	number, prefix = _scaled(row)
	letter = prefix or "R"
	whole, _, fraction = _trim(number).partition(".")
	return f"{whole}{letter}{fraction}"


def _with_unit(unit: str, gap: str = "", comma: bool = False) -> Callable[[Row], str]:
	def write(row: Row) -> str:
		number, prefix = _scaled(row)
		text = _trim(number).replace(".", ",") if comma else _trim(number)
		return f"{text}{gap}{prefix}{unit}"

	return write


def _microfarads(row: Row) -> str:
	return f"{_trim(Decimal(row['value']).scaleb(6))}uF"


def _ohms(row: Row) -> str:
	return _trim(Decimal(row["value"]))


def _metric(row: Row) -> str:
	return {"0402": "1005", "0603": "1608", "0805": "2012", "1206": "3216"}[row["package"]]


def _megahertz(row: Row, gap: str = "", unit: str = "MHz") -> str:
	hertz = Decimal(row["value"])
	return (
		f"{_trim(hertz.scaleb(-6))}{gap}{unit}"
		if hertz >= 1_000_000
		else f"{_trim(hertz.scaleb(-3))}{gap}kHz"
	)


def _picofarad_code(row: Row) -> str:
	figures = _trim(Decimal(row["value"]).scaleb(12))
	return f"{figures[:2]}{len(figures) - 2}"


def _milliamps(row: Row) -> str:
	amps = Decimal(row["current"])
	return f"{_trim(amps * 1000)}mA" if amps < 1 else f"{_trim(amps)}A"


_VALUE = ("value", "package")
_OHM, _OHMS, _KOHM = _with_unit("Ohm"), _with_unit("ohms", " "), _with_unit("Ω")
_FARAD, _FARADS = _with_unit("F"), _with_unit("F", " ")
_HENRY, _HENRIES = _with_unit("H"), _with_unit("H", " ")

_CONNECTOR = ("function", "positions", "pitch", "rows", "form")

STYLES: Mapping[str, tuple[Style, ...]] = {
	"resistor": (
		Style(lambda row: f"{_short(row)} {row['package']} resistor", _VALUE),
		Style(lambda row: f"{_letter_point(row)} {row['package']}", _VALUE),
		Style(
			lambda row: f"{_letter_point(row)} {row['package']} {row['tolerance']}%", (*_VALUE, "tolerance")
		),
		Style(
			lambda row: f"R_{_letter_point(row)}_{row['package']}_{row['tolerance']}%", (*_VALUE, "tolerance")
		),
		Style(lambda row: f"R {_OHM(row)} {row['tolerance']}% {row['package']} SMD", (*_VALUE, "tolerance")),
		Style(lambda row: f"{_OHMS(row)} {row['tolerance']} % {row['package']}", (*_VALUE, "tolerance")),
		Style(
			lambda row: (
				f"Widerstand {_with_unit('Ohm', ' ', comma=True)(row)} {row['tolerance'].replace('.', ',')}% {row['package']}"
			),
			(*_VALUE, "tolerance"),
		),
		Style(
			lambda row: f"RES SMD {_short(row).upper()} {row['tolerance']}% {row['package']}",
			(*_VALUE, "tolerance"),
		),
		Style(
			lambda row: f"{_letter_point(row)}/{row['package']}/{row['tolerance']}%", (*_VALUE, "tolerance")
		),
		Style(lambda row: f"{_ohms(row)} Resistor_SMD:R_{row['package']}_{_metric(row)}Metric", _VALUE),
		Style(lambda row: f"{_short(row)} Resistors_SMD:R_{row['package']}_HandSoldering", _VALUE),
		Style(
			lambda row: f"chip resistor {row['package']}, {_KOHM(row)}, {row['tolerance']}%",
			(*_VALUE, "tolerance"),
		),
	),
	"capacitor": (
		Style(lambda row: f"{_short(row)} {row['package']} {row['dielectric']}", (*_VALUE, "dielectric")),
		Style(
			lambda row: f"{_FARAD(row)} {row['voltage']}V {row['package']} {row['dielectric']}",
			(*_VALUE, "voltage", "dielectric"),
		),
		Style(lambda row: f"{_letter_point(row)}/{row['voltage']}V {row['package']}", (*_VALUE, "voltage")),
		Style(
			lambda row: f"C_{_short(row)}-{row['voltage']}V-{row['dielectric']}_{row['package']}",
			(*_VALUE, "voltage", "dielectric"),
		),
		Style(
			lambda row: (
				f"Kondensator {_with_unit('F', comma=True)(row).replace('u', 'µ')} {row['voltage'].replace('.', ',')}V {row['dielectric']} {row['package']}"
			),
			(*_VALUE, "voltage", "dielectric"),
		),
		Style(
			lambda row: f"CAP CER {_microfarads(row)} {row['voltage']}V {row['dielectric']} {row['package']}",
			(*_VALUE, "voltage", "dielectric"),
		),
		Style(
			lambda row: f"MLCC {_FARADS(row)} {row['tolerance']}% {row['voltage']} V {row['package']}",
			(*_VALUE, "voltage", "tolerance"),
		),
		Style(lambda row: f"{_short(row)} Capacitor_SMD:C_{row['package']}_{_metric(row)}Metric", _VALUE),
		Style(lambda row: f"{_FARAD(row)} Capacitors_SMD:C_{row['package']}", _VALUE),
		Style(
			lambda row: (
				f"ceramic capacitor {_picofarad_code(row)} {row['package']} {row['voltage']}V {row['dielectric'].replace('C0G', 'NP0')}"
			),
			(*_VALUE, "voltage", "dielectric"),
		),
		Style(
			lambda row: (
				f"{row['package']} {_FARAD(row)} {row['dielectric'].replace('C0G', 'NPO')} {row['tolerance']}% {row['voltage']}V"
			),
			(*_VALUE, "voltage", "dielectric", "tolerance"),
		),
	),
	"inductor": (
		Style(lambda row: f"{_HENRY(row)} {row['package']} inductor", _VALUE),
		Style(lambda row: f"L_{_HENRY(row)}_{row['package']}", _VALUE),
		Style(lambda row: f"{_short(row)} Inductor_SMD:L_{row['package']}_{_metric(row)}Metric", _VALUE),
		Style(lambda row: f"Induktivität {_with_unit('H', ' ', comma=True)(row)} {row['package']}", _VALUE),
	),
	"power inductor": (
		Style(lambda row: f"power inductor {_HENRY(row)} {row['current']}A", ("value", "current")),
		Style(lambda row: f"Speicherdrossel {_HENRIES(row)} {_milliamps(row)}", ("value", "current")),
		Style(lambda row: f"FIXED IND {_HENRY(row)} {row['current']}A SMD", ("value", "current")),
	),
	"ferrite": (
		Style(lambda row: f"ferrite bead {row['value']}R {row['package']}", _VALUE),
		Style(lambda row: f"Ferrit {row['value']} Ohm @100MHz {row['package']}", _VALUE),
		Style(
			lambda row: f"ferrite bead {row['value']} ohm {row['package']} {_milliamps(row)}",
			(*_VALUE, "current"),
		),
	),
	"diode": (
		Style(
			lambda row: f"{_words_of_diode(row)} {row['voltage']}V {_milliamps(row)} {row['package']}",
			("function", "voltage", "current", "package"),
		),
		Style(
			lambda row: f"{row['package']} {_words_of_diode(row)} {row['voltage']} V {row['current']} A",
			("function", "voltage", "current", "package"),
		),
	),
	"zener": (
		Style(lambda row: f"zener {_volt_point(row)} {row['package']}", _VALUE),
		Style(lambda row: f"Z-Diode {row['value'].replace('.', ',')}V {row['package']}", _VALUE),
		Style(
			lambda row: (
				f"zener diode {row['value']}V 0.3W {row['package']}"
				if row["power"] == "0.3"
				else f"zener diode {row['value']}V 500mW {row['package']}"
			),
			(*_VALUE, "power"),
		),
	),
	"tvs": (
		Style(
			lambda row: f"TVS diode {row['value']}V {row['package']} {row['polarity']}", (*_VALUE, "polarity")
		),
		Style(
			lambda row: f"TVS {row['value']}V {row['power']}W {row['polarity']} {row['package']}",
			(*_VALUE, "power", "polarity"),
		),
	),
	"led": (
		Style(lambda row: f"LED {row['colour']} {row['package']}", ("colour", "package")),
		Style(lambda row: f"{row['package']} LED, {row['colour']}", ("colour", "package")),
		Style(lambda row: f"LED {_GERMAN[row['colour']]} {row['package']}", ("colour", "package")),
	),
	"mosfet": (
		Style(
			lambda row: (
				f"{row['polarity']}-channel MOSFET {row['voltage']}V {row['current']}A {row['package']}"
			),
			("polarity", "voltage", "current", "package"),
		),
		Style(
			lambda row: f"MOSFET {row['polarity']}-CH {row['voltage']}V {row['package'].replace('-', '')}",
			("polarity", "voltage", "package"),
		),
	),
	"transistor": (
		Style(
			lambda row: f"transistor {row['polarity']} {row['voltage']}V {_milliamps(row)} {row['package']}",
			("polarity", "voltage", "current", "package"),
		),
	),
	"crystal": (
		Style(lambda row: f"crystal {_megahertz(row)} {row['load']}pF", ("value", "load")),
		Style(
			lambda row: f"Quarz {_megahertz(row, ' ')} {row['load'].replace('.', ',')} pF", ("value", "load")
		),
		Style(lambda row: f"{_megahertz(row)} xtal CL={row['load']}pF", ("value", "load")),
	),
	"connector": (
		Style(lambda row: f"{_connector(row)} {row['positions']} pos {row['pitch']}mm", _CONNECTOR),
		Style(
			lambda row: f"{_connector(row)} {row['positions']}-polig RM {row['pitch'].replace('.', ',')}",
			_CONNECTOR,
		),
		Style(lambda row: f"{_connector(row)}, {row['positions']}P, {row['pitch']} mm pitch", _CONNECTOR),
	),
	"regulator": (
		Style(
			lambda row: f"LDO {row['value']}V {_milliamps(row)} {row['package']}",
			("value", "current", "package"),
		),
		Style(
			lambda row: f"{row['function']} {row['value']}V {row['package']}",
			("function", "value", "package"),
		),
		Style(lambda row: f"voltage regulator {row['value']} V {row['package']}", _VALUE),
	),
	"thermistor": (
		Style(lambda row: f"NTC {_short(row)} {row['package']} {row['tolerance']}%", (*_VALUE, "tolerance")),
		Style(lambda row: f"thermistor NTC {_OHM(row)} {row['package']}", _VALUE),
	),
	"resistor array": (
		Style(lambda row: f"resistor array 4x{_short(row)} {row['tolerance']}%", ("value", "tolerance")),
		Style(lambda row: f"resistor network {_OHM(row)}", ("value",)),
	),
	"number": (
		Style(lambda row: row["mpn"], ("mpn",)),
		Style(lambda row: row["mpn"].lower(), ("mpn",)),
		Style(lambda row: f"{row['manufacturer'].split(' / ')[0]} {row['mpn']}", ("mpn",)),
	),
	"type": (
		Style(lambda row: f"{row['function']} {row['package']}", ("function", "package")),
		Style(lambda row: f"{row['function']} in {row['package']}", ("function", "package")),
	),
}
_GERMAN = {
	"red": "rot",
	"green": "grün",
	"yellow": "gelb",
	"blue": "blau",
	"orange": "orange",
	"amber": "amber",
}


def _volt_point(row: Row) -> str:
	"""6V2, 15V."""
	return row["value"].replace(".", "V") if "." in row["value"] else f"{row['value']}V"


def _words_of_diode(row: Row) -> str:
	return {"gp": "general purpose diode", "schottky": "Schottky diode"}[row["function"]]


def _connector(row: Row) -> str:
	rows = (
		{"": "", "1": " single row", "2": " 2 rows"}[row["rows"]] if row["function"] == "pin header" else ""
	)
	turned = {"right angle": "right angle ", "": "vertical " if row["function"] == "PH" else ""}[row["form"]]
	names = {
		"pin header": "pin header",
		"socket header": "female header",
		"XH": "JST XH header",
		"PH": "JST PH header",
	}
	return f"{turned}{names.get(row['function'], 'terminal block')}{rows}"


# which rows a kind of query is drawn from, and how often

_CHIP = frozenset(("0402", "0603", "0805", "1206"))


def _of_kind(row: Row, kind: str) -> bool:
	if kind == "power inductor":
		return row["kind"] == "inductor" and bool(row["current"]) and not row["package"]
	if kind in ("resistor", "capacitor", "inductor"):
		return row["kind"] == kind and row["package"] in _CHIP and row["dielectric"] != "Y5V"
	if kind == "number":
		return row["kind"] in (
			"ic",
			"diode",
			"regulator",
			"microcontroller",
			"mosfet",
			"memory",
			"resistor",
			"connector",
		)
	if kind == "type":
		return row["kind"] in ("ic", "microcontroller", "memory") and bool(row["package"])
	if kind == "regulator":
		return row["kind"] == "regulator" and bool(row["value"])
	return row["kind"] == kind and not (kind == "diode" and row["form"])


HOW_MANY: Mapping[str, int] = {
	"resistor": 55,
	"capacitor": 60,
	"inductor": 14,
	"power inductor": 9,
	"ferrite": 12,
	"diode": 16,
	"zener": 12,
	"tvs": 8,
	"led": 14,
	"mosfet": 12,
	"transistor": 10,
	"crystal": 14,
	"connector": 20,
	"regulator": 16,
	"thermistor": 5,
	"resistor array": 5,
	"number": 30,
	"type": 24,
}
_QUANTITIES = (1, 10, 100, 500, 1000)


def build_cases(seed: int = 1) -> list[Case]:
	"""The labelled set; the same for the same seed."""
	chance = random.Random(seed)
	rows = read_parts()
	cases = []
	for kind, count in HOW_MANY.items():
		pool = [row for row in rows if _of_kind(row, kind)]
		for number in range(count):
			style = STYLES[kind][number % len(STYLES[kind])]
			cases.append(_case(kind, chance.choice(pool), style, rows, chance))
	return cases


def _case(kind: str, target: Row, style: Style, rows: Sequence[Row], chance: random.Random) -> Case:
	quantity = chance.choice(_QUANTITIES)
	asks = ("kind", *style.asks) if kind not in ("number", "type") else style.asks
	equal = [row for row in rows if _same(row, target, asks) and row is not target]
	others = _distractors(target, asks, rows, chance)
	offers = [*_offers(target, _Fate(), quantity, chance, _SHOPS_OF_RIGHT)]
	right = {target["mpn"]}
	for row in chance.sample(equal, min(len(equal), 6)):
		fate = chance.choice(_FATES)
		offers += _offers(row, fate, quantity, chance, _SHOPS_OF_RIGHT)
		if fate == _Fate():
			right.add(row["mpn"])
	for row in others:
		offers += _offers(row, _fate_of_wrong(row, target, asks, chance), quantity, chance)
	chance.shuffle(offers)
	return Case(kind, style.write(target), quantity, tuple(offers), frozenset(right))


def _same(row: Row, target: Row, columns: Iterable[str]) -> bool:
	return all(row[column] == target[column] for column in columns) and row["form"] == target["form"]


def _distractors(target: Row, asks: Sequence[str], rows: Sequence[Row], chance: random.Random) -> list[Row]:
	"""Parts that differ in one asked property; parts with the same value that are something else; and any others."""
	near = [row for row in rows if sum(row[column] != target[column] for column in asks) == 1]
	same_number = [
		row
		for row in rows
		if row["value"] and row["value"] == target["value"] and row["kind"] != target["kind"]
	]
	related = [
		row
		for row in rows
		if target["function"]
		and row["function"].startswith(target["function"][:4])
		and not _same(row, target, asks)
	]
	of_kind = [row for row in rows if row["kind"] == target["kind"] and not _same(row, target, asks)]
	chosen = (
		chance.sample(near, min(len(near), 14))
		+ chance.sample(same_number, min(len(same_number), 4))
		+ chance.sample(related, min(len(related), 8))
		+ chance.sample(of_kind, min(len(of_kind), 8))
		+ chance.sample(list(rows), 3)
	)
	once = {row["mpn"]: row for row in chosen if not _same(row, target, asks)}
	return list(once.values())


# prices and stocks


@dataclass(frozen=True)
class _Fate:
	"""What stands in the way of buying a part that is right; nothing by default."""

	stocked: bool = True
	lifecycle: str = ""
	marketplace: bool = False
	price_factor: float = 1.0
	priced: bool = True


_FATES = (
	_Fate(),
	_Fate(stocked=False),
	_Fate(lifecycle="Obsolete"),
	_Fate(lifecycle="End of Life"),
	_Fate(marketplace=True, price_factor=1.2),
	_Fate(price_factor=4.0),
	_Fate(priced=False),
)
_BASE_PRICES = {
	"resistor": "0.02",
	"capacitor": "0.03",
	"inductor": "0.3",
	"connector": "0.4",
	"microcontroller": "4",
	"board": "20",
}
_BETTER_AT_MOST = ("tolerance",)
_BETTER_AT_LEAST = ("voltage", "current", "power")


def _fate_of_wrong(row: Row, target: Row, asks: Iterable[str], chance: random.Random) -> _Fate:
	"""Anything may happen to a wrong part; only one that is better than asked costs more, as it does in life."""
	differing = [column for column in asks if row[column] != target[column]]
	better = bool(differing) and all(_is_better(row, target, column) for column in differing)
	return _Fate(
		stocked=chance.random() < 0.8,
		lifecycle=chance.choice(("", "", "", "", "", "", "", "Obsolete")),
		priced=chance.random() < 0.92,
		price_factor=chance.uniform(1.1, 2.5) if better else chance.uniform(0.5, 2.0),
	)


def _is_better(row: Row, target: Row, column: str) -> bool:
	if not row[column] or not target[column] or column not in (*_BETTER_AT_LEAST, *_BETTER_AT_MOST):
		return False
	one, other = Decimal(row[column]), Decimal(target[column])
	return one > other if column in _BETTER_AT_LEAST else one < other


_STEPS = ((1, "1.0"), (10, "0.7"), (100, "0.4"), (1000, "0.25"))


# Somebody must tell what is asked for: of passives their number does, of the others one shop's parameters do.
_SHOPS_OF_ANY = (("Mouser",), ("DigiKey",), ("Mouser", "DigiKey"))
_SHOPS_OF_RIGHT = (("DigiKey",), ("Mouser", "DigiKey"))
_TOLD_BY_NUMBER = ("resistor", "capacitor", "inductor")


def _offers(
	row: Row,
	fate: _Fate,
	quantity: int,
	chance: random.Random,
	shops: Sequence[tuple[str, ...]] = _SHOPS_OF_ANY,
) -> list[AccountOffer]:
	"""What one or two shops offer of a part."""
	lifecycle = fate.lifecycle or ("" if row["lifecycle"] == "Active" else row["lifecycle"])
	price = Decimal(_BASE_PRICES.get(row["kind"], "0.5")) * Decimal(
		str(round(fate.price_factor * chance.uniform(0.9, 1.1), 3))
	)
	breaks = tuple(
		PriceBreak(step, (price * Decimal(share)).quantize(Decimal("0.00001"))) for step, share in _STEPS
	)
	base = Offer(
		sku="",
		mpn=row["mpn"],
		manufacturer=row["manufacturer"],
		description="",
		currency="EUR",
		breaks=breaks if fate.priced else (),
		stock=_stock(fate, quantity, chance),
		minimum=1,
		multiple=1,
		lifecycle=lifecycle,
		marketplace=fate.marketplace,
	)
	told = row["kind"] in _TOLD_BY_NUMBER and not row["current"]
	chosen = chance.choice(_SHOPS_OF_ANY if told else shops)
	return [offer for shop in chosen for offer in _SHOPS[shop](row, base, chance)]


def _stock(fate: _Fate, quantity: int, chance: random.Random) -> int:
	if not fate.stocked:
		return 0
	return chance.choice((quantity, round(quantity * 10 ** chance.uniform(0, 3)), 100_000, 1_000_000))


def _at_mouser(row: Row, base: Offer, chance: random.Random) -> list[AccountOffer]:
	sku = f"{chance.randrange(10, 999)}-{row['mpn']}"
	offer = replace(base, sku=sku, description=row["mouser"], category=row["category"])
	return [AccountOffer("Mouser EU", "Mouser", offer)]


def _at_digikey(row: Row, base: Offer, chance: random.Random) -> list[AccountOffer]:
	parameters = _parameters(row) if chance.random() < 0.5 or row["kind"] not in _TOLD_BY_NUMBER else ()
	cut_tape = replace(
		base,
		sku=f"{chance.randrange(100, 999)}-{row['mpn']}CT-ND",
		description=row["digikey"],
		packing=Packing.CUT_TAPE,
		parameters=parameters,
	)
	reel = replace(
		cut_tape,
		sku=cut_tape.sku.replace("CT-ND", "TR-ND"),
		packing=Packing.REEL,
		minimum=4000,
		multiple=4000,
		breaks=cut_tape.breaks[-1:] and (PriceBreak(4000, cut_tape.breaks[-1].price * Decimal("0.9")),),
	)
	both = (reel, cut_tape) if chance.random() < 0.5 else (cut_tape,)
	return [AccountOffer("DigiKey DE", "DigiKey", offer) for offer in both]


_SHOPS: Mapping[str, Callable[[Row, Offer, random.Random], list[AccountOffer]]] = {
	"Mouser": _at_mouser,
	"DigiKey": _at_digikey,
}


def _parameters(row: Row) -> tuple[Parameter, ...]:
	"""The facts of a row the way a shop lists parameters."""
	named = _PARAMETERS.get(row["kind"], ())
	return tuple(Parameter(name, write(row)) for name, column, write in named if row[column])


_SizeNames = {
	"0402": "0402 (1005 Metric)",
	"0603": "0603 (1608 Metric)",
	"0805": "0805 (2012 Metric)",
	"1206": "1206 (3216 Metric)",
}
_PACKAGE = ("Package / Case", "package", lambda row: _SizeNames.get(row["package"], row["package"]))
_TOLERANCE = ("Tolerance", "tolerance", lambda row: f"±{row['tolerance']}%")
_PARAMETERS: Mapping[str, tuple[tuple[str, str, Callable[[Row], str]], ...]] = {
	"resistor": (
		("Resistance", "value", lambda row: " ".join(_split_unit(row, "Ohms"))),
		_TOLERANCE,
		("Power (Watts)", "power", lambda row: f"{row['power']}W"),
		_PACKAGE,
	),
	"capacitor": (
		("Capacitance", "value", lambda row: " ".join(_split_unit(row, "F")).replace("u", "µ")),
		_TOLERANCE,
		("Voltage - Rated", "voltage", lambda row: f"{row['voltage']}V"),
		(
			"Temperature Coefficient",
			"dielectric",
			lambda row: row["dielectric"].replace("C0G", "C0G, NP0") if len(row["dielectric"]) == 3 else "-",
		),
		_PACKAGE,
	),
	"inductor": (
		("Inductance", "value", lambda row: " ".join(_split_unit(row, "H"))),
		_TOLERANCE,
		("Current Rating (Amps)", "current", lambda row: f"{row['current']} A"),
		_PACKAGE,
	),
	"diode": (
		("Technology", "function", lambda row: "Schottky" if row["function"] == "schottky" else "Standard"),
		("Voltage - DC Reverse (Vr) (Max)", "voltage", lambda row: f"{row['voltage']} V"),
		("Current - Average Rectified (Io)", "current", _milliamps),
		_PACKAGE,
	),
	"led": (("Color", "colour", lambda row: row["colour"].capitalize()), _PACKAGE),
	"mosfet": (
		("FET Type", "polarity", lambda row: f"{row['polarity']}-Channel"),
		("Drain to Source Voltage (Vdss)", "voltage", lambda row: f"{row['voltage']} V"),
		("Current - Continuous Drain (Id) @ 25°C", "current", lambda row: f"{_milliamps(row)} (Ta)"),
		_PACKAGE,
	),
	"crystal": (
		("Frequency", "value", lambda row: _megahertz(row, " ")),
		("Load Capacitance", "load", lambda row: f"{row['load']}pF"),
	),
	"connector": (
		("Number of Positions", "positions", lambda row: row["positions"]),
		("Number of Rows", "rows", lambda row: row["rows"]),
		("Pitch", "pitch", lambda row: f'{Decimal(row["pitch"]) / Decimal("25.4"):.3f}" ({row["pitch"]}mm)'),
	),
	"ferrite": (
		("Impedance @ Frequency", "value", lambda row: f"{row['value']} Ohms @ 100 MHz"),
		("Current Rating (Max)", "current", _milliamps),
		_PACKAGE,
	),
	"zener": (
		("Voltage - Zener (Nom) (Vz)", "value", lambda row: f"{row['value']} V"),
		_TOLERANCE,
		("Power - Max", "power", lambda row: f"{_trim(Decimal(row['power']) * 1000)} mW"),
		_PACKAGE,
	),
	"tvs": (
		("Voltage - Reverse Standoff (Typ)", "value", lambda row: f"{row['value']}V"),
		(
			"Unidirectional Channels",
			"polarity",
			lambda row: "1" if row["polarity"] == "unidirectional" else "-",
		),
		(
			"Bidirectional Channels",
			"polarity",
			lambda row: "1" if row["polarity"] == "bidirectional" else "-",
		),
		("Power - Peak Pulse", "power", lambda row: f"{row['power']}W"),
		_PACKAGE,
	),
	"transistor": (
		("Transistor Type", "polarity", lambda row: row["polarity"]),
		("Current - Collector (Ic) (Max)", "current", _milliamps),
		("Voltage - Collector Emitter Breakdown (Max)", "voltage", lambda row: f"{row['voltage']} V"),
		_PACKAGE,
	),
	"regulator": (
		("Output Type", "value", lambda _row: "Fixed"),
		("Voltage - Output (Min/Fixed)", "value", lambda row: f"{row['value']}V"),
		("Current - Output", "current", _milliamps),
		_PACKAGE,
	),
	"resistor array": (
		("Resistance (Ohms)", "value", lambda row: _short(row).upper()),
		_TOLERANCE,
		("Number of Resistors", "value", lambda _row: "4"),
		_PACKAGE,
	),
	"thermistor": (
		("Resistance in Ohms @ 25°C", "value", lambda row: f"{_short(row)}"),
		("Resistance Tolerance", "tolerance", lambda row: f"±{row['tolerance']}%"),
		_PACKAGE,
	),
	"ic": (_PACKAGE,),
	"microcontroller": (_PACKAGE,),
	"memory": (_PACKAGE,),
}


def _split_unit(row: Row, unit: str) -> tuple[str, str]:
	number, prefix = _scaled(row)
	return _trim(number), f"{prefix}{unit}"
