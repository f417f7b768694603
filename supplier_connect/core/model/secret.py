"""A value that must not show: keys, tokens, passwords."""

from __future__ import annotations


class Secret:
	"""Holds a secret. Its text, repr and format are stars; only `reveal` gives the value.

	Tracebacks print local variables, so a key never lies in a plain string longer than a call needs it.
	"""

	__slots__ = ("_value",)

	def __init__(self, value: str) -> None:
		self._value = value

	def reveal(self) -> str:
		"""The secret itself, for the one place that sends it."""
		return self._value

	def __bool__(self) -> bool:
		return bool(self._value)

	def __eq__(self, other: object) -> bool:
		return isinstance(other, Secret) and other._value == self._value

	def __hash__(self) -> int:
		return hash(self._value)

	def __repr__(self) -> str:
		return "Secret(***)"

	__str__ = __repr__

	def __reduce__(self) -> str:
		raise TypeError("a secret is not stored with pickle")
