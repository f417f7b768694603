"""The shapes of Mouser's answers: pydantic models that take what is missing, and nothing that is misread.

Field names are Mouser's own. Only what an answer can't do without is required; what can't be read is None.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from supplier_connect.core.model.bounds import amount_of, cleaned, count_of

_LONGEST_FIGURE = 100
_LONGEST_KEY = 140
_MOST_ROWS = 200
_GROUPED_NUMBER = re.compile(r"\s*(\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+|\d+)")


def _whole(value: Any) -> int | None:
	"""A whole number from a number or a text such as "36,728 In Stock" or "178 Tage"; None for neither."""
	if not isinstance(value, str):
		return count_of(value)
	match = _GROUPED_NUMBER.match(value[:_LONGEST_FIGURE])
	return count_of(re.sub(r"\D", "", match[1])) if match else None


def _text(value: Any) -> str:
	return cleaned(value) if isinstance(value, str) else ""


def _number(value: Any) -> Any:
	"""A number or key that an answer can't do without: what is no text is refused."""
	return cleaned(value) if isinstance(value, str) else value


def _money(value: Any) -> str | Decimal | None:
	return value[:_LONGEST_FIGURE] if isinstance(value, str) else amount_of(value)


def _rows(value: Any) -> Any:
	return [] if value is None else value


def _sentences(value: Any) -> tuple[str, ...] | None:
	"""The messages of a list of {code, message}; None for no list."""
	if not isinstance(value, list):
		return None
	told = (
		(row.get("message") or row.get("code")) if isinstance(row, dict) else row
		for row in value[:_MOST_ROWS]
	)
	return tuple(filter(None, map(_text, told)))


def _few_rows(value: Any) -> Any:
	"""Rows of which no answer has many: what is beyond is left out."""
	return value[:_MOST_ROWS] if isinstance(value, list) else _rows(value)


Whole = Annotated[int | None, BeforeValidator(_whole)]
Words = Annotated[str, BeforeValidator(_text)]
Number = Annotated[str, BeforeValidator(_number)]
Amount = Annotated[str | Decimal | None, BeforeValidator(_money)]


class _Wire(BaseModel):
	# Built when first used: a job that talks to another shop needn't wait for it.
	model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class ErrorWire(_Wire):
	"""An entry of `Errors`."""

	Code: Words = ""
	Message: Words = ""
	ResourceKey: Words = ""
	PropertyName: Words = ""

	@property
	def words(self) -> str:
		"""The best sentence the entry has."""
		return self.Message or self.Code or self.ResourceKey


class PriceBreakWire(_Wire):
	"""An entry of `PriceBreaks`; the price is a localised string."""

	Quantity: Whole = None
	Price: Amount = None
	Currency: Words = ""


class AttributeWire(_Wire):
	"""An entry of `ProductAttributes`."""

	AttributeName: Words = ""
	AttributeValue: Words = ""


class PartWire(_Wire):
	"""A part of a search answer."""

	MouserPartNumber: Number
	ManufacturerPartNumber: Words = ""
	Manufacturer: Words = ""
	Description: Words = ""
	Category: Words = ""
	Availability: Whole = None
	AvailabilityInStock: Whole = None
	AvailabilityOnOrder: Any = None
	AvailabilityWords: Words = Field("", validation_alias=AliasChoices("Availability"))
	InStockWords: Words = Field("", validation_alias=AliasChoices("AvailabilityInStock"))
	LeadTime: Whole = None
	Min: Whole = None
	Mult: Whole = None
	SalesMaximumOrderQty: Whole = None
	PriceBreaks: Annotated[list[PriceBreakWire], BeforeValidator(_few_rows)] = []
	LifecycleStatus: Words = ""
	IsDiscontinued: Words = ""
	SuggestedReplacement: Words = ""
	ROHSStatus: Words = ""
	RestrictionMessage: Words = ""
	SurchargeMessages: Annotated[tuple[str, ...] | None, BeforeValidator(_sentences)] = None
	ProductAttributes: Annotated[list[AttributeWire], BeforeValidator(_few_rows)] = []
	DataSheetUrl: Words = ""
	ImagePath: Words = ""
	ProductDetailUrl: Words = ""

	@property
	def stock(self) -> int | None:
		"""The pieces in stock; None when nothing, or nothing that can be read, is said of them.

		Where there are none Mouser leaves the count out, but says still what is on order.
		"""
		told = self.Availability if self.AvailabilityInStock is None else self.AvailabilityInStock
		is_left_out = not (self.AvailabilityWords or self.InStockWords)
		return 0 if told is None and is_left_out and isinstance(self.AvailabilityOnOrder, list) else told


class ResultsWire(_Wire):
	"""`SearchResults` of a search answer."""

	NumberOfResult: int
	Parts: Annotated[list[PartWire], BeforeValidator(_few_rows)]


class SearchWire(_Wire):
	"""A search answer."""

	SearchResults: ResultsWire


def _either(name: str) -> AliasChoices:
	"""A name as the API's description writes it and as clients have recorded it: it begins with a small letter or not."""
	return AliasChoices(name, name[0].lower() + name[1:])


class FeeWire(_Wire):
	"""An entry of `AdditionalFees`."""

	Once: Amount = Field(None, validation_alias=_either("Amount"))
	ExtendedAmount: Amount = Field(None, validation_alias=_either("ExtendedAmount"))
	Code: Words = Field("", validation_alias=_either("Code"))


class CartItemWire(_Wire):
	"""An entry of `CartItems`."""

	MouserPartNumber: Number
	Quantity: Annotated[int, BeforeValidator(_whole)]
	CartItemCustPartNumber: Words = ""
	MfrPartNumber: Words = ""
	Manufacturer: Words = ""
	Description: Words = ""
	MouserATS: Whole = None
	UnitPrice: Amount = None
	ExtendedPrice: Amount = None
	SalesMultipleQty: Whole = None
	SalesMinimumOrderQty: Whole = None
	SalesMaximumOrderQty: Whole = None
	LifeCycle: Words = ""
	PackagingChoice: Words = ""
	AdditionalFees: Annotated[list[FeeWire], BeforeValidator(_few_rows)] = Field(
		[], validation_alias=_either("AdditionalFees")
	)
	Errors: Annotated[list[ErrorWire], BeforeValidator(_few_rows)] = []


class CartWire(_Wire):
	"""A cart answer."""

	CartKey: Number = Field(min_length=1, max_length=_LONGEST_KEY)
	CurrencyCode: Words = ""
	MerchandiseTotal: Amount = None
	AdditionalFeesTotal: Amount = Field(None, validation_alias=_either("AdditionalFeesTotal"))
	CartItems: Annotated[list[CartItemWire], BeforeValidator(_rows)]
