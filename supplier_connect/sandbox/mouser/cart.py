"""The carts of the sandbox's Mouser: what may lie in one, and how one looks on the wire."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from supplier_connect.sandbox.catalogue.assortment import Assortment
from supplier_connect.sandbox.catalogue.money import RATES, amount, currency_of, unit_price
from supplier_connect.sandbox.catalogue.parts import CataloguePacking, CataloguePart
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.mouser.errors import MouserRefused, invalid, not_found, required, too_long
from supplier_connect.sandbox.mouser.words import LIFECYCLES

NO_CHOICE = "None"
_PACKINGS = {
	"Cut_Tape": CataloguePacking.CUT_TAPE,
	"MouseReel": CataloguePacking.CUSTOM_REEL,
	"FullReel": CataloguePacking.FULL_REEL,
}
_REELING_FEE = "MouseReel"
_REELING_DOLLARS = Decimal("7.00")


# The API's documentation of CartItemRequestBody.
LONGEST_OWN_NUMBER = 21


@dataclass(frozen=True, slots=True)
class WantedLine:
	"""A line of a request. `quantity` is None when it was no whole number."""

	number: str
	quantity: int | None
	customer_number: str
	packaging: str

	@classmethod
	def from_json(cls, item: object) -> WantedLine:
		"""The line in a JSON value. Refused when it names no part, or with a number of the buyer's that can't be kept."""
		if not isinstance(item, dict) or not item.get("MouserPartNumber"):
			raise required("MouserPartNumber")
		quantity, own_number = item.get("Quantity"), str(item.get("CustomerPartNumber") or "")
		if len(own_number) > LONGEST_OWN_NUMBER:
			raise too_long(
				"CustomerPartNumber", f"A customer part number has {LONGEST_OWN_NUMBER} characters at most."
			)
		if "*" in own_number:
			raise invalid("CustomerPartNumber", "A customer part number must not hold *.")
		return cls(
			number=str(item["MouserPartNumber"]).strip(),
			quantity=quantity if type(quantity) is int else None,
			customer_number=own_number,
			packaging=str(item.get("PackagingChoice") or NO_CHOICE),
		)


@dataclass(frozen=True, slots=True)
class LineError:
	"""Why a line was not taken as it was asked for."""

	code: str
	message: str


@dataclass(frozen=True, slots=True)
class StoredLine:
	"""A part in a cart."""

	part: CataloguePart
	quantity: int
	customer_number: str
	packaging: str


@dataclass(frozen=True, slots=True)
class Denial:
	"""A wanted line that is not in the cart, or not in the quantity asked for, with the reasons."""

	wanted: WantedLine
	errors: tuple[LineError, ...]


@dataclass(frozen=True, slots=True)
class StoredCart:
	"""What lies in a cart, by Mouser's number. `country` is the one of the last call."""

	key: str
	country: str
	lines: dict[str, StoredLine]


@dataclass(frozen=True, slots=True)
class _Rule:
	"""A rule a line must keep: `broken` looks at the line as it would be."""

	code: str
	message: str
	broken: Callable[[StoredLine], bool]


# In a message {minimum}, {multiple}, {maximum} and {reel} stand for the part's figures.
_RULES = (
	_Rule(
		"NotAvailable", "This part can not be sold in your country.", lambda line: bool(line.part.restriction)
	),
	_Rule(
		"Invalid",
		"Quantity below minimum order quantity of {minimum}.",
		lambda line: line.quantity < line.part.minimum,
	),
	_Rule(
		"Invalid",
		"Quantity is not a multiple of {multiple}.",
		lambda line: line.quantity % line.part.multiple != 0,
	),
	_Rule(
		"Invalid",
		"Quantity above maximum order quantity of {maximum}.",
		lambda line: line.part.maximum is not None and line.quantity > line.part.maximum,
	),
	_Rule(
		"Invalid",
		"PackagingChoice is none of None, Cut_Tape, MouseReel, FullReel.",
		lambda line: line.packaging not in (NO_CHOICE, *_PACKINGS),
	),
	_Rule(
		"NotAllowed",
		"This part does not come in the chosen packaging.",
		lambda line: line.packaging in _PACKINGS and _PACKINGS[line.packaging] not in line.part.packings,
	),
	_Rule(
		"Invalid",
		"A full reel has {reel} parts; quantity is not a multiple of it.",
		lambda line: _takes_reels(line) and line.quantity % line.part.reel != 0,
	),
)


