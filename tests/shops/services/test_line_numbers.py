"""Numbers for order lines that have none: what is found for them, and which of those entered can be taken."""

from __future__ import annotations

import pytest
from support.digikey_samples import digikey_account
from support.samples import CAPACITOR, RESISTOR, Books, line

from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.protocols import Shop
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.services.cart.line_numbers import Entry, check_entries, look_up_lines

MPN = "RC0402FR-1310KL"


@pytest.fixture
def shop(books: Books, account: ShopAccount) -> Shop:
	return books.shop(account)


def test_all_lines_are_looked_up_in_as_few_calls_as_the_shop_takes(
	shop: Shop, sandbox: SandboxServer
) -> None:
	lines = [(line(number, ""), [f"NOTHING-{number}"]) for number in range(1, 16)]
	found = look_up_lines(shop, [*lines, (line(16, ""), [MPN]), (line(17, ""), [])])
	assert len(sandbox.state["calls"]) == 2
	assert [len(one.offers) for one in found] == [0] * 15 + [1, 0]
	assert found[15].offers[0].sku == RESISTOR


def test_lines_without_any_number_cost_no_call(shop: Shop, sandbox: SandboxServer) -> None:
	assert look_up_lines(shop, [(line(1, ""), [])])[0].offers == ()
	assert sandbox.state["calls"] == []


@pytest.mark.parametrize("typed", [RESISTOR.lower(), MPN, MPN.replace("-", "\u2010")])
def test_a_line_is_found_by_either_number_as_people_write_them(shop: Shop, typed: str) -> None:
	(found,) = look_up_lines(shop, [(line(1, ""), [typed, typed])])
	assert [offer.sku for offer in found.offers] == [RESISTOR]
	assert len(found.numbers) == 1


def test_the_best_offer_comes_first(books: Books, digikey: SandboxServer) -> None:
	(found,) = look_up_lines(books.shop(digikey_account(digikey)), [(line(1, "", "100"), [MPN])])
	costs = [offer.purchase(100).cost for offer in found.offers]
	assert len(costs) > 1
	assert costs[0] == min(cost for cost in costs if cost is not None)


def test_what_is_for_the_line_alone_is_not_asked_for(shop: Shop, sandbox: SandboxServer) -> None:
	checked = check_entries(shop, shop.rules, [Entry(line(1, ""), "603-ANYTHING")])
	assert (checked.problems, checked.offers) == ((), {})
	assert sandbox.state["calls"] == []


def test_everything_that_is_wrong_is_told_at_once(shop: Shop) -> None:
	entries = [
		Entry(line(1, ""), "603-NOTHING", keep=True),
		Entry(line(2, ""), MPN, keep=True),
		Entry(line(3, ""), CAPACITOR, keep=True, mpns=("OTHER",)),
		Entry(line(4, ""), RESISTOR, keep=True, mpns=(MPN,)),
	]
	checked = check_entries(shop, shop.rules, entries)
	assert [(one.line.number, one.mpn) for one in checked.problems] == [
		(1, ""),
		(2, ""),
		(3, "LMK107BJ475KAHT"),
	]
	accepted = check_entries(shop, shop.rules, entries[2:], ["LMK107BJ475KAHT"])
	assert accepted.problems == ()
	assert [offer.sku for offer in accepted.offers.values()] == [CAPACITOR, RESISTOR]
