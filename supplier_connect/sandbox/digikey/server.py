"""A shop that answers like DigiKey: OAuth, Products (v4), MyLists (v1), and the pages its answers link to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from supplier_connect.sandbox.catalogue.assortment import Assortment
from supplier_connect.sandbox.catalogue.changes import PartEdit
from supplier_connect.sandbox.catalogue.money import currency_of
from supplier_connect.sandbox.digikey.accounts import CLIENTS, ORGANISATIONS, USER, USERS
from supplier_connect.sandbox.digikey.errors import ApiProblem, GatewayProblem, classic_body
from supplier_connect.sandbox.digikey.gate import LISTS, PRODUCTS, Api, Gate, account_of
from supplier_connect.sandbox.digikey.list_calls import ListCalls, third_party_call
from supplier_connect.sandbox.digikey.list_wire import state_row, state_wire
from supplier_connect.sandbox.digikey.lists import Lists
from supplier_connect.sandbox.digikey.locale import Locale, honoured, of_headers, site_of
from supplier_connect.sandbox.digikey.oauth import IssuedToken, Tokens
from supplier_connect.sandbox.digikey.offers import Shelf
from supplier_connect.sandbox.digikey.pages import list_page, product_page
from supplier_connect.sandbox.digikey.products import ProductCalls
from supplier_connect.sandbox.digikey.signin import AUTHORIZE_PATH, CONSENT_PATH, SignInPages
from supplier_connect.sandbox.digikey.visit import ShopRequest
from supplier_connect.sandbox.digikey.wire import View
from supplier_connect.sandbox.frame.app import AdminCall, json_answer
from supplier_connect.sandbox.frame.control import Control
from supplier_connect.sandbox.frame.pages import html_answer, missing_page, part_picture

_EXCHANGE_PATH = "/v1/oauth2/token"
_THIRD_PARTY_PATH = "/mylists/api/thirdparty"
_APIS = (PRODUCTS, LISTS)
_FORM = "application/x-www-form-urlencoded"


class DigiKeySandbox:
	"""The shop. The account's `country` decides the locale of calls that name none."""

	def __init__(self, catalogue: Assortment, control: Control, country: str = "US") -> None:
		"""UnknownCountry when `country` is none."""
		currency_of(country)
		self._control = control
		self._home = site_of(country)
		self._catalogue = catalogue
		self._shelf = Shelf(catalogue)
		self._tokens = Tokens(control.clock)
		self._gate = Gate(self._tokens, control)
		self._lists = Lists(control.clock)
		self._sign_in = SignInPages(self._tokens)
		self._list_calls = ListCalls(self._lists, self._shelf, control)
		self._api = _api_map(ProductCalls(self._shelf), self._list_calls)
		self._pages = _map(
			_rule(AUTHORIZE_PATH, "GET", self._sign_in.show),
			_rule(AUTHORIZE_PATH, "POST", self._sign_in.sign_in),
			_rule(CONSENT_PATH, "POST", self._sign_in.decide),
			_rule(_EXCHANGE_PATH, "POST", self._token),
			_rule(_THIRD_PARTY_PATH, "POST", self._third_party),
			_rule("/short/<code>", "GET", self._short_link),
			_rule("/en/mylists/list/<list_id>", "GET", self._list_page),
			_rule("/en/products/detail/<maker>/<mpn>/<part_id>", "GET", self._product_page),
			_rule("/datasheets/<mpn>", "GET", self._product_page),
			_rule("/images/<mpn>.svg", "GET", self._picture),
		)

	def handle(self, request: Request) -> Response:
		"""Answer a call to an API or to a page."""
		path = _raw_path(request)
		api = next((each for each in _APIS if path.startswith(each.path)), None)
		if api:
			return self._call_api(request, path, api)
		try:
			page, arguments = _matched(self._pages, request, path)
		except HTTPException as error:
			return html_answer(missing_page("There is no such page."), error.code or HTTPStatus.NOT_FOUND)
		answer: Response = page(request, **arguments)
		return answer

	def key_alias(self, request: Request) -> str:
		"""The id of the application that calls, "" without one. An id is no secret."""
		given = request.headers.get("X-DIGIKEY-Client-Id") or request.values.get("client_id", "")
		if not given and request.authorization:
			given = unquote(request.authorization.username or "")
		return given if given in CLIENTS or not given else "unknown"

	def carts(self) -> dict[str, list[dict[str, Any]]]:
		"""The lines of every list that is not deleted, by its id."""
		view = self._view(self._locale())
		return {
			kept.id: [state_row(line, self._shelf, view) for line in kept.lines]
			for kept in self._lists.all()
			if not kept.deleted
		}

	def order(self, cart_key: str) -> bool:
		"""Mark a list as ordered; DigiKey leaves its lines in it."""
		return self._lists.mark_ordered(cart_key)

	def facts(self) -> Mapping[str, Any]:
		"""The lists, deleted ones too, and what happened at the token endpoint."""
		return {
			"lists": [state_wire(kept) for kept in self._lists.all()],
			"sign_ins": self._tokens.counts(),
		}

	def admin_calls(self) -> Mapping[str, AdminCall]:
		"""Signing in without a browser, revoking and ending tokens, taking names, registering addresses, a late total."""
		return {
			"sign-in": self._sign_in_at_once,
			"revoke": self._revoke,
			"expire": lambda body: {"expired": self._tokens.expire_access()},
			"names": self._take_names,
			"redirects": self._register,
			"total-parts": self._let_totals_lag,
		}

	def change(self, number: str, change: PartEdit) -> None:
		"""Change the product with this number, in all its packagings. ValueError when there never was one."""
		shelf = Shelf(self._catalogue.catalogue)
		hit = shelf.find(number)
		if hit is None:
			raise ValueError(f"There is no part {number}.")
		self._catalogue.change(shelf.parts_of(hit.product), change)

	def reset(self) -> None:
		"""Forget lists, names, tokens and registered addresses, and undo what was changed about parts."""
		self._catalogue.reset()
		self._lists.reset()
		self._list_calls.lag = 0
		self._tokens.reset()
		self._sign_in.reset()

	# APIs

	def _call_api(self, request: Request, path: str, api: Api) -> Response:
		try:
			answer = self._api_answer(request, path, api)
		except ApiProblem as problem:
			body = classic_body if isinstance(problem, GatewayProblem) else api.body
			answer = json_answer(body(problem, request.path), problem.status)
			if problem.retry_after is not None:
				answer.headers["Retry-After"] = str(problem.retry_after)
		answer.headers.extend(self._gate.headers(request, api))
		return answer

	def _api_answer(self, request: Request, path: str, api: Api) -> Response:
		grant = self._gate.admit(request, api)
		try:
			call, arguments = _matched(self._api, request, path)
		except HTTPException as error:
			status = HTTPStatus(error.code or HTTPStatus.NOT_FOUND)
			raise ApiProblem(status, status.phrase, "Invalid resource path") from error
		content = call(self._visit(request, grant), **arguments)
		return Response(status=HTTPStatus.NO_CONTENT) if content is None else json_answer(content)

	def _visit(self, request: Request, grant: IssuedToken) -> ShopRequest:
		view = View(
			of_headers(request.headers, self._home),
			account_of(request, grant),
			request.host_url.rstrip("/"),
			self._control.clock.now(),
		)
		return ShopRequest(request, grant, view)

	def _token(self, request: Request) -> Response:
		form = request.form.to_dict() if request.mimetype == _FORM else {}
		given = request.authorization
		# RFC 6749, 2.3.1: an application may show its id and secret this way, too.
		if given and given.type == "basic":
			form.update(client_id=unquote(given.username or ""), client_secret=unquote(given.password or ""))
		try:
			return json_answer(self._tokens.answer(form))
		except ApiProblem as problem:
			return json_answer(classic_body(problem), problem.status)

	def _third_party(self, request: Request) -> Response:
		return third_party_call(request, self._lists)

	# Pages

	def _short_link(self, request: Request, code: str) -> Response:
		kept = self._lists.open_link(code)
		if kept is None:
			return html_answer(missing_page("This link was used already, or never was one."), HTTPStatus.GONE)
		return html_answer(list_page(kept, self._shelf, self._view(self._locale())))

	def _list_page(self, request: Request, list_id: str) -> Response:
		kept = self._lists.look(list_id)
		if kept is None:
			return html_answer(missing_page("There is no such list."), HTTPStatus.NOT_FOUND)
		return html_answer(list_page(kept, self._shelf, self._view(self._locale())))

	def _product_page(self, request: Request, mpn: str, maker: str = "", part_id: str = "") -> Response:
		products = self._shelf.of_mpn(mpn)
		if not products:
			return html_answer(missing_page("There is no such part."), HTTPStatus.NOT_FOUND)
		return html_answer(product_page(products[0], self._view(self._locale())))

	def _picture(self, request: Request, mpn: str) -> Response:
		products = self._shelf.of_mpn(mpn)
		if not products:
			return html_answer(missing_page("There is no such part."), HTTPStatus.NOT_FOUND)
		return Response(part_picture(products[0].part), content_type="image/svg+xml")

	def _locale(self) -> Locale:
		"""The locale of everything that belongs to no call of an API."""
		return honoured(self._home, "en", "", self._home)

	def _view(self, locale: Locale) -> View:
		return View(locale, None, "", self._control.clock.now())

	# Orders of tests

	def _sign_in_at_once(self, body: Any) -> dict[str, str]:
		asked = _strings(body)
		user = asked.pop("user", USER)
		if user not in USERS:
			raise ValueError(f"There is no user {user}.")
		location = self._sign_in.location(self._sign_in.wish(asked), user)
		return {"location": location, **dict(parse_qsl(urlsplit(location).query))}

	def _revoke(self, body: Any) -> dict[str, int]:
		asked = _strings(body)
		if "user" in asked:
			return {"revoked": self._tokens.revoke(lambda grant: grant.user == asked["user"])}
		if "refresh_token" in asked:
			family = self._tokens.family_of(asked["refresh_token"])
			return {"revoked": self._tokens.revoke(lambda grant: grant.family == family)}
		raise ValueError("Revoking takes a user or a refresh_token.")

	def _take_names(self, body: Any) -> dict[str, int]:
		names = body.get("names") if isinstance(body, dict) else None
		if not isinstance(names, list):
			raise ValueError("Taking names takes names, an array.")
		self._lists.take(map(str, names), ORGANISATIONS)
		return {"taken": len(names)}

	def _let_totals_lag(self, body: Any) -> dict[str, int]:
		lag = body.get("lag") if isinstance(body, dict) else None
		if type(lag) is not int:
			raise ValueError(
				"A lag is a whole number of parts; less than 0 tells parts that are there no more."
			)
		self._list_calls.lag = lag
		return {"lag": lag}

	def _register(self, body: Any) -> dict[str, int]:
		addresses = body.get("redirect_uris") if isinstance(body, dict) else None
		if not isinstance(addresses, list):
			raise ValueError("Registering takes client_id and redirect_uris, an array.")
		self._sign_in.register(str(body.get("client_id")), map(str, addresses))
		return {"registered": len(addresses)}


