"""What a BOM costs, as plain JSON."""

from __future__ import annotations

from typing import Any

from supplier_connect.api.lookup_shapes import time_json
from supplier_connect.api.shapes import plain
from supplier_connect.core.desk.errors import translate
from supplier_connect.shops.desk.bom.documents import Made
from supplier_connect.shops.model.bom import BomCost, BomTotal, CostedLine, LineCost
from supplier_connect.shops.model.match import MatchCandidate
from supplier_connect.shops.services.bom.purchase import BomPurchase


def bom_cost_json(cost: BomCost) -> dict[str, Any]:
	"""The lines with the parts that were found and what they cost at each quantity, and the totals."""
	return {
		"quantities": list(cost.quantities),
		"lines": [_line_json(line) for line in cost.lines],
		"not_fitted": [{"number": line.number, "item": line.item} for line in cost.not_fitted],
		"totals": [_total_json(total) for total in cost.totals],
		"failures": [
			{
				"account": failure.account,
				"kind": failure.kind,
				"message": translate(failure.message),
				"lines": failure.lines,
			}
			for failure in cost.failures
		],
		"status": cost.status.value,
		"kept_since": time_json(cost.kept_since) if cost.kept_since else None,
		"stopped": cost.stopped,
		"left": len(cost.left),
	}


def _line_json(line: CostedLine) -> dict[str, Any]:
	return {
		"number": line.line.number,
		"also": list(line.line.also),
		"item": line.line.item,
		"title": line.line.title,
		"quantity": plain(line.line.quantity),
		"state": line.state.value,
		"settled": line.state.is_settled,
		"match": line.match,
		"part": _part_json(line.candidate) if line.candidate else None,
		"costs": [_cost_json(cost) for cost in line.costs],
		"notes": [translate(note) for note in line.notes],
	}


def _part_json(candidate: MatchCandidate) -> dict[str, Any]:
	offer = candidate.best.offer
	return {
		"mpn": offer.mpn,
		"manufacturer": offer.manufacturer,
		"description": offer.description,
		"score": candidate.score,
		"fit": candidate.fit.value,
		"linked": candidate.linked,
		"warnings": list(candidate.warnings),
	}


def _cost_json(cost: LineCost) -> dict[str, Any]:
	return {
		"boards": cost.boards,
		"needed": cost.needed,
		"account": cost.account,
		"sku": cost.offer.sku,
		"packaging": list(cost.offer.packaging),
		"stock": cost.offer.stock,
		"url": cost.offer.url,
		"quantity": cost.quantity,
		"unit_price": plain(cost.unit_price),
		"cost": plain(cost.cost),
		"currency": cost.offer.currency,
		"fee": plain(cost.offer.fee),
		"enough": cost.enough,
	}


def _total_json(total: BomTotal) -> dict[str, Any]:
	return {
		"boards": total.boards,
		"sums": [
			{
				"currency": one.currency,
				"settled": plain(one.settled),
				"to_review": plain(one.to_review),
				"total": plain(one.total),
				"each": plain(one.of_each(total.boards)),
			}
			for one in total.sums
		],
		"uncounted": [line.number for line in total.uncounted],
		"short": [line.number for line in total.short],
	}


def purchase_json(purchase: BomPurchase) -> dict[str, Any]:
	"""What is bought from a supplier; `total` counts the lines with a price and is null without any."""
	amounts = [bought.cost for bought in purchase.costs if bought.cost is not None]
	return {
		"supplier": purchase.supplier,
		"currency": purchase.currency,
		"lines": len(purchase.lines),
		"total": plain(sum(amounts)) if amounts and purchase.currency else None,
	}


def left_out_json(line: CostedLine) -> dict[str, Any]:
	"""A line that nobody is asked for."""
	return {"number": line.line.number, "item": line.line.item, "state": line.state.value}


def made_json(made: Made) -> dict[str, Any]:
	"""A document that was made; `rounded` are rates that it keeps with fewer decimals than the price has."""
	return {
		"name": made.name,
		"supplier": made.supplier,
		"rounded": [
			{"item": one.item, "price": plain(one.price), "rate": plain(one.rate)} for one in made.rounded
		],
	}
