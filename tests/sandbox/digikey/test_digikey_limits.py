"""How often DigiKey may be called, and the headers that tell it."""

from __future__ import annotations

from dataclasses import replace

import requests
from support.digikey_client import LISTS, DigiKeyClient, alone, signed_in

from supplier_connect.sandbox.digikey.accounts import SECOND_CLIENT_ID
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import DIGIKEY

DETAILS = "products/v4/search/LM358DR/productdetails"


def told(response: requests.Response) -> dict[str, int]:
	return {
		name.removeprefix("X-"): int(value)
		for name, value in response.headers.items()
		if name.startswith(("X-RateLimit", "X-BurstLimit"))
	}


def test_the_limits_of_digikey(catalogue: object) -> None:
	limits = SandboxServer(shop=DIGIKEY).limits
	assert (limits.per_minute, limits.per_day) == (120, 1000)
	assert (limits.items_per_request, limits.items_per_cart) == (0, 0)


def test_headers_tell_what_is_left(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	assert told(buyer.call("GET", DETAILS)) == {}
	digikey.limits = Limits(per_minute=10, per_day=100)
	digikey.reset()
	client = signed_in(digikey.base_url)
	headers = told(client.call("GET", DETAILS))
	assert headers.pop("RateLimit-Reset") <= 86_400
	assert 59 <= headers.pop("BurstLimit-Reset") <= 60
	assert headers == {
		"RateLimit-Limit": 100,
		"RateLimit-Remaining": 99,
		"BurstLimit-Limit": 10,
		"BurstLimit-Remaining": 9,
	}
	missing = client.call("GET", "products/v4/search/NOSUCHPART/productdetails")
	assert (missing.status_code, told(missing)["RateLimit-Remaining"]) == (404, 98)


def test_the_minute(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	digikey.limits = Limits(per_minute=2, per_day=0)
	assert [buyer.call("GET", DETAILS).status_code for _ in range(2)] == [200, 200]
	refused = buyer.call("GET", DETAILS)
	assert (refused.status_code, refused.json()["detail"]) == (429, "BurstLimit exceeded")
	assert 1 <= int(refused.headers["Retry-After"]) <= 60
	assert refused.headers["X-BurstLimit-Remaining"] == "0"
	digikey.clock.offset_seconds += int(refused.headers["Retry-After"])
	assert buyer.call("GET", DETAILS).status_code == 200


def test_the_day(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	digikey.limits = Limits(per_minute=0, per_day=1)
	assert buyer.call("GET", LISTS).status_code == 200
	refused = buyer.call("GET", LISTS)
	assert (refused.status_code, refused.json()["ErrorMessage"]) == (429, "Daily Ratelimit exceeded")
	assert refused.headers["X-RateLimit-Remaining"] == "0"
	digikey.clock.offset_seconds += int(refused.headers["Retry-After"])
	assert signed_in(digikey.base_url).call("GET", LISTS).status_code == 200


def test_apis_and_clients_are_counted_apart(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	digikey.limits = Limits(per_minute=0, per_day=1)
	assert buyer.call("GET", DETAILS).status_code == 200
	assert alone(digikey.base_url).call("GET", DETAILS).status_code == 429
	assert buyer.call("GET", LISTS).status_code == 200
	assert signed_in(digikey.base_url, SECOND_CLIENT_ID).call("GET", DETAILS).status_code == 200


def test_calls_that_are_not_let_in_are_not_counted(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	digikey.limits = Limits(per_minute=0, per_day=1)
	assert replace(buyer, token="wrong").call("GET", DETAILS).status_code == 401
	assert buyer.call("GET", DETAILS).status_code == 200
