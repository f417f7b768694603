"""What DigiKey makes of a list's line: the part it stands for, and its packagings with their prices."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from supplier_connect.sandbox.digikey.lists import Amount, ListLine
from supplier_connect.sandbox.digikey.offers import Hit, Shelf, Variation
from supplier_connect.sandbox.digikey.pricing import Quote, quote_for
from supplier_connect.sandbox.digikey.wire import View

_STATED = Decimal(1)


@dataclass(frozen=True, slots=True)
class PackChoice:
	"""The packagings a quantity may come in, a full reel first, and which of them is taken.

	Without any, `selected` is 0 all the same.
	"""

	quotes: tuple[Quote, ...]
	selected: int

	@property
	def quote(self) -> Quote | None:
		"""The packaging that is taken; None without any."""
		return self.quotes[self.selected] if self.quotes else None


def hit_of(line: ListLine, shelf: Shelf) -> Hit | None:
	"""The product a line asks for; of several with its number, the one of the maker named."""
	hit = shelf.find(line.requested)
	if hit is None or hit.variation:
		return hit
	wanted = line.maker.casefold()
	products = shelf.of_mpn(line.requested)
	return Hit(next((each for each in products if each.maker.name.casefold() == wanted), products[0]), None)


def choice_for(hit: Hit, wanted: Amount, view: View) -> PackChoice:
	"""The packagings of a product for a quantity.

	Taken is the one preferred, else the one whose number was asked for, else the first, which is a full reel where
	there is one.
	"""
	share = _STATED if view.price_share is None else view.price_share
	quotes = [quote_for(each, wanted.quantity, view, share) for each in _offered(hit)]
	priced = tuple(quote for quote in quotes if quote)
	preferred = [index for index, quote in enumerate(priced) if quote.variation.pack.code == wanted.pack_type]
	asked = [index for index, quote in enumerate(priced) if quote.variation == hit.variation]
	return PackChoice(priced, next(iter((*preferred, *asked)), 0))


def _offered(hit: Hit) -> tuple[Variation, ...]:
	"""What the market place sells is offered under its own number only."""
	if hit.variation and hit.variation.marketplace:
		return (hit.variation,)
	return tuple(each for each in hit.product.variations if not each.marketplace)