def _takes_reels(line: StoredLine) -> bool:
	return line.packaging == "FullReel" and CataloguePacking.FULL_REEL in line.part.packings


class Carts:
	"""All carts. Safe to use from many threads."""

	def __init__(self, catalogue: Assortment) -> None:
		self._catalogue = catalogue
		self._lock = threading.Lock()
		self._carts: dict[str, StoredCart] = {}

	def get(self, key: str) -> StoredCart:
		"""The cart with this key, in any case of letters. Refused (NotFound) when there is none."""
		cart = self._carts.get(key.casefold())
		if cart is None:
			raise not_found("CartKey", "There is no cart with this key, or it has expired.")
		return cart

	def all(self) -> tuple[StoredCart, ...]:
		"""Every cart, the oldest first."""
		with self._lock:
			return tuple(self._carts.values())

	def clear(self) -> None:
		"""Throw all carts away."""
		with self._lock:
			self._carts.clear()

	def replace(
		self, key: str, country: str, items: Sequence[WantedLine], limits: Limits
	) -> tuple[StoredCart, list[Denial]]:
		"""Put these lines in place of the cart's; "" as key makes a new cart."""
		with self._lock:
			cart = replace(self._open(key, country), lines={})
			return self._fill(cart, items, limits, add=True)

	def insert(
		self, key: str, country: str, items: Sequence[WantedLine], limits: Limits
	) -> tuple[StoredCart, list[Denial]]:
		"""Add lines; a part that is in the cart gets more by the quantity. "" as key makes a new cart."""
		with self._lock:
			return self._fill(self._open(key, country), items, limits, add=True)

	def update(
		self, key: str, country: str, items: Sequence[WantedLine], limits: Limits
	) -> tuple[StoredCart, list[Denial]]:
		"""Set the quantities of lines that are in the cart."""
		with self._lock:
			cart = replace(self.get(key), country=country)
			absent = [wanted for wanted in items if wanted.number.upper() not in cart.lines]
			present = [wanted for wanted in items if wanted.number.upper() in cart.lines]
			cart, denials = self._fill(cart, present, limits, add=False)
			missing = LineError("NotFound", "This part is not in the cart.")
			return cart, denials + [Denial(wanted, (missing,)) for wanted in absent]

	def remove(self, key: str, country: str, number: str) -> StoredCart:
		"""Take a part out. Refused (NotFound) when it is not in the cart."""
		with self._lock:
			cart = self.get(key)
			if number.upper() not in cart.lines:
				raise not_found("MouserPartNumber", "This part is not in the cart.")
			left = {sku: line for sku, line in cart.lines.items() if sku != number.upper()}
			return self._keep(replace(cart, country=country, lines=left))

	def empty(self, key: str) -> StoredCart:
		"""Take everything out, and answer with the cart as it was. Refused (NotFound) when there is no such cart."""
		with self._lock:
			before = self.get(key)
			self._keep(replace(before, lines={}))
			return before

	def _open(self, key: str, country: str) -> StoredCart:
		if key:
			return replace(self.get(key), country=country)
		return StoredCart(str(uuid.uuid4()), country, {})

	def _keep(self, cart: StoredCart) -> StoredCart:
		self._carts[cart.key.casefold()] = cart
		return cart

	def _fill(
		self, cart: StoredCart, items: Sequence[WantedLine], limits: Limits, *, add: bool
	) -> tuple[StoredCart, list[Denial]]:
		"""The cart with the lines it may hold, stored; and the others. `add` to what is there, or set it."""
		if limits.items_per_request and len(items) > limits.items_per_request:
			raise too_long("CartItems", f"A request takes {limits.items_per_request} items at most.")
		lines = dict(cart.lines)
		denials = []
		for wanted in items:
			outcome = self._line_for(wanted, lines, add=add)
			if isinstance(outcome, StoredLine):
				lines[outcome.part.sku.upper()] = outcome
			else:
				denials.append(Denial(wanted, outcome))
		if limits.items_per_cart and len(lines) > limits.items_per_cart:
			raise too_long("CartItems", f"A cart takes {limits.items_per_cart} items at most.")
		return self._keep(replace(cart, lines=lines)), denials

	def _line_for(
		self, wanted: WantedLine, lines: dict[str, StoredLine], *, add: bool
	) -> StoredLine | tuple[LineError, ...]:
		"""The line the cart would have, or why it can not have it."""
		if wanted.quantity is None:
			return (LineError("InvalidFormat", "Quantity is not a whole number."),)
		if wanted.quantity < 1:
			return (LineError("Invalid", "Quantity must be greater than 0."),)
		part = self._catalogue.by_sku(wanted.number)
		if part is None:
			return (self._unknown(wanted.number),)
		present = lines.get(part.sku.upper())
		already = present.quantity if add and present else 0
		line = StoredLine(part, already + wanted.quantity, wanted.customer_number, wanted.packaging)
		return tuple(_broken_rules(line)) or line

	def _unknown(self, number: str) -> LineError:
		if self._catalogue.by_mpn(number):
			return LineError("Invalid", f"{number} is not a Mouser part number.")
		return LineError("NotFound", f"Part {number} was not found.")


