"""One session type for all connectors: every call to the outside goes through here.

It waits for the account's limits, sets timeouts and the proxy, repeats what is safe to repeat, turns every
failure into a typed error, and leaves a record of every attempt.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any

import requests
import tenacity
import urllib3

from supplier_connect import __version__
from supplier_connect.model.account import Account
from supplier_connect.model.calls import CallRecord
from supplier_connect.model.errors import (
	NotAuthorised,
	OutcomeUnknown,
	RateLimited,
	RejectedInput,
	SupplierConnectError,
	Unavailable,
	UnexpectedAnswer,
)
from supplier_connect.model.secret import Secret
from supplier_connect.model.text import Text, _
from supplier_connect.transport.masking import mask_library_logs
from supplier_connect.transport.ports import CallGate, CallLog
from supplier_connect.transport.proxy import check_base_url, proxies_for

_ATTEMPTS = 4
_CONNECT_SECONDS = 10.0
# An answer may come in pieces, each within the timeout: together they get this many timeouts, and this size.
_TIMEOUTS_PER_ANSWER = 3
_LARGEST_ANSWER = 32 * 1024 * 1024
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Call:
	"""A call: `path` is below the account's base URL, `query` may hold secrets, `body` is sent as JSON.

	`repeatable` says that a second time has no further effect, so the call may be repeated after a failure
	that leaves open whether it arrived.
	"""

	method: str
	path: str
	query: Mapping[str, str | Secret] = field(default_factory=lambda: MappingProxyType({}))
	body: object = None
	repeatable: bool = False

	@property
	def title(self) -> str:
		"""How errors and records name the call."""
		return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Answer:
	"""What came back: `data` is the parsed JSON of the body (fractions as Decimal), None for an empty one."""

	status: int
	headers: Mapping[str, str]
	data: Any


@dataclass(frozen=True)
class _Received:
	status: int
	headers: Mapping[str, str]
	body: bytes


@dataclass(frozen=True)
class _Broken:
	"""An exchange without a whole answer: what kind of failure, and whether the call may have arrived."""

	kind: str
	sentence: Text
	may_have_arrived: bool


AnswerCheck = Callable[[Account, Call, Answer], None]


class Session:
	"""Speaks HTTP for one account.

	`check` is the connector's own reading of an answer: it raises a typed error for what its API calls an error,
	and is asked before the session's own rules for statuses.
	"""

	def __init__(
		self,
		account: Account,
		gate: CallGate,
		log: CallLog,
		check: AnswerCheck,
		sleep: Callable[[float], None] = time.sleep,
	) -> None:
		self.account = account
		self._base_url = check_base_url(account.base_url)
		self._gate = gate
		self._log = log
		self._check = check
		self._sleep = sleep
		self._http = requests.Session()
		self._http.headers["User-Agent"] = f"supplier-connect/{__version__}"
		self._http.headers["Accept"] = "application/json"
		mask_library_logs()

	def send(self, call: Call) -> Answer:
		"""Make a call and return its answer.

		Raises: `NotAuthorised`, `RateLimited`, `QuotaExhausted`, `Unavailable` (nothing happened),
		`OutcomeUnknown` (it may have), `RejectedInput`, `UnexpectedAnswer`.
		"""
		retrying = tenacity.Retrying(
			stop=tenacity.stop_after_attempt(_ATTEMPTS),
			wait=self._wait_before_next,
			retry=tenacity.retry_if_exception(lambda error: self._may_repeat(call, error)),
			before=lambda _state: self._gate.enter(self.account, call.title),
			sleep=self._sleep,
			reraise=True,
		)
		return retrying(self._attempt, call)

	def _attempt(self, call: Call) -> Answer:
		started = time.monotonic()
		outcome = self._exchange(call)
		try:
			answer = self._understand(call, outcome)
		except SupplierConnectError as error:
			self._record(call, outcome, started, error)
			raise
		self._record(call, outcome, started, None)
		return answer

	def _exchange(self, call: Call) -> _Received | _Broken:
		"""The one place that talks to requests: its exceptions hold URLs with keys, so none leaves here."""
		try:
			with self._http.request(
				call.method,
				self._base_url + call.path,
				params={name: _revealed(value) for name, value in call.query.items()},
				data=None if call.body is None else json.dumps(call.body).encode(),
				headers={} if call.body is None else {"Content-Type": "application/json"},
				timeout=(min(_CONNECT_SECONDS, self.account.timeout), self.account.timeout),
				proxies=proxies_for(self.account.proxy),
				allow_redirects=False,
				stream=True,
			) as response:
				return _Received(response.status_code, dict(response.headers), self._body_of(response))
		except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
			return _broken(error, self.account)

	def _body_of(self, response: requests.Response) -> bytes:
		deadline = time.monotonic() + _TIMEOUTS_PER_ANSWER * self.account.timeout
		body = bytearray()
		for chunk in response.iter_content(_CHUNK):
			body += chunk
			if time.monotonic() > deadline or len(body) > _LARGEST_ANSWER:
				raise requests.ReadTimeout
		return bytes(body)

	def _understand(self, call: Call, outcome: _Received | _Broken) -> Answer:
		about = {"account": self.account.name, "call": call.title}
		if isinstance(outcome, _Broken):
			kind = OutcomeUnknown if outcome.may_have_arrived else Unavailable
			raise kind(outcome.sentence, **about)
		try:
			data = json.loads(outcome.body, parse_float=Decimal) if outcome.body.strip() else None
		except ValueError:
			data = None
			readable = False
		else:
			readable = True
		answer = Answer(outcome.status, outcome.headers, data)
		if readable:
			self._check(self.account, call, answer)
		_check_status(self.account, call, answer)
		if not readable or data is None:
			raise UnexpectedAnswer(
				_(
					"Supplier Account {0}: the answer to {1} can't be read. Try again later.",
					self.account.name,
					call.title,
				),
				**about,
			)
		return answer

	def _may_repeat(self, call: Call, error: BaseException) -> bool:
		if isinstance(error, RateLimited):
			return error.wait_seconds <= self.account.patience
		if isinstance(error, (OutcomeUnknown, UnexpectedAnswer)):
			return call.repeatable
		return isinstance(error, Unavailable)

	def _wait_before_next(self, state: tenacity.RetryCallState) -> float:
		error = state.outcome.exception() if state.outcome else None
		if isinstance(error, RateLimited):
			return error.wait_seconds
		backoff = tenacity.wait_random_exponential(multiplier=0.2, max=5)
		return float(backoff(state))

	def _record(
		self, call: Call, outcome: _Received | _Broken, started: float, error: SupplierConnectError | None
	) -> None:
		received = outcome if isinstance(outcome, _Received) else None
		broken = outcome.kind if isinstance(outcome, _Broken) else ""
		self._log.record(
			CallRecord(
				account=self.account.name,
				user=self.account.user,
				method=call.method,
				path=call.path,
				status=received.status if received else 0,
				milliseconds=round((time.monotonic() - started) * 1000),
				received_bytes=len(received.body) if received else 0,
				error=broken or (type(error).__name__ if error else ""),
				at=datetime.now(timezone.utc),
			)
		)


def _revealed(value: str | Secret) -> str:
	return value.reveal() if isinstance(value, Secret) else value


def retry_after_seconds(headers: Mapping[str, str], default: float) -> float:
	"""Seconds that a Retry-After header asks for; it may hold seconds or a date (RFC 9110, 10.2.3)."""
	value = next((text for name, text in headers.items() if name.lower() == "retry-after"), "").strip()
	if value.isdigit():
		return float(value)
	try:
		at = parsedate_to_datetime(value)
	except (TypeError, ValueError):
		return default
	return max((at - datetime.now(timezone.utc)).total_seconds(), 0.0) if at.tzinfo else default


_DEFAULT_WAIT = 2.0


def _check_status(account: Account, call: Call, answer: Answer) -> None:
	about = {"account": account.name, "call": call.title}
	status = answer.status
	if 200 <= status < 300:
		return
	if status == 429:
		wait = retry_after_seconds(answer.headers, _DEFAULT_WAIT)
		raise RateLimited(
			_(
				"Supplier Account {0}: the shop asks to wait {1} seconds. Try again then.",
				account.name,
				round(wait),
			),
			wait_seconds=wait,
			**about,
		)
	if status in (401, 403):
		raise NotAuthorised(
			_(
				"Supplier Account {0}: the shop refuses its key. Check the keys and test the connection.",
				account.name,
			),
			**about,
		)
	if status >= 500:
		raise OutcomeUnknown(
			_(
				"Supplier Account {0}: the shop has a fault of its own ({1}). Try again later.",
				account.name,
				status,
			),
			**about,
		)
	if status >= 400:
		raise RejectedInput(
			_("Supplier Account {0}: the shop refused {1} ({2}).", account.name, call.title, status), **about
		)
	raise UnexpectedAnswer(
		_(
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
	sentence: Text
	may_have_arrived: bool


_NEVER_SENT = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.NameResolutionError)
_BREAK_RULES = (
	_BreakRule(
		(requests.exceptions.ProxyError,),
		"proxy",
		_("Supplier Account {0}: the proxy can't be reached or refuses. Check the proxy settings."),
		False,
	),
	_BreakRule(
		(requests.exceptions.SSLError,),
		"certificate",
		_("Supplier Account {0}: the shop's certificate is not valid. Check the Base URL and the proxy."),
		False,
	),
	_BreakRule(
		(requests.exceptions.ConnectTimeout,),
		"connect timeout",
		_("Supplier Account {0}: the shop doesn't answer. Try again later."),
		False,
	),
	_BreakRule(
		(requests.exceptions.Timeout,),
		"timeout",
		_("Supplier Account {0}: the shop didn't answer within {1} seconds. Try again later."),
		True,
	),
	_BreakRule(
		(
			requests.exceptions.InvalidURL,
			requests.exceptions.InvalidSchema,
			requests.exceptions.MissingSchema,
		),
		"address",
		_("Supplier Account {0}: its Base URL can't be called. Correct it on the account."),
		False,
	),
)


def _broken(error: BaseException, account: Account) -> _Broken:
	seconds = f"{account.timeout:g}"
	for rule in _BREAK_RULES:
		if isinstance(error, rule.types):
			return _Broken(
				rule.kind, Text(rule.sentence.template, (account.name, seconds)), rule.may_have_arrived
			)
	never_sent = any(isinstance(cause, _NEVER_SENT) for cause in _causes(error))
	if never_sent:
		sentence = _("Supplier Account {0}: the shop can't be reached. Try again later.", account.name)
		return _Broken("unreachable", sentence, False)
	sentence = _("Supplier Account {0}: the connection to the shop broke. Try again later.", account.name)
	return _Broken("connection cut", sentence, True)


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
