"""Tokens that are fresh when they are asked for, and renewed by one worker at a time."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from supplier_connect.core.http.ports import TokenStore
from supplier_connect.core.model.errors import TokenRevoked, Unavailable
from supplier_connect.core.model.messages import msg, plain
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token, TokenKey

# A token that ends while a call is on its way would be refused.
_MARGIN = timedelta(seconds=30)
# How long a call waits for another worker that renews.
_PATIENCE = timedelta(seconds=90)
_LOOK_EVERY_SECONDS = (0.02, 0.1)


@dataclass(frozen=True)
class TokenManager:
	"""Keeps one grant; `renew` asks the outside system for a new one, given the old (None: there was none).

	A new grant is stored before it is used: refresh tokens may be good for one time only, and two workers with the
	same one would end the sign-in. `lease` is longer than a renewal can take with all its waits; a worker that is
	silent for longer is taken for dead, and may store nothing any more.
	"""

	key: TokenKey
	store: TokenStore
	renew: Callable[[Token | None], Token]
	lease: timedelta
	now: Callable[[], datetime]
	sleep: Callable[[float], None]

	def access(self) -> Secret:
		"""A token to make a call with; raises what `renew` raises."""
		grant = self.store.read(self.key)
		return grant.access if grant and self._is_good(grant, None) else self._renewed(None)

	def renewed(self, refused: Secret) -> Secret:
		"""Another token than the one that was refused: a new one, unless somebody has renewed it already."""
		return self._renewed(refused)

	def refresh_now(self) -> Token | None:
		"""The grant after a renewal, whatever its age; None when there is none."""
		grant = self.store.read(self.key)
		if grant is None:
			return None
		self._renewed(grant.access)
		return self.store.read(self.key)

	def _renewed(self, refused: Secret | None) -> Secret:
		give_up = self.now() + _PATIENCE
		while self.now() < give_up:
			grant = self.store.read(self.key)
			if grant and self._is_good(grant, refused):
				return grant.access
			if grant and grant.failure:
				raise TokenRevoked(plain(grant.failure), account=self.key.account)
			fresh = self._renewed_by_us(grant)
			if fresh:
				return fresh
			self.sleep(random.uniform(*_LOOK_EVERY_SECONDS))  # noqa: S311
		raise Unavailable(
			msg(
				"Supplier Account {0}: its sign-in is being renewed. Try again in a minute.", self.key.account
			),
			account=self.key.account,
		)

	def _renewed_by_us(self, grant: Token | None) -> Secret | None:
		"""A new token that we fetched and stored; None when another worker is at it or was faster."""
		now = self.now()
		# The microseconds make the claim one of a kind.
		until = now + self.lease + timedelta(microseconds=random.randrange(1_000_000))  # noqa: S311
		if not self.store.claim(self.key, grant, now, until):
			return None
		fresh = self._fetched(grant, until)
		return fresh.access if self.store.save_claimed(self.key, until, fresh) else None

	def _fetched(self, grant: Token | None, until: datetime) -> Token:
		try:
			return self.renew(grant)
		except TokenRevoked as end:
			if grant:
				self.store.save_claimed(self.key, until, replace(grant, failure=str(end.message)))
			raise
		except BaseException:
			self.store.release(self.key, until)
			raise

	def _is_good(self, grant: Token, refused: Secret | None) -> bool:
		return not grant.failure and grant.access != refused and grant.access_until - _MARGIN > self.now()
