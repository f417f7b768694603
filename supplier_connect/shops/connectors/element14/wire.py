"""The shapes of the Product Search API's answers: what is missing or can't be read is None, and nothing is misread.

Field names are the API's own, "translatedMinimumOrderQuality" included.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from supplier_connect.core.model.bounds import amount_of, cleaned, count_of

_MOST_ROWS = 200


def _text(value: Any) -> str:
	return cleaned(value) if isinstance(value, str) else ""


def _number(value: Any) -> Any:
	"""A part number that an answer can't do without: a bare number is taken, anything else refused."""
	if isinstance(value, int) and not isinstance(value, bool):
		return str(value)
	return cleaned(value) if isinstance(value, str) else value


def _rows(value: Any) -> Any:
	"""Rows of an answer, which come as a single object where there is one."""
	if isinstance(value, dict):
		return [value]
	return [row for row in value[:_MOST_ROWS] if isinstance(row, dict)] if isinstance(value, list) else []


def _products(value: Any) -> Any:
	return [] if value is None else [value] if isinstance(value, dict) else value


def _shape(value: Any) -> Any:
	return value if isinstance(value, dict) else {}


Count = Annotated[int | None, BeforeValidator(count_of)]
Words = Annotated[str, BeforeValidator(_text)]


class _Wire(BaseModel):
	# Built when first used: a job that talks to another shop needn't wait for it.
	model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class PriceWire(_Wire):
	"""An entry of `prices`: from so many units on, a unit costs `cost` in the store's currency."""

	start: Count = Field(None, validation_alias=AliasChoices("from"))
	cost: Annotated[Decimal | None, BeforeValidator(amount_of)] = None


class Element14AttributeWire(_Wire):
	"""An entry of `attributes`."""

	attributeLabel: Words = ""
	attributeUnit: Words = ""
	attributeValue: Words = ""


class DatasheetWire(_Wire):
	"""An entry of `datasheets`."""

	url: Words = ""


class StockWire(_Wire):
	"""`stock`: units, and the days until more come."""

	level: Count = None
	leastLeadTime: Count = None


class ImageWire(_Wire):
	"""`image`: the parts of its address."""

	baseName: Words = ""
	vrntPath: Words = ""


class Element14ProductWire(_Wire):
	"""A product: one order code, in one packing."""

	sku: Annotated[str, BeforeValidator(_number)] = Field(min_length=1)
	displayName: Words = ""
	productStatus: Words = ""
	rohsStatusCode: Words = ""
	packSize: Count = None
	unitOfMeasure: Words = ""
	image: Annotated[ImageWire, BeforeValidator(_shape)] = ImageWire()
	datasheets: Annotated[list[DatasheetWire], BeforeValidator(_rows)] = []
	prices: Annotated[list[PriceWire], BeforeValidator(_rows)] = []
	inv: Count = None
	stock: Annotated[StockWire, BeforeValidator(_shape)] = StockWire()
	vendorName: Words = ""
	brandName: Words = ""
	translatedManufacturerPartNumber: Words = ""
	translatedMinimumOrderQuality: Count = None
	orderMultiples: Count = None
	translatedPrimaryCategory: Words = ""
	attributes: Annotated[list[Element14AttributeWire], BeforeValidator(_rows)] = []


class Element14ResultsWire(_Wire):
	"""What stands under the one key of an answer."""

	numberOfResults: Annotated[int, BeforeValidator(count_of)]
	products: Annotated[list[Element14ProductWire], BeforeValidator(_products)] = []


class Element14SearchWire(_Wire):
	"""An answer; which search it was names the key."""

	results: Element14ResultsWire = Field(
		validation_alias=AliasChoices(
			"premierFarnellPartNumberReturn", "manufacturerPartNumberSearchReturn", "keywordSearchReturn"
		)
	)
