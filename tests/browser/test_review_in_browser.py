"""Many Items at once: matched from their list, then gone through on "Supplier Match Review"."""

from __future__ import annotations

from typing import Any

import pytest
from desk_page import ENGINEER, Desk
from site_under_test import Site

from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer

pytestmark = pytest.mark.browser

_MOUSER = "Mouser US (sandbox)"
# An Item whose number leaves no doubt, and some that a person has to decide on.
_ITEMS = {
	"LKP-40001": "Resistor 10k 0402 1%",
	"LKP-40002": "Resistor 100k 0402 1%",
	"LKP-40003": "Resistor 1k 0402 1%",
	"LKP-40004": "Resistor 470R 0402",
	"LKP-40005": "qqqzzz",
}
_CERTAIN = "LKP-40006"


@pytest.fixture
def desk_with_items(desk: Desk, site: Site, connected_digikey: SandboxServer) -> Desk:
	"""The Desk as the engineer sees it, with Items that nobody has looked up."""
	site.do("forget_lookups")
	for code, name in _ITEMS.items():
		site.do("lookup_item", code=code, name=name)
	site.do("lookup_item", code=_CERTAIN, name="Resistor", mpns=["RC0402FR-1310KL"])
	desk.log_in(ENGINEER)
	return desk


def tick_items(desk: Desk, site: Site) -> None:
	"""Open the list of Items with those of this test alone, and tick them all."""
	desk.page.goto(f"{site.address}/app/item?item_code=%5B%22like%22%2C%22LKP-4%25%22%5D")
	desk.page.locator(".list-row-checkbox").nth(len(_ITEMS)).wait_for()
	desk.page.locator(".list-header-subject .list-check-all").check()


def open_matching(desk: Desk, site: Site) -> None:
	"""Choose the action for all of them."""
	tick_items(desk, site)
	desk.page.locator(".actions-btn-group button").click()
	desk.page.locator(".actions-btn-group .dropdown-item", has_text="Match Supplier Parts").click()
	desk.dialog.locator("form").wait_for()


def match_all(desk: Desk, site: Site, auto_import: bool = False) -> None:
	"""Match them all and wait for the end."""
	open_matching(desk, site)
	desk.dialog.locator("[name=auto_import]").set_checked(auto_import)
	desk.primary.click()
	desk.wait_for("Items were looked up")


def open_review(desk: Desk, site: Site) -> Any:
	"""Open the review; its box."""
	desk.page.goto(f"{site.address}/app/supplier-match-review")
	box = desk.page.locator(".sc-review")
	box.locator(".sc-review-item, .sc-empty-state:not([role=status])").first.wait_for()
	return box


def heading(box: Any) -> str:
	"""The Item that is decided on."""
	return box.locator(".sc-review-name").inner_text()


def go_to(desk: Desk, box: Any, item: str) -> None:
	"""Go on without deciding until it is an Item's turn."""
	while heading(box) != item:
		before = heading(box)
		desk.page.keyboard.press("ArrowRight")
		desk.page.wait_for_function(
			"name => document.querySelector('.sc-review-name').innerText !== name", arg=before
		)


def state(site: Site, item: str) -> str:
	"""What became of an Item's lookup."""
	return site.do("lookups", item=item)[0]["state"]


def test_many_items_are_matched_and_what_is_certain_is_added(desk_with_items: Desk, site: Site) -> None:
	desk = desk_with_items
	open_matching(desk, site)
	assert "6 Items" in desk.text()
	desk.dialog.locator("[name=auto_import]").check()
	desk.screenshot("matching-start")
	desk.primary.click()
	desk.wait_for("All 6 Items were looked up")
	assert "without a candidate" in desk.text()
	desk.screenshot("matching-done")
	assert state(site, _CERTAIN) == "Imported"
	assert site.do("parts", item=_CERTAIN)["parts"]
	assert state(site, "LKP-40001") == "To Review"
	assert state(site, "LKP-40005") == "Nothing Found"
	assert desk.primary.inner_text() == "Review"
	desk.primary.click()
	desk.page.locator(".sc-review-item").wait_for()


