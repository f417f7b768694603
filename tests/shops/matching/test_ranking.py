"""The order a buyer wants: every kind of distractor, price and stock at the quantity, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from support.rank_samples import RESISTOR, SETTINGS, at, numbers, offer, plan, points, ranked, sentence

from supplier_connect.shops.matching.lookup import score_parts, top, warnings
from supplier_connect.shops.matching.settings import AccountChoices, Strategy
from supplier_connect.shops.model.match import Fit
from supplier_connect.shops.model.offer import Offer, Parameter, PriceBreak
from supplier_connect.shops.model.part import MakerNumber, Part

CHEAP = {"breaks": (PriceBreak(1, Decimal("0.001")),), "stock": 5_000_000}


@pytest.mark.parametrize(
	("query", "right", "wrong"),
	[
		("10k 0603", "RES 10K OHM 1% 1/10W 0603", "RES 10K OHM 1% 1/8W 0805"),
		("10k 0603", "RES 10K OHM 1% 1/10W 0603", "RES 100K OHM 1% 1/10W 0603"),
		("10k 0603", "RES 10K OHM 1% 1/10W 0603", "RES 11K OHM 1% 1/10W 0603"),
		("10k 0603", "RES 10K OHM 1% 1/10W 0603", "RES 10 OHM 1% 1/10W 0603"),
		("10k 0603", "RES 10K OHM 1% 1/10W 0603", "THERMISTOR NTC 10KOHM 3435K 0603"),
		("10k 0603", "RES 10K OHM 1% 1/10W 0603", "RES ARRAY 4 RES 10K OHM 0603"),
		("10k 0603 1%", "RES 10K OHM 1% 1/10W 0603", "RES 10K OHM 5% 1/10W 0603"),
		("10k 0603 5%", "RES 10K OHM 1% 1/10W 0603", "RES 10K OHM 10% 1/10W 0603"),
		("100nF 0402 16V", "CAP CER 0.1UF 50V X7R 0402", "CAP CER 0.1UF 10V X7R 0402"),
		("100nF 0402 X7R", "CAP CER 0.1UF 16V X7R 0402", "CAP CER 0.1UF 16V Y5V 0402"),
		("100nF 0402 X7R", "CAP CER 0.1UF 16V X7R 0402", "CAP CER 10000PF 16V X7R 0402"),
		("10uH 0805", "FIXED IND 10UH 300MA 0805 SMD", "FERRITE BEAD 10 OHM 0805 1LN"),
		("ferrite bead 600R 0603", "FERRITE BEAD 600 OHM 0603 1LN", "RES 600 OHM 1% 1/10W 0603"),
		("LED green 0603", "LED GREEN CLEAR 0603 SMD", "LED RED CLEAR 0603 SMD"),
		("pin header 4 pos 2.54mm", "CONN HEADER VERT 4POS 2.54MM", "CONN HEADER VERT 5POS 2.54MM"),
		("pin header 4 pos 2.54mm", "CONN HEADER VERT 4POS 2.54MM", "CONN HEADER VERT 4POS 2MM"),
		("crystal 16MHz 18pF", "CRYSTAL 16.0000MHZ 18PF SMD", "CRYSTAL 12.0000MHZ 18PF SMD"),
		("crystal 16MHz 18pF", "CRYSTAL 16.0000MHZ 18PF SMD", "CRYSTAL 16.0000MHZ 8PF SMD"),
		("N-channel MOSFET 60V SOT-23", "MOSFET N-CH 60V 300MA SOT23", "MOSFET N-CH 30V 300MA SOT23"),
		("N-channel MOSFET 60V SOT-23", "MOSFET N-CH 60V 300MA SOT23", "MOSFET P-CH 60V 300MA SOT23"),
		("LDO 3.3V SOT-23-5", "IC REG LINEAR 3.3V 250MA SOT23-5", "IC REG LINEAR 5V 250MA SOT23-5"),
		("zener 5.1V SOD-123", "DIODE ZENER 5.1V 500MW SOD123", "DIODE ZENER 12V 500MW SOD123"),
		("Schottky diode 40V 1A SMA", "DIODE SCHOTTKY 40V 1A SMA", "DIODE SCHOTTKY 20V 1A SMA"),
	],
)
def test_the_right_part_stands_before_a_cheap_and_plentiful_wrong_one(
	query: str, right: str, wrong: str
) -> None:
	candidates = ranked(query, offer("WRONG-1", wrong, **CHEAP), offer("RIGHT-1", right), quantity=100)
	assert numbers(candidates) == ["RIGHT-1", "WRONG-1"]
	assert candidates[0].verdict is Fit.FITS
	assert candidates[1].verdict is Fit.VIOLATES


@pytest.mark.parametrize(
	"query", ["100nF 0603", "0.1uF 0603", "0,1 µF 0603", "100n 0603 capacitor", "C_100n_0603"]
)
@pytest.mark.parametrize("description", ["CAP CER 0.1UF 50V X7R 0603", "Ceramic Capacitor 100nF 50V 1608"])
def test_one_value_in_many_spellings(query: str, description: str) -> None:
	assert [one.verdict for one in ranked(query, offer("X-1", description))] == [Fit.FITS]


@pytest.mark.parametrize(
	("query", "first", "second", "third"),
	[
		("LM358DR", "LM358DR", "LM358DRG4", "LM324DR"),
		("lm358", "LM358DR", "LM3580XYZ", "LM324DR"),
		("74HC595", "SN74HC595N", "SN74HCT595N", "SN74HC594N"),
		("STM32F103C8T6", "STM32F103C8T6", "STM32F103C8T6TR", "STM32F103CBT6"),
	],
)
def test_the_number_asked_for_then_the_longer_one_then_others(
	query: str, first: str, second: str, third: str
) -> None:
	poor = {"stock": 0, "breaks": (PriceBreak(1, Decimal(9)),)}
	found = [offer(third, "IC", **CHEAP), offer(second, "IC"), offer(first, "IC", **poor)]
	assert numbers(ranked(query, *found))[0] == first


@pytest.mark.parametrize("query", ["G5LE-14 DC12", "Omron G5LE-14-DC12", "B2B-XH-A(LF)(SN)", "5001"])
def test_numbers_that_look_like_nothing_are_found_when_a_shop_has_them(query: str) -> None:
	bare = "B2B-XH-A(LF)(SN)" if "XH" in query else "5001" if query == "5001" else "G5LE-14 DC12"
	candidates = ranked(query, offer("G5LE-14-DC24", "RELAY", **CHEAP), offer(bare, "RELAY", stock=0))
	assert candidates[0].mpn == bare
	assert candidates[0].is_exact


def test_a_board_with_the_part_on_it_is_not_the_part() -> None:
	board = offer("TMDSDOCK28069", "EXPERIMENTER TMS320F28069 EVAL", **CHEAP)
	chip = offer("TMS320F28069PZT", "IC MCU 32BIT 256KB FLASH 100LQFP", stock=0)
	candidates = ranked("TMS320F28069", board, chip)
	assert numbers(candidates) == ["TMS320F28069PZT", "TMDSDOCK28069"]
	assert "evaluation board or kit" in sentence(candidates[1], "Kind of part")
	assert numbers(ranked("TMS320F28069 eval board", board, chip))[0] == "TMDSDOCK28069"


def test_a_board_that_was_asked_for_by_its_number_comes_first() -> None:
	board = offer("NUCLEO-F103RB", "NUCLEO-64 STM32F103RB EVAL BRD")
	assert ranked("NUCLEO-F103RB", offer("STM32F103RBT6", "IC MCU"), board)[0].mpn == "NUCLEO-F103RB"


# what is not known


def test_unknown_is_not_fits() -> None:
	terse = offer("TERSE-1", "RES 10K OHM 1%", **CHEAP)
	candidates = ranked("10k 0603 1%", terse, offer("TOLD-1", "RES 10K OHM 1% 0603"))
	assert [one.verdict for one in candidates] == [Fit.FITS, Fit.UNKNOWN]
	assert sentence(candidates[1], "Package") == "Not known; asked for: 0603."


def test_unknown_stands_before_violated() -> None:
	wrong, terse = (
		offer("WRONG-1", "RES 10K OHM 1% 0805", **CHEAP),
		offer("TERSE-1", "RES 10K OHM 1%", stock=0),
	)
	assert numbers(ranked("10k 0603", wrong, terse)) == ["TERSE-1", "WRONG-1"]


def test_parameters_go_before_the_description() -> None:
	told = offer("A-100", "RES 10K OHM 0805", parameters=(Parameter("Package / Case", "0603 (1608 Metric)"),))
	assert ranked("10k 0603", told)[0].verdict is Fit.FITS


def test_the_number_of_a_passive_tells_what_the_shop_leaves_out() -> None:
	terse = replace(RESISTOR, description="Thick Film Resistors - SMD 10K OHM 1%")
	assert ranked("10k 0603 1%", terse)[0].verdict is Fit.FITS
	assert ranked("10k 0805 1%", terse)[0].verdict is Fit.VIOLATES


def test_everything_that_violates_stands_behind_everything_that_fits() -> None:
	fits = [
		offer(f"FITS-{n}", "RES 10K OHM 1% 0603", stock=0, lifecycle="Obsolete", breaks=()) for n in range(3)
	]
	violates = [offer(f"NOT-{n}", "RES 10K OHM 5% 0603", **CHEAP) for n in range(3)]
	verdicts = [one.verdict for one in ranked("10k 0603 1%", *violates, *fits)]
	assert verdicts == [Fit.FITS] * 3 + [Fit.VIOLATES] * 3


def test_a_number_that_was_asked_for_but_violates_a_parameter_warns() -> None:
	item = Part(maker_numbers=(MakerNumber("C0805C225K4RACTU"),), parameters=(Parameter("Voltage", "50V"),))
	sixteen = offer("C0805C225K4RACTU", "CAP CER 2.2UF 16V X7R 0805")
	(candidate,) = ranked(item, sixteen)
	assert candidate.is_exact
	assert [str(one) for one in warnings(candidate)] == ["It has 16 V, but at least 50 V is asked for."]


# price, stock, lifecycle


def test_among_equals_the_cheaper_one() -> None:
	dear = offer("DEAR-1", "RES 10K OHM 0603", breaks=(PriceBreak(1, Decimal("0.5")),))
	cheap = offer("CHEAP-1", "RES 10K OHM 0603", breaks=(PriceBreak(1, Decimal("0.1")),))
	assert numbers(ranked("10k 0603", dear, cheap)) == ["CHEAP-1", "DEAR-1"]


def test_the_price_is_that_at_the_quantity() -> None:
	flat = offer("FLAT-1", "RES 10K OHM 0603", breaks=(PriceBreak(1, Decimal("0.05")),))
	steep = offer(
		"STEEP-1",
		"RES 10K OHM 0603",
		breaks=(PriceBreak(1, Decimal("0.5")), PriceBreak(1000, Decimal("0.01"))),
	)
	assert numbers(ranked("10k 0603", flat, steep, quantity=10))[0] == "FLAT-1"
	assert numbers(ranked("10k 0603", flat, steep, quantity=1000))[0] == "STEEP-1"


def test_a_reel_for_a_few_pieces_is_dear() -> None:
	reel = offer(
		"REEL-1",
		"RES 10K OHM 0603",
		minimum=5000,
		multiple=5000,
		breaks=(PriceBreak(5000, Decimal("0.002")),),
	)
	candidates = ranked("10k 0603", reel, offer("TAPE-1", "RES 10K OHM 0603"), quantity=10)
	assert numbers(candidates) == ["TAPE-1", "REEL-1"]
	assert sentence(candidates[1], "Price") == "10.00 EUR for 5000 pieces, the least order that covers 10."


def test_an_unknown_price_is_never_the_best() -> None:
	unpriced = offer("UNPRICED-1", "RES 10K OHM 0603", breaks=())
	dear = offer("DEAR-1", "RES 10K OHM 0603", breaks=(PriceBreak(1, Decimal(9)),))
	candidates = ranked("10k 0603", unpriced, dear)
	assert numbers(candidates) == ["DEAR-1", "UNPRICED-1"]
	assert points(candidates[1], "Price") == 0
	assert "isn't known" in sentence(candidates[1], "Price")


def test_stock_equal_to_the_quantity_is_enough() -> None:
	just, plenty = (
		offer("JUST-1", "RES 10K OHM 0603", stock=100),
		offer("MANY-1", "RES 10K OHM 0603", stock=10**6),
	)
	just_enough, many = ranked("10k 0603", just, plenty, quantity=100)
	assert points(just_enough, "Stock") == points(many, "Stock")
	assert just_enough.best.enough


@pytest.mark.parametrize(
	"trouble",
	[
		{"stock": 0},
		{"stock": 99},
		{"stock": None},
		{"lifecycle": "Obsolete"},
		{"lifecycle": "End of Life"},
		{"lifecycle": "Not For New Designs"},
		{"marketplace": True},
		{"restriction": "Not for sale in your country"},
	],
)
def test_what_is_in_the_way_of_buying_costs_the_first_place(trouble: dict[str, object]) -> None:
	plain = offer("PLAIN-1", "RES 10K OHM 0603", breaks=(PriceBreak(1, Decimal("0.010")),))
	troubled = offer("TROUBLED-1", "RES 10K OHM 0603", breaks=(PriceBreak(1, Decimal("0.009")),), **trouble)
	assert numbers(ranked("10k 0603", troubled, plain, quantity=100)) == ["PLAIN-1", "TROUBLED-1"]


def test_a_better_part_fits_but_just_what_was_asked_comes_first_at_a_like_price() -> None:
	better, just = (
		offer("BETTER-1", "CAP CER 0.1UF 100V X7R 0402"),
		offer("JUST-1", "CAP CER 0.1UF 16V X7R 0402"),
	)
	candidates = ranked("100nF 0402 16V X7R", better, just)
	assert numbers(candidates) == ["JUST-1", "BETTER-1"]
	assert candidates[1].verdict is Fit.FITS


@pytest.mark.parametrize(
	("strategy", "first"),
	[(Strategy.BALANCED, "STOCKED-1"), (Strategy.AVAILABILITY, "STOCKED-1"), (Strategy.PRICE, "CHEAP-1")],
)
def test_the_strategy_weighs(strategy: Strategy, first: str) -> None:
	settings = replace(SETTINGS, strategy=strategy)
	stocked = offer("STOCKED-1", "RES 10K OHM 0603", breaks=(PriceBreak(1, Decimal("0.02")),))
	cheap = offer(
		"CHEAP-1",
		"RES 10K OHM 0603",
		breaks=(PriceBreak(1, Decimal("0.01")),),
		lifecycle="Not For New Designs",
	)
	assert numbers(ranked("10k 0603", stocked, cheap, settings=settings))[0] == first


# the score


def test_the_parts_make_up_the_score() -> None:
	for candidate in ranked("10k 0603 1% yageo", RESISTOR, offer("A-100", "RES 22K OHM"), offer("B", "")):
		parts = score_parts(candidate)
		assert sum(part.points for part in parts) == pytest.approx(candidate.score)
		assert sum(part.of for part in parts) == pytest.approx(100)
		assert all(str(part.name) and str(part.sentence) for part in parts)


def test_the_sentences_say_what_a_buyer_wants_to_know() -> None:
	(candidate,) = ranked("10k 0603 5%", RESISTOR, quantity=100)
	assert [(str(part.name), str(part.sentence)) for part in score_parts(candidate)] == [
		("Kind of part", "It is what is asked for: resistor."),
		("Resistance", "It has 10 kΩ, as asked for."),
		("Package", "It has 0603, as asked for."),
		("Tolerance", "It has ±1 %; at most ±5 % is asked for."),
		("Stock", "10000 in stock, 100 to order."),
		("Lifecycle", "The shop says nothing of an end of production."),
		("Terms", "Nothing special."),
		("Price", "1.00 EUR for 100 pieces."),
	]


def test_only_so_many_are_shown() -> None:
	candidates = ranked("10k", *(offer(f"X-{n}", "RES 10K OHM") for n in range(30)))
	assert len(candidates) == 30
	assert top(candidates, SETTINGS) == candidates[:10]
	assert len(top(candidates, replace(SETTINGS, top_n=3))) == 3


def test_nothing_found_is_nothing_ranked() -> None:
	assert ranked("10k") == ()


def test_an_item_and_a_query_rank_alike() -> None:
	found: list[Offer] = [
		RESISTOR,
		offer("B-100", "RES 10K OHM 0805"),
		offer("C-100", "THERMISTOR NTC 10KOHM 0603"),
	]
	item = Part(
		code="R-1",
		name="Widerstand",
		parameters=(Parameter("Resistance", "10k"), Parameter("Package", "0603")),
	)
	assert numbers(ranked(item, *found)) == numbers(ranked("10k 0603", *found))
	assert plan(item).wanted.kind == plan("10k 0603").wanted.kind


def test_an_account_may_have_its_prices_compared_at_another_quantity() -> None:
	here, there = at("Here", RESISTOR), at("There", replace(RESISTOR, sku="T-1"))
	settings = replace(SETTINGS, at_accounts={"There": AccountChoices(min_price_quantity=100)})
	(found,) = ranked("10k 0603", *here, *there, settings=settings)
	bought = {one.account: one.purchase for one in found.offers}
	assert (bought["Here"].quantity, bought["There"].quantity) == (1, 100)
	# A hundred cost more than one, a piece of them less: that is what counts.
	assert found.best.account == "There"
	assert bought["There"].cost == Decimal("1.00")


def test_a_quantity_that_is_named_counts_at_every_account() -> None:
	settings = replace(
		SETTINGS, at_accounts={"Here": AccountChoices(min_price_quantity=100, max_price_quantity=1000)}
	)
	(found,) = ranked("10k 0603", *at("Here", RESISTOR), settings=settings, quantity=5)
	assert found.purchase.quantity == 5
	(found,) = ranked("10k 0603", *at("Here", RESISTOR), settings=settings, quantity=50)
	assert (found.purchase.quantity, found.purchase.cost) == (100, Decimal("1.00"))
	assert "the least order that covers 50" in sentence(found, "Price")
