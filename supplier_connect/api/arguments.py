"""What callers send, read and checked: numbers, lists of names, offers. All raise `RejectedInput` that names the field."""

from __future__ import annotations

from typing import Any

import frappe

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.desk.lookup.lookups import Pick

# JSON text comes from browsers, the rest from programs.
Number = int | str | None
Names = list[str] | str | None
Rows = list[dict[str, Any]] | str
Numbers = list[int] | str

_MOST_NUMBERS = 100
_MOST_QUANTITIES = 10


def read_count(field: str, value: Number) -> int | None:
	"""A number of pieces or rows, at least 1; None for none."""
	if value in (None, "", "null"):
		return None
	try:
		number = int(value)
	except ValueError:
		number = 0
	if number < 1:
		raise RejectedInput(msg("{0} must be a whole number of at least 1.", field), field=field)
	return number


def read_names(field: str, names: Names) -> list[str]:
	"""A list of names, none for none."""
	given = _list(field, names or [])
	if not all(isinstance(name, str) for name in given):
		raise RejectedInput(msg("{0} is a list of names.", field), field=field)
	return given


def read_quantities(quantities: Numbers) -> list[int]:
	"""Some quantities, each at least 1."""
	given = _list("quantities", quantities)
	if not 0 < len(given) <= _MOST_QUANTITIES:
		raise RejectedInput(msg("Name between 1 and {0} quantities.", _MOST_QUANTITIES), field="quantities")
	counted = [read_count("quantities", quantity) for quantity in given]
	return [quantity for quantity in counted if quantity]


def read_picks(offers: Rows) -> list[Pick]:
	"""Offers, each named by its account and SKU."""
	given = _list("offers", offers)
	try:
		picks = [Pick(str(one["account"]), str(one["sku"])) for one in given]
	except (TypeError, KeyError):
		raise RejectedInput(msg("offers is a list of objects with account and sku."), field="offers")
	if not picks:
		raise RejectedInput(msg("Choose an offer to import."), field="offers")
	return picks


def read_numbers(candidates: Rows) -> list[str]:
	"""The supplier part numbers of candidates, each once."""
	given = _list("candidates", candidates)
	try:
		numbers = [str(one["supplier_part_number"]).strip() for one in given]
	except (TypeError, KeyError):
		raise RejectedInput(
			msg("candidates is a list of objects with supplier_part_number."), field="candidates"
		)
	if not 0 < len(numbers) <= _MOST_NUMBERS or not all(numbers):
		raise RejectedInput(
			msg("Name between 1 and {0} supplier part numbers.", _MOST_NUMBERS), field="candidates"
		)
	return list(dict.fromkeys(numbers))


def _list(field: str, value: list[Any] | str) -> list[Any]:
	try:
		given = frappe.parse_json(value)
	except ValueError:
		given = None
	if not isinstance(given, list):
		raise RejectedInput(msg("{0} must be a list.", field), field=field)
	return given