def test_templates_and_items_that_are_not_bought_are_left_out(desk_with_items: Desk, site: Site) -> None:
	desk = desk_with_items
	site.do("item_is", code="LKP-40005", is_purchase_item=0)
	desk.open("Item", "LKP-40005")
	assert not desk.page.evaluate("() => Boolean(cur_frm.custom_buttons['Find Supplier Parts'])")
	open_matching(desk, site)
	assert "5 Items" in desk.text()
	assert "1 Item is left out: it is a template or not bought." in desk.text()
	desk.screenshot("matching-left-out")


def test_a_matching_can_be_stopped_and_goes_on_in_a_closed_window(
	desk_with_items: Desk, site: Site, shop: SandboxServer
) -> None:
	desk = desk_with_items
	open_matching(desk, site)
	shop.faults.add(Fault(FaultKind.LATENCY, seconds=2, times=8))
	desk.primary.click()
	desk.wait_for("of 6 Items looked up")
	desk.screenshot("matching-progress")
	desk.close()
	tick_again = desk.page.locator(".actions-btn-group button")
	tick_again.click()
	desk.page.locator(".actions-btn-group .dropdown-item", has_text="Match Supplier Parts").click()
	desk.wait_for("of 6 Items looked up")
	desk.primary.click()
	desk.wait_for("Stopped:")
	desk.screenshot("matching-stopped")
	assert len([item for item in _ITEMS if site.do("lookups", item=item)]) < len(_ITEMS)


def test_lookups_are_gone_through_by_keyboard(desk_with_items: Desk, site: Site) -> None:
	desk = desk_with_items
	match_all(desk, site)
	desk.close()
	box = open_review(desk, site)
	box.locator(".sc-review-bar", has_text="5 lookups left").wait_for()
	go_to(desk, box, "LKP-40001")
	first = heading(box)
	desk.page.wait_for_function("() => document.querySelector('.sc-thumb')?.naturalWidth > 0")
	desk.screenshot("review")

	desk.page.keyboard.press("2")
	second_choice = box.locator(".sc-chosen .sc-part-number").inner_text()
	assert box.locator(".sc-chosen .sc-key").inner_text() == "2"
	desk.page.keyboard.press("ArrowUp")
	assert box.locator(".sc-chosen .sc-key").inner_text() == "1"
	desk.page.keyboard.press("ArrowDown")
	desk.page.keyboard.press("Enter")
	box.locator(".sc-review-bar", has_text="4 lookups left").wait_for()
	assert [part["mpn"] for part in site.do("parts", item=first)["parts"]] == [second_choice]
	assert state(site, first) == "Imported"

	second = heading(box)
	desk.page.keyboard.press("s")
	box.locator(".sc-review-bar", has_text="3 lookups left").wait_for()
	assert state(site, second) == "Skipped"
	third = heading(box)
	desk.page.keyboard.press("ArrowRight")
	desk.page.wait_for_function(
		"name => document.querySelector('.sc-review-name').innerText !== name", arg=third
	)
	desk.page.keyboard.press("ArrowLeft")
	desk.page.wait_for_function(
		"name => document.querySelector('.sc-review-name').innerText === name", arg=third
	)
	for left in ("2 lookups left", "1 lookup left"):
		desk.page.keyboard.press("a")
		box.locator(".sc-review-bar", has_text=left).wait_for()
	desk.page.keyboard.press("Enter")
	box.locator(".sc-empty-state", has_text="Nothing waits for review").wait_for()
	desk.screenshot("review-empty")
	assert state(site, third) == "Imported"


