"""The contracts of what signing in needs remembered: `TokenStore`, `AuthorizationRequestStore`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from supplier_connect.core.http.ports import AuthorizationRequestStore, TokenStore
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import AuthorizationRequest, Token, TokenKey, TokenKind
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.tests.contracts.base import Contract

# With microseconds: a time that is stored rounded is another time.
NOW = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=timezone.utc)
LEASE = timedelta(seconds=90)


class GrantStoreContract(Contract):
	"""Hooks: `make_store`, `make_account`, `raw_text`."""

	def make_store(self) -> TokenStore:
		"""Hook: the store."""
		raise NotImplementedError

	def make_account(self, name: str) -> ShopAccount:
		"""Hook: an account that the host knows; its name and user may be the host's own."""
		raise NotImplementedError

	def raw_text(self) -> str:
		"""Hook: everything that is stored of grants, as it is stored, in one text."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""A grant of an account of its own."""
		super().setUp()
		account = self.make_account(self.unique("Account"))
		self.user = account.user
		self.key = TokenKey(account.name, "", TokenKind.PERSON)
		self.refresh = Secret(self.unique("refresh"))
		self.grant = Token(
			access=Secret(self.unique("access")),
			access_until=NOW + timedelta(minutes=30),
			refresh=self.refresh,
			refresh_until=NOW + timedelta(days=90),
			signed_in_by=self.user,
			signed_in_at=NOW,
		)
		self.newer = replace(self.grant, access=Secret("newer"), refresh=Secret("newer too"))

	def claim(self, seen: Token | None, now: datetime = NOW) -> bool:
		"""Claim the grant for a lease."""
		return self.make_store().claim(self.key, seen, now, now + LEASE)

	def kept(self) -> Token | None:
		"""The grant as another worker reads it."""
		return self.make_store().read(self.key)

	def test_there_is_none_at_first(self) -> None:
		self.assertIsNone(self.kept())

	def test_a_grant_is_kept_whole(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.assertEqual(self.kept(), self.grant)

	def test_a_grant_of_the_app_has_less(self) -> None:
		bare = Token(Secret("token"), NOW + timedelta(minutes=10))
		self.make_store().save(self.key, bare)
		self.assertEqual(self.kept(), bare)

	def test_a_grant_takes_the_place_of_the_one_before(self) -> None:
		dead = replace(self.grant, failure="Der Zugang wurde beendet — neu verbinden, 重新连接.")
		self.make_store().save(self.key, self.grant)
		self.make_store().save(self.key, dead)
		self.assertEqual(self.kept(), dead)
		bare = Token(Secret("another"), NOW)
		self.make_store().save(self.key, bare)
		self.assertEqual(self.kept(), bare)

	def test_long_tokens_are_kept(self) -> None:
		long = replace(self.grant, access=Secret("a.b-c_" * 700), refresh=Secret("Ω" * 500))
		self.make_store().save(self.key, long)
		self.assertEqual(self.kept(), long)

	def test_keys_are_apart(self) -> None:
		self.make_store().save(self.key, self.grant)
		for other in (
			replace(self.key, kind=TokenKind.APP),
			replace(self.key, owner=self.user),
			replace(self.key, account=self.make_account(self.unique("Account")).name),
		):
			self.assertIsNone(self.make_store().read(other))
			self.make_store().save(other, Token(Secret("other"), NOW))
		self.assertEqual(self.kept(), self.grant)

	def test_a_deleted_grant_is_gone(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.make_store().delete(self.key)
		self.assertIsNone(self.kept())
		self.make_store().delete(self.key)
		self.make_store().save(self.key, self.grant)
		self.assertEqual(self.kept(), self.grant)

	def test_no_token_is_stored_as_it_is(self) -> None:
		self.make_store().save(self.key, self.grant)
		text = self.raw_text()
		self.assertIn(self.key.account, text)
		for secret in (self.grant.access, self.refresh):
			self.assertNotIn(secret.reveal(), text)

	def test_a_claimed_grant_is_not_claimed_again(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.assertTrue(self.claim(self.grant))
		self.assertFalse(self.claim(self.grant, NOW + LEASE - timedelta(microseconds=1)))
		self.assertEqual(self.kept(), self.grant)

	def test_a_claim_ends_by_itself(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.claim(self.grant)
		self.assertTrue(self.claim(self.grant, NOW + LEASE))

	def test_a_claim_ends_with_a_new_grant(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.claim(self.grant)
		self.make_store().save(self.key, self.newer)
		self.assertFalse(self.claim(self.grant))
		self.assertTrue(self.claim(self.newer))

	def test_what_was_claimed_is_renewed_once(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.claim(self.grant)
		self.assertTrue(self.make_store().save_claimed(self.key, NOW + LEASE, self.newer))
		self.assertEqual(self.kept(), self.newer)
		self.assertFalse(self.make_store().save_claimed(self.key, NOW + LEASE, self.grant))
		self.assertEqual(self.kept(), self.newer)
		self.assertTrue(self.claim(self.newer))

	def test_a_first_grant_is_renewed_by_whoever_claimed_it(self) -> None:
		self.assertFalse(self.make_store().save_claimed(self.key, NOW + LEASE, self.grant))
		self.claim(None)
		self.assertTrue(self.make_store().save_claimed(self.key, NOW + LEASE, self.grant))
		self.assertEqual(self.kept(), self.grant)

	def test_who_was_given_up_for_dead_stores_nothing(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.claim(self.grant)
		later = NOW + LEASE + timedelta(microseconds=1)
		self.claim(self.grant, later)
		self.assertFalse(self.make_store().save_claimed(self.key, NOW + LEASE, self.newer))
		self.assertEqual(self.kept(), self.grant)
		self.assertTrue(self.make_store().save_claimed(self.key, later + LEASE, self.newer))

	def test_a_new_sign_in_is_not_overwritten_by_the_renewal_of_the_old_one(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.claim(self.grant)
		self.make_store().save(self.key, self.newer)
		dead = replace(self.grant, failure="ended")
		self.assertFalse(self.make_store().save_claimed(self.key, NOW + LEASE, dead))
		self.assertEqual(self.kept(), self.newer)

	def test_a_deleted_grant_does_not_come_back_by_its_renewal(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.claim(self.grant)
		self.make_store().delete(self.key)
		self.assertFalse(self.make_store().save_claimed(self.key, NOW + LEASE, self.newer))
		self.make_store().release(self.key, NOW + LEASE)
		self.assertIsNone(self.kept())

	def test_a_claim_ends_when_it_is_released(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.claim(self.grant)
		self.make_store().release(self.key, NOW + LEASE)
		self.assertEqual(self.kept(), self.grant)
		self.assertTrue(self.claim(self.grant))

	def test_anothers_claim_is_not_released(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.claim(self.grant)
		self.make_store().release(self.key, NOW + LEASE - timedelta(microseconds=1))
		self.assertFalse(self.claim(self.grant))

	def test_a_first_grant_is_claimed_too(self) -> None:
		self.assertTrue(self.claim(None))
		self.assertFalse(self.claim(None))
		self.assertIsNone(self.kept())
		self.make_store().release(self.key, NOW + LEASE)
		self.assertTrue(self.claim(None))
		self.make_store().save(self.key, self.grant)
		self.assertFalse(self.claim(None))

	def test_a_grant_that_is_another_by_now_is_not_claimed(self) -> None:
		self.make_store().save(self.key, self.grant)
		for other in (None, replace(self.grant, access=Secret("old")), replace(self.grant, failure="x")):
			self.assertFalse(self.claim(other))
		self.assertTrue(self.claim(self.grant))

	def test_of_many_claims_one_wins(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.assertEqual(sorted(map(str, self._claims(self.grant))), ["False"] * 7 + ["True"])

	def test_of_many_first_claims_one_wins(self) -> None:
		self.assertEqual(sorted(map(str, self._claims(None))), ["False"] * 7 + ["True"])

	def test_of_many_claims_after_a_dead_one_one_wins(self) -> None:
		self.make_store().save(self.key, self.grant)
		self.claim(self.grant, NOW - LEASE)
		self.assertEqual(sorted(map(str, self._claims(self.grant))), ["False"] * 7 + ["True"])

	def test_workers_that_renew_in_turn_never_use_a_token_twice(self) -> None:
		"""Each reads, claims and saves the next token; whoever loses tries again."""
		self.make_store().save(self.key, replace(self.grant, refresh=Secret("0")))
		used: list[str] = []

		def renew() -> None:
			store = self.make_store()
			while not (claimed := self._claimed(store)):
				pass
			number = (claimed.refresh or Secret("")).reveal()
			used.append(number)
			newer = replace(claimed, refresh=Secret(str(int(number) + 1)))
			self.assertTrue(store.save_claimed(self.key, NOW + LEASE, newer))

		self.assertEqual(self.run_in_parallel([renew] * 6), [None] * 6)
		self.assertEqual(sorted(used), ["0", "1", "2", "3", "4", "5"])

	def _claimed(self, store: TokenStore) -> Token | None:
		seen = store.read(self.key)
		return seen if store.claim(self.key, seen, NOW, NOW + LEASE) else None

	def _claims(self, seen: Token | None) -> list[object]:
		return self.run_in_parallel([lambda: self.claim(seen)] * 8)


class SignInStoreContract(Contract):
	"""Hooks: `make_store`, `make_account`, `raw_text`."""

	def make_store(self) -> AuthorizationRequestStore:
		"""Hook: the store."""
		raise NotImplementedError

	def make_account(self, name: str) -> ShopAccount:
		"""Hook: an account that the host knows; its name and user may be the host's own."""
		raise NotImplementedError

	def raw_text(self) -> str:
		"""Hook: everything that is stored of begun sign-ins, as it is stored, in one text."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""A sign-in for an account of its own."""
		super().setUp()
		account = self.make_account(self.unique("Account"))
		self.sign_in = AuthorizationRequest(
			state=Secret(self.unique("state")),
			account=account.name,
			owner="",
			user=account.user,
			redirect_uri="https://erp.example.com/api/method/callback",
			until=NOW + timedelta(minutes=15),
		)

	def take(self, state: Secret, now: datetime = NOW) -> AuthorizationRequest | None:
		"""Come back with a state."""
		return self.make_store().take(state, now)

	def test_a_sign_in_is_kept_whole(self) -> None:
		self.make_store().begin(self.sign_in)
		self.assertEqual(self.take(self.sign_in.state), self.sign_in)

	def test_a_users_own_sign_in_is_kept_whole(self) -> None:
		own = replace(self.sign_in, owner=self.sign_in.user)
		self.make_store().begin(own)
		self.assertEqual(self.take(own.state), own)

	def test_a_state_is_good_once(self) -> None:
		self.make_store().begin(self.sign_in)
		self.take(self.sign_in.state)
		self.assertIsNone(self.take(self.sign_in.state))

	def test_an_unknown_state_finds_nothing_and_takes_nothing(self) -> None:
		self.make_store().begin(self.sign_in)
		for forged in ("", self.unique("state"), self.sign_in.state.reveal()[:-1]):
			self.assertIsNone(self.take(Secret(forged)))
		self.assertEqual(self.take(self.sign_in.state), self.sign_in)

	def test_an_expired_state_finds_nothing(self) -> None:
		self.make_store().begin(self.sign_in)
		self.assertIsNone(self.take(self.sign_in.state, self.sign_in.until))
		self.assertIsNone(self.take(self.sign_in.state))

	def test_a_state_is_good_to_the_last_moment(self) -> None:
		self.make_store().begin(self.sign_in)
		last = self.sign_in.until - timedelta(microseconds=1)
		self.assertEqual(self.take(self.sign_in.state, last), self.sign_in)

	def test_one_sign_in_does_not_end_another(self) -> None:
		other = replace(self.sign_in, state=Secret(self.unique("state")))
		self.make_store().begin(self.sign_in)
		self.make_store().begin(other)
		self.assertEqual(self.take(other.state), other)
		self.assertEqual(self.take(self.sign_in.state), self.sign_in)

	def test_what_is_over_is_forgotten(self) -> None:
		over = replace(self.sign_in, redirect_uri=f"https://{self.unique('over')}.example.com/")
		self.make_store().begin(over)
		self.assertIn(over.redirect_uri, self.raw_text())
		self.take(Secret("unknown"), over.until)
		self.assertNotIn(over.redirect_uri, self.raw_text())

	def test_a_state_is_not_stored_as_it_is(self) -> None:
		self.make_store().begin(self.sign_in)
		text = self.raw_text()
		self.assertIn(self.sign_in.account, text)
		self.assertNotIn(self.sign_in.state.reveal(), text)

	def test_of_many_who_come_back_with_a_state_one_is_let_in(self) -> None:
		self.make_store().begin(self.sign_in)
		results = self.run_in_parallel([lambda: self.take(self.sign_in.state)] * 8)
		self.assertEqual(results.count(self.sign_in), 1, results)
		self.assertEqual(results.count(None), 7, results)
