"""The sandbox's catalogue at 1,000, 10,000 and 100,000 parts: seconds to build it, milliseconds a search.

At its DigiKey also milliseconds to find a part by DigiKey's number.
"""

from __future__ import annotations

import time

from rich.console import Console
from rich.table import Table

from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.digikey.offers import Shelf

SIZES = (1_000, 10_000, 100_000)
QUERIES = ("resistors", "0402", "10k 0402 1%", "multilayer ceramic capacitors", "RC0402FR-0710KL")

NUMBERS = ("311-RC0402FR-1310KLCT-ND", "720-1N4001-E3/54-ND", "399-C0603C104K5RACTUTR-ND", "NOSUCHPART-ND")


def main() -> None:
	"""Print the table."""
	columns = ("Parts", "Build, s", "Slowest search, ms", "DigiKey number, ms")
	table = Table(*columns, title="Sandbox catalogue")
	for size in SIZES:
		started = time.perf_counter()
		catalogue = Catalogue.build(size, seed=1)
		built = time.perf_counter() - started
		catalogue.search("warm up")
		slowest = max(_seconds(catalogue, query) for query in QUERIES)
		table.add_row(
			f"{size:,}", f"{built:.2f}", f"{1000 * slowest:.1f}", f"{1000 * _seconds_a_number(catalogue):.2f}"
		)
	Console().print(table)


def _seconds(catalogue: Catalogue, query: str) -> float:
	started = time.perf_counter()
	catalogue.search(query, stocked_only=True)
	return time.perf_counter() - started


def _seconds_a_number(catalogue: Catalogue) -> float:
	shelf = Shelf(catalogue)
	started = time.perf_counter()
	for number in NUMBERS:
		shelf.find(number)
	return (time.perf_counter() - started) / len(NUMBERS)


if __name__ == "__main__":
	main()
