"""What many tests need: a running sandbox, SQLite stores in a temporary folder, an account between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest

from supplier_connect.connectors.shops.mouser import MOUSER
from supplier_connect.connectors.shops.protocols import Shop
from supplier_connect.connectors.shops.registry import ShopRegistry
from supplier_connect.model.account import Account, CallLimits, Credentials
from supplier_connect.model.calls import CallRecord
from supplier_connect.model.order import Order, OrderLine, OrderState
from supplier_connect.model.secret import Secret
from supplier_connect.sandbox.catalogue import SMALLEST, Catalogue
from supplier_connect.sandbox.control import Limits
from supplier_connect.sandbox.server import SandboxServer
from supplier_connect.services.send_order import SendTools
from supplier_connect.stores.sqlite_calls import SqliteCallLog, SqliteDayBudget, SqliteWindowTable
from supplier_connect.stores.sqlite_database import Database
from supplier_connect.stores.sqlite_orders import SqliteOrderBook
from supplier_connect.stores.sqlite_parts import SqlitePartBook
from supplier_connect.stores.sqlite_transfers import SqliteTransferStore
from supplier_connect.transport.limits import LimitGate
from supplier_connect.transport.session import AnswerCheck, Session

CART_KEY = "sandbox-cart-key"
SEARCH_KEY = "sandbox-search-key"
RECORDINGS = Path(__file__).resolve().parents[2] / "shared" / "recordings"

# SKUs of the sandbox's hand-made parts, by what is special about them.
RESISTOR = "603-RC0402FR-1310KL"
CAPACITOR = "963-LMK107BJ475KAHT"
BY_TENS = "710-61300811121"
FULL_REEL_ONLY = "595-TLV9001IDBVR-FR"
OUT_OF_STOCK = "511-STM32F407VGT6"
DEAR = "217-XC7K160T-2FBG484I"
RESTRICTED = "579-ATECC608B-SSHDA-B"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
	"""The sandbox's smallest catalogue."""
	return Catalogue.build(SMALLEST, seed=1)


@pytest.fixture
def sandbox(catalogue: Catalogue) -> Iterator[SandboxServer]:
	"""A shop without limits on calls."""
	with SandboxServer(catalogue, limits=Limits(per_minute=0, per_day=0)) as server:
		yield server


def keys(**values: str) -> Credentials:
	"""Credentials with these keys."""
	return Credentials("", MappingProxyType({name: Secret(value) for name, value in values.items()}))


@pytest.fixture
def account(sandbox: SandboxServer) -> Account:
	"""An account at the sandbox, with both keys and no limits of its own."""
	return Account(
		name="Mouser US",
		connector="Mouser",
		supplier="Mouser",
		base_url=f"{sandbox.base_url}/api",
		country="US",
		currency="USD",
		timeout=5,
		limits=CallLimits(),
		user="buyer@example.com",
		credentials=keys(cart_key=CART_KEY, search_key=SEARCH_KEY),
	)


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
	def transfers(self) -> SqliteTransferStore:
		return SqliteTransferStore(self.database)

	@property
	def calls(self) -> tuple[CallRecord, ...]:
		"""All recorded calls, oldest first."""
		return tuple(reversed(SqliteCallLog(self.database).newest(10_000)))

	def session(self, account: Account, check: AnswerCheck) -> Session:
		gate = LimitGate(SqliteWindowTable(self.database), SqliteDayBudget(self.database))
		return Session(account, gate, SqliteCallLog(self.database), check, sleep=self.naps.append)

	def shop(self, account: Account) -> Shop:
		return ShopRegistry().shop(account, self.session)

	def tools(self, account: Account) -> SendTools:
		return SendTools(shop=self.shop(account), parts=self.parts, transfers=self.transfers)


@pytest.fixture
def books(tmp_path: Path) -> Books:
	"""Stores in a fresh file; `naps` are the pauses that sessions asked for, in seconds."""
	return Books(Database(tmp_path / "books.sqlite"))


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


__all__ = ["MOUSER", "Books", "held", "keys", "line", "order"]
