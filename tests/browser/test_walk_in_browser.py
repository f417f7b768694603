"""Every screen of ours, as somebody who may only look, and as somebody who has nothing to do with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_page import READER, Desk
from order_lines import Board
from site_under_test import Site

pytestmark = pytest.mark.browser

_ACCOUNT = "Mouser US (sandbox)"
_ITEM = "WALKED-1"
_OUTSIDER = "outsider@browser-tests.example"
_LISTS = (
	"supplier-account",
	"supplier-alert",
	"supplier-bom-cost",
	"supplier-cart",
	"supplier-match",
	"supplier-part",
	"supplier-part-history",
	"supplier-resync",
	"connector-call",
	"connector-usage",
)
_PAGES = (
	"supplier-connect",
	"supplier-match-review",
	"query-report/Obsolete Supplier Parts",
	"query-report/Supplier Account Usage",
	"query-report/Supplier Price History",
)
# What a page says to somebody by itself: messages in front of it.
_MESSAGES = "() => [...document.querySelectorAll('.modal.show')].map((modal) => modal.innerText.trim())"
_BESIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Some versions of ERPNext and Frappe say these by themselves.
_OF_ERPNEXT = ("Settings", "You need the", "not permitted", "No permission for Page", "access to")


@pytest.fixture(scope="module")
def walked(site: Site, board: Board) -> Iterator[dict[str, str]]:
	"""A document of each kind, by the route of its form."""
	site.do("lookup_item", code=_ITEM, name="Buck converter")
	site.do("forget_resyncs", accounts=[_ACCOUNT], items=[_ITEM])
	part = site.do("part", item=_ITEM, account=_ACCOUNT, sku="595-WALKED")
	alert = site.do(
		"alert", part=part, kind="Price Increase", message="Dearer.", currency="USD", was="1", is_now="2"
	)
	run = site.do("run", account=_ACCOUNT, state="Done", changed=2, failed=1)
	site.do("history", part=part, days=30)
	match = site.do("queued_lookup", item=_ITEM, accounts=[_ACCOUNT])
	order = site.do("order", lines=board.few(3))
	named = {
		"supplier-part": part,
		"supplier-alert": alert,
		"supplier-resync": run,
		"supplier-match": match,
		"supplier-account": _ACCOUNT,
		"purchase-order": order["name"],
		"item": _ITEM,
	}
	yield {route: name for route, name in named.items() if name}
	site.do("forget_resyncs", accounts=[_ACCOUNT], items=[_ITEM])
	site.do("forget_lookups", items=[_ITEM])


def _walk(desk: Desk, site: Site, forms: dict[str, str], mark: str) -> tuple[list[str], list[str]]:
	"""Open everything; what was said that isn't ERPNext's own, and which pages are wider than the window."""
	said, wide = [], []
	for route in (*_PAGES, *_LISTS, *(f"{kind}/{name}" for kind, name in forms.items())):
		desk.page.goto(f"{site.address}/app/{route}")
		desk.page.wait_for_function("() => window.frappe?.boot && !frappe.request?.ajax_count")
		desk.page.wait_for_timeout(700)
		messages = desk.page.evaluate(_MESSAGES)
		said += [f"{route}: {one}" for one in messages if not any(own in one for own in _OF_ERPNEXT)]
		if desk.page.evaluate(_BESIDE) > 0:
			wide.append(route)
		desk.screenshot(f"walk-{mark}-{route.replace('/', '-')}")
	return said, wide


def test_who_may_only_look_is_refused_nothing_that_is_offered(
	desk: Desk, site: Site, walked: dict[str, str]
) -> None:
	desk.log_in(READER)
	said, _wide = _walk(desk, site, walked, "reader")
	assert said == []


@pytest.mark.parametrize("window", [{"width": 420, "height": 800}], ids=["420px"])
def test_a_narrow_window_in_german(
	desk: Desk, site: Site, walked: dict[str, str], window: dict[str, int]
) -> None:
	site.do("language", email=READER, language="de")
	try:
		desk.log_in(READER)
		said, wide = _walk(desk, site, walked, "german")
	finally:
		site.do("language", email=READER, language="")
	assert (said, wide) == ([], [])


def test_a_stranger_sees_nothing_and_no_error(desk: Desk, site: Site, walked: dict[str, str]) -> None:
	site.do("person", email=_OUTSIDER, roles=["Projects User"])
	desk.log_in(_OUTSIDER)
	said, _wide = _walk(desk, site, {}, "stranger")
	assert said == []
