"""Only prices that are sure go into the order, as rates of the line's own unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.samples import CAPACITOR, RESISTOR, Books, line, order

from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.money import ExchangeRate
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import (
	CartChoice,
	LineState,
	SupplierCart,
	SupplierCartLine,
	SupplierCartState,
)
from supplier_connect.shops.model.offer import Offer, PriceBreak, cheaper_break
from supplier_connect.shops.model.order import BentRate, LineChange, Order, OrderLine, OrderState, OrderUom
from supplier_connect.shops.services.cart.price_changes import (
	ApplyOptions,
	BetterBreak,
	PriceChange,
	PriceTerms,
	apply_prices,
	apply_sure_prices,
	decimals_wanted,
	fees_of,
	propose,
)
from supplier_connect.shops.services.cart.send_order import send_order

BOX = line(1, RESISTOR, "2", uom="Box", conversion_factor=Decimal(50), rate=Decimal("0.70"))
SIX = PriceTerms(6)
ORDER = order(BOX, line(2, CAPACITOR, "5"), line(3, "603-NOPE"), line(4, ""))


@pytest.fixture
def sent(books: Books, account: ShopAccount) -> SupplierCart:
	books.orders.save_order(ORDER)
	return send_order(books.tools(account), ORDER, account, leave_out=["row4"])


def rates(books: Books) -> dict[str, Decimal | None]:
	return {row.ref: row.rate for row in books.orders.read("PO-00001").lines}


def test_a_rate_is_the_unit_price_times_the_conversion_factor(sent: SupplierCart) -> None:
	changes = propose(ORDER, sent, SIX)
	assert (changes[0].unit_price, changes[0].old_rate, changes[0].new_rate) == (
		Decimal("0.007"),
		Decimal("0.70"),
		Decimal("0.35"),
	)
	assert changes[0].difference == Decimal("-0.35")
	assert changes[1].new_rate == Decimal("0.22")


def test_refused_and_left_out_lines_have_nothing_to_write(sent: SupplierCart) -> None:
	refused, left_out = propose(ORDER, sent, SIX)[2:]
	assert (refused.new_rate, str(refused.reason)) == (None, "The supplier refused this line.")
	assert (left_out.new_rate, str(left_out.reason)) == (None, "This line was left out.")


def test_only_ticked_lines_are_written(books: Books, sent: SupplierCart) -> None:
	changed = apply_prices(books.orders, books.transfers, sent.name, ["row1"], SIX)
	assert [change.ref for change in changed] == ["row1"]
	assert rates(books) == {"row1": Decimal("0.35"), "row2": 1, "row3": 1, "row4": 1}


def test_writing_again_changes_nothing(books: Books, sent: SupplierCart) -> None:
	apply_prices(books.orders, books.transfers, sent.name, ["row1", "row2"], SIX)
	assert apply_prices(books.orders, books.transfers, sent.name, ["row1", "row2"], SIX) == ()


@pytest.mark.parametrize("bad", ["row3", "row4", "row9"])
def test_a_ticked_line_without_a_price_stops_all(books: Books, sent: SupplierCart, bad: str) -> None:
	before = rates(books)
	with pytest.raises(RejectedInput) as raised:
		apply_prices(books.orders, books.transfers, sent.name, ["row1", bad], SIX)
	assert raised.value.field == "lines"
	assert rates(books) == before


def test_price_breaks_of_the_supplier_part_are_not_touched(books: Books, account: ShopAccount) -> None:
	known = Offer(RESISTOR, "M", "X", "", "USD", breaks=(PriceBreak(1, Decimal("9.99")),))
	books.parts.save_offers(account.name, [("IPN-1", known)])
	books.orders.save_order(ORDER)
	transfer = send_order(books.tools(account), ORDER, account, leave_out=["row4"])
	apply_prices(books.orders, books.transfers, transfer.name, ["row1"], SIX)
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
def test_what_no_longer_fits_is_not_written(sent: SupplierCart, changed: Order, reason: str) -> None:
	(change,) = propose(changed, sent, SIX)
	assert change.new_rate is None
	assert reason in str(change.reason)


def test_an_unknown_price_is_not_written(sent: SupplierCart) -> None:
	silent = replace(sent, lines=tuple(replace(one, unit_price=None) for one in sent.lines))
	assert str(propose(ORDER, silent, SIX)[0].reason) == "The supplier gave no price."
	nameless = replace(sent, currency="")
	assert "?" in str(propose(ORDER, nameless, SIX)[0].reason)


def test_rounding_is_told_and_never_to_zero(sent: SupplierCart) -> None:
	single = order(replace(BOX, quantity=Decimal(100), uom="Nos", conversion_factor=Decimal(1)))
	line_sent = replace(sent.lines[0], conversion_factor=Decimal(1))
	as_sent = replace(sent, lines=(line_sent,))
	(rounded,) = propose(single, as_sent, PriceTerms(2))
	assert (rounded.new_rate, str(rounded.rounding)) == (Decimal("0.01"), "0.007 is kept as 0.01.")
	(lost,) = propose(single, as_sent, PriceTerms(1))
	assert lost.new_rate is None
	assert "too few" in str(lost.reason)


def test_a_cancelled_order_keeps_its_prices(books: Books, sent: SupplierCart) -> None:
	books.orders.save_order(replace(ORDER, state=OrderState.CANCELLED))
	with pytest.raises(RejectedInput, match="Cancelled"):
		apply_prices(books.orders, books.transfers, sent.name, ["row1"], SIX)


def test_an_unknown_cart_is_named(books: Books) -> None:
	with pytest.raises(NotFound, match="SC-404"):
		apply_prices(books.orders, books.transfers, "SC-404", ["row1"], SIX)


# rates that the order's decimals are too few for

REEL = OrderUom("Reel", Decimal(1000))
CHEAP = line(1, "SKU-1", "2000")


def cheap(price: str = "0.0042", row: OrderLine = CHEAP, **terms: object) -> PriceChange:
	"""What a price of fractions of a cent does to a line of an order that keeps two decimals."""
	sent_line = replace(_in_cart(row), unit_price=Decimal(price))
	(change,) = propose(order(row), _transfer(sent_line), PriceTerms(2, **terms))
	return change


def test_a_rate_that_decimals_move_far_is_not_sure_and_says_how_many_it_needs() -> None:
	coarse, lost, fine = cheap("0.0149"), cheap("0.0042"), cheap("0.25")
	assert (coarse.new_rate, coarse.lacks_decimals, coarse.sure) == (Decimal("0.01"), True, False)
	assert (lost.new_rate, lost.lacks_decimals) == (None, True)
	assert (fine.lacks_decimals, fine.sure) == (False, True)
	assert decimals_wanted([coarse, lost, fine]) == 4
	assert decimals_wanted([fine]) is None


def test_a_cheap_part_is_written_per_larger_uom_with_its_pieces_kept() -> None:
	change = cheap(
		uoms={CHEAP.ref: (OrderUom("Pallet", Decimal(100_000)), REEL, OrderUom("Set", Decimal(10)))}
	)
	assert (change.uom, change.quantity, change.new_rate) == ("Reel", 2, Decimal("4.20"))
	assert (change.uom_before, change.old_rate, change.lacks_decimals) == ("Nos", 1000, False)
	assert change.changes
	assert not change.sure
	assert change.line_change() == LineChange(Decimal("4.20"), Decimal(2), REEL)


@pytest.mark.parametrize(
	("row", "uom"),
	[
		(replace(CHEAP, quantity=Decimal(1500)), replace(REEL, whole=True)),
		(replace(CHEAP, quantity=Decimal(1)), OrderUom("Reel", Decimal(3000))),
		(replace(CHEAP, uom_fixed=True), REEL),
		(CHEAP, OrderUom("Half", Decimal("0.5"))),
	],
	ids=["parts of a whole one", "too many decimals", "received already", "a smaller one"],
)
def test_a_uom_that_does_not_fit_is_not_offered(row: OrderLine, uom: OrderUom) -> None:
	change = cheap(row=row, uoms={row.ref: (uom,)})
	assert (change.uom_before, change.new_rate, change.lacks_decimals) == ("", None, True)


def test_lines_with_enough_decimals_keep_their_uom() -> None:
	assert cheap("0.25", uoms={CHEAP.ref: (REEL,)}).uom == "Nos"


def test_a_written_uom_is_the_lines_own_the_next_time(books: Books) -> None:
	books.orders.save_order(order(CHEAP))
	transfer = _store(books, replace(_in_cart(CHEAP), unit_price=Decimal("0.0042")))
	terms = PriceTerms(2, uoms={CHEAP.ref: (REEL,)})
	apply_prices(books.orders, books.transfers, transfer.name, [CHEAP.ref], terms)
	(row,) = books.orders.read("PO-00001").lines
	assert (row.uom, row.quantity, row.rate, row.pieces) == ("Reel", 2, Decimal("4.20"), 2000)
	(again,) = propose(books.orders.read("PO-00001"), transfer, PriceTerms(2))
	assert (again.reason, again.changes) == (None, False)


@given(
	price=st.decimals("0.0001", "0.05", places=4),
	pieces=st.integers(1, 5000),
	factor=st.sampled_from([Decimal(10), Decimal(100), Decimal(1000)]),
	whole=st.booleans(),
)
def test_another_uom_never_changes_what_is_bought(
	price: Decimal, pieces: int, factor: Decimal, whole: bool
) -> None:
	row = line(1, "SKU-1", str(pieces))
	change = cheap(str(price), row, uoms={row.ref: (OrderUom("Reel", factor, whole),)})
	assert change.quantity * change.conversion_factor == pieces
	if change.uom_before and whole:
		assert change.quantity == int(change.quantity)


# another currency

DAY = date(2026, 12, 1)
EURO = ExchangeRate("USD", "EUR", Decimal("0.9"), DAY)


def test_another_currency_is_converted_and_never_sure(sent: SupplierCart) -> None:
	(change,) = propose(order(BOX, currency="EUR"), sent, PriceTerms(6, exchange=EURO))
	assert (change.new_rate, change.converted, change.sure) == (Decimal("0.315"), True, False)
	(own,) = propose(order(BOX), sent, PriceTerms(6, exchange=EURO))
	assert (own.new_rate, own.converted) == (Decimal("0.35"), False)


@pytest.mark.parametrize(
	"exchange",
	[None, replace(EURO, rate=Decimal(0)), replace(EURO, target="GBP"), replace(EURO, source="CHF")],
)
def test_without_its_exchange_rate_no_price_is_converted(
	sent: SupplierCart, exchange: ExchangeRate | None
) -> None:
	(change,) = propose(order(BOX, currency="EUR"), sent, PriceTerms(6, exchange=exchange))
	assert (change.new_rate, change.converted) == (None, False)
	assert "no exchange rate" in str(change.reason)


def test_a_converted_price_is_written_only_as_it_was_seen(books: Books, sent: SupplierCart) -> None:
	books.orders.save_order(order(BOX, currency="EUR"))
	terms = PriceTerms(6, exchange=EURO)
	with pytest.raises(RejectedInput, match="converted"):
		apply_prices(books.orders, books.transfers, sent.name, ["row1"], terms)
	apply_prices(books.orders, books.transfers, sent.name, {"row1": Decimal("0.315")}, terms)
	assert rates(books) == {"row1": Decimal("0.315")}


# pricing rules


class RuledBook:
	"""The stored orders, one line of which is under a pricing rule."""

	def __init__(self, books: Books, ref: str) -> None:
		self.stored, self.ref = books.orders, ref
		self.written: list[object] = []

	def read(self, name: str) -> Order:
		return self.stored.read(name)

	def foresee(self, name: str, lines: dict[str, LineChange]) -> dict[str, BentRate]:
		return {self.ref: BentRate(Decimal("0.9"), ("PRLE-1",))} if self.ref in lines else {}

	def write(self, name: str, change: object) -> Order:
		self.written.append(change)
		return self.stored.read(name)


def test_a_line_under_a_pricing_rule_is_left_out_or_written_against_it(
	books: Books, sent: SupplierCart
) -> None:
	ruled = RuledBook(books, "row1")
	with pytest.raises(RejectedInput, match=r"Line 1 .*Pricing Rule PRLE-1 would make it 0.9"):
		apply_prices(ruled, books.transfers, sent.name, ["row1", "row2"], SIX)
	assert ruled.written == []
	apply_prices(ruled, books.transfers, sent.name, ["row2"], SIX)
	apply_prices(ruled, books.transfers, sent.name, ["row1", "row2"], SIX, ApplyOptions(against_rules=True))
	without, against = ruled.written
	assert without.against_rules is None
	assert "PRLE-1, lines 1" in str(against.against_rules)


# fees, dates, larger quantities


def _offer(*breaks: tuple[int, str], **changes: object) -> Offer:
	steps = tuple(PriceBreak(quantity, Decimal(price)) for quantity, price in breaks)
	return replace(Offer("SKU-1", "M", "X", "", "USD", breaks=steps), **changes)


def priced(
	amount: str, price: str, offer: Offer, row: OrderLine | None = None, **line_sent: object
) -> PriceChange:
	"""What a line's price does, with what is stored of its part."""
	row = row or line(1, "SKU-1", amount)
	sent_line = replace(_in_cart(row), unit_price=Decimal(price), **line_sent)
	terms = PriceTerms(6, offers={"sku-1": offer}, today=DAY)
	(change,) = propose(order(row), _transfer(sent_line), terms)
	return change


