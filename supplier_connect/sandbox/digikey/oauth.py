"""The tokens of the sandbox's DigiKey: codes, access tokens, and refresh tokens that change on every use."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from supplier_connect.sandbox.digikey.accounts import CLIENTS, Client
from supplier_connect.sandbox.digikey.errors import ApiProblem
from supplier_connect.sandbox.frame.control import Clock

CODE_SECONDS = 60
ACCESS_SECONDS = 30 * 60
CLIENT_ACCESS_SECONDS = 10 * 60
REFRESH_SECONDS = 90 * 86_400
NOBODY = ""

_Held = TypeVar("_Held", bound="_Expiring")


@dataclass(frozen=True, slots=True)
class IssuedToken:
	"""What a token stands for: an application, and who signed in (NOBODY for the application on its own).

	All tokens that follow from one sign-in share its `family`.
	"""

	client: Client
	user: str
	family: str


@dataclass(frozen=True, slots=True)
class _Expiring:
	grant: IssuedToken
	ends: float


@dataclass(frozen=True, slots=True)
class _Code(_Expiring):
	redirect_uri: str


class Tokens:
	"""All codes and tokens. Time goes by the sandbox's clock. Safe to use from many threads."""

	def __init__(self, clock: Clock) -> None:
		"""`clock` may be moved at any time."""
		self._clock = clock
		self._lock = threading.Lock()
		self._codes: dict[str, _Code] = {}
		self._access: dict[str, _Expiring] = {}
		self._refresh: dict[str, _Expiring] = {}
		self._spent: set[str] = set()
		self._granted: Counter[str] = Counter()
		self._refused: Counter[str] = Counter()
		self._reused = 0
		self._kinds: Mapping[str, Callable[[Client, Mapping[str, str]], dict[str, Any]]] = {
			"authorization_code": self._redeem,
			"refresh_token": self._renew,
			"client_credentials": self._admit_client,
		}

	def new_code(self, client: Client, user: str, redirect_uri: str) -> str:
		"""A code for the application that sent a user here, for 60 seconds and one use."""
		code = _random()
		with self._lock:
			grant = IssuedToken(client, user, _random())
			self._codes[code] = _Code(grant, self._in(CODE_SECONDS), redirect_uri)
		return code

	def answer(self, form: Mapping[str, str]) -> dict[str, Any]:
		"""What POST /v1/oauth2/token answers to a form. Problem when it gets no tokens."""
		kind = form.get("grant_type", "")
		with self._lock:
			try:
				answer = self._kind(kind)(_client(form), form)
			except ApiProblem:
				self._refused[kind] += 1
				raise
			self._granted[kind] += 1
		return answer

	def grant_of(self, access_token: str) -> IssuedToken:
		"""What an access token stands for. Problem (401) for one that is unknown or has ended."""
		with self._lock:
			held = self._access.get(access_token)
		if held is None:
			raise ApiProblem(
				HTTPStatus.UNAUTHORIZED, "Invalid access token", "The Bearer token is not valid."
			)
		if held.ends <= self._now():
			raise ApiProblem(
				HTTPStatus.UNAUTHORIZED,
				"Bearer token is expired",
				"Bearer token is expired. Use your refresh token to obtain a new one.",
			)
		return held.grant

	def revoke(self, chosen: Callable[[IssuedToken], bool]) -> int:
		"""End all tokens of the sign-ins chosen; how many sign-ins that were."""
		with self._lock:
			grants = [held.grant for held in (*self._access.values(), *self._refresh.values())]
			families = {grant.family for grant in grants if chosen(grant)}
			self._access = _without(self._access, families)
			self._refresh = _without(self._refresh, families)
		return len(families)

	def family_of(self, refresh_token: str) -> str:
		"""The sign-in that a living refresh token follows from; "" for none."""
		with self._lock:
			held = self._refresh.get(refresh_token)
		return held.grant.family if held else ""

	def expire_access(self) -> int:
		"""Let all access tokens end now; how many there were."""
		with self._lock:
			count = len(self._access)
			self._access = {token: _Expiring(held.grant, 0) for token, held in self._access.items()}
		return count

	def counts(self) -> dict[str, Any]:
		"""Grants and refusals by kind, and how often a used refresh token came again, as JSON values."""
		with self._lock:
			return {"granted": dict(self._granted), "refused": dict(self._refused), "reused": self._reused}

	def reset(self) -> None:
		"""Forget all tokens and counts."""
		with self._lock:
			for held in (self._codes, self._access, self._refresh, self._spent, self._granted, self._refused):
				held.clear()
			self._reused = 0

	def _kind(self, kind: str) -> Callable[[Client, Mapping[str, str]], dict[str, Any]]:
		if kind not in self._kinds:
			raise ApiProblem(
				HTTPStatus.BAD_REQUEST, "Invalid grant_type", f"grant_type {kind!r} is not known."
			)
		return self._kinds[kind]

	def _redeem(self, client: Client, form: Mapping[str, str]) -> dict[str, Any]:
		held = self._codes.pop(form.get("code", ""), None)
		if held is None or held.grant.client != client or held.ends <= self._now():
			raise ApiProblem(
				HTTPStatus.BAD_REQUEST, "Invalid authorization code", "The code is unknown, used or expired."
			)
		if form.get("redirect_uri", "") != held.redirect_uri:
			raise ApiProblem(
				HTTPStatus.BAD_REQUEST, "Invalid redirect_uri", "redirect_uri is not the one of the code."
			)
		return self._pair(held.grant)

	def _renew(self, client: Client, form: Mapping[str, str]) -> dict[str, Any]:
		token = form.get("refresh_token", "")
		self._reused += token in self._spent
		held = self._refresh.get(token)
		if held is None or held.grant.client != client or held.ends <= self._now():
			raise ApiProblem(
				HTTPStatus.UNAUTHORIZED,
				"Invalid refresh token",
				"The refresh token is used, ended or unknown.",
			)
		del self._refresh[token]
		self._spent.add(token)
		return self._pair(held.grant)

	def _admit_client(self, client: Client, form: Mapping[str, str]) -> dict[str, Any]:
		return self._access_token(IssuedToken(client, NOBODY, _random()), CLIENT_ACCESS_SECONDS)

	def _pair(self, grant: IssuedToken) -> dict[str, Any]:
		refresh_token = _random()
		self._refresh[refresh_token] = _Expiring(grant, self._in(REFRESH_SECONDS))
		return {
			**self._access_token(grant, ACCESS_SECONDS),
			"refresh_token": refresh_token,
			"refresh_token_expires_in": REFRESH_SECONDS,
		}

	def _access_token(self, grant: IssuedToken, seconds: int) -> dict[str, Any]:
		token = _random()
		self._access[token] = _Expiring(grant, self._in(seconds))
		return {"access_token": token, "expires_in": seconds, "token_type": "Bearer"}

	def _now(self) -> float:
		return self._clock.now().timestamp()

	def _in(self, seconds: int) -> float:
		return self._now() + seconds


def _client(form: Mapping[str, str]) -> Client:
	"""The application a form names. Problem (401) when it is unknown, revoked or has another secret."""
	client = CLIENTS.get(form.get("client_id", ""))
	if client is None or client.revoked:
		raise ApiProblem(
			HTTPStatus.UNAUTHORIZED, "Invalid clientId", "clientId invalid for requested resource"
		)
	if form.get("client_secret", "") != client.secret:
		raise ApiProblem(
			HTTPStatus.UNAUTHORIZED, "Invalid client_secret", "client_secret invalid for requested resource"
		)
	return client


def _without(held: Mapping[str, _Held], families: Iterable[str]) -> dict[str, _Held]:
	return {token: each for token, each in held.items() if each.grant.family not in families}


def _random() -> str:
	return secrets.token_urlsafe(24)
