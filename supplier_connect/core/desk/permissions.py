"""Who may see what: the one place that hooks, whitelisted functions, reports, cards and jobs ask.

Roles and User Permissions are Frappe's. Beyond them a record is seen by those who may read what it is about, see `_ABOUT`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from types import MappingProxyType
from typing import Any

import frappe
from frappe.model import get_permitted_fields
from frappe.model.db_query import DatabaseQuery
from pypika.terms import LiteralValue

from supplier_connect.core.desk.side_transaction import run_in_side_transaction

# These look at all records, whether or not they may see the orders and Items that those are about.
_SEE_ALL = frozenset({"Supplier Connect Manager", "Supplier Connect Viewer", "System Manager"})
# These see and change what is somebody else's.
_MANAGE = frozenset({"Supplier Connect Manager", "System Manager"})
_NOTHING = "1 = 0"
_WORD = re.compile(r"\w+")
# The caller's own transaction may have begun before these were stored.
_STORED_AT_ONCE = frozenset({"Supplier Cart"})


@dataclass(frozen=True)
class _About:
	"""A document that a record is about: the field with its name, `always` also for those who look at all records.

	With `table` the field is one of the record's rows, and all of them are meant.
	"""

	field: str
	doctype: str
	always: bool = False
	table: str = ""
	# What stands before this in the field is the name.
	until: str = ""

	def names(self, doc: Any) -> list[str]:
		"""The documents that a record is about."""
		rows = doc.get(self.table) or [] if self.table else [doc]
		values = (row.get(self.field) or "" for row in rows)
		return [value.split(self.until)[0] if self.until else value for value in values]

	def condition(self, record: str, limit: str) -> str:
		"""The condition on the records of a kind, where `limit` is the one on the documents."""
		# Frappe's own conditions, with their values escaped, and names of this module.
		readable = f"select `tab{self.doctype}`.name from `tab{self.doctype}` where {limit}"  # noqa: S608  # nosemgrep
		if self.table:
			return (
				f"not exists (select 1 from `tab{self.table_type(record)}` about where about.parent = `tab{record}`.name "  # noqa: S608  # nosemgrep
				f"and about.parenttype = '{record}' and about.`{self.field}` not in ({readable}))"
			)
		value = f"`tab{record}`.`{self.field}`"
		named = f"substring_index({value}, '{self.until}', 1)" if self.until else value
		return f"(ifnull({value}, '') = '' or {named} in ({readable}))"

	def table_type(self, record: str) -> str:
		"""The DocType of the rows."""
		return frappe.get_meta(record).get_field(self.table).options


_ACCOUNT = _About("account", "Supplier Account", always=True)
_ITEM = _About("item", "Item")
_PART = _About("part", "Supplier Part", always=True)
_ABOUT: Mapping[str, tuple[_About, ...]] = MappingProxyType(
	{
		# Its own links (the supplier) are what User Permissions look at.
		"Supplier Account": (),
		"Supplier Alert": (_ITEM, _PART),
		"Supplier BOM Cost": (_ITEM,),
		"Connector Cached Response": (_ACCOUNT,),
		"Connector Call": (_ACCOUNT,),
		"Connector Quota": (_About("account", "Supplier Account", always=True, until="/"),),
		"Supplier Cart": (_About("purchase_order", "Purchase Order"), _ACCOUNT),
		"Supplier Match": (_ITEM, _About("account", "Supplier Account", always=True, table="searched")),
		"Supplier Part": (_ITEM,),
		"Supplier Part History": (_ITEM, _PART),
		"Supplier Resync": (_ACCOUNT,),
		"Supplier Resync Cursor": (_ACCOUNT,),
		"Connector Token": (_ACCOUNT,),
		"Connector Authorization Request": (_ACCOUNT,),
		"Connector Usage": (_ACCOUNT,),
	}
)
# Rows are seen with what they are rows of: Frappe itself looks at the kind of it only.
_ROWS: Mapping[str, str] = MappingProxyType(
	{
		"Item Parameter": "Item",
		"Supplier BOM Cost Line": "Supplier BOM Cost",
		"Supplier BOM Cost Offer": "Supplier BOM Cost",
		"Supplier BOM Cost Total": "Supplier BOM Cost",
		"Supplier Cart Line": "Supplier Cart",
		"Supplier Match Account": "Supplier Match",
		"Supplier Match Candidate": "Supplier Match",
		"Supplier Part Parameter": "Supplier Part",
		"Supplier Part Price Break": "Supplier Part",
	}
)


# hooks


def sees(doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""Hook: whether a user may read all that a record is about."""
	user = user or frappe.session.user
	return all(
		may(about.doctype, name, user=user)
		for about in _asked_of(doc.doctype, user)
		for name in about.names(doc)
	)


