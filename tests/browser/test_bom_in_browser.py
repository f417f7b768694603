"""What a BOM costs: looked up, kept, read again, printed, exported and ordered, by people with one role each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from desk_page import ENGINEER, Desk
from order_lines import Board
from site_under_test import Site

from supplier_connect.sandbox.frame.server import SandboxServer

pytestmark = pytest.mark.browser

_COST = "Supplier BOM Cost"
_BOARD = "BOARD-60"
_UNKNOWN = "LKP-50001"
_ITEM_MANAGER = "bom-items@browser-tests.example"
# What ERPNext takes for an order of 60 lines, on a slow machine.
_SLOW_MS = 120_000
_BUYER = "bom-buyer@browser-tests.example"


@pytest.fixture(scope="module")
def bom(site: Site, board: Board, shop: SandboxServer, digikey: SandboxServer) -> str:
	"""A BOM of 60 lines: parts of a real board, values that are to be reviewed, and one that nobody sells."""
	site.do("mouser", base_url=shop.api_url)
	site.do("digikey", base_url=digikey.api_url, connected=True)
	site.do("people", roles={_ITEM_MANAGER: ["Item Manager"], _BUYER: ["Purchase User"]})
	items = board.bom_items()
	for code, name, mpn, maker in items:
		site.do("lookup_item", code=code, name=name)
		if mpn:
			site.do("maker_number", item=code, mpn=mpn, maker=maker)
	site.do("lookup_item", code=_UNKNOWN, name="qqqzzz")
	site.do("lookup_item", code=_BOARD, name="Glasgow, a digital interface explorer")
	lines = [{"item_code": code, "qty": number % 5 + 1} for number, (code, *_rest) in enumerate(items)]
	return str(site.do("bom", item=_BOARD, lines=[*lines, {"item_code": _UNKNOWN, "qty": 1}]))


@pytest.fixture(scope="module")
def kept(site: Site, bom: str) -> str:
	"""The costs of this BOM, for 1, 25 and 1,000."""
	return str(site.do("bom_cost", bom=bom, quantities=[1, 25, 1000]))


def open_dialog(desk: Desk, bom: str) -> None:
	"""Open "Find Supplier Parts" on a BOM."""
	desk.open("BOM", bom)
	desk.page.wait_for_function("() => cur_frm.custom_buttons['Find Supplier Parts']")
	desk.press("Find Supplier Parts")
	desk.dialog.locator("[name=quantities]").wait_for()


def open_cost(desk: Desk, name: str) -> Any:
	"""Open kept costs; the box with them."""
	desk.open(_COST, name)
	box = desk.page.locator("[data-fieldname=result]")
	box.locator(".sc-bom-lines").wait_for()
	return box


def visible_lines(box: Any) -> int:
	"""How many lines are shown."""
	return int(box.locator(".sc-bom-lines tbody tr:visible").count())


def create(desk: Desk, doctype: str) -> None:
	"""Choose what is made of the costs; returns when its plan is shown."""
	desk.press(doctype, "Create")
	desk.dialog.locator(
		"[data-fieldname=plan] .sc-table, [data-fieldname=plan] .sc-empty-state"
	).first.wait_for()


def test_an_engineer_costs_a_board_and_finds_it_again(
	desk: Desk, site: Site, connected_digikey: SandboxServer, bom: str
) -> None:
	desk.log_in(ENGINEER)
	open_dialog(desk, bom)
	assert "anew" not in desk.text()
	assert "Otherwise prices and stock may come from the accounts' cache." in desk.text()
	desk.dialog.locator("[name=quantities]").fill("1 25 1000")
	desk.screenshot("bom-60-start")
	desk.primary.click()
	desk.dialog.locator(".sc-bom-lines").wait_for(timeout=240_000)
	assert visible_lines(desk.dialog) >= 55
	assert "All prices were told by the suppliers for this lookup." in desk.text()
	desk.screenshot("bom-60-costs")
	without = desk.dialog.locator("[data-numbers]").first
	without.click()
	count = visible_lines(desk.dialog)
	assert 1 <= count < 10
	assert "Lines without a price for 1" in desk.text()
	desk.screenshot("bom-60-without-price")
	desk.dialog.get_by_role("button", name="Show All Lines").click()
	assert visible_lines(desk.dialog) >= 55
	desk.primary.click()
	desk.page.wait_for_function("() => cur_frm?.doctype === 'Supplier BOM Cost'")
	box = desk.page.locator("[data-fieldname=result]")
	box.locator(".sc-bom-lines").wait_for()
	desk.screenshot("bom-cost-form")
	name = desk.page.evaluate("() => cur_frm.doc.name")
	desk.open("BOM", bom)
	desk.page.locator(".document-link[data-doctype='Supplier BOM Cost']").first.wait_for(state="attached")
	assert name in site.do("bom_costs", bom=bom)


@pytest.mark.parametrize("user", [_ITEM_MANAGER, _BUYER], ids=["item-manager", "purchase-user"])
def test_who_has_one_role_reads_prints_and_exports_the_costs(
	desk: Desk, site: Site, kept: str, user: str, tmp_path: Path
) -> None:
	desk.log_in(user)
	who = "buyer" if user == _BUYER else "item-manager"
	desk.page.goto(f"{site.address}/app/supplier-bom-cost")
	desk.page.locator(".list-row", has_text=kept).first.wait_for()
	assert desk.page.locator(".list-row .indicator-pill", has_text="Incomplete").count() >= 1
	desk.screenshot(f"bom-cost-list-{who}")
	box = open_cost(desk, kept)
	assert re.search("For 1.000", box.inner_text())
	desk.screenshot(f"bom-cost-{who}")
	buttons = desk.page.evaluate("() => Object.keys(cur_frm.custom_buttons)")
	assert ("Purchase Order" in buttons) is (user == _BUYER)
	assert "Look Up Again" not in buttons
	with desk.page.expect_download() as started:
		desk.page.get_by_role("button", name="Download CSV").click()
	started.value.save_as(tmp_path / "costs.csv")
	text = (tmp_path / "costs.csv").read_text(encoding="utf-8-sig")
	assert text.count("\n") >= 56
	assert "Unit Price (1000)" in text
	desk.page.goto(f"{site.address}/printview?doctype={_COST}&name={kept}&trigger_print=0")
	printed = desk.page.locator(".print-format")
	printed.wait_for()
	for words in (_BOARD, "Settled Parts", "Unit Price", _UNKNOWN, "Nothing Found"):
		assert words in printed.inner_text()
	desk.page.screenshot(path=str(desk.screenshots / f"bom-cost-print-{who}.png"), full_page=True)


def test_a_buyer_makes_orders_and_requests_of_them(desk: Desk, site: Site, kept: str) -> None:
	desk.log_in(_BUYER)
	open_cost(desk, kept)
	create(desk, "Purchase Order")
	desk.screenshot("bom-order-plan")
	desk.dialog.locator("[data-fieldname=quantity] select").select_option("25")
	desk.dialog.locator("input[data-fieldname=with_review]").check()
	desk.wait_for("1 line is left out")
	desk.screenshot("bom-order-plan-25")
	desk.dialog.locator(".modal-footer .btn-primary").click()
	desk.dialog.locator("text=Created as drafts").wait_for(timeout=_SLOW_MS)
	desk.screenshot("bom-orders-made")
	orders = site.do("made_of_bom", doctype="Purchase Order", owner=_BUYER)
	assert len(orders) >= 1
	assert {order["docstatus"] for order in orders} == {0}
	lines = sum(len(order["items"]) for order in orders)
	assert lines >= 50
	assert all(row["supplier_part_no"] for order in orders for row in order["items"])
	open_cost(desk, kept)
	create(desk, "Request for Quotation")
	assert re.search(r"Create (\d+ )?Requests? for Quotation", desk.primary.inner_text())
	desk.screenshot("bom-request-plan")
	desk.primary.click()
	desk.page.wait_for_function("() => cur_frm?.doctype === 'Request for Quotation'", timeout=_SLOW_MS)
	desk.screenshot("bom-request-made")
	requests = site.do("made_of_bom", doctype="Request for Quotation", owner=_BUYER)
	assert requests
	assert {request["docstatus"] for request in requests} == {0}


def test_an_order_that_can_not_be_made_says_why_and_leaves_nothing(desk: Desk, site: Site, kept: str) -> None:
	site.do("made_of_bom", doctype="Purchase Order", owner=_BUYER)
	site.do("hold_suppliers", on_hold=1)
	try:
		desk.log_in(_BUYER)
		open_cost(desk, kept)
		create(desk, "Purchase Order")
		desk.primary.click()
		desk.dialog.locator("[data-error]").wait_for(timeout=_SLOW_MS)
		assert "is blocked so this transaction cannot proceed" in desk.text()
		desk.screenshot("bom-order-refused")
		assert site.do("made_of_bom", doctype="Purchase Order", owner=_BUYER) == []
		assert desk.primary.is_enabled()
	finally:
		site.do("hold_suppliers", on_hold=0)


def test_there_may_be_nothing_to_buy(desk: Desk, site: Site, bom: str) -> None:
	name = site.do(
		"bom_cost", bom=site.do("bom", item=_BOARD, lines=[{"item_code": _UNKNOWN, "qty": 1}]), quantities=[1]
	)
	desk.log_in(_BUYER)
	box = open_cost(desk, name)
	assert "Nothing Found" in box.inner_text()
	create(desk, "Purchase Order")
	desk.wait_for("There is nothing to buy")
	assert desk.primary.is_disabled()
	desk.screenshot("bom-nothing-to-buy")


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_window_shows_all_of_it(desk: Desk, site: Site, kept: str) -> None:
	desk.log_in(_BUYER)
	box = open_cost(desk, kept)
	assert desk.page.evaluate("() => document.documentElement.scrollWidth") <= 420
	desk.screenshot("bom-cost-narrow-top")
	box.locator(".sc-table-box").first.scroll_into_view_if_needed()
	desk.screenshot("bom-cost-narrow")
	box.locator("[data-numbers]").first.click()
	assert 1 <= visible_lines(box) < 10
	desk.screenshot("bom-cost-narrow-without-price")
	create(desk, "Purchase Order")
	desk.fits()
	desk.screenshot("bom-order-narrow")
