"""Required minimums, maximums and equals; unknown is not "fits"."""

from decimal import Decimal

import pytest

from supplier_connect.shops.matching.ranking.constraints import (
	Constraint,
	Relation,
	constraint,
	rule_for,
)
from supplier_connect.shops.matching.reading.facts import Fact, Kind, Property, Value
from supplier_connect.shops.matching.values.dielectrics import does_the_work_of
from supplier_connect.shops.model.match import Fit


def asked(property: Property, value: Value, kind: Kind = Kind.CAPACITOR) -> Constraint:
	made = constraint(Fact(property, value, "", "test"), kind, "test")
	assert made is not None
	return made


@pytest.mark.parametrize(
	("property", "wanted", "offered", "verdict"),
	[
		(Property.VOLTAGE, Decimal(16), Decimal(16), Fit.FITS),
		(Property.VOLTAGE, Decimal(16), Decimal(50), Fit.FITS),
		(Property.VOLTAGE, Decimal(16), Decimal(10), Fit.VIOLATES),
		(Property.TOLERANCE, Decimal(5), Decimal(1), Fit.FITS),
		(Property.TOLERANCE, Decimal(5), Decimal(10), Fit.VIOLATES),
		(Property.CAPACITANCE, Decimal("1e-7"), Decimal("0.0000001"), Fit.FITS),
		(Property.CAPACITANCE, Decimal("1e-7"), Decimal("1e-8"), Fit.VIOLATES),
		(Property.DIELECTRIC, "X7R", "X7R", Fit.FITS),
		(Property.DIELECTRIC, "X5R", "X7R", Fit.FITS),
		(Property.DIELECTRIC, "X7R", "C0G", Fit.FITS),
		(Property.DIELECTRIC, "X7R", "X5R", Fit.VIOLATES),
		(Property.DIELECTRIC, "X7R", "Y5V", Fit.VIOLATES),
		(Property.DIELECTRIC, "C0G", "X7R", Fit.VIOLATES),
		(Property.PACKAGE, "0603", "0603", Fit.FITS),
		(Property.PACKAGE, "0603", "0805", Fit.VIOLATES),
		(Property.POWER, Decimal("0.1"), Decimal("0.063"), Fit.VIOLATES),
		(Property.TEMPERATURE_MIN, Decimal(-40), Decimal(-55), Fit.FITS),
		(Property.TEMPERATURE_MIN, Decimal(-40), Decimal(-25), Fit.VIOLATES),
		(Property.TEMPERATURE_MAX, Decimal(85), Decimal(125), Fit.FITS),
		(Property.TEMPERATURE_MAX, Decimal(125), Decimal(85), Fit.VIOLATES),
	],
)
def test_a_value_fits_or_violates(property: Property, wanted: Value, offered: Value, verdict: Fit) -> None:
	assert asked(property, wanted).check([offered]).verdict is verdict


@pytest.mark.parametrize(
	"property", [Property.VOLTAGE, Property.TOLERANCE, Property.PACKAGE, Property.DIELECTRIC]
)
def test_what_is_not_known_does_not_fit(property: Property) -> None:
	value = "X7R" if property is Property.DIELECTRIC else Decimal(1)
	checked = asked(property, value).check([])
	assert checked.verdict is Fit.UNKNOWN
	assert checked.closeness == 0


@pytest.mark.parametrize(
	("kind", "property", "relation"),
	[
		(Kind.CAPACITOR, Property.VOLTAGE, Relation.AT_LEAST),
		(Kind.MOSFET, Property.VOLTAGE, Relation.AT_LEAST),
		(Kind.ZENER, Property.VOLTAGE, Relation.EQUAL),
		(Kind.REGULATOR, Property.VOLTAGE, Relation.EQUAL),
		(Kind.FUSE, Property.CURRENT, Relation.EQUAL),
		(Kind.DIODE, Property.CURRENT, Relation.AT_LEAST),
		(Kind.CRYSTAL, Property.FREQUENCY, Relation.EQUAL),
	],
)
def test_a_rating_is_a_minimum_but_where_it_is_the_value(
	kind: Kind, property: Property, relation: Relation
) -> None:
	rule = rule_for(property, kind)
	assert rule is not None and rule.relation is relation and rule.hard


def test_a_part_that_is_just_what_was_asked_is_closer_than_a_better_one() -> None:
	volts = asked(Property.VOLTAGE, Decimal(16))
	closeness = [volts.check([Decimal(value)]).closeness for value in (16, 25, 50, 100)]
	assert closeness == sorted(closeness, reverse=True)
	assert closeness[0] == 1 and closeness[-1] > 0


def test_of_several_values_the_best_one_counts() -> None:
	assert asked(Property.VOLTAGE, Decimal(5)).check([Decimal("2.7"), Decimal("5.5")]).verdict is Fit.FITS
	assert asked(Property.PACKAGE, "SOT-23").check(["TO-92", "SOT-23"]).verdict is Fit.FITS


@pytest.mark.parametrize(
	("offered", "wanted", "works"),
	[
		("X7R", "X5R", True),
		("X5R", "X7R", False),
		("C0G", "X7R", True),
		("X8R", "X7R", True),
		("X6S", "X5R", False),
	],
)
def test_one_dielectric_in_place_of_another(offered: str, wanted: str, works: bool) -> None:
	assert does_the_work_of(offered, wanted) is works


def test_of_a_strange_dielectric_nothing_is_known() -> None:
	assert does_the_work_of("Q9Z", "X7R") is None
	assert asked(Property.DIELECTRIC, "X7R").check(["Q9Z"]).verdict is Fit.UNKNOWN
