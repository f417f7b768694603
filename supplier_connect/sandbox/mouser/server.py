"""A shop that answers like the Mouser API: part search, carts, and the few web pages its answers link to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from supplier_connect.sandbox.catalogue.assortment import Assortment
from supplier_connect.sandbox.catalogue.catalogue import CataloguePage
from supplier_connect.sandbox.catalogue.changes import PartEdit
from supplier_connect.sandbox.catalogue.money import currency_of, unit_price, written
from supplier_connect.sandbox.catalogue.parts import CataloguePacking, CataloguePart, Lifecycle, share
from supplier_connect.sandbox.frame.app import AdminCall, json_answer
from supplier_connect.sandbox.frame.control import Control, Period
from supplier_connect.sandbox.frame.pages import html_answer, missing_page, part_picture
from supplier_connect.sandbox.mouser.cart import (
	Carts,
	Denial,
	StoredCart,
	WantedLine,
	cart_wire,
	check_currency,
	checked_country,
	refused_wire,
	wanted_lines,
)
from supplier_connect.sandbox.mouser.errors import (
	BAD_CHARACTERS,
	KEY_MISSING,
	KEY_WRONG,
	TOO_MANY_CALLS,
	TOO_MANY_CALLS_TODAY,
	MouserRefused,
	Turned,
	invalid,
	required,
	too_long,
	too_short,
)
from supplier_connect.sandbox.mouser.orders import Orders, countries_wire, currencies_wire, options_wire
from supplier_connect.sandbox.mouser.pages import cart_page, part_page
from supplier_connect.sandbox.mouser.words import LIFECYCLES, Words, words_for

_LARGEST_PAGE = 50
_MOST_NUMBERS = 10
_SHORTEST_NUMBER = 3
_LONGEST_NUMBER = 40
_NO_NUMBER = "N/A"
_UNWELCOME_CHARACTERS = frozenset("<>{}")
# Of recorded answers to an account in the United States 4 of 13 told of a tariff.
_TARIFF_COUNTRY = "US"
_TARIFF_PERCENT = 31
_V1 = '<any("v1", "v1.0", "v001"):version>'
_V2 = '<any("v2", "v2.0", "v002"):version>'


class Access(Enum):
	"""What a key does for one half of the API."""

	GRANTED = "granted"
	UNKNOWN = "unknown"
	FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Key:
	"""A key the shop knows. UNKNOWN answers as if the key were wrong, FORBIDDEN as if rights were missing."""

	alias: str
	search: Access
	cart: Access


SEARCH_KEY = "sandbox-search-key"
CART_KEY = "sandbox-cart-key"
SEARCH_ONLY_KEY = "sandbox-search-only-key"
KEYS = {
	SEARCH_KEY: Key("search", Access.GRANTED, Access.UNKNOWN),
	CART_KEY: Key("cart", Access.UNKNOWN, Access.GRANTED),
	SEARCH_ONLY_KEY: Key("search-only", Access.GRANTED, Access.FORBIDDEN),
}


@dataclass(frozen=True, slots=True)
class _SearchOption:
	stocked_only: bool
	rohs_only: bool


_SEARCH_OPTIONS = {
	"none": _SearchOption(stocked_only=False, rohs_only=False),
	"rohs": _SearchOption(stocked_only=False, rohs_only=True),
	"instock": _SearchOption(stocked_only=True, rohs_only=False),
	"rohsandinstock": _SearchOption(stocked_only=True, rohs_only=True),
}
# The API also takes the options by number.
_OPTION_NUMBERS = {"": "none", "1": "none", "2": "rohs", "4": "instock", "8": "rohsandinstock"}
_PART_OPTION_NUMBERS = {"": "none", "1": "none", "2": "exact"}

_OPTION_SECTIONS = ("OrderOptionsRequest", "OrderInitialize")

# In search answers; elsewhere the ISO code stands.
_CURRENCY_NAMES = {"CNY": "RMB"}


class MouserSandbox:
	"""The shop. The account's `country` decides the currency and the language of search answers."""

	def __init__(self, catalogue: Assortment, control: Control, country: str = "US") -> None:
		"""UnknownCountry when `country` is none."""
		currency_of(country)
		self._catalogue = catalogue
		self._control = control
		self._country = country
		self._carts = Carts(catalogue)
		self._orders = Orders(control.clock.now)
		self._api = Map(
			[
				_rule(f"/api/{_V1}/search/partnumber", "POST", _search_call(self._part_number)),
				_rule(f"/api/{_V1}/search/keyword", "POST", _search_call(self._keyword)),
				_rule(
					f"/api/{_V2}/search/partnumberandmanufacturer", "POST", _search_call(self._part_and_maker)
				),
				_rule(
					f"/api/{_V2}/search/keywordandmanufacturer", "POST", _search_call(self._keyword_and_maker)
				),
				_rule(f"/api/{_V2}/search/manufacturerlist", "GET", _search_call(self._maker_list)),
				_rule(f"/api/{_V1}/cart", "GET", _cart_call(self._cart)),
				_rule(f"/api/{_V1}/cart", "POST", _cart_call(self._replace_cart)),
				_rule(f"/api/{_V1}/cart/items/insert", "POST", _cart_call(self._insert_items)),
				_rule(f"/api/{_V1}/cart/items/update", "POST", _cart_call(self._update_items)),
				_rule(f"/api/{_V1}/cart/item/remove", "POST", _cart_call(self._remove_item)),
				_rule(f"/api/{_V1}/order/options/query", "POST", _order_call(self._order_options)),
				_rule(f"/api/{_V1}/order/currencies", "GET", _order_call(self._currencies)),
				_rule(f"/api/{_V1}/order/countries", "GET", _order_call(self._countries)),
				_rule(f"/api/{_V1}/order/<number>", "GET", _order_call(self._order_details)),
				_rule(f"/api/{_V1}/orderhistory/bydatefilter", "GET", _order_call(self._history_by_filter)),
				_rule(f"/api/{_V1}/orderhistory/bydaterange", "GET", _order_call(self._history_by_range)),
				_rule(
					f"/api/{_V1}/orderhistory/salesordernumber", "GET", _order_call(self._history_by_sales)
				),
				_rule(f"/api/{_V1}/orderhistory/webordernumber", "GET", _order_call(self._history_by_web)),
			]
		)
		self._pages = Map(
			[
				_rule("/cart", "GET", self._cart_page),
				_rule("/ProductDetail/<sku>", "GET", self._part_page),
				_rule("/images/<sku>.svg", "GET", self._part_picture),
			]
		)

	def handle(self, request: Request) -> Response:
		"""Answer a call to the API or to a page."""
		try:
			if request.path.startswith("/api/"):
				return self._call_api(request)
			handler, arguments = self._pages.bind_to_environ(request.environ).match()
			page: Response = handler(request, **arguments)
		except Turned as turned:
			return json_answer({"Message": turned.message}, turned.status)
		except HTTPException as error:
			return json_answer({"Message": error.description}, error.code or HTTPStatus.NOT_FOUND)
		return page

	def key_alias(self, request: Request) -> str:
		"""The name of the key in the call, "" without one."""
		given = _argument(request, "apiKey")
		if not given:
			return ""
		return KEYS[given].alias if given in KEYS else "unknown"

	def carts(self) -> dict[str, list[dict[str, Any]]]:
		"""Number, quantity, the customer's number and packaging of every line, by cart key."""
		return {
			cart.key: [
				{
					"MouserPartNumber": line.part.sku,
					"Quantity": line.quantity,
					"CustomerPartNumber": line.customer_number,
					"PackagingChoice": line.packaging,
				}
				for line in cart.lines.values()
			]
			for cart in self._carts.all()
		}

	def order(self, cart_key: str) -> bool:
		"""Empty a cart as if its owner had ordered it on the web; what lay in it becomes an order of the history."""
		try:
			ordered = self._carts.empty(cart_key)
		except MouserRefused:
			return False
		if ordered.lines:
			self._orders.place(ordered)
		return True

	def facts(self) -> Mapping[str, Any]:
		"""Nothing but the carts."""
		return {}

	def admin_calls(self) -> Mapping[str, AdminCall]:
		"""Nothing but what every shop can do."""
		return {}

	def change(self, number: str, change: PartEdit) -> None:
		"""Change the part with this Mouser number. ValueError when there never was one."""
		part = self._catalogue.catalogue.by_sku(number)
		if part is None:
			raise ValueError(f"There is no part {number}.")
		self._catalogue.change([part], change)

	def reset(self) -> None:
		"""Throw all carts away, and undo what was changed about parts."""
		self._carts.clear()
		self._orders.clear()
		self._catalogue.reset()

	def _call_api(self, request: Request) -> Response:
		# The API takes its paths in any case of letters.
		adapter = self._api.bind_to_environ(request.environ)
		call, _ = adapter.match(path_info=request.path.lower())
		try:
			self._let_in(request, call.access)
			return json_answer(call.run(request))
		except MouserRefused as refused:
			answer = json_answer(call.refuse(refused, request), refused.status)
			if refused.retry_after is not None:
				answer.headers["Retry-After"] = str(refused.retry_after)
			return answer

	def _let_in(self, request: Request, access_of: Callable[[Key], Access]) -> None:
		"""Check the key, then the limits. Refused or Turned when one of them forbids the call."""
		given = _argument(request, "apiKey")
		if not given:
			raise MouserRefused(KEY_MISSING)
		key = KEYS.get(given)
		access = access_of(key) if key else Access.UNKNOWN
		if key is None or access is Access.UNKNOWN:
			raise MouserRefused(KEY_WRONG)
		if access is Access.FORBIDDEN:
			raise Turned("This key has no right to use carts.", HTTPStatus.FORBIDDEN)
		early = self._control.counter.admit(key.alias, self._control.limits)
		if early and early.period is Period.MINUTE:
			raise MouserRefused(TOO_MANY_CALLS, HTTPStatus.TOO_MANY_REQUESTS, early.retry_after)
		if early:
			raise MouserRefused(TOO_MANY_CALLS_TODAY, HTTPStatus.FORBIDDEN)

	# Search

	def _part_number(self, request: Request) -> dict[str, Any]:
		return self._found_numbers(_section(request, "SearchByPartRequest"), request)

	def _part_and_maker(self, request: Request) -> dict[str, Any]:
		return self._found_numbers(_section(request, "SearchByPartMfrNameRequest"), request)

	def _found_numbers(self, asked: dict[str, Any], request: Request) -> dict[str, Any]:
		text = _text(asked, "mouserPartNumber")
		if not text.isascii():
			raise MouserRefused(BAD_CHARACTERS)
		numbers = _part_numbers(text)
		option = _option(asked, "partSearchOptions", _PART_OPTION_NUMBERS)
		maker = str(asked.get("manufacturerName") or "")
		# A dictionary keeps the order and each part once. Parts can not be told apart by their number alone.
		found: dict[tuple[str, str], CataloguePart] = {}
		for number in numbers:
			for part in self._named(number, exact=option == "exact"):
				if part.manufacturer.casefold() == (maker or part.manufacturer).casefold():
					found.setdefault((part.sku, part.mpn), part)
		parts = tuple(found.values())[:_LARGEST_PAGE]
		return self._search_answer(CataloguePage(len(parts), parts), request)

	def _named(self, number: str, *, exact: bool) -> tuple[CataloguePart, ...]:
		part = self._catalogue.by_sku(number)
		same = ((part,) if part else ()) + self._catalogue.by_mpn(number)
		return same if exact else same + self._catalogue.by_sku_prefix(number, _LARGEST_PAGE)

	def _keyword(self, request: Request) -> dict[str, Any]:
		asked = _section(request, "SearchByKeywordRequest")
		return self._found_keyword(asked, "", _count(asked, "startingRecord"), request)

	def _keyword_and_maker(self, request: Request) -> dict[str, Any]:
		asked = _section(request, "SearchByKeywordMfrNameRequest")
		maker = _text(asked, "manufacturerName")
		pages_before = max(_count(asked, "pageNumber") - 1, 0)
		return self._found_keyword(asked, maker, pages_before * _page_size(asked), request)

	def _found_keyword(
		self, asked: dict[str, Any], maker: str, offset: int, request: Request
	) -> dict[str, Any]:
		# An option that it doesn't know is taken for none.
		option = _SEARCH_OPTIONS.get(
			_option(asked, "searchOptions", _OPTION_NUMBERS), _SEARCH_OPTIONS["none"]
		)
		page = self._catalogue.search(
			_text(asked, "keyword"),
			manufacturer=maker,
			stocked_only=option.stocked_only,
			rohs_only=option.rohs_only,
			offset=offset,
			limit=_page_size(asked),
		)
		return self._search_answer(page, request)

	def _maker_list(self, request: Request) -> dict[str, Any]:
		makers = self._catalogue.manufacturers()
		listed = [{"ManufacturerName": maker} for maker in makers]
		return {"Errors": [], "MouserManufacturerList": {"Count": len(makers), "ManufacturerList": listed}}

	def _search_answer(self, page: CataloguePage, request: Request) -> dict[str, Any]:
		parts = [self._part_wire(part, request.host_url.rstrip("/")) for part in page.parts]
		return {"Errors": [], "SearchResults": {"NumberOfResult": page.total, "Parts": parts}}

	def _part_wire(self, part: CataloguePart, site: str) -> dict[str, Any]:
		words = words_for(self._country)
		path = quote(part.sku, safe="")
		return {
			**self._stock_wire(part, words),
			"DataSheetUrl": f"{site}/ProductDetail/{path}" if path else "",
			"Description": part.description,
			"FactoryStock": "0",
			"ImagePath": f"{site}/images/{path}.svg" if path else None,
			"Category": part.category,
			"LeadTime": f"{part.lead_days} {words.days}",
			"LifecycleStatus": LIFECYCLES[part.lifecycle],
			"IsDiscontinued": "true" if part.lifecycle is Lifecycle.OBSOLETE else "false",
			"Manufacturer": part.manufacturer,
			"ManufacturerPartNumber": part.mpn,
			"Min": str(part.minimum),
			"Mult": str(part.multiple),
			"MouserPartNumber": part.sku or _NO_NUMBER,
			"ProductAttributes": _attributes_wire(part, words),
			"PriceBreaks": self._prices_wire(part),
			"AlternatePackagings": None,
			"ProductDetailUrl": f"{site}/ProductDetail/{path}" if path else "",
			"Reeling": CataloguePacking.CUSTOM_REEL in part.packings,
			"ROHSStatus": "RoHS Compliant" if part.rohs else "Not Applicable",
			"REACH-SVHC": [],
			"SuggestedReplacement": part.replacement,
			"MultiSimBlue": 0,
			"UnitWeightKg": {"UnitWeight": float(part.weight)},
			"SalesMaximumOrderQty": None if part.maximum is None else str(part.maximum),
			"RestrictionMessage": part.restriction or None,
			"InfoMessages": [],
			"SurchargeMessages": _surcharges_wire(part, self._country),
			"ProductCompliance": [{"ComplianceName": "ECCN", "ComplianceValue": "EAR99"}],
		}

	def _stock_wire(self, part: CataloguePart, words: Words) -> dict[str, Any]:
		"""The stock fields: without stock all but what is on order are left out."""
		today = self._control.clock.now().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
		coming = [
			{"Quantity": order.quantity, "Date": (today + timedelta(days=order.days)).isoformat()}
			for order in part.on_order
		]
		told = {"Availability": f"{part.stock} {words.in_stock}", "AvailabilityInStock": str(part.stock)}
		return {**(told if part.stock else {}), "AvailabilityOnOrder": coming}

	def _prices_wire(self, part: CataloguePart) -> list[dict[str, Any]]:
		currency = currency_of(self._country)
		return [
			{
				"Quantity": step.quantity,
				"Price": written(unit_price(step.price, currency), currency, self._country),
				"Currency": _CURRENCY_NAMES.get(currency, currency),
			}
			for step in part.price_breaks
		]

	# Cart

	def _cart(self, request: Request) -> dict[str, Any]:
		cart = self._carts.get(_cart_key(request))
		return cart_wire(replace(cart, country=self._cart_country(request)))

	def _replace_cart(self, request: Request) -> dict[str, Any]:
		return self._written(self._carts.replace, request)

	def _insert_items(self, request: Request) -> dict[str, Any]:
		return self._written(self._carts.insert, request)

	def _update_items(self, request: Request) -> dict[str, Any]:
		return self._written(self._carts.update, request)

	def _remove_item(self, request: Request) -> dict[str, Any]:
		number = _argument(request, "mouserPartNumber")
		if not number:
			raise required("MouserPartNumber")
		return cart_wire(self._carts.remove(_cart_key(request), self._cart_country(request), number))

	def _written(
		self, write: Callable[..., tuple[StoredCart, list[Denial]]], request: Request
	) -> dict[str, Any]:
		body = _body(request)
		lines: list[WantedLine] = wanted_lines(body.get("CartItems"))
		key = str(body.get("CartKey") or "")
		cart, denials = write(key, self._cart_country(request), lines, self._control.limits)
		return cart_wire(cart, denials)

	def _cart_country(self, request: Request) -> str:
		"""The country that decides a cart's currency; a currency of the call is checked, and no more."""
		check_currency(_argument(request, "currencyCode"))
		return checked_country(_argument(request, "countryCode") or self._country)

	# Orders, which can be read only

	def _order_options(self, request: Request) -> dict[str, Any]:
		"""The answer comes in the section that was asked in, where that is the older "OrderInitialize"."""
		body = _body(request) if request.get_data() else {}
		section = next((name for name in _OPTION_SECTIONS if isinstance(body.get(name), dict)), "")
		asked = body[section] if section else {}
		key = str(asked.get("CartKey") or "")
		check_currency(str(asked.get("CurrencyCode") or ""))
		told = options_wire(self._carts.get(key) if key else None, self._country)
		return {section: told, "Errors": []} if section == _OPTION_SECTIONS[1] else told

	def _currencies(self, request: Request) -> dict[str, Any]:
		return currencies_wire(_argument(request, "shippingCountryCode"))

	def _countries(self, request: Request) -> dict[str, Any]:
		return countries_wire(_argument(request, "countryCode"))

	def _order_details(self, request: Request) -> dict[str, Any]:
		return self._orders.details(request.path.rsplit("/", 1)[-1])

	def _history_by_filter(self, request: Request) -> dict[str, Any]:
		return self._orders.by_filter(_argument(request, "dateFilter"))

	def _history_by_range(self, request: Request) -> dict[str, Any]:
		return self._orders.by_range(_argument(request, "startDate"), _argument(request, "endDate"))

	def _history_by_sales(self, request: Request) -> dict[str, Any]:
		return self._orders.by_sales_number(_argument(request, "salesOrderNumber"))

	def _history_by_web(self, request: Request) -> dict[str, Any]:
		return self._orders.by_web_number(_argument(request, "webOrderNumber"))

	# Pages

	def _cart_page(self, request: Request) -> Response:
		try:
			cart = self._carts.get(_argument(request, "cartKey"))
		except MouserRefused:
			return html_answer(missing_page("There is no such cart."), HTTPStatus.NOT_FOUND)
		return html_answer(cart_page(cart))

	def _part_page(self, request: Request, sku: str) -> Response:
		part = self._catalogue.by_sku(sku)
		if part is None:
			return html_answer(missing_page("There is no such part."), HTTPStatus.NOT_FOUND)
		return html_answer(part_page(part))

	def _part_picture(self, request: Request, sku: str) -> Response:
		part = self._catalogue.by_sku(sku)
		if part is None:
			return html_answer(missing_page("There is no such part."), HTTPStatus.NOT_FOUND)
		return Response(part_picture(part), content_type="image/svg+xml")


