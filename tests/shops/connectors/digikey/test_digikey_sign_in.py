"""Signing in at DigiKey, and tokens that no worker burns."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import requests
from support.digikey_samples import CALLBACK, code_for, connect, digikey_account, shifted_host
from support.samples import Books, keys

from supplier_connect.core.model.errors import (
	NotAuthorised,
	OutcomeUnknown,
	RejectedInput,
	SupplierConnectError,
	TokenRevoked,
	Unavailable,
)
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token, TokenKey, TokenKind
from supplier_connect.core.oauth.authorization import (
	AuthorizationResponse,
	begin,
	claim,
	finish,
	needs_refresh,
	warning,
)
from supplier_connect.core.oauth.token_manager import TokenManager
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.digikey.api import DigiKeyApi
from supplier_connect.shops.connectors.digikey.kind import DIGIKEY as KIND
from supplier_connect.shops.connectors.digikey.kind import DigiKeyConnector
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.workbench.stores.database import Database

DOOR = KIND.sign_in
assert DOOR is not None


def key_of(account: ShopAccount) -> TokenKey:
	return TokenKey(account.name, account.sign_in_owner, TokenKind.PERSON)


def grant_of(books: Books, account: ShopAccount) -> Token:
	grant = books.grants.read(key_of(account))
	assert grant is not None
	return grant


def age_access(books: Books, account: ShopAccount) -> None:
	"""Let the stored access token be over, as far as we know."""
	grant = grant_of(books, account)
	books.grants.save(key_of(account), replace(grant, access_until=grant.access_until - timedelta(hours=2)))


def refreshes(server: SandboxServer) -> int:
	return int(server.state["sign_ins"]["granted"].get("refresh_token", 0))


def burnt(server: SandboxServer) -> tuple[dict[str, int], int]:
	"""What was refused at the token endpoint, and how often a used token came again."""
	return server.state["sign_ins"]["refused"], server.state["sign_ins"]["reused"]


def test_a_person_connects_an_account(books: Books, connected: ShopAccount, digikey: SandboxServer) -> None:
	grant = grant_of(books, connected)
	assert grant.signed_in_by == "buyer@example.com"
	assert grant.refresh_until is not None
	assert timedelta(days=89) < grant.refresh_until - grant.access_until < timedelta(days=91)
	books.shop(connected).test_connection()


def test_nothing_of_a_token_can_be_read_in_the_file(books: Books, connected: ShopAccount) -> None:
	grant = grant_of(books, connected)
	assert grant.refresh is not None
	for file in books.database.path.parent.glob("books.sqlite*"):
		content = file.read_bytes()
		assert grant.access.reveal().encode() not in content
		assert grant.refresh.reveal().encode() not in content


def test_a_token_that_is_over_is_refreshed_and_the_new_pair_is_kept(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	old = grant_of(books, connected)
	digikey.clock.offset_seconds = 31 * 60
	host = shifted_host(books, digikey)
	DigiKeyConnector(connected, host).test_connection()
	new = grant_of(books, connected)
	assert new.refresh != old.refresh
	assert new.signed_in_by == old.signed_in_by


def test_a_refused_token_is_renewed_once_and_the_call_is_made_once_more(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	requests.post(f"{digikey.base_url}/_sandbox/expire", json={}, timeout=5).raise_for_status()
	before = len(digikey.state["calls"])
	books.shop(connected).by_keyword("resistor", 1)
	paths = [call["path"] for call in digikey.state["calls"][before:]]
	assert paths == ["/products/v4/search/keyword", "/v1/oauth2/token", "/products/v4/search/keyword"]


def test_a_call_that_is_refused_again_and_again_ends(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	digikey.faults.add(Fault(FaultKind.STATUS, status=401, path="/mylists", times=-1))
	before = len(digikey.state["calls"])
	with pytest.raises(NotAuthorised, match="connect to DigiKey again"):
		books.shop(connected).try_lists()  # type: ignore[attr-defined]
	assert len(digikey.state["calls"]) - before == 3


def test_a_revoked_sign_in_is_told_and_not_asked_for_again(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	requests.post(f"{digikey.base_url}/_sandbox/revoke", json={"user": "buyer"}, timeout=5).raise_for_status()
	for _try in range(2):
		with pytest.raises(NotAuthorised, match="DigiKey has ended its sign-in"):
			books.shop(connected).try_lists()  # type: ignore[attr-defined]
	asked = [call for call in digikey.state["calls"] if call["path"] == "/v1/oauth2/token"]
	assert len(asked) == 2
	# Product information goes on with the app's own token.
	assert books.shop(connected).by_keyword("resistor", 1)
	connect(books, digikey, connected)
	books.shop(connected).try_lists()  # type: ignore[attr-defined]


def test_the_pair_is_stored_before_it_is_used(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	age_access(books, connected)
	digikey.faults.add(Fault(FaultKind.STATUS, status=503, path="/mylists", times=-1))
	old = grant_of(books, connected)
	with pytest.raises(Unavailable):
		books.shop(connected).try_lists()  # type: ignore[attr-defined]
	assert grant_of(books, connected).refresh != old.refresh
	digikey.faults.clear()
	books.shop(connected).try_lists()  # type: ignore[attr-defined]


def test_a_lost_answer_to_a_refresh_ends_in_a_sentence(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	age_access(books, connected)
	digikey.faults.add(Fault(FaultKind.CUT_AFTER, path="/token"))
	with pytest.raises(OutcomeUnknown):
		books.shop(connected).try_lists()  # type: ignore[attr-defined]
	with pytest.raises(NotAuthorised, match="connect to DigiKey again"):
		books.shop(connected).try_lists()  # type: ignore[attr-defined]


def _in_step(functions: list[Callable[[], object]]) -> list[object]:
	with ThreadPoolExecutor(len(functions)) as pool:
		return [future.result() for future in [pool.submit(function) for function in functions]]


def test_two_workers_refreshing_at_once_refresh_once_each_of_a_hundred_times(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	before = refreshes(digikey)
	for _round in range(100):
		age_access(books, connected)
		host = replace(books.host, sleep=_nap)
		shops = [DigiKeyConnector(connected, host) for _worker in range(2)]
		_in_step([shop.try_lists for shop in shops])
	assert refreshes(digikey) - before == 100
	assert burnt(digikey) == ({}, 0)


def _nap(seconds: float) -> None:
	multiprocessing.Event().wait(seconds)


def _work(path: str, base_url: str, rounds: int) -> int:
	"""A worker process: calls with tokens that DigiKey ends all the time."""
	books = Books(Database(Path(path)))
	account = replace(digikey_account_at(base_url))
	shop = DigiKeyConnector(account, replace(books.host, sleep=_nap))
	for _round in range(rounds):
		requests.post(f"{base_url}/_sandbox/expire", json={}, timeout=5)
		try:
			shop.try_lists()
		except NotAuthorised as refusal:
			# The other worker ended this one's new token too; that is no burnt sign-in.
			if "ended" in str(refusal):
				raise
	return rounds


def digikey_account_at(base_url: str) -> ShopAccount:
	class _At:
		def __init__(self) -> None:
			self.base_url = base_url

	return digikey_account(_At())  # type: ignore[arg-type]


def test_worker_processes_never_burn_a_token(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	path, base_url = str(books.database.path), digikey.base_url
	with multiprocessing.get_context("spawn").Pool(2) as pool:
		done = pool.starmap(_work, [(path, base_url, 15)] * 2)
	assert done == [15, 15]
	assert burnt(digikey) == ({}, 0)
	books.shop(connected).try_lists()  # type: ignore[attr-defined]


def test_a_worker_that_died_while_refreshing_holds_up_others_for_its_lease_only(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	age_access(books, connected)
	now = digikey.clock.now()
	assert books.grants.claim(key_of(connected), grant_of(books, connected), now, now + timedelta(seconds=1))
	times = iter([now, now, now + timedelta(seconds=2), *[now + timedelta(seconds=3)] * 20])
	host = replace(books.host, now=lambda: next(times))
	DigiKeyApi(connected, host).person.access()


def test_waiting_for_another_worker_ends(books: Books, connected: ShopAccount) -> None:
	age_access(books, connected)
	grant = grant_of(books, connected)
	clock = [grant.access_until + timedelta(minutes=1)]
	far = clock[0] + timedelta(hours=1)
	assert books.grants.claim(key_of(connected), grant, clock[0], far)

	def nap(_seconds: float) -> None:
		clock[0] += timedelta(seconds=20)

	keeper = TokenManager(
		key_of(connected), books.grants, lambda _old: grant, timedelta(minutes=5), lambda: clock[0], nap
	)
	with pytest.raises(Unavailable, match="is being renewed"):
		keeper.access()


# the way through the browser


def begun(books: Books, account: ShopAccount, now: datetime) -> str:
	assert DOOR is not None
	return begin(books.sign_ins, DOOR, account, CALLBACK, now)


def test_the_state_is_good_once(books: Books, digikey: SandboxServer) -> None:
	account, now = digikey_account(digikey), digikey.clock.now()
	back = code_for(digikey, begun(books, account, now))
	claim(books.sign_ins, back, account.user, now)
	with pytest.raises(RejectedInput, match="used already"):
		claim(books.sign_ins, back, account.user, now)


def test_a_forged_state_is_refused_and_leaves_the_true_one_alone(
	books: Books, digikey: SandboxServer
) -> None:
	account, now = digikey_account(digikey), digikey.clock.now()
	back = code_for(digikey, begun(books, account, now))
	with pytest.raises(RejectedInput, match="not known here"):
		claim(books.sign_ins, AuthorizationResponse(Secret("forged"), back.code), account.user, now)
	assert claim(books.sign_ins, back, account.user, now).account == account.name


def test_another_user_can_not_finish_a_sign_in(books: Books, digikey: SandboxServer) -> None:
	account, now = digikey_account(digikey), digikey.clock.now()
	back = code_for(digikey, begun(books, account, now))
	with pytest.raises(RejectedInput, match="begun by another user"):
		claim(books.sign_ins, back, "somebody@example.com", now)


def test_a_sign_in_that_took_too_long_is_over(books: Books, digikey: SandboxServer) -> None:
	account, now = digikey_account(digikey), digikey.clock.now()
	back = code_for(digikey, begun(books, account, now))
	with pytest.raises(RejectedInput, match="is over"):
		claim(books.sign_ins, back, account.user, now + timedelta(minutes=16))


def test_a_refusal_at_the_shop_changes_nothing(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	before, now = grant_of(books, connected), digikey.clock.now()
	back = code_for(digikey, begun(books, connected, now))
	with pytest.raises(NotAuthorised, match="refused or broken off"):
		claim(
			books.sign_ins,
			AuthorizationResponse(back.state, Secret(""), "access_denied"),
			connected.user,
			now,
		)
	assert grant_of(books, connected) == before


@pytest.mark.parametrize("seconds", [61, 3600])
def test_a_code_is_good_for_a_minute(books: Books, digikey: SandboxServer, seconds: int) -> None:
	assert DOOR is not None
	account, now = digikey_account(digikey), digikey.clock.now()
	back = code_for(digikey, begun(books, account, now))
	sign_in = claim(books.sign_ins, back, account.user, now)
	digikey.clock.offset_seconds = seconds
	with pytest.raises(NotAuthorised, match="60 seconds"):
		finish(books.host, DOOR, account, sign_in, back)
	assert books.grants.read(key_of(account)) is None


def test_a_sign_in_needs_both_keys_before_it_begins(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey, credentials=keys(client_id="sandbox-client-id"))
	with pytest.raises(NotAuthorised, match="has no Client Secret"):
		begun(books, account, digikey.clock.now())


def test_users_have_sign_ins_of_their_own(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	own = replace(connected, sign_in_owner="engineer@example.com", user="engineer@example.com")
	connect(books, digikey, own)
	assert grant_of(books, own).access != grant_of(books, connected).access
	books.shop(own).try_lists()  # type: ignore[attr-defined]


# kept alive


def test_a_sign_in_is_kept_alive(books: Books, connected: ShopAccount, digikey: SandboxServer) -> None:
	assert DOOR is not None
	grant, life = grant_of(books, connected), timedelta(days=90)
	assert grant.refresh_until is not None
	born = grant.refresh_until - life
	assert not needs_refresh(grant, life, born + timedelta(days=6))
	assert needs_refresh(grant, life, born + timedelta(days=8))
	digikey.clock.offset_seconds = timedelta(days=80).total_seconds()
	renewed = DOOR.renew(connected, shifted_host(books, digikey))
	assert renewed.refresh_until is not None
	assert renewed.refresh_until > grant.refresh_until + timedelta(days=70)


def test_a_sign_in_that_nobody_refreshed_is_over_after_90_days(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	assert DOOR is not None
	digikey.clock.offset_seconds = timedelta(days=91).total_seconds()
	with pytest.raises(NotAuthorised, match="connect to DigiKey again"):
		DOOR.renew(connected, shifted_host(books, digikey))


def test_the_owner_is_warned_a_week_before_the_end(books: Books, connected: ShopAccount) -> None:
	grant = grant_of(books, connected)
	assert grant.refresh_until is not None
	assert warning("DigiKey US", grant, grant.refresh_until - timedelta(days=8)) is None
	soon = warning("DigiKey US", grant, grant.refresh_until - timedelta(days=6))
	assert soon is not None and grant.refresh_until.strftime("%Y-%m-%d") in str(soon)
	over = warning("DigiKey US", replace(grant, failure="It ended."), grant.access_until)
	assert over is not None and "It ended." in str(over)


# what must not end a sign-in, and who may store


def test_a_missing_secret_or_a_wall_in_between_does_not_end_a_sign_in(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	age_access(books, connected)
	without = replace(connected, credentials=keys(client_id="sandbox-client-id"))
	with pytest.raises(NotAuthorised, match="has no Client Secret"):
		books.shop(without).try_lists()  # type: ignore[attr-defined]
	for status in (403, 401):
		digikey.faults.add(
			Fault(FaultKind.HTML if status == 401 else FaultKind.STATUS, status=status, path="/token")
		)
		with pytest.raises(SupplierConnectError):
			books.shop(connected).try_lists()  # type: ignore[attr-defined]
	assert grant_of(books, connected).failure == ""
	books.shop(connected).try_lists()  # type: ignore[attr-defined]


def test_keys_that_were_wrong_once_work_when_they_are_right(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey)
	wrong = replace(account, credentials=keys(client_id="sandbox-client-id", client_secret="typo"))
	with pytest.raises(NotAuthorised, match="Client ID and Client Secret"):
		books.shop(wrong).by_keyword("resistor", 1)
	assert books.shop(account).by_keyword("resistor", 1)


def test_a_worker_that_was_given_up_stores_nothing(books: Books, connected: ShopAccount) -> None:
	"""It comes back after its lease, when another has renewed: neither its pair nor its refusal may count."""
	age_access(books, connected)
	key, now = key_of(connected), datetime.now(timezone.utc)
	slow = now + timedelta(seconds=1)
	old = grant_of(books, connected)
	assert books.grants.claim(key, old, now, slow)
	later = now + timedelta(seconds=2)
	quick = later + timedelta(minutes=1)
	assert books.grants.claim(key, old, later, quick)
	fresh = replace(old, access=Secret("fresh"))
	assert books.grants.save_claimed(key, quick, fresh)
	assert not books.grants.save_claimed(key, slow, replace(old, failure="It ended."))
	books.grants.release(key, slow)
	assert grant_of(books, connected) == fresh


@pytest.mark.parametrize("refused", [False, True])
def test_what_a_user_does_during_a_renewal_holds(books: Books, connected: ShopAccount, refused: bool) -> None:
	age_access(books, connected)
	key, old = key_of(connected), grant_of(books, connected)
	new = replace(old, access=Secret("signed in anew"), access_until=old.access_until + timedelta(hours=9))

	def renew(_old: Token | None) -> Token:
		books.grants.save(key, new)
		if refused:
			raise TokenRevoked(msg("It ended."))
		return replace(old, access=Secret("renewed"), access_until=new.access_until)

	keeper = TokenManager(
		key, books.grants, renew, timedelta(minutes=5), lambda: datetime.now(timezone.utc), _nap
	)
	if refused:
		with pytest.raises(TokenRevoked):
			keeper.access()
	else:
		assert keeper.access() == new.access
	assert grant_of(books, connected) == new


def test_a_refresh_without_a_refresh_token_keeps_the_old_one(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	"""RFC 6749, 6."""
	age_access(books, connected)
	old = grant_of(books, connected)
	digikey.faults.add(Fault(FaultKind.MISSING_FIELDS, fields=("refresh_token", "expires_in"), path="/token"))
	books.shop(connected).try_lists()  # type: ignore[attr-defined]
	new = grant_of(books, connected)
	assert (new.refresh, new.failure) == (old.refresh, "")
	assert new.access != old.access


def test_no_frame_shows_a_token(books: Books, connected: ShopAccount, digikey: SandboxServer) -> None:
	"""As Frappe's error log shows the variables of every frame."""
	age_access(books, connected)
	digikey.faults.add(Fault(FaultKind.MISSING_FIELDS, fields=("access_token",), path="/token"))
	old = grant_of(books, connected)
	assert old.refresh is not None
	with pytest.raises(SupplierConnectError) as caught:
		books.shop(connected).try_lists()  # type: ignore[attr-defined]
	report = "".join(
		traceback.TracebackException(
			type(caught.value), caught.value, caught.value.__traceback__, capture_locals=True
		).format()
	)
	assert old.refresh.reveal() not in report and old.access.reveal() not in report
	assert '"refresh_token": "' not in report and "'refresh_token': '" not in report


