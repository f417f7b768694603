"""What the names of parameters mean, in the words of shops and of people: a table of named patterns.

Names differ from shop to shop and language to language; the first pattern that fits counts. Many names look like a
property but aren't the one that a part is compared by (the test current of a LED, the input offset of an amplifier):
those are in the table too, as saying nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from supplier_connect.shops.matching.reading.terms import Kind, Property

_LONGEST_NAME = 80


class Special(Enum):
	"""What a parameter may be about other than one property."""

	NOTHING = "nothing"
	VALUE = "whatever the value says"
	SIZE = "a package, if it is a known one"


@dataclass(frozen=True)
class NameRule:
	"""Names (a pattern for lower case) and what they mean; on some kinds of part only, if any are named."""

	name: str
	pattern: str
	subject: Property | Special
	kinds: frozenset[Kind] = frozenset()


_DIODES = frozenset({Kind.DIODE, Kind.ZENER, Kind.TVS})

# The first pattern found in the name (lower case) counts.
_RULES = (
	NameRule(
		"frequency tolerance",
		r"frequency (?:tolerance|stability)|frequenztoleranz",
		Property.FREQUENCY_TOLERANCE,
	),
	NameRule("lifetime", r"life ?time|lebensdauer|durée de vie|endurance|^life\b", Property.LIFETIME),
	NameRule(
		"of no interest",
		r"offset|bias|isolation|leakage|supply current|current - supply|quiescent|test\b|slew|noise|hysteresis"
		r"|dropout|surge|clamping|gate charge|gate threshold|vgs|rds on\) \(max\) @|input capacitance|ciss"
		r"|reverse recovery|switching voltage|must |insulation|actuator|illumination|wavelength|millicandela"
		r"|spacing - row|row spacing|contact finish|plating|thickness|contact resistance|withstand"
		r"|breakdown \(min|self resonant|q @|cutoff|dissipation factor|package quantity|standard pack|pack size|nominal voltage - coil|coil current"
		r"|coil resistance|polari[sz]ed|polarization|moisture|storage|failure rate|height|weight|land size"
		r"|panel cutout|viewing|transition|saturation|current - reverse|current - test|current - output / channel"
		r"|voltage - input|voltage - vcc|input voltage|eingangsspannung|thermal|junction to|bandwidth|slope|gain"
		r"|propagation|rise|fall time|efficiency|current - cathode|write cycle|access time|data rate",
		Special.NOTHING,
	),
	NameRule("tolerance", r"toleran|^tol\.?$", Property.TOLERANCE),
	NameRule(
		"temperature coefficient",
		r"temp\w*[ .-]*(?:coef|koef)|\btcr\b|tempco|coefficient de temp|temperaturkoeff|\btk\b",
		Property.TEMPERATURE_COEFFICIENT,
	),
	NameRule("dielectric", r"dielectric|dielektri|diélectrique|^characteristic$", Property.DIELECTRIC),
	NameRule("operating temperature", r"temperatur|température|\btemp\b", Property.TEMPERATURE_MAX),
	NameRule("load capacitance", r"load cap|lastkapazit|capacité de charge", Property.LOAD_CAPACITANCE),
	NameRule("the value itself", r"^(?:value|wert|nennwert|valeur|rated value)$", Special.VALUE),
	NameRule("esr", r"\besr\b|equivalent series|serienwiderstand", Property.ESR),
	NameRule("dc resistance", r"\bdcr\b|dc resistance|resistance \(dc|gleichstromwiderstand", Property.ESR),
	NameRule("impedance", r"impedan[cz]", Property.IMPEDANCE),
	NameRule("on resistance", r"rds|on[- ]resistance|on[- ]state resistance", Special.NOTHING),
	NameRule("b constant", r"\bb[ -]?(?:constant|value|wert|\d)|^b25|^beta\b", Property.B_CONSTANT),
	NameRule("resistance", r"resist|widerstand|résistance|^ohms?$|^r$", Property.RESISTANCE),
	NameRule("capacitance of a diode", r"capacit.*@", Special.NOTHING, _DIODES),
	NameRule("capacitance", r"capacit|kapazit|^c$", Property.CAPACITANCE),
	NameRule("inductance", r"inductan|induktivit|^l$", Property.INDUCTANCE),
	NameRule("power", r"\bpower\b|leistung|puissance|^watts?$|wattage|^p$", Property.POWER),
	NameRule("ripple current", r"ripple|rippelstrom", Property.RIPPLE_CURRENT),
	NameRule("forward voltage of a diode", r"forward|vorwärts|flussspannung", Special.NOTHING, _DIODES),
	NameRule(
		"voltage min", r"voltage.*\(min\)", Property.VOLTAGE_MIN, frozenset({Kind.IC, Kind.MICROCONTROLLER})
	),
	NameRule("voltage", r"voltage|spannung|tension|^volts?$|^v$|vdss|vceo|\bvr\b|\bvz\b", Property.VOLTAGE),
	NameRule("current", r"current|strom|courant|^amps?$|^a$|amperage", Property.CURRENT),
	NameRule("frequency", r"frequen[cz]|fréquence", Property.FREQUENCY),
	NameRule(
		"memory size", r"memory size|speichergr|flash size|memory density|^density$", Property.MEMORY_SIZE
	),
	NameRule("pitch", r"\bpitch\b|lead spacing|rasterma|^raster$|pas$|lead pitch", Property.PITCH),
	NameRule("rows", r"number of rows|^rows$|anzahl reihen|reihen", Property.ROWS),
	NameRule(
		"positions",
		r"number of (?:positions|pins|contacts|ways)$|positions per level|^positions$|^pins?$"
		r"|pin ?count|polzahl|anzahl pole|anzahl der (?:pole|kontakte|pins)|nombre de (?:broches|contacts|positions)|^poles$",
		Property.POSITIONS,
	),
	NameRule(
		"mounting", r"mounting (?:type|style)|^mounting$|montage|termination style|^mount$", Property.MOUNTING
	),
	NameRule(
		"package",
		r"package|^case|case ?(?:/|size|code|style)|footprint|bauform|gehäuse|gehaeuse|boîtier|boitier|size code"
		r"|^format$|land pattern|manufacturer size",
		Property.PACKAGE,
	),
	NameRule("size", r"^size$|^größe$|^grösse$|^taille$", Special.SIZE),
	NameRule("colour", r"colou?r|farbe|couleur", Property.COLOUR),
	NameRule(
		"technology",
		r"composition|technolog|^type$|^construction|material|technologie|^bauart$",
		Property.TECHNOLOGY,
	),
	NameRule(
		"polarity",
		r"fet type|transistor type|polarity|channel type|^circuit$|contact form|kanal",
		Property.POLARITY,
	),
	NameRule("gender", r"gender|geschlecht|connector type|contact type|pin or socket", Property.GENDER),
	NameRule("orientation", r"orientation|ausrichtung|mating", Property.ORIENTATION),
	NameRule("series", r"^series$|^serie$|baureihe|^série$", Property.SERIES),
)
_COMPILED = tuple((rule, re.compile(rule.pattern)) for rule in _RULES)


@lru_cache(maxsize=4096)
def rule_of_name(name: str, kind: Kind) -> NameRule | None:
	"""The rule that knows the name of a parameter on a kind of part; None for a name that no rule knows."""
	folded = name[:_LONGEST_NAME].casefold().strip()
	for rule, pattern in _COMPILED:
		if (not rule.kinds or kind in rule.kinds) and pattern.search(folded):
			return rule
	return None
