"""Orders on their way into carts, and prices on their way back."""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe

from supplier_connect.api.results import Moment, Result, Text
from supplier_connect.api.results.offers import AccountResult, OfferResult, PackingResult, packings_of
from supplier_connect.core.desk.clock import to_site
from supplier_connect.core.desk.permissions import may_open_cart, roles_that_read
from supplier_connect.shops.desk.accounts.accounts import cart_word, packing_name
from supplier_connect.shops.desk.cart.line_numbers import Ways
from supplier_connect.shops.model.cart import GuestItem, LineState, SupplierCart
from supplier_connect.shops.services.cart.preflight import PlannedLine, Preflight


class OrderAccounts(Result):
	"""Where an order can be sent, and why it can't be (`reason`)."""

	guest_shop: str
	accounts: list[AccountResult]
	order_lists: list[AccountResult]
	may_send: bool
	reason: str


class CartResult(Result):
	"""A cart without its lines. Its link is given to who may change the order; the key, which the link holds, to nobody."""

	name: str
	order: str
	account: str
	supplier: str
	connector: str
	cart_word: str
	attempt: int
	user: str
	cart_name: str
	cart_url: str
	currency: str
	state: Text
	total: float | None
	fees: float | None
	message: str
	note: str
	sent_at: str | None
	done_calls: int
	planned_calls: int


class CartLineResult(Result):
	"""A line of a cart; what the supplier didn't tell is null."""

	ref: str
	number: int
	item: str
	description: str
	sku: str
	quantity: float
	uom: str
	conversion_factor: float
	pieces: int
	cart_quantity: int
	old_rate: float | None
	state: Text
	mpn: str
	manufacturer: str
	stock: int | None
	in_stock: bool | None
	unit_price: float | None
	total: float | None
	minimum: int | None
	multiple: int | None
	lifecycle: str
	chosen_sku: str
	error: str
	note: str
	packing: Text
	packing_name: str
	packing_chosen: bool


class WholeCart(CartResult):
	"""A cart with its lines."""

	lines: list[CartLineResult]


class WrittenPrices(Result):
	"""How many prices were written after sending, or why none were."""

	written: int
	reason: str


class SentCart(WholeCart):
	"""A cart that was just sent; `prices` is null where the account leaves them to the user."""

	prices: WrittenPrices | None


def cart_of(cart: SupplierCart, shape: type[CartResult] = CartResult, **more: Any) -> Any:
	"""A cart in one of the shapes above."""
	connector = frappe.get_cached_value("Supplier Account", cart.account, "connector")
	sent_at = to_site(cart.sent_at)
	if issubclass(shape, WholeCart):
		more["lines"] = [
			CartLineResult.of(line, packing_name=packing_name(connector, line.packing)) for line in cart.lines
		]
	return shape.of(
		cart,
		connector=connector,
		cart_word=cart_word(connector),
		cart_url=cart.cart_url if cart.cart_url and may_open_cart(cart.order) else "",
		sent_at=str(sent_at) if sent_at else None,
		**more,
	)


class UnseenCart(Result):
	"""What somebody who sent a cart and may not read it is told: how many lines arrived, and which roles read carts."""

	account: str
	lines: int
	in_cart: int
	refused: int
	readers: list[str]


def unseen_cart_of(cart: SupplierCart) -> UnseenCart:
	"""What of a cart may be told to who may not read it."""
	states = [line.state for line in cart.lines]
	return UnseenCart(
		account=cart.account,
		lines=len(states),
		in_cart=states.count(LineState.IN_CART),
		refused=states.count(LineState.REFUSED),
		readers=roles_that_read("Supplier Cart"),
	)


class WaitResult(Result):
	"""Until when a call waits, and whether the supplier asked for that."""

	until: Moment
	asked_by_shop: bool


class ErrorResult(Result):
	"""Why a job failed: the sentence, its kind, and the account where it can be corrected."""

	message: str
	kind: str
	account: str


class SendProgress(Result):
	"""How far a background transfer is."""

	state: str
	done_calls: int
	planned_calls: int
	wait: WaitResult | None
	cart: WholeCart | CartResult | None
	unseen: UnseenCart | None
	prices: WrittenPrices | None
	error: ErrorResult | None


class FindingResult(Result):
	"""What a preflight found about a line, or about the order (`ref` is "")."""

	severity: Text
	code: str
	message: Text
	ref: str


class PlannedLineResult(Result):
	"""An order line as it would be sent; `packing_chosen` says whether its packing was chosen for it."""

	ref: str
	number: int
	item: str
	description: str
	sku: str
	by_mpn: bool
	mpn: str
	quantity: float
	uom: str
	pieces: float
	stock_uom: str
	sendable: bool
	packing: str
	packing_chosen: bool
	in_cart: bool


