"""Supplier parts that stay fresh: resyncs by hand, prices over time, alerts, and what an account tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from desk_page import BUYER, MANAGER, Desk, leads_to
from site_under_test import Site

from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer

pytestmark = pytest.mark.browser

_ACCOUNT = "Mouser US (sandbox)"
_ITEM = "FRESH-1"
_MANY = "FRESH-2"


@pytest.fixture
def skus(catalogue: Catalogue) -> list[str]:
	"""Numbers of parts that the shop has prices for."""
	return [part.sku for part in islice((part for part in catalogue if part.sku and part.price_breaks), 40)]


@pytest.fixture(autouse=True)
def tidy(site: Site) -> Iterator[None]:
	"""Items without parts, an account that nothing is known of; the same again at the end."""
	for code in (_ITEM, _MANY):
		site.do("item", code=code)
	site.do("forget_resyncs", accounts=[_ACCOUNT], items=[_ITEM, _MANY])
	yield
	site.do("forget_resyncs", accounts=[_ACCOUNT], items=[_ITEM, _MANY])


def resync_from_form(desk: Desk, button: str = "Resync Now") -> None:
	"""Press the button of the form and wait for what came of it."""
	desk.page.wait_for_function("button => cur_frm.custom_buttons[button] && !cur_frm.is_dirty()", arg=button)
	desk.press(button)
	desk.wait_for("asked for")
	# A dialog that is still coming up can't be closed.
	desk.page.wait_for_timeout(400)


def headline(desk: Desk, words: str) -> Any:
	"""The indicator beside the title of the form that is open."""
	return desk.page.locator(".page-head:visible .indicator-pill", has_text=words).first


def history_lines(desk: Desk) -> Any:
	"""The lines of the chart of prices."""
	return desk.page.locator("[data-prices] .sc-chart-line")


def test_a_part_tells_what_a_resync_changed(
	desk: Desk, site: Site, shop: SandboxServer, skus: list[str]
) -> None:
	part = site.do("part", item=_ITEM, account=_ACCOUNT, sku=skus[0])
	site.do("forget_history", part=part)
	desk.open("Supplier Part", part)
	desk.page.locator(".sc-history", has_text="No history yet").wait_for()
	desk.screenshot("part-no-history")
	resync_from_form(desk)
	desk.close()
	headline(desk, "Fresh").wait_for()

	shop.change_part(skus[0], price_factor="1.25", stock=77)
	resync_from_form(desk)
	assert desk.row(skus[0]).locator(".indicator-pill").inner_text() == "Changed"
	assert desk.row(skus[0]).locator(".sc-dearer").count() > 0
	assert "77" in desk.row(skus[0]).inner_text()
	desk.screenshot("resync-part")
	desk.close()
	assert site.do("part_fields", name=part, fields=["stock", "resync_state"]) == {
		"stock": 77,
		"resync_state": "Fresh",
	}


def test_a_changed_price_is_seen_in_the_chart(
	desk: Desk, site: Site, shop: SandboxServer, skus: list[str]
) -> None:
	part = site.do("part", item=_ITEM, account=_ACCOUNT, sku=skus[1])
	site.do("history", part=part, days=60)
	desk.open("Supplier Part", part)
	history_lines(desk).first.wait_for()
	before = desk.page.locator(".sc-history").inner_text()
	drawn = history_lines(desk).first.get_attribute("d")
	shop.change_part(skus[1], price_factor="3")
	resync_from_form(desk)
	desk.close()
	desk.page.wait_for_function(
		"before => document.querySelector('[data-prices] .sc-chart-line')?.getAttribute('d') !== before",
		arg=drawn,
	)
	assert "Changed" in before

	lines = history_lines(desk).count()
	desk.page.locator(".sc-chip input:not(:checked)").first.check()
	assert history_lines(desk).count() == lines + 1
	desk.page.locator("[data-stock]").scroll_into_view_if_needed()
	box = desk.page.locator("[data-prices]").bounding_box()
	desk.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
	desk.page.locator("[data-prices] .sc-chart-tip", has_text="from 1").wait_for()
	desk.screenshot("part-history")


def test_stock_that_was_not_told_is_a_gap_and_not_nothing(desk: Desk, site: Site, skus: list[str]) -> None:
	part = site.do("part", item=_ITEM, account=_ACCOUNT, sku=skus[0])
	site.do("history", part=part, days=60, unknown=True)
	desk.open("Supplier Part", part)
	line = desk.page.locator("[data-stock] .sc-chart-line")
	line.wait_for()
	assert line.get_attribute("d").count("M") == 2, "the line is interrupted once"


def test_a_part_that_the_shop_does_not_know_keeps_what_it_has(desk: Desk, site: Site) -> None:
	part = site.do("part", item=_ITEM, account=_ACCOUNT, sku="999-NOWHERE")
	desk.open("Supplier Part", part)
	resync_from_form(desk)
	assert "Not found" in desk.row("999-NOWHERE").inner_text()
	desk.close()
	headline(desk, "Not found since").wait_for()
	desk.page.locator(".form-message", has_text="What was known last is kept").wait_for()
	desk.screenshot("part-not-found")
	assert site.do("part_fields", name=part, fields=["stock"])["stock"] == 1200


def test_a_shop_that_is_down_is_told_with_its_account(
	desk: Desk, site: Site, shop: SandboxServer, skus: list[str]
) -> None:
	part = site.do("part", item=_ITEM, account=_ACCOUNT, sku=skus[0])
	desk.open("Supplier Part", part)
	desk.page.wait_for_function("() => cur_frm.custom_buttons['Resync Now']")
	shop.faults.add(Fault(FaultKind.STATUS, status=503, times=-1))
	desk.press("Resync Now")
	desk.dialog.locator(".sc-notice.sc-red").wait_for()
	link = desk.dialog.get_by_role("link", name=f"Open Supplier Account {_ACCOUNT}")
	assert leads_to(link, "Supplier Account")
	desk.screenshot("resync-down")
	desk.close()
	headline(desk, "Failed").wait_for()
	message = desk.page.locator(".form-message", has_text="The last resync failed")
	message.wait_for()
	assert message.get_by_role("link", name=_ACCOUNT).count() == 1
	desk.screenshot("part-failed")


def test_the_parts_of_an_item_are_resynced_and_told_one_by_one(
	desk: Desk, site: Site, shop: SandboxServer, skus: list[str]
) -> None:
	for sku in (*skus[:2], "999-NOWHERE"):
		site.do("part", item=_ITEM, account=_ACCOUNT, sku=sku)
	desk.log_in(MANAGER)
	desk.open_item(_ITEM)
	desk.press("Resync Supplier Parts")
	desk.wait_for("3 parts asked for")
	assert desk.rows.count() == 3
	assert "Changed" in desk.row(skus[0]).inner_text()
	assert "Not found" in desk.row("999-NOWHERE").inner_text()
	desk.screenshot("resync-item")


def test_an_item_without_parts_has_nothing_to_resync(desk: Desk, site: Site) -> None:
	desk.log_in(MANAGER)
	desk.open_item(_ITEM)
	desk.press("Resync Supplier Parts")
	desk.wait_for("no Supplier Parts here yet")
	desk.screenshot("resync-nothing")


def open_account(desk: Desk) -> Any:
	"""Open the account as a manager; the box that tells of its resyncs."""
	desk.log_in(MANAGER)
	desk.open("Supplier Account", _ACCOUNT)
	box = desk.page.locator(".sc-resync-status")
	box.wait_for()
	return box


def test_an_account_is_resynced_with_progress_that_can_be_closed_found_and_stopped(
	desk: Desk, site: Site, shop: SandboxServer, skus: list[str]
) -> None:
	site.do("account", resync_enabled=1, resync_interval=1440, resync_batch_size=40)
	site.do("many_parts", item=_MANY, account=_ACCOUNT, skus=skus)
	box = open_account(desk)
	assert "40 parts at 40 every day: 1 day for a whole round" in box.inner_text()
	box.scroll_into_view_if_needed()
	desk.screenshot("account-resync")
	shop.faults.add(Fault(FaultKind.LATENCY, seconds=2, times=8))
	box.get_by_role("button", name="Resync Now").click()
	desk.wait_for("parts asked for")
	desk.screenshot("resync-progress")
	desk.close()
	# As another page would find it: nothing of the window is left but the session's memory.
	desk.open("Supplier Account", _ACCOUNT)
	box.get_by_role("button", name="Show the Resync").click()
	desk.primary.wait_for()
	assert desk.primary.inner_text() == "Stop"
	desk.primary.click()
	desk.wait_for("The resync was stopped")
	desk.screenshot("resync-stopped")
	desk.close()
	run = box.get_by_role("link", name="Last run")
	assert "Stopped" in box.inner_text()
	run.click()
	desk.page.locator(".sc-run-summary").wait_for()
	headline(desk, "Stopped").wait_for()
	desk.screenshot("resync-run")


def test_an_account_leads_to_its_parts_by_freshness(desk: Desk, site: Site, skus: list[str]) -> None:
	site.do("many_parts", item=_MANY, account=_ACCOUNT, skus=skus)
	for word, count in (("fresh", 24), ("stale", 4), ("not found", 4), ("failed", 4), ("never asked for", 4)):
		box = open_account(desk)
		box.get_by_role("link", name=f"{count} {word}", exact=True).click()
		desk.page.wait_for_function("() => cur_list?.doctype === 'Supplier Part' && cur_list.data.length")
		desk.page.wait_for_function("count => cur_list.data.length === Math.min(count, 20)", arg=count)


def test_a_round_is_started_anew_after_a_question(
	desk: Desk, site: Site, shop: SandboxServer, skus: list[str]
) -> None:
	site.do("account", resync_enabled=1, resync_interval=60, resync_batch_size=10)
	site.do("many_parts", item=_MANY, account=_ACCOUNT, skus=skus)
	box = open_account(desk)
	assert box.get_by_role("button", name="Start the Round Anew").count() == 0, "it is at its start"
	box.get_by_role("button", name="Resync Now").click()
	desk.wait_for("The resync is done")
	desk.close()
	box.get_by_role("button", name="Start the Round Anew").click()
	desk.page.locator(".modal.show .btn-primary", has_text="Yes").click()
	desk.page.locator(".desk-alert.green", has_text="begins with the first part").wait_for()
	box.get_by_role("button", name="Start the Round Anew").wait_for(state="detached")


def test_an_account_tells_of_a_run_that_may_be_dead(desk: Desk, site: Site, skus: list[str]) -> None:
	site.do("account", resync_enabled=1, resync_interval=60, resync_batch_size=10)
	site.do("many_parts", item=_MANY, account=_ACCOUNT, skus=skus)
	run = site.do("silent_run", account=_ACCOUNT, minutes=8)
	box = open_account(desk)
	assert f"Nothing was heard of {run} since" in box.inner_text()
	assert "the next run continues at" in box.inner_text()
	assert "is under way" not in box.inner_text()
	box.scroll_into_view_if_needed()
	desk.screenshot("account-silent-run")


def test_an_account_tells_where_its_calls_went(desk: Desk, site: Site) -> None:
	site.do("calls", account=_ACCOUNT)
	site.do("account", cache_ttl=3600)
	open_account(desk)
	usage = desk.page.locator(".sc-usage")
	usage.locator("svg.frappe-chart rect.bar, svg.frappe-chart .bar").first.wait_for(state="attached")
	text = usage.inner_text()
	for words in ("calls today", "The schedule", "Bea", "Part numbers", "calls saved in 30 days"):
		assert words in text
	usage.scroll_into_view_if_needed()
	# Charts grow.
	desk.page.wait_for_timeout(1500)
	desk.screenshot("account-usage")


def test_a_buyer_sees_an_account_and_changes_nothing(desk: Desk, site: Site) -> None:
	desk.open("Supplier Account", _ACCOUNT)
	box = desk.page.locator(".sc-resync-status")
	box.wait_for()
	assert box.get_by_role("button").count() == 0
	assert desk.page.locator(".sc-usage").get_by_role("button").count() == 0


def test_a_price_that_went_up_is_told_to_the_buyer(
	desk: Desk, site: Site, shop: SandboxServer, skus: list[str]
) -> None:
	part = site.do("part", item=_ITEM, account=_ACCOUNT, sku=skus[0])
	site.do("needed", item=_ITEM, account=_ACCOUNT, quantity=10, buyer=BUYER)
	desk.open("Supplier Part", part)
	resync_from_form(desk)
	desk.close()
	shop.change_part(skus[0], price_factor="1.5")
	resync_from_form(desk)
	desk.close()
	banner = desk.page.locator(".form-message", has_text="Price Increase")
	banner.wait_for()
	told = site.do("last_notification", user=BUYER, kind="Supplier Alert")
	assert skus[0] in told["subject"]

	desk.page.reload()
	desk.page.wait_for_function("() => window.cur_frm?.doc && !frappe.request?.ajax_count")
	desk.page.locator(".navbar .notifications-icon, .sidebar-notification:visible").first.click()
	entry = desk.page.locator(".notifications-list a", has_text=skus[0]).first
	entry.wait_for()
	desk.screenshot("alert-notification")
	entry.click()
	desk.page.wait_for_function("() => window.cur_frm?.doctype === 'Supplier Alert'")
	desk.page.locator(".sc-alert-links", has_text=skus[0]).wait_for()
	desk.screenshot("alert")
	desk.page.get_by_role("button", name="Mark as Seen").click()
	desk.page.wait_for_function("() => cur_frm.doc.state === 'Seen'")
	desk.page.get_by_role("button", name="Close Alert").click()
	desk.page.wait_for_function("() => cur_frm.doc.state === 'Closed'")


def test_alerts_are_closed_from_their_list(desk: Desk, site: Site, skus: list[str]) -> None:
	part = site.do("part", item=_ITEM, account=_ACCOUNT, sku=skus[0])
	for kind in ("Obsolete", "Price Increase"):
		site.do("alert", part=part, kind=kind, message=f"{skus[0]}: {kind}")
	desk.page.goto(f"{site.address}/app/supplier-alert?item={_ITEM}")
	desk.page.locator(".list-row-checkbox").nth(1).wait_for()
	desk.page.locator(".list-header-subject .list-check-all").check()
	desk.page.locator(".actions-btn-group button").click()
	desk.page.locator(".actions-btn-group .dropdown-item", has_text="Close Alert").click()
	desk.page.locator(".list-row .indicator-pill:visible", has_text="Closed").nth(1).wait_for()
	desk.screenshot("alert-list")


def test_a_suggested_replacement_is_looked_up(desk: Desk, site: Site, skus: list[str]) -> None:
	part = site.do("part", item=_ITEM, account=_ACCOUNT, sku=skus[0])
	message = f"{skus[0]} is obsolete."
	name = site.do("alert", part=part, kind="Obsolete", message=message, replacement="RC0402FR-0710KL")
	desk.log_in(MANAGER)
	desk.open("Supplier Alert", name)
	desk.page.get_by_role("button", name="Look It Up").click()
	desk.dialog.locator("[name=query]").wait_for()
	assert desk.dialog.locator("[name=query]").input_value() == "RC0402FR-0710KL"


def test_words_of_a_shop_are_no_markup(desk: Desk, site: Site, skus: list[str]) -> None:
	evil = "<img src=x onerror=\"document.title='broken'\">"
	part = site.do(
		"part",
		item=_ITEM,
		account=_ACCOUNT,
		sku=skus[0],
		lifecycle=evil,
		resync_state="Failed",
		failure=evil,
	)
	name = site.do("alert", part=part, kind="Obsolete", message=evil, replacement=evil, was=evil, is_now=evil)
	run = site.do("run", account=_ACCOUNT, state="Failed", message=evil)
	for doctype, document in (("Supplier Part", part), ("Supplier Alert", name), ("Supplier Resync", run)):
		desk.open(doctype, document)
		desk.page.locator(
			".form-message:visible, .sc-alert-links:visible, .sc-run-summary:visible"
		).first.wait_for()
		desk.page.wait_for_timeout(500)
		assert desk.page.locator("img[src=x]").count() == 0, doctype


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_window(desk: Desk, site: Site, shop: SandboxServer, skus: list[str]) -> None:
	part = site.do("part", item=_ITEM, account=_ACCOUNT, sku=skus[0])
	site.do("history", part=part, days=60)
	site.do("calls", account=_ACCOUNT)
	site.do("alert", part=part, kind="Price Increase", message=f"{skus[0]} costs 12 % more.")
	desk.open("Supplier Part", part)
	history_lines(desk).first.wait_for()
	fits(desk)
	desk.page.locator(".sc-history").scroll_into_view_if_needed()
	desk.screenshot("part-narrow")
	shop.change_part(skus[0], price_factor="1.25")
	resync_from_form(desk)
	fits(desk)
	desk.screenshot("resync-part-narrow")
	desk.close()
	box = open_account(desk)
	box.scroll_into_view_if_needed()
	fits(desk)
	desk.screenshot("account-resync-narrow")
	desk.page.locator(".sc-usage").scroll_into_view_if_needed()
	desk.screenshot("account-usage-narrow")


def fits(desk: Desk) -> None:
	"""Make sure that nothing is beside the window."""
	assert (
		desk.page.evaluate("() => document.documentElement.scrollWidth") <= desk.page.viewport_size["width"]
	)
