"""Open an order at a shop where we have no account: a list is made there that the user's browser opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from supplier_connect.core.model.errors import SendRefused
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.tools import HostTools
from supplier_connect.shops.connectors.protocols import GuestCart
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import GuestItem
from supplier_connect.shops.model.order import Order, OrderLine
from supplier_connect.shops.ports import PartBook


@dataclass(frozen=True)
class GuestPlan:
	"""What a list of an order would hold, and why lines are left out."""

	items: tuple[GuestItem, ...]
	left_out: tuple[Message, ...]


@dataclass(frozen=True)
class Opened:
	"""Where the list is opened, how many of its items the order has, and why lines were left out."""

	url: str
	items: int
	left_out: tuple[Message, ...]


@dataclass(frozen=True)
class _Reason:
	sentence: Message


def plan(parts: PartBook, order: Order, *, takes_mpn: bool = True) -> GuestPlan:
	"""What opening an order would put on the list; asks the shop nothing.

	A line goes under its supplier part number, else that of its Item Supplier row, else its manufacturer part number
	where the list takes one.
	"""
	numbers = parts.supplier_numbers(order.supplier, {line.item for line in order.lines})
	judged = [_judged(line, numbers, takes_mpn) for line in order.lines]
	return GuestPlan(
		merged(one for one in judged if isinstance(one, GuestItem)),
		tuple(one.sentence for one in judged if isinstance(one, _Reason)),
	)


def open_as_guest(
	tools: HostTools, door: GuestCart, account: ShopAccount, parts: PartBook, order: Order
) -> Opened:
	"""Make the planned list and answer with the address that opens it, most likely once only.

	Raises `SendRefused` when no line can go, and the session's errors.
	"""
	planned = plan(parts, order)
	if not planned.items:
		raise SendRefused(
			msg(
				"{0} has no line with a part number and a whole quantity, so there is nothing to open.",
				order.name,
			)
		)
	url = door.open(account, tools, order.name, planned.items)
	return Opened(url, len(planned.items), planned.left_out)


def merged(items: Iterable[GuestItem]) -> tuple[GuestItem, ...]:
	"""Items of one number together, in the order of the first."""
	found: dict[tuple[str, str], GuestItem] = {}
	for item in items:
		key = (item.number.casefold(), item.manufacturer.casefold())
		known = found.get(key)
		found[key] = (
			replace(
				known,
				quantity=known.quantity + item.quantity,
				customer_reference=_joined(known.customer_reference, item.customer_reference),
			)
			if known
			else item
		)
	return tuple(found.values())


def _joined(one: str, other: str) -> str:
	return one if other in one.split("/") else f"{one}/{other}"


def _judged(line: OrderLine, numbers: Mapping[str, str], takes_mpn: bool) -> GuestItem | _Reason:
	number, by_mpn = line.number_to_send(numbers.get(line.item, ""), takes_mpn=takes_mpn)
	if not number:
		return _Reason(msg("Line {0}: {1} has no part number.", line.number, line.item))
	if line.pieces <= 0 or line.pieces != int(line.pieces):
		return _Reason(
			msg("Line {0}: {1} pieces of {2} can't be ordered.", line.number, f"{line.pieces:f}", line.item)
		)
	return GuestItem(
		number=number,
		quantity=int(line.pieces),
		customer_reference=line.item,
		manufacturer=line.manufacturer if by_mpn else "",
		note=line.description[:100],
	)
