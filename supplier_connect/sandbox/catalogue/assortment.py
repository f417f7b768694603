"""What one server sells: a catalogue, with what was changed about its parts since."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from supplier_connect.sandbox.catalogue.catalogue import Catalogue, CataloguePage
from supplier_connect.sandbox.catalogue.changes import PartEdit
from supplier_connect.sandbox.catalogue.parts import CataloguePart

_UNCHANGED = PartEdit()


class PartSource(Protocol):
	"""Parts by number and by keyword."""

	def by_sku(self, sku: str) -> CataloguePart | None:
		"""See `Catalogue.by_sku`."""

	def by_mpn(self, mpn: str) -> tuple[CataloguePart, ...]:
		"""See `Catalogue.by_mpn`."""

	def search(self, query: str, *, manufacturer: str = "", limit: int = 50) -> CataloguePage:
		"""See `Catalogue.search`."""

	def manufacturers(self) -> tuple[str, ...]:
		"""See `Catalogue.manufacturers`."""

	def categories(self) -> dict[str, int]:
		"""See `Catalogue.categories`."""


class Assortment:
	"""`PartSource` of a server. The catalogue may be shared: changes are kept here, and cost by their own number only.

	Names, words and makers of parts never change, so the search goes by those of the catalogue.
	"""

	def __init__(self, catalogue: Catalogue) -> None:
		"""At first everything is as in the `catalogue`."""
		self.catalogue = catalogue
		# By position in the catalogue.
		self._changes: dict[int, PartEdit] = {}

	def change(self, parts: Iterable[CataloguePart], change: PartEdit) -> None:
		"""Change these parts of the catalogue; what an earlier change said and this one doesn't stays."""
		for part in parts:
			at = self.catalogue.position_of(part)
			self._changes[at] = change.over(self._changes.get(at, _UNCHANGED))

	def reset(self) -> None:
		"""Everything as in the catalogue again."""
		self._changes = {}

	def by_sku(self, sku: str) -> CataloguePart | None:
		"""See `Catalogue.by_sku`."""
		part = self.catalogue.by_sku(sku)
		return part and self._now(part)

	def by_mpn(self, mpn: str) -> tuple[CataloguePart, ...]:
		"""See `Catalogue.by_mpn`."""
		return self._on_sale(self.catalogue.by_mpn(mpn))

	def by_sku_prefix(self, prefix: str, limit: int) -> tuple[CataloguePart, ...]:
		"""See `Catalogue.by_sku_prefix`."""
		return self._on_sale(self.catalogue.by_sku_prefix(prefix, limit))

	def search(
		self,
		query: str,
		*,
		manufacturer: str = "",
		stocked_only: bool = False,
		rohs_only: bool = False,
		offset: int = 0,
		limit: int = 50,
	) -> CataloguePage:
		"""See `Catalogue.search`."""
		# A copy: other threads may change parts meanwhile.
		changes = list(self._changes.items())
		page = self.catalogue.search(
			query,
			manufacturer=manufacturer,
			stocked_only=stocked_only,
			rohs_only=rohs_only,
			offset=offset,
			limit=limit,
			hidden=[at for at, change in changes if change.gone],
			stocked={at: bool(change.stock) for at, change in changes if change.stock is not None},
		)
		return CataloguePage(page.total, self._on_sale(page.parts))

	def manufacturers(self) -> tuple[str, ...]:
		"""See `Catalogue.manufacturers`."""
		return self.catalogue.manufacturers()

	def categories(self) -> dict[str, int]:
		"""See `Catalogue.categories`."""
		return self.catalogue.categories()

	def _on_sale(self, parts: Iterable[CataloguePart]) -> tuple[CataloguePart, ...]:
		return tuple(now for now in map(self._now, parts) if now)

	def _now(self, part: CataloguePart) -> CataloguePart | None:
		change = self._changes.get(self.catalogue.position_of(part)) if self._changes else None
		if change is None:
			return part
		return None if change.gone else change.applied(part)
