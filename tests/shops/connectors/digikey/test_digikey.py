"""The DigiKey connector against a running shop: searches, packings, lists, and what it says of errors."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import requests
from support.digikey_samples import connect, digikey_account
from support.samples import Books, keys, line, order

from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.errors import (
	CartNotFound,
	NotAuthorised,
	QuotaExhausted,
	RateLimited,
	RejectedInput,
	SupplierConnectError,
	TokenRevoked,
	UnexpectedResponse,
)
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.catalogue.parts import Lifecycle
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import CartChoice, CartItem, LineState, SupplierCart, SupplierCartState
from supplier_connect.shops.model.offer import Offer, Packing, price_at
from supplier_connect.shops.model.order import Order
from supplier_connect.shops.services.cart.send_order import send_order

MPN = "RC0402FR-1310KL"


def offers_of(books: Books, account: ShopAccount, mpn: str = MPN) -> dict[Packing | None, Offer]:
	return {offer.packing: offer for offer in books.shop(account).by_part_numbers([mpn])}


def dk_order(*lines: object, **changes: object) -> Order:
	return order(*lines, supplier="DigiKey", **changes)  # type: ignore[arg-type]


def send(books: Books, account: ShopAccount, of: Order, **how: object) -> SupplierCart:
	books.orders.save_order(of)
	return send_order(books.tools(account), of, account, **how)  # type: ignore[arg-type]


def calls_since(server: SandboxServer, count: int) -> list[str]:
	return [f"{call['method']} {call['path']}" for call in server.state["calls"][count:]]


# search


def test_every_packing_is_an_offer_of_its_own(books: Books, digikey: SandboxServer) -> None:
	offers = offers_of(books, digikey_account(digikey))
	reel, tape, custom = offers[Packing.REEL], offers[Packing.CUT_TAPE], offers[Packing.CUSTOM_REEL]
	assert len({reel.sku, tape.sku, custom.sku}) == 3
	assert (reel.minimum, reel.multiple) == (10_000, 10_000)
	assert (tape.minimum, tape.multiple, tape.fee) == (1, None, None)
	assert custom.fee == Decimal("7.0")
	assert price_at(reel.breaks, 100) is None
	assert price_at(tape.breaks, 100) is not None
	assert tape.purchase(100).cost < custom.purchase(100).cost  # type: ignore[operator]


def test_a_number_of_one_packing_finds_that_packing_only(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey)
	tape = offers_of(books, account)[Packing.CUT_TAPE]
	found = books.shop(account).by_part_numbers([tape.sku.lower(), "NO-SUCH-PART-ND", "NO SUCH MPN"])
	assert [offer.sku for offer in found] == [tape.sku]


def test_numbers_with_slashes_and_plusses_are_found(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey)
	odd = [part.mpn for part in digikey.catalogue if set("/+#, ") & set(part.mpn)][:5]
	for mpn in odd:
		offers = books.shop(account).by_part_numbers([mpn])
		assert {offer.mpn for offer in offers} == {mpn}
		for offer in offers:
			assert [one.sku for one in books.shop(account).by_part_numbers([offer.sku])] == [offer.sku]


def test_prices_made_for_the_account_come_first(books: Books, digikey: SandboxServer) -> None:
	usual = offers_of(books, digikey_account(digikey))[Packing.CUT_TAPE]
	own = offers_of(books, digikey_account(digikey, customer_id="10001"))[Packing.CUT_TAPE]
	assert price_at(own.breaks, 1) < price_at(usual.breaks, 1)  # type: ignore[operator]


def test_a_search_pages_and_leaves_the_marketplace_out(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey)
	offers = books.shop(account).by_keyword("resistor", 70)
	assert len({offer.mpn for offer in offers}) > 50
	assert len({(offer.mpn, offer.manufacturer) for offer in offers}) <= 70
	assert not any(offer.marketplace for offer in offers)
	every = books.shop(replace(account, marketplace=True)).by_keyword("resistor", 70)
	assert any(offer.marketplace for offer in every)


def test_prices_bear_the_currency_that_was_honoured(books: Books, digikey: SandboxServer) -> None:
	euros = offers_of(books, digikey_account(digikey, country="DE", currency="EUR"))
	francs = offers_of(books, digikey_account(digikey, country="US", currency="CHF"))
	assert {offer.currency for offer in euros.values()} == {"EUR"}
	assert {offer.currency for offer in francs.values()} == {"USD"}


def test_what_is_told_of_a_part_is_kept(books: Books, digikey: SandboxServer) -> None:
	tape = offers_of(books, digikey_account(digikey))[Packing.CUT_TAPE]
	told = {parameter.name: parameter.value for parameter in tape.parameters}
	assert told["Resistance"] == "10 kOhms"
	assert tape.lifecycle == "Active"
	assert tape.lead_time_days and tape.lead_time_days % 7 == 0
	assert tape.category.endswith("Chip Resistor - Surface Mount")
	assert tape.stock and tape.rohs and tape.url and tape.datasheet_url.startswith("http")


# lists


def test_a_list_is_named_after_the_order_and_read_back(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	offers = offers_of(books, connected)
	tape, reel = offers[Packing.CUT_TAPE], offers[Packing.REEL]
	before = len(digikey.state["calls"])
	done = send(
		books,
		connected,
		dk_order(
			line(1, tape.sku, "100"), line(2, reel.sku, "100"), line(3, "NO-SUCH-ND"), line(4, MPN, "5")
		),
	)
	good, small, unknown, by_mpn = done.lines
	assert (done.cart_name, done.currency) == ("PO-00001-01", "USD")
	assert done.cart_url.endswith(f"/en/mylists/list/{done.cart_key}")
	assert (good.state, good.unit_price) == (LineState.IN_CART, price_at(tape.breaks, 100))
	assert (small.state, small.unit_price) == (LineState.REFUSED, None)
	assert "DigiKey sells 10000 at least" in small.error
	assert unknown.error == "DigiKey doesn't know NO-SUCH-ND."
	assert "manufacturer part number only" in by_mpn.error
	assert done.state is SupplierCartState.SENT_WITH_ERRORS
	rows = digikey.state["carts"][done.cart_key]
	# A full reel for a hundred pieces is nothing to leave in a list that is ordered with one click.
	assert [row["CustomerReference"] for row in rows] == ["IPN-1", "IPN-3"]
	assert len(calls_since(digikey, before)) == 4 + 2
	assert rows[0]["Notes"] == "PO-00001: 1"


def test_the_packing_preferred_holds_where_the_number_leaves_it_open(
	books: Books, connected: ShopAccount
) -> None:
	tape = offers_of(books, connected)[Packing.CUT_TAPE]
	preferring = replace(connected, packing=Packing.CUT_TAPE)
	done = send(books, preferring, dk_order(line(1, MPN, "100")))
	assert done.lines[0].unit_price == price_at(tape.breaks, 100)
	assert tape.sku in done.lines[0].note
	assert done.state is SupplierCartState.SENT


# lines that have a manufacturer part number only


def test_a_line_with_only_an_mpn_is_sent_and_says_which_sku_it_became(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	tape = offers_of(books, connected)[Packing.CUT_TAPE]
	done = send(books, connected, dk_order(line(1, "", "100", mpn=f" {MPN} ", manufacturer="YAGEO")))
	(row,) = digikey.state["carts"][done.cart_key]
	assert (row["RequestedPartNumber"], row["ManufacturerName"]) == (MPN, "YAGEO")
	(sent,) = done.lines
	assert (sent.state, sent.sku, sent.chosen_sku) == (LineState.IN_CART, MPN, tape.sku)
	assert (done.state, sent.unit_price) == (SupplierCartState.SENT, price_at(tape.breaks, 100))
	assert tape.sku in sent.note


def test_a_packing_that_a_part_does_not_come_in_is_not_told_of_it(
	books: Books, connected: ShopAccount
) -> None:
	(sent,) = send(books, connected, dk_order(line(1, "", "100", mpn="22-05-3021"))).lines
	assert "(Bag)" in sent.note
	assert sent.packing is None


def test_the_preferred_packing_comes_before_cut_tape(books: Books, connected: ShopAccount) -> None:
	custom = offers_of(books, connected)[Packing.CUSTOM_REEL]
	preferring = replace(connected, packing=Packing.CUSTOM_REEL)
	assert send(books, preferring, dk_order(line(1, "", "100", mpn=MPN))).lines[0].chosen_sku == custom.sku


def test_a_packing_that_is_not_sold_in_the_quantity_names_one_that_is(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	tape = offers_of(books, connected)[Packing.CUT_TAPE]
	preferring = replace(connected, packing=Packing.REEL)
	done = send(books, preferring, dk_order(line(1, "", "100", mpn=MPN)))
	(sent,) = done.lines
	assert sent.state is LineState.REFUSED
	assert "DigiKey sells 10000 at least" in sent.error
	assert f"{tape.sku} (Cut Tape) is sold from 1 on" in sent.error
	assert digikey.state["carts"][done.cart_key] == []


def test_a_line_by_mpn_is_brought_up_to_date_and_taken_out_like_others(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	send(books, connected, dk_order(line(1, "", "100", mpn=MPN), line(2, "", "5", mpn="LMK107BJ475KAHT")))
	done = send(books, connected, dk_order(line(1, "", "200", mpn=MPN)))
	(row,) = digikey.state["carts"][done.cart_key]
	assert (row["RequestedPartNumber"], row["Quantity"], row["SelectedPackType"]) == (MPN, 200, "CT")
	named = send(books, connected, dk_order(line(1, done.lines[0].chosen_sku, "200")))
	(row,) = digikey.state["carts"][done.cart_key]
	assert (row["RequestedPartNumber"], named.lines[0].chosen_sku) == (named.lines[0].sku, "")


def test_an_mpn_that_digikey_does_not_know_is_told(books: Books, connected: ShopAccount) -> None:
	done = send(books, connected, dk_order(line(1, "", "1", mpn="NO SUCH MPN")))
	assert done.lines[0].error == "DigiKey doesn't know NO SUCH MPN."
	assert done.lines[0].chosen_sku == ""


def test_sending_again_sets_the_same_list_and_a_new_one_has_the_next_number(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	offers = offers_of(books, connected)
	tape, custom = offers[Packing.CUT_TAPE].sku, offers[Packing.CUSTOM_REEL].sku
	first = send(books, connected, dk_order(line(1, tape, "100"), line(2, custom, "50")))
	again = send(
		books, connected, dk_order(line(1, tape, "200"), line(3, capacitor_tape(books, connected), "5"))
	)
	assert (again.cart_key, again.cart_name) == (first.cart_key, "PO-00001-01")
	rows = {row["RequestedPartNumber"]: row["Quantity"] for row in digikey.state["carts"][first.cart_key]}
	assert rows == {tape: 200, capacitor_tape(books, connected): 5}
	third = send(books, connected, dk_order(line(1, tape, "100")), choice=CartChoice.NEW)
	assert (third.cart_name, third.note) == ("PO-00001-02", "")
	assert len(digikey.state["lists"]) == 2


def capacitor_tape(books: Books, account: ShopAccount) -> str:
	return offers_of(books, account, "LMK107BJ475KAHT")[Packing.CUT_TAPE].sku


@pytest.mark.parametrize(("taken", "name", "most_calls"), [(1, "PO-00001-02", 7), (120, "PO-00001-121", 20)])
def test_taken_names_are_jumped_over_and_told(
	books: Books, connected: ShopAccount, digikey: SandboxServer, taken: int, name: str, most_calls: int
) -> None:
	names = [f"PO-00001-{number:02d}" for number in range(1, taken + 1)]
	requests.post(f"{digikey.base_url}/_sandbox/names", json={"names": names}, timeout=5).raise_for_status()
	tape = offers_of(books, connected)[Packing.CUT_TAPE].sku
	before = len(digikey.state["calls"])
	done = send(books, connected, dk_order(line(1, tape, "10")))
	assert done.cart_name == name
	assert names[-1] in done.note and name in done.note
	assert len(calls_since(digikey, before)) <= most_calls


def test_a_name_that_is_taken_in_between_is_passed_over(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	tape = offers_of(books, connected)[Packing.CUT_TAPE].sku
	shop = books.tools(connected).shop
	shop._is_free = lambda _name: True  # type: ignore[attr-defined]
	requests.post(f"{digikey.base_url}/_sandbox/names", json={"names": ["PO-00001-01"]}, timeout=5)
	of = dk_order(line(1, tape, "10"))
	books.orders.save_order(of)
	done = send_order(replace(books.tools(connected), shop=shop), of, connected)
	assert done.cart_name == "PO-00001-02"


@pytest.mark.parametrize("client", ["sandbox", "second"])
def test_the_id_of_a_new_list_is_read_in_both_shapes(
	books: Books, digikey: SandboxServer, client: str
) -> None:
	account = digikey_account(digikey, client)
	connect(books, digikey, account)
	tape = offers_of(books, account)[Packing.CUT_TAPE].sku
	assert send(books, account, dk_order(line(1, tape, "10"))).state is SupplierCartState.SENT


def test_300_lines_take_few_calls(books: Books, connected: ShopAccount, digikey: SandboxServer) -> None:
	skus: list[str] = []
	for offer in books.shop(connected).by_keyword("resistor", 400):
		if offer.packing is Packing.CUT_TAPE and offer.lifecycle == "Active":
			skus.append(offer.sku)
	wanted = skus[:300]
	assert len(wanted) == 300
	before = len(digikey.state["calls"])
	done = send(books, connected, dk_order(*(line(i, sku, "10") for i, sku in enumerate(wanted, start=1))))
	assert len(calls_since(digikey, before)) <= 1 + 3 + 3
	assert done.state is SupplierCartState.SENT
	# DigiKey rounds the price of a line to cents.
	assert abs(done.total - sum(row.total for row in done.lines)) < Decimal("0.005") * 300  # type: ignore[operator, misc]


def test_an_obsolete_part_says_so(books: Books, connected: ShopAccount, catalogue: Catalogue) -> None:
	part = next(part for part in catalogue if part.lifecycle is Lifecycle.OBSOLETE)
	offers = books.shop(connected).by_part_numbers([part.mpn])
	number = offers[0].sku if offers else part.mpn
	done = send(books, connected, dk_order(line(1, number, "10")))
	assert done.lines[0].state is LineState.REFUSED
	assert done.lines[0].error == f"{number} is obsolete: DigiKey no longer sells it."
	assert done.lines[0].unit_price is None


def test_an_empty_list_is_filled(books: Books, connected: ShopAccount, digikey: SandboxServer) -> None:
	"""The list was made, then the transfer broke off."""
	tape = offers_of(books, connected)[Packing.CUT_TAPE].sku
	digikey.faults.add(Fault(FaultKind.STATUS, status=403, path="/parts", method="POST"))
	of = dk_order(line(1, tape, "10"))
	with pytest.raises(NotAuthorised):
		send(books, connected, of)
	done = send(books, connected, of)
	assert done.state is SupplierCartState.SENT
	assert [entry["name"] for entry in digikey.state["lists"]] == ["PO-00001-01"]


def test_a_deleted_list_is_told(books: Books, connected: ShopAccount, digikey: SandboxServer) -> None:
	shop = books.shop(connected)
	with pytest.raises(CartNotFound, match="doesn't know this list"):
		shop.read("00000000-0000-0000-0000-000000000000")


def test_a_currency_that_is_not_honoured_is_told_and_labelled(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey, country="US", currency="CHF")
	connect(books, digikey, account)
	tape = offers_of(books, account)[Packing.CUT_TAPE].sku
	done = send(books, account, dk_order(line(1, tape, "10"), currency="CHF"))
	assert done.currency == "USD"
	assert done.note.startswith("DigiKey answers in USD, not in CHF")


def test_owner_and_creator_go_along(books: Books, connected: ShopAccount, digikey: SandboxServer) -> None:
	tape = offers_of(books, connected)[Packing.CUT_TAPE].sku
	named = replace(connected, cart_owner="Purchasing", created_by="erp")
	send(books, named, dk_order(line(1, tape, "10")))
	kept = digikey.state["lists"][0]
	assert (kept["owner"], kept["created_by"]) == ("Purchasing", "erp")


@pytest.mark.parametrize(
	"fault",
	[
		Fault(FaultKind.CUT_AFTER, path="/parts", method="POST"),
		Fault(FaultKind.CUT, path="/parts", method="POST"),
		Fault(FaultKind.BROKEN_JSON, path="/parts", method="POST"),
		Fault(FaultKind.CUT_AFTER, path="/parts", method="GET", times=2),
		Fault(FaultKind.STATUS, status=503, path="/mylists", times=2),
		Fault(FaultKind.STATUS, status=429, retry_after=1, path="/mylists"),
		Fault(FaultKind.CUT_AFTER, path="/lists$", method="POST"),
		Fault(FaultKind.MISSING_FIELDS, fields=("PartsList",), path="/parts", method="GET"),
	],
	ids=lambda fault: f"{fault.kind.value} {fault.method} {fault.path}",
)
def test_whatever_breaks_each_line_is_in_the_list_once(
	books: Books, connected: ShopAccount, digikey: SandboxServer, fault: Fault
) -> None:
	offers = offers_of(books, connected)
	of = dk_order(line(1, offers[Packing.CUT_TAPE].sku, "10"), line(2, capacitor_tape(books, connected), "5"))
	digikey.faults.add(fault)
	done = None
	for _try in range(3):
		try:
			done = send(books, connected, of)
			break
		except SupplierConnectError:
			continue
	assert done is not None and done.state is SupplierCartState.SENT
	rows = digikey.state["carts"][done.cart_key]
	assert sorted(row["Quantity"] for row in rows) == [5, 10]


def test_a_line_that_is_there_twice_is_taken_out_once(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	tape = offers_of(books, connected)[Packing.CUT_TAPE].sku
	of = dk_order(line(1, tape, "10"))
	done = send(books, connected, of)
	shop = books.shop(connected)
	shop.insert(shop.read(done.cart_key), [CartItem(tape, 10, "IPN-1")])
	assert len(digikey.state["carts"][done.cart_key]) == 2
	send(books, connected, of)
	assert len(digikey.state["carts"][done.cart_key]) == 1


# errors


@pytest.mark.parametrize(
	("changes", "sentence"),
	[
		({"credentials": keys(client_id="wrong", client_secret="wrong")}, "Client ID and Client Secret"),
		({"credentials": keys()}, "has no Client ID"),
		({"customer_id": "99999"}, "Customer ID"),
	],
)
def test_wrong_keys_and_organisations_are_told(
	books: Books, digikey: SandboxServer, changes: dict[str, object], sentence: str
) -> None:
	account = digikey_account(digikey, **changes)
	with pytest.raises(NotAuthorised, match=sentence) as caught:
		books.shop(account).test_connection()
	assert "wrong" not in str(caught.value)


def test_nobody_has_connected_yet(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey)
	assert books.shop(account).test_connection() == ("search",)
	with pytest.raises(NotAuthorised, match="nobody has connected it"):
		send(books, account, dk_order(line(1, "X-ND", "1")))


def test_a_sign_in_without_the_right_to_lists_is_told(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey, "no-lists")
	connect(books, digikey, account)
	digikey.faults.add(Fault(FaultKind.STATUS, status=403, path="/mylists", times=-1))
	with pytest.raises(NotAuthorised, match="no right to MyLists"):
		send(books, account, dk_order(line(1, "X-ND", "1")))


@pytest.mark.parametrize(
	("client", "api"), [("unsubscribed", "Product Information V4"), ("no-lists", "MyLists")]
)
def test_an_app_that_is_not_subscribed_is_told_at_once_and_not_to_connect_again(
	books: Books, digikey: SandboxServer, client: str, api: str
) -> None:
	account = digikey_account(digikey, client)
	connect(books, digikey, account)
	before = len(digikey.state["calls"])
	with pytest.raises(NotAuthorised, match=f"doesn't let its app use {api}") as caught:
		books.shop(account).test_connection()
	assert not isinstance(caught.value, TokenRevoked)
	assert "subscribed" in str(caught.value) and "onnect" not in str(caught.value)
	# No token is renewed: another one would be refused as well.
	assert digikey.state["sign_ins"]["granted"] == {"authorization_code": 1}
	assert len(calls_since(digikey, before)) == (1 if client == "unsubscribed" else 2)


def test_a_client_id_that_is_not_the_tokens_is_told_as_such(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey)
	connect(books, digikey, account)
	mistyped = replace(account, credentials=keys(client_id="sandbox-client", client_secret="x"))
	with pytest.raises(NotAuthorised, match="Check the Client ID on the account") as caught:
		books.shop(mistyped).by_keyword("resistor", 1)
	assert not isinstance(caught.value, TokenRevoked)
	assert books.shop(account).by_keyword("resistor", 1)


def test_a_total_that_lags_behind_does_not_fail_an_order(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	offers = offers_of(books, connected)
	of = dk_order(line(1, offers[Packing.CUT_TAPE].sku, "10"), line(2, capacitor_tape(books, connected), "5"))
	for lag in (2, 1, -3):
		requests.post(
			f"{digikey.base_url}/_sandbox/total-parts", json={"lag": lag}, timeout=5
		).raise_for_status()
		assert send(books, connected, of).state is SupplierCartState.SENT
	(rows,) = digikey.state["carts"].values()
	assert [row["Quantity"] for row in rows] == [10, 5]


def test_a_list_of_another_organisation_is_told(books: Books, connected: ShopAccount) -> None:
	with pytest.raises(NotAuthorised, match="Customer ID"):
		books.shop(replace(connected, customer_id="99999")).try_lists()  # type: ignore[attr-defined]


def test_the_day_is_over_when_digikey_says_so(books: Books, digikey: SandboxServer) -> None:
	digikey.limits = Limits(0, 5, 0, 0)
	account = digikey_account(digikey)
	shop = books.shop(account)
	for _call in range(5):
		shop.by_keyword("resistor", 1)
	before = len(digikey.state["calls"])
	for _call in range(2):
		with pytest.raises(QuotaExhausted, match="calls of today are spent"):
			shop.by_keyword("resistor", 1)
	assert calls_since(digikey, before) == []


def test_a_burst_is_waited_for(books: Books, digikey: SandboxServer) -> None:
	digikey.limits = Limits(3, 0, 0, 0)
	shop = books.shop(replace(digikey_account(digikey), patience=0.0, limits=CallLimits()))
	with pytest.raises(RateLimited, match="asks to wait"):
		for _call in range(5):
			shop.by_keyword("resistor", 1)
	assert books.naps == []


@pytest.mark.parametrize(
	("fields", "missing"),
	[
		(("Products",), "Products"),
		(("ProductVariations",), "ProductVariations"),
		(("PartsList",), "PartsList"),
	],
)
def test_an_answer_that_lacks_something_is_not_taken_for_none(
	books: Books, connected: ShopAccount, digikey: SandboxServer, fields: tuple[str, ...], missing: str
) -> None:
	tape = offers_of(books, connected)[Packing.CUT_TAPE].sku
	done = send(books, connected, dk_order(line(1, tape, "10")))
	digikey.faults.add(Fault(FaultKind.MISSING_FIELDS, fields=fields, times=-1))
	with pytest.raises(UnexpectedResponse, match=missing):
		books.shop(connected).by_keyword("resistor", 1)
		books.shop(connected).read(done.cart_key)


def test_input_that_is_refused_is_told_in_digikeys_words(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	done = send(books, connected, dk_order(line(1, offers_of(books, connected)[Packing.CUT_TAPE].sku, "10")))
	problem = {"Field": "languageIso", "Message": "The value 'xx' is not a language."}
	told = {"StatusCode": 400, "ErrorMessage": "Invalid", "ValidationErrors": [problem]}
	digikey.faults.add(Fault(FaultKind.STATUS, path="lists", status=400, body=told))
	with pytest.raises(RejectedInput, match="languageIso"):
		books.shop(connected).read(done.cart_key)


@pytest.mark.parametrize(
	("language", "told"), [("de", "de"), ("de-AT", "de"), ("zh-TW", "zht"), ("nb", "no"), ("fa", "en")]
)
def test_digikey_is_asked_in_the_language_of_the_account(
	books: Books, connected: ShopAccount, language: str, told: str
) -> None:
	asked: list[str] = []
	shop = books.shop(replace(connected, language=language))
	send_call = shop._api._session.send
	shop._api._session.send = lambda call: (
		asked.append(call.headers["X-DIGIKEY-Locale-Language"]) or send_call(call)
	)
	shop.by_keyword("resistor", 1)
	assert asked == [told]
