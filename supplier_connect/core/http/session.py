"""One session type for all connectors: every call to the outside goes through here.

It gives a kept answer where there is one, waits for the account's limits, sets timeouts and the proxy, repeats what is
safe to repeat, turns every failure into a typed error, and leaves a record of every attempt.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

import requests
import tenacity
import urllib3

from supplier_connect import __version__
from supplier_connect.core.http.addresses import check_base_url, names_private_host
from supplier_connect.core.http.bodies import UNREADABLE, json_of
from supplier_connect.core.http.cache import NO_CACHE
from supplier_connect.core.http.connections import CONNECT_SECONDS, bounded_session, exchange
from supplier_connect.core.http.exchange import Call, QuotaStatus, Response
from supplier_connect.core.http.failures import Interruption, check_status, interruption_of, private_address
from supplier_connect.core.http.masking import mask_library_logs
from supplier_connect.core.http.ports import (
	CallGate,
	CallLog,
	CallSlot,
	ResponseCache,
	Wait,
	WaitListener,
	ignore_wait,
)
from supplier_connect.core.http.proxy import proxies_for
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.core.model.clock import oldest
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import (
	OutcomeUnknown,
	QuotaExhausted,
	RateLimited,
	SupplierConnectError,
	Unavailable,
	UnexpectedResponse,
)
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret

_ATTEMPTS = 4
_LARGEST_ANSWER = 32 * 1024 * 1024
_CHUNK = 64 * 1024
# How much is read of an error that isn't JSON.
_LONGEST_WORDS = 2000


@dataclass(frozen=True)
class _Received:
	status: int
	headers: Mapping[str, str]
	body: bytes = field(repr=False)


@dataclass
class _TimeLeft:
	"""How many seconds the exchanges of a call may still take."""

	seconds: float


# With less than this share of the timeout left, another attempt would hardly come to its end.
_LEAST_SHARE = 0.25

AnswerCheck = Callable[[Connection, Call, Response], None]


def _tells_nothing(_answer: Response) -> QuotaStatus | None:
	return None


@dataclass(frozen=True)
class ResponseRules:
	"""How a connector reads its API's answers.

	`check` raises a typed error for what the API calls an error, and is asked before the session's own rules for
	statuses; `standing` reads what an answer tells of the day's quota.
	"""

	check: AnswerCheck
	standing: Callable[[Response], QuotaStatus | None] = _tells_nothing


class Session:
	"""Speaks HTTP for one account, with private addresses only where those are allowed.

	All exchanges of a call together, those that are repeated included, take at most the account's timeout.
	"""

	def __init__(
		self,
		account: Connection,
		gate: CallGate,
		log: CallLog,
		reading: ResponseRules,
		sleep: Callable[[float], None] = time.sleep,
		cache: ResponseCache = NO_CACHE,
		*,
		allow_private: bool = False,
		on_wait: WaitListener = ignore_wait,
	) -> None:
		self.account = account
		self._base_url = check_base_url(account.base_url, allow_private=True)
		# Told by the calls: an account that may not be called keeps no other from being asked.
		self._is_refused = names_private_host(urlsplit(self._base_url).hostname or "") and not allow_private
		self._allow_private = allow_private
		self._gate = gate
		self._log = log
		self._reading = reading
		self._sleep = sleep
		self._cache = cache
		self._on_wait = on_wait
		self._kept_since: datetime | None = None
		self._http = bounded_session()
		self._http.headers["User-Agent"] = f"supplier-connect/{__version__}"
		self._http.headers["Accept"] = "application/json"
		# Else a login in the user's .netrc would take the place of our own header.
		self._http.auth = _as_it_is
		mask_library_logs()

	def send(self, call: Call) -> Response:
		"""Make a call and return its answer, or the one that is kept for it.

		Raises: `NotAuthorised`, `RateLimited`, `QuotaExhausted`, `Unavailable` (nothing happened),
		`OutcomeUnknown` (it may have), `RejectedInput`, `UnexpectedResponse`.
		"""
		return self.cached_or_sent(call, lambda: self._made(call))

	def cached_or_sent(self, call: Call, make: Callable[[], Response]) -> Response:
		"""The answer that is kept for a call, else the one that `make` brings, which is kept if it may be.

		For a call that can only be sent once something else was fetched, such as a token.
		"""
		known = self._cache.recall(self.account, call)
		if known is not None:
			self._kept_since = oldest((self._kept_since, known.kept_since))
			return known
		answer = make()
		self._cache.keep(self.account, call, answer)
		return answer

	@property
	def kept_since(self) -> datetime | None:
		"""Since when the oldest of the kept answers was kept that were given (UTC); None where all were asked for."""
		return self._kept_since

	def _made(self, call: Call) -> Response:
		if self._is_refused:
			raise Unavailable(private_address(self.account), account=self.account.name, call=call.title)
		# What goes wrong around a call (a full disk, a locked table) is raised as it is: the call has been made then, and
		# making it again could do it twice.
		left = _TimeLeft(self.account.timeout)
		retrying = tenacity.Retrying(
			stop=tenacity.stop_after_attempt(_ATTEMPTS),
			wait=self._wait_before_next,
			retry=tenacity.retry_if_result(lambda result: self._may_repeat(call, result, left)),
			retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
			sleep=self._sleep,
		)
		result: Response | SupplierConnectError = retrying(self._attempt, call, left)
		if isinstance(result, SupplierConnectError):
			raise result
		return result

	def _attempt(self, call: Call, left: _TimeLeft) -> Response | SupplierConnectError:
		"""One exchange, and what came of it: an answer or an error of the other side. Others' errors are raised."""
		place = self._gate.enter(self.account, call)
		started = time.monotonic()
		outcome = self._exchange(call, left.seconds)
		seconds = time.monotonic() - started
		left.seconds -= seconds
		self._gate.leave(self.account, call, place)
		try:
			result: Response | SupplierConnectError = self._understand(call, outcome)
		except SupplierConnectError as error:
			result = error
		self._record(call, outcome, seconds, result)
		self._learn(place, outcome, result)
		return result

	def _learn(
		self, place: CallSlot, outcome: _Received | Interruption, result: Response | SupplierConnectError
	) -> None:
		if isinstance(outcome, Interruption):
			return
		standing = self._reading.standing(Response(outcome.status, outcome.headers, None))
		if standing is None and isinstance(result, QuotaExhausted):
			standing = QuotaStatus(None, 0)
		if standing is not None:
			self._gate.learn(place, standing)

	def _exchange(self, call: Call, seconds: float) -> _Received | Interruption:
		"""Exceptions of an exchange, and the frames they come through, hold URLs with keys: none leaves here."""
		try:
			with exchange(seconds, allow_private=self._allow_private):
				return self._talk(call, seconds)
		except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
			return interruption_of(error, self.account)
		except BaseException as error:
			stop = error
		# An end from outside (a job's timeout, Ctrl-C) goes on, but without the frames it came through.
		stop.__context__ = None
		raise stop.with_traceback(None)

	def _talk(self, call: Call, seconds: float) -> _Received:
		with self._http.request(
			call.method,
			self._base_url + call.path,
			params=_revealed(call.query),
			data=_content_of(call),
			headers=_headers_of(call),
			timeout=(min(CONNECT_SECONDS, seconds), seconds),
			proxies=proxies_for(self.account.proxy),
			allow_redirects=False,
			stream=True,
		) as response:
			return _Received(response.status_code, dict(response.headers), self._body_of(response))

	def _body_of(self, response: requests.Response) -> bytes:
		body = bytearray()
		for chunk in response.iter_content(_CHUNK):
			body += chunk
			if len(body) > _LARGEST_ANSWER:
				raise requests.ReadTimeout
		return bytes(body)

	def _understand(self, call: Call, outcome: _Received | Interruption) -> Response:
		about = {"account": self.account.name, "call": call.title}
		if isinstance(outcome, Interruption):
			kind = OutcomeUnknown if outcome.may_have_arrived else Unavailable
			raise kind(outcome.sentence, **about)
		data = json_of(outcome.body)
		if data is UNREADABLE:
			data = None if outcome.status < 400 else outcome.body[:_LONGEST_WORDS].decode(errors="replace")
		answer = Response(outcome.status, outcome.headers, data, outcome.body)
		self._reading.check(self.account, call, answer)
		check_status(self.account, call, answer)
		if answer.data is None and call.answers:
			raise UnexpectedResponse(
				msg(
					"Supplier Account {0}: the answer to {1} can't be read. Try again later.",
					self.account.name,
					call.title,
				),
				**about,
			)
		return answer

	def _may_repeat(self, call: Call, error: object, left: _TimeLeft) -> bool:
		if left.seconds < _LEAST_SHARE * self.account.timeout:
			return False
		if isinstance(error, RateLimited):
			return error.wait_seconds <= self.account.patience
		if isinstance(error, (OutcomeUnknown, UnexpectedResponse)):
			return call.repeatable
		return isinstance(error, Unavailable)

	def _wait_before_next(self, state: tenacity.RetryCallState) -> float:
		error = state.outcome.result() if state.outcome else None
		if isinstance(error, RateLimited):
			until = datetime.now(timezone.utc) + timedelta(seconds=error.wait_seconds)
			self._on_wait(Wait(self.account.name, until, asked_by_shop=True))
			return error.wait_seconds
		backoff = tenacity.wait_random_exponential(multiplier=0.2, max=5)
		return float(backoff(state))

	def _record(
		self,
		call: Call,
		outcome: _Received | Interruption,
		seconds: float,
		result: Response | SupplierConnectError,
	) -> None:
		received = outcome if isinstance(outcome, _Received) else None
		broken = outcome.kind if isinstance(outcome, Interruption) else ""
		self._log.record(
			CallRecord(
				account=self.account.name,
				user=self.account.user,
				method=call.method,
				path=call.path,
				status=received.status if received else 0,
				milliseconds=round(seconds * 1000),
				received_bytes=len(received.body) if received else 0,
				error=broken or ("" if isinstance(result, Response) else type(result).__name__),
				at=datetime.now(timezone.utc),
				endpoint=call.endpoint,
			)
		)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
	return request


def _revealed(values: Mapping[str, str | Secret]) -> dict[str, str]:
	return {name: value.reveal() if isinstance(value, Secret) else value for name, value in values.items()}


def _content_of(call: Call) -> bytes | dict[str, str] | None:
	if call.form is not None:
		return _revealed(call.form)
	return None if call.body is None else json.dumps(call.body).encode()


def _headers_of(call: Call) -> dict[str, str]:
	content = {} if call.body is None else {"Content-Type": "application/json"}
	return {**content, **_revealed(call.headers)}
