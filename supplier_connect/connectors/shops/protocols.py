"""What a shop connector can do, and how it describes itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from supplier_connect.model.account import Account, CallLimits
from supplier_connect.model.cart import Cart, CartItem
from supplier_connect.model.offer import Offer
from supplier_connect.transport.session import AnswerCheck, Session

SessionMaker = Callable[[Account, AnswerCheck], Session]


@dataclass(frozen=True)
class CartRules:
	"""What a shop's carts take.

	`sku_pattern` matches every number that can be one of the shop's; `largest_cart` counts lines;
	`reference_length` is how much of our own number the shop keeps, `reference_forbids` the characters it
	doesn't take.
	"""

	sku_pattern: re.Pattern[str]
	largest_cart: int
	reference_length: int
	reference_forbids: str

	def adjusted(self, account: Account) -> CartRules:
		"""The rules with what an account says otherwise."""
		return replace(
			self,
			largest_cart=account.largest_cart or self.largest_cart,
			reference_length=account.reference_length or self.reference_length,
		)


class SearchShop(Protocol):
	"""A shop that can be searched. All methods raise the errors of `transport.session`."""

	def by_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		"""The offers whose SKU or MPN is one of the numbers; each offer once, unknown numbers left out."""
		...

	def by_keyword(self, keyword: str, limit: int) -> tuple[Offer, ...]:
		"""At most `limit` offers for words, in the shop's own order."""
		...


class CartShop(Protocol):
	"""A shop whose carts can be filled. Every method that writes answers with the whole cart as it is then."""

	rules: CartRules

	def create(self, items: Sequence[CartItem]) -> Cart:
		"""A new cart with the items; at most the account's batch size of them."""
		...

	def insert(self, key: str, items: Sequence[CartItem]) -> Cart:
		"""Put in items that the cart doesn't hold; for those it holds the quantity may add up."""
		...

	def update(self, key: str, items: Sequence[CartItem]) -> Cart:
		"""Set the quantity and the reference of items that the cart holds."""
		...

	def remove(self, key: str, sku: str) -> Cart:
		"""Take one item out."""
		...

	def read(self, key: str) -> Cart:
		"""The cart as it is; raises `CartNotFound` when the shop doesn't know it."""
		...

	def empty(self, key: str) -> Cart:
		"""Take everything out."""
		...


class Shop(SearchShop, CartShop, Protocol):
	"""A shop that can both."""

	def test_connection(self) -> tuple[str, ...]:
		"""Try every key that the account holds, without changing anything; answers with what works."""
		...


@dataclass(frozen=True)
class KeyField:
	"""A key that an account of a shop has: its name in the engine, and how the user knows it."""

	name: str
	label: str


@dataclass(frozen=True)
class ShopKind:
	"""A kind of shop as the registry knows it.

	`name` is stored on accounts ("Mouser"); `website` is what a person opens; `keys` the credentials it needs;
	`limits` those that the shop documents; `make` builds the connector of an account.
	"""

	name: str
	website: str
	base_url: str
	keys: tuple[KeyField, ...]
	limits: CallLimits
	make: Callable[[Account, SessionMaker], Shop]