def _api_map(products: ProductCalls, lists: ListCalls) -> Map:
	search = "/products/v4/search"
	one = f"{search}/<number>"
	mine = "/mylists/v1/lists"
	return _map(
		_rule(f"{search}/keyword", "POST", products.keyword),
		_rule(f"{search}/manufacturers", "GET", products.manufacturers),
		_rule(f"{search}/categories", "GET", products.categories),
		_rule(f"{search}/categories/<number>", "GET", products.category),
		_rule(f"{search}/packagetypebyquantity/<number>", "GET", products.package_type_by_quantity),
		_rule(f"{one}/productdetails", "GET", products.details),
		_rule(f"{one}/substitutions", "GET", products.substitutions),
		_rule(f"{one}/associations", "GET", products.associations),
		_rule(f"{one}/recommendedproducts", "GET", products.recommended),
		_rule(f"{one}/alternatepackaging", "GET", products.alternate_packaging),
		_rule(f"{one}/media", "GET", products.media),
		_rule(f"{one}/pricing", "GET", products.pricing),
		_rule(f"{one}/pricingbyquantity/<quantity>", "GET", products.pricing_by_quantity),
		_rule(f"{one}/digireelpricing", "GET", products.reel_pricing),
		_rule(mine, "GET", lists.mine),
		_rule(mine, "POST", lists.make),
		_rule(f"{mine}/validate/<name>", "GET", lists.validate),
		_rule(f"{mine}/<list_id>", "GET", lists.one),
		_rule(f"{mine}/<list_id>", "DELETE", lists.delete),
		_rule(f"{mine}/<list_id>/parts", "POST", lists.add),
		_rule(f"{mine}/<list_id>/parts", "GET", lists.lines),
		_rule(f"{mine}/<list_id>/parts/<unique_id>", "GET", lists.line),
		_rule(f"{mine}/<list_id>/parts/<unique_id>", "PUT", lists.replace_line),
		_rule(f"{mine}/<list_id>/parts/<unique_id>", "DELETE", lists.delete_line),
	)


def _map(*rules: Rule) -> Map:
	return Map(rules, merge_slashes=False)


def _rule(path: str, method: str, endpoint: object) -> Rule:
	return Rule(path, methods=[method], endpoint=endpoint)


def _raw_path(request: Request) -> str:
	"""The path as it was sent: a slash within a part number comes percent-encoded and must stay so."""
	return urlsplit(str(request.environ["RAW_URI"])).path


def _matched(rules: Map, request: Request, path: str) -> tuple[Callable[..., Any], dict[str, str]]:
	"""The endpoint for a path as it was sent, with or without a slash at its end, and its arguments decoded."""
	bare = path.removesuffix("/") or path
	endpoint, arguments = rules.bind_to_environ(request.environ).match(path_info=bare)
	return endpoint, {name: unquote(value) for name, value in arguments.items()}


def _strings(body: object) -> dict[str, str]:
	if not isinstance(body, dict):
		raise ValueError("The body is a JSON object.")
	return {str(name): str(value) for name, value in body.items()}
