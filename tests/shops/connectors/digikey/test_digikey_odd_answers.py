"""Lists and searches when DigiKey answers in ways that can happen, but shouldn't."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from support.digikey_samples import connect, digikey_account
from support.samples import Books, line, order

from supplier_connect.core.http.exchange import Call, Response
from supplier_connect.core.model.errors import (
	QuotaExhausted,
	RejectedInput,
	SupplierConnectError,
	Unavailable,
	UnexpectedResponse,
)
from supplier_connect.core.model.messages import plain
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.digikey.errors import NameTaken, check_answer
from supplier_connect.shops.connectors.digikey.lists import ListCarts
from supplier_connect.shops.connectors.digikey.products import ProductSearch, offer_of
from supplier_connect.shops.connectors.digikey.wire import ProductWire, _count
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import (
	Cart,
	CartItem,
	CartLine,
	LineState,
	SupplierCart,
	SupplierCartState,
	matched,
)
from supplier_connect.shops.model.offer import Offer, Packing
from supplier_connect.shops.model.order import Order
from supplier_connect.shops.services.cart.link_parts import link_parts
from supplier_connect.shops.services.cart.send_order import send_order
from supplier_connect.workbench.stores.calls import SqliteCallLog

MPN = "RC0402FR-1310KL"


class Told:
	"""An API that answers as a test says."""

	def __init__(self, account: ShopAccount, answer: Callable[[Call], Any]) -> None:
		self.account = account
		self._answer = answer
		self.calls: list[Call] = []

	def as_person(self, call: Call) -> Response:
		self.calls.append(call)
		assert len(self.calls) < 50, "no end"
		return Response(200, {}, self._answer(call))

	as_anyone = as_person


def part(number: int, **changes: object) -> dict[str, Any]:
	option = {"DigiKeyPartNumber": f"P{number}-ND", "CalculatedUnitPrice": 1, "PackType": "CT"}
	return {
		"UniqueId": f"u{number}",
		"RequestedPartNumber": f"P{number}-ND",
		"DigiKeyPartNumber": f"P{number}-ND",
		"Quantities": [{"QuantityRequested": 1, "SelectedPackOptionIndex": 0, "PackOptions": [option]}],
		**changes,
	}


def lists(account: ShopAccount, answer: Callable[[Call], Any]) -> ListCarts:
	return ListCarts(Told(account, answer), lambda: "USD")  # type: ignore[arg-type]


def offers_of(books: Books, account: ShopAccount, mpn: str = MPN) -> dict[Packing | None, Offer]:
	return {offer.packing: offer for offer in books.shop(account).by_part_numbers([mpn])}


def dk_order(*lines: object, **changes: object) -> Order:
	return order(*lines, supplier="DigiKey", **changes)  # type: ignore[arg-type]


def send(books: Books, account: ShopAccount, of: Order) -> SupplierCart:
	books.orders.save_order(of)
	return send_order(books.tools(account), of, account)


@pytest.fixture
def account(digikey: SandboxServer) -> ShopAccount:
	return digikey_account(digikey)


# pages


def _from(call: Call) -> int:
	return int(str(call.query["startIndex"]))


@pytest.mark.parametrize(
	"answer",
	[
		lambda _call: {"PartsList": [part(n) for n in range(100)]},
		lambda _call: {"PartsList": [part(n) for n in range(100)], "TotalParts": 10**9},
		lambda _call: {"PartsList": [part(n) for n in range(40)], "TotalParts": 300},
		lambda call: {
			"PartsList": [part(n) for n in (range(100) if _from(call) == 0 else range(99, 149))],
			"TotalParts": 150,
		},
	],
	ids=["no end", "total lies", "same page", "shifted"],
)
def test_pages_that_do_not_go_together_are_told(account: ShopAccount, answer: Callable[[Call], Any]) -> None:
	with pytest.raises(UnexpectedResponse, match="don't go together"):
		lists(account, answer).read("key")


@pytest.mark.parametrize("count", [0, 3, 100, 130])
@pytest.mark.parametrize("lag", [-50, -1, 1, 2, 29, 130])
def test_a_total_that_lags_does_not_fail_the_reading(account: ShopAccount, count: int, lag: int) -> None:
	def answer(call: Call) -> Any:
		start = _from(call)
		lines = [part(n) for n in range(start, min(count, start + 100))]
		return {"PartsList": lines, "TotalParts": max(count - lag, 0)}

	assert len(lists(account, answer).read("key").lines) == count


def test_a_total_that_lags_by_just_the_last_page_hides_nothing_that_was_put_in(account: ShopAccount) -> None:
	def answer(call: Call) -> Any:
		if call.method == "POST":
			return ["id"] * 130
		return {
			"PartsList": [part(n) for n in range(_from(call), min(130, _from(call) + 100))],
			"TotalParts": 100,
		}

	shop = lists(account, answer)
	shop.insert(Cart("key", "", "USD", ()), [CartItem(f"P{n}-ND", 1, "") for n in range(130)])
	assert len(shop.read("key").lines) == 130


def test_a_list_that_changes_while_its_total_lags_is_told(account: ShopAccount) -> None:
	calls = iter(range(1, 50))
	shop = lists(account, lambda _call: {"PartsList": [part(n) for n in range(next(calls))], "TotalParts": 0})
	with pytest.raises(UnexpectedResponse, match="don't go together"):
		shop.read("key")


@pytest.mark.parametrize("size", [50, 100, 7])
def test_a_server_that_gives_smaller_pages_is_read_to_the_end(account: ShopAccount, size: int) -> None:
	def answer(call: Call) -> Any:
		start = _from(call)
		return {"PartsList": [part(n) for n in range(start, min(130, start + size))], "TotalParts": 130}

	assert len(lists(account, answer).read("key").lines) == 130


def test_a_missing_total_ends_at_a_page_that_is_not_full(account: ShopAccount) -> None:
	def answer(call: Call) -> Any:
		return {"PartsList": [part(n) for n in range(_from(call), min(130, _from(call) + 100))]}

	assert len(lists(account, answer).read("key").lines) == 130


# lines


def test_a_line_without_an_id_is_left_alone(account: ShopAccount) -> None:
	api = Told(account, lambda _call: {"PartsList": [part(1, UniqueId=None)]})
	shop = ListCarts(api, lambda: "USD")  # type: ignore[arg-type]
	cart = shop.read("key")
	with pytest.raises(UnexpectedResponse, match="doesn't tell the id"):
		shop.remove(cart, cart.lines[0])
	assert [call.method for call in api.calls] == ["GET"]


def test_a_price_of_nothing_is_no_price(account: ShopAccount) -> None:
	free = part(1)
	free["Quantities"][0]["PackOptions"][0]["CalculatedUnitPrice"] = 0
	told = lists(account, lambda _call: {"PartsList": [free]}).read("key").lines[0]
	assert (told.unit_price, told.total) == (None, None)
	assert "no price" in str(told.notes[0])


def test_the_price_of_another_packing_is_told(account: ShopAccount) -> None:
	other = part(1, RequestedPartNumber="P1-CT-ND", ManufacturerPartNumber="MPN1")
	told = lists(account, lambda _call: {"PartsList": [other]}).read("key").lines[0]
	assert "The price is that of P1-ND" in str(told.notes[0])


@pytest.mark.parametrize(
	("wanted", "held", "found"),
	[
		(["399-1367-1-ND", "399-13671-ND"], ["399-13671-ND"], {"399-13671-nd": "399-13671-ND"}),
		(["A-1"], ["A 1"], {"a-1": "A 1"}),
		(["A-1"], ["A1", "A 1"], {}),
		(["A-1", "A1"], ["A 1"], {}),
		(["a-1"], ["A-1", "A-1"], {"a-1": "A-1"}),
		(["A-1", "A1"], ["A-1", "A1"], {"a-1": "A-1", "a1": "A1"}),
	],
)
def test_numbers_are_the_same_only_without_doubt(
	wanted: list[str], held: list[str], found: dict[str, str]
) -> None:
	lines = [CartLine(sku, 1) for sku in held]
	assert {sku: one.sku for sku, one in matched(wanted, lines).items()} == found


def test_numbers_that_differ_in_a_hyphen_stay_two(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	of = dk_order(line(1, "399-1367-1-ND", "10"), line(2, "399-13671-ND", "500"))
	for _time in range(2):
		done = send(books, connected, of)
		assert [one.error for one in done.lines] == [
			"DigiKey doesn't know 399-1367-1-ND.",
			"DigiKey doesn't know 399-13671-ND.",
		]
		rows = digikey.state["carts"][done.cart_key]
		assert {row["RequestedPartNumber"]: row["Quantity"] for row in rows} == {
			"399-1367-1-ND": 10,
			"399-13671-ND": 500,
		}


def test_a_refused_line_leaves_the_list_with_the_order(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	offers = offers_of(books, connected)
	tape, reel = offers[Packing.CUT_TAPE].sku, offers[Packing.REEL].sku
	first = send(books, connected, dk_order(line(1, tape, "10"), line(2, reel, "100")))
	assert first.lines[1].state is LineState.REFUSED
	done = send(books, connected, dk_order(line(1, tape, "10")))
	assert [row["RequestedPartNumber"] for row in digikey.state["carts"][done.cart_key]] == [tape]


def test_a_removal_that_arrived_twice_is_done(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	offers = offers_of(books, connected)
	tape, custom = offers[Packing.CUT_TAPE].sku, offers[Packing.CUSTOM_REEL].sku
	send(books, connected, dk_order(line(1, tape, "10"), line(2, custom, "1000")))
	digikey.faults.add(Fault(FaultKind.CUT_AFTER, path="/parts/", method="DELETE"))
	done = send(books, connected, dk_order(line(1, tape, "10")))
	assert done.state is SupplierCartState.SENT
	assert len(digikey.state["carts"][done.cart_key]) == 1


def test_each_changed_line_renews_the_lease(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	skus = [
		offer.sku
		for offer in books.shop(connected).by_keyword("resistor", 20)
		if offer.packing is Packing.CUT_TAPE and offer.lifecycle == "Active"
	][:8]
	send(books, connected, dk_order(*(line(n, sku, "10") for n, sku in enumerate(skus, start=1))))
	told: list[tuple[int, int]] = []
	tools = replace(
		books.tools(connected), progress=lambda one: told.append((one.done_calls, one.planned_calls))
	)
	of = dk_order(*(line(n, sku, "20") for n, sku in enumerate(skus, start=1)))
	books.orders.save_order(of)
	send_order(tools, of, connected)
	assert [done for done, planned in told if planned == 8][:9] == list(range(9))


# trouble of our own


def test_a_store_that_fails_does_not_make_a_call_twice(
	books: Books, connected: ShopAccount, digikey: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
	tape = offers_of(books, connected)[Packing.CUT_TAPE].sku
	keep, troubles = SqliteCallLog.record, [1]

	def record(self: SqliteCallLog, call: Any) -> None:
		if call.method == "POST" and call.path.endswith("/parts") and troubles:
			troubles.pop()
			raise Unavailable(plain("The file can't be used: database is locked."))
		keep(self, call)

	monkeypatch.setattr(SqliteCallLog, "record", record)
	of = dk_order(line(1, tape, "10"))
	with pytest.raises(Unavailable, match="locked"):
		send(books, connected, of)
	done = send(books, connected, of)
	assert [row["Quantity"] for row in digikey.state["carts"][done.cart_key]] == [10]


# currency


@pytest.mark.parametrize("country", ["AR", "BG", "CL", "IS"])
def test_a_list_bears_the_currency_that_a_search_told(
	books: Books, digikey: SandboxServer, country: str
) -> None:
	account = digikey_account(digikey, country=country, currency="")
	connect(books, digikey, account)
	tape = offers_of(books, account)[Packing.CUT_TAPE]
	done = send(books, account, dk_order(line(1, tape.sku, "100"), currency=account.shop_currency))
	assert done.currency == tape.currency
	assert bool(done.note) == (tape.currency != account.shop_currency)


def test_a_note_goes_with_its_reason(books: Books, digikey: SandboxServer) -> None:
	francs = digikey_account(digikey, country="US", currency="CHF")
	connect(books, digikey, francs)
	of = dk_order(line(1, offers_of(books, francs)[Packing.CUT_TAPE].sku, "10"))
	assert send(books, francs, of).note
	done = send(books, replace(francs, currency="USD"), of)
	assert (done.currency, done.note) == ("USD", "")


def test_a_currency_that_can_not_be_asked_leaves_the_list_sent(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	tape = offers_of(books, connected)[Packing.CUT_TAPE].sku
	elsewhere = replace(connected, country="DE", currency="USD")
	digikey.faults.add(Fault(FaultKind.STATUS, status=503, path="/products", times=-1))
	done = send(books, elsewhere, dk_order(line(1, tape, "10")))
	assert (done.state, done.currency) == (SupplierCartState.SENT, "")
	assert "which currency" in done.note


# searches


@pytest.mark.parametrize(
	"changes",
	[
		{"Description": None},
		{"Manufacturer": None},
		{"ProductStatus": None},
		{"Category": None, "Classifications": None, "Parameters": None},
		{"Ncnr": ""},
		{"ManufacturerLeadWeeks": "n/a", "DateLastBuyChance": "soon"},
	],
	ids=str,
)
def test_one_odd_field_does_not_hide_a_part(account: ShopAccount, changes: dict[str, object]) -> None:
	variation = {"DigiKeyProductNumber": "X-ND", "PackageType": None, "MarketPlace": ""}
	product = {"ManufacturerProductNumber": "X", "ProductVariations": [variation], **changes}
	api = Told(account, lambda _call: {"Products": [product], "SearchLocaleUsed": None})
	found = ProductSearch(api).by_keyword("x", 1)  # type: ignore[arg-type]
	assert [offer.sku for offer in found] == ["X-ND"]


@pytest.mark.parametrize(
	("told", "count"),
	[
		("2,500", 2500),
		("10 Weeks", 10),
		(Decimal("1E+3"), 1000),
		("1 000", 1000),
		(5.0, 5),
		("", None),
		(None, None),
		(True, None),
		("-3", None),
		("2.5", None),
		(999_999_999, None),
		("1,2,3", None),
	],
)
def test_counts_are_whole_or_unknown(told: object, count: int | None) -> None:
	assert _count(told) == count


@pytest.mark.parametrize("price", [float("nan"), float("inf"), "NaN"])
def test_a_price_that_is_no_number_is_none(price: object) -> None:
	product = ProductWire.model_validate(
		{
			"ManufacturerProductNumber": "X",
			"ProductVariations": [
				{
					"DigiKeyProductNumber": "X-CT",
					"StandardPricing": [{"BreakQuantity": 1, "UnitPrice": price}],
				}
			],
		}
	)
	assert offer_of(product, product.ProductVariations[0], "USD").breaks == ()


def offer_in(identity: int | None, name: str, **changes: object) -> Offer:
	"""An offer of this package type, by 2,500 and from 7,500 on."""
	variation = {
		"DigiKeyProductNumber": "X-ND",
		"PackageType": {"Id": identity, "Name": name},
		"MinimumOrderQuantity": 7500,
		"StandardPackage": 2500,
	}
	product = ProductWire.model_validate(
		{"ManufacturerProductNumber": "X", "ProductVariations": [variation], **changes}
	)
	return offer_of(product, product.ProductVariations[0], "USD")


@pytest.mark.parametrize(
	("identity", "name"), [(1, "Band & Spule (TR)"), (4, "Band & Schachtel (TB)"), (None, "Tape & Box (TB)")]
)
def test_reels_and_boxes_of_tape_are_sold_by_the_standard_package(identity: int | None, name: str) -> None:
	offer = offer_in(identity, name)
	assert [offer.order_quantity(needed) for needed in (1, 7600, 10_000)] == [7500, 10_000, 10_000]


@pytest.mark.parametrize(
	("identity", "packing"),
	[
		(1, Packing.REEL),
		(2, Packing.CUT_TAPE),
		(3, Packing.BULK),
		(4, Packing.BOX),
		(6, Packing.TUBE),
		(17, Packing.TRAY),
		(61, Packing.BOX),
		(62, Packing.BAG),
		(243, Packing.CUSTOM_REEL),
	],
)
def test_a_packing_is_known_by_its_id_in_every_language(identity: int, packing: Packing) -> None:
	assert offer_in(identity, "どんな名前でも").packing is packing


@pytest.mark.parametrize(
	("status", "words"),
	[(0, "Active"), (1, "Obsolete"), (2, "Discontinued at DigiKey"), (4, "End of Life"), (99, "Nouveau")],
)
def test_a_status_is_known_by_its_id_in_every_language(status: int, words: str) -> None:
	told = offer_in(1, "", ProductStatus={"Id": status, "Status": "Nouveau"})
	assert told.lifecycle == words


@pytest.mark.parametrize(
	("options", "state", "sentence"),
	[([], LineState.REFUSED, "no longer sells"), (None, LineState.IN_CART, "the last of it")],
)
def test_a_part_that_digikey_discontinued_says_so(
	account: ShopAccount, options: list[Any] | None, state: LineState, sentence: str
) -> None:
	told = part(1, PartStatusCode=2)
	if options is not None:
		told["Quantities"][0]["PackOptions"] = options
	(line_told,) = lists(account, lambda _call: {"PartsList": [told], "TotalParts": 1}).read("key").lines
	(words,) = line_told.errors if state is LineState.REFUSED else line_told.notes
	assert "P1-ND is discontinued at DigiKey" in str(words) and sentence in str(words)


def test_what_was_linked_before_a_quota_ended_is_kept(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey)
	offers = books.shop(account).by_keyword("resistor", 40)
	mpns = list(dict.fromkeys(offer.mpn for offer in offers))[:25]
	digikey.faults.add(Fault(FaultKind.STATUS, status=503, skip=15, path="/products", times=-1))
	of = dk_order(*(line(n, "", mpn=mpn) for n, mpn in enumerate(mpns, start=1)))
	with pytest.raises(SupplierConnectError):
		link_parts(books.shop(account), books.parts, account.name, of)
	assert len(books.parts.offers(account.name)) == 10


def test_one_number_that_is_refused_hides_no_other(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey)
	digikey.faults.add(Fault(FaultKind.STATUS, status=400, path="/products", times=2))
	found = books.shop(account).by_part_numbers(["BAD NUMBER", MPN])
	assert {offer.mpn for offer in found} == {MPN}


# words of errors


@contextmanager
def answering(status: int, body: bytes, headers: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
	"""A server that gives tokens and refuses all else so; its address, and the paths it was asked for."""
	asked: list[str] = []
	token = json.dumps({"access_token": "t" * 20, "expires_in": 600}).encode()

	class Handler(BaseHTTPRequestHandler):
		def do_POST(self) -> None:
			self.rfile.read(int(self.headers.get("Content-Length") or 0))
			is_token = "oauth2" in self.path
			if not is_token:
				asked.append(self.path)
			content = token if is_token else body
			self.send_response(200 if is_token else status)
			for name, value in {} if is_token else headers.items():
				self.send_header(name, value)
			self.send_header("Content-Length", str(len(content)))
			self.end_headers()
			self.wfile.write(content)

		def log_message(self, *_args: Any) -> None:
			pass

	with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
		Thread(target=server.serve_forever, daemon=True).start()
		yield f"http://127.0.0.1:{server.server_port}", asked
		server.shutdown()


@pytest.mark.parametrize(
	("body", "headers"),
	[
		(b"Daily Ratelimit exceeded", {}),
		(b'{"title": "Too Many Requests", "detail": "Daily Ratelimit exceeded"}', {"Retry-After": "40000"}),
	],
	ids=["text", "json"],
)
def test_a_day_that_is_over_is_remembered(
	books: Books, account: ShopAccount, body: bytes, headers: dict[str, str]
) -> None:
	with answering(429, body, headers) as (address, asked):
		shop = books.shop(replace(account, base_url=address))
		for _call in range(3):
			with pytest.raises(QuotaExhausted):
				shop.by_keyword("x", 1)
	assert len(asked) == 1


def test_a_name_that_is_refused_for_another_reason_is_not_taken(account: ShopAccount) -> None:
	said = {
		"ErrorMessage": "Bad request",
		"ValidationErrors": [{"Field": "ListName", "Message": "at most 50 signs"}],
	}
	with pytest.raises(RejectedInput, match="at most 50 signs") as caught:
		check_answer(account, Call("POST", "/mylists/v1/lists"), Response(400, {}, said))
	assert not isinstance(caught.value, NameTaken)


@pytest.mark.parametrize(
	"data", [{"ValidationErrors": 1}, {"errors": "x"}, [], None, "words", {"ValidationErrors": [None]}]
)
def test_errors_in_odd_shapes_are_errors(account: ShopAccount, data: object) -> None:
	with pytest.raises(RejectedInput):
		check_answer(account, Call("GET", "/x"), Response(400, {}, data))


def test_a_line_put_in_by_hand_with_our_number_is_counted_once(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	tape = offers_of(books, connected)[Packing.CUT_TAPE].sku
	of = dk_order(line(1, tape, "10"))
	done = send(books, connected, of)
	shop = books.shop(connected)
	shop.insert(shop.read(done.cart_key), [CartItem(tape.lower(), 3, "by hand")])
	send(books, connected, of)
	assert [row["Quantity"] for row in digikey.state["carts"][done.cart_key]] == [10]
