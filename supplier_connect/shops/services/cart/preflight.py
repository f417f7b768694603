"""What can be told before an order is sent: which lines go, under which number, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from types import MappingProxyType

from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.connectors.protocols import CartRules
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import (
	CartItem,
	Finding,
	LineState,
	Severity,
	SupplierCart,
	SupplierCartState,
)
from supplier_connect.shops.model.offer import Packing, SupplierPart
from supplier_connect.shops.model.order import SENDABLE, Order, OrderLine
from supplier_connect.shops.ports import PartBook, SupplierCartStore

# The largest number that shops' programs count to.
_MOST_PIECES = 2**31 - 1
# Words that shops use for parts that are on their way out.
_ENDING = ("obsolete", "end of life", "discontinued", "last time buy")
# What a few pieces come in; left alone, shops choose a full reel.
_USUAL_PACKING = Packing.CUT_TAPE


@dataclass(frozen=True)
class PlannedLine:
	"""An order line, the number it will be sent under ("" for none), and what is known of that part.

	`by_mpn` says that the number is the manufacturer's, and the shop finds its own.
	"""

	line: OrderLine
	sku: str
	part: SupplierPart | None
	by_mpn: bool = False

	@property
	def pieces(self) -> int:
		"""The quantity in pieces; meaningful for lines without a finding against it."""
		return int(self.line.pieces)

	@property
	def alone(self) -> Parcel:
		"""The line as if no other had its SKU."""
		return Parcel(self.sku, (self,))


@dataclass(frozen=True)
class Parcel:
	"""The lines of one SKU, which share one line of the cart."""

	sku: str
	lines: tuple[PlannedLine, ...]

	@property
	def quantity(self) -> int:
		"""Pieces of all lines together."""
		return sum(planned.pieces for planned in self.lines)

	@property
	def part(self) -> SupplierPart | None:
		"""What is known of the part."""
		return next((planned.part for planned in self.lines if planned.part), None)

	@property
	def numbers(self) -> str:
		"""The places of its lines in the order, as a user reads them: "2, 5"."""
		return ", ".join(str(planned.line.number) for planned in self.lines)

	@property
	def own_number(self) -> str:
		"""Our own number for the part: the Item code, several with a slash between."""
		return "/".join(dict.fromkeys(planned.line.item for planned in self.lines))

	@property
	def by_mpn(self) -> bool:
		"""Whether its number is the manufacturer's."""
		return any(planned.by_mpn for planned in self.lines)

	@property
	def manufacturer(self) -> str:
		"""Whose number it is, where it is the manufacturer's; "" where that isn't known."""
		return next((one.line.manufacturer for one in self.lines if one.by_mpn and one.line.manufacturer), "")

	def packing(self, account: ShopAccount) -> Packing | None:
		"""How its pieces shall come where the number leaves it open; None leaves it to the shop."""
		known = self.part.packing if self.part else None
		return known or account.packing or (_USUAL_PACKING if self.by_mpn else None)


