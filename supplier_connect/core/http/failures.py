"""What can go wrong with a call, as typed errors: statuses, and exchanges without a whole answer."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

import requests
import urllib3

from supplier_connect.core.http.addresses import private_refused
from supplier_connect.core.http.connections import PrivateAddressError
from supplier_connect.core.http.exchange import Call, Response
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import (
	NotAuthorised,
	OutcomeUnknown,
	RateLimited,
	RejectedInput,
	UnexpectedResponse,
)
from supplier_connect.core.model.messages import Message, msg


@dataclass(frozen=True)
class Interruption:
	"""An exchange without a whole answer: what kind of failure, and whether the call may have arrived."""

	kind: str
	sentence: Message
	may_have_arrived: bool


def retry_after_seconds(headers: Mapping[str, str], default: float) -> float:
	"""Seconds that a Retry-After header asks for; it may hold seconds or a date (RFC 9110, 10.2.3)."""
	value = next((text for name, text in headers.items() if name.lower() == "retry-after"), "").strip()
	if value.isascii() and value.isdigit():
		return min(float(value[:_LONGEST_WAIT_DIGITS]), _LONGEST_WAIT)
	try:
		at = parsedate_to_datetime(value[:_LONGEST_DATE])
		seconds = (at - datetime.now(timezone.utc)).total_seconds() if at.tzinfo else default
	except (TypeError, ValueError, OverflowError):
		return default
	return min(max(seconds, 0.0), _LONGEST_WAIT)


# A day: nobody waits longer, and a limit of a day is told otherwise.
_LONGEST_WAIT = 24 * 3600.0
_LONGEST_WAIT_DIGITS = 9
_LONGEST_DATE = 100
_DEFAULT_WAIT = 2.0


def check_status(account: Connection, call: Call, answer: Response) -> None:
	"""Raise the typed error of an HTTP status that is no success."""
	about = {"account": account.name, "call": call.title}
	status = answer.status
	if 200 <= status < 300:
		return
	if status == 429:
		wait = retry_after_seconds(answer.headers, _DEFAULT_WAIT)
		raise RateLimited(
			msg(
				"Supplier Account {0}: the shop asks to wait {1} seconds. Try again then.",
				account.name,
				round(wait),
			),
			wait_seconds=wait,
			**about,
		)
	if status in (401, 403):
		raise NotAuthorised(
			msg(
				"Supplier Account {0}: the shop refuses its key. Check the keys and test the connection.",
				account.name,
			),
			**about,
		)
	if status >= 500:
		raise OutcomeUnknown(
			msg(
				"Supplier Account {0}: the shop has a fault of its own ({1}). Try again later.",
				account.name,
				status,
			),
			**about,
		)
	if status == 404:
		raise RejectedInput(
			msg(
				"Supplier Account {0}: there is no {1} at {2}. Check the Base URL.",
				account.name,
				call.title,
				account.base_url,
			),
			field="base_url",
			**about,
		)
	if status >= 400:
		raise RejectedInput(
			msg("Supplier Account {0}: the shop refused {1} ({2}).", account.name, call.title, status),
			**about,
		)
	raise UnexpectedResponse(
		msg(
			"Supplier Account {0}: the shop answered {1} with {2}. Check the Base URL.",
			account.name,
			call.title,
			status,
		),
		**about,
	)


@dataclass(frozen=True)
class _BreakRule:
	"""What an exception of requests means; the first rule whose types fit decides."""

	types: tuple[type[BaseException], ...]
	kind: str
	sentence: Message
	may_have_arrived: bool


_NEVER_SENT = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.NameResolutionError)
_BREAK_RULES = (
	_BreakRule(
		(requests.exceptions.ProxyError,),
		"proxy",
		msg("Supplier Account {0}: the proxy can't be reached or refuses. Check the proxy settings."),
		False,
	),
	_BreakRule(
		(requests.exceptions.ConnectTimeout,),
		"connect timeout",
		msg("Supplier Account {0}: the shop doesn't answer. Try again later."),
		False,
	),
	_BreakRule(
		(requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError),
		"timeout",
		msg("Supplier Account {0}: the shop didn't answer within {1} s. Try again later."),
		True,
	),
	_BreakRule(
		(
			requests.exceptions.InvalidURL,
			requests.exceptions.InvalidSchema,
			requests.exceptions.MissingSchema,
			UnicodeError,
		),
		"address",
		msg("Supplier Account {0}: its Base URL can't be called. Correct it on the account."),
		False,
	),
)


def interruption_of(error: BaseException, account: Connection) -> Interruption:
	"""What an exception of requests means for the user, without what it holds: URLs with keys."""
	seconds = f"{account.timeout:g}"
	causes = _causes(error)
	if any(isinstance(cause, PrivateAddressError) for cause in causes):
		return Interruption("private address", private_address(account), False)
	for rule in _BREAK_RULES:
		if any(isinstance(cause, rule.types) for cause in causes):
			return Interruption(
				rule.kind, Message(rule.sentence.template, (account.name, seconds)), rule.may_have_arrived
			)
	if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
		sentence = msg(
			"Supplier Account {0}: the shop's certificate is not valid. Check the Base URL and the proxy.",
			account.name,
		)
		return Interruption("certificate", sentence, False)
	if any(isinstance(cause, _NEVER_SENT) for cause in causes):
		sentence = msg(
			"Supplier Account {0}: the shop can't be reached at {1}. Check the Base URL, or try again later.",
			account.name,
			account.base_url,
		)
		return Interruption("unreachable", sentence, False)
	sentence = msg("Supplier Account {0}: the connection to the shop broke. Try again later.", account.name)
	return Interruption("connection cut", sentence, True)


def private_address(account: Connection) -> Message:
	"""Why an account's address isn't called."""
	return msg("Supplier Account {0}: {1}", account.name, private_refused(account.base_url))


def _causes(error: BaseException) -> list[BaseException]:
	"""The errors that an error of requests wraps: as arguments, as `reason`, as cause."""
	found: list[BaseException] = []
	queue: list[object] = [error]
	while queue:
		current = queue.pop()
		if isinstance(current, BaseException) and current not in found:
			found.append(current)
			queue += [*current.args, getattr(current, "reason", None), current.__cause__, current.__context__]
	return found
