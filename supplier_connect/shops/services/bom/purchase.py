"""What is bought for a bill of materials that was costed: for so many boards, grouped by supplier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.bom import BomCost, CostedLine, LineCost


@dataclass(frozen=True)
class BomPurchase:
	"""The lines that are bought from a supplier in a currency; `costs` are theirs, in the same order."""

	supplier: str
	currency: str
	lines: tuple[CostedLine, ...]
	costs: tuple[LineCost, ...]


@dataclass(frozen=True)
class BomPurchases:
	"""What is bought from whom, the supplier of most lines first.

	`left_out` are the lines that nobody is asked for: nothing was found, no supplier has an account any more, or, where
	prices are needed, there is none.
	"""

	purchases: tuple[BomPurchase, ...]
	left_out: tuple[CostedLine, ...]


def purchases_of(
	cost: BomCost,
	boards: int,
	suppliers: Mapping[str, str],
	with_review: bool = False,
	priced_only: bool = True,
) -> BomPurchases:
	"""What so many boards take, one of the quantities that were costed.

	`suppliers` are those of the accounts. Parts that nobody has settled are bought only `with_review`; `priced_only` leaves
	out what has no price. Raises `RejectedInput` for another quantity.
	"""
	if boards not in cost.quantities:
		known = ", ".join(map(str, cost.quantities))
		raise RejectedInput(
			msg("Choose one of the quantities {0}, not {1}.", known, boards), field="quantity"
		)
	groups: dict[tuple[str, str], list[tuple[CostedLine, LineCost]]] = {}
	left_out: list[CostedLine] = []
	for line in cost.lines:
		bought = line.at(boards)
		supplier = suppliers.get(bought.account, "") if bought else ""
		wanted = (with_review or line.state.is_settled) and (line.is_priced(boards) or not priced_only)
		if bought and supplier and wanted and line.line.item:
			# Only prices have a currency: a request names none.
			currency = bought.offer.currency if priced_only else ""
			groups.setdefault((supplier, currency), []).append((line, bought))
		else:
			left_out.append(line)
	in_order = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
	return BomPurchases(
		tuple(
			BomPurchase(
				supplier, currency, tuple(line for line, _bought in lines), tuple(b for _line, b in lines)
			)
			for (supplier, currency), lines in in_order
		),
		tuple(left_out),
	)