@dataclass(frozen=True)
class Preflight:
	"""The plan of a transfer and what was found; nothing has been sent.

	`packings` are those chosen for lines (by `ref`); `in_cart` are the lines whose part lies in the cart that sending would
	bring up to date.
	"""

	order: Order
	account: ShopAccount
	rules: CartRules
	lines: tuple[PlannedLine, ...]
	findings: tuple[Finding, ...]
	packings: Mapping[str, Packing | None] = field(default_factory=lambda: MappingProxyType({}))
	in_cart: frozenset[str] = frozenset()

	@property
	def stops(self) -> tuple[Finding, ...]:
		"""What keeps the whole order from being sent."""
		return tuple(finding for finding in self.findings if finding.severity is Severity.ORDER)

	@property
	def bad_refs(self) -> frozenset[str]:
		"""The lines that can't be sent as they are."""
		return frozenset(finding.ref for finding in self.findings if finding.severity is Severity.LINE)

	def parcels(self, left_out: Collection[str] = ()) -> tuple[Parcel, ...]:
		"""The lines to send, those of one SKU together, without the ones to leave out."""
		return parcels(planned for planned in self.lines if planned.line.ref not in left_out)

	def item_of(self, parcel: Parcel) -> CartItem:
		"""What the cart shall hold for a parcel."""
		packing, is_chosen = self.packing_of(parcel)
		return CartItem(
			parcel.sku,
			parcel.quantity,
			customer_reference(parcel.own_number, self.rules),
			note=f"{self.order.name}: {parcel.numbers}",
			packing=packing,
			manufacturer=parcel.manufacturer,
			packing_chosen=is_chosen,
		)

	def packing_of(self, parcel: Parcel) -> tuple[Packing | None, bool]:
		"""How a parcel shall be packed, and whether that was chosen for one of its lines: else it is a preference."""
		for planned in parcel.lines:
			if planned.line.ref in self.packings:
				return self.packings[planned.line.ref], True
		return parcel.packing(self.account), False


def parcels(lines: Iterable[PlannedLine]) -> tuple[Parcel, ...]:
	"""Lines of the same SKU (in whatever letters) together, in the order of their first line."""
	merged: dict[str, list[PlannedLine]] = {}
	for planned in lines:
		merged.setdefault(planned.sku.casefold(), []).append(planned)
	return tuple(Parcel(group[0].sku, tuple(group)) for group in merged.values())


def customer_reference(own_number: str, rules: CartRules) -> str:
	"""Our own number as the shop takes it: unwanted characters become a hyphen, what is too long is cut."""
	forbidden = str.maketrans(dict.fromkeys(rules.reference_forbids, "-"))
	return own_number.translate(forbidden)[: rules.reference_length]


def check_order(order: Order, account: ShopAccount, rules: CartRules, parts: PartBook) -> Preflight:
	"""Plan the transfer of an order to an account and look for what would go wrong.

	A line's number is its own, else that of the Item's Supplier Part at this account, else that of its Item
	Supplier row, else its manufacturer's where the shop takes that. Asks the part book twice, however many lines
	there are.
	"""
	lines = _plan(order, account, rules, parts)
	strangers = _of_other_makers(lines)
	good = [
		planned
		for planned in lines
		if planned.line.ref not in strangers and not _line_trouble(planned, rules)
	]
	findings = chain(
		_about_order(order, account),
		*(_line_trouble(planned, rules) for planned in lines),
		strangers.values(),
		_about_size(good, rules),
		*(_about_parcel(parcel, rules) for parcel in parcels(good)),
		_about_mpns(good, account),
	)
	return Preflight(order, account, rules, lines, tuple(findings))


def _plan(order: Order, account: ShopAccount, rules: CartRules, parts: PartBook) -> tuple[PlannedLine, ...]:
	items = {line.item for line in order.lines}
	own_skus = {line.sku for line in order.lines if line.sku}
	known = parts.known_parts(account.name, items, own_skus)
	by_sku = {part.sku.casefold(): part for part in reversed(known)}
	by_item = {part.item: part for part in reversed(known)}
	rows = parts.supplier_numbers(account.supplier, items)

	def planned(line: OrderLine) -> PlannedLine:
		of_item = by_item.get(line.item)
		sku, by_mpn = line.number_to_send(
			of_item.sku if of_item else "", rows.get(line.item, ""), takes_mpn=rules.takes_mpn
		)
		return PlannedLine(line, sku, by_sku.get(sku.casefold()), by_mpn)

	return tuple(map(planned, order.lines))


# order


