"""Supplier Accounts as the engine sees them: DocType, settings and keys in, `Account` out."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import frappe

from supplier_connect.core.desk.calls import DeskCallLog, DeskDailyQuota, DeskRateLimitWindows
from supplier_connect.core.desk.passwords import password_of
from supplier_connect.core.desk.response_cache import most_bytes, response_cache
from supplier_connect.core.desk.tokens import DeskTokenStore
from supplier_connect.core.http.addresses import check_base_url
from supplier_connect.core.http.cache import RefreshingCache
from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.http.ports import ResponseCache, WaitListener, ignore_wait
from supplier_connect.core.http.proxy import check_proxy
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.model.connection import CallLimits, Connection, Credentials, Proxy
from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import TokenKey, TokenKind
from supplier_connect.core.tools import HostTools, SessionMaker
from supplier_connect.shops.connectors.protocols import Capability, KeyField, Shop, ShopConnector, ShopKind
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.desk.accounts.key_binding import address_of, are_elsewhere
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.offer import Packing

_DEFAULT_TIMEOUT = 20
_OWN_LIMITS = "Set Here"
# In the site's config: whether private, loopback and link-local addresses may be called.
_ALLOW_PRIVATE_HOSTS = "supplier_connect_allow_private_hosts"
# The only key of an account that a search does without.
_CART_KEY = "cart_key"


def registry() -> ShopRegistry:
	"""The shops that this site knows: ours, and those other apps name in the hook `supplier_connect_shops`.

	The hook holds dotted paths of `ShopKind` objects.
	"""
	extra = [frappe.get_attr(path) for path in frappe.get_hooks("supplier_connect_shops")]
	return ShopRegistry(extra)


def packing_name(connector: str, packing: Packing | None) -> str:
	"""What a connector's shop calls a packing; "" for none."""
	kind = registry().kinds.get(connector)
	return ((kind.packings.get(packing) if kind else "") or packing.value) if packing else ""


def cart_word(connector: str | None) -> str:
	"""What a connector fills: a "cart", or a "list" that the buyer makes a cart of."""
	kind = registry().kinds.get(connector or "")
	return kind.cart_word if kind else "cart"


def read_account(name: str, user: str) -> ShopAccount:
	"""An account with the keys that a user's calls are made with: their own if they have any, else the account's.

	Raises `NotFound`, and `RejectedInput` for a disabled account.
	"""
	if not frappe.db.exists("Supplier Account", name):
		raise NotFound(msg("There is no Supplier Account {0}.", name), account=name)
	doc = frappe.get_cached_doc("Supplier Account", name)
	if not doc.enabled:
		raise RejectedInput(msg("Supplier Account {0} is disabled.", name), account=name, field="enabled")
	return account_of(doc, user)


def read_shared_account(name: str, user: str) -> ShopAccount:
	"""An account with the keys that what everybody sees is asked with: its own, also where the user has others.

	Only where it has none to search with, those of the user. Raises what `read_account` does.
	"""
	shared = read_account(name, "")
	return read_account(name, user) if missing_keys(shared) else replace(shared, user=user)


def missing_keys(account: ShopAccount) -> list[str]:
	"""The keys that an account lacks for searching, as users know them."""
	return [
		key.label
		for key in registry().kind(account.connector).keys
		if key.name != _CART_KEY and not account.credentials.keys.get(key.name)
	]


def account_of(doc: Any, user: str) -> ShopAccount:
	"""The engine's account of a Supplier Account document, with the keys and the sign-in for a user.

	Those are the user's own where they have some, else the account's; user "" has none of their own.
	"""
	kind = registry().kind(doc.connector)
	own = own_keys(doc.name, user)
	credentials = _credentials(doc, kind, user, own)
	return ShopAccount(
		name=doc.name,
		connector=doc.connector,
		supplier=doc.supplier,
		base_url=address_of(doc, kind),
		country=_country_code(doc.country),
		currency=doc.currency or "",
		language=doc.language or ShopAccount.language,
		timeout=float(doc.timeout or site_timeout()),
		batch_size=doc.batch_size or 0,
		largest_cart=doc.largest_cart or 0,
		reference_length=doc.reference_length or 0,
		customer_id=doc.customer_id or "",
		packing=Packing(doc.packing) if doc.packing else None,
		marketplace=bool(doc.marketplace),
		cart_owner=doc.cart_owner or "",
		created_by=doc.cart_created_by or "",
		limits=limits_of(doc, kind),
		proxy=_proxy(doc) or site_proxy(),
		user=user,
		sign_in_owner=_sign_in_owner(kind, credentials, TokenKey(doc.name, user, TokenKind.PERSON), own),
		cache_seconds=(doc.cache_ttl or 0) if most_bytes() else 0,
		cache_generation=doc.cache_generation or "",
		credentials=credentials,
	)


def guest_account(kind: ShopKind, website: str, supplier: str, user: str) -> ShopAccount:
	"""The stand-in for an account at a shop's website, where we have none: no keys, the settings of the site."""
	return ShopAccount(
		name=f"{kind.name} (no account)",
		connector=kind.name,
		supplier=supplier,
		base_url=_settings().guest_website or website,
		timeout=site_timeout(),
		limits=kind.limits,
		proxy=site_proxy(),
		user=user,
	)


def _country_code(country: str | None) -> str:
	code = frappe.get_cached_value("Country", country, "code") if country else ""
	return (code or "").upper()


def limits_of(doc: Any, kind: ShopKind) -> CallLimits:
	"""The limits of a Supplier Account: its own, else those that its shop documents."""
	if doc.limits_from != _OWN_LIMITS:
		return kind.limits
	per_day = doc.per_day or 0
	return CallLimits(doc.per_second or 0, doc.per_minute or 0, per_day, day_ceiling=per_day)


