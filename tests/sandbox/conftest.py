"""A running shop and a client for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.digikey_client import DigiKeyClient, signed_in
from support.sandbox_client import Client

from supplier_connect.sandbox.catalogue.catalogue import LARGEST, SMALLEST, Catalogue
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import DIGIKEY


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
	"""The smallest catalogue."""
	return Catalogue.build(SMALLEST, seed=1)


@pytest.fixture(scope="session")
def big_catalogue() -> Catalogue:
	"""The largest catalogue."""
	return Catalogue.build(LARGEST, seed=1)


@pytest.fixture
def sandbox(catalogue: Catalogue) -> Iterator[SandboxServer]:
	"""A shop with 1,000 parts, an account in the United States and no limit on calls."""
	with SandboxServer(catalogue, limits=Limits(per_minute=0, per_day=0)) as server:
		yield server


@pytest.fixture
def client(sandbox: SandboxServer) -> Client:
	"""A client of that shop."""
	return Client(sandbox.base_url)


@pytest.fixture
def digikey(catalogue: Catalogue) -> Iterator[SandboxServer]:
	"""A DigiKey with 1,000 parts, an account in the United States and no limit on calls."""
	with SandboxServer(catalogue, limits=Limits(0, 0, 0, 0), shop=DIGIKEY) as server:
		yield server


@pytest.fixture
def buyer(digikey: SandboxServer) -> DigiKeyClient:
	"""A client of that DigiKey, used by somebody who has signed in."""
	return signed_in(digikey.base_url)
