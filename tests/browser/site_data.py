"""Runs in the bench's Python: makes and reads what the browser tests need on the site.

python site_data.py SITE: each line of standard input is a JSON list of a command and an object with its arguments, and is
answered by a line of JSON, {"done": answer} or {"failed": why}.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import frappe
import lookup_data
import requests
import resync_data
from frappe.installer import update_site_config
from frappe.permissions import reset_perms, update_permission_property
from frappe.utils.password import update_password

from supplier_connect.core.desk.tokens import delete_tokens
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.oauth.authorization import AuthorizationResponse
from supplier_connect.shops.desk.accounts import connecting
from supplier_connect.shops.desk.cart.sending import send
from supplier_connect.shops.model.cart import CartChoice

SUPPLIER = "Mouser Electronics"
ACCOUNT = "Mouser US (sandbox)"
DIGIKEY_SUPPLIER = "Digi-Key Electronics"
DIGIKEY_ACCOUNT = "DigiKey US (sandbox)"
BUYER = "buyer@browser-tests.example"
PASSWORD = "a walk through the cart"
MANAGER = "manager@browser-tests.example"
ENGINEER = "engineer@browser-tests.example"
PURCHASER = "purchaser@browser-tests.example"
CLERK = "clerk@browser-tests.example"
READER = "reader@browser-tests.example"
ITEM_MANAGER = "items@browser-tests.example"
_FIRST_NAMES = {
	BUYER: "Bea",
	MANAGER: "Max",
	ENGINEER: "Ena",
	PURCHASER: "Pia",
	CLERK: "Cleo",
	READER: "Rea",
	"outsider@browser-tests.example": "Otto",
	ITEM_MANAGER: "Ivy",
}
# The form of a Purchase Order reads Stock Settings, which a Purchase User alone may not and a Sales User may.
_ROLES = frozenset({"Purchase User", "Sales User"})
_ENGINEER_ROLES = frozenset({"Item Manager", "Manufacturing User", "Purchase User", "Stock User"})
_ORDER = "Purchase Order"


def prepare(base_url: str, items: list[dict[str, str]]) -> None:
	"""Suppliers, an account at the sandbox's Mouser, people, and Items with supplier part numbers."""
	for supplier in (SUPPLIER, DIGIKEY_SUPPLIER):
		_supplier(supplier)
	_uom("Box")
	for item in items:
		_item(**item)
	_people()
	mouser(base_url=base_url, is_default=1)


def address(address: str) -> str:
	"""Set where the site says that it is, "None" for nowhere in particular; the one before."""
	before = frappe.conf.host_name
	update_site_config("host_name", address)
	return before or "None"


_AS_NEW = {
	"enabled": 1,
	# Else Frappe fills in the country of the site.
	"country": "United States",
	"currency": "USD",
	"language": "",
	"packing": "",
	"timeout": 5,
	# Without limits: many runs on one day must not spend the calls of that day.
	"limits_from": "Set Here",
	"per_second": 0,
	"per_minute": 0,
	"per_day": 0,
	# Whoever looks at a shop that is down must not be given what was answered while it was up.
	"cache_ttl": 0,
	"resync_enabled": 0,
	"apply_prices": 0,
}


def mouser(base_url: str, **fields: Any) -> None:
	"""The account at Mouser as new: right keys, no limits, nothing counted of today."""
	keys = {"cart_key": "sandbox-cart-key", "search_key": "sandbox-search-key"}
	shop = {"connector": "Mouser", "supplier": SUPPLIER, "base_url": base_url}
	_account(ACCOUNT, {**shop, **_AS_NEW, **keys, **fields})
	_forget_counts(ACCOUNT)


def account(**fields: Any) -> None:
	"""Change some fields of the account at Mouser."""
	_account(ACCOUNT, fields)


def digikey(base_url: str, connected: bool, **fields: Any) -> None:
	"""The account at DigiKey as new, connected or not, and where lists are made without it."""
	_account(
		DIGIKEY_ACCOUNT,
		{
			"connector": "DigiKey",
			"supplier": DIGIKEY_SUPPLIER,
			"base_url": base_url,
			"client_id": "sandbox-client-id",
			"client_secret": "sandbox-client-secret",
			**_AS_NEW,
			**fields,
		},
	)
	_forget_counts(DIGIKEY_ACCOUNT)
	delete_tokens(DIGIKEY_ACCOUNT)
	# The sign-in is stored by a connection of its own, which must find the account.
	frappe.db.commit()  # nosemgrep
	if connected:
		_sign_in(base_url)
	website(base_url)


