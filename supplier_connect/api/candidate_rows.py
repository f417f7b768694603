"""Lookups as rows of suppliers: one candidate an offer, for programs that want a flat list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import frappe

from supplier_connect.api.lookup_shapes import time_json
from supplier_connect.api.shapes import plain
from supplier_connect.core.desk.errors import translate
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.match import Match, MatchCandidate, MatchOffer
from supplier_connect.shops.services.lookup.import_parts import Imported, Outcome

Parts = Mapping[tuple[str, str], str]


def candidates_json(match: Match, parts: Parts) -> list[dict[str, Any]]:
	"""All offers of a lookup, the best candidate's first; `parts` are the Item's Supplier Parts."""
	kept = {outcome.account: outcome.kept_since for outcome in match.outcomes}
	return [
		{**_candidate_json(candidate, one, parts), **_age_json(kept.get(one.account))}
		for candidate in match.candidates
		for one in candidate.offers
	]


def _age_json(kept_since: datetime | None) -> dict[str, Any]:
	return {
		"from_cache": kept_since is not None,
		"kept_since": time_json(kept_since) if kept_since else None,
	}


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
		"pack_quantity": offer.standard_package,
		"minimum": offer.minimum,
		"multiple": offer.multiple,
		"lead_time_days": offer.lead_time_days,
		"parameters": [asdict(parameter) for parameter in offer.parameters],
		"lifecycle": offer.lifecycle,
		"url": offer.url,
		"image_url": offer.image_url,
		"datasheet_url": offer.datasheet_url,
		"verdicts": [
			{
				"name": line.name,
				"fit": line.fit.value,
				"points": line.points,
				"of": line.of,
				"reason": line.sentence,
			}
			for line in candidate.score_lines
		],
		"reasons": [line.sentence for line in candidate.score_lines],
		"warnings": list(candidate.warnings),
		"existing_supplier_part": part is not None,
		"existing_supplier_part_pk": part,
		"action": "update" if part else "create",
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


def applied_json(
	numbers: Sequence[str], done: Sequence[Imported], parts: Parts, failure: Message | None = None
) -> dict[str, Any]:
	"""What became of each number, in their order, at each account that has it; `failure` is why one wasn't asked."""
	known: dict[str, list[Imported]] = {}
	for one in done:
		known.setdefault(one.chosen.offer.sku.casefold(), []).append(one)
	results = [
		_result_json(one, parts) if one else _missing_json(number, failure)
		for number in numbers
		for one in known.get(number.casefold(), [None])
	]
	statuses = [result["status"] for result in results]
	return {
		"created": statuses.count("created"),
		"updated": statuses.count("updated"),
		"unchanged": statuses.count("unchanged"),
		"errors": statuses.count("error"),
		"results": results,
	}


def _result_json(one: Imported, parts: Parts) -> dict[str, Any]:
	account, sku = one.chosen.account, one.chosen.offer.sku
	return {
		"status": "error" if one.outcome is Outcome.FAILED else one.outcome.value,
		"supplier_part_number": sku,
		"supplier_part_pk": parts.get((account, sku.casefold())),
		"account": account,
		"message": translate(one.reason) if one.reason else "",
		"asks": one.asks,
	}


def _missing_json(number: str, failure: Message | None) -> dict[str, Any]:
	return {
		"status": "error",
		"supplier_part_number": number,
		"supplier_part_pk": None,
		"account": None,
		"message": translate(failure or msg("The supplier has no part {0}.", number)),
		"asks": False,
	}


def _supplier_of(account: str) -> str:
	return frappe.get_cached_value("Supplier Account", account, "supplier") or ""
