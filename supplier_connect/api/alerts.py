"""Whitelisted: what becomes of alerts. docs/api.md describes every function and shape."""

from __future__ import annotations

import frappe

from supplier_connect.api.endpoint import endpoint
from supplier_connect.api.results import Result
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import WRONG_INPUT
from supplier_connect.shops.desk.resync.alert_settling import CLOSED, OPEN, SEEN, set_state

_ALERT = "Supplier Alert"


class AlertResult(Result):
	"""An alert with the state that it has now."""

	name: str
	state: str


class AlertStates(Result):
	"""Alerts as they are now."""

	alerts: list[AlertResult]


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def mark_seen(names: list[str]) -> AlertStates:
	"""Note that somebody has seen some open alerts; those that are closed stay closed."""
	return _set(names, SEEN, (OPEN,))


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def close(names: list[str]) -> AlertStates:
	"""Close some alerts; they are raised anew when their part gets worse."""
	return _set(names, CLOSED, (OPEN, SEEN))


def _set(names: list[str], state: str, only_from: tuple[str, ...]) -> AlertStates:
	for name in names:
		permissions.document(_ALERT, name, "write")
	set_state(names, state, only_from)
	rows = frappe.get_all(
		_ALERT,
		filters={"name": ("in", [*names, ""])},
		fields=["name", "state"],
		order_by="name asc",
		limit_page_length=0,
	)
	return AlertStates(alerts=rows)
