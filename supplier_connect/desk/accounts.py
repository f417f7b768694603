"""Supplier Accounts as the engine sees them: DocType, settings and keys in, `Account` out."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import frappe

from supplier_connect.connectors.shops.protocols import Shop, ShopKind
from supplier_connect.connectors.shops.registry import ShopRegistry
from supplier_connect.desk.calls import DeskCallLog, DeskDayBudget, DeskWindows
from supplier_connect.model.account import Account, CallLimits, Credentials, Proxy
from supplier_connect.model.errors import NotFound, RejectedInput
from supplier_connect.model.secret import Secret
from supplier_connect.model.text import _
from supplier_connect.transport.limits import LimitGate
from supplier_connect.transport.proxy import check_proxy
from supplier_connect.transport.session import AnswerCheck, Session

_DEFAULT_TIMEOUT = 20
_OWN_LIMITS = "Set Here"


def registry() -> ShopRegistry:
	"""The shops that this site knows: ours, and those other apps name in the hook `supplier_connect_shops`.

	The hook holds dotted paths of `ShopKind` objects.
	"""
	extra = [frappe.get_attr(path) for path in frappe.get_hooks("supplier_connect_shops")]
	return ShopRegistry(extra)


def read_account(name: str, user: str) -> Account:
	"""An account with the keys that a user's calls are made with: their own if they have any, else the account's.

	Raises `NotFound`, and `RejectedInput` for a disabled account.
	"""
	if not frappe.db.exists("Supplier Account", name):
		raise NotFound(_("There is no Supplier Account {0}.", name), account=name)
	doc = frappe.get_cached_doc("Supplier Account", name)
	if not doc.enabled:
		raise RejectedInput(_("Supplier Account {0} is disabled.", name), account=name, field="enabled")
	return account_of(doc, user)


def account_of(doc: Any, user: str) -> Account:
	"""The engine's account of a Supplier Account document, with the keys for a user."""
	kind = registry().kind(doc.connector)
	settings = frappe.get_cached_doc("Supplier Connect Settings")
	return Account(
		name=doc.name,
		connector=doc.connector,
		supplier=doc.supplier,
		base_url=doc.base_url or kind.base_url,
		country=_country_code(doc.country),
		currency=doc.currency or "",
		timeout=float(doc.timeout or settings.timeout or _DEFAULT_TIMEOUT),
		batch_size=doc.batch_size or Account.batch_size,
		largest_cart=doc.largest_cart or 0,
		reference_length=doc.reference_length or 0,
		limits=_limits(doc, kind),
		proxy=_proxy(doc) or _proxy(settings),
		user=user,
		credentials=_credentials(doc, kind, user),
	)


def _country_code(country: str | None) -> str:
	code = frappe.get_cached_value("Country", country, "code") if country else ""
	return (code or "").upper()


def _limits(doc: Any, kind: ShopKind) -> CallLimits:
	if doc.limits_from != _OWN_LIMITS:
		return kind.limits
	return CallLimits(doc.per_second or 0, doc.per_minute or 0, doc.per_day or 0)


def _proxy(doc: Any) -> Proxy | None:
	url = doc.get_password("proxy_url", raise_exception=False) if doc.proxy_url else None
	return Proxy(doc.proxy_con or "", Secret(url)) if url else None


def check_entered_proxy(doc: Any) -> None:
	"""Raise `RejectedInput` when a document's proxy, as it was just entered, can't be used."""
	url = doc.proxy_url or ""
	if url and not doc.is_dummy_password(url):
		check_proxy(Proxy(doc.proxy_con or "", Secret(url)))


def own_keys(account: str, user: str) -> str | None:
	"""The name of the document with a user's own keys on an account, None when they have none."""
	return frappe.db.get_value("Supplier Account Key", {"account": account, "user": user})


def _credentials(doc: Any, kind: ShopKind, user: str) -> Credentials:
	own = own_keys(doc.name, user)
	shared = _keys_in(doc, kind)
	mine = _keys_in(frappe.get_cached_doc("Supplier Account Key", own), kind) if own else {}
	owner = user if mine else ""
	return Credentials(owner, MappingProxyType({**shared, **mine}))


def _keys_in(doc: Any, kind: ShopKind) -> dict[str, Secret]:
	found = {
		key.name: doc.get_password(key.name, raise_exception=False) for key in kind.keys if doc.get(key.name)
	}
	return {name: Secret(value) for name, value in found.items() if value}


def session(account: Account, check: AnswerCheck) -> Session:
	"""A session whose calls are limited and recorded on this site."""
	return Session(account, LimitGate(DeskWindows(), DeskDayBudget()), DeskCallLog(), check)


def shop_of(account: Account) -> Shop:
	"""The connector of an account."""
	return registry().shop(account, session)


def names_of_supplier(supplier: str) -> list[str]:
	"""The enabled accounts of a supplier that the user may see, the default one first."""
	return frappe.get_list(
		"Supplier Account",
		filters={"supplier": supplier, "enabled": 1},
		pluck="name",
		order_by="is_default desc, name asc",
		limit_page_length=0,
	)
