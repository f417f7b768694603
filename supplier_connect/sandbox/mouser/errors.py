"""The errors of the Mouser API and how they look on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True, slots=True)
class ErrorEntry:
	"""One entry of an answer's Errors."""

	code: str
	message: str | None = None
	resource_key: str | None = None
	property_name: str | None = None

	def wire(self) -> dict[str, Any]:
		"""The entry as JSON."""
		return {
			"Id": 0,
			"Code": self.code,
			"Message": self.message,
			"ResourceKey": self.resource_key,
			"ResourceFormatString": None,
			"ResourceFormatString2": None,
			"PropertyName": self.property_name,
		}


class MouserRefused(Exception):
	"""The call is answered with an entry in Errors, most often under HTTP 200."""

	def __init__(
		self, entry: ErrorEntry, status: int = HTTPStatus.OK, retry_after: int | None = None
	) -> None:
		"""`retry_after` are seconds for the header of that name."""
		super().__init__(entry.code)
		self.entry = entry
		self.status = status
		self.retry_after = retry_after


class Turned(Exception):
	"""The call is turned away with a bare Message."""

	def __init__(self, message: str, status: int) -> None:
		"""`message` is for the client, `status` an HTTP status of 400 or more."""
		super().__init__(message)
		self.message = message
		self.status = status


KEY_MISSING = ErrorEntry("Required", "Required", "Required", "API Key")
KEY_WRONG = ErrorEntry("Invalid", "Invalid unique identifier.", "InvalidIdentifier", "API Key")
BAD_CHARACTERS = ErrorEntry("InvalidCharacters")
TOO_MANY_CALLS = ErrorEntry("TooManyRequests")
TOO_MANY_CALLS_TODAY = ErrorEntry("TooManyRequests", "Maximum calls per day exceeded.")


def required(property_name: str) -> MouserRefused:
	"""A field is missing or empty."""
	return MouserRefused(ErrorEntry("Required", "Required", "Required", property_name))


def invalid(property_name: str, message: str) -> MouserRefused:
	"""A field holds something it may not hold."""
	return MouserRefused(ErrorEntry("Invalid", message, "Invalid", property_name))


def not_found(property_name: str, message: str) -> MouserRefused:
	"""A field names something that is not there."""
	return MouserRefused(ErrorEntry("NotFound", message, "NotFound", property_name))


def too_long(property_name: str, message: str) -> MouserRefused:
	"""A field holds more than it may hold."""
	return MouserRefused(ErrorEntry("MaxLength", message, "MaxLength", property_name))


def too_short(property_name: str, message: str) -> MouserRefused:
	"""A field holds less than it must hold."""
	return MouserRefused(ErrorEntry("MinLength", message, "MinLength", property_name))
