"""The packages that number tokens of a text name: "0603", "1608Metric", "0402X4", "16TSSOP"."""

from __future__ import annotations

import re

from supplier_connect.shops.matching.reading.terms import Kind
from supplier_connect.shops.matching.reading.tokenizer import Token
from supplier_connect.shops.matching.values.packages import Package, chip, family_name

_METRIC_BEHIND = re.compile(r"[_ ]?(?i:metric)")
_ARRAY_BEHIND = re.compile(r"[xX]([248])")
_ARRAY_BEFORE = re.compile(r"[xX]([0-9]{4})")
_CHIP_LENGTHS = (4, 5, 6)


def size_of(token: Token, plain: str, kind: Kind) -> Package | None:
	"""The package a number token names on a kind of part; None when it names none."""
	glue = token["glue"]
	if not glue:
		return _chip(token, plain, kind)
	if glue.lower() == "metric":
		return _package(token, chip(token["number"], True, kind), "chip size, metric")
	return _array(token, kind) or _family(token)


def _package(token: Token, name: str | None, rule: str) -> Package | None:
	return Package(name, rule, token.start("number"), token.end()) if name else None


def _chip(token: Token, plain: str, kind: Kind) -> Package | None:
	number = token["number"]
	if len(number) not in _CHIP_LENGTHS:
		return None
	metric = _METRIC_BEHIND.match(plain, token.end()) is not None
	return _package(token, chip(number, metric, kind), "chip size, metric" if metric else "chip size")


def _array(token: Token, kind: Kind) -> Package | None:
	"""Several elements in one chip: "0402X4", "4x0402"."""
	behind, before = _ARRAY_BEHIND.fullmatch(token["glue"]), _ARRAY_BEFORE.fullmatch(token["glue"])
	if behind:
		size, count = token["number"], behind[1]
	elif before:
		size, count = before[1], token["number"]
	else:
		return None
	name = chip(size, False, kind)
	return _package(token, f"{name}x{count}" if name else None, "chip array")


def _family(token: Token) -> Package | None:
	"""A family of packages behind its pins: "16TSSOP"."""
	name = family_name(token["glue"])
	if name is None or not token["number"].isdigit():
		return None
	return _package(token, f"{name}-{token['number']}", "package family")
