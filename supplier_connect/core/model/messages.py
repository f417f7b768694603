"""Sentences that can be translated after they were made.

The engine knows no language: it makes a `Message`, and whoever shows it (the Desk, the command line) may translate
the template before the values are filled in. The constructor is named `_`, so that the usual extractors of
translatable strings find the templates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
	"""A sentence: a template with numbered places, and the values for them."""

	template: str
	values: tuple[str, ...] = ()

	def __str__(self) -> str:
		return self.template.format(*self.values)

	def translated(self, translate: Callable[[str], str]) -> str:
		"""The sentence in another language; `translate` maps a template to its translation."""
		return translate(self.template).format(*self.values)


def msg(template: str, *values: object) -> Message:
	"""Make a `Message`; the values are turned into strings at once."""
	return Message(template, tuple(str(value) for value in values))


def plain(message: str) -> Message:
	"""A `Message` around words that come from outside (a shop's own message) and can't be translated."""
	return Message("{0}", (message,))
