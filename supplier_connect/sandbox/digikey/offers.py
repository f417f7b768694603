"""What DigiKey makes of the catalogue: products, and the packagings each of them is sold in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from supplier_connect.sandbox.catalogue.assortment import PartSource
from supplier_connect.sandbox.catalogue.parts import CatalogueBreak, CataloguePacking, CataloguePart, share
from supplier_connect.sandbox.digikey.makers import MARKETPLACE_SELLER, Maker, maker_of
from supplier_connect.sandbox.digikey.words import (
	BAG,
	BULK,
	CUT_TAPE,
	DIGI_REEL,
	REEL,
	STATUSES_OF,
	TRAY,
	TUBE,
	Pack,
	Status,
)

REELING_DOLLARS = Decimal("7.00")
NO_MAXIMUM = 999_999_999

# A full reel comes first in every product, whatever a small order needs.
_PACKS = {
	CataloguePacking.FULL_REEL: (REEL,),
	CataloguePacking.CUT_TAPE: (CUT_TAPE,),
	CataloguePacking.CUSTOM_REEL: (DIGI_REEL,),
	CataloguePacking.TUBE: (TUBE,),
	CataloguePacking.TRAY: (TRAY,),
	CataloguePacking.BULK: (BULK, BAG),
}
_SUFFIXES = (REEL.suffix, CUT_TAPE.suffix, DIGI_REEL.suffix, BULK.suffix)
# (reels, share of the price of one piece at that quantity)
_REEL_STEPS = ((1, "0.92"), (2, "0.88"), (5, "0.85"), (10, "0.82"))
_TARIFF_PERCENT = 12
_MARKETPLACE_PERCENT = 4
_MARKETPLACE_SHARE = Decimal("1.35")
_ODD_MINIMUMS = (7, 23, 37, 111, 268, 1303)


@dataclass(frozen=True, slots=True)
class Variation:
	"""A product in one packaging, which is ordered under a number of its own.

	`steps` are US dollars; `minimum` and `standard_pack` pieces; `fee` US dollars for a line of any quantity.
	"""

	number: str
	pack: Pack
	steps: tuple[CatalogueBreak, ...]
	stock: int
	minimum: int
	standard_pack: int
	maximum: int
	fee: Decimal
	tariff: bool
	seller: Maker
	marketplace: bool

	@property
	def by_reels(self) -> bool:
		"""Whether only whole multiples of the standard pack are sold."""
		return self.pack is REEL

	def sold_for(self, quantity: int) -> int:
		"""The least quantity from `quantity` on that is sold."""
		least = max(quantity, self.minimum, 1)
		return -(-least // self.standard_pack) * self.standard_pack if self.by_reels else least

	def step_for(self, quantity: int) -> CatalogueBreak | None:
		"""The price break for a quantity; None for a variation without prices or below the first."""
		return next((step for step in reversed(self.steps) if step.quantity <= quantity), None)


@dataclass(frozen=True, slots=True)
class DigiKeyProduct:
	"""A maker's part with all its packagings."""

	part: CataloguePart
	maker: Maker
	status: Status
	variations: tuple[Variation, ...]

	@property
	def stock(self) -> int:
		"""The pieces DigiKey itself has."""
		return max((each.stock for each in self.variations if not each.marketplace), default=0)

	@property
	def price_of_one(self) -> Decimal:
		"""US dollars for a piece of the smallest order; 0 without prices."""
		steps = [each.steps[0] for each in self.variations if each.steps and not each.marketplace]
		return min(steps, key=lambda step: step.quantity).price if steps else Decimal(0)


@dataclass(frozen=True, slots=True)
class Hit:
	"""A product found by a number, and the variation when the number was one's."""

	product: DigiKeyProduct
	variation: Variation | None


class Shelf:
	"""Products by number. Nothing is computed before it is asked for."""

	def __init__(self, catalogue: PartSource) -> None:
		"""`catalogue` may be shared, and change."""
		self.catalogue = catalogue

	def find(self, number: str) -> Hit | None:
		"""What a DigiKey number or else a maker's number stands for, upper or lower case."""
		wanted = number.strip().casefold()
		for mpn in _possible_mpns(number.strip()):
			for product in self.of_mpn(mpn):
				for variation in product.variations:
					if variation.number.casefold() == wanted:
						return Hit(product, variation)
		named = self.of_mpn(number.strip())
		return Hit(named[0], None) if named else None

	def of_mpn(self, mpn: str) -> tuple[DigiKeyProduct, ...]:
		"""The products with this maker's number, one of each maker."""
		groups: dict[Maker, list[CataloguePart]] = {}
		for part in self.catalogue.by_mpn(mpn):
			groups.setdefault(maker_of(part.manufacturer), []).append(part)
		return tuple(_product_of(maker, group) for maker, group in groups.items())

	def parts_of(self, product: DigiKeyProduct) -> tuple[CataloguePart, ...]:
		"""The parts that a product is made of."""
		named = self.catalogue.by_mpn(product.part.mpn)
		return tuple(part for part in named if maker_of(part.manufacturer) == product.maker)

	def of_parts(self, parts: Iterable[CataloguePart]) -> tuple[DigiKeyProduct, ...]:
		"""The products that parts belong to, each once, in the order of the parts."""
		wanted = dict.fromkeys((maker_of(part.manufacturer), part.mpn.upper()) for part in parts)
		return tuple(
			product for maker, mpn in wanted for product in self.of_mpn(mpn) if product.maker == maker
		)