def at_shop(account: str, supplier: str, **fields: Any) -> None:
	"""An account at any shop as new, at a supplier of its own."""
	_supplier(supplier)
	_account(account, {"supplier": supplier, **_AS_NEW, **fields})
	_forget_counts(account)


def website(address: str) -> None:
	"""Where lists are made for those who have no account."""
	frappe.get_doc("Supplier Connect Settings").update({"guest_website": address}).save()


def order(
	lines: list[dict[str, Any]], submit: bool = False, supplier: str = SUPPLIER, currency: str = "USD"
) -> dict[str, Any]:
	"""A Purchase Order; its name and the names of its rows."""
	company = frappe.db.get_value("Company", {}, "name", order_by="creation asc")
	today = frappe.utils.today()
	doc = frappe.get_doc(
		{
			"doctype": _ORDER,
			"company": company,
			"supplier": supplier,
			"currency": currency,
			"conversion_rate": 1.0 if currency == "USD" else 1.25,
			"schedule_date": frappe.utils.add_days(today, 7),
			"items": [{"schedule_date": frappe.utils.add_days(today, 7), **line} for line in lines],
		}
	)
	doc.flags.ignore_permissions = True
	doc.insert()
	if submit:
		doc.submit()
	return {"name": doc.name, "refs": [row.name for row in doc.items]}


def sent(order: str, account: str) -> str:
	"""Send an order in one go; the name of its Supplier Cart."""
	return send(order, account, frappe.session.user, CartChoice.NEW, ()).name


def newest(doctypes: Collection[str]) -> dict[str, str | None]:
	"""The name of the newest document of each kind, None where there is none."""
	return {
		doctype: next(iter(frappe.get_all(doctype, pluck="name", order_by="creation desc", limit=1)), None)
		for doctype in doctypes
	}


def rates(order: str) -> dict[str, Any]:
	"""The state of an order: rates and part numbers by row, and its totals."""
	doc = frappe.get_doc(_ORDER, order)
	return {
		"docstatus": doc.docstatus,
		"modified": str(doc.modified),
		"net_total": doc.net_total,
		"rates": {row.name: row.rate for row in doc.items},
		"amounts": {row.name: row.amount for row in doc.items},
		"uoms": {row.name: row.uom for row in doc.items},
		"quantities": {row.name: row.qty for row in doc.items},
		"expected": {row.name: str(row.expected_delivery_date or "") for row in doc.items},
		"charges": [row.tax_amount for row in doc.taxes],
		"ignores_rules": doc.ignore_pricing_rule,
	}


def rules(items: Collection[str]) -> list[str]:
	"""A Pricing Rule that sets a rate for each of these Items, in place of all that earlier tests made."""
	for name in frappe.get_all("Pricing Rule", {"title": ("like", "Browser tests%")}, pluck="name"):
		frappe.delete_doc("Pricing Rule", name, force=True)
	made = []
	for item in items:
		doc = frappe.get_doc(
			{
				"doctype": "Pricing Rule",
				"title": f"Browser tests {item}",
				"apply_on": "Item Code",
				"items": [{"item_code": item}],
				"buying": 1,
				"rate_or_discount": "Rate",
				"rate": 20,
				"company": frappe.db.get_value("Company", {}, "name", order_by="creation asc"),
				"currency": "USD",
			}
		)
		made.append(doc.insert().name)
	return made


def exchange(rate: float) -> None:
	"""What a dollar is in euro from today on; 0 for nobody knows."""
	frappe.db.delete("Currency Exchange", {"from_currency": ("in", ["USD", "EUR"])})
	frappe.db.set_single_value("Currency Exchange Settings", "disabled", 1)
	frappe.clear_document_cache("Currency Exchange Settings", "Currency Exchange Settings")
	frappe.cache.delete_keys("supplier_connect_exchange")
	if rate:
		_insert(
			doctype="Currency Exchange",
			date=frappe.utils.today(),
			from_currency="USD",
			to_currency="EUR",
			exchange_rate=rate,
			for_buying=1,
		)


def billed(row: str) -> None:
	"""Have a line be billed for more than it will cost."""
	frappe.db.set_value("Purchase Order Item", row, "billed_amt", 1_000_000)


def known_part(item: str, sku: str, **fields: Any) -> None:
	"""What is known of a part of an Item at Mouser, and nothing else of it."""
	frappe.db.delete("Supplier Part", {"item": item})
	_insert(doctype="Supplier Part", item=item, account=ACCOUNT, sku=sku, **fields)


