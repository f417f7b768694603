"""The walk through "Add Supplier Part" on an Item, as an engineer who may change Items and see accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from desk_page import ENGINEER, MANAGER, Desk, leads_to
from site_under_test import Site

from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer

pytestmark = pytest.mark.browser

_ITEM = "RES-20001"
_MOUSER = "Mouser US (sandbox)"
_DIGIKEY = "DigiKey US (sandbox)"
_RESISTOR = "603-RC0402FR-1310KL"
_MPN = "RC0402FR-1310KL"
_CAPACITOR = "963-LMK107BJ475KAHT"


@pytest.fixture
def engineer(desk: Desk) -> Iterator[Desk]:
	"""The Desk as the engineer sees it."""
	desk.log_in(ENGINEER)
	return desk


def open_dialog(desk: Desk, account: str = _MOUSER) -> None:
	"""Open the Item and its dialog, and choose an account."""
	desk.open_item(_ITEM)
	desk.press("Add Supplier Part")
	desk.dialog.locator("[name=number]").wait_for()
	desk.dialog.locator("[name=account]").select_option(account)


def look_up(desk: Desk, number: str) -> None:
	"""Enter a number and press Enter; returns when there is something to see."""
	desk.dialog.locator("[name=number]").fill(number)
	desk.dialog.locator("[name=number]").press("Enter")
	desk.dialog.locator("[data-result] > :not([role=status])").first.wait_for()


def add(desk: Desk) -> None:
	"""Press the button and wait until the part is stored."""
	desk.primary.click()
	desk.dialog.locator(".sc-notice.sc-green", has_text="Supplier Part").wait_for()


def stored(site: Site) -> list[dict[str, Any]]:
	"""The Item's Supplier Parts."""
	return site.do("parts", item=_ITEM)["parts"]


def test_a_part_is_looked_up_checked_and_added(engineer: Desk, site: Site) -> None:
	site.do("item", code=_ITEM, mpns=[_MPN])
	open_dialog(engineer)
	assert engineer.primary.is_disabled()
	engineer.screenshot("add-part-empty")
	look_up(engineer, _RESISTOR.lower())
	assert f"{_MPN} is a manufacturer part number of {_ITEM}" in engineer.text()
	assert "YAGEO" in engineer.text()
	assert engineer.dialog.locator("a", has_text="Datasheet").count() == 1
	assert engineer.rows.count() > 2
	engineer.page.wait_for_function("() => document.querySelector('.sc-picture')?.naturalWidth > 0")
	engineer.screenshot("add-supplier-part")

	add(engineer)
	assert f"{_ITEM} has {_RESISTOR} as its supplier part number" in engineer.text()
	engineer.screenshot("add-part-done")
	known = site.do("parts", item=_ITEM)
	assert [(part["account"], part["sku"]) for part in known["parts"]] == [(_MOUSER, _RESISTOR)]
	assert known["numbers"] == {"Mouser Electronics": _RESISTOR}
	link = engineer.dialog.locator("a", has_text=_RESISTOR)
	assert leads_to(link, "Supplier Part")
	engineer.page.wait_for_function("() => cur_frm.doc.supplier_items.length === 1")

	engineer.primary.click()
	engineer.dialog.locator("[name=number]").wait_for()
	assert engineer.dialog.locator("[name=account]").input_value() == _MOUSER
	look_up(engineer, _RESISTOR)
	assert "will be brought up to date" in engineer.text()
	assert engineer.primary.inner_text() == "Update Supplier Part"
	engineer.screenshot("add-part-known")
	add(engineer)
	assert len(stored(site)) == 1


def test_another_part_is_added_only_when_it_is_said_to_be_right(engineer: Desk, site: Site) -> None:
	site.do("item", code=_ITEM, mpns=[_MPN, "CRCW040210K0FKED"])
	open_dialog(engineer)
	look_up(engineer, _CAPACITOR)
	assert "has the manufacturer part numbers" in engineer.text()
	assert engineer.primary.is_disabled()
	engineer.screenshot("add-part-conflict")
	engineer.dialog.locator("[name=override]").check()
	assert engineer.primary.is_enabled()
	engineer.dialog.locator("[name=override]").uncheck()
	assert engineer.primary.is_disabled()
	engineer.dialog.locator("[name=override]").check()
	add(engineer)
	assert [part["sku"] for part in stored(site)] == [_CAPACITOR]


def test_a_manufacturers_number_leads_to_digikeys_numbers(
	engineer: Desk, site: Site, new_digikey: SandboxServer
) -> None:
	site.do("item", code=_ITEM)
	open_dialog(engineer, _DIGIKEY)
	look_up(engineer, _MPN)
	assert "is a manufacturer part number" in engineer.text()
	assert engineer.primary.is_disabled()
	engineer.screenshot("add-supplier-part-choices")
	engineer.row("Digi-Reel").locator("[data-choose]").click()
	engineer.dialog.locator(".sc-offer").wait_for()
	assert "A fee of" in engineer.text()
	assert "has no manufacturer part number" in engineer.text()
	engineer.page.wait_for_function("() => document.querySelector('.sc-picture')?.naturalWidth > 0")
	engineer.screenshot("add-part-digikey")
	add(engineer)
	(part,) = stored(site)
	assert (part["account"], part["packing"]) == (_DIGIKEY, "Custom Reel")


