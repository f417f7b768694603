"""Cutting long lists into calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def in_batches(things: Sequence[Thing], size: int) -> Iterator[Sequence[Thing]]:
	"""The things in their order, `size` at a time, the rest last."""
	return (things[start : start + size] for start in range(0, len(things), size))
