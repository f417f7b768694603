"""Keys, and how often they may be used."""

from __future__ import annotations

import pytest
import requests
from support.sandbox_client import TIMEOUT, Client, item

from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.mouser.server import CART_KEY, SEARCH_KEY, SEARCH_ONLY_KEY

REGULATOR = "595-TPS73101DBVR"
BODY = {"SearchByKeywordRequest": {"keyword": "10k"}}


def search(client: Client, key: str = SEARCH_KEY) -> requests.Response:
	return client.post("v1/search/keyword", BODY, apiKey=key)


@pytest.mark.parametrize("key", ["", "  "])
def test_no_key(client: Client, key: str) -> None:
	response = search(client, key)
	assert response.status_code == 200
	assert response.json() == {
		"Errors": [
			{
				"Id": 0,
				"Code": "Required",
				"Message": "Required",
				"ResourceKey": "Required",
				"ResourceFormatString": None,
				"ResourceFormatString2": None,
				"PropertyName": "API Key",
			}
		],
		"SearchResults": None,
	}


@pytest.mark.parametrize("key", ["wrong", CART_KEY])
def test_a_key_that_searches_nothing(client: Client, key: str) -> None:
	response = search(client, key)
	assert response.status_code == 200
	(error,) = response.json()["Errors"]
	assert (error["Code"], error["ResourceKey"]) == ("Invalid", "InvalidIdentifier")
	assert (error["Message"], error["PropertyName"]) == ("Invalid unique identifier.", "API Key")


@pytest.mark.parametrize("key", ["wrong", SEARCH_KEY])
def test_a_key_that_is_none_for_carts(sandbox: SandboxServer, key: str) -> None:
	answer = Client(sandbox.base_url, cart_key=key).insert(item(REGULATOR))
	(error,) = answer["Errors"]
	assert (error["Code"], error["PropertyName"]) == ("Invalid", "API Key")
	assert answer["CartItems"] == []


def test_a_key_without_the_right_to_carts(client: Client) -> None:
	assert search(client, SEARCH_ONLY_KEY).json()["Errors"] == []
	response = client.post("v001/cart/items/insert", {}, apiKey=SEARCH_ONLY_KEY)
	assert response.status_code == 403
	assert set(response.json()) == {"Message"}


def test_the_limit_of_a_minute_moves(client: Client, sandbox: SandboxServer) -> None:
	sandbox.limits = Limits(per_minute=2, per_day=0)
	assert search(client).status_code == 200
	sandbox.clock.offset_seconds = 40
	assert search(client).status_code == 200
	refused = search(client)
	assert refused.status_code == 429
	assert 15 <= int(refused.headers["Retry-After"]) <= 20
	assert refused.json()["Errors"][0]["Code"] == "TooManyRequests"
	sandbox.clock.offset_seconds = 65
	assert search(client).status_code == 200
	assert search(client).status_code == 429


def test_keys_are_counted_apart(client: Client, sandbox: SandboxServer) -> None:
	sandbox.limits = Limits(per_minute=1, per_day=0)
	assert search(client).status_code == 200
	assert search(client, SEARCH_ONLY_KEY).status_code == 200
	assert search(client).status_code == 429
	assert search(client, "wrong").status_code == 200


def test_the_limit_of_a_day_ends_at_midnight_utc(client: Client, sandbox: SandboxServer) -> None:
	sandbox.limits = Limits(per_minute=0, per_day=2)
	now = sandbox.clock.now()
	midday = now.replace(hour=12, minute=0, second=0)
	sandbox.clock.offset_seconds = (midday - now).total_seconds()
	search(client)
	search(client)
	refused = search(client)
	assert refused.status_code == 403
	(error,) = refused.json()["Errors"]
	assert (error["Code"], error["Message"]) == ("TooManyRequests", "Maximum calls per day exceeded.")
	sandbox.clock.offset_seconds += 11 * 3600
	assert search(client).status_code == 403
	sandbox.clock.offset_seconds += 3600
	assert search(client).status_code == 200


def test_usual_limits() -> None:
	assert Limits() == Limits(per_minute=30, per_day=1000, items_per_request=100, items_per_cart=399)


def test_limits_and_clock_over_http(client: Client) -> None:
	assert client.admin("limits", {"per_minute": 1}).json()["per_minute"] == 1
	assert [search(client).status_code for _ in range(2)] == [200, 429]
	client.admin("clock", {"offset_seconds": 61})
	assert search(client).status_code == 200
	assert client.admin("limits", {"per_hour": 1}).status_code == 400
	assert client.admin("limits", {"per_day": -1}).status_code == 400
	assert client.admin("limits", [1]).status_code == 400
	assert client.admin("clock", {"offset_seconds": "soon"}).status_code == 400


def test_reset_starts_to_count_anew(client: Client, sandbox: SandboxServer) -> None:
	sandbox.limits = Limits(per_minute=1, per_day=1)
	assert [search(client).status_code for _ in range(2)] == [200, 403]
	client.admin("reset", None)
	assert search(client).status_code == 200


def test_state_names_keys_and_never_shows_them(client: Client) -> None:
	for key in (SEARCH_KEY, SEARCH_ONLY_KEY, "wrong", ""):
		search(client, key)
	client.insert(item(REGULATOR, 3, "U-1"))
	text = requests.get(f"{client.base_url}/_sandbox/state", timeout=TIMEOUT)
	state = text.json()
	assert state["served"] == 5
	assert [call["key"] for call in state["calls"]] == ["search", "search-only", "unknown", "", "cart"]
	assert [call["id"] for call in state["calls"]] == [1, 2, 3, 4, 5]
	assert {call["path"] for call in state["calls"]} == {
		"/api/v1/search/keyword",
		"/api/v001/cart/items/insert",
	}
	assert list(state["carts"].values()) == [
		[
			{
				"MouserPartNumber": REGULATOR,
				"Quantity": 3,
				"CustomerPartNumber": "U-1",
				"PackagingChoice": "None",
			}
		]
	]
	assert not any(key in text.text for key in (SEARCH_KEY, SEARCH_ONLY_KEY, CART_KEY))
