"""Which currency DigiKey really answers in: a site ignores one that it doesn't sell in, and only searches tell."""

from __future__ import annotations

from threading import Lock

from cachetools import TTLCache

from supplier_connect.shops.model.account import ShopAccount

_SECONDS = 3600
_noted: TTLCache[tuple[str, ...], str] = TTLCache(maxsize=1024, ttl=_SECONDS)
_lock = Lock()


class CurrencyNotes:
	"""What answers of the last hour told of an account's currency; only in this process, as it can be asked again."""

	def __init__(self, account: ShopAccount) -> None:
		self._key = (
			account.name,
			account.base_url,
			account.shop_country,
			account.shop_currency,
			account.customer_id,
		)

	def note(self, currency: str) -> None:
		"""Keep what an answer told, if it did."""
		if currency:
			with _lock:
				_noted[self._key] = currency

	def noted(self) -> str:
		"""What was told; "" when it wasn't, or too long ago."""
		with _lock:
			return _noted.get(self._key, "")
