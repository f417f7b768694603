"""A supplier part from a number: what is found, what conflicts, what is stored; at both shops."""

from __future__ import annotations

import pytest
from support.digikey_samples import digikey_account
from support.samples import CAPACITOR, RESISTOR, Books

from supplier_connect.core.model.errors import PartNotFound, RejectedInput, Unavailable
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.offer import Offer, Packing
from supplier_connect.shops.services.lookup.add_part import FoundPart, add_part, look_up

MPN = "RC0402FR-1310KL"


def found(books: Books, account: ShopAccount, number: str, *mpns: str, item: str = "R-10K") -> FoundPart:
	return look_up(books.shop(account), books.parts, account.name, item, mpns, number)


def stored(books: Books, account: ShopAccount) -> dict[str, Offer]:
	return dict(books.parts.offers(account.name))


def test_a_mouser_number_becomes_a_supplier_part(books: Books, account: ShopAccount) -> None:
	one = found(books, account, f" {RESISTOR.lower()} ", MPN)
	assert one.conflict is None
	add_part(books.parts, account.name, "R-10K", one)
	kept = stored(books, account)["R-10K"]
	assert (kept.sku, kept.mpn, kept.minimum) == (RESISTOR, MPN, one.offer.minimum)
	assert kept.breaks == one.offer.breaks and kept.breaks
	assert kept.url and kept.datasheet_url and kept.image_url


def test_a_digikey_number_is_one_packing(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey)
	tape = next(
		offer for offer in books.shop(account).by_part_numbers([MPN]) if offer.packing is Packing.CUT_TAPE
	)
	add_part(books.parts, account.name, "R-10K", found(books, account, tape.sku, MPN))
	kept = stored(books, account)["R-10K"]
	assert (kept.packing, kept.minimum, kept.multiple) == (Packing.CUT_TAPE, 1, None)
	assert kept.parameters == tape.parameters and kept.parameters


def test_a_number_of_the_manufacturer_names_the_shops_numbers(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey)
	with pytest.raises(RejectedInput, match="manufacturer part number") as caught:
		found(books, account, MPN)
	assert "CT-ND (Cut Tape (CT))" in str(caught.value)


@pytest.mark.parametrize("number", ["NO-SUCH-PART", "603-NOTHING"])
def test_an_unknown_number_is_told(books: Books, account: ShopAccount, number: str) -> None:
	with pytest.raises(PartNotFound, match=f"no part {number}"):
		found(books, account, number)


def test_no_number_asks_nothing(books: Books, account: ShopAccount, sandbox: SandboxServer) -> None:
	with pytest.raises(RejectedInput, match="Enter a supplier part number"):
		found(books, account, "  ")
	assert sandbox.state["calls"] == []


def test_another_part_than_the_items_is_stored_only_when_accepted(books: Books, account: ShopAccount) -> None:
	one = found(books, account, CAPACITOR, MPN, "ANOTHER-MPN")
	assert one.conflict is not None and MPN in str(one.conflict)
	with pytest.raises(RejectedInput, match="has the manufacturer part numbers"):
		add_part(books.parts, account.name, "R-10K", one)
	assert stored(books, account) == {}
	add_part(books.parts, account.name, "R-10K", one, accept_conflict=[one.offer.mpn])
	assert stored(books, account)["R-10K"].sku == CAPACITOR


def test_accepting_one_part_is_not_accepting_another(books: Books, account: ShopAccount) -> None:
	"""The number was changed between the look and the click."""
	one = found(books, account, CAPACITOR, MPN)
	with pytest.raises(RejectedInput):
		add_part(books.parts, account.name, "R-10K", one, accept_conflict=["SOMETHING-ELSE"])


@pytest.mark.parametrize("mpns", [(), ("",), ("rc0402fr1310kl",), ("X", "RC0402FR 1310KL")])
def test_the_same_number_written_otherwise_is_no_conflict(
	books: Books, account: ShopAccount, mpns: tuple[str, ...]
) -> None:
	assert found(books, account, RESISTOR, *mpns).conflict is None


def test_other_items_with_the_same_part_are_named(books: Books, account: ShopAccount) -> None:
	add_part(books.parts, account.name, "R-10K", found(books, account, RESISTOR))
	assert found(books, account, RESISTOR, item="R-NEW").known_as == ("R-10K",)
	assert found(books, account, RESISTOR).known_as == ()


def test_adding_twice_updates(books: Books, account: ShopAccount) -> None:
	for _time in range(2):
		add_part(books.parts, account.name, "R-10K", found(books, account, RESISTOR))
	assert len(books.parts.offers(account.name)) == 1


def test_a_shop_that_is_down_stores_nothing(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	sandbox.faults.add(Fault(FaultKind.STATUS, status=503, times=-1))
	with pytest.raises(Unavailable):
		found(books, account, RESISTOR)
	assert stored(books, account) == {}
