"""Bodies of answers as data."""

from __future__ import annotations

import json
import re
from typing import Any

from supplier_connect.core.model.bounds import read_decimal, read_integer

UNREADABLE = object()
# No answer of a shop nests deeper than a dozen levels.
_DEEPEST = 50
# An escape in a string: a pair of halves, half a character, or any other.
_ESCAPE = re.compile(
	r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
	re.DOTALL,
)
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def json_of(body: bytes | str) -> Any:
	"""What a body says, fractions as Decimal: None for an empty one, `UNREADABLE` for one that isn't JSON or too deep.

	A number that is too large to be meant, or is none, is None; half a character is a replacement character.
	"""
	try:
		text = body if isinstance(body, str) else body.decode(json.detect_encoding(body))
		if not text.strip():
			return None
		if _HALF.search(text):
			text = _ESCAPE.sub(lambda match: "\\ufffd" if match["half"] else match[0], text)
		data = json.loads(
			text.removeprefix("\ufeff"),
			parse_float=read_decimal,
			parse_int=read_integer,
			parse_constant=lambda _name: None,
		)
	except (ValueError, RecursionError):
		return UNREADABLE
	return UNREADABLE if _is_too_deep(data) else data


def _is_too_deep(data: Any) -> bool:
	level = [data]
	for _depth in range(_DEEPEST):
		level = [
			inner
			for outer in level
			if isinstance(outer, (dict, list))
			for inner in (outer.values() if isinstance(outer, dict) else outer)
			if isinstance(inner, (dict, list))
		]
		if not level:
			return False
	return True