def test_lookups_are_gone_through_with_the_mouse(desk_with_items: Desk, site: Site) -> None:
	desk = desk_with_items
	match_all(desk, site)
	desk.close()
	box = open_review(desk, site)
	go_to(desk, box, "LKP-40001")
	first = heading(box)
	entry = box.locator(".sc-review-candidate").nth(1)
	offers = entry.locator("[data-offer] option")
	assert offers.count() > 1
	entry.locator("[data-offer]").select_option(
		value=offers.filter(has_text=_MOUSER).first.get_attribute("value")
	)
	assert "sc-chosen" in entry.get_attribute("class")
	entry.locator("[data-accept]").click()
	box.locator(".sc-review-bar", has_text="4 lookups left").wait_for()
	assert [part["account"] for part in site.do("parts", item=first)["parts"]] == [_MOUSER]
	box.locator("[data-skip]").click()
	box.locator(".sc-review-bar", has_text="3 lookups left").wait_for()
	now = heading(box)
	box.locator("[data-move='1']").click()
	desk.page.wait_for_function(
		"name => document.querySelector('.sc-review-name').innerText !== name", arg=now
	)
	box.locator("[data-move='-1']").click()
	desk.page.wait_for_function(
		"name => document.querySelector('.sc-review-name').innerText === name", arg=now
	)


def test_a_part_of_another_number_asks_first(desk_with_items: Desk, site: Site) -> None:
	desk = desk_with_items
	match_all(desk, site)
	desk.close()
	site.do("maker_number", item="LKP-40001", mpn="SOMETHING-ELSE")
	box = open_review(desk, site)
	go_to(desk, box, "LKP-40001")
	desk.page.keyboard.press("Enter")
	box.locator("[data-anyway]").wait_for()
	desk.screenshot("review-conflict")
	assert site.do("parts", item="LKP-40001")["parts"] == []
	desk.page.keyboard.press("Enter")
	box.locator(".sc-review-bar", has_text="4 lookups left").wait_for()
	assert len(site.do("parts", item="LKP-40001")["parts"]) == 1


def test_keys_do_nothing_while_a_person_types(desk_with_items: Desk, site: Site) -> None:
	desk = desk_with_items
	match_all(desk, site)
	desk.close()
	box = open_review(desk, site)
	opens = desk.page.locator("#navbar-modal-search")
	if opens.count():
		opens.click()
	desk.page.locator("#navbar-search").fill("")
	desk.page.locator("#navbar-search").type("sa1")
	desk.page.wait_for_timeout(500)
	assert "5 lookups left" in box.inner_text()


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_review(desk: Desk, site: Site, connected_digikey: SandboxServer) -> None:
	site.do("forget_lookups")
	site.do("lookup_item", code="LKP-40001", name=_ITEMS["LKP-40001"])
	site.do("queued_lookup", item="LKP-40001", accounts=[_MOUSER])
	desk.log_in(ENGINEER)
	box = open_review(desk, site)
	assert desk.page.evaluate("() => document.documentElement.scrollWidth") <= 420
	desk.screenshot("review-narrow")
	box.locator(".sc-review-candidate").first.scroll_into_view_if_needed()
	box.locator(".sc-review-candidate").first.evaluate("one => one.scrollIntoView({block: 'center'})")
	desk.screenshot("review-narrow-candidate")
	box.locator("[data-accept]").first.click()
	box.locator(".sc-empty-state", has_text="Nothing waits for review").wait_for()


def test_a_bom_is_costed_at_several_quantities(desk_with_items: Desk, site: Site) -> None:
	desk = desk_with_items
	site.do("lookup_item", code="BOARD-1", name="Sensor board")
	lines = [
		{"item_code": _CERTAIN, "qty": 4},
		{"item_code": "LKP-40002", "qty": 2},
		{"item_code": "LKP-40005", "qty": 1},
	]
	name = site.do("bom", item="BOARD-1", lines=lines)
	desk.open("BOM", name)
	desk.page.wait_for_function("() => cur_frm.custom_buttons['Find Supplier Parts']")
	desk.press("Find Supplier Parts")
	desk.dialog.locator("[name=quantities]").wait_for()
	desk.dialog.locator("[name=quantities]").fill("1 25 1000")
	desk.screenshot("bom-start")
	desk.primary.click()
	desk.wait_for("/For 1[.,]000/")
	text = desk.text()
	for words in ("For Each", "Exact", "To Review", "Nothing Found", "RC0402FR-1310KL"):
		assert words in text
	desk.screenshot("bom-costs")
	desk.close()
