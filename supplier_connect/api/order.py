"""Whitelisted: Send to Supplier and Apply Prices. docs/api.md describes every function and shape."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt

from supplier_connect.api.shapes import (
	account_json,
	exchange_json,
	guest_item_json,
	line_offers_json,
	preflight_json,
	price_change_json,
	transfer_json,
	unseen_cart_json,
	wait_json,
	whole_transfer_json,
)
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import as_frappe_errors, translate
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
from supplier_connect.shops.model.offer import Packing
from supplier_connect.shops.model.order import SENDABLE, Charge
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


@frappe.whitelist()
def accounts(order: str) -> dict[str, Any]:
	"""The accounts that an order can be sent through, the default one first, and whether the user may send it.

	`guest_shop` is where the user can open it without an account, "" for nowhere; `order_lists` are the accounts at shops
	whose web site takes it as a list.
	"""
	doc = _order(order, "read")
	reason = _why_not(doc)
	return {
		"guest_shop": "" if reason else guest_shop(doc.supplier),
		"accounts": [account_json(name) for name in names_of_supplier(doc.supplier, Capability.CART)],
		"order_lists": []
		if reason
		else [account_json(name) for name in names_of_supplier(doc.supplier, Capability.ORDER_LIST)],
		"may_send": not reason,
		"reason": reason,
	}


@frappe.whitelist()
def preflight(order: str, account: str | None = None) -> dict[str, Any]:
	"""What sending an order would do, and what stands in the way. Asks the supplier nothing."""
	doc = _order(order, "read")
	with as_frappe_errors():
		name = _account(doc, account)
		found = sending.look_before(order, name, frappe.session.user)
		current = DeskSupplierCartStore().current(order, name)
		return {
			**preflight_json(found),
			"sign_in": sign_in_of(found.account),
			"numbers": asdict(line_numbers.ways_of(doc, found.account)),
			"current": transfer_json(current) if current and permissions.may(_CART, current.name) else None,
		}


@frappe.whitelist(methods=["POST"])
def send(
	order: str,
	account: str | None = None,
	cart: str = "same",
	leave_out: list[str] | str = "[]",
	packings: dict[str, str] | str = "{}",
) -> dict[str, Any]:
	"""Send an order and answer with the cart when it is done. For programs; the Desk uses `enqueue_send`."""
	doc = _order(order, "write")
	with as_frappe_errors():
		name = _account(doc, account)
		transfer = sending.send(
			order,
			name,
			frappe.session.user,
			_choice(cart),
			_refs(leave_out),
			patience=_PATIENCE,
			packings=_packings(packings),
		)
		prices = sending.apply_without_asking(transfer)
		return {**whole_transfer_json(transfer), "prices": prices}


@frappe.whitelist(methods=["POST"])
def enqueue_send(
	order: str,
	account: str | None = None,
	cart: str = "same",
	leave_out: list[str] | str = "[]",
	packings: dict[str, str] | str = "{}",
) -> dict[str, Any]:
	"""Send an order in the background; `progress` tells how far it is."""
	doc = _order(order, "write")
	with as_frappe_errors():
		name = _account(doc, account)
		job = sending.enqueue(order, name, _choice(cart), _refs(leave_out), _packings(packings))
		return {"job": job}


@frappe.whitelist(methods=["POST"])
def look_up_lines(
	order: str, lines: dict[str, str] | str, account: str | None = None
) -> dict[str, list[dict[str, Any]]]:
	"""What the account's shop has for lines without a supplier part number; spends a call or more, writes nothing.

	`lines` are names of rows with the number or words to look for; "" for the manufacturer part numbers that are known.
	"""
	doc = _order(order, "write")
	with as_frappe_errors():
		found, fits = line_numbers.look_up(
			order_of(doc), _account(doc, account), _texts("lines", lines), frappe.session.user, _PATIENCE
		)
		return {"lines": [line_offers_json(one, fits) for one in found]}


@frappe.whitelist(methods=["POST"])
def enter_numbers(
	order: str,
	numbers: dict[str, str] | str,
	account: str | None = None,
	keep: list[str] | str = "[]",
	accept_mpns: list[str] | str = "[]",
) -> dict[str, Any]:
	"""Write supplier part numbers onto lines, and keep those of the lines in `keep` as Supplier Parts: all or nothing.

	Nothing is written where there are `problems`. A part of another manufacturer part number than the Item's is kept when
	`accept_mpns` names it.
	"""
	doc = _order(order, "write")
	with as_frappe_errors():
		wanted = _texts("numbers", numbers)
		checked = line_numbers.enter(
			order_of(doc),
			_account(doc, account),
			wanted,
			_refs(keep),
			_refs(accept_mpns),
			frappe.session.user,
			_PATIENCE,
		)
	written = {} if checked.problems else wanted
	return {
		"written": list(written),
		"kept": [] if checked.problems else list(checked.offers),
		"problems": [
			{"ref": one.line.ref, "message": translate(one.message), "mpn": one.mpn}
			for one in checked.problems
		],
	}


@frappe.whitelist()
def progress(job: str) -> dict[str, Any]:
	"""How far a transfer of the current user is, and the cart once there is one."""
	with as_frappe_errors():
		noted = sending.progress_of(job)
		name = noted.get("cart")
		stored = DeskSupplierCartStore().get(name) if name else None
		# Rights may be others than when the job began.
		transfer = stored if stored and permissions.may(_CART, name) else None
	is_done = noted["state"] == "done"
	shape = whole_transfer_json if is_done else transfer_json
	return {
		"state": noted["state"],
		"done_calls": transfer.done_calls if transfer else 0,
		"planned_calls": transfer.planned_calls if transfer else 0,
		"wait": wait_json(noted.get("wait")),
		"cart": shape(transfer) if transfer else None,
		"unseen": unseen_cart_json(stored) if is_done and stored and not transfer else None,
		"prices": noted.get("prices"),
		"error": noted.get("error"),
	}


@frappe.whitelist()
def carts(order: str) -> list[dict[str, Any]]:
	"""All carts of an order, newest first, without their lines."""
	_order(order, "read")
	frappe.has_permission(_CART, "read", throw=True)
	found = DeskSupplierCartStore().of_order(order)
	return [transfer_json(transfer) for transfer in found if permissions.may(_CART, transfer.name)]


@frappe.whitelist()
def cart(name: str) -> dict[str, Any]:
	"""A cart with its lines, as it was after the last transfer."""
	return whole_transfer_json(_cart(name))


@frappe.whitelist()
def price_changes(
	cart: str, larger_uom: int | str = 0, uom: str = "", uom_factor: float | str = 0
) -> dict[str, Any]:
	"""What applying a cart's prices would do to its order, line by line. Writes nothing.

	`larger_uom` proposes rates per a larger UOM where the order's decimals are too few: the Item's own, else `uom` of
	`uom_factor` pieces.
	"""
	transfer = _cart(cart)
	doc = _order(transfer.order, "read")
	with as_frappe_errors():
		terms = terms_of(doc, transfer, _uom_wish(larger_uom, uom, uom_factor))
		order = order_of(doc)
		changes = foreseen(DeskOrderBook(), order, propose(order, transfer, terms))
	reason, wanted = _why_not(doc), decimals_wanted(changes)
	return {
		"order": doc.name,
		"company": doc.company,
		"docstatus": doc.docstatus,
		"currency": doc.currency,
		"cart_currency": transfer.currency,
		"exchange": exchange_json(terms.exchange) if terms.exchange else None,
		"rate_decimals": terms.rate_decimals,
		"decimals_wanted": wanted,
		"may_raise_precision": may_raise_precision(),
		"may_ignore_rules": may_ignore_rules(doc),
		"uoms": uom_names() if wanted else [],
		"fees": _fees_json(doc, fees_of(transfer, order, terms)),
		"changes": [price_change_json(change) for change in changes],
		"may_apply": not reason,
		"reason": reason,
	}


@frappe.whitelist(methods=["POST"])
def apply_prices(
	cart: str,
	lines: list[str] | dict[str, float] | str,
	larger_uom: int | str = 0,
	uom: str = "",
	uom_factor: float | str = 0,
	raised: list[str] | str = "[]",
	dates: int | str = 0,
	fees_account: str = "",
	against_rules: int | str = 0,
) -> dict[str, Any]:
	"""Write a cart's prices into the named lines of its order, and what else is asked for: all of it, or nothing.

	Lines may come with the rates that the user has seen; a price that is another by now is not written. `raised` lines
	get the quantity of the better price break, `dates` writes expected dates, `fees_account` is where the cart's fees
	go, `against_rules` writes rates that Pricing Rules would change.
	"""
	transfer = _cart(cart)
	doc = _order(transfer.order, "write")
	with as_frappe_errors():
		if fees_account:
			permissions.document("Account", fees_account)
		changed = write_prices(
			DeskOrderBook(),
			DeskSupplierCartStore(),
			cart,
			_seen_rates(lines),
			terms_of(doc, transfer, _uom_wish(larger_uom, uom, uom_factor)),
			ApplyOptions(_refs(raised), bool(cint(dates)), fees_account, bool(cint(against_rules))),
		)
	return {
		"order": doc.name,
		"changed": [price_change_json(change) for change in changed],
		"modified": str(frappe.db.get_value(_ORDER, doc.name, "modified")),
	}


@frappe.whitelist(methods=["POST"])
def raise_precision(decimals: int | str) -> dict[str, Any]:
	"""Have the rates of purchases keep this many decimals, on the whole site. For who may customise forms."""
	with as_frappe_errors():
		keep_decimals(cint(decimals))
	return {"decimals": cint(decimals)}


@frappe.whitelist()
def guest_plan(order: str, shop: str = "DigiKey") -> dict[str, Any]:
	"""What opening an order at a shop without an account would put on the list there. Asks the shop nothing."""
	known = order_of(_order(order, "read"))
	planned = plan(DeskPartBook(), known)
	return {
		"order": known.name,
		"shop": shop,
		"items": [guest_item_json(item) for item in planned.items],
		"left_out": [translate(sentence) for sentence in planned.left_out],
	}


@frappe.whitelist(methods=["POST"])
def open_as_guest(order: str, shop: str = "DigiKey") -> dict[str, Any]:
	"""Make a list of an order at a shop where we have no account; `url` opens it, once."""
	known = order_of(_order(order, "write"))
	with as_frappe_errors():
		opened = open_at(shop, known, frappe.session.user)
	return {
		"url": opened.url,
		"items": opened.items,
		"left_out": [translate(sentence) for sentence in opened.left_out],
	}


@frappe.whitelist()
def order_list(order: str, account: str) -> dict[str, Any]:
	"""An order as a list to paste on the web site of an account's shop, and as a CSV file. Asks the shop nothing."""
	doc = _order(order, "read")
	with as_frappe_errors():
		known = read_account(_account(doc, account), frappe.session.user)
		rules = registry().kind(known.connector).order_list
		if rules is None or known.supplier != doc.supplier:
			raise RejectedInput(
				msg("Supplier Account {0} has no order list for {1}.", known.name, doc.supplier),
				account=known.name,
				field="account",
			)
		made = make_order_list(DeskPartBook(), order_of(doc), rules)
		return {
			"order": order,
			"account": known.name,
			"shop": known.connector,
			"page": rules.page(known),
			"items": [guest_item_json(item) for item in made.items],
			"left_out": [translate(sentence) for sentence in made.left_out],
			"text": made.text,
			"csv": made.csv,
		}


