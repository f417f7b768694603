"""Apply Prices: from the prices of a cart to the rates of the order it was filled from.

A rate is the price of one unit of the line's own UOM: unit price x conversion factor. What can't be confirmed
is not written: a refused line, an unknown price, a line that changed since it was sent, another currency.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from supplier_connect.model.cart import LineState, Transfer, TransferLine
from supplier_connect.model.errors import RejectedInput
from supplier_connect.model.order import SENDABLE, Order, OrderLine
from supplier_connect.model.text import Text, _
from supplier_connect.stores.protocols import OrderBook, TransferStore


@dataclass(frozen=True)
class PriceChange:
	"""What applying a cart's price would do to an order line.

	`old_rate` and `new_rate` are prices of one UOM in the order's currency; `new_rate` is None where there is
	nothing to write, and `reason` then says why. `exact_rate` is the rate before the order's decimals cut it.
	"""

	ref: str
	number: int
	item: str
	sku: str
	uom: str
	quantity: Decimal
	unit_price: Decimal | None
	conversion_factor: Decimal
	old_rate: Decimal | None
	new_rate: Decimal | None
	exact_rate: Decimal | None
	reason: Text | None = None

	@property
	def rounding(self) -> Text | None:
		"""What the order's decimals do to the rate; None where they keep it as it is."""
		if self.new_rate is None or self.exact_rate is None or self.new_rate == self.exact_rate:
			return None
		return _("{0} is kept as {1}.", f"{self.exact_rate.normalize():f}", f"{self.new_rate:f}")

	@property
	def difference(self) -> Decimal | None:
		"""New rate less old rate; None where either is unknown."""
		if self.new_rate is None or self.old_rate is None:
			return None
		return self.new_rate - self.old_rate

	@property
	def changes(self) -> bool:
		"""Whether writing it would change the order."""
		return self.new_rate is not None and self.new_rate != self.old_rate


@dataclass(frozen=True)
class _Pair:
	"""An order line as it is now, and as it was sent (None: it wasn't)."""

	order: Order
	transfer: Transfer
	line: OrderLine
	sent: TransferLine | None

	@property
	def unit_price(self) -> Decimal | None:
		return self.sent.unit_price if self.sent else None


@dataclass(frozen=True)
class _Obstacle:
	"""A reason not to write a price; the first that holds is told."""

	holds: Callable[[_Pair], bool]
	reason: Callable[[_Pair], Text]


_OBSTACLES = (
	_Obstacle(lambda pair: pair.sent is None, lambda pair: _("This line was not sent.")),
	_Obstacle(
		lambda pair: pair.sent is not None and pair.sent.state is LineState.LEFT_OUT,
		lambda pair: _("This line was left out."),
	),
	_Obstacle(
		lambda pair: pair.sent is not None and pair.sent.state is LineState.PENDING,
		lambda pair: _("The supplier has not answered for this line. Send the order again."),
	),
	_Obstacle(
		lambda pair: pair.sent is not None and pair.sent.state is not LineState.IN_CART,
		lambda pair: _("The supplier refused this line."),
	),
	_Obstacle(
		lambda pair: pair.unit_price is None,
		lambda pair: _("The supplier gave no price."),
	),
	_Obstacle(
		lambda pair: pair.sent is not None and bool(pair.sent.error),
		lambda pair: _("The price is for another quantity. {0}", pair.sent.error if pair.sent else ""),
	),
	_Obstacle(
		lambda pair: pair.transfer.currency != pair.order.currency,
		lambda pair: _(
			"The price is in {0}, the order in {1}.", pair.transfer.currency or "?", pair.order.currency
		),
	),
	_Obstacle(
		lambda pair: pair.sent is not None and _changed_since(pair.line, pair.sent),
		lambda pair: _("This line has changed since it was sent. Send the order again."),
	),
)


