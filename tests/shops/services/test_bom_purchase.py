"""What is bought for a bill of materials: from whom, and what is left out; and the same as a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.bom import BomCost, BomLine, BomState, BomStatus, CostedLine, LineCost
from supplier_connect.shops.model.match import Fit, MatchCandidate, MatchOffer
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.stored import BOM_COST
from supplier_connect.shops.services.bom.purchase import purchases_of
from supplier_connect.shops.services.bom.table import spreadsheet

SUPPLIERS = {"Mouser US": "Mouser", "Mouser DE": "Mouser", "DigiKey US": "DigiKey"}


def costed(
	number: int,
	account: str = "Mouser US",
	price: str | None = "0.5",
	state: BomState = BomState.EXACT,
	currency: str = "USD",
	item: str = "R",
) -> CostedLine:
	"""A line of one piece, bought at a hundred for ten boards and more."""
	offer = Offer(f"SKU-{number}", f"MPN-{number}", "Acme", "=A part", currency, stock=5)
	amount = Decimal(price) if price else None
	best = MatchOffer(account, "Mouser", offer, 1, amount, amount, True, False)
	costs = tuple(
		LineCost(boards, boards, account, offer, boards, amount, amount and amount * boards, boards < 5)
		for boards in (1, 10)
	)
	candidate = MatchCandidate(1, 90.0, Fit.FITS, True, (best,))
	return CostedLine(BomLine(number, item=f"{item}{number}"), state, candidate, costs, "MATCH-1")


def missing(number: int) -> CostedLine:
	"""A line that nothing was found for."""
	return CostedLine(
		BomLine(number, item=f"R{number}"), BomState.NOTHING, notes=(msg("Nothing was found."),)
	)


def cost_of(*lines: CostedLine) -> BomCost:
	"""The costs of these lines for 1 and for 10."""
	return BomCost((1, 10), lines)


def numbers(lines: tuple[CostedLine, ...]) -> list[int]:
	"""The numbers of lines."""
	return [line.line.number for line in lines]


def test_lines_are_grouped_by_supplier_and_the_currency_of_their_prices() -> None:
	found = purchases_of(
		cost_of(
			costed(1, "DigiKey US"),
			costed(2),
			costed(3, "Mouser DE", currency="EUR"),
			costed(4),
		),
		10,
		SUPPLIERS,
	)
	assert [(one.supplier, one.currency, numbers(one.lines)) for one in found.purchases] == [
		("Mouser", "USD", [2, 4]),
		("DigiKey", "USD", [1]),
		("Mouser", "EUR", [3]),
	]
	assert found.left_out == ()
	assert [bought.quantity for bought in found.purchases[0].costs] == [10, 10]


def test_a_request_goes_once_to_a_supplier_and_asks_for_what_has_no_price() -> None:
	cost = cost_of(costed(1), costed(2, "Mouser DE", currency="EUR"), costed(3, price=None), missing(4))
	found = purchases_of(cost, 1, SUPPLIERS, priced_only=False)
	assert [(one.supplier, numbers(one.lines)) for one in found.purchases] == [("Mouser", [1, 2, 3])]
	assert numbers(found.left_out) == [4]
	assert numbers(purchases_of(cost, 1, SUPPLIERS).left_out) == [3, 4]


def test_parts_that_nobody_has_settled_are_bought_only_when_that_is_said() -> None:
	cost = cost_of(costed(1), costed(2, state=BomState.REVIEW))
	assert numbers(purchases_of(cost, 1, SUPPLIERS).left_out) == [2]
	assert purchases_of(cost, 1, SUPPLIERS, with_review=True).left_out == ()


def test_what_no_account_sells_any_more_or_is_no_item_is_left_out() -> None:
	nameless = costed(2)
	cost = cost_of(costed(1, "Gone"), replace(nameless, line=replace(nameless.line, item="")))
	assert purchases_of(cost, 1, SUPPLIERS).purchases == ()


def test_a_quantity_that_was_not_costed_is_refused() -> None:
	with pytest.raises(RejectedInput, match="1, 10, not 5") as refused:
		purchases_of(cost_of(costed(1)), 5, SUPPLIERS)
	assert refused.value.field == "quantity"


_LINES = st.lists(
	st.tuples(
		st.sampled_from(["Mouser US", "Mouser DE", "DigiKey US", "Gone"]),
		st.sampled_from(["0.5", "0.0012", None]),
		st.sampled_from([BomState.EXACT, BomState.SINGLE, BomState.REVIEW]),
		st.sampled_from(["USD", "EUR"]),
	),
	max_size=12,
)


@given(_LINES, st.booleans(), st.booleans())
def test_every_line_is_bought_once_or_left_out(
	drawn: list[tuple[str, str | None, BomState, str]], with_review: bool, priced_only: bool
) -> None:
	cost = cost_of(*(costed(number, *line) for number, line in enumerate(drawn, start=1)))
	found = purchases_of(cost, 1, SUPPLIERS, with_review, priced_only)
	bought = [number for one in found.purchases for number in numbers(one.lines)]
	assert sorted([*bought, *numbers(found.left_out)]) == list(range(1, len(drawn) + 1))
	groups = [(one.supplier, one.currency) for one in found.purchases]
	assert len(groups) == len(set(groups))


@pytest.mark.parametrize(
	("lines", "status"),
	[
		((costed(1),), BomStatus.COMPLETE),
		((costed(1), costed(2, state=BomState.REVIEW)), BomStatus.REVIEW),
		((costed(1), costed(2, price=None)), BomStatus.INCOMPLETE),
		((costed(1, state=BomState.REVIEW), missing(2)), BomStatus.INCOMPLETE),
	],
)
def test_costs_say_whether_they_can_be_relied_on(lines: tuple[CostedLine, ...], status: BomStatus) -> None:
	assert cost_of(*lines).status is status


def test_costs_are_kept_whole() -> None:
	cost = replace(
		cost_of(costed(1), costed(2, price=None), missing(3)),
		kept_since=datetime(2026, 11, 21, 10, 0, tzinfo=timezone.utc),
	)
	assert BOM_COST.validate_json(BOM_COST.dump_json(cost)) == cost


def test_a_spreadsheet_has_a_row_a_line_and_runs_nothing_of_what_shops_wrote() -> None:
	text = io.StringIO()
	csv.writer(text).writerows(spreadsheet(cost_of(costed(1), missing(2)), of_file=False))
	first, second = csv.DictReader(io.StringIO(text.getvalue()))
	assert (first["Line"], first["IPN"], first["MPN"], first["State"]) == ("1", "R1", "MPN-1", "Exact")
	assert first["Description"] == "'=A part"
	assert (first["Unit Price (10)"], first["Cost (10)"], first["Enough (10)"]) == ("0.5", "5.0", "no")
	assert (second["SKU (1)"], second["Why"]) == ("", "Nothing was found.")
	assert "References" not in first
	assert "References" in next(spreadsheet(cost_of(missing(1))))
