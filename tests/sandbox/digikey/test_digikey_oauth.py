"""The tokens of the sandbox's DigiKey: who gets one, how long it lives, and that refresh tokens rotate."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from support.digikey_client import (
	CALLBACK,
	LISTS,
	DigiKeyClient,
	admin,
	alone,
	new_code,
	redeem,
	signed_in,
	token,
)
from support.sandbox_client import TIMEOUT

from supplier_connect.sandbox.digikey.accounts import (
	CLIENT_ID,
	CLIENT_SECRET,
	NO_LISTS_CLIENT_ID,
	REVOKED_CLIENT_ID,
	SECOND_CLIENT_ID,
	UNSUBSCRIBED_CLIENT_ID,
)
from supplier_connect.sandbox.frame.server import SandboxServer

DETAILS = "products/v4/search/LM358DR/productdetails"
ERROR_FIELDS = {
	"ErrorResponseVersion",
	"StatusCode",
	"ErrorMessage",
	"ErrorDetails",
	"RequestId",
	"ValidationErrors",
}


def refusal(response: requests.Response) -> tuple[int, str]:
	body = response.json()
	assert set(body) == ERROR_FIELDS
	assert body["StatusCode"] == response.status_code
	return response.status_code, body["ErrorMessage"]


def code_form(code: str, redirect_uri: str = CALLBACK) -> dict[str, str]:
	return {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}


def refresh(url: str, refresh_token: str, client_id: str = CLIENT_ID) -> requests.Response:
	return token(url, client_id, grant_type="refresh_token", refresh_token=refresh_token)


def works(url: str, access_token: str) -> bool:
	return DigiKeyClient(url, access_token).call("GET", DETAILS).status_code == 200


def test_a_code_buys_a_pair_of_tokens(digikey: SandboxServer) -> None:
	answer = redeem(digikey.base_url)
	assert set(answer) == {
		"access_token",
		"refresh_token",
		"expires_in",
		"refresh_token_expires_in",
		"token_type",
	}
	assert (answer["expires_in"], answer["refresh_token_expires_in"]) == (1800, 90 * 86_400)
	assert answer["token_type"] == "Bearer"
	assert works(digikey.base_url, answer["access_token"])
	assert digikey.state["sign_ins"] == {"granted": {"authorization_code": 1}, "refused": {}, "reused": 0}


def test_a_code_works_once(digikey: SandboxServer) -> None:
	code = new_code(digikey.base_url)
	assert token(digikey.base_url, **code_form(code)).status_code == 200
	assert refusal(token(digikey.base_url, **code_form(code))) == (400, "Invalid authorization code")
	assert digikey.state["sign_ins"]["refused"] == {"authorization_code": 1}


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (61, 400)])
def test_a_code_lives_a_minute(digikey: SandboxServer, seconds: int, status: int) -> None:
	code = new_code(digikey.base_url)
	digikey.clock.offset_seconds += seconds
	assert token(digikey.base_url, **code_form(code)).status_code == status


def test_a_code_is_for_one_client_and_one_address(digikey: SandboxServer) -> None:
	url = digikey.base_url
	code = new_code(url)
	assert token(url, SECOND_CLIENT_ID, **code_form(code)).status_code == 400
	elsewhere = token(url, **code_form(new_code(url), "https://elsewhere.example/"))
	assert refusal(elsewhere) == (400, "Invalid redirect_uri")


def test_a_refresh_token_changes_on_every_use(digikey: SandboxServer) -> None:
	url = digikey.base_url
	first = redeem(url)["refresh_token"]
	second = refresh(url, first).json()["refresh_token"]
	assert second != first
	assert refusal(refresh(url, first)) == (401, "Invalid refresh token")
	assert refresh(url, second).status_code == 200
	assert digikey.state["sign_ins"] == {
		"granted": {"authorization_code": 1, "refresh_token": 2},
		"refused": {"refresh_token": 1},
		"reused": 1,
	}


@pytest.mark.parametrize(("days", "status"), [(89, 200), (91, 401)])
def test_a_refresh_token_lives_ninety_days(digikey: SandboxServer, days: int, status: int) -> None:
	refresh_token = redeem(digikey.base_url)["refresh_token"]
	digikey.clock.offset_seconds += days * 86_400
	assert refresh(digikey.base_url, refresh_token).status_code == status


def test_a_refresh_token_is_for_one_client(digikey: SandboxServer) -> None:
	refresh_token = redeem(digikey.base_url)["refresh_token"]
	assert refresh(digikey.base_url, refresh_token, SECOND_CLIENT_ID).status_code == 401
	assert refresh(digikey.base_url, refresh_token).status_code == 200


def test_an_access_token_lives_half_an_hour(digikey: SandboxServer) -> None:
	tokens = redeem(digikey.base_url)
	digikey.clock.offset_seconds += 29 * 60
	assert works(digikey.base_url, tokens["access_token"])
	digikey.clock.offset_seconds += 2 * 60
	response = DigiKeyClient(digikey.base_url, tokens["access_token"]).call("GET", DETAILS)
	assert response.status_code == 401
	assert "Bearer token is expired" in response.json()["detail"]
	renewed = refresh(digikey.base_url, tokens["refresh_token"]).json()
	assert works(digikey.base_url, renewed["access_token"])


def test_a_client_on_its_own_sees_products_but_no_lists(digikey: SandboxServer) -> None:
	answer = token(digikey.base_url, grant_type="client_credentials").json()
	assert set(answer) == {"access_token", "expires_in", "token_type"}
	assert answer["expires_in"] == 600
	client = DigiKeyClient(digikey.base_url, answer["access_token"])
	assert client.call("GET", DETAILS).status_code == 200
	assert refusal(client.call("GET", LISTS)) == (401, "Unauthorized")
	digikey.clock.offset_seconds += 601
	assert client.call("GET", DETAILS).status_code == 401


def test_clients_that_get_no_token(digikey: SandboxServer) -> None:
	url = digikey.base_url
	form = {"grant_type": "client_credentials"}
	assert refusal(token(url, "unknown", **form)) == (401, "Invalid clientId")
	assert refusal(token(url, REVOKED_CLIENT_ID, **form)) == (401, "Invalid clientId")
	assert refusal(token(url, client_secret="wrong", **form)) == (401, "Invalid client_secret")
	assert refusal(token(url, grant_type="password")) == (400, "Invalid grant_type")
	assert digikey.state["sign_ins"]["refused"] == {"client_credentials": 3, "password": 1}


def test_the_client_may_show_its_secret_by_http_basic(digikey: SandboxServer) -> None:
	url = f"{digikey.base_url}/v1/oauth2/token"
	form = {"grant_type": "client_credentials"}

	def asked(client_id: str, secret: str, **more: str) -> requests.Response:
		return requests.post(url, data={**form, **more}, auth=(client_id, secret), timeout=TIMEOUT)

	told = asked(CLIENT_ID, CLIENT_SECRET).json()
	assert works(digikey.base_url, told["access_token"])
	assert refusal(asked(CLIENT_ID, "wrong")) == (401, "Invalid client_secret")
	assert refusal(asked("unknown", CLIENT_SECRET)) == (401, "Invalid clientId")
	code = new_code(digikey.base_url)
	by_code = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
	assert "refresh_token" in asked(CLIENT_ID, CLIENT_SECRET, **by_code).json()
	assert [call["key"] for call in digikey.state["calls"] if call["path"].endswith("/token")] == [
		CLIENT_ID,
		CLIENT_ID,
		"unknown",
		CLIENT_ID,
	]


def test_tokens_are_asked_for_by_a_form(digikey: SandboxServer) -> None:
	url = f"{digikey.base_url}/v1/oauth2/token"
	body = {"grant_type": "client_credentials", "client_id": CLIENT_ID}
	assert refusal(requests.post(url, json=body, timeout=TIMEOUT)) == (400, "Invalid grant_type")


@pytest.mark.parametrize("path", [DETAILS, LISTS])
def test_calls_without_a_good_token(digikey: SandboxServer, path: str) -> None:
	response = requests.get(f"{digikey.base_url}/{path}", timeout=TIMEOUT)
	assert response.status_code == 401
	assert DigiKeyClient(digikey.base_url, "wrong").call("GET", path).status_code == 401


@pytest.mark.parametrize("path", [DETAILS, LISTS])
@pytest.mark.parametrize("client_id", ["", "unknown", SECOND_CLIENT_ID])
def test_the_client_id_is_the_one_of_the_token(digikey: SandboxServer, path: str, client_id: str) -> None:
	tokens = redeem(digikey.base_url)
	client = DigiKeyClient(digikey.base_url, tokens["access_token"], client_id)
	assert refusal(client.call("GET", path)) == (401, "Invalid Client-Id")


def test_a_client_without_the_right_to_lists(digikey: SandboxServer) -> None:
	client = signed_in(digikey.base_url, NO_LISTS_CLIENT_ID)
	assert client.call("GET", DETAILS).status_code == 200
	assert refusal(client.call("GET", LISTS)) == (401, "Invalid Client-Id")


@pytest.mark.parametrize("path", [DETAILS, LISTS])
def test_a_client_that_is_not_subscribed_gets_tokens_and_nothing_else(
	digikey: SandboxServer, path: str
) -> None:
	told = signed_in(digikey.base_url, UNSUBSCRIBED_CLIENT_ID).call("GET", path)
	assert refusal(told) == (401, "Invalid Client-Id")
	assert told.json()["ErrorDetails"] == "You are not subscribed to this API."


def test_tokens_can_be_revoked(digikey: SandboxServer) -> None:
	url = digikey.base_url
	first, second, third = redeem(url), redeem(url), redeem(url, user="engineer")
	revoked = admin(url, "revoke", {"refresh_token": first["refresh_token"]}).json()
	assert revoked == {"revoked": 1}
	assert not works(url, first["access_token"])
	assert refresh(url, first["refresh_token"]).status_code == 401
	assert works(url, second["access_token"])
	assert admin(url, "revoke", {"user": "buyer"}).json() == {"revoked": 1}
	assert not works(url, second["access_token"])
	assert works(url, third["access_token"])
	assert admin(url, "revoke", {}).status_code == 400


def test_access_tokens_can_be_ended(digikey: SandboxServer) -> None:
	tokens = redeem(digikey.base_url)
	alone(digikey.base_url)
	assert admin(digikey.base_url, "expire", {}).json() == {"expired": 2}
	assert not works(digikey.base_url, tokens["access_token"])
	assert refresh(digikey.base_url, tokens["refresh_token"]).status_code == 200


def test_reset_forgets_tokens(digikey: SandboxServer) -> None:
	tokens = redeem(digikey.base_url)
	digikey.reset()
	assert not works(digikey.base_url, tokens["access_token"])
	assert digikey.state["sign_ins"] == {"granted": {}, "refused": {}, "reused": 0}


def test_signing_in_at_once_has_the_rules_of_the_page(digikey: SandboxServer) -> None:
	asked = {"client_id": CLIENT_ID, "redirect_uri": "https://erp.example/callback?x=1", "state": "a b"}
	answer = admin(digikey.base_url, "sign-in", asked).json()
	assert parse_qs(urlsplit(answer["location"]).query) == {
		"x": ["1"],
		"code": [answer["code"]],
		"state": ["a b"],
	}
	for wrong in ({"redirect_uri": "http://erp.example/"}, {"client_id": "no"}, {"user": "nobody"}):
		assert admin(digikey.base_url, "sign-in", {**asked, **wrong}).status_code == 400
	assert admin(digikey.base_url, "sign-in", ["no"]).status_code == 400