def _changed_since(line: OrderLine, sent: TransferLine) -> bool:
	return (
		line.item != sent.item
		or line.pieces != sent.pieces
		or line.conversion_factor != sent.conversion_factor
		or bool(
			line.sku and line.sku.strip().casefold() not in (sent.sku.casefold(), sent.chosen_sku.casefold())
		)
	)


def propose(order: Order, transfer: Transfer, rate_decimals: int) -> tuple[PriceChange, ...]:
	"""What applying a transfer's prices would do, line by line.

	`rate_decimals` is how many decimals the order keeps of a rate.
	"""
	sent = {line.ref: line for line in transfer.lines}
	pairs = (_Pair(order, transfer, line, sent.get(line.ref)) for line in order.lines)
	return tuple(_change(pair, rate_decimals) for pair in pairs)


def _change(pair: _Pair, rate_decimals: int) -> PriceChange:
	reason = next((rule.reason(pair) for rule in _OBSTACLES if rule.holds(pair)), None)
	exact = pair.unit_price * pair.line.conversion_factor if pair.unit_price is not None else None
	kept = exact.quantize(Decimal(1).scaleb(-rate_decimals), ROUND_HALF_UP) if exact is not None else None
	if reason is None and kept == 0:
		reason = _("The order keeps {0} decimals, too few for a rate of {1}.", rate_decimals, f"{exact:f}")
	return PriceChange(
		ref=pair.line.ref,
		number=pair.line.number,
		item=pair.line.item,
		sku=(pair.sent.chosen_sku or pair.sent.sku) if pair.sent else pair.line.sku,
		uom=pair.line.uom,
		quantity=pair.line.quantity,
		unit_price=pair.unit_price,
		conversion_factor=pair.line.conversion_factor,
		old_rate=pair.line.rate,
		new_rate=kept if reason is None else None,
		exact_rate=exact,
		reason=reason,
	)


def apply_prices(
	orders: OrderBook,
	transfers: TransferStore,
	transfer: str,
	refs: Collection[str] | Mapping[str, Decimal],
	rate_decimals: int,
) -> tuple[PriceChange, ...]:
	"""Write the prices of a transfer into the ticked lines (by `ref`) of its order; answers with what changed.

	`refs` may map lines to the rates that the user has seen: another one is then not written.

	All ticked lines are written or none: raises `RejectedInput` when one of them can't be, or when the order can't be
	changed any more. Lines whose rate is right already are left as they are.
	"""
	record = transfers.get(transfer)
	order = orders.read(record.order)
	if order.state not in SENDABLE:
		raise RejectedInput(_("{0} is {1}: its prices can't be changed.", order.name, order.state.value))
	by_ref = {change.ref: change for change in propose(order, record, rate_decimals)}
	ticked = [_ticked(by_ref, ref, order) for ref in dict.fromkeys(refs)]
	_check_seen(ticked, refs if isinstance(refs, Mapping) else {})
	changes = tuple(change for change in ticked if change.changes)
	if changes:
		orders.write_rates(
			order.name, {change.ref: change.new_rate for change in changes if change.new_rate is not None}
		)
	return changes


def _check_seen(ticked: Iterable[PriceChange], seen: Mapping[str, Decimal]) -> None:
	for change in ticked:
		if change.ref in seen and change.new_rate != seen[change.ref]:
			raise RejectedInput(
				_(
					"Line {0} ({1}): its price has changed meanwhile. Look at the prices again.",
					change.number,
					change.item,
				),
				field="lines",
			)


def _ticked(by_ref: dict[str, PriceChange], ref: str, order: Order) -> PriceChange:
	change = by_ref.get(ref)
	if change is None:
		raise RejectedInput(_("{0} has no line {1}. Reload the order.", order.name, ref), field="lines")
	if change.new_rate is None:
		raise RejectedInput(
			_("Line {0} ({1}) was not written: {2}", change.number, change.item, change.reason or ""),
			field="lines",
		)
	return change
