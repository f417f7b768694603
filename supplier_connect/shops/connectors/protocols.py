"""What a shop connector can do, and how it describes itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Protocol

from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.oauth.provider import OAuthProvider
from supplier_connect.core.tools import HostTools
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import Cart, CartItem, CartLabel, CartLine, GuestItem, NewCart
from supplier_connect.shops.model.offer import Offer, Packing
from supplier_connect.shops.model.resync import RefreshOutcome, WatchedPart


@dataclass(frozen=True)
class CartRules:
	"""What a shop's carts take.

	`sku_pattern` matches every number that can be one of the shop's; `largest_cart` counts lines, `batch_size` those
	of a call; `reference_length` is how much of our own number the shop keeps, `reference_forbids` the characters it
	doesn't take; `update_size` is how many lines a call changes (0: a batch); `calls_besides` how many calls a new cart
	takes besides those that fill it; `keeps_refused` says that lines stay in the cart that can't be bought as they are;
	`takes_mpn` that a manufacturer's part number will do, for which the shop finds its own. `packings` are those that a
	line can be asked for in, by the shop's names (none: the number alone decides).
	"""

	sku_pattern: re.Pattern[str]
	largest_cart: int
	batch_size: int
	reference_length: int
	reference_forbids: str
	update_size: int = 0
	calls_besides: int = 0
	keeps_refused: bool = False
	takes_mpn: bool = False
	packings: Mapping[Packing, str] = field(default_factory=lambda: MappingProxyType({}))

	def adjusted(self, account: ShopAccount) -> CartRules:
		"""The rules with what an account says otherwise."""
		return replace(
			self,
			largest_cart=account.largest_cart or self.largest_cart,
			batch_size=account.batch_size or self.batch_size,
			reference_length=account.reference_length or self.reference_length,
		)


class SearchShop(Protocol):
	"""A shop that can be searched. The methods that ask raise the errors of `transport.session`.

	`kept_since` is since when the oldest of the kept answers was kept that it has given so far (UTC); None where it has
	asked for all.
	"""

	@property
	def kept_since(self) -> datetime | None: ...

	def by_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		"""The offers whose SKU or MPN is one of the numbers; each offer once, unknown numbers left out."""
		...

	def near_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		"""All that the shop answers to the numbers: besides those of `by_part_numbers` whatever it finds alike.

		It takes no more calls, and some shops answer with parts that have little to do with a number.
		"""
		...

	def by_keyword(self, keyword: str, limit: int) -> tuple[Offer, ...]:
		"""The offers of at most `limit` parts for words, in the shop's own order; each packing is an offer."""
		...


class RefreshShop(Protocol):
	"""A shop that can be asked again for parts that are known."""

	def refresh(self, parts: Sequence[WatchedPart]) -> Iterator[tuple[RefreshOutcome, ...]]:
		"""Ask again for parts that are known, as many in a call as the shop takes; what each call told comes at once.

		Every number (whatever its letters' case) is answered for once, not always in the order of the parts, unless an
		error is raised that the next call would meet too: what was yielded before it holds. A failure that is about one
		part alone keeps no other from being answered; when the parts fail one after the other, the last failure is raised.
		"""
		...


class CartShop(Protocol):
	"""A shop whose carts, or lists that go into a cart, can be filled.

	A method that writes to a cart takes it as it was last read, and answers with the whole cart as it is then, or
	with None where the shop doesn't tell: then it has to be read.
	"""

	rules: CartRules

	def create(self, label: CartLabel, items: Sequence[CartItem]) -> NewCart:
		"""A new cart, with as many of the items as its making takes along."""
		...

	def insert(self, cart: Cart, items: Sequence[CartItem]) -> Cart | None:
		"""Put in items that the cart doesn't hold, at most a batch; a second time the quantity may add up."""
		...

	def update(self, cart: Cart, items: Sequence[CartItem]) -> Cart | None:
		"""Set the quantity and the reference of items that the cart holds, at most a batch."""
		...

	def remove(self, cart: Cart, line: CartLine) -> Cart | None:
		"""Take one line out."""
		...

	def read(self, key: str) -> Cart:
		"""The cart as it is; raises `CartNotFound` when the shop doesn't know it."""
		...

	def empty(self, key: str) -> Cart:
		"""Take everything out, and answer with what is then left."""
		...


class ShopConnector(SearchShop, RefreshShop, Protocol):
	"""What every shop can."""

	def test_connection(self) -> tuple[str, ...]:
		"""Try every key that the account holds, without changing anything; answers with what works."""
		...


class Shop(ShopConnector, CartShop, Protocol):
	"""A shop that can be searched, and whose carts can be filled."""


