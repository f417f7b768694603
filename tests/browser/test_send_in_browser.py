"""The walk through "Send to Supplier" and "Apply Prices", as a buyer without any right to the site's settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_page import Desk
from order_lines import Board
from site_under_test import Site

from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer

pytestmark = pytest.mark.browser

_RESTRICTED = "579-ATECC608B-SSHDA-B"
_OUT_OF_STOCK = "511-STM32F407VGT6"


def test_a_draft_order_from_the_button_to_written_prices(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = site.do("order", lines=board.lines())
	before = site.do("rates", order=order["name"])

	desk.open_send(order["name"])
	assert "24 of 25 lines become 23 cart lines" in desk.text()
	assert "PCB-10001 has no supplier part number" in desk.text()
	assert desk.primary.inner_text() == "Send 24 Lines"
	assert desk.row("PCB-10001").locator("input").is_disabled()
	desk.screenshot("send-preflight")

	desk.send()
	assert desk.rows.count() == 25
	assert "1 line refused" in desk.text()
	assert "in your country" in desk.row(_RESTRICTED).inner_text()
	assert desk.row(_OUT_OF_STOCK).locator(".sc-mark-bad").count() == 1
	assert desk.row("963-LMK107BJ475KAHT").locator(".sc-mark-good").count() == 1
	desk.screenshot("send-result")
	with desk.page.expect_popup() as popup:
		desk.dialog.locator("a", has_text="Open Cart at").click()
	popup.value.wait_for_load_state()
	assert "Your cart" in popup.value.content()
	popup.value.close()

	desk.primary.click()
	desk.wait_for("New Rate")
	kept = desk.rows.nth(0).locator("input")
	assert desk.row("The supplier refused this line").locator("input").is_disabled()
	desk.screenshot("apply-prices")
	ticked = desk.dialog.locator("[data-tick]:checked").count()
	kept.uncheck()
	assert desk.primary.inner_text() == f"Write {ticked - 1} Prices"
	desk.primary.click()
	desk.page.locator(".desk-alert.green", has_text="prices written").wait_for()
	desk.dialog.wait_for(state="detached")

	after = site.do("rates", order=order["name"])
	changed = [ref for ref in order["refs"] if after["rates"][ref] != before["rates"][ref]]
	assert len(changed) == ticked - 1
	assert order["refs"][0] not in changed
	assert after["net_total"] == pytest.approx(sum(after["amounts"].values()))
	desk.page.wait_for_function(
		"total => Math.abs(window.cur_frm.doc.net_total - total) < 0.005", arg=after["net_total"]
	)
	assert len(shop.state["carts"]) == 1


def test_a_submitted_order_gets_its_prices_through_update_items(desk: Desk, site: Site, board: Board) -> None:
	order = site.do("order", lines=board.few(5), submit=True)
	desk.open_send(order["name"])
	desk.send()
	desk.close()

	desk.page.wait_for_function("() => window.cur_frm.custom_buttons['Apply Prices']")
	desk.press("Apply Prices")
	desk.wait_for("Update Items")
	desk.screenshot("apply-prices-submitted")
	ticked = desk.dialog.locator("[data-tick]:checked").count()
	desk.primary.click()
	desk.page.locator(".desk-alert.green", has_text="written").wait_for()

	after = site.do("rates", order=order["name"])
	assert after["docstatus"] == 1
	assert list(after["rates"]) == order["refs"]
	desk.press("Apply Prices")
	desk.wait_for("All rates are right already")
	assert ticked >= 1


def test_sending_again_updates_the_same_cart_unless_a_new_one_is_asked_for(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = site.do("order", lines=board.few(3))
	desk.open_send(order["name"])
	desk.send()
	desk.close()

	desk.press("Send to Supplier")
	desk.wait_for("it will be updated")
	desk.screenshot("send-again")
	desk.send()
	assert len(shop.state["carts"]) == 1
	desk.close()

	desk.press("Send to Supplier")
	desk.dialog.locator("input[value=new]").check()
	desk.send()
	assert len(shop.state["carts"]) == 2


def test_a_line_that_is_not_ticked_stays_out_of_the_cart(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = site.do("order", lines=board.few(3))
	desk.open_send(order["name"])
	desk.rows.nth(1).locator("input").uncheck()
	assert desk.primary.inner_text() == "Send 2 Lines"
	desk.send()
	assert "1 line left out" in desk.text()
	assert [len(lines) for lines in shop.state["carts"].values()] == [2]


def test_the_head_tick_takes_all_lines_or_none(desk: Desk, site: Site, board: Board) -> None:
	order = site.do("order", lines=board.few(3))
	desk.open_send(order["name"])
	desk.dialog.locator("[data-tick-all]").uncheck()
	assert desk.primary.is_disabled()
	assert "No line is ticked" in desk.text()
	desk.dialog.locator("[data-tick-all]").check()
	assert desk.primary.inner_text() == "Send 3 Lines"


def test_a_supplier_that_is_down_is_one_clear_sentence(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = site.do("order", lines=board.few(3))
	before = site.do("rates", order=order["name"])
	desk.open_send(order["name"])
	shop.stop()
	try:
		desk.primary.click()
		desk.wait_for("is unchanged")
		assert desk.dialog.locator(".sc-notice.sc-red").count() == 1
		assert desk.primary.inner_text() == "Send Again"
		desk.screenshot("send-error")
	finally:
		shop.start()
	assert site.do("rates", order=order["name"]) == before
	desk.send()
	assert len(shop.state["carts"]) == 1


def test_a_wrong_key_leads_to_the_account(desk: Desk, site: Site, board: Board) -> None:
	site.do("account", cart_key="not-a-key")
	order = site.do("order", lines=board.few(3))
	desk.open_send(order["name"])
	desk.primary.click()
	desk.wait_for("is unchanged")
	assert desk.dialog.locator("a", has_text="Open Supplier Account").count() == 1
	desk.screenshot("send-wrong-key")


def test_an_order_without_part_numbers_has_nothing_to_send(desk: Desk, site: Site, board: Board) -> None:
	order = site.do("order", lines=board.bare(3))
	desk.open_send(order["name"])
	assert "There is nothing to send" in desk.text()
	assert desk.primary.is_disabled()
	desk.screenshot("nothing-to-send")
	desk.dialog.locator("[data-line]").first.click()
	desk.page.locator(".grid-row-open, .form-in-grid:visible").first.wait_for()


def test_changes_are_saved_before_they_are_sent(desk: Desk, site: Site, board: Board) -> None:
	order = site.do("order", lines=board.few(2))
	desk.open_order(order["name"])
	desk.page.evaluate(
		"() => frappe.model.set_value('Purchase Order', cur_frm.doc.name, 'order_confirmation_no', 'A1')"
	)
	desk.press("Send to Supplier")
	desk.page.locator(".modal.show .frappe-confirm-message", has_text="not saved").wait_for()
	desk.page.locator(".modal.show .btn-primary:visible").click()
	desk.wait_for("become")
	assert not desk.page.evaluate("() => cur_frm.is_dirty()")


def test_a_transfer_goes_on_when_its_window_is_closed(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = site.do("order", lines=board.few(3))
	desk.open_send(order["name"])
	shop.faults.add(Fault(FaultKind.LATENCY, seconds=3, times=1))
	desk.primary.click()
	desk.wait_for("You may close this window")
	desk.screenshot("send-progress")
	desk.close()
	desk.page.locator(".desk-alert.green", has_text="3 lines in cart").wait_for()


@pytest.fixture
def cart_closed_to_buyers(site: Site) -> Iterator[None]:
	"""Buyers may change orders, and not read Supplier Carts."""
	site.do("cart_readers", without="Purchase User")
	yield
	site.do("cart_readers", without="")
	site.do("account", apply_prices=0)


@pytest.mark.usefixtures("cart_closed_to_buyers")
def test_who_may_not_read_the_cart_reads_what_was_sent(desk: Desk, site: Site, board: Board) -> None:
	site.do("account", apply_prices=1)
	order = site.do("order", lines=board.few(3))
	before = site.do("rates", order=order["name"])["rates"]
	desk.open_send(order["name"])
	desk.primary.click()
	desk.wait_for("3 of 3 lines were sent to Mouser US (sandbox).")
	desk.wait_for("Purchase Manager")
	desk.screenshot("send-unseen")
	after = site.do("rates", order=order["name"])["rates"]
	assert after != before, "prices were written"
	desk.page.wait_for_function(
		"rates => window.cur_frm.doc.items.every((row) => Math.abs(row.rate - rates[row.name]) < 1e-9)",
		arg=after,
	)
	assert desk.page_errors == []


def test_sending_again_from_a_dialog_that_was_opened_anew_asks_for_the_same(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = site.do("order", lines=board.few(3))
	desk.open_send(order["name"])
	desk.rows.nth(1).locator("input").uncheck()
	desk.dialog.get_by_label("Packing of line 1", exact=True).select_option(label="Cut Tape")
	shop.faults.add(Fault(FaultKind.LATENCY, seconds=3, times=1))
	shop.faults.add(Fault(FaultKind.STATUS, times=-1))
	desk.primary.click()
	desk.wait_for("You may close this window")
	desk.close()
	desk.press("Send to Supplier")
	desk.dialog.locator(".modal-footer .btn-primary", has_text="Send Again").wait_for()
	shop.faults.clear()
	desk.send()
	(rows,) = shop.state["carts"].values()
	assert [row["PackagingChoice"] for row in rows] == ["Cut_Tape", "None"]
	assert "1 line left out" in desk.text()


def test_what_was_chosen_is_still_chosen_after_a_failure(
	desk: Desk, site: Site, board: Board, shop: SandboxServer
) -> None:
	order = site.do("order", lines=board.few(3))
	desk.open_send(order["name"])
	desk.rows.nth(1).locator("input").uncheck()
	desk.dialog.get_by_label("Packing of line 1", exact=True).select_option(label="Cut Tape")
	site.do("account", cart_key="wrong")
	desk.primary.click()
	desk.dialog.locator(".modal-footer .btn-primary", has_text="Look Over Again").click()
	desk.wait_for("Send 2 Lines")
	assert not desk.rows.nth(1).locator("input").is_checked()
	assert desk.dialog.get_by_label("Packing of line 1", exact=True).input_value() == "Cut Tape"


def test_what_others_wrote_is_shown_and_never_run(desk: Desk, site: Site, board: Board) -> None:
	lines = board.few(2)
	lines[0]["supplier_part_no"] = "<img src=x onerror='window.hacked = 1'>"
	order = site.do("order", lines=lines)
	desk.open_send(order["name"])
	assert "<img" in desk.text()
	desk.page.wait_for_timeout(300)
	assert desk.page.evaluate("() => window.hacked") is None


def test_three_hundred_lines(desk: Desk, site: Site, board: Board) -> None:
	order = site.do("order", lines=board.many(300))
	desk.open_send(order["name"])
	assert desk.rows.count() == 300
	desk.screenshot("three-hundred-lines")
	desk.dialog.locator("[data-tick-all]").uncheck()
	desk.dialog.locator("[data-tick-all]").check()
	desk.send()
	assert desk.rows.count() == 300
	header = desk.dialog.locator("thead th").first
	desk.rows.nth(299).scroll_into_view_if_needed()
	assert header.is_visible()
	desk.primary.click()
	desk.wait_for("New Rate")
	assert desk.rows.count() == 300


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_window_reaches_everything(desk: Desk, site: Site, board: Board) -> None:
	order = site.do("order", lines=board.lines())
	desk.open_send(order["name"])
	desk.screenshot("narrow-preflight")
	desk.fits()
	desk.send()
	desk.fits()
	desk.screenshot("narrow")
	assert desk.dialog.locator("a", has_text="Open Cart at").is_visible()
	desk.primary.click()
	desk.wait_for("The net total goes")
	desk.fits()
	desk.screenshot("narrow-prices")
