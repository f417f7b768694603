"""`TokenStore` and `AuthorizationRequestStore` over DocTypes, on the side connection: what is stored is stored for good.

Tokens lie among Frappe's encrypted passwords and in no column. Whoever changes a grant locks its row first, before
anything is read: a plain read would fix what the transaction sees, and a token renewed meanwhile would stay unseen.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any

import frappe
import tenacity
from frappe.utils.password import set_encrypted_password

from supplier_connect.core.desk.clock import from_naive_utc, naive_utc
from supplier_connect.core.desk.errors import translate
from supplier_connect.core.desk.passwords import UnreadablePassword, stored_password
from supplier_connect.core.desk.side_transaction import SideStore, run_in_side_transaction
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import AuthorizationRequest, Token, TokenKey, TokenKind

_GRANT = "Connector Token"
_ATTEMPT = "Connector Authorization Request"
_WRITER = "Administrator"
_LOCK = """
	select * from `tabConnector Token`
	where account = %(account)s and owner_user = %(owner_user)s and kind = %(kind)s for update
"""
_UNREADABLE = msg(
	"The stored sign-in can't be read, as the site's encryption key has changed. Connect the account again."
)
# A new token that is not stored is lost, and with it the sign-in.
_UNTIL_STORED = tenacity.Retrying(
	retry=tenacity.retry_if_exception_type(frappe.QueryTimeoutError),
	stop=tenacity.stop_after_attempt(3),
	reraise=True,
)


class DeskTokenStore(SideStore):
	"""`TokenStore` of the site."""

	def read(self, key: TokenKey) -> Token | None:
		"""See `TokenStore.read`."""
		return self._keep(lambda: _read(key))

	def claim(self, key: TokenKey, seen: Token | None, now: datetime, until: datetime) -> bool:
		"""See `TokenStore.claim`."""
		return self._keep(lambda: _claim(key, seen, now, until))

	def save(self, key: TokenKey, grant: Token) -> None:
		"""See `TokenStore.save`."""
		_UNTIL_STORED(self._keep, lambda: _save(key, grant))

	def save_claimed(self, key: TokenKey, until: datetime, grant: Token) -> bool:
		"""See `TokenStore.save_claimed`."""
		return _UNTIL_STORED(self._keep, lambda: _save_claimed(key, until, grant))

	def release(self, key: TokenKey, until: datetime) -> None:
		"""See `TokenStore.release`."""
		self._keep(lambda: _release(key, until))

	def delete(self, key: TokenKey) -> None:
		"""See `TokenStore.delete`."""
		self._keep(lambda: _delete(_filters(key)))


class DeskAuthorizationRequestStore(SideStore):
	"""`AuthorizationRequestStore` of the site; a row is named by the digest of its state."""

	def begin(self, sign_in: AuthorizationRequest) -> None:
		"""See `AuthorizationRequestStore.begin`."""
		self._keep(lambda: _begin(sign_in))

	def take(self, state: Secret, now: datetime) -> AuthorizationRequest | None:
		"""See `AuthorizationRequestStore.take`."""
		return self._keep(lambda: _take(state, now))


def signed_in() -> tuple[TokenKey, ...]:
	"""All grants of people who signed in, dead ones too."""
	filters = {"kind": TokenKind.PERSON.value, "access_until": ("is", "set")}
	rows = run_in_side_transaction(
		lambda: frappe.get_all(
			_GRANT, filters=filters, fields=["account", "owner_user"], order_by="account asc, owner_user asc"
		)
	)
	return tuple(TokenKey(row.account, row.owner_user or "", TokenKind.PERSON) for row in rows)


def ended_accounts() -> list[str]:
	"""The accounts whose own sign-in has ended."""
	now = naive_utc(datetime.now(timezone.utc))
	return run_in_side_transaction(
		lambda: frappe.get_all(
			_GRANT,
			filters={"kind": TokenKind.PERSON.value, "owner_user": "", "access_until": ("is", "set")},
			or_filters={"failure": ("is", "set"), "refresh_until": ("<=", now)},
			pluck="account",
			order_by="account asc",
		)
	)


def refreshed_at(key: TokenKey) -> datetime | None:
	"""When a grant was last made or renewed."""
	return _moment(
		run_in_side_transaction(lambda: frappe.db.get_value(_GRANT, _filters(key), "refreshed_at"))
	)


def was_warned(key: TokenKey) -> bool:
	"""Whether somebody was told already how a grant is now."""
	return bool(run_in_side_transaction(lambda: frappe.db.get_value(_GRANT, _filters(key), "warned_on")))


def note_warning(key: TokenKey) -> None:
	"""Keep that somebody was told today."""
	run_in_side_transaction(lambda: _update(_locked(key).name, {"warned_on": frappe.utils.today()}))


def delete_tokens(account: str, *, only: Collection[str] | None = None, spare: Collection[str] = ()) -> bool:
	"""Delete the grants of an account; whether a person's was among them.

	`only` names the owners whose grants are meant ("" is the account itself; None: all), `spare` those whose are not.
	Part of the caller's transaction: it is undone with what made it necessary.
	"""
	named = {"owner_user": ("in", list(only))} if only is not None else {}
	spared = {"owner_user": ("not in", list(spare))} if spare else {}
	return _delete({"account": account, **spared, **named})


def delete_authorization_requests(account: str) -> None:
	"""Delete what was begun for an account, in the caller's transaction."""
	names = frappe.get_all(_ATTEMPT, filters={"account": account}, pluck="name", order_by="name asc")
	if names:
		frappe.db.delete(_ATTEMPT, {"name": ("in", names)})


