"""Who is told of an alert: the buyers of its Item and who subscribed, as far as they may see it (docs/shops/resync.md)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import frappe

from supplier_connect.core.desk.permissions import readable

_ALERT = "Supplier Alert"
_PART = "Supplier Part"
_SUBSCRIPTION = "Supplier Alert Subscription"
_ITEM = "Item"
# An order or a request in one of these states wants nothing any more.
_ORDER_OVER = ("Closed", "Completed", "Delivered", "Cancelled")
_REQUEST_OVER = ("Stopped", "Cancelled", "Ordered", "Received")
# So long ago may somebody have ordered an Item to be one of its buyers.
_MONTHS = 12
# Who is told when no buyer is left: the first role of which somebody may see the alert.
_INSTEAD = ("Purchase Manager", "Purchase User", "Supplier Connect Manager")
# Makes documents for imports and jobs, and has every role; hears of alerts only where subscribed.
_ADMINISTRATOR = "Administrator"

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


def _makers_of_orders(alerts: Sequence[Row]) -> Iterable[tuple[str, str]]:
	"""Those whose order is open, or was submitted in the last months."""
	order, since = (
		frappe.qb.DocType("Purchase Order"),
		frappe.utils.add_months(frappe.utils.today(), -_MONTHS),
	)
	wanted = order.status.notin(_ORDER_OVER) | ((order.docstatus == 1) & (order.transaction_date >= since))
	return _makers(order, "Purchase Order Item", alerts, wanted)


def _makers_of_requests(alerts: Sequence[Row]) -> Iterable[tuple[str, str]]:
	request = frappe.qb.DocType("Material Request")
	wanted = request.status.notin(_REQUEST_OVER) & (request.material_request_type == "Purchase")
	return _makers(request, "Material Request Item", alerts, wanted)


def _subscribers_of_items(alerts: Sequence[Row]) -> Iterable[tuple[str, str]]:
	"""Those who subscribed to an Item, its template, a group that it is in, or all Items."""
	item, wish = frappe.qb.DocType(_ITEM), frappe.qb.DocType(_SUBSCRIPTION)
	group, wanted = (frappe.qb.DocType("Item Group").as_(name) for name in ("group_of_item", "group_wanted"))
	query = (
		frappe.qb.from_(item)
		.join(group)
		.on(group.name == item.item_group)
		.join(wish)
		.on(wish.name.isnotnull())
		.left_join(wanted)
		.on(wanted.name == wish.item_group)
		.where(item.name.isin({alert["item"] for alert in alerts}))
		.where(
			(wish.scope == "All Items")
			| wish.item.isin([item.name, item.variant_of])
			| ((wanted.lft <= group.lft) & (wanted.rgt >= group.rgt))
		)
		.select(item.name, wish.user)
		.distinct()
	)
	return _of("item", alerts, query.run())


def _subscribers_of_suppliers(alerts: Sequence[Row]) -> Iterable[tuple[str, str]]:
	part, wish = frappe.qb.DocType(_PART), frappe.qb.DocType(_SUBSCRIPTION)
	query = (
		frappe.qb.from_(part)
		.join(wish)
		.on(wish.supplier == part.supplier)
		.where(part.name.isin({alert["part"] for alert in alerts}))
		.select(part.name, wish.user)
		.distinct()
	)
	return _of("part", alerts, query.run())


def _the_chosen_role(alerts: Sequence[Row]) -> Iterable[tuple[str, str]]:
	role = frappe.db.get_single_value("Supplier Connect Settings", "alert_role")
	return _everyone(alerts, _users_with(role)) if role else []


_RULES: tuple[Rule, ...] = (
	_makers_of_orders,
	_makers_of_requests,
	_subscribers_of_items,
	_subscribers_of_suppliers,
	_the_chosen_role,
)


def _makers(documents: Any, child: str, alerts: Sequence[Row], wanted: Any) -> Iterable[tuple[str, str]]:
	"""The alerts, and who made a wanted document with their Item."""
	rows = frappe.qb.DocType(child)
	query = (
		frappe.qb.from_(rows)
		.join(documents)
		.on(rows.parent == documents.name)
		.where(rows.item_code.isin({alert["item"] for alert in alerts}))
		.where(documents.docstatus < 2)
		.where(documents.owner != _ADMINISTRATOR)
		.where(wanted)
		.select(rows.item_code, documents.owner)
		.distinct()
	)
	return _of("item", alerts, query.run())


def _of(field: str, alerts: Sequence[Row], found: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
	"""The alerts of the Items or parts that were found with a user each."""
	users: dict[str, list[str]] = {}
	for subject, user in found:
		users.setdefault(subject, []).append(user)
	return [(alert["name"], user) for alert in alerts for user in users.get(alert[field], ())]


def _everyone(alerts: Sequence[Row], users: Collection[str]) -> Iterable[tuple[str, str]]:
	return [(alert["name"], user) for alert in alerts for user in users]


def _users_with(role: str) -> list[str]:
	"""The people with a role."""
	return frappe.get_all(
		"Has Role",
		filters={"role": role, "parenttype": "User", "parent": ("!=", _ADMINISTRATOR)},
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
