"""Names for lists at shops that give each name once only: an order's name and a number that goes up."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg

# An order with more lists than that has another problem.
_LARGEST = 9999


def list_name(order: str, number: int) -> str:
	"""The name of an order's list: "PO-00001-01", after -99 comes -100."""
	return f"{order}-{number:02d}"


def passing_name(day: date) -> str:
	"""A name for a list that is deleted at once: "Resync 2026-03-01 9f86d081884c", which nobody else gives."""
	return f"Resync {day:%Y-%m-%d} {secrets.token_hex(6)}"


def first_free(start: int, is_free: Callable[[int], bool]) -> int:
	"""The first number from `start` on that is free, asking as seldom as can be.

	Names are taken in a row, so taken ones are jumped over in growing steps, and the way back is halved until the
	place is found where they end. Raises `RejectedInput` when there seems to be no end.
	"""
	taken, tried = start - 1, start
	while not is_free(tried):
		taken, tried = tried, tried + max(tried - start, 1)
		if tried > _LARGEST:
			raise RejectedInput(msg("All list names up to number {0} are taken.", taken), field="ListName")
	return _end_of_taken(taken, tried, is_free)


def _end_of_taken(taken: int, free: int, is_free: Callable[[int], bool]) -> int:
	while free - taken > 1:
		middle = (taken + free) // 2
		if is_free(middle):
			free = middle
		else:
			taken = middle
	return free