class PreflightResult(Result):
	"""What sending an order would do, and what stands in the way."""

	order: str
	account: str
	supplier: str
	currency: str
	shop_currency: str
	connector: str
	cart_word: str
	findings: list[FindingResult]
	lines: list[PlannedLineResult]
	parcels: int
	packings: list[PackingResult]
	sign_in: str
	numbers: Ways
	current: CartResult | None


def preflight_of(found: Preflight, **more: Any) -> PreflightResult:
	"""A preflight, every line with whether it can be sent."""
	bad = found.bad_refs
	return PreflightResult(
		order=found.order.name,
		account=found.account.name,
		supplier=found.order.supplier,
		currency=found.order.currency,
		shop_currency=found.account.shop_currency,
		connector=found.account.connector,
		cart_word=cart_word(found.account.connector),
		findings=found.findings,
		lines=[_planned(found, planned, planned.line.ref not in bad) for planned in found.lines],
		parcels=len(found.parcels(bad)),
		packings=packings_of(found.rules.packings),
		**more,
	)


def _planned(found: Preflight, planned: PlannedLine, sendable: bool) -> PlannedLineResult:
	line = planned.line
	packing, is_chosen = found.packing_of(planned.alone)
	return PlannedLineResult.of(
		line,
		sku=planned.sku,
		by_mpn=planned.by_mpn,
		mpn=line.mpn or (planned.part.mpn if planned.part else ""),
		sendable=sendable,
		packing=packing.value if packing and packing in found.rules.packings else "",
		packing_chosen=is_chosen,
		in_cart=line.ref in found.in_cart,
	)


class LineOffer(OfferResult):
	"""An offer for an order line: what has to be ordered, at which price, and how it fits the Item ("": not judged)."""

	quantity: int
	unit_price: float | None
	fit: str


class LineOffersResult(Result):
	"""What a shop has for an order line, the best offer first."""

	ref: str
	numbers: list[str]
	offers: list[LineOffer]


class FoundLines(Result):
	"""What a shop has for order lines."""

	lines: list[LineOffersResult]


class NumberProblem(Result):
	"""Why a number can't be entered; `mpn` is that of a part which isn't the Item's."""

	ref: str
	message: Text
	mpn: str


class EnteredNumbers(Result):
	"""The lines that got a number, those whose part is kept, and what stands in the way (then nothing was written)."""

	written: list[str]
	kept: list[str]
	problems: list[NumberProblem]


class ExchangeResult(Result):
	"""What one unit of a currency is in another, and on which day."""

	source: str
	target: str
	rate: float
	day: date


class FeesResult(Result):
	"""The fees of a cart that its order doesn't have yet."""

	description: str
	amount: float
	amount_before: float | None
	account: str | None


class BetterBreakResult(Result):
	"""A larger quantity that costs less in all."""

	pieces: int
	quantity: float
	instead_of: float
	uom: str
	total: float
	saving: float


class PriceChangeResult(Result):
	"""What applying a price does to a line; `new_rate` is null where nothing can be written."""

	ref: str
	number: int
	item: str
	sku: str
	uom: str
	quantity: float
	unit_price: float | None
	conversion_factor: float
	uom_before: str
	old_rate: float | None
	new_rate: float | None
	exact_rate: float | None
	difference: float | None
	changes: bool
	sure: bool
	lacks_decimals: bool
	converted: bool
	better: BetterBreakResult | None
	expected: date | None
	rounding: Text
	warning: Text
	reason: Text


class PriceProposal(Result):
	"""What applying a cart's prices would do to its order."""

	order: str
	company: str
	docstatus: int
	currency: str
	cart_currency: str
	exchange: ExchangeResult | None
	rate_decimals: int
	decimals_wanted: int | None
	may_raise_precision: bool
	may_ignore_rules: bool
	uoms: list[str]
	fees: FeesResult | None
	changes: list[PriceChangeResult]
	may_apply: bool
	reason: str


class AppliedPrices(Result):
	"""The lines whose prices were written, and when the order was changed."""

	order: str
	changed: list[PriceChangeResult]
	modified: str


class Precision(Result):
	"""How many decimals the rates of purchases keep."""

	decimals: int


class GuestPlanResult(Result):
	"""What opening an order without an account would put on a list."""

	order: str
	shop: str
	items: list[GuestItem]
	left_out: list[Text]


class OpenedList(Result):
	"""Where a list can be opened, once."""

	url: str
	items: int
	left_out: list[Text]


class OrderListResult(GuestPlanResult):
	"""An order as a list to paste at `page`, and as a CSV file."""

	account: str
	page: str
	text: str
	csv: str
