"""The catalogue: its names, its values, its numbers and its speed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.sandbox.catalogue.catalogue import LARGEST, SMALLEST, Catalogue
from supplier_connect.sandbox.catalogue.parts import CataloguePart, Lifecycle, sku_of
from supplier_connect.sandbox.catalogue.passives import (
	E96,
	four_digits,
	picofarad_digits,
	rkm,
	rkm_four,
	three_digits,
)

_FINGERPRINT = """
import hashlib
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
print(hashlib.sha256("".join(map(repr, Catalogue.build(3000, seed=7))).encode()).hexdigest())
"""

RESISTANCES = {
	"RC0402FR-0710KL": "10000",
	"RC0402FR-1349K9L": "49900",
	"RC0603JR-074R7L": "4.7",
	"RC0805FR-07100RL": "100",
	"RC1206FR-071ML": "1000000",
	"CRCW080510K0FKEA": "10000",
	"CRCW06034K70FKEA": "4700",
	"CRCW0402100RFKED": "100",
	"ERJ-2RKF1002X": "10000",
	"ERJ-3GEYJ103V": "10000",
	"ERJ-6ENF10R0V": "10",
	"RK73H1JTTD4701F": "4700",
	"RMCF0603FT10K0": "10000",
	"CR0603-FX-1000ELF": "100",
	"WR06X103 JTL": "10000",
	"MFR-25FBF52-4K7": "4700",
	"KDV06FR150ET": "0.15",
}
CAPACITANCES = {
	"GRM155R71C104KA88D": "1E-7",
	"GRM1555C1H100JA88D": "1E-11",
	"CC0402KRX7R9BB104": "1E-7",
	"CC0603JRNPO9BN101": "1E-10",
	"C0805C104K5RACTU": "1E-7",
	"C0603C475K8PACTU": "4.7E-6",
	"C1608X7R1H104K080AA": "1E-7",
	"CL10B104KB8NNNC": "1E-7",
	"06035C104KAT2A": "1E-7",
	"LMK107BJ475KAHT": "4.7E-6",
	"AC0402CRNPO9BN9R0": "9E-12",
}


def sample(catalogue: Catalogue, step: int) -> Iterator[CataloguePart]:
	"""The parts with every `step`th name."""
	for mpn in islice(catalogue.mpns(), 0, None, step):
		yield from catalogue.by_mpn(mpn)


@pytest.mark.parametrize(("mpn", "ohm"), RESISTANCES.items())
def test_resistor_names_say_their_value(big_catalogue: Catalogue, mpn: str, ohm: str) -> None:
	(part,) = big_catalogue.by_mpn(mpn)
	assert part.electrical.resistance == Decimal(ohm)
	assert part.electrical.capacitance is None


@pytest.mark.parametrize(("mpn", "farad"), CAPACITANCES.items())
def test_capacitor_names_say_their_value(big_catalogue: Catalogue, mpn: str, farad: str) -> None:
	(part,) = big_catalogue.by_mpn(mpn)
	assert part.electrical.capacitance == Decimal(farad)
	assert part.electrical.resistance is None


@given(st.sampled_from(E96), st.integers(min_value=1, max_value=7))
def test_resistance_codes_can_be_read_back(digits: int, decade: int) -> None:
	milliohm = digits * 10**decade
	for code in (rkm(milliohm), rkm_four(milliohm)):
		letter = next(character for character in code if character.isalpha())
		factor = {"R": 1, "K": 1_000, "M": 1_000_000}[letter]
		assert Decimal(code.replace(letter, ".")) * factor * 1000 == milliohm
	assert len(rkm_four(milliohm)) == len(four_digits(milliohm)) == 4


@pytest.mark.parametrize(
	("write", "value", "code"),
	[
		(three_digits, 4_700, "4R7"),
		(three_digits, 10_000, "100"),
		(three_digits, 10_000_000, "103"),
		(four_digits, 4_700, "4R70"),
		(four_digits, 100_000, "1000"),
		(four_digits, 10_000_000_000, "1005"),
		(picofarad_digits, 90, "9R0"),
		(picofarad_digits, 100, "100"),
		(picofarad_digits, 1_000_000, "104"),
		(rkm, 97_600, "97R6"),
		(rkm, 1_000_000_000, "1M"),
	],
)
def test_value_codes(write: object, value: int, code: str) -> None:
	assert callable(write)
	assert write(value) == code


def test_a_value_and_its_limits_are_fields(big_catalogue: Catalogue) -> None:
	(part,) = big_catalogue.by_mpn("GRM155R71C104KA88D")
	assert (part.electrical.tolerance, part.electrical.voltage) == (Decimal(10), Decimal(16))
	assert (part.electrical.dielectric, part.package, part.manufacturer) == (
		"X7R",
		"0402",
		"Murata Electronics",
	)
	(resistor,) = big_catalogue.by_mpn("RC0402FR-0710KL")
	assert resistor.electrical.power == Decimal("0.0625")
	assert resistor.description == "Thick Film Resistors - SMD 10 kOhms 62.5 mW 0402 1%"


def test_the_same_seed_gives_the_same_parts_in_every_process() -> None:
	runs = [
		subprocess.run(
			[sys.executable, "-c", _FINGERPRINT],
			capture_output=True,
			text=True,
			check=True,
			env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
		)
		for seed in ("1", "2")
	]
	assert runs[0].stdout == runs[1].stdout


def test_another_seed_gives_other_stock(catalogue: Catalogue) -> None:
	other = Catalogue.build(SMALLEST, seed=2)
	assert [part.stock for part in catalogue] != [part.stock for part in other]


@pytest.mark.parametrize("size", [0, SMALLEST - 1, LARGEST + 1])
def test_sizes_out_of_range_are_refused(size: int) -> None:
	with pytest.raises(ValueError, match="1000 to 100000"):
		Catalogue.build(size, seed=1)


def test_a_hundred_thousand_distinct_parts() -> None:
	big = Catalogue.build(LARGEST, seed=3)
	names = list(big.mpns())
	assert len(big) == len(names) == LARGEST
	# One number is sold in two packings.
	assert len(set(names)) == LARGEST - 1


def test_every_part_can_be_found_by_its_number(big_catalogue: Catalogue) -> None:
	numbers = [part.sku for part in sample(big_catalogue, 97) if part.sku]
	assert len(set(numbers)) == len(numbers)
	for number in numbers:
		found = big_catalogue.by_sku(number.lower())
		assert found is not None
		assert found.sku == number
		assert 3 <= len(number) <= 40


def test_distributor_numbers_are_distinct(big_catalogue: Catalogue) -> None:
	written = [part.sku for part in islice(big_catalogue, 200) if part.sku]
	assert len(set(written)) == len(written)
	names = list(big_catalogue.mpns())
	assert len({sku_of("YAGEO", name) for name in names}) == len(set(names))


def test_details_are_plausible(big_catalogue: Catalogue) -> None:
	for part in sample(big_catalogue, 101):
		quantities = [step.quantity for step in part.price_breaks]
		prices = [step.price for step in part.price_breaks]
		assert all(left < right for left, right in pairwise(quantities))
		assert all(left > right > 0 for left, right in pairwise(prices))
		assert part.minimum % part.multiple == 0
		assert part.packings
		assert quantities[:1] in ([], [part.minimum])


@pytest.mark.parametrize(
	("query", "first"),
	[
		("RC0402FR-0710KL", "RC0402FR-0710KL"),
		("603-RC0402FR-0710KL", "RC0402FR-0710KL"),
		("wr06x103 jtl", "WR06X103 JTL"),
		("PCA6408APW", "PCA6408APW,118"),
		("XC7K160T", "XC7K160T-2FBG484I"),
	],
)
def test_a_number_finds_its_part_first(big_catalogue: Catalogue, query: str, first: str) -> None:
	assert big_catalogue.search(query).parts[0].mpn == first


@pytest.mark.parametrize(
	"query",
	[
		"10k 0402 1%",
		"10 kOhms 0402 1%",
		"resistor 0402 10kohms yageo",
		"100nF 16V X7R 0402",
		"0.1uF X7R 0402",
	],
)
def test_keywords_find_parts_by_value(big_catalogue: Catalogue, query: str) -> None:
	page = big_catalogue.search(query)
	assert 0 < page.total < 1_000
	for part in page.parts:
		assert part.package == "0402"
		assert part.electrical.resistance in (None, Decimal(10_000))
		assert part.electrical.capacitance in (None, Decimal("1E-7"))


def test_keyword_pages_do_not_overlap(big_catalogue: Catalogue) -> None:
	first = big_catalogue.search("capacitors 0603", limit=20)
	second = big_catalogue.search("capacitors 0603", offset=20, limit=20)
	assert first.total == second.total
	assert len({part.mpn for part in first.parts + second.parts}) == 40


def test_keywords_find_parts_of_the_board_by_value(catalogue: Catalogue) -> None:
	found = {part.mpn for query in ("10k 0402", "4.7uF 0603") for part in catalogue.search(query).parts}
	assert {"RC0402FR-1310KL", "LMK107BJ475KAHT"} <= found


@pytest.mark.parametrize("query", ["", "   ", "no such thing", "10k unobtainium"])
def test_what_fits_nothing_finds_nothing(big_catalogue: Catalogue, query: str) -> None:
	assert big_catalogue.search(query).total == 0


def test_filters(big_catalogue: Catalogue) -> None:
	stocked = big_catalogue.search("resistors", stocked_only=True)
	assert 0 < stocked.total < big_catalogue.search("resistors").total
	assert all(part.stock for part in stocked.parts)
	assert big_catalogue.search("1N4001-E3/54").total == 1
	assert big_catalogue.search("1N4001-E3/54", rohs_only=True).total == 0
	assert all(
		part.manufacturer == "KEMET" for part in big_catalogue.search("0402", manufacturer="kemet").parts
	)


def test_parts_with_a_catch_are_there(catalogue: Catalogue) -> None:
	skus = {part.sku for part in catalogue.by_mpn("TLV9001IDBVR")}
	assert skus == {"595-TLV9001IDBVR", "595-TLV9001IDBVR-FR"}
	(obsolete,) = catalogue.by_mpn("LPC1768FBD100,551")
	assert obsolete.lifecycle is Lifecycle.OBSOLETE
	assert catalogue.by_sku(obsolete.replacement) is not None
	cheapest = catalogue.by_sku("791-WR04X000PTL")
	assert cheapest is not None
	assert cheapest.price_breaks[-1].price == Decimal("0.0012")
	(unsold,) = catalogue.by_mpn("1N4148W-13-F")
	assert unsold.sku == ""
	assert catalogue.by_sku("") is None
