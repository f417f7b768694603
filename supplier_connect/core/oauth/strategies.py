"""How calls are signed and what renews that: a system describes its own way, sending and renewing is here once.

The grants of RFC 6749 (client credentials, authorization code, password) make tokens for a `TokenManager`; `ApiKeyAuth` and
`TokenAuth` sign calls, and `send_signed` sends them.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Protocol
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from supplier_connect.core.http.exchange import Call, Response
from supplier_connect.core.http.session import AnswerCheck, Session
from supplier_connect.core.model.bounds import count_of
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import NotAuthorised, TokenRefused, TokenRevoked, UnexpectedResponse
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token, TokenKey
from supplier_connect.core.oauth.token_manager import TokenManager
from supplier_connect.core.tools import HostTools

_PATIENCE_WHILE_RENEWING = 10.0
# No session sends a call more often.
_ATTEMPTS = 4
Form = Mapping[str, "str | Secret"]
Sign = Callable[[Call, Secret], Call]


class AuthStrategy(Protocol):
	"""How a call is signed, and what is done when that is refused."""

	def access(self) -> Secret:
		"""What to sign with; raises `NotAuthorised` where there is nothing."""
		...

	def renewed(self, refused: Secret) -> Secret | None:
		"""What to sign with instead of what was refused; None where only a person can mend it."""
		...

	def sign(self, call: Call, access: Secret) -> Call:
		"""The call as it is sent."""
		...


def send_signed(session: Session, call: Call, auth: AuthStrategy, identity: tuple[str, ...] = ()) -> Response:
	"""The cached response of a call, else the system's; signed anew and sent once more when the token is refused.

	`identity` says whose answers may be given from the cache; for a cached one no token is fetched. Raises the
	session's errors.
	"""
	policy = call.keep and replace(call.keep, identity=identity)
	return session.cached_or_sent(
		replace(call, keep=policy), lambda: _sent(session, replace(call, keep=None), auth)
	)


def _sent(session: Session, call: Call, auth: AuthStrategy) -> Response:
	access = auth.access()
	try:
		return session.send(auth.sign(call, access))
	except TokenRefused:
		fresh = auth.renewed(access)
		if fresh is None:
			raise
	return session.send(auth.sign(call, fresh))


def bearer(call: Call, access: Secret) -> Call:
	"""The call with a bearer token (RFC 6750)."""
	return replace(call, headers={**call.headers, "Authorization": Secret(f"Bearer {access.reveal()}")})


@dataclass(frozen=True)
class ApiKeyAuth:
	"""A key in a header, or in the query, after a word such as "token "; nothing renews it."""

	key: Secret
	name: str = "Authorization"
	prefix: str = ""
	in_query: bool = False

	def access(self) -> Secret:
		"""The key."""
		return self.key

	def renewed(self, _refused: Secret) -> None:
		"""None: a key is entered by a person."""

	def sign(self, call: Call, access: Secret) -> Call:
		"""The call with the key."""
		value = {self.name: Secret(self.prefix + access.reveal())}
		if self.in_query:
			return replace(call, query={**call.query, **value})
		return replace(call, headers={**call.headers, **value})


@dataclass(frozen=True)
class TokenAuth:
	"""A token that a manager keeps fresh, and how calls are signed with it."""

	manager: TokenManager
	signing: Sign = bearer

	def access(self) -> Secret:
		"""A token that holds."""
		return self.manager.access()

	def renewed(self, refused: Secret) -> Secret:
		"""Another token than the refused one."""
		return self.manager.renewed(refused)

	def sign(self, call: Call, access: Secret) -> Call:
		"""The call with the token."""
		return self.signing(call, access)


def renewing(account: Connection) -> Connection:
	"""An account as tokens are fetched for it: who renews holds up the others, so it gives up sooner."""
	return replace(account, patience=min(account.patience, _PATIENCE_WHILE_RENEWING))


def token_manager(
	account: Connection, tools: HostTools, key: TokenKey, renew: Callable[[Token | None], Token]
) -> TokenManager:
	"""The manager of a token that `renew` renews in a session for `renewing(account)`."""
	seconds = _ATTEMPTS * (2 * renewing(account).patience + 4 * account.timeout) + 30
	return TokenManager(key, tools.grants, renew, timedelta(seconds=seconds), tools.now, tools.sleep)


class _TokenWire(BaseModel):
	"""The answer of a token endpoint; `expires_in` and `refresh_token_expires_in` are seconds."""

	model_config = ConfigDict(frozen=True, extra="ignore")

	access_token: SecretStr = Field(min_length=1)
	expires_in: Annotated[int | None, BeforeValidator(count_of)] = None
	refresh_token: SecretStr | None = None
	refresh_token_expires_in: Annotated[int | None, BeforeValidator(count_of)] = None


@dataclass(frozen=True)
class TokenEndpoint:
	"""Where a system gives tokens (RFC 6749, 3.2).

	`client` answers with what identifies the app (client_id, client_secret) and raises `NotAuthorised` when it is missing.
	`life` holds for an access token whose answer tells none, `refresh_life` for a refresh token (None: no end is known).
	"""

	session: Session
	path: str
	client: Callable[[], Form]
	now: Callable[[], datetime]
	life: timedelta = timedelta(minutes=10)
	refresh_life: timedelta | None = None
	quota: str = ""

	def fetch(self, grant: str, form: Form, old: Token | None = None) -> Token:
		"""The tokens for a grant; what the answer leaves out stays as it was in `old` (RFC 6749, 6).

		Raises the session's errors, `UnexpectedResponse` for an answer without a token.
		"""
		# Codes and refresh tokens are good once.
		repeatable = grant in ("client_credentials", "password")
		call = Call(
			"POST",
			self.path,
			form={**self.client(), "grant_type": grant, **form},
			quota=self.quota,
			repeatable=repeatable,
		)
		wire = self._read(call, self.session.send(call))
		now = self.now()
		access = Secret(wire.access_token.get_secret_value())
		until = now + (timedelta(seconds=wire.expires_in) if wire.expires_in else self.life)
		fresh = replace(old or Token(access, until), access=access, access_until=until, failure="")
		if not wire.refresh_token:
			return fresh
		told = wire.refresh_token_expires_in
		life = timedelta(seconds=told) if told else self.refresh_life
		return replace(
			fresh,
			refresh=Secret(wire.refresh_token.get_secret_value()),
			refresh_until=now + life if life else None,
		)

	def refresh(self, old: Token) -> Token:
		"""New tokens for old ones; the old refresh token may be dead then."""
		return self.fetch("refresh_token", {"refresh_token": old.refresh or Secret("")}, old)

	def _read(self, call: Call, answer: Response) -> _TokenWire:
		try:
			return _TokenWire.model_validate(answer.data)
		except ValidationError as error:
			fields = sorted({".".join(map(str, one["loc"])) or "answer" for one in error.errors()})
		account = self.session.account
		raise UnexpectedResponse(
			msg(
				"Supplier Account {0}: {1}'s answer to {2} lacks {3}. Try again later.",
				account.name,
				account.connector,
				call.title,
				", ".join(fields),
			),
			account=account.name,
			call=call.title,
		)


@dataclass(frozen=True)
class ClientCredentials:
	"""Tokens for the app itself (RFC 6749, 4.4)."""

	endpoint: TokenEndpoint
	scope: str = ""

	def renew(self, _old: Token | None) -> Token:
		"""A new token; see `TokenEndpoint.fetch`."""
		return self.endpoint.fetch("client_credentials", {"scope": self.scope} if self.scope else {})


def authorization_url(
	account: Connection,
	path: str,
	client_id: Secret,
	redirect_uri: str,
	state: Secret,
	*,
	scope: str = "",
	verifier: Secret | None = None,
) -> str:
	"""Where a browser is sent to sign in (RFC 6749, 4.1.1); with a `verifier` by PKCE (RFC 7636)."""
	query = {
		"response_type": "code",
		"client_id": client_id.reveal(),
		"redirect_uri": redirect_uri,
		"state": state.reveal(),
	}
	if scope:
		query["scope"] = scope
	if verifier:
		digest = hashlib.sha256(verifier.reveal().encode()).digest()
		query["code_challenge"] = urlsafe_b64encode(digest).rstrip(b"=").decode()
		query["code_challenge_method"] = "S256"
	return f"{account.base_url.rstrip('/')}{path}?{urlencode(query)}"


@dataclass(frozen=True)
class AuthorizationCode:
	"""Tokens for a person who signed in with a browser (RFC 6749, 4.1), with PKCE where there is a verifier."""

	endpoint: TokenEndpoint

	def exchange(self, code: Secret, redirect_uri: str, verifier: Secret | None = None) -> Token:
		"""The tokens for the code that the browser came back with, as those of the account's user."""
		account = self.endpoint.session.account
		form: dict[str, str | Secret] = {"code": code, "redirect_uri": redirect_uri}
		if verifier:
			form["code_verifier"] = verifier
		token = self.endpoint.fetch("authorization_code", form)
		if not token.refresh:
			raise UnexpectedResponse(
				msg(
					"Supplier Account {0}: {1}'s sign-in lacks a refresh token. Connect again.",
					account.name,
					account.connector,
				),
				account=account.name,
			)
		return replace(token, signed_in_by=account.user, signed_in_at=self.endpoint.now())

	def renew(self, old: Token | None) -> Token:
		"""New tokens for the person's; raises `NotAuthorised` when nobody has signed in."""
		if old is None:
			raise never_connected(self.endpoint.session.account)
		return self.endpoint.refresh(old)


