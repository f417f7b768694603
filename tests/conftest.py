"""What many tests need: a running sandbox, SQLite stores in a temporary folder, an account between them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.digikey_samples import connect, digikey_account
from support.samples import CART_KEY, SEARCH_KEY, Books, keys

from supplier_connect.core.model.connection import CallLimits
from supplier_connect.sandbox.catalogue.catalogue import SMALLEST, Catalogue
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import DIGIKEY
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.workbench.stores.database import Database


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
	"""Programs that tests start can be interrupted, also where the tests themselves were started with SIGINT ignored."""
	if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
		signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
	"""The sandbox's smallest catalogue."""
	return Catalogue.build(SMALLEST, seed=1)


@pytest.fixture
def sandbox(catalogue: Catalogue) -> Iterator[SandboxServer]:
	"""A shop without limits on calls."""
	with SandboxServer(catalogue, limits=Limits(per_minute=0, per_day=0)) as server:
		yield server


@pytest.fixture
def account(sandbox: SandboxServer) -> ShopAccount:
	"""An account at the sandbox, with both keys and no limits of its own."""
	return ShopAccount(
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


@pytest.fixture
def books(tmp_path: Path) -> Books:
	"""Stores in a fresh file; `naps` are the pauses that sessions asked for, in seconds."""
	return Books(Database(tmp_path / "books.sqlite"))


@pytest.fixture
def digikey(catalogue: Catalogue) -> Iterator[SandboxServer]:
	"""A DigiKey without limits on calls."""
	with SandboxServer(catalogue, shop=DIGIKEY, limits=Limits(0, 0, 0, 0)) as server:
		yield server


@pytest.fixture
def connected(digikey: SandboxServer, books: Books) -> ShopAccount:
	"""An account at DigiKey whose user has signed in."""
	account = digikey_account(digikey)
	connect(books, digikey, account)
	return account
