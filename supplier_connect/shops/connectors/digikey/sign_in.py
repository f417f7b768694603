"""Signing in at DigiKey: client credentials for the app, the authorisation-code flow for a person.

The code lives 60 seconds, an access token about 30 minutes (10 for the app's), a refresh token 90 days; it changes
with every use.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from supplier_connect.core.http.exchange import Call
from supplier_connect.core.http.session import Session
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import UnexpectedResponse
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token
from supplier_connect.shops.connectors.digikey.errors import CLIENT_ID, CLIENT_SECRET, TOKEN
from supplier_connect.shops.connectors.digikey.wire import TokenWire, read_wire

_AUTHORISE = "/v1/oauth2/authorize"
_REFRESH_LIFE = timedelta(days=90)
# The shortest life that is known of a token, for an answer that tells none.
_SHORTEST_LIFE = 600


def authorise_url(account: Connection, redirect_uri: str, state: Secret) -> str:
	"""Where the user's browser is sent to sign in."""
	client_id = account.credentials.require(CLIENT_ID.name, CLIENT_ID.label, account.name)
	# Asked for now, so that nobody signs in for nothing.
	account.credentials.require(CLIENT_SECRET.name, CLIENT_SECRET.label, account.name)
	query = {
		"response_type": "code",
		"client_id": client_id.reveal(),
		"redirect_uri": redirect_uri,
		"state": state.reveal(),
	}
	return f"{account.base_url.rstrip('/')}{_AUTHORISE}?{urlencode(query)}"


def app_grant(session: Session, account: Connection, now: datetime) -> Token:
	"""A token for the app itself: product information, no lists."""
	wire = _tokens(session, account, "client_credentials", {})
	return Token(_access(wire), now + _life(wire))


def person_grant(
	session: Session, account: Connection, code: Secret, redirect_uri: str, now: datetime
) -> Token:
	"""The tokens for the code that a browser came back with."""
	wire = _tokens(session, account, "authorization_code", {"code": code, "redirect_uri": redirect_uri})
	if not wire.refresh_token:
		raise UnexpectedResponse(
			msg(
				"Supplier Account {0}: DigiKey's sign-in lacks a refresh token. Connect again.", account.name
			),
			account=account.name,
		)
	return _renewed(Token(_access(wire), now, signed_in_by=account.user, signed_in_at=now), wire, now)


def refreshed_grant(session: Session, account: Connection, old: Token, now: datetime) -> Token:
	"""New tokens for old ones; the old refresh token is dead then."""
	wire = _tokens(session, account, "refresh_token", {"refresh_token": old.refresh or Secret("")})
	return _renewed(old, wire, now)


def _tokens(
	session: Session, account: Connection, grant_type: str, particulars: dict[str, str | Secret]
) -> TokenWire:
	form: dict[str, str | Secret] = {
		"client_id": account.credentials.require(CLIENT_ID.name, CLIENT_ID.label, account.name),
		"client_secret": account.credentials.require(CLIENT_SECRET.name, CLIENT_SECRET.label, account.name),
		"grant_type": grant_type,
		**particulars,
	}
	# The app's token can be asked for any number of times; codes and refresh tokens are good once.
	call = Call("POST", TOKEN, form=form, quota="Sign-in", repeatable=grant_type == "client_credentials")
	return read_wire(TokenWire, account, call, session.send(call))


def _renewed(old: Token, wire: TokenWire, now: datetime) -> Token:
	"""A grant with new tokens; the old refresh token stays where no new one came."""
	fresh = replace(old, access=_access(wire), access_until=now + _life(wire), failure="")
	if not wire.refresh_token:
		return fresh
	told = wire.refresh_token_expires_in
	return replace(
		fresh,
		refresh=Secret(wire.refresh_token.get_secret_value()),
		refresh_until=now + (timedelta(seconds=told) if told else _REFRESH_LIFE),
	)


def _access(wire: TokenWire) -> Secret:
	return Secret(wire.access_token.get_secret_value())


def _life(wire: TokenWire) -> timedelta:
	return timedelta(seconds=wire.expires_in or _SHORTEST_LIFE)