def _possible_mpns(number: str) -> Iterator[str]:
	"""What may stand between the prefix and the suffix of a DigiKey number."""
	prefix, dash, rest = number.partition("-")
	for suffix in _SUFFIXES:
		if dash and prefix and rest.upper().endswith(suffix):
			yield rest[: -len(suffix)]


def _product_of(maker: Maker, parts: Sequence[CataloguePart]) -> DigiKeyProduct:
	part = parts[0]
	choices = STATUSES_OF[part.lifecycle]
	status = choices[share(part.mpn, "status") % len(choices)]
	variations = [_variation(packing, parts, maker, status) for packing in _packings(parts)]
	if status.sold and part.price_breaks and share(part.mpn, "marketplace") < _MARKETPLACE_PERCENT:
		variations.append(_marketplace_variation(part))
	return DigiKeyProduct(part, maker, status, tuple(variations))


def _has_tariff(part: CataloguePart) -> bool:
	return share(part.mpn, "tariff") < _TARIFF_PERCENT


def _packings(parts: Sequence[CataloguePart]) -> list[CataloguePacking]:
	offered = {packing for part in parts for packing in part.packings}
	return [packing for packing in _PACKS if packing in offered]


def _variation(
	packing: CataloguePacking, parts: Sequence[CataloguePart], maker: Maker, status: Status
) -> Variation:
	part = next(part for part in parts if packing in part.packings)
	packs = _PACKS[packing]
	pack = packs[share(part.mpn, "pack") % len(packs)]
	is_reel = pack is REEL
	stock = part.stock // part.reel * part.reel if is_reel else part.stock
	return Variation(
		number=f"{maker.prefix}-{part.mpn}{pack.suffix}",
		pack=pack,
		steps=_steps(part, pack) if status.sold else (),
		stock=stock if status.sold else 0,
		minimum=(part.reel if is_reel else part.minimum) if status.sold else 0,
		standard_pack=part.reel if is_reel else part.multiple,
		maximum=part.maximum or NO_MAXIMUM,
		fee=REELING_DOLLARS if pack is DIGI_REEL else Decimal(0),
		tariff=_has_tariff(part),
		seller=maker,
		marketplace=False,
	)


def _steps(part: CataloguePart, pack: Pack) -> tuple[CatalogueBreak, ...]:
	"""The price breaks of a packaging: whole reels for a reel, those below a reel for other tape."""
	if pack is REEL and part.price_breaks:
		return tuple(_reel_step(part, reels, Decimal(factor)) for reels, factor in _REEL_STEPS)
	if pack in (CUT_TAPE, DIGI_REEL):
		return tuple(step for step in part.price_breaks if step.quantity < part.reel)
	return part.price_breaks


def _reel_step(part: CataloguePart, reels: int, factor: Decimal) -> CatalogueBreak:
	quantity = reels * part.reel
	return CatalogueBreak(quantity, (part.unit_price(quantity) or Decimal(0)) * factor)


def _marketplace_variation(part: CataloguePart) -> Variation:
	minimum = _ODD_MINIMUMS[share(part.mpn, "minimum") % len(_ODD_MINIMUMS)]
	price = (part.unit_price(minimum) or Decimal(0)) * _MARKETPLACE_SHARE
	return Variation(
		number=f"{MARKETPLACE_SELLER.prefix}-{part.mpn}{BULK.suffix}",
		pack=BULK,
		steps=(CatalogueBreak(minimum, price),),
		stock=minimum * (1 + share(part.mpn, "surplus")),
		minimum=minimum,
		standard_pack=minimum,
		maximum=NO_MAXIMUM,
		fee=Decimal(0),
		tariff=_has_tariff(part),
		seller=MARKETPLACE_SELLER,
		marketplace=True,
	)
