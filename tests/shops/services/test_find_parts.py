"""Supplier Lookup over two running shops: what is found, merged, ranked, stored, and what happens when one is down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from support.digikey_samples import digikey_account
from support.samples import RESISTOR, Books

from supplier_connect.core.model.errors import NotAuthorised, RejectedInput, Unavailable
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.matching.lookup import MatchSettings
from supplier_connect.shops.matching.settings import AccountChoices, Strategy
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.match import Fit, Match, MatchState
from supplier_connect.shops.model.offer import Packing, Parameter
from supplier_connect.shops.model.part import MakerNumber, Part
from supplier_connect.shops.services.lookup.find_parts import (
	FindTools,
	LookupRequest,
	find_parts,
	nothing_found,
)

MPN = "RC0402FR-1310KL"
TEN_K = Part(
	code="R-10K",
	name="Resistor 10k 0402 1%",
	parameters=(
		Parameter("Resistance", "10", "kOhm"),
		Parameter("Package", "0402"),
		Parameter("Tolerance", "1%"),
	),
)
SETTINGS = MatchSettings(top_n=20)


def tools(books: Books) -> FindTools:
	return FindTools(books.shop, books.parts, books.matches)


@pytest.fixture
def accounts(account: ShopAccount, digikey: SandboxServer) -> list[ShopAccount]:
	return [account, digikey_account(digikey)]


def look(
	books: Books,
	accounts: list[ShopAccount],
	part: Part = TEN_K,
	settings: MatchSettings = SETTINGS,
	**wish: object,
) -> Match:
	return find_parts(tools(books), LookupRequest(part, **wish), accounts, settings, "ada")  # type: ignore[arg-type]


def test_the_same_part_of_two_shops_is_one_candidate(books: Books, accounts: list[ShopAccount]) -> None:
	match = look(books, accounts, replace(TEN_K, maker_numbers=(MakerNumber(MPN, "Yageo"),)), quantity=100)
	first = match.candidates[0]
	assert first.exact and first.fit is Fit.FITS
	assert {offer.account for offer in first.offers} == {one.name for one in accounts}
	assert {offer.offer.mpn for offer in first.offers} == {MPN}
	packings = {offer.offer.packing for offer in first.offers if offer.connector == "DigiKey"}
	assert {Packing.REEL, Packing.CUT_TAPE} <= packings
	assert first.best.offer.packing is not Packing.REEL
	assert all(outcome.parts for outcome in match.outcomes)


def test_parts_are_found_by_their_values(books: Books, accounts: list[ShopAccount]) -> None:
	match = look(books, accounts, quantity=100)
	fitting = [candidate for candidate in match.candidates if candidate.fit is Fit.FITS]
	assert fitting and fitting == list(match.candidates[: len(fitting)])
	for candidate in fitting:
		words = candidate.best.offer.description.lower()
		assert "0402" in words and "10k" in words.replace(" ", ""), candidate.best.offer.description
	scores = [candidate.score for candidate in fitting]
	assert scores == sorted(scores, reverse=True)
	ranks = [candidate.rank for candidate in match.candidates]
	assert ranks == list(range(1, len(ranks) + 1))


def test_a_score_comes_apart(books: Books, accounts: list[ShopAccount]) -> None:
	first = look(books, accounts).candidates[0]
	assert abs(sum(line.points for line in first.score_lines) - first.score) < 0.1
	assert all(line.name and line.sentence for line in first.score_lines)
	assert sum(line.of for line in first.score_lines) <= 100.1


def test_the_lookup_is_stored_and_can_be_opened_again(books: Books, accounts: list[ShopAccount]) -> None:
	match = look(books, accounts, own_query="10k 0402")
	assert books.matches.get(match.name) == match
	assert match.own_query == match.query == "10k 0402"
	assert match.plan.tokens and match.plan.kind


def test_a_shop_that_is_down_is_named_and_the_others_are_shown(
	books: Books, accounts: list[ShopAccount], digikey: SandboxServer
) -> None:
	digikey.faults.add(Fault(FaultKind.STATUS, status=503, times=-1))
	match = look(books, accounts)
	assert match.candidates
	assert {offer.account for one in match.candidates for offer in one.offers} == {accounts[0].name}
	failure = match.failures[0]
	assert (failure.account, failure.kind) == (accounts[1].name, "OutcomeUnknown")
	assert accounts[1].name in failure.error


def test_when_every_shop_fails_it_is_no_empty_result(
	books: Books, accounts: list[ShopAccount], digikey: SandboxServer, sandbox: SandboxServer
) -> None:
	for server in (digikey, sandbox):
		server.faults.add(Fault(FaultKind.STATUS, status=503, times=-1))
	with pytest.raises(Unavailable, match="No shop could be searched"):
		look(books, accounts)
	assert books.matches.of_item("R-10K") == ()


def test_a_single_shop_that_fails_says_why(
	books: Books, accounts: list[ShopAccount], sandbox: SandboxServer
) -> None:
	sandbox.faults.add(Fault(FaultKind.STATUS, status=401, times=-1))
	with pytest.raises(NotAuthorised):
		look(books, accounts[:1])


def test_nothing_found_is_an_answer(books: Books, accounts: list[ShopAccount]) -> None:
	match = look(books, accounts, own_query="zzz-no-such-thing-999")
	assert (match.candidates, match.state) == ((), MatchState.NOTHING)
	assert not match.failures


@pytest.mark.parametrize("part", [Part(code="X"), Part(code="")])
def test_an_item_with_nothing_to_search_by_asks_nobody(
	books: Books, accounts: list[ShopAccount], sandbox: SandboxServer, part: Part
) -> None:
	with pytest.raises(RejectedInput, match="nothing to search by"):
		look(books, accounts, part)
	assert sandbox.state["calls"] == []


def test_no_account_is_told(books: Books) -> None:
	with pytest.raises(RejectedInput, match="no Supplier Account"):
		look(books, [])


def test_parts_that_the_item_has_already_are_marked(books: Books, accounts: list[ShopAccount]) -> None:
	offer = books.shop(accounts[0]).by_part_numbers([RESISTOR])[0]
	books.parts.save_offers(accounts[0].name, [("R-10K", offer), ("OTHER", replace(offer, sku="603-OTHER"))])
	match = look(books, accounts, replace(TEN_K, maker_numbers=(MakerNumber(MPN),)))
	linked = [offer.offer.sku for one in match.candidates for offer in one.offers if offer.linked]
	assert linked == [RESISTOR]


def test_the_strategy_decides(books: Books, accounts: list[ShopAccount]) -> None:
	cheap = look(books, accounts, settings=replace(SETTINGS, strategy=Strategy.PRICE), quantity=1000)
	costs = [one.best.cost for one in cheap.candidates if one.fit is Fit.FITS and one.best.cost is not None]
	assert costs and costs[0] <= sorted(costs)[len(costs) // 2]
	assert cheap.strategy == "price"


def test_only_the_best_are_kept(books: Books, accounts: list[ShopAccount]) -> None:
	assert len(look(books, accounts, settings=MatchSettings(top_n=3)).candidates) == 3


def test_shops_are_asked_side_by_side(
	books: Books, accounts: list[ShopAccount], digikey: SandboxServer, sandbox: SandboxServer
) -> None:
	for server in (digikey, sandbox):
		server.faults.add(Fault(FaultKind.LATENCY, seconds=1.5, times=1))
	look(books, accounts)
	first, second = (datetime.fromisoformat(server.state["calls"][0]["at"]) for server in (digikey, sandbox))
	assert abs(first - second).total_seconds() < 1.5


def test_an_exact_number_takes_one_call_a_shop(
	books: Books, accounts: list[ShopAccount], sandbox: SandboxServer
) -> None:
	settings = replace(SETTINGS, enough_offers=1)
	look(books, accounts[:1], replace(TEN_K, maker_numbers=(MakerNumber(MPN),)), settings)
	assert [call["path"] for call in sandbox.state["calls"]] == ["/api/v1/search/partnumber"]


# what an Item's own words bring


@pytest.mark.parametrize(
	("part", "mpn"),
	[
		(Part("IC-0001", "LM358"), "LM358DR"),
		(Part("LM358", "Dual op amp SOIC-8"), "LM358DR"),
		(Part("U-LM358", "Op amp", "OPAMP DUAL SOIC-8"), "LM358DR"),
		(Part("IC-1", "Dual op amp", "SOIC-8", maker_numbers=(MakerNumber("LM358", "TI"),)), "LM358DR"),
		(
			Part("Q-1", "BSC010N04LS", "MOSFET N-CH 40V 100A", maker_numbers=(MakerNumber("BSC010N04LS"),)),
			"BSC010N04LSATMA1",
		),
		(Part("ATECC608B", "Secure element ATECC608B"), "ATECC608B-SSHDA-B"),
		(
			Part("U-TPS73101", "LDO 150mA adjustable", maker_numbers=(MakerNumber("TPS73101"),)),
			"TPS73101DBVR",
		),
		(Part("J-2X5", "Pin header 2x5 1.27mm"), "HDR 2x5/1.27, SMD"),
		(Part("J-1", "PinHeader_2x05_P1.27mm", "Unshielded header, SMT"), "HDR 2x5/1.27, SMD"),
		(Part("J-1", "Header", maker_numbers=(MakerNumber("HDR 2x5/1.27"),)), "HDR 2x5/1.27, SMD"),
		(Part("D-BAT54AW", "D-BAT54AW"), "BAT54AW-7-F"),
		(Part("D-BAT54AW", "Schottky diode", "BAT54AW SOT-323"), "BAT54AW-7-F"),
	],
	ids=lambda value: getattr(value, "name", value),
)
def test_an_item_finds_what_begins_with_its_number(
	books: Books, accounts: list[ShopAccount], part: Part, mpn: str
) -> None:
	for account in accounts:
		match = look(books, [account], part)
		assert match.candidates, match.outcomes
		first = match.candidates[0]
		assert first.best.offer.mpn == mpn
		assert first.fit is not Fit.VIOLATES, first.warnings


def test_a_base_number_takes_no_more_calls_than_its_words_would(
	books: Books, accounts: list[ShopAccount], sandbox: SandboxServer, digikey: SandboxServer
) -> None:
	look(books, accounts, Part("IC-1", "Dual op amp", maker_numbers=(MakerNumber("LM358"),)))
	assert len(sandbox.state["calls"]) == 2
	asked = [call["path"] for call in digikey.state["calls"] if "oauth" not in call["path"]]
	assert len(asked) <= 2, asked


def test_a_screw_is_no_resistor(books: Books, accounts: list[ShopAccount]) -> None:
	match = look(books, accounts[:1], Part("SCR-M3", "Screw M3"))
	assert match.state is MatchState.NOTHING
	assert "M3" in match.query and "Ohm" not in match.query, match.query
	assert not any("Ohm" in token.text for token in match.plan.tokens)


def test_an_account_may_be_asked_for_fewer_parts_than_the_others(
	books: Books, accounts: list[ShopAccount]
) -> None:
	few = replace(SETTINGS, at_accounts={accounts[0].name: AccountChoices(max_candidates=2)})
	parts = {one.account: one.parts for one in look(books, accounts, settings=few).outcomes}
	assert parts[accounts[0].name] <= 2 < parts[accounts[1].name]


def test_a_lookup_that_found_nothing_says_so_and_who_was_not_asked(
	books: Books, accounts: list[ShopAccount], digikey: SandboxServer
) -> None:
	match = look(books, accounts, own_query="zzzqqq nothing of this kind")
	assert str(nothing_found(match)) == "Nothing was found for zzzqqq nothing of this kind."
	digikey.faults.add(Fault(FaultKind.STATUS, status=503, times=-1))
	match = look(books, accounts, own_query="zzzqqq nothing of this kind")
	assert str(nothing_found(match)).endswith(f"Not searched: {accounts[1].name}.")
