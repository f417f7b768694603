"""Figures as a person reads them: nothing rounded away, no zeros to wade through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from supplier_connect.shops.model.order import Order
from supplier_connect.shops.services.cart.price_changes import PriceChange

UNKNOWN = "–"


def money_text(amount: Decimal | None) -> str:
	"""An amount with two decimals, or as many as it has: 1,234.50 and 0.0048; a dash for an unknown one."""
	if amount is None:
		return UNKNOWN
	exact = amount.normalize()
	return f"{exact:,f}" if _decimals(exact) > 2 else f"{amount:,.2f}"


def total_text(amount: Decimal | None) -> str:
	"""A total, rounded to two decimals; a dash for an unknown one."""
	return UNKNOWN if amount is None else f"{amount:,.2f}"


def difference_text(difference: Decimal | None) -> str:
	"""A change of a price with its sign; a dash for an unknown one."""
	sign = "+" if difference is not None and difference > 0 else ""
	return f"{sign}{money_text(difference)}"


def quantity_text(quantity: Decimal | int) -> str:
	"""A quantity without zeros behind it: 1,230 and 2.5."""
	return f"{Decimal(quantity).normalize() + 0:,f}"


def count_text(count: int | None) -> str:
	"""A count; a dash for an unknown one."""
	return UNKNOWN if count is None else f"{count:,}"


@dataclass(frozen=True)
class OrderTotal:
	"""What the lines with a rate come to, and how many lines have none."""

	amount: Decimal
	unpriced: int


def order_total(order: Order, rates: Mapping[str, Decimal | None] | None = None) -> OrderTotal:
	"""The total of an order; `rates` stand in for the lines' own, by their `ref`."""
	used = {line.ref: line.rate for line in order.lines} | dict(rates or {})
	amounts = [line.quantity * rate for line in order.lines if (rate := used[line.ref]) is not None]
	return OrderTotal(sum(amounts, Decimal(0)), len(order.lines) - len(amounts))


def old_rates(changes: Iterable[PriceChange]) -> dict[str, Decimal | None]:
	"""The rates that lines had before, by their `ref`."""
	return {change.ref: change.old_rate for change in changes}


def new_rates(changes: Iterable[PriceChange]) -> dict[str, Decimal | None]:
	"""The rates that lines get, by their `ref`."""
	return {change.ref: change.new_rate for change in changes if change.changes}


def _decimals(amount: Decimal) -> int:
	exponent = amount.as_tuple().exponent
	return max(-exponent, 0) if isinstance(exponent, int) else 0
