"""Real answers of Mouser, read where they are at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from support.samples import RECORDINGS, Books

from supplier_connect.core.http.exchange import Call, Response
from supplier_connect.core.model.errors import NotAuthorised, RateLimited, RejectedInput
from supplier_connect.shops.connectors.mouser.errors import check_answer
from supplier_connect.shops.model.account import ShopAccount

FOLDER = RECORDINGS / "mouser"
pytestmark = pytest.mark.skipif(
	not FOLDER.exists(), reason="left out: the recorded answers of Mouser are not here"
)


@pytest.fixture
def replay(account: ShopAccount) -> Iterator[tuple[ShopAccount, dict[str, bytes]]]:
	"""An account at a server that answers whatever lies under "answer"."""
	told: dict[str, bytes] = {}

	class Handler(BaseHTTPRequestHandler):
		def do_POST(self) -> None:
			self.rfile.read(int(self.headers["Content-Length"]))
			self.send_response(200)
			self.end_headers()
			self.wfile.write(told["answer"])

		def log_message(self, *_args: Any) -> None:
			pass

	with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
		Thread(target=server.serve_forever, daemon=True).start()
		yield replace(account, base_url=f"http://127.0.0.1:{server.server_port}/api"), told
		server.shutdown()


@pytest.mark.parametrize(
	("file", "sku", "price", "stock", "lead_time"),
	[
		("kicost_mou_530-5MF6-R.json", "530-5MF6-R", "0.189", 6809, 178),
		("kicost_mou_710-696101000002.json", "710-696101000002", "0.531", 500, 161),
	],
)
def test_recorded_parts_become_offers(
	books: Books,
	replay: tuple[ShopAccount, dict[str, bytes]],
	file: str,
	sku: str,
	price: str,
	stock: int,
	lead_time: int,
) -> None:
	account, told = replay
	told["answer"] = (FOLDER / file).read_bytes()
	(offer,) = books.shop(account).by_part_numbers([sku])
	assert offer.breaks[-1].price == Decimal(price)
	assert (offer.stock, offer.lead_time_days, offer.currency) == (stock, lead_time, "USD")
	assert offer.packaging == ("Bulk",)


def test_a_recorded_empty_answer_finds_nothing(
	books: Books, replay: tuple[ShopAccount, dict[str, bytes]]
) -> None:
	account, told = replay
	told["answer"] = (FOLDER / "kicost_mpn_695120004001.json").read_bytes()
	assert books.shop(account).by_part_numbers(["695120004001"]) == ()


def test_documented_errors_are_understood(account: ShopAccount) -> None:
	expected = {
		"invalid_key": NotAuthorised,
		"empty_key": NotAuthorised,
		"invalid_characters": RejectedInput,
		"too_many_requests": RateLimited,
	}
	bodies = json.loads((FOLDER / "panel_documented_errors.json").read_text())
	assert set(bodies) == set(expected)
	for name, body in bodies.items():
		with pytest.raises(expected[name]):
			check_answer(account, Call("POST", "/v1/search/keyword"), Response(200, {}, body))
