"""Resyncs parts of an ERPNext site, and prints calls, queries and seconds as JSON.

Run by the other benchmarks with a bench's own Python, in its `sites` folder: SITE PARTS...
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from typing import Any

import frappe
from on_site import counted

from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.desk.resync.resyncing import resync
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.resync import PartChoice, RunState
from supplier_connect.tests.support.site import delete_stored, make_account, make_item, transactions

_NAME = "SCTEST Resync Benchmark"


def measure(site: str, sizes: list[int]) -> list[dict[str, Any]]:
	"""A row for each size; nothing of it stays on the site."""
	frappe.init(site=site, sites_path=".")
	frappe.connect()
	with (
		SandboxServer(Catalogue.build(2 * max(sizes), seed=1), limits=Limits(0, 0)) as sandbox,
		transactions(),
	):
		_row(sandbox, 10)
		rows = [_row(sandbox, size) for size in sizes]
	frappe.db.rollback()
	run_in_side_transaction(delete_stored)
	return rows


def _row(sandbox: SandboxServer, size: int) -> dict[str, Any]:
	name = f"{_NAME} {size}"
	account = make_account(name, base_url=f"{sandbox.base_url}/api", limits_from="Set Here").engine
	skus = islice((part.sku for part in sandbox.catalogue if part.sku), size)
	item = make_item("SCTEST-BENCHMARK")
	DeskPartBook().save_offers(name, [(item, Offer(sku, "", "", "", "")) for sku in skus])
	before = len(sandbox.state["calls"])
	run, queries, seconds = counted(lambda: resync(account, PartChoice(), size))
	assert (run.state, run.updated) == (RunState.DONE, size), run.message
	return {
		"parts": size,
		"calls": len(sandbox.state["calls"]) - before,
		"queries": queries,
		"queries a 100 parts": round(queries / size * 100),
		"seconds": seconds,
	}


if __name__ == "__main__":
	print(json.dumps(measure(sys.argv[1], [int(size) for size in sys.argv[2:]])))
