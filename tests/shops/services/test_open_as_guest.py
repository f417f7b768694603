"""Open at DigiKey: a list without an account."""

from __future__ import annotations

from decimal import Decimal

import pytest
import requests
from support.samples import Books, line, order

from supplier_connect.core.model.errors import (
	RateLimited,
	SendRefused,
	SupplierConnectError,
	Unavailable,
	UnexpectedResponse,
)
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.digikey.guest import _is_of
from supplier_connect.shops.connectors.digikey.kind import DIGIKEY
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.order import Order
from supplier_connect.shops.services.cart.open_as_guest import Opened, open_as_guest

MPN = "RC0402FR-1310KL"


def opened(books: Books, server: SandboxServer, of: Order) -> Opened:
	assert DIGIKEY.guest is not None
	account = ShopAccount("DigiKey", "DigiKey", of.supplier, base_url=server.base_url, timeout=2)
	return open_as_guest(books.host, DIGIKEY.guest, account, books.parts, of)


def test_an_order_is_opened_once(books: Books, digikey: SandboxServer) -> None:
	books.parts.save_supplier_number("DigiKey", "IPN-2", "296-1395-5-ND")
	of = order(
		line(1, "311-RC0402FR-1310KLCT-ND", "100"),
		line(2, ""),
		line(3, "", mpn=MPN, manufacturer="YAGEO"),
		line(4, "", item="NO-NUMBER"),
		line(5, "X-ND", "0.5"),
		line(6, "311-rc0402fr-1310klct-nd", "50"),
		supplier="DigiKey",
	)
	done = opened(books, digikey, of)
	assert done.items == 3
	assert [str(sentence) for sentence in done.left_out] == [
		"Line 4: NO-NUMBER has no part number.",
		"Line 5: 0.5 pieces of IPN-5 can't be ordered.",
	]
	page = requests.get(done.url, timeout=5).text
	assert "150" in page and "IPN-1/IPN-6" in page and MPN in page
	assert "150" not in requests.get(done.url, timeout=5).text


def test_an_order_without_numbers_is_refused_before_any_call(books: Books, digikey: SandboxServer) -> None:
	with pytest.raises(SendRefused, match="nothing to open"):
		opened(books, digikey, order(line(1, ""), supplier="DigiKey"))
	assert digikey.state["calls"] == []


@pytest.mark.parametrize(
	("fault", "error"),
	[
		(Fault(FaultKind.STATUS, status=503, times=-1), Unavailable),
		(Fault(FaultKind.STATUS, status=429, retry_after=600, times=-1), RateLimited),
		(Fault(FaultKind.HTML), UnexpectedResponse),
		(Fault(FaultKind.EMPTY), UnexpectedResponse),
		(Fault(FaultKind.BROKEN_JSON), UnexpectedResponse),
	],
	ids=lambda value: value.kind.value if isinstance(value, Fault) else value.__name__,
)
def test_what_breaks_is_told(
	books: Books, digikey: SandboxServer, fault: Fault, error: type[SupplierConnectError]
) -> None:
	digikey.faults.add(fault)
	with pytest.raises(error):
		opened(books, digikey, order(line(1, "X-ND"), supplier="DigiKey"))


@pytest.mark.parametrize(
	"address", ["javascript:alert(1)", "https://elsewhere.example/short/x", "//elsewhere.example", ""]
)
def test_an_address_elsewhere_is_not_opened(address: str) -> None:
	assert not _is_of("https://www.digikey.com", address)


def test_an_address_of_the_website_is_opened() -> None:
	assert _is_of("https://www.digikey.com", "https://www.digikey.com/short/abc")


def test_the_same_maker_number_of_two_makers_stays_two(books: Books, digikey: SandboxServer) -> None:
	of = order(
		line(1, "", mpn="X1", manufacturer="A"),
		line(2, "", mpn="X1", manufacturer="B", quantity=Decimal(3)),
		supplier="DigiKey",
	)
	assert opened(books, digikey, of).items == 2
