"""Supplier Alerts as resyncs raise them; people see and close them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import frappe
from pypika.terms import Values

from supplier_connect.core.desk.clock import to_site
from supplier_connect.core.desk.columns import LONG, bounded_count, truncate
from supplier_connect.core.desk.errors import translate
from supplier_connect.core.desk.locked_columns import lock, unlock
from supplier_connect.shops.model.alert import Alert, AlertKind
from supplier_connect.shops.services.resync.part_alerts import sentence_of

_DOCTYPE = "Supplier Alert"
_OPEN, _SEEN, _CLOSED = "Open", "Seen", "Closed"
_SHORT = AlertKind.SHORT.value
_CLOSE = """
	update `tabSupplier Alert` force index (primary)
	set state = 'Closed', modified = %(now)s, modified_by = %(user)s where name in %(names)s
"""
_NEVER_CHANGED = ("name", "owner", "creation", "state", "raised_on", "notified")


def save_alerts(told: Collection[str], alerts: Iterable[Alert], at: Mapping[str, datetime]) -> None:
	"""Raise alerts about parts, or bring those that are still open up to date.

	`told` are the parts that a shop has told of: a shortage that none of the alerts is about any more is over there. `at` is
	when each of the alerts' parts was asked for (UTC). A shortage that somebody has seen isn't raised again for the same
	orders.
	"""
	raised = list({(alert.part, alert.kind.value): alert for alert in alerts}.values())
	standing = _standing({*told, *(alert.part for alert in raised)})
	short = {alert.part for alert in raised if alert.kind is AlertKind.SHORT}
	_close([row.name for row in standing if row.kind == _SHORT and row.part in set(told) - short])
	still_open = {(row.part, row.kind): row for row in standing if row.state == _OPEN}
	seen = {(row.part, _about(row.was, unlock(row.orders))) for row in standing if _is_seen_shortage(row)}
	_upsert(
		[
			_row(alert, still_open.get((alert.part, alert.kind.value)), at[alert.part])
			for alert in raised
			if alert.kind is not AlertKind.SHORT
			or (alert.part, _about(truncate(alert.was), _orders_text(alert))) not in seen
		]
	)


def _standing(parts: Collection[str]) -> list[Any]:
	"""The alerts about parts that nobody has closed."""
	return frappe.get_all(
		_DOCTYPE,
		filters={"part": ("in", [*parts, ""]), "state": ("!=", _CLOSED)},
		fields=[
			"name",
			"part",
			"kind",
			"state",
			"was",
			"orders",
			"creation",
			"owner",
			"raised_on",
			"notified",
		],
		order_by="creation asc",
		limit_page_length=0,
	)


def _is_seen_shortage(row: Any) -> bool:
	return row.kind == _SHORT and row.state == _SEEN


def _about(was: str | None, orders: str | None) -> tuple[str, str]:
	"""What a shortage is about: the need and its orders."""
	return was or "", orders or ""


def _close(names: Sequence[str]) -> None:
	if names:
		frappe.db.sql(_CLOSE, {"names": names, "now": frappe.utils.now(), "user": frappe.session.user})


def _row(alert: Alert, known: Any | None, at: datetime) -> dict[str, Any]:
	now, user = frappe.utils.now_datetime(), frappe.session.user
	begun = known or {"name": frappe.generate_hash(length=10), "owner": user, "creation": now}
	return {
		"name": begun["name"],
		"owner": begun["owner"],
		"creation": begun["creation"],
		"modified": now,
		"modified_by": user,
		"state": _OPEN,
		"raised_on": begun.get("raised_on") or to_site(at),
		"notified": begun.get("notified") or 0,
		"kind": alert.kind.value,
		"part": alert.part,
		"account": alert.account,
		"supplier": frappe.get_cached_value("Supplier Account", alert.account, "supplier"),
		"item": alert.item,
		"sku": truncate(alert.sku),
		"was": truncate(alert.was),
		"is_now": truncate(alert.now),
		"quantity": bounded_count(alert.quantity),
		"currency": truncate(alert.currency),
		"percent": str(alert.percent or 0),
		"last_buy": alert.last_buy,
		"replacement": truncate(alert.replacement),
		# Not everybody who may read the Item may read these: the form and the notifications name those that one may.
		"orders": lock(_orders_text(alert)),
		"message": truncate(translate(sentence_of(replace(alert, orders=()))), LONG),
	}


def _orders_text(alert: Alert) -> str:
	return truncate("\n".join(alert.orders), LONG)


def _upsert(rows: Sequence[dict[str, Any]]) -> None:
	if not rows:
		return
	table = frappe.qb.DocType(_DOCTYPE)
	query = frappe.qb.into(table).columns(*rows[0])
	for row in rows:
		query = query.insert(*row.values())
	for column in rows[0]:
		if column not in _NEVER_CHANGED:
			query = query.on_duplicate_key_update(table[column], Values(table[column]))
	query.run()