# grants


def _filters(key: TokenKey) -> dict[str, str]:
	return {"account": key.account, "owner_user": key.owner, "kind": key.kind.value}


def _read(key: TokenKey) -> Token | None:
	rows = frappe.get_all(_GRANT, filters=_filters(key), fields=["*"], limit=1)
	return _grant_of(rows[0]) if rows else None


def _claim(key: TokenKey, seen: Token | None, now: datetime, until: datetime) -> bool:
	row = _locked(key)
	if _grant_of(row) != seen or (row.lease_until and from_naive_utc(row.lease_until) > now):
		return False
	_update(row.name, {"lease_until": naive_utc(until)})
	return True


def _save(key: TokenKey, grant: Token) -> None:
	row = _locked(key)
	_seal(row.name, "access_token", grant.access)
	_seal(row.name, "refresh_token", grant.refresh or Secret(""))
	now = frappe.utils.now()
	values = {
		"access_until": naive_utc(grant.access_until),
		"refresh_until": _naive(grant.refresh_until),
		"signed_in_by": grant.signed_in_by,
		"signed_in_at": _naive(grant.signed_in_at),
		"failure": grant.failure,
		"lease_until": None,
		# A new state of things is a new reason to warn of it.
		"warned_on": None,
		"modified": now,
	}
	if not grant.failure:
		values["refreshed_at"] = naive_utc(datetime.now(timezone.utc))
	_update(row.name, values)


def _save_claimed(key: TokenKey, until: datetime, grant: Token) -> bool:
	lease = _locked(key).lease_until
	if not lease or from_naive_utc(lease) != until:
		return False
	_save(key, grant)
	return True


def _release(key: TokenKey, until: datetime) -> None:
	claimed = {**_filters(key), "lease_until": naive_utc(until)}
	frappe.db.set_value(_GRANT, claimed, {"lease_until": None}, update_modified=False)


def _delete(filters: dict[str, Any]) -> bool:
	# Locked first, as whoever stores a grant does it: else each could wait for the other.
	rows = frappe.db.get_values(
		_GRANT, filters, ["name", "kind"], order_by="name asc", as_dict=True, for_update=True
	)
	if rows:
		names = [row.name for row in rows]
		frappe.db.delete("__Auth", {"doctype": _GRANT, "name": ("in", names)})
		frappe.db.delete(_GRANT, {"name": ("in", names)})
	return any(row.kind == TokenKind.PERSON.value for row in rows)