def test_a_login_in_netrc_does_not_go_to_the_shop(
	books: Books, connected: ShopAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
	netrc = tmp_path / "netrc"
	netrc.write_text("default login me password hunter2\n")
	netrc.chmod(0o600)
	monkeypatch.setenv("NETRC", str(netrc))
	assert books.shop(connected).by_keyword("resistor", 1)


@pytest.mark.parametrize(
	("changes", "works"),
	[
		({"customer_id": " 10001 "}, True),
		({"credentials": keys(client_id=" sandbox-client-id", client_secret="sandbox-client-secret")}, False),
		({"customer_id": "ACME \u2013 1"}, False),
	],
)
def test_blanks_and_odd_signs_in_ids_are_handled(
	books: Books, digikey: SandboxServer, changes: dict[str, object], works: bool
) -> None:
	shop = books.shop(digikey_account(digikey, **changes))
	if works:
		assert shop.by_keyword("resistor", 1)
	else:
		with pytest.raises((NotAuthorised, RejectedInput), match=r"Client ID|Customer ID"):
			shop.by_keyword("resistor", 1)


def test_a_lost_key_file_holds_up_nobody_who_never_signed_in(books: Books, digikey: SandboxServer) -> None:
	account = digikey_account(digikey)
	assert books.shop(account).by_keyword("resistor", 1)
	books.database.path.with_suffix(".key").unlink()
	assert books.shop(account).by_keyword("resistor", 1)
