"""Script report: what the supplier parts of an Item cost over time, at a quantity, shop by shop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta, timezone
from html import escape
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, cint, getdate, today

from supplier_connect.core.desk.clock import from_site
from supplier_connect.shops.desk.parts.price_rows import PriceRow, price_rows

_FILTERS = {"item": "item", "part": "name", "account": "account"}
_DEFAULT_DAYS = 365
_MOST_POINTS = 200
_Rows = Sequence[PriceRow]
_Columns = list[dict[str, Any]]
_Answer = tuple[_Columns, list[dict[str, Any]], str | None, dict[str, Any] | None]


def execute(filters: dict[str, Any] | None = None) -> _Answer:
	"""Columns, rows, a sentence where there are none, and a chart with a line a part."""
	wishes = frappe._dict(filters or {})
	wanted = {field: wishes[name] for name, field in _FILTERS.items() if wishes.get(name)}
	if not (wishes.get("item") or wishes.get("part")):
		return _columns(), [], _("Choose an Item or a Supplier Part."), None
	quantity = max(cint(wishes.get("quantity")), 1)
	since, until = _period(wishes)
	rows = price_rows(quantity, since, until, **wanted)
	if not rows:
		return _columns(), [], _("Nothing is known of its prices in this time."), None
	return _columns(), [_row(row, quantity) for row in rows], None, _chart(rows)


def _period(wishes: Any) -> tuple[datetime, datetime]:
	"""From the start of the first day to the end of the last one, by the site's clock."""
	last = getdate(wishes.get("to_date") or today())
	first = getdate(wishes.get("from_date") or add_days(last, -_DEFAULT_DAYS))
	moments = (datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time()))
	since, until = (from_site(moment) or datetime.now(timezone.utc) for moment in moments)
	return since, until


def _row(row: PriceRow, quantity: int) -> dict[str, Any]:
	return {
		**vars(row),
		"quantity": quantity,
		"price": None if row.price is None else float(row.price),
	}


def _columns() -> _Columns:
	return [
		_column("at", _("Since"), "Datetime", 180),
		_column("item", _("Item"), "Link", 180, options="Item"),
		_column("account", _("Supplier Account"), "Link", 140, options="Supplier Account"),
		_column("sku", _("Supplier Part Number"), "Data", 190),
		_column("quantity", _("Quantity"), "Int", 90),
		_column("price", _("Price of a Piece"), "Currency", 130, options="currency"),
		_column("currency", _("Currency"), "Link", 90, options="Currency"),
		_column("stock", _("Stock at Supplier"), "Int", 130),
	]


def _column(fieldname: str, label: str, fieldtype: str, width: int, **more: Any) -> dict[str, Any]:
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}


def _chart(rows: _Rows) -> dict[str, Any] | None:
	"""A line a part. One that is known later than others begins as it was first known: the chart has no gaps.

	The names of the lines are markup to the chart.
	"""
	oldest_first = [row for row in reversed(rows) if row.price is not None]
	moments = _thinned(sorted({row.at for row in oldest_first}))
	if not moments:
		return None
	lines: dict[tuple[str, str, str], list[PriceRow]] = {}
	for row in oldest_first:
		lines.setdefault((row.account, row.sku, row.currency), []).append(row)
	datasets = [
		{"name": escape(f"{sku} {account} ({currency})", quote=False), "values": _carried(line, moments)}
		for (account, sku, currency), line in sorted(lines.items())
	]
	labels = [frappe.utils.format_date(moment) for moment in moments]
	return {
		"data": {"labels": labels, "datasets": datasets},
		"type": "line",
		"lineOptions": {"hideDots": int(len(moments) > 1)},
		"axisOptions": {"xIsSeries": 1},
	}


def _thinned(moments: Sequence[datetime]) -> list[datetime]:
	"""At most so many as a chart can show, evenly, the first and the last among them."""
	if len(moments) <= _MOST_POINTS:
		return list(moments)
	step = (len(moments) - 1) / (_MOST_POINTS - 1)
	return [moments[round(place * step)] for place in range(_MOST_POINTS)]


def _carried(line: _Rows, moments: Sequence[datetime]) -> list[float]:
	"""A part's price at each moment: the last one known then, else the first one ever."""
	values, place = [], 0
	for moment in moments:
		while place + 1 < len(line) and line[place + 1].at <= moment:
			place += 1
		values.append(float(line[place].price or 0))
	return values
