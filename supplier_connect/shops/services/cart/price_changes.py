"""Apply Prices: from the prices of a cart to the rates of the order it was filled from.

A rate is the price of one unit of the line's own UOM: unit price x conversion factor. What can't be confirmed
is not written: a refused line, an unknown price, a line that changed since it was sent, another currency without
an exchange rate. What can be, but with something to know, is written where the user asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.model.money import ExchangeRate
from supplier_connect.shops.model.cart import LineState, SupplierCart, SupplierCartLine
from supplier_connect.shops.model.offer import Offer, cheaper_break
from supplier_connect.shops.model.order import (
	SENDABLE,
	BentRate,
	Charge,
	LineChange,
	Order,
	OrderChange,
	OrderLine,
	OrderState,
	OrderUom,
)
from supplier_connect.shops.ports import OrderBook, SupplierCartStore

# A rate that the order's decimals move further than this from the price is written only if the user ticks it.
_LARGEST_ROUNDING = Decimal("0.01")
# What the columns of an order can hold of a rate, whatever it shows.
MOST_DECIMALS = 9


@dataclass(frozen=True)
class PriceTerms:
	"""What the order's books say besides its lines.

	`rate_decimals`, `quantity_decimals` and `money_decimals` are how many the order keeps. `exchange` is the rate from the cart's
	currency to the order's where they differ, None where it isn't known. `uoms` are by line (`ref`) the UOMs that it
	may be written in where the decimals are too few for its own. `offers` are the parts as last stored, by their SKU
	in small letters; `today` is the day that lead times begin.
	"""

	rate_decimals: int
	quantity_decimals: int = 3
	money_decimals: int = 2
	exchange: ExchangeRate | None = None
	uoms: Mapping[str, Sequence[OrderUom]] = field(default_factory=dict)
	offers: Mapping[str, Offer] = field(default_factory=dict)
	today: date | None = None


@dataclass(frozen=True)
class BetterBreak:
	"""A larger quantity that costs less in all: so many pieces, `quantity` in place of `instead_of`, and what is saved.

	Both are in `uom`, the one that the line has now, whatever UOM its rate is proposed in. `total` and `saving` are in the cart's currency, by the prices that were last stored of the part.
	"""

	pieces: int
	quantity: Decimal
	instead_of: Decimal
	uom: str
	total: Decimal
	saving: Decimal


@dataclass(frozen=True)
class PriceChange:
	"""What applying a cart's price would do to an order line.

	`quantity`, `uom` and `conversion_factor` are as they would be; `uom_before` is the UOM that the line has now where
	that is another. `old_rate` and `new_rate` are prices of one `uom` in the order's currency; `new_rate` is None where
	there is nothing to write, and `reason` then says why. `exact_rate` is the rate before the order's decimals cut it,
	`bent` what the host would make of it. `converted` rates come from a price in another currency. `expected` is when
	the supplier will have what it hasn't in stock, None where that isn't known or stands in the line already.
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
	reason: Message | None = None
	converted: bool = False
	uom_before: str = ""
	lacks_decimals: bool = False
	bent: BentRate | None = None
	better: BetterBreak | None = None
	expected: date | None = None

	@property
	def rounding(self) -> Message | None:
		"""What the order's decimals do to the rate; None where they keep it as it is."""
		if self.new_rate is None or self.exact_rate is None or self.new_rate == self.exact_rate:
			return None
		return msg("{0} is kept as {1}.", f"{self.exact_rate.normalize():f}", f"{self.new_rate:f}")

	@property
	def difference(self) -> Decimal | None:
		"""New rate less old rate; None where either is unknown."""
		if self.new_rate is None or self.old_rate is None:
			return None
		return self.new_rate - self.old_rate

	@property
	def changes(self) -> bool:
		"""Whether writing it would change the order."""
		return self.new_rate is not None and (self.new_rate != self.old_rate or bool(self.uom_before))

	@property
	def sure(self) -> bool:
		"""Whether the rate is the supplier's price, with nothing that a user should look at first."""
		return (
			self.new_rate is not None
			and not self.lacks_decimals
			and not self.converted
			and self.bent is None
			and not self.uom_before
		)

	@property
	def warning(self) -> Message | None:
		"""What the host would make of the line's rate; None where it keeps it."""
		if self.bent is None:
			return None
		rules = ", ".join(self.bent.rules)
		if self.new_rate is None:
			return msg(
				"Saving the order makes it {0} (Pricing Rule {1}).", f"{self.bent.rate:f}", rules or "?"
			)
		if rules:
			return msg("Pricing Rule {0} would make it {1}.", rules, f"{self.bent.rate:f}")
		return msg("A margin or discount of the line would make it {0}.", f"{self.bent.rate:f}")

	def line_change(self) -> LineChange:
		"""What writing the rate changes in the line."""
		if not self.uom_before:
			return LineChange(rate=self.new_rate)
		return LineChange(self.new_rate, self.quantity, OrderUom(self.uom, self.conversion_factor))


