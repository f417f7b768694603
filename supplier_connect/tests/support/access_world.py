"""What the test of all rights walks through: two of everything, users who may see some of it, and what REST says they may."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import frappe
from frappe.client import get as read_by_rest

from supplier_connect.core.desk.locked_columns import lock
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.shops.desk.accounts.figures import utc_today
from supplier_connect.shops.desk.lookup.matches import DeskMatchStore
from supplier_connect.shops.model.match import (
	Fit,
	Match,
	MatchCandidate,
	MatchOffer,
	MatchState,
	PlanNote,
	ShopOutcome,
)
from supplier_connect.shops.model.offer import Offer, PriceBreak
from supplier_connect.tests.support.site import (
	company,
	delete_stored,
	make_account,
	make_item,
	make_supplier,
	warehouse,
)

READER = "SCTEST Reader"
_MARK = "SCWALK"
# Where the world lies: DocTypes with the field and the pattern that finds it.
_PLACES = (
	*(
		(doctype, "name", f"{_MARK}%")
		for doctype in ("Has Role", "User Permission", "DocShare", "Custom DocPerm")
	),
	("User", "name", "scwalk-%"),
	("Role", "name", READER),
	*((doctype, "parent", "SCTEST-PO-%") for doctype in ("Purchase Order Item", "Payment Schedule")),
	("Purchase Order", "name", "SCTEST-PO-%"),
	*((doctype, "parent", "BOM-SCTEST-BOARD-%") for doctype in ("BOM Item", "BOM Explosion Item")),
	("BOM", "name", "BOM-SCTEST-BOARD-%"),
	("Supplier BOM Cost Offer", "parent", "SCTEST-BOM-COST%"),
	("Supplier BOM Cost", "name", "SCTEST-BOM-COST%"),
	*(
		(doctype, "account", "SCTEST-ACC-%")
		for doctype in ("Supplier Alert", "Supplier Part", "Supplier Part History")
	),
	("Supplier Match Account", "account", "SCTEST-ACC-%"),
	("Supplier Match Candidate", "accounts", "%SCTEST-ACC-%"),
	("Supplier Match", "item", "SCTEST-ITEM-%"),
	("Supplier Account", "name", "SCTEST-ACC-%"),
	*((doctype, "parent", "SCTEST-ITEM-%") for doctype in ("UOM Conversion Detail", "Item Default")),
	*((doctype, "parent", "SCTEST-BOARD") for doctype in ("UOM Conversion Detail", "Item Default")),
	("Item", "name", "SCTEST-ITEM-%"),
	("Item", "name", "SCTEST-BOARD"),
	("Supplier", "name", "SCTEST-SUP-%"),
)
# Roles that a user of the walk has, and the documents that their User Permissions limit them to.
USERS: Mapping[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
	"buyer": (("Purchase User",), ()),
	"item-manager": (("Item Manager",), ()),
	"stock": (("Stock User",), ()),
	"viewer": (("Supplier Connect Viewer",), ()),
	"manager": (("Supplier Connect Manager",), ()),
	"sales": (("Sales User",), ()),
	"reader": ((READER,), ()),
	"buyer-of-account": (("Purchase User", "Item Manager"), (("Supplier Account", "SCTEST-ACC-A"),)),
	"buyer-of-supplier": (("Purchase User", "Item Manager"), (("Supplier", "SCTEST-SUP-A"),)),
	"buyer-of-item": (("Purchase User", "Item Manager"), (("Item", "SCTEST-ITEM-A"),)),
	"buyer-of-order": (("Purchase User",), (("Purchase Order", "SCTEST-PO-A"),)),
	"viewer-of-account": (("Supplier Connect Viewer",), (("Supplier Account", "SCTEST-ACC-A"),)),
	"manager-of-account": (("Supplier Connect Manager",), (("Supplier Account", "SCTEST-ACC-A"),)),
}
# What only the role of the tests reads, with no role for the Items and orders that these are about.
_READERS = (
	"Supplier Account",
	"Supplier Alert",
	"Supplier Cart",
	"Supplier Match",
	"Supplier Part",
	"Supplier Part History",
)
# The supplier of each account.
_SUPPLIER = {"A": "A", "B": "B", "C": "A"}
_AT = datetime(2026, 3, 1, tzinfo=timezone.utc)


@dataclass
class World:
	"""The documents of the walk: by DocType their names, by name a word that nothing but this document says."""

	documents: dict[str, list[str]] = field(default_factory=dict)
	words: dict[tuple[str, str], str] = field(default_factory=dict)

	def add(self, doctype: str, name: str, word: str = "") -> str:
		"""Note a document."""
		self.documents.setdefault(doctype, []).append(name)
		self.words[doctype, name] = word or name
		return name


class Rest:
	"""What Frappe's own REST lets a user read, and what its rights say of the rest."""

	def __init__(self, world: World) -> None:
		named = [(doctype, name) for doctype, names in world.documents.items() for name in names]
		answers = {key: answer for key in named if (answer := _read(*key)) is not None}
		self.readable = set(answers)
		self._text = json.dumps(list(answers.values()), default=str)

	def reads(self, doctype: str, name: str) -> bool:
		"""Whether `GET /api/resource/DOCTYPE/NAME` answers."""
		return (doctype, name) in self.readable

	def tells(self, word: str) -> bool:
		"""Whether REST tells a word in any of the documents that it shows."""
		return json.dumps(word) in self._text

	def writes(self, doctype: str, name: str) -> bool:
		"""Whether `PUT /api/resource/DOCTYPE/NAME` would be let through."""
		return self.reads(doctype, name) and bool(frappe.has_permission(doctype, "write", doc=name))

	def kind(self, doctype: str, ptype: str = "read") -> bool:
		"""Whether there may be documents of a kind that the user may `ptype`."""
		return bool(frappe.has_permission(doctype, ptype))


