"""Whitelisted: Send to Supplier and Apply Prices. docs/api.md describes every function and shape."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal
from typing import Annotated, Any

import frappe
from frappe import _

from supplier_connect.api.endpoint import Amount, endpoint
from supplier_connect.api.results import Job
from supplier_connect.api.results.carts import (
	AppliedPrices,
	CartResult,
	EnteredNumbers,
	FeesResult,
	FoundLines,
	GuestPlanResult,
	LineOffer,
	LineOffersResult,
	NumberProblem,
	OpenedList,
	OrderAccounts,
	OrderListResult,
	Precision,
	PreflightResult,
	PriceChangeResult,
	PriceProposal,
	SendProgress,
	SentCart,
	WholeCart,
	cart_of,
	preflight_of,
	unseen_cart_of,
)
from supplier_connect.api.results.offers import accounts_of
from supplier_connect.core.desk import permissions
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.connectors.protocols import Capability
from supplier_connect.shops.desk.accounts.accounts import names_of_supplier, read_account, registry
from supplier_connect.shops.desk.accounts.connecting import sign_in_of
from supplier_connect.shops.desk.cart import line_numbers, sending
from supplier_connect.shops.desk.cart.carts import DeskSupplierCartStore
from supplier_connect.shops.desk.cart.guests import guest_shop, open_at
from supplier_connect.shops.desk.cart.orders import DeskOrderBook, charge_row, may_ignore_rules, order_of
from supplier_connect.shops.desk.cart.price_terms import (
	UomChoice,
	default_fees_account,
	may_raise_precision,
	terms_of,
	uom_names,
)
from supplier_connect.shops.desk.cart.price_terms import raise_precision as keep_decimals
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.model.cart import CartChoice, SupplierCart
from supplier_connect.shops.model.match import Fit
from supplier_connect.shops.model.offer import Packing
from supplier_connect.shops.model.order import SENDABLE, Charge
from supplier_connect.shops.services.cart.line_numbers import LineOffers
from supplier_connect.shops.services.cart.open_as_guest import plan
from supplier_connect.shops.services.cart.order_list import order_list as make_order_list
from supplier_connect.shops.services.cart.price_changes import (
	ApplyOptions,
	decimals_wanted,
	fees_of,
	foreseen,
	propose,
)
from supplier_connect.shops.services.cart.price_changes import apply_prices as write_prices

_ORDER = "Purchase Order"
_ACCOUNT = "Supplier Account"
_CART = "Supplier Cart"
# A web request is ended after some time: better told to wait than broken off.
_PATIENCE = 20.0
_NO_FACTOR = Decimal(0)
_NO_LINES = msg("{0} must name lines of the order, each with a text.")
# A text for each of some lines, which go by the names of their rows.
LineTexts = Annotated[dict[str, str], _NO_LINES]


@endpoint()
def accounts(order: str) -> OrderAccounts:
	"""The accounts that an order can be sent through, the default one first, and whether the user may send it.

	`guest_shop` is where the user can open it without an account, "" for nowhere; `order_lists` are the accounts at shops
	whose web site takes it as a list.
	"""
	doc = _order(order, "read")
	reason = _why_not(doc)
	listed = [] if reason else names_of_supplier(doc.supplier, Capability.ORDER_LIST)
	return OrderAccounts(
		guest_shop="" if reason else guest_shop(doc.supplier),
		accounts=accounts_of(names_of_supplier(doc.supplier, Capability.CART)),
		order_lists=accounts_of(listed),
		may_send=not reason,
		reason=reason,
	)


@endpoint()
def preflight(order: str, account: str | None = None) -> PreflightResult:
	"""What sending an order would do, and what stands in the way. Asks the supplier nothing."""
	doc = _order(order, "read")
	name = _account(doc, account)
	found = sending.look_before(order, name, frappe.session.user)
	current = DeskSupplierCartStore().current(order, name)
	return preflight_of(
		found,
		sign_in=sign_in_of(found.account),
		numbers=line_numbers.ways_of(doc, found.account),
		current=cart_of(current) if current and permissions.may(_CART, current.name) else None,
	)


@endpoint(methods=["POST"])
def send(
	order: str,
	account: str | None = None,
	cart: CartChoice = CartChoice.SAME,
	leave_out: list[str] | None = None,
	packings: dict[str, str] | None = None,
) -> SentCart:
	"""Send an order and answer with the cart when it is done. For programs; the Desk uses `enqueue_send`."""
	doc = _order(order, "write")
	transfer = sending.send(
		order,
		_account(doc, account),
		frappe.session.user,
		cart,
		leave_out or [],
		patience=_PATIENCE,
		packings=_packings(packings or {}),
	)
	return cart_of(transfer, SentCart, prices=sending.apply_without_asking(transfer))


@endpoint(methods=["POST"])
def enqueue_send(
	order: str,
	account: str | None = None,
	cart: CartChoice = CartChoice.SAME,
	leave_out: list[str] | None = None,
	packings: dict[str, str] | None = None,
) -> Job:
	"""Send an order in the background; `progress` tells how far it is."""
	doc = _order(order, "write")
	name = _account(doc, account)
	return Job(job=sending.enqueue(order, name, cart, leave_out or [], _packings(packings or {})))


@endpoint(methods=["POST"])
def look_up_lines(order: str, lines: LineTexts, account: str | None = None) -> FoundLines:
	"""What the account's shop has for lines without a supplier part number; spends a call or more, writes nothing.

	`lines` are names of rows with the number or words to look for; "" for the manufacturer part numbers that are known.
	"""
	doc = _order(order, "write")
	found, fits = line_numbers.look_up(
		order_of(doc), _account(doc, account), _texts("lines", lines), frappe.session.user, _PATIENCE
	)
	return FoundLines(lines=[_offers_of(one, fits) for one in found])


@endpoint(methods=["POST"])
def enter_numbers(
	order: str,
	numbers: LineTexts,
	account: str | None = None,
	keep: list[str] | None = None,
	accept_mpns: list[str] | None = None,
) -> EnteredNumbers:
	"""Write supplier part numbers onto lines, and keep those of the lines in `keep` as Supplier Parts: all or nothing.

	Nothing is written where there are `problems`. A part of another manufacturer part number than the Item's is kept when
	`accept_mpns` names it.
	"""
	doc = _order(order, "write")
	wanted = _texts("numbers", numbers)
	checked = line_numbers.enter(
		order_of(doc),
		_account(doc, account),
		wanted,
		keep or [],
		accept_mpns or [],
		frappe.session.user,
		_PATIENCE,
	)
	return EnteredNumbers(
		written=[] if checked.problems else list(wanted),
		kept=[] if checked.problems else list(checked.offers),
		problems=[NumberProblem.of(one, ref=one.line.ref) for one in checked.problems],
	)


@endpoint()
def progress(job: str) -> SendProgress:
	"""How far a transfer of the current user is, and the cart once there is one."""
	noted = sending.progress_of(job)
	name, wait = noted.get("cart"), noted.get("wait")
	stored = DeskSupplierCartStore().get(name) if name else None
	# Rights may be others than when the job began.
	transfer = stored if stored and permissions.may(_CART, name) else None
	is_done = noted["state"] == "done"
	return SendProgress(
		state=noted["state"],
		done_calls=transfer.done_calls if transfer else 0,
		planned_calls=transfer.planned_calls if transfer else 0,
		wait=wait if wait and wait["until"] > datetime.now(timezone.utc) else None,
		cart=cart_of(transfer, WholeCart if is_done else CartResult) if transfer else None,
		unseen=unseen_cart_of(stored) if is_done and stored and not transfer else None,
		prices=noted.get("prices"),
		error=noted.get("error"),
	)


@endpoint()
def carts(order: str) -> list[CartResult]:
	"""All carts of an order, newest first, without their lines."""
	_order(order, "read")
	frappe.has_permission(_CART, "read", throw=True)
	found = DeskSupplierCartStore().of_order(order)
	return [cart_of(transfer) for transfer in found if permissions.may(_CART, transfer.name)]


@endpoint()
def cart(name: str) -> WholeCart:
	"""A cart with its lines, as it was after the last transfer."""
	return cart_of(_cart(name), WholeCart)


@endpoint()
def price_changes(
	cart: str, larger_uom: bool = False, uom: str = "", uom_factor: Amount = _NO_FACTOR
) -> PriceProposal:
	"""What applying a cart's prices would do to its order, line by line. Writes nothing.

	`larger_uom` proposes rates per a larger UOM where the order's decimals are too few: the Item's own, else `uom` of
	`uom_factor` pieces.
	"""
	transfer = _cart(cart)
	doc = _order(transfer.order, "read")
	terms = terms_of(doc, transfer, UomChoice(uom, uom_factor) if larger_uom else None)
	order = order_of(doc)
	changes = foreseen(DeskOrderBook(), order, propose(order, transfer, terms))
	reason, wanted = _why_not(doc), decimals_wanted(changes)
	return PriceProposal(
		order=doc.name,
		company=doc.company,
		docstatus=doc.docstatus,
		currency=doc.currency,
		cart_currency=transfer.currency,
		exchange=terms.exchange,
		rate_decimals=terms.rate_decimals,
		decimals_wanted=wanted,
		may_raise_precision=may_raise_precision(),
		may_ignore_rules=may_ignore_rules(doc),
		uoms=uom_names() if wanted else [],
		fees=_fees(doc, fees_of(transfer, order, terms)),
		changes=[PriceChangeResult.of(change) for change in changes],
		may_apply=not reason,
		reason=reason,
	)


@endpoint(methods=["POST"])
def apply_prices(
	cart: str,
	lines: list[str] | dict[str, Amount],
	larger_uom: bool = False,
	uom: str = "",
	uom_factor: Amount = _NO_FACTOR,
	raised: list[str] | None = None,
	dates: bool = False,
	fees_account: str = "",
	against_rules: bool = False,
) -> AppliedPrices:
	"""Write a cart's prices into the named lines of its order, and what else is asked for: all of it, or nothing.

	Lines may come with the rates that the user has seen; a price that is another by now is not written. `raised` lines
	get the quantity of the better price break, `dates` writes expected dates, `fees_account` is where the cart's fees
	go, `against_rules` writes rates that Pricing Rules would change.
	"""
	transfer = _cart(cart)
	doc = _order(transfer.order, "write")
	if fees_account:
		permissions.document("Account", fees_account)
	changed = write_prices(
		DeskOrderBook(),
		DeskSupplierCartStore(),
		cart,
		lines,
		terms_of(doc, transfer, UomChoice(uom, uom_factor) if larger_uom else None),
		ApplyOptions(raised or [], dates, fees_account, against_rules),
	)
	return AppliedPrices(
		order=doc.name,
		changed=[PriceChangeResult.of(change) for change in changed],
		modified=str(frappe.db.get_value(_ORDER, doc.name, "modified")),
	)


@endpoint(methods=["POST"])
def raise_precision(decimals: int) -> Precision:
	"""Have the rates of purchases keep this many decimals, on the whole site. For who may customise forms."""
	keep_decimals(decimals)
	return Precision(decimals=decimals)


@endpoint()
def guest_plan(order: str, shop: str = "DigiKey") -> GuestPlanResult:
	"""What opening an order at a shop without an account would put on the list there. Asks the shop nothing."""
	known = order_of(_order(order, "read"))
	return GuestPlanResult.of(plan(DeskPartBook(), known), order=known.name, shop=shop)


@endpoint(methods=["POST"])
def open_as_guest(order: str, shop: str = "DigiKey") -> OpenedList:
	"""Make a list of an order at a shop where we have no account; `url` opens it, once."""
	known = order_of(_order(order, "write"))
	return OpenedList.of(open_at(shop, known, frappe.session.user))


@endpoint()
def order_list(order: str, account: str) -> OrderListResult:
	"""An order as a list to paste on the web site of an account's shop, and as a CSV file. Asks the shop nothing."""
	doc = _order(order, "read")
	known = read_account(_account(doc, account), frappe.session.user)
	rules = registry().kind(known.connector).order_list
	if rules is None or known.supplier != doc.supplier:
		raise RejectedInput(
			msg("Supplier Account {0} has no order list for {1}.", known.name, doc.supplier),
			account=known.name,
			field="account",
		)
	made = make_order_list(DeskPartBook(), order_of(doc), rules)
	return OrderListResult.of(
		made, order=order, account=known.name, shop=known.connector, page=rules.page(known)
	)


