"""Whitelisted: Supplier Lookup. docs/api.md describes every function and shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import frappe
from pydantic import BaseModel, BeforeValidator

from supplier_connect.api.endpoint import Count, endpoint
from supplier_connect.api.results import Job
from supplier_connect.api.results.bom import bom_cost_of
from supplier_connect.api.results.lookups import (
	AcceptedOffer,
	BomProgress,
	ImportResult,
	LookupStart,
	MatchLine,
	MatchProgress,
	MatchResult,
	NextReview,
	ReviewQueue,
	SearchResult,
	TokenDebug,
	TokenDebugAnswer,
	debug_of,
	import_of,
	imported_of,
	match_line_of,
	match_of,
	matches_of,
	search_accounts_of,
	settings_of,
)
from supplier_connect.api.results.rows import (
	AppliedRows,
	CandidateRows,
	SearchDebug,
	applied_of,
	attempts_of,
	candidates_of,
	failures_of,
)
from supplier_connect.core.desk import jobs as noted_jobs
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import WRONG_INPUT, translate
from supplier_connect.core.desk.side_transaction import anew_after_deadlock
from supplier_connect.core.model.errors import NotFound, RejectedInput, SupplierConnectError
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.connectors.protocols import Capability
from supplier_connect.shops.desk.accounts.accounts import fresh_shop_of, names_of_supplier, seen_accounts
from supplier_connect.shops.desk.bom import costs as bom_costs
from supplier_connect.shops.desk.bom import lookups as bom_lookups
from supplier_connect.shops.desk.lookup import many_lookups
from supplier_connect.shops.desk.lookup.item_book import DeskItemBook
from supplier_connect.shops.desk.lookup.lookup_settings import Choices, import_choices, match_settings
from supplier_connect.shops.desk.lookup.lookups import (
	Pick,
	Question,
	accounts_to_search,
	import_offers,
	import_picks,
	may_set_prices,
	plan_of,
	read_accounts,
	supplier_parts_of,
	usual_wishes,
	with_links_of_today,
)
from supplier_connect.shops.desk.lookup.lookups import (
	find as look_up,
)
from supplier_connect.shops.desk.lookup.matches import DeskMatchStore, lines_of, next_waiting, waiting
from supplier_connect.shops.model.match import Match, MatchState
from supplier_connect.shops.model.part import Detail
from supplier_connect.shops.services.lookup.find_parts import nothing_found, plan_note
from supplier_connect.shops.services.lookup.import_parts import Chosen, ImportOptions, Outcome

_ITEM = "Item"
_ACCOUNT = "Supplier Account"
_PART = "Supplier Part"
_MATCH = "Supplier Match"
_BOM = "BOM"
# A web request is ended after some time: better told to wait than broken off.
_PATIENCE = 20.0
_SHOWN_IN_REVIEW = 5
_LARGEST_PAGE = 100
_MOST_ITEMS = 10_000
_MOST_NUMBERS = 100
_MOST_QUANTITIES = 10
_QUANTITIES = [1, 10, 100]
# What programs write for "all suppliers".
_ALL = ("", "0", "all", "*")

# Programs send numbers that are digits alone as such.
Word = Annotated[str, BeforeValidator(lambda word: str(word) if isinstance(word, int) else word)]


class PickedOffer(BaseModel):
	"""An offer of a lookup, by the account and the number it was found under."""

	account: Word = ""
	sku: Word = ""


class PickedCandidate(BaseModel):
	"""A candidate, by its number; whatever else is sent along is passed over."""

	supplier_part_number: Word = ""


# Whether they name anything is looked at after the rights.
_NO_OFFERS = msg("{0} is a list of objects with account and sku.")
_NO_CANDIDATES = msg("{0} is a list of objects with supplier_part_number.")
PickedOffers = Annotated[list[PickedOffer], _NO_OFFERS]
PickedCandidates = Annotated[list[PickedCandidate], _NO_CANDIDATES]


# one Item


@endpoint(errors=WRONG_INPUT)
def start(item: str) -> LookupStart:
	"""What a lookup of an Item would begin with: query, accounts, settings, the last lookup. Asks nobody."""
	doc = _item(item)
	user = frappe.session.user
	plan = plan_of(DeskItemBook().read(doc.name), user)
	latest = lines_of(doc.name, 1)
	return LookupStart(
		item=doc.name,
		item_name=doc.item_name,
		query=plan.query,
		accounts=search_accounts_of(seen_accounts(Capability.SEARCH)),
		chosen=accounts_to_search(user),
		may_create_account=bool(frappe.has_permission(_ACCOUNT, "create")),
		may_import=bool(frappe.has_permission(_PART, "create")),
		settings=settings_of(match_settings(user)),
		latest=match_line_of(latest[0]) if latest else None,
		plan=plan_note(plan, translate),
	)


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def find(
	item: str,
	accounts: list[str] | None = None,
	query: str = "",
	quantity: Count | None = None,
	max_quantity: Count | None = None,
	strategy: str | None = None,
	top_n: Count | None = None,
) -> MatchResult:
	"""Search the accounts (all that can, unless some are named) for an Item's part; the lookup is stored."""
	doc = _item(item)
	choices = Choices(strategy=strategy or None, top_n=top_n, max_price_quantity=max_quantity)
	question = Question(query, quantity, choices)
	return match_of(_found(doc.name, _accounts(accounts), question))


