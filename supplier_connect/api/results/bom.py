"""What BOMs cost, and what is made of that."""

from __future__ import annotations

from supplier_connect.api.results import Moment, Result, Text
from supplier_connect.shops.model.bom import BomCost, BomTotal, CostedLine, LineCost
from supplier_connect.shops.services.bom.purchase import BomPurchase


class BomPart(Result):
	"""The part that is taken for a line."""

	mpn: str
	manufacturer: str
	description: str
	score: float
	fit: Text
	linked: bool
	warnings: list[str]


class LineCostResult(Result):
	"""How a line is bought for so many boards."""

	boards: int
	needed: int
	account: str
	sku: str
	packaging: list[str]
	stock: int | None
	url: str
	quantity: int
	unit_price: float | None
	cost: float | None
	currency: str
	fee: float | None
	enough: bool


class CostedLineResult(Result):
	"""A line of a BOM with its part and what that costs; `also` are equal lines that were merged into it."""

	number: int
	also: list[int]
	item: str
	title: str
	quantity: float
	state: Text
	settled: bool
	match: str
	part: BomPart | None
	costs: list[LineCostResult]
	notes: list[Text]


class NotFitted(Result):
	"""A line that boards take nothing of."""

	number: int
	item: str


class BomSumResult(Result):
	"""What the lines in one currency come to."""

	currency: str
	settled: float
	to_review: float
	total: float
	each: float


class BomTotalResult(Result):
	"""What so many boards cost; `uncounted` and `short` are numbers of lines."""

	boards: int
	sums: list[BomSumResult]
	uncounted: list[int]
	short: list[int]


class AccountFailureResult(Result):
	"""Why an account couldn't be asked for some lines."""

	account: str
	kind: str
	message: Text
	lines: int


class BomCostResult(Result):
	"""The lines of a BOM with their parts and what they cost at each quantity, and the totals."""

	quantities: list[int]
	lines: list[CostedLineResult]
	not_fitted: list[NotFitted]
	totals: list[BomTotalResult]
	failures: list[AccountFailureResult]
	status: Text
	kept_since: Moment | None
	stopped: bool
	left: int


def bom_cost_of(cost: BomCost) -> BomCostResult:
	"""What a BOM costs."""
	return BomCostResult.of(
		cost,
		lines=[_line(line) for line in cost.lines],
		totals=[_total(total) for total in cost.totals],
		left=len(cost.left),
	)


def _line(line: CostedLine) -> CostedLineResult:
	best = line.candidate
	return CostedLineResult.of(
		line.line,
		state=line.state,
		settled=line.state.is_settled,
		match=line.match,
		part=best
		and BomPart.of(
			best,
			mpn=best.best.offer.mpn,
			manufacturer=best.best.offer.manufacturer,
			description=best.best.offer.description,
		),
		costs=[_cost(cost) for cost in line.costs],
		notes=line.notes,
	)


def _cost(cost: LineCost) -> LineCostResult:
	offer = cost.offer
	return LineCostResult.of(
		cost,
		sku=offer.sku,
		packaging=list(offer.packaging),
		stock=offer.stock,
		url=offer.url,
		currency=offer.currency,
		fee=offer.fee,
	)


def _total(total: BomTotal) -> BomTotalResult:
	return BomTotalResult(
		boards=total.boards,
		sums=[BomSumResult.of(one, each=one.of_each(total.boards)) for one in total.sums],
		uncounted=[line.number for line in total.uncounted],
		short=[line.number for line in total.short],
	)


class KeptBomCost(Result):
	"""A Supplier BOM Cost, and what the user may make of it."""

	name: str
	result: BomCostResult
	may_order: bool
	may_request: bool


class PurchaseResult(Result):
	"""What is bought from a supplier; `total` counts the lines with a price and is null without any."""

	supplier: str
	currency: str
	lines: int
	total: float | None


def purchase_of(purchase: BomPurchase) -> PurchaseResult:
	"""What is bought from a supplier."""
	amounts = [bought.cost for bought in purchase.costs if bought.cost is not None]
	total = sum(amounts) if amounts and purchase.currency else None
	return PurchaseResult.of(purchase, lines=len(purchase.lines), total=total)


class LeftOutLine(Result):
	"""A line that nobody is asked for."""

	number: int
	item: str
	state: Text


def left_out_of(line: CostedLine) -> LeftOutLine:
	"""A line that nobody is asked for."""
	return LeftOutLine.of(line.line, state=line.state)


class PurchasePlan(Result):
	"""What orders and requests for a quantity would be, and the lines that they leave out."""

	quantity: int
	orders: list[PurchaseResult]
	not_ordered: list[LeftOutLine]
	requests: list[PurchaseResult]
	not_requested: list[LeftOutLine]


class RoundedRate(Result):
	"""A rate that a document keeps with fewer decimals than the price has."""

	item: str
	price: float
	rate: float


class MadeDocument(Result):
	"""A document that was made."""

	name: str
	supplier: str
	rounded: list[RoundedRate]


class MadeDocuments(Result):
	"""The documents that were made."""

	doctype: str
	documents: list[MadeDocument]