def _about_order(order: Order, account: ShopAccount) -> Iterator[Finding]:
	if order.supplier != account.supplier:
		yield Finding(
			Severity.ORDER,
			"other_supplier",
			msg(
				"{0} is an order of {1}, but the account {2} belongs to {3}. Choose an account of {1}.",
				order.name,
				order.supplier,
				account.name,
				account.supplier,
			),
		)
	if order.state not in SENDABLE:
		yield Finding(
			Severity.ORDER,
			"not_sendable",
			msg(
				"{0} is {1}: only draft and open submitted orders can be sent.", order.name, order.state.value
			),
		)
	if not order.lines:
		yield Finding(Severity.ORDER, "no_lines", msg("{0} has no lines to send.", order.name))
	if order.currency != account.shop_currency:
		yield Finding(
			Severity.WARNING,
			"other_currency",
			msg(
				"{0} is in {1}, but {2} answers in {3}: Apply Prices can convert its prices, if you tick them.",
				order.name,
				order.currency,
				account.name,
				account.shop_currency,
			),
		)


def _about_size(lines: Sequence[PlannedLine], rules: CartRules) -> Iterator[Finding]:
	count = len(parcels(lines))
	if count > rules.largest_cart:
		yield Finding(
			Severity.ORDER,
			"too_many_lines",
			msg(
				"A cart takes {0} different parts, this order has {1}. Split the order.",
				rules.largest_cart,
				count,
			),
		)


_MAY_BE_IN_CART = frozenset({LineState.IN_CART, LineState.PENDING})


def skus_put_in(transfer: SupplierCart, rules: CartRules) -> frozenset[str]:
	"""The SKUs that a transfer has, or may have, put into its cart and not taken out since."""
	states = _MAY_BE_IN_CART | ({LineState.REFUSED} if rules.keeps_refused else set())
	return frozenset(
		(*transfer.leftover_skus, *(line.sku for line in transfer.lines if line.state in states))
	)


def about_own_cart(preflight: Preflight, transfers: SupplierCartStore) -> Preflight:
	"""The preflight with what lies in the order's cart already, and a warning for each part that would leave it.

	A part leaves the cart when no line of the order has it any more; whether a line is left out is for the user to say.
	"""
	current = transfers.current(preflight.order.name, preflight.account.name)
	if current is None or not current.cart_key or _is_gone(current):
		return preflight
	put_in = {sku.casefold(): sku for sku in skus_put_in(current, preflight.rules)}
	planned = {line.sku.casefold() for line in preflight.lines}
	leaving = sorted(sku for number, sku in put_in.items() if number not in planned)
	return replace(
		preflight,
		findings=(*preflight.findings, *(_leaves_cart(sku, preflight.order) for sku in leaving)),
		in_cart=frozenset(line.line.ref for line in preflight.lines if line.sku.casefold() in put_in),
	)


def _is_gone(transfer: SupplierCart) -> bool:
	"""Whether a cart that had been filled could not be brought up to date: it was ordered, emptied, or is unknown."""
	return bool(transfer.message) and transfer.state is not SupplierCartState.FAILED


def _leaves_cart(sku: str, order: Order) -> Finding:
	return Finding(
		Severity.WARNING,
		"leaves_cart",
		msg(
			"{0} was sent before, but {1} has no line with it any more: updating removes it at the supplier.",
			sku,
			order.name,
		),
	)


def about_other_carts(
	preflight: Preflight,
	transfers: SupplierCartStore,
	may_see: Callable[[SupplierCart], bool] = lambda _cart: True,
) -> Preflight:
	"""The preflight with a warning for each cart that may be checked out besides this one: that would buy twice.

	Such are the cart of the order that this one replaces, and those of this order at other accounts. A cart that the user
	may not see is warned of without its names.
	"""
	findings = (
		*_about_replaced(preflight, transfers, may_see),
		*_about_other_accounts(preflight, transfers, may_see),
	)
	return replace(preflight, findings=(*preflight.findings, *findings))