@endpoint(errors=WRONG_INPUT)
def open_match(name: str) -> MatchResult:
	"""A stored lookup, with what is a Supplier Part of the Item by now."""
	return match_of(with_links_of_today(_match(name)))


@endpoint(errors=WRONG_INPUT)
def matches(item: str) -> list[MatchLine]:
	"""All lookups of an Item, newest first, without their candidates."""
	permissions.document(_ITEM, item)
	frappe.has_permission(_MATCH, "read", throw=True)
	return [match_line_of(row) for row in lines_of(item)]


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def import_selected(
	match: str,
	offers: PickedOffers,
	parameters: bool = False,
	image: bool = False,
	datasheet: bool = False,
	price: bool = False,
	accept_mpns: list[str] | None = None,
) -> ImportResult:
	"""Import offers of a stored lookup, named by account and SKU, as Supplier Parts of its Item; one by one.

	What is imported comes from the lookup, not from the caller.
	"""
	known = _match(match)
	doc = _item_to_fill(known.item)
	wanted = {Detail.PARAMETERS: parameters, Detail.IMAGE: image, Detail.DATASHEET: datasheet}
	wishes = ImportOptions(
		details=frozenset(detail for detail, is_wanted in wanted.items() if is_wanted),
		price_quantity=known.quantity if price else None,
		accepted_mpns=frozenset(accept_mpns or []),
	)
	if price:
		_check_may_set_prices()
	picks = _seen_picks(offers)
	done = anew_after_deadlock(lambda: import_picks(known, picks, wishes))
	return import_of(known.name, done, supplier_parts_of(doc.name))


@endpoint(errors=WRONG_INPUT)
def token_debug(item: str) -> TokenDebugAnswer:
	"""How the query of an Item comes about: every token with its source and rule, and what each shop would be asked."""
	doc = _item(item)
	plan = plan_of(DeskItemBook().read(doc.name), frappe.session.user)
	accounts = [frappe.get_cached_doc(_ACCOUNT, name) for name in seen_accounts(Capability.SEARCH)]
	searches = {
		account.name: [SearchResult.of(one) for one in plan.searches(account.connector, account.supplier)]
		for account in accounts
	}
	debug = TokenDebug(**debug_of(plan), searches=searches)
	return TokenDebugAnswer(item=doc.name, query=plan.query, debug=debug)


# for programs: candidates as rows of a supplier


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def search_candidates(
	item: str,
	supplier: str | int | None = None,
	query: str | None = None,
	top_n: Count | None = None,
	min_qty: Count | None = None,
	max_qty: Count | None = None,
) -> CandidateRows:
	"""Search one supplier (or all) for an Item's part; every offer is a candidate of its own, the best first."""
	doc = _item(item)
	choices = Choices(top_n=top_n, min_price_quantity=min_qty, max_price_quantity=max_qty)
	own_query = (query or "").strip()
	match = _found(doc.name, _accounts_of(supplier), Question(own_query, choices=choices))
	plan = plan_of(DeskItemBook().read(doc.name), frappe.session.user, own_query)
	candidates = candidates_of(match, supplier_parts_of(doc.name))
	shown = candidates[: top_n or match_settings(frappe.session.user).top_n]
	return CandidateRows(
		message="OK" if shown else translate(nothing_found(match)),
		item=doc.name,
		match=match.name,
		query=match.query,
		count=len(shown),
		candidates=shown,
		debug=SearchDebug(
			**debug_of(plan), supplier_attempts=attempts_of(match), supplier_failures=failures_of(match)
		),
	)


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def apply_candidates(
	item: str,
	supplier: str,
	candidates: PickedCandidates,
	match: str | None = None,
	accept_mpns: list[str] | None = None,
) -> AppliedRows:
	"""Create or update the Supplier Parts of an Item for numbers of a supplier.

	Prices and terms are those of the named lookup, else they are asked of the shop now; the caller's are not taken.
	"""
	doc = _item_to_fill(item)
	numbers = _numbers_of(candidates)
	if _means_all(supplier):
		raise RejectedInput(msg("Name the supplier that the numbers belong to."), field="supplier")
	accounts = _accounts_of(supplier)
	accepted = accept_mpns or []
	failure: Message | None = None
	if match:
		known = _match_of(match, doc.name)
		done = import_picks(
			known, _found_in(known, accounts, numbers), usual_wishes(known.quantity, accepted)
		)
	else:
		quantity = match_settings(frappe.session.user).min_price_quantity
		found, failure = _asked(accounts, numbers)
		done = import_offers(doc.name, found, usual_wishes(quantity, accepted))
	return applied_of(numbers, done, supplier_parts_of(doc.name), failure)


