"""Faults on order, and what the sandbox remembers of calls to its DigiKey."""

from __future__ import annotations

import pytest
import requests
from support.digikey_client import LISTS, DigiKeyClient, line, redeem, token

from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer

DETAILS = "products/v4/search/LM358DR/productdetails"


def test_a_cut_after_the_work_uses_a_refresh_token_up(digikey: SandboxServer) -> None:
	refresh_token = redeem(digikey.base_url)["refresh_token"]
	digikey.faults.add(Fault(FaultKind.CUT_AFTER, path="oauth2/token"))
	form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
	with pytest.raises(requests.ConnectionError):
		token(digikey.base_url, **form)
	assert token(digikey.base_url, **form).status_code == 401
	assert digikey.state["sign_ins"]["granted"]["refresh_token"] == 1


def test_a_late_cut_leaves_a_list_behind(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	digikey.faults.add(Fault(FaultKind.CUT_AFTER, path="/lists$", method="POST"))
	with pytest.raises(requests.ConnectionError):
		buyer.make_list("PO-1")
	assert [each["name"] for each in digikey.state["lists"]] == ["PO-1"]


def test_a_status_comes_before_the_work(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	list_id = buyer.make_list()
	digikey.faults.add(Fault(FaultKind.STATUS, path="/parts$", status=503, retry_after=7))
	response = buyer.call("POST", f"{LISTS}/{list_id}/parts", [line("a")])
	assert (response.status_code, response.headers["Retry-After"]) == (503, "7")
	assert digikey.state["carts"] == {list_id: []}


@pytest.mark.parametrize("path", [DETAILS, LISTS, f"{LISTS}/validate/PO-1"])
def test_half_an_answer(buyer: DigiKeyClient, digikey: SandboxServer, path: str) -> None:
	digikey.faults.add(Fault(FaultKind.BROKEN_JSON, path=path))
	with pytest.raises(requests.JSONDecodeError):
		buyer.get(path)


def test_fields_that_are_missing(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	digikey.faults.add(Fault(FaultKind.MISSING_FIELDS, fields=("StandardPricing",)))
	product = buyer.product("LM358DR")
	assert all("StandardPricing" not in each for each in product["ProductVariations"])


@pytest.mark.parametrize("kind", [FaultKind.HTML, FaultKind.EMPTY])
def test_other_answers_than_json(buyer: DigiKeyClient, digikey: SandboxServer, kind: FaultKind) -> None:
	digikey.faults.add(Fault(kind))
	with pytest.raises(requests.JSONDecodeError):
		buyer.get(DETAILS)


def test_calls_are_remembered_without_secrets(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	buyer.get(LISTS)
	token(digikey.base_url, "no such client", grant_type="client_credentials")
	calls = [(call["method"], call["path"], call["status"], call["key"]) for call in digikey.state["calls"]]
	assert calls == [
		("POST", "/v1/oauth2/token", 200, "sandbox-client-id"),
		("GET", f"/{LISTS}", 200, "sandbox-client-id"),
		("POST", "/v1/oauth2/token", 401, "unknown"),
	]
	assert buyer.token not in str(digikey.state)
