"""Whitelisted: what supplier parts cost over time. docs/api.md describes every function and shape."""

from datetime import datetime, timedelta, timezone
from typing import Any

import frappe

from supplier_connect.api.arguments import Number, read_count
from supplier_connect.api.shapes import plain
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.clock import to_site
from supplier_connect.core.desk.errors import WRONG_INPUT, as_frappe_errors
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.services.resync.price_history import PriceChart, break_quantities, series

_PART = "Supplier Part"
_HISTORY = "Supplier Part History"
_DEFAULT_DAYS = 365
_MOST_DAYS = 36500


@frappe.whitelist()
def part_history(part: str, days: Number = _DEFAULT_DAYS) -> dict[str, Any]:
	"""The prices and the stock of a Supplier Part in the last days, to this moment; asks no shop."""
	doc = permissions.document(_PART, part)
	frappe.has_permission(_HISTORY, "read", throw=True)
	with as_frappe_errors(WRONG_INPUT):
		many = min(read_count("days", days) or _DEFAULT_DAYS, _MOST_DAYS)
	now = datetime.now(timezone.utc)
	since = now - timedelta(days=many)
	points = DeskPartBook().history(doc.name, since)
	return _chart_json(series(points, break_quantities(points), until=now, since=since))


def _chart_json(chart: PriceChart) -> dict[str, Any]:
	return {
		"currency": chart.currency,
		"at": [to_site(moment).isoformat(timespec="seconds") for moment in chart.at],
		"stock": list(chart.stock),
		"series": [
			{"quantity": line.quantity, "prices": [plain(price) for price in line.prices]}
			for line in chart.series
		],
	}
