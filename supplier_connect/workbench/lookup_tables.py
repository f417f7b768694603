"""What the command line shows of lookups: candidates, why they stand where they do, and what became of an import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.text import Text as Styled

from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.match import (
	Fit,
	Match,
	MatchCandidate,
	MatchOffer,
	PlanNote,
	ScoreLine,
	ShopOutcome,
	TokenUse,
)
from supplier_connect.shops.model.part import Part
from supplier_connect.shops.services.lookup.import_parts import Imported
from supplier_connect.workbench.figures import UNKNOWN, count_text, money_text
from supplier_connect.workbench.tables import Column, packing_words, printable

_FITS = {Fit.FITS: ("✔", "green"), Fit.UNKNOWN: ("?", "yellow"), Fit.VIOLATES: ("✘", "red")}
_EXACT = ("=", "green")


@dataclass(frozen=True)
class OfferRow:
	"""An offer of a candidate; the candidate is told with its first one only."""

	candidate: MatchCandidate
	bought: MatchOffer
	is_first: bool


def offer_rows(candidates: Iterable[MatchCandidate], *, all_offers: bool) -> Iterator[OfferRow]:
	"""The candidates with their best offer, or with all of them."""
	for candidate in candidates:
		for place, bought in enumerate(candidate.offers if all_offers else candidate.offers[:1]):
			yield OfferRow(candidate, bought, place == 0)


def fit_mark(fit: Fit, exact: bool = False) -> Styled:
	"""✔ for what fits, ? for what may, ✘ for what doesn't, = for the very number that was asked for."""
	return Styled(*(_EXACT if exact and fit is not Fit.VIOLATES else _FITS[fit]))


def _stock(row: OfferRow) -> Styled:
	enough = row.bought.enough
	mark = Styled(" ✔" if enough else " ✘", "green" if enough else "red")
	return Styled(count_text(row.bought.offer.stock)).append_text(mark)


def _of_candidate(row: OfferRow, text: str) -> str:
	return text if row.is_first else ""


def _further(row: OfferRow) -> str:
	others = len(row.candidate.offers) - 1
	return f"+{others}" if others and row.is_first else ""


CANDIDATES: tuple[Column[OfferRow], ...] = (
	Column(msg("#"), lambda row: _of_candidate(row, str(row.candidate.rank)), "right"),
	Column(msg("Score"), lambda row: _of_candidate(row, f"{row.candidate.score:.1f}"), "right"),
	Column(
		msg("Fit"),
		lambda row: fit_mark(row.candidate.fit, row.candidate.exact) if row.is_first else "",
	),
	Column(msg("MPN"), lambda row: _of_candidate(row, row.bought.offer.mpn), whole=True),
	Column(msg("Manufacturer"), lambda row: _of_candidate(row, row.bought.offer.manufacturer)),
	Column(msg("Description"), lambda row: _of_candidate(row, row.bought.offer.description)),
	Column(msg("Account"), lambda row: row.bought.account),
	Column(msg("SKU"), lambda row: row.bought.offer.sku, whole=True),
	Column(msg("Packing"), lambda row: packing_words(row.bought.offer), optional=True),
	Column(msg("Stock"), _stock, "right", whole=True),
	Column(msg("Order"), lambda row: count_text(row.bought.quantity), "right"),
	Column(msg("Unit Price"), lambda row: money_text(row.bought.unit_price), "right"),
	Column(
		msg("Cost"),
		lambda row: f"{money_text(row.bought.cost)} {row.bought.offer.currency}".strip(),
		"right",
		whole=True,
	),
	Column(msg("Ours"), lambda row: "✔" if row.bought.linked else "", optional=True),
	Column(msg("Offers"), _further, "right", optional=True),
)
SCORE: tuple[Column[ScoreLine], ...] = (
	Column(msg("What"), lambda line: line.name),
	Column(msg("Fit"), lambda line: fit_mark(line.fit)),
	Column(msg("Points"), lambda line: f"{line.points:.1f}", "right"),
	Column(msg("Of"), lambda line: f"{line.of:.1f}", "right"),
	Column(msg("Why"), lambda line: line.sentence),
)
TOKENS: tuple[Column[TokenUse], ...] = (
	Column(msg("Word"), lambda token: token.text),
	Column(msg("In the query"), lambda token: "✔" if token.used else ""),
	Column(msg("Source"), lambda token: token.source),
	Column(msg("Rule"), lambda token: token.rule),
	Column(msg("From"), lambda token: token.origin),
)
OUTCOMES: tuple[Column[ShopOutcome], ...] = (
	Column(msg("Account"), lambda outcome: outcome.account),
	Column(msg("Asked"), lambda outcome: "; ".join(outcome.questions)),
	Column(msg("Parts"), lambda outcome: str(outcome.parts), "right"),
	Column(msg("Error"), lambda outcome: Styled(printable(outcome.error), "red"), optional=True),
)
LOOKUPS: tuple[Column[Match], ...] = (
	Column(msg("Lookup"), lambda match: match.name),
	Column(msg("At (UTC)"), lambda match: f"{match.at:%Y-%m-%d %H:%M}"),
	Column(msg("State"), lambda match: match.state.value),
	Column(msg("Query"), lambda match: match.query),
	Column(msg("Candidates"), lambda match: str(len(match.candidates)), "right"),
	Column(msg("By"), lambda match: match.user),
)
IMPORTED: tuple[Column[Imported], ...] = (
	Column(msg("Account"), lambda done: done.chosen.account),
	Column(msg("SKU"), lambda done: done.chosen.offer.sku),
	Column(msg("MPN"), lambda done: done.chosen.offer.mpn),
	Column(msg("Outcome"), lambda done: done.outcome.value),
	Column(msg("Reason"), lambda done: str(done.reason or ""), optional=True),
)


def plan_fields(plan: PlanNote) -> tuple[tuple[Message, str], ...]:
	"""How a query came about."""
	return (
		(msg("Kind"), plan.kind or UNKNOWN),
		(msg("Words"), " ".join(plan.words)),
		(msg("Name and description"), plan.name_mode),
		(msg("Required"), "; ".join(plan.constraints)),
	)


def part_fields(part: Part) -> tuple[tuple[Message, str], ...]:
	"""All that an Item says of its part."""
	parameters = (*part.attributes, *part.parameters)
	makers = (
		" ".join(filter(None, (row.mpn, f"({row.manufacturer})" * bool(row.manufacturer))))
		for row in part.maker_numbers
	)
	return (
		(msg("Item"), part.code),
		(msg("Name"), part.name),
		(msg("Description"), part.description),
		(msg("Groups"), " / ".join(reversed(part.groups))),
		(msg("Brand"), part.brand),
		(msg("Manufacturer part numbers"), ", ".join(makers)),
		(msg("Supplier part numbers"), ", ".join(f"{row.sku} ({row.supplier})" for row in part.shop_numbers)),
		(msg("Parameters"), "; ".join(f"{one.name} {one.value} {one.unit}".strip() for one in parameters)),
	)
