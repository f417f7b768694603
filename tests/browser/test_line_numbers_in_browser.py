"""Lines without a supplier part number, as a buyer with the role Purchase User alone meets them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from desk_page import CLERK, READER, Desk
from order_lines import Board
from site_under_test import Site

from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer

pytestmark = pytest.mark.browser

_SKU = "603-RC0402FR-1310KL"
_SETTINGS = re.compile(r"No permission for \w+ Settings")


@pytest.fixture
def desk(desk: Desk) -> Desk:
	"""The Desk as somebody sees it who buys and does nothing else."""
	desk.log_in(CLERK)
	# Some versions of ERPNext say this by themselves to such people, whenever a Purchase Order is opened.
	message = desk.page.locator(".modal.show:has(.msgprint)", has_text=_SETTINGS)
	desk.page.add_locator_handler(message, lambda box: box.locator(".btn-modal-close").click())
	return desk


def _order(site: Site, board: Board, known: int, unknown: int) -> dict[str, Any]:
	"""An order with lines that have a number, and others that have none: every other one with an MPN."""
	for number in range(unknown):
		site.do("item", code=_code(number))
	bare = [
		{
			"item_code": _code(number),
			"qty": 100,
			"rate": 1,
			"manufacturer_part_no": board.mpn(number + 23) if number % 2 == 0 else "",
		}
		for number in range(unknown)
	]
	return site.do("order", lines=[*board.few(known), *bare])


def _code(number: int) -> str:
	return f"UNNUMBERED-{number + 1}"


def _enter(desk: Desk, order: dict[str, Any]) -> None:
	desk.open_send(order["name"])
	desk.dialog.locator("[data-enter-numbers]").click()
	desk.dialog.locator("[data-number]").first.wait_for()


def _field(desk: Desk, number: int) -> Any:
	return desk.row(_code(number)).locator("[data-number]")


def test_forty_lines_of_which_seventeen_have_no_number(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = _order(site, board, 23, 17)
	desk.open_send(order["name"])
	assert desk.primary.inner_text() == "Send 23 Lines"
	desk.screenshot("numbers-preflight")
	desk.dialog.locator("[data-enter-numbers]").click()
	desk.wait_for("17 lines need a supplier part number")
	desk.screenshot("numbers-empty")
	desk.dialog.locator("[data-look-up-all]").click()
	desk.wait_for("Something was found for 9 of 17 lines")
	desk.screenshot("send-numbers")
	assert desk.primary.inner_text() == "Save 9 Numbers"
	assert len([call for call in shop.state["calls"] if "search" in call["path"]]) == 1
	_field(desk, 1).fill(_SKU)
	assert desk.primary.inner_text() == "Save 10 Numbers"
	desk.primary.click()
	desk.wait_for("33 of 40 lines")
	assert desk.primary.inner_text() == "Send 33 Lines"
	desk.screenshot("numbers-saved")
	desk.send()
	assert "33 lines in the cart" in desk.text()


def test_a_number_kept_as_a_supplier_part_has_to_be_the_items(desk: Desk, site: Site, board: Board) -> None:
	order = _order(site, board, 2, 1)
	site.do("item", code=_code(0), mpns=["CRCW040210K0FKED"])
	_enter(desk, order)
	_field(desk, 0).fill(_SKU)
	desk.dialog.locator("[data-keep]").check()
	desk.primary.click()
	desk.wait_for("has the manufacturer part numbers CRCW040210K0FKED")
	desk.screenshot("numbers-conflict")
	desk.dialog.locator("[data-accept]").check()
	desk.primary.click()
	desk.wait_for("3 of 3 lines")
	assert [part["sku"] for part in site.do("parts", item=_code(0))["parts"]] == [_SKU]


def test_words_find_a_part_for_one_line(desk: Desk, site: Site, board: Board) -> None:
	order = _order(site, board, 0, 1)
	desk.open_send(order["name"])
	desk.screenshot("numbers-nothing-to-send")
	desk.dialog.locator("[data-enter-numbers]").click()
	_field(desk, 0).fill("resistor 10k 0402 1%")
	_field(desk, 0).press("Enter")
	desk.dialog.locator("[data-choose]").first.wait_for()
	desk.screenshot("numbers-words")
	assert desk.primary.is_disabled()
	desk.dialog.locator("[data-choose]").first.click()
	chosen = _field(desk, 0).input_value()
	desk.primary.click()
	desk.wait_for("1 of 1 lines")
	assert site.do("numbers", order=order["name"]) == [chosen]


def test_a_shop_that_is_down_leaves_what_was_typed(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = _order(site, board, 1, 3)
	_enter(desk, order)
	_field(desk, 1).fill(_SKU)
	shop.faults.add(Fault(FaultKind.STATUS, status=500, times=-1))
	desk.dialog.locator("[data-look-up-all]").click()
	desk.dialog.locator(".sc-notice.sc-red").wait_for()
	desk.screenshot("numbers-error")
	assert _field(desk, 1).input_value() == _SKU
	assert desk.primary.inner_text() == "Save 1 Number"
	desk.dialog.locator(".btn-modal-secondary").click()
	desk.wait_for("1 of 4 lines")


def test_without_a_search_key_numbers_are_typed(desk: Desk, site: Site, board: Board) -> None:
	site.do("account", search_key="")
	order = _order(site, board, 1, 2)
	_enter(desk, order)
	assert "has no key for searching" in desk.text()
	assert desk.dialog.locator("[data-look-up], [data-look-up-all], [data-keep]").count() == 0
	desk.screenshot("numbers-no-key")
	_field(desk, 0).fill(_SKU)
	desk.primary.click()
	desk.wait_for("2 of 3 lines")


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_window_reaches_every_number(desk: Desk, site: Site, board: Board) -> None:
	order = _order(site, board, 23, 17)
	desk.open_send(order["name"])
	desk.screenshot("narrow-numbers-preflight")
	desk.fits()
	desk.dialog.locator("[data-enter-numbers]").click()
	desk.dialog.locator("[data-look-up-all]").click()
	desk.wait_for("Something was found for 9 of 17 lines")
	desk.screenshot("narrow-numbers")
	desk.fits()
	_field(desk, 16).scroll_into_view_if_needed()
	desk.screenshot("narrow-numbers-end")
	desk.fits()


def test_what_was_chosen_is_still_chosen_after_numbers_are_entered(
	desk: Desk, site: Site, board: Board
) -> None:
	order = _order(site, board, known=2, unknown=1)
	desk.open_send(order["name"])
	desk.rows.nth(0).locator("input").uncheck()
	packing = desk.dialog.get_by_label("Packing of line 2", exact=True)
	packing.select_option(label="Cut Tape")
	desk.dialog.locator("[data-enter-numbers]").click()
	_field(desk, 0).fill(_SKU)
	desk.primary.click()
	desk.wait_for("Send 2 Lines")
	assert [row.locator("[data-tick]").is_checked() for row in desk.rows.all()] == [False, True, True]
	assert packing.input_value() == "Cut Tape"


def test_what_a_second_send_removes_is_said_before_and_after(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = site.do("order", lines=board.few(3))
	desk.open_send(order["name"])
	desk.send()
	desk.close()
	desk.press("Send to Supplier")
	desk.wait_for("it will be updated")
	assert "will be removed" not in desk.text()
	desk.rows.nth(1).locator("input").uncheck()
	assert "1 line of this cart will be removed from it" in desk.text()
	desk.screenshot("send-removes")
	desk.dialog.locator("input[value=new]").check()
	assert "will be removed" not in desk.text()
	desk.dialog.locator("input[value=same]").check()
	desk.send()
	assert "1 line removed" in desk.text()
	assert "Removed at the supplier" in desk.rows.nth(1).inner_text()
	desk.screenshot("send-removed")
	assert [len(lines) for lines in shop.state["carts"].values()] == [2]


def test_a_wait_that_the_supplier_asks_for_is_shown_with_its_end(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = site.do("order", lines=board.few(3))
	desk.open_send(order["name"])
	shop.faults.add(Fault(FaultKind.STATUS, status=429, retry_after=6, times=1))
	desk.primary.click()
	desk.wait_for("The supplier asked to wait. The transfer continues at")
	desk.screenshot("send-waits")
	desk.dialog.locator(".sc-totals").wait_for()


def test_a_reader_is_not_offered_what_is_refused(desk: Desk, site: Site, board: Board) -> None:
	site.do("digikey", base_url="http://127.0.0.1:9", connected=False)
	order = site.do("order", lines=board.few(2), supplier="Digi-Key Electronics")
	desk.open_order(order["name"], "Open at DigiKey")
	desk.log_in(READER)
	desk.open_order(order["name"])
	assert desk.page.evaluate("() => Object.keys(cur_frm.custom_buttons)").count("Open at DigiKey") == 0
	desk.press("Send to Supplier")
	desk.wait_for("You have no permission to change")
	desk.screenshot("send-reader")
	assert desk.dialog.locator("[data-enter-numbers]").count() == 0


def test_going_to_a_line_opens_it_and_asks_for_nothing_that_a_buyer_may_not_see(
	desk: Desk, site: Site, board: Board
) -> None:
	# On later pages of a table Frappe 16.9 trips over the rows of the others, and can't save (frappe#36690).
	pages = 2 if site.do("frappe_version").startswith("15.") else 1
	order = site.do("order", lines=[*board.many(30 * pages), *board.bare(2)])
	refused: list[str] = []
	desk.open_send(order["name"])
	desk.page.on("response", lambda answer: answer.status == 403 and refused.append(answer.url))
	desk.dialog.locator("[data-line]").last.click()
	row = desk.page.locator(".grid-row-open")
	row.wait_for()
	desk.page.wait_for_timeout(2000)
	desk.screenshot("go-to-line")
	assert refused == []
	field = row.locator("input[data-fieldname=supplier_part_no]")
	assert field.evaluate("field => field === document.activeElement")
	field.fill(_SKU)
	with desk.page.expect_response(lambda answer: "savedocs" in answer.url) as saved:
		desk.page.keyboard.press("Control+s")
	assert saved.value.ok
	assert site.do("numbers", order=order["name"])[-1] == _SKU
