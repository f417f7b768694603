"""Who may call the sandbox's DigiKey: applications, the people who sign in, and the accounts that buy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


def bare_id(list_id: str) -> Any:
	"""A new list's id as most applications get it: a JSON string."""
	return list_id


def wrapped_id(list_id: str) -> Any:
	"""A new list's id as some applications get it: in an object."""
	return {"ListId": list_id}


@dataclass(frozen=True, slots=True)
class Client:
	"""An application that a company registered at DigiKey.

	`products` and `lists` tell which APIs it is subscribed to, `revoked` whether DigiKey took its rights away,
	`new_list` how it is told the id of a list it made.
	"""

	id: str
	secret: str
	organisation: str
	products: bool = True
	lists: bool = True
	revoked: bool = False
	new_list: Callable[[str], Any] = bare_id


@dataclass(frozen=True, slots=True)
class Account:
	"""A company's account. It pays `price_share` of the standard prices; None: the standard ones."""

	id: str
	organisation: str
	price_share: Decimal | None


CLIENT_ID = "sandbox-client-id"
CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105
SECOND_CLIENT_ID = "second-client-id"
SECOND_CLIENT_SECRET = "second-client-secret"  # noqa: S105
NO_LISTS_CLIENT_ID = "no-lists-client-id"
NO_LISTS_CLIENT_SECRET = "no-lists-client-secret"  # noqa: S105
UNSUBSCRIBED_CLIENT_ID = "unsubscribed-client-id"
UNSUBSCRIBED_CLIENT_SECRET = "unsubscribed-client-secret"  # noqa: S105
REVOKED_CLIENT_ID = "revoked-client-id"
REVOKED_CLIENT_SECRET = "revoked-client-secret"  # noqa: S105
ACCOUNT_ID = "10001"
STANDARD_ACCOUNT_ID = "10002"
SECOND_ACCOUNT_ID = "20001"
USER = "buyer"

_FIRST = "first"
_SECOND = "second"
CLIENTS = {
	client.id: client
	for client in (
		Client(CLIENT_ID, CLIENT_SECRET, _FIRST),
		Client(SECOND_CLIENT_ID, SECOND_CLIENT_SECRET, _SECOND, new_list=wrapped_id),
		Client(NO_LISTS_CLIENT_ID, NO_LISTS_CLIENT_SECRET, _FIRST, lists=False),
		Client(UNSUBSCRIBED_CLIENT_ID, UNSUBSCRIBED_CLIENT_SECRET, _FIRST, products=False, lists=False),
		Client(REVOKED_CLIENT_ID, REVOKED_CLIENT_SECRET, _FIRST, revoked=True),
	)
}
ORGANISATIONS = tuple(dict.fromkeys(client.organisation for client in CLIENTS.values()))
ACCOUNTS = {
	account.id: account
	for account in (
		Account(ACCOUNT_ID, _FIRST, Decimal("0.95")),
		Account(STANDARD_ACCOUNT_ID, _FIRST, None),
		Account(SECOND_ACCOUNT_ID, _SECOND, None),
	)
}
# Passwords by user name.
USERS = {"buyer": "sandbox", "engineer": "sandbox"}
