"""Supplier Lookup on the Desk: where can be searched, the lookup over the site's stores, and the import of what was ticked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

import frappe

from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import refusals_as_errors, translate
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.connectors.protocols import Capability, SearchShop
from supplier_connect.shops.desk.accounts.accounts import (
	account_of,
	missing_keys,
	read_account,
	seen_accounts,
	shop_of,
)
from supplier_connect.shops.desk.lookup.item_book import DeskItemBook
from supplier_connect.shops.desk.lookup.items import templates
from supplier_connect.shops.desk.lookup.lookup_settings import Choices, import_choices, match_settings
from supplier_connect.shops.desk.lookup.matches import DeskMatchStore
from supplier_connect.shops.desk.parts.part_offers import as_kept
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.matching.lookup import QueryPlan, plan_for
from supplier_connect.shops.matching.settings import MatchSettings
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.match import Match, MatchOffer, MatchState
from supplier_connect.shops.model.part import Part
from supplier_connect.shops.services.lookup.find_parts import FindTools, LookupRequest, find_parts
from supplier_connect.shops.services.lookup.import_parts import (
	Chosen,
	Imported,
	ImportOptions,
	ImportTools,
	Outcome,
	import_parts,
)

_ACCOUNT = "Supplier Account"
_PART = "Supplier Part"
_SAVEPOINT = "supplier_connect_import"


@dataclass(frozen=True)
class Question:
	"""What a user asks for besides the Item: their own words, so many pieces, and what they chose otherwise."""

	own_query: str = ""
	quantity: int | None = None
	choices: Choices = field(default_factory=Choices)


def accounts_to_search(user: str) -> list[str]:
	"""The accounts that are asked when the user names none: those with the keys for it, else all."""
	names = seen_accounts(Capability.SEARCH)
	able = [
		name for name in names if not missing_keys(account_of(frappe.get_cached_doc(_ACCOUNT, name), user))
	]
	return able or names


def plan_of(part: Part, user: str, own_query: str = "") -> QueryPlan:
	"""How an Item would be searched; nobody is asked."""
	return plan_for(part, match_settings(user), own_query)


def read_accounts(
	names: Iterable[str], user: str, patience: float = ShopAccount.patience
) -> list[ShopAccount]:
	"""The accounts of these names with the keys of a user; calls wait up to `patience` seconds for their limits."""
	return [replace(read_account(name, user), patience=patience) for name in dict.fromkeys(names)]


def accounts_of_job(names: Collection[str], user: str) -> list[ShopAccount]:
	"""The accounts of a lookup that was queued; raises `RejectedInput` for what is not allowed any more."""
	with refusals_as_errors():
		permissions.check_enabled()
		for name in names:
			permissions.document(_ACCOUNT, name)
	return read_accounts(names, user)


def settings_for(user: str, accounts: Iterable[ShopAccount], choices: Choices) -> MatchSettings:
	"""The settings of a user's lookup at some accounts."""
	return match_settings(user, choices, {account.shop_currency for account in accounts})


def find(
	part: Part,
	accounts: Sequence[ShopAccount],
	user: str,
	question: Question = Question(),
	shop: Callable[[ShopAccount], SearchShop] = shop_of,
) -> Match:
	"""Look a part up at accounts; see `services.find_parts`. Raises `RejectedInput` for a template."""
	if reason := templates((part.code,)).get(part.code):
		raise RejectedInput(reason, field="item")
	settings = settings_for(user, accounts, question.choices)
	tools = FindTools(shop, DeskPartBook(), DeskMatchStore(), translate)
	return find_parts(
		tools, LookupRequest(part, question.own_query, question.quantity), accounts, settings, user
	)


def with_links_of_today(match: Match) -> Match:
	"""A lookup whose offers say whether they are supplier parts of the Item now, not when it was made."""
	linked = supplier_parts_of(match.item)
	return replace(
		match,
		candidates=tuple(
			replace(candidate, offers=tuple(_linked(offer, linked) for offer in candidate.offers))
			for candidate in match.candidates
		),
	)


def _linked(offer: MatchOffer, linked: Collection[tuple[str, str]]) -> MatchOffer:
	return replace(offer, linked=(offer.account, offer.offer.sku.casefold()) in linked)


# importing


@dataclass(frozen=True)
class Pick:
	"""An offer of a lookup, by the account and the number it was found under."""

	account: str
	sku: str


def may_set_prices() -> bool:
	"""Whether the user may write buying prices."""
	return bool(
		frappe.has_permission("Item Price", "create") and frappe.has_permission("Item Price", "write")
	)


def usual_wishes(quantity: int, accepted_mpns: Iterable[str] = ()) -> ImportOptions:
	"""What the settings take over on an import at a quantity; no price where the user may not write any."""
	choices = import_choices()
	return ImportOptions(
		details=choices.details,
		price_quantity=quantity if choices.price and may_set_prices() else None,
		accepted_mpns=frozenset(accepted_mpns),
	)


def import_picks(match: Match, picks: Sequence[Pick], wishes: ImportOptions) -> tuple[Imported, ...]:
	"""Import offers of a stored lookup, and note on it that something was imported.

	What is known from later than the lookup stays. Raises `RejectedInput` for an offer that the lookup didn't find.
	"""
	done = import_offers(match.item, [_chosen(match, pick) for pick in picks], wishes)
	if any(one.outcome is not Outcome.FAILED for one in done):
		DeskMatchStore().set_state(match.name, MatchState.IMPORTED)
	return done


def import_offers(item: str, chosen: Sequence[Chosen], wishes: ImportOptions) -> tuple[Imported, ...]:
	"""Import offers as supplier parts of an Item, each wholly or not at all."""
	tools = ImportTools(DeskPartBook(), DeskItemBook(), _whole_or_not)
	return import_parts(tools, item, [replace(one, offer=as_kept(one.offer)) for one in chosen], wishes)


def supplier_parts_of(item: str) -> dict[tuple[str, str], str]:
	"""The names of an Item's Supplier Parts that the user may see, by account and number (in small letters)."""
	if not frappe.has_permission(_PART, "read"):
		return {}
	rows = frappe.get_list(
		_PART,
		filters={"item": item},
		fields=["name", "account", "sku"],
		order_by="creation desc",
		limit_page_length=0,
	)
	return {(row.account, row.sku.casefold()): row.name for row in rows}


def _chosen(match: Match, pick: Pick) -> Chosen:
	found = match.offer(pick.account, pick.sku)
	if found is None:
		raise RejectedInput(
			msg("The lookup {0} has no offer {1} of {2}.", match.name, pick.sku, pick.account), field="offers"
		)
	supplier = frappe.get_cached_value(_ACCOUNT, pick.account, "supplier")
	if not supplier:
		raise RejectedInput(msg("There is no Supplier Account {0} any more.", pick.account), field="offers")
	return Chosen(pick.account, supplier, found.offer, match.seen_at(pick.account))


def _whole_or_not(work: Callable[[], None]) -> None:
	frappe.db.savepoint(_SAVEPOINT)
	try:
		with refusals_as_errors():
			work()
	except frappe.QueryDeadlockError:
		# The database has undone the whole transaction, and there is no savepoint any more.
		raise
	except Exception:
		frappe.db.rollback(save_point=_SAVEPOINT)
		raise
	frappe.db.release_savepoint(_SAVEPOINT)