def test_a_break_just_above_that_costs_less_is_offered() -> None:
	offer = _offer((1, "1.00"), (100, "0.85"), (1000, "0.80"))
	assert priced("90", "1.00", offer).better == BetterBreak(
		100, Decimal(100), Decimal(90), "Nos", total=Decimal(85), saving=Decimal(5)
	)
	assert priced("80", "1.00", offer).better is None


@pytest.mark.parametrize(
	"change",
	[
		{"currency": "EUR"},
		{"maximum": 99},
		{"multiple": 30},
		{"minimum": 200},
		{"breaks": ()},
	],
)
def test_a_break_that_can_not_be_ordered_is_not_offered(change: dict[str, object]) -> None:
	offer = _offer((1, "1.00"), (100, "0.85"))
	assert priced("90", "1.00", replace(offer, **change)).better is None


def test_a_break_is_offered_in_the_lines_own_uom_or_not_at_all() -> None:
	offer = _offer((1, "1.00"), (100, "0.85"))
	tens = line(1, "SKU-1", "9", uom="Box", conversion_factor=Decimal(10))
	better = priced("", "1.00", offer, tens).better
	assert better is not None
	assert better.quantity == 10
	thirties = replace(tens, quantity=Decimal(3), conversion_factor=Decimal(30))
	assert priced("", "1.00", offer, thirties).better is None


