"""A call that DigiKey's gate let in, and how its arguments and its body are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request

from supplier_connect.sandbox.digikey.errors import bad_body, invalid
from supplier_connect.sandbox.digikey.oauth import IssuedToken
from supplier_connect.sandbox.digikey.wire import View


@dataclass(frozen=True, slots=True)
class ShopRequest:
	"""A call, who makes it and how he sees the shop."""

	request: Request
	grant: IssuedToken
	view: View


def json_object(request: Request) -> dict[str, Any]:
	"""The JSON object sent. Problem (400) when the body is none."""
	body = _json(request)
	if not isinstance(body, dict):
		raise bad_body("The body is not a JSON object.")
	return body


def json_objects(request: Request) -> list[dict[str, Any]]:
	"""The objects of the JSON array sent. Problem (400) for an empty array and for anything else."""
	body = _json(request)
	if not isinstance(body, list) or not body or not all(isinstance(each, dict) for each in body):
		raise bad_body("The body is not an array of objects.")
	return body


def text(values: Mapping[str, Any], name: str) -> str:
	"""A text of an object; "" for a missing one."""
	return str(values.get(name) or "").strip()


def count(values: Mapping[str, Any], name: str, otherwise: int) -> int:
	"""A whole number from 0 on, sent as such or as text; `otherwise` for a missing one. Problem (400) if not."""
	given = values.get(name)
	if given is None:
		return otherwise
	if isinstance(given, bool) or not isinstance(given, (int, str)) or not str(given).isdecimal():
		raise invalid(name, f"The field {name} must be a whole number from 0 on.")
	return int(given)


def _json(request: Request) -> Any:
	try:
		return json.loads(request.get_data())
	except ValueError as error:
		raise bad_body("The body can not be read as JSON.") from error
