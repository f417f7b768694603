"""Runs in the bench's Python: makes and reads what the browser tests need on the site.

python site_data.py SITE COMMAND, with the command's arguments as a JSON object on standard input; prints JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection
from typing import Any

import frappe
from frappe.utils.password import update_password

SUPPLIER = "Mouser Electronics"
ACCOUNT = "Mouser US (sandbox)"
BUYER = "buyer@browser-tests.example"
PASSWORD = "a walk through the cart"
MANAGER = "manager@browser-tests.example"
# The form of a Purchase Order reads Stock Settings, which a Purchase User alone may not and a Sales User may.
_ROLES = frozenset({"Purchase User", "Sales User"})
_ORDER = "Purchase Order"


def prepare(base_url: str, items: list[dict[str, str]]) -> dict[str, str]:
	"""A supplier with an account at the sandbox, a buyer, and Items with supplier part numbers."""
	_supplier()
	_uom("Box")
	for item in items:
		_item(**item)
	_buyer()
	account(base_url=base_url, cart_key="sandbox-cart-key", search_key="sandbox-search-key")
	return {"buyer": BUYER, "password": PASSWORD, "account": ACCOUNT, "supplier": SUPPLIER}


def account(**fields: Any) -> None:
	"""Create the account or change it."""
	name = frappe.db.exists("Supplier Account", ACCOUNT)
	doc = frappe.get_doc("Supplier Account", name) if name else frappe.new_doc("Supplier Account")
	doc.update({"account_name": ACCOUNT, "connector": "Mouser", "supplier": SUPPLIER, "enabled": 1})
	doc.update({"currency": "USD", "timeout": 5, "limits_from": "Set Here", **fields})
	doc.save()


def order(lines: list[dict[str, Any]], submit: bool = False) -> dict[str, Any]:
	"""A Purchase Order; its name and the names of its rows."""
	company = frappe.db.get_value("Company", {}, "name", order_by="creation asc")
	today = frappe.utils.today()
	doc = frappe.get_doc(
		{
			"doctype": _ORDER,
			"company": company,
			"supplier": SUPPLIER,
			"currency": "USD",
			"conversion_rate": 1.0,
			"schedule_date": frappe.utils.add_days(today, 7),
			"items": [{"schedule_date": frappe.utils.add_days(today, 7), **line} for line in lines],
		}
	)
	doc.flags.ignore_permissions = True
	doc.insert()
	if submit:
		doc.submit()
	return {"name": doc.name, "refs": [row.name for row in doc.items]}


def rates(order: str) -> dict[str, Any]:
	"""The state of an order: rates and part numbers by row, and its totals."""
	doc = frappe.get_doc(_ORDER, order)
	return {
		"docstatus": doc.docstatus,
		"modified": str(doc.modified),
		"net_total": doc.net_total,
		"rates": {row.name: row.rate for row in doc.items},
		"amounts": {row.name: row.amount for row in doc.items},
	}


def _supplier() -> None:
	if not frappe.db.exists("Supplier", SUPPLIER):
		group = frappe.db.get_value("Supplier Group", {"is_group": 0}, "name", order_by="creation asc")
		_insert(doctype="Supplier", supplier_name=SUPPLIER, supplier_group=group)


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


def _buyer() -> None:
	# Frappe makes a System Manager of whoever comes first: let that be somebody else.
	_user(MANAGER, {"System Manager"})
	_user(BUYER, _ROLES)
	for user in (MANAGER, BUYER):
		update_password(user, PASSWORD, logout_all_sessions=False)


def _user(email: str, roles: Collection[str]) -> None:
	if not frappe.db.exists("User", email):
		roles_rows = [{"role": role} for role in sorted(roles)]
		_insert(
			doctype="User",
			email=email,
			first_name="Bea" if email == BUYER else "Max",
			send_welcome_email=0,
			roles=roles_rows,
		)
	user = frappe.get_doc("User", email)
	surplus = {row.role for row in user.roles} - set(roles)
	if surplus:
		user.remove_roles(*surplus)
	user.add_roles(*roles)


def _insert(**values: Any) -> None:
	frappe.get_doc(values).insert(ignore_permissions=True)


_COMMANDS: dict[str, Callable[..., Any]] = {
	"prepare": prepare,
	"account": account,
	"order": order,
	"rates": rates,
}


def main(site: str, command: str) -> None:
	"""Do one command, whole or not at all."""
	given = json.load(sys.stdin) or {}
	frappe.init(site=site, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	answer = _COMMANDS[command](**given)
	frappe.db.commit()  # nosemgrep: a script of its own
	frappe.destroy()
	sys.stdout.write(f"\n{json.dumps(answer)}\n")


if __name__ == "__main__":
	main(*sys.argv[1:3])