def test_a_break_is_told_in_the_lines_own_uom_where_its_rate_is_not() -> None:
	offer = _offer((1, "0.0042"), (3000, "0.0025"))
	change = cheap(uoms={CHEAP.ref: (REEL,)}, offers={"sku-1": offer})
	assert change.better is not None
	assert (change.uom, change.quantity) == ("Reel", 2)
	assert (change.better.uom, change.better.quantity, change.better.instead_of) == ("Nos", 3000, 2000)


def test_two_lines_of_one_number_get_no_larger_quantity() -> None:
	offer = _offer((1, "1.00"), (100, "0.85"))
	assert priced("45", "1.00", offer, cart_quantity=90).better is None


@given(
	quantity=st.integers(1, 2000),
	steps=st.dictionaries(st.integers(1, 2000), st.decimals("0.01", "10", places=2), min_size=1),
)
def test_the_better_break_is_larger_and_costs_less_than_all_others(
	quantity: int, steps: dict[int, Decimal]
) -> None:
	total = Decimal(quantity)
	breaks = [PriceBreak(*step) for step in steps.items()]
	found = cheaper_break(breaks, quantity, total)
	costs = [step.quantity * step.price for step in breaks if step.quantity > quantity]
	if found is None:
		assert all(cost >= total for cost in costs)
	else:
		assert found.quantity > quantity
		assert found.quantity * found.price == min(costs) < total


