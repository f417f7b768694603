"""Resync: calls for 1,000 Mouser parts beside the naive ways, then statements, memory and seconds for 1,000 to 100,000.

The naive ways ask for one part a call: by its number, or by words first and then by its number. All are counted by the
sandbox in the same run. Each size of the second table is a process of its own, whose memory is what the system gave it.
Where there is a bench (BENCH or ~/frappe-bench), the queries of an ERPNext site follow.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from resync_once import account_at, resync_all, shop_of
from rich.console import Console
from rich.table import Table

from supplier_connect.core.model.batches import in_batches
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.offer import Offer
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.parts import SqlitePartBook

PARTS = 1_000
SIZES = (1_000, 10_000, 100_000)
# How many candidates the naive way asks for when it searches by words.
_CANDIDATES = 10


@dataclass(frozen=True)
class Measured:
	"""Calls made and seconds taken."""

	calls: int
	seconds: float


def main() -> None:
	"""Print the tables."""
	console = Console()
	largest = max(int(size) for size in sys.argv[1:]) if sys.argv[1:] else max(SIZES)
	catalogue = Catalogue.build(max(min(int(largest * 1.1), 100_000), 2_000), seed=1)
	with tempfile.TemporaryDirectory() as folder, SandboxServer(catalogue, limits=Limits(0, 0)) as sandbox:
		console.print(_calls_table(sandbox, Path(folder)))
		sizes = [size for size in SIZES if size <= largest]
		console.print(_growth_table(sandbox, Path(folder), sizes))
	console.print(_site_table())


def _calls_table(sandbox: SandboxServer, folder: Path) -> Table:
	database = _filled(sandbox, folder / "calls.sqlite", PARTS)
	shop = shop_of(database, account_at(sandbox.base_url))
	skus = [offer.sku for _item, offer in SqlitePartBook(database).offers("Benchmark")]
	ours = _counted(sandbox, lambda: resync_all(database, sandbox.base_url))
	by_number = _counted(sandbox, lambda: [shop.by_part_numbers([sku]) for sku in skus])
	by_words = _counted(
		sandbox, lambda: [(shop.by_keyword(sku, _CANDIDATES), shop.by_part_numbers([sku])) for sku in skus]
	)
	table = Table("", "Calls", "Times ours", "Seconds", title=f"{PARTS:,} Mouser parts")
	for name, taken in (
		("Resync", ours),
		("One search a part, by number", by_number),
		("Two searches a part, by words and by number", by_words),
	):
		table.add_row(name, f"{taken.calls:,}", f"{taken.calls / ours.calls:.0f}", f"{taken.seconds:.1f}")
	return table


def _counted(sandbox: SandboxServer, work: Callable[[], object]) -> Measured:
	before, started = len(sandbox.state["calls"]), time.perf_counter()
	work()
	return Measured(len(sandbox.state["calls"]) - before, time.perf_counter() - started)


def _growth_table(sandbox: SandboxServer, folder: Path, sizes: Sequence[int]) -> Table:
	table = Table(
		"Parts",
		"Calls",
		"Statements a 100 parts",
		"Peak memory, MB",
		"more than before the run, MB",
		"Seconds",
		title="Growth",
	)
	for size in sizes:
		path = folder / f"{size}.sqlite"
		_filled(sandbox, path, size).close()
		row = _in_a_process(path, sandbox.base_url)
		hundreds = row["parts"] / 100
		table.add_row(
			f"{size:,}",
			f"{row['calls']:,}",
			f"{row['statements'] / hundreds:.1f}",
			f"{row['peak_kb'] / 1024:.0f}",
			f"{(row['peak_kb'] - row['before_kb']) / 1024:.1f}",
			f"{row['seconds']:.0f}",
		)
	return table


def _in_a_process(path: Path, base_url: str) -> dict[str, float]:
	script = Path(__file__).with_name("resync_once.py")
	command = [sys.executable, str(script), str(path), base_url]
	done = subprocess.run(command, check=True, capture_output=True, text=True)
	return dict(json.loads(done.stdout))


def _filled(sandbox: SandboxServer, path: Path, size: int) -> Database:
	"""A file with so many parts, of which the shop's numbers are known."""
	database = Database(path)
	book = SqlitePartBook(database)
	for batch in in_batches(list(islice(_skus(sandbox), size)), 1_000):
		book.save_offers("Benchmark", [(f"IPN of {sku}", Offer(sku, "", "", "", "")) for sku in batch])
	return database


def _skus(sandbox: SandboxServer) -> Iterator[str]:
	return (part.sku for part in sandbox.catalogue if part.sku)


def _site_table() -> Table | str:
	bench = Path(os.environ.get("BENCH") or Path.home() / "frappe-bench").expanduser()
	config = bench / "sites" / "common_site_config.json"
	if not config.exists():
		return f"Left out: the figures of an ERPNext site, as there is no bench at {bench} (set BENCH)."
	site = os.environ.get("BENCH_SITE") or json.loads(config.read_text())["default_site"]
	script = Path(__file__).with_name("resync_on_site.py").resolve()
	command = [str(bench / "env/bin/python"), str(script), site, "1000", "3000"]
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
