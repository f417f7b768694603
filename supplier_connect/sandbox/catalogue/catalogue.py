"""A distributor's catalogue: parts of a real board, parts with a catch, and passives by the thousand."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from zlib import crc32

from supplier_connect.sandbox.catalogue.generated import detail, farad_words, ohm_words, search_texts
from supplier_connect.sandbox.catalogue.keywords import KeywordIndex
from supplier_connect.sandbox.catalogue.parts import CataloguePart, read_parts, sku_of
from supplier_connect.sandbox.catalogue.passives import Stem, stems_by_rank

SMALLEST = 1_000
LARGEST = 100_000

_DATA = Path(__file__).parents[1] / "data"
_TABLES = ("board_parts.csv", "special_parts.csv")
_OUT_OF_STOCK_PERCENT = 9
_KEPT_DETAILS = 4096
_NO_CHANGES: Mapping[int, bool] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CataloguePage:
	"""A slice of what a search found, and how many parts it found in all."""

	total: int
	parts: tuple[CataloguePart, ...]


class Catalogue:
	"""Parts by number and by keyword. It never changes, so any number of threads may share one.

	Names are held for every part; what else is known of a generated part is computed when asked for.
	"""

	def __init__(self, written: Iterable[CataloguePart], stems: Iterable[Stem], seed: int) -> None:
		"""`written` parts come first in every result, then the `stems` in their order."""
		self.seed = seed
		self._written = tuple(written)
		self._stems = tuple(stems)
		self._by_sku: dict[str, int] = {}
		self._by_mpn: dict[str, tuple[int, ...]] = {}
		self._skus: list[str] = []
		self._stocked = bytearray()
		self._keywords = KeywordIndex()
		self._enter_all()
		self._sorted_skus = sorted(self._by_sku)
		self._without_rohs = {position for position, part in enumerate(self._written) if not part.rohs}
		self._part = lru_cache(maxsize=_KEPT_DETAILS)(self._compute)

	@classmethod
	def build(cls, size: int, seed: int) -> Catalogue:
		"""A catalogue of `size` parts; the same for the same size and seed in every process.

		ValueError for a size below 1,000 or above 100,000.
		"""
		if not SMALLEST <= size <= LARGEST:
			raise ValueError(f"A catalogue has {SMALLEST} to {LARGEST} parts, not {size}.")
		written = [part for table in _TABLES for part in read_parts(_DATA / table)]
		taken = {part.mpn for part in written}
		return cls(written, _chosen_stems(size - len(written), seed, taken), seed)

	def __len__(self) -> int:
		return len(self._written) + len(self._stems)

	def __iter__(self) -> Iterator[CataloguePart]:
		return (self._compute(position) for position in range(len(self)))

	def mpns(self) -> Iterator[str]:
		"""The makers' numbers of all parts, without computing the parts."""
		yield from (part.mpn for part in self._written)
		yield from (stem.mpn for stem in self._stems)

	def manufacturers(self) -> tuple[str, ...]:
		"""The names of all makers, sorted."""
		names = {part.manufacturer for part in self._written} | {stem.variant.maker for stem in self._stems}
		return tuple(sorted(names, key=str.casefold))

	def categories(self) -> dict[str, int]:
		"""How many parts each category has."""
		of_written = Counter(part.category for part in self._written)
		return dict(of_written + Counter(stem.variant.category for stem in self._stems))

	def by_sku(self, sku: str) -> CataloguePart | None:
		"""The part with this distributor's number, upper or lower case."""
		position = self._by_sku.get(sku.upper())
		return None if position is None else self._part(position)

	def by_mpn(self, mpn: str) -> tuple[CataloguePart, ...]:
		"""All parts with this maker's number, upper or lower case."""
		return tuple(self._part(position) for position in self._by_mpn.get(mpn.upper(), ()))

	def position_of(self, part: CataloguePart) -> int:
		"""Where one of its parts stands."""
		if part.sku:
			return self._by_sku[part.sku.upper()]
		named = self._by_mpn[part.mpn.upper()]
		return next(at for at in named if self._part(at).manufacturer == part.manufacturer)

	def by_sku_prefix(self, prefix: str, limit: int) -> tuple[CataloguePart, ...]:
		"""At most `limit` parts whose distributor's number begins with `prefix`, sorted by it."""
		start = prefix.upper()
		first = bisect_left(self._sorted_skus, start)
		near = self._sorted_skus[first : first + limit]
		return tuple(self._part(self._by_sku[sku]) for sku in near if sku.startswith(start))

	def search(
		self,
		query: str,
		*,
		manufacturer: str = "",
		stocked_only: bool = False,
		rohs_only: bool = False,
		offset: int = 0,
		limit: int = 50,
		hidden: Iterable[int] = (),
		stocked: Mapping[int, bool] = _NO_CHANGES,
	) -> CataloguePage:
		"""The parts that every word of `query` fits, those whose number is the query first.

		A word fits as a word of maker, category, value or description, or (3 characters or more) as the
		beginning of a part number or of a piece of one. `manufacturer` is a maker's full name, "" for any. Parts at
		the positions `hidden` are left out; `stocked` says of others whether there are pieces, whatever was before.
		"""
		found = self._keywords.find(query)
		if manufacturer:
			found &= self._keywords.with_text(manufacturer)
		if stocked_only:
			found = {at for at in found if stocked.get(at, bool(self._stocked[at]))}
		if rohs_only:
			found -= self._without_rohs
		found.difference_update(hidden)
		exact = [position for position in self._named(query) if position in found]
		order = exact + sorted(found.difference(exact))
		return CataloguePage(
			len(order), tuple(self._part(position) for position in order[offset : offset + limit])
		)

	def _named(self, query: str) -> list[int]:
		"""The positions of parts whose number is the whole query or one of its words."""
		names = dict.fromkeys((query.strip().upper(), *query.upper().split()))
		positions: dict[int, None] = {}
		for name in names:
			positions.update(dict.fromkeys(self._by_mpn.get(name, ())))
			if name in self._by_sku:
				positions[self._by_sku[name]] = None
		return list(positions)

	def _enter_all(self) -> None:
		for part in self._written:
			self._enter(part.sku, part.mpn, _texts_of(part), part.stock > 0)
		for stem in self._stems:
			stocked = crc32(f"{self.seed}:{stem.mpn}".encode()) % 100 >= _OUT_OF_STOCK_PERCENT
			self._enter(sku_of(stem.variant.maker, stem.mpn), stem.mpn, search_texts(stem), stocked)

	def _enter(self, sku: str, mpn: str, texts: tuple[str, ...], stocked: bool) -> None:
		position = len(self._skus)
		self._skus.append(sku)
		if sku:
			self._by_sku[sku.upper()] = position
		name = mpn.upper()
		self._by_mpn[name] = (*self._by_mpn.get(name, ()), position)
		self._stocked.append(stocked)
		self._keywords.add(f"{name}\t{sku}", texts)

	def _compute(self, position: int) -> CataloguePart:
		if position < len(self._written):
			return self._written[position]
		stem = self._stems[position - len(self._written)]
		return detail(stem, self._skus[position], self.seed, bool(self._stocked[position]))


def _texts_of(part: CataloguePart) -> tuple[str, ...]:
	values = part.electrical
	return (
		part.manufacturer,
		part.category,
		part.description,
		part.package,
		"" if values.resistance is None else ohm_words(int(values.resistance.scaleb(3))),
		"" if values.capacitance is None else farad_words(int(values.capacitance.scaleb(13))),
	)


def _chosen_stems(count: int, seed: int, taken: set[str]) -> list[Stem]:
	"""The `count` names that boards use most, without the taken ones; chance decides in the last group."""
	chosen: list[Stem] = []
	for group in stems_by_rank():
		free = [stem for stem in group if stem.mpn not in taken]
		missing = count - len(chosen)
		if len(free) >= missing:
			return chosen + random.Random(seed).sample(free, missing)
		chosen += free
	raise AssertionError("the tables of passives hold fewer names than the largest catalogue")