def _about_replaced(
	preflight: Preflight, transfers: SupplierCartStore, may_see: Callable[[SupplierCart], bool]
) -> Iterator[Finding]:
	old = preflight.order.replaces
	left = transfers.current(old, preflight.account.name) if old else None
	if left and left.cart_key:
		yield Finding(
			Severity.WARNING,
			"replaced_order_has_cart",
			msg(
				"{0} replaces {1}, whose cart {2} may still be at the supplier: check out one of the two only.",
				preflight.order.name,
				old,
				left.name,
			)
			if may_see(left)
			else msg(
				"{0} replaces another order, whose cart may still be at the supplier: check out one of the two only.",
				preflight.order.name,
			),
		)


def _about_other_accounts(
	preflight: Preflight, transfers: SupplierCartStore, may_see: Callable[[SupplierCart], bool]
) -> Iterator[Finding]:
	for other in transfers.of_order(preflight.order.name):
		if other.cart_key and other.account != preflight.account.name:
			yield Finding(
				Severity.WARNING,
				"other_account_has_cart",
				msg(
					"{0} was sent through {1} already, to cart {2}: check out one of the two only.",
					preflight.order.name,
					other.account,
					other.name,
				)
				if may_see(other)
				else msg(
					"{0} was sent through another account already: check out one of the two carts only.",
					preflight.order.name,
				),
			)


# lines


@dataclass(frozen=True)
class _LineRule:
	"""A reason why a line can't be sent; the first that applies is told."""

	code: str
	applies: Callable[[PlannedLine, CartRules], bool]
	message: Callable[[PlannedLine], Message]


_BAD_NUMBER = _LineRule(
	"bad_number",
	lambda planned, rules: not rules.sku_pattern.fullmatch(planned.sku),
	lambda planned: msg(
		"Line {0}: {1} can't be a number of this supplier. Look for a sign that is not plain, or for too many or too few characters.",
		planned.line.number,
		planned.sku,
	),
)
_LINE_RULES = (
	_LineRule(
		"no_quantity",
		lambda planned, _rules: planned.line.pieces <= 0,
		lambda planned: msg(
			"Line {0}: the quantity of {1} must be more than 0.", planned.line.number, planned.line.item
		),
	),
	_LineRule(
		"too_many",
		lambda planned, _rules: planned.line.pieces > _MOST_PIECES,
		lambda planned: msg(
			"Line {0}: {1} pieces of {2} are more than any cart takes.",
			planned.line.number,
			f"{planned.line.pieces:f}",
			planned.line.item,
		),
	),
	_LineRule(
		"no_number",
		lambda planned, _rules: not planned.sku,
		lambda planned: msg(
			"Line {0}: {1} has no supplier part number. Enter one on the line or add a Supplier Part.",
			planned.line.number,
			planned.line.item,
		),
	),
	_BAD_NUMBER,
	_LineRule(
		"not_whole",
		lambda planned, _rules: planned.line.pieces != int(planned.line.pieces),
		lambda planned: msg(
			"Line {0}: {1} {2} of {3} are {4} {5}, and the supplier sells whole pieces.",
			planned.line.number,
			f"{planned.line.quantity.normalize():f}",
			planned.line.uom,
			planned.line.item,
			f"{planned.line.pieces:f}",
			planned.line.stock_uom,
		),
	),
)


def bad_number(line: OrderLine, sku: str, rules: CartRules) -> Message | None:
	"""Why a line can't go under a number, None when it may."""
	planned = PlannedLine(line, sku, None)
	return _BAD_NUMBER.message(planned) if _BAD_NUMBER.applies(planned, rules) else None


def _line_trouble(planned: PlannedLine, rules: CartRules) -> tuple[Finding, ...]:
	for rule in _LINE_RULES:
		if rule.applies(planned, rules):
			return (Finding(Severity.LINE, rule.code, rule.message(planned), planned.line.ref),)
	return ()


