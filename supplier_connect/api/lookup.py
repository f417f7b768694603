"""Whitelisted: Supplier Lookup. docs/api.md describes every function and shape."""

from collections.abc import Iterable, Sequence
from typing import Any

import frappe

from supplier_connect.api.arguments import (
	Names,
	Number,
	Numbers,
	Rows,
	read_count,
	read_names,
	read_numbers,
	read_picks,
	read_quantities,
)
from supplier_connect.api.bom_shapes import bom_cost_json
from supplier_connect.api.candidate_rows import applied_json, attempts_json, candidates_json, failures_json
from supplier_connect.api.lookup_shapes import (
	import_json,
	line_json,
	match_json,
	matches_json,
	plan_json,
	questions_json,
	search_account_json,
	settings_json,
	token_json,
)
from supplier_connect.core.desk import jobs as noted_jobs
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import WRONG_INPUT, as_frappe_errors, translate
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
# What programs write for "all suppliers".
_ALL = ("", "0", "all", "*")


# one Item


@frappe.whitelist()
def start(item: str) -> dict[str, Any]:
	"""What a lookup of an Item would begin with: query, accounts, settings, the last lookup. Asks nobody."""
	doc = _item(item)
	user = frappe.session.user
	with as_frappe_errors(WRONG_INPUT):
		plan = plan_of(DeskItemBook().read(doc.name), user)
		latest = lines_of(doc.name, 1)
		return {
			"item": doc.name,
			"item_name": doc.item_name,
			"query": plan.query,
			"accounts": [search_account_json(name) for name in seen_accounts(Capability.SEARCH)],
			"chosen": accounts_to_search(user),
			"may_create_account": bool(frappe.has_permission(_ACCOUNT, "create")),
			"may_import": bool(frappe.has_permission(_PART, "create")),
			"settings": settings_json(match_settings(user)),
			"latest": line_json(latest[0]) if latest else None,
			"plan": plan_json(plan_note(plan, translate)),
		}


@frappe.whitelist(methods=["POST"])
def find(
	item: str,
	accounts: Names = None,
	query: str = "",
	quantity: Number = None,
	max_quantity: Number = None,
	strategy: str | None = None,
	top_n: Number = None,
) -> dict[str, Any]:
	"""Search the accounts (all that can, unless some are named) for an Item's part; the lookup is stored."""
	doc = _item(item)
	with as_frappe_errors(WRONG_INPUT):
		choices = Choices(
			strategy=strategy or None,
			top_n=read_count("top_n", top_n),
			max_price_quantity=read_count("max_quantity", max_quantity),
		)
		question = Question(query, read_count("quantity", quantity), choices)
		return match_json(_found(doc.name, _accounts(accounts), question))


@frappe.whitelist()
def open_match(name: str) -> dict[str, Any]:
	"""A stored lookup, with what is a Supplier Part of the Item by now."""
	with as_frappe_errors(WRONG_INPUT):
		return match_json(with_links_of_today(_match(name)))


@frappe.whitelist()
def matches(item: str) -> list[dict[str, Any]]:
	"""All lookups of an Item, newest first, without their candidates."""
	permissions.document(_ITEM, item)
	frappe.has_permission(_MATCH, "read", throw=True)
	return [line_json(row) for row in lines_of(item)]


@frappe.whitelist(methods=["POST"])
def import_selected(
	match: str,
	offers: Rows,
	parameters: bool = False,
	image: bool = False,
	datasheet: bool = False,
	price: bool = False,
	accept_mpns: Names = None,
) -> dict[str, Any]:
	"""Import offers of a stored lookup, named by account and SKU, as Supplier Parts of its Item; one by one.

	What is imported comes from the lookup, not from the caller.
	"""
	with as_frappe_errors(WRONG_INPUT):
		known = _match(match)
		doc = _item_to_fill(known.item)
		wanted = {Detail.PARAMETERS: parameters, Detail.IMAGE: image, Detail.DATASHEET: datasheet}
		wishes = ImportOptions(
			details=frozenset(detail for detail, is_wanted in wanted.items() if is_wanted),
			price_quantity=known.quantity if price else None,
			accepted_mpns=frozenset(read_names("accept_mpns", accept_mpns)),
		)
		if price:
			_check_may_set_prices()
		picks = _seen_picks(offers)
		done = anew_after_deadlock(lambda: import_picks(known, picks, wishes))
		return {"match": known.name, **import_json(done, supplier_parts_of(doc.name))}


