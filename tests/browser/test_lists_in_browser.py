"""Our lists: what they show can be read, and nothing is shown twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_page import MANAGER, Desk
from site_under_test import Site

pytestmark = pytest.mark.browser

_ACCOUNT = "Mouser US (sandbox)"
_ITEM = "LISTED-2"
_SKU = "595-TPS62740DSSTCT-ND-LONG"
_PATH = "/products/v4/search/595-TPS62740DSST/productdetails"
_LISTS = (
	"supplier-alert",
	"supplier-part",
	"supplier-resync",
	"supplier-match",
	"connector-call",
	"supplier-cart",
	"supplier-part-history",
	"connector-usage",
	"supplier-bom-cost",
	"supplier-account",
	"connector-token",
	"supplier-alert-subscription",
)
# The texts of a list that are wider than their cells.
_CUT = """() => [...document.querySelectorAll('.list-row .list-row-col, .list-row .list-subject a')]
	.filter((cell) => cell.offsetParent && cell.scrollWidth > cell.clientWidth + 1)
	.map((cell) => cell.innerText.trim())"""


@pytest.fixture(scope="module")
def listed(site: Site) -> Iterator[Site]:
	"""A row of each kind, with words as long as shops have them."""
	site.do("lookup_item", code=_ITEM, name="Buck converter")
	site.do("forget_resyncs", accounts=[_ACCOUNT], items=[_ITEM])
	part = site.do("part", item=_ITEM, account=_ACCOUNT, sku=_SKU)
	for kind in ("Not Enough Stock", "Price Increase"):
		site.do("alert", part=part, kind=kind, message="Dearer.", currency="USD", was="0.5", is_now="0.61")
	site.do("run", account=_ACCOUNT, state="Broken Off", changed=12, failed=3)
	site.do("history", part=part, days=30)
	site.do("calls", account=_ACCOUNT, days=3)
	site.do("logged_call", account=_ACCOUNT, path=_PATH)
	site.do("queued_lookup", item=_ITEM, accounts=[_ACCOUNT])
	yield site
	site.do("forget_resyncs", accounts=[_ACCOUNT], items=[_ITEM])
	site.do("forget_lookups", items=[_ITEM])


@pytest.mark.parametrize(
	"window", [{"width": 1400, "height": 700}, {"width": 420, "height": 700}], ids=["1400px", "420px"]
)
def test_lists_can_be_read(desk: Desk, listed: Site, window: dict[str, int]) -> None:
	desk.log_in(MANAGER)
	cut: dict[str, list[str]] = {}
	for name in _LISTS:
		desk.page.goto(f"{listed.address}/app/{name}")
		desk.page.wait_for_function(
			"name => window.cur_list && frappe.router.slug(cur_list.doctype) === name && cur_list.columns"
			" && cur_list.data && cur_list.$result && !cur_list.$result.find('.freeze:visible').length",
			arg=name,
		)
		desk.page.wait_for_timeout(600)
		columns = desk.page.evaluate("() => cur_list.columns.map(({ type, df }) => [type, df?.fieldname])")
		kinds = [kind for kind, _field in columns]
		assert not ("Status" in kinds and ["Field", "state"] in columns), name
		cut[name] = desk.page.evaluate(_CUT)
		desk.screenshot(f"list-{name}-{window['width']}")
	found = [(name, text) for name, texts in cut.items() for text in texts]
	print(found)
	unreadable = [one for one in found if any(sign in one[1] for sign in (_SKU, _PATH, "2026-", ":"))]
	assert unreadable == []


def test_the_state_can_be_filtered(desk: Desk, listed: Site) -> None:
	desk.log_in(MANAGER)
	for name in ("supplier-alert", "supplier-cart", "supplier-match", "supplier-resync"):
		desk.page.goto(f"{listed.address}/app/{name}")
		desk.page.wait_for_function(
			"name => window.cur_list && frappe.router.slug(cur_list.doctype) === name && cur_list.page?.fields_dict?.state",
			arg=name,
		)
