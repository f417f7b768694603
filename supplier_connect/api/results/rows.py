"""Lookups as rows of suppliers: one candidate an offer, for programs that want a flat list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import frappe
from pydantic import Field

from supplier_connect.api.results import Moment, Result, Text
from supplier_connect.api.results.lookups import Parts, PlanDebug
from supplier_connect.api.results.offers import PriceBreakResult
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.match import Match, MatchCandidate, MatchOffer
from supplier_connect.shops.model.offer import Parameter
from supplier_connect.shops.services.lookup.import_parts import Imported, Outcome


class VerdictRow(Result):
	"""A part of a score: what was required, whether it fits, and why."""

	name: str
	fit: Text
	points: float
	of_: float = Field(alias="of")
	reason: str


class CandidateRow(Result):
	"""An offer as a candidate of its own."""

	supplier_part_number: str
	manufacturer_part_number: str
	manufacturer: str
	description: str
	supplier_pk: str = Field(alias="_supplier_pk")
	supplier_key: str = Field(alias="_supplier_key")
	supplier_name: str = Field(alias="_supplier_name")
	account: str
	rank: int
	score: float
	fit: Text
	exact: bool
	stock: int | None
	currency: str
	quantity: int
	unit_price: float | None
	price_breaks: list[PriceBreakResult]
	packaging: list[str]
	pack_quantity: int | None
	minimum: int | None
	multiple: int | None
	lead_time_days: int | None
	parameters: list[Parameter]
	lifecycle: str
	url: str
	image_url: str
	datasheet_url: str
	verdicts: list[VerdictRow]
	reasons: list[str]
	warnings: list[str]
	from_cache: bool
	kept_since: Moment | None
	existing_supplier_part: bool
	existing_supplier_part_pk: str | None
	action: str


class SupplierAttempt(Result):
	"""What was asked where."""

	supplier: str
	supplier_key: str
	account: str
	queries: list[str]
	parts: int
	succeeded: bool


class SupplierFailure(Result):
	"""Who could not be asked, and why."""

	supplier: str
	supplier_key: str
	account: str
	message: str
	kind: str


class SearchDebug(PlanDebug):
	"""A plan, and who was asked by it."""

	supplier_attempts: list[SupplierAttempt]
	supplier_failures: list[SupplierFailure]


class CandidateRows(Result):
	"""The candidates of a lookup; `message` is "OK", or says that nothing was found."""

	message: str
	item: str
	match: str
	query: str
	count: int
	candidates: list[CandidateRow]
	debug: SearchDebug


class AppliedRow(Result):
	"""What became of a number at an account."""

	status: str
	supplier_part_number: str
	supplier_part_pk: str | None
	account: str | None
	message: Text
	asks: bool


class AppliedRows(Result):
	"""What became of numbers, in their order."""

	message: str = "OK"
	created: int
	updated: int
	unchanged: int
	errors: int
	results: list[AppliedRow]


def candidates_of(match: Match, parts: Parts) -> list[CandidateRow]:
	"""All offers of a lookup, the best candidate's first."""
	kept = {outcome.account: outcome.kept_since for outcome in match.outcomes}
	return [
		_candidate(candidate, one, parts, kept.get(one.account))
		for candidate in match.candidates
		for one in candidate.offers
	]


def _candidate(
	candidate: MatchCandidate, one: MatchOffer, parts: Parts, kept_since: datetime | None
) -> CandidateRow:
	offer = one.offer
	part = parts.get((one.account, offer.sku.casefold()))
	supplier = _supplier_of(one.account)
	return CandidateRow.of(
		offer,
		supplier_part_number=offer.sku,
		manufacturer_part_number=offer.mpn,
		supplier_pk=supplier,
		supplier_key=one.connector.lower(),
		supplier_name=supplier,
		account=one.account,
		rank=candidate.rank,
		score=candidate.score,
		fit=candidate.fit,
		exact=candidate.exact,
		quantity=one.quantity,
		unit_price=one.unit_price,
		price_breaks=offer.breaks,
		pack_quantity=offer.standard_package,
		verdicts=[VerdictRow.of(line, of_=line.of, reason=line.sentence) for line in candidate.score_lines],
		reasons=[line.sentence for line in candidate.score_lines],
		warnings=list(candidate.warnings),
		from_cache=kept_since is not None,
		kept_since=kept_since,
		existing_supplier_part=part is not None,
		existing_supplier_part_pk=part,
		action="update" if part else "create",
	)


def attempts_of(match: Match) -> list[SupplierAttempt]:
	"""What was asked where."""
	return [
		SupplierAttempt.of(
			outcome,
			supplier=_supplier_of(outcome.account),
			supplier_key=outcome.connector.lower(),
			queries=list(outcome.questions),
			succeeded=not outcome.kind,
		)
		for outcome in match.outcomes
	]


def failures_of(match: Match) -> list[SupplierFailure]:
	"""Who could not be asked, and why."""
	return [
		SupplierFailure.of(
			outcome,
			supplier=_supplier_of(outcome.account),
			supplier_key=outcome.connector.lower(),
			message=outcome.error,
		)
		for outcome in match.failures
	]


def applied_of(
	numbers: Sequence[str], done: Sequence[Imported], parts: Parts, failure: Message | None = None
) -> AppliedRows:
	"""What became of each number, in their order, at each account that has it; `failure` is why one wasn't asked."""
	known: dict[str, list[Imported]] = {}
	for one in done:
		known.setdefault(one.chosen.offer.sku.casefold(), []).append(one)
	results = [
		_applied(one, parts) if one else _missing(number, failure)
		for number in numbers
		for one in known.get(number.casefold(), [None])
	]
	statuses = [result.status for result in results]
	return AppliedRows(
		created=statuses.count("created"),
		updated=statuses.count("updated"),
		unchanged=statuses.count("unchanged"),
		errors=statuses.count("error"),
		results=results,
	)


def _applied(one: Imported, parts: Parts) -> AppliedRow:
	account, sku = one.chosen.account, one.chosen.offer.sku
	return AppliedRow(
		status="error" if one.outcome is Outcome.FAILED else one.outcome.value,
		supplier_part_number=sku,
		supplier_part_pk=parts.get((account, sku.casefold())),
		account=account,
		message=one.reason,
		asks=one.asks,
	)


def _missing(number: str, failure: Message | None) -> AppliedRow:
	return AppliedRow(
		status="error",
		supplier_part_number=number,
		supplier_part_pk=None,
		account=None,
		message=failure or msg("The supplier has no part {0}.", number),
		asks=False,
	)


def _supplier_of(account: str) -> str:
	return frappe.get_cached_value("Supplier Account", account, "supplier") or ""