def test_the_lead_time_of_what_is_out_of_stock_is_an_expected_date() -> None:
	offer = _offer((1, "1.00"), lead_time_days=30)
	assert priced("90", "1.00", offer, stock=0).expected == date(2026, 12, 31)
	assert priced("90", "1.00", offer, stock=90).expected is None
	assert priced("90", "1.00", offer, stock=None).expected is None
	assert priced("90", "1.00", replace(offer, lead_time_days=None), stock=0).expected is None
	known = line(1, "SKU-1", "90", expected=date(2026, 12, 31))
	assert priced("90", "1.00", offer, known, stock=0).expected is None


def test_a_larger_quantity_is_written_without_the_price_of_the_smaller_one(books: Books) -> None:
	row = line(1, "SKU-1", "90")
	books.orders.save_order(order(row))
	transfer = _store(books, replace(_in_cart(row), unit_price=Decimal("1.10")))
	terms = PriceTerms(6, offers={"sku-1": _offer((1, "1.10"), (100, "0.85"))})
	changed = apply_prices(
		books.orders, books.transfers, transfer.name, [row.ref], terms, ApplyOptions(raised=[row.ref])
	)
	assert changed == ()
	(stored,) = books.orders.read("PO-00001").lines
	assert (stored.quantity, stored.rate) == (100, row.rate)
	with pytest.raises(RejectedInput, match="costs no less"):
		apply_prices(books.orders, books.transfers, transfer.name, [], terms, ApplyOptions(raised=[row.ref]))


