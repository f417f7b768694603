"""What each whitelisted method asks of a user, in the terms of REST: the table of the test of all rights.

A new method gets a line here: its calls, each with what REST must allow so that the method isn't refused. Names are those of
`access_world`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from supplier_connect.tests.support.access_world import Rest, World

ITEM, ACCOUNT, ORDER, CART, PART, MATCH = (
	"Item",
	"Supplier Account",
	"Purchase Order",
	"Supplier Cart",
	"Supplier Part",
	"Supplier Match",
)
BOM_COST = "Supplier BOM Cost"
Allowed = Callable[[Rest], bool]


@dataclass(frozen=True)
class Call:
	"""One call: its arguments, and whether REST's answers mean that it is let through."""

	allowed: Allowed
	arguments: Mapping[str, Any] = field(default_factory=dict)


Calls = Callable[[World], Iterable[Call]]


def everybody(**arguments: Any) -> Calls:
	"""For all who are logged in: it shows each what they may see."""
	return lambda _world: [Call(lambda _rest: True, arguments)]


def kind(doctype: str, ptype: str = "read", **arguments: Any) -> Calls:
	"""For those who may `ptype` documents of a kind."""
	return lambda _world: [Call(lambda rest: rest.kind(doctype, ptype), arguments)]


def each(doctype: str, parameter: str, *more: Allowed, writes: bool = False, **arguments: Any) -> Calls:
	"""For those who may read (or change) the document that is named, in a list for `parameter`s; `more` must be so besides."""

	def calls(world: World) -> Iterable[Call]:
		for name in world.documents[doctype]:
			value = [name] if parameter.endswith("s") else name
			yield Call(_all(_on(doctype, name, writes), *more), {parameter: value, **arguments})

	return calls


def _on(doctype: str, name: str, writes: bool = False) -> Allowed:
	return lambda rest: rest.writes(doctype, name) if writes else rest.reads(doctype, name)


def _all(*conditions: Allowed) -> Allowed:
	return lambda rest: all(condition(rest) for condition in conditions)


def _kind(doctype: str, ptype: str = "read") -> Allowed:
	return lambda rest: rest.kind(doctype, ptype)


_CREATES_PARTS = _kind(PART, "create")
_ITEM_A, _ACC_A, _SUP_A = "SCTEST-ITEM-A", "SCTEST-ACC-A", "SCTEST-SUP-A"
_JOB_OF_OTHERS = "SCTESTJOBOFSOMEBODYELSE"


def _at_accounts(*conditions: Allowed, parameter: str = "account", **arguments: Any) -> Calls:
	return each(ACCOUNT, parameter, *conditions, **arguments)


def _on_carts(*, writes: bool, **arguments: Any) -> Calls:
	"""For those who see the cart, and may read or change its order."""
	parameter = "cart"

	def calls(world: World) -> Iterable[Call]:
		for name in world.documents[CART]:
			order = f"SCTEST-PO-{name.removeprefix('SCTEST-CART-')[0]}"
			yield Call(_all(_on(CART, name), _on(ORDER, order, writes)), {parameter: name, **arguments})

	return calls


def _imports(match: str, **arguments: Any) -> Calls:
	"""For those who see the lookup and the account, may change the Item and create Supplier Parts."""

	def calls(world: World) -> Iterable[Call]:
		for name in world.documents[MATCH]:
			query = world.words[MATCH, name]
			item = f"SCTEST-ITEM-{query.removeprefix('SCTEST-QUERY-')[0]}"
			account = "SCTEST-ACC-B" if query.endswith("B") else _ACC_A
			sku = query.replace("QUERY", "FOUND")
			named = (
				{"offers": [{"account": account, "sku": sku}]}
				if "offers" in arguments
				else {"account": account, "sku": sku}
			)
			needs = _all(_on(MATCH, name), _on(ITEM, item, True), _CREATES_PARTS, _on(ACCOUNT, account))
			yield Call(needs, {match: name, **named})

	return calls


def _skips(world: World) -> Iterable[Call]:
	for name in world.documents[MATCH]:
		item = f"SCTEST-ITEM-{world.words[MATCH, name].removeprefix('SCTEST-QUERY-')[0]}"
		yield Call(_all(_on(MATCH, name), _on(ITEM, item, True)), {"match": name})


def _sends(writes: bool = False, **arguments: Any) -> Calls:
	def calls(world: World) -> Iterable[Call]:
		for order, account in (
			("SCTEST-PO-A", _ACC_A),
			("SCTEST-PO-A", "SCTEST-ACC-C"),
			("SCTEST-PO-B", "SCTEST-ACC-B"),
		):
			needs = _all(_on(ORDER, order, writes), _on(ACCOUNT, account))
			yield Call(needs, {"order": order, "account": account, **arguments})

	return calls


def _resyncs(world: World) -> Iterable[Call]:
	for name in world.documents[ACCOUNT]:
		yield Call(_on(ACCOUNT, name, True), {"account": name, "queued": 1})
	for name in world.documents[PART]:
		account = (
			"SCTEST-ACC-"
			+ {"A": "A", "A-AT-C": "C", "A-AT-B": "B", "B": "B"}[name.removeprefix("SCTEST-PART-")]
		)
		yield Call(_all(_on(PART, name, True), _on(ACCOUNT, account)), {"part": name, "queued": 1})
	for name in world.documents[ITEM]:
		yield Call(_all(_on(ITEM, name), _kind(PART, "write")), {"item": name, "queued": 1})


def _tests_connections(world: World) -> Iterable[Call]:
	for name in world.documents[ACCOUNT]:

		def allowed(rest: Rest, name: str = name) -> bool:
			return rest.reads(ACCOUNT, name) and (rest.writes(ACCOUNT, name) or rest.kind(ORDER, "write"))

		yield Call(allowed, {"account": name})


