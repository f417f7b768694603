"""Who is told of an alert: those who buy its Item, as far as they may see it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import frappe

from supplier_connect.desk.permissions import readable

_ALERT = "Supplier Alert"
_PART = "Supplier Part"
_ITEM = "Item"
# An order or a request in one of these states wants nothing any more.
_ORDER_OVER = ("Closed", "Completed", "Delivered", "Cancelled")
_REQUEST_OVER = ("Stopped", "Cancelled", "Ordered", "Received")
# Who is told when no buyer is left: the first role of which somebody may see the alert.
_INSTEAD = ("Purchase Manager", "Supplier Connect Manager")

Row = Mapping[str, Any]
Rule = Callable[[Sequence[Row]], Iterable[tuple[str, str]]]


def recipients(alerts: Sequence[Row]) -> dict[str, set[str]]:
	"""The users to tell of each alert, by its name.

	`alerts` have `name`, `item` and `part`. However many there are, the database is asked once a rule and twice a user.
	"""
	wanted = [pair for rule in _RULES for pair in rule(alerts)]
	found = _able(alerts, wanted)
	for role in _INSTEAD:
		lonely = [alert for alert in alerts if not found[alert["name"]]]
		if not lonely:
			break
		found.update(_able(lonely, _everyone(lonely, _users_with(role))))
	return found


# who wants to know


def _owners_of_orders(alerts: Sequence[Row]) -> Iterable[tuple[str, str]]:
	return _of_items(alerts, _owners("Purchase Order", "Purchase Order Item", alerts, status=_ORDER_OVER))


def _owners_of_requests(alerts: Sequence[Row]) -> Iterable[tuple[str, str]]:
	owners = _owners(
		"Material Request",
		"Material Request Item",
		alerts,
		status=_REQUEST_OVER,
		material_request_type="Purchase",
	)
	return _of_items(alerts, owners)


def _owners_of_parts(alerts: Sequence[Row]) -> Iterable[tuple[str, str]]:
	rows = frappe.get_all(
		_PART,
		filters={"name": ("in", [alert["part"] for alert in alerts])},
		fields=["name", "owner"],
		order_by="name asc",
		limit_page_length=0,
	)
	owner = {row.name: row.owner for row in rows}
	return [(alert["name"], owner[alert["part"]]) for alert in alerts if alert["part"] in owner]


def _the_chosen_role(alerts: Sequence[Row]) -> Iterable[tuple[str, str]]:
	role = frappe.db.get_single_value("Supplier Connect Settings", "alert_role")
	return _everyone(alerts, _users_with(role)) if role else []


_RULES: tuple[Rule, ...] = (_owners_of_orders, _owners_of_requests, _owners_of_parts, _the_chosen_role)


def _owners(
	doctype: str, child: str, alerts: Sequence[Row], status: Collection[str], **equal: str
) -> Iterable[tuple[str, str]]:
	"""Items, and who made a document of a kind that has them and isn't over."""
	documents, rows = frappe.qb.DocType(doctype), frappe.qb.DocType(child)
	query = (
		frappe.qb.from_(rows)
		.join(documents)
		.on(rows.parent == documents.name)
		.where(rows.item_code.isin({alert["item"] for alert in alerts}))
		.where(documents.docstatus < 2)
		.where(documents.status.notin(status))
		.select(rows.item_code, documents.owner)
		.distinct()
	)
	for field, value in equal.items():
		query = query.where(documents[field] == value)
	return query.run()


def _of_items(alerts: Sequence[Row], users_of_items: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
	users: dict[str, list[str]] = {}
	for item, user in users_of_items:
		users.setdefault(item, []).append(user)
	return [(alert["name"], user) for alert in alerts for user in users.get(alert["item"], ())]


def _everyone(alerts: Sequence[Row], users: Collection[str]) -> Iterable[tuple[str, str]]:
	return [(alert["name"], user) for alert in alerts for user in users]


def _users_with(role: str) -> list[str]:
	"""The people with a role. Administrator has every one, and wants none for it."""
	return frappe.get_all(
		"Has Role",
		filters={"role": role, "parenttype": "User", "parent": ("!=", "Administrator")},
		pluck="parent",
		order_by="parent asc",
		limit_page_length=0,
	)


# who may


def _able(alerts: Sequence[Row], wanted: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
	"""Of those who want to know of an alert the ones that may see it."""
	about = {alert["name"]: alert for alert in alerts}
	asked: dict[str, set[str]] = {}
	for name, user in wanted:
		asked.setdefault(user, set()).add(name)
	able: dict[str, set[str]] = {name: set() for name in about}
	for user in _enabled(asked):
		for name in _seen_by(user, [about[name] for name in asked[user]]):
			able[name].add(user)
	return able


def _enabled(users: Collection[str]) -> list[str]:
	return frappe.get_all(
		"User",
		filters={"name": ("in", [*users, ""]), "enabled": 1, "user_type": "System User"},
		pluck="name",
		order_by="name asc",
		limit_page_length=0,
	)


def _seen_by(user: str, alerts: Sequence[Row]) -> list[str]:
	"""The alerts that a user may read."""
	return readable(_ALERT, [alert["name"] for alert in alerts], user)
