"""Accounts at the sandbox's DigiKey, and people who have signed in there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import requests

from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.oauth.authorization import AuthorizationResponse, begin, claim, finish
from supplier_connect.core.tools import HostTools
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.digikey.kind import DIGIKEY as KIND
from supplier_connect.shops.model.account import ShopAccount
from support.samples import Books, keys

CALLBACK = "http://127.0.0.1:8139/callback"


def digikey_account(server: SandboxServer, client: str = "sandbox", **changes: object) -> ShopAccount:
	"""An account of one of the sandbox's applications, without limits of its own."""
	made = ShopAccount(
		name="DigiKey US",
		connector="DigiKey",
		supplier="DigiKey",
		base_url=server.base_url,
		country="US",
		currency="USD",
		timeout=5,
		limits=CallLimits(),
		user="buyer@example.com",
		credentials=keys(client_id=f"{client}-client-id", client_secret=f"{client}-client-secret"),
	)
	return replace(made, **changes)


def shifted_host(books: Books, server: SandboxServer) -> HostTools:
	"""Tools whose clock is the sandbox's."""
	return replace(books.host, now=server.clock.now)


def code_for(server: SandboxServer, address: str, user: str = "buyer") -> AuthorizationResponse:
	"""What a browser brings back that was sent to an address and allowed everything there."""
	asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
	answer = requests.post(
		f"{server.base_url}/_sandbox/sign-in",
		json={
			"client_id": asked["client_id"],
			"redirect_uri": asked["redirect_uri"],
			"state": asked["state"],
			"user": user,
		},
		timeout=5,
	)
	answer.raise_for_status()
	location = next(value for value in answer.json().values() if str(value).startswith(CALLBACK))
	back = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
	return AuthorizationResponse(Secret(back["state"]), Secret(back["code"]))


def connect(books: Books, server: SandboxServer, account: ShopAccount) -> None:
	"""Sign the account's user in."""
	assert KIND.sign_in
	now = datetime.now(timezone.utc)
	address = begin(books.sign_ins, KIND.sign_in, account, CALLBACK, now)
	back = code_for(server, address)
	sign_in = claim(books.sign_ins, back, account.user, now + timedelta(seconds=1))
	finish(shifted_host(books, server), KIND.sign_in, account, sign_in, back)
