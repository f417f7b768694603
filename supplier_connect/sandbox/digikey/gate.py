"""What every call to DigiKey's APIs must pass: its token, its application, its account, its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from werkzeug.wrappers import Request

from supplier_connect.sandbox.digikey.accounts import ACCOUNTS, CLIENTS, Account, Client
from supplier_connect.sandbox.digikey.errors import ApiProblem, GatewayProblem, classic_body, product_body
from supplier_connect.sandbox.digikey.oauth import NOBODY, IssuedToken, Tokens
from supplier_connect.sandbox.frame.control import Control, Period, Refusal

_BEARER = "bearer "
_CLIENT_HEADER = "X-DIGIKEY-Client-Id"
_ACCOUNT_HEADERS = ("X-DIGIKEY-Account-Id", "X-DIGIKEY-Customer-Id")
_NO_ACCOUNT = ("", "0")
_LIMIT_WORDS = {Period.MINUTE: "BurstLimit exceeded", Period.DAY: "Daily Ratelimit exceeded"}


def _subscribers(is_subscribed: bool) -> None:
	"""An API is for applications that are subscribed to it. Problem (401) for others."""
	if not is_subscribed:
		raise GatewayProblem(
			HTTPStatus.UNAUTHORIZED, "Invalid Client-Id", "You are not subscribed to this API."
		)


def _product_users(grant: IssuedToken) -> None:
	"""Product Information is for every token of an application that is subscribed. Problem for others."""
	_subscribers(grant.client.products)


def _list_users(grant: IssuedToken) -> None:
	"""MyLists is for people who signed in through an application that is subscribed. Problem for others."""
	_subscribers(grant.client.lists)
	if grant.user == NOBODY:
		raise ApiProblem(
			HTTPStatus.UNAUTHORIZED, "Unauthorized", "This resource requires a token of a user (3-legged)."
		)


@dataclass(frozen=True, slots=True)
class Api:
	"""One of DigiKey's APIs: where it lies, whom it admits, the shape of its errors. Its calls have own limits."""

	name: str
	path: str
	admit: Callable[[IssuedToken], None]
	body: Callable[[ApiProblem, str], dict[str, Any]]


PRODUCTS = Api("products", "/products/v4/", _product_users, product_body)
LISTS = Api("lists", "/mylists/v1/", _list_users, classic_body)


class Gate:
	"""Lets calls in, and tells what they may still do."""

	def __init__(self, tokens: Tokens, control: Control) -> None:
		"""The limits are those of `control` at the time of the call."""
		self._tokens = tokens
		self._control = control

	def admit(self, request: Request, api: Api) -> IssuedToken:
		"""Who makes this call. Problem when it may not be made; only calls of a known client are counted."""
		grant = self._tokens.grant_of(_bearer(request))
		given = request.headers.get(_CLIENT_HEADER, "")
		if given != grant.client.id:
			raise GatewayProblem(
				HTTPStatus.UNAUTHORIZED,
				"Invalid Client-Id",
				f"{_CLIENT_HEADER} invalid for requested resource",
			)
		api.admit(grant)
		early = self._control.counter.admit(_counted(grant.client, api), self._control.limits)
		if early:
			raise self._too_early(early)
		return grant

	def headers(self, request: Request, api: Api) -> Mapping[str, str]:
		"""The headers that tell a client what it may still do; none for an unknown one or without limits."""
		client = CLIENTS.get(request.headers.get(_CLIENT_HEADER, ""))
		if client is None:
			return {}
		limits = self._control.limits
		standing = self._control.counter.standing(_counted(client, api), limits)
		told = {}
		if standing.day_left is not None:
			told["X-RateLimit-Limit"] = str(limits.per_day)
			told["X-RateLimit-Remaining"] = str(standing.day_left)
			told["X-RateLimit-Reset"] = str(standing.day_reset)
		if standing.minute_left is not None:
			told["X-BurstLimit-Limit"] = str(limits.per_minute)
			told["X-BurstLimit-Remaining"] = str(standing.minute_left)
			told["X-BurstLimit-Reset"] = str(standing.minute_reset)
		return told

	def _too_early(self, early: Refusal) -> ApiProblem:
		message = _LIMIT_WORDS[early.period]
		return ApiProblem(HTTPStatus.TOO_MANY_REQUESTS, message, retry_after=early.retry_after)


def account_of(request: Request, grant: IssuedToken) -> Account | None:
	"""The account a call buys for; None when it names none. Problem (403) for one of somebody else."""
	given = next((request.headers[name] for name in _ACCOUNT_HEADERS if name in request.headers), "")
	if given in _NO_ACCOUNT:
		return None
	account = ACCOUNTS.get(given)
	if account is None or account.organisation != grant.client.organisation:
		raise ApiProblem(
			HTTPStatus.FORBIDDEN, "Forbidden", "The account id is not one of this user's accounts."
		)
	return account


def _bearer(request: Request) -> str:
	given = request.headers.get("Authorization", "")
	if not given.lower().startswith(_BEARER):
		raise ApiProblem(
			HTTPStatus.UNAUTHORIZED, "Unauthorized", "The Authorization header has no Bearer token."
		)
	return given[len(_BEARER) :].strip()


def _counted(client: Client, api: Api) -> str:
	return f"{client.id}:{api.name}"
