"""What a part has to fulfil: required minimums, maximums and equals, each with the rule that made it.

A constraint says of an offered value that it fits, that it violates, or nothing when the value isn't known: unknown
is not "fits".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from supplier_connect.shops.matching.reading.facts import Fact, Kind, Property, Value, same_value
from supplier_connect.shops.matching.values.dielectrics import does_the_work_of
from supplier_connect.shops.model.match import Fit


class Relation(str, Enum):
	"""What an offered value has to be, compared with the one asked for."""

	AT_LEAST = "at least"
	AT_MOST = "at most"
	EQUAL = "equal"
	AS_GOOD = "as good"


@dataclass(frozen=True)
class Rule:
	"""Which relation a property of some kinds of part (none named: of any) has, and how much it counts.

	A violated hard constraint puts a candidate behind all that fit; a soft one only costs points.
	"""

	name: str
	properties: tuple[Property, ...]
	relation: Relation
	weight: int
	hard: bool = True
	kinds: frozenset[Kind] = frozenset()

	def covers(self, property: Property, kind: Kind) -> bool:
		"""Whether the rule is about this property of this kind of part."""
		return property in self.properties and (not self.kinds or kind in self.kinds)


_OHMIC = frozenset(
	(Kind.RESISTOR, Kind.RESISTOR_ARRAY, Kind.POTENTIOMETER, Kind.THERMISTOR, Kind.OTHER, Kind.UNKNOWN)
)
_CAPACITIVE = frozenset((Kind.CAPACITOR, Kind.OTHER, Kind.UNKNOWN))
_INDUCTIVE = frozenset((Kind.INDUCTOR, Kind.TRANSFORMER, Kind.OTHER, Kind.UNKNOWN))
_OSCILLATING = frozenset((Kind.CRYSTAL, Kind.OSCILLATOR, Kind.OTHER, Kind.UNKNOWN))
_VOLTAGE_IS_VALUE = frozenset(
	(Kind.ZENER, Kind.TVS, Kind.VARISTOR, Kind.REGULATOR, Kind.RELAY, Kind.BATTERY, Kind.TRANSFORMER)
)
_FED = frozenset(
	(
		Kind.IC,
		Kind.MICROCONTROLLER,
		Kind.MEMORY,
		Kind.LED,
		Kind.OSCILLATOR,
		Kind.SENSOR,
		Kind.MODULE,
		Kind.OPTOCOUPLER,
	)
)
_SOFT = False

# The first rule that covers a property is the one that holds.
RULES: tuple[Rule, ...] = (
	Rule("resistance", (Property.RESISTANCE,), Relation.EQUAL, 20, kinds=_OHMIC),
	Rule("capacitance", (Property.CAPACITANCE,), Relation.EQUAL, 20, kinds=_CAPACITIVE),
	Rule("inductance", (Property.INDUCTANCE,), Relation.EQUAL, 20, kinds=_INDUCTIVE),
	Rule("impedance of a ferrite", (Property.IMPEDANCE,), Relation.EQUAL, 20),
	Rule("frequency of a crystal", (Property.FREQUENCY,), Relation.EQUAL, 20, kinds=_OSCILLATING),
	Rule("load of a crystal", (Property.LOAD_CAPACITANCE,), Relation.EQUAL, 8),
	Rule("size of a memory", (Property.MEMORY_SIZE,), Relation.EQUAL, 12),
	Rule("B constant of a thermistor", (Property.B_CONSTANT,), Relation.EQUAL, 8),
	Rule("resistance of another part", (Property.RESISTANCE, Property.ESR), Relation.AT_MOST, 4, _SOFT),
	Rule(
		"minor value of another part",
		(Property.CAPACITANCE, Property.INDUCTANCE, Property.FREQUENCY),
		Relation.EQUAL,
		2,
		_SOFT,
	),
	Rule("voltage that is the value", (Property.VOLTAGE,), Relation.EQUAL, 16, kinds=_VOLTAGE_IS_VALUE),
	Rule("voltage that feeds", (Property.VOLTAGE,), Relation.EQUAL, 2, _SOFT, _FED),
	Rule("rated voltage", (Property.VOLTAGE,), Relation.AT_LEAST, 8),
	Rule("rating of a fuse", (Property.CURRENT,), Relation.EQUAL, 16, kinds=frozenset((Kind.FUSE,))),
	Rule("current that is drawn", (Property.CURRENT,), Relation.EQUAL, 2, _SOFT, _FED),
	Rule("rated current", (Property.CURRENT,), Relation.AT_LEAST, 6),
	Rule("rated power", (Property.POWER,), Relation.AT_LEAST, 5),
	Rule("ripple current", (Property.RIPPLE_CURRENT,), Relation.AT_LEAST, 3),
	Rule(
		"tolerance",
		(Property.TOLERANCE, Property.TOLERANCE_ABSOLUTE, Property.FREQUENCY_TOLERANCE),
		Relation.AT_MOST,
		7,
	),
	Rule("temperature coefficient", (Property.TEMPERATURE_COEFFICIENT,), Relation.AT_MOST, 3),
	Rule("dielectric", (Property.DIELECTRIC,), Relation.AS_GOOD, 8),
	Rule("package", (Property.PACKAGE,), Relation.EQUAL, 14),
	Rule("mounting", (Property.MOUNTING,), Relation.EQUAL, 6),
	Rule("colour", (Property.COLOUR,), Relation.EQUAL, 14),
	Rule("pitch", (Property.PITCH,), Relation.EQUAL, 10),
	Rule("positions", (Property.POSITIONS,), Relation.EQUAL, 12),
	Rule("rows", (Property.ROWS,), Relation.EQUAL, 6),
	Rule("gender", (Property.GENDER,), Relation.EQUAL, 5),
	Rule("orientation", (Property.ORIENTATION,), Relation.EQUAL, 5),
	Rule("polarity", (Property.POLARITY,), Relation.EQUAL, 10),
	Rule("lowest temperature", (Property.TEMPERATURE_MIN,), Relation.AT_MOST, 2),
	Rule("highest temperature", (Property.TEMPERATURE_MAX,), Relation.AT_LEAST, 2),
	Rule("lifetime", (Property.LIFETIME,), Relation.AT_LEAST, 2),
	Rule(
		"technology of a capacitor or diode",
		(Property.TECHNOLOGY,),
		Relation.EQUAL,
		8,
		kinds=frozenset((Kind.CAPACITOR, Kind.DIODE)),
	),
	Rule("technology", (Property.TECHNOLOGY,), Relation.EQUAL, 3, _SOFT),
)


@lru_cache(maxsize=2048)
def rule_for(property: Property, kind: Kind) -> Rule | None:
	"""The rule for a property of a kind of part; None for one that nothing can be asked of."""
	return next((rule for rule in RULES if rule.covers(property, kind)), None)


class Checked(NamedTuple):
	"""The verdict on what is offered, the value that decided, and how close it is to what was asked (0 to 1)."""

	verdict: Fit
	value: Value | None
	closeness: float


_NOT_KNOWN = Checked(Fit.UNKNOWN, None, 0.0)
# A part that is better than asked fits, but is not quite what was asked.
_CLOSENESS_OF_BETTER = 0.4


@dataclass(frozen=True)
class Constraint:
	"""One requirement; `source` names where it was read, `rule` what made it."""

	property: Property
	relation: Relation
	value: Value
	hard: bool
	weight: int
	source: str
	rule: str

	def check(self, offered: Sequence[Value]) -> Checked:
		"""Hold the offered values against it; of several (a range, two sides) the best one counts."""
		if not offered:
			return _NOT_KNOWN
		if self.relation is Relation.EQUAL:
			return self._check_equal(offered)
		if self.relation is Relation.AS_GOOD:
			return self._check_dielectric(str(offered[0]))
		return self._check_limit([value for value in offered if isinstance(value, Decimal)])

	def _check_equal(self, offered: Sequence[Value]) -> Checked:
		for value in offered:
			if value == self.value or same_value(self.property, self.value, value):
				return Checked(Fit.FITS, value, 1.0)
		return Checked(Fit.VIOLATES, offered[0], 0.0)

	def _check_dielectric(self, offered: str) -> Checked:
		works = does_the_work_of(offered, str(self.value))
		if works is None:
			return Checked(Fit.UNKNOWN, offered, 0.0)
		if not works:
			return Checked(Fit.VIOLATES, offered, 0.0)
		return Checked(Fit.FITS, offered, 1.0 if offered == self.value else _CLOSENESS_OF_BETTER)

	def _check_limit(self, offered: Sequence[Decimal]) -> Checked:
		asked = self.value
		if not offered or not isinstance(asked, Decimal):
			return _NOT_KNOWN
		at_least = self.relation is Relation.AT_LEAST
		best = max(offered) if at_least else min(offered)
		if best == asked or same_value(self.property, asked, best):
			return Checked(Fit.FITS, best, 1.0)
		if (best < asked) if at_least else (best > asked):
			return Checked(Fit.VIOLATES, best, 0.0)
		return Checked(Fit.FITS, best, _closeness(asked, best))


def _closeness(asked: Decimal, better: Decimal) -> float:
	"""Between a part that is just what was asked and one that is far better; signs (temperatures) don't matter."""
	one, other = sorted((abs(float(asked)), abs(float(better))))
	return _CLOSENESS_OF_BETTER + (1 - _CLOSENESS_OF_BETTER) * 0.9 * (one / other if other else 1.0)


def constraint(fact: Fact, kind: Kind, source: str, relation: Relation | None = None) -> Constraint | None:
	"""What a fact about the wanted part asks of a candidate; None when it asks nothing.

	A relation that the user wrote ("at least 16 V") goes before that of the rule.
	"""
	rule = rule_for(fact.property, kind)
	if rule is None:
		return None
	return Constraint(
		fact.property, relation or rule.relation, fact.value, rule.hard, rule.weight, source, rule.name
	)
