"""How pieces shall be packed where a part number leaves it open: as chosen for a line, else as the account prefers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.connectors.protocols import CartRules
from supplier_connect.shops.model.cart import Finding, Severity, SupplierCart, SupplierCartLine
from supplier_connect.shops.model.offer import Packing
from supplier_connect.shops.model.order import Order
from supplier_connect.shops.ports import SupplierCartStore
from supplier_connect.shops.services.cart.preflight import Parcel, Preflight

# By a line's `ref`; None leaves the packing to the shop.
Packings = Mapping[str, Packing | None]
NOTHING_CHOSEN: Packings = MappingProxyType({})


def with_packings(
	preflight: Preflight, transfers: SupplierCartStore, wanted: Packings = NOTHING_CHOSEN
) -> Preflight:
	"""The preflight with the packings chosen for its lines: those wanted now, else those of the order's last transfer.

	Lines of one part are packed alike: what is chosen for one of them holds for all; wanted in different packings, they
	keep the order from being sent. Raises `RejectedInput` (field "packings") for a line that the order doesn't have and
	for a packing that the shop's lines can't be asked for in.
	"""
	order = preflight.order
	_check(order, preflight.rules, wanted)
	refs = {line.ref for line in order.lines}
	before = _chosen_before(transfers.current(order.name, preflight.account.name), preflight.rules)
	chosen = {ref: packing for ref, packing in {**before, **wanted}.items() if ref in refs}
	findings = (*preflight.findings, *_conflicts(preflight, wanted))
	for parcel in preflight.parcels(preflight.bad_refs):
		chosen.update(_of_parcel(parcel, wanted) or _of_parcel(parcel, before))
	return replace(preflight, packings=MappingProxyType(chosen), findings=findings)


def _of_parcel(parcel: Parcel, chosen: Packings) -> Packings:
	"""The first choice for a line of a parcel, for all of its lines."""
	refs = [planned.line.ref for planned in parcel.lines]
	first = [chosen[ref] for ref in refs if ref in chosen][:1]
	return dict.fromkeys(refs, *first) if first else {}


def _check(order: Order, rules: CartRules, wanted: Packings) -> None:
	rows = {line.ref: line.number for line in order.lines}
	for ref, packing in wanted.items():
		if ref not in rows:
			raise RejectedInput(
				msg("{0} has no line {1}. Reload the order.", order.name, ref), field="packings"
			)
		if packing is not None and packing not in rules.packings:
			raise RejectedInput(
				msg("Row {0}: the packing {1} can't be chosen at this supplier.", rows[ref], packing.value),
				field="packings",
			)


def _chosen_before(transfer: SupplierCart | None, rules: CartRules) -> Packings:
	lines = transfer.lines if transfer else ()
	return {
		line.ref: line.packing
		for line in lines
		if line.packing_chosen and (line.packing is None or line.packing in rules.packings)
	}


def _conflicts(preflight: Preflight, wanted: Packings) -> Iterator[Finding]:
	for parcel in preflight.parcels(preflight.bad_refs):
		refs = [planned.line.ref for planned in parcel.lines]
		if len({wanted[ref] for ref in refs if ref in wanted}) > 1:
			yield Finding(
				Severity.ORDER,
				"different_packings",
				msg(
					"Rows {0} are the same part {1}. Choose the same packing for them.",
					parcel.numbers,
					parcel.sku,
				),
				refs[0],
			)


def note_packings(transfer: SupplierCart, preflight: Preflight) -> SupplierCart:
	"""The transfer with the packing that each of its lines is sent with, where lines can be asked for in one.

	Elsewhere a packing is a preference for numbers that leave it open, and the shop's answer tells what became of it.
	"""
	if not preflight.rules.packings:
		return transfer
	by_ref = {planned.line.ref: preflight.packing_of(planned.alone) for planned in preflight.lines}

	def noted(line: SupplierCartLine) -> SupplierCartLine:
		packing, is_chosen = by_ref[line.ref]
		return replace(line, packing=packing, packing_chosen=is_chosen)

	return replace(transfer, lines=tuple(map(noted, transfer.lines)))
