"""The engine's objects as plain JSON, as docs/api.md describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

import frappe

from supplier_connect.core.desk.clock import to_site
from supplier_connect.core.desk.errors import translate
from supplier_connect.core.desk.permissions import may_open_cart, roles_that_read
from supplier_connect.core.model.money import ExchangeRate
from supplier_connect.shops.desk.accounts.accounts import account_of, cart_word, own_keys, packing_name
from supplier_connect.shops.model.cart import Finding, GuestItem, LineState, SupplierCart, SupplierCartLine
from supplier_connect.shops.model.match import Fit
from supplier_connect.shops.model.offer import Offer, Packing
from supplier_connect.shops.services.cart.line_numbers import LineOffers
from supplier_connect.shops.services.cart.preflight import PlannedLine, Preflight
from supplier_connect.shops.services.cart.price_changes import BetterBreak, PriceChange

_TRANSFER_FIELDS = (
	"name",
	"order",
	"account",
	"supplier",
	"attempt",
	"user",
	"cart_name",
	"currency",
	"message",
	"note",
	"done_calls",
	"planned_calls",
)
_OFFER_FIELDS = (
	"sku",
	"mpn",
	"manufacturer",
	"description",
	"currency",
	"stock",
	"minimum",
	"multiple",
	"maximum",
	"standard_package",
	"lead_time_days",
	"lifecycle",
	"last_buy",
	"category",
	"fee",
	"non_returnable",
	"tariff",
	"surcharge",
	"marketplace",
	"replacement",
	"rohs",
	"restriction",
	"url",
	"datasheet_url",
	"image_url",
)


def plain(value: Any) -> Any:
	"""A figure or a day as JSON has it; None stays null."""
	if isinstance(value, Decimal):
		return float(value)
	return value.isoformat() if isinstance(value, date) else value


def packings_json(packings: Mapping[Packing, str]) -> list[dict[str, str]]:
	"""Packings that can be chosen: each with the shop's name for it."""
	return [{"value": packing.value, "label": label} for packing, label in packings.items()]


def account_json(name: str) -> dict[str, Any]:
	"""An account to choose: where it is, in which currency it answers, and whose keys are used."""
	doc = frappe.get_cached_doc("Supplier Account", name)
	user = frappe.session.user
	return {
		"name": name,
		"connector": doc.connector,
		"supplier": doc.supplier,
		"currency": account_of(doc, user).shop_currency,
		"own_keys": bool(own_keys(name, user)),
	}


def offer_json(offer: Offer) -> dict[str, Any]:
	"""An offer; what the shop didn't tell is null, or empty for words."""
	told = {name: plain(getattr(offer, name)) for name in _OFFER_FIELDS}
	return {
		**told,
		"packaging": list(offer.packaging),
		"packing": offer.packing.value if offer.packing else "",
		"breaks": [{"quantity": step.quantity, "price": plain(step.price)} for step in offer.breaks],
	}


def line_offers_json(found: LineOffers, fits: Mapping[str, Fit]) -> dict[str, Any]:
	"""What a shop has for an order line: each offer with what has to be ordered for it, and at which price.

	`fit` is how it fits the Item where that was judged, else "".
	"""
	needed = max(int(found.line.pieces), 1)
	return {
		"ref": found.line.ref,
		"numbers": list(found.numbers),
		"offers": [
			{
				**offer_json(offer),
				"quantity": bought.quantity,
				"unit_price": plain(bought.unit_price),
				"fit": fits[offer.sku].value if offer.sku in fits else "",
			}
			for offer in found.offers
			for bought in (offer.purchase(needed),)
		],
	}


def guest_item_json(item: GuestItem) -> dict[str, Any]:
	"""A line of a list that is opened without an account."""
	return asdict(item)


def transfer_json(transfer: SupplierCart) -> dict[str, Any]:
	"""A transfer without its lines. The cart's key is not given; the link, which holds it, to who may change the order."""
	sent_at = to_site(transfer.sent_at)
	connector = frappe.get_cached_value("Supplier Account", transfer.account, "connector")
	return {
		**{field: getattr(transfer, field) for field in _TRANSFER_FIELDS},
		"cart_url": transfer.cart_url if transfer.cart_url and may_open_cart(transfer.order) else "",
		"connector": connector,
		"cart_word": cart_word(connector),
		"state": transfer.state.value,
		"total": plain(transfer.total),
		"fees": plain(transfer.fees),
		"sent_at": str(sent_at) if sent_at else None,
	}


