"""What the browser tests of Supplier Lookup need on the site; site_data.py has these as commands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import frappe

from supplier_connect.desk.matches import DeskMatchStore
from supplier_connect.model.match import (
	Fit,
	Match,
	MatchCandidate,
	MatchOffer,
	MatchState,
	PlanNote,
	ScoreLine,
	ShopOutcome,
)
from supplier_connect.model.offer import Offer, PriceBreak

_MATCH = "Supplier Match"
_MAKERS = ("YAGEO", "Vishay", "Panasonic", "KOA Speer")
_LIFECYCLES = ("Active", "New Product", "Not Recommended for New Designs", "Obsolete", "")
_FITS = (Fit.FITS, Fit.FITS, Fit.UNKNOWN, Fit.VIOLATES)


def lookup_item(
	code: str,
	name: str,
	mpns: Sequence[str] = (),
	parameters: Sequence[dict[str, str]] = (),
	item_group: str = "All Item Groups",
) -> None:
	"""An Item that says just this, without Supplier Parts and without lookups."""
	forget_lookups([code])
	if frappe.db.exists("Item", code):
		doc = frappe.get_doc("Item", code)
	else:
		doc = frappe.new_doc("Item")
		doc.update({"item_code": code, "stock_uom": "Nos", "is_stock_item": 0})
	doc.update(
		{
			"item_name": name,
			"description": name,
			"item_group": _leaf_group(item_group),
			"image": "",
			"supplier_items": [],
			"default_item_manufacturer": "",
			"default_manufacturer_part_no": "",
			"supplier_connect_datasheet": "",
			"supplier_connect_parameters": list(parameters),
		}
	)
	doc.save()
	frappe.db.delete("Supplier Part", {"item": code})
	frappe.db.delete("Item Manufacturer", {"item_code": code})
	for mpn in mpns:
		maker_number(code, mpn)


def forget_lookups(items: Collection[str] = ()) -> None:
	"""Delete the lookups of Items, or all of them."""
	filters = {"item": ("in", list(items))} if items else {}
	for name in frappe.get_all(_MATCH, filters=filters, pluck="name", limit_page_length=0):
		frappe.db.delete("Supplier Match Candidate", {"parent": name})
		frappe.db.delete(_MATCH, {"name": name})


def lookups(item: str) -> list[dict[str, Any]]:
	"""The lookups of an Item, newest first."""
	fields = ["name", "state", "query", "own_query", "quantity", "found"]
	return frappe.get_all(_MATCH, filters={"item": item}, fields=fields, order_by="creation desc, name desc")


def item_facts(item: str) -> dict[str, Any]:
	"""What an Item says after an import."""
	doc = frappe.get_doc("Item", item)
	return {
		"image": doc.image,
		"datasheet": doc.supplier_connect_datasheet,
		"parameters": {row.parameter: row.value for row in doc.supplier_connect_parameters},
		"mpns": frappe.get_all(
			"Item Manufacturer", filters={"item_code": item}, pluck="manufacturer_part_no"
		),
	}


def lookup_settings(**fields: Any) -> None:
	"""Change how lookups are done."""
	frappe.get_doc("Supplier Connect Settings").update(fields).save()


def many_candidates(item: str, accounts: Sequence[str], count: int, text: str = "") -> str:
	"""A stored lookup with very many candidates, whose shops write this text wherever they can."""
	match = Match(
		item=item,
		query="resistor 0402 1%",
		own_query="",
		quantity=100,
		strategy="balanced",
		candidates=tuple(_candidate(place, accounts, text) for place in range(1, count + 1)),
		outcomes=tuple(
			ShopOutcome(account, _connector(account), ("resistor 0402 1%",), count) for account in accounts
		),
		plan=PlanNote(kind="resistor", words=("resistor", "0402", "1%")),
		user=frappe.session.user,
		at=datetime.now(timezone.utc),
	)
	return DeskMatchStore().save(match).name


def queued_lookup(item: str, accounts: Sequence[str]) -> None:
	"""A stored lookup with a few candidates that waits for a review."""
	DeskMatchStore().set_state(many_candidates(item, accounts, 3), MatchState.REVIEW)


def maker_number(item: str, mpn: str, maker: str = "YAGEO") -> None:
	"""Give an Item a manufacturer part number."""
	if not frappe.db.exists("Manufacturer", maker):
		frappe.get_doc(doctype="Manufacturer", short_name=maker).insert()
	frappe.get_doc(
		doctype="Item Manufacturer", item_code=item, manufacturer=maker, manufacturer_part_no=mpn
	).insert()


def bom(item: str, lines: Sequence[dict[str, Any]]) -> str:
	"""A submitted BOM of an Item."""
	company = frappe.db.get_value("Company", {}, "name", order_by="creation asc")
	doc = frappe.get_doc(
		{
			"doctype": "BOM",
			"item": item,
			"company": company,
			"quantity": 1,
			"currency": frappe.get_cached_value("Company", company, "default_currency"),
			"items": [{"uom": "Nos", "stock_uom": "Nos", "rate": 0, **line} for line in lines],
		}
	)
	doc.insert()
	doc.submit()
	return doc.name


def _leaf_group(name: str) -> str:
	if name != "All Item Groups":
		if not frappe.db.exists("Item Group", name):
			frappe.get_doc(
				doctype="Item Group", item_group_name=name, parent_item_group="All Item Groups"
			).insert()
		return name
	return frappe.db.get_value("Item Group", {"is_group": 0}, "name", order_by="creation asc")


def _connector(account: str) -> str:
	return frappe.get_cached_value("Supplier Account", account, "connector")


def _candidate(place: int, accounts: Sequence[str], text: str) -> MatchCandidate:
	fit = _FITS[place % len(_FITS)]
	points = max(5.0, 45 - place / 25)
	lines = (
		ScoreLine("Resistance", points if fit is Fit.FITS else 0, 45, "It has 10 kΩ, asked for: 10 kΩ.", fit),
		ScoreLine("Stock", 30, 35, "There is more in stock than asked for."),
		ScoreLine("Price", 20 * (place % 10) / 10, 20, text or "0.90 USD for 100 pieces."),
	)
	return MatchCandidate(
		rank=place,
		score=round(sum(line.points for line in lines), 2),
		fit=fit,
		exact=False,
		offers=tuple(_offer(place, account, text) for account in accounts),
		score_lines=lines,
		warnings=("It has 22 kΩ, but asked for: 10 kΩ.",) if fit is Fit.VIOLATES else (),
	)


def _offer(place: int, account: str, text: str) -> MatchOffer:
	price = Decimal(1 + place % 97) / 1000
	offer = Offer(
		sku=f"{_connector(account)[:1]}-{10_000 + place}",
		mpn=f"RX0402-{10_000 + place}{text}",
		manufacturer=text or _MAKERS[place % len(_MAKERS)],
		description=f"Thick Film Resistors - SMD 0402 {place} kOhms 1% 62.5 mW{text}",
		currency="USD",
		breaks=(PriceBreak(1, price * 10), PriceBreak(100, price)),
		stock=place * 37 % 5000,
		minimum=1,
		multiple=1,
		lifecycle=text or _LIFECYCLES[place % len(_LIFECYCLES)],
		packaging=(text,) if text else (),
		image_url=text,
		datasheet_url=f"javascript:{text}" if text else "",
	)
	return MatchOffer(
		account=account,
		connector=_connector(account),
		offer=offer,
		quantity=100,
		unit_price=price,
		cost=price * 100,
		enough=place * 37 % 5000 >= 100,
		linked=False,
	)


COMMANDS: dict[str, Callable[..., Any]] = {
	"bom": bom,
	"forget_lookups": forget_lookups,
	"item_facts": item_facts,
	"lookup_item": lookup_item,
	"lookup_settings": lookup_settings,
	"lookups": lookups,
	"maker_number": maker_number,
	"many_candidates": many_candidates,
	"queued_lookup": queued_lookup,
}
