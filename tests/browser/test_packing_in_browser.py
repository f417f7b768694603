"""How lines shall be packed: chosen in the dialog of Send to Supplier, preferred on the account."""

from __future__ import annotations

from typing import Any

import pytest
from desk_page import MANAGER, Desk
from order_lines import Board
from site_under_test import Site

from supplier_connect.sandbox.frame.server import SandboxServer

pytestmark = pytest.mark.browser

_ACCOUNT = "Mouser US (sandbox)"


def packed(shop: SandboxServer) -> list[str]:
	(rows,) = shop.state["carts"].values()
	return [row["PackagingChoice"] for row in rows]


def choice(desk: Desk, number: int) -> Any:
	return desk.dialog.get_by_label(f"Packing of line {number}", exact=True)


def test_a_buyer_chooses_how_lines_are_packed(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = site.do("order", lines=board.few(3))
	desk.open_send(order["name"])
	assert choice(desk, 1).locator("option").all_inner_texts() == [
		"As Supplier Packs It",
		"Cut Tape",
		"MouseReel",
		"Full Reel",
	]
	choice(desk, 1).select_option(label="MouseReel")
	choice(desk, 2).select_option(label="Cut Tape")
	desk.screenshot("send-packing")
	desk.send()
	assert packed(shop) == ["MouseReel", "Cut_Tape", "None"]
	assert "MouseReel" in desk.rows.nth(0).inner_text()
	assert "Mouser adds a fee" in desk.rows.nth(0).inner_text()
	desk.screenshot("send-packing-result")
	desk.close()

	desk.open_send(order["name"])
	assert choice(desk, 1).input_value() == "Custom Reel"
	choice(desk, 1).select_option(label="As Supplier Packs It")
	desk.send()
	assert packed(shop) == ["None", "Cut_Tape", "None"]
	assert not desk.page_errors


def test_lines_of_one_part_are_packed_alike(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	first, *others = board.few(2)
	order = site.do("order", lines=[first, *others, {**first, "qty": 1}])
	desk.open_send(order["name"])
	choice(desk, 3).select_option(label="Cut Tape")
	assert choice(desk, 1).input_value() == "Cut Tape"
	assert choice(desk, 2).input_value() == ""
	desk.send()
	assert packed(shop) == ["Cut_Tape", "None"]


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_window_shows_the_whole_choice(desk: Desk, site: Site, board: Board) -> None:
	order = site.do("order", lines=board.few(2))
	desk.open_send(order["name"])
	desk.screenshot("narrow-packing")
	row, field = desk.rows.nth(0).bounding_box(), choice(desk, 1).bounding_box()
	assert row is not None
	assert field is not None
	assert row["x"] <= field["x"]
	assert field["x"] + field["width"] <= row["x"] + row["width"]
	assert field["width"] > row["width"] / 2


def test_an_account_prefers_a_packing_and_speaks_a_language(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	desk.log_in(MANAGER)
	desk.open("Supplier Account", _ACCOUNT)
	desk.page.wait_for_function("() => cur_frm.get_field('packing').df.options.length === 4")
	assert desk.page.locator("[data-fieldname=marketplace]:visible").count() == 0
	desk.page.evaluate("() => cur_frm.set_value({packing: 'Cut Tape', language: 'de'})")
	desk.page.locator("[data-fieldname=packing]:visible").first.scroll_into_view_if_needed()
	desk.screenshot("account-packing")
	desk.page.evaluate("() => cur_frm.save()")
	desk.page.wait_for_function("() => !cur_frm.is_dirty()")

	desk.log_in()
	order = site.do("order", lines=board.few(2))
	desk.open_send(order["name"])
	assert choice(desk, 1).input_value() == "Cut Tape"
	desk.send()
	assert packed(shop)[0] == "Cut_Tape"