def _read(doctype: str, name: str) -> Any | None:
	try:
		return read_by_rest(doctype, name)
	except frappe.PermissionError:
		return None
	finally:
		frappe.clear_messages()


def wipe() -> None:
	"""Delete the world and its users, for good."""
	frappe.db.rollback()
	run_in_side_transaction(delete_stored)
	for doctype, column, pattern in _PLACES:
		frappe.db.delete(doctype, {column: ("like", pattern)})
	frappe.db.delete("__Auth", {"doctype": "Supplier Account", "name": ("like", "SCTEST-ACC-%")})
	frappe.db.commit()  # nosemgrep
	frappe.clear_cache()


def store_beside(link: str) -> None:
	"""What the side connection stores: carts, calls, usage and runs. Their orders and accounts are made later."""
	for mark, account in (("A", "A"), ("A-AT-C", "C"), ("B", "B")):
		_rows(
			"Supplier Cart",
			name=f"SCTEST-CART-{mark}",
			purchase_order=f"SCTEST-PO-{mark[0]}",
			account=f"SCTEST-ACC-{account}",
			supplier=f"SCTEST-SUP-{_SUPPLIER[account]}",
			company=company(),
			state="Sent",
			user="Administrator",
			currency="USD",
			cart_key=lock(f"key-of-{mark}"),
			cart_url=lock(f"{link}{mark}"),
			lease_until="2026-03-01",
			sent_at=frappe.utils.now(),
			attempt=1,
			leftover_skus="[]",
			unknown="",
		)
	for mark in _SUPPLIER:
		# The calls of today are spent: no shop is asked anything.
		_rows("Connector Quota", account=f"SCTEST-ACC-{mark}", day=utc_today(), calls=1)
		named = {"account": f"SCTEST-ACC-{mark}"}
		_rows(
			"Connector Usage",
			name=f"SCTEST-USE-{mark}",
			day="2026-03-01",
			user=f"of-{mark}@x.example",
			calls=1,
			**named,
		)
		_rows(
			"Connector Call", name=f"SCTEST-CALL-{mark}", path=f"/of/{mark}", called_at="2026-03-01", **named
		)
		_rows("Supplier Resync", name=f"SCTEST-RUN-{mark}", scope="All Parts", state="Done", **named)


