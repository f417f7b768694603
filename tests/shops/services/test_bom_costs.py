"""Costing a bill of materials: which part each line is, its best offer at each quantity, and what can't be known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from support.digikey_samples import digikey_account
from support.samples import RESISTOR, Books

from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.errors import (
	NotAuthorised,
	QuotaExhausted,
	RejectedInput,
	SupplierConnectError,
	Unavailable,
)
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.matching.lookup import MatchSettings
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.bom import BomCost, BomLine, BomState, CostedLine
from supplier_connect.shops.model.offer import Offer, PriceBreak
from supplier_connect.shops.model.part import MakerNumber, Part, ShopNumber
from supplier_connect.shops.services.bom.costs import BomTools, cost_bom
from supplier_connect.shops.services.lookup.find_parts import FindTools

MPN = "RC0402FR-1310KL"
BY_TENS = "61300811121"
NOT_FOR_SALE = "ATECC608B-SSHDA-B"
SETTINGS = MatchSettings()


def line(number: int, mpn: str = "", quantity: object = 1, **changes: object) -> BomLine:
	"""A line by its manufacturer part number, or by what `changes` say."""
	numbers = (MakerNumber(mpn),) if mpn else ()
	made = BomLine(number, Decimal(str(quantity)), (f"X{number}",), maker_numbers=numbers)
	return replace(made, **changes)  # type: ignore[arg-type]


def resistor(number: int, value: str, quantity: object = 1, **changes: object) -> BomLine:
	"""A resistor by its value alone."""
	return line(number, "", quantity, refs=(f"R{number}",), value=value, footprint="R_0402", **changes)


# with shops made for the purpose


def offer(mpn: str, **changes: object) -> Offer:
	"""An offer of a number, by one of its makers, at 1.00 a piece and 0.50 from a hundred on."""
	made = Offer(
		sku=f"SKU-{mpn}",
		mpn=mpn,
		manufacturer="Acme",
		description="A part",
		currency="USD",
		breaks=(PriceBreak(1, Decimal("1.00")), PriceBreak(100, Decimal("0.50"))),
		stock=10_000,
	)
	return replace(made, **changes)  # type: ignore[arg-type]


@dataclass
class FakeShop:
	"""A shop with these offers; `fail` may raise before an answer."""

	offers: Sequence[Offer] = ()
	by_words: Sequence[Offer] = ()
	fail: Callable[[Sequence[str]], None] = lambda _asked: None
	asked: list[tuple[str, ...]] = field(default_factory=list)
	kept_since: datetime | None = None

	def by_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		self.asked.append(tuple(numbers))
		self.fail(numbers)
		wanted = {number.casefold() for number in numbers}
		return tuple(one for one in self.offers if {one.mpn.casefold(), one.sku.casefold()} & wanted)

	def near_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		return self.by_part_numbers(numbers)

	def by_keyword(self, keyword: str, limit: int) -> tuple[Offer, ...]:
		self.asked.append((keyword,))
		self.fail([keyword])
		return tuple(self.by_words[:limit])


@dataclass
class Bench:
	"""Costs lines with fake shops, an account each."""

	books: Books
	shops: dict[str, FakeShop]
	steps: list[tuple[int, int, str]] = field(default_factory=list)

	def cost(self, *lines: BomLine, quantities: Sequence[int] = (1,), **options: object) -> BomCost:
		accounts = [ShopAccount(name, "Mouser", name) for name in self.shops]
		find = FindTools(lambda account: self.shops[account.name], self.books.parts, self.books.matches)
		return cost_bom(
			BomTools(find, self.books.items),
			lines,
			accounts,
			SETTINGS,
			quantities,
			"ada",
			lambda done, of, doing: self.steps.append((done, of, str(doing))),
			**options,  # type: ignore[arg-type]
		)


@pytest.fixture
def bench(books: Books) -> Bench:
	return Bench(books, {"Shop": FakeShop()})


def only(cost: BomCost) -> CostedLine:
	assert len(cost.lines) == 1
	return cost.lines[0]


def sums(cost: BomCost, boards: int) -> dict[str, Decimal]:
	return {one.currency: one.total for one in cost.total(boards).sums}


def test_each_quantity_has_its_own_price(bench: Bench) -> None:
	bench.shops["Shop"].offers = [offer("ABC1000")]
	cost = bench.cost(line(1, "ABC1000", 2), quantities=(100, 1))
	assert cost.quantities == (1, 100)
	assert sums(cost, 1) == {"USD": Decimal("2.00")}
	assert sums(cost, 100) == {"USD": Decimal("100.00")}
	bought = only(cost).at(100)
	assert bought is not None
	assert (bought.needed, bought.quantity, bought.unit_price, bought.enough) == (
		200,
		200,
		Decimal("0.50"),
		True,
	)


def test_minimum_multiple_and_fee_are_counted(bench: Bench) -> None:
	bench.shops["Shop"].offers = [offer("ABC1000", minimum=10, multiple=5, fee=Decimal(7))]
	cost = bench.cost(line(1, "ABC1000", 3), quantities=(1, 4))
	assert [one.quantity for one in only(cost).costs] == [10, 15]
	assert [one.cost for one in only(cost).costs] == [Decimal(17), Decimal(22)]


def test_another_offer_may_be_best_at_another_quantity(bench: Bench) -> None:
	reel = offer(
		"ABC1000", sku="REEL", minimum=1000, multiple=1000, breaks=(PriceBreak(1000, Decimal("0.01")),)
	)
	bench.shops["Shop"].offers = [offer("ABC1000"), reel]
	cost = bench.cost(line(1, "ABC1000"), quantities=(1, 900))
	assert [one.offer.sku for one in only(cost).costs] == ["SKU-ABC1000", "REEL"]
	assert [one.cost for one in only(cost).costs] == [Decimal(1), Decimal(10)]


def test_a_part_of_a_piece_takes_a_whole_one(bench: Bench) -> None:
	bench.shops["Shop"].offers = [offer("ABC1000")]
	cost = bench.cost(line(1, "ABC1000", "0.3"), quantities=(1, 4))
	assert [one.needed for one in only(cost).costs] == [1, 2]


def test_the_cheaper_shop_is_taken(bench: Bench) -> None:
	cheap = offer("ABC1000", breaks=(PriceBreak(1, Decimal("0.90")),))
	bench.shops |= {"Shop": FakeShop([offer("ABC1000")]), "Other": FakeShop([cheap])}
	cost = bench.cost(line(1, "ABC1000"), quantities=(1, 100))
	assert [one.account for one in only(cost).costs] == ["Other", "Shop"]


def test_currencies_are_never_added(bench: Bench) -> None:
	bench.shops["Shop"].offers = [offer("ABC1000"), offer("DEF2000"), offer("GHI3000", currency="EUR")]
	cost = bench.cost(line(1, "ABC1000"), line(2, "DEF2000"), line(3, "GHI3000"))
	assert [(one.currency, one.total) for one in cost.total(1).sums] == [
		("USD", Decimal(2)),
		("EUR", Decimal(1)),
	]


def test_what_has_no_price_is_named_and_not_counted(bench: Bench) -> None:
	from_ten = offer("DEF2000", breaks=(PriceBreak(10, Decimal(1)),))
	bench.shops["Shop"].offers = [offer("ABC1000"), from_ten, offer("GHI3000", breaks=())]
	cost = bench.cost(
		line(1, "ABC1000"), line(2, "DEF2000"), line(3, "GHI3000"), line(4, "NONE4000"), quantities=(1, 10)
	)
	assert [one.number for one in cost.total(1).uncounted] == [2, 3, 4]
	assert [one.number for one in cost.total(10).uncounted] == [3, 4]
	assert sums(cost, 1) == {"USD": Decimal(1)}
	assert [one.state for one in cost.lines] == [BomState.EXACT] * 3 + [BomState.NOTHING]
	assert "no price for 10 pieces" in str(cost.lines[2].notes[0])


def test_what_the_shop_has_not_enough_of_is_counted_and_named(bench: Bench) -> None:
	bench.shops["Shop"].offers = [offer("ABC1000", stock=50, lifecycle="Obsolete")]
	cost = bench.cost(line(1, "ABC1000"), quantities=(1, 100))
	assert cost.total(1).short == ()
	assert [one.number for one in cost.total(100).short] == [1]
	assert sums(cost, 100) == {"USD": Decimal(50)}
	told = " ".join(map(str, only(cost).notes))
	assert "50 in stock" in told and "Obsolete" in told


# which part a line is


def test_the_number_of_several_makers_is_for_the_user_to_choose(bench: Bench) -> None:
	other = offer("1N4148W-7-F", sku="OTHER", manufacturer="Vishay")
	bench.shops["Shop"].offers = [offer("1N4148W-7-F", manufacturer="onsemi"), other]
	cost = bench.cost(line(1, "1N4148W-7-F"))
	assert only(cost).state is BomState.REVIEW
	assert "onsemi" in str(only(cost).notes[0]) and "Vishay" in str(only(cost).notes[0])
	assert cost.total(1).sums[0].settled == 0
	assert cost.total(1).sums[0].to_review == 1
	named = line(1, maker_numbers=(MakerNumber("1N4148W-7-F", "ON Semiconductor"),))
	assert only(bench.cost(named)).state is BomState.EXACT


def test_another_makers_part_is_for_review(bench: Bench) -> None:
	bench.shops["Shop"].offers = [offer("1N4148W-7-F", manufacturer="Vishay")]
	found = only(bench.cost(line(1, maker_numbers=(MakerNumber("1N4148W-7-F", "onsemi"),))))
	assert found.state is BomState.REVIEW
	assert str(found.notes[0]) == "1N4148W-7-F is made by Vishay, not by onsemi."


def test_alternatives_of_a_line_need_no_review(bench: Bench) -> None:
	bench.shops["Shop"].offers = [offer("ABC1000"), offer("DEF2000", breaks=(PriceBreak(1, Decimal("0.1")),))]
	both = line(1, maker_numbers=(MakerNumber("ABC1000"), MakerNumber("DEF2000")))
	found = only(bench.cost(both))
	assert found.state is BomState.EXACT
	assert found.candidate and found.candidate.best.offer.mpn == "DEF2000"


def test_a_number_that_contradicts_its_line_is_for_review(bench: Bench) -> None:
	ten_k = offer(MPN, manufacturer="YAGEO", description="RES 10K OHM 1% 0402")
	bench.shops["Shop"].offers = [ten_k]
	cost = bench.cost(
		resistor(1, "10k", maker_numbers=(MakerNumber(MPN),)),
		resistor(2, "47k", maker_numbers=(MakerNumber(MPN),)),
	)
	assert [one.state for one in cost.lines] == [BomState.EXACT, BomState.REVIEW]
	assert "contradicts" in str(cost.lines[1].notes[0])
	assert "47" in str(cost.lines[1].notes[0])


def test_the_only_part_that_fits_is_taken(bench: Bench) -> None:
	ten_k = offer("RES-10K", description="RES 10K OHM 1% 0402", category="Resistors")
	other = offer("RES-22K", description="RES 22K OHM 1% 0402", category="Resistors")
	bench.shops["Shop"].by_words = [other, ten_k]
	found = only(bench.cost(resistor(1, "10k")))
	assert found.state is BomState.SINGLE
	assert found.candidate and found.candidate.best.offer.mpn == "RES-10K"


def test_one_of_several_that_fit_is_for_review(bench: Bench) -> None:
	parts = [offer(f"RES-10K-{at}", description="RES 10K OHM 1% 0402", category="Resistors") for at in (1, 2)]
	bench.shops["Shop"].by_words = parts
	found = only(bench.cost(resistor(1, "10k")))
	assert found.state is BomState.REVIEW
	assert "best of several" in str(found.notes[0])
	assert found.is_priced(1)


def test_what_only_violates_is_nothing(bench: Bench) -> None:
	bench.shops["Shop"].by_words = [offer("RES-22K", description="RES 22K OHM 1% 0402", category="Resistors")]
	found = only(bench.cost(resistor(1, "10k")))
	assert (found.state, found.candidate, found.costs) == (BomState.NOTHING, None, ())
	assert str(found.notes[0]) == "Nothing that was found fits."


def test_what_stands_in_for_a_number_is_for_review(bench: Bench) -> None:
	bench.shops["Shop"].by_words = [offer("LM358DR", manufacturer="Texas Instruments")]
	found = only(bench.cost(line(1, "LM358")))
	assert found.state is BomState.REVIEW
	assert str(found.notes[0]) == "LM358 is sold as LM358DR. Choose the ordering code."
	bench.shops["Shop"].by_words = [offer("LM358ADR", manufacturer="Texas Instruments")]
	other = only(bench.cost(line(1, "LM358")))
	assert other.state is BomState.REVIEW
	assert "LM358 was not found; LM358ADR by Texas Instruments" in str(other.notes[0])


def test_a_part_number_counts_more_than_the_value_beside_it(bench: Bench) -> None:
	bench.shops["Shop"].by_words = [offer("LM358DR")]
	assert only(bench.cost(line(1, value="LM358DR"))).state is BomState.EXACT
	assert only(bench.cost(line(1, "WRONG999", value="LM358DR"))).state is BomState.REVIEW


def test_a_line_that_says_nothing_fails_alone(bench: Bench) -> None:
	bench.shops["Shop"].offers = [offer("ABC1000")]
	cost = bench.cost(line(1), line(2, "ABC1000"))
	assert [one.state for one in cost.lines] == [BomState.FAILED, BomState.EXACT]


# what is asked


def test_equal_lines_are_looked_up_once(bench: Bench) -> None:
	bench.shops["Shop"].offers = [offer("ABC1000")]
	cost = bench.cost(line(1, "ABC1000", 2), line(2, "abc-1000", 3), line(3, "ABC1000", 4, fitted=False))
	merged = only(cost).line
	assert (merged.quantity, merged.refs, merged.also) == (5, ("X1", "X2"), (2,))
	assert [one.number for one in cost.not_fitted] == [3]
	assert bench.shops["Shop"].asked == [("ABC1000",)]


def test_values_that_mean_the_same_are_one_line(bench: Bench) -> None:
	numbers = (MakerNumber("CAP1000"),)
	values = ("100n", "0.1uF", "u1", "1u")
	lines = [
		line(at, refs=(f"C{at}",), value=value, maker_numbers=numbers) for at, value in enumerate(values)
	]
	assert [one.line.also for one in bench.cost(*lines).lines] == [(1, 2), ()]


def test_numbers_go_ten_to_a_call(bench: Bench) -> None:
	numbers = [f"ABC{at}000" for at in range(10, 35)]
	bench.shops["Shop"].offers = [offer(number) for number in numbers]
	cost = bench.cost(*(line(at, number) for at, number in enumerate(numbers)))
	assert all(one.state is BomState.EXACT for one in cost.lines)
	assert [len(asked) for asked in bench.shops["Shop"].asked] == [10, 10, 5]


def test_a_shop_without_the_part_is_not_searched_when_another_has_it(bench: Bench) -> None:
	bench.shops |= {"Shop": FakeShop([offer("ABC1000")]), "Other": FakeShop()}
	cost = bench.cost(line(1, "ABC1000", value="something"))
	assert only(cost).state is BomState.EXACT
	assert bench.shops["Other"].asked == [("ABC1000",)]


def test_a_shops_own_number_is_the_last_resort(bench: Bench) -> None:
	mine = offer("ABC1000", sku="55-123456")
	bench.shops |= {"Shop": FakeShop([mine]), "Other": FakeShop()}
	numbers = (ShopNumber("55-123456", "Shop Inc."), ShopNumber("C1525", "Elsewhere"))
	assert only(bench.cost(line(1, "ABC1000", shop_numbers=numbers))).state is BomState.EXACT
	assert bench.shops["Shop"].asked == [("ABC1000",)]
	found = only(bench.cost(line(1, "WRONG999", shop_numbers=numbers)))
	assert found.state is BomState.EXACT
	assert bench.shops["Shop"].asked[1:] == [("WRONG999",), ("55-123456",)]
	assert not any("C1525" in asked for asked in bench.shops["Other"].asked)


def test_an_item_speaks_for_its_line(bench: Bench) -> None:
	bench.books.items.save(Part(code="IPN-1", maker_numbers=(MakerNumber("ABC1000"),)))
	bench.shops["Shop"].offers = [offer("ABC1000"), offer("DEF2000")]
	cost = bench.cost(line(1, item="IPN-1"), line(2, "DEF2000", item="IPN-2"))
	assert [one.state for one in cost.lines] == [BomState.EXACT] * 2
	assert bench.books.matches.of_item("IPN-1")[0].name == cost.lines[0].match


def test_the_supplier_part_of_an_item_is_its_part(bench: Bench) -> None:
	bench.books.items.save(Part(code="IPN-1", name="Resistor 10k"))
	bench.shops["Shop"].offers = [offer("ABC1000")]
	bench.books.parts.save_offers("Shop", [("IPN-1", offer("ABC1000"))])
	found = only(bench.cost(line(1, item="IPN-1")))
	assert found.state is BomState.EXACT
	assert found.candidate and found.candidate.linked
	assert bench.shops["Shop"].asked == [("SKU-ABC1000",)]


# what goes wrong


def failing(error: SupplierConnectError, after: int = 0) -> Callable[[Sequence[str]], None]:
	"""A failure of every question but the first ones."""
	asked: list[object] = []

	def fail(question: Sequence[str]) -> None:
		asked.append(question)
		if len(asked) > after:
			raise error

	return fail


TOMORROW = datetime(2030, 1, 1, tzinfo=timezone.utc)
SPENT = QuotaExhausted(msg("The calls of today are spent."), account="Shop", resets_at=TOMORROW)


def test_a_shop_that_fails_is_named_and_the_other_is_used(bench: Bench) -> None:
	down = FakeShop([offer("ABC1000")], fail=failing(Unavailable(msg("Shop is down."))))
	bench.shops |= {"Shop": down, "Other": FakeShop([offer("ABC1000"), offer("DEF2000")])}
	cost = bench.cost(line(1, "ABC1000"), line(2, "DEF2000"))
	assert [one.state for one in cost.lines] == [BomState.EXACT] * 2
	assert {one.costs[0].account for one in cost.lines} == {"Other"}
	(failure,) = cost.failures
	assert (failure.account, failure.kind, failure.lines) == ("Shop", "Unavailable", 2)
	assert str(failure.message) == "Shop is down."


def test_a_shop_that_keeps_failing_is_left_alone(bench: Bench) -> None:
	bench.shops["Shop"].fail = failing(Unavailable(msg("Shop is down.")))
	cost = bench.cost(*(resistor(at, f"{at}k") for at in range(1, 9)))
	assert len(bench.shops["Shop"].asked) == 3
	assert [one.state for one in cost.lines].count(BomState.LEFT) == 6
	assert cost.failures[0].lines == 8


def test_a_refused_key_is_not_tried_again(bench: Bench) -> None:
	bench.shops["Shop"].fail = failing(NotAuthorised(msg("The key is wrong.")))
	cost = bench.cost(resistor(1, "1k"), resistor(2, "2k"))
	assert len(bench.shops["Shop"].asked) == 1
	assert all(one.state is BomState.LEFT for one in cost.lines)


def test_a_spent_quota_ends_it_with_what_is_known(bench: Bench) -> None:
	numbers = [f"ABC{at}000" for at in range(10, 22)]
	bench.shops["Shop"].offers = [offer(number) for number in numbers]
	bench.shops["Shop"].fail = failing(SPENT, after=1)
	cost = bench.cost(*(line(at, number) for at, number in enumerate(numbers)))
	assert [one.state for one in cost.lines] == [BomState.EXACT] * 10 + [BomState.LEFT] * 2
	assert [str(note) for note in cost.left[0].notes] == ["The calls of today are spent."]
	assert (cost.failures[0].kind, cost.failures[0].lines) == ("QuotaExhausted", 2)
	assert sums(cost, 1) == {"USD": Decimal(10)}
	assert len(cost.total(1).uncounted) == 2
	assert not cost.stopped


def test_a_number_that_the_shop_cannot_take_spoils_no_other(bench: Bench) -> None:
	def fail(asked: Sequence[str]) -> None:
		if "BAD1" in asked:
			raise RejectedInput(msg("That is no number."))

	bench.shops["Shop"] = FakeShop([offer("ABC1000"), offer("DEF2000")], fail=fail)
	cost = bench.cost(line(1, "ABC1000"), line(2, "BAD1"), line(3, "DEF2000"))
	assert [one.state for one in cost.lines] == [BomState.EXACT, BomState.FAILED, BomState.EXACT]
	assert str(cost.lines[1].notes[0]) == "That is no number."


def test_it_can_be_stopped(bench: Bench) -> None:
	bench.shops["Shop"].offers = [offer("ABC1000"), offer("DEF2000"), offer("GHI3000")]
	cost = bench.cost(
		line(1, "ABC1000"),
		line(2, "DEF2000"),
		line(3, "GHI3000"),
		stop=lambda: any(done == 1 for done, _of, _doing in bench.steps),
	)
	assert cost.stopped
	assert [one.state for one in cost.lines] == [BomState.EXACT, BomState.EXACT, BomState.LEFT]
	assert sums(cost, 1) == {"USD": Decimal(2)}


def test_stopped_at_once_nobody_is_asked(bench: Bench) -> None:
	cost = bench.cost(line(1, "ABC1000"), stop=lambda: True)
	assert cost.stopped and len(cost.left) == 1
	assert bench.shops["Shop"].asked == []


def test_the_progress_is_told(bench: Bench) -> None:
	bench.shops["Shop"].offers = [offer("ABC1000")]
	bench.cost(line(1, "ABC1000"), line(2, "DEF2000"))
	assert [(done, of) for done, of, _doing in bench.steps] == [(0, 2), (0, 2), (1, 2), (2, 2)]
	assert "ABC1000" in bench.steps[1][2]


@pytest.mark.parametrize(
	("lines", "quantities", "told"),
	[
		((), (1,), "no lines"),
		((line(1, "A", fitted=False),), (1,), "no lines"),
		((line(1, "A", 0),), (1,), "no lines"),
		((line(1, "A"),), (), "number of boards"),
		((line(1, "A"),), (0, 5), "number of boards"),
	],
)
def test_nonsense_is_refused(bench: Bench, lines: list[BomLine], quantities: list[int], told: str) -> None:
	with pytest.raises(RejectedInput, match=told):
		bench.cost(*lines, quantities=quantities)


def test_without_accounts_it_is_refused(books: Books) -> None:
	with pytest.raises(RejectedInput, match="no Supplier Account"):
		Bench(books, {}).cost(line(1, "A"))


# against running shops


@pytest.fixture
def accounts(account: ShopAccount, digikey: SandboxServer) -> list[ShopAccount]:
	return [account, digikey_account(digikey)]


def at_shops(
	books: Books, accounts: list[ShopAccount], *lines: BomLine, quantities: Sequence[int] = (1, 100)
) -> BomCost:
	tools = BomTools(FindTools(books.shop, books.parts, books.matches), books.items)
	return cost_bom(tools, lines, accounts, SETTINGS, quantities, "ada")


def test_a_hundred_boards_cost_less_than_a_hundred_times_one(
	books: Books, accounts: list[ShopAccount]
) -> None:
	cost = at_shops(books, accounts, line(1, MPN, 2), line(2, "TMK105BJ104KV-F", 6), resistor(3, "4.7k", 2))
	assert [one.state for one in cost.lines] == [BomState.EXACT, BomState.EXACT, BomState.REVIEW]
	assert 0 < sums(cost, 100)["USD"] < 100 * sums(cost, 1)["USD"] / 2
	assert cost.failures == ()
	assert {books.matches.get(one.match).name for one in cost.lines} == {one.match for one in cost.lines}


def test_parts_by_tens_are_bought_by_tens(books: Books, accounts: list[ShopAccount]) -> None:
	found = only(at_shops(books, accounts[:1], line(1, BY_TENS), quantities=(1, 11)))
	assert [one.quantity for one in found.costs] == [10, 20]
	assert all(one.cost == one.quantity * (one.unit_price or 0) for one in found.costs)


def test_what_is_not_for_sale_is_not_free(books: Books, accounts: list[ShopAccount]) -> None:
	cost = at_shops(books, accounts[:1], line(1, NOT_FOR_SALE), line(2, MPN))
	assert [one.number for one in cost.total(1).uncounted] == [1]
	assert "can't be bought" in str(cost.lines[0].notes[0])


def test_one_shop_down(books: Books, accounts: list[ShopAccount], digikey: SandboxServer) -> None:
	digikey.faults.add(Fault(FaultKind.STATUS, status=503, times=-1))
	cost = at_shops(books, accounts, line(1, MPN), line(2, BY_TENS))
	assert {one.account for each in cost.lines for one in each.costs} == {accounts[0].name}
	assert [(one.account, one.lines) for one in cost.failures] == [(accounts[1].name, 2)]


def test_fifty_numbers_take_five_calls(
	books: Books, account: ShopAccount, sandbox: SandboxServer, catalogue: Catalogue
) -> None:
	numbers = [part.mpn for part in catalogue if part.sku and part.price_breaks][60:110]
	cost = at_shops(books, [account], *(line(at, number) for at, number in enumerate(numbers)))
	assert len(sandbox.state["calls"]) == 5
	assert not any(one.state in (BomState.NOTHING, BomState.LEFT) for one in cost.lines)


def test_the_calls_of_the_day_run_out(books: Books, account: ShopAccount) -> None:
	poor = replace(account, limits=CallLimits(per_day=1))
	cost = at_shops(books, [poor], line(1, MPN), resistor(2, "4.7k"), resistor(3, "1k"))
	assert [one.state for one in cost.lines] == [BomState.EXACT, BomState.LEFT, BomState.LEFT]
	assert cost.failures[0].kind == "QuotaExhausted"
	assert "spent" in str(cost.lines[1].notes[0])


def test_a_known_supplier_part_is_found_by_its_number(books: Books, account: ShopAccount) -> None:
	books.items.save(Part(code="R-10K", name="10k"))
	books.parts.save_offers(account.name, [("R-10K", books.shop(account).by_part_numbers([RESISTOR])[0])])
	found = only(at_shops(books, [account], line(1, item="R-10K")))
	assert found.state is BomState.EXACT
	assert found.candidate and found.candidate.best.offer.sku == RESISTOR


def test_sentences_can_be_translated(bench: Bench) -> None:
	found = only(bench.cost(line(1, "NONE4000")))
	assert found.notes and all(isinstance(note, Message) for note in found.notes)


def test_the_oldest_kept_price_is_told(bench: Bench) -> None:
	assert bench.cost(line(1, "A-1")).kept_since is None
	since = datetime(2026, 11, 21, 10, 0, tzinfo=timezone.utc)
	next(iter(bench.shops.values())).kept_since = since
	assert bench.cost(line(1, "A-1")).kept_since == since
