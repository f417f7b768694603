"""The walk through "Find Supplier Parts" on an Item, as an engineer who may change Items and see accounts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from desk_page import BUYER, ENGINEER, ITEM_MANAGER, MANAGER, Desk, leads_to
from lookup_page import Lookup
from site_under_test import Site

from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer

pytestmark = pytest.mark.browser

_ITEM = "RES-30001"
_MOUSER = "Mouser US (sandbox)"
_DIGIKEY = "DigiKey US (sandbox)"
_RESISTOR = "RC0402FR-1310KL"
_OTHER = "CRCW040210K0FKED"
_PARAMETERS = [
	{"parameter": "Resistance", "value": "10k"},
	{"parameter": "Package", "value": "0402"},
	{"parameter": "Tolerance", "value": "1 %"},
]
_MANY = 1000
# What a click on a thousand candidates may take before a person calls it slow, on a slow machine.
_SLOW_MS = 500


@pytest.fixture
def lookup(desk: Desk, site: Site, connected_digikey: SandboxServer) -> Lookup:
	"""The Desk as the engineer sees it, with accounts at both shops and an Item to look up."""
	site.do("lookup_item", code=_ITEM, name="Resistor 10k 0402 1%", parameters=_PARAMETERS)
	desk.log_in(ENGINEER)
	return Lookup(desk)


def stored(site: Site) -> list[tuple[str, str]]:
	"""The Item's Supplier Parts, by account and number."""
	return sorted((part["account"], part["sku"]) for part in site.do("parts", item=_ITEM)["parts"])


def test_from_an_item_to_its_supplier_parts(lookup: Lookup, site: Site) -> None:
	desk = lookup.desk
	lookup.open(_ITEM)
	assert "10kOhm" in lookup.query.input_value()
	assert not lookup.dialog.locator("[data-reset]").is_visible()
	assert "Match 45 \u00b7 Availability 35 \u00b7 Price 20" in desk.text()
	assert desk.primary.is_disabled()
	lookup.dialog.locator("[name=strategy]").select_option("price")
	assert "Match 35 \u00b7 Availability 15 \u00b7 Price 50" in desk.text()
	lookup.dialog.locator("[name=strategy]").select_option("balanced")
	lookup.dialog.locator("[name=quantity]").fill("100")
	desk.screenshot("lookup-start")

	lookup.find()
	assert lookup.candidates.count() >= 3
	assert "for 100 pieces" in desk.text()
	desk.page.wait_for_function("() => document.querySelector('.sc-thumb')?.naturalWidth > 0")
	lookup.candidate(_RESISTOR).locator("[data-score]").hover()
	panel = lookup.dialog.locator(".sc-score-panel")
	assert "Resistance" in panel.inner_text()
	assert "asked for" in panel.inner_text()
	desk.screenshot("lookup-candidates")

	lookup.open_offers(_RESISTOR)
	lookup.tick(_RESISTOR)
	lookup.candidate(_RESISTOR).locator(".sc-offers tr", has_text=_MOUSER).locator("input").check()
	assert desk.primary.inner_text() == "Add 2 Supplier Parts"
	desk.screenshot("lookup-offers")
	for option in ("parameters", "image", "datasheet"):
		lookup.dialog.locator(f"[data-option={option}]").check()
	lookup.add()
	assert "2 created" in desk.text()
	desk.screenshot("lookup-added")
	parts = stored(site)
	assert [account for account, _sku in parts] == [_DIGIKEY, _MOUSER]
	facts = site.do("item_facts", item=_ITEM)
	assert facts["mpns"] == [_RESISTOR]
	assert facts["image"].startswith("http")
	assert facts["datasheet"]
	desk.page.wait_for_function("() => cur_frm.doc.supplier_items.length === 2")

	desk.primary.click()
	assert "already linked" in lookup.candidate(_RESISTOR).inner_text()
	assert desk.primary.is_disabled()
	assert lookup.dialog.locator("[data-option=image]").is_checked()
	lookup.tick(_RESISTOR)
	lookup.add()
	assert "1 unchanged" in desk.text()
	assert stored(site) == parts


@pytest.mark.parametrize(
	("code", "name", "mpns", "found"),
	[
		("LKP-30010", "LM358", [], "LM358DR"),
		("LKP-30011", "Dual op amp SOIC-8", ["LM358"], "LM358DR"),
		("LKP-30012", "Pin header 2x5 1.27mm", [], "HDR 2x5/1.27, SMD"),
		("D-BAT54AW", "Schottky diode SOT-323", [], "BAT54AW-7-F"),
	],
)
def test_an_item_manager_finds_what_begins_with_the_number(
	lookup: Lookup, site: Site, code: str, name: str, mpns: list[str], found: str
) -> None:
	desk = lookup.desk
	site.do("lookup_item", code=code, name=name, mpns=mpns)
	desk.log_in(ITEM_MANAGER)
	lookup.open(code)
	lookup.find()
	assert lookup.mpns()[0] == found
	first = lookup.candidates.first.inner_text()
	assert "Doesn't Fit" not in first, first
	desk.screenshot(f"lookup-base-{code}")