# many Items


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def match_items(
	items: list[str],
	accounts: list[str] | None = None,
	auto_import: bool | None = None,
	quantity: Count | None = None,
) -> Job:
	"""Look many Items up in the background; `match_progress` tells how far that is.

	With `auto_import` (as the settings say, unless given) exact and single matches are imported.
	"""
	frappe.has_permission(_ITEM, "write", throw=True)
	names = list(dict.fromkeys(items))
	if not 0 < len(names) <= _MOST_ITEMS:
		raise RejectedInput(msg("Choose between 1 and {0} Items.", _MOST_ITEMS), field="items")
	automatic = import_choices().auto if auto_import is None else auto_import
	if automatic:
		frappe.has_permission(_PART, "create", throw=True)
	chosen = _accounts(accounts)
	if not chosen:
		raise RejectedInput(msg("There is no Supplier Account to search with."), field="accounts")
	return Job(job=many_lookups.enqueue(names, chosen, automatic, quantity))


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def match_bom(
	bom: str,
	quantities: list[Count] = _QUANTITIES,
	accounts: list[str] | None = None,
	multi_level: bool = False,
	fresh: bool = False,
) -> Job:
	"""Look the Items of a BOM up in the background; `match_progress` tells what so many units of it cost.

	With `multi_level` the parts of its sub-assemblies are looked up too; otherwise those are left out. With `fresh` nothing
	that is kept of the shops' answers is used.
	"""
	permissions.document(_BOM, bom)
	frappe.has_permission(_ITEM, "write", throw=True)
	if not 0 < len(quantities) <= _MOST_QUANTITIES:
		raise RejectedInput(msg("Name between 1 and {0} quantities.", _MOST_QUANTITIES), field="quantities")
	return Job(job=bom_lookups.enqueue(bom, quantities, _accounts(accounts), multi_level, fresh))


@endpoint()
def match_progress(job: str) -> MatchProgress | BomProgress:
	"""How far a background lookup of the current user is.

	`cost` is the Supplier BOM Cost in which the costs of a BOM are kept, `result` are these, once they are known.
	"""
	return _progress(job)


@endpoint(methods=["POST"])
def stop_matching(job: str) -> MatchProgress | BomProgress:
	"""End a background lookup of the current user before its next Item; what was found stays."""
	noted_jobs.stop(job)
	return _progress(job)


def _progress(job: str) -> MatchProgress | BomProgress:
	note = noted_jobs.progress_of(job)
	if "bom" not in note:
		return MatchProgress(**note)
	kept = note["cost"]
	# Rights may be others than when the job began.
	is_shown = kept and permissions.may(bom_costs.DOCTYPE, kept)
	return BomProgress(**note, result=bom_cost_of(bom_costs.read(kept)) if is_shown else None)


# review


@endpoint(errors=WRONG_INPUT)
def review_queue(start: int = 0, limit: int = 20) -> ReviewQueue:
	"""The lookups that wait for a review, the oldest first, each with its best candidates."""
	frappe.has_permission(_ITEM, "write", throw=True)
	page = waiting(max(start, 0), min(max(limit, 1), _LARGEST_PAGE), _SHOWN_IN_REVIEW)
	return ReviewQueue(total=page.total, matches=matches_of(page.matches))


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def accept(match: str, account: str, sku: str, accept_mpns: list[str] | None = None) -> AcceptedOffer:
	"""Import an offer of a lookup, with what the settings take over; answers with the next one to review.

	An offer that can't be imported, or asks first, leaves the lookup in the queue: `next` is then this one.
	"""
	known = _match(match)
	doc = _item_to_fill(known.item)
	wishes = usual_wishes(known.quantity, accept_mpns or [])
	picks = _seen_picks([PickedOffer(account=account, sku=sku)])
	done = anew_after_deadlock(lambda: import_picks(known, picks, wishes))
	failed = any(one.outcome is Outcome.FAILED for one in done)
	(result,) = imported_of(done, supplier_parts_of(doc.name))
	return AcceptedOffer.of(_next(known.name, stay=failed), result=result)


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def skip(match: str) -> NextReview:
	"""Take a lookup out of the queue without importing anything; answers with the next one to review."""
	known = _match(match)
	_item(known.item)
	if known.state is MatchState.IMPORTED:
		raise RejectedInput(msg("{0} was imported already.", known.name), field="match")
	DeskMatchStore().set_state(known.name, MatchState.SKIPPED)
	return _next(known.name)


