"""Script report: the calls, limits, cached answers and parts of each account, as the dashboard has them for all together."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from supplier_connect.shops.desk.accounts.figures import AccountMetrics, hit_rate, known_accounts, metrics_of

_FILTERS = {"account": "name", "supplier": "supplier"}
_MEGABYTE = 1_000_000
_Columns = list[dict[str, Any]]


def execute(
	filters: dict[str, Any] | None = None,
) -> tuple[_Columns, list[dict[str, Any]], str | None]:
	"""Columns, a row for each account that the user may see, and a sentence where there are none."""
	wanted = {field: filters[name] for name, field in _FILTERS.items() if filters and filters.get(name)}
	rows = [_row(one) for one in metrics_of(known_accounts(**wanted))]
	return _columns(), rows, None if rows else _("There is no Supplier Account that you may see.")


def _row(found: AccountMetrics) -> dict[str, Any]:
	main, rate = found.quotas[0], hit_rate(found.used)
	return {
		"account": found.account.name,
		"supplier": found.account.supplier,
		"configured": _("Yes") if found.account.configured else _("No"),
		"calls": found.used["calls"],
		"failed": found.used["failed"],
		"last_call": found.last_call,
		"spent": main.spent,
		"limit": main.limit or None,
		"left": main.left,
		"entries": found.kept.entries,
		"size": found.kept.size / _MEGABYTE,
		"hit_rate": None if rate is None else 100 * rate,
		"fresh": found.parts.fresh,
		"stale": found.parts.stale,
		"lost": found.parts.failed + found.parts.not_found,
		"never": found.parts.never,
	}


def _columns() -> _Columns:
	# Frappe refuses the whole report to who may read no Supplier where this is a link.
	supplier = "Link" if frappe.has_permission("Supplier", "read") else "Data"
	return [
		_column("account", _("Supplier Account"), "Link", 170, options="Supplier Account"),
		_column("supplier", _("Supplier"), supplier, 150, options="Supplier"),
		_column("configured", _("Ready"), "Data", 70),
		_column("calls", _("Calls"), "Int", 80),
		_column("failed", _("Failed Calls"), "Int", 100),
		_column("last_call", _("Last Call"), "Datetime", 170),
		_column("spent", _("Calls Today"), "Int", 100),
		_column("limit", _("Daily Limit"), "Int", 100),
		_column("left", _("Calls Left Today"), "Int", 125),
		_column("entries", _("Cached Responses"), "Int", 135),
		_column("size", _("Cache Size (MB)"), "Float", 125, precision=2),
		_column("hit_rate", _("Cache Hit Rate"), "Percent", 120),
		_column("fresh", _("Fresh Parts"), "Int", 100),
		_column("stale", _("Stale Parts"), "Int", 100),
		_column("lost", _("Failed or Unknown Parts"), "Int", 175),
		_column("never", _("Parts Never Asked For"), "Int", 165),
	]


def _column(fieldname: str, label: str, fieldtype: str, width: int, **more: Any) -> dict[str, Any]:
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}