def _order(name: str, ptype: str) -> Any:
	"""The Purchase Order, if the user has this permission on it."""
	return permissions.document(_ORDER, name, ptype)


def _cart(name: str) -> SupplierCart:
	"""A cart, if the user may see it."""
	permissions.document(_CART, name)
	with as_frappe_errors():
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


def _choice(cart: str) -> CartChoice:
	try:
		return CartChoice(cart)
	except ValueError:
		frappe.throw(_('cart is "same" or "new", not {0}').format(frappe.utils.escape_html(cart)))
		raise


def _uom_wish(larger_uom: int | str, uom: str, factor: float | str) -> UomChoice | None:
	return UomChoice(uom, Decimal(str(flt(factor)))) if cint(larger_uom) else None


def _fees_json(doc: Any, charge: Charge | None) -> dict[str, Any] | None:
	"""The fees of a cart that the order doesn't have yet, and the account that is proposed for them."""
	if charge is None or doc.docstatus:
		return None
	row = charge_row(doc, charge.description)
	return {
		"description": charge.description,
		"amount": float(charge.amount),
		"amount_before": row.tax_amount if row else None,
		"account": row.account_head if row else default_fees_account(doc),
	}


def _seen_rates(lines: list[str] | dict[str, float] | str) -> list[str] | dict[str, Decimal]:
	given = frappe.parse_json(lines) if isinstance(lines, str) else lines
	if not isinstance(given, dict):
		return _refs(given)
	return {str(ref): Decimal(str(rate)) for ref, rate in given.items()}