@dataclass(frozen=True, slots=True)
class _ApiCall:
	"""An API call: which right of a key it needs, what it does, and what its answer is when it is refused."""

	access: Callable[[Key], Access]
	run: Callable[[Request], dict[str, Any]]
	refuse: Callable[[MouserRefused, Request], dict[str, Any]]


def _search_call(run: Callable[[Request], dict[str, Any]]) -> _ApiCall:
	return _ApiCall(lambda key: key.search, run, _search_refused)


def _cart_call(run: Callable[[Request], dict[str, Any]]) -> _ApiCall:
	return _ApiCall(lambda key: key.cart, run, _cart_refused)


def _order_call(run: Callable[[Request], dict[str, Any]]) -> _ApiCall:
	return _ApiCall(lambda key: key.cart, run, _order_refused)


def _order_refused(refused: MouserRefused, request: Request) -> dict[str, Any]:
	return {"Errors": [refused.entry.wire()]}


def _search_refused(refused: MouserRefused, request: Request) -> dict[str, Any]:
	return {"Errors": [refused.entry.wire()], "SearchResults": None}


def _cart_refused(refused: MouserRefused, request: Request) -> dict[str, Any]:
	return refused_wire(refused, _argument(request, "cartKey"))


def _rule(path: str, method: str, endpoint: object) -> Rule:
	return Rule(path, methods=[method], endpoint=endpoint)


