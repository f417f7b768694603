"""What DigiKey calls an error, and what we make of it.

Products answer with `{title, detail, status, errors}`, lists and sign-in with `{ErrorMessage, ErrorDetails,
ValidationErrors}`; both with a status of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from supplier_connect.core.http.exchange import Call, QuotaStatus, Response
from supplier_connect.core.http.failures import retry_after_seconds
from supplier_connect.core.http.limits import next_midnight, quota_exhausted
from supplier_connect.core.model.bounds import cleaned, count_of, sentence
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import (
	CartNotFound,
	NotAuthorised,
	PartNotFound,
	RateLimited,
	RejectedInput,
	SupplierConnectError,
	TokenRefused,
	TokenRevoked,
)
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.connectors.protocols import KeyField

CLIENT_ID = KeyField("client_id", "Client ID", msg("Of your production app at developer.digikey.com."))
CLIENT_SECRET = KeyField("client_secret", "Client Secret", msg("Stands beside the Client ID."))
TOKEN = "/v1/oauth2/token"  # noqa: S105
LISTS = "/mylists/v1/lists"
PRODUCTS = "/products/v4"
GUEST = "/mylists/api/thirdparty"
_MINUTE = 60.0
_LINE = re.compile(rf"{LISTS}/[^/]+/parts/[^/]+")


class NameTaken(RejectedInput):
	"""A list of that name exists, or existed: DigiKey gives a name once only."""


class LineNotFound(RejectedInput):
	"""The list has no such line (any more)."""


@dataclass(frozen=True)
class _Refusal:
	"""A call, and DigiKey's answer to it that is no success."""

	account: Connection
	call: Call
	answer: Response

	@property
	def words(self) -> str:
		"""What DigiKey says, without our keys should it repeat one."""
		said = dict.fromkeys(filter(None, _sentences(self.answer.data)))
		return sentence(self.call.redact(self.account.credentials.redact(" ".join(said))))

	@property
	def grant(self) -> str:
		"""The kind of grant that was asked for."""
		return str((self.call.form or {}).get("grant_type", ""))

	def mentions(self, *words: str) -> bool:
		"""Whether DigiKey's words hold one of these (in small letters)."""
		said = self.words.lower()
		return any(word in said for word in words)

	def error(self, kind: type[SupplierConnectError], sentence: Message, **more: Any) -> SupplierConnectError:
		"""An error of a kind about this call."""
		return kind(sentence, account=self.account.name, call=self.call.title, **more)


def _sentences(data: Any) -> Iterator[str]:
	if isinstance(data, str):
		yield cleaned(data)
	if not isinstance(data, Mapping):
		return
	for name in ("ErrorMessage", "ErrorDetails", "title", "detail"):
		yield cleaned(data.get(name))
	entries = data.get("ValidationErrors")
	for entry in entries if isinstance(entries, list) else ():
		if isinstance(entry, Mapping):
			yield f"{cleaned(entry.get('Field'))}: {cleaned(entry.get('Message'))}".strip(": ")
	errors = data.get("errors")
	if isinstance(errors, Mapping):
		yield from (
			f"{cleaned(name)}: {cleaned(value) or cleaned(str(value))}" for name, value in errors.items()
		)


def _keys_refused(refusal: _Refusal) -> SupplierConnectError:
	sentence = msg(
		"Supplier Account {0}: DigiKey doesn't take its Client ID and Client Secret. Check them on the account.",
		refusal.account.name,
	)
	return refusal.error(NotAuthorised, sentence, key=CLIENT_ID.name)


def _code_refused(refusal: _Refusal) -> SupplierConnectError:
	sentence = msg(
		"Supplier Account {0}: DigiKey no longer takes the code of this sign-in; it is good once and for 60 seconds. "
		"Connect again.",
		refusal.account.name,
	)
	return refusal.error(NotAuthorised, sentence)


def _sign_in_ended(refusal: _Refusal) -> SupplierConnectError:
	sentence = msg(
		"Supplier Account {0}: DigiKey has ended its sign-in. Open the account and connect to DigiKey again.",
		refusal.account.name,
	)
	return refusal.error(TokenRevoked, sentence)


def _day_spent(refusal: _Refusal) -> SupplierConnectError:
	midnight = next_midnight(datetime.now(timezone.utc))
	return quota_exhausted(refusal.account.name, refusal.call.title, midnight)


def _too_fast(refusal: _Refusal) -> SupplierConnectError:
	wait = retry_after_seconds(refusal.answer.headers, _MINUTE)
	sentence = msg(
		"Supplier Account {0}: DigiKey asks to wait {1} seconds. Try again then.",
		refusal.account.name,
		round(wait),
	)
	return refusal.error(RateLimited, sentence, wait_seconds=wait)


def _token_refused(refusal: _Refusal) -> SupplierConnectError:
	sentence = msg(
		"Supplier Account {0}: DigiKey doesn't take its sign-in any more. Open the account and connect to DigiKey again.",
		refusal.account.name,
	)
	return refusal.error(TokenRefused, sentence)


def _not_subscribed(refusal: _Refusal) -> SupplierConnectError:
	"""No other token would help: it is the app that isn't let in."""
	sentence = msg(
		"Supplier Account {0}: DigiKey doesn't let its app use {1}. Check the Client ID on the account, and at "
		"developer.digikey.com that this app is subscribed to {1}.",
		refusal.account.name,
		"MyLists" if refusal.call.path.startswith(LISTS) else "Product Information V4",
	)
	return refusal.error(NotAuthorised, sentence, key=CLIENT_ID.name)


