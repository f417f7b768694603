"""The calls of the sandbox's MyLists API (v1), and the one for third parties that needs no token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from supplier_connect.sandbox.digikey.errors import ApiProblem, bad_body, classic_body, invalid
from supplier_connect.sandbox.digikey.list_wire import line_wire, list_wire
from supplier_connect.sandbox.digikey.lists import (
	Lists,
	PartList,
	line_from_json,
	line_of,
	lines_from_json,
	with_lines,
)
from supplier_connect.sandbox.digikey.locale import LANGUAGES, honoured, site_of
from supplier_connect.sandbox.digikey.offers import Shelf
from supplier_connect.sandbox.digikey.visit import ShopRequest, count, json_object, json_objects, text
from supplier_connect.sandbox.digikey.wire import Json, View
from supplier_connect.sandbox.frame.app import json_answer
from supplier_connect.sandbox.frame.control import Control

_LISTS_IN_A_PAGE = 50
_LINES_IN_A_PAGE = 100


class ListCalls:
	"""What MyLists answers, call by call: JSON values, None where an answer has no body."""

	def __init__(self, lists: Lists, shelf: Shelf, control: Control) -> None:
		"""The limits on lines are those of `control` at the time of the call."""
		self._lists = lists
		self._shelf = shelf
		self._control = control
		# By how much TotalParts is behind.
		self.lag = 0

	def validate(self, visit: ShopRequest, name: str) -> bool:
		"""GET lists/validate/NAME: whether a new list may have this name."""
		return self._lists.is_free(name, visit.grant.client.organisation)

	def make(self, visit: ShopRequest) -> Any:
		"""POST lists: the new list's id."""
		made = self._lists.make(json_object(visit.request), visit.grant)
		return visit.grant.client.new_list(made.id)

	def mine(self, visit: ShopRequest) -> list[Json]:
		"""GET lists."""
		lists = self._lists.of(visit.grant)
		start, limit = _page(visit.request, _LISTS_IN_A_PAGE)
		return [list_wire(each) for each in lists[start : start + limit]]

	def one(self, visit: ShopRequest, list_id: str) -> Json:
		"""GET lists/ID."""
		return list_wire(self._lists.get(list_id, visit.grant))

	def delete(self, visit: ShopRequest, list_id: str) -> None:
		"""DELETE lists/ID. Its name stays taken."""
		self._lists.change(list_id, visit.grant, lambda kept: replace(kept, deleted=True))

	def add(self, visit: ShopRequest, list_id: str) -> list[str]:
		"""POST lists/ID/parts: the unique ids of the new lines, in their order."""
		kept = self._lists.get(list_id, visit.grant)
		at = count(visit.request.args, "index", len(kept.lines))
		lines = lines_from_json(json_objects(visit.request))
		limits = self._control.limits
		self._lists.change(list_id, visit.grant, lambda found: with_lines(found, lines, at, limits))
		return [line.unique_id for line in lines]

	def lines(self, visit: ShopRequest, list_id: str) -> Json:
		"""GET lists/ID/parts: the lines with prices and stock."""
		kept = self._lists.get(list_id, visit.grant)
		view = _view(visit)
		start, limit = _page(visit.request, _LINES_IN_A_PAGE)
		shown = kept.lines[start : start + limit]
		return {
			"PartsList": [line_wire(line, self._shelf, view) for line in shown],
			"TotalParts": max(len(kept.lines) - self.lag, 0),
		}

	def line(self, visit: ShopRequest, list_id: str, unique_id: str) -> Json:
		"""GET lists/ID/parts/UNIQUE_ID."""
		kept = self._lists.get(list_id, visit.grant)
		return line_wire(line_of(kept, unique_id), self._shelf, _view(visit))

	def replace_line(self, visit: ShopRequest, list_id: str, unique_id: str) -> str:
		"""PUT lists/ID/parts/UNIQUE_ID: nothing of the line that was there remains."""
		line = line_from_json(json_object(visit.request), unique_id)

		def replaced(kept: PartList) -> PartList:
			line_of(kept, unique_id)
			lines = tuple(line if each.unique_id == unique_id else each for each in kept.lines)
			return replace(kept, lines=lines)

		self._lists.change(list_id, visit.grant, replaced)
		return unique_id

	def delete_line(self, visit: ShopRequest, list_id: str, unique_id: str) -> None:
		"""DELETE lists/ID/parts/UNIQUE_ID."""

		def without(kept: PartList) -> PartList:
			gone = line_of(kept, unique_id)
			return replace(kept, lines=tuple(each for each in kept.lines if each is not gone))

		self._lists.change(list_id, visit.grant, without)


def third_party_call(request: Request, lists: Lists) -> Response:
	"""POST /mylists/api/thirdparty: a list of nobody; the answer is a link that opens it once."""
	try:
		lines = lines_from_json(json_objects(request))
		name = request.args.get("listName", "").strip()
		if not name:
			raise bad_body("The argument listName is missing.")
	except ApiProblem as problem:
		return json_answer(classic_body(problem), problem.status)
	code = lists.make_for_guest(name, request.args.get("tags", ""), lines)
	return json_answer(f"{request.host_url.rstrip('/')}/short/{quote(code)}")


def _view(visit: ShopRequest) -> View:
	"""The caller's view in the locale of the query, which is what MyLists goes by. Problem (400) for a wrong one."""
	arguments = visit.request.args
	language = text(arguments, "languageIso")
	if language and language.lower() not in LANGUAGES:
		raise invalid("languageIso", f"The value {language!r} is not a language.")
	home = visit.view.locale.site
	country = text(arguments, "countryIso")
	site = site_of(country) if country else home
	return replace(visit.view, locale=honoured(site, language, text(arguments, "currencyIso"), home))


def _page(request: Request, size: int) -> tuple[int, int]:
	"""Where a page begins and how long it is."""
	arguments: Mapping[str, Any] = request.args
	return count(arguments, "startIndex", 0), count(arguments, "limit", size)
