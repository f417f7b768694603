"""Which alerts have lost their reason: those close by themselves. (Shortages are closed as the parts are recorded.)"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

import frappe

from supplier_connect.shops.desk.parts.part_offers import figure
from supplier_connect.shops.matching.ranking.availability import lifecycle_rule
from supplier_connect.shops.model.alert import AlertKind
from supplier_connect.shops.model.offer import PriceBreak, price_at

_DOCTYPE = "Supplier Alert"
OPEN, SEEN, CLOSED = "Open", "Seen", "Closed"
Row = Mapping[str, Any]


def close_settled(account: str) -> None:
	"""Close an account's alerts whose part is in production again, costs no more than before, or can't be ordered any more.

	The database is asked four times, however many alerts there are.
	"""
	alerts = frappe.get_all(
		_DOCTYPE,
		filters={
			"account": account,
			"state": ("in", (OPEN, SEEN)),
			"kind": ("in", [kind.value for kind in _IS_OVER]),
		},
		fields=["name", "kind", "part", "was", "quantity", "currency", "last_buy"],
		order_by="name asc",
		limit_page_length=0,
	)
	parts = _parts_now({alert.part for alert in alerts})
	over = [
		alert.name
		for alert in alerts
		if alert.part in parts and _IS_OVER[AlertKind(alert.kind)](alert, parts[alert.part])
	]
	set_state(over, CLOSED, (OPEN, SEEN))


def set_state(names: Sequence[str], state: str, only_from: Sequence[str]) -> None:
	"""Give alerts a state: those of them that are in one of some states."""
	if not names:
		return
	alert = frappe.qb.DocType(_DOCTYPE)
	query = frappe.qb.update(alert).set(alert.state, state)
	query = query.set(alert.modified, frappe.utils.now()).set(alert.modified_by, frappe.session.user)
	query.where(alert.name.isin(list(names))).where(alert.state.isin(list(only_from))).run()


def _parts_now(names: Collection[str]) -> dict[str, dict[str, Any]]:
	"""The parts as they are, with their price breaks."""
	rows = frappe.get_all(
		"Supplier Part",
		filters={"name": ("in", [*names, ""])},
		fields=["name", "lifecycle", "currency"],
		order_by="name asc",
		limit_page_length=0,
	)
	parts = {row.name: {**row, "breaks": []} for row in rows}
	steps = frappe.get_all(
		"Supplier Part Price Break",
		filters={"parent": ("in", [*parts, ""]), "parenttype": "Supplier Part"},
		fields=["parent", "quantity", "price"],
		order_by="parent asc, quantity asc",
		limit_page_length=0,
	)
	for step in steps:
		parts[step.parent]["breaks"].append(PriceBreak(step.quantity, figure(step.price)))
	return parts


def _is_in_production(_alert: Row, part: Row) -> bool:
	said = part["lifecycle"] or ""
	return bool(said) and lifecycle_rule(said).share == 1


def _is_cheap_again(alert: Row, part: Row) -> bool:
	price = price_at(part["breaks"], alert["quantity"] or 1)
	if price is None or part["currency"] != alert["currency"]:
		return False
	return price <= figure(alert["was"])


def _is_past(alert: Row, _part: Row) -> bool:
	"""Whether the last day to buy is over everywhere on earth."""
	yesterday = datetime.now(timezone.utc).date() - timedelta(days=1)
	return bool(alert["last_buy"]) and alert["last_buy"] < yesterday


_IS_OVER: Mapping[AlertKind, Callable[[Row, Row], bool]] = MappingProxyType(
	{
		AlertKind.END_OF_LIFE: _is_in_production,
		AlertKind.OBSOLETE: _is_in_production,
		AlertKind.PRICE_UP: _is_cheap_again,
		AlertKind.LAST_BUY: _is_past,
	}
)
