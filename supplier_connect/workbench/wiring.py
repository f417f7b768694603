"""Puts the services together over one SQLite file."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from supplier_connect.connectors.oauth.protocols import SignInDoor
from supplier_connect.connectors.shops.protocols import Shop, ShopKind
from supplier_connect.connectors.shops.registry import ShopRegistry
from supplier_connect.connectors.tools import HostTools, SessionMaker
from supplier_connect.model.account import Account, Proxy
from supplier_connect.model.cart import Transfer
from supplier_connect.model.errors import NotFound, RejectedInput
from supplier_connect.model.grant import Grant, GrantKey, GrantKind
from supplier_connect.model.resync import ResyncRun
from supplier_connect.model.secret import Secret
from supplier_connect.model.text import _
from supplier_connect.services.bom_costs import BomTools
from supplier_connect.services.find_parts import FindTools
from supplier_connect.services.import_parts import ImportTools
from supplier_connect.services.resync_parts import ResyncTools
from supplier_connect.services.send_order import SendTools
from supplier_connect.stores.sqlite_accounts import AccountDefinition, SqliteAccountBook
from supplier_connect.stores.sqlite_cache import SqliteAnswerShelf
from supplier_connect.stores.sqlite_calls import SqliteCallLog, SqliteDayBudget, SqliteWindowTable
from supplier_connect.stores.sqlite_database import Database
from supplier_connect.stores.sqlite_items import SqliteItemBook
from supplier_connect.stores.sqlite_matches import SqliteMatchStore
from supplier_connect.stores.sqlite_orders import SqliteOrderBook
from supplier_connect.stores.sqlite_parts import SqlitePartBook
from supplier_connect.stores.sqlite_resync import SqliteResyncStore
from supplier_connect.stores.sqlite_sign_ins import Cipher, SqliteGrantStore, SqliteSignInStore
from supplier_connect.stores.sqlite_transfers import SqliteTransferStore
from supplier_connect.stores.sqlite_usage import SqliteUsageBook
from supplier_connect.transport.cache import AnswerMemory, FreshAnswers, KeptAnswers
from supplier_connect.transport.limits import LimitGate
from supplier_connect.transport.ports import AnswerCache
from supplier_connect.transport.proxy import check_proxy
from supplier_connect.transport.session import Reading, Session
from supplier_connect.workbench.keys import KeyRing

RATE_DECIMALS = 6
# Nothing runs by itself here: this only says which parts of open orders were asked for lately.
_RESYNC_INTERVAL = timedelta(days=1)


class Workbench:
	"""The stores of a file, and the shops of its accounts."""

	def __init__(self, database: Database, keys: KeyRing, registry: ShopRegistry, cipher: Cipher) -> None:
		self._keys = keys
		self._cipher = cipher
		self._windows = SqliteWindowTable(database)
		self.budget = SqliteDayBudget(database)
		self._grants = SqliteGrantStore(database, cipher)
		self.registry = registry
		self.accounts = SqliteAccountBook(database)
		self.orders = SqliteOrderBook(database)
		self.parts = SqlitePartBook(database)
		self.items = SqliteItemBook(database)
		self.matches = SqliteMatchStore(database)
		self.transfers = SqliteTransferStore(database)
		self.calls = SqliteCallLog(database)
		self.sign_ins = SqliteSignInStore(database)
		self.resyncs = SqliteResyncStore(database)
		self.kept = SqliteAnswerShelf(database)
		self.usage = SqliteUsageBook(database)
		cache = KeptAnswers(self.kept, self.usage, AnswerMemory(str(database.path.resolve())))
		self.host = HostTools(self._sessions(cache), self._grants)
		self._fresh_host = HostTools(self._sessions(FreshAnswers(cache)), self._grants)

	def account(self, name: str) -> Account:
		"""An account with its keys; raises `NotFound`."""
		return self._equipped(self.accounts.read(name))

	def account_of(self, supplier: str, name: str | None) -> Account:
		"""The account of that name, else the only one of a supplier.

		Raises `NotFound` when there is none, `RejectedInput` when there are several to choose from.
		"""
		if name:
			return self.account(name)
		found = [known for known in self.accounts.all() if known.account.supplier == supplier]
		if not found:
			raise NotFound(
				_("There is no account of {0}. Make one with: supplier-connect account add NAME", supplier)
			)
		if len(found) > 1:
			names = ", ".join(known.account.name for known in found)
			raise RejectedInput(
				_("{0} has several accounts, {1}. Choose one with --account.", supplier, names),
				field="account",
			)
		return self._equipped(found[0])

	def accounts_to_search(self, names: Sequence[str]) -> tuple[Account, ...]:
		"""The accounts of these names, all there are for none; raises `NotFound` when there are none."""
		found = tuple(map(self.account, names or (known.account.name for known in self.accounts.all())))
		if not found:
			raise NotFound(
				_("There is no account to search with. Make one with: supplier-connect account add NAME")
			)
		return tuple({account.name: account for account in found}.values())

	def visitor(self, connector: str, website: str) -> Account:
		"""Somebody without an account at a shop; their calls are counted apart."""
		name = str(_("{0} website", connector))
		return Account(name, connector, connector, base_url=website, user=_user())

	def shop(self, account: Account) -> Shop:
		"""The connector of an account, whose calls are limited and recorded in the file."""
		return self.registry.shop(account, self.host)

	def fresh_shop(self, account: Account) -> Shop:
		"""The connector of an account that always asks the shop; what it is told is kept for the others."""
		return self.registry.shop(account, self._fresh_host)

	def clear_cache(self, account: str) -> int:
		"""Throw away what is kept for an account, also what other processes remember; how many answers that were."""
		definition = self.accounts.read(account)
		renewed = replace(definition.account, cache_generation=uuid4().hex)
		self.accounts.save(replace(definition, account=renewed))
		return self.kept.clear(account)

	def kind(self, account: Account) -> ShopKind:
		"""The kind of shop that an account is at."""
		return self.registry.kind(account.connector)

	def tools(self, shop: Shop, progress: Callable[[Transfer], None] = lambda _transfer: None) -> SendTools:
		"""What `send_order` works with."""
		return SendTools(shop, self.parts, self.transfers, progress)

	def resync_tools(
		self, account: Account, progress: Callable[[ResyncRun], None] = lambda _run: None
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

	def door(self, account: Account) -> SignInDoor:
		"""How a person signs in for an account; raises `RejectedInput` where nobody has to."""
		kind = self.kind(account)
		if kind.sign_in is None:
			raise RejectedInput(
				_("{0} needs no sign-in: its keys are all that {1} asks for.", account.name, kind.name),
				account=account.name,
			)
		return kind.sign_in

	def sign_in_of(self, account: Account) -> Grant | None:
		"""The sign-in of an account, None for none; raises `RejectedInput` when its tokens can't be read."""
		return self._grants.read(_grant_key(account, GrantKind.PERSON))

	def forget_tokens(self, account: Account) -> None:
		"""Delete the sign-in of an account, the tokens of the app itself, and the answers that were given to them."""
		self.kept.clear(account.name)
		for kind in GrantKind:
			self._grants.delete(_grant_key(account, kind))

	def check_token_key(self) -> None:
		"""Raise `RejectedInput` when tokens couldn't be stored, before somebody signs in for nothing."""
		self._cipher.seal(Secret(""))

	def _sessions(self, cache: AnswerCache) -> SessionMaker:
		gate = LimitGate(self._windows, self.budget)

		def session(account: Account, reading: Reading) -> Session:
			# Whoever works here chose the address, and reaches the same network without us.
			return Session(account, gate, self.calls, reading, cache=cache, allow_private=True)

		return session

	def _equipped(self, definition: AccountDefinition) -> Account:
		account = definition.account
		names = [key.name for key in self.kind(account).keys]
		proxy = self._keys.proxy_url(account.name)
		return replace(
			account,
			user=_user(),
			credentials=self._keys.credentials(account.name, names),
			proxy=check_proxy(Proxy(definition.proxy_scheme, proxy)) if proxy else None,
		)


def _grant_key(account: Account, kind: GrantKind) -> GrantKey:
	return GrantKey(account.name, account.sign_in_owner, kind)


def _user() -> str:
	"""Who works here, as the system names them; "" where it has no name for them."""
	try:
		return getpass.getuser()
	except (OSError, KeyError):
		return ""
