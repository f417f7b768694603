"""Which supplier parts of an account are asked for again, and what open Purchase Orders still want of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

import frappe

from supplier_connect.core.desk.clock import from_naive_utc, from_site, naive_utc
from supplier_connect.shops.desk.parts.part_offers import OFFER_COLUMNS, figure
from supplier_connect.shops.desk.parts.part_writing import StoredPart, with_children
from supplier_connect.shops.model.alert import Need
from supplier_connect.shops.model.resync import PartChoice, WatchedPart

_STORED = ("name", "item", *OFFER_COLUMNS, "seen_on", "details_on", "tried_at_utc")
_OTHERS = """
	select 1 from `tabSupplier Part` other
	where other.item = part.item and other.account = part.account and other.name != part.name
"""
# What ERPNext writes into the lines of an order.
_ITS_NUMBER = """
	select row.supplier_part_no from `tabItem Supplier` row
	where row.parent = part.item and row.parenttype = 'Item' and row.supplier_part_no != ''
	and row.supplier = (select supplier from `tabSupplier Account` where name = part.account)
	order by row.idx limit 1
"""
_IS_BOUGHT = f"""
	part.preferred or not exists ({_OTHERS})
	or (not exists ({_OTHERS} and other.preferred = 1) and part.sku = ({_ITS_NUMBER}))
"""  # nosemgrep
_COLUMNS = f"""
	{", ".join(f"part.`{column}`" for column in _STORED)}, coalesce({_IS_BOUGHT}, 0) as preferred
"""
_UNTRIED = """
	(part.tried_at_utc is null or part.tried_at_utc < %(before)s or part.tried_at_utc > %(lease_until)s)
"""
_IN_ORDER = f"""
	select {_COLUMNS} from `tabSupplier Part` part
	where part.account = %(account)s and {_UNTRIED} and {{0}}
	order by part.name limit %(limit)s
"""  # noqa: S608  # nosemgrep
_AFTER = _IN_ORDER.format("part.name > %(cursor)s")
_UP_TO = _IN_ORDER.format("part.name <= %(cursor)s")
_OF_ITEM = _IN_ORDER.format("part.item = %(item)s")
_SINGLE = _IN_ORDER.format("part.name = %(part)s")
# Orders on hold count: what they want is still wanted.
_OPEN_LINES = """
	`tabPurchase Order Item` line join `tabPurchase Order` po on po.name = line.parent
	where po.supplier = (select supplier from `tabSupplier Account` where name = %(account)s)
	and po.docstatus < 2 and po.status not in ('Closed', 'Completed', 'Cancelled', 'Delivered')
	and line.qty > line.received_qty
"""
# A level is of a warehouse, or of a group of them.
_RUNNING_SHORT = """
	select level.parent as item from `tabItem Reorder` level
	join `tabWarehouse` place on place.name = coalesce(nullif(level.warehouse_group, ''), level.warehouse)
	left join `tabWarehouse` inside on inside.lft >= place.lft and inside.rgt <= place.rgt
	left join `tabBin` bin on bin.warehouse = inside.name and bin.item_code = level.parent
	where level.parenttype = 'Item' and level.warehouse_reorder_level > 0
	group by level.name, level.parent, level.warehouse_reorder_level
	having coalesce(sum(bin.projected_qty), 0) < level.warehouse_reorder_level
"""
_URGENT = f"""
	select {_COLUMNS} from (
		select line.item_code as item from {_OPEN_LINES} union {_RUNNING_SHORT}
	) wanted
	join `tabSupplier Part` part on part.item = wanted.item
	where part.account = %(account)s and {_UNTRIED}
	order by part.tried_at_utc, part.name limit %(limit)s
"""  # noqa: S608  # nosemgrep
_NEEDS = f"""
	select line.item_code as item, po.name as purchase_order,
		sum((line.qty - line.received_qty) * line.conversion_factor) as pieces
	from {_OPEN_LINES} and line.item_code in %(items)s
	group by line.item_code, po.name order by line.item_code, po.name
"""  # noqa: S608  # nosemgrep


@dataclass(frozen=True)
class Untried:
	"""What counts as not tried: what wasn't tried since `before`, or is said to have been after `lease_until` (UTC).

	No run of now can have tried a part later than its own lease lasts: then a clock was wrong.
	"""

	before: datetime
	lease_until: datetime

	@property
	def values(self) -> dict[str, datetime]:
		"""The same for the queries."""
		return {"before": naive_utc(self.before), "lease_until": naive_utc(self.lease_until)}


def urgent_parts(account: str, untried: Untried, limit: int) -> tuple[WatchedPart, ...]:
	"""See `ResyncStore.urgent_parts`."""
	return _watched(_URGENT, limit, account=account, **untried.values)


def parts_after(account: str, cursor: str, untried: Untried, limit: int) -> tuple[WatchedPart, ...]:
	"""The next untried parts of an account's round; after the last one come the first."""
	values = {"account": account, "cursor": cursor, **untried.values}
	found = _watched(_AFTER, limit, **values)
	if len(found) < limit and cursor:
		found += _watched(_UP_TO, limit - len(found), **values)
	return found


def chosen_parts(account: str, choice: PartChoice, untried: Untried, limit: int) -> tuple[WatchedPart, ...]:
	"""The untried parts of an Item at the account, or the single one."""
	query = _SINGLE if choice.part else _OF_ITEM
	return _watched(query, limit, account=account, item=choice.item, part=choice.part, **untried.values)


def open_needs(account: str, items: Collection[str]) -> Mapping[str, Need]:
	"""See `ResyncStore.open_needs`; what is wanted is rounded up to whole pieces."""
	if not items:
		return {}
	rows = frappe.db.sql(_NEEDS, {"account": account, "items": list(items)}, as_dict=True)
	lines: dict[str, list[Any]] = defaultdict(list)
	for row in rows:
		lines[row.item].append(row)
	return {item: _need_of(rows) for item, rows in lines.items()}


def _need_of(rows: Sequence[Any]) -> Need:
	pieces = sum((figure(row.pieces) for row in rows), Decimal(0))
	return Need(int(pieces.to_integral_value(ROUND_CEILING)), tuple(row.purchase_order for row in rows))


def _watched(query: str, limit: int, **values: Any) -> tuple[WatchedPart, ...]:
	rows = frappe.db.sql(query, {**values, "limit": limit}, as_dict=True)
	return tuple(_watched_part(part) for part in with_children(rows))


def _watched_part(part: StoredPart) -> WatchedPart:
	row = part.row
	return WatchedPart(
		key=row.name,
		item=row.item,
		offer=part.offer,
		tried_at=from_naive_utc(row.tried_at_utc) if row.tried_at_utc else None,
		seen_at=part.seen_at,
		details_at=from_site(row.details_on),
		preferred=bool(row.preferred),
	)
