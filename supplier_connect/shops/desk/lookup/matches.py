"""`MatchStore` over Supplier Match, in the caller's own transaction: a lookup that is rolled back does no harm.

What a lookup found is kept as JSON, a row a candidate, as it is written once and read whole; the columns beside it are
for lists and reports.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import frappe

from supplier_connect.core.desk.clock import from_site, to_site
from supplier_connect.core.desk.columns import LONG, bounded_count, truncate
from supplier_connect.core.model.errors import NotFound
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model import stored as json_shapes
from supplier_connect.shops.model.match import Match, MatchCandidate, MatchState

_DOCTYPE = "Supplier Match"
_CANDIDATE = "Supplier Match Candidate"
_SEARCHED = "Supplier Match Account"
# A statement must stay well below what the database takes at once.
_ROWS_A_STATEMENT = 250
_LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.utc)
_NEWEST_FIRST = "creation desc, name desc"
_OLDEST_FIRST = "creation asc, name asc"
# Figures that may be unknown: Frappe's columns can't be empty, so the unknown ones are named beside them.
_MAY_BE_UNKNOWN = ("unit_price", "cost", "stock")
_LINE_FIELDS = (
	"name",
	"item",
	"query",
	"quantity",
	"strategy",
	"state",
	"user",
	"looked_up_at",
	"accounts",
	"not_searched",
	"found",
	"best_mpn",
	"best_manufacturer",
	"best_score",
)


@dataclass(frozen=True)
class MatchPage:
	"""Some lookups of a list, and how long the list is."""

	total: int
	matches: tuple[Match, ...]


class DeskMatchStore:
	"""`MatchStore` of the site."""

	def save(self, match: Match) -> Match:
		"""See `MatchStore.save`."""
		row = _row(match)
		frappe.db.bulk_insert(_DOCTYPE, list(row), [tuple(row.values())])
		rows = [_candidate_row(row["name"], match.user, candidate) for candidate in match.candidates]
		if rows:
			frappe.db.bulk_insert(
				_CANDIDATE, list(rows[0]), [tuple(one.values()) for one in rows], chunk_size=_ROWS_A_STATEMENT
			)
		save_searched(row["name"], match.user, [outcome.account for outcome in match.outcomes])
		return replace(match, name=row["name"])

	def get(self, name: str) -> Match:
		"""See `MatchStore.get`."""
		found = read_matches([name])
		if not found:
			raise _unknown(name)
		return found[0]

	def of_item(self, item: str) -> tuple[Match, ...]:
		"""See `MatchStore.of_item`."""
		return read_matches(
			frappe.get_all(
				_DOCTYPE, {"item": item}, pluck="name", order_by=_NEWEST_FIRST, limit_page_length=0
			)
		)

	def set_state(self, name: str, state: MatchState) -> None:
		"""See `MatchStore.set_state`."""
		if not frappe.db.exists(_DOCTYPE, name):
			raise _unknown(name)
		frappe.db.set_value(_DOCTYPE, name, "state", state.value)


def read_matches(names: Sequence[str], top: int | None = None) -> tuple[Match, ...]:
	"""The lookups of these names in this order, those that are gone left out, with their best candidates; two queries."""
	rows = {
		row.name: row
		for row in frappe.get_all(
			_DOCTYPE, {"name": ("in", [*names, ""])}, ["*"], order_by="name asc", limit_page_length=0
		)
	}
	best = {"idx": ("<=", top)} if top else {}
	candidates = frappe.get_all(
		_CANDIDATE,
		{"parent": ("in", [*rows, ""]), "parenttype": _DOCTYPE, **best},
		["parent", "data"],
		order_by="parent asc, idx asc",
		limit_page_length=0,
	)
	of_match: dict[str, list[str]] = {name: [] for name in rows}
	for candidate in candidates:
		of_match[candidate.parent].append(candidate.data)
	return tuple(_match(rows[name], of_match[name]) for name in names if name in rows)


def lines_of(item: str, limit: int = 0) -> list[dict[str, Any]]:
	"""What lists show of an Item's lookups that the user may see, newest first; no candidates are read."""
	if not frappe.has_permission(_DOCTYPE, "read"):
		return []
	return frappe.get_list(
		_DOCTYPE,
		filters={"item": item},
		fields=list(_LINE_FIELDS),
		order_by=_NEWEST_FIRST,
		limit_page_length=limit,
	)


def waiting(start: int, limit: int, top: int) -> MatchPage:
	"""The lookups that wait for a review and that the user may see, the oldest first."""
	names = frappe.get_list(
		_DOCTYPE,
		filters={"state": MatchState.REVIEW.value},
		pluck="name",
		order_by=_OLDEST_FIRST,
		limit_page_length=0,
	)
	return MatchPage(len(names), read_matches(names[start : start + limit], top))


