"""A site with a buyer, a supplier and an account at the sandbox, and a browser to walk through it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_page import Desk
from order_lines import Board
from site_under_test import SITE_DATA, Site
from support.bench import Bench, NoBench, find_bench, free_port

from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import DIGIKEY

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_CHROMIUM_FLAGS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
]


@pytest.fixture(scope="session")
def bench() -> Bench:
	"""The bench to test on; the test is skipped where there is none."""
	try:
		return find_bench()
	except NoBench as reason:
		pytest.skip(f"browser tests need a bench: {reason}")


@pytest.fixture(scope="session")
def browser(bench: Bench) -> Iterator[Any]:
	"""Headless Chromium."""
	playwright = pytest.importorskip("playwright.sync_api", reason="browser tests need playwright")
	chromium = next(filter(None, (shutil.which(name) for name in _CHROMIUM)), None)
	if chromium is None:
		pytest.skip("browser tests need chromium")
	with playwright.sync_playwright() as driver:
		started = driver.chromium.launch(executable_path=chromium, args=_CHROMIUM_FLAGS)
		yield started
		started.close()


@pytest.fixture(scope="session")
def shop(catalogue: Catalogue) -> Iterator[SandboxServer]:
	"""The sandbox's Mouser, on a port that it keeps when it is stopped and started."""
	limits = Limits(per_minute=0, per_day=0)
	with SandboxServer(catalogue, limits=limits, port=free_port()) as server:
		yield server


@pytest.fixture(scope="session")
def digikey(catalogue: Catalogue) -> Iterator[SandboxServer]:
	"""The sandbox's DigiKey, likewise."""
	limits = Limits(0, 0, 0, 0)
	with SandboxServer(catalogue, limits=limits, port=free_port(), shop=DIGIKEY) as server:
		yield server


@pytest.fixture(scope="session")
def board(catalogue: Catalogue) -> Board:
	"""The lines of an order for a real board."""
	return Board(catalogue)


@pytest.fixture(scope="session")
def site(
	bench: Bench, shop: SandboxServer, board: Board, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
	"""The site, served and worked for."""
	logs = tmp_path_factory.mktemp("logs")
	with (
		# Sandboxes are on this machine.
		bench.configured("supplier_connect_allow_private_hosts", 1),
		bench.worker(logs / "worker.log"),
		bench.web_server(logs / "web.log") as address,
		bench.script(logs / "data.log", SITE_DATA, bench.site) as data,
	):
		found = Site(data, address)
		# Accounts that others have on the site would be searched as well.
		others = found.do("shut")
		found.do("prepare", base_url=shop.api_url, items=board.items())
		# DigiKey sends people back to where the site says that it is.
		before = found.do("address", address=address)
		yield found
		found.do("address", address=before)
		found.do("shut", accounts=others)


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
	"""Where screenshots go: the folder SUPPLIER_CONNECT_SCREENSHOTS names, else a temporary one."""
	named = os.environ.get("SUPPLIER_CONNECT_SCREENSHOTS")
	folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
	folder.mkdir(parents=True, exist_ok=True)
	return folder


@pytest.fixture
def window() -> dict[str, int]:
	"""The size of the browser's window; a test may ask for another by parametrizing it."""
	return {"width": 1280, "height": 900}


@pytest.fixture
def new_digikey(site: Site, digikey: SandboxServer) -> SandboxServer:
	"""DigiKey as new, with an account that nobody has connected yet."""
	digikey.reset()
	site.do("digikey", base_url=digikey.api_url, connected=False)
	return digikey


@pytest.fixture
def connected_digikey(site: Site, digikey: SandboxServer) -> SandboxServer:
	"""DigiKey as new, with an account that is connected."""
	digikey.reset()
	site.do("digikey", base_url=digikey.api_url, connected=True)
	return digikey


@pytest.fixture
def desk(
	browser: Any,
	site: Site,
	shop: SandboxServer,
	screenshots: Path,
	window: dict[str, int],
	request: pytest.FixtureRequest,
) -> Iterator[Desk]:
	"""The Desk as the buyer sees it; the shop is as new and the account's keys are right."""
	shop.reset()
	site.do("mouser", base_url=shop.api_url)
	context = browser.new_context(viewport=window)
	found = Desk(context.new_page(), site.address, screenshots)
	found.log_in()
	failed_before = request.session.testsfailed
	yield found
	if request.session.testsfailed > failed_before:
		found.screenshot(f"failed-{request.node.name}")
	context.close()
	assert found.page_errors == []