def _no_right_to_lists(refusal: _Refusal) -> SupplierConnectError:
	sentence = msg(
		"Supplier Account {0}: its sign-in has no right to MyLists. Add MyLists to the app at developer.digikey.com, "
		"then connect to DigiKey again.",
		refusal.account.name,
	)
	return refusal.error(NotAuthorised, sentence)


def _not_allowed(refusal: _Refusal) -> SupplierConnectError:
	sentence = msg(
		"Supplier Account {0}: DigiKey doesn't allow this: {1} Check its Customer ID and the app's rights at "
		"developer.digikey.com.",
		refusal.account.name,
		refusal.words or refusal.call.title,
	)
	return refusal.error(NotAuthorised, sentence)


def _list_unknown(refusal: _Refusal) -> SupplierConnectError:
	sentence = msg("Supplier Account {0}: DigiKey doesn't know this list any more.", refusal.account.name)
	return refusal.error(CartNotFound, sentence, field="cart_key")


def _is_line(refusal: _Refusal) -> bool:
	return bool(_LINE.fullmatch(refusal.call.path))


def _line_unknown(refusal: _Refusal) -> SupplierConnectError:
	sentence = msg("Supplier Account {0}: DigiKey doesn't know this line of the list.", refusal.account.name)
	return refusal.error(LineNotFound, sentence)


def _part_unknown(refusal: _Refusal) -> SupplierConnectError:
	sentence = msg("Supplier Account {0}: DigiKey doesn't know this part number.", refusal.account.name)
	return refusal.error(PartNotFound, sentence, field="sku")


def _name_taken(refusal: _Refusal) -> SupplierConnectError:
	sentence = msg("Supplier Account {0}: DigiKey has had a list of this name.", refusal.account.name)
	return refusal.error(NameTaken, sentence, field="ListName")


def _refused(refusal: _Refusal) -> SupplierConnectError:
	sentence = msg(
		"Supplier Account {0}: DigiKey refused {1}: {2}",
		refusal.account.name,
		refusal.call.title,
		refusal.words or refusal.answer.status,
	)
	return refusal.error(RejectedInput, sentence)


@dataclass(frozen=True)
class _Rule:
	"""Which refusals a rule is for, and the error it makes of them; the first that fits decides."""

	name: str
	applies: Callable[[_Refusal], bool]
	make: Callable[[_Refusal], SupplierConnectError]


def _status(*statuses: int) -> Callable[[_Refusal], bool]:
	return lambda refusal: refusal.answer.status in statuses


def _at_sign_in(grant: str) -> Callable[[_Refusal], bool]:
	return lambda refusal: (
		refusal.call.path == TOKEN and refusal.grant == grant and refusal.answer.status in (400, 401, 403)
	)


def _below(path: str, *statuses: int) -> Callable[[_Refusal], bool]:
	return lambda refusal: refusal.call.path.startswith(path) and refusal.answer.status in statuses


def _speaks_of_account(refusal: _Refusal) -> bool:
	return refusal.answer.status == 403 and refusal.mentions("account", "customer")


_RULES = (
	_Rule(
		"day",
		lambda refusal: refusal.answer.status == 429 and refusal.mentions("daily"),
		_day_spent,
	),
	_Rule("burst", _status(429), _too_fast),
	_Rule(
		"keys",
		lambda refusal: (
			refusal.call.path == TOKEN
			and refusal.answer.status in (400, 401, 403)
			and refusal.mentions("client")
		),
		_keys_refused,
	),
	_Rule("app", _at_sign_in("client_credentials"), _keys_refused),
	_Rule("code", _at_sign_in("authorization_code"), _code_refused),
	_Rule(
		"refresh",
		lambda refusal: (
			refusal.call.path == TOKEN
			and refusal.grant == "refresh_token"
			and refusal.answer.status in (400, 401)
			and not isinstance(refusal.answer.data, str)
		),
		_sign_in_ended,
	),
	_Rule(
		"subscription",
		lambda refusal: (
			refusal.answer.status == 401
			and refusal.mentions("subscribed", "client-id", "client id", "clientid")
		),
		_not_subscribed,
	),
	_Rule("token", _status(401), _token_refused),
	_Rule("organisation", _speaks_of_account, _not_allowed),
	_Rule("lists", _below(LISTS, 403), _no_right_to_lists),
	_Rule("right", _status(403), _not_allowed),
	_Rule("line", lambda refusal: refusal.answer.status == 404 and _is_line(refusal), _line_unknown),
	_Rule("list", _below(LISTS, 404), _list_unknown),
	_Rule("part", _below(PRODUCTS, 404), _part_unknown),
	_Rule(
		"name",
		lambda refusal: (
			refusal.call.title == f"POST {LISTS}"
			and refusal.answer.status in (400, 409)
			and refusal.mentions("already", "taken", "exists", "in use", "unique")
		),
		_name_taken,
	),
	_Rule("input", _status(400, 409, 413, 422), _refused),
)


def check_answer(account: Connection, call: Call, answer: Response) -> None:
	"""Raise the typed error of an answer that is no success; statuses without a rule are left to the session."""
	refusal = _Refusal(account, call, answer)
	rule = None if answer.status < 400 else next((rule for rule in _RULES if rule.applies(refusal)), None)
	if rule:
		raise rule.make(refusal)


def standing_of(answer: Response) -> QuotaStatus | None:
	"""What the answer's headers tell of the day's quota; None when they don't."""
	limit, remaining = (count_of(answer.header(f"X-RateLimit-{name}")) for name in ("Limit", "Remaining"))
	return None if remaining is None else QuotaStatus(limit, remaining)
