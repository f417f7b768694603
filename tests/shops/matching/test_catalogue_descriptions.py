"""The sandbox writes its descriptions as catalogues do, and knows what is behind them: both have to agree."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.catalogue.parts import CataloguePart
from supplier_connect.shops.matching.reading.facts import Kind, Property, read_text


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
	return Catalogue.build(4_000, seed=11)


def known(part: CataloguePart, kind: Kind) -> Iterator[tuple[Property, Decimal | str]]:
	"""What the sandbox knows of a part and tells in its description."""
	electrical = part.electrical
	ohms = Property.IMPEDANCE if kind is Kind.FERRITE else Property.RESISTANCE
	told = {
		ohms: electrical.resistance,
		Property.CAPACITANCE: electrical.capacitance,
		Property.TOLERANCE: electrical.tolerance,
		Property.POWER: electrical.power,
		Property.VOLTAGE: electrical.voltage if electrical.capacitance else None,
		Property.DIELECTRIC: electrical.dielectric or None,
	}
	yield from ((property, value) for property, value in told.items() if value is not None)


def test_every_description_is_read(catalogue: Catalogue) -> None:
	missed = []
	for part in catalogue:
		facts = read_text(part.description)
		missed += [
			(part.description, property)
			for property, value in known(part, facts.kind)
			if facts.values(property)[:1] != (value,)
		]
	assert not missed


def test_part_numbers_hold_no_facts(catalogue: Catalogue) -> None:
	read = [(mpn, facts) for mpn in catalogue.mpns() if " " not in mpn and (facts := read_text(mpn).all)]
	assert not read