def _packings(given: dict[str, str] | str) -> dict[str, Packing | None]:
	"""The packings chosen for lines, by the names of their rows; "" leaves one to the supplier."""
	chosen = frappe.parse_json(given) if isinstance(given, str) else given
	if not isinstance(chosen, dict):
		frappe.throw(_("packings must be an object: the names of order lines, each with a packing."))
	try:
		return {str(ref): Packing(word) if word else None for ref, word in chosen.items()}
	except ValueError:
		frappe.throw(_("A packing is one of {0}.").format(", ".join(packing.value for packing in Packing)))
		raise


def _texts(name: str, given: dict[str, str] | str) -> dict[str, str]:
	texts = frappe.parse_json(given) if isinstance(given, str) else given
	if not isinstance(texts, dict) or not texts or not all(isinstance(text, str) for text in texts.values()):
		frappe.throw(_("{0} must name lines of the order, each with a text.").format(name))
	return {str(ref): text.strip() for ref, text in texts.items()}


def _refs(lines: list[str] | str) -> list[str]:
	refs = frappe.parse_json(lines) if isinstance(lines, str) else lines
	if not isinstance(refs, list) or not all(isinstance(ref, str) for ref in refs):
		frappe.throw(_("Lines must be a list of the names of order lines."))
	return refs
