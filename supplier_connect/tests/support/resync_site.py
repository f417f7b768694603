"""What the tests of resyncs on a site share: a part at each of two sandbox shops, and transactions that last as long as a test."""

from __future__ import annotations

from typing import Any
from unittest import mock

import frappe

from supplier_connect.api import item as item_api
from supplier_connect.tests.shops.test_item_api import (
	DIGIKEY_ACCOUNT,
	ITEM,
	MOUSER_ACCOUNT,
	PART,
	RESISTOR,
	ItemApiCase,
)
from supplier_connect.tests.support.site import Committing

DIGIKEY_RESISTOR = "311-10.0KLRCT-ND"
ENABLED = {"resync_enabled": 1, "resync_interval": 60, "resync_batch_size": 10}


class ResyncCase(Committing, ItemApiCase):
	"""The Item has a supplier part at Mouser; no other account of the site takes part; jobs are caught."""

	def setUp(self) -> None:
		super().setUp()
		self.queued: list[dict[str, Any]] = []
		self.patches.enter_context(mock.patch.object(frappe, "enqueue", side_effect=self._catch))
		others = {"name": ("not in", (MOUSER_ACCOUNT, DIGIKEY_ACCOUNT))}
		frappe.db.set_value("Supplier Account", others, "enabled", 0)
		self.part = self.add_to(ITEM, RESISTOR)

	def _catch(self, method: str, **arguments: Any) -> None:
		"""What a job of ours is queued with; Frappe's own are let go."""
		if str(method).startswith("supplier_connect."):
			self.queued.append({"method": method, **arguments})

	def work(self) -> None:
		"""Do what was queued, as a worker does it."""
		jobs, self.queued = self.queued, []
		for job in jobs:
			how = ("method", "queue", "timeout", "job_id", "deduplicate")
			arguments = {name: value for name, value in job.items() if name not in how}
			frappe.get_attr(job["method"])(**arguments)

	def add_to(self, item: str, number: str, account: str = MOUSER_ACCOUNT) -> str:
		"""A Supplier Part of an Item, as the sandbox has it."""
		return item_api.add_part(item, account, number)["part"]

	def set_account(self, name: str = MOUSER_ACCOUNT, **values: Any) -> Any:
		"""Enter something on an account."""
		doc = frappe.get_doc("Supplier Account", name)
		doc.update(values)
		doc.save()
		return doc

	def part_now(self, name: str | None = None) -> Any:
		"""A Supplier Part as it is stored now."""
		return frappe.get_doc(PART, name or self.part)

	def cursor(self, account: str = MOUSER_ACCOUNT) -> Any:
		"""Where an account's round is, as it is stored."""
		return frappe.get_doc("Supplier Resync Cursor", {"account": account})

	def runs(self, account: str = MOUSER_ACCOUNT) -> list[Any]:
		"""The account's runs, oldest first."""
		return frappe.get_all("Supplier Resync", {"account": account}, ["*"], order_by="name asc")

	def numbers_asked(self) -> int:
		"""How many calls for part numbers Mouser has had."""
		asked = [call["path"] for call in self.mouser.state["calls"]]
		return asked.count("/api/v1/search/partnumber")
