"""The calls of DigiKey's MyLists API, version 1: making a list, filling it, reading it page by page, deleting it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from supplier_connect.core.http.exchange import Call
from supplier_connect.core.model.bounds import cleaned
from supplier_connect.core.model.errors import UnexpectedResponse
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.connectors.digikey.api import DigiKeyApi
from supplier_connect.shops.connectors.digikey.errors import LISTS
from supplier_connect.shops.connectors.digikey.wire import ListPartsWire, ListPartWire, read_wire
from supplier_connect.shops.connectors.digikey.words import LANGUAGES
from supplier_connect.shops.connectors.protocols import language_at

PARTS_PER_PAGE = 100
# No list holds as many: a shop that goes on beyond them repeats itself.
_MOST_LINES = 20_000
_LONGEST_KEY = 140
QUOTA = "MyLists"
# What calls are counted by.
PARTS = f"{LISTS}/{{list}}/parts"
LINE = f"{PARTS}/{{line}}"


class ListClient:
	"""Lists of the person who signed in to one account. Methods raise the errors of `transport.session`."""

	def __init__(self, api: DigiKeyApi) -> None:
		self._api = api
		self._account = api.account
		# How many lines a list has, by what was read of it and done to it.
		self._lines: dict[str, int] = {}

	@property
	def creator(self) -> dict[str, str]:
		"""The query of calls that write: in whose name they are made."""
		creator = self._account.created_by
		return {"createdBy": creator} if creator else {}

	def is_free(self, name: str) -> bool:
		"""Whether a new list may have this name."""
		call = Call(
			"GET",
			f"{LISTS}/validate/{quote(name, safe='')}",
			repeatable=True,
			quota=QUOTA,
			endpoint=f"{LISTS}/validate/{{name}}",
		)
		return self._api.as_person(call).data is True

	def make(self, name: str) -> str:
		"""The key of a new list; raises `NameTaken`."""
		account = self._account
		body = {"ListName": name, "Owner": account.cart_owner, "CreatedBy": account.created_by}
		call = Call("POST", LISTS, body={field: value for field, value in body.items() if value}, quota=QUOTA)
		data = self._api.as_person(call).data
		# The id comes as a bare string or in an object.
		key = cleaned(data if isinstance(data, (str, int)) else _id_in(data))
		if not 0 < len(key) <= _LONGEST_KEY:
			raise UnexpectedResponse(
				msg("Supplier Account {0}: DigiKey made a list but didn't tell which.", account.name),
				account=account.name,
				call=call.title,
			)
		return key

	def add(self, key: str, lines: Sequence[Mapping[str, object]]) -> None:
		"""Put lines into a list; a second time they would be there twice."""
		call = Call("POST", f"{list_path(key)}/parts", self.creator, list(lines), quota=QUOTA, endpoint=PARTS)
		answer = self._api.as_person(call)
		if not isinstance(answer.data, list):
			raise UnexpectedResponse(
				msg(
					"Supplier Account {0}: DigiKey's answer to {1} can't be read.",
					self._account.name,
					"POST parts",
				),
				account=self._account.name,
				call=call.title,
			)
		self._lines[key] = self._lines.get(key, 0) + len(lines)

	def lines(self, key: str) -> tuple[ListPartWire, ...]:
		"""All lines of a list; raises `UnexpectedResponse` when its pages don't go together.

		A total that isn't theirs lags behind a change, or the list was changed meanwhile: then what is told twice holds.
		"""
		before: list[str] | None = None
		while True:
			pages = tuple(self.pages(key))
			lines = tuple(line for page in pages for line in page.PartsList)
			told = [line.UniqueId for line in lines]
			if pages[-1].TotalParts in (None, len(lines)) or told == before:
				self._lines[key] = len(lines)
				return lines
			if before is not None:
				raise self._torn(key)
			before = told

	def pages(self, key: str) -> Iterator[ListPartsWire]:
		"""The pages of a list, one a call; raises `UnexpectedResponse` when one tells a line of those before."""
		seen: set[str] = set()
		received = 0
		while True:
			page = self._page(key, received)
			told = {part.UniqueId for part in page.PartsList}
			if told & seen or received > _MOST_LINES:
				raise self._torn(key)
			seen |= told
			received += len(page.PartsList)
			yield page
			if _is_last(page, received, self._lines.get(key, 0)):
				return

	def remove(self, key: str, line: str) -> None:
		"""Take out a line by its id; raises `LineNotFound`."""
		self._delete(line_path(key, line), LINE)
		self._lines[key] = self._lines.get(key, 0) - 1

	def delete(self, key: str) -> None:
		"""Delete a list; its name stays taken."""
		self._delete(list_path(key), f"{LISTS}/{{list}}")

	def _delete(self, path: str, endpoint: str) -> None:
		call = Call(
			"DELETE", path, self.creator, repeatable=True, quota=QUOTA, answers=False, endpoint=endpoint
		)
		self._api.as_person(call)

	def _page(self, key: str, start: int) -> ListPartsWire:
		account = self._account
		query = {
			"countryIso": account.shop_country,
			"currencyIso": account.shop_currency,
			"languageIso": language_at(account.language, LANGUAGES),
			"startIndex": str(start),
			"limit": str(PARTS_PER_PAGE),
		}
		call = Call("GET", f"{list_path(key)}/parts", query, repeatable=True, quota=QUOTA, endpoint=PARTS)
		return read_wire(ListPartsWire, account, call, self._api.as_person(call))

	def _torn(self, key: str) -> UnexpectedResponse:
		return UnexpectedResponse(
			msg(
				"Supplier Account {0}: the pages of DigiKey's list don't go together, as if it was changed meanwhile. "
				"Try again.",
				self._account.name,
			),
			account=self._account.name,
			call=f"GET {list_path(key)}/parts",
		)


def list_path(key: str) -> str:
	"""The path of a list."""
	return f"{LISTS}/{quote(key, safe='')}"


def line_path(key: str, line: str) -> str:
	"""The path of a line."""
	return f"{list_path(key)}/parts/{quote(line, safe='')}"


def _is_last(page: ListPartsWire, received: int, known: int) -> bool:
	"""The total may be missing, or behind what is known or told: then a page that isn't full is the last one."""
	if not page.PartsList:
		return True
	if page.TotalParts is None or page.TotalParts < max(received, known):
		return len(page.PartsList) < PARTS_PER_PAGE
	return received == page.TotalParts


def _id_in(data: object) -> object:
	if not isinstance(data, dict):
		return None
	return next((data[name] for name in ("ListId", "Id", "id", "listId") if data.get(name)), None)
