"""An order reaches the cart once, whatever breaks on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from support.samples import (
	BY_TENS,
	CAPACITOR,
	DEAR,
	FULL_REEL_ONLY,
	OUT_OF_STOCK,
	RESISTOR,
	Books,
	held,
	keys,
	line,
	order,
)

from supplier_connect.core.model.errors import (
	NotAuthorised,
	OutcomeUnknown,
	QuotaExhausted,
	RateLimited,
	RejectedInput,
	SendRefused,
	SendRunning,
	SupplierConnectError,
	Unavailable,
	UnexpectedResponse,
)
from supplier_connect.core.model.messages import msg
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import (
	Cart,
	CartChoice,
	CartItem,
	CartLabel,
	CartLine,
	LineState,
	NewCart,
	SupplierCart,
	SupplierCartState,
)
from supplier_connect.shops.model.order import Order
from supplier_connect.shops.ports import SupplierCartStore
from supplier_connect.shops.services.cart.send_order import LEASE, SendTools, send_order

LABEL = CartLabel("PO-00001", 1)
TWO = order(line(1, RESISTOR, "100"), line(2, CAPACITOR, "5"))


def put_by_hand(books: Books, account: ShopAccount, key: str, items: list[CartItem]) -> None:
	shop = books.shop(account)
	shop.insert(shop.read(key), items)


def send(books: Books, account: ShopAccount, of: Order, **how: Any) -> SupplierCart:
	books.orders.save_order(of)
	return send_order(books.tools(account), of, account, **how)


def many(catalogue: Catalogue, count: int) -> Order:
	"""An order of so many different parts that the shop sells."""
	skus = [part.sku for part in catalogue if part.sku and part.price_breaks and part.minimum == 1]
	return order(*(line(number, sku) for number, sku in enumerate(skus[:count], start=1)))


def calls(sandbox: SandboxServer) -> list[str]:
	return [f"{call['method']} {call['path'].rsplit('/', 1)[-1]}" for call in sandbox.state["calls"]]


# the way it should go


def test_an_internal_error_of_the_shop_is_looked_into_and_nothing_is_doubled(
	books: Books, account: ShopAccount, sandbox: SandboxServer, catalogue: Catalogue
) -> None:
	wanted = many(catalogue, 150)
	body = {"Errors": [{"Code": "InternalError", "Message": None}], "CartItems": []}
	sandbox.faults.add(Fault(FaultKind.STATUS, path="insert", status=200, body=body, skip=1))
	assert send(books, account, wanted).state is SupplierCartState.SENT
	assert held(sandbox) == [{one.sku: 10 for one in wanted.lines}]


def test_the_cart_holds_the_order_and_every_line_has_its_answer(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	done = send(books, account, TWO)
	assert held(sandbox) == [{RESISTOR: 100, CAPACITOR: 5}]
	assert (done.state, done.currency, done.total) == (SupplierCartState.SENT, "USD", Decimal("1.80"))
	first = done.lines[0]
	assert (first.state, first.unit_price, first.total) == (
		LineState.IN_CART,
		Decimal("0.007"),
		Decimal("0.700"),
	)
	assert (first.stock, first.in_stock, first.mpn) == (1204388, True, "RC0402FR-1310KL")
	assert done.cart_url.startswith(sandbox.base_url)
	assert books.transfers.get(done.name) == done


def test_our_own_number_goes_along(books: Books, account: ShopAccount, sandbox: SandboxServer) -> None:
	send(books, account, order(line(1, RESISTOR, item="R-0402-10K")))
	(rows,) = sandbox.state["carts"].values()
	assert rows[0]["CustomerPartNumber"] == "R-0402-10K"


def test_three_hundred_lines_are_three_calls(
	books: Books, account: ShopAccount, sandbox: SandboxServer, catalogue: Catalogue
) -> None:
	done = send(books, account, many(catalogue, 300))
	assert calls(sandbox) == ["POST insert"] * 3
	assert len(held(sandbox)[0]) == 300
	assert done.state is SupplierCartState.SENT
	assert (done.done_calls, done.planned_calls) == (3, 3)


def test_progress_is_told_step_by_step(books: Books, account: ShopAccount, catalogue: Catalogue) -> None:
	told: list[tuple[int, int]] = []
	wanted = many(catalogue, 250)
	books.orders.save_order(wanted)
	tools = replace(
		books.tools(account),
		progress=lambda transfer: told.append((transfer.done_calls, transfer.planned_calls)),
	)
	send_order(tools, wanted, account)
	assert told == [(0, 3), (1, 3), (2, 3), (3, 3), (3, 3)]


def test_merged_lines_share_a_cart_line_and_each_keeps_its_own_total(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	done = send(books, account, order(line(1, RESISTOR, "60"), line(2, RESISTOR, "40")))
	assert held(sandbox) == [{RESISTOR: 100}]
	assert [(one.pieces, one.cart_quantity, one.unit_price) for one in done.lines] == [
		(60, 100, Decimal("0.007")),
		(40, 100, Decimal("0.007")),
	]
	assert sum(one.total for one in done.lines if one.total) == done.total


def test_units_of_measure_are_pieces_in_the_cart(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	box = line(1, RESISTOR, "2", uom="Box", conversion_factor=Decimal(50))
	assert send(books, account, order(box)).lines[0].pieces == 100
	assert held(sandbox) == [{RESISTOR: 100}]


def test_stock_equal_to_the_quantity_is_enough(books: Books, account: ShopAccount) -> None:
	done = send(books, account, order(line(1, DEAR, "14"), line(2, OUT_OF_STOCK, "1")))
	assert [one.in_stock for one in done.lines] == [True, False]


@pytest.mark.parametrize(
	("sku", "quantity", "words"),
	[
		("603-NO-SUCH-PART", "10", "603-NO-SUCH-PART"),
		(BY_TENS, "3", "minimum"),
		(FULL_REEL_ONLY, "10", "minimum"),
		("RC0402FR-1310KL", "10", "."),
	],
)
def test_a_refused_line_says_why_and_has_no_price(
	books: Books, account: ShopAccount, sku: str, quantity: str, words: str
) -> None:
	done = send(books, account, order(line(1, sku, quantity), line(2, CAPACITOR)))
	assert done.state is SupplierCartState.SENT_WITH_ERRORS
	refused, fine = done.lines
	assert (refused.state, refused.unit_price, refused.total) == (LineState.REFUSED, None, None)
	assert words.lower() in refused.error.lower()
	assert fine.state is LineState.IN_CART


def test_refusals_of_an_early_batch_are_not_forgotten(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	"""The shop tells of a refused line only in the answer to the call that carried it."""
	done = send(
		books,
		replace(account, batch_size=1),
		order(line(1, "603-NOPE"), line(2, RESISTOR), line(3, CAPACITOR)),
	)
	assert [one.state for one in done.lines] == [LineState.REFUSED, LineState.IN_CART, LineState.IN_CART]
	assert "603-NOPE" in done.lines[0].error
	assert calls(sandbox) == ["POST insert"] * 3


# again


def test_sending_again_without_a_change_only_looks(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	first = send(books, account, TWO)
	again = send(books, account, TWO)
	assert (again.name, again.cart_key, again.attempt) == (first.name, first.cart_key, 2)
	assert again.lines == first.lines
	assert calls(sandbox) == ["POST insert", "GET cart"]
	assert held(sandbox) == [{RESISTOR: 100, CAPACITOR: 5}]


def test_sending_again_brings_the_same_cart_to_the_order(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	send(books, account, TWO)
	send(books, account, order(line(1, RESISTOR, "7"), line(3, OUT_OF_STOCK, "2")))
	assert held(sandbox) == [{RESISTOR: 7, OUT_OF_STOCK: 2}]


def test_what_the_buyer_put_into_the_cart_by_hand_stays(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	done = send(books, account, TWO)
	put_by_hand(books, account, done.cart_key, [CartItem(DEAR, 1, "by hand")])
	send(books, account, order(line(1, RESISTOR, "7")))
	assert held(sandbox) == [{RESISTOR: 7, DEAR: 1}]


def test_a_new_cart_only_when_it_is_asked_for(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	first = send(books, account, TWO)
	second = send(books, account, TWO, choice=CartChoice.NEW)
	assert second.name != first.name
	assert len(held(sandbox)) == 2
	assert [one.name for one in books.transfers.of_order(TWO.name)] == [second.name, first.name]


def test_an_ordered_cart_is_not_filled_again(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	"""The buyer ordered it on the web: filling it once more would buy twice."""
	done = send(books, account, TWO)
	sandbox._app.shop.order(done.cart_key)
	with pytest.raises(SendRefused, match="choose a new cart"):
		send(books, account, TWO)
	kept = books.transfers.get(done.name)
	assert (kept.state, kept.lines) == (SupplierCartState.SENT, done.lines)
	assert held(sandbox) == [{}]
	send(books, account, TWO, choice=CartChoice.NEW)


def test_a_forgotten_cart_is_not_replaced_in_silence(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	send(books, account, TWO)
	sandbox.reset()
	with pytest.raises(SendRefused, match="choose a new cart"):
		send(books, account, TWO)


# not at all


def test_a_bad_line_stops_everything_unless_it_is_left_out(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	bad = order(line(1, RESISTOR), line(2, ""))
	with pytest.raises(SendRefused, match="Line 2"):
		send(books, account, bad)
	assert not sandbox.state["calls"]
	assert books.transfers.of_order(bad.name) == ()
	done = send(books, account, bad, leave_out=["row2"])
	assert [one.state for one in done.lines] == [LineState.IN_CART, LineState.LEFT_OUT]
	assert "no supplier part number" in done.lines[1].error
	assert done.state is SupplierCartState.SENT


def test_a_line_to_leave_out_that_is_not_there_is_refused(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	with pytest.raises(RejectedInput, match="has no line no-such-line") as refusal:
		send(books, account, TWO, leave_out=["no-such-line"])
	assert refusal.value.field == "leave_out"
	assert calls(sandbox) == []


def test_an_order_of_another_supplier_is_not_sent(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	with pytest.raises(SendRefused, match="DigiKey"):
		send(books, account, replace(TWO, supplier="DigiKey"))
	assert not sandbox.state["calls"]


def test_nothing_left_to_send_is_said(books: Books, account: ShopAccount) -> None:
	with pytest.raises(SendRefused, match="nothing to send"):
		send(books, account, TWO, leave_out=["row1", "row2"])


def test_two_at_once_are_one(books: Books, account: ShopAccount) -> None:
	now = datetime.now(timezone.utc)
	books.orders.save_order(TWO)
	books.transfers.claim(TWO, account, CartChoice.SAME, now, now + LEASE)
	with pytest.raises(SendRunning, match=r"buyer@example\.com"):
		send(books, account, TWO)
	with pytest.raises(SendRunning):
		send(books, account, TWO, choice=CartChoice.NEW)


# a shop with habits of its own


class OddShop:
	"""A shop that does as the sandbox's does, but for what a test makes it do otherwise."""

	def __init__(self, shop: Any, **odd: Any) -> None:
		self._shop = shop
		self.__dict__.update(odd)

	def __getattr__(self, name: str) -> Any:
		return getattr(self._shop, name)


