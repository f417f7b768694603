"""How the pieces of a line shall be packed: chosen for the line, else as the account prefers, and what Mouser makes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.samples import BY_TENS, CAPACITOR, RESISTOR, Books, held, line, order

from supplier_connect.core.model.errors import RejectedInput, SendRefused
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import CartChoice, LineState, SupplierCart, SupplierCartState
from supplier_connect.shops.model.offer import Packing
from supplier_connect.shops.model.order import Order
from supplier_connect.shops.services.cart.packings import with_packings
from supplier_connect.shops.services.cart.preflight import check_order
from supplier_connect.shops.services.cart.send_order import send_order

# Sold in bulk only.
BULK_ONLY = BY_TENS
TWO = order(line(1, RESISTOR, "100"), line(2, BULK_ONLY, "10"))


def send(books: Books, account: ShopAccount, of: Order, **how: Any) -> SupplierCart:
	books.orders.save_order(of)
	return send_order(books.tools(account), of, account, **how)


def packed(sandbox: SandboxServer) -> dict[str, str]:
	(rows,) = sandbox.state["carts"].values()
	return {row["MouserPartNumber"]: row["PackagingChoice"] for row in rows}


def paths(sandbox: SandboxServer) -> list[str]:
	return [call["path"].rsplit("/", 1)[-1] for call in sandbox.state["calls"]]


@pytest.mark.parametrize(
	("packing", "choice"),
	[(Packing.CUT_TAPE, "Cut_Tape"), (Packing.CUSTOM_REEL, "MouseReel"), (Packing.REEL, "FullReel")],
)
def test_a_choice_for_a_line_goes_along(
	books: Books, account: ShopAccount, sandbox: SandboxServer, packing: Packing, choice: str
) -> None:
	of = order(line(1, RESISTOR, "10000"), line(2, CAPACITOR))
	done = send(books, account, of, packings={"row1": packing})
	assert packed(sandbox) == {RESISTOR: choice, CAPACITOR: "None"}
	assert [(one.packing, one.packing_chosen) for one in done.lines] == [(packing, True), (None, False)]
	assert done.state is SupplierCartState.SENT
	assert paths(sandbox) == ["insert"]


def test_a_made_up_reel_tells_its_fee(books: Books, account: ShopAccount) -> None:
	done = send(books, account, order(line(1, RESISTOR)), packings={"row1": Packing.CUSTOM_REEL})
	assert done.fees == 7
	assert done.lines[0].note == "Mouser adds a fee: 7 USD (MouseReel)."


def test_a_choice_that_the_part_is_not_sold_in_is_refused_in_the_shops_words(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	done = send(books, account, TWO, packings={"row2": Packing.CUT_TAPE})
	assert done.lines[1].state is LineState.REFUSED
	assert done.lines[1].error == "This part does not come in the chosen packaging."
	assert held(sandbox) == [{RESISTOR: 100}]


def test_what_the_account_prefers_gives_way_where_a_part_is_not_sold_so(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	done = send(books, replace(account, packing=Packing.CUT_TAPE), TWO)
	assert packed(sandbox) == {RESISTOR: "Cut_Tape", BULK_ONLY: "None"}
	assert held(sandbox) == [{RESISTOR: 100, BULK_ONLY: 10}]
	assert [one.state for one in done.lines] == [LineState.IN_CART, LineState.IN_CART]
	assert done.lines[0].note == ""
	assert done.lines[1].note == "Not available as Cut Tape: the supplier packs it in its own way."


def test_lines_added_later_give_way_as_well_and_other_refusals_stay_told(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	taped = replace(account, packing=Packing.CUT_TAPE)
	send(books, taped, order(line(1, RESISTOR)))
	more = order(line(1, RESISTOR), line(2, BULK_ONLY, "10"), line(3, "603-NO-SUCH-PART"))
	done = send(books, taped, more)
	assert held(sandbox) == [{RESISTOR: 10, BULK_ONLY: 10}]
	assert [one.state for one in done.lines] == [LineState.IN_CART, LineState.IN_CART, LineState.REFUSED]
	assert "not found" in done.lines[2].error
	changed = send(books, taped, order(line(1, RESISTOR), line(2, BULK_ONLY, "20")))
	assert held(sandbox) == [{RESISTOR: 10, BULK_ONLY: 20}]
	assert changed.state is SupplierCartState.SENT


def test_nothing_is_put_in_twice_when_the_answer_after_a_refused_packing_is_lost(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	taped = replace(account, packing=Packing.CUT_TAPE)
	sandbox.faults.add(Fault(FaultKind.CUT_AFTER, path="insert", skip=1))
	send(books, taped, TWO)
	assert held(sandbox) == [{RESISTOR: 100, BULK_ONLY: 10}]


def test_a_packing_that_mouser_has_no_name_for_is_not_sent(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	done = send(books, replace(account, packing=Packing.TRAY), TWO)
	assert packed(sandbox) == {RESISTOR: "None", BULK_ONLY: "None"}
	assert not done.lines[0].note


def test_a_choice_is_remembered_until_it_is_changed(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	of = order(line(1, RESISTOR, "100"))
	send(books, account, of, packings={"row1": Packing.CUT_TAPE})
	send(books, account, order(line(1, RESISTOR, "200")))
	assert (held(sandbox), packed(sandbox)) == ([{RESISTOR: 200}], {RESISTOR: "Cut_Tape"})
	send(books, account, of, packings={"row1": Packing.CUSTOM_REEL})
	assert packed(sandbox) == {RESISTOR: "MouseReel"}
	before = len(paths(sandbox))
	send(books, account, of)
	assert paths(sandbox)[before:] == ["cart"]
	done = send(books, account, of, packings={"row1": None})
	assert packed(sandbox) == {RESISTOR: "None"}
	assert (done.lines[0].packing, done.lines[0].packing_chosen) == (None, True)


def test_a_new_cart_and_a_line_left_out_keep_the_choice(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	send(books, account, TWO, packings={"row1": Packing.CUT_TAPE})
	send(books, account, TWO, leave_out=["row1"])
	send(books, account, TWO, choice=CartChoice.NEW)
	*_old, newest = sandbox.state["carts"].values()
	assert [row["PackagingChoice"] for row in newest] == ["Cut_Tape", "None"]


def test_lines_of_one_part_must_be_packed_alike(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	of = order(line(1, RESISTOR), line(2, RESISTOR.lower()))
	with pytest.raises(SendRefused, match="Rows 1, 2 are the same part"):
		send(books, account, of, packings={"row1": Packing.CUT_TAPE, "row2": Packing.CUSTOM_REEL})
	assert not sandbox.state["calls"]
	send(books, account, of, packings={"row2": Packing.CUT_TAPE})
	assert packed(sandbox) == {RESISTOR: "Cut_Tape"}


def test_lines_that_became_one_part_go_as_the_first_was_chosen(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	"""Their earlier choices differ, and nobody could take one of them back."""
	send(books, account, TWO, packings={"row1": Packing.CUT_TAPE, "row2": None})
	joined = order(line(1, RESISTOR, "100"), line(2, RESISTOR, "10"))
	rules = books.shop(account).rules
	found = with_packings(check_order(joined, account, rules, books.parts), books.transfers)
	assert not found.stops
	assert [found.packing_of(planned.alone) for planned in found.lines] == [(Packing.CUT_TAPE, True)] * 2
	send(books, account, joined)
	assert (held(sandbox), packed(sandbox)) == ([{RESISTOR: 110}], {RESISTOR: "Cut_Tape"})
	send(books, account, joined, packings={"row2": Packing.CUSTOM_REEL})
	assert packed(sandbox) == {RESISTOR: "MouseReel"}


def test_lines_without_a_number_do_not_share_a_choice(books: Books, account: ShopAccount) -> None:
	send(books, account, TWO, packings={"row1": Packing.CUT_TAPE})
	bare = order(line(1, "", "100"), line(2, "", "10"), line(3, CAPACITOR))
	done = send(books, account, bare, leave_out=["row1", "row2"])
	assert [one.packing_chosen for one in done.lines] == [True, False, False]


@pytest.mark.parametrize(
	("packings", "sentence"),
	[
		({"row9": Packing.CUT_TAPE}, "has no line row9"),
		({"row1": Packing.TRAY}, "Row 1: the packing Tray can't be chosen"),
	],
)
def test_what_can_not_be_chosen_is_named(
	books: Books, account: ShopAccount, sandbox: SandboxServer, packings: dict[str, Packing], sentence: str
) -> None:
	with pytest.raises(RejectedInput, match=sentence) as raised:
		send(books, account, TWO, packings=packings)
	assert raised.value.field == "packings"
	assert not sandbox.state["calls"]


def test_the_preflight_shows_what_would_be_sent(books: Books, account: ShopAccount) -> None:
	taped = replace(account, packing=Packing.CUT_TAPE)
	shop = books.shop(taped)
	found = with_packings(check_order(TWO, taped, shop.rules, books.parts), books.transfers, {"row2": None})
	told = [found.packing_of(parcel) for parcel in found.parcels()]
	assert told == [(Packing.CUT_TAPE, False), (None, True)]
	assert shop.rules.packings[Packing.CUSTOM_REEL] == "MouseReel"
