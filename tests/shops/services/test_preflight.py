"""What a buyer is told before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from support.samples import BY_TENS, CAPACITOR, RESISTOR, Books, line, order

from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.protocols import Shop
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import Severity
from supplier_connect.shops.model.offer import Offer, Packing
from supplier_connect.shops.model.order import Order, OrderState
from supplier_connect.shops.services.cart.preflight import Preflight, about_own_cart, check_order
from supplier_connect.shops.services.cart.send_order import send_order

ACCOUNT = "Mouser US"
Look = Callable[..., Preflight]


@pytest.fixture
def shop(books: Books, account: ShopAccount) -> Shop:
	return books.shop(account)


@pytest.fixture
def look(books: Books, account: ShopAccount, shop: Shop) -> Look:
	def check(of: Order, **changes: object) -> Preflight:
		return check_order(of, replace(account, **changes), shop.rules, books.parts)

	return check


def codes(found: Preflight) -> list[str]:
	return [finding.code for finding in found.findings]


def offer(sku: str, **terms: object) -> Offer:
	return replace(Offer(sku=sku, mpn="M", manufacturer="X", description="", currency="USD"), **terms)


def test_a_clean_order_has_nothing_to_tell_and_asks_the_shop_nothing(
	look: Look, sandbox: SandboxServer
) -> None:
	found = look(order(line(1, RESISTOR), line(2, CAPACITOR)))
	assert codes(found) == []
	assert [(parcel.sku, parcel.quantity) for parcel in found.parcels()] == [(RESISTOR, 10), (CAPACITOR, 10)]
	assert not sandbox.state["calls"]


def test_the_number_is_the_lines_own_then_the_supplier_parts_then_the_item_suppliers(
	look, books: Books
) -> None:
	books.parts.save_offers(ACCOUNT, [("IPN-1", offer("PART-1")), ("IPN-2", offer("PART-2"))])
	for item in ("IPN-1", "IPN-2", "IPN-3"):
		books.parts.save_supplier_number("Mouser", item, f"ROW-{item}")
	found = look(order(line(1, "OWN-1"), line(2, ""), line(3, ""), line(4, "")))
	assert [planned.sku for planned in found.lines] == ["OWN-1", "PART-2", "ROW-IPN-3", ""]


def test_a_manufacturer_part_number_goes_where_the_shop_takes_it(
	look: Look, books: Books, shop: Shop
) -> None:
	of = order(
		line(1, "", mpn=" RC0402 ", manufacturer="YAGEO"),
		line(2, "OWN-1", mpn="RC0402"),
		line(3, "", mpn="rc0402"),
		line(4, "", mpn="RC0402", manufacturer="Vishay"),
	)
	assert set(codes(look(of))) == {"no_number"}
	found = check_order(of, books_account(), replace(shop.rules, takes_mpn=True), books.parts)
	assert [(planned.sku, planned.by_mpn) for planned in found.lines] == [
		("RC0402", True),
		("OWN-1", False),
		("rc0402", True),
		("RC0402", True),
	]
	assert [(finding.code, finding.ref) for finding in found.findings if finding.code != "merged"] == [
		("other_maker", "row4"),
		("by_mpn", ""),
	]
	first, second = found.parcels(found.bad_refs)
	assert (first.quantity, found.item_of(first).manufacturer) == (20, "YAGEO")
	assert found.item_of(first).packing is Packing.CUT_TAPE
	assert (found.item_of(second).packing, found.item_of(second).manufacturer) == (None, "")


def books_account() -> ShopAccount:
	return ShopAccount("DigiKey US", "DigiKey", "Mouser", currency="USD")


def test_the_preferred_of_several_supplier_parts_is_taken(look: Look, books: Books) -> None:
	books.parts.save_offers(ACCOUNT, [("IPN-1", offer("FIRST")), ("IPN-1", offer("SECOND"))])
	books.parts.prefer(ACCOUNT, "IPN-1", "SECOND")
	assert look(order(line(1, ""))).lines[0].sku == "SECOND"


@pytest.mark.parametrize(
	("changes", "code", "words"),
	[
		({"sku": ""}, "no_number", "IPN-1 has no supplier part number"),
		({"quantity": Decimal(0)}, "no_quantity", "must be more than 0"),
		({"quantity": Decimal(-1)}, "no_quantity", "must be more than 0"),
		({"quantity": Decimal("2.5")}, "not_whole", r"2\.5 Nos of IPN-1 are 2\.5 Nos"),
		(
			{"quantity": Decimal("0.3"), "uom": "Reel", "conversion_factor": Decimal(5)},
			"not_whole",
			r"0\.3 Reel of IPN-1 are 1\.5 Nos",
		),
		({"sku": "CAT24M01YI−GT3"}, "bad_number", "CAT24M01YI−GT3"),
		({"sku": "x" * 41}, "bad_number", "can't be a number"),
		({"sku": "ab"}, "bad_number", "can't be a number"),
	],
)
def test_a_line_that_cannot_go_is_named(
	look: Look, changes: dict[str, object], code: str, words: str
) -> None:
	found = look(order(line(1, RESISTOR, **changes), line(2, CAPACITOR)))
	(finding,) = found.findings
	assert (finding.code, finding.severity, finding.ref) == (code, Severity.LINE, "row1")
	assert re.search(words, str(finding.message))
	assert str(finding.message).startswith("Line 1: ")
	assert found.bad_refs == {"row1"}


@pytest.mark.parametrize(
	("changes", "words"),
	[
		({"supplier": "DigiKey"}, "is an order of DigiKey"),
		({"state": OrderState.CANCELLED}, "is Cancelled"),
		({"state": OrderState.CLOSED}, "is Closed"),
		({"state": OrderState.COMPLETED}, "is Completed"),
		({"lines": ()}, "has no lines"),
	],
)
def test_an_order_that_cannot_go_is_told_why(look: Look, changes: dict[str, object], words: str) -> None:
	found = look(order(line(1, RESISTOR), **changes))
	assert words in str(found.stops[0].message)


def test_pieces_follow_the_unit_of_measure(look: Look) -> None:
	box = line(1, RESISTOR, quantity=Decimal("2.5"), uom="Box", conversion_factor=Decimal(100))
	assert look(order(box)).parcels()[0].quantity == 250


def test_lines_of_one_sku_become_one(look: Look) -> None:
	found = look(order(line(1, RESISTOR, "3"), line(2, CAPACITOR), line(3, RESISTOR.lower(), "4")))
	assert codes(found) == ["merged"]
	assert "Lines 1, 3" in str(found.findings[0].message)
	merged = found.parcels()[0]
	assert (merged.quantity, found.item_of(merged).customer_reference) == (7, "IPN-1/IPN-3")


def test_known_terms_are_held_against_the_merged_quantity(look: Look, books: Books) -> None:
	books.parts.save_offers(
		ACCOUNT, [("IPN-1", offer(BY_TENS, minimum=10, multiple=10, lifecycle="Obsolete"))]
	)
	assert codes(look(order(line(1, BY_TENS, "3")))) == ["below_minimum", "not_multiple", "ending"]
	assert codes(look(order(line(1, BY_TENS, "6"), line(2, BY_TENS, "4")))) == ["merged", "ending"]


def test_another_currency_is_a_warning(look: Look) -> None:
	(finding,) = look(order(line(1, RESISTOR), currency="EUR")).findings
	assert (finding.code, finding.severity) == ("other_currency", Severity.WARNING)
	assert "Apply Prices can convert" in str(finding.message)
	assert "EUR" in str(finding.message)
	assert codes(look(order(line(1, RESISTOR), currency="EUR"), country="DE", currency="")) == []


def test_a_long_number_of_ours_is_cut_and_said_so(look: Look) -> None:
	found = look(order(line(1, RESISTOR, item="RES*0402-10K-1%-62MW-YAGEO")))
	assert codes(found) == ["reference_changed"]
	assert found.item_of(found.parcels()[0]).customer_reference == "RES-0402-10K-1%-62MW-"


def test_a_cart_takes_only_so_many_parts(look: Look) -> None:
	many = tuple(line(number, f"SKU-{number}") for number in range(1, 401))
	found = look(order(*many))
	assert "399" in str(found.stops[0].message)


def test_a_preflight_knows_what_lies_in_the_cart_and_what_would_leave_it(
	look: Look, books: Books, account: ShopAccount
) -> None:
	before = order(line(1, RESISTOR), line(2, CAPACITOR))
	books.orders.save_order(before)
	assert about_own_cart(look(before), books.transfers) == look(before)
	send_order(books.tools(account), before, account)
	again = about_own_cart(look(order(line(1, RESISTOR), line(3, BY_TENS))), books.transfers)
	assert again.in_cart == {"row1"}
	(leaving,) = again.findings
	assert (leaving.code, leaving.severity, leaving.ref) == ("leaves_cart", Severity.WARNING, "")
	assert f"{CAPACITOR} was sent before" in str(leaving.message)


def test_nothing_leaves_a_cart_that_is_gone(look: Look, books: Books, account: ShopAccount) -> None:
	before = order(line(1, RESISTOR), line(2, CAPACITOR))
	books.orders.save_order(before)
	done = send_order(books.tools(account), before, account)
	books.transfers.save(replace(done, message="The cart no longer holds what was sent."))
	assert about_own_cart(look(before), books.transfers).in_cart == frozenset()