def _locked(key: TokenKey) -> Any:
	"""The row of a grant, made if need be; nobody else changes it before this transaction ends."""
	rows = frappe.db.sql(_LOCK, _filters(key), as_dict=True)
	if rows:
		return rows[0]
	now = frappe.utils.now()
	values = {
		"name": frappe.generate_hash(length=10),
		"owner": _WRITER,
		"modified_by": _WRITER,
		"creation": now,
		"modified": now,
		**_filters(key),
	}
	frappe.db.bulk_insert(_GRANT, list(values), [tuple(values.values())], ignore_duplicates=True)
	return frappe.db.sql(_LOCK, _filters(key), as_dict=True)[0]


def _update(name: str, values: dict[str, Any]) -> None:
	frappe.db.set_value(_GRANT, name, values, update_modified=False)


def _grant_of(row: Any) -> Token | None:
	"""The grant of a row; None for one that was claimed and never granted.

	One that can't be read is dead, but for the app's: the app asks for another one by itself.
	"""
	if not row.access_until:
		return None
	try:
		access = stored_password(_GRANT, row.name, "access_token", _UNREADABLE)
		refresh = stored_password(_GRANT, row.name, "refresh_token", _UNREADABLE)
		failure = row.failure or ""
	except UnreadablePassword as unreadable:
		if row.kind == TokenKind.APP.value:
			return None
		access, refresh, failure = None, None, translate(unreadable.message)
	return Token(
		access=access or Secret(""),
		access_until=from_naive_utc(row.access_until),
		refresh=refresh,
		refresh_until=_moment(row.refresh_until),
		signed_in_by=row.signed_in_by or "",
		signed_in_at=_moment(row.signed_in_at),
		failure=failure,
	)


def _seal(name: str, field: str, token: Secret) -> None:
	"""Store a token encrypted, an empty one too: a row that is there already waits for nobody's lock on a gap.

	Frappe's frames hold it as it is while they do that, and error logs print frames: none leaves here with an error.
	"""
	try:
		set_encrypted_password(_GRANT, name, token.reveal(), field)
	except BaseException as error:
		stop = error
	else:
		return
	stop.__context__ = stop.__cause__ = None
	raise stop.with_traceback(None)


def _naive(moment: datetime | None) -> datetime | None:
	return naive_utc(moment) if moment else None


def _moment(value: datetime | None) -> datetime | None:
	return from_naive_utc(value) if value else None


# begun sign-ins


def _begin(sign_in: AuthorizationRequest) -> None:
	now = frappe.utils.now()
	row = {
		"name": _digest(sign_in.state),
		"owner": sign_in.user,
		"modified_by": sign_in.user,
		"creation": now,
		"modified": now,
		"account": sign_in.account,
		"owner_user": sign_in.owner,
		"user": sign_in.user,
		"redirect_uri": sign_in.redirect_uri,
		"until": naive_utc(sign_in.until),
	}
	frappe.db.bulk_insert(_ATTEMPT, list(row), [tuple(row.values())])


def _take(state: Secret, now: datetime) -> AuthorizationRequest | None:
	name = _digest(state)
	rows = frappe.db.sql(
		"select * from `tabConnector Authorization Request` where name = %s for update", name, as_dict=True
	)
	frappe.db.delete(_ATTEMPT, {"name": name})
	frappe.db.delete(_ATTEMPT, {"until": ("<=", naive_utc(now))})
	found = _sign_in_of(rows[0], state) if rows else None
	return found if found and found.until > now else None


def _sign_in_of(row: Any, state: Secret) -> AuthorizationRequest:
	return AuthorizationRequest(
		state=state,
		account=row.account,
		owner=row.owner_user or "",
		user=row.user,
		redirect_uri=row.redirect_uri,
		until=from_naive_utc(row.until),
	)


def _digest(state: Secret) -> str:
	return sha256(state.reveal().encode()).hexdigest()
