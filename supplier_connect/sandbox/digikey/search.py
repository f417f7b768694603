"""Keyword search at the sandbox's DigiKey: what is asked for, what fits, and the filters that narrow it down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from supplier_connect.sandbox.catalogue.assortment import PartSource
from supplier_connect.sandbox.catalogue.parts import Lifecycle
from supplier_connect.sandbox.digikey.categories import trail_of
from supplier_connect.sandbox.digikey.errors import invalid
from supplier_connect.sandbox.digikey.makers import maker_of
from supplier_connect.sandbox.digikey.offers import DigiKeyProduct, Shelf
from supplier_connect.sandbox.digikey.parameters import parameters_of
from supplier_connect.sandbox.digikey.visit import count, text
from supplier_connect.sandbox.digikey.wire import Json
from supplier_connect.sandbox.digikey.words import Pack, Status, parameter_word, word

_LARGEST_PAGE = 50
# Details are computed when they are asked for: filters look at so many hits and no further.
_LOOKED_AT = 1_000
# Few hits are told without the filters that would narrow them down.
_FEW = 50
_CATEGORIES_TOLD = 5
_NO_MARKETPLACE = "ExcludeMarketPlace"
_ONLY_MARKETPLACE = "MarketPlaceOnly"
_ANY_MARKETPLACE = "NoFilter"
_MARKETPLACE_FILTERS = (_NO_MARKETPLACE, _ONLY_MARKETPLACE)
_UNSORTED = "None"
_PARAMETERS = "ParameterFilterRequest"

_Test = Callable[[DigiKeyProduct], bool]
_SEARCH_OPTIONS: Mapping[str, _Test] = {
	"InStock": lambda product: product.stock > 0,
	"RohsCompliant": lambda product: product.part.rohs,
	"NormallyStocking": lambda product: product.status.sold,
	"NewProduct": lambda product: product.part.lifecycle is Lifecycle.NEW,
	"HasDatasheet": lambda product: True,
	"HasProductPhoto": lambda product: True,
	"HasMediaOrPhoto": lambda product: True,
	"Has3DModel": lambda product: False,
	"HasCadModel": lambda product: False,
	"ChipOutpost": lambda product: False,
}
_SORT_KEYS: Mapping[str, Callable[[DigiKeyProduct], Any]] = {
	_UNSORTED: lambda product: 0,
	"ProductStatus": lambda product: product.status.id,
	"ManufacturerProductNumber": lambda product: product.part.mpn,
	"Manufacturer": lambda product: product.maker.name,
	"DigiKeyProductNumber": lambda product: product.variations[0].number,
	"QuantityAvailable": lambda product: product.stock,
	"MinimumQuantity": lambda product: min(each.minimum for each in product.variations),
	"Price": lambda product: product.price_of_one,
}


@dataclass(frozen=True, slots=True)
class SearchRequest:
	"""What a keyword request asks for. Empty sets take everything."""

	keywords: str
	limit: int
	offset: int
	makers: frozenset[int]
	statuses: frozenset[int]
	packs: frozenset[int]
	categories: frozenset[int]
	parameters: Mapping[int, frozenset[str]]
	marketplace: str
	stock: int
	options: tuple[str, ...]
	sort_field: str
	descending: bool

	@classmethod
	def from_json(cls, body: dict[str, Any]) -> SearchRequest:
		"""The request in a JSON object. Problem (400) for what the API does not know."""
		filters = _section(body, "FilterOptionsRequest")
		sort = _section(body, "SortOptions")
		keywords = text(body, "Keywords")
		if not keywords:
			raise invalid("Keywords", "The Keywords field is required.")
		limit = count(body, "Limit", _LARGEST_PAGE)
		if not 1 <= limit <= _LARGEST_PAGE:
			raise invalid("Limit", f"The field Limit must be between 1 and {_LARGEST_PAGE}.")
		return cls(
			keywords=keywords,
			limit=limit,
			offset=count(body, "Offset", 0),
			makers=_ids(filters, "ManufacturerFilter"),
			statuses=_ids(filters, "StatusFilter"),
			packs=_ids(filters, "PackagingFilter"),
			categories=_ids(filters, "CategoryFilter") | _category_of_parameters(filters),
			parameters=_parameters(filters),
			marketplace=_one_of(
				filters, "MarketPlaceFilter", (_ANY_MARKETPLACE, *_MARKETPLACE_FILTERS), _ANY_MARKETPLACE
			),
			stock=count(filters, "MinimumQuantityAvailable", 0),
			options=_options(filters),
			sort_field=_one_of(sort, "Field", _SORT_KEYS, _UNSORTED),
			descending=text(sort, "SortOrder") == "Descending",
		)

	def fits(self, product: DigiKeyProduct) -> bool:
		"""Whether a product passes all filters but that of the maker."""
		tests = (
			not self.statuses or product.status.id in self.statuses,
			not self.packs or any(each.pack.id in self.packs for each in product.variations),
			not self.categories
			or any(each.id in self.categories for each in trail_of(product.part.category)),
			not self.parameters or self._has_parameters(product),
			product.stock >= self.stock,
			self.marketplace != _ONLY_MARKETPLACE or any(each.marketplace for each in product.variations),
			*(_SEARCH_OPTIONS[option](product) for option in self.options),
		)
		return all(tests)

	def _has_parameters(self, product: DigiKeyProduct) -> bool:
		"""Whether each of the parameters has one of the values asked for."""
		told = {parameter.id: parameter.value_id for parameter in parameters_of(product.part)}
		return all(told.get(identity) in values for identity, values in self.parameters.items())

	@property
	def narrows(self) -> bool:
		"""Whether details of the hits decide what is answered."""
		return bool(
			self.statuses
			or self.packs
			or self.categories
			or self.parameters
			or self.options
			or self.stock
			or self.marketplace == _ONLY_MARKETPLACE
			or self.sort_field != _UNSORTED
		)


@dataclass(frozen=True, slots=True)
class Found:
	"""What a search found: how many products in all, a page of them, and those whose number was asked for.

	`seen` are the hits that were looked at, from which the filters are made; `by_category` says that the search was
	for the parts of some categories.
	"""

	total: int
	page: tuple[DigiKeyProduct, ...]
	exact: tuple[DigiKeyProduct, ...]
	seen: tuple[DigiKeyProduct, ...]
	by_category: bool


def search(wanted: SearchRequest, shelf: Shelf) -> Found:
	"""The products that fit a request, those whose number is the keywords first."""
	reach = _LOOKED_AT if wanted.narrows else wanted.offset + wanted.limit
	pages = [
		shelf.catalogue.search(wanted.keywords, manufacturer=maker, limit=reach)
		for maker in _makers_asked(wanted, shelf.catalogue)
	]
	named = _named(wanted, shelf)
	parts = [part for page in pages for part in page.parts]
	others = (product for product in shelf.of_parts(parts) if product not in named)
	fitting = [_shown(product, wanted) for product in (*named, *others) if wanted.fits(product)]
	fitting.sort(key=_SORT_KEYS[wanted.sort_field], reverse=wanted.descending)
	beyond = sum(max(page.total - reach, 0) for page in pages)
	return Found(
		total=len(fitting) + (0 if wanted.narrows else beyond),
		page=tuple(fitting[wanted.offset : wanted.offset + wanted.limit]),
		exact=tuple(_shown(product, wanted) for product in named if wanted.fits(product)),
		seen=tuple(fitting),
		by_category=bool(wanted.categories),
	)


def filters_wire(found: Found, language: str) -> Json:
	"""The filters that would narrow a search down, with how many hits each leaves."""
	makers = Counter((product.maker.id, product.maker.name) for product in found.seen)
	packs = Counter(pack for product in found.seen for pack in {each.pack for each in product.variations})
	statuses = Counter(product.status for product in found.seen)
	told = found.total > _FEW
	return {
		"Manufacturers": [_filter(number, name, hits) for (number, name), hits in makers.most_common()],
		"Packaging": _filters(packs, language) if told else None,
		"Status": _filters(statuses, language) if told else None,
		"Series": None,
		"ParametricFilters": _parametric_filters(found.seen, language) if told or found.by_category else None,
		"TopCategories": _top_categories(found.seen),
		"MarketPlaceFilters": list(_MARKETPLACE_FILTERS),
	}


def applied_filters() -> list[Json]:
	"""What DigiKey says of the filters it applied."""
	return [{"Id": -102, "Text": "Quantity Available", "Priority": 0}]


def _named(wanted: SearchRequest, shelf: Shelf) -> tuple[DigiKeyProduct, ...]:
	"""The product whose number is the keywords, when its maker is one of those asked for."""
	hit = shelf.find(wanted.keywords)
	if hit is None or (wanted.makers and hit.product.maker.id not in wanted.makers):
		return ()
	return (hit.product,)


def _shown(product: DigiKeyProduct, wanted: SearchRequest) -> DigiKeyProduct:
	if wanted.marketplace != _NO_MARKETPLACE:
		return product
	return replace(product, variations=tuple(each for each in product.variations if not each.marketplace))


def _makers_asked(wanted: SearchRequest, catalogue: PartSource) -> Iterable[str]:
	"""The catalogue's names of the makers asked for; "" stands for all."""
	if not wanted.makers:
		return ("",)
	return [name for name in catalogue.manufacturers() if maker_of(name).id in wanted.makers]