def test_fees_become_a_charge_in_the_orders_currency(books: Books, sent: SupplierCart) -> None:
	dear = replace(sent, fees=Decimal("8.00"))
	assert fees_of(sent, ORDER, SIX) is None
	charge = fees_of(dear, ORDER, SIX, "Freight")
	assert charge is not None
	assert (charge.amount, charge.account) == (8, "Freight")
	foreign = replace(ORDER, currency="EUR")
	assert fees_of(dear, foreign, SIX) is None
	converted = fees_of(dear, foreign, PriceTerms(6, exchange=EURO))
	assert converted is not None
	assert converted.amount == Decimal("7.20")


def test_fees_that_are_gone_take_their_charge_along(sent: SupplierCart) -> None:
	charged = replace(ORDER, charges={f"Fees of {sent.name}": Decimal(8)})
	gone = fees_of(replace(sent, fees=Decimal(0)), charged, SIX, "Freight")
	assert gone is not None
	assert gone.amount == 0
	assert fees_of(replace(sent, fees=Decimal("8.00")), charged, SIX) is None
	assert fees_of(replace(sent, fees=None), charged, SIX) is None


def test_fees_go_to_a_draft_only(books: Books, sent: SupplierCart) -> None:
	books.orders.save_order(replace(ORDER, state=OrderState.SUBMITTED))
	with pytest.raises(RejectedInput, match="draft"):
		apply_prices(books.orders, books.transfers, sent.name, [], SIX, ApplyOptions(fees_account="Freight"))
	books.orders.save_order(ORDER)
	with pytest.raises(RejectedInput, match="no fees"):
		apply_prices(books.orders, books.transfers, sent.name, [], SIX, ApplyOptions(fees_account="Freight"))


# without asking


def test_prices_are_written_without_asking_only_where_all_are_sure(
	books: Books, account: ShopAccount
) -> None:
	two = order(*ORDER.lines[:2])
	books.orders.save_order(two)
	transfer = send_order(books.tools(account), two, account)
	changed, why = apply_sure_prices(books.orders, books.transfers, transfer.name, PriceTerms(2))
	assert (len(changed), why) == (2, None)
	assert rates(books) == {"row1": Decimal("0.35"), "row2": Decimal("0.22")}


def test_one_line_to_look_at_keeps_all_prices_from_being_written(books: Books, sent: SupplierCart) -> None:
	before = rates(books)
	changed, why = apply_sure_prices(books.orders, books.transfers, sent.name, PriceTerms(2))
	assert changed == ()
	assert "2 of 4 lines" in str(why)
	assert rates(books) == before


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
	(change,) = propose(order(row), _transfer(sent_line), PriceTerms(decimals))
	if change.new_rate is not None:
		assert change.new_rate > 0
		assert abs(change.new_rate - price * factor) <= Decimal("0.5").scaleb(-decimals)


def _in_cart(row: OrderLine) -> SupplierCartLine:
	return SupplierCartLine(
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


def _transfer(*lines: SupplierCartLine) -> SupplierCart:
	now = datetime.now(timezone.utc)
	return SupplierCart(
		"T",
		"PO-00001",
		"Mouser US",
		"Mouser",
		"",
		1,
		SupplierCartState.SENT,
		now,
		currency="USD",
		lines=lines,
	)


def _store(books: Books, *lines: SupplierCartLine) -> SupplierCart:
	"""A transfer of a stored order that is done."""
	now = datetime.now(timezone.utc)
	account = ShopAccount("Mouser US", "Mouser", "Mouser")
	claimed = books.transfers.claim(books.orders.read("PO-00001"), account, CartChoice.NEW, now, now)
	done = replace(claimed, state=SupplierCartState.SENT, currency="USD", lines=lines)
	books.transfers.save(done)
	return done