def make_world() -> World:
	"""Suppliers A and B with their accounts (A has two: A and C), an Item and an order of each, and what there is about them."""
	world = World()
	for mark in "AB":
		world.add("Supplier", make_supplier(f"SCTEST-SUP-{mark}"))
		world.add("Item", make_item(f"SCTEST-ITEM-{mark}"))
	for mark in _SUPPLIER:
		_account(world, mark)
	for mark in "AB":
		_order(world, mark)
	_bom(world)
	for mark, account in (("A", "A"), ("A-AT-C", "C"), ("A-AT-B", "B"), ("B", "B")):
		_part(world, f"SCTEST-ITEM-{mark[0]}", f"SCTEST-ACC-{account}", mark)
	for mark, accounts in (("A", "A"), ("A-AT-AC", "AC"), ("A-AT-B", "B"), ("B", "B")):
		_match(world, f"SCTEST-ITEM-{mark[0]}", [f"SCTEST-ACC-{one}" for one in accounts], mark)
	for mark in ("A", "A-AT-C", "B"):
		world.add("Supplier Cart", f"SCTEST-CART-{mark}")
	return world


def make_users() -> dict[str, str]:
	"""The users of the walk, by what they are. Rows, as documents would take minutes."""
	_reader_role()
	for what, (roles, limits) in USERS.items():
		user = _user(what)
		_rows("User", name=user, email=user, first_name=what, enabled=1, user_type="System User")
		for role in roles:
			_rows("Has Role", parent=user, parenttype="User", parentfield="roles", role=role)
		for doctype, name in limits:
			_rows("User Permission", user=user, allow=doctype, for_value=name, apply_to_all_doctypes=1)
	for doctype, name in (("Item", "SCTEST-ITEM-A"), ("Purchase Order", "SCTEST-PO-A")):
		_rows("DocShare", user=_user("reader"), share_doctype=doctype, share_name=name, read=1)
	frappe.clear_cache()

	return {what: _user(what) for what in USERS}


def _user(what: str) -> str:
	return f"scwalk-{what}@example.com"


def _reader_role() -> None:
	_rows("Role", name=READER, role_name=READER, desk_access=1)
	for doctype in _READERS:
		rights = frappe.get_all(
			"DocPerm", {"parent": doctype}, ["role", "permlevel", "read", "write", "create"]
		)
		for row in (*rights, {"role": READER, "read": 1}):
			_rows("Custom DocPerm", parent=doctype, **row)


def _rows(doctype: str, **values: Any) -> str:
	now = frappe.utils.now()
	row = {
		"name": f"{_MARK}{frappe.generate_hash(length=10)}",
		"creation": now,
		"modified": now,
		"owner": "Administrator",
		**values,
	}
	frappe.db.bulk_insert(doctype, list(row), [tuple(row.values())])
	return row["name"]


def _account(world: World, mark: str) -> None:
	connector = "DigiKey" if mark == "B" else "Mouser"
	keys = {"client_id": "sandbox-client-id", "client_secret": "sandbox-client-secret"} if mark == "B" else {}
	made = make_account(
		f"SCTEST-ACC-{mark}",
		supplier=f"SCTEST-SUP-{_SUPPLIER[mark]}",
		connector=connector,
		base_url="https://shop.invalid",
		limits_from="Set Here",
		per_day=1,
		**keys,
	)
	world.add("Supplier Account", made.doc.name)
	world.add("Connector Usage", f"SCTEST-USE-{mark}", f"of-{mark}@x.example")
	world.add("Connector Call", f"SCTEST-CALL-{mark}")
	world.add("Supplier Resync", f"SCTEST-RUN-{mark}")


