"""Puts the services together over one SQLite file."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from supplier_connect.core.http.cache import MemoryCache, RefreshingCache, StoredResponseCache
from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.http.ports import ResponseCache
from supplier_connect.core.http.proxy import check_proxy
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.model.connection import Connection, Proxy
from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token, TokenKey, TokenKind
from supplier_connect.core.oauth.provider import OAuthProvider
from supplier_connect.core.tools import HostTools, SessionMaker
from supplier_connect.shops.connectors.protocols import Capability, Shop, ShopConnector, ShopKind
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import SupplierCart
from supplier_connect.shops.model.resync import ResyncRun
from supplier_connect.shops.services.bom.costs import BomTools
from supplier_connect.shops.services.cart.send_order import SendTools
from supplier_connect.shops.services.lookup.find_parts import FindTools
from supplier_connect.shops.services.lookup.import_parts import ImportTools
from supplier_connect.shops.services.resync.resync_parts import ResyncTools
from supplier_connect.workbench.keys import KeyRing
from supplier_connect.workbench.stores.accounts import AccountDefinition, SqliteAccountBook
from supplier_connect.workbench.stores.calls import SqliteCallLog, SqliteDailyQuota, SqliteRateLimitWindows
from supplier_connect.workbench.stores.carts import SqliteSupplierCartStore
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.items import SqliteItemBook
from supplier_connect.workbench.stores.matches import SqliteMatchStore
from supplier_connect.workbench.stores.orders import SqliteOrderBook
from supplier_connect.workbench.stores.parts import SqlitePartBook
from supplier_connect.workbench.stores.response_cache import SqliteResponseStore
from supplier_connect.workbench.stores.resync import SqliteResyncStore
from supplier_connect.workbench.stores.tokens import Cipher, SqliteAuthorizationRequestStore, SqliteTokenStore
from supplier_connect.workbench.stores.usage import SqliteUsageStore

RATE_DECIMALS = 6
# Nothing runs by itself here: this only says which parts of open orders were asked for lately.
_RESYNC_INTERVAL = timedelta(days=1)


class Workbench:
	"""The stores of a file, and the shops of its accounts."""

	def __init__(self, database: Database, keys: KeyRing, registry: ShopRegistry, cipher: Cipher) -> None:
		self._keys = keys
		self._cipher = cipher
		self._windows = SqliteRateLimitWindows(database)
		self.budget = SqliteDailyQuota(database)
		self._grants = SqliteTokenStore(database, cipher)
		self.registry = registry
		self.accounts = SqliteAccountBook(database)
		self.orders = SqliteOrderBook(database)
		self.parts = SqlitePartBook(database)
		self.items = SqliteItemBook(database)
		self.matches = SqliteMatchStore(database)
		self.transfers = SqliteSupplierCartStore(database)
		self.calls = SqliteCallLog(database)
		self.sign_ins = SqliteAuthorizationRequestStore(database)
		self.resyncs = SqliteResyncStore(database)
		self.kept = SqliteResponseStore(database)
		self.usage = SqliteUsageStore(database)
		cache = StoredResponseCache(self.kept, self.usage, MemoryCache(str(database.path.resolve())))
		self.host = HostTools(self._sessions(cache), self._grants)
		self._fresh_host = HostTools(self._sessions(RefreshingCache(cache)), self._grants)

	def account(self, name: str) -> ShopAccount:
		"""An account with its keys; raises `NotFound`."""
		return self._equipped(self.accounts.read(name))

	def account_of(self, supplier: str, name: str | None) -> ShopAccount:
		"""The account of that name, else the only one of a supplier.

		Raises `NotFound` when there is none, `RejectedInput` when there are several to choose from.
		"""
		if name:
			return self.account(name)
		found = [known for known in self.accounts.all() if known.account.supplier == supplier]
		if not found:
			raise NotFound(
				msg("There is no account of {0}. Make one with: supplier-connect account add NAME", supplier)
			)
		if len(found) > 1:
			names = ", ".join(known.account.name for known in found)
			raise RejectedInput(
				msg("{0} has several accounts, {1}. Choose one with --account.", supplier, names),
				field="account",
			)
		return self._equipped(found[0])

	def accounts_to_search(self, names: Sequence[str]) -> tuple[ShopAccount, ...]:
		"""The accounts of these names, all there are for none; raises `NotFound` when there are none."""
		found = tuple(map(self.account, names or self._able(Capability.SEARCH)))
		if not found:
			raise NotFound(
				msg("There is no account to search with. Make one with: supplier-connect account add NAME")
			)
		return tuple({account.name: account for account in found}.values())

	def _able(self, capability: Capability) -> list[str]:
		"""The names of the accounts whose shop can do something."""
		kinds = self.registry.able(capability)
		return [known.account.name for known in self.accounts.all() if known.account.connector in kinds]

	def visitor(self, connector: str, website: str) -> ShopAccount:
		"""Somebody without an account at a shop; their calls are counted apart."""
		name = str(msg("{0} website", connector))
		return ShopAccount(name, connector, connector, base_url=website, user=_user())

	def shop(self, account: ShopAccount) -> ShopConnector:
		"""The connector of an account, whose calls are limited and recorded in the file."""
		return self.registry.shop(account, self.host)

	def cart_shop(self, account: ShopAccount) -> Shop:
		"""The same to fill carts with; raises `RejectedInput` where none can be filled."""
		return self.registry.cart_shop(account, self.host)

	def fresh_shop(self, account: ShopAccount) -> ShopConnector:
		"""The connector of an account that always asks the shop; what it is told is kept for the others."""
		return self.registry.shop(account, self._fresh_host)

	def clear_cache(self, account: str) -> int:
		"""Throw away what is kept for an account, also what other processes remember; how many answers that were."""
		definition = self.accounts.read(account)
		renewed = replace(definition.account, cache_generation=uuid4().hex)
		self.accounts.save(replace(definition, account=renewed))
		return self.kept.clear(account)

	def kind(self, account: ShopAccount) -> ShopKind:
		"""The kind of shop that an account is at."""
		return self.registry.kind(account.connector)

	def tools(
		self, shop: Shop, progress: Callable[[SupplierCart], None] = lambda _transfer: None
	) -> SendTools:
		"""What `send_order` works with."""
		return SendTools(shop, self.parts, self.transfers, progress)

	def resync_tools(
		self, account: ShopAccount, progress: Callable[[ResyncRun], None] = lambda _run: None
	) -> ResyncTools:
		"""What `resync_parts` works with; no answer that was kept before is taken for news."""
		return ResyncTools(self.fresh_shop(account), self.resyncs, _RESYNC_INTERVAL, progress=progress)

	@property
	def user(self) -> str:
		"""Who works here, as the system names them; "" where it has no name for them."""
		return _user()

	@property
	def find_tools(self) -> FindTools:
		"""What `find_parts` works with."""
		return FindTools(self.shop, self.parts, self.matches)

	@property
	def import_tools(self) -> ImportTools:
		"""What `import_parts` works with."""
		return ImportTools(self.parts, self.items)

	@property
	def bom_tools(self) -> BomTools:
		"""What `cost_bom` works with."""
		return BomTools(self.find_tools, self.items)

	# sign-in

	def door(self, account: ShopAccount) -> OAuthProvider[ShopAccount]:
		"""How a person signs in for an account; raises `RejectedInput` where nobody has to."""
		kind = self.kind(account)
		if kind.sign_in is None:
			raise RejectedInput(
				msg("{0} needs no sign-in: its keys are all that {1} asks for.", account.name, kind.name),
				account=account.name,
			)
		return kind.sign_in

	def sign_in_of(self, account: ShopAccount) -> Token | None:
		"""The sign-in of an account, None for none; raises `RejectedInput` when its tokens can't be read."""
		return self._grants.read(_grant_key(account, TokenKind.PERSON))

	def forget_tokens(self, account: ShopAccount) -> None:
		"""Delete the sign-in of an account, the tokens of the app itself, and the answers that were given to them."""
		self.kept.clear(account.name)
		for kind in TokenKind:
			self._grants.delete(_grant_key(account, kind))

	def check_token_key(self) -> None:
		"""Raise `RejectedInput` when tokens couldn't be stored, before somebody signs in for nothing."""
		self._cipher.seal(Secret(""))

	def _sessions(self, cache: ResponseCache) -> SessionMaker:
		gate = LimitGate(self._windows, self.budget)

		def session(account: Connection, reading: ResponseRules) -> Session:
			# Whoever works here chose the address, and reaches the same network without us.
			return Session(account, gate, self.calls, reading, cache=cache, allow_private=True)

		return session

	def _equipped(self, definition: AccountDefinition) -> ShopAccount:
		account = definition.account
		names = [key.name for key in self.kind(account).keys]
		proxy = self._keys.proxy_url(account.name)
		return replace(
			account,
			user=_user(),
			credentials=self._keys.credentials(account.name, names),
			proxy=check_proxy(Proxy(definition.proxy_scheme, proxy)) if proxy else None,
		)


def _grant_key(account: ShopAccount, kind: TokenKind) -> TokenKey:
	return TokenKey(account.name, account.sign_in_owner, kind)


def _user() -> str:
	"""Who works here, as the system names them; "" where it has no name for them."""
	try:
		return getpass.getuser()
	except (OSError, KeyError):
		return ""
