"""The workspace "Supplier Connect": figures that lead to their lists, charts, and the first steps on a new site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import pytest
from desk_page import MANAGER, Desk
from site_under_test import Site

from supplier_connect.sandbox.catalogue.catalogue import Catalogue

pytestmark = pytest.mark.browser

_ACCOUNT = "Mouser US (sandbox)"
_ITEM = "FRESH-2"
_CARDS = {
	"Calls Today": "Connector Usage",
	"Answered Without a Call": "Connector Usage",
	"Orders Sent This Month": "Supplier Cart",
	"Fresh Parts": "Supplier Part",
	"Stale Parts": "Supplier Part",
	"Failed or Unknown Parts": "Supplier Part",
	"Price Alerts": "Supplier Alert",
}
_LEFT = "Calls Left Today"


@pytest.fixture
def site_with_figures(site: Site, catalogue: Catalogue) -> Iterator[Site]:
	"""Parts of all kinds, calls of a month, prices that changed, an alert."""
	skus = [part.sku for part in islice((part for part in catalogue if part.sku and part.price_breaks), 20)]
	site.do("item", code=_ITEM)
	site.do("forget_resyncs", accounts=[_ACCOUNT], items=[_ITEM])
	site.do("account", per_day=1000)
	parts = site.do("many_parts", item=_ITEM, account=_ACCOUNT, skus=skus)
	for part in parts[:3]:
		site.do("history", part=part, days=150)
	site.do("calls", account=_ACCOUNT)
	message = f"{skus[0]} costs 12.4 % more."
	site.do("alert", part=parts[0], kind="Price Increase", message=message, currency="USD", percent=12.4)
	yield site
	site.do("forget_resyncs", accounts=[_ACCOUNT], items=[_ITEM])


def open_workspace(desk: Desk, site: Site) -> None:
	"""Open the workspace; returns when all cards have figures."""
	desk.page.goto(f"{site.address}/app/supplier-connect")
	desk.page.wait_for_function(
		"count => document.querySelectorAll('.number-widget-box .number').length === count",
		arg=len([*_CARDS, _LEFT]),
	)


def card(desk: Desk, label: str) -> str:
	"""The figure of a card."""
	box = desk.page.locator(f".number-widget-box:has(.widget-title [title='{label}'])")
	return box.locator(".number").inner_text().strip()


def test_the_cards_have_figures_and_the_charts_lines(desk: Desk, site_with_figures: Site) -> None:
	desk.log_in(MANAGER)
	open_workspace(desk, site_with_figures)
	assert int(card(desk, "Fresh Parts")) >= 12
	assert int(card(desk, "Stale Parts")) >= 2
	assert int(card(desk, "Failed or Unknown Parts")) >= 4
	assert int(card(desk, "Price Alerts")) >= 1
	assert int(card(desk, "Calls Today").split()[0]) > 0
	assert re.fullmatch(r"\d+([.,]\d)?\s*%", card(desk, "Answered Without a Call"))
	charts = desk.page.locator(".dashboard-widget-box")
	charts.nth(0).locator("svg .bar").first.wait_for(state="attached")
	charts.nth(1).locator("svg path.line-graph-path").first.wait_for(state="attached")
	# Charts grow.
	desk.page.wait_for_timeout(1500)
	desk.screenshot("workspace")


@pytest.mark.parametrize("label", _CARDS)
def test_each_card_leads_to_its_list(desk: Desk, site_with_figures: Site, label: str) -> None:
	desk.log_in(MANAGER)
	open_workspace(desk, site_with_figures)
	figure = card(desk, label)
	desk.page.locator(f".number-widget-box:has(.widget-title [title='{label}']) .number").click()
	desk.page.wait_for_function(
		"doctype => window.cur_list?.doctype === doctype && cur_list.filter_area?.get().length",
		arg=_CARDS[label],
	)
	if _CARDS[label] in ("Supplier Part", "Supplier Alert"):
		desk.page.wait_for_function("count => cur_list.total_count === count", arg=int(figure))


def test_the_calls_left_lead_to_those_of_each_account(desk: Desk, site_with_figures: Site) -> None:
	desk.log_in(MANAGER)
	open_workspace(desk, site_with_figures)
	desk.page.locator(f".number-widget-box:has(.widget-title [title='{_LEFT}']) .number").click()
	desk.page.locator(".dt-row .dt-cell", has_text=_ACCOUNT).first.wait_for()


def test_a_buyer_sees_the_workspace_too(desk: Desk, site_with_figures: Site) -> None:
	open_workspace(desk, site_with_figures)
	assert int(card(desk, "Fresh Parts")) >= 12
	desk.page.locator(".dashboard-widget-box svg .bar").first.wait_for(state="attached")


def test_the_first_steps_open_the_right_places(desk: Desk, site: Site) -> None:
	# This manager may not buy, so the step with the order is left out.
	desk.log_in(MANAGER)
	for step, doctype in (
		("Test the Connection to a Supplier", "Supplier Account"),
		("Import a Part by Supplier Lookup", "Item"),
		("Keep Supplier Parts Fresh", "Supplier Account"),
	):
		site.do("first_steps")
		open_workspace(desk, site)
		steps = desk.page.locator(".onboarding-widget-box")
		steps.locator(".onboarding-step", has_text=step).click()
		steps.locator(".onboarding-step-footer .btn").click()
		desk.page.wait_for_function("doctype => window.cur_list?.doctype === doctype", arg=doctype)
	# Looking at a place does nothing: the account is there, and was not tested.
	open_workspace(desk, site)
	steps.locator(".onboarding-step.complete", has_text="Create a Supplier Account").wait_for()
	untested = steps.locator(".onboarding-step", has_text="Test the Connection to a Supplier")
	assert "complete" not in (untested.get_attribute("class") or "").split()
	desk.screenshot("first-steps")


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_workspace(desk: Desk, site_with_figures: Site) -> None:
	desk.log_in(MANAGER)
	open_workspace(desk, site_with_figures)
	assert desk.page.evaluate("() => document.documentElement.scrollWidth") <= 420
	desk.page.locator(".number-widget-box").first.scroll_into_view_if_needed()
	desk.screenshot("workspace-narrow")


@pytest.mark.parametrize("report", ["Supplier Price History", "Obsolete Supplier Parts"])
def test_the_reports_open(desk: Desk, site_with_figures: Site, report: str) -> None:
	desk.log_in(MANAGER)
	desk.page.goto(f"{site_with_figures.address}/app/query-report/{report}?item={_ITEM}")
	desk.page.locator(".dt-row .dt-cell").first.wait_for()
	desk.screenshot(f"report-{report.split(maxsplit=1)[0].lower()}")