def _filters(hits: Counter[Pack] | Counter[Status], language: str) -> list[Json]:
	return [_filter(each.id, word(each.names, language), number) for each, number in hits.most_common()]


def _filter(number: int, name: str, hits: int) -> Json:
	return {"Id": number, "Value": name, "ProductCount": hits}


def _parametric_filters(products: Sequence[DigiKeyProduct], language: str) -> list[Json] | None:
	"""The parameters of hits that are all of one category, with their values; None for hits of several."""
	trails = {trail_of(product.part.category) for product in products}
	if len(trails) != 1:
		return None
	(trail,) = trails
	values: dict[tuple[int, str, str], Counter[tuple[str, str]]] = {}
	for product in products:
		for parameter in parameters_of(product.part):
			key = (parameter.id, parameter.name, parameter.kind)
			values.setdefault(key, Counter())[parameter.value_id, parameter.text] += 1
	return [
		{
			"Category": {"Id": trail[-1].id, "Value": trail[-1].name, "ProductCount": None},
			"ParameterType": kind,
			"ParameterId": identity,
			"ParameterName": parameter_word(name, language),
			"FilterValues": [
				{"ProductCount": hits, "ValueId": value, "ValueName": text, "RangeFilterType": None}
				for (value, text), hits in sorted(told.items())
			],
		}
		for (identity, name, kind), told in values.items()
	]