def site_timeout() -> float:
	"""How many seconds the site waits for an answer where an account doesn't say."""
	return float(_settings().timeout or _DEFAULT_TIMEOUT)


def site_proxy() -> Proxy | None:
	"""The proxy of the site, None for none."""
	return _proxy(_settings())


def _settings() -> Any:
	return frappe.get_cached_doc("Supplier Connect Settings")


def _proxy(doc: Any) -> Proxy | None:
	url = password_of(doc, "proxy_url")
	return Proxy(doc.proxy_con or "", url) if url else None


def check_entered_proxy(doc: Any) -> None:
	"""Raise `RejectedInput` when a document's proxy, as it was just entered, can't be used."""
	url = doc.proxy_url or ""
	if url and not doc.is_dummy_password(url):
		check_proxy(Proxy(doc.proxy_con or "", Secret(url)))


def own_keys(account: str, user: str) -> str | None:
	"""The name of the document with a user's own keys on an account, None when they have none."""
	return frappe.db.get_value("Connector Key", {"account": account, "user": user})


def _credentials(doc: Any, kind: ShopKind, user: str, own: str | None) -> Credentials:
	address = address_of(doc, kind)
	own_doc = frappe.get_cached_doc("Connector Key", own) if own else None
	if own_doc and are_elsewhere(own_doc, address):
		return Credentials(user, entered_elsewhere=True)
	elsewhere = are_elsewhere(doc, address)
	shared = {} if elsewhere else _keys_in(doc, kind)
	mine = _keys_in(own_doc, kind) if own_doc else {}
	owner = user if mine else ""
	return Credentials(owner, MappingProxyType({**shared, **mine}), elsewhere)


def _keys_in(doc: Any, kind: ShopKind) -> dict[str, Secret]:
	found = {key.name: _key_in(doc, key) for key in kind.keys}
	return {name: value for name, value in found.items() if value}


def _key_in(doc: Any, key: KeyField) -> Secret:
	"""A key of a document, whether its field is a password or plain data; an empty one when there is none."""
	entered = doc.get(key.name)
	field = doc.meta.get_field(key.name)
	if entered and field and field.fieldtype == "Password":
		return password_of(doc, key.name) or Secret("")
	return Secret(entered or "")


def _sign_in_owner(kind: ShopKind, credentials: Credentials, key: TokenKey, own: str | None) -> str:
	"""Whose sign-in a user's calls are made with.

	A sign-in belongs to the keys that it was made with: with keys of one's own, only one's own is any good.
	"""
	if kind.sign_in is None or not own:
		return ""
	return key.owner if credentials.owner or DeskTokenStore().read(key) else ""


def host(on_wait: WaitListener = ignore_wait) -> HostTools:
	"""What the connectors work with on this site: made in the thread of a request or job, good in any.

	`on_wait` hears of every call that has to wait.
	"""
	return HostTools(_session_maker(response_cache(), on_wait), DeskTokenStore())


def fresh_host() -> HostTools:
	"""The same for those who must ask the shop itself; what they are told is kept for the others."""
	return HostTools(_session_maker(RefreshingCache(response_cache())), DeskTokenStore())


def entered_base_url(url: str | None) -> str:
	"""A Base URL as it was entered, without a slash at its end; raises `RejectedInput` for one that isn't called."""
	return check_base_url(url, allow_private=_allows_private_hosts()) if url else ""


def _allows_private_hosts() -> bool:
	return bool(frappe.utils.cint(frappe.conf.get(_ALLOW_PRIVATE_HOSTS)))


def _session_maker(cache: ResponseCache, on_wait: WaitListener = ignore_wait) -> SessionMaker:
	"""Makes sessions whose calls are limited and recorded on this site."""
	gate, log = LimitGate(DeskRateLimitWindows(), DeskDailyQuota(), on_wait=on_wait), DeskCallLog()
	allow_private = _allows_private_hosts()

	def session(account: Connection, reading: ResponseRules) -> Session:
		return Session(account, gate, log, reading, cache=cache, allow_private=allow_private, on_wait=on_wait)

	return session


def shop_of(account: ShopAccount) -> ShopConnector:
	"""The connector of an account."""
	return registry().shop(account, host())


def cart_shop_of(account: ShopAccount, on_wait: WaitListener = ignore_wait) -> Shop:
	"""The connector that fills an account's carts; `on_wait` hears of every call that has to wait.

	Raises `RejectedInput` where none can be filled.
	"""
	return registry().cart_shop(account, host(on_wait))


def fresh_shop_of(account: ShopAccount) -> ShopConnector:
	"""The connector of an account that always asks the shop: see `fresh_host`."""
	return registry().shop(account, fresh_host())


def seen_accounts(can: Capability, **filters: Any) -> list[str]:
	"""The enabled accounts that the user may see and whose shop can do something, the default ones first.

	Those whose connector is gone with the app that brought it are left out: nothing can be asked of them.
	"""
	if not frappe.has_permission("Supplier Account", "read"):
		return []
	return frappe.get_list(
		"Supplier Account",
		filters={**filters, "enabled": 1, "connector": ("in", registry().able(can))},
		pluck="name",
		order_by="is_default desc, name asc",
		limit_page_length=0,
	)


def names_of_supplier(supplier: str, can: Capability) -> list[str]:
	"""The enabled accounts of a supplier that the user may see and that can do something, the default one first."""
	return seen_accounts(can, supplier=supplier)
