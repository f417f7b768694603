"""A shop that answers like the Product Search API of element14, Farnell and Newark. It has no carts."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from typing import Any

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Request, Response

from supplier_connect.sandbox.catalogue.assortment import Assortment
from supplier_connect.sandbox.catalogue.changes import PartEdit
from supplier_connect.sandbox.catalogue.money import currency_of
from supplier_connect.sandbox.element14.errors import (
	DAY_SPENT,
	KEY_WRONG,
	TOO_FAST,
	Element14Refused,
	fault,
	turned,
)
from supplier_connect.sandbox.element14.products import Element14Product, Element14Products
from supplier_connect.sandbox.element14.stores import STORES
from supplier_connect.sandbox.frame.app import AdminCall, json_answer
from supplier_connect.sandbox.frame.control import Control, Period

SEARCH_KEY = "sandbox0element14key0000"
KEYS = {SEARCH_KEY: "search"}
_GROUPS = ("none", "small", "medium", "large", "prices", "inventory")
_LARGEST_PAGE = 50
_MOST_PARTS = 200
_FILTERS = frozenset({"rohscompliant", "instock"})
_RETURNS = {
	"id": "premierFarnellPartNumberReturn",
	"manupartnum": "manufacturerPartNumberSearchReturn",
	"any": "keywordSearchReturn",
}


class Element14Sandbox:
	"""The shop. Which store is asked decides the currency; a second has as many calls as a minute's limit gives it."""

	def __init__(self, catalogue: Assortment, control: Control, country: str = "US") -> None:
		"""UnknownCountry when `country` is none."""
		currency_of(country)
		self._assortment = catalogue
		self._control = control
		self._products = Element14Products(catalogue)
		self._lock = threading.Lock()
		self._recent: deque[float] = deque()

	def handle(self, request: Request) -> Response:
		"""Answer a call to the API."""
		try:
			if request.path != "/catalog/products" or request.method != "GET":
				raise NotFound
			asked = {name.lower(): value for name, value in request.args.items()}
			self._let_in(asked.get("callinfo.apikey", ""))
			return self._answer(asked, request.host_url.rstrip("/"))
		except Element14Refused as refused:
			return refused.answer
		except HTTPException as error:
			return Response("<h1>Not Found</h1>", error.code or 404, content_type="text/xml")

	def key_alias(self, request: Request) -> str:
		"""The name of the key in the call, "" without one."""
		asked = {name.lower(): value for name, value in request.args.items()}
		given = asked.get("callinfo.apikey", "")
		return KEYS.get(given, "unknown") if given else ""

	def carts(self) -> dict[str, list[dict[str, Any]]]:
		"""None: the API knows no carts."""
		return {}

	def order(self, cart_key: str) -> bool:
		"""There is no such cart."""
		return False

	def facts(self) -> Mapping[str, Any]:
		"""Nothing besides."""
		return {}

	def admin_calls(self) -> Mapping[str, AdminCall]:
		"""Nothing but what every shop can do."""
		return {}

	def codes(self, mpn: str) -> list[str]:
		"""The order codes of a manufacturer part number."""
		return [product.code for product in self._products.by_mpn(mpn)]

	def change(self, number: str, change: PartEdit) -> None:
		"""Change the part with this order code. ValueError when there never was one."""
		part = self._products.part(number)
		if part is None:
			raise ValueError(f"There is no part {number}.")
		self._assortment.change([part], change)

	def reset(self) -> None:
		"""Undo what was changed about parts."""
		self._assortment.reset()
		self._recent.clear()

	def _let_in(self, key: str) -> None:
		"""Check the key, then the limits of the second and the day. Refused when one of them forbids the call."""
		if key not in KEYS:
			raise turned(KEY_WRONG)
		now = self._control.clock.now().timestamp()
		limits = self._control.limits
		with self._lock:
			while self._recent and self._recent[0] <= now - 1:
				self._recent.popleft()
			if limits.per_minute and len(self._recent) >= max(limits.per_minute // 60, 1):
				raise turned(TOO_FAST, 1)
			early = self._control.counter.admit(KEYS[key], limits)
			if early:
				is_day = early.period is Period.DAY
				raise turned(DAY_SPENT if is_day else TOO_FAST, early.retry_after)
			self._recent.append(now)

	def _answer(self, asked: Mapping[str, str], site: str) -> Response:
		store = asked.get("storeinfo.id", "")
		if store not in STORES:
			raise fault("Invalid Store Id")
		field, _, text = asked.get("term", "").partition(":")
		group = asked.get("resultssettings.responsegroup", "small").lower()
		if field.lower() not in _RETURNS or not text.strip() or group not in _GROUPS:
			raise fault("Invalid Input Parameters")
		if asked.get("callinfo.responsedataformat", "XML").upper() != "JSON":
			raise fault("The sandbox answers in JSON alone")
		found = self._found(field.lower(), text.strip(), asked)
		offset = _count(asked, "resultssettings.offset", 0)
		size = min(_count(asked, "resultssettings.numberofresults", 25), _LARGEST_PAGE)
		page = found if field.lower() == "id" else found[offset : offset + size]
		products = [product.wire(group, STORES[store], site) for product in page]
		return json_answer({_RETURNS[field.lower()]: {"numberOfResults": len(found), "products": products}})

	def _found(self, field: str, text: str, asked: Mapping[str, str]) -> list[Element14Product]:
		if field == "id":
			return [
				product for code in dict.fromkeys(text.split()) for product in self._products.by_code(code)
			]
		if field == "manupartnum":
			return self._products.by_mpn(text)
		filters = set(asked.get("resultssettings.refinements.filters", "").lower().split(",")) - {""}
		if filters - _FILTERS:
			raise fault("Invalid Refinement Filter")
		return self._products.search(
			text, stocked_only="instock" in filters, rohs_only="rohscompliant" in filters, most=_MOST_PARTS
		)


def _count(asked: Mapping[str, str], name: str, default: int) -> int:
	value = asked.get(name, "")
	if not value:
		return default
	if not value.isdecimal():
		raise fault(f"Invalid {name}")
	return int(value)
