"""Calls are signed as a system wants it, and a token that is refused is renewed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from support.samples import Books
from support.token_server import API_KEY, CLIENT, THING, TOKEN, USER, TokenSystem, token_system

from supplier_connect.core.http.cache import MemoryCache, StoredResponseCache
from supplier_connect.core.http.exchange import CachePolicy, Call
from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.model.errors import NotAuthorised, TokenRefused
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token, TokenKey, TokenKind
from supplier_connect.core.oauth.strategies import (
	ApiKeyAuth,
	AuthorizationCode,
	ClientCredentials,
	PasswordLogin,
	TokenAuth,
	TokenEndpoint,
	authorization_url,
	check_tokens,
	send_signed,
	token_manager,
)
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.workbench.stores.calls import SqliteCallLog, SqliteDailyQuota, SqliteRateLimitWindows
from supplier_connect.workbench.stores.response_cache import SqliteResponseStore
from supplier_connect.workbench.stores.usage import SqliteUsageStore

CALL = Call("GET", THING, repeatable=True)
VERIFIER = Secret("v" * 43)


@pytest.fixture
def system() -> Iterator[TokenSystem]:
	with token_system() as running:
		yield running


@pytest.fixture
def account(system: TokenSystem) -> ShopAccount:
	return ShopAccount("Till", "Cash", "A Supplier", base_url=system.base_url, user="buyer@example.com")


@pytest.fixture
def session(books: Books, account: ShopAccount) -> Session:
	return books.session(account, ResponseRules(check_tokens(TOKEN)))


@pytest.fixture
def endpoint(books: Books, session: Session) -> TokenEndpoint:
	return TokenEndpoint(
		session, TOKEN, lambda: {name: Secret(value) for name, value in CLIENT.items()}, books.host.now
	)


Renew = Callable[["Token | None"], Token]


@pytest.fixture
def signed(books: Books, account: ShopAccount) -> Callable[[Renew], TokenAuth]:
	key = TokenKey(account.name, "", TokenKind.APP)
	return lambda renew: TokenAuth(token_manager(account, books.host, key, renew))


def code_granted(system: TokenSystem, account: ShopAccount, endpoint: TokenEndpoint) -> Token:
	"""The tokens of a person who signed in by PKCE."""
	address = authorization_url(
		account,
		"/authorize",
		Secret(CLIENT["client_id"]),
		"http://here/back",
		Secret("a state"),
		scope="ITEMS",
		verifier=VERIFIER,
	)
	asked = parse_qs(urlsplit(address).query)
	assert (asked["code_challenge_method"], asked["scope"], asked["state"]) == (
		["S256"],
		["ITEMS"],
		["a state"],
	)
	system.challenge = asked["code_challenge"][0]
	return AuthorizationCode(endpoint).exchange(Secret("the-code"), "http://here/back", VERIFIER)


@pytest.mark.parametrize(
	"auth",
	[
		ApiKeyAuth(Secret("key:secret"), prefix="token "),
		ApiKeyAuth(Secret(API_KEY), name="key", in_query=True),
	],
)
def test_a_key_signs_a_call(session: Session, auth: ApiKeyAuth) -> None:
	assert send_signed(session, CALL, auth).data == {"thing": 1}


def test_a_key_that_is_refused_is_not_tried_again(system: TokenSystem, session: Session) -> None:
	with pytest.raises(TokenRefused, match="Till"):
		send_signed(session, CALL, ApiKeyAuth(Secret("another"), prefix="token "))
	assert system.asked == [THING]


def test_the_app_gets_a_token_keeps_it_and_another_when_it_is_refused(
	system: TokenSystem, session: Session, endpoint: TokenEndpoint, signed: Callable[[Renew], TokenAuth]
) -> None:
	auth = signed(ClientCredentials(endpoint).renew)
	for _call in range(2):
		assert send_signed(session, CALL, auth).data == {"thing": 1}
	assert system.asked == ["client_credentials", THING, THING]
	system.access.clear()
	assert send_signed(session, CALL, auth).data == {"thing": 1}
	assert system.asked[3:] == [THING, "client_credentials", THING]


def test_a_token_that_is_refused_twice_is_an_error(
	system: TokenSystem, session: Session, endpoint: TokenEndpoint, signed: Callable[[Renew], TokenAuth]
) -> None:
	def renew(old: Token | None) -> Token:
		token = ClientCredentials(endpoint).renew(old)
		system.access.clear()
		return token

	with pytest.raises(TokenRefused):
		send_signed(session, CALL, signed(renew))
	assert system.asked == ["client_credentials", THING, "client_credentials", THING]


def test_a_person_signs_in_with_pkce_and_the_token_is_refreshed(
	system: TokenSystem,
	books: Books,
	session: Session,
	account: ShopAccount,
	endpoint: TokenEndpoint,
	signed: Callable[[Renew], TokenAuth],
) -> None:
	auth = signed(AuthorizationCode(endpoint).renew)
	with pytest.raises(NotAuthorised, match="nobody has connected it to Cash"):
		send_signed(session, CALL, auth)
	books.grants.save(auth.manager.key, code_granted(system, account, endpoint))
	system.access.clear()
	assert send_signed(session, CALL, auth).data == {"thing": 1}
	assert system.asked == ["authorization_code", THING, "refresh_token", THING]
	stored = books.grants.read(auth.manager.key)
	assert stored and stored.signed_in_by == account.user and stored.refresh == Secret("refresh-2")


def test_a_code_is_worth_nothing_without_its_verifier(
	system: TokenSystem, account: ShopAccount, endpoint: TokenEndpoint
) -> None:
	code_granted(system, account, endpoint)
	with pytest.raises(NotAuthorised, match="refuses its sign-in"):
		AuthorizationCode(endpoint).exchange(Secret("the-code"), "http://here/back", Secret("w" * 43))


def test_a_login_is_refreshed_and_made_again_once_that_has_ended(
	system: TokenSystem, session: Session, endpoint: TokenEndpoint, signed: Callable[[Renew], TokenAuth]
) -> None:
	auth = signed(PasswordLogin(endpoint, USER["username"], Secret(USER["password"])).renew)
	send_signed(session, CALL, auth)
	system.access.clear()
	send_signed(session, CALL, auth)
	system.access.clear()
	system.refresh.clear()
	assert send_signed(session, CALL, auth).data == {"thing": 1}
	tokens = [one for one in system.asked if one != THING]
	assert tokens == ["password", "refresh_token", "refresh_token", "password"]


def test_a_wrong_password_is_no_login_that_has_ended(
	books: Books, session: Session, endpoint: TokenEndpoint, signed: Callable[[Renew], TokenAuth]
) -> None:
	auth = signed(PasswordLogin(endpoint, USER["username"], Secret("wrong")).renew)
	with pytest.raises(NotAuthorised) as caught:
		send_signed(session, CALL, auth)
	assert type(caught.value) is NotAuthorised
	assert books.grants.read(auth.manager.key) is None


def test_no_token_is_fetched_for_a_cached_response(
	books: Books, system: TokenSystem, account: ShopAccount
) -> None:
	"""Nor is one person's response given to another."""
	database = books.database
	cache = StoredResponseCache(
		SqliteResponseStore(database), SqliteUsageStore(database), MemoryCache("here")
	)
	keeping = Session(
		replace(account, cache_seconds=60),
		LimitGate(SqliteRateLimitWindows(database), SqliteDailyQuota(database)),
		SqliteCallLog(database),
		ResponseRules(check_tokens(TOKEN)),
		cache=cache,
		allow_private=True,
	)
	call = replace(CALL, keep=CachePolicy(lambda data: data["thing"]))
	key = ApiKeyAuth(Secret("key:secret"), prefix="token ")
	send_signed(keeping, call, key, ("one",))
	system.asked.clear()
	assert send_signed(keeping, call, ApiKeyAuth(Secret("gone")), ("one",)).data == {"thing": 1}
	assert system.asked == []
	with pytest.raises(TokenRefused):
		send_signed(keeping, call, ApiKeyAuth(Secret("gone")), ("another",))
