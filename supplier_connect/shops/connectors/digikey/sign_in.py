"""Signing in at DigiKey: client credentials for the app, the authorisation-code flow for a person.

The code lives 60 seconds, an access token about 30 minutes (10 for the app's), a refresh token 90 days; it changes
with every use.
"""

from __future__ import annotations

from datetime import timedelta

from supplier_connect.core.http.session import ResponseRules
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.oauth.strategies import TokenEndpoint, authorization_url
from supplier_connect.core.tools import HostTools
from supplier_connect.shops.connectors.digikey.errors import (
	CLIENT_ID,
	CLIENT_SECRET,
	TOKEN,
	check_answer,
	standing_of,
)
from supplier_connect.shops.connectors.protocols import KeyField

READING = ResponseRules(check_answer, standing_of)
_AUTHORISE = "/v1/oauth2/authorize"
_REFRESH_LIFE = timedelta(days=90)


def token_endpoint(account: Connection, tools: HostTools) -> TokenEndpoint:
	"""Where DigiKey gives tokens for an account."""

	session = tools.session(account, READING)
	return TokenEndpoint(
		session,
		TOKEN,
		lambda: {key.name: required(account, key) for key in (CLIENT_ID, CLIENT_SECRET)},
		tools.now,
		refresh_life=_REFRESH_LIFE,
		quota="Sign-in",
	)


def authorise_url(account: Connection, redirect_uri: str, state: Secret) -> str:
	"""Where the user's browser is sent to sign in."""
	# The secret is asked for now, so that nobody signs in for nothing.
	client_id, _secret = (required(account, key) for key in (CLIENT_ID, CLIENT_SECRET))
	return authorization_url(account, _AUTHORISE, client_id, redirect_uri, state)


def required(account: Connection, key: KeyField) -> Secret:
	"""A key of the account; raises `NotAuthorised` when it is missing."""
	return account.credentials.require(key.name, key.label, account.name)
