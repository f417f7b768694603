"""Send to Supplier on the Desk: the service over the site's stores, now or in a background job."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from typing import Any

import frappe

from supplier_connect.core.desk import jobs as noted_jobs
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import error_json, refusals_as_errors, translate
from supplier_connect.core.desk.side_transaction import undo
from supplier_connect.core.http.ports import Wait, WaitListener, ignore_wait
from supplier_connect.core.model.errors import NotFound, SupplierConnectError
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.desk.accounts.accounts import cart_shop_of, read_account
from supplier_connect.shops.desk.cart.carts import DeskSupplierCartStore, fail_if_stale
from supplier_connect.shops.desk.cart.orders import DeskOrderBook
from supplier_connect.shops.desk.cart.price_terms import terms_of
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import CartChoice, SupplierCart
from supplier_connect.shops.services.cart.packings import NOTHING_CHOSEN, Packings, with_packings
from supplier_connect.shops.services.cart.preflight import (
	Preflight,
	about_other_carts,
	about_own_cart,
	check_order,
)
from supplier_connect.shops.services.cart.price_changes import apply_sure_prices
from supplier_connect.shops.services.cart.send_order import SendTools, send_order

_EVENT = "supplier_connect_transfer"
_KEPT_SECONDS = 3600
_BEFORE_PRICES = "before_prices"
_BROKEN = msg("The transfer broke off. Send the order again to continue it; the Error Log says why.")
# The longest a transfer may take: waiting for a minute's limit several times, and slow answers.
_JOB_SECONDS = 1200


def look_before(order: str, account: str, user: str) -> Preflight:
	"""The preflight of an order for an account; makes no call to the shop."""
	known = read_account(account, user)
	found = check_order(DeskOrderBook().read(order), known, cart_shop_of(known).rules, DeskPartBook())
	transfers = DeskSupplierCartStore()
	return about_other_carts(
		about_own_cart(with_packings(found, transfers), transfers),
		transfers,
		lambda cart: permissions.may("Supplier Cart", cart.name),
	)


def send(
	order: str,
	account: str,
	user: str,
	choice: CartChoice,
	leave_out: Collection[str],
	progress: Callable[[SupplierCart], None] = lambda _transfer: None,
	patience: float = ShopAccount.patience,
	packings: Packings = NOTHING_CHOSEN,
	on_wait: WaitListener = ignore_wait,
) -> SupplierCart:
	"""Send an order now, with the keys of a user; see `services.send_order`.

	`patience` is how many seconds a call may wait for the account's limits; `on_wait` hears of it.
	"""
	known = replace(read_account(account, user), patience=patience)
	tools = SendTools(
		shop=cart_shop_of(known, on_wait),
		parts=DeskPartBook(),
		transfers=DeskSupplierCartStore(),
		progress=progress,
		translate=translate,
	)
	return send_order(tools, DeskOrderBook().read(order), known, choice, leave_out, packings)


def apply_without_asking(transfer: SupplierCart) -> dict[str, Any] | None:
	"""Write the prices of a cart to its order, where the account says so and all of them are sure.

	Answers with how many were written, and why none were; None where the account leaves it to the user. The cart is
	filled by then, so what stands in the way is told and not raised, and what breaks is logged.
	"""
	if not frappe.get_cached_value("Supplier Account", transfer.account, "apply_prices"):
		return None
	frappe.db.savepoint(_BEFORE_PRICES)
	try:
		with refusals_as_errors():
			doc = frappe.get_doc("Purchase Order", transfer.order)
			doc.check_permission("write")
			terms = terms_of(doc, transfer, convert=False)
			changed, why = apply_sure_prices(DeskOrderBook(), DeskSupplierCartStore(), transfer.name, terms)
	except SupplierConnectError as error:
		frappe.db.rollback(save_point=_BEFORE_PRICES)
		changed, why = (), error.message
	except Exception:
		undo()
		frappe.log_error(title=f"Supplier Connect: prices of {transfer.name}"[:140])
		changed, why = (), msg("No prices were written, as that broke off; the Error Log says why.")
	return {"written": len(changed), "reason": translate(why) if why else ""}


def enqueue(
	order: str,
	account: str,
	choice: CartChoice,
	leave_out: Collection[str],
	packings: Packings = NOTHING_CHOSEN,
) -> str:
	"""Send an order in a background job; returns the token under which its progress is told."""
	token = frappe.generate_hash(length=20)
	_note(token, {"user": frappe.session.user, "state": "queued"})
	noted_jobs.enqueue(
		"supplier_connect.shops.desk.cart.sending.run_job",
		token,
		queue="default",
		timeout=_JOB_SECONDS,
		order=order,
		account=account,
		choice=choice.value,
		leave_out=list(leave_out),
		packings=dict(packings),
	)
	return token


def run_job(
	token: str,
	order: str,
	account: str,
	choice: str,
	leave_out: list[str],
	packings: Packings = NOTHING_CHOSEN,
) -> None:
	"""The background job: send, and note how far it is and how it ended."""
	note: dict[str, Any] = {"user": frappe.session.user, "state": "running"}

	def progress(transfer: SupplierCart) -> None:
		note["cart"] = transfer.name
		_tell(token, note)

	def waiting(wait: Wait) -> None:
		_tell(token, {**note, "wait": {"until": wait.until, "asked_by_shop": wait.asked_by_shop}})

	_tell(token, note)
	try:
		_check_again(order, account)
		transfer = send(
			order,
			account,
			note["user"],
			CartChoice(choice),
			leave_out,
			progress,
			packings=packings,
			on_wait=waiting,
		)
		note["prices"] = apply_without_asking(transfer)
		if note["prices"]:
			# Whoever hears that it is done reads the order.
			frappe.db.commit()  # nosemgrep
	except SupplierConnectError as error:
		_tell(token, {**note, "state": "failed", "error": error_json(error)})
	except Exception:
		_tell(token, {**note, "state": "failed", "error": _broken(_BROKEN)})
		raise
	else:
		_tell(token, {**note, "state": "done"})


def _check_again(order: str, account: str) -> None:
	"""What was allowed when a job was queued may not be any more; raises `RejectedInput` then."""
	with refusals_as_errors():
		permissions.check_enabled()
		permissions.document("Purchase Order", order, "write")
		permissions.document("Supplier Account", account)


def _broken(sentence: Message) -> dict[str, str]:
	try:
		message = translate(sentence)
	except Exception:
		# Translations are in the database, too.
		message = str(sentence)
	return {"message": message, "kind": "InternalError", "account": ""}


def progress_of(token: str) -> dict[str, Any]:
	"""What is noted of a job of the current user; raises `NotFound` for others' and forgotten ones."""
	noted = frappe.cache.get_value(_key(token), expires=True)
	if not noted or noted["user"] != frappe.session.user:
		raise NotFound(msg("There is no such transfer. Look at the order's Supplier Carts."))
	if noted["state"] in ("queued", "running") and noted_jobs.has_died(token):
		return _settled(noted)
	return dict(noted)


def _settled(noted: dict[str, Any]) -> dict[str, Any]:
	"""What is noted of a job whose worker was killed: failed, and its order may be sent again at once."""
	if noted.get("cart"):
		fail_if_stale(noted["cart"])
	return {**noted, "state": "failed", "error": _broken(noted_jobs.DIED)}


def _tell(token: str, state: dict[str, Any]) -> None:
	with suppress(*noted_jobs.NO_REDIS):
		_note(token, state)
		frappe.publish_realtime(_EVENT, {"job": token}, user=state["user"])


def _note(token: str, state: dict[str, Any]) -> None:
	frappe.cache.set_value(_key(token), state, expires_in_sec=_KEPT_SECONDS)


def _key(token: str) -> str:
	return f"supplier_connect_send|{token}"