def decimals_wanted(changes: Iterable[PriceChange]) -> int | None:
	"""How many decimals an order must keep so that no rate is moved too far; None where it keeps enough."""
	short = [change.exact_rate for change in changes if change.lacks_decimals and change.exact_rate]
	return max((_decimals_for(rate) for rate in short), default=None)


def _decimals_for(rate: Decimal) -> int:
	exponent = rate.normalize().as_tuple().exponent
	exact = -exponent if isinstance(exponent, int) else MOST_DECIMALS
	return min(max(exact, 0), MOST_DECIMALS)


@dataclass(frozen=True)
class _Pair:
	"""An order line as it is now, and as it was sent (None: it wasn't)."""

	order: Order
	transfer: SupplierCart
	line: OrderLine
	sent: SupplierCartLine | None
	terms: PriceTerms

	@property
	def unit_price(self) -> Decimal | None:
		return self.sent.unit_price if self.sent else None

	@property
	def is_foreign(self) -> bool:
		return self.transfer.currency != self.order.currency

	@property
	def exchange(self) -> Decimal | None:
		"""What one unit of the cart's currency is in the order's."""
		known = self.terms.exchange
		if not self.is_foreign:
			return Decimal(1)
		if known is None or (known.source, known.target) != (self.transfer.currency, self.order.currency):
			return None
		return known.rate if known.rate > 0 else None

	@property
	def offer(self) -> Offer | None:
		if self.sent is None:
			return None
		return self.terms.offers.get((self.sent.chosen_sku or self.sent.sku).casefold())


@dataclass(frozen=True)
class _Obstacle:
	"""A reason not to write a price; the first that holds is told."""

	holds: Callable[[_Pair], bool]
	reason: Callable[[_Pair], Message]


_OBSTACLES = (
	_Obstacle(lambda pair: pair.sent is None, lambda pair: msg("This line was not sent.")),
	_Obstacle(
		lambda pair: pair.sent is not None and pair.sent.state is LineState.LEFT_OUT,
		lambda pair: msg("This line was left out."),
	),
	_Obstacle(
		lambda pair: pair.sent is not None and pair.sent.state is LineState.PENDING,
		lambda pair: msg("The supplier has not answered for this line. Send the order again."),
	),
	_Obstacle(
		lambda pair: pair.sent is not None and pair.sent.state is not LineState.IN_CART,
		lambda pair: msg("The supplier refused this line."),
	),
	_Obstacle(
		lambda pair: pair.unit_price is None,
		lambda pair: msg("The supplier gave no price."),
	),
	_Obstacle(
		lambda pair: pair.sent is not None and bool(pair.sent.error),
		lambda pair: msg("The price is for another quantity. {0}", pair.sent.error if pair.sent else ""),
	),
	_Obstacle(
		lambda pair: pair.exchange is None,
		lambda pair: msg(
			"The price is in {0}, the order in {1}, and no exchange rate is known.",
			pair.transfer.currency or "?",
			pair.order.currency,
		),
	),
	_Obstacle(
		lambda pair: pair.sent is not None and _changed_since(pair.line, pair.sent),
		lambda pair: msg("This line has changed since it was sent. Send the order again."),
	),
)


