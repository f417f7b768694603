"""The one door of a whitelisted function: typed arguments in, errors in Frappe's words, a typed result out as JSON."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from decimal import Decimal
from functools import cache, wraps
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import frappe
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from supplier_connect.core.desk.errors import ErrorTable, as_frappe_errors
from supplier_connect.core.model.bounds import LARGEST_COUNT, amount_of
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message, msg

Function = TypeVar("Function", bound=Callable[..., Any])


def _amount(value: Decimal) -> Decimal:
	if amount_of(value) is None:
		raise ValueError
	return value


# A number of pieces, rows or days; a rate or a factor. No column takes larger ones.
Count = Annotated[int, Field(ge=1, le=LARGEST_COUNT)]
Amount = Annotated[Decimal, AfterValidator(_amount)]

_MISSING = inspect.Parameter.empty
_NONE = ("", "null")
# What an argument must be, by the beginning of the name of pydantic's error; the first that fits.
_SENTENCES = {
	"int": msg("{0} must be a whole number of at least 1."),
	"less_than": msg("{0} is too large."),
	"value_error": msg("{0} is too large."),
	"greater_than": msg("{0} must be a whole number of at least 1."),
	"bool": msg("{0} must be yes or no (1 or 0)."),
	"decimal": msg("{0} must be a number."),
	"float": msg("{0} must be a number."),
	"finite": msg("{0} must be a number."),
	"string": msg("{0} must be a text."),
	"list": msg("{0} must be a list."),
	"dict": msg("{0} must be an object."),
	"enum": msg("{0} must be one of: {1}."),
	"missing": msg("{0} is missing."),
}
_NOT_SUITED = msg("{0} can't be read.")


def endpoint(methods: list[str] | None = None, errors: ErrorTable = ()) -> Callable[[Function], Function]:
	"""Whitelist a function for logged-in users: `frappe.whitelist`, and what all of ours do besides.

	Arguments are read by their annotations (JSON text where these are no texts), and one that can't be is refused by its
	name. The engine's errors become Frappe's, by `errors` first. A result (see `api.results`) is answered as JSON.
	"""

	def whitelisted(function: Function) -> Function:
		@wraps(function)
		def answer(*args: Any, **kwargs: Any) -> Any:
			with as_frappe_errors(errors):
				return as_json(function(**_read_all(function, args, kwargs)))

		# As texts, which Frappe leaves to us: its own refusal is no sentence for a user.
		answer.__annotations__ = {name: str(kind) for name, kind in function.__annotations__.items()}
		found: Function = frappe.whitelist(methods=methods)(answer)
		return found

	return whitelisted


def as_json(value: Any) -> Any:
	"""A result, or a list of results, as callers get it."""
	if isinstance(value, BaseModel):
		return value.model_dump(mode="json", by_alias=True)
	return [as_json(one) for one in value] if isinstance(value, list) else value


def read_argument(name: str, kind: Any, value: Any, default: Any = _MISSING) -> Any:
	"""An argument as its annotation has it; raises `RejectedInput` that names the argument.

	Where no text is wanted, an empty one means that nothing was given. An `Annotated` with a `Message` names its own sentence.
	"""
	if isinstance(value, str) and not _takes_text(kind):
		value = _from_text(name, value)
	if value is None and default is not _MISSING:
		return default
	try:
		return _adapter(kind).validate_python(value)
	except ValidationError as error:
		own = next((one for one in get_args(kind) if isinstance(one, Message)), None)
		sentence = msg(own.template, name) if own else _sentence(name, error)
		raise RejectedInput(sentence, field=name) from None


def _read_all(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
	signature, kinds = _arguments(function)
	given = signature.bind_partial(*args, **kwargs).arguments
	more = next((name for name, one in signature.parameters.items() if one.kind is one.VAR_KEYWORD), None)
	read = dict(given.pop(more, {})) if more else {}
	for name, parameter in signature.parameters.items():
		if name in given:
			read[name] = read_argument(name, kinds[name], given[name], parameter.default)
		elif name != more and parameter.default is _MISSING:
			raise RejectedInput(msg(_SENTENCES["missing"].template, name), field=name)
	return read


@cache
def _arguments(function: Callable[..., Any]) -> tuple[inspect.Signature, dict[str, Any]]:
	return inspect.signature(function), get_type_hints(function, include_extras=True)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
	return TypeAdapter(kind, config=None if _is_model(kind) else ConfigDict(arbitrary_types_allowed=True))


def _is_model(kind: Any) -> bool:
	return inspect.isclass(kind) and issubclass(kind, BaseModel)


def _takes_text(kind: Any) -> bool:
	"""Whether a text may be given as it is. An enumeration's words are texts."""
	if origin := get_origin(kind):
		return origin in (Union, UnionType) and any(map(_takes_text, get_args(kind)))
	return kind is Any or (inspect.isclass(kind) and issubclass(kind, str))


def _from_text(name: str, text: str) -> Any:
	text = text.strip()
	if text in _NONE:
		return None
	if text[0] not in "[{":
		return text
	try:
		return json.loads(text)
	except (ValueError, RecursionError):
		raise RejectedInput(msg("{0} is no JSON.", name), field=name) from None


def _sentence(name: str, error: ValidationError) -> Message:
	first = error.errors(include_url=False)[0]
	found = next((one for start, one in _SENTENCES.items() if first["type"].startswith(start)), _NOT_SUITED)
	inner = (f"[{place}]" if isinstance(place, int) else f".{place}" for place in first["loc"])
	return msg(found.template, name + "".join(inner), first.get("ctx", {}).get("expected", ""))
