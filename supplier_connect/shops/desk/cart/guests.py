"""Orders opened at a shop without an account there: which shop, and how it is spoken to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import frappe

from supplier_connect.core.model.errors import (
	NotFound,
	RateLimited,
	SendRefused,
	SupplierConnectError,
	Unavailable,
)
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.connectors.protocols import Capability
from supplier_connect.shops.desk.accounts.accounts import guest_account, host, names_of_supplier, registry
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.model.order import SENDABLE, Order
from supplier_connect.shops.services.cart.open_as_guest import Opened
from supplier_connect.shops.services.cart.open_as_guest import open_as_guest as make_list

_BETWEEN = re.compile(r"[\s\-]+")
# A person waits for the list.
_PATIENCE = 5.0
# The session's sentences send the user to an account and its keys, and here is neither.
_SENTENCES: tuple[tuple[type[SupplierConnectError], Message], ...] = (
	(RateLimited, msg("{0} has had enough calls for now. Try again in a minute.")),
	(Unavailable, msg("{0} can't be reached just now, or has a fault of its own. Try again later.")),
	(SupplierConnectError, msg("{0} didn't make the list. Try again later.")),
)


def guest_shop(supplier: str) -> str:
	"""The shop where orders of a supplier can be opened without an account; "" for none.

	It is that of the supplier's accounts, else the one that the supplier's name or website names.
	"""
	connectors = {
		frappe.get_cached_value("Supplier Account", name, "connector")
		for name in names_of_supplier(supplier, Capability.GUEST_LIST)
	}
	names = _names_of(supplier)
	guests = (kind for kind in registry().kinds.values() if kind.guest)
	return next((kind.name for kind in guests if kind.name in connectors or _bare(kind.name) in names), "")


def _names_of(supplier: str) -> str:
	told = frappe.get_cached_value("Supplier", supplier, ["supplier_name", "website"]) or ()
	return " ".join(_bare(name) for name in (supplier, *told) if name)


def _bare(name: str) -> str:
	return _BETWEEN.sub("", name).casefold()


def open_at(shop: str, order: Order, user: str) -> Opened:
	"""Make a list of an order at a shop, and answer with the address that opens it, good once.

	Raises `NotFound` for a shop that can't do that, `SendRefused` for an order that is not to be bought or has
	nothing to buy.
	"""
	kind = registry().kinds.get(shop)
	if kind is None or kind.guest is None:
		raise NotFound(msg("Orders can't be opened at {0} without an account.", shop))
	if order.state not in SENDABLE:
		raise SendRefused(msg("{0} is {1}: it can't be opened at {2}.", order.name, order.state.value, shop))
	account = replace(guest_account(kind, kind.guest.website, order.supplier, user), patience=_PATIENCE)
	with _told_of(shop):
		return make_list(host(), kind.guest, account, DeskPartBook(), order)


@contextmanager
def _told_of(shop: str) -> Iterator[None]:
	"""Errors speak of the shop, not of an account."""
	try:
		yield
	except SendRefused:
		raise
	except SupplierConnectError as error:
		sentence = next(text for kind, text in _SENTENCES if isinstance(error, kind))
		error.message, error.account = Message(sentence.template, (shop,)), ""
		raise
