"""Asking DigiKey again for parts that are known: a product a call, or many in a list that is thrown away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from functools import lru_cache

import pytest
from support.digikey_samples import connect, digikey_account
from support.samples import RECORDINGS, Books

from supplier_connect.core.model.errors import (
	NotAuthorised,
	QuotaExhausted,
	SupplierConnectError,
	Unavailable,
	UnexpectedResponse,
)
from supplier_connect.sandbox.catalogue.assortment import Assortment
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.digikey.offers import DigiKeyProduct, Shelf
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.digikey.kind import DigiKeyConnector
from supplier_connect.shops.connectors.digikey.refresh import DETAILS_LAST, Refreshing, listed_offer
from supplier_connect.shops.connectors.digikey.wire import ListPartsWire, ListPartWire
from supplier_connect.shops.connectors.protocols import Shop
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.offer import Offer, Packing, PriceBreak
from supplier_connect.shops.model.resync import RefreshOutcome, WatchedPart

MPN = "RC0402FR-1310KL"
NOW = datetime.now(timezone.utc)
DETAILS = "productdetails"
LISTS = "/mylists"


def watched(offers: Sequence[Offer], details_at: datetime | None = NOW) -> list[WatchedPart]:
	return [WatchedPart(f"part {offer.sku}", "item", offer, details_at=details_at) for offer in offers]


def named(*skus: str) -> list[WatchedPart]:
	"""Parts of which no more is known than their numbers."""
	return watched([Offer(sku, "", "", "", "USD") for sku in skus], None)


@lru_cache(maxsize=1)
def _sold(catalogue: Catalogue) -> tuple[DigiKeyProduct, ...]:
	shelf = Shelf(Assortment(catalogue))
	products = (product for part in catalogue for product in shelf.of_mpn(part.mpn))
	return tuple(
		product
		for product in products
		if product.status.id == 0 and product.variations[0].steps and len(product.variations) == 3
	)


def products_of(catalogue: Catalogue, count: int) -> list[DigiKeyProduct]:
	"""Products that lie far apart, each sold as reel, cut tape and Digi-Reel."""
	sold = _sold(catalogue)
	return list(sold[:: len(sold) // count][:count])


def tapes(shop: Shop, catalogue: Catalogue, count: int) -> list[Offer]:
	"""What the shop tells of the cut tape of some products."""
	skus = [product.variations[1].number for product in products_of(catalogue, count)]
	return [each.offer for answer in shop.refresh(named(*skus)) for each in answer if each.offer]


def learnt(
	answers: Iterator[tuple[RefreshOutcome, ...]],
) -> tuple[list[RefreshOutcome], SupplierConnectError | None]:
	told: list[RefreshOutcome] = []
	try:
		for answer in answers:
			told += answer
	except SupplierConnectError as error:
		return told, error
	return told, None


def calls(server: SandboxServer, path: str, since: int = 0) -> list[str]:
	"""The calls to a path after the first `since` calls."""
	made = server.state["calls"][since:]
	return [f"{each['method']} {each['path']}" for each in made if path in each["path"]]


@pytest.fixture
def shop(books: Books, digikey: SandboxServer) -> Shop:
	"""The shop of an account at which nobody has signed in."""
	return books.shop(digikey_account(digikey))


@pytest.fixture
def person(books: Books, connected: ShopAccount) -> Shop:
	"""The shop of an account at which somebody has signed in."""
	return books.shop(connected)


# a product a call


def test_all_packings_of_a_product_are_answered_for_by_one_call(
	shop: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	first, second = products_of(catalogue, 2)
	skus = [each.number for each in (*first.variations, *second.variations)]
	answers = list(shop.refresh(named(*skus)))
	assert [[each.sku for each in answer] for answer in answers] == [skus[:3], skus[3:]]
	for each in (told for answer in answers for told in answer):
		assert each.offer and each.offer.sku == each.sku and each.details
	assert len({each.offer.packing for each in answers[0] if each.offer}) == 3
	assert len(calls(digikey, DETAILS)) == 2


def test_the_same_number_in_other_letters_is_asked_for_once(shop: Shop, digikey: SandboxServer) -> None:
	sku = "311-RC0402FR-1310KLCT-ND"
	((told,),) = shop.refresh(named(sku.lower(), sku))
	assert told.sku == sku.lower() and told.offer and told.offer.sku == sku
	assert len(calls(digikey, "/products")) == 1


def test_a_product_that_is_gone_is_told_as_unknown(
	shop: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	skus = [product.variations[1].number for product in products_of(catalogue, 4)]
	for sku in skus[:2]:
		digikey.change_part(sku, gone=True)
	told, error = learnt(shop.refresh(named(*skus)))
	assert error is None
	assert told[:2] == [RefreshOutcome(sku) for sku in skus[:2]]
	assert all(each.offer for each in told[2:])
	# The first one is looked for in another way, too, and then anything: after that the answers are believed.
	assert len(calls(digikey, "/products")) == 6


def test_a_packing_that_is_gone_is_not_replaced_by_another(
	shop: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	(product,) = products_of(catalogue, 1)
	reel, tape, _custom = (each.number for each in product.variations)
	digikey.change_part(tape, packings=["full_reel"])
	told, error = learnt(shop.refresh(named(reel, tape)))
	assert error is None
	assert {each.sku: each.offer and each.offer.packing for each in told} == {reel: Packing.REEL, tape: None}
	assert not any(each.failure for each in told)


def test_a_number_from_the_marketplace_stays_known(
	shop: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	shelf = Shelf(Assortment(catalogue))
	odd = next(
		each.number
		for part in catalogue
		for product in shelf.of_mpn(part.mpn)
		for each in product.variations
		if each.marketplace
	)
	((told,),) = shop.refresh(named(odd))
	assert told.offer and told.offer.marketplace


def test_a_part_whose_answer_cannot_be_read_fails_alone(
	shop: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	skus = [product.variations[1].number for product in products_of(catalogue, 4)]
	digikey.faults.add(Fault(FaultKind.MISSING_FIELDS, DETAILS, skip=1, fields=("Product",)))
	told, error = learnt(shop.refresh(named("", *skus)))
	assert error is None
	assert [each.sku for each in told if each.failure] == ["", skus[1]]
	assert [each.sku for each in told if each.offer] == [skus[0], *skus[2:]]


def test_when_no_answer_can_be_read_a_few_parts_pay_for_it(
	shop: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	skus = [product.variations[1].number for product in products_of(catalogue, 9)]
	digikey.faults.add(Fault(FaultKind.MISSING_FIELDS, DETAILS, times=-1, fields=("Product",)))
	told, error = learnt(shop.refresh(named(*skus)))
	assert isinstance(error, UnexpectedResponse)
	assert [each.sku for each in told if each.failure] == skus[:3] == [each.sku for each in told]
	assert len(calls(digikey, DETAILS)) == 3


def test_what_was_learnt_before_the_quota_ended_holds(
	shop: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	skus = [product.variations[1].number for product in products_of(catalogue, 5)]
	digikey.limits = Limits(0, 3, 0, 0)
	told, error = learnt(shop.refresh(named(*skus)))
	assert isinstance(error, QuotaExhausted)
	assert [each.sku for each in told if each.offer] == skus[:3]


def test_what_was_learnt_before_the_shop_went_down_holds(
	shop: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	skus = [product.variations[1].number for product in products_of(catalogue, 5)]
	digikey.faults.add(Fault(FaultKind.STATUS, DETAILS, status=503, skip=2, times=-1))
	told, error = learnt(shop.refresh(named(*skus)))
	assert isinstance(error, Unavailable)
	assert [each.sku for each in told] == skus[:2]


def test_a_call_that_is_no_more_makes_no_part_unknown(
	shop: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	skus = [product.variations[1].number for product in products_of(catalogue, 5)]
	digikey.faults.add(Fault(FaultKind.STATUS, DETAILS, status=404, times=-1))
	told, error = learnt(shop.refresh(named(*skus)))
	assert error is None
	assert [each.offer and each.offer.sku for each in told] == skus


def test_answers_that_lack_all_packings_make_no_part_unknown(
	shop: DigiKeyConnector, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	skus = [product.variations[1].number for product in products_of(catalogue, 5)]
	told, error = learnt(Refreshing(shop._api, _Bare(shop)).refresh(named(*skus)))
	assert error is None
	assert [each.offer and each.offer.sku for each in told] == skus


def test_a_shop_that_finds_nothing_at_all_makes_no_part_unknown(
	shop: DigiKeyConnector, catalogue: Catalogue
) -> None:
	skus = [product.variations[1].number for product in products_of(catalogue, 3)]
	told, error = learnt(Refreshing(shop._api, _Empty(shop)).refresh(named(*skus)))
	assert isinstance(error, UnexpectedResponse)
	assert told == []


class _Bare:
	"""Product information whose products have no packings."""

	def __init__(self, shop: DigiKeyConnector) -> None:
		self.searched = shop.searched
		self.currency_used = shop.currency_used

	def packings_of(self, number: str) -> tuple[Offer, ...]:
		return ()


class _Empty(_Bare):
	"""The same, and searches that bring nothing."""

	def __init__(self, shop: DigiKeyConnector) -> None:
		super().__init__(shop)
		self.searched = lambda _number: ()


# many in a list


def test_a_list_prices_a_hundred_parts_a_page(
	person: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	known = tapes(person, catalogue, 120)
	since = digikey.state["served"]
	answers = list(person.refresh(watched(known)))
	assert [len(answer) for answer in answers] == [100, 20]
	told = [each for answer in answers for each in answer]
	assert [each.sku for each in told] == [offer.sku for offer in known]
	assert not any(each.details or each.failure for each in told)
	# What didn't change is told as it was, and what a list doesn't tell stays.
	assert [each.offer and each.offer.over(offer) for each, offer in zip(told, known, strict=True)] == known
	# Made, filled, two pages, deleted: the product information isn't asked for anything.
	assert [call.split()[0] for call in calls(digikey, "/", since)] == [
		"POST",
		"POST",
		"GET",
		"GET",
		"DELETE",
	]
	assert not calls(digikey, "/products", since)


def test_a_list_tells_new_prices_and_stock_as_the_details_do(
	person: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	known = tapes(person, catalogue, 6)
	digikey.change_part(known[0].sku, price_factor="1.25", stock=4321)
	digikey.change_part(known[1].sku, stock=0)
	by_list, _error = learnt(person.refresh(watched(known)))
	by_details, _error = learnt(person.refresh(watched(known, None)))
	assert [each.details for each in (*by_list, *by_details)] == [False] * 6 + [True] * 6
	for short, full, before in zip(by_list, by_details, known, strict=True):
		assert short.offer and full.offer and short.sku == full.sku
		assert short.offer.over(before) == full.offer
	first = by_list[0].offer
	assert first and first.stock == 4321 and first.currency == "USD"
	assert first.breaks[0].price == pytest.approx(
		known[0].breaks[0].price * Decimal("1.25"), abs=Decimal("0.00001")
	)


def test_reels_are_priced_by_a_list_and_reels_to_measure_are_not(
	person: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	skus = [each.number for product in products_of(catalogue, 6) for each in product.variations]
	known = [each.offer for answer in person.refresh(named(*skus)) for each in answer if each.offer]
	told, error = learnt(person.refresh(watched(known)))
	assert error is None
	by_sku = {offer.sku: offer for offer in known}
	for each in told:
		assert each.offer and each.offer.over(by_sku[each.sku]) == by_sku[each.sku]
		assert each.details == (by_sku[each.sku].packing is Packing.CUSTOM_REEL)
	assert [each["lines"] for each in digikey.state["lists"]] == [12]


def test_prices_of_a_list_are_those_of_the_account(
	books: Books, digikey: SandboxServer, connected: ShopAccount, catalogue: Catalogue
) -> None:
	shop = books.shop(replace(connected, customer_id="10001", country="DE", currency="EUR"))
	known = tapes(shop, catalogue, 6)
	told, error = learnt(shop.refresh(watched(known)))
	assert error is None and not any(each.details for each in told)
	assert [each.offer and each.offer.over(offer) for each, offer in zip(told, known, strict=True)] == known
	assert {offer.currency for offer in known} == {"EUR"}


def test_the_list_is_deleted_and_no_name_comes_twice(
	person: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	known = tapes(person, catalogue, 6)
	for _round in range(2):
		learnt(person.refresh(watched(known)))
	lists = digikey.state["lists"]
	assert [each["deleted"] for each in lists] == [True, True]
	assert all(each["name"].startswith("Resync 2") for each in lists)
	assert len({each["name"] for each in lists}) == 2


def test_whoever_stops_in_the_middle_leaves_no_list_behind(
	person: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	answers = person.refresh(watched(tapes(person, catalogue, 120)))
	next(answers)
	answers.close()  # type: ignore[attr-defined]
	assert [each["deleted"] for each in digikey.state["lists"]] == [True]


@pytest.mark.parametrize(
	"change",
	[
		{"lifecycle": "end_of_life"},
		{"lifecycle": "obsolete"},
		{"minimum": 7},
		{"gone": True},
		{"packings": ["full_reel"]},
	],
	ids=str,
)
def test_what_a_list_cannot_tell_is_looked_up(
	person: Shop, digikey: SandboxServer, catalogue: Catalogue, change: dict[str, object]
) -> None:
	known = tapes(person, catalogue, 8)
	digikey.change_part(known[3].sku, **change)
	since = digikey.state["served"]
	told, error = learnt(person.refresh(watched(known)))
	assert error is None and len(told) == 8
	assert [each.sku for each in told if each.details] == [known[3].sku]
	assert not told[-1].failure
	assert bool(told[-1].offer) == (not change.keys() & {"gone", "packings"})
	assert len(calls(digikey, DETAILS, since)) == 1


def test_the_details_are_told_again_after_a_while(
	person: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	known = tapes(person, catalogue, 12)
	parts = [
		*watched(known[:6]),
		*watched(known[6:9], NOW - DETAILS_LAST),
		*watched(known[9:], NOW + 2 * DETAILS_LAST),
	]
	told, _error = learnt(person.refresh(parts))
	assert [each.sku for each in told if each.details] == [offer.sku for offer in known[6:]]
	assert all(each.offer and each.offer.lead_time_days for each in told if each.details)


def test_a_few_parts_are_not_worth_a_list(person: Shop, digikey: SandboxServer, catalogue: Catalogue) -> None:
	known = tapes(person, catalogue, 6)
	unpriced = [replace(offer, breaks=()) for offer in known[4:]]
	told, _error = learnt(person.refresh(watched([*known[:4], *unpriced])))
	assert all(each.details for each in told)
	assert not calls(digikey, LISTS)


def test_without_a_sign_in_there_are_no_lists(
	shop: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	told, error = learnt(shop.refresh(watched(tapes(shop, catalogue, 6))))
	assert error is None and all(each.details and each.offer for each in told)
	assert not calls(digikey, LISTS)


def test_a_sign_in_without_the_right_to_lists_is_asked_once(
	books: Books, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	account = digikey_account(digikey, "no-lists")
	connect(books, digikey, account)
	shop = books.shop(account)
	known = tapes(shop, catalogue, 6)
	for _round in range(2):
		told, error = learnt(shop.refresh(watched(known)))
		assert error is None and [each.sku for each in told if each.offer] == [offer.sku for offer in known]
	assert len(calls(digikey, LISTS)) == 1


@pytest.mark.parametrize(
	"fault",
	[
		Fault(FaultKind.STATUS, LISTS, status=503, times=-1),
		Fault(FaultKind.STATUS, f"{LISTS}.*/parts", method="POST", status=400),
		Fault(FaultKind.STATUS, f"{LISTS}.*/parts", method="POST", status=500),
		Fault(FaultKind.CUT_AFTER, f"{LISTS}.*/parts", method="POST"),
		Fault(FaultKind.STATUS, f"{LISTS}.*/parts", method="GET", status=403),
		Fault(FaultKind.MISSING_FIELDS, f"{LISTS}.*/parts", method="GET", fields=("PartsList",)),
		Fault(FaultKind.MISSING_FIELDS, f"{LISTS}.*/parts", method="GET", fields=("QuantityAvailable",)),
		Fault(FaultKind.MISSING_FIELDS, f"{LISTS}.*/parts", method="GET", fields=("PackOptions",)),
		Fault(FaultKind.STATUS, LISTS, method="POST", status=429, retry_after=9_999),
	],
	ids=["down", "refused", "fault", "cut", "no right", "no lines", "no stock", "no prices", "too fast"],
)
def test_where_lists_fail_the_product_information_is_asked(
	person: Shop, digikey: SandboxServer, catalogue: Catalogue, fault: Fault
) -> None:
	known = tapes(person, catalogue, 6)
	digikey.faults.add(fault)
	told, error = learnt(person.refresh(watched(known)))
	assert error is None
	assert sorted(each.sku for each in told) == sorted(offer.sku for offer in known)
	assert all(each.offer and each.details for each in told)


def test_pages_that_came_before_a_list_failed_hold(
	person: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	known = tapes(person, catalogue, 105)
	digikey.faults.add(Fault(FaultKind.STATUS, f"{LISTS}.*/parts", method="GET", status=400, skip=1))
	told, error = learnt(person.refresh(watched(known)))
	assert error is None
	assert [each.details for each in told] == [False] * 100 + [True] * 5
	assert [each["deleted"] for each in digikey.state["lists"]] == [True]


def test_a_list_that_cannot_be_deleted_disturbs_nobody(
	person: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	known = tapes(person, catalogue, 6)
	digikey.faults.add(Fault(FaultKind.STATUS, LISTS, method="DELETE", status=403, times=-1))
	told, error = learnt(person.refresh(watched(known)))
	assert error is None and len(told) == 6 and not any(each.details for each in told)


def test_when_nothing_answers_the_error_is_told(
	person: Shop, digikey: SandboxServer, catalogue: Catalogue
) -> None:
	known = tapes(person, catalogue, 6)
	digikey.faults.add(Fault(FaultKind.STATUS, status=403, times=-1))
	told, error = learnt(person.refresh(watched(known)))
	assert told == [] and isinstance(error, NotAuthorised)


# lines of a list


KNOWN = Offer(
	"P1CT-ND",
	"P1",
	"Maker",
	"A part",
	"EUR",
	breaks=(PriceBreak(1, Decimal("0.5")), PriceBreak(10, Decimal("0.4"))),
	minimum=1,
	lifecycle="Active",
)


def line(**changes: object) -> ListPartWire:
	"""A line with all that is needed: the reel comes first in it, and costs less."""

	def quantity(number: int, price: str) -> dict[str, object]:
		reel = {"DigiKeyPartNumber": "P1TR-ND", "CalculatedUnitPrice": Decimal("0.01"), "PackType": "TR"}
		tape = {
			"DigiKeyPartNumber": "p1ct-nd",
			"CalculatedUnitPrice": Decimal(price),
			"PackType": "CT",
			"Quantity": number,
			"QuantityAvailable": 77,
			"MinimumOrderQuantity": 1,
		}
		return {"QuantityRequested": number, "PackOptions": [reel, {**tape, **changes}]}

	return ListPartWire.model_validate(
		{
			"UniqueId": "u1",
			"RequestedPartNumber": "P1CT-ND",
			"DigiKeyPartNumber": "P1TR-ND",
			"PartStatus": "Aktiv",
			"PartStatusCode": 0,
			"QuantityAvailable": 5000,
			"Quantities": [quantity(10, "0.3"), quantity(1, "0.45")],
		}
	)


@pytest.mark.parametrize("known", [KNOWN, replace(KNOWN, marketplace=True)], ids=["own", "marketplace"])
def test_a_line_is_read_for_exactly_the_number(known: Offer) -> None:
	told = listed_offer(known, line(), "EUR")
	assert told and told.over(known) == replace(
		known, stock=77, breaks=(PriceBreak(1, Decimal("0.45")), PriceBreak(10, Decimal("0.3")))
	)


def test_a_smaller_minimum_sends_to_the_details() -> None:
	known = replace(KNOWN, minimum=10, breaks=KNOWN.breaks[1:])
	assert listed_offer(known, line(), "EUR") is None
	assert listed_offer(known, line(MinimumOrderQuantity=10), "EUR") is not None


@pytest.mark.parametrize(
	"changes",
	[
		{"DigiKeyPartNumber": "P1DKR-ND"},
		{"CalculatedUnitPrice": 0},
		{"CalculatedUnitPrice": None},
		{"QuantityAvailable": None},
		{"Quantity": 25},
		{"MinimumOrderQuantity": 5},
		{"PackType": "DKR"},
	],
	ids=str,
)
def test_a_line_that_lacks_something_tells_nothing(changes: dict[str, object]) -> None:
	assert listed_offer(KNOWN, line(**changes), "EUR") is None


def test_a_break_that_was_not_told_makes_the_line_useless() -> None:
	known = replace(KNOWN, breaks=(*KNOWN.breaks, PriceBreak(100, Decimal("0.2"))))
	assert listed_offer(known, line(), "EUR") is None


@pytest.mark.skipif(not RECORDINGS.exists(), reason="left out: the recorded answers are not here")
def test_a_recorded_line_of_an_obsolete_part_sends_to_the_details() -> None:
	path = RECORDINGS / "digikey" / "mylists" / "dk_listparts_obsolete.json"
	(told,) = ListPartsWire.model_validate(json.loads(path.read_text(), parse_float=Decimal)).PartsList
	known = replace(KNOWN, sku="490-1532-1-ND", lifecycle="Obsolete")
	assert listed_offer(known, told, "USD") is None