def _changed_since(line: OrderLine, sent: SupplierCartLine) -> bool:
	"""Whether other parts, or another number of them, were sent; the UOM that they are counted in may be another."""
	return (
		line.item != sent.item
		or line.pieces != sent.pieces
		or bool(
			line.sku and line.sku.strip().casefold() not in (sent.sku.casefold(), sent.chosen_sku.casefold())
		)
	)


def propose(order: Order, transfer: SupplierCart, terms: PriceTerms) -> tuple[PriceChange, ...]:
	"""What applying a transfer's prices would do, line by line; see `foreseen` for what the host makes of it."""
	sent = {line.ref: line for line in transfer.lines}
	pairs = (_Pair(order, transfer, line, sent.get(line.ref), terms) for line in order.lines)
	return tuple(map(_change, pairs))


def foreseen(orders: OrderBook, order: Order, changes: Sequence[PriceChange]) -> tuple[PriceChange, ...]:
	"""Some changes, each with what the order's book would make of its rate."""
	bent = orders.foresee(order.name, {one.ref: one.line_change() for one in changes if one.changes})
	return tuple(replace(one, bent=bent.get(one.ref)) for one in changes)


def _change(pair: _Pair) -> PriceChange:
	reason = next((rule.reason(pair) for rule in _OBSTACLES if rule.holds(pair)), None)
	line, decimals = pair.line, pair.terms.rate_decimals
	own = OrderUom(line.uom, line.conversion_factor)
	piece = (
		pair.unit_price * pair.exchange if pair.unit_price is not None and pair.exchange is not None else None
	)
	lacks_decimals = reason is None and piece is not None and _is_coarse(piece * own.factor, decimals)
	used = (_finer_uom(pair, piece) if lacks_decimals and piece is not None else None) or own
	exact = piece * used.factor if piece is not None else None
	kept = _kept(exact, decimals) if exact is not None else None
	if reason is None and kept == 0:
		reason = msg("The order keeps {0} decimals, too few for a rate of {1}.", decimals, f"{exact:f}")
	return PriceChange(
		ref=line.ref,
		number=line.number,
		item=line.item,
		sku=(pair.sent.chosen_sku or pair.sent.sku) if pair.sent else line.sku,
		uom=used.uom,
		quantity=line.quantity if used is own else line.pieces / used.factor,
		unit_price=pair.unit_price,
		conversion_factor=used.factor,
		old_rate=line.rate if used is own or line.rate is None else line.rate / own.factor * used.factor,
		new_rate=kept if reason is None else None,
		exact_rate=exact,
		reason=reason,
		converted=pair.is_foreign and reason is None,
		uom_before="" if used is own else line.uom,
		lacks_decimals=lacks_decimals and used is own,
		better=_better(pair) if reason is None else None,
		expected=_expected(pair),
	)


def _kept(rate: Decimal, decimals: int) -> Decimal:
	return rate.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _is_coarse(rate: Decimal, decimals: int) -> bool:
	return abs(_kept(rate, decimals) - rate) > _LARGEST_ROUNDING * rate


def _finer_uom(pair: _Pair, piece: Decimal) -> OrderUom | None:
	"""The smallest UOM of the line that keeps its price, and its quantity exactly; None when there is none."""
	if pair.line.uom_fixed:
		return None
	fit = [
		uom
		for uom in sorted(pair.terms.uoms.get(pair.line.ref, ()), key=lambda uom: uom.factor)
		if uom.factor > pair.line.conversion_factor
		and not _is_coarse(piece * uom.factor, pair.terms.rate_decimals)
		and _divides(pair.line.pieces, uom, pair.terms.quantity_decimals)
	]
	exact = [uom for uom in fit if _decimals_for(piece * uom.factor) <= pair.terms.rate_decimals]
	return next(iter(exact or fit), None)


def _divides(pieces: Decimal, uom: OrderUom, decimals: int) -> bool:
	quantity = _kept(pieces / uom.factor, 0 if uom.whole else decimals)
	return quantity > 0 and quantity * uom.factor == pieces


