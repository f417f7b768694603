"""element14 on the Desk: its account, beside the others in a lookup, and the list of an order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_page import ENGINEER, MANAGER, Desk
from lookup_page import Lookup
from site_under_test import Site

from supplier_connect.sandbox.catalogue.assortment import Assortment
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.element14.products import Element14Products
from supplier_connect.sandbox.element14.server import SEARCH_KEY
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import ELEMENT14

pytestmark = pytest.mark.browser

_ACCOUNT = "SCTEST Farnell"
_SUPPLIER = "SCTEST Farnell"
_MPN = "RC0402FR-1310KL"


@pytest.fixture
def farnell(site: Site, catalogue: Catalogue) -> Iterator[SandboxServer]:
	"""element14 with an account."""
	with SandboxServer(catalogue, limits=Limits(0, 0, 0, 0), shop=ELEMENT14) as server:
		site.do(
			"at_shop",
			account=_ACCOUNT,
			connector="element14",
			supplier=_SUPPLIER,
			base_url=server.api_url,
			search_key=SEARCH_KEY,
			country="United Kingdom",
			currency="GBP",
		)
		yield server
		site.do("at_shop", account=_ACCOUNT, supplier=_SUPPLIER, enabled=0)


def test_an_order_is_a_list_to_paste_and_a_file(
	desk: Desk, site: Site, farnell: SandboxServer, catalogue: Catalogue
) -> None:
	code = Element14Products(Assortment(catalogue)).by_mpn(_MPN)[0].code
	site.do("item", code="SCTEST-E14", mpns=[_MPN])
	rows = [
		{"item_code": "SCTEST-E14", "qty": 150, "rate": 1, "supplier_part_no": code},
		{"item_code": "SCTEST-E14", "qty": 5, "rate": 1, "supplier_part_no": "not a code"},
	]
	order = site.do("order", lines=rows, supplier=_SUPPLIER)
	desk.open_order(order["name"])
	desk.press("Send to Supplier")
	desk.dialog.locator("textarea").wait_for()
	assert desk.dialog.locator("textarea").input_value() == f"{code}, 150, SCTEST-E14"
	assert "is not a valid part number at this supplier" in desk.text()
	assert "no cart that can be filled" in desk.text()
	desk.screenshot("order-list")
	with desk.page.expect_download() as download:
		desk.dialog.get_by_text("Download CSV").click()
	assert f"{code},150,SCTEST-E14" in download.value.path().read_text()
	link = desk.dialog.locator("a", has_text="Open Quick Order at element14")
	assert link.get_attribute("href") == "https://uk.farnell.com/quick-order?isQuickPaste=true"


def test_its_account_shows_what_it_needs(desk: Desk, farnell: SandboxServer) -> None:
	desk.log_in(MANAGER)
	desk.open("Supplier Account", _ACCOUNT)
	desk.page.wait_for_function("() => !cur_frm.fields_dict.client_id.$wrapper.is(':visible')")
	desk.screenshot("element14-account")
	shown = desk.page.evaluate(
		"""() => Object.fromEntries(['search_key', 'cart_key', 'client_id', 'cart_section', 'resync_section'].map(
			(name) => [name, !cur_frm.fields_dict[name].df.hidden]))"""
	)
	assert shown == {
		"search_key": True,
		"cart_key": False,
		"client_id": False,
		"cart_section": False,
		"resync_section": True,
	}


def test_a_lookup_asks_it_beside_the_others(desk: Desk, site: Site, farnell: SandboxServer) -> None:
	site.do(
		"lookup_item",
		code="SCTEST-E14-LOOKUP",
		name="Resistor 10k 0402 1%",
		parameters=[{"parameter": "Resistance", "value": "10k"}, {"parameter": "Package", "value": "0402"}],
	)
	desk.log_in(ENGINEER)
	lookup = Lookup(desk)
	lookup.open("SCTEST-E14-LOOKUP")
	lookup.query.fill(_MPN)
	lookup.find()
	desk.screenshot("element14-lookup")
	assert _ACCOUNT in desk.text()
	assert farnell.state["calls"]
