"""Whitelisted: what becomes of alerts. docs/api.md describes every function and shape."""

from typing import Any

import frappe

from supplier_connect.api.arguments import Names, read_names
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import WRONG_INPUT, as_frappe_errors
from supplier_connect.shops.desk.resync.alert_settling import CLOSED, OPEN, SEEN, set_state

_ALERT = "Supplier Alert"


@frappe.whitelist(methods=["POST"])
def mark_seen(names: Names) -> dict[str, Any]:
	"""Note that somebody has seen some open alerts; those that are closed stay closed."""
	return _set(names, SEEN, (OPEN,))


@frappe.whitelist(methods=["POST"])
def close(names: Names) -> dict[str, Any]:
	"""Close some alerts; they are raised anew when their part gets worse."""
	return _set(names, CLOSED, (OPEN, SEEN))


def _set(names: Names, state: str, only_from: tuple[str, ...]) -> dict[str, Any]:
	with as_frappe_errors(WRONG_INPUT):
		wanted = read_names("names", names)
	for name in wanted:
		permissions.document(_ALERT, name, "write")
	set_state(wanted, state, only_from)
	rows = frappe.get_all(
		_ALERT,
		filters={"name": ("in", [*wanted, ""])},
		fields=["name", "state"],
		order_by="name asc",
		limit_page_length=0,
	)
	return {"alerts": [dict(row) for row in rows]}
