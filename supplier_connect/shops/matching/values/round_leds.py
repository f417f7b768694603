"""The sizes of LEDs with a round lens: "3 mm" or "T-1", "5 mm" or "T-1 3/4"."""

from __future__ import annotations

import re
from typing import NamedTuple

_ROUND = re.compile(
	r"(?<![^\W_])(?<![.,/-])(?<!x\s)"
	r"(?:T-?1(?P<quarters>[- (]{0,2}3/4)?|[ØDd]?(?P<mm>3|5|8|10)(?:[.,]0{1,2})?\s?(?:mm|MM))(?![^\W_])"
	r"(?!\s?x|[-_ ]?(?i:pitch|spacing|raster|rm|abstand|lead|wide|long|high|height|lang|breit|hoch)(?![^\W_]))"
)
_IN_FIELD = re.compile(
	r"\s*(?:T-?1(?P<quarters>[- (]{0,2}3/4)?\)?(?:\s*[,(]?\s*[35]\s?mm\)?)?"
	r"|(?P<mm>3|5|8|10)(?:[.,]0{1,2})?\s?mm(?:\s*[,(]?\s*T-?1(?:[- (]{0,2}3/4)?\)?)?)\s*",
	re.IGNORECASE,
)


class RoundLens(NamedTuple):
	"""The size of a lens, and where it stands."""

	name: str
	start: int
	end: int


def round_lens(plain: str) -> RoundLens | None:
	"""The size that the text of an LED gives; None when it gives none."""
	match = _ROUND.search(plain)
	return RoundLens(_name(match["mm"], match["quarters"]), *match.span()) if match else None


def round_size(field: str) -> str | None:
	"""The size that a field holds: "T-1 3/4", "T-1 (3 mm)", "5mm"."""
	match = _IN_FIELD.fullmatch(field)
	return _name(match["mm"], match["quarters"]) if match else None


def _name(millimetres: str | None, quarters: str | None) -> str:
	return f"{millimetres or (5 if quarters else 3)} mm"
