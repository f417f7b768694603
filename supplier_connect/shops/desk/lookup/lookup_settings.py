"""The settings of Supplier Lookup: those of the site, with what the user has chosen otherwise."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import frappe

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.desk.parts.currencies import rates_of
from supplier_connect.shops.matching.settings import AccountChoices, MatchSettings, NameMode, Strategy
from supplier_connect.shops.model.part import Detail

_SITE = "Supplier Connect Settings"
_OWN = "Supplier Lookup Preference"
# What a user may choose for themselves; empty and 0 mean: as the site has it.
_OWN_FIELDS = ("ranking_strategy", "top_n", "name_mode", "min_price_quantity", "max_price_quantity")
_BETWEEN_NAMES = re.compile(r"[,\n]")
_DETAILS = {
	Detail.PARAMETERS: "import_parameters",
	Detail.IMAGE: "import_image",
	Detail.DATASHEET: "import_datasheet",
}
_PRICE_QUANTITIES = ("min_price_quantity", "max_price_quantity")
# What an account may have otherwise than the site.
_ACCOUNT_FIELDS = ("max_candidates", *_PRICE_QUANTITIES)
# More than these would make a lookup slow, and nobody reads so many.
_MOST_SHOWN = 1000
_MOST_FETCHED = 1000


@dataclass(frozen=True)
class Choices:
	"""What is chosen for one lookup; None: as the user and the site have it."""

	strategy: str | None = None
	top_n: int | None = None
	min_price_quantity: int | None = None
	max_price_quantity: int | None = None


@dataclass(frozen=True)
class ImportChoices:
	"""What an import takes over unless told otherwise."""

	details: frozenset[Detail]
	price: bool
	auto: bool


def match_settings(
	user: str, choices: Choices = Choices(), currencies: Collection[str] = ()
) -> MatchSettings:
	"""The settings of a user's lookup at accounts with these currencies.

	Raises `RejectedInput` for a strategy or a number that isn't one.
	"""
	site = frappe.get_cached_doc(_SITE)
	own = frappe.db.get_value(_OWN, user, _OWN_FIELDS, as_dict=True) or {}
	usual = MatchSettings()
	settings = MatchSettings(
		strategy=_strategy(_first(own, site, "ranking_strategy")),
		top_n=_first(own, site, "top_n") or usual.top_n,
		parameter_names=_names(site.parameter_names),
		category_names=bool(site.use_item_groups),
		name_mode=_name_mode(_first(own, site, "name_mode")),
		max_candidates=min(site.max_candidates or usual.max_candidates, _MOST_FETCHED),
		min_price_quantity=_first(own, site, "min_price_quantity") or usual.min_price_quantity,
		max_price_quantity=_first(own, site, "max_price_quantity") or None,
		manufacturer_aliases=manufacturer_aliases(),
		rates=rates_of(currencies),
	)
	# What a person has chosen for themselves holds at every account.
	chosen = {name for name in _PRICE_QUANTITIES if own.get(name) or getattr(choices, name)}
	return replace(_chosen(settings, choices), at_accounts=_account_choices(chosen))


def _account_choices(not_these: Collection[str]) -> dict[str, AccountChoices]:
	"""What accounts have otherwise than the site, by their names; one query."""
	rows = frappe.get_all(
		"Supplier Account", fields=["name", *_ACCOUNT_FIELDS], order_by="name asc", limit_page_length=0
	)
	found = {
		row.name: {name: row[name] for name in _ACCOUNT_FIELDS if row[name] and name not in not_these}
		for row in rows
	}
	return {account: _account_choice(values) for account, values in found.items() if values}


def _account_choice(values: dict[str, int]) -> AccountChoices:
	choice = AccountChoices(**values)
	return replace(choice, max_candidates=min(choice.max_candidates or 0, _MOST_FETCHED) or None)


def check_price_quantities(doc: Any) -> None:
	"""Refuse a document whose price quantities contradict each other."""
	if 0 < (doc.max_price_quantity or 0) < (doc.min_price_quantity or 0):
		frappe.throw(
			frappe._("Compare Prices for at Most must not be less than Compare Prices for at Least.")
		)


def _first(own: Any, site: Any, field: str) -> Any:
	return own.get(field) or site.get(field)


def _chosen(settings: MatchSettings, choices: Choices) -> MatchSettings:
	changes: dict[str, Any] = {}
	if choices.strategy:
		changes["strategy"] = _strategy(choices.strategy)
	for name in ("top_n", "min_price_quantity", "max_price_quantity"):
		if value := getattr(choices, name):
			changes[name] = _positive(name, value)
	changed = replace(settings, **changes)
	return replace(changed, top_n=min(changed.top_n, _MOST_SHOWN))


def _positive(name: str, value: int) -> int:
	if value < 1:
		raise RejectedInput(msg("{0} must be at least 1, not {1}.", name, value), field=name)
	return value


def _strategy(word: str | None) -> Strategy:
	try:
		return Strategy((word or Strategy.BALANCED.value).lower())
	except ValueError:
		known = ", ".join(strategy.value for strategy in Strategy)
		raise RejectedInput(msg("A strategy is one of {0}, not {1}.", known, word), field="strategy")


def _name_mode(word: str | None) -> NameMode:
	return NameMode((word or NameMode.FALLBACK.value).lower())


def _names(text: str | None) -> tuple[str, ...]:
	return tuple(filter(None, (name.strip() for name in _BETWEEN_NAMES.split(text or ""))))


def manufacturer_aliases() -> dict[str, str]:
	"""Other names of manufacturers, as the site has them."""
	return {row.alias.strip(): row.manufacturer for row in frappe.get_cached_doc(_SITE).manufacturer_aliases}


def import_choices() -> ImportChoices:
	"""What the site takes over on an import."""
	site = frappe.get_cached_doc(_SITE)
	return ImportChoices(
		details=frozenset(detail for detail, field in _DETAILS.items() if site.get(field)),
		price=bool(site.import_price),
		auto=bool(site.auto_import),
	)


def price_list_for(supplier: str) -> str:
	"""The price list that buying prices of a supplier go into; raises `RejectedInput` when none is set."""
	chosen = (
		frappe.get_cached_doc(_SITE).price_list
		or frappe.get_cached_value("Supplier", supplier, "default_price_list")
		or frappe.db.get_single_value("Buying Settings", "buying_price_list")
	)
	if not chosen:
		raise RejectedInput(
			msg("There is no price list for buying prices: choose one in the Supplier Connect Settings."),
			field="price_list",
		)
	return chosen