def odd_tools(books: Books, account: ShopAccount, **odd: Any) -> SendTools:
	tools = books.tools(account)
	return replace(tools, shop=OddShop(tools.shop, **odd))


@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.BROKEN_JSON])
def test_a_cart_whose_key_was_lost_is_told_of(
	books: Books, account: ShopAccount, sandbox: SandboxServer, kind: FaultKind
) -> None:
	"""The first insert makes the cart: when its answer is lost, there is one that nobody knows."""
	sandbox.faults.add(Fault(kind, path="insert"))
	with pytest.raises((OutcomeUnknown, UnexpectedResponse), match="Mouser may have made a cart") as raised:
		send(books, account, TWO)
	assert len(held(sandbox)) == 1
	failed = books.transfers.current(TWO.name, account.name)
	assert failed is not None and failed.message == str(raised.value)
	assert send(books, account, TWO).state is SupplierCartState.SENT


def test_an_order_that_never_got_to_its_first_call_can_be_sent_again_at_once(
	books: Books, account: ShopAccount
) -> None:
	"""Whatever broke, a database that went away or a fault of the program: the order isn't held until the lease ends."""
	send(books, account, TWO)

	def gone(_key: str) -> Cart:
		raise ConnectionResetError

	with pytest.raises(ConnectionResetError):
		send_order(odd_tools(books, account, read=gone), TWO, account)
	freed = books.transfers.current(TWO.name, account.name)
	assert freed is not None and freed.state is not SupplierCartState.SENDING
	assert send(books, account, TWO).state is SupplierCartState.SENT


