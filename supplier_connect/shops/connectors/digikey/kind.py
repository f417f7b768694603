"""DigiKey: product information (version 4), MyLists (version 1), sign-in, and a way without an account.

https://developer.digikey.com
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token
from supplier_connect.core.oauth.strategies import AuthorizationCode, never_connected
from supplier_connect.core.tools import HostTools
from supplier_connect.shops.connectors.digikey.api import DigiKeyApi
from supplier_connect.shops.connectors.digikey.errors import CLIENT_ID, CLIENT_SECRET
from supplier_connect.shops.connectors.digikey.guest import DigiKeyGuest
from supplier_connect.shops.connectors.digikey.lists import WEBSITE, ListCarts
from supplier_connect.shops.connectors.digikey.products import ProductSearch
from supplier_connect.shops.connectors.digikey.refresh import Refreshing
from supplier_connect.shops.connectors.digikey.sign_in import authorise_url, token_endpoint
from supplier_connect.shops.connectors.digikey.words import LANGUAGES
from supplier_connect.shops.connectors.protocols import ShopKind
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.offer import Packing
from supplier_connect.shops.model.resync import RefreshOutcome, WatchedPart


class DigiKeyConnector(ProductSearch, ListCarts):
	"""The connector of one DigiKey account."""

	def __init__(self, account: ShopAccount, tools: HostTools) -> None:
		self._api = DigiKeyApi(account, tools)
		ProductSearch.__init__(self, self._api)
		ListCarts.__init__(self, self._api, self.currency_used)
		self._refreshing = Refreshing(self._api, self)

	def refresh(self, parts: Sequence[WatchedPart]) -> Iterator[tuple[RefreshOutcome, ...]]:
		"""See `RefreshShop.refresh`: many in a list where somebody has signed in, else a product a call."""
		return self._refreshing.refresh(parts)

	def test_connection(self) -> tuple[str, ...]:
		"""Try a search, and the lists where somebody has signed in.

		Returns what works ("search", "lists"); raises `NotAuthorised` when the keys or the sign-in are refused.
		"""
		self.try_search()
		if not self._api.has_token:
			return ("search",)
		self.try_lists()
		return ("search", "lists")


class DigiKeyOAuth:
	"""`OAuthProvider` of DigiKey."""

	def address(self, account: ShopAccount, redirect_uri: str, state: Secret) -> str:
		"""Where the user's browser is sent to sign in."""
		return authorise_url(account, redirect_uri, state)

	def exchange(self, account: ShopAccount, tools: HostTools, code: Secret, redirect_uri: str) -> Token:
		"""The tokens for the code that the browser came back with."""
		return AuthorizationCode(token_endpoint(account, tools)).exchange(code, redirect_uri)

	def renew(self, account: ShopAccount, tools: HostTools) -> Token:
		"""Refresh the sign-in now."""
		grant = DigiKeyApi(account, tools).person.refresh_now()
		if grant is None:
			raise never_connected(account)
		return grant


DIGIKEY = ShopKind(
	name="DigiKey",
	website=WEBSITE,
	base_url="https://api.digikey.com",
	keys=(CLIENT_ID, CLIENT_SECRET),
	limits=CallLimits(per_minute=120, per_day=1000),
	make=DigiKeyConnector,
	make_cart=DigiKeyConnector,
	sign_in=DigiKeyOAuth(),
	guest=DigiKeyGuest(),
	cart_word="list",
	packings=MappingProxyType({packing: packing.value for packing in Packing}),
	languages=LANGUAGES,
)
