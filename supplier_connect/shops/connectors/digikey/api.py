"""Calls to DigiKey's API with a token that is fresh: the app's own, or that of the person who signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar

from supplier_connect.core.http.exchange import Call, Response
from supplier_connect.core.http.session import ResponseRules
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import NotAuthorised, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token, TokenKey, TokenKind
from supplier_connect.core.oauth.token_manager import TokenManager
from supplier_connect.core.tools import HostTools
from supplier_connect.shops.connectors.digikey.errors import (
	CLIENT_ID,
	TokenRefused,
	check_answer,
	standing_of,
)
from supplier_connect.shops.connectors.digikey.sign_in import app_grant, refreshed_grant
from supplier_connect.shops.connectors.digikey.wire import read_wire
from supplier_connect.shops.connectors.digikey.words import LANGUAGES, site_of
from supplier_connect.shops.connectors.protocols import language_at
from supplier_connect.shops.model.account import ShopAccount

READING = ResponseRules(check_answer, standing_of)
_PATIENCE_AT_SIGN_IN = 10.0
# No session sends a call more often.
_ATTEMPTS = 4
_Wire = TypeVar("_Wire")


class DigiKeyApi:
	"""Sends calls for one account; a token that is refused is renewed once, and the call sent once more."""

	def __init__(self, account: ShopAccount, tools: HostTools) -> None:
		self.account = account
		self._tools = tools
		self._session = tools.session(account, READING)
		# Whoever renews holds up the others: rather give up soon than wait for a quiet minute.
		signing = replace(account, patience=min(account.patience, _PATIENCE_AT_SIGN_IN))
		self._sign_in = tools.session(signing, READING)
		self._lease = timedelta(seconds=_ATTEMPTS * (2 * signing.patience + 4 * account.timeout) + 30)

	def as_person(self, call: Call) -> Response:
		"""Send a call that needs the person who signed in; raises `NotAuthorised` when nobody has."""
		return self._send(call, self.person)

	def as_anyone(self, call: Call) -> Response:
		"""Send a call that the app may make itself; prices are the person's where somebody has signed in.

		What is kept of the answers is kept for this person and sign-in alone, or for the app.
		"""
		grant = self._tools.grants.read(self.person.key)
		if grant is None or grant.failure:
			return self._kept_or_sent(call, (TokenKind.APP.value,), self._app)
		since = grant.signed_in_at.isoformat() if grant.signed_in_at else ""
		return self._kept_or_sent(call, (TokenKind.PERSON.value, grant.signed_in_by, since), self.person)

	@property
	def kept_since(self) -> datetime | None:
		"""See `Session.kept_since`."""
		return self._session.kept_since

	def now(self) -> datetime:
		"""The host's time, in UTC."""
		return self._tools.now()

	@property
	def is_signed_in(self) -> bool:
		"""Whether somebody has signed in, as far as we know."""
		grant = self._tools.grants.read(self.person.key)
		return grant is not None and not grant.failure

	@property
	def has_token(self) -> bool:
		"""Whether somebody had signed in, even if DigiKey has ended that."""
		return self._tools.grants.read(self.person.key) is not None

	@cached_property
	def person(self) -> TokenManager:
		"""The tokens of the person who signed in."""
		key = TokenKey(self.account.name, self.account.sign_in_owner, TokenKind.PERSON)
		return self._keeper(key, self._refresh)

	@cached_property
	def _app(self) -> TokenManager:
		key = TokenKey(self.account.name, self.account.credentials.owner, TokenKind.APP)
		return self._keeper(key, lambda _old: app_grant(self._sign_in, self.account, self._tools.now()))

	def _keeper(self, key: TokenKey, renew: Callable[[Token | None], Token]) -> TokenManager:
		tools = self._tools
		return TokenManager(key, tools.grants, renew, self._lease, tools.now, tools.sleep)

	def _refresh(self, old: Token | None) -> Token:
		if old is None:
			raise NotAuthorised(
				msg(
					"Supplier Account {0}: nobody has connected it to DigiKey yet. Open the account and connect.",
					self.account.name,
				),
				account=self.account.name,
			)
		return refreshed_grant(self._sign_in, self.account, old, self._tools.now())

	def _kept_or_sent(self, call: Call, identity: tuple[str, ...], keeper: TokenManager) -> Response:
		"""The answer that is kept for these prices, else the shop's; no token is fetched for one that is kept."""
		if call.keep is None:
			return self._send(call, keeper)
		asked = replace(call, keep=replace(call.keep, identity=identity))
		return self._session.cached_or_sent(asked, lambda: self._send(replace(call, keep=None), keeper))

	def _send(self, call: Call, keeper: TokenManager) -> Response:
		token = keeper.access()
		try:
			return self._session.send(self._signed(call, token))
		except TokenRefused:
			return self._session.send(self._signed(call, keeper.renewed(token)))

	def _signed(self, call: Call, token: Secret) -> Call:
		account = self.account
		headers: dict[str, str | Secret] = {
			"Authorization": Secret(f"Bearer {token.reveal()}"),
			"X-DIGIKEY-Client-Id": sendable(
				account.credentials.require(CLIENT_ID.name, CLIENT_ID.label, account.name),
				CLIENT_ID.label,
				account,
			),
			"X-DIGIKEY-Locale-Site": site_of(account.shop_country),
			"X-DIGIKEY-Locale-Language": language_at(account.language, LANGUAGES),
			"X-DIGIKEY-Locale-Currency": account.shop_currency,
		}
		if account.customer_id:
			headers["X-DIGIKEY-Account-Id"] = sendable(Secret(account.customer_id), "Customer ID", account)
		return replace(call, headers=headers)

	def read(self, model: type[_Wire], call: Call, answer: Response) -> _Wire:
		"""An answer as a model; raises `UnexpectedResponse` naming what is missing."""
		return read_wire(model, self.account, call, answer)


def sendable(value: Secret, label: str, account: Connection) -> Secret:
	"""A value as a header takes it, without blanks around it; raises `RejectedInput` for signs that can't be sent."""
	text = value.reveal().strip()
	if text.isascii() and text.isprintable():
		return Secret(text)
	raise RejectedInput(
		msg(
			"Supplier Account {0}: its {1} holds signs that no such number has. Enter it again.",
			account.name,
			label,
		),
		account=account.name,
		field=label,
	)
