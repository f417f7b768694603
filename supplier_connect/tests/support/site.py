"""What the tests on a site share: a test case, and documents made as a company has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import frappe
from frappe.utils import add_days, today

from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.shops.desk.accounts.accounts import read_account
from supplier_connect.shops.desk.cart.orders import order_of
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.order import Order, OrderLine
from supplier_connect.tests.contracts.base import Contract

try:
	from frappe.tests import IntegrationTestCase as SiteTestCase
except ImportError:
	from frappe.tests.utils import FrappeTestCase as SiteTestCase

CART_KEY = "sandbox-cart-key"
SEARCH_KEY = "sandbox-search-key"
# What the side connection stores for good, and the field that names the account.
_STORED = {
	"Supplier Cart": "account",
	"Connector Call": "account",
	"Connector Usage": "account",
	"Connector Cached Response": "account",
	"Connector Quota": "account",
	"Connector Rate Limit": "name",
	"Connector Token": "account",
	"Connector Authorization Request": "account",
	"Supplier Resync": "account",
	"Supplier Resync Cursor": "account",
}
# What tests commit, and a run that is killed leaves for the next one to trip over.
_LEFT_BEHIND = {
	"Item Price": "item_code",
	"Supplier Account": "name",
	"Connector Key": "account",
	"Supplier Alert": "account",
	"Supplier Part": "account",
	"Supplier Part History": "account",
}
_MARK = "SCTEST"
SAVEPOINT = "supplier_connect_test"
_JOB_SAVEPOINT = "sctest_job"


class SiteCase(SiteTestCase):
	"""A test case that leaves nothing behind.

	Each test is rolled back to where it began; what the side connection stored is deleted by the tests' mark.
	"""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		# Sandboxes are on this machine.
		frappe.local.conf["supplier_connect_allow_private_hosts"] = 1
		_delete_marked(_LEFT_BEHIND)
		frappe.db.commit()  # nosemgrep
		run_in_side_transaction(delete_stored)

	def setUp(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.savepoint(SAVEPOINT)
		super().setUp()

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		super().tearDown()
		frappe.db.rollback(save_point=SAVEPOINT)
		run_in_side_transaction(delete_stored)

	def commit(self) -> None:
		"""Make what was done so far visible to other connections; the test must take it back itself."""
		frappe.db.commit()  # nosemgrep
		frappe.db.savepoint(SAVEPOINT)


@contextmanager
def transactions() -> Iterator[None]:
	"""What is committed stays for the test, what is rolled back goes, and nothing of it outlives the test."""
	rollback = frappe.db.rollback

	def back(*_args: Any, save_point: str | None = None) -> None:
		rollback(save_point=save_point or _JOB_SAVEPOINT)

	def run_in_side_transaction() -> None:
		frappe.db.savepoint(_JOB_SAVEPOINT)

	run_in_side_transaction()
	with (
		mock.patch.object(frappe.db, "commit", side_effect=run_in_side_transaction),
		mock.patch.object(frappe.db, "rollback", side_effect=back),
	):
		yield


class Committing:
	"""A test case, before the class it extends, whose code commits: what that stores lasts as long as the test."""

	def setUp(self) -> None:
		self.patches = ExitStack()
		# Also where the rest of the set-up fails: what is patched here is everybody's.
		self.addCleanup(self.patches.close)
		super().setUp()
		self.patches.enter_context(transactions())

	def tearDown(self) -> None:
		self.patches.close()
		# Locks outlive a rollback to a savepoint, and others clean up after us.
		frappe.db.rollback()
		frappe.db.savepoint(SAVEPOINT)
		super().tearDown()


def delete_stored() -> None:
	"""Delete what the side connection stored for the tests' accounts."""
	lines = frappe.qb.DocType("Supplier Cart Line")
	carts = frappe.qb.DocType("Supplier Cart")
	ours = frappe.qb.from_(carts).select(carts.name).where(carts.account.like(f"%{_MARK}%"))
	frappe.qb.from_(lines).where(lines.parent.isin(ours)).delete().run()
	grants = frappe.get_all("Connector Token", {"account": ("like", f"%{_MARK}%")}, pluck="name")
	if grants:
		frappe.db.delete("__Auth", {"doctype": "Connector Token", "name": ("in", grants)})
	_delete_marked(_STORED)


def _delete_marked(fields: Mapping[str, str]) -> None:
	for doctype, field in fields.items():
		frappe.db.delete(doctype, {field: ("like", f"%{_MARK}%")})