def _attributes_wire(part: CataloguePart, words: Words) -> list[dict[str, str]]:
	attributes = [(words.packaging, words.packings[packing]) for packing in part.packings]
	if part.reel:
		attributes.append((words.pack_quantity, str(part.reel)))
	return [{"AttributeName": name, "AttributeValue": value} for name, value in attributes]


def _surcharges_wire(part: CataloguePart, country: str) -> list[dict[str, str]]:
	if country != _TARIFF_COUNTRY or share(part.mpn, "surcharge") >= _TARIFF_PERCENT:
		return []
	return [{"code": "TARIFF", "message": "A tariff of 56 % may be applied."}]


def _argument(request: Request, name: str) -> str:
	"""An argument of the query, whose names may come in any case of letters; "" when it is absent."""
	wanted = name.lower()
	return next((value.strip() for key, value in request.args.items() if key.lower() == wanted), "")


def _cart_key(request: Request) -> str:
	key = _argument(request, "cartKey")
	if not key:
		raise required("CartKey")
	return key


def _body(request: Request) -> dict[str, Any]:
	"""The JSON object sent. Turned (400) when the body is none."""
	try:
		body = json.loads(request.get_data())
	except ValueError as error:
		raise Turned("The body can not be read as JSON.", HTTPStatus.BAD_REQUEST) from error
	if not isinstance(body, dict):
		raise Turned("The body is not a JSON object.", HTTPStatus.BAD_REQUEST)
	return body


