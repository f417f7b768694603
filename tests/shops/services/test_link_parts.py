"""Supplier parts are found by the whole manufacturer part number, at the best terms."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from support.samples import CAPACITOR, RESISTOR, Books, line, order

from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.offer import Offer, PriceBreak
from supplier_connect.shops.services.cart.link_parts import (
	best_offer,
	lines_without_part,
	link_parts,
	same_number,
)


def offer(sku: str, price: str | None, **terms: object) -> Offer:
	breaks = (PriceBreak(1, Decimal(price)),) if price else ()
	return replace(Offer(sku, "ABC-1", "X", "", "USD", breaks=breaks, stock=1000), **terms)


def test_lines_get_the_parts_of_their_makers_numbers(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	wanted = order(
		line(1, "", mpn="RC0402FR-1310KL"),
		line(2, "", mpn="lmk107bj475kaht"),
		line(3, "", mpn="NO-SUCH-PART"),
		line(4, ""),
		line(5, RESISTOR, mpn="RC0402FR-1310KL"),
	)
	linked = link_parts(books.shop(account), books.parts, account.name, wanted)
	assert [(one.line.number, one.offer.sku if one.offer else None) for one in linked] == [
		(1, RESISTOR),
		(2, CAPACITOR),
		(3, None),
	]
	assert [row.number for row in lines_without_part(linked)] == [3]
	assert {part.sku for part in books.parts.known_parts(account.name, {"IPN-1", "IPN-2", "IPN-3"}, ())} == {
		RESISTOR,
		CAPACITOR,
	}
	assert len(sandbox.state["calls"]) == 1


def test_linking_again_asks_only_for_what_is_missing(
	books: Books, account: ShopAccount, sandbox: SandboxServer
) -> None:
	wanted = order(line(1, "", mpn="RC0402FR-1310KL"))
	link_parts(books.shop(account), books.parts, account.name, wanted)
	assert link_parts(books.shop(account), books.parts, account.name, wanted) == ()
	assert len(sandbox.state["calls"]) == 1


def test_the_cheapest_that_covers_the_need_wins() -> None:
	need = line(1, "", "10", mpn="ABC-1")
	reel = offer("REEL", "0.01", minimum=3000, multiple=3000, stock=100_000)
	cut = offer("CUT", "0.10")
	assert best_offer(need, [reel, cut]).sku == "CUT"  # type: ignore[union-attr]
	assert best_offer(replace(need, quantity=Decimal(3000)), [reel, replace(cut, stock=9000)]).sku == "REEL"  # type: ignore[union-attr]


def test_an_unknown_price_or_stock_never_wins() -> None:
	need = line(1, "", "10", mpn="ABC-1")
	assert best_offer(need, [offer("UNPRICED", None), offer("DEAR", "99")]).sku == "DEAR"  # type: ignore[union-attr]
	assert best_offer(need, [offer("GONE", "1", stock=None), offer("HERE", "2")]).sku == "HERE"  # type: ignore[union-attr]
	assert best_offer(need, [offer("OTHER", "1", mpn="ABC-10")]) is None


def test_an_offer_of_which_the_shop_sells_fewer_never_wins() -> None:
	need = line(1, "", mpn="ABC-1", quantity=Decimal(100))
	few = replace(offer("FEW", "1"), maximum=50)
	assert best_offer(need, [few, offer("PLENTY", "2")]).sku == "PLENTY"  # type: ignore[union-attr]


def test_separators_and_case_do_not_count_but_all_else_does() -> None:
	assert same_number("LPC1768FBD100,551", "lpc1768fbd100551")
	assert same_number("CAT24M01YI−GT3", "CAT24M01YI-GT3")
	assert not same_number("PCA6408APW", "PCA6408APW,118")


def test_a_point_between_figures_tells_parts_apart() -> None:
	assert not same_number("SMAJ5.0A", "SMAJ50A")
	assert same_number("SMAJ5.0A", "smaj5.0a")
	need = line(1, "", "10", mpn="SMAJ5.0A")
	assert best_offer(need, [offer("50-VOLTS", "1", mpn="SMAJ50A")]) is None
