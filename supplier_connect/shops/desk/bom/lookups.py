"""What a BOM costs at several numbers of units: its Items looked up in the background, line by line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import frappe

from supplier_connect.core.desk import jobs as noted_jobs
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.errors import error_json, refusals_as_errors, translate
from supplier_connect.core.model.errors import NotFound, SupplierConnectError
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.desk.accounts.accounts import fresh_shop_of, shop_of
from supplier_connect.shops.desk.bom import costs as bom_costs
from supplier_connect.shops.desk.bom.costs import Costing
from supplier_connect.shops.desk.lookup.item_book import DeskItemBook, plain_text
from supplier_connect.shops.desk.lookup.lookup_settings import Choices
from supplier_connect.shops.desk.lookup.lookups import accounts_of_job, settings_for
from supplier_connect.shops.desk.lookup.matches import DeskMatchStore
from supplier_connect.shops.desk.parts.parts import DeskPartBook
from supplier_connect.shops.model.bom import BomLine
from supplier_connect.shops.model.part import Part
from supplier_connect.shops.services.bom.costs import BomTools, cost_bom
from supplier_connect.shops.services.lookup.find_parts import FindTools

_JOB = "supplier_connect.shops.desk.bom.lookups.run_job"
_BOM = "BOM"
_ITEM = "Item"
# Waiting for the limits of a minute takes most of it.
_SECONDS_A_LINE = 180
_SECONDS_AT_LEAST = 600
_LONGEST_SECONDS = 24 * 3600


@dataclass(frozen=True)
class _Source:
	"""Where a BOM has its lines: its own, or those of its sub-assemblies in place of them."""

	table: str
	field: str


_OWN = _Source("BOM Item", "items")
_EXPLODED = _Source("BOM Explosion Item", "exploded_items")


def lines_of(bom: str, multi_level: bool) -> tuple[BomLine, ...]:
	"""The lines of a BOM for one unit; those that are made in house are not fitted. Two queries."""
	source = _EXPLODED if multi_level else _OWN
	made = ["bom_no"] if source is _OWN else []
	rows = frappe.get_all(
		source.table,
		filters={"parent": bom, "parenttype": _BOM, "parentfield": source.field},
		fields=["idx", "item_code", "description", "stock_qty", *made],
		order_by="idx asc",
		limit_page_length=0,
	)
	units = _decimal(frappe.db.get_value(_BOM, bom, "quantity") or 1)
	return tuple(
		BomLine(
			number=row.idx,
			quantity=_decimal(row.stock_qty) / units,
			description=plain_text(row.description or ""),
			item=row.item_code,
			fitted=not row.get("bom_no"),
		)
		for row in rows
	)


def _allowed_lines(bom: str, multi_level: bool) -> tuple[BomLine, ...]:
	"""The lines of a BOM, for a user who may look all of them up; raises `frappe.PermissionError`."""
	permissions.document(_BOM, bom)
	frappe.has_permission(_ITEM, "write", throw=True)
	lines = lines_of(bom, multi_level)
	items = {line.item for line in lines}
	if hidden := items.difference(permissions.readable(_ITEM, items)):
		sentence = frappe._("You have no permission to read {0}.").format(", ".join(sorted(hidden)))
		raise frappe.PermissionError(sentence)
	return lines


def _decimal(value: Any) -> Decimal:
	return Decimal(str(frappe.utils.flt(value, 9)))


def enqueue(
	bom: str, quantities: Sequence[int], accounts: Sequence[str], multi_level: bool, fresh: bool
) -> str:
	"""Look up a BOM in a background job of the current user; the token under which its progress is told.

	With `fresh` the shops are asked even for what is kept of their answers. Raises `frappe.PermissionError` where the user
	may not read all Items.
	"""
	lines = _allowed_lines(bom, multi_level)
	token = noted_jobs.begin(_note(noted_jobs.QUEUED, bom, total=len(lines)))
	seconds = max(_SECONDS_AT_LEAST, len(lines) * _SECONDS_A_LINE)
	noted_jobs.enqueue(
		_JOB,
		token,
		queue="long",
		timeout=min(seconds, _LONGEST_SECONDS),
		bom=bom,
		quantities=list(quantities),
		accounts=list(accounts),
		multi_level=multi_level,
		fresh=fresh,
	)
	return token


def run_job(
	token: str, bom: str, quantities: list[int], accounts: list[str], multi_level: bool, fresh: bool = False
) -> None:
	"""The background job: look up the lines, keep what was found and what it costs, and note where it is kept."""
	far = {"done": 0, "total": 0}

	def progress(done: int, total: int, doing: Message) -> None:
		# The lookups of the lines before are kept, whatever becomes of this one.
		frappe.db.commit()  # nosemgrep
		far.update(done=done, total=total)
		noted_jobs.save_progress(token, _note(noted_jobs.RUNNING, bom, **far, message=translate(doing)))

	def is_stopped() -> bool:
		return noted_jobs.is_stopped(token)

	ended: noted_jobs.Note = {"state": noted_jobs.FAILED, "message": translate(_BROKEN)}
	try:
		user = frappe.session.user
		known = accounts_of_job(accounts, user)
		with refusals_as_errors():
			lines = _allowed_lines(bom, multi_level)
		shop = fresh_shop_of if fresh else shop_of
		tools = BomTools(FindTools(shop, DeskPartBook(), DeskMatchStore(), translate), _items_of(lines))
		settings = settings_for(user, known, Choices())
		cost = cost_bom(tools, lines, known, settings, quantities, user, progress, is_stopped)
		names = tuple(account.name for account in known)
		kept = bom_costs.save(Costing(bom, multi_level, names, datetime.now(timezone.utc)), cost)
		# Whoever is told of it must find it.
		frappe.db.commit()  # nosemgrep
		state = noted_jobs.STOPPED if cost.stopped else noted_jobs.DONE
		ended = {"state": state, "left": len(cost.left), "cost": kept}
	except SupplierConnectError as error:
		ended = {"state": noted_jobs.FAILED, "message": translate(error.message), "error": error_json(error)}
	finally:
		noted_jobs.save_progress(token, _note(bom=bom, **{**far, **ended}))


_BROKEN = msg("This broke off; the Error Log says why.")


def _note(state: str, bom: str, **values: Any) -> noted_jobs.Note:
	return {"state": state, "bom": bom, "done": 0, "total": 0, "message": "", "cost": None, **values}


class _ReadItems:
	"""The Items of a BOM as they were read at once; nothing is written through it."""

	def __init__(self, parts: Collection[Part]) -> None:
		self._parts = {part.code: part for part in parts}

	def read(self, item: str) -> Part:
		"""See `ItemBook.read`."""
		if item not in self._parts:
			raise NotFound(msg("There is no Item {0}.", item))
		return self._parts[item]


def _items_of(lines: Collection[BomLine]) -> Any:
	return _ReadItems(DeskItemBook().read_many([line.item for line in lines]))