def fees(order: str, amount: float) -> str:
	"""Have the shop have asked for fees in the cart of an order; an account that they can go to."""
	name = frappe.db.get_value("Supplier Cart", {"purchase_order": order}, "name", order_by="creation desc")
	unknown = frappe.db.get_value("Supplier Cart", name, "unknown") or ""
	left = ",".join(field for field in unknown.split(",") if field != "fees")
	frappe.db.set_value("Supplier Cart", name, {"fees": amount, "unknown": left})
	company = frappe.db.get_value("Purchase Order", order, "company")
	kinds = ("in", ["Chargeable", "Expenses Included In Valuation", "Tax"])
	account = {"company": company, "is_group": 0, "disabled": 0, "account_type": kinds}
	found: str = frappe.db.get_value("Account", account, "name", order_by="name asc")
	return found


def precision() -> None:
	"""Have rates keep as many decimals as on a new site."""
	for doctype in ("Purchase Order Item", "Purchase Receipt Item", "Purchase Invoice Item"):
		frappe.db.delete("Property Setter", {"doc_type": doctype, "property": "precision"})
		frappe.clear_cache(doctype=doctype)


def person(email: str, roles: Collection[str]) -> None:
	"""Give somebody these roles and no others."""
	_user(email, roles)


def cart_readers(without: str) -> None:
	"""Take the right to read Supplier Carts from a role; "" has all roles as new."""
	if without:
		update_permission_property("Supplier Cart", without, 0, "read", 0, validate=False)
	else:
		reset_perms("Supplier Cart")
	frappe.clear_cache(doctype="Supplier Cart")


def language(email: str, language: str) -> None:
	"""The language that somebody has the Desk in, "" for the site's."""
	frappe.db.set_value("User", email, "language", language)
	frappe.clear_cache(user=email)


def numbers(order: str) -> list[str]:
	"""The supplier part numbers of an order's lines."""
	return [row.supplier_part_no or "" for row in frappe.get_doc(_ORDER, order).items]


def item(code: str, mpns: Collection[str] = ()) -> None:
	"""An Item without Supplier Parts and supplier part numbers, with these manufacturer part numbers."""
	_item(code, f"{code}, a part of ours", "")
	frappe.db.delete("Supplier Part", {"item": code})
	frappe.db.delete("Item Manufacturer", {"item_code": code})
	frappe.get_doc("Item", code).update({"supplier_items": [], "default_manufacturer_part_no": ""}).save()
	for mpn in mpns:
		if not frappe.db.exists("Manufacturer", "Maker of parts"):
			_insert(doctype="Manufacturer", short_name="Maker of parts")
		_insert(
			doctype="Item Manufacturer",
			item_code=code,
			manufacturer="Maker of parts",
			manufacturer_part_no=mpn,
		)


def parts(item: str) -> dict[str, Any]:
	"""An Item's Supplier Parts, and its numbers by supplier."""
	fields = ["account", "sku", "mpn", "minimum", "currency", "packing"]
	rows = frappe.get_doc("Item", item).supplier_items
	return {
		"parts": frappe.get_all(
			"Supplier Part", filters={"item": item}, fields=fields, order_by="creation asc"
		),
		"numbers": {row.supplier: row.supplier_part_no for row in rows},
	}


def _account(account: str, fields: dict[str, Any]) -> None:
	name = frappe.db.exists("Supplier Account", account)
	doc = frappe.get_doc("Supplier Account", name) if name else frappe.new_doc("Supplier Account")
	doc.update({"account_name": account, **fields})
	doc.save()


def _forget_counts(account: str) -> None:
	"""Have no calls counted of an account, today or ever, with whichever keys."""
	for doctype, field in (("Connector Quota", "account"), ("Connector Rate Limit", "window")):
		frappe.db.delete(doctype, {field: ("like", f"{account}%")})


def _sign_in(base_url: str) -> None:
	"""What the pages of the sandbox do when somebody allows everything."""
	address = connecting.begin(DIGIKEY_ACCOUNT, False)
	asked = dict(parse_qsl(urlsplit(address).query))
	wanted = {name: asked[name] for name in ("client_id", "redirect_uri", "state")}
	answer = requests.post(f"{base_url}/_sandbox/sign-in", json=wanted, timeout=5)
	answer.raise_for_status()
	connecting.come_back(AuthorizationResponse(Secret(asked["state"]), Secret(answer.json()["code"])))