def test_an_unknown_number_is_one_sentence_and_the_next_is_found(engineer: Desk, site: Site) -> None:
	site.do("item", code=_ITEM)
	open_dialog(engineer)
	look_up(engineer, "603-NOTHING")
	assert "There is no part 603-NOTHING" in engineer.text()
	assert engineer.primary.is_disabled()
	engineer.screenshot("add-part-unknown")
	look_up(engineer, _RESISTOR)
	assert engineer.primary.is_enabled()
	engineer.dialog.locator("[name=number]").type("X")
	assert engineer.primary.is_disabled()
	assert engineer.dialog.locator(".sc-offer").count() == 0


def test_a_slow_answer_does_not_come_over_a_newer_one(
	engineer: Desk, site: Site, shop: SandboxServer
) -> None:
	site.do("item", code=_ITEM)
	open_dialog(engineer)
	shop.faults.add(Fault(FaultKind.LATENCY, seconds=2, times=1))
	engineer.dialog.locator("[name=number]").fill(_CAPACITOR)
	engineer.dialog.locator("[name=number]").press("Enter")
	engineer.wait_for("Looking up")
	engineer.screenshot("add-part-waiting")
	look_up(engineer, _RESISTOR)
	engineer.page.wait_for_timeout(2500)
	assert _RESISTOR in engineer.dialog.locator(".sc-offer").inner_text()
	assert _CAPACITOR not in engineer.text()


def test_a_shop_that_is_down(engineer: Desk, site: Site, shop: SandboxServer) -> None:
	site.do("item", code=_ITEM)
	open_dialog(engineer)
	look_up(engineer, _RESISTOR)
	shop.stop()
	try:
		engineer.primary.click()
		engineer.dialog.locator(".sc-notice.sc-red").wait_for()
		assert "can't be reached" in engineer.text()
		engineer.screenshot("add-part-down")
	finally:
		shop.start()
	assert stored(site) == []
	assert engineer.dialog.locator("[name=number]").input_value() == _RESISTOR
	engineer.dialog.get_by_role("button", name="Look Up").click()
	engineer.dialog.locator(".sc-offer").wait_for()


def test_wrong_keys_lead_to_the_account(engineer: Desk, site: Site, new_digikey: SandboxServer) -> None:
	site.do("item", code=_ITEM)
	site.do("digikey", base_url=new_digikey.api_url, connected=False, client_secret="wrong")
	open_dialog(engineer, _DIGIKEY)
	look_up(engineer, _MPN)
	link = engineer.dialog.locator("a", has_text=f"Open Supplier Account {_DIGIKEY}")
	assert link.count() == 1
	engineer.screenshot("add-part-wrong-key")


def test_without_an_account_there_is_a_way_to_one(desk: Desk, site: Site, new_digikey: SandboxServer) -> None:
	site.do("item", code=_ITEM)
	shut = site.do("shut")
	try:
		desk.log_in(ENGINEER)
		desk.open_item(_ITEM)
		desk.press("Add Supplier Part")
		desk.wait_for("There is no Supplier Account that you can use")
		assert desk.dialog.locator(".modal-body a").count() == 0
		desk.log_in(MANAGER)
		desk.open_item(_ITEM)
		desk.press("Add Supplier Part")
		desk.wait_for("Create a Supplier Account")
		desk.screenshot("add-part-no-account")
		desk.dialog.locator("a", has_text="Create a Supplier Account").click()
		desk.page.wait_for_function("() => cur_frm?.doctype === 'Supplier Account' && cur_frm.is_new()")
		desk.dialog.wait_for(state="detached")
	finally:
		site.do("shut", accounts=shut)


def test_changes_of_the_item_are_saved_first(engineer: Desk, site: Site) -> None:
	site.do("item", code=_ITEM)
	engineer.open_item(_ITEM)
	engineer.page.evaluate(
		"() => frappe.model.set_value('Item', cur_frm.doc.name, 'description', `Changed at ${Date.now()}`)"
	)
	engineer.press("Add Supplier Part")
	engineer.page.locator(".modal.show .frappe-confirm-message", has_text="not saved").wait_for()
	engineer.page.locator(".modal.show .btn-primary:visible").click()
	engineer.dialog.locator("[name=number]").wait_for()
	assert not engineer.page.evaluate("() => cur_frm.is_dirty()")


def test_a_buyer_who_may_not_change_items_has_no_button(desk: Desk, site: Site) -> None:
	site.do("item", code=_ITEM)
	desk.open("Item", _ITEM)
	desk.page.wait_for_timeout(500)
	assert not desk.page.evaluate("() => 'Add Supplier Part' in cur_frm.custom_buttons")


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_window_reaches_everything(engineer: Desk, site: Site, new_digikey: SandboxServer) -> None:
	site.do("item", code=_ITEM, mpns=["SOMETHING-ELSE"])
	open_dialog(engineer, _DIGIKEY)
	look_up(engineer, _MPN)
	engineer.fits()
	engineer.screenshot("add-part-narrow-choices")
	engineer.row("Cut Tape").locator("[data-choose]").click()
	engineer.dialog.locator(".sc-offer").wait_for()
	engineer.fits()
	engineer.screenshot("add-part-narrow")
	engineer.dialog.locator("[name=override]").check()
	add(engineer)
