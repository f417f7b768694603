"""Lookups as rows of suppliers: one candidate an offer, for programs that want a flat list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import frappe

from supplier_connect.api.shapes import plain
from supplier_connect.desk.errors import say
from supplier_connect.model.match import Match, MatchCandidate, MatchOffer
from supplier_connect.services.import_parts import Imported, Outcome

Parts = Mapping[tuple[str, str], str]


def candidates_json(match: Match, parts: Parts) -> list[dict[str, Any]]:
	"""All offers of a lookup, the best candidate's first; `parts` are the Item's Supplier Parts."""
	return [
		_candidate_json(candidate, one, parts) for candidate in match.candidates for one in candidate.offers
	]


def _candidate_json(candidate: MatchCandidate, one: MatchOffer, parts: Parts) -> dict[str, Any]:
	offer = one.offer
	part = parts.get((one.account, offer.sku.casefold()))
	supplier = _supplier_of(one.account)
	return {
		"supplier_part_number": offer.sku,
		"manufacturer_part_number": offer.mpn,
		"manufacturer": offer.manufacturer,
		"description": offer.description,
		"_supplier_pk": supplier,
		"_supplier_key": one.connector.lower(),
		"_supplier_name": supplier,
		"account": one.account,
		"rank": candidate.rank,
		"score": candidate.score,
		"fit": candidate.fit.value,
		"exact": candidate.exact,
		"stock": offer.stock,
		"currency": offer.currency,
		"quantity": one.quantity,
		"unit_price": plain(one.unit_price),
		"price_breaks": [{"quantity": step.quantity, "price": plain(step.price)} for step in offer.breaks],
		"packaging": list(offer.packaging),
		"lifecycle": offer.lifecycle,
		"url": offer.url,
		"image_url": offer.image_url,
		"datasheet_url": offer.datasheet_url,
		"warnings": list(candidate.warnings),
		"existing_supplier_part": part is not None,
		"existing_supplier_part_pk": part,
		"action": "update" if part else "add",
	}


def attempts_json(match: Match) -> list[dict[str, Any]]:
	"""What was asked where."""
	return [
		{
			"supplier": _supplier_of(outcome.account),
			"supplier_key": outcome.connector.lower(),
			"account": outcome.account,
			"queries": list(outcome.questions),
			"parts": outcome.parts,
			"succeeded": not outcome.kind,
		}
		for outcome in match.outcomes
	]


def failures_json(match: Match) -> list[dict[str, Any]]:
	"""Who could not be asked, and why."""
	return [
		{
			"supplier": _supplier_of(outcome.account),
			"supplier_key": outcome.connector.lower(),
			"account": outcome.account,
			"message": outcome.error,
			"kind": outcome.kind,
		}
		for outcome in match.failures
	]


def applied_json(numbers: Sequence[str], done: Sequence[Imported], parts: Parts) -> dict[str, Any]:
	"""What became of each number, in their order."""
	known = {one.chosen.offer.sku.casefold(): one for one in done}
	results = [_result_json(number, known.get(number.casefold()), parts) for number in numbers]
	statuses = [result["status"] for result in results]
	return {
		"created": statuses.count("created"),
		"updated": statuses.count("updated"),
		"unchanged": statuses.count("unchanged"),
		"errors": statuses.count("error"),
		"results": results,
	}


def _result_json(number: str, one: Imported | None, parts: Parts) -> dict[str, Any]:
	if one is None:
		sentence = frappe._("The supplier has no part {0}.").format(number)
		return _row(number, "error", None, sentence)
	part = parts.get((one.chosen.account, one.chosen.offer.sku.casefold()))
	status = "error" if one.outcome is Outcome.FAILED else one.outcome.value
	return {**_row(number, status, part, say(one.reason) if one.reason else ""), "asks": one.asks}


def _row(number: str, status: str, part: str | None, message: str) -> dict[str, Any]:
	return {
		"status": status,
		"supplier_part_number": number,
		"supplier_part_pk": part,
		"message": message,
		"asks": False,
	}


def _supplier_of(account: str) -> str:
	return frappe.get_cached_value("Supplier Account", account, "supplier") or ""
