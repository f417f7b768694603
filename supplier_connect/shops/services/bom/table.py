"""The costs of a bill of materials as rows for a spreadsheet: a row a line, and some columns for each quantity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from supplier_connect.core.model.cells import escape_formula
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.bom import BomCost, CostedLine, LineCost
from supplier_connect.shops.model.offer import Offer


@dataclass(frozen=True)
class _Column:
	"""A column of the lines; `of_file` are those that only a file of a drawing program fills."""

	heading: Message
	cell: Callable[[CostedLine], str]
	of_file: bool = False


def _offer(costed: CostedLine) -> Offer | None:
	return costed.candidate.best.offer if costed.candidate else None


def _of_offer(name: str) -> Callable[[CostedLine], str]:
	return lambda costed: getattr(_offer(costed), name, "")


_COLUMNS = (
	_Column(msg("Line"), lambda costed: str(costed.line.number)),
	_Column(msg("References"), lambda costed: " ".join(costed.line.refs), of_file=True),
	_Column(msg("Quantity"), lambda costed: f"{costed.line.quantity:f}"),
	_Column(msg("IPN"), lambda costed: costed.line.item),
	_Column(msg("Value"), lambda costed: costed.line.value, of_file=True),
	_Column(msg("Footprint"), lambda costed: costed.line.footprint, of_file=True),
	_Column(msg("Asked for"), lambda costed: costed.line.title),
	_Column(msg("State"), lambda costed: costed.state.value),
	_Column(msg("MPN"), _of_offer("mpn")),
	_Column(msg("Manufacturer"), _of_offer("manufacturer")),
	_Column(msg("Description"), _of_offer("description")),
	_Column(msg("Lookup"), lambda costed: costed.match),
)
_FOR_BOARDS: tuple[tuple[Message, Callable[[LineCost], str]], ...] = (
	(msg("Account"), lambda bought: bought.account),
	(msg("SKU"), lambda bought: bought.offer.sku),
	(msg("Needed"), lambda bought: str(bought.needed)),
	(msg("Order"), lambda bought: str(bought.quantity)),
	(msg("Unit Price"), lambda bought: _plain(bought.unit_price)),
	(msg("Cost"), lambda bought: _plain(bought.cost)),
	(msg("Currency"), lambda bought: bought.offer.currency),
)


def spreadsheet(
	cost: BomCost, translate: Callable[[Message], str] = str, of_file: bool = True
) -> Iterator[list[str]]:
	"""The headings, then a row for each line, in the language of `say`.

	Without `of_file` the columns are left out that only the file of a drawing program fills.
	"""
	columns = [column for column in _COLUMNS if of_file or not column.of_file]
	for_boards = [heading for heading, _cell in _FOR_BOARDS] + [msg("Enough")]
	yield [
		*(translate(column.heading) for column in columns),
		translate(msg("Why")),
		*(f"{translate(heading)} ({boards})" for boards in cost.quantities for heading in for_boards),
	]
	for costed in cost.lines:
		told = [*(column.cell(costed) for column in columns), " ".join(map(translate, costed.notes))]
		bought = [cell for boards in cost.quantities for cell in _cells(costed.at(boards), translate)]
		yield [*map(escape_formula, told), *map(escape_formula, bought)]


def _cells(bought: LineCost | None, translate: Callable[[Message], str]) -> list[str]:
	if bought is None:
		return [""] * (len(_FOR_BOARDS) + 1)
	enough = msg("yes") if bought.enough else msg("no")
	return [*(cell(bought) for _heading, cell in _FOR_BOARDS), translate(enough)]


def _plain(amount: Decimal | None) -> str:
	return "" if amount is None else f"{amount:f}"
