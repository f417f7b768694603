"""Writing supplier parts, some hundred at a time, with a constant number of statements.

Whoever writes parts locks their rows first, in the order of their names, and reads under the lock: so two writers wait for
each other, and neither undoes what the other has stored. Prices and parameters are deleted by their names: to delete them by
their part would lock the gaps beside them, where others store those of other parts.

A new part can't be locked. Of two who add the same one at once, the second waits for the first, and is told that it is there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import frappe
from pypika.terms import Values

from supplier_connect.core.desk.clock import from_site, naive_utc, to_site
from supplier_connect.core.desk.columns import truncate
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.desk.parts.part_history import (
	AS_OF_NOW,
	LastPoint,
	PartChange,
	last_points,
	note_changes,
)
from supplier_connect.shops.desk.parts.part_offers import (
	OFFER_COLUMNS,
	columns_told,
	figure,
	kept_breaks,
	kept_parameters,
	offer_of,
)
from supplier_connect.shops.model.offer import Offer, Parameter, PriceBreak

_DOCTYPE = "Supplier Part"
_BREAKS = "Supplier Part Price Break"
_PARAMETERS = "Supplier Part Parameter"
# When a part was asked for, and how that went.
FRESHNESS_COLUMNS = (
	"seen_on",
	"details_on",
	"tried_on",
	"tried_at_utc",
	"resync_state",
	"not_found_on",
	"failures",
	"failure",
)
# Of these, what is said of the last try.
MARK_COLUMNS = ("tried_on", "resync_state", "not_found_on", "failures", "failure")
_COLUMNS = (
	"name",
	"account",
	"item",
	"supplier",
	*OFFER_COLUMNS,
	*FRESHNESS_COLUMNS,
	"creation",
	"owner",
)
_NEVER_CHANGED = ("name", "creation", "owner")
_LOCKED = f"""
	select {", ".join(f"`{column}`" for column in _COLUMNS)}, modified
	from `tabSupplier Part` force index (primary)
	where name in %(names)s order by name for update
"""  # noqa: S608  # nosemgrep
_IN_SIGHT = "select name, modified from `tabSupplier Part` where name in %(names)s"
# Without the index, a table that is small enough would be read, and locked, as a whole.
_CHILD_ROWS = """
	select * from `tab{0}` force index (parent) where parent in %(names)s and parenttype = 'Supplier Part'
	order by parent asc, idx asc {1}
"""
# MariaDB takes no notice of an index that it is told to use on what is deleted; it does on what that is joined to. The
# parent is asked for so that it looks for the names, and doesn't read the index as a whole.
_DELETE_CHILDREN = """
	delete gone from `tab{0}` named force index (primary)
	straight_join `tab{0}` gone on gone.name = named.name
	where named.name in %(names)s and named.parent != ''
"""
# A row that is there stays as it is, locked; each row's answer is what it is stored as.
_INSERT = """
	insert into `tabSupplier Part` ({columns}) values {rows}
	on duplicate key update name = `tabSupplier Part`.name returning name, sku
