"""The web pages of the sandbox's DigiKey."""

from __future__ import annotations

import pytest
import requests
from support.digikey_client import LISTS, DigiKeyClient, line
from support.sandbox_client import TIMEOUT


def page(client: DigiKeyClient, path: str) -> requests.Response:
	return requests.get(f"{client.base_url}/{path}", timeout=TIMEOUT)


def test_a_list_as_a_page(buyer: DigiKeyClient) -> None:
	list_id = buyer.make_list(
		"PO <1>",
		line("311-RC0402FR-1310KLCT-ND", 100, CustomerReference="<IPN-1>"),
		line("399-A765EB157M1ALAE022CT-ND", 10),
		line("NOSUCHPART", 3),
	)
	response = page(buyer, f"en/mylists/list/{list_id}")
	assert response.headers["Content-Type"] == "text/html; charset=utf-8"
	shown = (
		"PO &lt;1&gt;",
		"311-RC0402FR-1310KLCT-ND",
		"RES 10K OHM",
		"&lt;IPN-1&gt;",
		"$0.70",
		"$5.34",
		"$6.04",
	)
	assert [text for text in shown if text not in response.text] == []
	assert "This part was not found." in response.text
	assert "<IPN-1>" not in response.text


def test_a_deleted_list_has_no_page(buyer: DigiKeyClient) -> None:
	list_id = buyer.make_list()
	buyer.call("DELETE", f"{LISTS}/{list_id}")
	assert page(buyer, f"en/mylists/list/{list_id}").status_code == 404


def test_a_product_as_a_page(buyer: DigiKeyClient) -> None:
	text = requests.get(buyer.product("RC0402FR-1310KL")["ProductUrl"], timeout=TIMEOUT).text
	assert "311-RC0402FR-1310KLDKR-ND" in text
	assert "10 kOhms" in text


@pytest.mark.parametrize(
	"path",
	[
		"en/mylists/list/unknown",
		"en/products/detail/maker/NOSUCHPART/1",
		"datasheets/NOSUCHPART",
		"images/NOSUCHPART.svg",
		"elsewhere",
		"",
	],
)
def test_pages_that_are_not_there(buyer: DigiKeyClient, path: str) -> None:
	response = page(buyer, path)
	assert response.status_code == 404
	assert "<h1>" in response.text


def test_links_nobody_made(buyer: DigiKeyClient) -> None:
	assert page(buyer, "short/abcdefgh").status_code == 410