def test_the_query_is_the_users_until_it_is_reset(lookup: Lookup, site: Site) -> None:
	lookup.open(_ITEM)
	derived = lookup.query.input_value()
	lookup.query.fill("CRCW040210K0FKED")
	lookup.dialog.locator("[data-reset]").wait_for()
	lookup.query.press("Enter")
	lookup.candidates.first.wait_for()
	assert _OTHER in lookup.mpns()[0]
	(found,) = site.do("lookups", item=_ITEM)
	assert found["own_query"] == "CRCW040210K0FKED"
	lookup.dialog.locator("[data-reset]").click()
	assert lookup.query.input_value() == derived
	lookup.find()
	assert site.do("lookups", item=_ITEM)[0]["own_query"] == ""


def test_why_this_query(lookup: Lookup) -> None:
	lookup.open(_ITEM)
	lookup.find()
	lookup.dialog.locator(".sc-plan summary").click()
	plan = lookup.dialog.locator(".sc-plan")
	for words in ("Parameter", "Read as requirements", "Item Code", "10kOhm"):
		assert words in plan.inner_text()
	assert plan.locator("tbody tr").count() > 3
	lookup.desk.screenshot("lookup-why")


def test_another_part_is_added_only_when_it_is_said_to_be_right(lookup: Lookup, site: Site) -> None:
	site.do("lookup_item", code=_ITEM, name="Resistor 10k 0402 1%", mpns=[_RESISTOR], parameters=_PARAMETERS)
	desk = lookup.desk
	lookup.open(_ITEM)
	lookup.query.fill("resistor 10k 0402 1%")
	lookup.find()
	lookup.tick(_OTHER)
	lookup.tick(_RESISTOR)
	lookup.add()
	assert "Your Decision" in desk.text()
	assert desk.primary.inner_text() == "Try Again"
	assert desk.primary.is_disabled()
	desk.screenshot("lookup-conflict")
	assert len(stored(site)) == 1
	lookup.dialog.locator("[data-accept]").check()
	desk.primary.click()
	desk.wait_for("2 created")
	assert len(stored(site)) == 2


def test_columns_put_in_order_and_words_filter(lookup: Lookup) -> None:
	lookup.open(_ITEM)
	lookup.find()
	everything = lookup.mpns()
	lookup.dialog.locator("[data-sort=mpn]").click()
	assert lookup.mpns() == sorted(everything)
	assert lookup.dialog.locator("th[aria-sort=ascending]").count() == 1
	lookup.dialog.locator("[data-sort=mpn]").click()
	assert lookup.mpns() == sorted(everything, reverse=True)
	lookup.dialog.locator("[data-filter]").fill("vishay")
	lookup.dialog.locator("[data-count]", has_text="of").wait_for()
	assert lookup.mpns() == [_OTHER]
	lookup.dialog.locator("[data-filter]").fill("nothing like it")
	lookup.dialog.locator("[data-none]").wait_for()


def test_a_score_shows_its_parts_to_the_keyboard(lookup: Lookup) -> None:
	lookup.open(_ITEM)
	lookup.find()
	panel = lookup.dialog.locator(".sc-score-panel")
	lookup.dialog.locator("[data-open]").first.focus()
	lookup.desk.page.keyboard.press("Tab")
	panel.wait_for()
	assert "Price" in panel.inner_text()
	lookup.desk.screenshot("lookup-score-by-keyboard")
	lookup.desk.page.keyboard.press("Escape")
	assert not panel.is_visible()
	assert lookup.dialog.is_visible()


def test_a_shop_that_is_down_is_named_and_the_other_still_searched(
	lookup: Lookup, shop: SandboxServer
) -> None:
	lookup.open(_ITEM)
	shop.stop()
	try:
		lookup.find()
	finally:
		shop.start()
	notice = lookup.dialog.locator(".sc-notice.sc-orange")
	assert "the shop can't be reached" in notice.inner_text()
	assert f"{_MOUSER} could not be searched" in notice.inner_text()
	assert leads_to(notice.locator("a").first, "Supplier Account")
	assert lookup.candidates.count() >= 3
	lookup.desk.screenshot("lookup-shop-down")
	lookup.find()
	assert notice.count() == 0


