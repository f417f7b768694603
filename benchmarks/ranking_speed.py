"""Ranking on one core: 1,000 candidates against one query beside the seed's formula, and from 100 to 10,000.

No two candidates have the same description. "New" is with every description read for the first time; "seen" with
descriptions that an earlier, other query has read; "again" is the same query once more, as when prices were refreshed.
Every figure is processor time, the best of several runs, with the two formulas taking turns.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product

from matching_cases import read_parts
from rich.console import Console
from rich.table import Table
from seed_formula import rank_like_the_seed

from supplier_connect.sandbox.catalogue.generated import detail
from supplier_connect.sandbox.catalogue.passives import Stem, variants
from supplier_connect.shops.matching.lookup import AccountOffer, MatchSettings, plan_for_text, rank
from supplier_connect.shops.model.offer import Offer, PriceBreak

QUERY = "capacitor 100nF 50V X7R 0603 10%"
OTHER_QUERY = "resistor 10k 1% 0402"
SIZES = (100, 300, 1000, 3000, 10_000)
_RUNS = 15
_MOST_VALUES = 1000
_STEPS = (1, 10, 100, 1000, 10_000)


@dataclass(frozen=True)
class Said:
	"""What a shop says of a part."""

	mpn: str
	manufacturer: str
	category: str
	description: str


@dataclass(frozen=True)
class Seconds:
	"""Seconds for one ranking."""

	new: float
	seen: float
	again: float
	seed: float


def main() -> None:
	"""Print both tables."""
	console = Console()
	columns = ("Descriptions", "Seed (ms)", "New (ms)", "times", "Seen (ms)", "times", "Again (ms)", "times")
	table = Table(*columns, title="1,000 candidates, and how many times as fast as the seed's formula")
	for name, said in (
		("Mouser, all kinds", of_parts("mouser")),
		("DigiKey, all kinds", of_parts("digikey")),
		("Mouser, passives", of_passives()),
	):
		_add_row(table, name, measured(offers(islice(said, 1000))))
	console.print(table)
	growth = Table(
		"Candidates", "New (ms)", "us each", "Seen (ms)", "us each", "Again (ms)", "us each", title="Growth"
	)
	for size in SIZES:
		_add_growth(growth, size, measured(offers(islice(of_passives(), size))))
	console.print(growth)


def _add_row(table: Table, name: str, taken: Seconds) -> None:
	cells = [name, f"{taken.seed * 1e3:.1f}"]
	for ours in (taken.new, taken.seen, taken.again):
		cells += [f"{ours * 1e3:.1f}", f"{taken.seed / ours:.1f}"]
	table.add_row(*cells)


def _add_growth(table: Table, size: int, taken: Seconds) -> None:
	cells = [f"{size:,}"]
	for ours in (taken.new, taken.seen, taken.again):
		cells += [f"{ours * 1e3:.1f}", f"{ours / size * 1e6:.1f}"]
	table.add_row(*cells)


def measured(found: Sequence[AccountOffer]) -> Seconds:
	"""The best seconds for a set of offers, ours and the seed's formula by turns."""
	settings = MatchSettings()
	plan, other = plan_for_text(QUERY, settings), plan_for_text(OTHER_QUERY, settings)
	new, seen, again, seed = [], [], [], []
	for _run in range(_RUNS):
		forget_all()
		new.append(_seconds(lambda: rank(plan, found, settings)))
		seen.append(_seconds(lambda: rank(other, found, settings)))
		again.append(_seconds(lambda: rank(other, found, settings)))
		seed.append(_seconds(lambda: rank_like_the_seed(QUERY, found)))
	return Seconds(min(new), min(seen), min(again), min(seed))


def forget_all() -> None:
	"""Empty every cache of the engine."""
	modules = [
		module for name, module in sys.modules.items() if name.startswith("supplier_connect.shops.matching.")
	]
	for one in (value for module in modules for value in vars(module).values()):
		if hasattr(one, "cache_clear"):
			one.cache_clear()


def _seconds(work: Callable[[], object]) -> float:
	gc.collect()
	gc.disable()
	started = time.process_time()
	work()
	taken = time.process_time() - started
	gc.enable()
	return taken


def of_parts(style: str) -> Iterator[Said]:
	"""What a shop says of the real parts in the data file, each description once."""
	rows = {row[style]: row for row in read_parts()}
	return (Said(row["mpn"], row["manufacturer"], row["category"], text) for text, row in rows.items())


def of_passives() -> Iterator[Said]:
	"""What a shop says of resistors and capacitors of all series by turns, each description once."""
	told = set[str]()
	series = tuple(variants())
	for place, variant in product(range(_MOST_VALUES), series):
		if place >= len(variant.values):
			continue
		value = variant.values[place]
		part = detail(Stem(variant.head + variant.write(value) + variant.tail, variant, value), "", 1, True)
		if part.description not in told:
			told.add(part.description)
			yield Said(part.mpn, part.manufacturer, part.category, part.description)


def offers(said: Iterator[Said]) -> list[AccountOffer]:
	"""Offers with drawn prices and stocks."""
	chance = random.Random(1)
	return [AccountOffer("Account", "Mouser", _offer(one, chance)) for one in said]


def _offer(said: Said, chance: random.Random) -> Offer:
	price = Decimal(chance.randrange(10, 1000)).scaleb(-3)
	return Offer(
		sku=f"{chance.randrange(10, 999)}-{said.mpn}",
		mpn=said.mpn,
		manufacturer=said.manufacturer,
		description=said.description,
		currency="EUR",
		breaks=tuple(PriceBreak(step, round(price / (1 + Decimal(step).log10()), 4)) for step in _STEPS),
		stock=chance.randrange(100_000),
		minimum=1,
		multiple=1,
		category=said.category,
	)


if __name__ == "__main__":
	main()
