"""Mouser: search (API v1) and cart (API v1), https://api.mouser.com/api/docs/ui/index.

Both APIs take their key in the query and report most errors in the body of an HTTP 200. Inserting a part that
a cart already holds adds to its quantity; updating sets it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ValidationError

from supplier_connect.core.http.exchange import CachePolicy, Call, Response
from supplier_connect.core.http.session import ResponseRules
from supplier_connect.core.model.batches import in_batches
from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.errors import CartNotFound, NotAuthorised, RejectedInput, UnexpectedResponse
from supplier_connect.core.model.locale import decimal_mark_of
from supplier_connect.core.model.messages import Message, msg, plain
from supplier_connect.core.model.money import decimal_mark, parse_price
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.tools import HostTools
from supplier_connect.shops.connectors.mouser.errors import (
	CART_KEY,
	SEARCH_KEY,
	BadCharacter,
	check_answer,
	codes_of,
)
from supplier_connect.shops.connectors.mouser.sites import LANGUAGES, WEBSITE, at_site
from supplier_connect.shops.connectors.mouser.wire import (
	CartItemWire,
	CartWire,
	PartWire,
	SearchWire,
)
from supplier_connect.shops.connectors.protocols import CartRules, KeyField, ShopKind, language_at
from supplier_connect.shops.connectors.refreshing import by_number, refreshed
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import Cart, CartItem, CartLabel, CartLine, NewCart, matched
from supplier_connect.shops.model.offer import Offer, Packing, PriceBreak
from supplier_connect.shops.model.resync import RefreshOutcome, WatchedPart

NUMBERS_PER_CALL = 10
RESULTS_PER_CALL = 50
_API_HOST = "api.mouser.com"

_SKU = re.compile(r"[\x21-\x7e][\x20-\x7e]{1,38}[\x21-\x7e]")
# One character that isn't ASCII would fail a call with all its numbers.
_SEARCHABLE = re.compile(r"(?=.{3,40}$)[\x20-\x7b\x7d\x7e]*")
# What Mouser's PackagingChoice stands for.
_CHOICES = MappingProxyType(
	{Packing.CUT_TAPE: "Cut_Tape", Packing.CUSTOM_REEL: "MouseReel", Packing.REEL: "FullReel"}
)
_NO_CHOICE = "None"
_PACKINGS = MappingProxyType({choice.casefold(): packing for packing, choice in _CHOICES.items()})
_PACKING_NAMES = MappingProxyType(
	{Packing.CUT_TAPE: "Cut Tape", Packing.CUSTOM_REEL: "MouseReel", Packing.REEL: "Full Reel"}
)
# As Mouser documents them; the numbers can be changed on the account.
_RULES = CartRules(
	sku_pattern=_SKU,
	largest_cart=399,
	batch_size=100,
	reference_length=21,
	reference_forbids="*",
	packings=_PACKING_NAMES,
)

# Mouser writes the currency of China as RMB.
_CURRENCY_NAMES = {"RMB": "CNY"}

_Wire = TypeVar("_Wire", bound=BaseModel)
_Find = Callable[[Call], SearchWire]


class MouserConnector:
	"""The connector of one Mouser account."""

	def __init__(self, account: ShopAccount, tools: HostTools) -> None:
		self._account = account
		self._session = tools.session(account, ResponseRules(check_answer))
		self.rules = _RULES.adjusted(account)
		# SKUs that aren't sold in the packing that was preferred for them.
		self._unpackable: set[str] = set()

	# search

	@property
	def kept_since(self) -> datetime | None:
		"""See `SearchShop`."""
		return self._session.kept_since

	def by_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		"""The offers whose SKU or MPN is one of the numbers, ten numbers a call.

		Numbers that Mouser's search can't take (shorter than 3 or longer than 40 characters, with a bar or a character
		that isn't ASCII) are left out: no part has them. So is one whose character Mouser refuses, unless all are refused.
		"""
		return _of_numbers(numbers, self.near_part_numbers(numbers))

	def near_part_numbers(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		"""See `SearchShop.near_part_numbers`."""
		wanted = _searchable(numbers)
		found: dict[str, Offer] = {}
		refusals: list[BadCharacter] = []
		for batch in in_batches(wanted, NUMBERS_PER_CALL):
			for offer in self._one_by_one_if_refused(batch, refusals):
				found.setdefault(offer.sku, offer)
		if refusals and len(refusals) == len(wanted):
			raise refusals[0]
		return tuple(found.values())

	def _one_by_one_if_refused(
		self, numbers: Sequence[str], refusals: list[BadCharacter]
	) -> tuple[Offer, ...]:
		"""The offers of numbers, asked for in halves where a character of one is refused."""
		try:
			return self._answered_to(numbers, self._kept_or_found)
		except BadCharacter as refusal:
			if len(numbers) == 1:
				refusals.append(refusal)
				return ()
		half = len(numbers) // 2
		return (
			*self._one_by_one_if_refused(numbers[:half], refusals),
			*self._one_by_one_if_refused(numbers[half:], refusals),
		)

	def by_keyword(self, keyword: str, limit: int) -> tuple[Offer, ...]:
		"""The offers among the first `limit` parts that Mouser lists for words, fifty a call.

		What it lists without selling it is a record, too: the records are counted, not the offers.
		"""
		found: dict[str, Offer] = {}
		records = 0
		while records < limit:
			wanted = min(RESULTS_PER_CALL, limit - records)
			request = {
				"keyword": keyword,
				"records": wanted,
				"startingRecord": records,
				"searchOptions": "None",
				"searchWithYourSignUpLanguage": str(self._language != "en").lower(),
			}
			call = self._search_call("/v1/search/keyword", {"SearchByKeywordRequest": request})
			page = self._kept_or_found(call)
			for offer in self._offers(page):
				found.setdefault(offer.sku, offer)
			records += len(page.SearchResults.Parts)
			if len(page.SearchResults.Parts) < wanted or records >= page.SearchResults.NumberOfResult:
				break
		return tuple(found.values())[:limit]

	def refresh(self, parts: Sequence[WatchedPart]) -> Iterator[tuple[RefreshOutcome, ...]]:
		"""See `RefreshShop.refresh`: ten numbers a call."""
		skus = [part.offer.sku for part in by_number(parts).values()]
		odd = {sku for sku in skus if not _SEARCHABLE.fullmatch(sku.strip())}
		if odd:
			yield tuple(RefreshOutcome(sku, failure=self._unsearchable(sku)) for sku in skus if sku in odd)
		askable = [sku for sku in skus if sku not in odd]
		yield from refreshed(
			self._account.name, askable, NUMBERS_PER_CALL, self._told_anew, self._finds_anything
		)

	def _finds_anything(self) -> bool:
		# The first of what is listed may be without a number.
		return bool(self.by_keyword("resistor", NUMBERS_PER_CALL))

	def _told_anew(self, numbers: Sequence[str]) -> tuple[Offer, ...]:
		# Nobody else asks for just these together: kept, their answers would only crowd out others.
		find = self._found if len(numbers) > 1 else self._kept_or_found
		return _of_numbers(numbers, self._answered_to(numbers, find))

	def _unsearchable(self, sku: str) -> RejectedInput:
		return RejectedInput(
			msg(
				"Supplier Account {0}: {1} is not a valid part number at Mouser. Its numbers have 3 to 40 plain characters "
				"and no bar. Correct the supplier part number.",
				self._account.name,
				sku,
			),
			account=self._account.name,
			field="sku",
		)

	def _answered_to(self, numbers: Sequence[str], find: _Find) -> tuple[Offer, ...]:
		wanted = _searchable(numbers)
		found: dict[str, Offer] = {}
		for batch in in_batches(wanted, NUMBERS_PER_CALL):
			for offer in self._search_numbers(batch, find):
				found.setdefault(offer.sku, offer)
		return tuple(found.values())

	def _search_numbers(self, numbers: Sequence[str], find: _Find) -> Iterator[Offer]:
		page = find(self._numbers_call(numbers, "None"))
		hits = len(page.SearchResults.Parts)
		if hits < RESULTS_PER_CALL and hits >= page.SearchResults.NumberOfResult:
			yield from self._offers(page)
		elif len(numbers) > 1:
			# As many hits as an answer holds, or more: some number may have been left without its own.
			half = len(numbers) // 2
			yield from self._search_numbers(numbers[:half], find)
			yield from self._search_numbers(numbers[half:], find)
		else:
			yield from self._offers(page)
			if not _names_part(page, numbers[0]):
				yield from self._exactly(numbers[0], find)

	def _exactly(self, number: str, find: _Find) -> Iterator[Offer]:
		call = self._numbers_call([number], "Exact")
		page = find(call)
		if len(page.SearchResults.Parts) < page.SearchResults.NumberOfResult and not _names_part(
			page, number
		):
			raise UnexpectedResponse(
				msg(
					"Supplier Account {0}: Mouser found parts for {1}, but its answer lacks them. Try again later.",
					self._account.name,
					number,
				),
				account=self._account.name,
				call=call.title,
			)
		yield from self._offers(page)

	def _numbers_call(self, numbers: Sequence[str], option: str) -> Call:
		request = {"mouserPartNumber": "|".join(numbers), "partSearchOptions": option}
		return self._search_call("/v1/search/partnumber", {"SearchByPartRequest": request})

	def _search_call(self, path: str, body: object) -> Call:
		return Call("POST", path, {"apiKey": self._key(SEARCH_KEY)}, body, repeatable=True)

	def _kept_or_found(self, call: Call) -> SearchWire:
		return self._found(replace(call, keep=CachePolicy(SearchWire.model_validate)))

	def _found(self, call: Call) -> SearchWire:
		return self._read(SearchWire, call, self._session.send(call))

	def _offers(self, page: SearchWire) -> Iterator[Offer]:
		prices = [step.Price for part in page.SearchResults.Parts for step in part.PriceBreaks]
		mark = decimal_mark((price for price in prices if isinstance(price, str)), self._usual_mark)
		for part in page.SearchResults.Parts:
			if part.MouserPartNumber not in ("", "N/A"):
				yield _offer(part, mark, self._account.shop_country)

	@property
	def _language(self) -> str:
		return language_at(self._account.language, LANGUAGES)

	@property
	def _usual_mark(self) -> str | None:
		"""How the account's country writes decimals; None when the account names none."""
		return decimal_mark_of(self._account.country) if self._account.country else None

	# cart

	def create(self, label: CartLabel, items: Sequence[CartItem]) -> NewCart:
		"""A new cart with the first batch of the items; Mouser knows no names for carts."""
		carried = tuple(items[: self.rules.batch_size])
		cart = self._inserted("", carried)
		again = self._refused_for_packing(cart, carried)
		# The key of a new cart is worth more than these: they are left to the next call.
		lines = tuple(line for line in cart.lines if line.sku.casefold() not in again)
		return NewCart(
			replace(cart, lines=lines), tuple(item for item in carried if item.sku.casefold() not in again)
		)

	def insert(self, cart: Cart, items: Sequence[CartItem]) -> Cart:
		"""Add items to a cart; never repeated blindly, as quantities would add up.

		What isn't sold in the packing that was merely preferred is added without it.
		"""
		filled = self._inserted(cart.key, items)
		again = self._refused_for_packing(filled, items)
		if not again:
			return filled
		held = matched(again, self.read(filled.key).lines)
		plain_items = tuple(again.values())
		last = self._updated(filled.key, [item for item in plain_items if item.sku.casefold() in held])
		missing = [item for item in plain_items if item.sku.casefold() not in held]
		last = self._inserted(filled.key, missing) if missing else last
		return _with_refusals(last or filled, filled, again)

	def update(self, cart: Cart, items: Sequence[CartItem]) -> Cart:
		"""Set the quantities, references and packings of items in a cart; see `insert`."""
		changed = self._write("/v1/cart/items/update", cart.key, items, repeatable=True)
		again = self._refused_for_packing(changed, items)
		last = self._updated(cart.key, tuple(again.values()))
		return _with_refusals(last, changed, again) if last else changed

	def _inserted(self, key: str, items: Sequence[CartItem]) -> Cart:
		return self._write("/v1/cart/items/insert", key, items, repeatable=False)

	def _updated(self, key: str, items: Sequence[CartItem]) -> Cart | None:
		return self._write("/v1/cart/items/update", key, items, repeatable=True) if items else None

	def _refused_for_packing(self, cart: Cart, items: Sequence[CartItem]) -> dict[str, CartItem]:
		"""The refused items, by SKU in small letters, that may be taken without the packing that was preferred for them.

		From now on they are sent without it. Mouser doesn't tell in a fixed way why it refuses a line.
		"""
		lines = matched((item.sku for item in items), cart.lines)
		again = {
			item.sku.casefold(): item
			for item in items
			if self._preference(item) and (line := lines.get(item.sku.casefold())) and line.errors
		}
		self._unpackable.update(again)
		return again

	def _preference(self, item: CartItem) -> str:
		"""The packing that an item would rather come in; "" for none, and for one that was chosen."""
		if item.packing is None or item.packing_chosen or item.sku.casefold() in self._unpackable:
			return ""
		return _CHOICES.get(item.packing, "")

	def _packaging_choice(self, item: CartItem) -> str:
		"""What is sent of an item's packing; "" for nothing."""
		if not item.packing_chosen:
			return self._preference(item)
		return _CHOICES[item.packing] if item.packing else _NO_CHOICE

	def remove(self, cart: Cart, line: CartLine) -> Cart:
		"""Take an item out of a cart."""
		query = {**self._cart_query(), "cartKey": Secret(cart.key), "mouserPartNumber": line.sku}
		call = Call("POST", "/v1/cart/item/remove", query, {}, repeatable=True)
		return self._send_cart(call, cart.key)

	def read(self, key: str) -> Cart:
		"""The cart as it is."""
		call = Call("GET", "/v1/cart", {**self._cart_query(), "cartKey": Secret(key)}, repeatable=True)
		return self._send_cart(call, key)

	def empty(self, key: str) -> Cart:
		"""Take every item out, one call each."""
		cart = self.read(key)
		for line in cart.lines:
			cart = self.remove(cart, line)
		return cart

	def _write(self, path: str, key: str, items: Sequence[CartItem], *, repeatable: bool) -> Cart:
		body: dict[str, object] = {
			"CartItems": [_item_body(item, self._packaging_choice(item)) for item in items]
		}
		if key:
			body["CartKey"] = key
		return self._send_cart(Call("POST", path, self._cart_query(), body, repeatable), key)

	def _cart_query(self) -> dict[str, str | Secret]:
		return {
			"apiKey": self._key(CART_KEY),
			"countryCode": self._account.shop_country,
			"currencyCode": self._account.shop_currency,
		}

	def _send_cart(self, call: Call, key: str) -> Cart:
		answer = self._session.send(call)
		if codes_of(answer.data) & {"EmptyCart", "NoValidItemsInCart"} and not answer.data.get("CartItems"):
			return Cart(key, self._web_page(key), "", ())
		wire = self._read(CartWire, call, answer)
		mark = decimal_mark(_cart_prices(wire), self._usual_mark)
		currency = _CURRENCY_NAMES.get(wire.CurrencyCode, wire.CurrencyCode)
		return Cart(
			key=wire.CartKey,
			url=self._web_page(wire.CartKey),
			currency=currency,
			lines=tuple(_cart_line(item, mark, currency) for item in wire.CartItems),
			total=_amount(wire.MerchandiseTotal, mark),
			fees=_amount(wire.AdditionalFeesTotal, mark),
		)

	def _web_page(self, key: str) -> str:
		"""Where a person sees the cart; a base URL of its own (a sandbox) has its page on the same host."""
		parts = urlsplit(self._account.base_url)
		site = WEBSITE if parts.hostname == _API_HOST else f"{parts.scheme}://{parts.netloc}"
		return f"{site}/cart?cartKey={quote(key)}"

	# both

	def test_connection(self) -> tuple[str, ...]:
		"""Try the keys: a search for nothing much, and a cart that doesn't exist.

		Returns what works ("cart", "search"); raises `NotAuthorised` when a key is missing or refused, and says so
		when the other one works.
		"""
		works, refusals = [], []
		for name, attempt in (("cart", self._try_cart), ("search", self._try_search)):
			try:
				attempt()
			except NotAuthorised as refusal:
				refusals.append(refusal)
			else:
				works.append(name)
		if refusals:
			raise _with_what_works(refusals[0], works)
		return tuple(works)

	def _try_search(self) -> None:
		request = {"mouserPartNumber": "603-CONNECTION-TEST", "partSearchOptions": "Exact"}
		# A kept answer would prove nothing.
		self._found(self._search_call("/v1/search/partnumber", {"SearchByPartRequest": request}))

	def _try_cart(self) -> None:
		# When Mouser says that it doesn't know the cart, it has taken the key.
		with suppress(CartNotFound):
			self.read("00000000-0000-0000-0000-000000000000")

	def _key(self, key: KeyField) -> Secret:
		return self._account.credentials.require(key.name, key.label, self._account.name)

	def _read(self, model: type[_Wire], call: Call, answer: Response) -> _Wire:
		try:
			return model.model_validate(answer.data)
		except ValidationError as error:
			fields = sorted({".".join(map(str, problem["loc"])) or "answer" for problem in error.errors()})
		raise UnexpectedResponse(
			msg(
				"Supplier Account {0}: Mouser's answer to {1} lacks {2}. Try again later.",
				self._account.name,
				call.title,
				", ".join(fields[:3]),
			),
			account=self._account.name,
			call=call.title,
		)


def _searchable(numbers: Sequence[str]) -> list[str]:
	"""The numbers that Mouser can be asked for, each once."""
	return list(dict.fromkeys(number for number in map(str.strip, numbers) if _SEARCHABLE.fullmatch(number)))


def _of_numbers(numbers: Iterable[str], offers: Iterable[Offer]) -> tuple[Offer, ...]:
	"""The offers whose SKU or MPN is one of the numbers."""
	asked = {number.strip().casefold() for number in numbers}
	return tuple(one for one in offers if {one.sku.casefold(), one.mpn.casefold()} & asked)


def _names_part(page: SearchWire, number: str) -> bool:
	wanted, parts = number.casefold(), page.SearchResults.Parts
	return any(
		wanted in (part.MouserPartNumber.casefold(), part.ManufacturerPartNumber.casefold()) for part in parts
	)


def _with_what_works(refusal: NotAuthorised, works: Sequence[str]) -> NotAuthorised:
	if not works:
		return refusal
	sentence = msg("{0} (The key for {1} works.)", refusal.message, ", ".join(works))
	return NotAuthorised(sentence, account=refusal.account, call=refusal.call)


def _item_body(item: CartItem, packaging: str) -> dict[str, object]:
	body: dict[str, object] = {
		"MouserPartNumber": item.sku,
		"Quantity": item.quantity,
		"CustomerPartNumber": item.customer_reference,
	}
	return {**body, "PackagingChoice": packaging} if packaging else body


def _with_refusals(cart: Cart, earlier: Cart, settled: Mapping[str, CartItem]) -> Cart:
	"""A cart with the lines that an earlier answer refused; only the answer to the call that carried them tells that."""
	refused = {
		line.sku.casefold(): line
		for line in earlier.lines
		if line.errors and line.sku.casefold() not in settled
	}
	lines = [refused.pop(line.sku.casefold(), line) for line in cart.lines]
	return replace(cart, lines=(*lines, *refused.values()))


def _amount(value: str | Decimal | None, mark: str | None) -> Decimal | None:
	"""An amount that may be 0 (a total, a fee)."""
	return value if isinstance(value, Decimal) else parse_price(value, mark)


def _price(value: str | Decimal | None, mark: str | None) -> Decimal | None:
	"""A price: 0 stands for none."""
	amount = _amount(value, mark)
	return amount if amount is not None and amount > 0 else None


def _cart_prices(wire: CartWire) -> Iterator[str]:
	amounts = (amount for item in wire.CartItems for amount in (item.UnitPrice, item.ExtendedPrice))
	return (amount for amount in amounts if isinstance(amount, str))


def _cart_line(item: CartItemWire, mark: str | None, currency: str) -> CartLine:
	return CartLine(
		sku=item.MouserPartNumber,
		quantity=item.Quantity,
		mpn=item.MfrPartNumber,
		manufacturer=item.Manufacturer,
		description=item.Description,
		customer_reference=item.CartItemCustPartNumber,
		stock=item.MouserATS,
		unit_price=_price(item.UnitPrice, mark),
		total=_price(item.ExtendedPrice, mark),
		minimum=item.SalesMinimumOrderQty or None,
		multiple=item.SalesMultipleQty or None,
		maximum=item.SalesMaximumOrderQty or None,
		lifecycle=item.LifeCycle,
		packing=_PACKINGS.get(item.PackagingChoice.casefold()),
		packing_told=bool(item.PackagingChoice),
		errors=tuple(plain(error.words) for error in item.Errors if error.words),
		notes=tuple(_fee_notes(item, mark, currency)),
	)


def _fee_notes(item: CartItemWire, mark: str | None, currency: str) -> Iterator[Message]:
	for fee in item.AdditionalFees:
		amount = _price(fee.Once if fee.ExtendedAmount is None else fee.ExtendedAmount, mark)
		if amount is not None:
			yield msg(
				"Mouser adds a fee: {0} {1} ({2}).", f"{amount.normalize():f}", currency, fee.Code or "?"
			)


def _offer(part: PartWire, mark: str | None, country: str) -> Offer:
	priced = [(step, _price(step.Price, mark)) for step in part.PriceBreaks]
	currency = next((step.Currency for step, price in priced if price), "")
	return Offer(
		sku=part.MouserPartNumber,
		mpn=part.ManufacturerPartNumber,
		manufacturer=part.Manufacturer,
		description=part.Description,
		currency=_CURRENCY_NAMES.get(currency, currency),
		breaks=tuple(
			PriceBreak(step.Quantity, price) for step, price in priced if price is not None and step.Quantity
		),
		stock=part.stock,
		minimum=part.Min or None,
		multiple=part.Mult or None,
		maximum=part.SalesMaximumOrderQty or None,
		lead_time_days=part.LeadTime,
		lifecycle=part.LifecycleStatus or ("Obsolete" if part.IsDiscontinued.lower() == "true" else ""),
		category=part.Category,
		packaging=_packaging(part),
		replacement=part.SuggestedReplacement,
		rohs=part.ROHSStatus,
		restriction=part.RestrictionMessage,
		tariff=None if part.SurchargeMessages is None else bool(part.SurchargeMessages),
		surcharge=" ".join(part.SurchargeMessages or ()),
		url=at_site(part.ProductDetailUrl, country),
		datasheet_url=part.DataSheetUrl,
		image_url=part.ImagePath,
	)


def _packaging(part: PartWire) -> tuple[str, ...]:
	"""The packaging kinds: attributes whose value is words; their names come in the account's language."""
	return tuple(
		attribute.AttributeValue
		for attribute in part.ProductAttributes
		if attribute.AttributeValue and not attribute.AttributeValue.isdigit()
	)


MOUSER = ShopKind(
	name="Mouser",
	website=WEBSITE,
	base_url=f"https://{_API_HOST}/api",
	keys=(CART_KEY, SEARCH_KEY),
	limits=CallLimits(per_second=0, per_minute=30, per_day=1000),
	make=MouserConnector,
	make_cart=MouserConnector,
	packings=_PACKING_NAMES,
	languages=LANGUAGES,
)
