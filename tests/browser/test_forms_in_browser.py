"""The forms of the app's own documents."""

from __future__ import annotations

import pytest
from desk_page import MANAGER, Desk
from order_lines import Board
from site_under_test import Site

pytestmark = pytest.mark.browser

_ACCOUNT = "Mouser US (sandbox)"


def test_a_manager_tests_the_connection(desk: Desk, site: Site) -> None:
	desk.log_in(MANAGER)
	desk.open("Supplier Account", _ACCOUNT)
	desk.press("Test Connection", group="Connection")
	desk.page.locator(".desk-alert.green", has_text="search").wait_for()
	desk.page.wait_for_function("() => cur_frm.doc.connection_state === 'Works'")
	desk.screenshot("account-works")


def test_a_wrong_key_is_told_on_the_account(desk: Desk, site: Site) -> None:
	site.do("account", cart_key="not-a-key")
	desk.log_in(MANAGER)
	desk.open("Supplier Account", _ACCOUNT)
	desk.press("Test Connection", group="Connection")
	desk.page.locator(".msgprint", has_text="Cart API Key").wait_for()
	desk.page.wait_for_function("() => cur_frm.doc.connection_state === 'Failed'")
	desk.screenshot("account-failed")


def test_a_buyer_sees_no_keys_and_may_enter_their_own(desk: Desk, site: Site) -> None:
	desk.open("Supplier Account", _ACCOUNT)
	assert desk.page.locator("[data-fieldname=cart_key]:visible").count() == 0
	desk.press("My Keys", group="Connection")
	desk.page.wait_for_function("() => window.cur_frm?.doctype === 'Connector Key'")
	assert desk.page.evaluate("() => cur_frm.doc.account") == _ACCOUNT


def test_a_key_is_typed_beside_where_it_comes_from(desk: Desk, site: Site) -> None:
	desk.log_in(MANAGER)
	desk.open("Supplier Account", _ACCOUNT)
	box = desk.page.locator("[data-fieldname=search_key]")
	box.locator(".help-box", has_text="From My Mouser").wait_for()
	box.locator("input").press_sequentially("abc")
	# Frappe waits half a second before it judges a password.
	desk.page.wait_for_timeout(1500)
	assert box.locator(".password-strength-indicator:visible").count() == 0
	assert "From My Mouser" in box.locator(".help-box").inner_text()
	desk.screenshot("account-key")


def test_another_base_url_asks_for_the_keys_again(desk: Desk, site: Site) -> None:
	"""Those of the company at once, a user's own when they open them."""
	desk.open("Supplier Account", _ACCOUNT)
	desk.press("My Keys", group="Connection")
	desk.page.wait_for_function("() => window.cur_frm?.doctype === 'Connector Key'")
	desk.page.evaluate(
		"() => cur_frm.set_value('search_key', 'sandbox-search-key').then(() => cur_frm.save())"
	)
	desk.page.wait_for_function("() => !cur_frm.is_new() && cur_frm.doc.keys_base_url")
	mine = desk.page.evaluate("() => cur_frm.doc.name")

	desk.log_in(MANAGER)
	desk.open("Supplier Account", _ACCOUNT)
	desk.page.evaluate(
		"() => cur_frm.set_value('base_url', 'http://127.0.0.1:9/api').then(() => cur_frm.save())"
	)
	desk.page.locator(
		".msgprint", has_text="Enter them again to use them at http://127.0.0.1:9/api"
	).wait_for()
	desk.screenshot("account-keys-removed")
	assert desk.page.evaluate("() => cur_frm.doc.cart_key || ''") == ""

	desk.log_in()
	desk.open("Connector Key", mine)
	desk.page.locator(".form-message", has_text="Enter your keys again").wait_for()
	desk.screenshot("own-keys-elsewhere")
	desk.page.evaluate(
		"() => frappe.call('frappe.client.delete', {doctype: cur_frm.doctype, name: cur_frm.docname})"
	)


def test_a_cart_leads_back_to_sending_and_to_prices(desk: Desk, site: Site, board: Board) -> None:
	order = site.do("order", lines=board.few(2))
	desk.open_send(order["name"])
	desk.send()
	cart = desk.dialog.locator(".sc-totals a").inner_text()
	desk.close()

	desk.open("Supplier Cart", cart)
	desk.page.get_by_role("button", name="Apply Prices").click()
	desk.wait_for("The net total goes")
	desk.screenshot("cart-form-prices")
	desk.close()
	desk.page.get_by_role("button", name="Send Again").click()
	desk.wait_for("it will be updated")


def test_a_price_that_was_not_told_is_not_shown_as_nothing(desk: Desk, site: Site, board: Board) -> None:
	order = site.do("order", lines=board.lines())
	desk.open_send(order["name"])
	desk.send()
	cart = desk.dialog.locator(".sc-totals a").inner_text()
	desk.close()
	desk.open("Supplier Cart", cart)
	refused = desk.page.locator("[data-fieldname=lines] .grid-row", has_text="579-ATECC608B").inner_text()
	assert "\u2014" in refused
	assert "0.00" not in refused


def test_the_lists_open(desk: Desk, site: Site) -> None:
	desk.log_in(MANAGER)
	for doctype in ("supplier-account", "supplier-cart", "supplier-part", "connector-call"):
		desk.page.goto(f"{site.address}/app/{doctype}")
		desk.page.locator(".list-row-head:visible, .no-result:visible").first.wait_for()
		desk.screenshot(f"list-{doctype}")