def is_own(doc: Any, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""Hook: a subscription is its user's, whoever made it, and the managers'."""
	user = user or frappe.session.user
	return _manages(user) or doc.get("user") in (None, "", user)


def query_supplier_alert_subscription(user: str | None = None) -> str:
	"""Hook: lists show the user's own subscriptions; managers see all."""
	user = user or frappe.session.user
	return "" if _manages(user) else f"`tabSupplier Alert Subscription`.user = {frappe.db.escape(user)}"


def _manages(user: str) -> bool:
	return user == "Administrator" or bool(_MANAGE.intersection(frappe.get_roles(user)))


def _conditions(record: str, user: str | None = None) -> str:
	user = user or frappe.session.user
	if _filters_by_hidden(record, user):
		return _NOTHING
	limits = [(about, _limit(about.doctype, user)) for about in _asked_of(record, user)]
	conditions = [about.condition(record, limit) for about, limit in limits if limit]
	return _or_shared(record, user, " and ".join([*conditions, *_rows_limits(record, user)]))


def _filters_by_hidden(record: str, user: str) -> bool:
	"""Whether a request filters, sorts or groups by a field that the user may not read, as Frappe 15 lets them."""
	# Those that no form shows are encrypted.
	fields = (field for field in frappe.get_meta(record).fields if field.permlevel and not field.hidden)
	restricted = {field.fieldname for field in fields}
	hidden = restricted.difference(get_permitted_fields(record, user=user))
	asked = {name: value for name, value in (frappe.local.form_dict or {}).items() if name != "fields"}
	return bool(hidden) and bool(hidden.intersection(_WORD.findall(frappe.as_json(asked))))


def _rows_conditions(rows: str, user: str | None = None) -> str:
	record = _ROWS[rows]
	limit = _limit(record, user or frappe.session.user)
	return _About("parent", record).condition(rows, limit) if limit else ""


def query_name(doctype: str) -> str:
	"""The name of the hook of a DocType's lists in this module: Frappe 15 doesn't say which DocType it asks for."""
	return "query_" + doctype.lower().replace(" ", "_").replace("-", "_")


globals().update(
	{
		**{query_name(record): partial(_conditions, record) for record in _ABOUT},
		**{query_name(rows): partial(_rows_conditions, rows) for rows in _ROWS},
	}
)


def _asked_of(record: str, user: str) -> tuple[_About, ...]:
	"""What a user must be able to read to see records of a kind."""
	sees_all = user == "Administrator" or bool(_SEE_ALL.intersection(frappe.get_roles(user)))
	return tuple(about for about in _ABOUT.get(record, ()) if about.always or not sees_all)


# questions


def may(doctype: str, name: str | None, ptype: str = "read", user: str | None = None) -> bool:
	"""Whether a user (the current one) may `ptype` a document; "" is none.

	One that isn't there (any more) may be read by those who may read all of its kind, as lists have it.
	"""
	user = user or frappe.session.user
	if not name:
		return True
	if not frappe.has_permission(doctype, ptype, user=user):
		return False
	doc = _found(doctype, name)
	if doc is None:
		return not _limit(doctype, user)
	return bool(frappe.has_permission(doctype, ptype, doc=doc, user=user))


def document(doctype: str, name: str, ptype: str = "read") -> Any:
	"""The document of a name that a caller sends, if the current user may `ptype` it.

	Raises `frappe.PermissionError`, also for names that aren't there, unless the user may read all documents of the kind:
	then `frappe.DoesNotExistError`.
	"""
	user = frappe.session.user
	if name and frappe.has_permission(doctype, ptype):
		doc = _found(doctype, name)
		if doc is not None and frappe.has_permission(doctype, ptype, doc=doc):
			return doc
		# User Permissions may be about its rows, too.
		if doc is None and not frappe.permissions.get_user_permissions(user) and not _limit(doctype, user):
			sentence = frappe._("There is no {0} {1}.").format(frappe._(doctype), escape(name))
			frappe.throw(sentence, frappe.DoesNotExistError)
	sentence = _REFUSALS.get(ptype, "You have no permission to read {0}.")
	frappe.throw(frappe._(sentence).format(escape(name)), frappe.PermissionError)


_REFUSALS = {"write": "You have no permission to change {0}."}


def roles_that_read(doctype: str) -> list[str]:
	"""The roles that may read documents of a kind, as the site has it, by name."""
	return sorted(
		{row.role for row in frappe.get_meta(doctype).permissions if row.read and not row.permlevel}
	)


def check_enabled() -> None:
	"""Raise `frappe.PermissionError` in a job whose user was disabled after it was queued."""
	user = frappe.session.user
	if not frappe.db.get_value("User", user, "enabled"):
		frappe.throw(frappe._("{0} is disabled.").format(escape(user)), frappe.PermissionError)


def readable(doctype: str, names: Collection[str], user: str | None = None) -> list[str]:
	"""Those of some documents that a user (the current one) may read, by name, as lists show them."""
	user = user or frappe.session.user
	if not names or not frappe.has_permission(doctype, "read", user=user):
		return []
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.name).where(table.name.isin(list(names))).orderby(table.name)
	if limit := _limit(doctype, user):
		query = query.where(LiteralValue(limit.replace("%", "%%")))
	return [name for (name,) in query.run()]