@dataclass(frozen=True)
class PasswordLogin:
	"""Tokens for a name and a password (RFC 6749, 4.3): a login that has ended is made again by itself."""

	endpoint: TokenEndpoint
	username: str
	password: Secret

	def renew(self, old: Token | None) -> Token:
		"""New tokens by the refresh token where there is one that holds, else by the password."""
		if old and old.refresh:
			try:
				return self.endpoint.refresh(old)
			except TokenRevoked:
				pass
		return self.endpoint.fetch("password", {"username": self.username, "password": self.password})


def never_connected(account: Connection) -> NotAuthorised:
	"""The error of an account that nobody has signed in for."""
	return NotAuthorised(
		msg(
			"Supplier Account {0}: nobody has connected it to {1} yet. Open the account and connect.",
			account.name,
			account.connector,
		),
		account=account.name,
	)


def check_tokens(token_path: str) -> AnswerCheck:
	"""The `ResponseRules.check` of a system that refuses tokens as RFC 6749 (5.2) and RFC 6750 (3.1) say.

	It raises `TokenRefused` for an access token, `TokenRevoked` for a refresh token, and `NotAuthorised` for a code or a
	password.
	"""

	def check(account: Connection, call: Call, answer: Response) -> None:
		about = {"account": account.name, "call": call.title}
		sentence = msg(
			"Supplier Account {0}: {1} refuses its sign-in. Check its keys and connect again.",
			account.name,
			account.connector,
		)
		if call.path != token_path:
			if answer.status == 401:
				raise TokenRefused(sentence, **about)
		elif isinstance(answer.data, Mapping) and answer.data.get("error") == "invalid_grant":
			refreshing = (call.form or {}).get("grant_type") == "refresh_token"
			raise (TokenRevoked if refreshing else NotAuthorised)(sentence, **about)

	return check