def test_an_insert_that_lands_late_is_put_right(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	"""It times out, isn't in the cart yet, is made again, and then the first one lands as well."""
	small = replace(account, batch_size=1)
	real = books.tools(small).shop
	late: list[tuple[Any, Any]] = []

	def insert(cart: Cart, items: Any) -> Any:
		if not late:
			late.append((cart, items))
			raise OutcomeUnknown(msg("lost"))
		filled = real.insert(cart, items)
		if len(late) == 1:
			late.append(("landed", None))
			real.insert(*late[0])
		return filled

	books.orders.save_order(TWO)
	done = send_order(odd_tools(books, small, insert=insert), TWO, small)
	assert held(sandbox) == [{RESISTOR: 100, CAPACITOR: 5}]
	assert done.state is SupplierCartState.SENT


def test_an_ordered_cart_is_not_filled_again_after_a_failed_try_either(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	done = send(books, account, TWO)
	sandbox.faults.add(Fault(FaultKind.STATUS, status=401, path="update"))
	more = order(line(1, RESISTOR, "200"), line(2, CAPACITOR, "5"))
	with pytest.raises(NotAuthorised):
		send(books, account, more)
	sandbox._app.shop.order(done.cart_key)
	with pytest.raises(SendRefused, match="choose a new cart"):
		send(books, account, more)
	assert held(sandbox) == [{}]


def test_a_number_that_the_shop_spells_otherwise_is_not_sent_twice(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	def respelled(cart: Cart) -> Cart:
		return replace(cart, lines=tuple(replace(one, sku=one.sku.replace("-", " ")) for one in cart.lines))

	real = books.tools(account).shop
	odd = {
		"create": lambda label, items: NewCart(respelled(real.create(label, items).cart), tuple(items)),
		"read": lambda key: respelled(real.read(key)),
	}
	books.orders.save_order(TWO)
	for _press in range(3):
		assert send_order(odd_tools(books, account, **odd), TWO, account).state is SupplierCartState.SENT
	assert held(sandbox) == [{RESISTOR: 100, CAPACITOR: 5}]


@pytest.mark.parametrize(
	("one", "other"),
	[("700-MAX232CPE", "700-MAX232CPE+"), ("603-ESD5Z5.0", "603-ESD5Z50"), ("603-A/B", "603-AB")],
)
def test_signs_that_tell_parts_apart_are_not_passed_over(one: str, other: str) -> None:
	lines = (CartLine(one, 1, unit_price=Decimal(1)), CartLine(other, 1, unit_price=Decimal(9)))
	cart = Cart("key", "", "USD", lines)
	assert [cart.line(sku).unit_price for sku in (one, other)] == [1, 9]  # type: ignore[union-attr]


def test_what_the_shop_does_not_show_is_not_inserted_again(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	real = books.tools(account).shop

	def hidden(cart: Cart) -> Cart:
		return replace(cart, lines=cart.lines[:1])

	odd = {
		"create": lambda label, items: NewCart(hidden(real.create(label, items).cart), tuple(items)),
		"read": lambda key: hidden(real.read(key)),
	}
	books.orders.save_order(TWO)
	done = send_order(odd_tools(books, account, **odd), TWO, account)
	assert held(sandbox) == [{RESISTOR: 100, CAPACITOR: 5}]
	assert (done.state, done.lines[1].state) == (SupplierCartState.SENT_WITH_ERRORS, LineState.REFUSED)


def test_another_cart_than_the_orders_stops_everything(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	real = books.tools(account).shop
	small = replace(account, batch_size=1)
	books.orders.save_order(TWO)
	odd = {"insert": lambda _cart, items: real.create(LABEL, items).cart}
	with pytest.raises(SendRefused, match="another cart"):
		send_order(odd_tools(books, small, **odd), TWO, small)


def test_what_the_buyer_added_of_a_refused_part_stays(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	done = send(books, account, order(line(1, RESISTOR, "100"), line(2, BY_TENS, "3")))
	put_by_hand(books, account, done.cart_key, [CartItem(BY_TENS, 50, "by hand")])
	send(books, account, order(line(1, RESISTOR, "100")))
	assert held(sandbox) == [{RESISTOR: 100, BY_TENS: 50}]


# faults


@pytest.mark.parametrize(
	("fault", "error"),
	[
		(Fault(FaultKind.STATUS, status=500, times=-1), OutcomeUnknown),
		(Fault(FaultKind.STATUS, status=503, times=-1), OutcomeUnknown),
		(Fault(FaultKind.STATUS, status=429, retry_after=900, times=-1), RateLimited),
		(Fault(FaultKind.STATUS, status=401, times=-1), NotAuthorised),
		(Fault(FaultKind.CUT, times=-1), OutcomeUnknown),
		(Fault(FaultKind.CUT_AFTER, times=-1), OutcomeUnknown),
		(Fault(FaultKind.BROKEN_JSON, times=-1), UnexpectedResponse),
		(Fault(FaultKind.HTML, times=-1), UnexpectedResponse),
		(Fault(FaultKind.EMPTY, times=-1), UnexpectedResponse),
		(Fault(FaultKind.MISSING_FIELDS, fields=("CartKey",), times=-1), UnexpectedResponse),
		# Longer than the timeout, and over before the buyer presses again.
		(Fault(FaultKind.LATENCY, seconds=0.6, times=-1), OutcomeUnknown),
	],
	ids=lambda value: value.kind.value if isinstance(value, Fault) else value.__name__,
)
@pytest.mark.parametrize("step", [0, 1, 2])
def test_broken_off_at_any_step_it_is_continued_and_nothing_is_doubled(
	books: Books,
	account: ShopAccount,
	sandbox: SandboxServer,
	catalogue: Catalogue,
	fault: Fault,
	error: type[Exception],
	step: int,
) -> None:
	"""The shop breaks from some call on; the buyer presses again when it is well."""
	wanted = many(catalogue, 30)
	small = replace(account, batch_size=10, timeout=0.4)
	sandbox.faults.add(replace(fault, skip=step))
	with pytest.raises(error) as raised:
		send(books, small, wanted)
	assert str(raised.value).startswith("Supplier Account Mouser US")
	failed = books.transfers.current(wanted.name, small.name)
	assert failed is not None
	assert failed.state is SupplierCartState.FAILED
	assert failed.message == str(raised.value)
	assert bool(failed.cart_key) == (step > 0)
	sandbox.faults.clear()
	done = send(books, small, wanted)
	assert done.state is SupplierCartState.SENT
	assert done.name == failed.name
	final = {row["MouserPartNumber"]: row["Quantity"] for row in sandbox.state["carts"][done.cart_key]}
	assert final == {one.sku: 10 for one in wanted.lines}


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.CUT_AFTER, FaultKind.BROKEN_JSON, FaultKind.EMPTY])
@pytest.mark.parametrize("step", [1, 2])
def test_a_single_hiccup_is_looked_into_and_overcome(
	books: Books,
	account: ShopAccount,
	sandbox: SandboxServer,
	catalogue: Catalogue,
	kind: FaultKind,
	step: int,
) -> None:
	"""One answer is lost after the insert took effect, or before: either way the cart ends up right, unasked."""
	wanted = many(catalogue, 30)
	sandbox.faults.add(Fault(kind, skip=step))
	done = send(books, replace(account, batch_size=10), wanted)
	assert done.state is SupplierCartState.SENT
	assert held(sandbox) == [{one.sku: 10 for one in wanted.lines}]


class Killed(BaseException):
	"""The end of a process, from one moment to the next."""


class DyingStore:
	"""A transfer store whose process is killed after so many saves: nothing is written from then on."""

	def __init__(self, store: SupplierCartStore, saves: int) -> None:
		self._store = store
		self._left = saves

	def __getattr__(self, name: str) -> Any:
		return getattr(self._store, name)

	def save(self, transfer: SupplierCart) -> None:
		if not self._left:
			raise Killed
		self._left -= 1
		self._store.save(transfer)


@pytest.mark.parametrize("saves", [0, 1, 2, 3])
def test_a_process_that_is_killed_leaves_a_transfer_that_can_be_continued(
	books: Books, account: ShopAccount, sandbox: SandboxServer, catalogue: Catalogue, saves: int
) -> None:
	wanted = many(catalogue, 30)
	small = replace(account, batch_size=10)
	books.orders.save_order(wanted)
	tools = books.tools(small)
	with pytest.raises(Killed):
		send_order(replace(tools, transfers=DyingStore(tools.transfers, saves)), wanted, small)
	with pytest.raises(SendRunning):
		send(books, small, wanted)
	later = replace(tools, now=lambda: datetime.now(timezone.utc) + LEASE + timedelta(seconds=1))
	done = send_order(later, wanted, small)
	assert done.state is SupplierCartState.SENT
	linked = {row["MouserPartNumber"]: row["Quantity"] for row in sandbox.state["carts"][done.cart_key]}
	assert linked == {one.sku: 10 for one in wanted.lines}


def test_an_interrupted_transfer_can_be_continued_at_once(books: Books, account: ShopAccount) -> None:
	def interrupt(transfer: SupplierCart) -> None:
		if transfer.done_calls == 1 and transfer.state is SupplierCartState.SENDING:
			raise KeyboardInterrupt

	books.orders.save_order(TWO)
	with pytest.raises(KeyboardInterrupt):
		send_order(replace(books.tools(account), progress=interrupt), TWO, account)
	assert send(books, account, TWO).state is SupplierCartState.SENT


def test_leftovers_of_a_try_that_died_are_taken_out_later(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	send(books, account, TWO)
	sandbox.faults.add(Fault(FaultKind.STATUS, status=401, path="remove", times=1))
	shorter = order(line(1, RESISTOR, "100"))
	with pytest.raises(NotAuthorised):
		send(books, account, shorter)
	assert held(sandbox) == [{RESISTOR: 100, CAPACITOR: 5}]
	send(books, account, shorter)
	assert held(sandbox) == [{RESISTOR: 100}]


def test_a_line_left_out_on_a_second_send_says_that_it_was_removed(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	send(books, account, TWO)
	done = send(books, account, TWO, leave_out=["row2"])
	assert held(sandbox) == [{RESISTOR: 100}]
	assert [(one.state, one.note) for one in done.lines] == [
		(LineState.IN_CART, ""),
		(LineState.LEFT_OUT, "Removed at the supplier, as the line was left out."),
	]
	again = send(books, account, TWO, leave_out=["row2"])
	assert again.lines[1].note == ""


def test_a_line_left_out_whose_part_another_line_has_was_not_removed(
	books: Books, account: ShopAccount
) -> None:
	twice = order(line(1, RESISTOR, "100"), line(2, RESISTOR, "50"))
	send(books, account, twice)
	done = send(books, account, twice, leave_out=["row2"])
	assert done.lines[1].note == ""


def test_what_was_removed_before_a_try_broke_off_is_told_by_the_next(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	three = order(line(1, RESISTOR, "100"), line(2, CAPACITOR, "5"), line(3, DEAR, "1"))
	send(books, account, three)
	sandbox.faults.add(Fault(FaultKind.STATUS, status=401, path="remove", skip=1, times=1))
	with pytest.raises(NotAuthorised):
		send(books, account, three, leave_out=["row2", "row3"])
	done = send(books, account, three, leave_out=["row2", "row3"])
	assert all("Removed at the supplier" in one.note for one in done.lines[1:])


def test_a_part_that_left_the_order_is_named_when_it_is_removed(books: Books, account: ShopAccount) -> None:
	send(books, account, TWO)
	done = send(books, account, order(line(1, RESISTOR, "100")))
	assert done.note == f"Removed at the supplier, as no line of {TWO.name} has it any more: {CAPACITOR}."
	assert send(books, account, order(line(1, RESISTOR, "100"))).note == ""


@pytest.mark.parametrize(
	("changes", "error"),
	[
		({"credentials": keys(cart_key="wrong")}, NotAuthorised),
		({"credentials": keys()}, NotAuthorised),
		({"credentials": keys(cart_key="sandbox-search-only-key")}, NotAuthorised),
		({"base_url": "http://127.0.0.1:9/api"}, Unavailable),
	],
)
def test_an_account_that_does_not_work_says_so_in_one_sentence(
	books: Books, account: ShopAccount, changes: dict[str, Any], error: type[SupplierConnectError]
) -> None:
	with pytest.raises(error) as raised:
		send(books, replace(account, **changes), TWO)
	sentence = str(raised.value)
	assert "Mouser US" in sentence
	assert "\n" not in sentence
	assert "wrong" not in sentence


def test_a_spent_quota_says_when_there_is_a_new_one(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	sandbox.limits = Limits(per_minute=0, per_day=1)
	send(books, account, TWO)
	with pytest.raises(QuotaExhausted, match="00:00 UTC"):
		send(books, account, TWO)
	kept = books.transfers.current(TWO.name, account.name)
	assert kept is not None
	assert kept.state is SupplierCartState.SENT


def test_an_error_of_our_own_is_kept_as_failed_too(
	books: Books, account: ShopAccount, catalogue: Catalogue
) -> None:
	def stumble(transfer: SupplierCart) -> None:
		if transfer.state is SupplierCartState.SENDING and transfer.done_calls == 1:
			raise ZeroDivisionError

	wanted = many(catalogue, 250)
	books.orders.save_order(wanted)
	with pytest.raises(ZeroDivisionError):
		send_order(replace(books.tools(account), progress=stumble), wanted, account)
	failed = books.transfers.current("PO-00001", account.name)
	assert failed is not None
	assert failed.state is SupplierCartState.FAILED
	assert "Send the order again" in failed.message