def limit_of(doctype: str) -> str:
	"""The condition on the documents of a kind that the current user may read; "" where it is all of them."""
	return _limit(doctype, frappe.session.user)


def may_open_cart(order: str) -> bool:
	"""Whether the current user is given the links to an order's carts: who has one can change what is in the cart."""
	return may("Purchase Order", order, "write")


def _found(doctype: str, name: str) -> Any | None:
	def read() -> Any | None:
		return frappe.get_doc(doctype, name) if frappe.db.exists(doctype, name) else None

	return run_in_side_transaction(read) if doctype in _STORED_AT_ONCE else read()


def _limit(doctype: str, user: str) -> str:
	# Who has no role for them reads what is shared with them, and nothing else.
	if not frappe.permissions.get_role_permissions(doctype, user=user).get("read"):
		shared = frappe.share.get_shared(doctype, user)
		names = ", ".join(frappe.db.escape(name, percent=False) for name in shared)
		return f"`tab{doctype}`.name in ({names})" if names else _NOTHING
	listed = DatabaseQuery(doctype, user=user).build_match_conditions() or ""
	# Those of ours are in their hook.
	rows = [] if doctype in _ABOUT else _rows_limits(doctype, user)
	return _or_shared(doctype, user, " and ".join([*filter(None, [listed]), *rows])) if rows else listed


def _rows_limits(doctype: str, user: str) -> list[str]:
	"""The conditions of User Permissions on the rows of documents: Frappe's documents look at them, its lists don't."""
	limits = frappe.permissions.get_user_permissions(user)
	if not limits or frappe.permissions.get_role_permissions("User Permission", user=user).get("write"):
		return []
	conditions = []
	for table in frappe.get_meta(doctype).get_table_fields():
		rows = frappe.get_meta(table.options)
		wrong = _wrong_links(rows, doctype, limits)
		if wrong and not (rows.is_virtual or table.get("is_virtual")):
			conditions.append(
				f"not exists (select 1 from `tab{rows.name}` limited where limited.parent = `tab{doctype}`.name "  # noqa: S608  # nosemgrep
				f"and limited.parenttype = '{doctype}' and ({' or '.join(wrong)}))"
			)
	return conditions


def _wrong_links(rows: Any, doctype: str, limits: Mapping[str, Any]) -> list[str]:
	"""The conditions on rows of documents of a kind that link to what User Permissions leave out."""
	# Strict ones want a value, too.
	values = [] if frappe.get_system_settings("apply_strict_user_permissions") else [""]
	wrong = []
	for field in rows.get_link_fields():
		allowed = frappe.permissions.get_allowed_docs_for_doctype(limits.get(field.options, []), doctype)
		if allowed and not (field.ignore_user_permissions or field.get("is_virtual")):
			names = ", ".join(frappe.db.escape(name, percent=False) for name in [*allowed, *values])
			wrong.append(f"ifnull(limited.`{field.fieldname}`, '') not in ({names})")
	return wrong


def _or_shared(doctype: str, user: str, condition: str) -> str:
	"""A condition, or being shared with the user: that opens a document whatever else it is about."""
	shared = frappe.share.get_shared(doctype, user) if condition else []
	if not shared:
		return condition
	names = ", ".join(frappe.db.escape(name, percent=False) for name in shared)
	return f"(({condition}) or `tab{doctype}`.name in ({names}))"
