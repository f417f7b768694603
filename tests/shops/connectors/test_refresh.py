"""Asking Mouser again for parts that are known, and the way of asking that every shop with such a search can use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from support.samples import FULL_REEL_ONLY, RESISTOR, Books, keys, shop_that

from supplier_connect.core.model.errors import (
	NotAuthorised,
	QuotaExhausted,
	RejectedInput,
	SupplierConnectError,
	Unavailable,
	UnexpectedResponse,
)
from supplier_connect.core.model.messages import plain
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.protocols import Shop
from supplier_connect.shops.connectors.refreshing import refreshed
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.resync import RefreshOutcome, WatchedPart

REFUSED = "603-<NO-SUCH>"
INTERNAL_ERROR = {"Errors": [{"Code": "InternalError", "Message": None}], "SearchResults": None}


@pytest.fixture
def shop(books: Books, account: ShopAccount) -> Shop:
	return books.shop(account)


def watched(*skus: str) -> list[WatchedPart]:
	return [WatchedPart(f"part {sku}", "item", Offer(sku, "", "", "", "USD")) for sku in skus]


def some(catalogue: Catalogue, count: int) -> list[str]:
	"""Numbers of parts that lie far apart."""
	skus = [part.sku for part in catalogue if part.sku]
	return skus[:: len(skus) // count][:count]


def learnt(
	answers: Iterator[tuple[RefreshOutcome, ...]],
) -> tuple[list[RefreshOutcome], SupplierConnectError | None]:
	"""What was told, call by call, and the error it ended with."""
	told: list[RefreshOutcome] = []
	try:
		for answer in answers:
			told += answer
	except SupplierConnectError as error:
		return told, error
	return told, None


def found(told: list[RefreshOutcome]) -> list[str]:
	return [each.sku for each in told if each.offer and each.offer.sku == each.sku]


# Mouser


def test_a_thousand_parts_take_a_hundred_calls(
	shop: Shop, sandbox: SandboxServer, catalogue: Catalogue
) -> None:
	skus = [part.sku for part in catalogue if part.sku]
	answers = list(shop.refresh(watched(*skus)))
	assert found([each for answer in answers for each in answer]) == skus
	assert len(answers) == sandbox.state["served"] == -(-len(skus) // 10)
	assert all(each.details for answer in answers for each in answer)


def test_what_is_told_is_what_is_on_sale_now(shop: Shop, sandbox: SandboxServer) -> None:
	(before,) = shop.by_part_numbers([RESISTOR])
	sandbox.change_part(RESISTOR, stock=12, price_factor=2, lifecycle="end_of_life", lead_days=70)
	((told,),) = shop.refresh(watched(RESISTOR))
	assert told.offer
	assert (told.offer.stock, told.offer.lead_time_days) == (12, 70)
	assert told.offer.lifecycle == "End of Life"
	assert told.offer.breaks[0].price == 2 * before.breaks[0].price


def test_a_part_that_is_gone_is_told_as_unknown_and_the_others_are_answered(
	shop: Shop, sandbox: SandboxServer, catalogue: Catalogue
) -> None:
	skus = some(catalogue, 10)
	sandbox.change_part(skus[4], gone=True)
	told, error = learnt(shop.refresh(watched(*skus)))
	assert [each for each in told if not each.offer] == [RefreshOutcome(skus[4])]
	assert (len(found(told)), error, sandbox.state["served"]) == (9, None, 1)


def test_a_number_is_never_answered_with_another_that_begins_like_it(
	shop: Shop, sandbox: SandboxServer
) -> None:
	short = FULL_REEL_ONLY.removesuffix("-FR")
	assert {offer.sku for offer in shop.by_part_numbers([short])} >= {short}
	sandbox.change_part(short, gone=True)
	told, _error = learnt(shop.refresh(watched(short, FULL_REEL_ONLY)))
	assert {each.sku: each.offer and each.offer.sku for each in told} == {
		short: None,
		FULL_REEL_ONLY: FULL_REEL_ONLY,
	}


def test_the_same_number_twice_is_asked_for_and_told_once(shop: Shop, sandbox: SandboxServer) -> None:
	((told,),) = shop.refresh(watched(RESISTOR.lower(), RESISTOR, f" {RESISTOR}"))
	assert told.sku == RESISTOR.lower()
	assert told.offer and told.offer.sku == RESISTOR
	assert sandbox.state["served"] == 1


def test_numbers_that_the_search_cannot_take_are_a_failure_of_theirs(
	shop: Shop, sandbox: SandboxServer
) -> None:
	odd = ["ab", "x" * 41, f"{RESISTOR}|x", "10kΩ", ""]
	told, error = learnt(shop.refresh(watched(odd[0], RESISTOR, *odd[1:])))
	assert error is None
	failures = {each.sku: str(each.failure) for each in told if each.failure}
	assert list(failures) == odd
	assert "Correct the supplier part number" in failures["ab"]
	assert found(told) == [RESISTOR]
	assert sandbox.state["served"] == 1


@pytest.mark.parametrize("place", [0, 4, 9])
def test_a_number_that_is_refused_keeps_no_other_from_its_answer(
	shop: Shop, sandbox: SandboxServer, catalogue: Catalogue, place: int
) -> None:
	skus = some(catalogue, 30)
	skus[10 + place] = REFUSED
	told, error = learnt(shop.refresh(watched(*skus)))
	assert error is None
	assert sorted(each.sku for each in told) == sorted(skus)
	(failed,) = [each for each in told if each.failure]
	assert failed.sku == REFUSED and isinstance(failed.failure, RejectedInput)
	assert len(found(told)) == 29
	assert sandbox.state["served"] <= 3 + 8


def test_when_every_answer_is_unreadable_a_few_numbers_pay_for_it(
	shop: Shop, sandbox: SandboxServer, catalogue: Catalogue
) -> None:
	sandbox.faults.add(Fault(FaultKind.MISSING_FIELDS, fields=("SearchResults",), times=-1))
	told, error = learnt(shop.refresh(watched(*some(catalogue, 100))))
	assert isinstance(error, UnexpectedResponse)
	assert len(told) == 3 and all(isinstance(each.failure, UnexpectedResponse) for each in told)
	assert sandbox.state["served"] <= 7


@pytest.mark.parametrize(
	("fault", "kind"),
	[
		(Fault(FaultKind.STATUS, status=503, skip=2, times=-1), Unavailable),
		(Fault(FaultKind.CUT, skip=2, times=-1), Unavailable),
		(Fault(FaultKind.STATUS, status=200, body=INTERNAL_ERROR, skip=2, times=-1), Unavailable),
	],
	ids=["down", "cut", "internal error"],
)
def test_what_was_learnt_before_the_shop_went_down_holds(
	shop: Shop, sandbox: SandboxServer, catalogue: Catalogue, fault: Fault, kind: type[SupplierConnectError]
) -> None:
	skus = some(catalogue, 50)
	sandbox.faults.add(fault)
	told, error = learnt(shop.refresh(watched(*skus)))
	assert isinstance(error, kind)
	assert found(told) == skus[:20]
	assert not [each for each in told if each.failure]


def test_an_internal_error_that_passes_is_no_refusal(
	shop: Shop, sandbox: SandboxServer, catalogue: Catalogue
) -> None:
	skus = some(catalogue, 10)
	sandbox.faults.add(Fault(FaultKind.STATUS, status=200, body=INTERNAL_ERROR, times=2))
	told, error = learnt(shop.refresh(watched(*skus)))
	assert (found(told), error, sandbox.state["served"]) == (skus, None, 3)


def test_what_was_learnt_before_the_quota_ended_holds(
	shop: Shop, sandbox: SandboxServer, catalogue: Catalogue
) -> None:
	skus = some(catalogue, 50)
	sandbox.limits = Limits(per_minute=0, per_day=3)
	told, error = learnt(shop.refresh(watched(*skus)))
	assert isinstance(error, QuotaExhausted)
	assert found(told) == skus[:30]


def test_a_refused_key_is_nobody_elses_failure(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	shop = books.shop(replace(account, credentials=keys(search_key="wrong")))
	told, error = learnt(shop.refresh(watched(RESISTOR)))
	assert told == [] and isinstance(error, NotAuthorised)


def test_numbers_that_are_all_gone_are_confirmed_by_two_more_calls(
	shop: Shop, sandbox: SandboxServer, catalogue: Catalogue
) -> None:
	skus = some(catalogue, 20)
	for sku in skus[:10]:
		sandbox.change_part(sku, gone=True)
	told, error = learnt(shop.refresh(watched(*skus)))
	assert error is None
	assert told[:10] == [RefreshOutcome(sku) for sku in skus[:10]]
	assert found(told) == skus[10:]
	assert sandbox.state["served"] == 4


def test_a_full_answer_hides_no_part(shop: Shop, catalogue: Catalogue) -> None:
	last = max(part.sku for part in catalogue if part.sku.startswith("603-RC"))
	# What begins like that fills an answer.
	assert last in {offer.sku for offer in shop.by_part_numbers(["603-RC", last])}
	told, _error = learnt(shop.refresh(watched("603-RC", last)))
	assert found(told) == [last]


def test_a_number_that_begins_like_a_page_of_others_is_not_told_as_unknown(
	books: Books, account: ShopAccount
) -> None:
	crowd = [f"603-RC{number}" for number in range(60)]

	def answer(request: dict[str, Any]) -> dict[str, Any]:
		hits = ["603-RC"] if request.get("partSearchOptions") == "Exact" else [*crowd, "603-RC"]
		parts = [{"MouserPartNumber": sku, "ManufacturerPartNumber": "X"} for sku in hits[:50]]
		return {"NumberOfResult": len(hits), "Parts": parts}

	with shop_that(answer) as address:
		((told,),) = books.shop(replace(account, base_url=address)).refresh(watched("603-RC"))
	assert told.offer and told.offer.sku == "603-RC"


@pytest.mark.parametrize("found", [5, 0], ids=["lost", "none"])
@pytest.mark.parametrize("numbers", [1, 20])
def test_a_shop_that_tells_no_part_at_all_makes_none_unknown(
	books: Books, account: ShopAccount, found: int, numbers: int
) -> None:
	with shop_that(lambda _request: {"NumberOfResult": found, "Parts": None}) as address:
		shop = books.shop(replace(account, base_url=address))
		told, error = learnt(shop.refresh(watched(*(f"603-{number:03}" for number in range(numbers)))))
	assert all(each.failure for each in told)
	assert isinstance(error, UnexpectedResponse) or len(told) == numbers


# the way for every shop


@dataclass
class Counter:
	"""A shop with some numbers, which forgets all of them when it is asked for several, as often as a test says."""

	known: Sequence[str]
	forgetful: int = 0
	asked: list[tuple[str, ...]] = field(default_factory=list)

	def ask(self, skus: Sequence[str]) -> tuple[Offer, ...]:
		self.asked.append(tuple(skus))
		assert len(self.asked) < 100, "no end"
		if len(skus) > 1 and self.forgetful:
			self.forgetful -= 1
			return ()
		if "failing" in skus:
			raise UnexpectedResponse(plain("It failed."))
		if any(sku.startswith("typo") for sku in skus):
			raise RejectedInput(plain("It is refused."))
		return tuple(Offer(sku, "", "", "", "USD") for sku in skus if sku in self.known)


LETTERS = list("abcdefghij")


def test_an_answer_that_lacks_all_is_asked_for_again_when_one_number_denies_it() -> None:
	shop = Counter(LETTERS, forgetful=1)
	told, error = learnt(refreshed("A", LETTERS, 10, shop.ask))
	assert (found(told), error) == (LETTERS, None)
	assert [len(skus) for skus in shop.asked] == [10, 1, 9]


def test_answers_that_contradict_each_other_are_not_believed() -> None:
	shop = Counter(LETTERS, forgetful=2)
	told, error = learnt(refreshed("A", LETTERS, 10, shop.ask))
	assert found(told) == ["a"] and len(told) == 1
	assert isinstance(error, UnexpectedResponse) and "Supplier Account A" in str(error)


def test_an_answer_that_lacks_all_and_cannot_be_confirmed_is_not_believed() -> None:
	shop = Counter((), forgetful=1)
	told, error = learnt(refreshed("A", ["failing", *LETTERS], 11, shop.ask))
	assert [(each.sku, bool(each.failure)) for each in told] == [("failing", True)]
	assert isinstance(error, UnexpectedResponse)


def test_numbers_that_fail_far_apart_never_end_it() -> None:
	skus = [sku for letter in LETTERS for sku in (letter, "failing")]
	told, error = learnt(refreshed("A", skus, 2, Counter(LETTERS).ask))
	assert error is None
	assert found(told) == LETTERS and sum(bool(each.failure) for each in told) == 10


def test_some_badly_typed_numbers_side_by_side_never_end_it() -> None:
	typos = [f"typo{number}" for number in range(6)]
	told, error = learnt(refreshed("A", [*LETTERS[:5], *typos, *LETTERS[5:]], 8, Counter(LETTERS).ask))
	assert error is None
	assert found(told) == LETTERS
	assert [each.sku for each in told if each.failure] == typos


def test_a_shop_that_refuses_every_number_is_not_asked_for_all_of_them() -> None:
	shop = Counter(())
	told, error = learnt(refreshed("A", [f"typo{number}" for number in range(200)], 10, shop.ask))
	assert isinstance(error, RejectedInput) and len(told) == 10
	assert len(shop.asked) < 25
