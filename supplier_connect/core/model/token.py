"""What a shop's sign-in grants: tokens, and until when they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from supplier_connect.core.model.secret import Secret


class TokenKind(str, Enum):
	"""Whom a grant is for: the app itself, or a person who signed in at the shop."""

	APP = "App"
	PERSON = "Person"


@dataclass(frozen=True)
class TokenKey:
	"""Which grant: of an account, its own (`owner` "") or a user's, and of which kind."""

	account: str
	owner: str
	kind: TokenKind


@dataclass(frozen=True)
class Token:
	"""Tokens and their ends (UTC). `refresh` is None where the shop gives none: a new grant is then asked for.

	`signed_in_by` is the user who signed in, at `signed_in_at`; `failure` is the shop's refusal ("" for none): such
	a grant is dead, and somebody must sign in again.
	"""

	access: Secret
	access_until: datetime
	refresh: Secret | None = None
	refresh_until: datetime | None = None
	signed_in_by: str = ""
	signed_in_at: datetime | None = None
	failure: str = ""


@dataclass(frozen=True)
class AuthorizationRequest:
	"""A sign-in that was begun: who for which account, where the shop sends them back, until when (UTC).

	`state` goes to the shop and comes back; it is stored as a digest only.
	"""

	state: Secret
	account: str
	owner: str
	user: str
	redirect_uri: str
	until: datetime
