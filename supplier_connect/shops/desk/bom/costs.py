"""Costs of BOMs that are kept: Supplier BOM Cost, written whole when a lookup has ended, and read whole.

What was found is kept as JSON, so that it is shown as it was and in the reader's language; the tables beside it are for lists,
reports, prints and the documents that are made from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import frappe

from supplier_connect.core.desk.clock import to_site
from supplier_connect.core.desk.columns import LONG, bounded_count, truncate
from supplier_connect.core.desk.errors import translate
from supplier_connect.core.model.errors import NotFound
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model import stored as json_shapes
from supplier_connect.shops.model.bom import BomCost, CostedLine, LineCost
from supplier_connect.shops.model.match import MatchCandidate

DOCTYPE = "Supplier BOM Cost"
_BOM = "BOM"
_MATCH = "Supplier Match"


@dataclass(frozen=True)
class Costing:
	"""How a BOM was costed: with the parts of its sub-assemblies or not, with which accounts, when (UTC)."""

	bom: str
	multi_level: bool
	accounts: tuple[str, ...]
	at: datetime


def save(costing: Costing, cost: BomCost) -> str:
	"""Keep the costs of a BOM; the name of their document."""
	of_bom = frappe.db.get_value(_BOM, costing.bom, ["item", "item_name", "company"], as_dict=True) or {}
	suppliers = suppliers_of(costing.accounts)
	doc = frappe.new_doc(DOCTYPE)
	doc.update(
		{
			**of_bom,
			"bom": costing.bom,
			"status": cost.status.value,
			"costed_at": to_site(costing.at),
			"kept_since": to_site(cost.kept_since),
			"user": frappe.session.user,
			"multi_level": int(costing.multi_level),
			"accounts": ", ".join(costing.accounts),
			"not_searched": "\n".join(
				truncate(f"{failure.account}: {translate(failure.message)}", LONG)
				for failure in cost.failures
			),
			"quantities": ", ".join(map(str, cost.quantities)),
			"line_count": len(cost.lines),
			"to_review": sum(not line.state.is_settled for line in cost.lines),
			"without_price": len(
				{line.number for total in cost.totals for line in total.uncounted},
			),
			"not_fitted": ", ".join(line.item for line in cost.not_fitted),
			"totals": list(_total_rows(cost)),
			"lines": [_line_row(line) for line in cost.lines],
			"offers": [_offer_row(line, bought, suppliers) for line in cost.lines for bought in line.costs],
			"data": json_shapes.BOM_COST.dump_json(_without_the_rest(cost)).decode(),
		}
	)
	# What was found stays found, whatever was deleted meanwhile.
	doc.flags.ignore_links = True
	return doc.insert(ignore_permissions=True).name


def read(name: str) -> BomCost:
	"""The costs that a document keeps, with the lookups of its lines that are still there; raises `NotFound`."""
	data = frappe.db.get_value(DOCTYPE, name, "data")
	if not data:
		raise NotFound(msg("There are no BOM costs {0}.", name))
	cost = json_shapes.BOM_COST.validate_json(data)
	named = {line.match for line in cost.lines if line.match}
	there = set(
		frappe.get_all(
			_MATCH, {"name": ("in", [*named, ""])}, pluck="name", order_by="name asc", limit_page_length=0
		)
	)
	lines = (line if line.match in there else replace(line, match="") for line in cost.lines)
	return replace(cost, lines=tuple(lines))


def suppliers_of(accounts: Collection[str]) -> dict[str, str]:
	"""The suppliers of accounts; those that are gone are left out."""
	rows = frappe.get_all(
		"Supplier Account",
		{"name": ("in", [*accounts, ""])},
		["name", "supplier"],
		order_by="name asc",
		limit_page_length=0,
	)
	return {row.name: row.supplier for row in rows}


def delete_of(bom: str) -> None:
	"""Delete the costs of a BOM: the next one may get its name."""
	for name in frappe.get_all(DOCTYPE, {"bom": bom}, pluck="name", order_by="name asc"):
		frappe.delete_doc(DOCTYPE, name, force=True, ignore_permissions=True, delete_permanently=True)


def _without_the_rest(cost: BomCost) -> BomCost:
	"""The costs without the offers that were not chosen, which the lookups have, and without what nobody is shown."""
	return replace(cost, lines=tuple(map(_chosen_only, cost.lines)))


def _chosen_only(line: CostedLine) -> CostedLine:
	costs = (replace(bought, offer=replace(bought.offer, parameters=())) for bought in line.costs)
	return replace(line, candidate=line.candidate and _best_only(line.candidate), costs=tuple(costs))


def _best_only(candidate: MatchCandidate) -> MatchCandidate:
	best = candidate.best
	linked = replace(best, linked=candidate.linked, offer=replace(best.offer, parameters=()))
	return replace(candidate, offers=(linked,), score_lines=())


# rows


def _total_rows(cost: BomCost) -> Iterator[dict[str, Any]]:
	for total in cost.totals:
		counts = {
			"for_quantity": total.boards,
			"without_price": len(total.uncounted),
			"short": len(total.short),
		}
		if not total.sums:
			yield counts
		for one in total.sums:
			yield {
				**counts,
				"currency": one.currency,
				"settled": _amount(one.settled),
				"to_review": _amount(one.to_review),
				"total": _amount(one.total),
				"unit_cost": _amount(one.of_each(total.boards)),
			}


def _line_row(costed: CostedLine) -> dict[str, Any]:
	offer = costed.candidate.best.offer if costed.candidate else None
	warnings = costed.candidate.warnings if costed.candidate else ()
	return {
		"line": costed.line.number,
		"item": costed.line.item,
		"qty": float(costed.line.quantity),
		"state": costed.state.value,
		"mpn": truncate(offer.mpn) if offer else "",
		"manufacturer": truncate(offer.manufacturer) if offer else "",
		"description": truncate(offer.description, LONG) if offer else "",
		"notes": truncate(" ".join([*warnings, *map(translate, costed.notes)]), LONG),
		"match": costed.match,
	}


def _offer_row(costed: CostedLine, bought: LineCost, suppliers: Mapping[str, str]) -> dict[str, Any]:
	offer = bought.offer
	return {
		"line": costed.line.number,
		"item": costed.line.item,
		"for_quantity": bought.boards,
		"needed": bounded_count(bought.needed),
		"supplier": suppliers.get(bought.account),
		"account": bought.account,
		"sku": truncate(offer.sku),
		"mpn": truncate(offer.mpn),
		"manufacturer": truncate(offer.manufacturer),
		"qty": bounded_count(bought.quantity),
		"currency": offer.currency,
		"priced": int(bought.cost is not None),
		"rate": _amount(bought.unit_price),
		"fee": _amount(offer.fee),
		"amount": _amount(bought.cost),
		"stock_known": int(offer.stock is not None),
		"stock": bounded_count(offer.stock or 0),
		"enough": int(bought.enough),
		"lead_time_days": bounded_count(offer.lead_time_days or 0),
	}


def _amount(value: Decimal | None) -> float:
	return float(value or 0)
