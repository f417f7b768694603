"""DigiKey on the Desk: connecting an account, an order on a list, its prices, and orders without an account."""

from __future__ import annotations

from typing import Any

import pytest
from desk_page import MANAGER, Desk
from order_lines import Board
from site_under_test import Site

from supplier_connect.sandbox.frame.server import SandboxServer

pytestmark = pytest.mark.browser

_ACCOUNT = "DigiKey US (sandbox)"
_SUPPLIER = "Digi-Key Electronics"


def order_at_digikey(site: Site, board: Board, **more: Any) -> Any:
	"""An order of parts at DigiKey."""
	return site.do("order", lines=board.at_digikey(), supplier=_SUPPLIER, **more)


def test_an_order_goes_onto_a_list_and_its_prices_come_back(
	desk: Desk, site: Site, board: Board, connected_digikey: SandboxServer
) -> None:
	order = order_at_digikey(site, board)
	before = site.do("rates", order=order["name"])
	desk.open_send(order["name"])
	assert "lines of a list at" in desk.text()
	desk.screenshot("digikey-preflight")

	desk.send()
	name = f"{order['name']}-01"
	assert name in desk.text()
	assert "on the list" in desk.text()
	assert "cart line" not in desk.text()
	assert "doesn't know 296-NOTHING-ND" in desk.row("296-NOTHING-ND").inner_text()
	assert "manufacturer part number only" in desk.text()
	desk.screenshot("send-result-digikey")

	with desk.page.expect_popup() as popup:
		desk.dialog.locator("a", has_text="Open List at DigiKey").click()
	popup.value.wait_for_load_state()
	assert name in popup.value.content()
	popup.value.screenshot(path=str(desk.screenshots / "digikey-list-page.png"))
	popup.value.close()

	desk.primary.click()
	desk.wait_for("New Rate")
	desk.screenshot("digikey-prices")
	desk.primary.click()
	desk.page.locator(".desk-alert.green", has_text="written").wait_for()
	after = site.do("rates", order=order["name"])
	assert after["rates"] != before["rates"]

	# The form is loaded anew, and its buttons come after that.
	desk.page.wait_for_function(
		"total => Math.abs(window.cur_frm.doc.net_total - total) < 0.005 && cur_frm.custom_buttons['Apply Prices']",
		arg=after["net_total"],
	)
	desk.press("Send to Supplier")
	desk.wait_for("This order is already on list")
	assert "Update that list" in desk.text()
	assert "Make a new list" in desk.text()
	desk.screenshot("digikey-again")


def test_lines_with_only_a_manufacturer_part_number_go_and_say_what_they_became(
	desk: Desk, site: Site, board: Board, connected_digikey: SandboxServer
) -> None:
	lines = board.by_mpn()
	order = site.do("order", lines=lines, supplier=_SUPPLIER)
	desk.open_send(order["name"])
	assert "5 of 5 lines" in desk.text()
	assert "chosen by the supplier" in desk.row(lines[0]["manufacturer_part_no"]).inner_text()
	assert "(5) are sent by their manufacturer part number" in desk.text()
	desk.screenshot("digikey-by-mpn")

	desk.send()
	rows = connected_digikey.state["carts"][connected_digikey.state["lists"][0]["id"]]
	assert len(rows) == len(lines)
	for line, row in zip(lines, rows, strict=True):
		mpn, sku = line["manufacturer_part_no"], row["DigiKeyPartNumber"]
		assert (row["RequestedPartNumber"], sku.endswith("CT-ND")) == (mpn, True)
		assert sku in desk.row(mpn).locator(".sc-code").first.inner_text()
		assert f"DigiKey chose {sku} (Cut Tape)" in desk.row(mpn).inner_text()
	desk.screenshot("digikey-by-mpn-result")
	desk.primary.click()
	desk.wait_for("New Rate")
	assert desk.primary.inner_text().startswith("Write")


def test_a_name_that_digikey_has_had_is_told_in_dialog_and_form(
	desk: Desk, site: Site, board: Board, connected_digikey: SandboxServer
) -> None:
	order = order_at_digikey(site, board)
	taken = {"names": [f"{order['name']}-01"]}
	desk.page.request.post(f"{connected_digikey.base_url}/_sandbox/names", data=taken)
	desk.open_send(order["name"])
	desk.send()
	assert f"this one is {order['name']}-02" in desk.dialog.locator(".sc-notice.sc-yellow").inner_text()
	desk.screenshot("digikey-name-taken")
	link = desk.dialog.locator(".sc-totals a").get_attribute("href")
	desk.close()
	desk.open("Supplier Cart", link.rsplit("/", 1)[-1])
	desk.page.get_by_role("button", name="Open List at DigiKey").wait_for()
	desk.page.locator(".form-message", has_text=f"{order['name']}-02").wait_for()
	desk.screenshot("digikey-list-form")


def test_an_account_that_nobody_connected_says_so_and_leads_to_it(
	desk: Desk, site: Site, board: Board, new_digikey: SandboxServer
) -> None:
	order = order_at_digikey(site, board)
	desk.open_send(order["name"])
	assert f"Nobody has connected {_ACCOUNT} to DigiKey yet" in desk.text()
	assert desk.primary.is_disabled()
	assert desk.dialog.locator(".sc-notice.sc-red a", has_text=_ACCOUNT).count() == 1
	desk.screenshot("digikey-not-connected")


def test_a_sign_in_that_digikey_has_ended_says_so_and_leads_to_the_account(
	desk: Desk, site: Site, board: Board, connected_digikey: SandboxServer
) -> None:
	order = order_at_digikey(site, board)
	desk.open_send(order["name"])
	connected_digikey.reset()
	desk.primary.click()
	desk.wait_for("is unchanged")
	assert "connect to DigiKey again" in desk.text()
	assert desk.dialog.locator("a", has_text=f"Open Supplier Account {_ACCOUNT}").count() == 1
	desk.screenshot("digikey-sign-in-ended")
	desk.primary.click()
	desk.wait_for("The sign-in of")
	assert desk.primary.is_disabled()


def test_an_account_is_connected_by_signing_in(desk: Desk, site: Site, new_digikey: SandboxServer) -> None:
	desk.log_in(MANAGER)
	desk.open("Supplier Account", _ACCOUNT)
	desk.screenshot("digikey-account-new")
	page = desk.page
	page.get_by_role("button", name="Connect to DigiKey").click()
	page.locator("#username").fill("buyer")
	page.locator("#password").fill("sandbox")
	page.locator("#sign-in").click()
	page.locator("#allow").click()
	page.wait_for_function("name => window.cur_frm?.doc?.name === name", arg=_ACCOUNT)
	page.get_by_text("Max").first.wait_for()
	desk.screenshot("digikey-account-connected")


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_window_reaches_the_list(
	desk: Desk, site: Site, board: Board, connected_digikey: SandboxServer
) -> None:
	order = order_at_digikey(site, board)
	desk.open_send(order["name"])
	desk.fits()
	desk.send()
	desk.fits()
	desk.screenshot("digikey-narrow")
	assert desk.dialog.locator("a", has_text="Open List at").is_visible()
