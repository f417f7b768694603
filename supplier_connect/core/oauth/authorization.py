"""Connect an account to a shop: a person signs in there, and the app keeps what the shop grants.

A sign-in is begun by a user for an account; the shop sends the user's browser back with a state and a code. The state
is good once, for some minutes, and for the user who began only.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from supplier_connect.core.http.ports import AuthorizationRequestStore
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import NotAuthorised, RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import AuthorizationRequest, Token, TokenKey, TokenKind
from supplier_connect.core.oauth.provider import OAuthProvider
from supplier_connect.core.tools import HostTools

# Time to look up a password and to pass a second factor.
AUTHORIZATION_TIME = timedelta(minutes=15)
# A refresh makes a sign-in young again: none gets older than this.
_REFRESH_AFTER = timedelta(days=7)
WARN_BEFORE = timedelta(days=7)
_STATE_BYTES = 32
AccountT = TypeVar("AccountT", bound=Connection)


@dataclass(frozen=True)
class AuthorizationResponse:
	"""What a browser brings back from a shop: `error` is the shop's word for a refusal, "" for none."""

	state: Secret
	code: Secret
	error: str = ""


def begin(
	store: AuthorizationRequestStore,
	door: OAuthProvider[AccountT],
	account: AccountT,
	redirect_uri: str,
	now: datetime,
) -> str:
	"""The address that the user of the account is to open; raises `NotAuthorised` when keys are missing."""
	state = Secret(secrets.token_urlsafe(_STATE_BYTES))
	address = door.address(account, redirect_uri, state)
	store.begin(
		AuthorizationRequest(
			state, account.name, account.sign_in_owner, account.user, redirect_uri, now + AUTHORIZATION_TIME
		)
	)
	return address


def claim(
	store: AuthorizationRequestStore, back: AuthorizationResponse, user: str, now: datetime
) -> AuthorizationRequest:
	"""The sign-in that a browser comes back from; nobody can come back from it again.

	Raises `RejectedInput` when it wasn't begun here, is over, or was begun by another user, and `NotAuthorised` when
	it was refused at the shop.
	"""
	sign_in = store.take(back.state, now)
	if sign_in is None:
		raise RejectedInput(
			msg(
				"This sign-in is not known here, is over or was used already. Begin it again on the Supplier Account."
			),
			field="state",
		)
	if sign_in.user != user:
		raise RejectedInput(
			msg(
				"This sign-in was begun by another user. Log in as that user, or begin it yourself on the Supplier Account."
			),
			field="state",
		)
	if back.error or not back.code:
		raise NotAuthorised(
			msg(
				"Supplier Account {0}: the sign-in was refused or broken off. Nothing was changed.",
				sign_in.account,
			),
			account=sign_in.account,
		)
	return sign_in


def finish(
	tools: HostTools,
	door: OAuthProvider[AccountT],
	account: AccountT,
	sign_in: AuthorizationRequest,
	back: AuthorizationResponse,
) -> Token:
	"""Fetch and store what the shop grants; the account is the one of the sign-in. Raises the session's errors."""
	grant = door.exchange(account, tools, back.code, sign_in.redirect_uri)
	tools.grants.save(TokenKey(account.name, sign_in.owner, TokenKind.PERSON), grant)
	return grant


def needs_refresh(grant: Token, life: timedelta, now: datetime) -> bool:
	"""Whether a sign-in should be refreshed so that it doesn't end for want of use; `life` is that of a new one."""
	if grant.failure or grant.refresh_until is None:
		return False
	return grant.refresh_until - now < life - _REFRESH_AFTER


def warning(account: str, grant: Token, now: datetime) -> Message | None:
	"""What to tell the account's owner of a sign-in that has ended or ends within a week; None for a sound one."""
	if grant.failure:
		return msg("The sign-in of {0} has ended: connect it again. {1}", account, grant.failure)
	if grant.refresh_until is None or grant.refresh_until - now > WARN_BEFORE:
		return None
	return msg(
		"The sign-in of {0} ends on {1}, as it could not be refreshed: connect it again before.",
		account,
		grant.refresh_until.strftime("%Y-%m-%d"),
	)
