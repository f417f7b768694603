"""Send to Supplier: fill the cart of an account with an order, and keep what came back.

The order of things makes a transfer safe to repeat. The intent is stored before the first call, the cart's key
as soon as it is known; after any call whose outcome is unknown the cart is read, and only the difference to the
intent is sent. So a transfer that dies anywhere is continued by sending the order again, and nothing is put into
the same cart twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from supplier_connect.core.model.batches import in_batches
from supplier_connect.core.model.errors import (
	CartNotFound,
	OutcomeUnknown,
	RejectedInput,
	SendRefused,
	SupplierConnectError,
	UnexpectedResponse,
)
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.connectors.protocols import CartRules, CartShop
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import (
	BROKE_OFF,
	Cart,
	CartChoice,
	CartItem,
	CartLabel,
	CartLine,
	LineState,
	SupplierCart,
	SupplierCartLine,
	SupplierCartState,
	matched,
)
from supplier_connect.shops.model.order import Order
from supplier_connect.shops.ports import PartBook, SupplierCartStore
from supplier_connect.shops.services.cart.packings import (
	NOTHING_CHOSEN,
	Packings,
	note_packings,
	with_packings,
)
from supplier_connect.shops.services.cart.preflight import (
	Parcel,
	PlannedLine,
	Preflight,
	check_order,
	skus_put_in,
)

# Longer than the longest call with all its waits and repeats: silence for longer means that it died.
LEASE = timedelta(minutes=15)
# How often an unknown outcome is looked into before the transfer gives up.
_LOOKS = 2


def _utc_now() -> datetime:
	return datetime.now(timezone.utc)


@dataclass(frozen=True)
class SendTools:
	"""What a transfer works with: the shop, the books, who hears of its progress, and the user's language."""

	shop: CartShop
	parts: PartBook
	transfers: SupplierCartStore
	progress: Callable[[SupplierCart], None] = lambda _transfer: None
	translate: Callable[[Message], str] = str
	now: Callable[[], datetime] = _utc_now


def send_order(
	tools: SendTools,
	order: Order,
	account: ShopAccount,
	choice: CartChoice = CartChoice.SAME,
	leave_out: Collection[str] = (),
	packings: Packings = NOTHING_CHOSEN,
) -> SupplierCart:
	"""Send an order's lines to the account's cart, but for those to leave out (by `ref`).

	`packings` are those chosen for lines, over those that were chosen before; see `with_packings`, which checks them.
	Returns the finished transfer with the shop's answer per line. Raises `RejectedInput` for a line to leave out that the
	order doesn't have, `SendRefused` when the order, or a
	line that isn't left out, can't be sent or the cart is gone (then nothing was sent), `SendRunning` while it
	is being sent, and the session's errors when the shop couldn't be spoken to: the transfer is then stored as
	failed, says why, and is continued by sending again.
	"""
	checked = check_order(order, account, tools.shop.rules, tools.parts)
	preflight = with_packings(checked, tools.transfers, packings)
	_refuse_what_cannot_go(preflight, leave_out)
	before = tools.transfers.current(order.name, account.name) if choice is CartChoice.SAME else None
	now = tools.now()
	claimed = tools.transfers.claim(order, account, choice, now, now + LEASE)
	try:
		cart = _reopen(tools, claimed)
		intent = note_packings(_intent(tools, claimed, preflight, leave_out), preflight)
		run = _Run(tools, account, preflight, intent, leave_out)
	except BaseException as error:
		told = error.message if isinstance(error, SupplierConnectError) else BROKE_OFF
		_give_back(tools, claimed, before, told)
		raise
	return run.to_end(cart)


def _refuse_what_cannot_go(preflight: Preflight, leave_out: Collection[str]) -> None:
	unknown = set(leave_out).difference(planned.line.ref for planned in preflight.lines)
	if unknown:
		raise RejectedInput(
			msg("{0} has no line {1}. Reload the order.", preflight.order.name, ", ".join(sorted(unknown))),
			account=preflight.account.name,
			field="leave_out",
		)
	stops, bad = preflight.stops, preflight.bad_refs.difference(leave_out)
	blocking = next((one for one in preflight.findings if one in stops or one.ref in bad), None)
	if blocking:
		raise SendRefused(blocking.message, account=preflight.account.name)
	if not preflight.parcels(leave_out):
		raise SendRefused(
			msg("{0}: every line is left out, so there is nothing to send.", preflight.order.name),
			account=preflight.account.name,
		)


