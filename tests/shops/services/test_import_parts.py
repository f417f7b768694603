"""From ticked candidates to supplier parts: created, updated, unchanged, refused; doing it twice changes nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from support.samples import Books

from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.offer import Offer, Packing, Parameter, PriceBreak
from supplier_connect.shops.model.part import Detail, MakerNumber, Part
from supplier_connect.shops.services.lookup.import_parts import (
	Chosen,
	Imported,
	ImportOptions,
	ImportTools,
	Outcome,
	import_parts,
)

ITEM = "R-10K"
PLAIN = ImportOptions()
TAPE = Offer(
	sku="311-RC0402FR-1310KLCT-ND",
	mpn="RC0402FR-1310KL",
	manufacturer="YAGEO",
	description="RES 10K OHM 1% 0402",
	currency="USD",
	breaks=(PriceBreak(1, Decimal("0.1")), PriceBreak(100, Decimal("0.007"))),
	stock=100,
	minimum=1,
	packing=Packing.CUT_TAPE,
	image_url="https://shop.example/x.jpg",
	parameters=(Parameter("Tolerance", "±1%"),),
)
REEL = replace(TAPE, sku="311-RC0402FR-1310KLTR-ND", packing=Packing.REEL, minimum=10000)


@pytest.fixture
def item(books: Books) -> Part:
	part = Part(code=ITEM, name="10k")
	books.items.save(part)
	return part


def run(books: Books, *offers: Offer, wishes: ImportOptions = PLAIN) -> tuple[Imported, ...]:
	tools = ImportTools(books.parts, books.items)
	return import_parts(tools, ITEM, [Chosen("DigiKey US", "DigiKey", offer) for offer in offers], wishes)


def outcomes(done: tuple[Imported, ...]) -> list[Outcome]:
	return [one.outcome for one in done]


@pytest.mark.usefixtures("item")
def test_created_then_unchanged_then_updated(books: Books) -> None:
	assert outcomes(run(books, TAPE, REEL)) == [Outcome.CREATED, Outcome.CREATED]
	assert outcomes(run(books, TAPE, REEL)) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
	assert outcomes(run(books, replace(TAPE, stock=7), REEL)) == [Outcome.UPDATED, Outcome.UNCHANGED]
	assert len(books.parts.offers("DigiKey US")) == 2


@pytest.mark.usefixtures("item")
def test_nothing_is_lost_when_the_new_answer_lacks_something(books: Books) -> None:
	run(books, TAPE)
	poor = Offer(TAPE.sku, TAPE.mpn, "", "", "", stock=50)
	assert outcomes(run(books, poor)) == [Outcome.UPDATED]
	kept = books.parts.stored_offers("DigiKey US", ITEM, (TAPE.sku,))[TAPE.sku.lower()]
	assert (kept.breaks, kept.currency, kept.stock) == (TAPE.breaks, "USD", 50)
	assert kept.parameters == TAPE.parameters
	assert outcomes(run(books, poor)) == [Outcome.UNCHANGED]


@pytest.mark.usefixtures("item")
def test_the_item_learns_supplier_and_manufacturer(books: Books) -> None:
	run(books, TAPE, REEL)
	part = books.items.read(ITEM)
	assert [(row.supplier, row.sku) for row in part.shop_numbers] == [("DigiKey", TAPE.sku)]
	assert part.maker_numbers == (MakerNumber(TAPE.mpn, "YAGEO"),)
	assert part.parameters == ()


@pytest.mark.usefixtures("item")
def test_details_and_price_are_taken_over_when_asked_for(books: Books) -> None:
	run(books, TAPE, wishes=ImportOptions(frozenset(Detail), price_quantity=250))
	assert books.items.read(ITEM).parameters == TAPE.parameters
	assert books.items.links(ITEM).image_url == TAPE.image_url
	assert [price.price for price in books.items.prices(ITEM)] == [Decimal("0.007")]


@pytest.mark.usefixtures("item")
def test_an_unknown_price_is_not_written(books: Books) -> None:
	run(books, replace(TAPE, breaks=()), wishes=ImportOptions(price_quantity=10))
	assert books.items.prices(ITEM) == ()


def test_another_part_number_asks_first(books: Books) -> None:
	books.items.save(Part(code=ITEM, maker_numbers=(MakerNumber("ERJ-2RKF1002X", "Panasonic"),)))
	done = run(books, TAPE)
	assert (done[0].outcome, done[0].asks) == (Outcome.FAILED, True)
	assert "ERJ-2RKF1002X" in str(done[0].reason)
	assert books.parts.offers("DigiKey US") == ()
	accepted = run(books, TAPE, wishes=ImportOptions(accepted_mpns=frozenset({TAPE.mpn})))
	assert outcomes(accepted) == [Outcome.CREATED]
	assert len(books.items.read(ITEM).maker_numbers) == 2


@pytest.mark.usefixtures("item")
def test_one_that_fails_keeps_no_other_from_being_imported(books: Books) -> None:
	class Failing:
		def __getattr__(self, name: str) -> object:
			return getattr(books.parts, name)

		def save_offers(self, account: str, offers: list[tuple[str, Offer]], _seen_at: object) -> object:
			if offers[0][1].sku == TAPE.sku:
				raise RejectedInput(msg("The database does not want it."))
			return books.parts.save_offers(account, offers)

	tools = ImportTools(Failing(), books.items)  # type: ignore[arg-type]
	chosen = [Chosen("DigiKey US", "DigiKey", offer) for offer in (TAPE, REEL)]
	done = import_parts(tools, ITEM, chosen, ImportOptions())
	assert outcomes(done) == [Outcome.FAILED, Outcome.CREATED]
	assert str(done[0].reason) == "The database does not want it."


@pytest.mark.usefixtures("item")
def test_a_candidate_that_was_ticked_twice_is_imported_once(books: Books) -> None:
	assert outcomes(run(books, TAPE, replace(TAPE, sku=TAPE.sku.lower()))) == [Outcome.CREATED]


def test_an_unknown_item_is_told(books: Books) -> None:
	with pytest.raises(NotFound):
		run(books, TAPE)
