"""Apply Prices where not every price simply fits: decimals, rules, currencies, fees, dates, larger quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from desk_page import PURCHASER, Desk
from order_lines import Board
from site_under_test import Site

from supplier_connect.sandbox.frame.server import SandboxServer

pytestmark = pytest.mark.browser

_OUT_OF_STOCK = "511-STM32F407VGT6"


@pytest.fixture
def plain(site: Site) -> Iterator[Site]:
	"""The site without rules, exchange rates and decimals of other tests, before and after."""

	def clear() -> None:
		site.do("rules", items=[])
		site.do("exchange", rate=0)
		site.do("precision")
		site.do("person", email=PURCHASER, roles=["Purchase Manager", "Sales User"])

	clear()
	yield site
	clear()


def apply(desk: Desk, order: str) -> None:
	"""Send an order, and look at its prices."""
	desk.open_send(order)
	desk.send()
	desk.primary.click()
	desk.wait_for("New Rate")


def ticks(desk: Desk) -> Any:
	"""The prices that are ticked."""
	return desk.dialog.locator("[data-tick]:checked")


def written(desk: Desk) -> None:
	"""Press the primary button, and wait until all is written."""
	desk.primary.click()
	desk.page.locator(".desk-alert.green", has_text="written").wait_for()
	desk.dialog.wait_for(state="detached")


def test_lines_that_two_decimals_are_too_few_for_can_be_written_per_box(
	desk: Desk, plain: Site, board: Board
) -> None:
	lines = [{**line, "qty": 1000} for line in board.many(300)]
	order = plain.do("order", lines=lines)
	apply(desk, order["name"])
	told = re.search(r"(\d+) of 300 lines are not ticked and keep their old rates", desk.text())
	assert told is not None
	short, sure = int(told[1]), ticks(desk).count()
	assert short > 30
	assert "A System Manager can have rates keep" in desk.text()
	assert desk.dialog.locator("[data-precision]").count() == 0
	desk.screenshot("apply-decimals")

	desk.dialog.locator("[data-larger-uom]").click()
	desk.wait_for("written per a larger UOM")
	assert ticks(desk).count() == sure + short
	desk.screenshot("apply-larger-uom")
	written(desk)
	after = plain.do("rates", order=order["name"])
	boxes = [ref for ref in order["refs"] if after["uoms"][ref] == "Box"]
	assert len(boxes) == short
	assert {after["quantities"][ref] for ref in boxes} == {10}


def test_lines_whose_items_have_no_larger_uom_get_one_that_is_chosen(
	desk: Desk, plain: Site, board: Board
) -> None:
	# Odd numbers of pieces fill no box of a hundred.
	lines = [{**line, "qty": 1050} for line in board.many(30)]
	order = plain.do("order", lines=lines)
	apply(desk, order["name"])
	desk.dialog.locator("[data-larger-uom]").click()
	desk.wait_for("Their Items have no larger UOM that fits")
	desk.screenshot("apply-choose-uom")
	desk.dialog.locator("[data-uom]").select_option("Set")
	desk.dialog.locator("[data-uom-factor]").fill("1")
	desk.dialog.locator("[data-use-uom]").click()
	desk.wait_for("more than 1 piece")
	desk.screenshot("apply-wrong-uom")
	short = desk.dialog.locator("[data-tick]:not(:checked):not(:disabled)").count()
	desk.dialog.locator("[data-uom]").select_option("Set")
	desk.dialog.locator("[data-uom-factor]").fill("50")
	desk.dialog.locator("[data-use-uom]").click()
	desk.wait_for("written per a larger UOM")
	assert desk.row("Per Set of 50, was per Nos").locator("[data-tick]").is_checked()
	assert desk.dialog.locator("[data-tick]:not(:checked):not(:disabled)").count() < short
	desk.screenshot("apply-chosen-uom")


def test_who_may_can_have_rates_keep_more_decimals(desk: Desk, plain: Site, board: Board) -> None:
	plain.do("person", email=PURCHASER, roles=["Purchase Manager", "Sales User", "System Manager"])
	order = plain.do("order", lines=board.many(30))
	desk.log_in(PURCHASER)
	apply(desk, order["name"])
	desk.screenshot("apply-precision")
	desk.dialog.locator("[data-precision]").click()
	confirm = desk.page.locator(".modal.show", has_text="on the whole site")
	confirm.wait_for()
	desk.screenshot("apply-precision-confirm")
	confirm.locator(".btn-primary:visible").click()
	desk.page.wait_for_function(
		"() => document.querySelectorAll('.supplier-connect [data-tick]:checked').length === 30"
	)
	assert "too few" not in desk.text()
	written(desk)


def test_lines_under_pricing_rules_are_left_out_or_written_against_them(
	desk: Desk, plain: Site, board: Board
) -> None:
	lines = board.few(5)
	for line in lines:
		line["rate"] = 30
	order = plain.do("order", lines=lines)
	ruled = plain.do("rules", items=[lines[1]["item_code"], lines[3]["item_code"]])
	apply(desk, order["name"])
	assert "rates of 2 lines" in desk.text()
	assert "A Purchase Manager can write them" in desk.text()
	for rule in ruled:
		assert desk.row(f"Pricing Rule {rule} would make it").locator("[data-tick]").is_disabled()
	desk.screenshot("apply-rules-buyer")
	left = ticks(desk).count()
	written(desk)
	assert left == 3

	desk.log_in(PURCHASER)
	desk.open_order(order["name"], "Apply Prices")
	desk.press("Apply Prices")
	desk.wait_for("New Rate")
	desk.dialog.locator("[data-against-rules]").check()
	assert desk.primary.inner_text() == "Write 2 Prices"
	desk.screenshot("apply-rules-manager")
	written(desk)
	after = plain.do("rates", order=order["name"])
	assert after["ignores_rules"] == 1
	desk.page.locator(".timeline-content", has_text=ruled[0]).first.wait_for()


def test_a_refusal_leads_back_to_the_table(desk: Desk, plain: Site, board: Board) -> None:
	order = plain.do("order", lines=board.few(4), submit=True)
	plain.do("billed", row=order["refs"][3])
	apply(desk, order["name"])
	desk.rows.nth(0).locator("[data-tick]").uncheck()
	before = ticks(desk).count()
	desk.primary.click()
	desk.wait_for("billed amount")
	assert ticks(desk).count() == before
	assert not desk.rows.nth(0).locator("[data-tick]").is_checked()
	desk.screenshot("apply-refused")
	desk.rows.nth(3).locator("[data-tick]").uncheck()
	written(desk)
	after = plain.do("rates", order=order["name"])
	assert after["rates"][order["refs"][0]] == board.few(4)[0]["rate"]


def test_prices_in_another_currency_are_converted_and_ticked_by_the_user(
	desk: Desk, plain: Site, board: Board
) -> None:
	order = plain.do("order", lines=board.few(4), currency="EUR")
	apply(desk, order["name"])
	assert "no exchange rate for today" in desk.text()
	assert "There are no prices to write" in desk.text()
	assert not desk.primary.is_visible()
	desk.screenshot("apply-no-exchange-rate")
	desk.close()

	plain.do("exchange", rate=0.8)
	desk.press("Apply Prices")
	desk.wait_for("The prices are converted: 1 USD =")
	assert ticks(desk).count() == 0
	assert desk.primary.is_disabled()
	desk.screenshot("apply-converted")
	desk.dialog.locator("[data-tick-all]").check()
	written(desk)


@pytest.mark.parametrize(
	"window", [{"width": 1280, "height": 900}, {"width": 420, "height": 800}], ids=["wide", "420px"]
)
def test_fees_dates_and_a_larger_quantity(
	desk: Desk, plain: Site, board: Board, shop: SandboxServer, window: dict[str, int]
) -> None:
	lines = [line for line in board.lines() if "supplier_part_no" not in line][:6]
	late = next(line for line in board.lines() if line["rate"] == 11.2)
	more = {**lines[0], "qty": 90, "uom": "Nos", "conversion_factor": 1}
	order = plain.do("order", lines=[more, *lines[1:3], late])
	breaks = [
		{"quantity": 1, "price": 1, "currency": "USD"},
		{"quantity": 100, "price": 0.0001, "currency": "USD"},
	]
	sku = board.sku_of(more["item_code"])
	plain.do("known_part", item=more["item_code"], sku=sku, currency="USD", price_breaks=breaks)
	plain.do("known_part", item=late["item_code"], sku=_OUT_OF_STOCK, lead_time_days=30)
	desk.open_send(order["name"])
	desk.send()
	head = plain.do("fees", order=order["name"], amount=8)
	desk.primary.click()
	desk.wait_for("The net total goes")
	assert "1 line costs less in a larger quantity" in desk.text()
	assert "Order 100 Nos: costs" in desk.row(more["item_code"]).inner_text()
	desk.dialog.locator("[data-raise]").check()
	desk.dialog.locator("[data-dates]").check()
	desk.dialog.locator("[data-fees]").check()
	account = desk.dialog.locator("[data-fees-account] input")
	# The account of the supplier's last charge is proposed.
	if not account.input_value():
		assert "Choose an Account Head" in desk.text()
		assert desk.primary.is_disabled()
	account.fill(head)
	desk.page.locator(".awesomplete ul > :visible", has_text=head).first.click()
	desk.page.wait_for_function(
		"() => !document.querySelector('.supplier-connect .modal-footer .btn-primary').disabled"
	)
	desk.fits()
	desk.screenshot(f"apply-besides-{window['width']}")
	desk.primary.click()
	desk.page.locator(".desk-alert.green", has_text="Send the order again").wait_for()
	desk.wait_for("it will be updated")
	desk.screenshot(f"apply-send-again-{window['width']}")
	desk.send()
	assert 100 in [line["Quantity"] for line in next(iter(shop.state["carts"].values()))]
	after = plain.do("rates", order=order["name"])
	assert after["charges"] == [8]
	assert after["quantities"][order["refs"][0]] == 100
	assert [bool(day) for day in after["expected"].values()] == [False, False, False, True]


def test_an_account_can_write_sure_prices_without_asking(desk: Desk, plain: Site, board: Board) -> None:
	plain.do("account", apply_prices=1)
	order = plain.do("order", lines=board.few(4))
	before = plain.do("rates", order=order["name"])
	desk.open_send(order["name"])
	desk.send()
	assert "All prices are sure and were written to the order" in desk.text()
	desk.screenshot("applied-without-asking")
	after = plain.do("rates", order=order["name"])
	assert after["rates"] != before["rates"]
	desk.page.wait_for_function(
		"total => Math.abs(window.cur_frm.doc.net_total - total) < 0.005", arg=after["net_total"]
	)
	desk.close()

	unsure = plain.do("order", lines=board.lines())
	desk.open_send(unsure["name"])
	desk.send()
	assert "No prices were written" in desk.text()
	desk.screenshot("not-applied-without-asking")
