"""An account at a shop, as the engine sees it."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.locale import country_of, currency_of
from supplier_connect.shops.model.offer import Packing


@dataclass(frozen=True)
class ShopAccount(Connection):
	"""An account at a shop: what ERPNext's supplier is there, and what is asked for.

	`country` is ISO 3166-1 alpha-2, `currency` ISO 4217; either may be "" and then follows from the other.
	`batch_size` is the number of cart lines in a call, `largest_cart` that of lines in a cart, `reference_length` how
	many characters of our own number go along (all 0: what the shop is known to take). `customer_id` says which of
	several organisations at the shop the calls are for; `packing` is preferred where a number leaves it open;
	`marketplace` lets in what other companies sell there; carts belong to `cart_owner` and are made in the name of
	`created_by`, where the shop takes such names.
	"""

	supplier: str
	_: KW_ONLY
	country: str = ""
	currency: str = ""
	language: str = "en"
	batch_size: int = 0
	largest_cart: int = 0
	reference_length: int = 0
	customer_id: str = ""
	packing: Packing | None = None
	marketplace: bool = False
	cart_owner: str = ""
	created_by: str = ""

	@property
	def shop_country(self) -> str:
		"""The country the shop is asked for: the account's own, else the one of its currency, else US."""
		return self.country or (country_of(self.currency) if self.currency else "") or "US"

	@property
	def shop_currency(self) -> str:
		"""The currency the shop is asked for: the account's own, else the one of its country."""
		return self.currency or currency_of(self.shop_country)

	@property
	def answer_scope(self) -> tuple[object, ...]:
		"""The place that is asked for, and whether other companies' offers are let in."""
		return (self.customer_id, self.shop_country, self.shop_currency, self.language, self.marketplace)