def _top_categories(products: Iterable[DigiKeyProduct]) -> list[Json]:
	trails = Counter(trail_of(product.part.category) for product in products)
	return [
		{
			"RootCategory": {"Id": trail[0].id, "Name": trail[0].name, "ProductCount": 0},
			"Category": {"Id": trail[-1].id, "Name": trail[-1].name, "ProductCount": hits},
			"Score": 0.0,
			"ImageUrl": "",
		}
		for trail, hits in trails.most_common(_CATEGORIES_TOLD)
	]


def _section(body: Mapping[str, Any], name: str) -> dict[str, Any]:
	section = body.get(name) or {}
	if not isinstance(section, dict):
		raise invalid(name, f"The field {name} must be an object.")
	return section


def _ids(filters: Mapping[str, Any], name: str) -> frozenset[int]:
	"""The ids of [{"Id": "13"}, ...]."""
	rows = filters.get(name) or []
	if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
		raise invalid(name, f"The field {name} must be an array of objects with an Id.")
	return frozenset(count(row, "Id", 0) for row in rows)


def _category_of_parameters(filters: Mapping[str, Any]) -> frozenset[int]:
	"""The category whose parameters are asked for, of {"CategoryFilter": {"Id": "52"}, ...}."""
	category = _section(_section(filters, _PARAMETERS), "CategoryFilter")
	return frozenset((count(category, "Id", 0),)) if category else frozenset()


def _parameters(filters: Mapping[str, Any]) -> dict[int, frozenset[str]]:
	"""The values that are asked for by parameter: [{"ParameterId": 2085, "FilterValues": [{"Id": "10 kOhms"}]}]."""
	rows = _section(filters, _PARAMETERS).get("ParameterFilters") or []
	if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
		raise invalid("ParameterFilters", "The field ParameterFilters must be an array of objects.")
	return {
		count(row, "ParameterId", 0): frozenset(
			text(value, "Id") for value in row.get("FilterValues") or [] if isinstance(value, dict)
		)
		for row in rows
	}


def _options(filters: Mapping[str, Any]) -> tuple[str, ...]:
	given = filters.get("SearchOptions") or []
	if not isinstance(given, list) or any(option not in _SEARCH_OPTIONS for option in given):
		raise invalid("SearchOptions", f"SearchOptions are {', '.join(_SEARCH_OPTIONS)}.")
	return tuple(given)


def _one_of(values: Mapping[str, Any], name: str, known: Iterable[str], otherwise: str) -> str:
	given = text(values, name) or otherwise
	if given not in known:
		raise invalid(name, f"The field {name} must be one of {', '.join(known)}.")
	return given
