"""What is sold: each packing of a part under an order code of its own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zlib import crc32

from supplier_connect.sandbox.catalogue.assortment import Assortment
from supplier_connect.sandbox.catalogue.money import unit_price
from supplier_connect.sandbox.catalogue.parts import CataloguePacking, CataloguePart, Lifecycle

_FIRST_CODE = 1_000_000
_CODES = 3_000_000
_LAST_BREAK = 999_999_999
_UNITS = {
	CataloguePacking.CUT_TAPE: "EACH (SUPPLIED ON CUT TAPE)",
	CataloguePacking.FULL_REEL: "EACH (SUPPLIED ON FULL REEL)",
	CataloguePacking.CUSTOM_REEL: "EACH (SUPPLIED ON RE-REEL)",
	CataloguePacking.TUBE: "EACH (SUPPLIED IN A TUBE)",
	CataloguePacking.TRAY: "EACH (SUPPLIED IN A WAFFLE TRAY)",
	CataloguePacking.BULK: "EACH",
}
_STATUSES = {Lifecycle.OBSOLETE: "NO_LONGER_MANUFACTURED", Lifecycle.END_OF_LIFE: "NO_LONGER_STOCKED"}


@dataclass(frozen=True, slots=True)
class Element14Product:
	"""A packing of a part on sale."""

	code: str
	part: CataloguePart
	packing: CataloguePacking

	@property
	def minimum(self) -> int:
		"""Pieces that have to be bought."""
		is_reel = self.packing is CataloguePacking.FULL_REEL and self.part.reel
		return self.part.reel if is_reel else self.part.minimum

	@property
	def multiple(self) -> int:
		"""Pieces that come together."""
		is_reel = self.packing is CataloguePacking.FULL_REEL and self.part.reel
		return self.part.reel if is_reel else self.part.multiple

	def prices(self, currency: str) -> list[dict[str, Any]]:
		"""`prices` of the wire."""
		starts = sorted({max(step.quantity, self.minimum) for step in self.part.price_breaks})
		ends = [*(start - 1 for start in starts[1:]), _LAST_BREAK]
		costs = [unit_price(self.part.unit_price(start) or Decimal(0), currency) for start in starts]
		return [
			{"to": end, "from": start, "cost": float(cost)}
			for start, end, cost in zip(starts, ends, costs, strict=True)
		]

	def wire(self, group: str, currency: str, site: str) -> dict[str, Any]:
		"""The product as a response group shows it; each shows what those before it do."""
		part = self.part
		small: dict[str, Any] = {
			"sku": self.code,
			"displayName": f"{part.manufacturer.upper()} - {part.mpn} - {part.description}",
			"translatedManufacturerPartNumber": part.mpn,
			"brandName": part.manufacturer.upper(),
			"vendorName": part.manufacturer.upper(),
			"id": f"pf_{self.code}_0",
		}
		prices = {
			"productStatus": _STATUSES.get(part.lifecycle, "STOCKED"),
			"packSize": 1,
			"unitOfMeasure": _UNITS[self.packing],
			"prices": self.prices(currency) or None,
			"translatedMinimumOrderQuality": self.minimum,
			"orderMultiples": self.multiple,
			"reeling": CataloguePacking.CUSTOM_REEL in part.packings,
		}
		level = part.stock // self.multiple * self.multiple
		inventory = {
			"inv": level,
			"stock": {
				"level": level,
				"leastLeadTime": part.lead_days,
				"status": 1 if level else 0,
				"shipsFromMultipleWarehouses": False,
				"breakdown": [
					{"inv": level, "region": "UK", "lead": part.lead_days, "warehouse": "UK1"},
					{"inv": 0, "region": "Liege", "lead": part.lead_days, "warehouse": "LG1"},
				],
			},
		}
		medium = {
			"rohsStatusCode": "YES_YES" if part.rohs else "NO",
			"datasheets": [{"type": "T", "description": "Data Sheet EN", "url": f"{site}/{self.code}"}],
			"image": {"baseName": f"/{self.code}-40.jpg", "vrntPath": "farnell/"},
		}
		large = {"attributes": _attributes(part), "countryOfOrigin": "CN", "comingSoon": False}
		groups: dict[str, dict[str, Any]] = {
			"none": small,
			"small": small,
			"prices": {**small, **prices},
			"inventory": {**small, **inventory},
			"medium": {**small, **prices, **inventory, **medium},
			"large": {**small, **prices, **inventory, **medium, **large},
		}
		return groups[group]


class Element14Products:
	"""The products of an assortment by order code, part number and words."""

	def __init__(self, assortment: Assortment) -> None:
		self._assortment = assortment
		self._codes: dict[str, tuple[CataloguePart, CataloguePacking]] = {}
		self._of_part: dict[int, list[tuple[str, CataloguePacking]]] = {}
		for part in assortment.catalogue:
			for packing in part.packings if part.sku else ():
				number = crc32(f"{part.sku}|{packing.value}".encode()) % _CODES
				# Two that fall together: the later one takes the next that is free.
				while (code := str(_FIRST_CODE + number)) in self._codes:
					number = (number + 1) % _CODES
				self._codes[code] = (part, packing)
				at = assortment.catalogue.position_of(part)
				self._of_part.setdefault(at, []).append((code, packing))

	def part(self, code: str) -> CataloguePart | None:
		"""The part of an order code, as the catalogue has it."""
		found = self._codes.get(code)
		return found[0] if found else None

	def by_code(self, code: str) -> list[Element14Product]:
		"""The product of an order code, none for an unknown one."""
		found = self._codes.get(code)
		now = self._assortment.by_sku(found[0].sku) if found else None
		return [Element14Product(code, now, found[1])] if found and now else []

	def by_mpn(self, mpn: str) -> list[Element14Product]:
		"""The products of a manufacturer part number."""
		return [product for part in self._assortment.by_mpn(mpn) for product in self.of(part)]

	def search(self, words: str, *, stocked_only: bool, rohs_only: bool, most: int) -> list[Element14Product]:
		"""The products of the parts that words find."""
		page = self._assortment.search(words, stocked_only=stocked_only, rohs_only=rohs_only, limit=most)
		return [product for part in page.parts for product in self.of(part)]

	def of(self, part: CataloguePart) -> list[Element14Product]:
		"""The packings of a part."""
		codes = self._of_part.get(self._assortment.catalogue.position_of(part), [])
		return [Element14Product(code, part, packing) for code, packing in codes]


def _attributes(part: CataloguePart) -> list[dict[str, str]]:
	told = part.electrical
	rows = (
		("Resistance", "ohm", told.resistance),
		("Capacitance", "F", told.capacitance),
		("Voltage Rating", "V", told.voltage),
		("Power Rating", "W", told.power),
	)
	found = [
		{"attributeLabel": label, "attributeUnit": unit, "attributeValue": f"{value:f}"}
		for label, unit, value in rows
		if value is not None
	]
	if told.tolerance is not None:
		found.append({"attributeLabel": "Tolerance", "attributeValue": f"\u00b1 {told.tolerance:f}%"})
	if told.dielectric:
		found.append({"attributeLabel": "Dielectric Characteristic", "attributeValue": told.dielectric})
	if part.package:
		found.append({"attributeLabel": "Case Style", "attributeValue": part.package})
	return found
