"""Texts from outside as cells of spreadsheets."""

from __future__ import annotations

import re

# What spreadsheets take for the start of a formula, unless it is the sign of a plain number.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")


def escape_formula(text: str) -> str:
	"""A text that no spreadsheet takes for a formula: an apostrophe before one makes it text."""
	is_formula = _FORMULA.match(text) and not _NUMBER.fullmatch(text)
	return f"'{text}" if is_formula else text
