"""Grants and begun sign-ins in a SQLite file; tokens are encrypted, states are digests."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import AuthorizationRequest, Token, TokenKey, TokenKind
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.values import time_of, time_text

_OF_KEY = "account = :account AND owner = :owner AND kind = :kind"
_READ = f"SELECT * FROM grants WHERE {_OF_KEY} AND access != ''"  # noqa: S608
_IS_CLAIMED = f"SELECT 1 FROM grants WHERE {_OF_KEY} AND lease_until = :until"  # noqa: S608
_RELEASE = f"UPDATE grants SET lease_until = NULL WHERE {_OF_KEY} AND lease_until = :until"  # noqa: S608
_SAVE = """
	INSERT INTO grants (
		account, owner, kind, access, access_until, refresh, refresh_until, signed_in_by, signed_in_at, failure
	) VALUES (
		:account, :owner, :kind, :access, :access_until, :refresh, :refresh_until, :signed_in_by, :signed_in_at,
		:failure
	)
	ON CONFLICT (account, owner, kind) DO UPDATE SET
		access = excluded.access, access_until = excluded.access_until, refresh = excluded.refresh,
		refresh_until = excluded.refresh_until, signed_in_by = excluded.signed_in_by,
		signed_in_at = excluded.signed_in_at, failure = excluded.failure, lease_until = NULL
"""
_CLAIM = """
	INSERT INTO grants (account, owner, kind, lease_until) VALUES (:account, :owner, :kind, :until)
	ON CONFLICT (account, owner, kind) DO UPDATE SET lease_until = excluded.lease_until
	WHERE lease_until IS NULL OR lease_until <= :now
"""


class Cipher(Protocol):
	"""Makes tokens unreadable, and readable again."""

	def seal(self, secret: Secret) -> str:
		"""The secret, unreadable."""
		...

	def open(self, sealed: str) -> Secret:
		"""The secret again."""
		...


class SqliteTokenStore:
	"""`TokenStore` on SQLite."""

	def __init__(self, database: Database, cipher: Cipher) -> None:
		self._database = database
		self._cipher = cipher

	def read(self, key: TokenKey) -> Token | None:
		"""The grant as it was last saved; None when there is none."""
		with self._database.reading() as connection:
			return self._find(connection, key)

	def claim(self, key: TokenKey, seen: Token | None, now: datetime, until: datetime) -> bool:
		"""Take the right to renew the grant that was seen; see `TokenStore.claim`."""
		with self._database.writing() as connection:
			if self._find(connection, key) != seen:
				return False
			values = {**_key(key), "now": time_text(now), "until": time_text(until)}
			return connection.execute(_CLAIM, values).rowcount == 1

	def save(self, key: TokenKey, grant: Token) -> None:
		"""Store a grant over the one before; ends a claim."""
		with self._database.writing() as connection:
			connection.execute(_SAVE, {**_key(key), **self._row(grant)})

	def save_claimed(self, key: TokenKey, until: datetime, grant: Token) -> bool:
		"""Store a renewed grant and end its claim; False when the claim holds no more."""
		with self._database.writing() as connection:
			claimed = {**_key(key), "until": time_text(until)}
			if connection.execute(_IS_CLAIMED, claimed).fetchone() is None:
				return False
			connection.execute(_SAVE, {**_key(key), **self._row(grant)})
			return True

	def release(self, key: TokenKey, until: datetime) -> None:
		"""End a claim without a new grant; another's claim stays."""
		with self._database.writing() as connection:
			connection.execute(_RELEASE, {**_key(key), "until": time_text(until)})

	def delete(self, key: TokenKey) -> None:
		"""Forget a grant."""
		with self._database.writing() as connection:
			connection.execute(f"DELETE FROM grants WHERE {_OF_KEY}", _key(key))  # noqa: S608

	def _find(self, connection: sqlite3.Connection, key: TokenKey) -> Token | None:
		row = connection.execute(_READ, _key(key)).fetchone()
		try:
			return self._grant(row) if row else None
		except RejectedInput:
			# The app can ask for another token; a person would have to sign in again.
			if key.kind is TokenKind.APP:
				return None
			raise

	def _row(self, grant: Token) -> dict[str, str | None]:
		return {
			"access": self._cipher.seal(grant.access),
			"access_until": time_text(grant.access_until),
			"refresh": self._cipher.seal(grant.refresh) if grant.refresh else "",
			"refresh_until": _text(grant.refresh_until),
			"signed_in_by": grant.signed_in_by,
			"signed_in_at": _text(grant.signed_in_at),
			"failure": grant.failure,
		}

	def _grant(self, row: sqlite3.Row) -> Token:
		return Token(
			access=self._cipher.open(row["access"]),
			access_until=time_of(row["access_until"]),
			refresh=self._cipher.open(row["refresh"]) if row["refresh"] else None,
			refresh_until=_time(row["refresh_until"]),
			signed_in_by=row["signed_in_by"],
			signed_in_at=_time(row["signed_in_at"]),
			failure=row["failure"],
		)


class SqliteAuthorizationRequestStore:
	"""`AuthorizationRequestStore` on SQLite."""

	def __init__(self, database: Database) -> None:
		self._database = database

	def begin(self, sign_in: AuthorizationRequest) -> None:
		"""Remember a sign-in."""
		with self._database.writing() as connection:
			connection.execute(
				"INSERT INTO sign_ins (state_digest, account, owner, user, redirect_uri, until)"
				" VALUES (?, ?, ?, ?, ?, ?)",
				(
					_digest(sign_in.state),
					sign_in.account,
					sign_in.owner,
					sign_in.user,
					sign_in.redirect_uri,
					time_text(sign_in.until),
				),
			)

	def take(self, state: Secret, now: datetime) -> AuthorizationRequest | None:
		"""The sign-in of a state, which is good no more then; None for an unknown, used or expired one."""
		with self._database.writing() as connection:
			row = connection.execute(
				"DELETE FROM sign_ins WHERE state_digest = ? RETURNING *", (_digest(state),)
			).fetchone()
			connection.execute("DELETE FROM sign_ins WHERE until <= ?", (time_text(now),))
		found = _sign_in(row, state) if row else None
		return found if found and found.until > now else None


def _sign_in(row: sqlite3.Row, state: Secret) -> AuthorizationRequest:
	return AuthorizationRequest(
		state, row["account"], row["owner"], row["user"], row["redirect_uri"], time_of(row["until"])
	)


def _digest(state: Secret) -> str:
	return sha256(state.reveal().encode()).hexdigest()


def _key(key: TokenKey) -> dict[str, str]:
	return {"account": key.account, "owner": key.owner, "kind": key.kind.value}


def _text(at: datetime | None) -> str | None:
	return time_text(at) if at else None


def _time(text: str | None) -> datetime | None:
	return time_of(text) if text else None