def whole_transfer_json(transfer: SupplierCart) -> dict[str, Any]:
	"""A transfer with its lines."""
	shown = transfer_json(transfer)
	return {**shown, "lines": [transfer_line_json(line, shown["connector"]) for line in transfer.lines]}


def unseen_cart_json(transfer: SupplierCart) -> dict[str, Any]:
	"""What somebody who sent a cart and may not read it is told: how many lines arrived, and which roles read carts."""
	states = [line.state for line in transfer.lines]
	return {
		"account": transfer.account,
		"lines": len(states),
		"in_cart": states.count(LineState.IN_CART),
		"refused": states.count(LineState.REFUSED),
		"readers": roles_that_read("Supplier Cart"),
	}


def transfer_line_json(line: SupplierCartLine, connector: str) -> dict[str, Any]:
	"""A line of a transfer; what the supplier didn't tell is null."""
	fields = {name: plain(value) for name, value in asdict(line).items()}
	return {
		**fields,
		"state": line.state.value,
		"in_stock": line.in_stock,
		"packing": line.packing.value if line.packing else "",
		"packing_name": packing_name(connector, line.packing),
	}


def wait_json(wait: dict[str, Any] | None) -> dict[str, Any] | None:
	"""What a transfer waits for, and until when; null once that is over."""
	if not wait or wait["until"] <= datetime.now(timezone.utc):
		return None
	until = to_site(wait["until"])
	return {"until": until and until.isoformat(" ", "seconds"), "asked_by_shop": wait["asked_by_shop"]}


def preflight_json(preflight: Preflight) -> dict[str, Any]:
	"""A preflight: what was found, and every line with whether it can be sent."""
	order, bad = preflight.order, preflight.bad_refs
	return {
		"order": order.name,
		"account": preflight.account.name,
		"supplier": order.supplier,
		"currency": order.currency,
		"shop_currency": preflight.account.shop_currency,
		"connector": preflight.account.connector,
		"cart_word": cart_word(preflight.account.connector),
		"findings": [_finding_json(finding) for finding in preflight.findings],
		"lines": [
			{
				**_planned_json(planned, planned.line.ref not in bad),
				**_packing_json(preflight, planned),
				"in_cart": planned.line.ref in preflight.in_cart,
			}
			for planned in preflight.lines
		],
		"parcels": len(preflight.parcels(bad)),
		"packings": packings_json(preflight.rules.packings),
	}


def _finding_json(finding: Finding) -> dict[str, Any]:
	return {
		"severity": finding.severity.value,
		"code": finding.code,
		"message": translate(finding.message),
		"ref": finding.ref,
	}


def _packing_json(preflight: Preflight, planned: PlannedLine) -> dict[str, Any]:
	packing, is_chosen = preflight.packing_of(planned.alone)
	offered = packing in preflight.rules.packings
	return {"packing": packing.value if packing and offered else "", "packing_chosen": is_chosen}


def _planned_json(planned: PlannedLine, sendable: bool) -> dict[str, Any]:
	line = planned.line
	return {
		"ref": line.ref,
		"number": line.number,
		"item": line.item,
		"description": line.description,
		"sku": planned.sku,
		"by_mpn": planned.by_mpn,
		"mpn": line.mpn or (planned.part.mpn if planned.part else ""),
		"quantity": plain(line.quantity),
		"uom": line.uom,
		"pieces": plain(line.pieces),
		"stock_uom": line.stock_uom,
		"sendable": sendable,
	}


def price_change_json(change: PriceChange) -> dict[str, Any]:
	"""What applying a price does to a line; `new_rate` is null where nothing can be written."""
	fields = {name: plain(value) for name, value in asdict(change).items() if name not in ("reason", "bent")}
	return {
		**fields,
		"better": better_json(change.better) if change.better else None,
		"difference": plain(change.difference),
		"changes": change.changes,
		"sure": change.sure,
		"rounding": translate(change.rounding) if change.rounding else "",
		"warning": translate(change.warning) if change.warning else "",
		"reason": translate(change.reason) if change.reason else "",
	}


def better_json(better: BetterBreak) -> dict[str, Any]:
	"""A larger quantity that costs less in all."""
	return {name: plain(value) for name, value in asdict(better).items()}


def exchange_json(exchange: ExchangeRate) -> dict[str, Any]:
	"""What one unit of a currency is in another, and on which day."""
	return {name: plain(value) for name, value in asdict(exchange).items()}
