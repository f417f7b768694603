"""Only prices that are sure go into the order, as rates of the line's own unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import CAPACITOR, RESISTOR, Books, line, order

from supplier_connect.model.account import Account
from supplier_connect.model.cart import LineState, Transfer, TransferLine, TransferState
from supplier_connect.model.errors import NotFound, RejectedInput
from supplier_connect.model.offer import Offer, PriceBreak
from supplier_connect.model.order import Order, OrderLine, OrderState
from supplier_connect.services.price_changes import apply_prices, propose
from supplier_connect.services.send_order import send_order

BOX = line(1, RESISTOR, "2", uom="Box", conversion_factor=Decimal(50), rate=Decimal("0.70"))
ORDER = order(BOX, line(2, CAPACITOR, "5"), line(3, "603-NOPE"), line(4, ""))


@pytest.fixture
def sent(books: Books, account: Account) -> Transfer:
	books.orders.save_order(ORDER)
	return send_order(books.tools(account), ORDER, account, leave_out=["row4"])


def rates(books: Books) -> dict[str, Decimal | None]:
	return {row.ref: row.rate for row in books.orders.read("PO-00001").lines}


def test_a_rate_is_the_unit_price_times_the_conversion_factor(sent: Transfer) -> None:
	changes = propose(ORDER, sent, 6)
	assert (changes[0].unit_price, changes[0].old_rate, changes[0].new_rate) == (
		Decimal("0.007"),
		Decimal("0.70"),
		Decimal("0.35"),
	)
	assert changes[0].difference == Decimal("-0.35")
	assert changes[1].new_rate == Decimal("0.22")


def test_refused_and_left_out_lines_have_nothing_to_write(sent: Transfer) -> None:
	refused, left_out = propose(ORDER, sent, 6)[2:]
	assert (refused.new_rate, str(refused.reason)) == (None, "The supplier refused this line.")
	assert (left_out.new_rate, str(left_out.reason)) == (None, "This line was left out.")


def test_only_ticked_lines_are_written(books: Books, sent: Transfer) -> None:
	changed = apply_prices(books.orders, books.transfers, sent.name, ["row1"], 6)
	assert [change.ref for change in changed] == ["row1"]
	assert rates(books) == {"row1": Decimal("0.35"), "row2": 1, "row3": 1, "row4": 1}


def test_writing_again_changes_nothing(books: Books, sent: Transfer) -> None:
	apply_prices(books.orders, books.transfers, sent.name, ["row1", "row2"], 6)
	assert apply_prices(books.orders, books.transfers, sent.name, ["row1", "row2"], 6) == ()


@pytest.mark.parametrize("bad", ["row3", "row4", "row9"])
def test_a_ticked_line_without_a_price_stops_all(books: Books, sent: Transfer, bad: str) -> None:
	before = rates(books)
	with pytest.raises(RejectedInput) as raised:
		apply_prices(books.orders, books.transfers, sent.name, ["row1", bad], 6)
	assert raised.value.field == "lines"
	assert rates(books) == before


def test_price_breaks_of_the_supplier_part_are_not_touched(books: Books, account: Account) -> None:
	known = Offer(RESISTOR, "M", "X", "", "USD", breaks=(PriceBreak(1, Decimal("9.99")),))
	books.parts.save_offers(account.name, [("IPN-1", known)])
	books.orders.save_order(ORDER)
	transfer = send_order(books.tools(account), ORDER, account, leave_out=["row4"])
	apply_prices(books.orders, books.transfers, transfer.name, ["row1"], 6)
	assert books.parts.offers(account.name)[0][1].breaks == known.breaks


@pytest.mark.parametrize(
	("changed", "reason"),
	[
		(order(replace(BOX, quantity=Decimal(3))), "changed since it was sent"),
		(order(replace(BOX, conversion_factor=Decimal(100))), "changed since it was sent"),
		(order(replace(BOX, sku=CAPACITOR)), "changed since it was sent"),
		(order(replace(BOX, item="OTHER")), "changed since it was sent"),
		(order(BOX, currency="EUR"), "The price is in USD, the order in EUR"),
		(order(replace(BOX, ref="new")), "was not sent"),
	],
)
def test_what_no_longer_fits_is_not_written(sent: Transfer, changed: Order, reason: str) -> None:
	(change,) = propose(changed, sent, 6)
	assert change.new_rate is None
	assert reason in str(change.reason)


def test_an_unknown_price_is_not_written(sent: Transfer) -> None:
	silent = replace(sent, lines=tuple(replace(one, unit_price=None) for one in sent.lines))
	assert str(propose(ORDER, silent, 6)[0].reason) == "The supplier gave no price."
	nameless = replace(sent, currency="")
	assert "?" in str(propose(ORDER, nameless, 6)[0].reason)


def test_rounding_is_told_and_never_to_zero(sent: Transfer) -> None:
	single = order(replace(BOX, quantity=Decimal(100), uom="Nos", conversion_factor=Decimal(1)))
	line_sent = replace(sent.lines[0], conversion_factor=Decimal(1))
	as_sent = replace(sent, lines=(line_sent,))
	(rounded,) = propose(single, as_sent, 2)
	assert (rounded.new_rate, str(rounded.rounding)) == (Decimal("0.01"), "0.007 is kept as 0.01.")
	(lost,) = propose(single, as_sent, 1)
	assert lost.new_rate is None
	assert "too few" in str(lost.reason)


def test_a_cancelled_order_keeps_its_prices(books: Books, sent: Transfer) -> None:
	books.orders.save_order(replace(ORDER, state=OrderState.CANCELLED))
	with pytest.raises(RejectedInput, match="Cancelled"):
		apply_prices(books.orders, books.transfers, sent.name, ["row1"], 6)


def test_an_unknown_cart_is_named(books: Books) -> None:
	with pytest.raises(NotFound, match="SC-404"):
		apply_prices(books.orders, books.transfers, "SC-404", ["row1"], 6)


@given(
	price=st.decimals("0.0001", "9999", places=4),
	factor=st.sampled_from([Decimal(1), Decimal(10), Decimal("0.5"), Decimal(1000), Decimal("2.5")]),
	decimals=st.integers(0, 6),
)
def test_a_written_rate_is_off_by_half_a_last_digit_at_most(
	price: Decimal, factor: Decimal, decimals: int
) -> None:
	row = line(1, "SKU-1", "2", conversion_factor=factor)
	sent_line = replace(_in_cart(row), unit_price=price)
	(change,) = propose(order(row), _transfer(sent_line), decimals)
	if change.new_rate is not None:
		assert change.new_rate > 0
		assert abs(change.new_rate - price * factor) <= Decimal("0.5").scaleb(-decimals)


def _in_cart(row: OrderLine) -> TransferLine:
	return TransferLine(
		ref=row.ref,
		number=row.number,
		item=row.item,
		description="",
		sku=row.sku,
		quantity=row.quantity,
		uom=row.uom,
		conversion_factor=row.conversion_factor,
		pieces=int(row.pieces),
		cart_quantity=int(row.pieces),
		old_rate=row.rate,
		state=LineState.IN_CART,
	)


def _transfer(*lines: TransferLine) -> Transfer:
	now = datetime.now(timezone.utc)
	return Transfer(
		"T", "PO-00001", "Mouser US", "Mouser", "", 1, TransferState.SENT, now, currency="USD", lines=lines
	)