def _broken_rules(line: StoredLine) -> Iterable[LineError]:
	part = line.part
	figures = {"minimum": part.minimum, "multiple": part.multiple, "maximum": part.maximum, "reel": part.reel}
	return (LineError(rule.code, rule.message.format_map(figures)) for rule in _RULES if rule.broken(line))


def wanted_lines(items: object) -> list[WantedLine]:
	"""The lines of a request's CartItems. Refused when there are none."""
	if not isinstance(items, list) or not items:
		raise required("CartItems")
	return [WantedLine.from_json(item) for item in items]


def checked_country(country: str) -> str:
	"""A country code in capitals. Refused (Invalid) when it is none."""
	try:
		currency_of(country.upper())
	except ValueError as error:
		raise invalid("CountryCode", f"{country} is no country.") from error
	return country.upper()


def check_currency(currency: str) -> None:
	"""Refused (Invalid) for a currency that nothing is sold in; "" is none."""
	if currency and currency.upper() not in RATES:
		raise invalid("CurrencyCode", f"{currency} is not supported.")


def cart_wire(cart: StoredCart, denials: Sequence[Denial] = ()) -> dict[str, Any]:
	"""The whole cart as JSON. A denied line shows its errors, at the part's line where the cart has one."""
	currency = currency_of(cart.country)
	denied: dict[str, list[LineError]] = {}
	strangers: dict[str, WantedLine] = {}
	for denial in denials:
		number = denial.wanted.number.upper()
		denied.setdefault(number, []).extend(denial.errors)
		if number not in cart.lines:
			strangers.setdefault(number, denial.wanted)
	items = [_line_wire(line, currency, denied.get(sku, ())) for sku, line in cart.lines.items()]
	return {
		"CartKey": cart.key,
		"CurrencyCode": currency,
		"CartItems": items + [_denied_wire(strangers[number], denied[number]) for number in strangers],
		"TotalItemCount": len(cart.lines),
		"additionalFeesTotal": float(fees_of(cart)),
		"MerchandiseTotal": float(merchandise(cart)),
		"Errors": [],
	}


