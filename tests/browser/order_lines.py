"""The lines of Purchase Orders, made from the sandbox's catalogue."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import Any

from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.catalogue.parts import CataloguePart
from supplier_connect.sandbox.digikey.offers import Shelf
from supplier_connect.sandbox.digikey.words import CUT_TAPE, DIGI_REEL, REEL, Pack

# How the company of the tests numbers its parts.
_PREFIXES = {
	"Capacitors": "CAP",
	"Resistor": "RES",
	"Diodes": "DIO",
	"Ferrite": "FER",
	"Header": "CON",
	"Connector": "CON",
	"LED": "LED",
}
_RESTRICTED = "579-ATECC608B-SSHDA-B"
_OUT_OF_STOCK = "511-STM32F407VGT6"
# What the company paid last time, against what the shop asks now.
_OLD_PRICE = (Decimal("1.04"), Decimal("0.97"), Decimal("1"), Decimal("1.11"), Decimal("0.9"))
_QUANTITIES = (200, 500, 100, 25, 300)
_CHEAP = Decimal("0.5")
_BOX = 100


class Board:
	"""Parts of a real board with numbers of the company's own."""

	def __init__(self, catalogue: Catalogue) -> None:
		self._catalogue = catalogue
		special = filter(None, (catalogue.by_sku(sku) for sku in (_RESTRICTED, _OUT_OF_STOCK)))
		self._parts = [*(part for part in islice(catalogue, 42) if part.price_breaks), *special]

	def items(self) -> list[dict[str, str]]:
		"""The Items of all orders: those of the board, and one without a supplier part number."""
		bare = {"code": "PCB-10001", "name": "Printed circuit board, own make", "sku": ""}
		named = [
			{"code": self._code(part), "name": part.description, "sku": part.sku} for part in self._parts
		]
		return [*named, bare]

	def bom_items(self) -> list[tuple[str, str, str, str]]:
		"""Items of a BOM: code, name, and the maker's number and name, "" where the name says what is wanted."""
		parts = [part for part in islice(self._catalogue, 200) if part.price_breaks and part.stock][:55]
		named = [
			(f"BOM-{number:05}", part.description, part.mpn, part.manufacturer)
			for number, part in enumerate(parts, 1)
		]
		worded = [
			(f"BOM-{number:05}", f"Resistor {value} 0402 1%", "", "")
			for number, value in enumerate(("10k", "22k", "470R", "1M"), len(named) + 1)
		]
		return [*named, *worded]

	def lines(self) -> list[dict[str, Any]]:
		"""25 lines: boxes, a part twice, one out of stock, one refused, one without a number."""
		lines = [self._line(number, part) for number, part in enumerate(self._parts[:21])]
		again = {**lines[0], "qty": 1}
		special = [self._special(_OUT_OF_STOCK), self._special(_RESTRICTED)]
		bare = {"item_code": "PCB-10001", "qty": 10, "rate": 4.5}
		return [*lines[:3], again, *special, bare, *lines[3:]]

	def sku_of(self, code: str) -> str:
		"""Mouser's number of an Item."""
		return next(item["sku"] for item in self.items() if item["code"] == code)

	def few(self, count: int) -> list[dict[str, Any]]:
		"""The first lines, with nothing special about them."""
		return [self._line(number, part) for number, part in enumerate(self._parts[:count])]

	def at_digikey(self, count: int = 12) -> list[dict[str, Any]]:
		"""Lines with DigiKey's numbers: cut tape, a custom reel, too little of a full reel, a maker's number, none."""
		sold = [part for part in self._parts if part.stock and self._number(part, CUT_TAPE)][: count - 4]
		lines = [self._at_digikey(place, part, CUT_TAPE) for place, part in enumerate(sold)]
		by_maker = {**lines[2], "supplier_part_no": sold[2].mpn}
		special = [self._at_digikey(1, sold[0], DIGI_REEL), {**self._at_digikey(3, sold[1], REEL), "qty": 5}]
		unknown = {**lines[0], "supplier_part_no": "296-NOTHING-ND", "rate": 1}
		bare = {"item_code": "PCB-10001", "qty": 10, "rate": 4.5}
		return [*lines[:2], by_maker, *special, unknown, bare, *lines[3:]]

	def by_mpn(self, count: int = 5) -> list[dict[str, Any]]:
		"""Lines that have a manufacturer part number only."""
		sold = [part for part in self._parts if part.stock and self._number(part, CUT_TAPE)][:count]
		lines = [self._line(place, part) for place, part in enumerate(sold)]
		return [{**line, "manufacturer_part_no": part.mpn} for line, part in zip(lines, sold, strict=True)]

	def _at_digikey(self, number: int, part: CataloguePart, pack: Pack) -> dict[str, Any]:
		line = self._line(number, part)
		return {**line, "supplier_part_no": self._number(part, pack)}

	def _number(self, part: CataloguePart, pack: Pack) -> str:
		"""DigiKey's number of a part in a packing, "" when it isn't sold so."""
		products = Shelf(self._catalogue).of_mpn(part.mpn)
		found = (one for product in products for one in product.variations if one.pack is pack and one.steps)
		return next((one.number for one in found), "")

	def many(self, count: int) -> list[dict[str, Any]]:
		"""That many lines, each with a part number of its own."""
		parts = islice((part for part in self._catalogue if part.price_breaks and part.stock), count + 60)
		plain = [part for part in parts if part.minimum == 1 and not part.restriction][:count]
		codes = [self._code(part) for part in self._parts]
		return [
			{"item_code": codes[number % len(codes)], "qty": 10, "rate": 1, "supplier_part_no": part.sku}
			for number, part in enumerate(plain)
		]

	def mpn(self, number: int) -> str:
		"""The manufacturer part number of one of the parts."""
		return self._parts[number].mpn

	@staticmethod
	def bare(count: int) -> list[dict[str, Any]]:
		"""Lines without a supplier part number."""
		return [{"item_code": "PCB-10001", "qty": number + 1, "rate": 4.5} for number in range(count)]

	def _special(self, sku: str) -> dict[str, Any]:
		part = self._catalogue.by_sku(sku)
		assert part is not None
		return {**self._line(3, part), "rate": 11.2}

	def _line(self, number: int, part: CataloguePart) -> dict[str, Any]:
		pieces = _QUANTITIES[number % len(_QUANTITIES)]
		price = (part.unit_price(pieces) or Decimal(1)) * _OLD_PRICE[number % len(_OLD_PRICE)]
		# Small things are bought by the box, so that the order's two decimals are enough for their prices.
		box = _BOX if price < _CHEAP and pieces % _BOX == 0 else 1
		line = {"item_code": self._code(part), "qty": pieces // box, "rate": float(round(price * box, 2))}
		return {**line, "uom": "Box", "conversion_factor": box} if box > 1 else line

	def _code(self, part: CataloguePart) -> str:
		prefix = next((short for word, short in _PREFIXES.items() if word in part.category), "IC")
		return f"{prefix}-{10001 + self._parts.index(part)}"