def _section(request: Request, name: str) -> dict[str, Any]:
	section = _body(request).get(name)
	if not isinstance(section, dict):
		raise required(name)
	return section


def _text(asked: dict[str, Any], name: str) -> str:
	text = str(asked.get(name) or "").strip()
	if not text:
		raise required(name)
	if not text.isprintable() or _UNWELCOME_CHARACTERS.intersection(text):
		raise MouserRefused(BAD_CHARACTERS)
	return text


def _count(asked: dict[str, Any], name: str) -> int:
	value = asked.get(name) or 0
	if type(value) is not int or value < 0:
		raise invalid(name, f"{name} is a whole number from 0 on.")
	return value


def _page_size(asked: dict[str, Any]) -> int:
	return min(_count(asked, "records") or _LARGEST_PAGE, _LARGEST_PAGE)


def _option(asked: dict[str, Any], name: str, numbers: dict[str, str]) -> str:
	value = str(asked.get(name) or "").lower()
	return numbers.get(value, value)


def _part_numbers(text: str) -> list[str]:
	"""The part numbers of "603-A|603-B". Refused for more than ten and for one of the wrong length."""
	numbers = [number.strip() for number in text.split("|")]
	name = "mouserPartNumber"
	if len(numbers) > _MOST_NUMBERS:
		raise too_long(name, f"A request takes {_MOST_NUMBERS} part numbers at most.")
	if any(len(number) < _SHORTEST_NUMBER for number in numbers):
		raise too_short(name, f"A part number has {_SHORTEST_NUMBER} characters at least.")
	if any(len(number) > _LONGEST_NUMBER for number in numbers):
		raise too_long(name, f"A part number has {_LONGEST_NUMBER} characters at most.")
	return numbers