@frappe.whitelist()
def token_debug(item: str) -> dict[str, Any]:
	"""How the query of an Item comes about: every token with its source and rule, and what each shop would be asked."""
	doc = _item(item)
	with as_frappe_errors(WRONG_INPUT):
		plan = plan_of(DeskItemBook().read(doc.name), frappe.session.user)
		accounts = [frappe.get_cached_doc(_ACCOUNT, name) for name in seen_accounts(Capability.SEARCH)]
		return {
			"message": "OK",
			"item": doc.name,
			"query": plan.query,
			"debug": {
				**token_json(plan),
				"searches": {
					account.name: questions_json(plan, account.connector, account.supplier)
					for account in accounts
				},
			},
		}


# for programs: candidates as rows of a supplier


@frappe.whitelist(methods=["POST"])
def search_candidates(
	item: str,
	supplier: Number = None,
	query: str | None = None,
	top_n: Number = None,
	min_qty: Number = None,
	max_qty: Number = None,
) -> dict[str, Any]:
	"""Search one supplier (or all) for an Item's part; every offer is a candidate of its own, the best first."""
	doc = _item(item)
	with as_frappe_errors(WRONG_INPUT):
		most = read_count("top_n", top_n)
		choices = Choices(
			top_n=most,
			min_price_quantity=read_count("min_qty", min_qty),
			max_price_quantity=read_count("max_qty", max_qty),
		)
		own_query = (query or "").strip()
		match = _found(doc.name, _accounts_of(supplier), Question(own_query, choices=choices))
		plan = plan_of(DeskItemBook().read(doc.name), frappe.session.user, own_query)
		candidates = candidates_json(match, supplier_parts_of(doc.name))
		shown = candidates[: most or match_settings(frappe.session.user).top_n]
		return {
			"message": "OK" if shown else translate(nothing_found(match)),
			"item": doc.name,
			"match": match.name,
			"query": match.query,
			"count": len(shown),
			"candidates": shown,
			"debug": {
				**token_json(plan),
				"supplier_attempts": attempts_json(match),
				"supplier_failures": failures_json(match),
			},
		}


@frappe.whitelist(methods=["POST"])
def apply_candidates(
	item: str,
	supplier: str,
	candidates: Rows,
	match: str | None = None,
	accept_mpns: Names = None,
) -> dict[str, Any]:
	"""Create or update the Supplier Parts of an Item for numbers of a supplier.

	Prices and terms are those of the named lookup, else they are asked of the shop now; the caller's are not taken.
	"""
	doc = _item_to_fill(item)
	with as_frappe_errors(WRONG_INPUT):
		numbers = read_numbers(candidates)
		if _means_all(supplier):
			raise RejectedInput(msg("Name the supplier that the numbers belong to."), field="supplier")
		accounts = _accounts_of(supplier)
		accepted = read_names("accept_mpns", accept_mpns)
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
		return {"message": "OK", **applied_json(numbers, done, supplier_parts_of(doc.name), failure)}


# many Items


@frappe.whitelist(methods=["POST"])
def match_items(
	items: list[str] | str,
	accounts: Names = None,
	auto_import: bool | None = None,
	quantity: Number = None,
) -> dict[str, Any]:
	"""Look many Items up in the background; `match_progress` tells how far that is.

	With `auto_import` (as the settings say, unless given) exact and single matches are imported.
	"""
	frappe.has_permission(_ITEM, "write", throw=True)
	with as_frappe_errors(WRONG_INPUT):
		names = list(dict.fromkeys(read_names("items", items)))
		if not 0 < len(names) <= _MOST_ITEMS:
			raise RejectedInput(msg("Choose between 1 and {0} Items.", _MOST_ITEMS), field="items")
		automatic = import_choices().auto if auto_import is None else auto_import
		if automatic:
			frappe.has_permission(_PART, "create", throw=True)
		chosen = _accounts(accounts)
		if not chosen:
			raise RejectedInput(msg("There is no Supplier Account to search with."), field="accounts")
		return {"job": many_lookups.enqueue(names, chosen, automatic, read_count("quantity", quantity))}