def _reopen(tools: SendTools, claimed: SupplierCart) -> Cart | None:
	"""The cart that the order already has, as it is now; None when it has none yet.

	A cart that no longer holds anything we put there was most likely ordered: filling it again would buy twice, so
	that is left to the user.
	"""
	if not claimed.cart_key:
		return None
	sent = {line.sku for line in claimed.lines if line.state is LineState.IN_CART}
	try:
		cart = tools.shop.read(claimed.cart_key)
	except CartNotFound:
		cart = None
	if cart is None or (sent and not any(cart.line(sku) for sku in sent)):
		raise SendRefused(
			msg(
				"The cart of {0} no longer holds what was sent: it was probably ordered or emptied at the supplier. "
				"To send the order once more, choose a new cart.",
				claimed.order,
			),
			account=claimed.account,
		)
	return cart


def _give_back(tools: SendTools, claimed: SupplierCart, before: SupplierCart | None, told: Message) -> None:
	"""End a claim that came to nothing: what was known of the transfer stays."""
	# What was read before the claim counts only if nobody came in between.
	is_ours = before is not None and before.attempt == claimed.attempt - 1
	kept = before if before and is_ours and before.state is not SupplierCartState.SENDING else claimed
	state = SupplierCartState.FAILED if kept is claimed else kept.state
	tools.transfers.save(
		replace(
			kept, attempt=claimed.attempt, state=state, message=tools.translate(told), lease_until=tools.now()
		)
	)


# intent


def _intent(
	tools: SendTools, claimed: SupplierCart, preflight: Preflight, leave_out: Collection[str]
) -> SupplierCart:
	"""The transfer as it shall be: all order lines, pending or left out, and what an earlier try must take back."""
	parcel_of = {
		planned.line.ref: parcel for parcel in preflight.parcels(leave_out) for planned in parcel.lines
	}
	wanted = {parcel.sku.casefold() for parcel in parcel_of.values()}
	leftovers = {sku for sku in skus_put_in(claimed, preflight.rules) if sku.casefold() not in wanted}
	reasons = {finding.ref: tools.translate(finding.message) for finding in reversed(preflight.findings)}
	# What an earlier try has removed before it broke off.
	removed = {
		(line.ref, line.sku): line.note
		for line in claimed.lines
		if line.state is LineState.LEFT_OUT and line.sku in claimed.leftover_skus
	}
	return replace(
		claimed,
		user=preflight.account.user,
		message="",
		leftover_skus=tuple(sorted(leftovers)),
		lines=tuple(
			_pending(planned, parcel_of[planned.line.ref])
			if planned.line.ref in parcel_of
			else _left_out(
				planned, reasons.get(planned.line.ref, ""), removed.get((planned.line.ref, planned.sku), "")
			)
			for planned in preflight.lines
		),
	)


def _pending(planned: PlannedLine, parcel: Parcel) -> SupplierCartLine:
	kept = _left_out(planned)
	return replace(kept, state=LineState.PENDING, pieces=planned.pieces, cart_quantity=parcel.quantity)


def _left_out(planned: PlannedLine, reason: str = "", note: str = "") -> SupplierCartLine:
	line = planned.line
	return SupplierCartLine(
		ref=line.ref,
		number=line.number,
		item=line.item,
		description=line.description,
		sku=planned.sku,
		quantity=line.quantity,
		uom=line.uom,
		conversion_factor=line.conversion_factor,
		pieces=0,
		cart_quantity=0,
		old_rate=line.rate,
		state=LineState.LEFT_OUT,
		mpn=line.mpn,
		manufacturer=line.manufacturer,
		error=reason,
		note=note,
	)


