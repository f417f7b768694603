"""Which products DigiKey would offer instead of another."""

from __future__ import annotations

from itertools import islice

from supplier_connect.sandbox.digikey.offers import DigiKeyProduct, Shelf
from supplier_connect.sandbox.digikey.words import ACTIVE

_MOST = 3
_LOOKED_AT = 40
_MOST_COMPANIONS = 10


def substitutes_of(product: DigiKeyProduct, shelf: Shelf) -> tuple[DigiKeyProduct, ...]:
	"""Products on sale that do the same: the one its maker names, then some of the same value and case."""
	part = product.part
	named = shelf.catalogue.by_sku(part.replacement) if part.replacement else None
	words = part.description.removeprefix(part.category)
	alike = shelf.catalogue.search(words, limit=_LOOKED_AT).parts
	offered = [each for each in shelf.of_parts([named] if named else ()) if each.status.sold]
	others = [each for each in shelf.of_parts(alike) if each.status is ACTIVE]
	return tuple(each for each in (*offered, *others) if each.part.mpn != part.mpn)[:_MOST]


def companions_of(product: DigiKeyProduct, shelf: Shelf) -> tuple[DigiKeyProduct, ...]:
	"""Products on sale of the same category, which others look at as well."""
	words = " ".join(filter(str.isalpha, product.part.category.split()))
	alike = shelf.of_parts(shelf.catalogue.search(words, limit=_LOOKED_AT).parts)
	others = (each for each in alike if each.status is ACTIVE and each.part.mpn != product.part.mpn)
	return tuple(islice(others, _MOST_COMPANIONS))
