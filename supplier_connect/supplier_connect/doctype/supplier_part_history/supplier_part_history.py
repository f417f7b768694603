"""What a supplier part cost, and how many there were, from a time on."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class SupplierPartHistory(Document):
	"""Written when prices or stock of a Supplier Part change; thinned out with time."""


def on_doctype_update() -> None:
	"""A part's history is read in its order."""
	frappe.db.add_index("Supplier Part History", ["part", "seen_on"])