def _order(name: str, ptype: str) -> Any:
	"""The Purchase Order, if the user has this permission on it."""
	return permissions.document(_ORDER, name, ptype)


def _cart(name: str) -> SupplierCart:
	"""A cart, if the user may see it."""
	permissions.document(_CART, name)
	return DeskSupplierCartStore().get(name)


def _why_not(doc: Any) -> str:
	"""Why the user can't send or change an order; "" when they can."""
	if not doc.has_permission("write"):
		return _("You have no permission to change {0}.").format(doc.name)
	if order_of(doc).state not in SENDABLE:
		return _("{0} is {1}.").format(doc.name, _(order_of(doc).state.value))
	return ""


def _account(doc: Any, name: str | None) -> str:
	"""The account named, else the first of the order's supplier; the user must be allowed to see it."""
	chosen = name or next(iter(names_of_supplier(doc.supplier, Capability.CART)), None)
	if not chosen:
		frappe.throw(_("{0} has no Supplier Account. Create one to send orders to it.").format(doc.supplier))
	permissions.document(_ACCOUNT, chosen)
	return chosen


def _offers_of(found: LineOffers, fits: Mapping[str, Fit]) -> LineOffersResult:
	"""Each offer with what has to be ordered for the line, and with how it fits the Item where that was judged."""
	needed = max(int(found.line.pieces), 1)
	offers = []
	for offer in found.offers:
		bought = offer.purchase(needed)
		fit = fits[offer.sku].value if offer.sku in fits else ""
		offers.append(LineOffer.of(offer, quantity=bought.quantity, unit_price=bought.unit_price, fit=fit))
	return LineOffersResult(ref=found.line.ref, numbers=list(found.numbers), offers=offers)


def _fees(doc: Any, charge: Charge | None) -> FeesResult | None:
	"""The fees of a cart that the order doesn't have yet, and the account that is proposed for them."""
	if charge is None or doc.docstatus:
		return None
	row = charge_row(doc, charge.description)
	return FeesResult.of(
		charge,
		amount_before=row.tax_amount if row else None,
		account=row.account_head if row else default_fees_account(doc),
	)


def _packings(given: dict[str, str]) -> dict[str, Packing | None]:
	"""The packings chosen for lines, by the names of their rows; "" leaves one to the supplier."""
	try:
		return {ref: Packing(word) if word else None for ref, word in given.items()}
	except ValueError:
		words = ", ".join(packing.value for packing in Packing)
		raise RejectedInput(msg("A packing is one of {0}.", words), field="packings") from None


def _texts(name: str, given: dict[str, str]) -> dict[str, str]:
	if not given:
		raise RejectedInput(msg(_NO_LINES.template, name), field=name)
	return {ref: text.strip() for ref, text in given.items()}
