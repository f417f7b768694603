"""The few calls the tests make, over a real socket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from supplier_connect.sandbox.mouser.server import CART_KEY, SEARCH_KEY

Json = dict[str, Any]
TIMEOUT = 10


def item(number: str, quantity: object = 1, customer_number: str = "", packaging: str = "None") -> Json:
	"""A line of a cart request."""
	return {
		"MouserPartNumber": number,
		"Quantity": quantity,
		"CustomerPartNumber": customer_number,
		"PackagingChoice": packaging,
	}


@dataclass(frozen=True)
class Client:
	"""A client of the shop's API."""

	base_url: str
	search_key: str = SEARCH_KEY
	cart_key: str = CART_KEY

	def post(self, path: str, body: object, **query: str) -> requests.Response:
		"""POST to a path under /api."""
		return requests.post(f"{self.base_url}/api/{path}", params=query, json=body, timeout=TIMEOUT)

	def number(self, numbers: str, option: str = "None", version: str = "v1") -> Json:
		"""Search by part number."""
		body = {"SearchByPartRequest": {"mouserPartNumber": numbers, "partSearchOptions": option}}
		return self._json(self.post(f"{version}/search/partnumber", body, apiKey=self.search_key))

	def keyword(self, keyword: str, **asked: object) -> Json:
		"""Search by keyword."""
		body = {"SearchByKeywordRequest": {"keyword": keyword, **asked}}
		return self._json(self.post("v1/search/keyword", body, apiKey=self.search_key))

	def parts(self, numbers: str, option: str = "None") -> list[Json]:
		"""The parts a search by part number finds."""
		parts: list[Json] = self.number(numbers, option)["SearchResults"]["Parts"]
		return parts

	def insert(self, *items: Json, key: str = "", **query: str) -> Json:
		"""Insert lines; "" as key makes a cart."""
		return self._write("v001/cart/items/insert", key, items, query)

	def update(self, *items: Json, key: str, **query: str) -> Json:
		"""Set quantities."""
		return self._write("v001/cart/items/update", key, items, query)

	def replace(self, *items: Json, key: str, **query: str) -> Json:
		"""Put lines in place of the cart's."""
		return self._write("v001/cart", key, items, query)

	def remove(self, number: str, key: str) -> Json:
		"""Take a line out."""
		path = "v001/cart/item/remove"
		return self._json(self.post(path, None, apiKey=self.cart_key, cartKey=key, mouserPartNumber=number))

	def cart(self, key: str, **query: str) -> Json:
		"""Read a cart."""
		params = {"apiKey": self.cart_key, "cartKey": key, **query}
		return self._json(requests.get(f"{self.base_url}/api/v001/cart", params=params, timeout=TIMEOUT))

	def admin(self, path: str, body: object) -> requests.Response:
		"""POST to /_sandbox."""
		return requests.post(f"{self.base_url}/_sandbox/{path}", json=body, timeout=TIMEOUT)

	def _write(self, path: str, key: str, items: tuple[Json, ...], query: dict[str, str]) -> Json:
		body = {"CartKey": key, "CartItems": list(items)}
		return self._json(self.post(path, body, apiKey=self.cart_key, **query))

	@staticmethod
	def _json(response: requests.Response) -> Json:
		answer: Json = response.json()
		return answer