class Capability(str, Enum):
	"""What an account at a shop may be used for."""

	SEARCH = "search"
	REFRESH = "refresh"
	CART = "cart"
	ORDER_LIST = "order list"
	GUEST_LIST = "guest list"
	SIGN_IN = "sign-in"


@dataclass(frozen=True)
class OrderListRules:
	"""How a shop's web site takes an order as text that is pasted: number, quantity and our own reference in each row.

	`page` answers with the address where that is done, for an account. `separator` stands between the three and in none
	of them; `reference_length` is how much of a reference is taken; `sku_pattern` matches the shop's numbers.
	"""

	page: Callable[[ShopAccount], str]
	sku_pattern: re.Pattern[str]
	separator: str
	reference_length: int


@dataclass(frozen=True)
class KeyField:
	"""A key that an account of a shop has: its name in the engine, how the user knows it, and where it comes from."""

	name: str
	label: str
	hint: Message


class GuestCart(Protocol):
	"""A way to fill a cart at a shop without an account there."""

	website: str

	def open(self, account: ShopAccount, tools: HostTools, name: str, items: Sequence[GuestItem]) -> str:
		"""The address that opens the items in the user's browser, most likely once only.

		`account` has the website as its base URL, and no keys.
		"""
		...


def language_at(language: str, languages: Mapping[str, str]) -> str:
	"""A shop's own code of a language, by its code or that without a country (de for de-AT); "en" where it has none."""
	return languages.get(language) or languages.get(language.partition("-")[0]) or "en"


@dataclass(frozen=True)
class ShopKind:
	"""A kind of shop as the registry knows it.

	`name` is stored on accounts ("Mouser"); `website` is what a person opens; `keys` the credentials it needs;
	`limits` those that the shop documents; `make` builds the connector of an account, `make_cart` one that fills carts;
	`order_list` is how an order is pasted on its web site, `sign_in` how a person signs in there, `guest` how to do
	without an account (None: it can't be done). `capabilities` says all this at once; `searches` and `refreshes` are
	False for a shop whose accounts aren't asked for parts. `cart_word` is "list" where what is
	filled is a list that the buyer makes a cart of. `packings` are those that an account may prefer, by the shop's names;
	`languages` are those it answers in, by their codes (ISO 639, a country where it matters) with the shop's own;
	`countries` those it sells in (ISO 3166; none: in any).
	"""

	name: str
	website: str
	base_url: str
	keys: tuple[KeyField, ...]
	limits: CallLimits
	make: Callable[[ShopAccount, HostTools], ShopConnector]
	make_cart: Callable[[ShopAccount, HostTools], Shop] | None = None
	order_list: OrderListRules | None = None
	sign_in: OAuthProvider[ShopAccount] | None = None
	guest: GuestCart | None = None
	cart_word: str = "cart"
	packings: Mapping[Packing, str] = field(default_factory=lambda: MappingProxyType({}))
	languages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({"en": "en"}))
	countries: frozenset[str] = frozenset()
	searches: bool = True
	refreshes: bool = True

	@property
	def capabilities(self) -> frozenset[Capability]:
		"""What an account of this kind may be used for: the one place that decides where it is offered."""
		told = {
			Capability.SEARCH: self.searches,
			Capability.REFRESH: self.refreshes,
			Capability.CART: self.make_cart,
			Capability.ORDER_LIST: self.order_list,
			Capability.GUEST_LIST: self.guest,
			Capability.SIGN_IN: self.sign_in,
		}
		return frozenset(capability for capability, there in told.items() if there)

	def check(self, account: ShopAccount) -> None:
		"""Raise `RejectedInput` for a country, language or packing of an account that the shop doesn't have."""
		if self.countries and account.shop_country not in self.countries:
			raise RejectedInput(
				msg(
					"Supplier Account {0}: {1} does not sell in {2}. Set another Country on the account.",
					account.name,
					self.name,
					account.shop_country,
				),
				account=account.name,
				field="country",
			)
		if account.language.partition("-")[0] not in {code.partition("-")[0] for code in self.languages}:
			raise RejectedInput(
				msg(
					"Supplier Account {0}: {1} has no language {2}. Choose one of {3}.",
					account.name,
					self.name,
					account.language,
					", ".join(self.languages),
				),
				account=account.name,
				field="language",
			)
		if account.packing and self.packings and account.packing not in self.packings:
			raise RejectedInput(
				msg(
					"Supplier Account {0}: {1} has no packing {2}. Choose one of {3}.",
					account.name,
					self.name,
					account.packing.value,
					", ".join(packing.value for packing in self.packings),
				),
				account=account.name,
				field="packing",
			)
