"""Carts: what we ask a shop to hold, what it answers, and the record of a transfer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum

from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.offer import Packing

_HYPHENS_AND_SPACES = re.compile(r"[\s\-]+")
# What a transfer says that ended without a word.
BROKE_OFF = msg("The transfer broke off. Send the order again to continue it.")


def bare_number(sku: str) -> str:
	"""A supplier part number without what shops write one way or another: letters' case, hyphens, spaces.

	Every other sign tells parts apart: MAX232CPE and MAX232CPE+ are two.
	"""
	return _HYPHENS_AND_SPACES.sub("", sku.casefold())


@dataclass(frozen=True)
class CartItem:
	"""What we want in a cart: so many pieces of a SKU, with our own number on the bag and the invoice.

	`note` is for whoever looks at the cart; `packing` says how the pieces shall come where the SKU leaves it open, and
	`packing_chosen` that this was chosen for the line (None: as the shop does it): else it is a preference, which gives
	way where the part isn't sold so; `manufacturer` tells whose part is meant where the SKU is the manufacturer's number.
	"""

	sku: str
	quantity: int
	customer_reference: str
	note: str = ""
	packing: Packing | None = None
	manufacturer: str = ""
	packing_chosen: bool = False


@dataclass(frozen=True)
class GuestItem:
	"""What we want in a cart at a shop where we have no account; `number` is the shop's or the manufacturer's."""

	number: str
	quantity: int
	customer_reference: str
	manufacturer: str = ""
	note: str = ""


@dataclass(frozen=True)
class CartLabel:
	"""What a new cart is for: an order, and the how manieth cart of it this is (from 1 on)."""

	order: str
	number: int


@dataclass(frozen=True)
class CartLine:
	"""What a shop says of a line in its cart; None where it doesn't say.

	`packing` is the choice of packing that the cart holds for the line (None: it has none), where `packing_told`.
	`handle` is what the shop knows the line by, where that isn't the SKU; `errors` keep the line from being bought as
	it is, `notes` don't. `overbuys` says that ordering the line as it is would buy more than was asked for;
	`chosen_sku` is the number that the shop found for a manufacturer's.
	"""

	sku: str
	quantity: int
	mpn: str = ""
	manufacturer: str = ""
	description: str = ""
	customer_reference: str = ""
	stock: int | None = None
	unit_price: Decimal | None = None
	total: Decimal | None = None
	minimum: int | None = None
	multiple: int | None = None
	maximum: int | None = None
	lifecycle: str = ""
	packaging: str = ""
	packing: Packing | None = None
	packing_told: bool = False
	handle: str = ""
	overbuys: bool = False
	chosen_sku: str = ""
	errors: tuple[Message, ...] = ()
	notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Cart:
	"""A cart at a shop, whole. `url` opens it in the user's browser; `name` is what the user knows it by there.

	`notes` are what the user should know of the cart as a whole.
	"""

	key: str
	url: str
	currency: str
	lines: tuple[CartLine, ...]
	total: Decimal | None = None
	fees: Decimal | None = None
	name: str = ""
	notes: tuple[Message, ...] = ()

	def line(self, sku: str) -> CartLine | None:
		"""The line of a SKU, or None; see `matched`."""
		return matched((sku,), self.lines).get(sku.casefold())


def matched(skus: Iterable[str], lines: Sequence[CartLine]) -> Mapping[str, CartLine]:
	"""Which line is which SKU's, by the SKU in small letters; the first of several lines with one number.

	A shop may write a number with other hyphens and spaces than we. They count as nothing only where that leaves no
	doubt: 399-1367-1-ND and 399-13671-ND are two parts.
	"""
	wanted = {sku.casefold() for sku in skus}
	exact = {line.sku.casefold(): line for line in reversed(lines)}
	found = {sku: exact[sku] for sku in wanted if sku in exact}
	loose_skus = Counter(bare_number(sku) for sku in wanted)
	strange = {number: line for number, line in exact.items() if number not in wanted}
	loose_lines = {bare_number(number): line for number, line in strange.items()}
	names = Counter(map(bare_number, strange))
	for sku in wanted.difference(found):
		bare = bare_number(sku)
		if loose_skus[bare] == 1 and names[bare] == 1:
			found[sku] = loose_lines[bare]
	return found


@dataclass(frozen=True)
class NewCart:
	"""A cart that was just made, and the items that went into it with its making."""

	cart: Cart
	carried: tuple[CartItem, ...] = ()


class CartChoice(str, Enum):
	"""Which cart a transfer goes to: the one the order already has, or a new one."""

	SAME = "same"
	NEW = "new"


class Severity(str, Enum):
	"""What a finding means: the order can't be sent, the line can't, look at it, or just know it."""

	ORDER = "order"
	LINE = "line"
	WARNING = "warning"
	NOTE = "note"


@dataclass(frozen=True)
class Finding:
	"""Something the preflight found; `ref` names the line, "" for the order itself."""

	severity: Severity
	code: str
	message: Message
	ref: str = ""


class LineState(str, Enum):
	"""What became of an order line in a transfer."""

	PENDING = "Pending"
	IN_CART = "In Cart"
	REFUSED = "Refused"
	LEFT_OUT = "Left Out"


@dataclass(frozen=True)
class SupplierCartLine:
	"""One order line in a transfer, before (PENDING) or after.

	`pieces` is the line's own quantity in the stock unit, `cart_quantity` that of its SKU in the cart (several
	lines of one SKU are merged); `stock` is what the shop has, `unit_price` the price of a piece. Where `sku` is the
	manufacturer's number, `chosen_sku` is the shop's that it became. `packing` is how the pieces shall come, and
	`packing_chosen` whether that was chosen for the line.
	"""

	ref: str
	number: int
	item: str
	description: str
	sku: str
	quantity: Decimal
	uom: str
	conversion_factor: Decimal
	pieces: int
	cart_quantity: int
	old_rate: Decimal | None
	state: LineState
	mpn: str = ""
	manufacturer: str = ""
	stock: int | None = None
	unit_price: Decimal | None = None
	total: Decimal | None = None
	minimum: int | None = None
	multiple: int | None = None
	lifecycle: str = ""
	chosen_sku: str = ""
	error: str = ""
	note: str = ""
	packing: Packing | None = None
	packing_chosen: bool = False

	@property
	def in_stock(self) -> bool | None:
		"""Whether the shop has enough for the whole cart line; equal is enough; None when it is not known."""
		return None if self.stock is None else self.stock >= self.cart_quantity


class SupplierCartState(str, Enum):
	"""Where a transfer stands."""

	SENDING = "Sending"
	SENT = "Sent"
	SENT_WITH_ERRORS = "Sent with Errors"
	FAILED = "Failed"


@dataclass(frozen=True)
class SupplierCart:
	"""The record of an order's way into a cart.

	`attempt` counts the tries; only the newest one may write. `leftover_skus` are those an earlier try put in
	the cart and that the order no longer wants. `lease_until` (UTC) is when a silent try counts as dead.
	"""

	name: str
	order: str
	account: str
	supplier: str
	company: str
	attempt: int
	state: SupplierCartState
	lease_until: datetime
	user: str = ""
	cart_key: str = ""
	cart_name: str = ""
	cart_url: str = ""
	currency: str = ""
	total: Decimal | None = None
	fees: Decimal | None = None
	message: str = ""
	note: str = ""
	leftover_skus: tuple[str, ...] = ()
	lines: tuple[SupplierCartLine, ...] = ()
	done_calls: int = 0
	planned_calls: int = 0
	sent_at: datetime | None = None

	def broken_off(self) -> SupplierCart:
		"""The transfer of a try that died: failed, and that try may write no more."""
		return replace(self, attempt=self.attempt + 1, state=SupplierCartState.FAILED, message=str(BROKE_OFF))
