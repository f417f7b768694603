"""DigiKey's answers as they come, reduced to what is read of them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from supplier_connect.core.http.exchange import Call, Response
from supplier_connect.core.model.bounds import amount_of, cleaned, count_of, read_decimal
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import UnexpectedResponse
from supplier_connect.core.model.messages import msg

# Figures, with or without separators between thousands: "10", "2,500", the 10 of "10 Weeks".
_LEADING_NUMBER = re.compile(r"(\d{1,3}(?:[,\s]\d{3})+|\d+)(?=\D*$)")
_LONGEST_FIGURE = 100
_LONGEST_SHORT = 200
# No answer has more rows of anything but the lines of a list; what is beyond is left out.
_MOST_ROWS = 200
_UNLIMITED = 999_999_999


def _words(value: Any) -> str:
	return cleaned(value)


def _short(value: Any) -> str:
	"""Words that rules read, of which a part has many."""
	return cleaned(value, _LONGEST_SHORT)


def _list(value: Any) -> Any:
	return value[:_MOST_ROWS] if isinstance(value, list) else [] if value is None else value


def _count(value: Any) -> int | None:
	"""A count of pieces; None for what is no number, and for the number that means no limit."""
	number = count_of(value)
	if number is None and isinstance(value, str) and read_decimal(value.strip()) is None:
		found = _LEADING_NUMBER.match(value[:_LONGEST_FIGURE].strip())
		number = count_of(re.sub(r"\D", "", found[1])) if found else None
	return None if number == _UNLIMITED else number


def _object(value: Any) -> Any:
	return {} if value in (None, "") else value


def _truth(value: Any) -> bool | None:
	return value if isinstance(value, bool) else None


def _day(value: Any) -> date | None:
	try:
		return datetime.fromisoformat(str(value)[:19]).date()
	except ValueError:
		return None


Words = Annotated[str, BeforeValidator(_words)]
Short = Annotated[str, BeforeValidator(_short)]
Count = Annotated[int | None, BeforeValidator(_count)]
Amount = Annotated[Decimal | None, BeforeValidator(amount_of)]
Truth = Annotated[bool | None, BeforeValidator(_truth)]
Day = Annotated[date | None, BeforeValidator(_day)]
_Entry = TypeVar("_Entry")
_Model = TypeVar("_Model")
Entries = Annotated[list[_Entry], BeforeValidator(_list)]
Maybe = Annotated[_Entry, BeforeValidator(_object)]


class _Wire(BaseModel):
	# Built when first used: a job that talks to another shop needn't wait for it.
	model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class NamedWire(_Wire):
	"""Something with an id and a name."""

	Id: Count = None
	Name: Words = ""


class StatusWire(_Wire):
	"""A product's status: the id is stable, the words come in the caller's language."""

	Id: Count = None
	Status: Words = ""


class DescriptionWire(_Wire):
	"""A product's descriptions."""

	ProductDescription: Words = ""
	DetailedDescription: Words = ""


class ParameterWire(_Wire):
	"""A parameter of a product."""

	ParameterText: Short = ""
	ValueText: Short = ""


class CategoryWire(_Wire):
	"""A category, and the one below it that the product is in."""

	Name: Words = ""
	ChildCategories: Entries[CategoryWire] = Field(default_factory=list)


class ClassificationsWire(_Wire):
	"""Compliance of a product."""

	RohsStatus: Words = ""


class BreakWire(_Wire):
	"""A price break."""

	BreakQuantity: Count = None
	UnitPrice: Amount = None


class VariationWire(_Wire):
	"""One packing of a product, with a number of its own."""

	DigiKeyProductNumber: Words
	PackageType: Maybe[NamedWire] = NamedWire()
	StandardPricing: Entries[BreakWire] = Field(default_factory=list)
	MyPricing: Entries[BreakWire] = Field(default_factory=list)
	MarketPlace: Truth = None
	TariffActive: Truth = None
	QuantityAvailableforPackageType: Count = None
	MaxQuantityForDistribution: Count = None
	MinimumOrderQuantity: Count = None
	StandardPackage: Count = None
	DigiReelFee: Amount = None


class ProductWire(_Wire):
	"""A product."""

	Description: Maybe[DescriptionWire] = DescriptionWire()
	Manufacturer: Maybe[NamedWire] = NamedWire()
	ManufacturerProductNumber: Words
	ProductUrl: Words = ""
	DatasheetUrl: Words = ""
	PhotoUrl: Words = ""
	ProductVariations: Entries[VariationWire]
	ProductStatus: Maybe[StatusWire] = StatusWire()
	Ncnr: Truth = None
	Parameters: Entries[ParameterWire] = Field(default_factory=list)
	Category: CategoryWire | None = None
	Classifications: ClassificationsWire | None = None
	DateLastBuyChance: Day = None
	ManufacturerLeadWeeks: Count = None


class LocaleWire(_Wire):
	"""The locale that an answer is really for."""

	Currency: Words = ""


class DetailsWire(_Wire):
	"""The answer to a question for one product."""

	Product: ProductWire
	SearchLocaleUsed: Maybe[LocaleWire] = LocaleWire()


class DigiKeySearchWire(_Wire):
	"""The answer to a search by words; exact matches come apart, too."""

	Products: Entries[ProductWire]
	ExactMatches: Entries[ProductWire] = Field(default_factory=list)
	ProductsCount: Count = None
	SearchLocaleUsed: Maybe[LocaleWire] = LocaleWire()


class PackOptionWire(_Wire):
	"""One way to buy a line of a list; `Quantity` is what the price is for."""

	DigiKeyPartNumber: Words = ""
	PackType: Words = ""
	Quantity: Count = None
	QuantityAvailable: Count = None
	CalculatedUnitPrice: Amount = None
	ExtendedPrice: Amount = None
	MinimumOrderQuantity: Count = None


class QuantityWire(_Wire):
	"""A quantity of a line of a list, and the ways to buy it; none of them means that it has no price."""

	QuantityRequested: Count = None
	CalculatedQuantity: Count = None
	SelectedPackOptionIndex: int | None = None
	PackOptions: Entries[PackOptionWire]


class ListPartWire(_Wire):
	"""A line of a list; an empty `DigiKeyPartNumber` means that nothing was found."""

	UniqueId: Words
	RequestedPartNumber: Words
	DigiKeyPartNumber: Words
	ManufacturerPartNumber: Words = ""
	Manufacturer: Words = ""
	Description: Words = ""
	CustomerReference: Words = ""
	PartStatus: Words = ""
	PartStatusCode: Count = None
	QuantityAvailable: Count = None
	Quantities: Entries[QuantityWire]


class ListPartsWire(_Wire):
	"""A page of a list."""

	PartsList: list[ListPartWire]
	TotalParts: Count = None


def read_wire(model: type[_Model], account: Connection, call: Call, answer: Response) -> _Model:
	"""An answer as a model; raises `UnexpectedResponse` naming what is missing."""
	try:
		return TypeAdapter(model).validate_python(answer.data)
	except ValidationError as error:
		fields = sorted({".".join(map(str, problem["loc"])) or "answer" for problem in error.errors()})
	raise UnexpectedResponse(
		msg(
			"Supplier Account {0}: DigiKey's answer to {1} lacks {2}. Try again later.",
			account.name,
			call.title,
			", ".join(fields[:3]),
		),
		account=account.name,
		call=call.title,
	)
