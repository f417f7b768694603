"""What the browser tests of Supplier Lookup need on the site; site_data.py has these as commands."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import frappe
from frappe.utils.password import update_password

from supplier_connect.shops.connectors.protocols import Capability
from supplier_connect.shops.desk.accounts.accounts import seen_accounts
from supplier_connect.shops.desk.bom.lookups import run_job
from supplier_connect.shops.desk.lookup.lookups import read_accounts
from supplier_connect.shops.desk.lookup.matches import DeskMatchStore
from supplier_connect.shops.model.match import (
	Fit,
	Match,
	MatchCandidate,
	MatchOffer,
	MatchState,
	PlanNote,
	ScoreLine,
	ShopOutcome,
)
from supplier_connect.shops.model.offer import Offer, PriceBreak

_COST = "Supplier BOM Cost"
_MATCH = "Supplier Match"
PASSWORD = "a walk through the cart"
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
			"is_purchase_item": 1,
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


def item_is(code: str, **fields: Any) -> None:
	"""Change fields of an Item."""
	frappe.get_doc("Item", code).update(fields).save()


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


def people(roles: dict[str, list[str]]) -> None:
	"""People with these roles and no others."""
	for email, names in roles.items():
		if not frappe.db.exists("User", email):
			frappe.get_doc(doctype="User", email=email, first_name=email, send_welcome_email=0).insert()
		user = frappe.get_doc("User", email)
		user.update({"roles": [], "user_type": "System User"})
		user.add_roles(*names)
		update_password(email, PASSWORD, logout_all_sessions=False)


def bom_cost(bom: str, quantities: Sequence[int]) -> str:
	"""The kept costs of a BOM, looked up now with all accounts."""
	_exchange_rate(
		"USD",
		frappe.get_cached_value("Company", frappe.db.get_value("BOM", bom, "company"), "default_currency"),
	)
	accounts = [
		account.name for account in read_accounts(seen_accounts(Capability.SEARCH), frappe.session.user)
	]
	run_job("browser-test", bom, list(quantities), accounts, False)
	return bom_costs(bom)[0]


def _exchange_rate(currency: str, other: str) -> None:
	rate = {"from_currency": currency, "to_currency": other, "date": frappe.utils.today(), "for_buying": 1}
	if currency != other and not frappe.db.exists("Currency Exchange", rate):
		frappe.get_doc(doctype="Currency Exchange", exchange_rate=0.9, for_selling=1, **rate).insert()


def bom_costs(bom: str) -> list[str]:
	"""The names of a BOM's kept costs, newest first."""
	return frappe.get_all(_COST, {"bom": bom}, pluck="name", order_by="creation desc, name desc")


def made_of_bom(doctype: str, owner: str) -> list[dict[str, Any]]:
	"""What somebody has made, with its lines; deleted when it has been told."""
	names = frappe.get_all(doctype, {"owner": owner}, pluck="name", order_by="name asc")
	found = [frappe.get_doc(doctype, name).as_dict(convert_dates_to_str=True) for name in names]
	for name in names:
		frappe.delete_doc(doctype, name, force=True)
	return json.loads(frappe.as_json(found))


def hold_suppliers(on_hold: int) -> None:
	"""Take no orders for the suppliers of all accounts, or take them again."""
	for supplier in frappe.get_all("Supplier Account", {"enabled": 1}, pluck="supplier"):
		frappe.db.set_value("Supplier", supplier, {"on_hold": on_hold, "hold_type": "All" if on_hold else ""})


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
	"bom_cost": bom_cost,
	"bom_costs": bom_costs,
	"forget_lookups": forget_lookups,
	"hold_suppliers": hold_suppliers,
	"item_facts": item_facts,
	"item_is": item_is,
	"lookup_item": lookup_item,
	"lookup_settings": lookup_settings,
	"lookups": lookups,
	"maker_number": maker_number,
	"made_of_bom": made_of_bom,
	"many_candidates": many_candidates,
	"people": people,
	"queued_lookup": queued_lookup,
}
