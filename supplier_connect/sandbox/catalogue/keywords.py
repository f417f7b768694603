"""Keyword search over a catalogue that does not change."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

_TOKEN = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*%?")
# Shorter words begin too many part numbers to say anything.
_SHORTEST_BEGINNING = 3


class KeywordIndex:
	"""Finds the entries that every word of a query fits.

	A word fits an entry when it is a word of its texts, or when a part number or a piece of one begins with it.
	"""

	def __init__(self) -> None:
		self._numbers: list[str] = []
		self._holders: dict[str, array[int]] = {}

	def add(self, numbers: str, texts: Iterable[str]) -> None:
		"""Add the next entry (0, 1, ...): its part numbers, and the texts it shares with others."""
		position = len(self._numbers)
		self._numbers.append(numbers.upper())
		for text in texts:
			holders = self._holders.get(text)
			if holders is None:
				holders = self._holders[text] = array("i")
			holders.append(position)

	def find(self, query: str) -> set[int]:
		"""The entries that fit every word of `query`; none for an empty one."""
		sets = sorted((self._fitting(word) for word in query.split()), key=len)
		return set.intersection(*sets) if sets else set()

	def with_text(self, text: str) -> set[int]:
		"""The entries that were added with exactly this text, upper or lower case."""
		wanted = text.casefold()
		return {
			position
			for known, holders in self._holders.items()
			if known.casefold() == wanted
			for position in holders
		}

	def _fitting(self, word: str) -> set[int]:
		tokens = [self._with_token(token) for token in _tokens(word)]
		found = set.intersection(*tokens) if tokens else set()
		if len(word) >= _SHORTEST_BEGINNING:
			found.update(self._beginning_with(word.upper()))
		return found

	def _with_token(self, token: str) -> set[int]:
		found: set[int] = set()
		for text in self._texts_by_token.get(token, ()):
			found.update(self._holders[text])
		return found

	def _beginning_with(self, word: str) -> Iterator[int]:
		text, starts = self._numbers_text
		at = text.find(word)
		while at >= 0:
			# "10K" is not meant to find the 110K of "RC0402FR-07110KL".
			if at == 0 or not text[at - 1].isalnum():
				yield bisect_right(starts, at) - 1
			at = text.find(word, at + 1)

	@cached_property
	def _texts_by_token(self) -> dict[str, list[str]]:
		texts: dict[str, list[str]] = {}
		for text in self._holders:
			for token in set(_tokens(text)):
				texts.setdefault(token, []).append(text)
		return texts

	@cached_property
	def _numbers_text(self) -> tuple[str, array[int]]:
		"""All numbers in one string, and where each entry begins in it."""
		starts = array("q")
		length = 0
		for numbers in self._numbers:
			starts.append(length)
			length += len(numbers) + 1
		return "\n".join(self._numbers), starts


def _tokens(text: str) -> list[str]:
	"""The words of a text in lower case, a plural without its s."""
	return [
		word[:-1] if len(word) > 3 and word.endswith("s") else word for word in _TOKEN.findall(text.lower())
	]