def _better(pair: _Pair) -> BetterBreak | None:
	"""The break just above the quantity that costs less in all.

	Only for the single line of a SKU, and a quantity that the line's UOM and the shop's terms allow.
	"""
	sent, offer, price = pair.sent, pair.offer, pair.unit_price
	if sent is None or offer is None or price is None or offer.currency != pair.transfer.currency:
		return None
	factor, count = pair.line.conversion_factor, sent.cart_quantity
	if sent.pieces != count or factor <= 0:
		return None
	allowed = [
		step
		for step in offer.breaks
		if step.quantity % factor == 0
		and offer.order_quantity(step.quantity) == step.quantity
		and (offer.maximum is None or step.quantity <= offer.maximum)
	]
	step = cheaper_break(allowed, count, price * count)
	if step is None:
		return None
	total = step.price * step.quantity
	return BetterBreak(
		pieces=step.quantity,
		quantity=step.quantity / factor,
		instead_of=pair.line.quantity,
		uom=pair.line.uom,
		total=total,
		saving=price * count - total,
	)


def _expected(pair: _Pair) -> date | None:
	"""When the supplier will have what it hasn't now, by its lead time; None where a line needs no such date."""
	sent, offer, today = pair.sent, pair.offer, pair.terms.today
	if sent is None or sent.state is not LineState.IN_CART or sent.in_stock is not False:
		return None
	if offer is None or not offer.lead_time_days or today is None or _changed_since(pair.line, sent):
		return None
	arrival = today + timedelta(days=offer.lead_time_days)
	return None if pair.line.expected == arrival else arrival


@dataclass(frozen=True)
class ApplyOptions:
	"""What a user wants written besides the ticked rates.

	`raised` are lines (by `ref`) whose quantity goes up to the better break; their price comes when the order is sent
	again. `dates` writes the expected dates. `fees_account` is where the cart's fees go, "" for nowhere. `against_rules`
	writes rates that the host's pricing rules would change.
	"""

	raised: Collection[str] = ()
	dates: bool = False
	fees_account: str = ""
	against_rules: bool = False


def fees_of(transfer: SupplierCart, order: Order, terms: PriceTerms, account: str = "") -> Charge | None:
	"""The fees of a cart as a charge of its order, in the order's currency; None where there is nothing to write.

	Fees that a charge was written for, and that the cart hasn't any more, make a charge of 0.
	"""
	same = transfer.currency == order.currency
	exchange = Decimal(1) if same else terms.exchange.rate if terms.exchange else None
	if transfer.fees is None or exchange is None:
		return None
	amount = _kept(transfer.fees * exchange, terms.money_decimals)
	charge = Charge(_fees_name(transfer), amount, account)
	return None if amount == order.charges.get(charge.description, 0) else charge


def _fees_name(transfer: SupplierCart) -> str:
	return str(msg("Fees of {0}", transfer.cart_name or transfer.name))


def apply_prices(
	orders: OrderBook,
	transfers: SupplierCartStore,
	transfer: str,
	refs: Collection[str] | Mapping[str, Decimal],
	terms: PriceTerms,
	wish: ApplyOptions | None = None,
) -> tuple[PriceChange, ...]:
	"""Write the prices of a transfer into the ticked lines (by `ref`) of its order; answers with what changed.

	`refs` may map lines to the rates that the user has seen: another one is then not written. Converted prices need
	that, as exchange rates change.

	All that is asked for is written or nothing: raises `RejectedInput` when one line can't be, or when the order can't
	be changed any more. Lines whose rate is right already are left as they are.
	"""
	record, wish = transfers.get(transfer), wish or ApplyOptions()
	order = orders.read(record.order)
	if order.state not in SENDABLE:
		raise RejectedInput(msg("{0} is {1}: its prices can't be changed.", order.name, order.state.value))
	proposed = propose(order, record, terms)
	by_ref = {change.ref: change for change in proposed}
	chosen = [ref for ref in dict.fromkeys(refs) if ref not in wish.raised]
	ticked = [_ticked(by_ref, ref, order) for ref in chosen]
	_check_seen(ticked, refs if isinstance(refs, Mapping) else {})
	changes = tuple(change for change in ticked if change.changes)
	changes = foreseen(orders, order, changes) if changes else changes
	_check_rules(changes, wish)
	lines = {
		**_dates(proposed, wish),
		**{change.ref: change.line_change() for change in changes},
		**{ref: _raised(by_ref, ref, order) for ref in wish.raised},
	}
	dates = {ref: change.expected for ref, change in _dates(proposed, wish).items()}
	lines = {ref: replace(change, expected=dates.get(ref)) for ref, change in lines.items()}
	charge = _charge(record, order, terms, wish)
	if lines or charge:
		orders.write(order.name, OrderChange(lines, charge, _against_rules(changes, record)))
	return changes