class DocTypeHooks(Contract):
	"""The hooks of the contracts on DocTypes."""

	def unique(self, prefix: str) -> str:
		return super().unique(f"{_MARK}-{prefix}")

	def run_in_parallel(self, functions: Sequence[Callable[[], object]]) -> list[object]:
		return super().run_in_parallel([_on_site(frappe.local.site, function) for function in functions])

	def make_account(self, name: str) -> ShopAccount:
		return make_account(name).engine

	def make_item(self, code: str) -> str:
		return make_item(code)

	def make_order(self, order: Order) -> Order:
		return order_of(make_order(order.supplier, list(order.lines), order.currency))


def _on_site(site: str, function: Callable[[], object]) -> Callable[[], object]:
	"""The function with a site context and connection of its own, as another worker has them."""
	sites_path = frappe.local.sites_path

	def run() -> object:
		frappe.init(site=site, sites_path=sites_path)
		frappe.connect()
		try:
			return function()
		finally:
			frappe.destroy()

	return run


class MadeAccount:
	"""A Supplier Account made for a test, as a document and as the engine sees it."""

	def __init__(self, doc: Any) -> None:
		self.doc = doc

	@property
	def engine(self) -> ShopAccount:
		return read_account(self.doc.name, frappe.session.user)


def make_account(name: str, **values: Any) -> MadeAccount:
	"""A Supplier Account with sandbox keys, and a Supplier of its own unless one is given."""
	supplier = values.pop("supplier", None) or make_supplier(f"{name} Supplier")
	doc = frappe.get_doc(
		{
			"doctype": "Supplier Account",
			"account_name": name,
			"connector": "Mouser",
			"supplier": supplier,
			"country": "United States",
			"currency": "USD",
			"cart_key": CART_KEY,
			"search_key": SEARCH_KEY,
			**values,
		}
	)
	return MadeAccount(doc.insert())


def make_supplier(name: str) -> str:
	"""A Supplier of that name."""
	if not frappe.db.exists("Supplier", name):
		group = frappe.db.get_value("Supplier Group", {"is_group": 0}, order_by="name asc")
		frappe.get_doc({"doctype": "Supplier", "supplier_name": name, "supplier_group": group}).insert()
	return name


def make_item(code: str) -> str:
	"""A stock Item of that code, counted in Nos, that can also be bought in boxes of 50."""
	if not frappe.db.exists("Item", code):
		group = frappe.db.get_value("Item Group", {"is_group": 0}, order_by="name asc")
		frappe.get_doc(
			{
				"doctype": "Item",
				"item_code": code,
				"item_group": group,
				"stock_uom": "Nos",
				"uoms": [{"uom": "Box", "conversion_factor": 50}],
			}
		).insert()
	return code


def company() -> str:
	"""The company that the tests buy for."""
	return frappe.db.get_value("Company", {}, order_by="creation asc")


def warehouse() -> str:
	"""A warehouse of the company."""
	return frappe.db.get_value("Warehouse", {"company": company(), "is_group": 0}, order_by="name asc")


def make_order(supplier: str, lines: Sequence[OrderLine], currency: str = "USD", **values: Any) -> Any:
	"""A draft Purchase Order with these lines."""
	doc = frappe.get_doc(
		{
			"doctype": "Purchase Order",
			"supplier": supplier,
			"company": company(),
			"currency": currency,
			"conversion_rate": 1,
			"schedule_date": add_days(today(), 7),
			"items": [_row(line) for line in lines],
			**values,
		}
	)
	return doc.insert()


def _row(line: OrderLine) -> dict[str, Any]:
	return {
		"item_code": line.item,
		"description": line.description,
		"qty": float(line.quantity),
		"uom": line.uom,
		"conversion_factor": float(line.conversion_factor),
		"rate": float(line.rate or 0),
		"supplier_part_no": line.sku,
		"warehouse": warehouse(),
	}


def make_user(name: str, *roles: str) -> str:
	"""A user with these roles and no others.

	Rows and not documents: saving a User throws away all that Frappe 15 keeps of all DocTypes, which costs seconds.
	"""
	email = f"{name}@example.com"
	at_desk = bool(roles) and frappe.db.exists("Role", {"name": ("in", roles), "desk_access": 1})
	values = {"user_type": "System User" if at_desk else "Website User", "enabled": 1}
	if not frappe.db.exists("User", email):
		user = frappe.get_doc(
			{"doctype": "User", "name": email, "email": email, "first_name": name, **values}
		)
		user.db_insert()
	frappe.db.set_value("User", email, values)
	frappe.db.delete("Has Role", {"parenttype": "User", "parent": email})
	for place, role in enumerate(roles, start=1):
		row = frappe.get_doc({"doctype": "Has Role", "role": role, "parent": email, "parenttype": "User"})
		row.update({"name": frappe.generate_hash(length=10), "parentfield": "roles", "idx": place})
		row.db_insert()
	frappe.clear_cache(user=email)
	return email
