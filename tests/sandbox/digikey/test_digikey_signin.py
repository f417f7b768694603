"""The pages where people sign in and consent."""

from __future__ import annotations

import re
import shutil
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from support.digikey_client import CALLBACK, admin, token
from support.sandbox_client import TIMEOUT

from supplier_connect.sandbox.digikey.accounts import CLIENT_ID, REVOKED_CLIENT_ID
from supplier_connect.sandbox.frame.server import SandboxServer


def address(sandbox: SandboxServer, **changes: str) -> str:
	asked = {"response_type": "code", "client_id": CLIENT_ID, "redirect_uri": CALLBACK, "state": "a&b"}
	return f"{sandbox.base_url}/v1/oauth2/authorize?{urlencode({**asked, **changes})}"


def show(url: str) -> requests.Response:
	return requests.get(url, timeout=TIMEOUT)


def signed_in(sandbox: SandboxServer, user: str = "buyer") -> requests.Response:
	"""The page after the form was filled in and sent."""
	page = show(address(sandbox)).text
	action = re.search(r'action="([^"]*)"', page)
	assert action
	form = {"username": user, "password": "sandbox"}
	return requests.post(sandbox.base_url + unescape(action[1]), data=form, timeout=TIMEOUT)


def decided(sandbox: SandboxServer, page: str, decision: str) -> requests.Response:
	ticket = re.search(r'name="ticket" value="([^"]*)"', page)
	assert ticket
	return requests.post(
		f"{sandbox.base_url}/v1/oauth2/consent",
		data={"ticket": ticket[1], "decision": decision},
		allow_redirects=False,
		timeout=TIMEOUT,
	)


def test_who_allows_comes_back_with_a_code(digikey: SandboxServer) -> None:
	response = decided(digikey, signed_in(digikey).text, "allow")
	assert response.status_code == 302
	location = response.headers["Location"]
	assert location.startswith(f"{CALLBACK}?")
	arguments = parse_qs(urlsplit(location).query)
	assert arguments["state"] == ["a&b"]
	form = {"grant_type": "authorization_code", "code": arguments["code"][0], "redirect_uri": CALLBACK}
	assert token(digikey.base_url, **form).status_code == 200


def test_who_denies_comes_back_with_an_error(digikey: SandboxServer) -> None:
	response = decided(digikey, signed_in(digikey).text, "deny")
	assert parse_qs(urlsplit(response.headers["Location"]).query) == {
		"error": ["access_denied"],
		"state": ["a&b"],
	}


def test_a_consent_counts_once(digikey: SandboxServer) -> None:
	page = signed_in(digikey).text
	assert decided(digikey, page, "allow").status_code == 302
	assert decided(digikey, page, "allow").status_code == 410


def test_nobody_else_gets_in(digikey: SandboxServer) -> None:
	response = signed_in(digikey, "stranger")
	assert response.status_code == 401
	assert "password is wrong" in response.text
	assert 'id="sign-in"' in response.text


@pytest.mark.parametrize(
	"changes",
	[
		{"client_id": "unknown"},
		{"client_id": REVOKED_CLIENT_ID},
		{"response_type": "token"},
		{"redirect_uri": ""},
		{"redirect_uri": "http://erp.example/callback"},
		{"redirect_uri": "ftp://localhost/"},
		{"redirect_uri": "https://"},
		{"redirect_uri": "https://[::1/"},
	],
)
def test_nobody_is_sent_to_strangers(digikey: SandboxServer, changes: dict[str, str]) -> None:
	response = show(address(digikey, **changes))
	assert response.status_code == 400
	assert "<form" not in response.text
	assert requests.post(address(digikey, **changes), data={}, timeout=TIMEOUT).status_code == 400


@pytest.mark.parametrize(
	"redirect_uri",
	["https://erp.example/x", "http://127.0.0.1:9/x", "http://[::1]:9/", "http://site.localhost:8000/"],
)
def test_addresses_that_may_be_named(digikey: SandboxServer, redirect_uri: str) -> None:
	assert show(address(digikey, redirect_uri=redirect_uri)).status_code == 200


def test_registered_addresses_are_the_only_ones(digikey: SandboxServer) -> None:
	registered = {"client_id": CLIENT_ID, "redirect_uris": ["https://erp.example/callback"]}
	assert admin(digikey.base_url, "redirects", registered).json() == {"registered": 1}
	assert show(address(digikey)).status_code == 400
	assert show(address(digikey, redirect_uri="https://erp.example/callback")).status_code == 200
	assert admin(digikey.base_url, "redirects", {}).status_code == 400


def test_the_pages_work_in_a_browser(digikey: SandboxServer) -> None:
	playwright = pytest.importorskip("playwright.sync_api", reason="this test needs playwright")
	chromium = shutil.which("chromium") or shutil.which("chromium-browser")
	if chromium is None:
		pytest.skip("this test needs chromium")
	with playwright.sync_playwright() as driver:
		browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
		page = browser.new_page()
		page.goto(address(digikey, redirect_uri=f"{digikey.base_url}/back"))
		page.get_by_label("User name").fill("engineer")
		page.get_by_label("Password").fill("sandbox")
		page.click("button#sign-in")
		assert page.locator("button#deny").inner_text() == "Deny"
		page.click("button#allow")
		arguments = parse_qs(urlsplit(page.url).query)
		browser.close()
	assert set(arguments) == {"code", "state"}
