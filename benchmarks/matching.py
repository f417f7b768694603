"""Right part first? Top-1, top-5 and mean reciprocal rank on a labelled set, ours beside the seed's formula.

The set is described in matching_cases.py. `--misses` prints the queries whose first candidate is not a right one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matching_cases import Case, build_cases
from rich.console import Console
from rich.table import Table
from seed_formula import rank_like_the_seed

from supplier_connect.shops.matching.lookup import MatchSettings, plan_for_text, rank
from supplier_connect.shops.matching.ranking.ranking import Candidate


@dataclass(frozen=True)
class Figures:
	"""How often the first candidate and one of the first five is right, and the mean reciprocal rank."""

	queries: int
	top_1: float
	top_5: float
	mean_reciprocal_rank: float


def main() -> None:
	"""Print the figures, all in all and by kind."""
	arguments = argparse.ArgumentParser(description=__doc__)
	arguments.add_argument("--seed", type=int, default=1, help="draw another set")
	arguments.add_argument("--misses", action="store_true", help="print what was not right")
	chosen = arguments.parse_args()
	cases = build_cases(chosen.seed)
	ours = [(case, place(case, ranked_by_us(case))) for case in cases]
	seeds = [(case, place(case, ranked_by_seed(case))) for case in cases]
	console = Console()
	console.print(_table(ours, seeds))
	if chosen.misses:
		for case, where in ours:
			if where != 1:
				_print_miss(console, case, where)


def ranked_by_us(case: Case) -> list[str]:
	"""The manufacturer part numbers in our order."""
	return [candidate.mpn for candidate in _candidates(case)]


def _candidates(case: Case) -> tuple[Candidate, ...]:
	settings = MatchSettings()
	return rank(plan_for_text(case.query, settings), case.offers, settings, quantity=case.quantity)


def ranked_by_seed(case: Case) -> list[str]:
	"""The manufacturer part numbers in the order of the seed's formula, each once."""
	return list(dict.fromkeys(found.offer.mpn for found in rank_like_the_seed(case.query, case.offers)))


def place(case: Case, ranked: Sequence[str]) -> int:
	"""The place of the first right part, counted from 1."""
	return next(number for number, mpn in enumerate(ranked, start=1) if mpn in case.right)


def figures(places: Iterable[int]) -> Figures:
	"""The figures of some places."""
	all_places = list(places)
	count = len(all_places)
	return Figures(
		count,
		sum(where == 1 for where in all_places) / count,
		sum(where <= 5 for where in all_places) / count,
		sum(1 / where for where in all_places) / count,
	)


def _table(ours: Sequence[tuple[Case, int]], seeds: Sequence[tuple[Case, int]]) -> Table:
	table = Table(
		"Queries for",
		"Queries",
		"Top-1",
		"Top-5",
		"MRR",
		"Seed top-1",
		"Seed top-5",
		"Seed MRR",
		title="Ranking",
	)
	for kind in dict.fromkeys(case.kind for case, _place in ours):
		_add_row(table, kind, _of_kind(ours, kind), _of_kind(seeds, kind))
	table.add_section()
	_add_row(table, "all", [where for _case, where in ours], [where for _case, where in seeds])
	return table


def _of_kind(places: Sequence[tuple[Case, int]], kind: str) -> list[int]:
	return [where for case, where in places if case.kind == kind]


def _add_row(table: Table, name: str, ours: list[int], seeds: list[int]) -> None:
	one, other = figures(ours), figures(seeds)
	table.add_row(
		name,
		str(one.queries),
		f"{one.top_1:.1%}",
		f"{one.top_5:.1%}",
		f"{one.mean_reciprocal_rank:.3f}",
		f"{other.top_1:.1%}",
		f"{other.top_5:.1%}",
		f"{other.mean_reciprocal_rank:.3f}",
	)


def _print_miss(console: Console, case: Case, where: int) -> None:
	candidates = _candidates(case)
	console.print(f"\n[bold]{case.kind}: {case.query}[/bold]  x {case.quantity}, right at {where}")
	for candidate in (*candidates[:2], candidates[where - 1]):
		best = candidate.best.offer
		mark = "+" if candidate.mpn in case.right else "-"
		console.print(
			f" {mark} {candidate.score:5.1f} {candidate.verdict.name:8} {best.mpn} | {best.description} | "
			f"{best.stock} | {candidate.best.purchase.cost} | {best.lifecycle}",
			markup=False,
		)


if __name__ == "__main__":
	main()
