"""DigiKey's numbers: each packaging of each part has one, and it leads back to it."""

from __future__ import annotations

from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.digikey.offers import Shelf

SAMPLE = 2_000


def some_mpns(catalogue: Catalogue) -> list[str]:
	"""The makers' numbers of parts from all over the catalogue, the hand-made ones among them."""
	mpns = list(catalogue.mpns())
	return mpns[:60] + mpns[:: len(mpns) // SAMPLE]


def test_every_number_leads_back(big_catalogue: Catalogue) -> None:
	shelf = Shelf(big_catalogue)
	for mpn in some_mpns(big_catalogue):
		for product in shelf.of_mpn(mpn):
			assert product.variations
			for variation in product.variations:
				for number in (variation.number, variation.number.lower()):
					hit = shelf.find(number)
					assert hit
					assert (hit.product, hit.variation) == (product, variation)
			named = shelf.find(mpn)
			assert named
			assert (named.product, named.variation) == (product, None)


def test_no_number_stands_for_two(big_catalogue: Catalogue) -> None:
	shelf = Shelf(big_catalogue)
	numbers = [
		variation.number.casefold()
		for mpn in set(some_mpns(big_catalogue))
		for product in shelf.of_mpn(mpn)
		for variation in product.variations
	]
	assert len(set(numbers)) == len(numbers)


def test_price_breaks_fall_and_begin_at_the_minimum(catalogue: Catalogue) -> None:
	shelf = Shelf(catalogue)
	for product in shelf.of_parts(catalogue):
		for variation in product.variations:
			quantities = [step.quantity for step in variation.steps]
			prices = [step.price for step in variation.steps]
			assert quantities == sorted(set(quantities))
			assert prices == sorted(prices, reverse=True)
			if variation.steps:
				assert quantities[0] == variation.minimum
