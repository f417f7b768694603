"""What is put right once all facts of a text are there: facts that only the others explain.

Each rule is a function from facts to facts; the tables at the end say on which kinds of part it works.
"""

from __future__ import annotations

from decimal import Decimal

from supplier_connect.shops.matching.reading.terms import Fact, Kind, Property
from supplier_connect.shops.matching.reading.vocabulary import IMPLIED_GENDER
from supplier_connect.shops.matching.values.packages import mounting_of

_SMALL_FARADS = Decimal("0.5e-12")
_LOWEST_REVERSE = Decimal(2)
_HIGH_DCR = Decimal(10)


def tidied(kind: Kind, facts: list[Fact]) -> list[Fact]:
	"""The facts of a text about a kind of part, put right by every rule in turn."""
	for tidy in _TIDY_RULES[kind]:
		facts = tidy(facts)
	return facts


def _others_than_the_first(facts: list[Fact], property: Property) -> list[Fact]:
	return [fact for fact in facts if fact.property is property][1:]


def _dcr_behind_impedance(facts: list[Fact]) -> list[Fact]:
	"""The second ohms of a ferrite bead are its resistance."""
	others = _others_than_the_first(facts, Property.IMPEDANCE)
	return [fact._replace(property=Property.ESR) if fact in others else fact for fact in facts]


def _picofarads_behind_capacitance(facts: list[Fact]) -> list[Fact]:
	"""A second, tiny capacitance is the tolerance of the first: "9 pF 50 VDC 0.25 pF C0G"."""
	others = _others_than_the_first(facts, Property.CAPACITANCE)
	tolerances = [fact for fact in others if Decimal(fact.value) <= _SMALL_FARADS]
	return [
		fact._replace(property=Property.TOLERANCE_ABSOLUTE) if fact in tolerances else fact for fact in facts
	]


def _impedance_of_choke(facts: list[Fact]) -> list[Fact]:
	"""Many ohms at a frequency, and no henries: a common mode choke tells its impedance."""
	properties = {fact.property for fact in facts}
	if Property.INDUCTANCE in properties or Property.TEST_FREQUENCY not in properties:
		return facts
	return [
		fact._replace(property=Property.IMPEDANCE)
		if fact.property is Property.ESR and Decimal(fact.value) >= _HIGH_DCR
		else fact
		for fact in facts
	]


def _no_forward_voltage(facts: list[Fact]) -> list[Fact]:
	"""A diode's voltage below two is the forward one, if there is a higher."""
	volts = [fact for fact in facts if fact.property is Property.VOLTAGE]
	low = [fact for fact in volts if Decimal(fact.value) < _LOWEST_REVERSE]
	if len(low) == len(volts):
		return facts
	return [fact for fact in facts if fact not in low]


def _output_before_input(facts: list[Fact]) -> list[Fact]:
	"""A range of voltages is what a regulator takes; the single one, what it gives, comes first."""
	return sorted(facts, key=lambda fact: fact.property is Property.VOLTAGE and fact.rule == "range")


def _told_gender(facts: list[Fact]) -> list[Fact]:
	"""A header is male unless a word says that it is female."""
	genders = [fact for fact in facts if fact.property is Property.GENDER]
	if all(fact.rule == IMPLIED_GENDER for fact in genders):
		return facts
	return [fact for fact in facts if fact.property is not Property.GENDER or fact.rule != IMPLIED_GENDER]


def _wider_tolerance(facts: list[Fact]) -> list[Fact]:
	"""Of "-20 % +80 %" the larger side counts."""
	sides = [fact for fact in facts if fact.property is Property.TOLERANCE]
	if len(sides) < 2:
		return facts
	widest = max(sides, key=lambda fact: Decimal(fact.value))
	return [fact for fact in facts if fact is widest or fact not in sides]


def _one_pitch(facts: list[Fact]) -> list[Fact]:
	"""The first pitch counts, and millimetres before the rounded inches next to them."""
	pitches = [fact for fact in facts if fact.property is Property.PITCH]
	if len(pitches) < 2:
		return facts
	kept = next((fact for fact in pitches if fact.text.lower().endswith("mm")), pitches[0])
	return [fact for fact in facts if fact is kept or fact not in pitches]


def _each_once(facts: list[Fact]) -> list[Fact]:
	return list({(fact.property, fact.value): fact for fact in reversed(facts)}.values())[::-1]


def _implied_mounting(facts: list[Fact]) -> list[Fact]:
	"""A package tells how a part is mounted, where no word does."""
	if any(fact.property is Property.MOUNTING for fact in facts):
		return facts
	for fact in facts:
		mounting = mounting_of(str(fact.value)) if fact.property is Property.PACKAGE else None
		if mounting:
			return [
				*facts,
				fact._replace(property=Property.MOUNTING, value=mounting, rule="implied by package"),
			]
	return facts


_ONLY_ON = {
	_dcr_behind_impedance: Kind.FERRITE,
	_picofarads_behind_capacitance: Kind.CAPACITOR,
	_impedance_of_choke: Kind.INDUCTOR,
	_no_forward_voltage: Kind.DIODE,
	_output_before_input: Kind.REGULATOR,
	_told_gender: Kind.CONNECTOR,
}
_ON_ALL = (_wider_tolerance, _one_pitch, _each_once, _implied_mounting)
_TIDY_RULES = {kind: (*(rule for rule, only in _ONLY_ON.items() if only is kind), *_ON_ALL) for kind in Kind}
