"""Send to Supplier: calls, queries and seconds for 10, 100 and 300 lines.

First on the workbench, beside the naive way (one call a line) in the same run; then, where there is a bench (BENCH or
~/frappe-bench), on an ERPNext site, beside ERPNext's own save of the same order.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from rich.console import Console
from rich.table import Table

from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.model.connection import Credentials
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.tools import HostTools
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.protocols import Shop
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import CartItem, CartLabel
from supplier_connect.shops.model.order import Order, OrderLine, OrderState
from supplier_connect.shops.services.cart.send_order import SendTools, send_order
from supplier_connect.workbench.stores.calls import SqliteCallLog, SqliteDailyQuota, SqliteRateLimitWindows
from supplier_connect.workbench.stores.carts import SqliteSupplierCartStore
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.orders import SqliteOrderBook
from supplier_connect.workbench.stores.parts import SqlitePartBook
from supplier_connect.workbench.stores.tokens import SqliteTokenStore
from supplier_connect.workbench.token_cipher import TokenCipher

SIZES = (10, 100, 300)


@dataclass(frozen=True)
class Measured:
	"""Calls made and seconds taken for an order of so many lines."""

	lines: int
	calls: int
	seconds: float


def main() -> None:
	"""Print the tables."""
	console = Console()
	with (
		tempfile.TemporaryDirectory() as folder,
		SandboxServer(Catalogue.build(2000, seed=1), limits=Limits(0, 0)) as sandbox,
	):
		database = Database(Path(folder) / "benchmark.sqlite")
		console.print(_workbench_table(sandbox, database))
	console.print(_site_table())


def _workbench_table(sandbox: SandboxServer, database: Database) -> Table:
	table = Table(
		"Lines",
		"Calls",
		"Calls, one a line",
		"Times fewer",
		"Seconds",
		"Seconds, one a line",
		title="Workbench",
	)
	skus = [part.sku for part in sandbox.catalogue if part.sku and part.price_breaks and part.minimum == 1]
	for size in SIZES:
		ours = _ours(sandbox, database, skus[:size])
		naive = _one_call_a_line(sandbox, database, skus[:size])
		table.add_row(
			str(size),
			str(ours.calls),
			str(naive.calls),
			f"{naive.calls / ours.calls:.0f}",
			f"{ours.seconds:.2f}",
			f"{naive.seconds:.2f}",
		)
	return table


def _ours(sandbox: SandboxServer, database: Database, skus: list[str]) -> Measured:
	account = _account(sandbox)
	order = _order(f"PO-{len(skus)}", skus)
	SqliteOrderBook(database).save_order(order)
	tools = SendTools(_shop(account, database), SqlitePartBook(database), SqliteSupplierCartStore(database))
	before, started = len(sandbox.state["calls"]), time.perf_counter()
	send_order(tools, order, account)
	return Measured(len(skus), len(sandbox.state["calls"]) - before, time.perf_counter() - started)


def _one_call_a_line(sandbox: SandboxServer, database: Database, skus: list[str]) -> Measured:
	shop = _shop(_account(sandbox), database)
	before, started = len(sandbox.state["calls"]), time.perf_counter()
	cart = shop.create(CartLabel("PO", 1), [CartItem(skus[0], 10, "")]).cart
	for sku in skus[1:]:
		cart = shop.insert(cart, [CartItem(sku, 10, "")]) or cart
	return Measured(len(skus), len(sandbox.state["calls"]) - before, time.perf_counter() - started)


def _shop(account: ShopAccount, database: Database) -> Shop:
	def session(of: ShopAccount, reading: ResponseRules) -> Session:
		gate = LimitGate(SqliteRateLimitWindows(database), SqliteDailyQuota(database))
		return Session(of, gate, SqliteCallLog(database), reading, allow_private=True)

	return ShopRegistry().shop(
		account,
		HostTools(session, SqliteTokenStore(database, TokenCipher(database.path.with_suffix(".key")))),
	)


def _account(sandbox: SandboxServer) -> ShopAccount:
	key = Secret("sandbox-cart-key")
	return ShopAccount(
		"Benchmark",
		"Mouser",
		"Mouser",
		base_url=f"{sandbox.base_url}/api",
		currency="USD",
		credentials=Credentials("", MappingProxyType({"cart_key": key})),
	)


def _order(name: str, skus: list[str]) -> Order:
	one = Decimal(1)
	lines = tuple(
		OrderLine(f"row{n}", n, f"IPN-{n}", "", Decimal(10), "Nos", "Nos", one, one, sku=sku)
		for n, sku in enumerate(skus, start=1)
	)
	return Order(name, "Mouser", "USD", OrderState.DRAFT, lines)


def _site_table() -> Table | str:
	bench = Path(os.environ.get("BENCH") or Path.home() / "frappe-bench").expanduser()
	config = bench / "sites" / "common_site_config.json"
	if not config.exists():
		return f"Left out: the figures of an ERPNext site, as there is no bench at {bench} (set BENCH)."
	site = os.environ.get("BENCH_SITE") or json.loads(config.read_text())["default_site"]
	script = Path(__file__).with_name("on_site.py").resolve()
	command = [str(bench / "env/bin/python"), str(script), site, *map(str, SIZES)]
	done = subprocess.run(command, cwd=bench / "sites", check=False, capture_output=True, text=True)
	if done.returncode:
		return f"The figures of the site {site} could not be measured:\n{done.stderr[-1000:]}"
	rows = json.loads(done.stdout.strip().splitlines()[-1])
	table = Table(*(name[0].upper() + name[1:] for name in rows[0]), title=f"ERPNext site {site}")
	for row in rows:
		table.add_row(*map(str, row.values()))
	return table


if __name__ == "__main__":
	main()
