"""Everything that can be made to go wrong."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from support.sandbox_client import Client, item

from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.mouser.server import CART_KEY, SEARCH_KEY

REGULATOR = "595-TPS73101DBVR"


def insert(client: Client) -> requests.Response:
	body = {"CartKey": "", "CartItems": [item(REGULATOR)]}
	return client.post("v001/cart/items/insert", body, apiKey=CART_KEY)


def carts(sandbox: SandboxServer) -> int:
	return len(sandbox.state["carts"])


def test_latency_delays_and_goes_on(client: Client, sandbox: SandboxServer) -> None:
	sandbox.faults.add(Fault(FaultKind.LATENCY, seconds=0.2))
	start = time.perf_counter()
	assert insert(client).json()["Errors"] == []
	assert time.perf_counter() - start >= 0.2


def test_a_call_that_is_held_up_during_a_reset_leaves_no_trace(
	client: Client, sandbox: SandboxServer
) -> None:
	sandbox.faults.add(Fault(FaultKind.LATENCY, seconds=0.5))
	with ThreadPoolExecutor(1) as pool:
		held_up = pool.submit(insert, client)
		time.sleep(0.2)
		sandbox.reset()
		with pytest.raises(requests.ConnectionError):
			held_up.result()
	assert (carts(sandbox), sandbox.state["served"]) == (0, 0)


def test_status_answers_without_doing_anything(client: Client, sandbox: SandboxServer) -> None:
	sandbox.faults.add(Fault(FaultKind.STATUS, status=503, retry_after=7), Fault(FaultKind.STATUS))
	response = insert(client)
	assert (response.status_code, response.headers["Retry-After"]) == (503, "7")
	response = insert(client)
	assert response.status_code == 500
	assert "Retry-After" not in response.headers
	assert carts(sandbox) == 0


def test_a_cut_comes_before_the_work(client: Client, sandbox: SandboxServer) -> None:
	sandbox.faults.add(Fault(FaultKind.CUT))
	with pytest.raises(requests.ConnectionError):
		insert(client)
	assert carts(sandbox) == 0
	assert [call["status"] for call in sandbox.state["calls"]] == [0]


def test_a_late_cut_comes_after_the_work(client: Client, sandbox: SandboxServer) -> None:
	sandbox.faults.add(Fault(FaultKind.CUT_AFTER))
	with pytest.raises(requests.ConnectionError):
		insert(client)
	assert carts(sandbox) == 1
	assert insert(client).status_code == 200


def test_half_an_answer(client: Client, sandbox: SandboxServer) -> None:
	sandbox.faults.add(Fault(FaultKind.BROKEN_JSON))
	response = insert(client)
	assert response.status_code == 200
	with pytest.raises(requests.JSONDecodeError):
		response.json()
	assert carts(sandbox) == 1


def test_an_answer_with_fields_missing(client: Client, sandbox: SandboxServer) -> None:
	sandbox.faults.add(Fault(FaultKind.MISSING_FIELDS, fields=("UnitPrice", "MerchandiseTotal")))
	cart = insert(client).json()
	assert "MerchandiseTotal" not in cart
	assert "UnitPrice" not in cart["CartItems"][0]
	assert cart["CartItems"][0]["ExtendedPrice"] == 1.83


def test_a_web_page_instead_of_an_answer(client: Client, sandbox: SandboxServer) -> None:
	sandbox.faults.add(Fault(FaultKind.HTML))
	response = insert(client)
	assert response.status_code == 200
	assert response.headers["Content-Type"].startswith("text/html")
	assert carts(sandbox) == 0


def test_an_empty_answer(client: Client, sandbox: SandboxServer) -> None:
	sandbox.faults.add(Fault(FaultKind.EMPTY))
	response = insert(client)
	assert (response.status_code, response.content) == (200, b"")


def test_skip_and_times(client: Client, sandbox: SandboxServer) -> None:
	sandbox.faults.add(Fault(FaultKind.STATUS, status=500, skip=1, times=2))
	assert [insert(client).status_code for _ in range(4)] == [200, 500, 500, 200]
	sandbox.faults.add(Fault(FaultKind.STATUS, times=-1))
	assert [insert(client).status_code for _ in range(3)] == [500, 500, 500]
	sandbox.faults.clear()
	assert insert(client).status_code == 200


def test_path_and_method(client: Client, sandbox: SandboxServer) -> None:
	sandbox.faults.add(
		Fault(FaultKind.STATUS, path="/search/", times=-1), Fault(FaultKind.STATUS, method="GET", times=-1)
	)
	assert insert(client).status_code == 200
	assert client.post("v1/search/keyword", {}, apiKey=SEARCH_KEY).status_code == 500
	assert requests.get(f"{client.base_url}/api/v001/cart", timeout=5).status_code == 500


def test_a_delay_and_another_fault(client: Client, sandbox: SandboxServer) -> None:
	sandbox.faults.add(Fault(FaultKind.LATENCY, seconds=0.05), Fault(FaultKind.CUT))
	start = time.perf_counter()
	with pytest.raises(requests.ConnectionError):
		insert(client)
	assert time.perf_counter() - start >= 0.05


@pytest.mark.parametrize("kind", [kind.value for kind in FaultKind if kind is not FaultKind.LATENCY])
def test_every_kind_over_http(client: Client, kind: str) -> None:
	fault = {"kind": kind, "path": "insert$", "fields": ["CartKey"], "retry_after": 1}
	assert client.admin("faults", [fault]).json() == {"added": 1, "ids": [1]}
	try:
		response = insert(client)
		spoilt = response.status_code != 200 or "CartKey" not in response.json()
	except requests.RequestException:
		spoilt = True
	assert spoilt
	assert insert(client).json()["CartKey"]


@pytest.mark.parametrize(
	"body",
	[{"kind": "flood"}, {"path": ".*"}, {"kind": "cut", "colour": 1}, "cut", {"kind": "cut", "path": "("}],
)
def test_faults_that_are_none(client: Client, body: object) -> None:
	response = client.admin("faults", body)
	assert response.status_code == 400
	assert response.json()["Message"]
	assert insert(client).status_code == 200


def test_a_status_with_an_answer_of_its_own(client: Client, sandbox: SandboxServer) -> None:
	told = {"Errors": [{"Code": "InternalError"}], "SearchResults": None}
	client.admin("faults", {"kind": "status", "status": 200, "body": told}).raise_for_status()
	assert client.number("603-RC0402FR-1310KL") == told
	assert client.number("603-RC0402FR-1310KL")["Errors"] == []


def test_faults_are_ended_one_by_one(sandbox: SandboxServer) -> None:
	url = f"{sandbox.base_url}/_sandbox/faults"
	rows = [{"kind": "status", "path": "insert", "times": -1}, {"kind": "cut"}, {"kind": "empty", "times": 2}]
	first, second, third = requests.post(url, json=rows, timeout=5).json()["ids"]
	told = {row["id"]: row for row in requests.get(url, timeout=5).json()}
	assert {number: row["kind"] for number, row in told.items()} == {
		first: "status",
		second: "cut",
		third: "empty",
	}
	assert requests.delete(f"{url}/{second}", timeout=5).json() == {"ended": 1}
	assert requests.delete(f"{url}/{second}", timeout=5).status_code == 404
	sandbox_page = requests.get(f"{sandbox.base_url}/elsewhere", timeout=5)
	assert sandbox_page.text == ""
	assert [(row["id"], row["times"]) for row in requests.get(url, timeout=5).json()] == [
		(first, -1),
		(third, 1),
	]
	requests.get(f"{sandbox.base_url}/elsewhere", timeout=5)
	assert requests.delete(f"{url}/{third}", timeout=5).status_code == 404
	assert requests.delete(url, timeout=5).json() == {"ended": 1}
	assert requests.get(url, timeout=5).json() == []


def test_a_fault_that_is_ended_leaves_the_others(client: Client, sandbox: SandboxServer) -> None:
	(gone, _stays) = sandbox.faults.add(
		Fault(FaultKind.STATUS, status=503), Fault(FaultKind.STATUS, status=500)
	)
	assert sandbox.faults.end(gone)
	assert insert(client).status_code == 500
	assert insert(client).status_code == 200
