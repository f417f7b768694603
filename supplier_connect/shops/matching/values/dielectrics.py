"""When one dielectric of ceramic capacitors does what another does: EIA codes such as X7R, read letter by letter."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_LOWEST = {"X": -55, "Y": -30, "Z": 10}
_HIGHEST = {"2": 45, "4": 65, "5": 85, "6": 105, "7": 125, "8": 150, "9": 200}
# How many per cent the capacitance may change over that range.
_CHANGE = {"F": 7.5, "P": 10.0, "R": 15.0, "S": 22.0, "L": 40.0, "T": 33.0, "U": 56.0, "V": 82.0}
_CLASS_2 = re.compile(r"[XYZ][2456789][FPRSLTUV]")
# Class 1 changes by parts in a million, so it does what any other does.
_CLASS_1 = frozenset(("C0G", "NP0", "NPO", "COG", "U2J", "U2M", "C0H", "CH", "SL", "X8G"))


class _Range(NamedTuple):
	lowest: int
	highest: int
	change: float


@lru_cache(maxsize=1024)
def does_the_work_of(offered: str, asked: str) -> bool | None:
	"""Whether a dielectric keeps what another promises; None where one of them isn't known."""
	if offered == asked:
		return True
	if offered in _CLASS_1 or asked in _CLASS_1:
		return offered in _CLASS_1 and asked not in _CLASS_1
	one, other = _range(offered), _range(asked)
	if one is None or other is None:
		return None
	return one.lowest <= other.lowest and one.highest >= other.highest and one.change <= other.change


def _range(code: str) -> _Range | None:
	if not _CLASS_2.fullmatch(code):
		return None
	return _Range(_LOWEST[code[0]], _HIGHEST[code[1]], _CHANGE[code[2]])
