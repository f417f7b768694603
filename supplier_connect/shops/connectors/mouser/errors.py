"""What Mouser calls an error, and what we make of it.

Most errors come with HTTP 200, in a list `Errors`; some as a `Message` of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from supplier_connect.core.http.exchange import Call, Response
from supplier_connect.core.http.failures import retry_after_seconds
from supplier_connect.core.http.limits import next_midnight, quota_exhausted
from supplier_connect.core.model.bounds import sentence
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import (
	CartNotFound,
	NotAuthorised,
	OutcomeUnknown,
	RateLimited,
	RejectedInput,
	SupplierConnectError,
)
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.connectors.mouser.wire import ErrorWire
from supplier_connect.shops.connectors.protocols import KeyField

CART_KEY = KeyField("cart_key", "Cart API Key", msg("Fills carts. From My Mouser, APIs."))
SEARCH_KEY = KeyField(
	"search_key", "Search API Key", msg("Finds parts. From My Mouser, APIs; it isn't the key for carts.")
)
_MINUTE = 60.0
_LONGEST_NAME = 60
_FAULT = "InternalError"


class BadCharacter(RejectedInput):
	"""What was asked for has a character that Mouser doesn't take; of several numbers one alone may have it."""


@dataclass(frozen=True)
class _ErrorRule:
	"""Which entries of `Errors` a rule is for, and the error it makes of them; the first that fits decides."""

	name: str
	applies: Callable[[ErrorWire], bool]
	make: Callable[[Connection, Call, ErrorWire], SupplierConnectError]


def _about(account: Connection, call: Call) -> dict[str, Any]:
	return {"account": account.name, "call": call.title}


def _key_refused(account: Connection, call: Call, _error: ErrorWire) -> SupplierConnectError:
	which = (CART_KEY if "/cart" in call.path else SEARCH_KEY).label
	return NotAuthorised(
		msg(
			"Supplier Account {0}: Mouser doesn't take the {1}. Check it on the account.", account.name, which
		),
		**_about(account, call),
	)


def _day_spent(account: Connection, call: Call, _error: ErrorWire) -> SupplierConnectError:
	return quota_exhausted(account.name, call.title, next_midnight(datetime.now(timezone.utc)))


def _minute_spent(account: Connection, call: Call, _error: ErrorWire) -> SupplierConnectError:
	return RateLimited(
		msg("Supplier Account {0}: Mouser asks to wait a minute. Try again then.", account.name),
		wait_seconds=_MINUTE,
		**_about(account, call),
	)


def _cart_unknown(account: Connection, call: Call, _error: ErrorWire) -> SupplierConnectError:
	return CartNotFound(
		msg("Supplier Account {0}: Mouser doesn't know this cart any more.", account.name),
		field="CartKey",
		**_about(account, call),
	)


def _fault(account: Connection, call: Call, _error: ErrorWire) -> SupplierConnectError:
	return OutcomeUnknown(
		msg("Supplier Account {0}: Mouser reports an internal error. Try again later.", account.name),
		**_about(account, call),
	)


def _bad_character(account: Connection, call: Call, error: ErrorWire) -> SupplierConnectError:
	return BadCharacter(
		msg(
			"Supplier Account {0}: Mouser doesn't take a special character in what was asked for.",
			account.name,
		),
		field=error.PropertyName,
		**_about(account, call),
	)


def _currency_refused(account: Connection, call: Call, _error: ErrorWire) -> SupplierConnectError:
	return RejectedInput(
		msg(
			"Supplier Account {0}: Mouser does not sell in {1}. Set another Currency on the account.",
			account.name,
			str(call.query.get("currencyCode", "")),
		),
		field="currency",
		**_about(account, call),
	)


def _refused(account: Connection, call: Call, error: ErrorWire) -> SupplierConnectError:
	return RejectedInput(
		msg(
			"Supplier Account {0}: Mouser refused {1}: {2}",
			account.name,
			sentence(account.credentials.redact(error.PropertyName), _LONGEST_NAME) or call.title,
			sentence(account.credentials.redact(error.words)),
		),
		field=error.PropertyName,
		**_about(account, call),
	)