def _supplier(name: str) -> None:
	if not frappe.db.exists("Supplier", name):
		group = frappe.db.get_value("Supplier Group", {"is_group": 0}, "name", order_by="creation asc")
		_insert(doctype="Supplier", supplier_name=name, supplier_group=group)


def _uom(name: str) -> None:
	if not frappe.db.exists("UOM", name):
		_insert(doctype="UOM", uom_name=name)


def _item(code: str, name: str, sku: str) -> None:
	if frappe.db.exists("Item", code):
		return
	group = frappe.db.get_value("Item Group", {"is_group": 0}, "name", order_by="creation asc")
	numbers = [{"supplier": SUPPLIER, "supplier_part_no": sku}] if sku else []
	_insert(
		doctype="Item",
		item_code=code,
		item_name=name[:140],
		description=name,
		item_group=group,
		stock_uom="Nos",
		is_stock_item=0,
		supplier_items=numbers,
		uoms=[{"uom": "Nos", "conversion_factor": 1}, {"uom": "Box", "conversion_factor": 100}],
	)


def _people() -> None:
	# Frappe makes a System Manager of whoever comes first: let that be somebody else.
	_user(MANAGER, {"System Manager", "Item Manager"})
	_user(BUYER, _ROLES)
	_user(ENGINEER, _ENGINEER_ROLES)
	_user(PURCHASER, {"Purchase Manager", "Sales User"})
	_user(CLERK, {"Purchase User"})
	# Reads orders, and the carts and accounts that belong to them.
	_user(READER, {"Stock User", "Supplier Connect Viewer"})
	_user(ITEM_MANAGER, {"Item Manager"})
	for user in _FIRST_NAMES:
		update_password(user, PASSWORD, logout_all_sessions=False)


def _user(email: str, roles: Collection[str]) -> None:
	if not frappe.db.exists("User", email):
		roles_rows = [{"role": role} for role in sorted(roles)]
		_insert(
			doctype="User",
			email=email,
			first_name=_FIRST_NAMES[email],
			send_welcome_email=0,
			roles=roles_rows,
		)
	# Made by an earlier run, perhaps under another name.
	name = _FIRST_NAMES[email]
	frappe.db.set_value("User", email, {"first_name": name, "last_name": "", "full_name": name})
	user = frappe.get_doc("User", email)
	surplus = {row.role for row in user.roles} - set(roles)
	if surplus:
		user.remove_roles(*surplus)
	user.add_roles(*roles)


def _insert(**values: Any) -> None:
	frappe.get_doc(values).insert(ignore_permissions=True)


def shut(accounts: list[str] | None = None) -> list[str]:
	"""Disable all accounts of the site, others' too; with names, enable these again."""
	names = accounts
	if names is None:
		names = frappe.get_all("Supplier Account", filters={"enabled": 1}, pluck="name")
	for name in names:
		frappe.db.set_value("Supplier Account", name, "enabled", int(accounts is not None))
		frappe.clear_document_cache("Supplier Account", name)
	return names


_COMMANDS: dict[str, Callable[..., Any]] = {
	"prepare": prepare,
	"account": account,
	"at_shop": at_shop,
	"address": address,
	"billed": billed,
	"digikey": digikey,
	"exchange": exchange,
	"fees": fees,
	"item": item,
	"known_part": known_part,
	"mouser": mouser,
	"numbers": numbers,
	"order": order,
	"parts": parts,
	"cart_readers": cart_readers,
	"person": person,
	"precision": precision,
	"rates": rates,
	"sent": sent,
	"newest": newest,
	"language": language,
	"frappe_version": lambda: frappe.__version__,
	"rules": rules,
	"shut": shut,
	**lookup_data.COMMANDS,
	**resync_data.COMMANDS,
}


def main(site: str) -> None:
	"""Do one command after the other."""
	answers, sys.stdout = sys.stdout, sys.stderr
	for line in sys.stdin:
		answers.write(f"{json.dumps(_done(site, *json.loads(line)))}\n")
		answers.flush()


def _done(site: str, command: str, given: dict[str, Any]) -> dict[str, Any]:
	"""Do a command, whole or not at all, as a request of its own would."""
	frappe.init(site=site, sites_path=".")
	try:
		frappe.connect()
		frappe.set_user("Administrator")
		answer = _COMMANDS[command](**given)
		frappe.db.commit()  # nosemgrep: a script of its own
	except Exception:
		return {"failed": traceback.format_exc()}
	finally:
		frappe.destroy()
	return {"done": answer}


if __name__ == "__main__":
	main(sys.argv[1])
