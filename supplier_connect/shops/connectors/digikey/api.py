"""Calls to DigiKey's API with a token that is fresh: the app's own, or that of the person who signed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from supplier_connect.core.http.exchange import Call, Response
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import TokenKey, TokenKind
from supplier_connect.core.oauth.strategies import (
	AuthorizationCode,
	ClientCredentials,
	TokenAuth,
	bearer,
	renewing,
	send_signed,
	token_manager,
)
from supplier_connect.core.oauth.token_manager import TokenManager
from supplier_connect.core.tools import HostTools
from supplier_connect.shops.connectors.digikey.errors import CLIENT_ID
from supplier_connect.shops.connectors.digikey.sign_in import READING, required, token_endpoint
from supplier_connect.shops.connectors.digikey.wire import read_wire
from supplier_connect.shops.connectors.digikey.words import LANGUAGES, site_of
from supplier_connect.shops.connectors.protocols import language_at
from supplier_connect.shops.model.account import ShopAccount

_Wire = TypeVar("_Wire")


class DigiKeyApi:
	"""Sends calls for one account, as the person who signed in or as the app."""

	def __init__(self, account: ShopAccount, tools: HostTools) -> None:
		self.account = account
		self._tools = tools
		self._session = tools.session(account, READING)

	def as_person(self, call: Call) -> Response:
		"""Send a call that needs the person who signed in; raises `NotAuthorised` when nobody has."""
		return send_signed(self._session, call, self._person)

	def as_anyone(self, call: Call) -> Response:
		"""Send a call that the app may make itself; prices are the person's where somebody has signed in.

		What is kept of the answers is kept for this person and sign-in alone, or for the app.
		"""
		grant = self._tools.grants.read(self.person.key)
		if grant is None or grant.failure:
			return send_signed(self._session, call, self._app, (TokenKind.APP.value,))
		since = grant.signed_in_at.isoformat() if grant.signed_in_at else ""
		return send_signed(
			self._session, call, self._person, (TokenKind.PERSON.value, grant.signed_in_by, since)
		)

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
		renew = AuthorizationCode(token_endpoint(renewing(self.account), self._tools)).renew
		return token_manager(self.account, self._tools, key, renew)

	@cached_property
	def _person(self) -> TokenAuth:
		return TokenAuth(self.person, self._signed)

	@cached_property
	def _app(self) -> TokenAuth:
		key = TokenKey(self.account.name, self.account.credentials.owner, TokenKind.APP)
		renew = ClientCredentials(token_endpoint(renewing(self.account), self._tools)).renew
		return TokenAuth(token_manager(self.account, self._tools, key, renew), self._signed)

	def _signed(self, call: Call, token: Secret) -> Call:
		account = self.account
		headers: dict[str, str | Secret] = {
			"X-DIGIKEY-Client-Id": sendable(required(account, CLIENT_ID), CLIENT_ID.label, account),
			"X-DIGIKEY-Locale-Site": site_of(account.shop_country),
			"X-DIGIKEY-Locale-Language": language_at(account.language, LANGUAGES),
			"X-DIGIKEY-Locale-Currency": account.shop_currency,
		}
		if account.customer_id:
			headers["X-DIGIKEY-Account-Id"] = sendable(Secret(account.customer_id), "Customer ID", account)
		return bearer(replace(call, headers=headers), token)

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