def test_no_shop_can_be_reached(
	lookup: Lookup, shop: SandboxServer, connected_digikey: SandboxServer
) -> None:
	lookup.open(_ITEM)
	shop.stop()
	connected_digikey.stop()
	try:
		lookup.find()
		assert lookup.dialog.locator(".sc-notice.sc-red").count() == 1
		lookup.desk.screenshot("lookup-all-down")
	finally:
		shop.start()
		connected_digikey.start()
	lookup.find()
	assert lookup.candidates.count() >= 3


def test_a_shop_that_is_not_ticked_is_not_asked_now_or_next_time(
	lookup: Lookup, connected_digikey: SandboxServer
) -> None:
	lookup.open(_ITEM)
	box = lookup.dialog.locator(f"[name=account][value='{_DIGIKEY}']")
	box.uncheck()
	lookup.find()
	assert _DIGIKEY not in lookup.dialog.locator("[data-result]").inner_text()
	lookup.desk.close()
	lookup.open(_ITEM)
	assert not box.is_checked()
	box.check()
	lookup.dialog.locator(f"[name=account][value='{_MOUSER}']").uncheck()
	box.uncheck()
	assert lookup.dialog.locator("[type=submit]").is_disabled()


def test_nothing_is_found(lookup: Lookup) -> None:
	lookup.open(_ITEM)
	lookup.query.fill("zzzqqq nothing of this kind")
	lookup.find()
	assert "Nothing found" in lookup.desk.text()
	lookup.desk.screenshot("lookup-nothing-found")


def test_an_item_with_nothing_to_search_by(lookup: Lookup, site: Site) -> None:
	site.do("lookup_item", code="X", name="-")
	site.do("lookup_settings", use_item_groups=0)
	try:
		lookup.open("X")
		assert lookup.query.input_value() == ""
		assert "X has nothing to search by" in lookup.desk.text()
		assert lookup.dialog.locator("[data-result] a", has_text="parameters").count() == 1
		lookup.desk.screenshot("lookup-nothing-to-search-by")
		lookup.find()
		assert "X has nothing to search by" in lookup.desk.text()
		lookup.query.fill(_RESISTOR)
		lookup.find()
		assert _RESISTOR in lookup.mpns()
		lookup.desk.close()
		lookup.open("X")
		lookup.dialog.locator("[data-result] a", has_text="parameters").click()
		lookup.dialog.wait_for(state="detached")
		lookup.desk.page.locator("[data-fieldname=supplier_connect_parameters]:visible").first.wait_for()
	finally:
		site.do("lookup_settings", use_item_groups=1)


def test_the_last_lookup_is_opened_again(lookup: Lookup, site: Site) -> None:
	lookup.open(_ITEM)
	lookup.query.fill("resistor 10k 0402")
	lookup.find()
	found = lookup.mpns()
	lookup.desk.close()
	lookup.open(_ITEM)
	assert "This Item was looked up" in lookup.desk.text()
	lookup.desk.screenshot("lookup-again")
	lookup.dialog.locator("[data-latest]").click()
	lookup.candidates.first.wait_for()
	assert lookup.mpns() == found
	assert lookup.query.input_value() == "resistor 10k 0402"
	assert len(site.do("lookups", item=_ITEM)) == 1


def test_an_answer_that_was_not_waited_for_is_not_shown(lookup: Lookup, shop: SandboxServer) -> None:
	lookup.open(_ITEM)
	shop.faults.add(Fault(FaultKind.LATENCY, seconds=3, times=1))
	lookup.dialog.get_by_role("button", name="Find", exact=True).click()
	lookup.desk.wait_for("Asking")
	lookup.desk.screenshot("lookup-asking")
	lookup.desk.close()
	lookup.desk.page.wait_for_timeout(3500)
	assert lookup.desk.page.locator(".modal.show").count() == 0


def test_a_thousand_candidates_do_not_freeze_the_page(lookup: Lookup, site: Site) -> None:
	site.do("many_candidates", item=_ITEM, accounts=[_MOUSER, _DIGIKEY], count=_MANY)
	lookup.open(_ITEM)
	lookup.dialog.locator("[data-latest]").click()
	lookup.candidates.first.wait_for()
	# Whatever sign the site has between thousands.
	lookup.desk.wait_for("/1[.,]000 candidates/")
	assert lookup.candidates.count() < 200
	lookup.desk.screenshot("lookup-thousand")
	click = "key => { const t = performance.now(); document.querySelector(`[data-sort=${key}]`).click(); return performance.now() - t; }"
	for key in ("cost", "stock", "mpn", "score"):
		assert lookup.desk.page.evaluate(click, key) < _SLOW_MS
	box = lookup.dialog.locator(".sc-candidates-box")
	for _ in range(200):
		box.evaluate("box => { box.scrollTop = box.scrollHeight; }")
		lookup.desk.page.wait_for_timeout(40)
		if lookup.candidates.count() == _MANY:
			break
	assert lookup.candidates.count() == _MANY
	assert lookup.dialog.locator("thead th").nth(2).is_visible()
	lookup.dialog.locator("[data-filter]").fill("vishay 777 kOhms")
	lookup.dialog.locator("[data-count]", has_text=re.compile(r"of 1[.,]000")).wait_for()
	lookup.tick("RX0402-")
	assert lookup.desk.primary.is_enabled()