@frappe.whitelist(methods=["POST"])
def match_bom(
	bom: str,
	quantities: Numbers = "[1, 10, 100]",
	accounts: Names = None,
	multi_level: bool = False,
	fresh: bool = False,
) -> dict[str, Any]:
	"""Look the Items of a BOM up in the background; `match_progress` tells what so many units of it cost.

	With `multi_level` the parts of its sub-assemblies are looked up too; otherwise those are left out. With `fresh` nothing
	that is kept of the shops' answers is used.
	"""
	permissions.document(_BOM, bom)
	frappe.has_permission(_ITEM, "write", throw=True)
	with as_frappe_errors(WRONG_INPUT):
		units = read_quantities(quantities)
		chosen = _accounts(accounts)
		return {"job": bom_lookups.enqueue(bom, units, chosen, multi_level, fresh)}


@frappe.whitelist()
def match_progress(job: str) -> dict[str, Any]:
	"""How far a background lookup of the current user is.

	`cost` is the Supplier BOM Cost in which the costs of a BOM are kept, `result` are these, once they are known.
	"""
	with as_frappe_errors():
		note = noted_jobs.progress_of(job)
		if "bom" not in note:
			return note
		kept = note["cost"]
		# Rights may be others than when the job began.
		is_shown = kept and permissions.may(bom_costs.DOCTYPE, kept)
		return {**note, "result": bom_cost_json(bom_costs.read(kept)) if is_shown else None}


@frappe.whitelist(methods=["POST"])
def stop_matching(job: str) -> dict[str, Any]:
	"""End a background lookup of the current user before its next Item; what was found stays."""
	with as_frappe_errors():
		noted_jobs.stop(job)
	return match_progress(job)


# review


@frappe.whitelist()
def review_queue(start: int = 0, limit: int = 20) -> dict[str, Any]:
	"""The lookups that wait for a review, the oldest first, each with its best candidates."""
	frappe.has_permission(_ITEM, "write", throw=True)
	page = waiting(max(start, 0), min(max(limit, 1), _LARGEST_PAGE), _SHOWN_IN_REVIEW)
	return {"total": page.total, "matches": matches_json(page.matches)}


@frappe.whitelist(methods=["POST"])
def accept(match: str, account: str, sku: str, accept_mpns: Names = None) -> dict[str, Any]:
	"""Import an offer of a lookup, with what the settings take over; answers with the next one to review.

	An offer that can't be imported, or asks first, leaves the lookup in the queue: `next` is then this one.
	"""
	with as_frappe_errors(WRONG_INPUT):
		known = _match(match)
		doc = _item_to_fill(known.item)
		wishes = usual_wishes(known.quantity, read_names("accept_mpns", accept_mpns))
		picks = _seen_picks([{"account": account, "sku": sku}])
		done = anew_after_deadlock(lambda: import_picks(known, picks, wishes))
		failed = any(one.outcome is Outcome.FAILED for one in done)
		result = import_json(done, supplier_parts_of(doc.name))["results"][0]
		return {"result": result, **_next(known.name, stay=failed)}


@frappe.whitelist(methods=["POST"])
def skip(match: str) -> dict[str, Any]:
	"""Take a lookup out of the queue without importing anything; answers with the next one to review."""
	with as_frappe_errors(WRONG_INPUT):
		known = _match(match)
		_item(known.item)
		if known.state is MatchState.IMPORTED:
			raise RejectedInput(msg("{0} was imported already.", known.name), field="match")
		DeskMatchStore().set_state(known.name, MatchState.SKIPPED)
		return _next(known.name)


def _next(name: str, stay: bool = False) -> dict[str, Any]:
	following = name if stay else next_waiting(name)
	page = waiting(0, 0, _SHOWN_IN_REVIEW)
	shown = match_json(DeskMatchStore().get(following), _SHOWN_IN_REVIEW) if following else None
	return {"next": shown, "total": page.total}


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


def _accounts(names: Names) -> list[str]:
	"""The accounts named, if the user may see them; without names all that can be searched."""
	given = read_names("accounts", names)
	return _readable(given) if given else accounts_to_search(frappe.session.user)


def _accounts_of(supplier: Number) -> list[str]:
	"""The accounts of a supplier, the default one first; all for no supplier."""
	if _means_all(supplier):
		return accounts_to_search(frappe.session.user)
	name = str(supplier).strip()
	accounts = names_of_supplier(name, Capability.SEARCH)
	if not accounts:
		raise NotFound(msg("There is no enabled Supplier Account of {0} that you could use.", name))
	return accounts


def _means_all(supplier: Number) -> bool:
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


def _seen_picks(offers: Rows) -> list[Pick]:
	"""The offers named, if the user may see their accounts."""
	chosen = read_picks(offers)
	_readable(dict.fromkeys(pick.account for pick in chosen))
	return chosen
