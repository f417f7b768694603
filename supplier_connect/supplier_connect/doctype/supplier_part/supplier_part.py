"""An Item as a supplier's shop sells it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from supplier_connect.core.desk.errors import as_frappe_errors
from supplier_connect.shops.desk.parts.doubled_parts import forbid_doubles
from supplier_connect.shops.desk.parts.part_history import forget_part, is_other_offer, note_edit
from supplier_connect.shops.desk.parts.part_offers import clean_entered
from supplier_connect.shops.desk.resync.freshness_counts import stale_before

# What is known of the tries to ask for a part that was never asked for.
_NEVER_TRIED = {
	"seen_on": None,
	"details_on": None,
	"tried_on": None,
	"tried_at_utc": None,
	"resync_state": "",
	"not_found_on": None,
	"failures": 0,
	"failure": "",
}


class SupplierPart(Document):
	"""Checks what was entered by hand; what a shop tells is written by the part book."""

	def onload(self) -> None:
		"""Tell the form since when a part would have to be seen to be fresh."""
		self.set_onload("stale_before", str(stale_before()))

	def validate(self) -> None:
		"""One part an account, Item and number, with terms and price breaks that make sense."""
		self.sku = (self.sku or "").strip()
		with as_frappe_errors():
			clean_entered(self)
		self._check_only_one()
		self._check_breaks()
		before = self.get_doc_before_save()
		if before and is_other_offer(before, self):
			self.update(_NEVER_TRIED)
		if self.has_value_changed("stock") and self.stock:
			self.stock_known = 1

	def on_update(self) -> None:
		"""Keep what the prices and the stock were; one part of an Item is preferred at an account."""
		note_edit(self)
		if self.preferred and self.has_value_changed("preferred"):
			self._take_the_preference_over()

	def on_trash(self) -> None:
		"""Take the history and the alerts along."""
		forget_part(self.name)

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Somebody else has stored the same part since we looked."""
		frappe.throw(
			_("{0} was just given the Supplier Part {1} at {2} by somebody else. Try again.").format(
				self.item, self.sku, self.account
			),
			frappe.DuplicateEntryError,
		)

	def _take_the_preference_over(self) -> None:
		preferred = {"item": self.item, "account": self.account, "preferred": 1, "name": ("!=", self.name)}
		for name in frappe.get_all("Supplier Part", preferred, pluck="name", order_by="name asc"):
			frappe.db.set_value("Supplier Part", name, "preferred", 0)

	def _check_only_one(self) -> None:
		same = {"account": self.account, "item": self.item, "sku": self.sku, "name": ("!=", self.name)}
		if other := frappe.db.exists("Supplier Part", same):
			frappe.throw(
				_("{0} already has the Supplier Part {1} at {2}: {3}").format(
					self.item, self.sku, self.account, frappe.utils.get_link_to_form("Supplier Part", other)
				),
				frappe.DuplicateEntryError,
			)

	def _check_breaks(self) -> None:
		self.price_breaks.sort(key=lambda step: step.quantity)
		seen = set()
		for place, step in enumerate(self.price_breaks, start=1):
			step.idx = place
			# A new row comes with the currency of the company.
			step.currency = self.currency or step.currency
			if step.quantity < 1 or step.quantity in seen:
				frappe.throw(_("Price Breaks, row {0}: quantities are at least 1 and differ.").format(place))
			if step.price <= 0:
				frappe.throw(_("Price Breaks, row {0}: a price is more than 0.").format(place))
			seen.add(step.quantity)


def on_doctype_update() -> None:
	"""An account's parts are gone through in the order of their names; none is there twice."""
	frappe.db.add_index("Supplier Part", ["account", "name"])
	forbid_doubles()