def _order(world: World, mark: str) -> None:
	doc = frappe.get_doc(
		{
			"doctype": "Purchase Order",
			"supplier": f"SCTEST-SUP-{mark}",
			"company": company(),
			"currency": "USD",
			"conversion_rate": 1,
			"schedule_date": frappe.utils.today(),
			"items": [{"item_code": f"SCTEST-ITEM-{mark}", "qty": 1, "rate": 1, "warehouse": warehouse()}],
		}
	)
	world.add("Purchase Order", doc.insert(set_name=f"SCTEST-PO-{mark}").name)


def _bom(world: World) -> None:
	doc = frappe.get_doc(
		{
			"doctype": "BOM",
			"item": make_item("SCTEST-BOARD"),
			"company": company(),
			"currency": frappe.get_cached_value("Company", company(), "default_currency"),
			"quantity": 1,
			"items": [
				{"item_code": f"SCTEST-ITEM-{mark}", "qty": 1, "uom": "Nos", "rate": 1} for mark in "AB"
			],
		}
	)
	world.add("BOM", doc.insert().name)
	made = {"bom": doc.name, "item": doc.item, "company": doc.company, "user": "Administrator"}
	for mark in "AB":
		cost = world.add(
			"Supplier BOM Cost", _rows("Supplier BOM Cost", name=f"SCTEST-BOM-COST-{mark}", **made)
		)
		_rows(
			"Supplier BOM Cost Offer",
			parent=cost,
			parenttype="Supplier BOM Cost",
			parentfield="offers",
			idx=1,
			account=f"SCTEST-ACC-{mark}",
			supplier=f"SCTEST-SUP-{mark}",
			item=f"SCTEST-ITEM-{mark}",
		)


def _part(world: World, item: str, account: str, mark: str) -> None:
	sku = f"SCTEST-SKU-{mark}"
	name = _rows(
		"Supplier Part",
		name=f"SCTEST-PART-{mark}",
		item=item,
		account=account,
		supplier=frappe.db.get_value("Supplier Account", account, "supplier"),
		sku=sku,
		mpn="",
		manufacturer="",
		currency="USD",
		lifecycle="Obsolete",
		seen_on=frappe.utils.now(),
	)
	world.add("Supplier Part", name, sku)
	record = {"part": name, "item": item, "account": account}
	alert = {
		"kind": "Not Enough Stock",
		"state": "Open",
		"supplier": frappe.db.get_value("Supplier Part", name, "supplier"),
	}
	world.add(
		"Supplier Alert",
		_rows(
			"Supplier Alert",
			name=f"SCTEST-ALERT-{mark}",
			sku=sku,
			orders=lock("SCTEST-PO-A\nSCTEST-PO-B"),
			**alert,
			**record,
		),
	)
	world.add(
		"Supplier Part History",
		_rows(
			"Supplier Part History",
			seen_on=frappe.utils.now(),
			currency="USD",
			prices="[]",
			price_ratio=2,
			**record,
		),
	)


def _match(world: World, item: str, accounts: list[str], mark: str) -> None:
	offers = tuple(
		MatchOffer(
			account,
			"Mouser",
			Offer(
				sku=f"SCTEST-FOUND-{mark}",
				mpn="M",
				manufacturer="M",
				description="",
				currency="USD",
				breaks=(PriceBreak(1, Decimal(1)),),
			),
			1,
			Decimal(1),
			Decimal(1),
			enough=True,
			linked=False,
		)
		for account in accounts
	)
	stored = DeskMatchStore().save(
		Match(
			item=item,
			query=f"SCTEST-QUERY-{mark}",
			own_query="",
			quantity=1,
			strategy="balanced",
			candidates=(MatchCandidate(rank=1, score=1.0, fit=Fit.FITS, exact=True, offers=offers),),
			outcomes=tuple(ShopOutcome(account, "Mouser", (), 1) for account in accounts),
			plan=PlanNote(),
			user="Administrator",
			at=_AT,
			state=MatchState.REVIEW,
		)
	)
	world.add("Supplier Match", stored.name, f"SCTEST-QUERY-{mark}")
