"""What an Item is to the engine: everything it says of the part a shop should be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from supplier_connect.model.offer import Parameter


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
	`parameters` the rows of its parameter table.
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
