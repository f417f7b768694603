"""The first steps of the workspace: a step is complete when what it asks for was done, not when it was clicked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe

# A step, and a document that is there when it was done.
DEEDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
	"Create a Supplier Account": ("Supplier Account", {}),
	"Test the Connection to a Supplier": ("Supplier Account", {"connection_state": "Works"}),
	"Import a Part by Supplier Lookup": ("Supplier Part", {}),
	"Send an Order to a Supplier": ("Supplier Cart", {"state": "Sent"}),
	"Keep Supplier Parts Fresh": ("Supplier Account", {"enabled": 1, "resync_enabled": 1}),
}


def mark() -> None:
	"""Store which of the steps are complete; nothing is written where that is known."""
	steps = frappe.get_all(
		"Onboarding Step",
		filters={"name": ("in", list(DEEDS))},
		fields=["name", "is_complete"],
		order_by="name asc",
	)
	for step in steps:
		doctype, filters = DEEDS[step.name]
		done = bool(frappe.db.exists(doctype, dict(filters) or {"name": ("is", "set")}))
		if done != bool(step.is_complete):
			frappe.db.set_value("Onboarding Step", step.name, "is_complete", int(done))
