"""The errors of the DigiKey APIs and their two shapes on the wire."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

_VERSION = "3.0.0.0"
_STATUS_TYPE = "https://tools.ietf.org/html/rfc9110#section-15"
_NO_FIELDS: Mapping[str, str] = MappingProxyType({})


class ApiProblem(Exception):
	"""Why a call is refused."""

	def __init__(
		self,
		status: HTTPStatus,
		message: str,
		details: str = "",
		fields: Mapping[str, str] = _NO_FIELDS,
		retry_after: int | None = None,
	) -> None:
		"""`fields` says by field what is wrong with a body; `retry_after` are seconds for the header."""
		super().__init__(message)
		self.status = status
		self.message = message
		self.details = details or message
		self.fields = fields
		self.retry_after = retry_after


class GatewayProblem(ApiProblem):
	"""A problem found before the API is reached: its body is of the older shape whatever was called."""


def product_body(problem: ApiProblem, path: str) -> dict[str, Any]:
	"""The body of a failed call to the Products API, which follows RFC 9457."""
	return {
		"type": _STATUS_TYPE,
		"title": problem.status.phrase,
		"status": int(problem.status),
		"detail": problem.details,
		"instance": path,
		"correlationId": str(uuid.uuid4()),
		"errors": {name: [message] for name, message in problem.fields.items()},
	}


def classic_body(problem: ApiProblem, path: str = "") -> dict[str, Any]:
	"""The body of a failed call to MyLists or OAuth, and of one the gateway refused."""
	return {
		"ErrorResponseVersion": _VERSION,
		"StatusCode": int(problem.status),
		"ErrorMessage": problem.message,
		"ErrorDetails": problem.details,
		"RequestId": str(uuid.uuid4()),
		"ValidationErrors": [{"Field": name, "Message": message} for name, message in problem.fields.items()],
	}


def invalid(name: str, message: str) -> ApiProblem:
	"""A field or an argument holds something it may not hold."""
	details = "One or more validation errors occurred."
	return ApiProblem(HTTPStatus.BAD_REQUEST, "Bad Request", details, {name: message})


def bad_body(message: str) -> ApiProblem:
	"""The body as a whole is not what the call takes."""
	return ApiProblem(HTTPStatus.BAD_REQUEST, "Bad Request", message)


def not_found(message: str) -> ApiProblem:
	"""What the path names is not there."""
	return ApiProblem(HTTPStatus.NOT_FOUND, "Not Found", message)
