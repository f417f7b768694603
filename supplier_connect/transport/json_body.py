"""Bodies of answers as data."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

UNREADABLE = object()


def json_of(body: bytes | str) -> Any:
	"""What a body says, fractions as Decimal: None for an empty one, `UNREADABLE` for one that isn't JSON."""
	try:
		return json.loads(body, parse_float=Decimal) if body.strip() else None
	except ValueError:
		return UNREADABLE