"""


@dataclass(frozen=True)
class StoredPart:
	"""A row of Supplier Part, the offer it holds, and the names of the rows with its prices and parameters.

	What is not `in_sight` was stored after the transaction has begun to read.
	"""

	row: Any
	offer: Offer
	break_rows: tuple[str, ...] = ()
	parameter_rows: tuple[str, ...] = ()
	in_sight: bool = True

	@property
	def seen_at(self) -> datetime | None:
		"""When the shop last told something of it (UTC)."""
		return from_site(self.row.seen_on)


@dataclass(frozen=True)
class PartWrite:
	"""A supplier part as it shall be stored: its row, and the offer that was told at `at` (UTC), None for none."""

	row: dict[str, Any]
	at: datetime
	before: StoredPart | None = None
	offer: Offer | None = None


def locked_parts(names: Collection[str]) -> dict[str, StoredPart]:
	"""The parts of these names, as they are now; nobody else changes them before the transaction ends."""
	if not names:
		return {}
	rows = frappe.db.sql(_LOCKED, {"names": list(names)}, as_dict=True)
	in_sight = dict(frappe.db.sql(_IN_SIGHT, {"names": list(names)}))
	# A transaction that has read before doesn't see what others have stored since, unless it locks that, too.
	is_current = all(in_sight.get(row.name) == row.modified for row in rows)
	parts = with_children(rows, "" if is_current else AS_OF_NOW)
	return {part.row.name: replace(part, in_sight=is_current) for part in parts}


def with_children(rows: Sequence[Any], lock: str = "") -> list[StoredPart]:
	"""Rows of Supplier Part with their prices and parameters; two queries."""
	names = [row.name for row in rows]
	breaks = _children(_BREAKS, names, lock)
	parameters = _children(_PARAMETERS, names, lock)
	return [_stored_part(row, breaks[row.name], parameters[row.name]) for row in rows]


def _stored_part(row: Any, breaks: Sequence[Any], parameters: Sequence[Any]) -> StoredPart:
	offer = offer_of(row, [_break_of(one) for one in breaks], [_parameter_of(one) for one in parameters])
	return StoredPart(row, offer, tuple(one.name for one in breaks), tuple(one.name for one in parameters))


def seen_part(before: StoredPart, offer: Offer, at: datetime, *, in_detail: bool) -> PartWrite:
	"""A part that the shop has told of, all there is to tell or prices and stock alone."""
	seen_on = to_site(at)
	row = {
		**before.row,
		**columns_told(offer, before.row),
		"sku": before.row["sku"],
		"supplier": before.row["supplier"] or _supplier_of(before.row["account"]),
		"tried_on": seen_on,
		"seen_on": seen_on,
		"details_on": seen_on if in_detail else before.row["details_on"],
		"resync_state": "Fresh",
		"not_found_on": None,
		"failures": 0,
		"failure": "",
	}
	return PartWrite(row, at, before, offer)


def new_part(account: str, item: str, offer: Offer, at: datetime) -> PartWrite:
	"""A part that was not known."""
	seen_on = to_site(at)
	row = {
		"name": frappe.generate_hash(length=10),
		"account": account,
		"item": item,
		"supplier": _supplier_of(account),
		**columns_told(offer, {}),
		"sku": truncate(offer.sku, len(offer.sku)),
		"seen_on": seen_on,
		"details_on": seen_on,
		"tried_on": seen_on,
		"tried_at_utc": None,
		"resync_state": "Fresh",
		"not_found_on": None,
		"failures": 0,
		"failure": "",
		"creation": frappe.utils.now_datetime(),
		"owner": frappe.session.user,
	}
	return PartWrite(row, at, None, offer)


def unknown_part(before: StoredPart, at: datetime) -> PartWrite:
	"""A part that the shop doesn't know (any more): all that is known of it stays."""
	marks = {
		"tried_on": to_site(at),
		"resync_state": "Not Found",
		"not_found_on": before.row["not_found_on"] or to_site(at),
		"failures": 0,
		"failure": "",
	}
	return PartWrite({**before.row, **marks}, at, before)


def failed_part(before: StoredPart, at: datetime, failure: str) -> PartWrite:
	"""A part that couldn't be read, and why."""
	marks = {
		"tried_on": to_site(at),
		"resync_state": "Failed",
		"failures": (before.row["failures"] or 0) + 1,
		"failure": failure,
	}
	return PartWrite({**before.row, **marks}, at, before)


def tried_by_run(write: PartWrite) -> PartWrite:
	"""A part that a resync has asked for, and need not ask for again."""
	return replace(write, row={**write.row, "tried_at_utc": naive_utc(write.at)})


def write_parts(writes: Sequence[PartWrite]) -> dict[str, PartWrite]:
	"""Store parts that were locked or are new, with their prices, parameters and history.

	Returns what came too late, by the names of the parts that somebody else has added meanwhile: nothing of it is stored.
	"""
	late = _insert([write for write in writes if write.before is None])
	too_late = {write.row["name"] for write in late.values()}
	writes = [write for write in writes if write.row["name"] not in too_late]
	writes = sorted(writes, key=lambda write: write.row["name"])
	_update([write.row for write in writes if write.before])
	_replace(_BREAKS, "price_breaks", [_NewRows.of_breaks(write) for write in writes])
	_replace(_PARAMETERS, "parameters", [_NewRows.of_parameters(write) for write in writes])
	is_current = all(write.before.in_sight for write in writes if write.before)
	note_changes([_change_of(write) for write in writes if write.offer], "" if is_current else AS_OF_NOW)
	return late


def stored_offer(write: PartWrite) -> Offer:
	"""What is known of a part once that is stored."""
	told, known = write.offer, write.before.offer if write.before else None
	breaks = (kept_breaks(told) if told else ()) or (known.breaks if known else ())
	parameters = (kept_parameters(told) if told else ()) or (known.parameters if known else ())
	return offer_of(write.row, breaks, parameters)


def _supplier_of(account: str) -> str | None:
	return frappe.get_cached_value("Supplier Account", account, "supplier")


def _insert(writes: Sequence[PartWrite]) -> dict[str, PartWrite]:
	"""Store the rows of new parts; see `write_parts` for what it returns.

	All who add parts do so in the same order, so that none of them waits for one who waits for it.
	"""
	if not writes:
		return {}
	writes = sorted(writes, key=lambda write: (write.row["sku"].casefold(), write.row["item"]))
	now, user = frappe.utils.now_datetime(), frappe.session.user
	rows = [(*(write.row[column] for column in _COLUMNS), now, user) for write in writes]
	columns = ", ".join(f"`{column}`" for column in (*_COLUMNS, "modified", "modified_by"))
	query = _INSERT.format(columns=columns, rows=", ".join(["%s"] * len(rows)))
	stored = list(zip(writes, frappe.db.sql(query, rows), strict=True))
	for write, (_name, sku) in stored:
		if sku.casefold() != write.row["sku"].casefold():
			_take_back(writes)
			raise _alike(write, sku)
	return {name: write for write, (name, _sku) in stored if name != write.row["name"]}