def apply_sure_prices(
	orders: OrderBook, transfers: SupplierCartStore, transfer: str, terms: PriceTerms
) -> tuple[tuple[PriceChange, ...], Message | None]:
	"""Write the prices of a transfer without asking, if those of all lines are sure.

	Answers with what changed, and with why nothing was written.
	"""
	record = transfers.get(transfer)
	order = orders.read(record.order)
	changes = foreseen(orders, order, propose(order, record, terms))
	unsure = [change for change in changes if not change.sure]
	if unsure:
		return (), msg(
			"No prices were written: {0} of {1} lines need a look in Apply Prices.", len(unsure), len(changes)
		)
	seen = {change.ref: change.new_rate for change in changes if change.changes and change.new_rate}
	return apply_prices(orders, transfers, transfer, seen, terms), None


def _dates(changes: Iterable[PriceChange], wish: ApplyOptions) -> dict[str, LineChange]:
	if not wish.dates:
		return {}
	return {change.ref: LineChange(expected=change.expected) for change in changes if change.expected}


def _raised(by_ref: Mapping[str, PriceChange], ref: str, order: Order) -> LineChange:
	change = by_ref.get(ref)
	if change is None or change.better is None:
		raise RejectedInput(
			msg("{0}: a larger quantity costs no less any more. Look at the prices again.", order.name),
			field="raised",
		)
	return LineChange(quantity=change.better.quantity)


def _charge(record: SupplierCart, order: Order, terms: PriceTerms, wish: ApplyOptions) -> Charge | None:
	if not wish.fees_account:
		return None
	if order.state is not OrderState.DRAFT:
		raise RejectedInput(
			msg("{0} is submitted: a charge can only be added to a draft.", order.name), field="fees_account"
		)
	charge = fees_of(record, order, terms, wish.fees_account)
	if charge is None and _fees_name(record) not in order.charges:
		raise RejectedInput(msg("{0} has no fees in {1}.", record.name, order.currency), field="fees_account")
	return charge


def _check_rules(changes: Iterable[PriceChange], wish: ApplyOptions) -> None:
	for change in changes:
		if change.warning and not wish.against_rules:
			raise RejectedInput(
				msg("Line {0} ({1}) was not written: {2}", change.number, change.item, change.warning),
				field="lines",
			)


def _against_rules(changes: Iterable[PriceChange], record: SupplierCart) -> Message | None:
	bent = [change for change in changes if change.bent]
	if not bent:
		return None
	rules = dict.fromkeys(rule for change in bent if change.bent for rule in change.bent.rules)
	return msg(
		"Apply Prices wrote the prices of {0} against the Pricing Rules {1}, lines {2}: Ignore Pricing Rule is on.",
		record.name,
		", ".join(rules) or "?",
		", ".join(str(change.number) for change in bent),
	)


def _check_seen(ticked: Iterable[PriceChange], seen: Mapping[str, Decimal]) -> None:
	for change in ticked:
		if change.ref in seen and change.new_rate != seen[change.ref]:
			raise RejectedInput(
				msg(
					"Line {0} ({1}): its price has changed meanwhile. Look at the prices again.",
					change.number,
					change.item,
				),
				field="lines",
			)
		if change.converted and change.ref not in seen:
			raise RejectedInput(
				msg(
					"Line {0} ({1}): its price is converted. Give the rate that was seen.",
					change.number,
					change.item,
				),
				field="lines",
			)


def _ticked(by_ref: Mapping[str, PriceChange], ref: str, order: Order) -> PriceChange:
	change = by_ref.get(ref)
	if change is None:
		raise RejectedInput(msg("{0} has no line {1}. Reload the order.", order.name, ref), field="lines")
	if change.new_rate is None:
		raise RejectedInput(
			msg("Line {0} ({1}) was not written: {2}", change.number, change.item, change.reason or ""),
			field="lines",
		)
	return change
