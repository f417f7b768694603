"""What the command line shows of lookups: candidates, why they stand where they do, and what became of an import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.text import Text as Styled

from supplier_connect.core.model.messages import Text, _
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
	Column(_("#"), lambda row: _of_candidate(row, str(row.candidate.rank)), "right"),
	Column(_("Score"), lambda row: _of_candidate(row, f"{row.candidate.score:.1f}"), "right"),
	Column(
		_("Fit"),
		lambda row: fit_mark(row.candidate.fit, row.candidate.exact) if row.is_first else "",
	),
	Column(_("MPN"), lambda row: _of_candidate(row, row.bought.offer.mpn), whole=True),
	Column(_("Manufacturer"), lambda row: _of_candidate(row, row.bought.offer.manufacturer)),
	Column(_("Description"), lambda row: _of_candidate(row, row.bought.offer.description)),
	Column(_("Account"), lambda row: row.bought.account),
	Column(_("SKU"), lambda row: row.bought.offer.sku, whole=True),
	Column(_("Packing"), lambda row: packing_words(row.bought.offer), optional=True),
	Column(_("Stock"), _stock, "right", whole=True),
	Column(_("Order"), lambda row: count_text(row.bought.quantity), "right"),
	Column(_("Unit Price"), lambda row: money_text(row.bought.unit_price), "right"),
	Column(
		_("Cost"),
		lambda row: f"{money_text(row.bought.cost)} {row.bought.offer.currency}".strip(),
		"right",
		whole=True,
	),
	Column(_("Ours"), lambda row: "✔" if row.bought.linked else "", optional=True),
	Column(_("Offers"), _further, "right", optional=True),
)
SCORE: tuple[Column[ScoreLine], ...] = (
	Column(_("What"), lambda line: line.name),
	Column(_("Fit"), lambda line: fit_mark(line.fit)),
	Column(_("Points"), lambda line: f"{line.points:.1f}", "right"),
	Column(_("Of"), lambda line: f"{line.of:.1f}", "right"),
	Column(_("Why"), lambda line: line.sentence),
)
TOKENS: tuple[Column[TokenUse], ...] = (
	Column(_("Word"), lambda token: token.text),
	Column(_("In the query"), lambda token: "✔" if token.used else ""),
	Column(_("Source"), lambda token: token.source),
	Column(_("Rule"), lambda token: token.rule),
	Column(_("From"), lambda token: token.origin),
)
OUTCOMES: tuple[Column[ShopOutcome], ...] = (
	Column(_("Account"), lambda outcome: outcome.account),
	Column(_("Asked"), lambda outcome: "; ".join(outcome.questions)),
	Column(_("Parts"), lambda outcome: str(outcome.parts), "right"),
	Column(_("Error"), lambda outcome: Styled(printable(outcome.error), "red"), optional=True),
)
LOOKUPS: tuple[Column[Match], ...] = (
	Column(_("Lookup"), lambda match: match.name),
	Column(_("At (UTC)"), lambda match: f"{match.at:%Y-%m-%d %H:%M}"),
	Column(_("State"), lambda match: match.state.value),
	Column(_("Query"), lambda match: match.query),
	Column(_("Candidates"), lambda match: str(len(match.candidates)), "right"),
	Column(_("By"), lambda match: match.user),
)
IMPORTED: tuple[Column[Imported], ...] = (
	Column(_("Account"), lambda done: done.chosen.account),
	Column(_("SKU"), lambda done: done.chosen.offer.sku),
	Column(_("MPN"), lambda done: done.chosen.offer.mpn),
	Column(_("Outcome"), lambda done: done.outcome.value),
	Column(_("Reason"), lambda done: str(done.reason or ""), optional=True),
)


def plan_fields(plan: PlanNote) -> tuple[tuple[Text, str], ...]:
	"""How a query came about."""
	return (
		(_("Kind"), plan.kind or UNKNOWN),
		(_("Words"), " ".join(plan.words)),
		(_("Name and description"), plan.name_mode),
		(_("Required"), "; ".join(plan.constraints)),
	)


def part_fields(part: Part) -> tuple[tuple[Text, str], ...]:
	"""All that an Item says of its part."""
	parameters = (*part.attributes, *part.parameters)
	makers = (
		" ".join(filter(None, (row.mpn, f"({row.manufacturer})" * bool(row.manufacturer))))
		for row in part.maker_numbers
	)
	return (
		(_("Item"), part.code),
		(_("Name"), part.name),
		(_("Description"), part.description),
		(_("Groups"), " / ".join(reversed(part.groups))),
		(_("Brand"), part.brand),
		(_("Manufacturer part numbers"), ", ".join(makers)),
		(_("Supplier part numbers"), ", ".join(f"{row.sku} ({row.supplier})" for row in part.shop_numbers)),
		(_("Parameters"), "; ".join(f"{one.name} {one.value} {one.unit}".strip() for one in parameters)),
	)
