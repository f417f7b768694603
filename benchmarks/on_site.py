"""Sends and prices orders on an ERPNext site, and prints calls, queries and seconds as JSON.

Run by the other benchmarks with a bench's own Python, in its `sites` folder: SITE LINES...
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from unittest import mock

import frappe
from frappe.database.database import Database

from supplier_connect.api import order as order_api
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.order import OrderLine
from supplier_connect.tests.support.site import (
	delete_stored,
	make_account,
	make_item,
	make_order,
	make_supplier,
)

ACCOUNT = "SCTEST Benchmark"


def measure(site: str, sizes: list[int]) -> list[dict[str, Any]]:
	"""A row for each size; nothing of it stays on the site."""
	frappe.init(site=site, sites_path=".")
	frappe.connect()
	with SandboxServer(Catalogue.build(2000, seed=1), limits=Limits(0, 0)) as sandbox:
		supplier = make_supplier("SCTEST Benchmark Supplier")
		make_account(ACCOUNT, supplier=supplier, base_url=f"{sandbox.base_url}/api", limits_from="Set Here")
		skus = [
			part.sku for part in sandbox.catalogue if part.sku and part.price_breaks and part.minimum == 1
		]
		_row(sandbox, supplier, skus[:3])
		rows = [_row(sandbox, supplier, skus[:size]) for size in sizes]
	frappe.db.rollback()
	run_in_side_transaction(delete_stored)
	return rows


def _row(sandbox: SandboxServer, supplier: str, skus: list[str]) -> dict[str, Any]:
	order = make_order(supplier, [_line(sku) for sku in skus])
	before = len(sandbox.state["calls"])
	cart, send_queries, send_seconds = counted(lambda: order_api.send(order.name, account=ACCOUNT))
	calls = len(sandbox.state["calls"]) - before
	changes = order_api.price_changes(cart["name"])["changes"]
	refs = [change["ref"] for change in changes if change["new_rate"] is not None]
	_done, apply_queries, apply_seconds = counted(lambda: order_api.apply_prices(cart["name"], refs))
	order.reload()
	_saved, save_queries, save_seconds = counted(order.save)
	return {
		"lines": len(skus),
		"calls": calls,
		"send queries": send_queries,
		"send seconds": send_seconds,
		"apply queries": apply_queries,
		"ERPNext save queries": save_queries,
		"apply queries beyond the save": apply_queries - save_queries,
		"apply seconds": apply_seconds,
		"ERPNext save seconds": save_seconds,
	}


def _line(sku: str) -> OrderLine:
	item = make_item("SCTEST-BENCHMARK")
	one = Decimal(1)
	return OrderLine("", 0, item, item, Decimal(10), "Nos", "Nos", one, one, sku=sku)


def counted(work: Callable[[], Any]) -> tuple[Any, int, float]:
	"""What the work returns, the statements that any connection was given, and the seconds it took."""
	given = 0
	run = Database.sql

	def counting(self: Database, *arguments: Any, **options: Any) -> Any:
		nonlocal given
		given += 1
		return run(self, *arguments, **options)

	with mock.patch.object(Database, "sql", counting):
		started = time.perf_counter()
		result = work()
		return result, given, round(time.perf_counter() - started, 2)


if __name__ == "__main__":
	print(json.dumps(measure(sys.argv[1], [int(size) for size in sys.argv[2:]])))
