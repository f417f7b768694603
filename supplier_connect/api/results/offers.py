"""Accounts to choose, and what their shops offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import frappe

from supplier_connect.api.results import Result, Text
from supplier_connect.shops.desk.accounts.accounts import account_of, own_keys
from supplier_connect.shops.model.offer import Packing


class AccountResult(Result):
	"""An account to choose: where it is, in which currency it answers, and whether the user's own keys are used."""

	name: str
	connector: str
	supplier: str
	currency: str
	own_keys: bool


def accounts_of(names: Iterable[str]) -> list[AccountResult]:
	"""Accounts by their names, in their order, for the current user."""
	user = frappe.session.user
	docs = [frappe.get_cached_doc("Supplier Account", name) for name in names]
	return [
		AccountResult.of(
			doc, currency=account_of(doc, user).shop_currency, own_keys=bool(own_keys(doc.name, user))
		)
		for doc in docs
	]


class PackingResult(Result):
	"""A packing that can be chosen, with the shop's name for it."""

	value: str
	label: str


def packings_of(packings: Mapping[Packing, str]) -> list[PackingResult]:
	"""Packings that can be chosen, in their order."""
	return [PackingResult(value=packing.value, label=label) for packing, label in packings.items()]


class PriceBreakResult(Result):
	"""From `quantity` pieces on, a piece costs `price`."""

	quantity: int
	price: float


class OfferResult(Result):
	"""An offer; what the shop didn't tell is null, or empty for words."""

	sku: str
	mpn: str
	manufacturer: str
	description: str
	currency: str
	breaks: list[PriceBreakResult]
	stock: int | None
	minimum: int | None
	multiple: int | None
	maximum: int | None
	standard_package: int | None
	packaging: list[str]
	packing: Text
	lead_time_days: int | None
	lifecycle: str
	last_buy: date | None
	category: str
	fee: float | None
	non_returnable: bool | None
	tariff: bool | None
	surcharge: str
	marketplace: bool
	replacement: str
	rohs: str
	restriction: str
	url: str
	datasheet_url: str
	image_url: str