def next_waiting(after: str) -> str | None:
	"""The lookup that is reviewed after another: the next one in the queue, else its first; None at the end."""
	since = frappe.db.get_value(_DOCTYPE, after, "creation")
	for later in ({"creation": (">", since)}, {}):
		names = frappe.get_list(
			_DOCTYPE,
			filters={"state": MatchState.REVIEW.value, **later},
			pluck="name",
			order_by=_OLDEST_FIRST,
			limit_page_length=1,
		)
		if names:
			return names[0]
	return None


def save_searched(match: str, user: str, accounts: Sequence[str]) -> None:
	"""Store which accounts a lookup has asked: it is seen by those who may read all of them."""
	row = {
		"owner": user,
		"modified_by": user,
		"parent": match,
		"parenttype": _DOCTYPE,
		"parentfield": "searched",
	}
	now = frappe.utils.now()
	rows = [
		{
			**row,
			"name": frappe.generate_hash(length=10),
			"creation": now,
			"modified": now,
			"idx": place,
			"account": name,
		}
		for place, name in enumerate(dict.fromkeys(accounts), start=1)
	]
	if rows:
		frappe.db.bulk_insert(_SEARCHED, list(rows[0]), [tuple(one.values()) for one in rows])


def delete_matches(names: Sequence[str]) -> None:
	"""Delete lookups with their rows."""
	for rows in (_CANDIDATE, _SEARCHED):
		frappe.db.delete(rows, {"parent": ("in", [*names, ""]), "parenttype": _DOCTYPE})
	frappe.db.delete(_DOCTYPE, {"name": ("in", [*names, ""])})


def _unknown(name: str) -> NotFound:
	return NotFound(msg("There is no lookup {0}.", name))


# writing


def _row(match: Match) -> dict[str, Any]:
	doc = frappe.new_doc(_DOCTYPE)
	doc.set_new_name()
	now = frappe.utils.now()
	best = match.candidates[0] if match.candidates else None
	return {
		"name": doc.name,
		"owner": match.user,
		"modified_by": match.user,
		"creation": now,
		"modified": now,
		"item": match.item,
		"item_name": frappe.db.get_value("Item", match.item, "item_name") or "",
		"query": match.query,
		"own_query": match.own_query,
		"quantity": bounded_count(match.quantity),
		"strategy": match.strategy.capitalize(),
		"state": match.state.value,
		"user": match.user,
		"looked_up_at": to_site(match.at),
		"accounts": ", ".join(outcome.account for outcome in match.outcomes),
		"not_searched": "\n".join(truncate(outcome.error, LONG) for outcome in match.failures),
		"found": len(match.candidates),
		"best_mpn": truncate(best.best.offer.mpn) if best else "",
		"best_manufacturer": truncate(best.best.offer.manufacturer) if best else "",
		"best_score": best.score if best else 0,
		"outcomes": json_shapes.OUTCOMES.dump_json(match.outcomes).decode(),
		"plan": json_shapes.PLAN.dump_json(match.plan).decode(),
	}


def _candidate_row(match: str, user: str, candidate: MatchCandidate) -> dict[str, Any]:
	now = frappe.utils.now()
	best = candidate.best
	offer = best.offer
	return {
		"name": frappe.generate_hash(length=10),
		"owner": user,
		"modified_by": user,
		"creation": now,
		"modified": now,
		"parent": match,
		"parenttype": _DOCTYPE,
		"parentfield": "candidates",
		"idx": candidate.rank,
		"score": candidate.score,
		"fit": candidate.fit.value,
		"exact": int(candidate.exact),
		"linked": int(candidate.linked),
		"mpn": truncate(offer.mpn),
		"manufacturer": truncate(offer.manufacturer),
		"sku": truncate(offer.sku),
		"description": truncate(offer.description, LONG),
		"accounts": truncate(", ".join(dict.fromkeys(one.account for one in candidate.offers))),
		"currency": offer.currency,
		**_known_figures({"unit_price": best.unit_price, "cost": best.cost, "stock": offer.stock}),
		"data": json_shapes.CANDIDATE.dump_json(candidate).decode(),
	}


def _known_figures(figures: dict[str, Decimal | int | None]) -> dict[str, Any]:
	unknown = ",".join(name for name in _MAY_BE_UNKNOWN if figures[name] is None)
	return {"unknown": unknown, **{name: _figure(value) for name, value in figures.items()}}


def _figure(value: Decimal | int | None) -> str | int:
	return str(value) if isinstance(value, Decimal) else bounded_count(value or 0)


# reading


def _match(row: Any, candidates: Collection[str]) -> Match:
	return Match(
		name=row.name,
		item=row.item,
		query=row.query or "",
		own_query=row.own_query or "",
		quantity=row.quantity,
		strategy=row.strategy.lower(),
		candidates=tuple(map(json_shapes.CANDIDATE.validate_json, candidates)),
		outcomes=json_shapes.OUTCOMES.validate_json(row.outcomes or "[]"),
		plan=json_shapes.PLAN.validate_json(row.plan or "{}"),
		user=row.user,
		at=from_site(row.looked_up_at) or _LONG_AGO,
		state=MatchState(row.state),
	)
