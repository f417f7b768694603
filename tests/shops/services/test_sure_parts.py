"""One rule for which of the parts that were found an Item or a BOM line surely is."""

from __future__ import annotations

import pytest
from support.samples import Books
from test_bom_costs import Bench, FakeShop, line, offer, only, resistor

from supplier_connect.shops.matching.lookup import MatchSettings, plan_for
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.bom import BomState
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.part import MakerNumber, Part
from supplier_connect.shops.services.lookup.find_parts import FindTools, LookupRequest, find_parts
from supplier_connect.shops.services.lookup.sure_parts import SureChoice, choice

SETTINGS = MatchSettings()
TI = "Texas Instruments"
BUCK = offer("TPS62740DSST", manufacturer=TI, description="Switching regulator 300 mA buck converter")
SON = offer("TLV75533PDRVR", manufacturer=TI, description="LDO Voltage Regulators 500 mA 3.3 V WSON-6")


def chosen(books: Books, part: Part, *offers: Offer) -> SureChoice:
	"""What an Item is among offers that a shop has for any question."""
	shop = FakeShop(offers, by_words=offers)
	tools = FindTools(lambda _account: shop, books.parts, books.matches)
	match = find_parts(tools, LookupRequest(part), [ShopAccount("Shop", "Mouser", "Shop")], SETTINGS, "ada")
	return choice(part, plan_for(part, SETTINGS), match)


@pytest.mark.parametrize(
	"part",
	[
		Part("IC-1", "Buck converter", maker_numbers=(MakerNumber("TPS62743YFPR", TI),)),
		Part("IC-1", "TPS62743YFPR buck converter"),
		Part("TPS62743YFPR", "Buck converter 300mA"),
		Part("IC-1", "Buck converter", "Switching regulator 300mA, TPS62743YFPR"),
	],
)
def test_an_item_that_names_another_number_is_for_review(books: Books, part: Part) -> None:
	found = chosen(books, part, BUCK)
	assert found.state is BomState.REVIEW
	assert "TPS62743YFPR" in str(found.notes[0]) and "TPS62740DSST" in str(found.notes[0])


def test_the_only_part_that_fits_is_sure_where_none_is_named(books: Books) -> None:
	assert chosen(books, Part("IC-1", "Buck converter 300mA"), BUCK).state is BomState.SINGLE


def test_what_the_shop_says_of_a_part_names_no_other(books: Books) -> None:
	rated = offer("ABC-BUCK", description="Buck converter 300 mA AEC-Q100")
	assert chosen(books, Part("IC-1", "Buck converter", "300mA AEC-Q100"), rated).state is BomState.SINGLE


@pytest.mark.parametrize("package", ["QFN-6", "SOT-23-5"])
def test_an_exact_number_needs_no_review_whatever_its_package_is_called(books: Books, package: str) -> None:
	part = Part("U-1", f"LDO 3.3V {package}", maker_numbers=(MakerNumber("TLV75533PDRVR", TI),))
	found = chosen(
		books, part, SON, offer("TLV75533PDBVR", manufacturer=TI, description="LDO 3.3 V SOT-23-5")
	)
	assert found.state is BomState.EXACT
	assert found.candidate and found.candidate.rank == 1
	assert package in str(found.notes[0])


def test_a_plus_at_the_end_makes_another_part(bench: Bench) -> None:
	bench.shops["Shop"].by_words = [offer("MAX3232ESE", manufacturer="Maxim"), offer("DS18B20")]
	for asked in (line(1, "MAX3232ESE+"), line(1, value="MAX3232ESE+"), line(1, value="DS18B20+")):
		found = only(bench.cost(asked))
		assert found.state is BomState.REVIEW, asked
		assert found.candidate and not found.candidate.exact
	bench.shops["Shop"].offers = [offer("MAX3232ESE+", manufacturer="Maxim")]
	settled = only(bench.cost(line(1, "MAX3232ESE+")))
	assert settled.state is BomState.EXACT
	assert settled.candidate and settled.candidate.best.offer.mpn == "MAX3232ESE+"


def test_another_value_is_still_for_review(bench: Bench) -> None:
	bench.shops["Shop"].offers = [
		offer("RES-10K-A1", description="RES 10K OHM 1% 0402", category="Resistors")
	]
	found = only(bench.cost(resistor(1, "47k", maker_numbers=(MakerNumber("RES-10K-A1"),))))
	assert found.state is BomState.REVIEW


def test_a_base_number_leaves_the_ordering_code_to_choose(books: Books) -> None:
	part = Part("U-1", "LM358", maker_numbers=(MakerNumber("LM358", TI),))
	codes = [offer(f"LM358{suffix}", manufacturer=TI) for suffix in ("DR", "P", "ADR", "EVM")]
	found = chosen(books, part, *codes)
	assert found.state is BomState.REVIEW
	assert str(found.notes[0]) == "LM358 is sold as LM358P, LM358DR. Choose the ordering code."
	assert found.candidate and found.candidate.best.offer.mpn == "LM358P"


@pytest.fixture
def bench(books: Books) -> Bench:
	return Bench(books, {"Shop": FakeShop()})