def test_what_shops_wrote_is_shown_and_never_run(lookup: Lookup, site: Site) -> None:
	text = "<img src=x onerror='window.hacked = 1'>"
	site.do("many_candidates", item=_ITEM, accounts=[_MOUSER], count=3, text=text)
	lookup.open(_ITEM)
	lookup.dialog.locator("[data-latest]").click()
	lookup.candidates.first.wait_for()
	assert "<img" in lookup.desk.text()
	lookup.candidates.first.locator("[data-open]").click()
	lookup.candidates.first.locator("[data-score]").hover()
	lookup.desk.page.wait_for_timeout(300)
	assert lookup.desk.page.evaluate("() => window.hacked") is None


def test_a_stored_lookup_is_shown_on_its_form(lookup: Lookup, site: Site) -> None:
	lookup.open(_ITEM)
	lookup.find()
	lookup.desk.close()
	(found,) = site.do("lookups", item=_ITEM)
	desk = lookup.desk
	desk.open("Supplier Match", found["name"])
	form = desk.page.locator(".sc-match-form")
	form.locator("[data-candidate]").first.wait_for()
	desk.screenshot("lookup-form-top")
	form.scroll_into_view_if_needed()
	form.evaluate("form => form.scrollIntoView()")
	desk.screenshot("lookup-form")
	form.locator("[data-candidate]", has_text=_RESISTOR).locator("[data-candidate-tick]").check()
	form.locator("[data-add]").click()
	desk.wait_for("as a Supplier Part?")
	desk.screenshot("lookup-form-add")
	desk.primary.click()
	desk.wait_for("1 created")
	desk.close()
	desk.page.wait_for_function("() => cur_frm.doc.state === 'Imported'")
	form.locator(".sc-linked").first.wait_for()
	desk.page.get_by_role("button", name="Look Up Again").click()
	lookup.dialog.locator(".sc-wish").wait_for()


def test_without_an_account_there_is_a_way_to_one(
	lookup: Lookup, site: Site, connected_digikey: SandboxServer
) -> None:
	site.do("account", enabled=0)
	site.do("digikey", base_url=connected_digikey.api_url, connected=False, enabled=0)
	try:
		lookup.desk.open_item(_ITEM)
		lookup.desk.press("Find Supplier Parts")
		lookup.desk.wait_for("There is no Supplier Account to search with")
		assert lookup.dialog.locator(".modal-body a").count() == 0
		lookup.desk.log_in(MANAGER)
		lookup.desk.open_item(_ITEM)
		lookup.desk.press("Find Supplier Parts")
		lookup.desk.wait_for("Create a Supplier Account")
		lookup.desk.screenshot("lookup-no-account")
	finally:
		site.do("account", enabled=1)


def test_a_buyer_who_may_not_change_items_has_no_button(desk: Desk, site: Site) -> None:
	site.do("lookup_item", code=_ITEM, name="Resistor 10k 0402 1%")
	desk.log_in(BUYER)
	desk.open("Item", _ITEM)
	desk.page.wait_for_timeout(500)
	assert not desk.page.evaluate("() => 'Find Supplier Parts' in cur_frm.custom_buttons")


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_window_reaches_everything(lookup: Lookup, site: Site) -> None:
	desk = lookup.desk
	lookup.open(_ITEM)
	desk.fits()
	desk.screenshot("lookup-narrow-start")
	lookup.find()
	desk.fits()
	desk.screenshot("lookup-narrow")
	lookup.dialog.locator("[data-order]").select_option("mpn")
	assert lookup.mpns() == sorted(lookup.mpns())
	lookup.open_offers(_RESISTOR)
	desk.fits()
	lookup.candidate(_RESISTOR).locator(".sc-offers tr").last.scroll_into_view_if_needed()
	desk.screenshot("lookup-narrow-offers")
	lookup.candidate(_RESISTOR).locator("[data-score]").click()
	panel: Any = lookup.dialog.locator(".sc-score-panel").bounding_box()
	assert panel["x"] >= 0
	assert panel["x"] + panel["width"] <= 420
	desk.screenshot("lookup-narrow-score")
	lookup.tick(_RESISTOR)
	lookup.add()
	desk.fits()
	desk.screenshot("lookup-narrow-added")