def refused_wire(refused: MouserRefused, cart_key: str) -> dict[str, Any]:
	"""The answer to a cart call that failed as a whole."""
	return {
		"CartKey": cart_key,
		"CurrencyCode": None,
		"CartItems": [],
		"TotalItemCount": 0,
		"additionalFeesTotal": 0.0,
		"MerchandiseTotal": 0.0,
		"Errors": [refused.entry.wire()],
	}


def merchandise(cart: StoredCart) -> Decimal:
	"""What all lines of a cart cost, without fees, in the currency of its country."""
	currency = currency_of(cart.country)
	return sum((extended_price(line, currency) for line in cart.lines.values()), Decimal(0))


def fees_of(cart: StoredCart) -> Decimal:
	"""What comes on top of all lines of a cart, in the currency of its country."""
	currency = currency_of(cart.country)
	return sum((_reeling_fee(line, currency) for line in cart.lines.values()), Decimal(0))


def line_price(line: StoredLine, currency: str) -> Decimal:
	"""What one piece of a line costs; 0 for a part without prices, which no cart takes."""
	dollars = line.part.unit_price(line.quantity)
	return Decimal(0) if dollars is None else unit_price(dollars, currency)


def extended_price(line: StoredLine, currency: str) -> Decimal:
	"""What a line costs, without fees."""
	return amount(line_price(line, currency), line.quantity, currency)


def _reeling_fee(line: StoredLine, currency: str) -> Decimal:
	if line.packaging != _REELING_FEE:
		return Decimal(0)
	return amount(unit_price(_REELING_DOLLARS, currency), 1, currency)


def _line_wire(line: StoredLine, currency: str, errors: Iterable[LineError]) -> dict[str, Any]:
	part = line.part
	fee = _reeling_fee(line, currency)
	fees = [{"amount": float(fee), "extendedAmount": float(fee), "code": _REELING_FEE}] if fee else []
	short = line.quantity - part.stock
	return {
		"MouserPartNumber": part.sku,
		"CartItemCustPartNumber": line.customer_number,
		"MfrPartNumber": part.mpn,
		"Manufacturer": part.manufacturer,
		"Description": part.description,
		"Quantity": line.quantity,
		"MouserATS": part.stock,
		"UnitPrice": float(line_price(line, currency)),
		"ExtendedPrice": float(extended_price(line, currency)),
		"PackagingChoice": line.packaging,
		"PartsPerReel": part.reel,
		"SalesMultipleQty": part.multiple,
		"SalesMinimumOrderQty": part.minimum,
		"SalesMaximumOrderQty": part.maximum,
		"LifeCycle": LIFECYCLES[part.lifecycle],
		"InfoMessages": [f"{short} of {line.quantity} are on backorder."] if short > 0 else [],
		"ScheduledReleases": [],
		"additionalFees": fees,
		"Errors": _errors_wire(errors),
	}


def _denied_wire(wanted: WantedLine, errors: Iterable[LineError]) -> dict[str, Any]:
	return {
		"MouserPartNumber": wanted.number,
		"CartItemCustPartNumber": wanted.customer_number,
		"MfrPartNumber": "",
		"Manufacturer": "",
		"Description": "",
		"Quantity": wanted.quantity or 0,
		"MouserATS": 0,
		"UnitPrice": 0.0,
		"ExtendedPrice": 0.0,
		"PackagingChoice": wanted.packaging,
		"PartsPerReel": 0,
		"SalesMultipleQty": 0,
		"SalesMinimumOrderQty": 0,
		"SalesMaximumOrderQty": None,
		"LifeCycle": "",
		"InfoMessages": [],
		"ScheduledReleases": [],
		"additionalFees": [],
		"Errors": _errors_wire(errors),
	}


def _errors_wire(errors: Iterable[LineError]) -> list[dict[str, str]]:
	return [{"Code": error.code, "Message": error.message} for error in errors]
