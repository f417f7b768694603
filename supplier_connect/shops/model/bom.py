"""A bill of materials: its lines, what was found for them, and what that costs at several numbers of boards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from enum import Enum

from supplier_connect.core.model.messages import Message
from supplier_connect.shops.model.match import MatchCandidate
from supplier_connect.shops.model.offer import Offer, Parameter
from supplier_connect.shops.model.part import MakerNumber, ShopNumber

_PART_OF_A_CENT = Decimal("0.0001")


@dataclass(frozen=True)
class BomLine:
	"""A line of a bill of materials; whatever isn't known stays empty.

	`number` is where a person finds it (the line of a file, the row of a BOM), `quantity` the pieces for one board, `refs`
	their designators. `maker_numbers` are alternatives, the preferred one first; `brand` is the manufacturer where it has
	no number. `also` are the numbers of equal lines
	that were merged into this one.
	"""

	number: int
	quantity: Decimal = Decimal(1)
	refs: tuple[str, ...] = ()
	value: str = ""
	footprint: str = ""
	description: str = ""
	maker_numbers: tuple[MakerNumber, ...] = ()
	shop_numbers: tuple[ShopNumber, ...] = ()
	item: str = ""
	brand: str = ""
	parameters: tuple[Parameter, ...] = ()
	fitted: bool = True
	also: tuple[int, ...] = ()

	@property
	def mpn(self) -> str:
		"""The preferred manufacturer part number."""
		return self.maker_numbers[0].mpn if self.maker_numbers else ""

	@property
	def manufacturer(self) -> str:
		"""The manufacturer of the preferred part number."""
		return self.maker_numbers[0].manufacturer if self.maker_numbers else ""

	@property
	def title(self) -> str:
		"""What a person calls the line: its part number, else its value and footprint, else what else it says."""
		spoken = " ".join(filter(None, (self.value, self.footprint)))
		skus = (number.sku for number in self.shop_numbers)
		return next(filter(None, (self.mpn, spoken, self.item, self.description, *skus)), "")

	@property
	def is_needed(self) -> bool:
		"""Whether boards take any of it."""
		return self.fitted and self.quantity > 0

	def needed(self, boards: int) -> int:
		"""The pieces for so many boards; a part of a piece takes a whole one."""
		return int((self.quantity * boards).to_integral_value(ROUND_CEILING))


class BomState(str, Enum):
	"""How far the part of a line is settled."""

	EXACT = "Exact"
	SINGLE = "Single Fit"
	REVIEW = "To Review"
	NOTHING = "Nothing Found"
	FAILED = "Failed"
	LEFT = "Not Looked Up"

	@property
	def is_settled(self) -> bool:
		"""Whether nobody has to look at the line again."""
		return self in (BomState.EXACT, BomState.SINGLE)


@dataclass(frozen=True)
class LineCost:
	"""How a line is bought best for so many boards.

	`needed` are the pieces of the boards, `quantity` those that have to be ordered, by minimum and multiple; `cost` is
	theirs with the offer's fee. Without a price for them `unit_price` and `cost` are None. `enough` says whether the
	stock covers the quantity, and the shop sells so many at once.
	"""

	boards: int
	needed: int
	account: str
	offer: Offer
	quantity: int
	unit_price: Decimal | None
	cost: Decimal | None
	enough: bool


@dataclass(frozen=True)
class CostedLine:
	"""A line and what was found for it.

	`candidate` is the part that is taken: the one that is settled, or the best one of those to review. `costs` has an
	entry for each number of boards, and none without a candidate. `match` names the stored lookup with all candidates.
	"""

	line: BomLine
	state: BomState
	candidate: MatchCandidate | None = None
	costs: tuple[LineCost, ...] = ()
	match: str = ""
	notes: tuple[Message, ...] = ()

	def at(self, boards: int) -> LineCost | None:
		"""How the line is bought for so many boards; None when there is nothing to buy."""
		return next((cost for cost in self.costs if cost.boards == boards), None)

	def is_priced(self, boards: int) -> bool:
		"""Whether its cost for so many boards is known."""
		bought = self.at(boards)
		return bought is not None and bought.cost is not None


@dataclass(frozen=True)
class BomSum:
	"""What lines come to in one currency: those whose part is settled, and those to review with their best candidate."""

	currency: str
	settled: Decimal
	to_review: Decimal

	@property
	def total(self) -> Decimal:
		"""Both."""
		return self.settled + self.to_review

	def of_each(self, boards: int) -> Decimal:
		"""What one of so many boards costs, to four decimals."""
		return (self.total / boards).quantize(_PART_OF_A_CENT)


@dataclass(frozen=True)
class BomTotal:
	"""What so many boards cost: a sum for each currency, the one of most lines first; they are never added.

	`uncounted` are the lines without a known cost; `short` are counted, but the shop hasn't got enough of them.
	"""

	boards: int
	sums: tuple[BomSum, ...]
	uncounted: tuple[BomLine, ...]
	short: tuple[BomLine, ...]


@dataclass(frozen=True)
class AccountFailure:
	"""Why an account couldn't be asked for some of the lines; `kind` is the name of the error's class."""

	account: str
	kind: str
	message: Message
	lines: int


class BomStatus(str, Enum):
	"""Whether the costs of a bill of materials can be relied on."""

	COMPLETE = "Complete"
	REVIEW = "To Review"
	INCOMPLETE = "Incomplete"


@dataclass(frozen=True)
class BomCost:
	"""What a bill of materials costs at several numbers of boards.

	`stopped` says that it was broken off; the lines that were not looked up for that, or because no account could be asked
	any more, are `left`. `kept_since` is since when the oldest of the kept answers was kept that prices are from (UTC);
	None where the shops told all.
	"""

	quantities: tuple[int, ...]
	lines: tuple[CostedLine, ...]
	not_fitted: tuple[BomLine, ...] = ()
	failures: tuple[AccountFailure, ...] = ()
	stopped: bool = False
	kept_since: datetime | None = None

	@property
	def status(self) -> BomStatus:
		"""Incomplete where a line has no price at one of the quantities, else to review where a part isn't settled."""
		if any(not line.is_priced(boards) for line in self.lines for boards in self.quantities):
			return BomStatus.INCOMPLETE
		settled = all(line.state.is_settled for line in self.lines)
		return BomStatus.COMPLETE if settled else BomStatus.REVIEW

	@property
	def left(self) -> tuple[CostedLine, ...]:
		"""The lines that were not looked up."""
		return self.of_state(BomState.LEFT)

	def of_state(self, *states: BomState) -> tuple[CostedLine, ...]:
		"""The lines in one of these states."""
		return tuple(line for line in self.lines if line.state in states)

	def total(self, boards: int) -> BomTotal:
		"""What so many boards cost, one of the `quantities`."""
		priced = [(line, cost) for line in self.lines if (cost := line.at(boards)) and line.is_priced(boards)]
		return BomTotal(
			boards=boards,
			sums=_sums(priced),
			uncounted=tuple(line.line for line in self.lines if not line.is_priced(boards)),
			short=tuple(line.line for line, cost in priced if not cost.enough),
		)

	@property
	def totals(self) -> tuple[BomTotal, ...]:
		"""The totals of all quantities."""
		return tuple(map(self.total, self.quantities))


def _sums(priced: Iterable[tuple[CostedLine, LineCost]]) -> tuple[BomSum, ...]:
	lines: Counter[str] = Counter()
	amounts: dict[tuple[str, bool], Decimal] = defaultdict(Decimal)
	for line, bought in priced:
		currency = bought.offer.currency
		lines[currency] += 1
		amounts[currency, line.state.is_settled] += bought.cost or 0
	in_order = sorted(lines, key=lambda currency: (-lines[currency], currency))
	return tuple(BomSum(currency, amounts[currency, True], amounts[currency, False]) for currency in in_order)