def _boms(world: World) -> Iterable[Call]:
	for name in world.documents["BOM"]:
		needs = _all(
			_on("BOM", name), _kind(ITEM, "write"), *(_on(ITEM, item) for item in world.documents[ITEM])
		)
		yield Call(_all(needs, _on(ACCOUNT, _ACC_A)), {"bom": name, "accounts": [_ACC_A]})


# By module and name in supplier_connect.api.
METHODS: Mapping[str, Calls] = {
	"account.connectors": kind(ACCOUNT),
	"account.test_connection": _tests_connections,
	"alerts.close": each("Supplier Alert", "names", writes=True),
	"alerts.mark_seen": each("Supplier Alert", "names", writes=True),
	"bom.cost": each(BOM_COST, "name"),
	"bom.export_csv": each(BOM_COST, "name", _kind(BOM_COST, "export")),
	"bom.make_purchase_orders": each(BOM_COST, "name", _kind(ORDER, "create"), quantity=1),
	"bom.make_requests_for_quotation": each(
		BOM_COST, "name", _kind("Request for Quotation", "create"), quantity=1
	),
	"bom.purchase_plan": each(BOM_COST, "name", quantity=1),
	"cards.cache_hit_rate": everybody(),
	"cards.calls_left": everybody(),
	"cards.calls_per_day": everybody(),
	"cards.calls_today": everybody(),
	"cards.orders_sent_this_month": kind(CART),
	"cards.parts_failed": everybody(),
	"cards.parts_fresh": everybody(),
	"cards.parts_stale": everybody(),
	"cards.price_alerts": kind("Supplier Alert"),
	"cards.price_index": everybody(),
	# Frappe's own exports check the rights; without a name there is nothing of ours.
	"exports.export_list": everybody(),
	"exports.export_report": everybody(),
	# Frappe's own methods again, with no rights but Frappe's.
	"first_steps.get_desktop_page": everybody(
		page='{"name": "SCTEST-NO", "title": "SCTEST-NO", "public": 1}'
	),
	"first_steps.update_onboarding_step": everybody(name="SCTEST-NO", field="is_skipped", value=0),
	"history.part_history": each(PART, "part", _kind("Supplier Part History")),
	"item.accounts": each(ITEM, "item", _CREATES_PARTS, writes=True),
	"item.add_part": _at_accounts(
		_on(ITEM, _ITEM_A, True), _CREATES_PARTS, item=_ITEM_A, number="SCTEST-SKU-NO"
	),
	"item.look_up_part": _at_accounts(
		_on(ITEM, _ITEM_A, True), _CREATES_PARTS, item=_ITEM_A, number="SCTEST-SKU-NO"
	),
	"lookup.accept": _imports("match"),
	"lookup.apply_candidates": each(
		ITEM, "item", _CREATES_PARTS, writes=True, supplier=_SUP_A, candidates=[{"supplier_part_number": "X"}]
	),
	"lookup.find": _at_accounts(_on(ITEM, _ITEM_A, True), item=_ITEM_A, parameter="accounts"),
	"lookup.import_selected": _imports("match", offers=()),
	"lookup.match_bom": _boms,
	"lookup.match_items": _at_accounts(
		_kind(ITEM, "write"), parameter="accounts", items=[_ITEM_A], auto_import=False
	),
	"lookup.match_progress": everybody(job=_JOB_OF_OTHERS),
	"lookup.matches": each(ITEM, "item", _kind(MATCH)),
	"lookup.open_match": each(MATCH, "name"),
	"lookup.review_queue": kind(ITEM, "write"),
	"lookup.search_candidates": each(ITEM, "item", writes=True, supplier=_SUP_A, query="10k"),
	"lookup.skip": _skips,
	"lookup.start": each(ITEM, "item", writes=True),
	"lookup.stop_matching": everybody(job=_JOB_OF_OTHERS),
	"lookup.token_debug": each(ITEM, "item", writes=True),
	"order.accounts": each(ORDER, "order"),
	"order.apply_prices": _on_carts(writes=True, lines=[]),
	"order.cart": each(CART, "name"),
	"order.carts": each(ORDER, "order", _kind(CART)),
	"order.enqueue_send": _sends(writes=True),
	"order.enter_numbers": _sends(writes=True, numbers={"no such line": "X"}),
	"order.guest_plan": each(ORDER, "order"),
	"order.look_up_lines": _sends(writes=True, lines={}),
	"order.open_as_guest": each(ORDER, "order", writes=True, shop="No Such Shop"),
	"order.order_list": _sends(),
	"order.preflight": _sends(),
	"order.price_changes": _on_carts(writes=False),
	"order.progress": everybody(job=_JOB_OF_OTHERS),
	"order.raise_precision": kind("Property Setter", "create", decimals=2),
	"order.send": _sends(writes=True),
	"resync.freshness": _at_accounts(),
	"resync.resync_status": everybody(job=_JOB_OF_OTHERS),
	"resync.run_resync": _resyncs,
	"resync.stop_resync": everybody(job=_JOB_OF_OTHERS),
	"sign_in.begin": _at_accounts(writes=True),
	"sign_in.callback": everybody(state="x", code="y"),
	"sign_in.disconnect": _at_accounts(writes=True),
	"sign_in.ended": kind(ACCOUNT),
	"sign_in.status": _at_accounts(),
	"usage.account_usage": _at_accounts(),
	"usage.clear_cache": _at_accounts(writes=True),
	"usage.dashboard_metrics": kind(ACCOUNT),
	"usage.rate_limit_status": _at_accounts(),
}