# difference


@dataclass(frozen=True)
class _Difference:
	"""What has to happen to a cart so that it holds what is wanted."""

	remove: tuple[CartLine, ...]
	insert: tuple[CartItem, ...]
	update: tuple[CartItem, ...]

	def calls(self, rules: CartRules) -> int:
		"""How many calls that takes."""
		updates = -(-len(self.update) // (rules.update_size or rules.batch_size))
		return len(self.remove) + -(-len(self.insert) // rules.batch_size) + updates


def _difference(cart: Cart | None, wanted: Sequence[CartItem], leftovers: Iterable[str]) -> _Difference:
	lines = cart.lines if cart else ()
	surplus = {sku.casefold() for sku in leftovers}
	held = matched((*(item.sku for item in wanted), *surplus), lines)
	ours = {item.sku.casefold(): held.get(item.sku.casefold()) for item in wanted}
	kept = {id(line): line for line in ours.values() if line}
	numbers = {line.sku.casefold() for line in kept.values()}
	taken_back = {line.sku.casefold() for sku in surplus if (line := held.get(sku)) and id(line) not in kept}
	return _Difference(
		remove=tuple(
			line
			for line in lines
			if line.sku.casefold() in taken_back
			# Twice in a list: a call given up for lost has arrived after all.
			or (line.sku.casefold() in numbers and id(line) not in kept)
		),
		insert=tuple(item for item in wanted if ours[item.sku.casefold()] is None),
		update=tuple(item for item in wanted if _differs(ours[item.sku.casefold()], item)),
	)


def _differs(held: CartLine | None, item: CartItem) -> bool:
	return held is not None and (
		held.quantity != item.quantity
		or held.customer_reference != item.customer_reference
		or (item.packing_chosen and held.packing_told and held.packing != item.packing)
	)


# run


def _carts_so_far(transfers: Iterable[SupplierCart], current: SupplierCart) -> int:
	"""How many carts an order had at this account before."""
	return sum(
		bool(transfer.cart_key) and transfer.account == current.account and transfer.name != current.name
		for transfer in transfers
	)


class _Run:
	"""One try to bring a cart to what an order wants."""

	def __init__(
		self,
		tools: SendTools,
		account: ShopAccount,
		preflight: Preflight,
		transfer: SupplierCart,
		leave_out: Collection[str],
	) -> None:
		self._tools = tools
		self._account = account
		self._rules = preflight.rules
		self._about_name = ""
		self._label = CartLabel(
			transfer.order, 1 + _carts_so_far(tools.transfers.of_order(transfer.order), transfer)
		)
		self._wanted = tuple(preflight.item_of(parcel) for parcel in preflight.parcels(leave_out))
		self._transfer = transfer
		self._inserted: set[str] = set()
		# What was removed though no line of the order has it.
		self._gone: set[str] = set()

	def to_end(self, cart: Cart | None) -> SupplierCart:
		"""Send, and store how it went; raises what stopped it after having stored that."""
		try:
			self._plan(cart)
			self._confirm(self._fill(cart))
		except SupplierConnectError as error:
			self._end(SupplierCartState.FAILED, self._tools.translate(error.message))
			raise
		except BaseException:
			self._end(SupplierCartState.FAILED, self._tools.translate(BROKE_OFF))
			raise
		return self._succeed()

	def _plan(self, cart: Cart | None) -> None:
		difference = _difference(cart, self._wanted, self._transfer.leftover_skus)
		planned = difference.calls(self._rules) + (self._rules.calls_besides if cart is None else 0)
		known = self._with(cart) if cart else self._transfer
		self._store(replace(known, done_calls=0, planned_calls=max(planned, 1)))

	def _fill(self, cart: Cart | None) -> Cart:
		if cart is None:
			cart = self._create()
		for look in range(_LOOKS + 1):
			try:
				cart = self._bring_to_intent(cart)
				# A call given up for lost may have arrived later: look once more, and set what it changed.
				return self._bring_to_intent(self._read(cart.key)) if look else cart
			except (OutcomeUnknown, UnexpectedResponse):
				if look == _LOOKS:
					raise
				cart = self._read(cart.key)
		return cart

	def _create(self) -> Cart:
		try:
			new = self._tools.shop.create(self._label, self._wanted)
		except (OutcomeUnknown, UnexpectedResponse) as error:
			raise self._with_lost_cart(error) if error.call.startswith("POST ") else error
		self._about_name = self._joined(new.cart.notes)
		self._took(replace(new.cart, notes=()))
		self._inserted.update(item.sku for item in new.carried)
		return new.cart

	def _with_lost_cart(self, error: SupplierConnectError) -> SupplierConnectError:
		"""The error of a first call whose answer was lost: nobody knows the cart that it may have made."""
		sentence = msg(
			"{0} {1} may have made a cart that {2} isn't linked to: look for it there before you order, and empty it. Sending "
			"again fills another one.",
			error.message,
			self._account.supplier,
			self._transfer.order,
		)
		return type(error)(sentence, account=error.account, call=error.call)

	def _bring_to_intent(self, cart: Cart) -> Cart:
		"""Make the cart hold what is wanted, and answer with it as it is then."""
		shop = self._tools.shop
		difference = _difference(cart, self._wanted, self._transfer.leftover_skus)
		told: list[Cart | None] = [cart]
		for line in difference.remove:
			without = shop.remove(told[-1] or cart, line)
			self._note_removed(line)
			told.append(self._took(without))
		for batch in in_batches(difference.update, self._rules.update_size or self._rules.batch_size):
			told.append(self._took(shop.update(told[-1] or cart, batch)))
		# What was inserted, and answered, but can't be seen in the cart, is not inserted again: it would add up.
		missing = tuple(item for item in difference.insert if item.sku not in self._inserted)
		for batch in in_batches(missing, self._rules.batch_size):
			told.append(self._took(shop.insert(told[-1] or cart, batch)))
			self._inserted.update(item.sku for item in batch)
		return told[-1] or self._read(cart.key)

	def _note_removed(self, removed: CartLine) -> None:
		"""Say on the lines that are left out, else of the whole cart, that their part is no longer there."""
		skus = matched(self._transfer.leftover_skus, (removed,)).keys()
		sentence = self._tools.translate(msg("Removed at the supplier, as the line was left out."))
		lines = tuple(
			replace(line, note=sentence)
			if line.state is LineState.LEFT_OUT and line.sku.casefold() in skus
			else line
			for line in self._transfer.lines
		)
		known = {line.sku.casefold() for line in lines}
		self._gone |= {sku for sku in self._transfer.leftover_skus if sku.casefold() in skus - known}
		self._transfer = replace(self._transfer, lines=lines)

	def _about_gone(self) -> str:
		if not self._gone:
			return ""
		return self._tools.translate(
			msg(
				"Removed at the supplier, as no line of {0} has it any more: {1}.",
				self._transfer.order,
				", ".join(sorted(self._gone)),
			)
		)

	def _read(self, key: str) -> Cart:
		cart = self._tools.shop.read(key)
		self._took(cart)
		return cart

	def _confirm(self, cart: Cart) -> None:
		"""Keep what the finished cart shows, read once more where the last answer didn't show every part."""
		self._transfer = self._with(cart)
		if any(line.state is LineState.PENDING for line in self._transfer.lines):
			self._transfer = self._with(self._tools.shop.read(cart.key))
		self._take_out_what_overbuys(cart)

	def _take_out_what_overbuys(self, cart: Cart) -> None:
		"""Lines that would buy more than was asked for don't stay: somebody might order the whole cart."""
		ours = matched((item.sku for item in self._wanted), cart.lines)
		for line in ours.values():
			if line.overbuys:
				self._tools.shop.remove(cart, line)

	def _took(self, cart: Cart | None) -> Cart | None:
		"""Store what a call brought, at once: the key of a new cart must not be lost."""
		if cart is None:
			self._store(replace(self._transfer, done_calls=self._transfer.done_calls + 1))
			return None
		if self._transfer.cart_key and cart.key != self._transfer.cart_key:
			raise SendRefused(
				msg(
					"The supplier answered with another cart than the order's. Look at the carts there before you send again."
				),
				account=self._account.name,
			)
		self._store(replace(self._with(cart), done_calls=self._transfer.done_calls + 1))
		return cart

	def _with(self, cart: Cart) -> SupplierCart:
		"""The transfer as a cart shows it."""
		sent = (line.sku for line in self._transfer.lines if line.state is not LineState.LEFT_OUT)
		told = matched(sent, cart.lines)
		return replace(
			self._transfer,
			cart_key=cart.key,
			cart_name=cart.name or self._transfer.cart_name,
			cart_url=cart.url,
			currency=cart.currency,
			total=cart.total,
			fees=cart.fees,
			note=" ".join(filter(None, (self._about_name, self._joined(cart.notes), self._about_gone()))),
			lines=tuple(
				line
				if line.state is LineState.LEFT_OUT
				else self._answered(line, told.get(line.sku.casefold()))
				for line in self._transfer.lines
			),
		)

	def _answered(self, line: SupplierCartLine, told: CartLine | None) -> SupplierCartLine:
		if told is None:
			# A shop tells of a refused line in the answer to the call that carried it, and then no more.
			return line if line.state is LineState.REFUSED else replace(line, state=LineState.PENDING)
		answered = replace(
			line,
			mpn=told.mpn or line.mpn,
			manufacturer=told.manufacturer or line.manufacturer,
			stock=told.stock,
			minimum=told.minimum,
			multiple=told.multiple,
			lifecycle=told.lifecycle,
			chosen_sku=told.chosen_sku,
		)
		if told.errors:
			return replace(
				answered,
				state=LineState.REFUSED,
				unit_price=None,
				total=None,
				error=self._joined(told.errors),
			)
		total = told.unit_price * line.pieces if told.unit_price is not None else None
		return replace(
			answered,
			state=LineState.IN_CART,
			unit_price=told.unit_price,
			total=total,
			error=self._quantity_changed(line, told),
			note=self._joined((*told.notes, *self._about_packing(line, told))),
		)

	def _about_packing(self, line: SupplierCartLine, told: CartLine) -> Iterator[Message]:
		name = self._rules.packings.get(line.packing) if line.packing else None
		if name and told.packing_told and told.packing is not line.packing:
			yield msg("Not available as {0}: the supplier packs it in its own way.", name)

	def _joined(self, sentences: Iterable[Message]) -> str:
		return " ".join(map(self._tools.translate, sentences))

	def _quantity_changed(self, line: SupplierCartLine, told: CartLine) -> str:
		if told.quantity == line.cart_quantity:
			return ""
		return self._tools.translate(
			msg("The supplier put {0} in the cart instead of {1}.", told.quantity, line.cart_quantity)
		)

	def _store(self, transfer: SupplierCart) -> None:
		self._transfer = replace(transfer, lease_until=self._tools.now() + LEASE)
		self._tools.transfers.save(self._transfer)
		self._tools.progress(self._transfer)

	def _succeed(self) -> SupplierCart:
		lines = tuple(map(self._settled, self._transfer.lines))
		troubled = any(line.error for line in lines if line.state is not LineState.LEFT_OUT)
		self._transfer = replace(self._transfer, lines=lines, leftover_skus=(), sent_at=self._tools.now())
		return self._end(SupplierCartState.SENT_WITH_ERRORS if troubled else SupplierCartState.SENT, "")

	def _end(self, state: SupplierCartState, message: str) -> SupplierCart:
		self._transfer = replace(self._transfer, state=state, message=message, lease_until=self._tools.now())
		self._tools.transfers.save(self._transfer)
		self._tools.progress(self._transfer)
		return self._transfer

	def _settled(self, line: SupplierCartLine) -> SupplierCartLine:
		if line.state is not LineState.PENDING:
			return line
		sentence = self._tools.translate(msg("The supplier did not take {0} and didn't say why.", line.sku))
		return replace(line, state=LineState.REFUSED, error=sentence)
