"""What an Item is to the engine: everything it says of the part a shop should be asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from supplier_connect.core.model.bounds import LONGEST_TEXT
from supplier_connect.shops.model.offer import Parameter

_LONGEST_DESCRIPTION = 2000
_MOST_PARAMETERS = 200


class Detail(str, Enum):
	"""What an Item may take over from an offer besides its numbers."""

	PARAMETERS = "parameters"
	IMAGE = "image"
	DATASHEET = "datasheet"


@dataclass(frozen=True)
class MakerNumber:
	"""A row of Item Manufacturer: a manufacturer part number; the manufacturer may be unknown."""

	mpn: str
	manufacturer: str = ""


@dataclass(frozen=True)
class ShopNumber:
	"""A row of Item Supplier: the number (SKU) a supplier sells the part under."""

	sku: str
	supplier: str = ""


@dataclass(frozen=True)
class Part:
	"""An Item as matching reads it; whatever isn't known stays empty.

	`groups` is the path in the item group tree, the Item's own group first; `attributes` are those of a variant,
	`parameters` the rows of its parameter table. Texts are cut before any rule reads them.
	"""

	code: str = ""
	name: str = ""
	description: str = ""
	groups: tuple[str, ...] = ()
	attributes: tuple[Parameter, ...] = ()
	parameters: tuple[Parameter, ...] = ()
	maker_numbers: tuple[MakerNumber, ...] = ()
	shop_numbers: tuple[ShopNumber, ...] = ()
	barcodes: tuple[str, ...] = ()
	brand: str = ""

	def __post_init__(self) -> None:
		cut = {
			"name": self.name[:LONGEST_TEXT],
			"description": self.description[:_LONGEST_DESCRIPTION],
			"attributes": _cut(self.attributes),
			"parameters": _cut(self.parameters),
		}
		for field, value in cut.items():
			object.__setattr__(self, field, value)


def _cut(parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
	return tuple(
		row
		if len(row.name) + len(row.value) <= LONGEST_TEXT
		else replace(row, name=row.name[:LONGEST_TEXT], value=row.value[:LONGEST_TEXT])
		for row in parameters[:_MOST_PARAMETERS]
	)