def _of_other_makers(lines: Iterable[PlannedLine]) -> dict[str, Finding]:
	"""Lines, by their refs, whose number is that of another manufacturer's part in an earlier line."""
	first: dict[str, PlannedLine] = {}
	found: dict[str, Finding] = {}
	for planned in lines:
		maker = planned.line.manufacturer.casefold()
		if not (planned.by_mpn and maker):
			continue
		other = first.setdefault(planned.sku.casefold(), planned)
		if other.line.manufacturer.casefold() != maker:
			message = msg(
				"Line {0}: {1} is the number of a part of {2} in line {3}, too. Enter the supplier part number on one of them.",
				planned.line.number,
				planned.sku,
				other.line.manufacturer,
				other.line.number,
			)
			found[planned.line.ref] = Finding(Severity.LINE, "other_maker", message, planned.line.ref)
	return found


# parcels


@dataclass(frozen=True)
class _ParcelRule:
	"""Something to know or to look at before a parcel is sent; all that apply are told."""

	code: str
	severity: Severity
	applies: Callable[[Parcel, CartRules], bool]
	message: Callable[[Parcel, CartRules], Message]


def _below_minimum(parcel: Parcel, _rules: CartRules) -> bool:
	return parcel.part is not None and parcel.quantity < (parcel.part.minimum or 1)


def _not_multiple(parcel: Parcel, _rules: CartRules) -> bool:
	return parcel.part is not None and parcel.quantity % (parcel.part.multiple or 1) != 0


def _is_ending(parcel: Parcel, _rules: CartRules) -> bool:
	return parcel.part is not None and any(word in parcel.part.lifecycle.lower() for word in _ENDING)


_PARCEL_RULES = (
	_ParcelRule(
		"merged",
		Severity.NOTE,
		lambda parcel, _rules: len(parcel.lines) > 1,
		lambda parcel, _rules: msg(
			"Lines {0} are the same part {1}: they become one cart line of {2}.",
			parcel.numbers,
			parcel.sku,
			parcel.quantity,
		),
	),
	_ParcelRule(
		"below_minimum",
		Severity.WARNING,
		_below_minimum,
		lambda parcel, _rules: msg(
			"Line {0}: {1} is below the minimum order of {2} for {3}.",
			parcel.numbers,
			parcel.quantity,
			parcel.part.minimum if parcel.part else "",
			parcel.sku,
		),
	),
	_ParcelRule(
		"not_multiple",
		Severity.WARNING,
		_not_multiple,
		lambda parcel, _rules: msg(
			"Line {0}: {1} is not a multiple of {2}, in which {3} is sold.",
			parcel.numbers,
			parcel.quantity,
			parcel.part.multiple if parcel.part else "",
			parcel.sku,
		),
	),
	_ParcelRule(
		"ending",
		Severity.WARNING,
		_is_ending,
		lambda parcel, _rules: msg(
			"Line {0}: {1} was {2} when it was last looked up.",
			parcel.numbers,
			parcel.sku,
			parcel.part.lifecycle if parcel.part else "",
		),
	),
	_ParcelRule(
		"reference_changed",
		Severity.NOTE,
		lambda parcel, rules: customer_reference(parcel.own_number, rules) != parcel.own_number,
		lambda parcel, rules: msg(
			"Line {0}: the supplier will print {1} on bag and invoice, as it doesn't take {2} whole.",
			parcel.numbers,
			customer_reference(parcel.own_number, rules),
			parcel.own_number,
		),
	),
)


def _about_parcel(parcel: Parcel, rules: CartRules) -> tuple[Finding, ...]:
	return tuple(
		Finding(rule.severity, rule.code, rule.message(parcel, rules), planned.line.ref)
		for rule in _PARCEL_RULES
		if rule.applies(parcel, rules)
		for planned in parcel.lines[:1]
	)


def _about_mpns(lines: Iterable[PlannedLine], account: ShopAccount) -> Iterator[Finding]:
	count = sum(planned.by_mpn for planned in lines)
	if count:
		yield Finding(
			Severity.NOTE,
			"by_mpn",
			msg(
				"Lines without a supplier part number ({0}) are sent by their manufacturer part number. The supplier chooses "
				"its own number for each, preferably as {1}.",
				count,
				(account.packing or _USUAL_PACKING).value,
			),
		)
