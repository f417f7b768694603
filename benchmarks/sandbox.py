"""The sandbox's catalogue at 1,000, 10,000 and 100,000 parts: seconds to build it, milliseconds a search."""

from __future__ import annotations

import time

from rich.console import Console
from rich.table import Table

from supplier_connect.sandbox.catalogue import Catalogue

SIZES = (1_000, 10_000, 100_000)
QUERIES = ("resistors", "0402", "10k 0402 1%", "multilayer ceramic capacitors", "RC0402FR-0710KL")


def main() -> None:
	"""Print the table."""
	table = Table("Parts", "Build, s", "Slowest search, ms", title="Sandbox catalogue")
	for size in SIZES:
		started = time.perf_counter()
		catalogue = Catalogue.build(size, seed=1)
		built = time.perf_counter() - started
		catalogue.search("warm up")
		table.add_row(
			f"{size:,}", f"{built:.2f}", f"{1000 * max(_seconds(catalogue, query) for query in QUERIES):.1f}"
		)
	Console().print(table)


def _seconds(catalogue: Catalogue, query: str) -> float:
	started = time.perf_counter()
	catalogue.search(query, stocked_only=True)
	return time.perf_counter() - started


if __name__ == "__main__":
	main()