def _take_back(writes: Sequence[PartWrite]) -> None:
	frappe.db.delete(_DOCTYPE, {"name": ("in", [write.row["name"] for write in writes])})


def _alike(write: PartWrite, sku: str) -> RejectedInput:
	"""What is said of numbers that differ in what the database takes no notice of, such as accents."""
	row = write.row
	return RejectedInput(
		msg(
			"{0} has the supplier part {1} at {2}. {3} can't be stored beside it: the database holds them for the same.",
			row["item"],
			sku,
			row["account"],
			row["sku"],
		),
		account=row["account"],
		field="sku",
	)


def _update(rows: Sequence[dict[str, Any]]) -> None:
	if not rows:
		return
	table = frappe.qb.DocType(_DOCTYPE)
	now, user = frappe.utils.now_datetime(), frappe.session.user
	columns = [*_COLUMNS, "modified", "modified_by"]
	query = frappe.qb.into(table).columns(*columns)
	for row in rows:
		query = query.insert(*(row[column] for column in _COLUMNS), now, user)
	for column in columns:
		if column not in _NEVER_CHANGED:
			query = query.on_duplicate_key_update(table[column], Values(table[column]))
	query.run()


# prices and parameters


def _children(doctype: str, parts: Collection[str], lock: str) -> dict[str, list[Any]]:
	"""The child rows of some parts, by the parts' names."""
	found: dict[str, list[Any]] = {name: [] for name in parts}
	if parts:
		query = _CHILD_ROWS.format(doctype, lock)
		for row in frappe.db.sql(query, {"names": list(parts)}, as_dict=True):
			found[row.parent].append(row)
	return found


def _break_of(row: Any) -> PriceBreak:
	return PriceBreak(row.quantity, figure(row.price))


def _parameter_of(row: Any) -> Parameter:
	return Parameter(row.parameter, row.value or "", row.unit or "")


@dataclass(frozen=True)
class _NewRows:
	"""The child rows that a part gets, in place of those it has; none where it keeps them."""

	part: str
	rows: Sequence[dict[str, Any]] = ()
	replaced: Sequence[str] = ()

	@classmethod
	def of_breaks(cls, write: PartWrite) -> _NewRows:
		"""The prices that were told and aren't stored already."""
		name, before = write.row["name"], write.before
		breaks = kept_breaks(write.offer) if write.offer else ()
		currency = write.row["currency"]
		if not breaks or (before and (breaks, currency) == (before.offer.breaks, before.offer.currency)):
			return cls(name)
		rows = [
			{"quantity": step.quantity, "price": str(step.price), "currency": currency} for step in breaks
		]
		return cls(name, rows, before.break_rows if before else ())

	@classmethod
	def of_parameters(cls, write: PartWrite) -> _NewRows:
		"""The parameters that were told and aren't stored already."""
		name, before = write.row["name"], write.before
		parameters = kept_parameters(write.offer) if write.offer else ()
		if not parameters or (before and parameters == before.offer.parameters):
			return cls(name)
		rows = [{"parameter": one.name, "value": one.value, "unit": one.unit} for one in parameters]
		return cls(name, rows, before.parameter_rows if before else ())


def _replace(doctype: str, field: str, parts: Sequence[_NewRows]) -> None:
	"""Store the child rows of some parts."""
	replaced = [name for part in parts for name in part.replaced]
	if replaced:
		frappe.db.sql(_DELETE_CHILDREN.format(doctype), {"names": replaced})
	now, user = frappe.utils.now(), frappe.session.user
	stored = [
		{
			"name": frappe.generate_hash(length=10),
			"owner": user,
			"modified_by": user,
			"creation": now,
			"modified": now,
			"parent": part.part,
			"parenttype": _DOCTYPE,
			"parentfield": field,
			"idx": place,
			**row,
		}
		for part in parts
		for place, row in enumerate(part.rows, start=1)
	]
	if stored:
		frappe.db.bulk_insert(doctype, list(stored[0]), [tuple(row.values()) for row in stored])


# history


def _change_of(write: PartWrite) -> PartChange:
	row, before = write.row, write.before
	return PartChange(
		part=row["name"],
		account=row["account"],
		item=row["item"],
		at=write.at,
		after=_standing_after(write),
		before=last_points(before.offer) if before else None,
		known_since=before.seen_at or from_site(before.row["creation"]) if before else None,
	)


def _standing_after(write: PartWrite) -> LastPoint:
	return last_points(stored_offer(write))