def _names(error: ErrorWire, *words: str) -> bool:
	told = f"{error.PropertyName} {error.ResourceKey}".replace(" ", "").lower()
	return any(word in told for word in words)


_DAILY = re.compile(r"(?i)\b(per day|daily|day)\b")
_ERROR_RULES = (
	# Mouser's own, whatever HTTP status it comes with.
	_ErrorRule("fault", lambda e: e.Code == _FAULT, _fault),
	_ErrorRule("key", lambda e: _names(e, "apikey"), _key_refused),
	_ErrorRule(
		"day's quota",
		lambda e: e.Code == "TooManyRequests" and bool(_DAILY.search(f"{e.Message} {e.ResourceKey}")),
		_day_spent,
	),
	_ErrorRule("minute's quota", lambda e: e.Code == "TooManyRequests", _minute_spent),
	_ErrorRule(
		"unknown cart", lambda e: e.Code in ("NotFound", "Invalid") and _names(e, "cartkey"), _cart_unknown
	),
	_ErrorRule("currency", lambda e: e.Code == "Invalid" and _names(e, "currencycode"), _currency_refused),
	_ErrorRule("special character", lambda e: e.Code == "InvalidCharacters", _bad_character),
	_ErrorRule("refused", lambda _e: True, _refused),
)
# Errors that concern single lines: those are in CartItems too.
_ABOUT_A_LINE = ("mouserpartnumber", "quantity", "customerpartnumber", "packagingchoice")


def errors_of(data: object) -> list[ErrorWire]:
	"""The entries of `Errors`; none where the answer has no such list."""
	rows = data.get("Errors") if isinstance(data, Mapping) else None
	entries = rows if isinstance(rows, Iterable) and not isinstance(rows, (str, Mapping)) else []
	return [ErrorWire.model_validate(entry) for entry in entries if isinstance(entry, Mapping)]


def codes_of(data: object) -> set[str]:
	"""The codes of all entries of `Errors`."""
	return {error.Code for error in errors_of(data)}


def _stops_the_call(error: ErrorWire, data: Mapping[str, Any]) -> bool:
	if error.Code in ("EmptyCart", "NoValidItemsInCart"):
		return "CartItems" not in data and "CartKey" not in data
	if error.Code == _FAULT:
		return True
	return not (data.get("CartItems") and _names(error, *_ABOUT_A_LINE))


def check_answer(account: Connection, call: Call, answer: Response) -> None:
	"""Raise the typed error for what Mouser calls an error, in `Errors` or in a `Message` of its own.

	Errors of single lines of a cart don't stop a call: they come with the lines.
	"""
	data = answer.data
	if not isinstance(data, Mapping):
		return
	stopping = [error for error in errors_of(data) if _stops_the_call(error, data)]
	for rule in _ERROR_RULES:
		for error in stopping:
			if rule.applies(error):
				raise rule.make(account, call, error)
	message = data.get("Message")
	if isinstance(message, str) and message:
		_check_message(account, call, answer, message)


def _check_message(account: Connection, call: Call, answer: Response, message: str) -> None:
	error = ErrorWire(Message=message)
	if answer.status in (401, 403):
		if _DAILY.search(message):
			raise _day_spent(account, call, error)
		raise NotAuthorised(
			msg(
				"Supplier Account {0}: Mouser refuses the key: {1}",
				account.name,
				sentence(account.credentials.redact(error.words)),
			),
			**_about(account, call),
		)
	if answer.status == 429:
		if _DAILY.search(message):
			raise _day_spent(account, call, error)
		wait = retry_after_seconds(answer.headers, _MINUTE)
		raise RateLimited(
			msg(
				"Supplier Account {0}: Mouser asks to wait {1} seconds. Try again then.",
				account.name,
				round(wait),
			),
			wait_seconds=wait,
			**_about(account, call),
		)
	if answer.status < 500 and answer.status != 404:
		raise _refused(account, call, error)
