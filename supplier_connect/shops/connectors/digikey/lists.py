"""DigiKey's MyLists API, version 1: lists that a buyer turns into a cart with one click.

DigiKey has no cart API. The name of a list is taken for ever, even when the list is deleted. A list's prices come
without a currency.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from urllib.parse import quote, urlsplit

from supplier_connect.core.http.exchange import Call
from supplier_connect.core.model.errors import (
	QuotaExhausted,
	RateLimited,
	RejectedInput,
	Unavailable,
	UnexpectedResponse,
)
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.connectors.digikey.api import DigiKeyApi
from supplier_connect.shops.connectors.digikey.errors import LISTS, LineNotFound, NameTaken
from supplier_connect.shops.connectors.digikey.list_calls import LINE, QUOTA, ListClient, line_path
from supplier_connect.shops.connectors.digikey.wire import ListPartWire, PackOptionWire, QuantityWire
from supplier_connect.shops.connectors.digikey.words import DISCONTINUED, OBSOLETE, PACK_TYPES, packing_name
from supplier_connect.shops.connectors.list_names import first_free, list_name
from supplier_connect.shops.connectors.protocols import CartRules
from supplier_connect.shops.model.cart import (
	Cart,
	CartItem,
	CartLabel,
	CartLine,
	NewCart,
	bare_number,
	matched,
)
from supplier_connect.shops.model.offer import Packing

WEBSITE = "https://www.digikey.com"
_API_HOSTS = frozenset({"api.digikey.com", "sandbox-api.digikey.com"})
# DigiKey's numbers and makers' ones. How many lines a call or a list takes is not documented; both can be set.
RULES = CartRules(
	sku_pattern=re.compile(r"[\x21-\x7e][\x20-\x7e]{0,98}[\x21-\x7e]"),
	largest_cart=1000,
	batch_size=400,
	update_size=1,
	reference_length=48,
	reference_forbids="",
	calls_besides=2,
	keeps_refused=True,
	takes_mpn=True,
)
# Somebody else may take a name between the question and the making of a list.
_TRIES = 3


class ListCarts:
	"""`CartShop` over MyLists; `currency_used` tells, with a call, which currency DigiKey really answers in."""

	def __init__(self, api: DigiKeyApi, currency_used: Callable[[], str]) -> None:
		self._api = api
		self._calls = ListClient(api)
		self._currency_used = currency_used
		self.rules = RULES.adjusted(api.account)

	def create(self, label: CartLabel, items: Sequence[CartItem]) -> NewCart:
		"""An empty list, named after the order with a number that was never used."""
		number = label.number
		for _attempt in range(_TRIES):
			number = first_free(number, lambda tried: self._calls.is_free(list_name(label.order, tried)))
			name = list_name(label.order, number)
			try:
				key = self._calls.make(name)
			except NameTaken:
				number += 1
			else:
				return NewCart(self._empty(key, name, _about_names(label, number)))
		raise RejectedInput(
			msg(
				"Supplier Account {0}: DigiKey has had lists of all names that were tried for {1}. Send the order again.",
				self._api.account.name,
				label.order,
			),
			account=self._api.account.name,
		)

	def insert(self, cart: Cart, items: Sequence[CartItem]) -> None:
		"""Add lines to a list; never repeated blindly, as they would be there twice."""
		self._calls.add(cart.key, [_body(item) for item in items])

	def update(self, cart: Cart, items: Sequence[CartItem]) -> None:
		"""Replace lines of a list, one call each."""
		lines = matched((item.sku for item in items), cart.lines)
		for item in items:
			line = lines.get(item.sku.casefold())
			if line:
				self._replace(cart, line, item)

	def _replace(self, cart: Cart, line: CartLine, item: CartItem) -> None:
		body = {**_body(item), "UniqueId": line.handle}
		call = Call(
			"PUT",
			line_path(cart.key, self._id_of(line)),
			self._calls.creator,
			body,
			repeatable=True,
			quota=QUOTA,
			answers=False,
			endpoint=LINE,
		)
		try:
			self._api.as_person(call)
		except LineNotFound as gone:
			# The list is another than it was when it was read.
			raise UnexpectedResponse(gone.message, account=self._name, call=call.title)

	def remove(self, cart: Cart, line: CartLine) -> None:
		"""Take a line out of a list."""
		# Gone already: an earlier try has arrived after all.
		with suppress(LineNotFound):
			self._calls.remove(cart.key, self._id_of(line))

	def read(self, key: str) -> Cart:
		"""The list as it is, page by page."""
		lines = tuple(map(_cart_line, self._calls.lines(key)))
		priced = [line.total for line in lines if line.total is not None]
		currency = self._currency() if lines else self._api.account.shop_currency
		return Cart(
			key=key,
			url=self._web_page(key),
			currency=currency,
			lines=lines,
			total=sum(priced, Decimal(0)) if priced else None,
			notes=self._about_currency(currency),
		)

	def empty(self, key: str) -> Cart:
		"""Take every line out, one call each."""
		cart = self.read(key)
		for line in cart.lines:
			self.remove(cart, line)
		return self.read(key)

	def try_lists(self) -> None:
		"""Ask for the lists, to see whether the sign-in may do that."""
		self._api.as_person(Call("GET", LISTS, {"limit": "1"}, repeatable=True, quota=QUOTA))

	@property
	def _name(self) -> str:
		return self._api.account.name

	def _id_of(self, line: CartLine) -> str:
		if not line.handle:
			raise UnexpectedResponse(
				msg("Supplier Account {0}: DigiKey's list doesn't tell the id of {1}.", self._name, line.sku),
				account=self._name,
			)
		return line.handle

	def _empty(self, key: str, name: str, notes: tuple[Message, ...]) -> Cart:
		return Cart(key, self._web_page(key), self._api.account.shop_currency, (), name=name, notes=notes)

	def _currency(self) -> str:
		"""The currency of a list's prices.

		A list doesn't tell it, but a search does. "" when that can't be asked: the list is there all the same.
		"""
		try:
			return self._currency_used()
		except (Unavailable, RateLimited, QuotaExhausted):
			return ""

	def _about_currency(self, used: str) -> tuple[Message, ...]:
		asked = self._api.account.shop_currency
		if used == asked:
			return ()
		if not used:
			return (
				msg("DigiKey could not be asked which currency the prices are in. Send again to learn it."),
			)
		return (
			msg(
				"DigiKey answers in {0}, not in {1}: its site for {2} doesn't sell in {1}. Set another currency or country "
				"on the account.",
				used,
				asked,
				self._api.account.shop_country,
			),
		)

	def _web_page(self, key: str) -> str:
		"""Where a person sees the list; a base URL of its own (a sandbox) has its page on the same host."""
		parts = urlsplit(self._api.account.base_url)
		site = WEBSITE if parts.hostname in _API_HOSTS else f"{parts.scheme}://{parts.netloc}"
		return f"{site}/en/mylists/list/{quote(key, safe='')}"


def _about_names(label: CartLabel, number: int) -> tuple[Message, ...]:
	if number == label.number:
		return ()
	return (
		msg(
			"DigiKey has had lists up to {0}; this one is {1}.",
			list_name(label.order, number - 1),
			list_name(label.order, number),
		),
	)


def _body(item: CartItem) -> dict[str, object]:
	quantity: dict[str, object] = {"Quantity": item.quantity}
	if item.packing:
		quantity["SelectedPackType"] = PACK_TYPES[item.packing]
	return {
		"RequestedPartNumber": item.sku,
		"OriginalPartNumber": item.sku,
		"ManufacturerName": item.manufacturer,
		"CustomerReference": item.customer_reference,
		"Notes": item.note,
		"Quantities": [quantity],
	}


# lines


def _cart_line(part: ListPartWire) -> CartLine:
	wanted = part.Quantities[0] if part.Quantities else QuantityWire(PackOptions=[])
	quantity = wanted.QuantityRequested or 0
	option = _option(part, wanted)
	least = max((option.MinimumOrderQuantity if option else 0) or 0, wanted.CalculatedQuantity or 0)
	errors = tuple(_errors(part, option, wanted, least))
	price = option.CalculatedUnitPrice if option and not errors else None
	unit_price = price if price is not None and price > 0 else None
	return CartLine(
		sku=part.RequestedPartNumber or part.DigiKeyPartNumber,
		chosen_sku=option.DigiKeyPartNumber if option and _is_by_mpn(part) else "",
		quantity=quantity,
		mpn=part.ManufacturerPartNumber,
		manufacturer=part.Manufacturer,
		description=part.Description,
		customer_reference=part.CustomerReference,
		stock=part.QuantityAvailable if part.DigiKeyPartNumber else None,
		unit_price=unit_price,
		total=_total(option, unit_price, quantity),
		minimum=(option.MinimumOrderQuantity or None) if option else None,
		lifecycle=part.PartStatus,
		packaging=packing_name(option.PackType) if option else "",
		handle=part.UniqueId,
		overbuys=bool(part.DigiKeyPartNumber) and option is not None and least > quantity,
		errors=errors,
		notes=tuple(_notes(part, option, wanted)) if not errors else (),
	)


def _option(part: ListPartWire, wanted: QuantityWire) -> PackOptionWire | None:
	"""The way to buy that was asked for by its number, else the one that is selected; no other has the price."""
	asked = part.RequestedPartNumber.casefold()
	named = (option for option in wanted.PackOptions if option.DigiKeyPartNumber.casefold() == asked)
	return next(named, None) or _selected(wanted)


def _selected(wanted: QuantityWire) -> PackOptionWire | None:
	index = wanted.SelectedPackOptionIndex
	if index is None or not 0 <= index < len(wanted.PackOptions):
		return None
	return wanted.PackOptions[index]


def _total(option: PackOptionWire | None, unit_price: Decimal | None, quantity: int) -> Decimal | None:
	if option is None or unit_price is None:
		return None
	return option.ExtendedPrice if option.ExtendedPrice else unit_price * quantity


def _errors(
	part: ListPartWire, option: PackOptionWire | None, wanted: QuantityWire, least: int
) -> Iterator[Message]:
	"""What keeps a line from being bought as it is; the first reason is told. `least` is what DigiKey would sell."""
	quantity = wanted.QuantityRequested or 0
	if not part.DigiKeyPartNumber:
		yield msg("DigiKey doesn't know {0}.", part.RequestedPartNumber)
	elif option is None and part.PartStatusCode == OBSOLETE:
		yield msg("{0} is obsolete: DigiKey no longer sells it.", part.RequestedPartNumber)
	elif option is None and part.PartStatusCode == DISCONTINUED:
		yield msg("{0} is discontinued at DigiKey, which no longer sells it.", part.RequestedPartNumber)
	elif option and quantity < least:
		yield msg(
			"{0}: DigiKey sells {1} at least, the order has {2}. The line was taken out of the list.",
			option.DigiKeyPartNumber,
			least,
			quantity,
		)
		yield from _about_mpn(part, option)
		yield from _about_smaller_packings(option, wanted, quantity)


def _about_smaller_packings(option: PackOptionWire, wanted: QuantityWire, quantity: int) -> Iterator[Message]:
	for other in wanted.PackOptions:
		minimum = other.MinimumOrderQuantity or 0
		if other is not option and 0 < minimum <= quantity and other.CalculatedUnitPrice:
			yield msg(
				"{0} ({1}) is sold from {2} on.",
				other.DigiKeyPartNumber,
				packing_name(other.PackType),
				minimum,
			)
			return


def _is_by_mpn(part: ListPartWire) -> bool:
	return bare_number(part.RequestedPartNumber) == bare_number(part.ManufacturerPartNumber)


def _about_other_number(part: ListPartWire, option: PackOptionWire) -> Iterator[Message]:
	asked, priced = bare_number(part.RequestedPartNumber), bare_number(option.DigiKeyPartNumber)
	if asked not in (priced, bare_number(part.ManufacturerPartNumber)):
		yield msg(
			"The price is that of {0} ({1}), as DigiKey has none for {2}.",
			option.DigiKeyPartNumber,
			packing_name(option.PackType),
			part.RequestedPartNumber,
		)


def _about_mpn(part: ListPartWire, option: PackOptionWire) -> Iterator[Message]:
	if _is_by_mpn(part):
		yield msg(
			"Found by its manufacturer part number only: DigiKey chose {0} ({1}).",
			option.DigiKeyPartNumber,
			packing_name(option.PackType),
		)


def _notes(part: ListPartWire, option: PackOptionWire | None, wanted: QuantityWire) -> Iterator[Message]:
	"""What the buyer should look at in a line that can be bought."""
	if option is None or not option.CalculatedUnitPrice:
		yield msg("DigiKey gives no price for {0}.", part.RequestedPartNumber)
		return
	yield from _about_mpn(part, option)
	yield from _about_other_number(part, option)
	selected = _selected(wanted)
	if selected and selected != option:
		yield msg(
			"In the list DigiKey has {0} ({1}) selected: choose {2} there before you order.",
			selected.DigiKeyPartNumber,
			packing_name(selected.PackType),
			option.DigiKeyPartNumber,
		)
	if option.PackType == PACK_TYPES[Packing.CUSTOM_REEL]:
		yield msg("The price holds a share of DigiKey's fee for a reel that is made to measure.")
	if part.PartStatusCode == OBSOLETE:
		yield msg("{0} is obsolete: what is in stock is the last of it.", part.RequestedPartNumber)
	if part.PartStatusCode == DISCONTINUED:
		yield msg(
			"{0} is discontinued at DigiKey: what is in stock is the last of it.", part.RequestedPartNumber
		)
