"""Order options, order and order history: they can be read, and nothing can be ordered by a call."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import requests
from support.sandbox_client import TIMEOUT, Client, Json, item

from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.mouser.server import CART_KEY, SEARCH_KEY

RESISTOR = "603-RC0402FR-1310KL"


def get(client: Client, path: str, **query: str) -> Json:
	params = {"apiKey": CART_KEY, **query}
	answer: Json = requests.get(f"{client.base_url}/api/v1/{path}", params=params, timeout=TIMEOUT).json()
	return answer


def ordered(client: Client, *items: Json, **query: str) -> Json:
	"""Fill a cart and let its owner order it; the newest entry of the history."""
	key = client.insert(*items, **query)["CartKey"]
	client.admin(f"carts/{key}/order", None).raise_for_status()
	entry: Json = get(client, "orderhistory/ByDateFilter", dateFilter="All")["OrderHistoryItems"][0]
	return entry


def error_of(answer: Json) -> tuple[str, str]:
	(error,) = answer["Errors"]
	return error["Code"], error["PropertyName"]


def test_a_cart_that_was_ordered_is_in_the_history(client: Client) -> None:
	before = get(client, "orderhistory/ByDateFilter", dateFilter="All")
	assert before == {"Errors": [], "NumberOfOrders": 0, "OrderHistoryItems": []}
	entry = ordered(client, item(RESISTOR, 100, "R-10K", "MouseReel"))
	assert set(entry) == {
		"DateCreated",
		"SalesOrderNumber",
		"WebOrderNumber",
		"PoNumber",
		"BuyerName",
		"OrderStatusDisplay",
	}
	by_web = get(client, "orderhistory/webOrderNumber", webOrderNumber=entry["WebOrderNumber"])
	by_sales = get(client, "orderhistory/salesOrderNumber", salesOrderNumber=entry["SalesOrderNumber"])
	assert by_web == by_sales
	assert [line["MouserPartNumber"] for line in by_web["OrderLines"]] == [RESISTOR]
	assert by_web["SummaryDetail"] == {
		"MerchandiseTotal": 0.7,
		"AdditionalFeesTotal": 7.0,
		"OrderTotal": 7.7,
	}
	details = get(client, f"order/{entry['WebOrderNumber']}")
	assert (details["OrderTotal"], len(details["OrderLines"]), details["CurrencyCode"]) == (7.7, 1, "USD")


def test_an_order_is_tracked_when_it_is_shipped(client: Client, sandbox: SandboxServer) -> None:
	entry = ordered(client, item(RESISTOR, 1))
	number = {"webOrderNumber": entry["WebOrderNumber"]}
	assert get(client, "orderhistory/webOrderNumber", **number)["DeliveryDetail"]["TrackingDetails"] == []
	sandbox.clock.offset_seconds = timedelta(days=2).total_seconds()
	later = get(client, "orderhistory/webOrderNumber", **number)
	assert later["OrderStatusDisplay"] == "COMPLETE"
	assert later["DeliveryDetail"]["TrackingDetails"][0]["Number"].startswith("1Z")


def test_the_history_of_a_period(client: Client, sandbox: SandboxServer) -> None:
	entry = ordered(client, item(RESISTOR, 1))
	now = datetime.now(timezone.utc)
	span = {"startDate": f"{now:%m/%d/%Y}", "endDate": f"{now:%m/%d/%Y}"}
	assert get(client, "orderhistory/ByDateRange", **span)["OrderHistoryItems"] == [entry]
	sandbox.clock.offset_seconds = timedelta(days=400).total_seconds()
	found = {
		name: get(client, "orderhistory/ByDateFilter", dateFilter=name)["NumberOfOrders"]
		for name in ("Today", "LastWeek", "ThisMonth", "LastQuarter", "YearToDate", "All", "None")
	}
	assert found == {
		"Today": 0,
		"LastWeek": 0,
		"ThisMonth": 0,
		"LastQuarter": 0,
		"YearToDate": 0,
		"All": 1,
		"None": 1,
	}


@pytest.mark.parametrize(
	("path", "query", "error"),
	[
		("orderhistory/ByDateFilter", {}, ("Required", "dateFilter")),
		("orderhistory/ByDateFilter", {"dateFilter": "Sometime"}, ("Invalid", "dateFilter")),
		("orderhistory/ByDateRange", {"startDate": "1/2/2026"}, ("Required", "endDate")),
		("orderhistory/ByDateRange", {"startDate": "soon", "endDate": "1/2/2026"}, ("Invalid", "startDate")),
		("orderhistory/webOrderNumber", {"webOrderNumber": "1"}, ("NotFound", "webOrderNumber")),
		("orderhistory/salesOrderNumber", {}, ("Required", "salesOrderNumber")),
		("order/1", {}, ("NotFound", "orderNumber")),
		("order/currencies", {"shippingCountryCode": "ZZ"}, ("Invalid", "CountryCode")),
		("orderhistory/ByDateFilter", {"apiKey": SEARCH_KEY}, ("Invalid", "API Key")),
	],
)
def test_what_is_refused(client: Client, path: str, query: dict[str, str], error: tuple[str, str]) -> None:
	assert error_of(get(client, path, **query)) == error


def test_the_options_of_a_cart(client: Client) -> None:
	key = client.insert(item(RESISTOR, 1), countryCode="DE")["CartKey"]
	asked = {"CartKey": key, "CurrencyCode": "EUR"}
	told = client.post("v1/order/options/query", {"OrderOptionsRequest": asked}, apiKey=CART_KEY).json()
	assert told["CurrencyCode"] == "EUR"
	assert told["Shipping"]["Methods"][0] == {"Code": 1, "Method": "FedEx Ground", "Rate": 7.35}
	older = client.post("v1/order/options/query", {"OrderInitialize": asked}, apiKey=CART_KEY).json()
	assert older["OrderInitialize"] == told
	unknown = client.post(
		"v1/order/options/query", {"OrderOptionsRequest": {"CartKey": "none"}}, apiKey=CART_KEY
	).json()
	assert error_of(unknown) == ("NotFound", "CartKey")


def test_countries_and_currencies(client: Client) -> None:
	countries = get(client, "order/countries")["Countries"]
	assert {"CountryName": "Germany", "CountryCode": "DE", "States": []} in countries
	assert get(client, "order/countries", countryCode="US")["Countries"][0]["CountryName"] == "United States"
	codes = [
		one["CurrencyCode"] for one in get(client, "order/currencies", shippingCountryCode="DE")["Currencies"]
	]
	assert codes == ["EUR", "USD"]


def test_nothing_is_ordered_by_a_call(client: Client) -> None:
	assert client.post("v1/order", {"Order": {}}, apiKey=CART_KEY).status_code == 404
