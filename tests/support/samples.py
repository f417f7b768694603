"""What many tests are made of: numbers of the sandbox's parts, orders, stores of one SQLite file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any

from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.core.model.connection import Credentials
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.tools import HostTools
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.protocols import Shop
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.order import Order, OrderLine, OrderState
from supplier_connect.shops.services.cart.send_order import SendTools
from supplier_connect.workbench.stores.calls import SqliteCallLog, SqliteDailyQuota, SqliteRateLimitWindows
from supplier_connect.workbench.stores.carts import SqliteSupplierCartStore
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.items import SqliteItemBook
from supplier_connect.workbench.stores.matches import SqliteMatchStore
from supplier_connect.workbench.stores.orders import SqliteOrderBook
from supplier_connect.workbench.stores.parts import SqlitePartBook
from supplier_connect.workbench.stores.tokens import SqliteAuthorizationRequestStore, SqliteTokenStore
from supplier_connect.workbench.token_cipher import TokenCipher

CART_KEY = "sandbox-cart-key"
SEARCH_KEY = "sandbox-search-key"
RECORDINGS = Path(__file__).resolve().parents[3] / "shared" / "recordings"

# SKUs of the sandbox's hand-made parts, by what is special about them.
RESISTOR = "603-RC0402FR-1310KL"
CAPACITOR = "963-LMK107BJ475KAHT"
BY_TENS = "710-61300811121"
FULL_REEL_ONLY = "595-TLV9001IDBVR-FR"
OUT_OF_STOCK = "511-STM32F407VGT6"
DEAR = "217-XC7K160T-2FBG484I"
RESTRICTED = "579-ATECC608B-SSHDA-B"


def keys(**values: str) -> Credentials:
	"""Credentials with these keys."""
	return Credentials("", MappingProxyType({name: Secret(value) for name, value in values.items()}))


@dataclass
class Books:
	"""The stores of one SQLite file, and sessions that use them."""

	database: Database
	naps: list[float] = field(default_factory=list)

	@property
	def orders(self) -> SqliteOrderBook:
		return SqliteOrderBook(self.database)

	@property
	def parts(self) -> SqlitePartBook:
		return SqlitePartBook(self.database)

	@property
	def transfers(self) -> SqliteSupplierCartStore:
		return SqliteSupplierCartStore(self.database)

	@property
	def calls(self) -> tuple[CallRecord, ...]:
		"""All recorded calls, oldest first."""
		return tuple(reversed(SqliteCallLog(self.database).newest(10_000)))

	@property
	def items(self) -> SqliteItemBook:
		return SqliteItemBook(self.database)

	@property
	def matches(self) -> SqliteMatchStore:
		return SqliteMatchStore(self.database)

	@property
	def grants(self) -> SqliteTokenStore:
		return SqliteTokenStore(self.database, TokenCipher(self.database.path.with_suffix(".key")))

	@property
	def sign_ins(self) -> SqliteAuthorizationRequestStore:
		return SqliteAuthorizationRequestStore(self.database)

	@property
	def host(self) -> HostTools:
		return HostTools(self.session, self.grants, sleep=self.naps.append)

	def session(self, account: ShopAccount, reading: ResponseRules) -> Session:
		gate = LimitGate(SqliteRateLimitWindows(self.database), SqliteDailyQuota(self.database))
		return Session(
			account, gate, SqliteCallLog(self.database), reading, sleep=self.naps.append, allow_private=True
		)

	def shop(self, account: ShopAccount) -> Shop:
		return ShopRegistry().cart_shop(account, self.host)

	def tools(self, account: ShopAccount) -> SendTools:
		return SendTools(shop=self.shop(account), parts=self.parts, transfers=self.transfers)


def line(number: int, part: str, amount: str = "10", **changes: object) -> OrderLine:
	"""An order line of pieces with a supplier part number."""
	made = OrderLine(
		ref=f"row{number}",
		number=number,
		item=f"IPN-{number}",
		description=f"Part {number}",
		quantity=Decimal(amount),
		uom="Nos",
		stock_uom="Nos",
		conversion_factor=Decimal(1),
		rate=Decimal("1.00"),
		sku=part,
	)
	return replace(made, **changes)


def order(*lines: OrderLine, **changes: object) -> Order:
	"""A draft order to Mouser in USD."""
	made = Order("PO-00001", "Mouser", "USD", OrderState.DRAFT, tuple(lines), "Our Company")
	return replace(made, **changes)


def held(sandbox: SandboxServer) -> list[dict[str, int]]:
	"""What lies in the sandbox's carts: SKU to quantity, cart by cart."""
	carts = sandbox.state["carts"].values()
	return [{row["MouserPartNumber"]: row["Quantity"] for row in rows} for rows in carts]


@contextmanager
def shop_that(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> Iterator[str]:
	"""A shop that finds for each request what a test says."""

	class Handler(BaseHTTPRequestHandler):
		def do_POST(self) -> None:
			(request,) = json.loads(self.rfile.read(int(self.headers["Content-Length"]))).values()
			self.send_response(200)
			self.end_headers()
			self.wfile.write(json.dumps({"Errors": [], "SearchResults": answer(request)}).encode())

		def log_message(self, *_words: object) -> None:
			pass

	with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
		Thread(target=server.serve_forever, daemon=True).start()
		yield f"http://127.0.0.1:{server.server_port}"
		server.shutdown()
