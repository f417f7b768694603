"""The walk through "Open at DigiKey", which needs no account."""

from __future__ import annotations

from typing import Any

import pytest
from desk_page import Desk
from order_lines import Board
from site_under_test import Site

from supplier_connect.sandbox.frame.server import SandboxServer

pytestmark = pytest.mark.browser

_SUPPLIER = "Digi-Key Electronics"
_BUTTON = "Open at DigiKey"


@pytest.fixture
def no_account(site: Site, digikey: SandboxServer) -> SandboxServer:
	"""DigiKey as new, and no account there."""
	digikey.reset()
	site.do("digikey", base_url=digikey.api_url, connected=False, enabled=0)
	return digikey


def open_dialog(desk: Desk, order: Any) -> None:
	"""Open an order and press the button."""
	desk.open_order(order["name"], _BUTTON)
	desk.press(_BUTTON)
	desk.dialog.locator(".sc-notice, .sc-empty-state:not([role=status])").first.wait_for()


def test_an_order_opens_in_a_new_tab(desk: Desk, site: Site, board: Board, no_account: SandboxServer) -> None:
	order = site.do("order", lines=board.at_digikey(), supplier=_SUPPLIER)
	before = site.do("rates", order=order["name"])
	open_dialog(desk, order)
	assert "Send to Supplier" not in desk.page.evaluate("() => Object.keys(cur_frm.custom_buttons)")
	assert "PCB-10001 has no part number" in desk.text()
	assert "link is good once" in desk.text()
	desk.screenshot("open-at-digikey")
	with desk.page.expect_popup() as popup:
		desk.primary.click()
	popup.value.wait_for_url("**/short/**")
	assert order["name"] in popup.value.content()
	popup.value.screenshot(path=str(desk.screenshots / "guest-list-page.png"))
	desk.wait_for("The list is open in another tab")
	assert "had to be left out" in desk.text()
	desk.screenshot("guest-opened")
	assert site.do("rates", order=order["name"]) == before


def test_a_browser_that_keeps_tabs_from_opening_gets_a_button(
	desk: Desk, site: Site, board: Board, no_account: SandboxServer
) -> None:
	order = site.do("order", lines=board.at_digikey(), supplier=_SUPPLIER)
	open_dialog(desk, order)
	desk.page.evaluate("() => { window.open = () => null; }")
	desk.primary.click()
	link = desk.dialog.locator("a", has_text="Open List at DigiKey")
	link.wait_for()
	desk.screenshot("guest-blocked")
	with desk.page.expect_popup() as popup:
		link.click()
	popup.value.wait_for_load_state()
	assert order["name"] in popup.value.content()
	desk.wait_for("The list is open in another tab")
	assert link.count() == 0


def test_a_website_that_is_down(desk: Desk, site: Site, board: Board, no_account: SandboxServer) -> None:
	order = site.do("order", lines=board.at_digikey(), supplier=_SUPPLIER)
	open_dialog(desk, order)
	no_account.stop()
	try:
		desk.primary.click()
		desk.dialog.locator(".sc-notice.sc-red").wait_for()
		assert "DigiKey can't be reached" in desk.text()
		assert desk.primary.inner_text() == "Look Over Again"
		desk.screenshot("guest-down")
		assert len(desk.page.context.pages) == 1
	finally:
		no_account.start()


def test_an_order_with_nothing_to_open(
	desk: Desk, site: Site, board: Board, no_account: SandboxServer
) -> None:
	order = site.do("order", lines=board.bare(2), supplier=_SUPPLIER)
	open_dialog(desk, order)
	assert "There is nothing to open" in desk.text()
	assert not desk.primary.is_visible()
	desk.screenshot("guest-nothing")


def test_a_supplier_with_another_name_has_no_such_button(desk: Desk, site: Site, board: Board) -> None:
	order = site.do("order", lines=board.few(2))
	desk.open_order(order["name"])
	assert _BUTTON not in desk.page.evaluate("() => Object.keys(cur_frm.custom_buttons)")


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_window(desk: Desk, site: Site, board: Board, no_account: SandboxServer) -> None:
	order = site.do("order", lines=board.at_digikey(), supplier=_SUPPLIER)
	open_dialog(desk, order)
	desk.fits()
	desk.screenshot("guest-narrow")
