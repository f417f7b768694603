"""Whitelisted: what BOMs cost, as it was found and kept. docs/api.md describes every function and shape."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

import frappe

from supplier_connect.api.endpoint import Count, endpoint
from supplier_connect.api.results.bom import (
	KeptBomCost,
	MadeDocuments,
	PurchasePlan,
	bom_cost_of,
	left_out_of,
	purchase_of,
)
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import WRONG_INPUT, translate
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.desk.bom import costs as bom_costs
from supplier_connect.shops.desk.bom.costs import DOCTYPE
from supplier_connect.shops.desk.bom.documents import (
	ORDER,
	REQUEST,
	PurchaseTerms,
	day_or_today,
	make_orders,
	make_requests,
)
from supplier_connect.shops.model.bom import BomCost
from supplier_connect.shops.services.bom.purchase import BomPurchase, BomPurchases, purchases_of
from supplier_connect.shops.services.bom.table import spreadsheet


@endpoint()
def cost(name: str) -> KeptBomCost:
	"""What a BOM cost when it was looked up, and what the user may make of it."""
	return KeptBomCost(
		name=name,
		result=bom_cost_of(_cost(name)),
		may_order=bool(frappe.has_permission(ORDER, "create")),
		may_request=bool(frappe.has_permission(REQUEST, "create")),
	)


@endpoint()
def export_csv(name: str) -> None:
	"""Download the costs of a BOM as a CSV file, a row a line."""
	found = _cost(name, "export")
	text = io.StringIO()
	csv.writer(text).writerows(spreadsheet(found, translate, of_file=False))
	frappe.response.update(
		# The mark at the beginning tells a spreadsheet that it is UTF-8.
		{"type": "download", "filename": f"{name}.csv", "filecontent": text.getvalue().encode("utf-8-sig")}
	)


@endpoint(errors=WRONG_INPUT)
def purchase_plan(name: str, quantity: Count, with_review: bool = False) -> PurchasePlan:
	"""What orders and requests for so many of the BOM would be: supplier by supplier, and the lines that are left out."""
	found = _cost(name)
	orders = _purchases(found, quantity, with_review, ORDER)
	requests = _purchases(found, quantity, with_review, REQUEST)
	return PurchasePlan(
		quantity=quantity,
		orders=[purchase_of(one) for one in orders.purchases],
		not_ordered=[left_out_of(line) for line in orders.left_out],
		requests=[purchase_of(one) for one in requests.purchases],
		not_requested=[left_out_of(line) for line in requests.left_out],
	)


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def make_purchase_orders(
	name: str,
	quantity: Count,
	suppliers: list[str] | None = None,
	with_review: bool = False,
	schedule_date: str | None = None,
	warehouse: str | None = None,
) -> MadeDocuments:
	"""Make draft Purchase Orders of what so many of the BOM take, one for each supplier and currency; all or none."""
	frappe.has_permission(ORDER, "create", throw=True)
	chosen = _chosen(_purchases(_cost(name), quantity, with_review, ORDER), suppliers or [])
	terms = PurchaseTerms(quantity, day_or_today(schedule_date), warehouse or "")
	return MadeDocuments(doctype=ORDER, documents=make_orders(name, chosen, terms))


@endpoint(methods=["POST"], errors=WRONG_INPUT)
def make_requests_for_quotation(
	name: str,
	quantity: Count,
	suppliers: list[str] | None = None,
	with_review: bool = False,
	schedule_date: str | None = None,
	warehouse: str | None = None,
) -> MadeDocuments:
	"""Make draft Requests for Quotation of what so many of the BOM take, one for each supplier; all or none."""
	frappe.has_permission(REQUEST, "create", throw=True)
	chosen = _chosen(_purchases(_cost(name), quantity, with_review, REQUEST), suppliers or [])
	terms = PurchaseTerms(quantity, day_or_today(schedule_date), warehouse or "")
	return MadeDocuments(doctype=REQUEST, documents=make_requests(name, chosen, terms))


def _cost(name: str, right: str = "read") -> BomCost:
	"""Kept costs, if the user may see them."""
	permissions.document(DOCTYPE, name, right)
	return bom_costs.read(name)


def _purchases(found: BomCost, quantity: int, with_review: bool, doctype: str) -> BomPurchases:
	accounts = {bought.account for line in found.lines for bought in line.costs}
	suppliers = bom_costs.suppliers_of(accounts)
	return purchases_of(found, quantity, suppliers, with_review, priced_only=doctype == ORDER)


def _chosen(found: BomPurchases, names: Collection[str]) -> Sequence[BomPurchase]:
	"""The purchases from the suppliers that are named; from all without names."""
	known = {one.supplier for one in found.purchases}
	if unknown := [name for name in names if name not in known]:
		raise RejectedInput(msg("Nothing is bought from {0}.", ", ".join(unknown)), field="suppliers")
	if not found.purchases:
		raise RejectedInput(msg("There is no line to buy at this quantity."), field="quantity")
	return [one for one in found.purchases if not names or one.supplier in names]