def _next(name: str, stay: bool = False) -> NextReview:
	following = name if stay else next_waiting(name)
	page = waiting(0, 0, _SHOWN_IN_REVIEW)
	shown = match_of(DeskMatchStore().get(following), _SHOWN_IN_REVIEW) if following else None
	return NextReview(next=shown, total=page.total)


# what callers name


def _item(name: str) -> Any:
	"""The Item, if the user may change it."""
	return permissions.document(_ITEM, name, "write")


def _item_to_fill(name: str) -> Any:
	"""The Item, if the user may change it and create Supplier Parts."""
	doc = _item(name)
	frappe.has_permission(_PART, "create", throw=True)
	return doc


def _match(name: str) -> Match:
	"""A stored lookup, if the user may see it."""
	permissions.document(_MATCH, name)
	return DeskMatchStore().get(name)


def _found(item: str, accounts: Sequence[str], question: Question) -> Match:
	user = frappe.session.user
	return look_up(DeskItemBook().read(item), read_accounts(accounts, user, _PATIENCE), user, question)


def _accounts(names: list[str] | None) -> list[str]:
	"""The accounts named, if the user may see them; without names all that can be searched."""
	return _readable(names) if names else accounts_to_search(frappe.session.user)


def _accounts_of(supplier: str | int | None) -> list[str]:
	"""The accounts of a supplier, the default one first; all for no supplier."""
	if _means_all(supplier):
		return accounts_to_search(frappe.session.user)
	name = str(supplier).strip()
	accounts = names_of_supplier(name, Capability.SEARCH)
	if not accounts:
		raise NotFound(msg("There is no enabled Supplier Account of {0} that you could use.", name))
	return accounts


def _means_all(supplier: str | int | None) -> bool:
	return str(supplier or "").strip().lower() in _ALL


def _readable(accounts: Iterable[str]) -> list[str]:
	names = list(accounts)
	for name in names:
		permissions.document(_ACCOUNT, name)
	return names


def _match_of(name: str, item: str) -> Match:
	match = _match(name)
	if match.item != item:
		raise RejectedInput(msg("{0} is a lookup of another Item.", match.name), field="match")
	return match


def _found_in(match: Match, accounts: Iterable[str], numbers: Iterable[str]) -> list[Pick]:
	"""The offers with these numbers that a lookup found at one of the accounts."""
	offers = [match.offer(account, number) for number in numbers for account in accounts]
	return [Pick(one.account, one.offer.sku) for one in offers if one]


def _asked(accounts: Sequence[str], numbers: Sequence[str]) -> tuple[list[Chosen], Message | None]:
	"""What a supplier has under its own numbers now: at its default account, else at the next one that has it.

	An account that fails leaves its numbers to the others, and is told besides; raises its error when nothing is found.
	"""
	missing = {number.casefold(): number for number in numbers}
	found: list[Chosen] = []
	failure: SupplierConnectError | None = None
	for known in read_accounts(accounts, frappe.session.user, _PATIENCE):
		try:
			offers = fresh_shop_of(known).by_part_numbers(list(missing.values())) if missing else ()
		except SupplierConnectError as error:
			failure = failure or error
			continue
		here = [offer for offer in offers if missing.pop(offer.sku.casefold(), None)]
		found.extend(Chosen(known.name, known.supplier, offer) for offer in here)
	if failure and not found:
		raise failure
	return found, failure.message if failure else None


def _check_may_set_prices() -> None:
	if not may_set_prices():
		raise frappe.PermissionError(frappe._("You have no permission to write buying prices (Item Price)."))


def _seen_picks(offers: Sequence[PickedOffer]) -> list[Pick]:
	"""The offers named, if the user may see their accounts."""
	if not offers:
		raise RejectedInput(msg("Choose an offer to import."), field="offers")
	if not all(offer.account and offer.sku for offer in offers):
		raise RejectedInput(msg(_NO_OFFERS.template, "offers"), field="offers")
	_readable(dict.fromkeys(offer.account for offer in offers))
	return [Pick(offer.account, offer.sku) for offer in offers]


def _numbers_of(candidates: Sequence[PickedCandidate]) -> list[str]:
	"""The supplier part numbers of candidates, each once."""
	numbers = [candidate.supplier_part_number.strip() for candidate in candidates]
	if not all(numbers):
		raise RejectedInput(msg(_NO_CANDIDATES.template, "candidates"), field="candidates")
	if not 0 < len(numbers) <= _MOST_NUMBERS:
		raise RejectedInput(
			msg("Name between 1 and {0} supplier part numbers.", _MOST_NUMBERS), field="candidates"
		)
	return list(dict.fromkeys(numbers))
